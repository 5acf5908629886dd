//! Fills the patient, clinician and group columns.

use super::batch::{Batch, cleaned};
use super::column::Sparse;
use super::encode::{ColumnGroup, IS_MISSING, Notes};
use super::encode_claims::intern_id;
use super::memo::{Memo, Repeats};
use super::rows::PeopleColumns;
use super::values::{CleanId, clean_id, padded, upper};
use crate::claim::{Dictionary, Field, Sym};

pub(super) struct PeopleEncoder {
    pub(super) columns: PeopleColumns,
    pub(super) patients: Dictionary,
    pub(super) clinicians: Dictionary,
    pub(super) groups: Dictionary,
    pub(super) specialties: Dictionary,
    pub(super) taxonomies: Dictionary,
    known_patients: Repeats,
    known_clinicians: Memo<Sym>,
    known_groups: Memo<Sym>,
    known_specialties: Memo<Sym>,
    known_taxonomies: Memo<Sym>,
}

impl PeopleEncoder {
    pub(super) fn new() -> Self {
        let columns = PeopleColumns {
            patient: Sparse::new(Sym::NONE),
            clinician: Sparse::new(Sym::NONE),
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
            known_patients: Repeats::default(),
            known_clinicians: Memo::default(),
            known_groups: Memo::default(),
            known_specialties: Memo::default(),
            known_taxonomies: Memo::default(),
        }
    }
}

impl PeopleEncoder {
    /// The patient of a row. The lines of a claim follow one another, so that the last one is asked first.
    fn patient(&mut self, batch: &Batch<'_>, place: (usize, u32), notes: &mut Notes) -> Sym {
        let raw = batch.raw(Field::PatientId, place.1);
        self.known_patients.of(raw).unwrap_or_else(|| {
            let patient = intern_id(&mut self.patients, batch, Field::PatientId, place, notes);
            self.known_patients.remember(raw, self.patients.text(patient), patient);
            patient
        })
    }
}

impl ColumnGroup for PeopleEncoder {
    fn encode(&mut self, batch: &Batch<'_>, notes: &mut Notes) {
        for (position, &index) in batch.selected.iter().enumerate() {
            let place = (position, index);
            let patient = self.patient(batch, place, notes);
            if !patient.is_known() {
                notes.fault(position, Field::PatientId, IS_MISSING);
            }
            self.columns.patient.push(patient);
            let Self { clinicians, known_clinicians, .. } = self;
            let clinician = intern_known_id(clinicians, known_clinicians, batch, Field::RenderingNpi, place, notes);
            if !clinician.is_known() {
                notes.fault(position, Field::RenderingNpi, IS_MISSING);
            }
            self.columns.clinician.push(clinician);
            let Self { groups, known_groups, .. } = self;
            let tin = intern_known_id(groups, known_groups, batch, Field::BillingTin, place, notes);
            let group = if tin.is_known() {
                tin
            } else {
                intern_known_id(groups, known_groups, batch, Field::BillingNpi, place, notes)
            };
            self.columns.group.push(group);
            let Self { specialties, known_specialties, .. } = self;
            let specialty = (Field::RenderingSpecialty, index);
            self.columns.specialty.push(intern_padded(specialties, known_specialties, batch, specialty, notes));
            let Self { taxonomies, known_taxonomies, .. } = self;
            let taxonomy = known_taxonomies
                .look(batch, Field::RenderingTaxonomy, index, |raw| Some(taxonomies.intern(&upper(cleaned(raw)))));
            self.columns.taxonomy.push(taxonomy.unwrap_or_default());
        }
    }

    fn keep(&mut self, start: usize, mask: &[bool]) {
        self.columns.patient.keep(start, mask);
        self.columns.clinician.keep(start, mask);
        self.columns.group.keep(start, mask);
        self.columns.specialty.keep(start, mask);
        self.columns.taxonomy.keep(start, mask);
    }
}

/// Reads an identifier of a column in which few identifiers stand many times.
fn intern_known_id(
    names: &mut Dictionary,
    known: &mut Memo<Sym>,
    batch: &Batch<'_>,
    field: Field,
    place: (usize, u32),
    notes: &mut Notes,
) -> Sym {
    // Repaired and damaged identifiers are never remembered: each of them is counted.
    let plain = known.look(batch, field, place.1, |raw| match clean_id(cleaned(raw)) {
        CleanId::Whole(text) => Some(names.intern(text)),
        CleanId::Repaired(_) | CleanId::Unrecoverable => None,
    });
    plain.unwrap_or_else(|| intern_id(names, batch, field, place, notes))
}

/// Reads a two-character code, giving back a leading zero that a number format took.
pub(super) fn intern_padded(
    names: &mut Dictionary,
    known: &mut Memo<Sym>,
    batch: &Batch<'_>,
    (field, index): (Field, u32),
    notes: &mut Notes,
) -> Sym {
    let text = |raw: &str| {
        let text = cleaned(raw);
        text.strip_suffix(".0").unwrap_or(text).to_owned()
    };
    let plain = known.look(batch, field, index, |raw| {
        let text = text(raw);
        padded(&text).is_none().then(|| names.intern(&upper(&text)))
    });
    plain.unwrap_or_else(|| {
        notes.repaired.note(field);
        padded(&text(batch.raw(field, index))).map_or(Sym::NONE, |padded| names.intern(&padded))
    })
}
