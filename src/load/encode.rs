//! Turns batches of text into the typed, interned columns of the run: column groups side by side on all cores, bad
//! values noted as faults, rows with a fault left out and listed as rejects.

use super::batch::Batch;
use super::column::{Sparse, keep_rows};
use super::encode_amounts::AmountEncoder;
use super::encode_claims::ClaimEncoder;
use super::encode_handling::HandlingEncoder;
use super::encode_people::PeopleEncoder;
use super::encode_services::{DiagnosisEncoder, ServiceEncoder};
use super::layout::Layout;
use super::rows::Rows;
use crate::claim::{Dictionary, Field, Names, Reject};

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
    pub(super) repaired: u64,
    /// A composite code carried modifiers: they are there even without a column of their own.
    pub(super) has_composites: bool,
}

impl Notes {
    pub(super) fn fault(&mut self, position: usize, field: Field, reason: &'static str) {
        self.faults.push(Fault { position, field, reason });
    }
}

/// A group of columns that is filled on its own.
pub(super) trait ColumnGroup: Send {
    /// Adds one value per selected row to every column of the group.
    fn encode(&mut self, batch: &Batch<'_>, notes: &mut Notes);
    /// Drops the rows from `start` on whose mask is false.
    fn keep(&mut self, start: usize, mask: &[bool]);
}

/// All columns of the run while they are being filled.
pub(super) struct Encoder<'a> {
    file: Sparse<u32>,
    row: Vec<u64>,
    claims: ClaimEncoder<'a>,
    people: PeopleEncoder,
    services: ServiceEncoder,
    diagnoses: DiagnosisEncoder,
    amounts: AmountEncoder<'a>,
    handling: HandlingEncoder<'a>,
    pub(super) rejects: Vec<Reject>,
}

impl<'a> Encoder<'a> {
    pub(super) fn new(layout: &'a Layout) -> Self {
        Self {
            file: Sparse::new(0),
            row: Vec::new(),
            claims: ClaimEncoder::new(layout),
            people: PeopleEncoder::new(),
            services: ServiceEncoder::new(),
            diagnoses: DiagnosisEncoder::new(),
            amounts: AmountEncoder::new(layout),
            handling: HandlingEncoder::new(layout),
            rejects: Vec::new(),
        }
    }

    /// Adds a batch; gives the number of repaired values, and whether composite codes carried modifiers.
    pub(super) fn add(&mut self, batch: &Batch<'_>) -> (u64, bool) {
        let start = self.row.len();
        for &index in &batch.selected {
            self.file.push(batch.file);
            self.row.push(batch.rows[index as usize]);
        }
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
        let repaired = groups.iter().map(|(_, notes)| notes.repaired).sum();
        let has_composites = groups.iter().any(|(_, notes)| notes.has_composites);
        let mut faults: Vec<Fault> =
            groups.iter_mut().flat_map(|(_, notes)| std::mem::take(&mut notes.faults)).collect();
        for field in Field::all() {
            let broken = batch.broken_cells(field).into_iter();
            faults.extend(broken.map(|position| Fault { position, field, reason: HOLDS_LINE_BREAK }));
        }
        if !faults.is_empty() {
            // One entry per row: its first bad column in the order of the contract.
            faults.sort_by_key(|fault| (fault.position, fault.field));
            faults.dedup_by_key(|fault| fault.position);
            self.reject(batch, start, &faults);
        }
        (repaired, has_composites)
    }

    fn reject(&mut self, batch: &Batch<'_>, start: usize, faults: &[Fault]) {
        let mut mask = vec![true; batch.selected.len()];
        for fault in faults {
            mask[fault.position] = false;
            self.rejects.push(Reject {
                file: batch.file,
                row: batch.rows[batch.selected[fault.position] as usize],
                column: Some(fault.field),
                reason: fault.reason,
            });
        }
        self.file.keep(start, &mask);
        keep_rows(&mut self.row, start, &mask);
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

    /// The filled columns, the texts behind their numbers, and the rejects by file and row.
    pub(super) fn finish(mut self) -> (Rows, Names, Vec<Reject>) {
        let names = Names {
            claims: self.claims.names,
            patients: self.people.patients,
            clinicians: self.people.clinicians,
            groups: self.people.groups,
            specialties: self.people.specialties,
            taxonomies: self.people.taxonomies,
            codes: self.services.codes,
            modifiers: self.services.modifiers,
            modifier_sets: self.services.modifier_sets,
            diagnoses: self.diagnoses.codes,
            diagnosis_lists: self.diagnoses.lists,
            places: self.services.places,
            payers: self.handling.payers,
            activities: Dictionary::new(),
        };
        let rows = Rows {
            file: self.file,
            row: self.row,
            claims: self.claims.columns,
            people: self.people.columns,
            services: self.services.columns,
            diagnoses: self.diagnoses.columns,
            amounts: self.amounts.columns,
            handling: self.handling.columns,
        };
        self.rejects.sort_by_key(|reject| (reject.file, reject.row, reject.column, reject.reason));
        (rows, names, self.rejects)
    }
}

/// The reason of a needed value that is blank.
pub(super) const IS_MISSING: &str = "is missing; every line needs it";
/// The reason of a value that spans lines: every column we read holds short values.
const HOLDS_LINE_BREAK: &str = "holds a line break; a quote in the file is probably opened and not closed";
/// The reason of an identifier in scientific notation.
pub(super) const IS_SCIENTIFIC: &str = "is in scientific notation, so digits are lost; export the column as text";
