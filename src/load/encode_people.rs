//! Fills the patient, clinician and group columns.

use std::cell::RefCell;

use super::arrivals::Arrivals;
use super::batch::{Batch, cleaned};
use super::column::Sparse;
use super::encode::{ColumnGroup, Notes};
use super::encode_claims::{arriving_ids, ids, intern_id, plain_id, reason_of_blank};
use super::memo::Memo;
use super::rows::PeopleColumns;
use super::values::{padded, upper};
use crate::claim::{CellNote, Dictionary, Field, Sym};

pub(super) struct PeopleEncoder {
    pub(super) columns: PeopleColumns,
    pub(super) patients: Arrivals,
    pub(super) clinicians: Dictionary,
    pub(super) groups: Dictionary,
    pub(super) specialties: Dictionary,
    pub(super) taxonomies: Dictionary,
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
            ordering: Sparse::new(Sym::NONE),
            group: Sparse::new(Sym::NONE),
            specialty: Sparse::new(Sym::NONE),
            taxonomy: Sparse::new(Sym::NONE),
        };
        Self {
            columns,
            patients: Arrivals::default(),
            clinicians: Dictionary::new(),
            groups: Dictionary::new(),
            specialties: Dictionary::new(),
            taxonomies: Dictionary::new(),
            known_clinicians: Memo::default(),
            known_groups: Memo::default(),
            known_specialties: Memo::default(),
            known_taxonomies: Memo::default(),
        }
    }
}

impl ColumnGroup for PeopleEncoder {
    fn encode(&mut self, batch: &Batch<'_>, notes: &mut Notes) {
        let Self { columns, patients, clinicians, known_clinicians, .. } = self;
        columns.patient.extend(arriving_ids(patients, batch, Field::PatientId, notes));
        let start = columns.clinician.len();
        ids(clinicians, known_clinicians, batch, Field::RenderingNpi, &mut columns.clinician, notes);
        for (position, index) in batch.selected.iter().enumerate() {
            if !columns.clinician.get(start + position).is_known() {
                notes.fault(position, Field::RenderingNpi, reason_of_blank(batch, Field::RenderingNpi, *index));
            }
        }
        ids(clinicians, known_clinicians, batch, Field::OrderingNpi, &mut columns.ordering, notes);
        self.encode_groups(batch, notes);
        let Self { columns, specialties, known_specialties, taxonomies, known_taxonomies, .. } = self;
        let specialty = Field::RenderingSpecialty;
        padded_codes(specialties, known_specialties, batch, specialty, &mut columns.specialty, notes);
        let taxonomy = |raw: &str| Some(taxonomies.intern(&upper(cleaned(raw))));
        let field = Field::RenderingTaxonomy;
        known_taxonomies.fill(batch, field, &mut columns.taxonomy, taxonomy, |_, _| Sym::NONE);
    }

    fn keep(&mut self, start: usize, mask: &[bool]) {
        self.columns.patient.keep(start, mask);
        self.columns.clinician.keep(start, mask);
        self.columns.ordering.keep(start, mask);
        self.columns.group.keep(start, mask);
        self.columns.specialty.keep(start, mask);
        self.columns.taxonomy.keep(start, mask);
    }
}

impl PeopleEncoder {
    /// The billing groups: the tax number, or else the group's NPI.
    fn encode_groups(&mut self, batch: &Batch<'_>, notes: &mut Notes) {
        let Self { columns, groups, known_groups, .. } = self;
        let mut tins = Sparse::new(Sym::NONE);
        ids(groups, known_groups, batch, Field::BillingTin, &mut tins, notes);
        if tins.iter().all(Sym::is_known) {
            columns.group.extend(tins.iter());
            return;
        }
        // Repairs count where the number is used: only rows without a tax number look at the NPI.
        let without: Vec<u32> = batch
            .selected
            .iter()
            .zip(tins.iter())
            .filter(|(_, tin)| !tin.is_known())
            .map(|(index, _)| *index)
            .collect();
        let positions: Vec<usize> = (0..tins.len()).filter(|position| !tins.get(*position).is_known()).collect();
        let mut npis = vec![Sym::NONE; tins.len()];
        for (position, index) in positions.into_iter().zip(without) {
            let place = (position, index);
            npis[position] = one_id(groups, known_groups, batch, Field::BillingNpi, place, notes);
        }
        columns.group.extend(tins.iter().zip(npis).map(|(tin, npi)| if tin.is_known() { tin } else { npi }));
    }
}

/// One identifier of a column in which few stand many times.
fn one_id(
    names: &mut Dictionary,
    known: &mut Memo<Sym>,
    batch: &Batch<'_>,
    field: Field,
    place: (usize, u32),
    notes: &mut Notes,
) -> Sym {
    let plain = known.get(batch.raw(field, place.1), |raw| plain_id(names, field, raw));
    plain.unwrap_or_else(|| intern_id(names, batch, field, place, notes))
}

/// Reads two-character codes, giving back a leading zero that a number format took.
fn padded_codes(
    names: &mut Dictionary,
    known: &mut Memo<Sym>,
    batch: &Batch<'_>,
    field: Field,
    column: &mut Sparse<Sym>,
    notes: &mut Notes,
) {
    let names = RefCell::new(names);
    let whole = |raw: &str| {
        let text = cleaned(raw);
        text.strip_suffix(".0").unwrap_or(text).to_owned()
    };
    let usual = |raw: &str| {
        let text = whole(raw);
        padded(&text).is_none().then(|| names.borrow_mut().intern(&upper(&text)))
    };
    let odd = |_: usize, index: u32| {
        notes.cells.note(field, CellNote::Repaired);
        padded(&whole(batch.raw(field, index))).map_or(Sym::NONE, |padded| names.borrow_mut().intern(&padded))
    };
    known.fill(batch, field, column, usual, odd);
}
