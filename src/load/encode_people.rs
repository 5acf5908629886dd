//! Fills the patient, clinician and group columns.

use super::batch::Batch;
use super::column::{Sparse, keep_rows};
use super::encode::{ColumnGroup, IS_MISSING, Notes};
use super::encode_claims::intern_id;
use super::rows::PeopleColumns;
use super::values::{padded, upper};
use crate::claim::{Dictionary, Field, Sym};

pub(super) struct PeopleEncoder {
    pub(super) columns: PeopleColumns,
    pub(super) patients: Dictionary,
    pub(super) clinicians: Dictionary,
    pub(super) groups: Dictionary,
    pub(super) specialties: Dictionary,
    pub(super) taxonomies: Dictionary,
}

impl PeopleEncoder {
    pub(super) fn new() -> Self {
        let columns = PeopleColumns {
            patient: Vec::new(),
            clinician: Vec::new(),
            group: Sparse::new(Sym::NONE),
            specialty: Sparse::new(Sym::NONE),
            taxonomy: Sparse::new(Sym::NONE),
        };
        Self {
            columns,
            patients: Dictionary::new(),
            clinicians: Dictionary::new(),
            groups: Dictionary::new(),
            specialties: Dictionary::new(),
            taxonomies: Dictionary::new(),
        }
    }
}

impl ColumnGroup for PeopleEncoder {
    fn encode(&mut self, batch: &Batch<'_>, notes: &mut Notes) {
        for (position, &index) in batch.selected.iter().enumerate() {
            let place = (position, index);
            let patient = intern_id(&mut self.patients, batch, Field::PatientId, place, notes);
            if !patient.is_known() {
                notes.fault(position, Field::PatientId, IS_MISSING);
            }
            self.columns.patient.push(patient);
            let clinician = intern_id(&mut self.clinicians, batch, Field::RenderingNpi, place, notes);
            if !clinician.is_known() {
                notes.fault(position, Field::RenderingNpi, IS_MISSING);
            }
            self.columns.clinician.push(clinician);
            let tin = intern_id(&mut self.groups, batch, Field::BillingTin, place, notes);
            let group =
                if tin.is_known() { tin } else { intern_id(&mut self.groups, batch, Field::BillingNpi, place, notes) };
            self.columns.group.push(group);
            self.columns.specialty.push(intern_padded(
                &mut self.specialties,
                batch.text(Field::RenderingSpecialty, index),
                notes,
            ));
            self.columns.taxonomy.push(self.taxonomies.intern(&upper(batch.text(Field::RenderingTaxonomy, index))));
        }
    }

    fn keep(&mut self, start: usize, mask: &[bool]) {
        keep_rows(&mut self.columns.patient, start, mask);
        keep_rows(&mut self.columns.clinician, start, mask);
        self.columns.group.keep(start, mask);
        self.columns.specialty.keep(start, mask);
        self.columns.taxonomy.keep(start, mask);
    }
}

/// Reads a two-character code, giving back a leading zero that a number format took.
pub(super) fn intern_padded(names: &mut Dictionary, text: &str, notes: &mut Notes) -> Sym {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    match padded(whole) {
        Some(padded) => {
            notes.repaired += 1;
            names.intern(&padded)
        }
        None => names.intern(&upper(whole)),
    }
}
