//! What a part of the rows is like: counts that add up over the parts of a run. Says nothing of what they mean.

use super::damage::LongIds;
use super::dates::{self, Days};
use super::diagnoses::{Editions, ListCounts};
use super::keys::Keys;
use super::{add_counts, tally};
use crate::claim::{Dictionary, Fate, Names, Sym};
use crate::load::{Rows, Seen};

/// What every part of a run is looked at with.
pub struct Lens {
    pub(super) editions: Editions,
    seen: Seen,
}

impl Lens {
    /// Prepares a look at the rows of a run.
    pub fn new(names: &Names, seen: &Seen) -> Self {
        Self { editions: Editions::new(names), seen: seen.clone() }
    }
}

/// Counts of some rows.
#[derive(Default)]
pub struct Survey {
    pub(super) days: Days,
    pub(super) early: [u64; 4],
    pub(super) clinicians: Vec<u64>,
    pub(super) groups: Vec<u64>,
    pub(super) lists: ListCounts,
    pub(super) keys: Keys,
    pub(super) claims: LongIds,
    pub(super) patients: LongIds,
    /// By code: the first patient it was seen with, and whether there was another. Parts number patients anew.
    patients_of_code: Vec<(Sym, bool)>,
}

impl Survey {
    /// Looks once at every column that matters. The rows' order decides nothing.
    pub fn new(rows: &Rows, names: &Names, fates: &[Fate], lens: &Lens) -> Self {
        let is_audited = |row: usize| fates[row] == Fate::Audited;
        Self {
            days: Days::new(rows, lens.seen.dates, is_audited),
            early: dates::early(rows),
            clinicians: tally(rows.people.clinician.iter(), names.clinicians.len()),
            groups: tally(rows.people.group.iter(), names.groups.len()),
            lists: ListCounts::new(rows, names, &lens.editions),
            keys: Keys::new(rows, names.claims.len(), fates),
            claims: long_ids(&names.claims, rows.claims.claim.iter()),
            patients: long_ids(&names.patients, rows.people.patient.iter()),
            patients_of_code: patients_of_code(rows, names.codes.len()),
        }
    }

    /// Adds the counts of another part.
    pub fn merge(&mut self, other: &Self) {
        self.days.merge(&other.days);
        self.early.iter_mut().zip(other.early).for_each(|(sum, n)| *sum += n);
        add_counts(&mut self.clinicians, &other.clinicians);
        add_counts(&mut self.groups, &other.groups);
        self.lists.merge(&other.lists);
        self.keys.merge(&other.keys);
        self.claims.merge(&other.claims);
        self.patients.merge(&other.patients);
        let n_codes = self.patients_of_code.len().max(other.patients_of_code.len());
        self.patients_of_code.resize(n_codes, (Sym::NONE, false));
        for ((first, several), (other, others)) in self.patients_of_code.iter_mut().zip(&other.patients_of_code) {
            // No two parts have a patient in common.
            *several |= *others || (first.is_known() && other.is_known());
            *first = if first.is_known() { *first } else { *other };
        }
    }

    /// Whether each code was seen with two patients or more, by its symbol.
    pub(super) fn has_several_patients(&self) -> Vec<bool> {
        self.patients_of_code.iter().map(|(_, several)| *several).collect()
    }
}

/// The long ones among the texts that have rows.
fn long_ids(names: &Dictionary, column: impl Iterator<Item = Sym>) -> LongIds {
    let mut has_rows = vec![false; names.len()];
    column.for_each(|id| has_rows[id.index()] = true);
    LongIds::new(names.iter().filter(|(id, _)| has_rows[id.index()]).map(|(_, text)| text))
}

fn patients_of_code(rows: &Rows, n_codes: usize) -> Vec<(Sym, bool)> {
    let mut of_code = vec![(Sym::NONE, false); n_codes];
    for (code, patient) in rows.services.code.iter().zip(rows.people.patient.iter()) {
        let (first, several) = &mut of_code[code.index()];
        if !first.is_known() {
            *first = patient;
        }
        *several |= *first != patient;
    }
    of_code
}
