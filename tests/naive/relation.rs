//! How two lines of one patient relate (rulebook sections 1.1 and 1.2) and how findings are put together.
//!
//! What it is: provider and diagnosis relation with the default settings, and the tier and order of related lines.
//! What it is not: aware of the `scope` and `diagnosis_match` settings, or of a provider roster.

use super::{NaiveLine, NaiveOutcome};

/// CMS specialties without evaluation and management in their scope.
pub(super) const WITHOUT_EM: &[&str] = &["15", "62", "64", "65", "67", "68", "71", "80", "E1", "E2"];

/// Provider relation of two lines, the strongest that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Provider {
    SameClinician,
    SameGroupSpecialty,
    SameGroup,
    /// Other clinicians, and a tax number is blank: a hole in the extract, not another group.
    Unknown,
    Other,
}

/// Diagnosis relation of two lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Diagnosis {
    Same,
    Different,
    Unknown,
}

/// The name of a line: claim id and line number.
pub(super) fn key(line: &NaiveLine) -> (&str, i32) {
    (&line.claim_id, line.line_number)
}

/// Whole days from the first line to the second.
pub(super) fn gap(from: &NaiveLine, to: &NaiveLine) -> i32 {
    to.date - from.date
}

/// Whether both lines name a tax number and it is one.
pub(super) fn same_tin(a: &NaiveLine, b: &NaiveLine) -> bool {
    a.tin.is_some() && a.tin == b.tin
}

/// Whether both lines name a rendering clinician and it is one.
pub(super) fn same_npi(a: &NaiveLine, b: &NaiveLine) -> bool {
    !a.npi.is_empty() && a.npi == b.npi
}

fn specialties_count_as_equal(a: &str, b: &str) -> bool {
    let joker = |s: &str| matches!(s, "50" | "89" | "97");
    let capable = |s: &str| !WITHOUT_EM.contains(&s);
    a == b || (joker(a) && capable(b)) || (joker(b) && capable(a))
}

/// Provider relation of section 1.1; the taxonomy plays no part.
pub(super) fn provider(a: &NaiveLine, b: &NaiveLine) -> Provider {
    if same_npi(a, b) {
        return Provider::SameClinician;
    }
    if a.tin.is_none() || b.tin.is_none() {
        return Provider::Unknown;
    }
    if !same_tin(a, b) {
        return Provider::Other;
    }
    match (&a.specialty, &b.specialty) {
        (Some(x), Some(y)) if specialties_count_as_equal(x, y) => Provider::SameGroupSpecialty,
        _ => Provider::SameGroup,
    }
}

/// Whether the relation is strong under the default scope.
pub(super) fn is_strong(a: &NaiveLine, b: &NaiveLine) -> bool {
    matches!(provider(a, b), Provider::SameClinician | Provider::SameGroupSpecialty)
}

/// Whether the lines are known to be of one clinician or one group.
pub(super) fn is_known_colleague(a: &NaiveLine, b: &NaiveLine) -> bool {
    !matches!(provider(a, b), Provider::Unknown | Provider::Other)
}

/// Diagnosis relation of section 1.2 with exact codes; codes that start with `Z` do not count.
pub(super) fn diagnosis(a: &NaiveLine, b: &NaiveLine) -> Diagnosis {
    let counting =
        |line: &NaiveLine| -> Vec<String> { line.dx.iter().filter(|d| !d.starts_with('Z')).cloned().collect() };
    let (left, right) = (counting(a), counting(b));
    if left.is_empty() || right.is_empty() {
        Diagnosis::Unknown
    } else if left.iter().any(|code| right.contains(code)) {
        Diagnosis::Same
    } else {
        Diagnosis::Different
    }
}

/// A finding on `subject` with the related lines in the rulebook's order.
pub(super) fn flagged(subject: &NaiveLine, tier: &'static str, mut related: Vec<&NaiveLine>) -> NaiveOutcome {
    related.sort_by_key(|line| (gap(subject, line).abs(), key(line)));
    let first = related.first();
    NaiveOutcome::Flagged {
        tier,
        gap_days: first.map(|line| gap(subject, line)),
        // Two patients have no problem in common.
        same_diagnosis: first.filter(|line| line.patient == subject.patient).and_then(|line| {
            match diagnosis(subject, line) {
                Diagnosis::Same => Some(true),
                Diagnosis::Different => Some(false),
                Diagnosis::Unknown => None,
            }
        }),
        related: related.iter().map(|line| (line.claim_id.clone(), line.line_number)).collect(),
    }
}

/// The finding at the strongest tier among the hits, with every related line at that tier; `None` without hits.
pub(super) fn strongest(subject: &NaiveLine, hits: &[(&'static str, &NaiveLine)]) -> Option<NaiveOutcome> {
    for tier in ["hard", "presumptive", "advisory"] {
        let related: Vec<&NaiveLine> = hits.iter().filter(|hit| hit.0 == tier).map(|hit| hit.1).collect();
        if !related.is_empty() {
            return Some(flagged(subject, tier, related));
        }
    }
    None
}
