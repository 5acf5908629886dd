//! Step 3: replacement claims (frequency 7) and voids (frequency 8).
//!
//! Source: project rulebook, section 4, step 3.

use super::Standing;
use super::claim_index::ClaimIndex;
use crate::claim::{Fate, LineStatus};
use crate::load::{Frequency, Rows};

/// Marks the lines of claims that a standing row replaces or voids, and the voids themselves.
pub(super) fn settle(rows: &Rows, index: &ClaimIndex, standing: &mut Standing) {
    let adjusting: Vec<usize> = (0..rows.len())
        .filter(|row| standing[*row].is_none() && rows.claims.frequency.get(*row) != Frequency::Original)
        // A denied replacement or void never took effect: adding one must change no finding.
        .filter(|row| rows.handling.status.get(*row) != LineStatus::Denied)
        .collect();
    // Voids first: a claim that is both replaced and voided is voided.
    for (frequency, fate) in [(Frequency::Void, Fate::Voided), (Frequency::Replacement, Fate::Superseded)] {
        for &row in adjusting.iter().filter(|row| rows.claims.frequency.get(**row) == frequency) {
            remove_original(rows, index, standing, row, fate);
        }
    }
    for &row in adjusting.iter().filter(|row| rows.claims.frequency.get(**row) == Frequency::Void) {
        standing[row].get_or_insert(Fate::Voided);
    }
}

fn remove_original(rows: &Rows, index: &ClaimIndex, standing: &mut Standing, row: usize, fate: Fate) {
    let original = rows.claims.original_claim.get(row);
    // Payers that keep one claim number through its life name the claim itself: its first version leaves, not the new one.
    let own_claim = original == rows.claims.claim[row];
    for line in index.rows_of(original) {
        // A void of a claim's own number takes every version with it, a replacement only the first.
        let is_older = fate == Fate::Voided || rows.claims.frequency.get(line) == Frequency::Original;
        if standing[line].is_none() && line != row && (!own_claim || is_older) {
            standing[line] = Some(fate);
        }
    }
}
