//! Counts, per file and column, how many cells hold a value, and what was noted about them. Decides nothing: a column says
//! afterwards only what rows carry, and there a blank and a default look the same.

use super::batch::{Batch, Cells, cleaned, has_marks, holds_any};
use super::values::code_cell;
use crate::claim::{CellNote, CellNotes, Field, StatusWords};

/// What the cells of one file's claim rows held, rows that became rejects included; ragged rows have no cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellCounts {
    /// Claim rows with cells.
    pub rows: u64,
    /// Rows without any value.
    pub blank_rows: u64,
    /// Rows at the end of the file that hold sums.
    pub footer_rows: u64,
    /// What was noted about the cells.
    pub notes: CellNotes,
    /// Status words of no known meaning.
    pub unknown_statuses: StatusWords,
    filled: [u64; Field::COUNT],
}

impl Default for CellCounts {
    fn default() -> Self {
        Self {
            rows: 0,
            blank_rows: 0,
            footer_rows: 0,
            notes: CellNotes::default(),
            unknown_statuses: StatusWords::default(),
            filled: [0; Field::COUNT],
        }
    }
}

impl CellCounts {
    /// Rows with a value in a column. A word that stands for nothing is none.
    pub fn filled(&self, field: Field) -> u64 {
        self.filled[field.index()].saturating_sub(self.notes.count(field, CellNote::Placeholder))
    }

    /// Values of a column that were repaired.
    pub fn repaired(&self, field: Field) -> u64 {
        self.notes.count(field, CellNote::Repaired)
    }

    /// Adds the counts of another file.
    pub fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.blank_rows += other.blank_rows;
        self.footer_rows += other.footer_rows;
        self.notes.merge(&other.notes);
        self.unknown_statuses.merge(&other.unknown_statuses);
        for (sum, n) in self.filled.iter_mut().zip(other.filled) {
            *sum += n;
        }
    }

    /// Counts a batch. Modifiers that stand in a composite code count as a first modifier.
    pub(super) fn add_batch(
        &mut self,
        batch: &Batch<'_>,
        (notes, statuses): (&CellNotes, &StatusWords),
        has_composites: bool,
    ) {
        self.rows += batch.selected.len() as u64;
        self.notes.merge(notes);
        self.unknown_statuses.merge(statuses);
        for field in Field::all() {
            self.filled[field.index()] += match &batch.cells[field.index()] {
                // The place in a wide row numbers every line that has no number of its own.
                _ if field == Field::LineNumber && batch.slot.is_some() => batch.selected.len() as u64,
                Cells::Absent if field == Field::Modifier1 && has_composites => composites(batch),
                Cells::Absent => 0,
                Cells::Days(days) => count(batch, |index| days[index as usize].known().is_some()),
                Cells::Moments(times) => count(batch, |index| times[index as usize].known().is_some()),
                cells => {
                    self.notes.note_all(field, CellNote::Repaired, marked(batch, cells));
                    filled(batch, cells)
                }
            };
        }
    }
}

fn count(batch: &Batch<'_>, holds: impl Fn(u32) -> bool) -> u64 {
    batch.selected.iter().filter(|index| holds(**index)).count() as u64
}

/// How many cells hold a value. Of numbered texts each is looked at once, unless there are more of them than rows.
fn filled(batch: &Batch<'_>, cells: &Cells<'_>) -> u64 {
    let coded = if let Cells::Text(column) = cells { column.as_coded() } else { None };
    match coded.filter(|coded| coded.values.len() <= batch.selected.len()) {
        Some(coded) => {
            let values = &coded.values;
            let blanks = (0..values.len()).filter(|value| !holds_value(values.get(*value)));
            let blanks: Vec<u32> = blanks.map(|value| u32::try_from(value).unwrap_or(u32::MAX)).collect();
            let keys = batch.keys(coded);
            let n_with = |blank: &u32| keys.iter().filter(|key| *key == blank).count() as u64;
            keys.len() as u64 - blanks.iter().map(n_with).sum::<u64>()
        }
        None => count(batch, |index| holds_value(cells.raw(index))),
    }
}

/// How many cells carry a spreadsheet's marks or characters that show nothing, which are taken off.
fn marked(batch: &Batch<'_>, cells: &Cells<'_>) -> u64 {
    let Cells::Text(column) = cells else { return 0 };
    if let Some(coded) = column.as_coded() {
        let values = &coded.values;
        let found = (0..values.len()).filter(|value| has_marks(values.get(*value)));
        let found: Vec<u32> = found.map(|value| u32::try_from(value).unwrap_or(u32::MAX)).collect();
        return if found.is_empty() {
            0
        } else {
            batch.keys(coded).iter().filter(|key| found.contains(key)).count() as u64
        };
    }
    // One look at the whole column: most hold no such byte at all.
    let may_be = holds_any(column.bytes(), b"='") || !column.bytes().is_ascii();
    if may_be { count(batch, |index| has_marks(cells.raw(index))) } else { 0 }
}

fn composites(batch: &Batch<'_>) -> u64 {
    count(batch, |index| !code_cell(batch.text(Field::ProcedureCode, index)).modifiers.is_empty())
}

/// Whether a cell holds anything once it is cleaned. This runs over every cell that is read: most are long enough, or
/// short enough, to be told apart at a glance.
fn holds_value(raw: &str) -> bool {
    const LONGEST_WORD_FOR_NOTHING: usize = 4;
    let starts_plain = raw.as_bytes().first().is_some_and(|byte| (b'!'..=b'~').contains(byte));
    !raw.is_empty() && ((starts_plain && raw.len() > LONGEST_WORD_FOR_NOTHING) || !cleaned(raw).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_words_for_nothing_hold_no_value() {
        for blank in ["", " ", "\t", "null", "NaN", "n/a", "None", "    null    ", "\u{a0}\u{a0}\u{a0}"] {
            assert!(!holds_value(blank), "{blank:?}");
        }
        for value in ["0", "nul", "nulls", " x", "1.50", "null ish", "é"] {
            assert!(holds_value(value), "{value:?}");
        }
    }
}
