//! Turns batches of text into typed, interned columns: column groups side by side on all cores, bad values noted as
//! faults, rows with a fault left out and listed as rejects. Whoever drives it takes the rows away, batch by batch.

use std::sync::Arc;

use super::arrivals::OwnTexts;
use super::batch::{Batch, Cells, cleaned};
use super::column::Sparse;
use super::counts::CellCounts;
use super::encode_amounts::AmountEncoder;
use super::encode_claims::ClaimEncoder;
use super::encode_handling::HandlingEncoder;
use super::encode_people::PeopleEncoder;
use super::encode_services::{DiagnosisEncoder, ServiceEncoder};
use super::format::FormatKind;
use super::layout::Layout;
use super::part::Part;
use super::rows::Rows;
use super::trailers::{RaggedRow, RowShape, is_label};
use super::values::is_placeholder_word;
use crate::claim::{CellNote, CellNotes, Field, FieldSet, Names, Reject, StatusWords, Unreadable};

/// A value that cannot be used.
pub(super) struct Fault {
    /// Position in the batch's selection.
    position: usize,
    field: Field,
    reason: &'static str,
}

/// What one column group noticed in one batch.
#[derive(Default)]
pub(super) struct Notes {
    faults: Vec<Fault>,
    /// Values that could not be read, in columns that lines can do without.
    unreadable: Vec<(usize, Field)>,
    pub(super) cells: CellNotes,
    /// Status words of no known meaning.
    pub(super) statuses: StatusWords,
    /// A composite code carried modifiers: they are there even without a column of their own.
    pub(super) has_composites: bool,
}

impl Notes {
    pub(super) fn fault(&mut self, position: usize, field: Field, reason: &'static str) {
        self.faults.push(Fault { position, field, reason });
    }

    /// Notes a text that is no value: a word for nothing, or one that cannot be read.
    pub(super) fn blank_or_unreadable(&mut self, position: usize, field: Field, text: &str, why: Unreadable) {
        if is_placeholder_word(text) {
            self.cells.note(field, CellNote::Placeholder);
        } else {
            self.cannot_read(position, field, why);
        }
    }

    /// Notes a value that cannot be read: where every line needs it, that is a fault; else the value is unknown.
    pub(super) fn cannot_read(&mut self, position: usize, field: Field, why: Unreadable) {
        if field.is_needed() {
            self.fault(position, field, why.reason());
        } else {
            self.unreadable.push((position, field));
            self.cells.note(field, CellNote::Unreadable(why));
        }
    }
}

/// A group of columns that is filled on its own.
pub(super) trait ColumnGroup: Send {
    /// Adds one value per selected row to every column of the group.
    fn encode(&mut self, batch: &Batch<'_>, notes: &mut Notes);
    /// Drops the rows from `start` on whose mask is false.
    fn keep(&mut self, start: usize, mask: &[bool]);
}

/// The columns while they are being filled, and what is known of the run's texts.
pub(super) struct Encoder<'a> {
    layout: &'a Layout,
    file: Sparse<u32>,
    row: Sparse<u64>,
    unreadable: Sparse<FieldSet>,
    claims: ClaimEncoder<'a>,
    people: PeopleEncoder,
    services: ServiceEncoder,
    diagnoses: DiagnosisEncoder,
    amounts: AmountEncoder<'a>,
    handling: HandlingEncoder<'a>,
    /// The texts that no column here numbers.
    beside: Names,
    /// One entry per file.
    counts: Vec<CellCounts>,
    pub(super) rejects: Vec<Reject>,
    /// Rows that look like sums, as long as nothing but such rows stands behind them in their file.
    trailing: Vec<Reject>,
    /// The last row that is a record, or should be one, with its file.
    last_record: (u32, u64),
}

impl<'a> Encoder<'a> {
    pub(super) fn new(layout: &'a Layout) -> Self {
        Self {
            layout,
            file: Sparse::new(0),
            row: Sparse::new(0),
            unreadable: Sparse::new(FieldSet::default()),
            claims: ClaimEncoder::new(layout),
            people: PeopleEncoder::new(),
            services: ServiceEncoder::new(),
            diagnoses: DiagnosisEncoder::new(),
            amounts: AmountEncoder::new(layout),
            handling: HandlingEncoder::new(layout),
            beside: Names::default(),
            counts: Vec::new(),
            rejects: Vec::new(),
            trailing: Vec::new(),
            last_record: (0, 0),
        }
    }

