//! The same service asked of a second payer (rulebook section 2, "Crossover").
//!
//! What it is: which lines are copies, and the rules that leave copies alone.
//! What it is not: `two_primary_payers`, which is about money that two payers should not both have paid.

use std::collections::HashMap;

use super::NaiveLine;
use super::relation::{key, same_npi};

/// Rules that conclude `cleared` on a copy.
pub(super) const LEAVES_COPIES_ALONE: [&str; 6] = [
    "repeat_e_visit",
    "repeat_phone_contact",
    "repeat_interprofessional_consult",
    "near_duplicate_line",
    "telehealth_visit_same_day",
    "overlapping_time",
];

/// One service: patient, clinician, date and code; modifiers may differ.
pub(super) fn is_same_service(a: &NaiveLine, b: &NaiveLine) -> bool {
    a.patient == b.patient && same_npi(a, b) && a.date == b.date && a.code == b.code
}

/// Whether the two payers are both known, differ, and are not the two of which nobody has both.
fn one_pays_after_the_other(a: Option<&str>, b: Option<&str>) -> bool {
    match (a, b) {
        (Some("medicare"), Some("medicare_advantage")) | (Some("medicare_advantage"), Some("medicare")) => false,
        (Some(a), Some(b)) => a != b,
        _ => false,
    }
}

/// Whether the two show one service, `first` comes first, and a second payer was asked for the rest.
pub(super) fn is_copy_of(line: &NaiveLine, first: &NaiveLine) -> bool {
    key(first) < key(line)
        && is_same_service(line, first)
        && one_pays_after_the_other(line.payer.as_deref(), first.payer.as_deref())
}

/// The line numbers of all copies, by claim id. A line is no copy of a copy: sent twice to the first payer, with the second
/// payer's claim between, it is a repeat.
pub(super) fn copies(lines: &[NaiveLine]) -> HashMap<String, Vec<i32>> {
    let mut in_order: Vec<&NaiveLine> = lines.iter().collect();
    in_order.sort_by_key(|line| key(line));
    let mut originals: Vec<&NaiveLine> = Vec::new();
    let mut copies: HashMap<String, Vec<i32>> = HashMap::new();
    for line in in_order {
        if originals.iter().any(|first| is_copy_of(line, first)) {
            copies.entry(line.claim_id.clone()).or_default().push(line.line_number);
        } else {
            originals.push(line);
        }
    }
    copies
}
