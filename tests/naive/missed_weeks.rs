//! Missed weeks of messages (rulebook section 3.6): seven days from the first review, pooled over a billing group.
//!
//! What it is: every pool of every patient walked from its first day, each week compared with every line.
//! What it is not: calls and visits, which are in `missed_calls.rs`.

use std::collections::BTreeSet;

use super::NaiveLine;
use super::calendar::{date_of, years_before};
use super::clock::time_of_all;
use super::codes::{family, is_e_visit};
use super::inputs::Activity;
use super::missed::{Entry, FLOOR, Missed, WEEK, Week, bills_em, finish, missed_of, virtual_lines};
use super::missed_against::against_messages;
use super::missed_codes::{amount, least_minutes, message_code};
use super::relation::key;
use super::time::supported_code;
use super::world::{World, is_practitioner};

/// The pools of one patient's messages: group, or clinician without one, and whether E/M is billed.
fn pools<'e>(own: &[&'e Entry]) -> Vec<Vec<&'e Entry>> {
    let name = |entry: &Entry| {
        let who =
            entry.activity.tin.clone().map_or_else(|| format!("npi {}", entry.activity.npi), |t| format!("tin {t}"));
        (who, bills_em(&entry.activity))
    };
    let messages: Vec<&Entry> = own.iter().copied().filter(|entry| entry.class == "message").collect();
    let names: BTreeSet<_> = messages.iter().map(|entry| name(entry)).collect();
    names.iter().map(|pool| messages.iter().copied().filter(|entry| name(entry) == *pool).collect()).collect()
}

pub(super) fn weeks(world: &World<'_>, own: &[&Entry], as_of: i32) -> Vec<Week> {
    let mut weeks = Vec::new();
    for pool in pools(own) {
        let em = bills_em(&pool[0].activity);
        let right_family = |code: &str| match em {
            Some(true) => family(code) == Some("e_visit_em"),
            Some(false) => family(code) == Some("e_visit_nq"),
            None => is_e_visit(code),
        };
        let tin = &pool[0].activity.tin;
        let ours = |line: &&NaiveLine| {
            line.patient == pool[0].activity.patient
                && right_family(&line.code)
                && ((tin.is_some() && line.tin == *tin) || pool.iter().any(|entry| entry.activity.npi == line.npi))
        };
        let billed: Vec<&NaiveLine> = world.lines.iter().filter(ours).collect();
        let day = |entry: &Entry| date_of(entry.activity.start);
        let mut dates: Vec<i32> = pool.iter().map(|e| day(e)).chain(billed.iter().map(|line| line.date)).collect();
        dates.sort_unstable();
        let mut opened: Vec<i32> = Vec::new();
        for date in dates {
            if opened.last().is_none_or(|open| open + WEEK <= date) {
                opened.push(date);
            }
        }
        for open in opened {
            let inside = |date: i32| open <= date && date < open + WEEK;
            let entries: Vec<&Entry> = pool.iter().copied().filter(|entry| inside(day(entry))).collect();
            if entries.is_empty() {
                continue;
            }
            let mut in_week: Vec<&NaiveLine> = billed.iter().copied().filter(|line| inside(line.date)).collect();
            in_week.sort_by_key(|line| (line.date, key(line)));
            let before = billed.iter().any(|line| open - WEEK < line.date && line.date < open);
            let refused = world.denied.iter().filter(ours).any(|line| inside(line.date));
            weeks.push(judge_week(world, (em, &entries, open), &in_week, (before, refused), as_of));
        }
    }
    weeks
}

fn judge_week(
    world: &World<'_>,
    (em, entries, open): (Option<bool>, &[&Entry], i32),
    billed: &[&NaiveLine],
    (e_visit_before, refused): (bool, bool),
    as_of: i32,
) -> Week {
    let lines = virtual_lines(world, entries, open, if em == Some(false) { "98970" } else { "99421" });
    let all: Vec<&Activity> = entries.iter().map(|entry| &entry.activity).collect();
    let minutes = time_of_all(&all).map(|time| time / 6000);
    let code = match (em, minutes) {
        (Some(em), Some(minutes)) if minutes >= FLOOR => message_code(em, minutes, &lines[0]),
        _ => Ok(None),
    };
    let mut missed = missed_of("missed_e_visit", &lines[0], entries, minutes);
    missed.to = open + WEEK - 1;
    missed.code = code.clone().unwrap_or_else(Some);
    missed.scheduled = missed.code.as_ref().and_then(|code| amount(world, &lines[0], code));
    if let Some(line) = billed.first() {
        missed.outcome = ("billed", None);
        under_billed(world, &mut missed, line, entries, as_of);
        return Week { missed, lines };
    }
    let mut against = against_messages(world, &lines, entries);
    against.add(e_visit_before, "e_visit_before");
    against.add(refused, "billed_before");
    finish(&mut missed, &mut against, (em, entries), &code, as_of);
    Week { missed, lines }
}

/// All the time the log has for the e-visit stands for a higher code.
fn under_billed(world: &World<'_>, missed: &mut Missed, line: &NaiveLine, entries: &[&Entry], as_of: i32) {
    if entries.iter().any(|entry| entry.activity.claim_id.is_some()) {
        return;
    }
    let linked = world.linked(line);
    let counted = linked.into_iter().filter(|activity| is_practitioner(activity) && activity.evaluative != Some(false));
    let all: Vec<&Activity> = counted.chain(entries.iter().map(|entry| &entry.activity)).collect();
    let Some(time) = time_of_all(&all) else { return };
    let own = world.minutes(line).filter(|minutes| super::time::band(&line.code).is_some_and(|band| band.1 < *minutes));
    let own = own.and_then(|minutes| supported_code(&line.code, minutes, line.date));
    let known = own.unwrap_or_else(|| line.code.clone());
    let all = supported_code(&line.code, time / 6000, line.date);
    let Some(higher) = all.filter(|code| *code != line.code && least_minutes(&known) < least_minutes(code)) else {
        return;
    };
    let until = (line.payer.as_deref() == Some("medicare")).then(|| years_before(line.date, -1));
    if until.is_some_and(|until| until < as_of) {
        return;
    }
    missed.outcome = ("under_billed", None);
    missed.scheduled = amount(world, line, &higher).zip(amount(world, line, &known)).map(|(more, less)| more - less);
    missed.code = Some(higher);
    missed.until = until;
}
