//! The form and who rules: duplicates, code dates and scope (rulebook 3.4 and 3.5).
//!
//! What it is: rules that need the line itself, or lines equal to it in some fields.
//! What it is not: `code_not_payable`, or anything else that needs a table of the user or a payer.

use std::collections::BTreeSet;

use super::codes;
use super::relation::{Provider, WITHOUT_EM, flagged, key, provider, same_npi, same_tin};
use super::world::World;
use super::{GROUP_UNKNOWN, NaiveLine, NaiveOutcome};

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
pub(super) fn duplicate_line(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    codes::family(&subject.code)?;
    let first = world.lines.iter().filter(|line| is_duplicate(line, subject)).min_by_key(|line| key(line))?;
    Some(if key(first) == key(subject) { NaiveOutcome::Clean } else { flagged(subject, "hard", vec![first]) })
}

/// Every line that differs from an earlier one only by modifiers, or by the clinician within the tax number.
pub(super) fn near_duplicate_line(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    if matches!(duplicate_line(world, subject)?, NaiveOutcome::Flagged { .. }) {
        return Some(NaiveOutcome::CLEARED);
    }
    let earlier: Vec<&NaiveLine> =
        world.originals().filter(|line| key(line) < key(subject) && same_service(line, subject)).collect();
    let counts = |line: &&NaiveLine| {
        let other_modifiers = same_npi(line, subject) && modifier_set(line) != modifier_set(subject);
        let other_clinician = same_tin(line, subject) && line.npi != subject.npi;
        other_modifiers || other_clinician
    };
    let related: Vec<&NaiveLine> = earlier.iter().copied().filter(counts).collect();
    Some(if !related.is_empty() {
        flagged(subject, "presumptive", related)
    } else if earlier.iter().any(|line| provider(line, subject) == Provider::Unknown) {
        GROUP_UNKNOWN
    } else {
        NaiveOutcome::Clean
    })
}

/// A date outside the dates of the code.
pub(super) fn code_not_in_effect(_: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    codes::in_effect(&subject.code, subject.date).map(|current| hard_if(!current, subject))
}

/// A service of clinicians who may report evaluation and management, by a clinician who may not.
pub(super) fn clinician_without_em_scope(_: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    let em_family =
        matches!(codes::family(&subject.code), Some("e_visit_em" | "phone_em" | "check_in_em" | "image_em"));
    if !em_family && !codes::is_telehealth(&subject.code) {
        return None;
    }
    if subject.specialty.is_none() && subject.taxonomy.is_none() {
        return Some(NaiveOutcome::NOT_EVALUABLE);
    }
    let by_specialty = subject.specialty.as_deref().is_some_and(|s| WITHOUT_EM.contains(&s));
    let by_taxonomy =
        subject.taxonomy.as_deref().is_some_and(|t| TAXONOMIES_WITHOUT_EM.iter().any(|prefix| t.starts_with(prefix)));
    Some(hard_if(by_specialty || by_taxonomy, subject))
}

/// Practitioners who may report evaluation and management, by specialty and taxonomy.
const PRACTITIONERS: [&str; 4] = ["50", "89", "97", "42"];
const PRACTITIONER_TAXONOMIES: [&str; 4] = ["363L", "363A", "364S", "367A"];
/// Specialties of Medicare's list that are no physician's: suppliers, facilities, staff.
const OTHER_SPECIALTIES: &[&str] =
    &["31", "32", "43", "45", "47", "49", "63", "69", "73", "74", "75", "87", "88", "95"];
const PHYSICIAN_TAXONOMIES: [&str; 8] = ["202", "204", "207", "208", "209", "213E", "152W", "111N"];

fn begins_with_any(text: Option<&str>, prefixes: &[&str]) -> bool {
    text.is_some_and(|text| prefixes.iter().any(|prefix| text.starts_with(prefix)))
}

/// A service of clinicians who may not report evaluation and management, by one who may.
pub(super) fn clinician_with_em_scope(_: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    let is_training = codes::family(&subject.code) == Some("training");
    if !codes::is_non_em_message(&subject.code) && !is_training {
        return None;
    }
    let (specialty, taxonomy) = (subject.specialty.as_deref(), subject.taxonomy.as_deref());
    let without =
        specialty.is_some_and(|s| WITHOUT_EM.contains(&s)) || begins_with_any(taxonomy, TAXONOMIES_WITHOUT_EM);
    let practitioner =
        specialty.is_some_and(|s| PRACTITIONERS.contains(&s)) || begins_with_any(taxonomy, &PRACTITIONER_TAXONOMIES);
    let by_specialty = |s: &str| ![WITHOUT_EM, &PRACTITIONERS, OTHER_SPECIALTIES].iter().any(|list| list.contains(&s));
    let physician = specialty.is_some_and(by_specialty) || begins_with_any(taxonomy, &PHYSICIAN_TAXONOMIES);
    Some(match subject.payer.as_deref() {
        _ if !physician && !practitioner && without => NaiveOutcome::Clean,
        _ if !physician && !practitioner => NaiveOutcome::NOT_EVALUABLE,
        Some("medicaid") if is_training => NaiveOutcome::CLEARED,
        _ => flagged(subject, if physician { "presumptive" } else { "advisory" }, Vec::new()),
    })
}
