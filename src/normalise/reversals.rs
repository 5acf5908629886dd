//! Step 4: a negative line and the positive line it takes back leave together.
//!
//! Source: project rulebook, section 4, step 4.

use std::collections::HashMap;

use super::Standing;
use super::claim_index::{may_be_one_claim, number};
use super::content::{compare, is_negative};
use super::partners::{ServiceKey, handled, is_later, n_differences, same_amount, service_key};
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
        let key = |row: usize| (names.claims.text(rows.claims.claim.get(row)), rows.claims.line_number.get(row));
        key(a).cmp(&key(b)).then_with(|| compare(rows, names, a, b))
    };
    // In the order in which they came: the first takes what was there first.
    negatives.sort_by(|a, b| handled(rows, *a).cmp(&handled(rows, *b)).then_with(|| order(*a, *b)));
    let mut positives: HashMap<ServiceKey, Vec<usize>> =
        negatives.iter().map(|row| (service_key(rows, *row), Vec::new())).collect();
    let mut watched = vec![false; names.patients.len()];
    for row in &negatives {
        watched[rows.people.patient.get(*row).index()] = true;
    }
    let of_watched_patients = (0..rows.len()).filter(|row| watched[rows.people.patient.get(*row).index()]);
    for row in of_watched_patients.filter(|row| stands(standing, *row) && !is_negative(rows, *row)) {
        if let Some(candidates) = positives.get_mut(&service_key(rows, row)) {
            candidates.push(row);
        }
    }
    for candidates in positives.values_mut() {
        // Denied lines last: nothing was paid on them, so a reversal is hardly theirs.
        candidates.sort_by(|a, b| denied(*a).cmp(&denied(*b)).then_with(|| order(*a, *b)));
    }
    // First the reversals whose own claim holds the partner, then those with one that is like them in everything, so that
    // nobody else takes it from them.
    for near in [Nearness::OwnClaim, Nearness::Alike, Nearness::Any] {
        for &negative in &negatives {
            if !stands(standing, negative) {
                continue;
            }
            let candidates = positives.get_mut(&service_key(rows, negative));
            let partner = candidates.and_then(|candidates| take(rows, candidates, negative, near));
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

/// How near a partner must be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Nearness {
    OwnClaim,
    Alike,
    Any,
}

/// Takes the partner: of several the one that is most like the reversal; of those that are alike the one that was there
/// first, and then the first by number.
fn take(rows: &Rows, candidates: &mut Vec<usize>, negative: usize, near: Nearness) -> Option<usize> {
    let claim = number(rows, negative);
    let denied = |row: usize| rows.handling.status.get(row) == LineStatus::Denied;
    let fits = |row: usize| {
        let is_near = match near {
            Nearness::OwnClaim => number(rows, row) == claim,
            Nearness::Alike => !denied(row) && n_differences(rows, row, negative) == 0,
            Nearness::Any => true,
        };
        is_near
            && may_be_one_claim(rows, row, negative)
            && same_amount(rows, row, negative)
            && !is_later(rows, row, negative)
    };
    let fitting = candidates.iter().enumerate().filter(|(_, row)| fits(**row));
    let rank = |row: usize| (denied(row), n_differences(rows, row, negative), handled(rows, row));
    let (found, _) = fitting.min_by_key(|(at, row)| (rank(**row), *at))?;
    Some(candidates.remove(found))
}
