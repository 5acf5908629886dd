//! Places and modifiers of telehealth (rulebook section 3.5): where they do not belong, and where they are needed.
//!
//! What it is: a look at the line's own place and modifiers, and at places of other lines of the patient's day.
//! What it is not: aware of the policies that a user's payers may have.

use super::codes::{days_from_civil, family, is_assessment, is_contact, is_e_visit, visit_set};
use super::relation::{flagged, key, strongest};
use super::world::World;
use super::{NaiveLine, NaiveOutcome};

const EXEMPT_SPECIALTIES: [&str; 3] = ["15", "65", "67"];

fn has_modifier(line: &NaiveLine, wanted: &[&str]) -> bool {
    line.modifiers.iter().any(|modifier| wanted.contains(&modifier.as_str()))
}

/// A place or modifier of telehealth on a service that is none.
pub(super) fn telehealth_marker(_: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    if !is_e_visit(&subject.code) && !is_contact(&subject.code) {
        return None;
    }
    let by_place = matches!(subject.pos.as_deref(), Some("02" | "10"));
    let is_marked = by_place || has_modifier(subject, &["95", "GT", "GQ", "93", "FQ"]);
    let is_phone = matches!(family(&subject.code), Some("phone_em" | "phone_nq"));
    let (begins, ends) = (days_from_civil(2020, 3, 1), days_from_civil(2024, 12, 31));
    let is_later_call = family(&subject.code) == Some("phone_nq") && ends < subject.date;
    Some(if !is_marked {
        NaiveOutcome::Clean
    } else if is_phone && (begins..=ends).contains(&subject.date) {
        NaiveOutcome::CLEARED
    } else if subject.payer.as_deref() == Some("medicare") && !is_later_call {
        flagged(subject, "hard", Vec::new())
    } else {
        flagged(subject, "advisory", Vec::new())
    })
}

/// A Medicare visit by telehealth that names no place of telehealth, or the wrong one.
pub(super) fn telehealth_place_of_service(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    // Therapists bill assessment services, so that their exemption means these too (case 116).
    let is_visit = visit_set(&subject.code).is_some();
    if !is_visit && !is_assessment(&subject.code) || !has_modifier(subject, &["95", "93", "FQ"]) {
        return None;
    }
    if subject.date < days_from_civil(2024, 1, 1) {
        return Some(NaiveOutcome::Clean);
    }
    match subject.payer.as_deref() {
        Some("medicare") => {}
        Some(_) => return Some(NaiveOutcome::CLEARED),
        None => return Some(NaiveOutcome::NOT_EVALUABLE),
    }
    let is_inpatient = |line: &&NaiveLine| {
        line.patient == subject.patient
            && line.date == subject.date
            && key(line) != key(subject)
            && matches!(line.pos.as_deref(), Some("21" | "31" | "51" | "61"))
    };
    let inside: Vec<_> = world.lines.iter().filter(is_inpatient).map(|line| ("presumptive", line)).collect();
    let is_exempt = subject.specialty.as_deref().is_some_and(|specialty| EXEMPT_SPECIALTIES.contains(&specialty));
    Some(match subject.pos.as_deref() {
        None => NaiveOutcome::NOT_EVALUABLE,
        Some("02") if has_modifier(subject, &["93"]) => flagged(subject, "advisory", Vec::new()),
        Some("02") => NaiveOutcome::Clean,
        Some("10") => strongest(subject, &inside).unwrap_or(NaiveOutcome::Clean),
        Some(_) if is_exempt => NaiveOutcome::CLEARED,
        Some(_) if !is_visit && subject.specialty.is_none() => NaiveOutcome::NOT_EVALUABLE,
        Some(_) => flagged(subject, "presumptive", Vec::new()),
    })
}
