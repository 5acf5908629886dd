//! Fills the claim, line and adjustment columns.

use std::cell::RefCell;

use super::arrivals::{Arrivals, Numbering};
use super::batch::{Batch, Cells, cleaned};
use super::column::Sparse;
use super::encode::{ColumnGroup, IS_MISSING, IS_PLACEHOLDER, IS_SCIENTIFIC, Notes};
use super::layout::Layout;
use super::memo::Memo;
use super::rows::{ClaimColumns, Frequency};
use super::values::{CleanId, Identity, clean_id, identity, is_plain_id, tax_number};
use crate::claim::{CellNote, Day, Dictionary, Field, Moment, RowKind, Sym, Unreadable};

pub(super) struct ClaimEncoder<'a> {
    pub(super) columns: ClaimColumns,
    pub(super) names: Arrivals,
    pub(super) sources: Dictionary,
    layout: &'a Layout,
    known_numbers: Memo<Option<i32>>,
    known_frequencies: Memo<Frequency>,
    known_sources: Memo<Sym>,
}

impl<'a> ClaimEncoder<'a> {
    pub(super) fn new(layout: &'a Layout) -> Self {
        let columns = ClaimColumns {
            claim: Sparse::new(Sym::NONE),
            line_number: Sparse::new(None),
            frequency: Sparse::new(Frequency::Original),
            original_claim: Sparse::new(Sym::NONE),
            original_base: Sparse::new(Sym::NONE),
            kind: Sparse::new(RowKind::Original),
            version: Sparse::new(0),
            base: Sparse::new(Sym::NONE),
            source: Sparse::new(Sym::NONE),
            denied_replacement: Sparse::new(false),
            other_ids: layout.adjustments.other_ids.iter().map(|_| Sparse::new(Sym::NONE)).collect(),
        };
        Self {
            columns,
            names: Arrivals::default(),
            sources: Dictionary::new(),
            layout,
            known_numbers: Memo::default(),
            known_frequencies: Memo::default(),
            known_sources: Memo::default(),
        }
    }

    /// What a layout's `[adjustments]` says of a row.
    fn encode_adjustment(
        &mut self,
        batch: &Batch<'_>,
        (claim, original): (Sym, Sym),
        (position, index): (usize, u32),
        notes: &mut Notes,
    ) {
        let adjustments = &self.layout.adjustments;
        let cells = &batch.adjustments;
        self.columns.kind.push(match cells.kind {
            Cells::Absent => RowKind::Original,
            _ => adjustments.kind_of(cleaned(cells.kind.raw(index))),
        });
        let (base, behind) = self.without_version(claim);
        self.columns.base.push(base);
        let (original_base, _) = self.without_version(original);
        self.columns.original_base.push(original_base);
        let version = cleaned(cells.version.raw(index));
        let rank = rank(if version.is_empty() { &behind } else { version });
        if rank.is_none() {
            notes.fault(position, Field::ClaimId, NOT_A_VERSION);
        }
        self.columns.version.push(rank.unwrap_or(0));
        for (column, cells) in self.columns.other_ids.iter_mut().zip(&cells.other_ids) {
            let id = match identity(cleaned(cells.raw(index))) {
                Identity::Whole(id) => self.names.number(id),
                Identity::Repaired(id) => self.names.number(&id),
                Identity::Placeholder | Identity::Unrecoverable => Sym::NONE,
            };
            column.push(id);
        }
    }

    /// A claim's number and the version behind it, where the layout says that there is one.
    fn without_version(&mut self, claim: Sym) -> (Sym, String) {
        let suffix = self.layout.adjustments.suffix.as_ref().filter(|_| claim.is_known());
        let Some(suffix) = suffix else { return (Sym::NONE, String::new()) };
        let (number, behind) = suffix.cut(self.names.text(claim));
        let (number, behind) = (number.to_owned(), behind.to_owned());
        (self.names.number(&number), behind)
    }
}

