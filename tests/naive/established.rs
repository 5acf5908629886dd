//! The rules on who the patient and the clinician are (rulebook section 3.4): established patients, consent, staff.
//!
//! What it is: a search through three years of the patient's lines, a list of consents, a list of taxonomies.
//! What it is not: the rules on the scope of clinicians, which need no history.

use super::calendar::years_before;
use super::codes::{
    days_from_civil, family, is_assessment, is_contact, is_e_visit, is_non_em_message, is_telehealth, visit_set,
};
use super::relation::{Provider, flagged, is_strong, key, provider};
use super::world::World;
use super::{NaiveLine, NaiveOutcome};

const YEARS: i32 = 3;
const CONSENT_DAYS: i32 = 365;
pub(super) const STAFF: [&str; 8] = ["163W", "164W", "164X", "1835", "1837", "167G", "376K", "3747"];

/// A nurse, assistant or pharmacist named as the one who rendered the service.
pub(super) fn staff_as_rendering_clinician(_: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    if !is_e_visit(&subject.code) && !is_contact(&subject.code) && !is_telehealth(&subject.code) {
        return None;
    }
    let is_staff = |taxonomy: &str| STAFF.iter().any(|prefix| taxonomy.starts_with(prefix));
    Some(match (subject.taxonomy.as_deref(), subject.specialty.as_deref()) {
        (Some(taxonomy), _) if is_staff(taxonomy) => flagged(subject, "presumptive", Vec::new()),
        (None, None) => NaiveOutcome::NotEvaluable,
        _ => NaiveOutcome::Clean,
    })
}

/// What the three years before a line hold.
pub(super) struct History<'a> {
    /// Services of the clinician or the group's specialty that establish the patient.
    pub(super) found: Vec<&'a NaiveLine>,
    /// Whether a service of the group may be such a one, were its specialty known.
    pub(super) maybe: bool,
    /// Whether the data reach back so far.
    pub(super) complete: bool,
}

/// Face-to-face professional services of the patient before the line.
pub(super) fn history<'a>(world: &'a World<'_>, subject: &NaiveLine, assessments_count: bool) -> History<'a> {
    let first = years_before(subject.date, YEARS);
    let counts = |line: &NaiveLine| {
        let is_visit = visit_set(&line.code).is_some() && family(&line.code) != Some("telehealth_audio");
        is_visit
            || (assessments_count && is_assessment(&line.code))
            || world.global_days(&line.code, line.date).is_some()
    };
    let earlier: Vec<&NaiveLine> = world
        .lines
        .iter()
        .filter(|line| line.patient == subject.patient && key(line) != key(subject))
        .filter(|line| first <= line.date && line.date < subject.date && counts(line))
        .collect();
    let hides_specialty = |line: &&NaiveLine| {
        provider(line, subject) == Provider::SameGroup && (line.specialty.is_none() || subject.specialty.is_none())
    };
    History {
        maybe: earlier.iter().any(hides_specialty),
        found: earlier.into_iter().filter(|line| is_strong(line, subject)).collect(),
        complete: world.range.data_from <= first,
    }
}

/// A service for established patients, and none that established this one.
pub(super) fn patient_not_established(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    let code = subject.code.as_str();
    let established_visit =
        matches!(code, "98004" | "98005" | "98006" | "98007" | "98012" | "98013" | "98014" | "98015");
    if !is_e_visit(code) && !is_contact(code) && !established_visit {
        return None;
    }
    let history = history(world, subject, is_non_em_message(code));
    let waived = subject.payer.as_deref() == Some("medicare")
        && days_from_civil(2020, 3, 1) <= subject.date
        && subject.date <= days_from_civil(2023, 5, 11);
    Some(if !history.found.is_empty() {
        NaiveOutcome::Clean
    } else if waived {
        NaiveOutcome::Cleared
    } else if history.maybe || !history.complete {
        NaiveOutcome::NotEvaluable
    } else {
        flagged(subject, "presumptive", Vec::new())
    })
}

/// A code for new patients, and a service that made this one an old acquaintance.
pub(super) fn patient_already_established(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    let code = subject.code.as_str();
    let is_new_office = matches!(code, "99202" | "99203" | "99204" | "99205");
    let is_new_telehealth =
        matches!(code, "98000" | "98001" | "98002" | "98003" | "98008" | "98009" | "98010" | "98011");
    if !is_new_office && !is_new_telehealth {
        return None;
    }
    let history = history(world, subject, false);
    Some(if !history.found.is_empty() {
        flagged(subject, "presumptive", history.found)
    } else if history.maybe || !history.complete {
        NaiveOutcome::NotEvaluable
    } else {
        NaiveOutcome::Clean
    })
}

/// No consent in the year up to the line.
pub(super) fn consent_not_on_file(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    let consents = world.inputs.consents.as_ref()?;
    if !is_e_visit(&subject.code) && !is_contact(&subject.code) {
        return None;
    }
    let is_current = |(patient, date): &(String, i32)| {
        *patient == subject.patient && (0..CONSENT_DAYS).contains(&(subject.date - date))
    };
    Some(match subject.payer.as_deref() {
        None => NaiveOutcome::NotEvaluable,
        Some("medicare") if consents.iter().any(is_current) => NaiveOutcome::Clean,
        Some("medicare") => flagged(subject, "presumptive", Vec::new()),
        Some(_) => NaiveOutcome::Cleared,
    })
}
