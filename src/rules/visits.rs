//! Visits after a message or call, and on its day. The one implementation behind `e_visit_before_visit`,
//! `contact_before_visit`, `e_visit_on_visit_day` and the rules on missed revenue; flags nothing itself.
//!
//! Source: project rulebook, section 3.1.

use super::windows::{Strongest, Subject, Window};
use crate::claim::{ClaimLine, DAY_SECONDS, DiagnosisRelation, Moment};
use crate::findings::Tier;
use crate::reference::Kinds;
use crate::timeline::{PatientView, ProviderRelation, Strength, World};

/// Visits from the day after a message to `lookahead_days` after it.
///
/// Strong relation: presumptive whatever the diagnosis, on the last day advisory. Same group and same diagnosis before
/// the last day: advisory.
pub(super) fn after_message<'a, 's>(
    window: &Window,
    patient: PatientView<'a>,
    message: impl Into<Subject<'s>>,
    lookahead_days: i32,
) -> Strongest<'a> {
    let message = message.into();
    let date = message.line.date;
    let visits = window.visits_for(patient.world.kinds(message.line));
    let mut strongest = Strongest::default();
    for visit in patient.between(date.plus(1), date.plus(lookahead_days)) {
        if !patient.world.kinds(visit).meets(visits) {
            continue;
        }
        let within = date.gap_to(visit.date) < lookahead_days;
        let diagnosis = window.diagnosis(message, visit);
        match window.strength(patient.world, message, visit) {
            Strength::Strong if window.require_same_diagnosis && diagnosis != DiagnosisRelation::Same => {
                strongest.unknown |= diagnosis == DiagnosisRelation::Unknown;
                strongest.different |= diagnosis == DiagnosisRelation::Different;
            }
            Strength::Strong if within => strongest.offer(Tier::Presumptive, visit),
            Strength::Strong => strongest.offer(Tier::Advisory, visit),
            Strength::Group if within && diagnosis == DiagnosisRelation::Same => {
                strongest.offer(Tier::Advisory, visit);
            }
            _ => {}
        }
    }
    strongest
}

/// How soon a visit follows a contact.
enum Following {
    Within24Hours,
    AtSoonestAppointment,
    Not,
}

/// Visits within a day of a contact, or within `soonest_days` for the same problem; of strong relation only.
pub(super) fn after_contact<'a, 's>(
    window: &Window,
    patient: PatientView<'a>,
    contact: impl Into<Subject<'s>>,
    soonest_days: i32,
) -> Strongest<'a> {
    let contact = contact.into();
    let date = contact.line.date;
    let visits = window.visits_for(patient.world.kinds(contact.line));
    let mut strongest = Strongest::default();
    for visit in patient.between(date, date.plus(soonest_days.max(2))) {
        let counts = patient.world.kinds(visit).meets(visits)
            && window.strength(patient.world, contact, visit) == Strength::Strong;
        if !counts {
            continue;
        }
        let same = window.diagnosis(contact, visit);
        match (following(contact.line, visit, soonest_days), same) {
            (Following::Within24Hours | Following::AtSoonestAppointment, DiagnosisRelation::Unknown)
                if window.require_same_diagnosis =>
            {
                strongest.unknown = true;
            }
            (Following::Within24Hours, DiagnosisRelation::Same) => strongest.offer(Tier::Presumptive, visit),
            (Following::Within24Hours | Following::AtSoonestAppointment, DiagnosisRelation::Different)
                if window.require_same_diagnosis =>
            {
                strongest.different = true;
            }
            (Following::Within24Hours, _) | (Following::AtSoonestAppointment, DiagnosisRelation::Same) => {
                strongest.offer(Tier::Advisory, visit);
            }
            _ => {}
        }
    }
    strongest
}

fn following(contact: &ClaimLine, visit: &ClaimLine, soonest_days: i32) -> Following {
    let gap = contact.date.gap_to(visit.date);
    let times = [contact.start, contact.end, visit.start, visit.end].map(Moment::known);
    let one_day_later = match times {
        [Some(_), Some(contact_end), Some(visit_start), Some(_)] => match visit_start.0 - contact_end.0 {
            ..=0 => return Following::Not,
            seconds => seconds <= DAY_SECONDS,
        },
        _ => gap == 1,
    };
    if one_day_later {
        Following::Within24Hours
    } else if (1..=soonest_days).contains(&gap) {
        Following::AtSoonestAppointment
    } else {
        Following::Not
    }
}

/// Visits on the day of a message.
///
/// Same clinician: hard where the public edits never pay both, else presumptive. Same group and specialty: presumptive.
/// Same group: advisory.
pub(super) fn of_the_day<'a, 's>(
    window: &Window,
    patient: PatientView<'a>,
    message: impl Into<Subject<'s>>,
) -> Strongest<'a> {
    let (message, world) = (message.into(), patient.world);
    let visits = window.visits_for(world.kinds(message.line));
    let mut strongest = Strongest::default();
    for visit in patient.on(message.line.date).iter().filter(|line| world.kinds(line).meets(visits)) {
        let tier = if message.relation(world, visit) == ProviderRelation::SameClinician {
            Some(tier_of_same_clinician(world, message.line, visit))
        } else {
            match window.strength(world, message, visit) {
                Strength::Strong => Some(Tier::Presumptive),
                Strength::Group => Some(Tier::Advisory),
                Strength::None => None,
            }
        };
        if let Some(tier) = tier {
            strongest.offer(tier, visit);
        }
    }
    strongest
}

fn tier_of_same_clinician(world: &World, message: &ClaimLine, visit: &ClaimLine) -> Tier {
    const NEVER_BOTH: Kinds = Kinds::OFFICE.or(Kinds::CONSULT).or(Kinds::PSYCHIATRY);
    let (message, code) = (world.code(message), world.code(visit));
    let edit_runs_the_other_way = code == "99212" && matches!(message, "99422" | "99423");
    if world.kinds(visit).meets(NEVER_BOTH) && code != "99211" && !edit_runs_the_other_way {
        Tier::Hard
    } else {
        Tier::Presumptive
    }
}