impl ColumnGroup for ClaimEncoder<'_> {
    fn encode(&mut self, batch: &Batch<'_>, notes: &mut Notes) {
        let (start, n_rows) = (self.columns.claim.len(), batch.selected.len());
        let rows = || batch.selected.iter().copied().enumerate();
        self.columns.claim.extend(arriving_ids(&mut self.names, batch, Field::ClaimId, notes));
        if batch.is_absent(Field::OriginalClaimId) {
            self.columns.original_claim.repeat(Sym::NONE, n_rows);
        } else {
            let field = Field::OriginalClaimId;
            let originals = rows().map(|place| match batch.raw(field, place.1) {
                "" => Sym::NONE,
                _ => intern_id(&mut self.names, batch, field, place, notes),
            });
            self.columns.original_claim.extend(originals.collect::<Vec<_>>());
        }
        let Self { columns, known_numbers, known_frequencies, .. } = self;
        // Each place of a wide row has a number of its own.
        let usual = |raw: &str| match cleaned(raw) {
            "" => batch.slot.is_none().then_some(None),
            text => matches!(clean_id(text), CleanId::Whole(_)).then(|| text.parse().ok().map(Some)).flatten(),
        };
        let odd = |position: usize, index: u32| line_number(batch, (position, index), notes);
        known_numbers.fill(batch, Field::LineNumber, &mut columns.line_number, usual, odd);
        let usual = |raw: &str| frequency(cleaned(raw));
        let field = Field::ClaimFrequency;
        known_frequencies.fill(batch, field, &mut columns.frequency, usual, |position, index| {
            notes.blank_or_unreadable(position, field, batch.text(field, index), Unreadable::NotAFrequency);
            Frequency::Original
        });
        let Self { columns, sources, known_sources, .. } = self;
        ids(sources, known_sources, batch, Field::SourceName, &mut columns.source, notes);
        columns.denied_replacement.repeat(false, n_rows);
        if self.layout.adjustments.suffix.is_none() && batch.adjustments.is_absent() {
            self.columns.kind.repeat(RowKind::Original, n_rows);
            self.columns.base.repeat(Sym::NONE, n_rows);
            self.columns.original_base.repeat(Sym::NONE, n_rows);
            self.columns.version.repeat(0, n_rows);
            self.columns.other_ids.iter_mut().for_each(|column| column.repeat(Sym::NONE, n_rows));
        } else {
            for (position, index) in rows() {
                let row = start + position;
                let names = (self.columns.claim.get(row), self.columns.original_claim.get(row));
                self.encode_adjustment(batch, names, (position, index), notes);
            }
        }
    }

    fn keep(&mut self, start: usize, mask: &[bool]) {
        self.columns.claim.keep(start, mask);
        self.columns.line_number.keep(start, mask);
        self.columns.frequency.keep(start, mask);
        self.columns.original_claim.keep(start, mask);
        self.columns.original_base.keep(start, mask);
        self.columns.kind.keep(start, mask);
        self.columns.version.keep(start, mask);
        self.columns.base.keep(start, mask);
        self.columns.source.keep(start, mask);
        self.columns.denied_replacement.keep(start, mask);
        for column in &mut self.columns.other_ids {
            column.keep(start, mask);
        }
    }
}

/// Reads the identifiers that every line needs, of a column in which most stand once or in a row.
pub(super) fn arriving_ids(names: &mut Arrivals, batch: &Batch<'_>, field: Field, notes: &mut Notes) -> Vec<Sym> {
    let id = |(position, index): (usize, &u32)| {
        let raw = batch.raw(field, *index);
        if is_plain_id(raw) {
            return names.number(raw);
        }
        let id = intern_id(names, batch, field, (position, *index), notes);
        if !id.is_known() {
            notes.fault(position, field, reason_of_blank(batch, field, *index));
        }
        id
    };
    batch.selected.iter().enumerate().map(id).collect()
}

/// Why an identifier that every line needs is blank.
pub(super) fn reason_of_blank(batch: &Batch<'_>, field: Field, index: u32) -> &'static str {
    match read_identity(field, batch.text(field, index)) {
        Identity::Placeholder => IS_PLACEHOLDER,
        Identity::Unrecoverable => IS_SCIENTIFIC,
        Identity::Whole(_) | Identity::Repaired(_) => IS_MISSING,
    }
}

/// Reads an identifier of a column, cleaned.
pub(super) fn read_identity(field: Field, text: &str) -> Identity<'_> {
    if field == Field::BillingTin { tax_number(text) } else { identity(text) }
}

/// Reads the identifiers of a column in which few stand many times.
pub(super) fn ids(
    names: &mut Dictionary,
    known: &mut Memo<Sym>,
    batch: &Batch<'_>,
    field: Field,
    column: &mut Sparse<Sym>,
    notes: &mut Notes,
) {
    let names = RefCell::new(names);
    // Repaired and damaged identifiers are never remembered: each of them is counted.
    let usual = |raw: &str| plain_id(&mut names.borrow_mut(), field, raw);
    let odd = |position: usize, index: u32| intern_id(*names.borrow_mut(), batch, field, (position, index), notes);
    known.fill(batch, field, column, usual, odd);
}

