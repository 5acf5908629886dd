//! What stands against billing logged time (rulebook section 3.6): the rules on windows asked of lines that do not exist.
//!
//! What it is: one question after the other, each over all lines of the patient.
//! What it is not: an order of events; the order in which reasons decide is typed out at the end.

use std::collections::BTreeSet;

use super::NaiveLine;
use super::calendar::{date_of, same_month};
use super::codes::{days_from_civil, family, is_e_visit, is_non_em_message};
use super::established::{history, is_waived};
use super::missed::Entry;
use super::relation::{Diagnosis, Provider, diagnosis, gap, provider, same_npi};
use super::visit::{self, services};
use super::world::{World, billing_group_unknown, is_practitioner, own_interval, same_billing_group};

/// The reasons in the order in which the first decides; those up to the twelfth mean that the time is lost.
const ORDER: [&str; 22] = [
    "not_established",
    "e_visit_before",
    "contact_before",
    "related_visit_before",
    "visit_after",
    "visit_same_day",
    "global_period",
    "counted_elsewhere",
    "monthly_bundle",
    "payer_does_not_pay",
    "filing_limit",
    "minutes_unknown",
    "specialty_unknown",
    "payer_unknown",
    "no_code",
    "diagnosis_unknown",
    "visitor_unknown",
    "established_unknown",
    "history",
    "claim_not_found",
    "billed_before",
    "entry_repeated",
];
const LOST: usize = 11;

/// Reasons against, and whether later visits may come.
#[derive(Default)]
pub(super) struct Against {
    reasons: BTreeSet<&'static str>,
    provisional: bool,
}

impl Against {
    pub(super) fn add(&mut self, applies: bool, reason: &'static str) {
        if applies {
            self.reasons.insert(reason);
        }
    }

    pub(super) fn has(&self, reason: &str) -> bool {
        self.reasons.contains(reason)
    }

    pub(super) fn verdict(&self) -> (&'static str, Option<&'static str>) {
        match ORDER.iter().position(|reason| self.has(reason)) {
            Some(place) if place < LOST => ("lost", Some(ORDER[place])),
            Some(place) => ("not_evaluable", Some(ORDER[place])),
            None if self.provisional => ("provisional", None),
            None => ("billable", None),
        }
    }
}

const fn rank(relation: Provider) -> u8 {
    match relation {
        Provider::SameClinician => 3,
        Provider::SameGroupSpecialty => 2,
        Provider::SameGroup => 1,
        Provider::Unknown | Provider::Other => 0,
    }
}

/// The strongest relation of any of the virtual lines: 3 the clinician, 2 group and specialty, 1 the group.
fn strength(lines: &[NaiveLine], other: &NaiveLine) -> u8 {
    lines.iter().map(|line| rank(provider(line, other))).max().unwrap_or(0)
}

/// The patient's visits; for those who bill no E/M assessments too. A denied visit happened like any other.
fn visits<'w>(world: &'w World<'_>, line: &NaiveLine) -> Vec<&'w NaiveLine> {
    visit::visits(world, line).into_iter().map(|visit| visit.line).collect()
}

/// The patient's visits and procedures, which follow on calls alike.
fn visits_and_procedures<'w>(world: &'w World<'_>, line: &NaiveLine) -> Vec<&'w NaiveLine> {
    let is_procedure = |other: &NaiveLine| world.global_days(&other.code, other.date).is_some();
    let procedures = services(world, line, |other| is_procedure(other));
    visits(world, line).into_iter().chain(procedures.into_iter().map(|procedure| procedure.line)).collect()
}

/// Related visits from `nearest` to seven days before.
fn related_before(against: &mut Against, world: &World<'_>, lines: &[NaiveLine], nearest: i32) {
    let (mut proven, mut strong_same, mut doubtful) = (false, false, false);
    for visit in visits(world, &lines[0]).into_iter().filter(|v| (nearest..=7).contains(&gap(v, &lines[0]))) {
        match (strength(lines, visit), diagnosis(&lines[0], visit)) {
            (2.., Diagnosis::Same) => strong_same = true,
            (2.., Diagnosis::Unknown) => doubtful = true,
            (1, Diagnosis::Same) => proven = true,
            _ => {}
        }
    }
    against.add(proven || strong_same, "related_visit_before");
    // A visit that is related for sure settles it; the unknown ones then add nothing.
    against.add(doubtful && !proven && !strong_same, "diagnosis_unknown");
}

