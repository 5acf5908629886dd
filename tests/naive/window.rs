//! The other window rules of rulebook section 3.1: messages and calls around visits and around each other.
//!
//! What it is: one function a rule; each scans all lines of the patient for one subject, with the default settings.
//! What it is not: `contact_in_global_period` (it needs a fee schedule) or the repeat rules.

use super::codes;
use super::relation::{Diagnosis, Provider, diagnosis, flagged, gap, is_strong, key, provider, strongest};
use super::{NaiveLine, NaiveOutcome, NaiveRange};

const LOOKBACK_DAYS: i32 = 7;
const LOOKAHEAD_DAYS: i32 = 7;
const SOONEST_DAYS: i32 = 3;
const DAY_SECONDS: i64 = 86_400;

/// The lines that count as V for the subject: visits of the patient, and for the families of clinicians without
/// evaluation and management assessment services too.
fn visits<'a>(lines: &'a [NaiveLine], subject: &NaiveLine) -> Vec<&'a NaiveLine> {
    let assessments_count = codes::is_non_em_message(&subject.code);
    lines
        .iter()
        .filter(|v| v.patient == subject.patient)
        .filter(|v| codes::visit_set(&v.code).is_some() || (assessments_count && codes::is_assessment(&v.code)))
        .collect()
}

fn clean_with_history(subject: &NaiveLine, range: &NaiveRange) -> NaiveOutcome {
    if subject.date - LOOKBACK_DAYS < range.data_from { NaiveOutcome::NotEvaluable } else { NaiveOutcome::Clean }
}

fn clean_with_future(subject: &NaiveLine, days: i32, range: &NaiveRange) -> NaiveOutcome {
    if subject.date + days > range.data_through { NaiveOutcome::Provisional } else { NaiveOutcome::Clean }
}

/// The common body of the two `after_related_visit` rules; `first` is the least gap from the visit that counts.
fn after_related_visit(lines: &[NaiveLine], subject: &NaiveLine, first: i32, range: &NaiveRange) -> NaiveOutcome {
    let mut hits = Vec::new();
    let mut unrelated_problem = false;
    for v in visits(lines, subject) {
        let days = gap(v, subject);
        if days < first || days > LOOKBACK_DAYS {
            continue;
        }
        match (provider(v, subject), diagnosis(v, subject)) {
            (Provider::SameClinician | Provider::SameGroupSpecialty, Diagnosis::Same) => hits.push(("presumptive", v)),
            (Provider::SameClinician | Provider::SameGroupSpecialty, Diagnosis::Unknown)
            | (Provider::SameGroup, Diagnosis::Same) => hits.push(("advisory", v)),
            (Provider::SameClinician | Provider::SameGroupSpecialty, Diagnosis::Different) => unrelated_problem = true,
            _ => {}
        }
    }
    match strongest(subject, &hits) {
        Some(finding) => finding,
        None if unrelated_problem => NaiveOutcome::Cleared,
        None => clean_with_history(subject, range),
    }
}

/// An e-visit about a problem of a visit in the seven days before.
pub(super) fn e_visit_after_related_visit(
    lines: &[NaiveLine],
    subject: &NaiveLine,
    range: &NaiveRange,
) -> Option<NaiveOutcome> {
    codes::is_e_visit(&subject.code).then(|| after_related_visit(lines, subject, 1, range))
}

/// A contact about a problem of a visit on the day or in the seven days before.
pub(super) fn contact_after_related_visit(
    lines: &[NaiveLine],
    subject: &NaiveLine,
    range: &NaiveRange,
) -> Option<NaiveOutcome> {
    codes::is_contact(&subject.code).then(|| after_related_visit(lines, subject, 0, range))
}

/// An e-visit with a visit in the seven days after.
pub(super) fn e_visit_before_visit(
    lines: &[NaiveLine],
    subject: &NaiveLine,
    range: &NaiveRange,
) -> Option<NaiveOutcome> {
    if !codes::is_e_visit(&subject.code) {
        return None;
    }
    let mut hits = Vec::new();
    for v in visits(lines, subject) {
        let days = gap(subject, v);
        if !(1..=LOOKAHEAD_DAYS).contains(&days) {
            continue;
        }
        let inside = days < LOOKAHEAD_DAYS;
        match provider(subject, v) {
            Provider::SameClinician | Provider::SameGroupSpecialty if inside => hits.push(("presumptive", v)),
            Provider::SameClinician | Provider::SameGroupSpecialty => hits.push(("advisory", v)),
            Provider::SameGroup if inside && diagnosis(subject, v) == Diagnosis::Same => hits.push(("advisory", v)),
            _ => {}
        }
    }
    Some(strongest(subject, &hits).unwrap_or_else(|| clean_with_future(subject, LOOKAHEAD_DAYS, range)))
}

