//! The form and who rules: duplicates, telehealth markers, code dates and scope (rulebook 3.4 and 3.5).
//!
//! What it is: rules that need the line itself, or lines equal to it in some fields.
//! What it is not: `code_not_payable`, or anything else that needs a table of the user or a payer.

use std::collections::BTreeSet;

use super::codes::{self, days_from_civil};
use super::relation::{WITHOUT_EM, flagged, key, same_npi, same_tin};
use super::{NaiveLine, NaiveOutcome, NaiveRange};

const TAXONOMIES_WITHOUT_EM: &[&str] = &["1041C", "101Y", "106H", "103T", "2251", "225X", "235Z", "133V", "231H"];

fn hard_if(fires: bool, subject: &NaiveLine) -> NaiveOutcome {
    if fires { flagged(subject, "hard", Vec::new()) } else { NaiveOutcome::Clean }
}

fn modifier_set(line: &NaiveLine) -> BTreeSet<&str> {
    line.modifiers.iter().map(String::as_str).collect()
}

/// Whether two lines bill one code to one patient on one date.
fn same_service(a: &NaiveLine, b: &NaiveLine) -> bool {
    a.patient == b.patient && a.date == b.date && a.code == b.code
}

fn is_duplicate(a: &NaiveLine, b: &NaiveLine) -> bool {
    same_service(a, b) && a.npi == b.npi && modifier_set(a) == modifier_set(b) && a.payer == b.payer
}

/// Every line equal to an earlier one; the first of the group stays clean.
pub(super) fn duplicate_line(lines: &[NaiveLine], subject: &NaiveLine, _: &NaiveRange) -> Option<NaiveOutcome> {
    codes::family(&subject.code)?;
    let first = lines.iter().filter(|line| is_duplicate(line, subject)).min_by_key(|line| key(line))?;
    Some(if key(first) == key(subject) { NaiveOutcome::Clean } else { flagged(subject, "hard", vec![first]) })
}

/// Every line that differs from an earlier one only by modifiers, or by the clinician within the tax number.
pub(super) fn near_duplicate_line(
    lines: &[NaiveLine],
    subject: &NaiveLine,
    range: &NaiveRange,
) -> Option<NaiveOutcome> {
    if matches!(duplicate_line(lines, subject, range)?, NaiveOutcome::Flagged { .. }) {
        return Some(NaiveOutcome::Cleared);
    }
    let related: Vec<&NaiveLine> = lines
        .iter()
        .filter(|line| key(line) < key(subject) && same_service(line, subject))
        .filter(|line| {
            let other_modifiers = same_npi(line, subject) && modifier_set(line) != modifier_set(subject);
            let other_clinician = same_tin(line, subject) && line.npi != subject.npi;
            other_modifiers || other_clinician
        })
        .collect();
    Some(if related.is_empty() { NaiveOutcome::Clean } else { flagged(subject, "presumptive", related) })
}

/// A place or modifier of telehealth on a service that is none.
pub(super) fn telehealth_marker(_: &[NaiveLine], subject: &NaiveLine, _: &NaiveRange) -> Option<NaiveOutcome> {
    if !codes::is_e_visit(&subject.code) && !codes::is_contact(&subject.code) {
        return None;
    }
    let by_place = matches!(subject.pos.as_deref(), Some("02" | "10"));
    let by_modifier = subject.modifiers.iter().any(|m| matches!(m.as_str(), "95" | "GT" | "GQ" | "93" | "FQ"));
    let excepted = codes::family(&subject.code) == Some("phone_em")
        && days_from_civil(2020, 3, 1) <= subject.date
        && subject.date <= days_from_civil(2024, 12, 31);
    let marked = by_place || by_modifier;
    Some(if marked && excepted { NaiveOutcome::Cleared } else { hard_if(marked, subject) })
}

/// A date outside the dates of the code.
pub(super) fn code_not_in_effect(_: &[NaiveLine], subject: &NaiveLine, _: &NaiveRange) -> Option<NaiveOutcome> {
    codes::in_effect(&subject.code, subject.date).map(|current| hard_if(!current, subject))
}

/// A service of clinicians who may report evaluation and management, by a clinician who may not.
pub(super) fn clinician_without_em_scope(_: &[NaiveLine], subject: &NaiveLine, _: &NaiveRange) -> Option<NaiveOutcome> {
    let em_family =
        matches!(codes::family(&subject.code), Some("e_visit_em" | "phone_em" | "check_in_em" | "image_em"));
    if !em_family && !codes::is_telehealth(&subject.code) {
        return None;
    }
    if subject.specialty.is_none() && subject.taxonomy.is_none() {
        return Some(NaiveOutcome::NotEvaluable);
    }
    let by_specialty = subject.specialty.as_deref().is_some_and(|s| WITHOUT_EM.contains(&s));
    let by_taxonomy =
        subject.taxonomy.as_deref().is_some_and(|t| TAXONOMIES_WITHOUT_EM.iter().any(|prefix| t.starts_with(prefix)));
    Some(hard_if(by_specialty || by_taxonomy, subject))
}
