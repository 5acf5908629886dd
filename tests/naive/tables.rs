//! The rules that need a table of CMS: global periods, pair edits, unit limits; and the wrapper code of health centres.
//!
//! What it is: a look into the table of the date, and a refusal to judge where none covers it.
//! What it is not: a reader of CMS's files.

use super::calendar::quarter_of;
use super::codes::{days_from_civil, family, is_contact, is_e_visit, is_telehealth};
use super::inputs::{LimitRelease, PairEdit, PairTable, UnitLimit};
use super::relation::{Diagnosis, Provider, diagnosis, flagged, gap, is_strong, key, provider, same_npi, strongest};
use super::world::{World, is_procedure};
use super::{GROUP_UNKNOWN, NaiveLine, NaiveOutcome};

const UNIT: i64 = 10_000;
const LONGEST_GLOBAL: i32 = 90;
const SHIPPED_LIMIT: i64 = 1;
const PAIR_MODIFIERS: &str = "24 25 27 57 58 59 78 79 91 XE XS XP XU LT RT E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 \
    TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LC LD RC LM RI";

/// A message, contact or telehealth visit in the global period of a procedure.
pub(super) fn contact_in_global_period(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    world.inputs.fees.as_ref()?;
    if !is_e_visit(&subject.code) && !is_contact(&subject.code) && !is_telehealth(&subject.code) {
        return None;
    }
    let unrelated_by_modifier = subject.modifiers.iter().any(|modifier| modifier == "24");
    let (mut hits, mut is_cleared, mut is_hidden, mut group_unknown) = (Vec::new(), false, false, false);
    let own = |line: &&NaiveLine| {
        line.patient == subject.patient
            && key(line) != key(subject)
            && (is_strong(line, subject) || provider(line, subject) == Provider::Unknown)
    };
    for procedure in world.lines.iter().filter(own) {
        let is_unknown = provider(procedure, subject) == Provider::Unknown;
        let days = gap(procedure, subject);
        if world.fees_on(procedure.date).is_none() {
            let may_count = is_procedure(&procedure.code, world.inputs) && (-1..=LONGEST_GLOBAL).contains(&days);
            is_hidden |= may_count;
            continue;
        }
        let is_inside = match world.global_days(&procedure.code, procedure.date) {
            Some("000") => days == 0,
            Some("010") => (1..=10).contains(&days),
            Some("090") => (-1..=LONGEST_GLOBAL).contains(&days),
            _ => false,
        };
        match diagnosis(procedure, subject) {
            _ if !is_inside => {}
            found if is_unknown => group_unknown |= !unrelated_by_modifier && found != Diagnosis::Different,
            _ if unrelated_by_modifier => is_cleared = true,
            Diagnosis::Different => is_cleared = true,
            Diagnosis::Same => hits.push(("presumptive", procedure)),
            Diagnosis::Unknown => hits.push(("advisory", procedure)),
        }
    }
    let first = subject.date - LONGEST_GLOBAL;
    let is_uncovered = world.fees_on(subject.date).is_none() || world.fees_on(first).is_none();
    Some(match strongest(subject, &hits) {
        Some(finding) => finding,
        None if group_unknown => GROUP_UNKNOWN,
        None if is_cleared => NaiveOutcome::CLEARED,
        None if is_hidden || is_uncovered => NaiveOutcome::NOT_EVALUABLE,
        None => world.clean_between(first, subject.date + 1),
    })
}

/// G0071 after its end, or for messages after the end of the emergency.
pub(super) fn rhc_wrapper_code(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    if family(&subject.code) != Some("rhc_wrapper") {
        return None;
    }
    let same_claim = |line: &&NaiveLine| {
        line.claim_id == subject.claim_id && line.patient == subject.patient && is_e_visit(&line.code)
    };
    let messages: Vec<&NaiveLine> = world.lines.iter().filter(same_claim).collect();
    let linked = world.linked(subject);
    let only_messages = !linked.is_empty() && linked.iter().all(|activity| activity.kind == "message");
    Some(if days_from_civil(2025, 12, 31) < subject.date {
        flagged(subject, "hard", Vec::new())
    } else if days_from_civil(2023, 5, 12) <= subject.date && (!messages.is_empty() || only_messages) {
        flagged(subject, "hard", messages)
    } else {
        NaiveOutcome::Clean
    })
}