/// Visits that would count if their clinician's group or specialty were known.
fn unknown_visitors(against: &mut Against, lines: &[NaiveLine], visits: &[&NaiveLine], last: i32) {
    for visit in visits.iter().filter(|v| (-7..=last).contains(&gap(&lines[0], v))) {
        let unknown = match strength(lines, visit) {
            0 => visit.tin.is_none() || lines[0].tin.is_none(),
            1 => visit.specialty.is_none() || lines[0].specialty.is_none(),
            _ => false,
        };
        against.add(unknown, "visitor_unknown");
    }
}

/// What stands against an e-visit for these messages.
pub(super) fn against_messages(world: &World<'_>, lines: &[NaiveLine], entries: &[&Entry]) -> Against {
    let mut against = against_both(world, lines, entries);
    against.add(in_monthly_payment(world, &lines[0]), "monthly_bundle");
    related_before(&mut against, world, lines, 1);
    for visit in visits(world, &lines[0]) {
        let days = gap(&lines[0], visit);
        let same = diagnosis(&lines[0], visit) == Diagnosis::Same;
        match strength(lines, visit) {
            2.. => against.add((1..=7).contains(&days), "visit_after"),
            1 => against.add((1..=6).contains(&days) && same, "visit_after"),
            _ => {}
        }
        against.add(days == 0 && strength(lines, visit) > 0, "visit_same_day");
    }
    unknown_visitors(&mut against, lines, &visits(world, &lines[0]), 7);
    dates(&mut against, world, lines[0].date, 7);
    against
}

/// What stands against a contact for this call.
pub(super) fn against_call(world: &World<'_>, line: &NaiveLine, entry: &Entry, code: Option<&str>) -> Against {
    let lines = [line.clone()];
    let mut against = against_both(world, &lines, &[entry]);
    // Telephone codes are not in the monthly payment, check-ins are.
    let is_bundled = !is_non_em_message(&line.code) || code.and_then(family) == Some("check_in_nq");
    against.add(is_bundled && in_monthly_payment(world, line), "monthly_bundle");
    related_before(&mut against, world, &lines, 0);
    let following = visits_and_procedures(world, line);
    for visit in following.iter().filter(|visit| strength(&lines, visit) >= 2) {
        let days = gap(line, visit);
        let same = diagnosis(line, visit) == Diagnosis::Same;
        let (within_a_day, soon) = match (line.start, line.end, visit.start, visit.end) {
            (Some(_), Some(end), Some(start), Some(_)) => {
                let seconds = start - end;
                (
                    (0..=3).contains(&days) && 0 < seconds && seconds <= 86_400,
                    seconds > 86_400 && (1..=3).contains(&days),
                )
            }
            _ => (days == 1, (2..=3).contains(&days)),
        };
        against.add(within_a_day || (soon && same), "visit_after");
    }
    let covers = |other: &&NaiveLine| {
        other.patient == line.patient
            && is_e_visit(&other.code)
            && same_npi(other, line)
            && (0..=7).contains(&gap(other, line))
            && diagnosis(other, line) != Diagnosis::Different
    };
    against.add(world.lines.iter().any(|other| covers(&other)), "e_visit_before");
    unknown_visitors(&mut against, &lines, &visits(world, line), 3);
    let later: Vec<&NaiveLine> = following.iter().copied().filter(|other| 0 < gap(line, other)).collect();
    unknown_visitors(&mut against, &lines, &later, 3);
    dates(&mut against, world, line.date, 3);
    against
}

/// The look-back has to lie within the data; the look-ahead may still come.
fn dates(against: &mut Against, world: &World<'_>, date: i32, ahead: i32) {
    if date - 7 < world.range.data_from {
        against.add(true, "history");
    } else {
        against.provisional |= world.range.data_through < date + ahead;
    }
}

fn against_both(world: &World<'_>, lines: &[NaiveLine], entries: &[&Entry]) -> Against {
    let mut against = Against::default();
    let lead = &lines[0];
    let past = history(world, lead);
    if !past.establishes(lead.payer.as_deref()) && !is_waived(lead) {
        // Services of sound alone are a lead at most: whether they count is the payer's to say.
        let is_unknown = past.group_unknown || past.service_unknown || !past.found.is_empty();
        against.add(is_unknown, "established_unknown");
        against.add(!is_unknown && !past.complete, "history");
        against.add(!is_unknown && past.complete, "not_established");
    }
    global(&mut against, world, lines);
    shared_minutes(&mut against, world, lead, entries);
    months(&mut against, world, lead, entries);
    against
}

