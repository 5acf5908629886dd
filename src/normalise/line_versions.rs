//! Which version of a line stands. Versions come distinct and in ascending order; lines are found in `versions`.
//!
//! Source: project rulebook, section 4, step 2.

use super::Standing;
use super::content::{amount, is_reversal};
use super::partners::{fit, n_differences, service_key};
use super::versions::dates;
use crate::claim::{Day, Fate, RowKind};
use crate::load::Rows;

/// Marks all versions of one line but the one that stands; gives that one.
pub(super) fn settle(rows: &Rows, versions: &[usize], standing: &mut Standing) -> usize {
    let reversals = reversals(rows, versions);
    let kept = standing_version(rows, versions, &reversals);
    for &row in versions.iter().filter(|row| **row != kept) {
        // A reversal of something else is no version of this line, and none of its charges is its partner.
        let is_astray = reversals.iter().any(|reversal| reversal.row == row && reversal.charge.is_none());
        standing[row] = Some(if is_astray { Fate::UnmatchedReversal } else { Fate::Superseded });
    }
    // A reversal that is the last word on the very line it takes back has done its work: it must not go on to cancel
    // the same service on another claim.
    if reversals.iter().any(|reversal| reversal.row == kept && reversal.charge.is_some()) {
        let says_so = rows.claims.kind.get(kept) == RowKind::Cancel;
        standing[kept] = Some(if says_so { Fate::Voided } else { Fate::UnmatchedReversal });
    }
    kept
}

/// A version that takes something back, and the version it takes back.
struct Reversal {
    row: usize,
    charge: Option<usize>,
}

/// Every reversal with its charge; each charge is taken back once, and nothing before it is there.
fn reversals(rows: &Rows, versions: &[usize]) -> Vec<Reversal> {
    let (negative, mut charges): (Vec<usize>, Vec<usize>) =
        versions.iter().copied().partition(|row| is_reversal(rows, *row));
    let mut found: Vec<Reversal> = negative.into_iter().map(|row| Reversal { row, charge: None }).collect();
    // The sure ones first, so that a cancel of doubtful amounts takes nothing from them.
    for belongs in [fits as fn(&Rows, usize, usize) -> bool, takes_anything] {
        for reversal in found.iter_mut().filter(|reversal| reversal.charge.is_none()) {
            let row = reversal.row;
            let may_be = |charge: usize| moment(rows, charge) <= moment(rows, row) && belongs(rows, charge, row);
            let fitting = charges.iter().enumerate().filter(|(_, charge)| may_be(**charge));
            let nearest = fitting.min_by_key(|(at, charge)| (n_differences(rows, **charge, row), *at));
            if let Some(at) = nearest.map(|(at, _)| at) {
                reversal.charge = Some(charges.remove(at));
            }
        }
    }
    found
}

/// The same service and amount, or the same number of units where the reversal names no amount.
fn fits(rows: &Rows, charge: usize, reversal: usize) -> bool {
    let units = |row: usize| rows.amounts.units.get(row).0.abs();
    let by_units = || {
        amount(rows, reversal).is_none()
            && service_key(rows, charge) == service_key(rows, reversal)
            && units(charge) == units(reversal)
    };
    fit(rows, charge, reversal) || by_units()
}

/// A row that calls itself a cancel takes its line back, whatever its amounts.
fn takes_anything(rows: &Rows, _charge: usize, reversal: usize) -> bool {
    rows.claims.kind.get(reversal) == RowKind::Cancel
}

/// The version that stands: of the latest date, the greatest charge that nothing takes back, where a reversal and what
/// was billed instead come together; else the reversal. A date with nothing but reversals of something else says
/// nothing of the line. A refusal that takes nothing away, by the layout's word, counts where nothing accepted is left.
fn standing_version(rows: &Rows, versions: &[usize], reversals: &[Reversal]) -> usize {
    let last = versions[versions.len() - 1];
    let charge_of = |row: usize| reversals.iter().find(|reversal| reversal.row == row).map(|found| found.charge);
    let is_taken_back = |row: usize| reversals.iter().any(|reversal| reversal.charge == Some(row));
    let is_refusal = |row: usize| rows.claims.kind.get(row) == RowKind::Refused;
    let is_accepted = |row: usize| !is_refusal(row) && charge_of(row).is_none() && !is_taken_back(row);
    let some_accepted = versions.iter().any(|row| is_accepted(*row));
    let counting: Vec<usize> = versions.iter().copied().filter(|row| !some_accepted || !is_refusal(*row)).collect();
    for date in counting.chunk_by(|a, b| moment(rows, *a) == moment(rows, *b)).rev() {
        let mut charges = date.iter().rev().copied().filter(|row| charge_of(*row).is_none());
        if let Some(charge) = charges.find(|row| !is_taken_back(*row)) {
            return charge;
        }
        let speaks = |row: &usize| !matches!(charge_of(*row), Some(None));
        if date.iter().any(speaks) {
            let mut reversals = date.iter().rev().copied().filter(|row| matches!(charge_of(*row), Some(Some(_))));
            return reversals.next().unwrap_or(last);
        }
    }
    last
}

/// What decides between versions before their content does.
fn moment(rows: &Rows, row: usize) -> ((Day, Day), u64) {
    (dates(rows, row), rows.claims.version.get(row))
}