fn covers(table: &PairTable, date: i32) -> bool {
    // A release holds every edit there ever was: it speaks for the time before it too, back to its first edit.
    let is_released = table.quarters.iter().any(|quarter| quarter_of(date) <= *quarter);
    is_released && table.edits.iter().any(|edit| edit.effective <= date)
}

fn is_in_effect(edit: &PairEdit, date: i32) -> bool {
    edit.effective <= date && edit.deletion.is_none_or(|deletion| date <= deletion)
}

fn allows_both(line: &NaiveLine) -> bool {
    line.modifiers.iter().any(|modifier| PAIR_MODIFIERS.split_whitespace().any(|known| known == modifier))
}

/// The lower half of a pair that is not paid together; pairs without an audited line are nobody's business here.
pub(super) fn pair_edit(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    let table = world.inputs.pairs.as_ref()?;
    let is_audited = |line: &NaiveLine| family(&line.code).is_some();
    if !covers(table, subject.date) {
        return is_audited(subject).then_some(NaiveOutcome::NOT_EVALUABLE);
    }
    let (mut hits, mut is_cleared) = (Vec::new(), false);
    for line in &world.lines {
        let beside = line.patient == subject.patient && same_npi(line, subject) && line.date == subject.date;
        let other_payer = line.payer.is_some() && subject.payer.is_some() && line.payer != subject.payer;
        if !beside || other_payer || key(line) == key(subject) || (!is_audited(line) && !is_audited(subject)) {
            continue;
        }
        let between = |edit: &&PairEdit| edit.column1 == line.code && edit.column2 == subject.code;
        for edit in table.edits.iter().filter(between).filter(|edit| is_in_effect(edit, subject.date)) {
            match edit.indicator {
                0 => hits.push(("hard", line)),
                1 if allows_both(line) || allows_both(subject) => is_cleared = true,
                1 => hits.push(("presumptive", line)),
                _ => {}
            }
        }
    }
    match strongest(subject, &hits) {
        Some(finding) => Some(finding),
        None if is_cleared => Some(NaiveOutcome::CLEARED),
        None => is_audited(subject).then_some(NaiveOutcome::Clean),
    }
}

fn limit_of<'a>(release: &'a LimitRelease, code: &str) -> Option<&'a UnitLimit> {
    release.limits.iter().find(|limit| limit.code == code)
}

fn above_shipped_limit(subject: &NaiveLine) -> NaiveOutcome {
    let is_above = subject.units_ten_thousandths > SHIPPED_LIMIT * UNIT;
    if is_above { flagged(subject, "hard", Vec::new()) } else { NaiveOutcome::Clean }
}

/// More units than the table allows, or than one where it says nothing.
pub(super) fn units_over_limit(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    let code = subject.code.as_str();
    let once = is_e_visit(code) || is_contact(code) || is_telehealth(code);
    let Some(releases) = &world.inputs.limits else {
        return once.then(|| above_shipped_limit(subject));
    };
    let listed = family(code).is_some() && releases.iter().any(|release| limit_of(release, code).is_some());
    if !once && !listed {
        return None;
    }
    let Some(release) = world.limits_on(subject.date) else {
        return Some(NaiveOutcome::NOT_EVALUABLE);
    };
    if subject.payer.is_none() && limit_of(release, code).is_some_and(|limit| limit.units == 0) {
        return Some(NaiveOutcome::NOT_EVALUABLE);
    }
    let counts = |limit: &&UnitLimit| limit.units > 0 || subject.payer.as_deref() == Some("medicare");
    let Some(limit) = limit_of(release, code).filter(counts) else {
        return Some(if once { above_shipped_limit(subject) } else { NaiveOutcome::Clean });
    };
    let is_summed = |line: &&NaiveLine| {
        limit.indicator != 1
            && line.patient == subject.patient
            && same_npi(line, subject)
            && line.code == subject.code
            && line.date == subject.date
            && line.payer == subject.payer
            && key(line) < key(subject)
    };
    let earlier: Vec<&NaiveLine> = world.lines.iter().filter(is_summed).collect();
    let sum: i64 = earlier.iter().map(|line| line.units_ten_thousandths).sum::<i64>() + subject.units_ten_thousandths;
    Some(if sum > limit.units * UNIT { flagged(subject, "hard", earlier) } else { NaiveOutcome::Clean })
}
