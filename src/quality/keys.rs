//! Claim and line numbers that occur more than once. Which of the rows stands was decided in `normalise`.

use crate::claim::{Fate, Sym};
use crate::load::Rows;

/// What one claim line is known by: claim, patient, source, payer and line number.
type Key = (Sym, [Sym; 3], i32);

/// Claim and line numbers that occur more than once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// Claim lines (of one number, patient, source and payer) with more than one row.
    pub repeated: u64,
    /// Their rows.
    pub rows: u64,
    /// Rows that equal another in every field, those without a line number included.
    pub identical_rows: u64,
    /// Rows of those that are another version of a later row.
    pub other_versions: u64,
    /// Claim numbers that stand for more than one patient, each of whom has a claim of his own then.
    pub claims_of_several_patients: u64,
}

impl Keys {
    pub(super) fn new(rows: &Rows, n_claims: usize, fates: &[Fate]) -> Self {
        let claims: Vec<Sym> = rows.claims.claim.iter().collect();
        // Most claims have no such row: only the rows of those that do are sorted.
        let mut has_repeats = vec![false; n_claims];
        for (claim, fate) in claims.iter().zip(fates) {
            has_repeats[claim.index()] |= matches!(fate, Fate::RepeatedRow | Fate::Superseded);
        }
        let named =
            |row: usize| [rows.people.patient.get(row), rows.claims.source.get(row), rows.handling.payer.get(row)];
        let mut keys: Vec<(Key, bool)> = claims
            .iter()
            .enumerate()
            .filter(|(_, claim)| has_repeats[claim.index()])
            .filter_map(|(row, claim)| {
                let key = (*claim, named(row), rows.claims.line_number.get(row)?);
                Some((key, fates[row] == Fate::RepeatedRow))
            })
            .collect();
        keys.sort_unstable();
        let mut found = Self {
            identical_rows: fates.iter().filter(|fate| **fate == Fate::RepeatedRow).count() as u64,
            claims_of_several_patients: of_several_patients(rows, n_claims),
            ..Self::default()
        };
        for key in keys.chunk_by(|a, b| a.0 == b.0).filter(|key| key.len() > 1) {
            let identical = key.iter().filter(|(_, is_repeat)| *is_repeat).count();
            found.repeated += 1;
            found.rows += key.len() as u64;
            found.other_versions += (key.len() - 1).saturating_sub(identical) as u64;
        }
        found
    }

    /// Adds the keys of other claims.
    pub(super) const fn merge(&mut self, other: &Self) {
        self.repeated += other.repeated;
        self.rows += other.rows;
        self.identical_rows += other.identical_rows;
        self.other_versions += other.other_versions;
        self.claims_of_several_patients += other.claims_of_several_patients;
    }
}

fn of_several_patients(rows: &Rows, n_claims: usize) -> u64 {
    let mut patient_of = vec![Sym::NONE; n_claims];
    let mut has_several = vec![false; n_claims];
    for (claim, patient) in rows.claims.claim.iter().zip(rows.people.patient.iter()) {
        let known = &mut patient_of[claim.index()];
        has_several[claim.index()] |= known.is_known() && *known != patient;
        *known = patient;
    }
    has_several.iter().filter(|several| **several).count() as u64
}
