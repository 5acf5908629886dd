//! Consultations between clinicians, and the month after a discharge (rulebook section 3.3): the consultant asked again,
//! the consultant's own visit nearby, messages in a month that a transition code covers.
//!
//! What it is: a look at the clinician's other lines of the patient some days around.
//! What it is not: aware of who asked; the referring clinician's 99452 is no consultation here.

use super::codes::{family, is_e_visit, is_transition, visit_set};
use super::relation::{flagged, gap, key, same_npi, strongest};
use super::visit::services;
use super::world::World;
use super::{NaiveLine, NaiveOutcome};

const CONSULT_DAYS: i32 = 7;
const VISIT_DAYS: i32 = 14;
const TRANSITION_DAYS: i32 = 29;

fn is_consult(line: &NaiveLine) -> bool {
    family(&line.code) == Some("interprofessional") && line.code != "99452"
}

/// A consultant asked again about the patient within seven days.
pub(super) fn repeat_interprofessional_consult(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    if !is_consult(subject) {
        return None;
    }
    let is_earlier = |line: &&NaiveLine| {
        is_consult(line)
            && line.patient == subject.patient
            && same_npi(line, subject)
            && (line.date, key(line)) < (subject.date, key(subject))
    };
    let nearest = world.originals().filter(is_earlier).max_by_key(|line| (line.date, key(line)));
    Some(match nearest {
        Some(earlier) if gap(earlier, subject) < CONSULT_DAYS => flagged(subject, "presumptive", vec![earlier]),
        _ => world.clean_between(subject.date - CONSULT_DAYS + 1, i32::MIN),
    })
}

/// A consultation about a patient whom the consultant sees within fourteen days, or has seen.
pub(super) fn consult_near_visit(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    if !is_consult(subject) {
        return None;
    }
    let is_own = |line: &NaiveLine| visit_set(&line.code).is_some() && same_npi(line, subject);
    let mut hits = Vec::new();
    for v in services(world, subject, is_own) {
        let days = gap(subject, v.line);
        if (0..=VISIT_DAYS).contains(&days) {
            hits.push((v.tier("presumptive"), v.line));
        } else if (-VISIT_DAYS..0).contains(&days) {
            hits.push(("advisory", v.line));
        }
    }
    let clean = || world.clean_between(subject.date - VISIT_DAYS, subject.date + VISIT_DAYS);
    Some(strongest(subject, &hits).unwrap_or_else(clean))
}

/// A message or call in the month that the clinician's transition code covers.
pub(super) fn transition_overlap(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    if !is_e_visit(&subject.code) && !matches!(family(&subject.code), Some("phone_em" | "phone_nq")) {
        return None;
    }
    let mut hits = Vec::new();
    for line in world.lines.iter().filter(|line| line.patient == subject.patient && is_transition(&line.code)) {
        match gap(subject, line) {
            _ if !same_npi(line, subject) => {}
            0 => hits.push(("presumptive", line)),
            1..=TRANSITION_DAYS => hits.push(("advisory", line)),
            _ => {}
        }
    }
    let clean = || world.clean_between(i32::MAX, subject.date + TRANSITION_DAYS);
    Some(strongest(subject, &hits).unwrap_or_else(clean))
}