    /// An encoder that goes on with texts that have numbers already, and keeps those numbers.
    pub(super) fn resuming(layout: &'a Layout, names: Names) -> Self {
        let mut encoder = Self::new(layout);
        let Names { clinicians, groups, specialties, taxonomies, codes, modifiers, modifier_sets, .. } = names;
        let Names {
            diagnoses, diagnosis_lists, places, payers, sources, claims, patients, activities, threads, ..
        } = names;
        encoder.people.clinicians = Arc::unwrap_or_clone(clinicians);
        encoder.people.groups = Arc::unwrap_or_clone(groups);
        encoder.people.specialties = Arc::unwrap_or_clone(specialties);
        encoder.people.taxonomies = Arc::unwrap_or_clone(taxonomies);
        encoder.services.codes = Arc::unwrap_or_clone(codes);
        encoder.services.modifiers = Arc::unwrap_or_clone(modifiers);
        encoder.services.modifier_sets = Arc::unwrap_or_clone(modifier_sets);
        encoder.services.places = Arc::unwrap_or_clone(places);
        encoder.diagnoses.codes = Arc::unwrap_or_clone(diagnoses);
        encoder.diagnoses.lists = Arc::unwrap_or_clone(diagnosis_lists);
        encoder.handling.payers = Arc::unwrap_or_clone(payers);
        encoder.claims.sources = Arc::unwrap_or_clone(sources);
        encoder.beside = Names { claims, patients, activities, threads, ..Names::default() };
        encoder
    }

    /// Adds a batch; tells whether composite codes carried modifiers.
    pub(super) fn add(&mut self, batch: &Batch<'_>) -> bool {
        let start = self.row.len();
        self.file.repeat(batch.file, batch.selected.len());
        self.row.extend(batch.selected.iter().map(|index| batch.rows[*index as usize]));
        let mut groups: [(&mut dyn ColumnGroup, Notes); 6] = [
            (&mut self.claims, Notes::default()),
            (&mut self.people, Notes::default()),
            (&mut self.services, Notes::default()),
            (&mut self.diagnoses, Notes::default()),
            (&mut self.amounts, Notes::default()),
            (&mut self.handling, Notes::default()),
        ];
        rayon::scope(|scope| {
            for (group, notes) in &mut groups {
                scope.spawn(move |_| group.encode(batch, notes));
            }
        });
        let (mut cells, mut statuses) = (CellNotes::default(), StatusWords::default());
        let mut unreadable = vec![FieldSet::default(); batch.selected.len()];
        for (_, notes) in &groups {
            cells.merge(&notes.cells);
            statuses.merge(&notes.statuses);
            notes.unreadable.iter().for_each(|(position, field)| unreadable[*position].insert(*field));
        }
        self.unreadable.extend(unreadable);
        let has_composites = groups.iter().any(|(_, notes)| notes.has_composites);
        let mut faults: Vec<Fault> =
            groups.iter_mut().flat_map(|(_, notes)| std::mem::take(&mut notes.faults)).collect();
        for field in Field::all() {
            let broken = batch.broken_cells(field).into_iter();
            faults.extend(broken.map(|position| Fault { position, field, reason: HOLDS_LINE_BREAK }));
        }
        let broken = batch.broken_lists().into_iter();
        faults.extend(broken.map(|(position, field)| Fault { position, field, reason: HOLDS_LINE_BREAK }));
        let last_record = batch.selected.last().map(|index| batch.rows[*index as usize]);
        if faults.is_empty() {
            if let Some(row) = last_record {
                self.pass_record(batch.file, row);
            }
        } else {
            // One entry per row: its first bad column in the order of the contract.
            faults.sort_by_key(|fault| (fault.position, fault.field));
            faults.dedup_by_key(|fault| fault.position);
            self.reject(batch, start, &faults);
        }
        self.counts_of(batch.file).add_batch(batch, (&cells, &statuses), has_composites);
        has_composites
    }