/// An identifier that needs no remark.
pub(super) fn plain_id(names: &mut Dictionary, field: Field, raw: &str) -> Option<Sym> {
    match read_identity(field, cleaned(raw)) {
        Identity::Whole(text) => Some(names.intern(text)),
        Identity::Repaired(_) | Identity::Placeholder | Identity::Unrecoverable => None,
    }
}

/// Reads an identifier; the place is (position in the selection, index in the batch).
pub(super) fn intern_id(
    names: &mut impl Numbering,
    batch: &Batch<'_>,
    field: Field,
    (position, index): (usize, u32),
    notes: &mut Notes,
) -> Sym {
    let text = batch.text(field, index);
    if text.is_empty() {
        return Sym::NONE;
    }
    match read_identity(field, text) {
        Identity::Whole(text) => names.number(text),
        Identity::Repaired(text) => {
            notes.cells.note(field, CellNote::Repaired);
            names.number(&text)
        }
        Identity::Placeholder => {
            notes.cells.note(field, CellNote::Placeholder);
            Sym::NONE
        }
        Identity::Unrecoverable => {
            notes.cannot_read(position, field, Unreadable::Scientific);
            Sym::NONE
        }
    }
}

/// 7 and 8 however a number format wrote them: `07`, `7.0`, `7.00`; every other single character is another frequency, and
/// nothing longer is one.
fn frequency(text: &str) -> Option<Frequency> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let is_whole = decimals.bytes().all(|b| b == b'0');
    match whole.trim_start_matches('0') {
        "7" if is_whole => Some(Frequency::Replacement),
        "8" if is_whole => Some(Frequency::Void),
        other => (other.len() <= 1 && is_whole).then_some(Frequency::Original),
    }
}

const NOT_A_VERSION: &str =
    "has a version that is no number of up to 18 digits, no date or time, and not up to 12 letters and digits";

/// The place of a version among others: numbers by value, dates and times by the calendar, others as if in base 36; a
/// blank comes before all.
fn rank(version: &str) -> Option<u64> {
    if version.is_empty() {
        return Some(0);
    }
    let version = match clean_id(version) {
        CleanId::Whole(version) | CleanId::Repaired(version) => version,
        CleanId::Unrecoverable => return None,
    };
    if version.bytes().all(|byte| byte.is_ascii_digit()) {
        return if version.len() <= 18 { version.parse::<u64>().ok().map(|number| number + 1) } else { None };
    }
    if let Some(time) = Moment::parse(version).or_else(|| Day::parse_iso(version).map(Moment::midnight)) {
        // Counted from the year 0, so that no date comes before a blank.
        return u64::try_from(time.0 + 62_167_219_200).ok();
    }
    let digit = |c: char| c.to_digit(36).map(u64::from);
    let digits = version.chars().filter(char::is_ascii_alphanumeric).map(digit).collect::<Option<Vec<u64>>>()?;
    (digits.len() <= 12).then(|| digits.into_iter().fold(1, |rank, digit| rank * 36 + digit))
}

/// The number of a line, when the file says.
fn line_number(batch: &Batch<'_>, (position, index): (usize, u32), notes: &mut Notes) -> Option<i32> {
    let text = batch.text(Field::LineNumber, index);
    if text.is_empty() {
        return batch.slot;
    }
    let whole = match clean_id(text) {
        CleanId::Whole(whole) => whole,
        CleanId::Repaired(whole) => {
            notes.cells.note(Field::LineNumber, CellNote::Repaired);
            whole
        }
        CleanId::Unrecoverable => "",
    };
    let number = whole.parse().ok();
    if number.is_none() {
        notes.cannot_read(position, Field::LineNumber, Unreadable::NotWhole);
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_have_an_order() {
        let ascending = [
            &["", "0", "1", "2", "10", "20250203"][..],
            &["", "A", "B", "A1", "B2"],
            &["", "1999-12-31", "2025-02-03", "2025-02-03 09:59:59", "2025-02-03T10:00:00.123456", "2025-02-04"],
        ];
        for versions in ascending {
            let ranks: Vec<_> = versions.iter().map(|version| rank(version)).collect();
            assert!(ranks.iter().all(Option::is_some) && ranks.is_sorted_by(|a, b| a < b), "{versions:?}: {ranks:?}");
        }
        assert_eq!((rank("7"), rank("R-1")), (rank("7.0"), rank("r1")));
        assert_eq!([rank("1234567890123456789"), rank("1.5E+12"), rank("ABCDEFGHIJKLM")], [None; 3]);
    }
}
