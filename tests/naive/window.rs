//! The other window rules of rulebook section 3.1: messages and calls around visits and around each other.
//!
//! What it is: one function a rule; each scans all lines of the patient for one subject, with the default settings.
//! What it is not: `contact_in_global_period` (it needs a fee schedule) or the repeat rules.

use super::codes;
use super::relation::{Diagnosis, Provider, diagnosis, gap, is_strong, key, provider, same_npi, strongest};
use super::visit::{Visit, relation, services, visits};
use super::world::{World, is_procedure};
use super::{EDIT_DENIES, GROUP_UNKNOWN, INSUFFICIENT_HISTORY, NO_FEE_SCHEDULE, NaiveLine, NaiveOutcome};

const LOOKBACK_DAYS: i32 = 7;
const LOOKAHEAD_DAYS: i32 = 7;
const SOONEST_DAYS: i32 = 3;
const DAY_SECONDS: i64 = 86_400;

fn clean_with_history(world: &World<'_>, subject: &NaiveLine) -> NaiveOutcome {
    if subject.date - LOOKBACK_DAYS < world.range.data_from { INSUFFICIENT_HISTORY } else { NaiveOutcome::Clean }
}

fn clean_with_future(world: &World<'_>, subject: &NaiveLine, days: i32) -> NaiveOutcome {
    if subject.date + days > world.range.data_through { NaiveOutcome::Provisional } else { NaiveOutcome::Clean }
}

/// The common body of the two `after_related_visit` rules; `first` is the least gap from the visit that counts.
fn after_related_visit(world: &World<'_>, subject: &NaiveLine, first: i32) -> NaiveOutcome {
    let mut hits = Vec::new();
    let (mut unrelated_problem, mut group_unknown) = (false, false);
    for v in visits(world, subject) {
        let days = gap(v.line, subject);
        if days < first || days > LOOKBACK_DAYS {
            continue;
        }
        match (relation(subject, v.line), diagnosis(v.line, subject)) {
            (Provider::SameClinician | Provider::SameGroupSpecialty, Diagnosis::Same) => {
                hits.push((v.tier("presumptive"), v.line));
            }
            (Provider::SameClinician | Provider::SameGroupSpecialty, Diagnosis::Unknown)
            | (Provider::SameGroup, Diagnosis::Same) => hits.push(("advisory", v.line)),
            (Provider::SameClinician | Provider::SameGroupSpecialty, Diagnosis::Different) => {
                unrelated_problem |= !v.denied;
            }
            (Provider::Unknown, Diagnosis::Same | Diagnosis::Unknown) => group_unknown = true,
            _ => {}
        }
    }
    match strongest(subject, &hits) {
        Some(finding) => finding,
        None if group_unknown => GROUP_UNKNOWN,
        None if unrelated_problem => NaiveOutcome::CLEARED,
        None => clean_with_history(world, subject),
    }
}

/// An e-visit about a problem of a visit in the seven days before.
pub(super) fn e_visit_after_related_visit(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    codes::is_e_visit(&subject.code).then(|| after_related_visit(world, subject, 1))
}

fn is_contact_subject(subject: &NaiveLine) -> bool {
    codes::is_contact(&subject.code) || codes::is_wrapper_contact(&subject.code, subject.date)
}

/// A contact about a problem of a visit on the day or in the seven days before.
pub(super) fn contact_after_related_visit(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    is_contact_subject(subject).then(|| after_related_visit(world, subject, 0))
}

/// An e-visit with a visit in the seven days after.
pub(super) fn e_visit_before_visit(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    if !codes::is_e_visit(&subject.code) {
        return None;
    }
    let (mut hits, mut group_unknown) = (Vec::new(), false);
    for v in visits(world, subject) {
        let days = gap(subject, v.line);
        if !(1..=LOOKAHEAD_DAYS).contains(&days) {
            continue;
        }
        let inside = days < LOOKAHEAD_DAYS;
        match provider(subject, v.line) {
            Provider::SameClinician | Provider::SameGroupSpecialty if inside => {
                hits.push((v.tier("presumptive"), v.line));
            }
            Provider::SameClinician | Provider::SameGroupSpecialty => hits.push(("advisory", v.line)),
            Provider::SameGroup if inside && diagnosis(subject, v.line) == Diagnosis::Same => {
                hits.push(("advisory", v.line));
            }
            Provider::Unknown => group_unknown = true,
            Provider::SameGroup | Provider::Other => {}
        }
    }
    Some(match strongest(subject, &hits) {
        Some(finding) => finding,
        None if group_unknown => GROUP_UNKNOWN,
        None => clean_with_future(world, subject, LOOKAHEAD_DAYS),
    })
}

