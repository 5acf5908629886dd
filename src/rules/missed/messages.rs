//! Weeks of messages: time pooled over a group, cut into periods of seven days from the first review, and judged.
//!
//! Source: project rulebook, section 3.6; CodingIntel, online digital E/M (2025), cumulative time of a group.

use std::collections::BTreeMap;

use super::against::Judge;
use super::codes;
use super::draft::Draft;
use super::entries::{Class, Pool, class, day, stand_ins, sum};
use super::money;
use crate::claim::{Activity, ClaimLine, Day, MINUTE};
use crate::findings::{EntrySum, PeriodOutcome, Reason, RuleCard};
use crate::reference::Kinds;
use crate::rules::minutes::{FLOOR, fitting_code, recorded, timed};
use crate::rules::windows::Subject;
use crate::timeline::{LogEntry, LogView, World};

/// Days of a period.
const DAYS: i32 = 7;

/// A period that was judged.
pub(in crate::rules) struct Week<'a> {
    pub(in crate::rules) draft: Draft<'a>,
    pub(in crate::rules) outcome: PeriodOutcome,
    /// The lines that stand for it.
    pub(in crate::rules) stand_ins: Vec<ClaimLine>,
}

/// A period as it is being cut.
struct Period<'a> {
    opened: Day,
    entries: Vec<LogEntry<'a>>,
    /// E-visits billed in it.
    billed: Vec<&'a ClaimLine>,
}

/// Every period of a patient's messages that opens within the judged dates, and what lies in the others.
pub(in crate::rules) fn judge<'a>(
    view: &LogView<'a>,
    judge: &Judge,
    card: &'static RuleCard,
) -> (Vec<Week<'a>>, EntrySum) {
    let world = view.patient.world;
    let mut pools: BTreeMap<Pool, Vec<LogEntry<'a>>> = BTreeMap::new();
    for entry in view.entries.iter().filter(|entry| class(world, entry) == Class::Message) {
        pools.entry(Pool::of(world, entry.activity)).or_default().push(*entry);
    }
    let (mut weeks, mut outside) = (Vec::new(), EntrySum::default());
    for (pool, entries) in &pools {
        let e_visits = e_visits(view, *pool, entries);
        for period in periods(&e_visits, entries) {
            if world.range.judges(period.opened) {
                weeks.extend(judge_period(view, judge, card, (*pool, &e_visits), &period));
            } else {
                outside.add(sum(&period.entries));
            }
        }
    }
    (weeks, outside)
}

