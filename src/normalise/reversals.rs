//! Step 4: a negative line and the positive line it takes back leave together.
//!
//! Source: project rulebook, section 4, step 4.

use std::collections::HashMap;

use super::Standing;
use super::claim_index::number;
use super::content::{compare, is_negative};
use super::partners::{ServiceKey, is_later, n_differences, same_amount, service_key};
use crate::claim::{Fate, LineStatus, Names};
use crate::load::Rows;

/// Marks netted pairs, and negative lines without a partner.
pub(super) fn settle(rows: &Rows, names: &Names, standing: &mut Standing) {
    let stands = |standing: &Standing, row: usize| standing[row].is_none();
    let denied = |row: usize| rows.handling.status.get(row) == LineStatus::Denied;
    // A denied line takes nothing back: adding one must change no finding.
    let mut negatives: Vec<usize> =
        (0..rows.len()).filter(|row| stands(standing, *row) && is_negative(rows, *row) && !denied(*row)).collect();
    if negatives.is_empty() {
        return;
    }
    // Lines without a number are told apart by their content, never by the order in which they came.
    let order = |a: usize, b: usize| {
        let key = |row: usize| (names.claims.text(rows.claims.claim[row]), rows.claims.line_number.get(row));
        key(a).cmp(&key(b)).then_with(|| compare(rows, names, a, b))
    };
    negatives.sort_by(|a, b| order(*a, *b));
    let mut positives: HashMap<ServiceKey, Vec<usize>> =
        negatives.iter().map(|row| (service_key(rows, *row), Vec::new())).collect();
    let mut watched = vec![false; names.patients.len()];
    for row in &negatives {
        watched[rows.people.patient[*row].index()] = true;
    }
    let of_watched_patients = (0..rows.len()).filter(|row| watched[rows.people.patient[*row].index()]);
    for row in of_watched_patients.filter(|row| stands(standing, *row) && !is_negative(rows, *row)) {
        if let Some(candidates) = positives.get_mut(&service_key(rows, row)) {
            candidates.push(row);
        }
    }
    for candidates in positives.values_mut() {
        // Denied lines last: nothing was paid on them, so a reversal is hardly theirs.
        candidates.sort_by(|a, b| denied(*a).cmp(&denied(*b)).then_with(|| order(*a, *b)));
    }
    // First the reversals whose own claim holds the partner, so that nobody else takes it from them.
    for own_claim_only in [true, false] {
        for &negative in &negatives {
            if !stands(standing, negative) {
                continue;
            }
            let candidates = positives.get_mut(&service_key(rows, negative));
            let partner = candidates.and_then(|candidates| take(rows, candidates, negative, own_claim_only));
            if let Some(partner) = partner {
                standing[negative] = Some(Fate::Netted);
                standing[partner] = Some(Fate::Netted);
            }
        }
    }
    for negative in negatives {
        standing[negative].get_or_insert(Fate::UnmatchedReversal);
    }
}

/// Takes the partner: of several the one that is most like the reversal, the first of those that are alike.
fn take(rows: &Rows, candidates: &mut Vec<usize>, negative: usize, own_claim_only: bool) -> Option<usize> {
    let claim = number(rows, negative);
    let denied = |row: usize| rows.handling.status.get(row) == LineStatus::Denied;
    let fits = |row: usize| {
        (!own_claim_only || number(rows, row) == claim)
            && same_amount(rows, row, negative)
            && !is_later(rows, row, negative)
    };
    let fitting = candidates.iter().enumerate().filter(|(_, row)| fits(**row));
    let (found, _) = fitting.min_by_key(|(at, row)| (denied(**row), n_differences(rows, **row, negative), *at))?;
    Some(candidates.remove(found))
}
