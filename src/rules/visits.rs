//! Visits after a message or call, and on its day. The one implementation behind `e_visit_before_visit`,
//! `contact_before_visit`, `e_visit_on_visit_day` and the rules on missed revenue; flags nothing itself.
//!
//! Source: project rulebook, section 3.1.

use super::windows::{Strongest, Subject, Window, visit_tier};
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
    let (message, world) = (message.into(), patient.world);
    let date = message.line.date;
    let visits = window.visits_for(world.kinds(message.line));
    let mut strongest = Strongest::default();
    for visit in patient.services_between(date.plus(1), date.plus(lookahead_days)) {
        if !world.kinds(visit).meets(visits) {
            continue;
        }
        let within = date.gap_to(visit.date) < lookahead_days;
        let diagnosis = window.diagnosis(message, visit);
        let lacks_diagnosis = window.require_same_diagnosis && diagnosis != DiagnosisRelation::Same;
        window.offer(world, (message, visit), &mut strongest, |strength| match strength {
            Strength::Strong if lacks_diagnosis => None,
            Strength::Strong if within => Some(visit_tier(world, visit, Tier::Presumptive)),
            Strength::Strong => Some(Tier::Advisory),
            Strength::Group => (within && diagnosis == DiagnosisRelation::Same).then_some(Tier::Advisory),
            Strength::None => None,
        });
        if lacks_diagnosis && window.strength(world, message, visit) == Strength::Strong {
            strongest.unknown |= diagnosis == DiagnosisRelation::Unknown;
            strongest.note_different(diagnosis, visit);
        }
    }
    strongest
}

/// How soon a visit follows a contact.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Following {
    Within24Hours,
    AtSoonestAppointment,
    Not,
}

/// Visits and procedures within a day of a contact, or within `soonest_days` for the same problem; of strong relation only.
/// Without a fee schedule nobody knows which codes are procedures.
pub(super) fn after_contact<'a, 's>(
    window: &Window,
    patient: PatientView<'a>,
    contact: impl Into<Subject<'s>>,
    soonest_days: i32,
) -> Strongest<'a> {
    let (contact, world) = (contact.into(), patient.world);
    let date = contact.line.date;
    let visits = window.visits_for(world.kinds(contact.line));
    let mut strongest = Strongest::default();
    for service in patient.services_between(date, date.plus(soonest_days.max(2))) {
        let is_visit = world.kinds(service).meets(visits);
        let may_be_procedure = !is_visit && world.is_undated_procedure(service);
        if !is_visit && !may_be_procedure && !world.is_procedure(service) {
            continue;
        }
        let diagnosis = window.diagnosis(contact, service);
        let following = following(contact.line, service, soonest_days);
        let tier = match (following, diagnosis) {
            (Following::Not, _) => None,
            (Following::Within24Hours, DiagnosisRelation::Same) => Some(visit_tier(world, service, Tier::Presumptive)),
            (_, DiagnosisRelation::Different | DiagnosisRelation::Unknown) if window.require_same_diagnosis => None,
            (Following::Within24Hours, _) | (Following::AtSoonestAppointment, DiagnosisRelation::Same) => {
                Some(Tier::Advisory)
            }
            (Following::AtSoonestAppointment, _) => None,
        };
        let tier_at = |strength| tier.filter(|_| strength == Strength::Strong);
        if may_be_procedure {
            let mut as_procedure = Strongest::default();
            window.offer(world, (contact, service), &mut as_procedure, tier_at);
            strongest.procedure_unknown |= as_procedure.tier.is_some() || as_procedure.group_unknown;
            continue;
        }
        window.offer(world, (contact, service), &mut strongest, tier_at);
        let lacks_diagnosis = window.require_same_diagnosis && following != Following::Not;
        if lacks_diagnosis && window.strength(world, contact, service) == Strength::Strong {
            strongest.unknown |= diagnosis == DiagnosisRelation::Unknown;
            strongest.note_different(diagnosis, service);
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
/// Same clinician: hard where a published edit pairs the two, else presumptive. Same group and specialty: presumptive.
/// Same group: advisory.
pub(super) fn of_the_day<'a, 's>(
    window: &Window,
    patient: PatientView<'a>,
    message: impl Into<Subject<'s>>,
) -> Strongest<'a> {
    let (message, world) = (message.into(), patient.world);
    let (date, visits) = (message.line.date, window.visits_for(world.kinds(message.line)));
    let mut strongest = Strongest::default();
    for visit in patient.services_between(date, date).filter(|line| world.kinds(line).meets(visits)) {
        let is_same_clinician = message.relation(world, visit) == ProviderRelation::SameClinician;
        window.offer(world, (message, visit), &mut strongest, |strength| match strength {
            _ if is_same_clinician => {
                Some(visit_tier(world, visit, tier_of_same_clinician(world, message.line, visit)))
            }
            Strength::Strong => Some(visit_tier(world, visit, Tier::Presumptive)),
            Strength::Group => Some(Tier::Advisory),
            Strength::None => None,
        });
    }
    strongest
}

/// Office and consultation visits that a published edit pairs with e-visits of clinicians who may bill E/M; psychiatric
/// visits are the third such set. Source: CMS NCCI practitioner edits, 2024 Q3, read row by row.
const PAIRED_VISITS: [&str; 12] =
    ["99202", "99203", "99204", "99205", "99212", "99213", "99214", "99215", "99242", "99243", "99244", "99245"];

fn tier_of_same_clinician(world: &World, message: &ClaimLine, visit: &ClaimLine) -> Tier {
    let (code, kinds) = (world.code(visit), world.kinds(visit));
    let is_paired = PAIRED_VISITS.contains(&code) || kinds.meets(Kinds::PSYCHIATRY);
    let edit_runs_the_other_way = code == "99212" && matches!(world.code(message), "99422" | "99423");
    if world.kinds(message).meets(Kinds::E_VISIT_EM) && is_paired && !edit_runs_the_other_way {
        Tier::Hard
    } else {
        Tier::Presumptive
    }
}
