//! Step 3: replacement claims (frequency 7) and voids (frequency 8).
//!
//! Source: project rulebook, section 4, step 3.

use std::collections::HashMap;

use super::Standing;
use super::claim_index::{ClaimIndex, number};
use crate::claim::{Fate, LineStatus, Sym};
use crate::load::{Frequency, Rows};

/// Marks the lines of claims that a standing row replaces or voids, and the voids themselves.
pub(super) fn settle(rows: &Rows, index: &ClaimIndex, standing: &mut Standing) {
    let adjusting: Vec<usize> = (0..rows.len())
        .filter(|row| standing[*row].is_none() && rows.claims.frequency.get(*row) != Frequency::Original)
        // A denied replacement or void never took effect: adding one must change no finding.
        .filter(|row| rows.handling.status.get(*row) != LineStatus::Denied)
        .collect();
    let others = OtherNames::new(rows, &adjusting);
    // Voids first: a claim that is both replaced and voided is voided.
    for (frequency, fate) in [(Frequency::Void, Fate::Voided), (Frequency::Replacement, Fate::Superseded)] {
        for &row in adjusting.iter().filter(|row| rows.claims.frequency.get(**row) == frequency) {
            remove_original(rows, (index, &others), standing, row, fate);
        }
    }
    for &row in adjusting.iter().filter(|row| rows.claims.frequency.get(**row) == Frequency::Void) {
        standing[row].get_or_insert(Fate::Voided);
    }
}

fn remove_original(
    rows: &Rows,
    (index, others): (&ClaimIndex, &OtherNames),
    standing: &mut Standing,
    row: usize,
    fate: Fate,
) {
    let original = rows.claims.original_claim.get(row);
    let mut lines: Vec<usize> = index.rows_of(original).collect();
    if lines.is_empty() {
        lines = others.lines(rows, row, original);
    }
    // Payers that keep one claim number through its life name the claim itself: its first version leaves, not the new one.
    let own_claim = original == number(rows, row);
    for line in lines {
        // A void of a claim's own number takes every version with it, a replacement only the first.
        let is_older = fate == Fate::Voided || rows.claims.frequency.get(line) == Frequency::Original;
        if standing[line].is_none() && line != row && (!own_claim || is_older) {
            standing[line] = Some(fate);
        }
    }
}

/// The rows of claims by their other names, as far as a replacement or void may mean them.
struct OtherNames(HashMap<Sym, Vec<usize>>);

impl OtherNames {
    fn new(rows: &Rows, adjusting: &[usize]) -> Self {
        let mut named: HashMap<Sym, Vec<usize>> = HashMap::new();
        let ids = |row: usize| rows.claims.other_ids.iter().map(move |ids| ids.get(row)).filter(|id| id.is_known());
        if rows.claims.other_ids.is_empty() || adjusting.is_empty() {
            return Self(named);
        }
        for &row in adjusting {
            for id in ids(row).chain([rows.claims.original_claim.get(row)]).filter(|id| id.is_known()) {
                named.entry(id).or_default();
            }
        }
        for row in 0..rows.len() {
            for id in ids(row) {
                if let Some(lines) = named.get_mut(&id) {
                    lines.push(row);
                }
            }
        }
        Self(named)
    }

    /// The lines of this patient that a row replaces or voids: those of the claim it names, or else those of earlier
    /// claims that share a name with its own.
    fn lines(&self, rows: &Rows, row: usize, original: Sym) -> Vec<usize> {
        let own = number(rows, row);
        let may_be_meant =
            |line: &usize| rows.people.patient[*line] == rows.people.patient[row] && number(rows, *line) != own;
        let of = |id: Sym| self.0.get(&id).into_iter().flatten().copied().filter(may_be_meant);
        let named: Vec<usize> = of(original).collect();
        if !named.is_empty() {
            return named;
        }
        let received = |row: usize| (rows.handling.received.get(row), rows.claims.version.get(row));
        let is_earlier =
            |line: &usize| rows.claims.frequency.get(*line) != Frequency::Void && received(*line) <= received(row);
        let ids = rows.claims.other_ids.iter().map(|ids| ids.get(row)).filter(|id| id.is_known());
        ids.flat_map(of).filter(is_earlier).collect()
    }
}
