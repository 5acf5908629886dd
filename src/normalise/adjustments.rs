//! Step 3: replacement claims (frequency 7) and voids (frequency 8). Denied ones take nothing away.
//!
//! Source: project rulebook, section 4, steps 3 and 5.

use super::Standing;
use super::claim_index::{ClaimIndex, number, original_number};
use super::other_names::OtherNames;
use crate::claim::{Fate, LineStatus, Names};
use crate::load::{Frequency, Rows};

/// Marks the lines of claims that a standing row replaces or voids, and the voids themselves. Gives the rows of claims that
/// a denied one names.
pub(super) fn settle(rows: &Rows, names: &Names, index: &ClaimIndex, standing: &mut Standing) -> Vec<u32> {
    let all: Vec<usize> = (0..rows.len())
        .filter(|row| standing[*row].is_none() && rows.claims.frequency.get(*row) != Frequency::Original)
        .collect();
    let others = OtherNames::new(rows, names, index, &all);
    let (denied, adjusting): (Vec<usize>, Vec<usize>) = all.into_iter().partition(|row| is_denied(rows, *row));
    // Voids first: a claim that is both replaced and voided is voided.
    for (frequency, fate) in [(Frequency::Void, Fate::Voided), (Frequency::Replacement, Fate::Superseded)] {
        for &row in adjusting.iter().filter(|row| rows.claims.frequency.get(**row) == frequency) {
            remove_original(rows, (index, &others), standing, row, fate);
        }
    }
    for &row in adjusting.iter().filter(|row| rows.claims.frequency.get(**row) == Frequency::Void) {
        standing[row].get_or_insert(Fate::Voided);
    }
    let mut originals_named: Vec<u32> = denied
        .into_iter()
        .flat_map(|row| {
            let is_void = rows.claims.frequency.get(row) == Frequency::Void;
            originals(rows, (index, &others), row, if is_void { Fate::Voided } else { Fate::Superseded })
        })
        .filter(|row| !is_denied(rows, *row))
        .filter_map(|row| u32::try_from(row).ok())
        .collect();
    originals_named.sort_unstable();
    originals_named.dedup();
    originals_named
}

/// A denied replacement or void never took effect: adding one must change no more than what is said of its original.
fn is_denied(rows: &Rows, row: usize) -> bool {
    rows.handling.status.get(row) == LineStatus::Denied
}

fn remove_original(
    rows: &Rows,
    (index, others): (&ClaimIndex, &OtherNames<'_>),
    standing: &mut Standing,
    row: usize,
    fate: Fate,
) {
    for line in originals(rows, (index, others), row, fate) {
        standing[line].get_or_insert(fate);
    }
}

/// The rows of the claim that a replacement or void names; `fate` says which of the two it is.
fn originals(
    rows: &Rows,
    (index, others): (&ClaimIndex, &OtherNames<'_>),
    row: usize,
    fate: Fate,
) -> impl Iterator<Item = usize> {
    let original = original_number(rows, row);
    let mut lines: Vec<usize> = index.rows_of(rows, original, row).collect();
    if lines.is_empty() {
        lines = others.lines(row);
    }
    // Payers that keep one claim number through its life name the claim itself: its first version leaves, not the new one.
    let own_claim = original == number(rows, row);
    // A void of a claim's own number takes every version with it, a replacement only the first.
    let is_older = move |line: usize| fate == Fate::Voided || rows.claims.frequency.get(line) == Frequency::Original;
    lines.into_iter().filter(move |line| *line != row && (!own_claim || is_older(*line)))
}
