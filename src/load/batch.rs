//! A few thousand rows on their way from a file to the columns of the run. Holds text; interprets nothing.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};

use super::error::LoadError;
pub(super) use super::texts::{Coded, TextColumn, Texts};
use super::trailers::RaggedRow;
use crate::claim::{Day, Field, Moment};

/// How many rows travel together: large enough to spread over cores, small enough to stay in the cache.
pub(super) const ROWS_PER_BATCH: usize = 65_536;

/// One column as a reader gives it.
pub(super) enum SourceColumn {
    Text(TextColumn),
    Days(Vec<Day>),
    Moments(Vec<Moment>),
}

/// What a reader is asked to give for a column whose file knows types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Text,
    /// Text; a number of a floating kind counts only where it is exact.
    Id,
    Date,
    Time,
}

/// Rows as a reader gives them: the wanted columns, in the order they were asked for.
pub(super) struct SourceBatch {
    /// Row numbers in the file, from 1.
    pub(super) rows: Vec<u64>,
    pub(super) columns: Vec<SourceColumn>,
    /// Rows that have no place in any column: too many or too few fields.
    pub(super) ragged: Vec<RaggedRow>,
}

impl SourceBatch {
    /// Empties every cell of text that holds one of the layout's words for nothing.
    pub(super) fn blank_out(&mut self, words: &[String]) {
        let is_nothing = |text: &str| words.iter().any(|word| word == text.trim());
        for column in &mut self.columns {
            let SourceColumn::Text(texts) = column else { continue };
            let n_rows = texts.len();
            if words.is_empty() || !(0..n_rows).any(|row| is_nothing(texts.get(row))) {
                continue;
            }
            let mut kept = TextColumn::default();
            for row in 0..n_rows {
                let text = texts.get(row);
                kept.push(if is_nothing(text) { "" } else { text });
            }
            *texts = kept;
        }
    }
}

/// Where the values of a canonical column come from, within one batch.
pub(super) enum Cells<'a> {
    Absent,
    Text(&'a TextColumn),
    Part { column: &'a TextColumn, separator: &'a str, part: usize },
    Days(&'a [Day]),
    Moments(&'a [Moment]),
    Constant(&'a str),
}

/// Rows bound to canonical columns.
pub(super) struct Batch<'a> {
    /// The file, an index into the run's list.
    pub(super) file: u32,
    /// Row numbers in the file, indexed like the cells.
    pub(super) rows: &'a [u64],
    /// The rows that are claim lines, as indices into `rows`.
    pub(super) selected: Vec<u32>,
    /// One entry per [`Field`].
    pub(super) cells: Vec<Cells<'a>>,
    /// Modifiers beside those of their fields.
    pub(super) modifiers: Vec<ListCells<'a>>,
    /// Diagnoses beside those of their fields.
    pub(super) diagnoses: Vec<ListCells<'a>>,
    /// Words of the status, when there are several.
    pub(super) statuses: Vec<ListCells<'a>>,
    /// What says how a claim was corrected.
    pub(super) adjustments: AdjustmentCells<'a>,
    /// The place in a wide row, from 1, when one row holds several lines.
    pub(super) slot: Option<i32>,
}

/// Values of which a line has several.
pub(super) struct ListCells<'a> {
    pub(super) cells: Cells<'a>,
    /// What stands between several values of one cell: nothing, one text, or any of several characters.
    pub(super) separators: &'a [String],
}

/// What says how a claim was corrected.
pub(super) struct AdjustmentCells<'a> {
    /// What a row is.
    pub(super) kind: Cells<'a>,
    /// What tells later rows from earlier ones.
    pub(super) version: Cells<'a>,
    /// Other names of the claim.
    pub(super) other_ids: Vec<Cells<'a>>,
}

impl AdjustmentCells<'_> {
    /// Whether nothing says how a claim was corrected.
    pub(super) fn is_absent(&self) -> bool {
        let is_absent = |cells: &Cells<'_>| matches!(cells, Cells::Absent);
        is_absent(&self.kind) && is_absent(&self.version) && self.other_ids.iter().all(is_absent)
    }
}