    fn counts_of(&mut self, file: u32) -> &mut CellCounts {
        let file = file as usize;
        if self.counts.len() <= file {
            self.counts.resize_with(file + 1, CellCounts::default);
        }
        &mut self.counts[file]
    }

    fn reject(&mut self, batch: &Batch<'_>, start: usize, faults: &[Fault]) {
        let mut mask = vec![true; batch.selected.len()];
        let row_at = |position: usize| batch.rows[batch.selected[position] as usize];
        let mut set_aside = Vec::new();
        let mut last_record = None;
        for fault in faults {
            mask[fault.position] = false;
            let row = row_at(fault.position);
            let reject = Reject { file: batch.file, row, column: Some(fault.field), reason: fault.reason };
            // A row of an interchange and a JSON object say something, if only that they are of another kind.
            let is_record = self.layout.format.is_x12() || self.layout.format.kind == FormatKind::Ndjson;
            let shape = if is_record { RowShape::Other } else { shape_of(batch, batch.selected[fault.position]) };
            match shape {
                RowShape::Blank => self.counts_of(batch.file).blank_rows += 1,
                RowShape::Sums => set_aside.push(reject),
                RowShape::Other => {
                    last_record = last_record.max(Some(row));
                    self.rejects.push(reject);
                }
            }
        }
        let last_kept = mask.iter().rposition(|kept| *kept).map(row_at);
        if let Some(row) = last_record.max(last_kept) {
            self.pass_record(batch.file, row);
        }
        for reject in set_aside {
            self.set_aside(reject);
        }
        self.file.keep(start, &mask);
        self.row.keep(start, &mask);
        self.unreadable.keep(start, &mask);
        let groups: [&mut dyn ColumnGroup; 6] = [
            &mut self.claims,
            &mut self.people,
            &mut self.services,
            &mut self.diagnoses,
            &mut self.amounts,
            &mut self.handling,
        ];
        for group in groups {
            group.keep(start, &mask);
        }
    }

    /// Adds a row that has no place in any column; `reason` says so.
    pub(super) fn add_ragged(&mut self, file: u32, ragged: RaggedRow, reason: &'static str) {
        let reject = Reject { file, row: ragged.row, column: None, reason };
        match ragged.shape {
            RowShape::Blank => self.counts_of(file).blank_rows += 1,
            RowShape::Sums => self.set_aside(reject),
            RowShape::Other => {
                self.pass_record(file, ragged.row);
                self.rejects.push(reject);
            }
        }
    }

    /// Notes that a row is a record, or should be one: what looked like sums in front of it is none.
    fn pass_record(&mut self, file: u32, row: u64) {
        self.last_record = self.last_record.max((file, row));
        if self.trailing.is_empty() {
            return;
        }
        let is_ahead = |reject: &Reject| reject.file == file && reject.row < row;
        let (ahead, rest) = std::mem::take(&mut self.trailing).into_iter().partition(is_ahead);
        self.trailing = rest;
        let ahead: Vec<Reject> = ahead;
        self.rejects.extend(ahead);
    }

    /// Keeps a row that looks like sums until it is known whether its file ends with it.
    fn set_aside(&mut self, reject: Reject) {
        let is_ahead = (reject.file, reject.row) < self.last_record;
        if is_ahead { &mut self.rejects } else { &mut self.trailing }.push(reject);
    }

    /// Gives away the rows read so far.
    pub(super) fn take(&mut self) -> Part {
        let mut rows = Rows::new(self.claims.columns.other_ids.len());
        std::mem::swap(&mut self.file, &mut rows.file);
        std::mem::swap(&mut self.row, &mut rows.row);
        std::mem::swap(&mut self.unreadable, &mut rows.unreadable);
        std::mem::swap(&mut self.claims.columns, &mut rows.claims);
        std::mem::swap(&mut self.people.columns, &mut rows.people);
        std::mem::swap(&mut self.services.columns, &mut rows.services);
        std::mem::swap(&mut self.diagnoses.columns, &mut rows.diagnoses);
        std::mem::swap(&mut self.amounts.columns, &mut rows.amounts);
        std::mem::swap(&mut self.handling.columns, &mut rows.handling);
        let (claims, patients) = (std::mem::take(&mut self.claims.names), std::mem::take(&mut self.people.patients));
        Part { rows, texts: OwnTexts { claims, patients } }
    }