/// An e-visit and a visit on one date.
pub(super) fn e_visit_on_visit_day(lines: &[NaiveLine], subject: &NaiveLine, _: &NaiveRange) -> Option<NaiveOutcome> {
    if !codes::is_e_visit(&subject.code) {
        return None;
    }
    let mut hits = Vec::new();
    for v in visits(lines, subject) {
        if v.date != subject.date {
            continue;
        }
        match provider(subject, v) {
            Provider::SameClinician => hits.push((same_day_tier(&subject.code, &v.code), v)),
            Provider::SameGroupSpecialty => hits.push(("presumptive", v)),
            Provider::SameGroup => hits.push(("advisory", v)),
            Provider::Other => {}
        }
    }
    Some(strongest(subject, &hits).unwrap_or(NaiveOutcome::Clean))
}

fn same_day_tier(message: &str, visit: &str) -> &'static str {
    let edited = matches!(codes::visit_set(visit), Some("office" | "consult" | "psychiatry")) && visit != "99211";
    let runs_the_other_way = visit == "99212" && matches!(message, "99422" | "99423");
    if edited && !runs_the_other_way { "hard" } else { "presumptive" }
}

/// A contact that leads to a visit within 24 hours or to the soonest available appointment.
pub(super) fn contact_before_visit(
    lines: &[NaiveLine],
    subject: &NaiveLine,
    range: &NaiveRange,
) -> Option<NaiveOutcome> {
    if !codes::is_contact(&subject.code) {
        return None;
    }
    let mut hits = Vec::new();
    for v in visits(lines, subject) {
        if !is_strong(subject, v) {
            continue;
        }
        let same = diagnosis(subject, v) == Diagnosis::Same;
        match nearness(subject, v) {
            Some(Nearness::WithinADay) if same => hits.push(("presumptive", v)),
            Some(Nearness::WithinADay) => hits.push(("advisory", v)),
            Some(Nearness::Soonest) if same => hits.push(("advisory", v)),
            _ => {}
        }
    }
    Some(strongest(subject, &hits).unwrap_or_else(|| clean_with_future(subject, SOONEST_DAYS, range)))
}

enum Nearness {
    WithinADay,
    Soonest,
}

/// By the clock when both lines carry start and end, otherwise by the calendar.
fn nearness(contact: &NaiveLine, visit: &NaiveLine) -> Option<Nearness> {
    let days = gap(contact, visit);
    if let (Some(_), Some(contact_end), Some(visit_start), Some(_)) =
        (contact.start, contact.end, visit.start, visit.end)
    {
        let seconds = visit_start - contact_end;
        if seconds <= 0 {
            None
        } else if seconds <= DAY_SECONDS {
            Some(Nearness::WithinADay)
        } else {
            (days <= SOONEST_DAYS).then_some(Nearness::Soonest)
        }
    } else if days == 1 {
        Some(Nearness::WithinADay)
    } else {
        (2..=SOONEST_DAYS).contains(&days).then_some(Nearness::Soonest)
    }
}

/// A call or check-in of the clinician on the day of an e-visit or in the seven days after it.
pub(super) fn phone_after_e_visit(
    lines: &[NaiveLine],
    subject: &NaiveLine,
    range: &NaiveRange,
) -> Option<NaiveOutcome> {
    if !codes::is_phone_or_check_in(&subject.code) {
        return None;
    }
    let mut hits = Vec::new();
    let mut unrelated_problem = false;
    for e in lines.iter().filter(|e| e.patient == subject.patient && codes::is_e_visit(&e.code)) {
        let in_window = (0..=LOOKBACK_DAYS).contains(&gap(e, subject));
        if !in_window || provider(e, subject) != Provider::SameClinician {
            continue;
        }
        if diagnosis(e, subject) == Diagnosis::Different {
            unrelated_problem = true;
            continue;
        }
        let tier = match (codes::family(&subject.code), codes::family(&e.code)) {
            (Some("phone_em"), Some("e_visit_em")) | (Some("phone_nq"), Some("e_visit_nq")) => "presumptive",
            _ => "advisory",
        };
        hits.push((tier, e));
    }
    Some(match strongest(subject, &hits) {
        Some(finding) => finding,
        None if unrelated_problem => NaiveOutcome::Cleared,
        None => clean_with_history(subject, range),
    })
}

/// A telehealth visit beside another visit of the date that it should be combined with.
pub(super) fn telehealth_visit_same_day(
    lines: &[NaiveLine],
    subject: &NaiveLine,
    _: &NaiveRange,
) -> Option<NaiveOutcome> {
    if !codes::is_telehealth(&subject.code) {
        return None;
    }
    let related: Vec<&NaiveLine> = lines
        .iter()
        .filter(|v| v.patient == subject.patient && v.date == subject.date)
        .filter(|v| codes::visit_set(&v.code).is_some() && is_strong(subject, v))
        .filter(|v| !codes::is_telehealth(&v.code) || key(v) < key(subject))
        .collect();
    Some(if related.is_empty() { NaiveOutcome::Clean } else { flagged(subject, "presumptive", related) })
}