impl Cells<'_> {
    /// The text of a cell as the file has it; empty when absent.
    pub(super) fn raw(&self, index: u32) -> &str {
        let index = index as usize;
        match self {
            Cells::Absent | Cells::Days(_) | Cells::Moments(_) => "",
            Cells::Text(column) => column.get(index),
            Cells::Part { column, separator, part } => column.get(index).split(separator).nth(*part).unwrap_or(""),
            Cells::Constant(text) => text,
        }
    }

    /// Whether any cell holds a line break. One look at the whole column: line breaks inside cells are rare.
    fn may_break(&self) -> bool {
        match self {
            Cells::Text(column) | Cells::Part { column, .. } => holds_any(column.bytes(), b"\n\r"),
            _ => false,
        }
    }
}

impl ListCells<'_> {
    /// The values of a row as the file has them.
    pub(super) fn raw(&self, index: u32) -> impl Iterator<Item = &str> {
        parts(self.cells.raw(index), self.separators)
    }
}

/// The values of a cell: the whole of it, or what stands between the one text, or any of the characters.
pub(super) fn parts<'a>(text: &'a str, separators: &'a [String]) -> impl Iterator<Item = &'a str> {
    let whole = separators.is_empty().then_some(text);
    let (parts, pieces) = match separators {
        [] => (None, None),
        [only] => (Some(text.split(only.as_str())), None),
        any => (None, Some(text.split(|c: char| any.iter().any(|separator| separator.starts_with(c))))),
    };
    whole.into_iter().chain(parts.into_iter().flatten()).chain(pieces.into_iter().flatten())
}

impl Batch<'_> {
    /// The keys of the selected rows of a numbered column.
    pub(super) fn keys<'k>(&self, coded: &'k Coded) -> Cow<'k, [u32]> {
        if self.selected.len() == coded.keys.len() {
            // The selection is in order and names no row twice: it is all of them.
            Cow::Borrowed(&coded.keys)
        } else {
            Cow::Owned(self.selected.iter().map(|index| coded.keys[*index as usize]).collect())
        }
    }

    /// The numbered texts of a field, when its column has them.
    pub(super) fn coded(&self, field: Field) -> Option<&Coded> {
        if let Cells::Text(column) = &self.cells[field.index()] { column.as_coded() } else { None }
    }

    /// The text of a cell as the file has it; empty when absent.
    pub(super) fn raw(&self, field: Field, index: u32) -> &str {
        self.cells[field.index()].raw(index)
    }

    /// The text of a cell, [`cleaned`].
    pub(super) fn text(&self, field: Field, index: u32) -> &str {
        cleaned(self.raw(field, index))
    }

    /// The positions in the selection whose cell holds a line break.
    pub(super) fn broken_cells(&self, field: Field) -> Vec<usize> {
        if !self.cells[field.index()].may_break() {
            return Vec::new();
        }
        let breaks = |index: u32| cleaned(self.raw(field, index)).contains(['\n', '\r']);
        self.selected.iter().enumerate().filter(|(_, index)| breaks(**index)).map(|(position, _)| position).collect()
    }

    /// The positions in the selection where a value of a list holds a line break, with the first column of its kind.
    pub(super) fn broken_lists(&self) -> Vec<(usize, Field)> {
        let lists = [
            (Field::Modifier1, &self.modifiers),
            (Field::Diagnosis1, &self.diagnoses),
            (Field::ClaimStatus, &self.statuses),
        ];
        let broken = |(field, lists): (Field, &Vec<ListCells<'_>>)| {
            let cells = lists.iter().filter(|list| list.cells.may_break()).collect::<Vec<_>>();
            let breaks = |index: &u32| cells.iter().any(|list| cleaned(list.cells.raw(*index)).contains(['\n', '\r']));
            let rows = if cells.is_empty() { &[][..] } else { &self.selected[..] };
            let at = rows.iter().enumerate().filter(|(_, index)| breaks(index)).map(|(position, _)| (position, field));
            at.collect::<Vec<_>>()
        };
        lists.into_iter().flat_map(broken).collect()
    }

    pub(super) fn is_absent(&self, field: Field) -> bool {
        matches!(self.cells[field.index()], Cells::Absent)
    }
}

