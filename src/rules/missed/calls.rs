//! Calls that no line stands for, one by one, in order of time.
//!
//! Source: project rulebook, section 3.6, under the rules on contacts of section 3.1.

use super::against::{Judge, LOOKBACK};
use super::codes;
use super::draft::Draft;
use super::entries::{Class, Pool, class, day, stand_ins, sum};
use super::messages::Week;
use crate::claim::{ClaimLine, Day, DiagnosisRelation, Sym};
use crate::findings::{EntrySum, PeriodOutcome, Reason, RuleCard};
use crate::reference::Kinds;
use crate::rules::minutes::FLOOR;
use crate::rules::windows::Subject;
use crate::timeline::{LogEntry, LogView, ProviderRelation, World};

/// Days within which one telephone service of a clinician counts.
const PHONE_DAYS: i32 = 7;
/// What a call may have been billed as.
const CALLS: Kinds = Kinds::PHONE.or(Kinds::CHECK_IN).or(Kinds::TELEHEALTH_VISIT);

/// A call that was found billable: whose, when, and whether as a telephone service.
struct Taken {
    clinician: Sym,
    group: Sym,
    date: Day,
    is_phone: bool,
}

/// Every call of a patient within the judged dates, and what lies outside them. `weeks` are the patient's messages: a call
/// in the week of a billable one is part of it.
pub(in crate::rules) fn judge<'a>(
    view: &LogView<'a>,
    judge: &Judge,
    card: &'static RuleCard,
    weeks: &[Week<'a>],
) -> (Vec<(Draft<'a>, PeriodOutcome)>, EntrySum) {
    let world = view.patient.world;
    let (mut calls, mut outside, mut taken) = (Vec::new(), EntrySum::default(), Vec::new());
    for entry in view.entries.iter().filter(|entry| class(world, entry) == Class::Call) {
        if world.range.judges(day(entry)) {
            calls.extend(judge_call(view, judge, card, (*entry, weeks), &mut taken));
        } else {
            outside.add(sum(&[*entry]));
        }
    }
    (calls, outside)
}

fn judge_call<'a>(
    view: &LogView<'a>,
    judge: &Judge,
    card: &'static RuleCard,
    (entry, weeks): (LogEntry<'a>, &[Week<'a>]),
    taken: &mut Vec<Taken>,
) -> Option<(Draft<'a>, PeriodOutcome)> {
    let world = view.patient.world;
    let pool = Pool::of(world, entry.activity);
    let date = day(&entry);
    let stand_ins = stand_ins(view, &[entry], date, true);
    let subject = Subject::of(&stand_ins)?;
    let mut draft = Draft::new(card, "call", *subject.line);
    draft.fill(view, pool, &[entry]);
    let measured = pool.side.zip(draft.minutes.personal).filter(|(_, minutes)| FLOOR <= *minutes);
    let kind = entry.activity.kind;
    draft.price(world, measured.map(|(side, minutes)| codes::of_call(world, subject.line, side, kind, minutes)));
    draft.billed = billed_as(view, subject.line);
    if !draft.billed.is_empty() {
        return Some((draft, PeriodOutcome::Billed));
    }
    draft.oppose(judge.against_call(view, subject, (entry, draft.code)));
    if world.withdrawn.of(view.id).iter().any(|line| may_be(world, subject.line, line)) {
        draft.because(Reason::BilledBefore);
    }
    let code = draft.code.and_then(|code| world.reference.codes.get(code));
    let is_phone = code.is_some_and(|facts| facts.kinds.meets(Kinds::PHONE));
    other_contacts(&mut draft, view, is_phone, taken);
    let in_week = |week: &Week<'_>| is_in_week(world, judge, week, subject);
    if weeks.iter().any(in_week) {
        draft.because(Reason::EVisitBefore);
    }
    let outcome = draft.verdict();
    if matches!(outcome, PeriodOutcome::Billable | PeriodOutcome::Provisional) {
        let line = subject.line;
        taken.push(Taken { clinician: line.clinician, group: line.group, date, is_phone });
    }
    Some((draft, outcome))
}

/// Lines of the call's own day that may be the call: the clinician's calls and visits.
fn billed_as<'a>(view: &LogView<'a>, call: &ClaimLine) -> Vec<&'a ClaimLine> {
    view.patient.on(call.date).iter().filter(|line| may_be(view.patient.world, call, line)).collect()
}

/// Whether a line may be the call: one of the clinician's calls and visits of the day.
fn may_be(world: &World, call: &ClaimLine, line: &ClaimLine) -> bool {
    line.date == call.date
        && world.kinds(line).meets(CALLS.or(Kinds::VISIT))
        && world.relation(call, line) == ProviderRelation::SameClinician
}

/// Contacts beside which the call cannot be billed: another of the group's that day, and for telephone services another
/// of the clinician's in the days around.
fn other_contacts<'a>(draft: &mut Draft<'a>, view: &LogView<'a>, is_phone: bool, taken: &[Taken]) {
    let world = view.patient.world;
    let call = draft.line;
    let around = if is_phone { PHONE_DAYS - 1 } else { 0 };
    let stands_beside = |line: &&ClaimLine| {
        let relation = world.relation(&call, line);
        let same_day = line.date == call.date && world.kinds(line).meets(CALLS) && relation > ProviderRelation::Unknown;
        let repeat = is_phone && world.kinds(line).meets(Kinds::PHONE) && relation == ProviderRelation::SameClinician;
        same_day || repeat
    };
    let lines = view.patient.between(call.date.plus(-around), call.date.plus(around)).iter();
    let lines: Vec<&ClaimLine> = lines.filter(stands_beside).collect();
    let repeats = |one: &Taken| {
        let same_clinician = one.clinician == call.clinician;
        let same_group = one.group.is_known() && one.group == call.group;
        let same_day = one.date == call.date && (same_clinician || same_group);
        let gap = one.date.gap_to(call.date);
        same_day || (is_phone && one.is_phone && same_clinician && gap < PHONE_DAYS)
    };
    if !lines.is_empty() || taken.iter().any(repeats) {
        draft.add(Reason::ContactBefore, lines);
    }
}

/// Whether the call falls into a billable week of the clinician's messages about a problem that may be the same.
fn is_in_week(world: &World, judge: &Judge, week: &Week<'_>, call: Subject<'_>) -> bool {
    let is_open = matches!(week.outcome, PeriodOutcome::Billable | PeriodOutcome::Provisional);
    let own = week.stand_ins.iter().any(|line| world.relation(line, call.line) == ProviderRelation::SameClinician);
    let gap = week.draft.days.0.gap_to(call.line.date);
    let diagnosis = Subject::of(&week.stand_ins).map(|messages| judge.window.diagnosis(messages, call.line));
    is_open && own && (0..=LOOKBACK).contains(&gap) && diagnosis != Some(DiagnosisRelation::Different)
}