/// The periods of a pool. A billed e-visit opens one like a message does, so that later messages of its week are its own.
fn periods<'a>(e_visits: &[&'a ClaimLine], entries: &[LogEntry<'a>]) -> Vec<Period<'a>> {
    let mut events: Vec<(Day, Option<LogEntry<'a>>, Option<&'a ClaimLine>)> =
        entries.iter().map(|entry| (day(entry), Some(*entry), None)).collect();
    events.extend(e_visits.iter().map(|line| (line.date, None, Some(*line))));
    events.sort_by_key(|event| event.0);
    let mut periods: Vec<Period<'a>> = Vec::new();
    for (date, entry, line) in events {
        if periods.last().is_none_or(|period| DAYS <= period.opened.gap_to(date)) {
            periods.push(Period { opened: date, entries: Vec::new(), billed: Vec::new() });
        }
        if let Some(period) = periods.last_mut() {
            period.entries.extend(entry);
            period.billed.extend(line);
        }
    }
    periods.retain(|period| !period.entries.is_empty());
    periods
}

/// The e-visits that the pool's clinicians or their group billed.
fn e_visits<'a>(view: &LogView<'a>, pool: Pool, entries: &[LogEntry<'a>]) -> Vec<&'a ClaimLine> {
    let world = view.patient.world;
    let family = pool.side.map_or(Kinds::E_VISIT, codes::family_of);
    let is_ours = |line: &&ClaimLine| {
        let of_group = pool.group.is_known() && line.group == pool.group;
        of_group || entries.iter().any(|entry| entry.activity.clinician == line.clinician)
    };
    let lines: &'a [ClaimLine] = view.patient.lines;
    lines.iter().filter(|line| world.kinds(line).meets(family)).filter(is_ours).collect()
}

fn judge_period<'a>(
    view: &LogView<'a>,
    judge: &Judge,
    card: &'static RuleCard,
    (pool, e_visits): (Pool, &[&'a ClaimLine]),
    period: &Period<'a>,
) -> Option<Week<'a>> {
    let world = view.patient.world;
    let stand_ins = stand_ins(view, &period.entries, period.opened, false);
    let mut draft = Draft::new(card, "messages", *stand_ins.first()?);
    draft.days = (period.opened, period.opened.plus(DAYS - 1));
    draft.fill(view, pool, &period.entries);
    let measured = pool.side.zip(draft.minutes.personal).filter(|(_, minutes)| FLOOR <= *minutes);
    draft.price(world, measured.map(|(side, minutes)| codes::of_messages(world, &draft.line, side, minutes)));
    if let Some(line) = period.billed.first() {
        draft.billed.clone_from(&period.billed);
        let outcome = billed(&mut draft, world, line, &period.entries);
        return Some(Week { draft, outcome, stand_ins });
    }
    draft.oppose(judge.against_messages(view, Subject::of(&stand_ins)?, &period.entries));
    let week_before = (period.opened.plus(1 - DAYS), period.opened.plus(-1));
    let is_earlier = |line: &&&ClaimLine| week_before.0 <= line.date && line.date <= week_before.1;
    let earlier: Vec<&ClaimLine> = e_visits.iter().filter(is_earlier).copied().collect();
    if !earlier.is_empty() {
        draft.add(Reason::EVisitBefore, earlier);
    }
    if world.activities.last_day().is_some_and(|last| last < draft.days.1) {
        draft.checks.push("later messages: the log ends within the seven days");
    }
    let outcome = draft.verdict();
    Some(Week { draft, outcome, stand_ins })
}

/// Billed, or billed too low: all the time the log has for the e-visit, what belongs to its line and what does not, stands
/// for a higher code than the line's, and than the one `minutes_above_band` finds for the line's own minutes.
fn billed<'a>(draft: &mut Draft<'a>, world: &World, line: &'a ClaimLine, entries: &[LogEntry<'a>]) -> PeriodOutcome {
    // Time that names another claim, perhaps one that this one replaced, may be this e-visit's own, logged twice.
    if entries.iter().any(|entry| entry.activity.claim.is_known()) {
        return PeriodOutcome::Billed;
    }
    let counts = |activity: &&Activity| !activity.by_staff && activity.evaluative != Some(false);
    let all = world.activities.of(line).filter(counts).chain(entries.iter().map(|entry| entry.activity));
    let Some(total) = timed(all).map(|all| Activity::together(&all) / MINUTE) else {
        return PeriodOutcome::Billed;
    };
    let least = |code: &str| world.reference.codes.get(code).and_then(|facts| facts.min_minutes);
    let own = recorded(world, line).and_then(|own| {
        let is_above = world.facts(line).max_minutes.is_some_and(|most| most < own.minutes);
        fitting_code(world, line, own.minutes).filter(|_| is_above)
    });
    let known = own.unwrap_or_else(|| world.code(line));
    let Some(higher) = fitting_code(world, line, total).filter(|code| least(known) < least(code)) else {
        return PeriodOutcome::Billed;
    };
    let until = money::collectable_until(world, line);
    if money::filing_limit_passed(world, until) {
        return PeriodOutcome::Billed;
    }
    draft.code = Some(higher);
    draft.expected = money::difference(world, line, (known, higher));
    draft.collectable_until = until;
    draft.checks.push("whether the claim can still be corrected");
    if line.minutes.is_some() || line.interval().is_some() {
        draft.checks.push("the minutes: the line records others than the log");
    }
    PeriodOutcome::UnderBilled
}