fn global(against: &mut Against, world: &World<'_>, lines: &[NaiveLine]) {
    let (mut same, mut unknown, mut group_unknown) = (false, false, false);
    for procedure in world.lines.iter().filter(|other| other.patient == lines[0].patient) {
        let is_hidden = strength(lines, procedure) == 0 && (procedure.tin.is_none() || lines[0].tin.is_none());
        if strength(lines, procedure) < 2 && !is_hidden {
            continue;
        }
        let days = gap(procedure, &lines[0]);
        let inside = match world.global_days(&procedure.code, procedure.date) {
            Some("000") => days == 0,
            Some("010") => (1..=10).contains(&days),
            Some("090") => (-1..=90).contains(&days),
            _ => false,
        };
        let found = diagnosis(&lines[0], procedure);
        group_unknown |= inside && is_hidden && found != Diagnosis::Different;
        same |= inside && !is_hidden && found == Diagnosis::Same;
        unknown |= inside && !is_hidden && found == Diagnosis::Unknown;
    }
    against.add(group_unknown && !same, "visitor_unknown");
    against.add(same, "global_period");
    against.add(unknown && !same, "diagnosis_unknown");
}

/// Minutes that other lines or logged work of the same clinician and patient use too.
fn shared_minutes(against: &mut Against, world: &World<'_>, lead: &NaiveLine, entries: &[&Entry]) {
    let days: Vec<i32> = entries.iter().map(|entry| date_of(entry.activity.start)).collect();
    let (first, last) = (days.iter().min().copied().unwrap_or(0), days.iter().max().copied().unwrap_or(0));
    let share = |npi: &str, start: i64, end: i64| {
        let own = entries.iter().filter(|entry| entry.activity.npi == npi);
        own.filter_map(|entry| world.interval_of(entry.place)).any(|time| end.min(time.1) - start.max(time.0) >= 60)
    };
    for line in world.lines.iter().filter(|line| line.patient == lead.patient) {
        let near = (first - 1..=last + 1).contains(&line.date);
        let time = own_interval(line).filter(|_| near);
        against.add(time.is_some_and(|time| share(&line.npi, time.start, time.end)), "counted_elsewhere");
    }
    let log = world.inputs.activities.as_deref().unwrap_or(&[]);
    for (place, other) in log.iter().enumerate().filter(|(_, other)| other.patient == lead.patient) {
        let counts = world.belongs_to_a_line(place) || other.kind == "care_management";
        let own = entries.iter().any(|entry| entry.place == place);
        let time = world.interval_of(place).filter(|_| counts && !own && is_practitioner(other));
        against.add(time.is_some_and(|time| share(&other.npi, time.0, time.1)), "counted_elsewhere");
    }
}

fn in_month<'w>(world: &'w World<'_>, lead: &NaiveLine, wanted: &'static str) -> impl Iterator<Item = &'w NaiveLine> {
    let (patient, date) = (lead.patient.clone(), lead.date);
    let same = move |line: &&NaiveLine| line.patient == patient && same_month(line.date, date);
    world.lines.iter().filter(same).filter(move |line| family(&line.code) == Some(wanted))
}

fn months(against: &mut Against, world: &World<'_>, lead: &NaiveLine, entries: &[&Entry]) {
    let on_a_day = |line: &NaiveLine| entries.iter().any(|entry| date_of(entry.activity.start) == line.date);
    let care = in_month(world, lead, "care_management").any(|line| same_billing_group(line, lead) && on_a_day(line));
    against.add(care, "counted_elsewhere");
}

/// Whether Medicare pays for the month already what messages and check-ins are.
fn in_monthly_payment(world: &World<'_>, lead: &NaiveLine) -> bool {
    lead.date >= days_from_civil(2025, 1, 1)
        && lead.payer.as_deref() == Some("medicare")
        && in_month(world, lead, "apcm")
            .any(|line| same_billing_group(line, lead) && !billing_group_unknown(line, lead))
}