    /// The texts behind the numbers but those of claims and patients, what the cells held by file, and the rejects by file and row.
    pub(super) fn finish(mut self) -> (Names, Vec<CellCounts>, Vec<Reject>) {
        for reject in std::mem::take(&mut self.trailing) {
            self.counts_of(reject.file).footer_rows += 1;
        }
        let names = Names {
            clinicians: Arc::new(self.people.clinicians),
            groups: Arc::new(self.people.groups),
            specialties: Arc::new(self.people.specialties),
            taxonomies: Arc::new(self.people.taxonomies),
            codes: Arc::new(self.services.codes),
            modifiers: Arc::new(self.services.modifiers),
            modifier_sets: Arc::new(self.services.modifier_sets),
            diagnoses: Arc::new(self.diagnoses.codes),
            diagnosis_lists: Arc::new(self.diagnoses.lists),
            places: Arc::new(self.services.places),
            payers: Arc::new(self.handling.payers),
            sources: Arc::new(self.claims.sources),
            ..self.beside
        };
        self.rejects.sort_by_key(|reject| (reject.file, reject.row, reject.column, reject.reason));
        (names, self.counts, self.rejects)
    }
}

/// Sums, a blank, or what should be a record: what a row with a fault looks like.
fn shape_of(batch: &Batch<'_>, index: u32) -> RowShape {
    let text = |field: Field| match &batch.cells[field.index()] {
        // What the layout says of every row is no value of this one.
        Cells::Constant(_) => "",
        cells => cleaned(cells.raw(index)),
    };
    let is_typed = |field: &Field| match &batch.cells[field.index()] {
        Cells::Days(days) => days[index as usize].known().is_some(),
        Cells::Moments(times) => times[index as usize].known().is_some(),
        _ => false,
    };
    let of_lists =
        batch.modifiers.iter().chain(&batch.diagnoses).chain(&batch.statuses).flat_map(|list| list.raw(index));
    let has_value = Field::all().any(|field| !text(field).is_empty() || is_typed(&field))
        || of_lists.into_iter().any(|raw| !cleaned(raw).is_empty());
    if !has_value {
        return RowShape::Blank;
    }
    let names = [Field::PatientId, Field::RenderingNpi, Field::ServiceDate, Field::ProcedureCode];
    let label = |field: Field| is_label(text(field));
    let is_unnamed = names.iter().all(|field| !is_typed(field) && (text(*field).is_empty() || label(*field)));
    let sums = [Field::Units, Field::BilledAmount, Field::AllowedAmount, Field::PaidAmount, Field::Minutes];
    let has_sum = sums.iter().any(|field| text(*field).bytes().any(|byte| byte.is_ascii_digit()));
    let has_label = Field::all().any(label);
    // A claim's number may be worked out from the label: `procedure Total`.
    let has_claim = !text(Field::ClaimId).is_empty();
    if is_unnamed && (has_label || (has_sum && !has_claim)) { RowShape::Sums } else { RowShape::Other }
}

/// The reason of a cell of procedure codes that names more than one.
pub(super) const IS_SEVERAL_CODES: &str = "holds more than one code (expected one code on each line)";
/// The reason of a needed value that is blank.
pub(super) const IS_MISSING: &str = "is missing; every line needs it";
/// The reason of a needed identifier that is a word or number for nothing.
pub(super) const IS_PLACEHOLDER: &str =
    "is a word or a number that stands for nothing, not an identifier; every line needs one";
/// The reason of a value that spans lines: every column we read holds short values.
pub(super) const HOLDS_LINE_BREAK: &str = "holds a line break; a quote in the file is probably opened and not closed";
/// The reason of an identifier in scientific notation.
pub const IS_SCIENTIFIC: &str = Unreadable::Scientific.reason();
