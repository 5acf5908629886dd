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
            line_number: Sparse::new(1),
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
            self.columns.frequency.push(match batch.text(Field::ClaimFrequency, index) {
                "7" | "07" | "7.0" => Frequency::Replacement,
                "8" | "08" | "8.0" => Frequency::Void,
                _ => Frequency::Original,
            });
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
            notes.repaired += 1;
            names.intern(text)
        }
        CleanId::Unrecoverable => {
            notes.fault(position, field, IS_SCIENTIFIC);
            Sym::NONE
        }
    }
}

fn line_number(batch: &Batch<'_>, (position, index): (usize, u32), notes: &mut Notes) -> i32 {
    let text = batch.text(Field::LineNumber, index);
    if text.is_empty() {
        return batch.slot.unwrap_or(1);
    }
    let (CleanId::Whole(whole) | CleanId::Repaired(whole)) = clean_id(text) else {
        notes.fault(position, Field::LineNumber, "is not a whole number (expected 1, 2, …)");
        return 1;
    };
    whole.parse().unwrap_or_else(|_| {
        notes.fault(position, Field::LineNumber, "is not a whole number (expected 1, 2, …)");
        1
    })
}