/// An e-visit and a visit on one date.
pub(super) fn e_visit_on_visit_day(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    if !codes::is_e_visit(&subject.code) {
        return None;
    }
    let (mut hits, mut group_unknown) = (Vec::new(), false);
    for v in visits(world, subject) {
        if v.line.date != subject.date {
            continue;
        }
        match provider(subject, v.line) {
            Provider::SameClinician => hits.push((v.tier(same_day_tier(&subject.code, &v.line.code)), v.line)),
            Provider::SameGroupSpecialty => hits.push((v.tier("presumptive"), v.line)),
            Provider::SameGroup => hits.push(("advisory", v.line)),
            Provider::Unknown => group_unknown = true,
            Provider::Other => {}
        }
    }
    Some(match strongest(subject, &hits) {
        Some(finding) => finding,
        None if group_unknown => GROUP_UNKNOWN,
        None => NaiveOutcome::Clean,
    })
}

/// Hard only where a published edit pairs the two, and pairs them this way round.
fn same_day_tier(message: &str, visit: &str) -> &'static str {
    let edited = codes::visit_set(visit) == Some("psychiatry")
        || matches!(visit, "99202" | "99203" | "99204" | "99205" | "99212" | "99213" | "99214" | "99215")
        || matches!(visit, "99242" | "99243" | "99244" | "99245");
    let runs_the_other_way = visit == "99212" && matches!(message, "99422" | "99423");
    let is_em = codes::family(message) == Some("e_visit_em");
    if is_em && edited && !runs_the_other_way { "hard" } else { "presumptive" }
}

/// A contact that leads to a visit or procedure within 24 hours or to the soonest available appointment.
pub(super) fn contact_before_visit(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    if !is_contact_subject(subject) {
        return None;
    }
    let (mut hits, mut group_unknown, mut no_schedule) = (Vec::new(), false, false);
    let is_visit = |code: &str| {
        codes::visit_set(code).is_some() || (codes::is_non_em_message(&subject.code) && codes::is_assessment(code))
    };
    let may_count = |v: &NaiveLine| is_visit(&v.code) || is_procedure(&v.code, world.inputs);
    for v in services(world, subject, may_count) {
        let same = diagnosis(subject, v.line) == Diagnosis::Same;
        let tier = match nearness(subject, v.line) {
            Some(Nearness::WithinADay) if same => v.tier("presumptive"),
            Some(Nearness::WithinADay) => "advisory",
            Some(Nearness::Soonest) if same => "advisory",
            _ => continue,
        };
        let is_covered = is_visit(&v.line.code) || world.fees_on(v.line.date).is_some();
        let counts = is_visit(&v.line.code) || world.global_days(&v.line.code, v.line.date).is_some();
        match relation(subject, v.line) {
            Provider::SameGroup | Provider::Other => {}
            _ if !is_covered => no_schedule = true,
            _ if !counts => {}
            Provider::SameClinician | Provider::SameGroupSpecialty => hits.push((tier, v.line)),
            Provider::Unknown => group_unknown = true,
        }
    }
    Some(match strongest(subject, &hits) {
        Some(finding) => finding,
        None if group_unknown => GROUP_UNKNOWN,
        None if no_schedule => NO_FEE_SCHEDULE,
        None => clean_with_future(world, subject, SOONEST_DAYS),
    })
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

/// Whether a published edit denies the e-visit beside this call of the same day: then the e-visit is the wrong line.
fn edit_denies_the_e_visit(call: &str, message: &str) -> bool {
    matches!(call, "G2251" | "G2252") && matches!(message, "99421" | "99422")
}

/// A call or check-in of the clinician on the day of an e-visit or in the seven days after it.
pub(super) fn phone_after_e_visit(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    if !codes::is_phone_or_check_in(&subject.code) {
        return None;
    }
    let mut hits = Vec::new();
    let (mut unrelated_problem, mut edit_denies) = (false, false);
    for e in world.lines.iter().filter(|e| e.patient == subject.patient && codes::is_e_visit(&e.code)) {
        let days = gap(e, subject);
        if !(0..=LOOKBACK_DAYS).contains(&days) || !same_npi(e, subject) {
            continue;
        }
        if days == 0 && edit_denies_the_e_visit(&subject.code, &e.code) {
            edit_denies = true;
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
        None if edit_denies => EDIT_DENIES,
        None if unrelated_problem => NaiveOutcome::CLEARED,
        None => clean_with_history(world, subject),
    })
}

/// A telehealth visit beside another visit of the date that it should be combined with.
pub(super) fn telehealth_visit_same_day(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    if !codes::is_telehealth(&subject.code) {
        return None;
    }
    let (mut hits, mut group_unknown) = (Vec::new(), false);
    let beside = world.lines.iter().filter(|v| v.patient == subject.patient && v.date == subject.date);
    for line in beside.filter(|v| key(v) != key(subject) && codes::visit_set(&v.code).is_some()) {
        if world.is_copy(line) || (codes::is_telehealth(&line.code) && key(subject) < key(line)) {
            continue;
        }
        if is_strong(subject, line) {
            hits.push((Visit { line, denied: false }.tier("presumptive"), line));
        }
        group_unknown |= provider(subject, line) == Provider::Unknown;
    }
    Some(match strongest(subject, &hits) {
        Some(finding) => finding,
        None if group_unknown => GROUP_UNKNOWN,
        None => NaiveOutcome::Clean,
    })
}
