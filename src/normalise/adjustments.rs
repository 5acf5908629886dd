//! Step 3: replacement claims (frequency 7) and voids (frequency 8).
//!
//! Source: project rulebook, section 4, step 3.

use super::Standing;
use super::claim_index::{ClaimIndex, number, original_number};
use super::other_names::OtherNames;
use crate::claim::{Fate, LineStatus, Names};
use crate::load::{Frequency, Rows};

/// Marks the lines of claims that a standing row replaces or voids, and the voids themselves.
pub(super) fn settle(rows: &Rows, names: &Names, index: &ClaimIndex, standing: &mut Standing) {
    let adjusting: Vec<usize> = (0..rows.len())
        .filter(|row| standing[*row].is_none() && rows.claims.frequency.get(*row) != Frequency::Original)
        // A denied replacement or void never took effect: adding one must change no finding.
        .filter(|row| rows.handling.status.get(*row) != LineStatus::Denied)
        .collect();
    let others = OtherNames::new(rows, names, index, &adjusting);
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
    (index, others): (&ClaimIndex, &OtherNames<'_>),
    standing: &mut Standing,
    row: usize,
    fate: Fate,
) {
    let original = original_number(rows, row);
    let mut lines: Vec<usize> = index.rows_of(original).collect();
    if lines.is_empty() {
        lines = others.lines(row);
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