/// A text without surrounding space and without a spreadsheet's marks; empty when it is a database's word for nothing.
pub(super) fn cleaned(raw: &str) -> &str {
    let is_plain = |byte: Option<&u8>| byte.is_none_or(|byte| (b'!'..=b'~').contains(byte));
    let bytes = raw.as_bytes();
    let text = if is_plain(bytes.first()) && is_plain(bytes.last()) { raw } else { raw.trim() };
    let text = if is_marked(text) { unmarked(text) } else { text };
    if is_word_for_nothing(text) { "" } else { text }
}

/// Whether a text may carry what [`unmarked`] takes off. This runs over every cell that is read.
pub fn is_marked(text: &str) -> bool {
    let bytes = text.as_bytes();
    match bytes {
        [b'=' | b'\'', _, ..] => true,
        [first, .., last] => !first.is_ascii() || !last.is_ascii(),
        _ => false,
    }
}

/// Whether a cell carries marks that are taken off.
pub(super) fn has_marks(raw: &str) -> bool {
    let text = raw.trim();
    is_marked(text) && unmarked(text) != text
}

/// Characters that show nothing: zero-width ones, marks of direction and of byte order, soft hyphens.
const INVISIBLE: [char; 8] =
    ['\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{ad}', '\u{200e}', '\u{200f}'];

/// A text without the marks by which spreadsheets keep numbers as text (`="0042"`, `'0042`), and without characters around
/// it that show nothing.
pub fn unmarked(text: &str) -> &str {
    let mut rest = text;
    loop {
        let bare = rest.trim_matches(|c: char| INVISIBLE.contains(&c) || c.is_whitespace());
        let formula = bare.strip_prefix("=\"").and_then(|inner| inner.strip_suffix('"'));
        let digits =
            || bare.strip_prefix('=').filter(|inner| !inner.is_empty() && inner.bytes().all(|b| b.is_ascii_digit()));
        let quoted = || bare.strip_prefix('\'').filter(|inner| !inner.is_empty());
        let inner = formula.or_else(digits).or_else(|| quoted().map(|inner| inner.strip_suffix('\'').unwrap_or(inner)));
        match inner {
            Some(inner) => rest = inner,
            None => return bare,
        }
    }
}

/// Whether a text is what databases and their exports write for nothing.
pub(super) fn is_word_for_nothing(text: &str) -> bool {
    (2..=4).contains(&text.len())
        && ["null", "nan", "none", "n/a", "\\n"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether a cell says that a place of a wide row is used: "0", "0.0" and "0.00" are how files write "no amount".
pub(super) fn holds_amount(text: &str) -> bool {
    text.trim().chars().any(|c| !matches!(c, '0' | '.'))
}

/// Whether any of the sought bytes is in the text. Looks at 64 bytes in one go: this runs over every byte that is read.
pub(super) fn holds_any<const N: usize>(text: &[u8], sought: &[u8; N]) -> bool {
    let is_sought = |byte: u8| sought.iter().fold(0, |found, one| found | u8::from(byte == *one));
    text.chunks(64).any(|chunk| chunk.iter().fold(0, |found, byte| found | is_sought(*byte)) != 0)
}

/// How many batches may wait between the reader and whoever takes them.
const BATCHES_IN_FLIGHT: usize = 4;

/// Runs a reader on a thread of its own and hands on what it sends, until it ends or the user asks to stop.
pub(super) fn each_batch(
    path: &str,
    interrupt: &AtomicBool,
    read: impl FnOnce(SyncSender<SourceBatch>) -> Result<(), LoadError> + Send,
    mut take: impl FnMut(SourceBatch) -> Result<(), LoadError>,
) -> Result<(), LoadError> {
    let (sender, receiver) = sync_channel(BATCHES_IN_FLIGHT);
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || read(sender));
        for batch in receiver {
            stop_if_interrupted(interrupt)?;
            take(batch)?;
        }
        let failed =
            || LoadError::NotData { file: path.to_owned(), problem: "could not be read to its end".to_owned() };
        reader.join().unwrap_or_else(|_| Err(failed()))
    })?;
    stop_if_interrupted(interrupt)
}

/// Whether the user asked to stop.
pub(super) fn stop_if_interrupted(interrupt: &AtomicBool) -> Result<(), LoadError> {
    if interrupt.load(Ordering::Relaxed) { Err(LoadError::Interrupted) } else { Ok(()) }
}
