//! Fills the claim, line and adjustment columns.

use super::batch::Batch;
use super::column::{Sparse, keep_rows};
use super::encode::{ColumnGroup, IS_MISSING, IS_SCIENTIFIC, Notes};
use super::rows::{ClaimColumns, Frequency};
use super::values::{CleanId, clean_id};
use crate::claim::{Dictionary, Field, Sym};

pub(super) struct ClaimEncoder {
    pub(super) columns: ClaimColumns,
    pub(super) names: Dictionary,
}

impl ClaimEncoder {
    pub(super) fn new() -> Self {
        let columns = ClaimColumns {
            claim: Vec::new(),
            line_number: Sparse::new(None),
            frequency: Sparse::new(Frequency::Original),
            original_claim: Sparse::new(Sym::NONE),
        };
        Self { columns, names: Dictionary::new() }
    }
}

impl ColumnGroup for ClaimEncoder {
    fn encode(&mut self, batch: &Batch<'_>, notes: &mut Notes) {
        for (position, &index) in batch.selected.iter().enumerate() {
            let claim = intern_id(&mut self.names, batch, Field::ClaimId, (position, index), notes);
            if !claim.is_known() {
                notes.fault(position, Field::ClaimId, IS_MISSING);
            }
            self.columns.claim.push(claim);
            self.columns.original_claim.push(intern_id(
                &mut self.names,
                batch,
                Field::OriginalClaimId,
                (position, index),
                notes,
            ));
            self.columns.line_number.push(line_number(batch, (position, index), notes));
            self.columns.frequency.push(frequency(batch.text(Field::ClaimFrequency, index)));
        }
    }

    fn keep(&mut self, start: usize, mask: &[bool]) {
        keep_rows(&mut self.columns.claim, start, mask);
        self.columns.line_number.keep(start, mask);
        self.columns.frequency.keep(start, mask);
        self.columns.original_claim.keep(start, mask);
    }
}

/// Reads an identifier; the place is (position in the selection, index in the batch).
pub(super) fn intern_id(
    names: &mut Dictionary,
    batch: &Batch<'_>,
    field: Field,
    (position, index): (usize, u32),
    notes: &mut Notes,
) -> Sym {
    let text = batch.text(field, index);
    if text.is_empty() {
        return Sym::NONE;
    }
    match clean_id(text) {
        CleanId::Whole(text) => names.intern(text),
        CleanId::Repaired(text) => {
            notes.repaired.note(field);
            names.intern(text)
        }
        CleanId::Unrecoverable => {
            notes.fault(position, field, IS_SCIENTIFIC);
            Sym::NONE
        }
    }
}

/// 7 and 8 however a number format wrote them: `07`, `7.0`, `7.00`.
fn frequency(text: &str) -> Frequency {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    match whole.trim_start_matches('0') {
        "7" if decimals.bytes().all(|b| b == b'0') => Frequency::Replacement,
        "8" if decimals.bytes().all(|b| b == b'0') => Frequency::Void,
        _ => Frequency::Original,
    }
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
            notes.repaired.note(Field::LineNumber);
            whole
        }
        CleanId::Unrecoverable => "",
    };
    let number = whole.parse().ok();
    if number.is_none() {
        notes.fault(position, Field::LineNumber, "is not a whole number (expected 1, 2, …)");
    }
    number
}
