//! The rules on prolonged services and on training in groups (rulebook section 3.2).
//!
//! What it is: a look at the other lines of the patient and date, or of the clinician's slot.
//! What it is not: a judge of decision making; a base visit counts by its minutes alone.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::codes::family;
use super::crossover::is_copy_of;
use super::relation::{flagged, key, same_npi};
use super::world::World;
use super::{NaiveLine, NaiveOutcome};

const UNIT: i64 = 10_000;

/// Minutes at which the first prolonged unit begins, by prolonged code and base visit.
pub(super) fn threshold(prolonged: &str, base: &str) -> Option<i64> {
    match (prolonged, base) {
        ("99417", "99205" | "98003" | "98011") => Some(75),
        ("99417", "99215" | "98007" | "98015") => Some(55),
        ("G2212", "99205") => Some(89),
        ("G2212", "99215") => Some(69),
        ("G2212", "99483") => Some(100),
        _ => None,
    }
}

/// Visits whose time spreads over several days: too few minutes of one day prove nothing.
pub(super) fn spreads_over_days(base: &str) -> bool {
    matches!(base, "99483" | "99345" | "99350")
}

/// Medicare measures 99417 by its own code where that has a threshold.
fn threshold_for(prolonged: &NaiveLine, base: &NaiveLine) -> Option<i64> {
    let cpt = threshold(&prolonged.code, &base.code)?;
    let by_medicare =
        if prolonged.payer.as_deref() == Some("medicare") { threshold("G2212", &base.code) } else { None };
    Some(by_medicare.unwrap_or(cpt))
}

/// The clinician's other lines of the patient on the date; copies for a second payer are no other lines.
fn beside<'a>(world: &'a World<'_>, subject: &'a NaiveLine) -> impl Iterator<Item = &'a NaiveLine> {
    world.originals().filter(|line| {
        line.patient == subject.patient
            && line.date == subject.date
            && same_npi(line, subject)
            && key(line) != key(subject)
    })
}

/// Whole units of the add-on on this line and on the lines before it, for whom the minutes have to do as well. A line
/// with less than one unit counts as one; a copy stands in the place of its original.
fn units_up_to(world: &World<'_>, subject: &NaiveLine) -> i64 {
    let units = |line: &NaiveLine| (line.units_ten_thousandths / UNIT).max(1);
    let counts = |line: &&NaiveLine| {
        line.code == subject.code && key(line) < key(subject) && !(world.is_copy(subject) && is_copy_of(subject, line))
    };
    units(subject) + beside(world, subject).filter(counts).map(units).sum::<i64>()
}

/// Fewer minutes than the visit and its prolonged units take.
pub(super) fn prolonged_below_threshold(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    if family(&subject.code) != Some("prolonged") {
        return None;
    }
    let more_units = units_up_to(world, subject) - 1;
    let (mut measured, mut is_untimed, mut enough_but_for_medicare) = (Vec::new(), false, false);
    let mut is_spread = false;
    for base in beside(world, subject) {
        is_spread |= spreads_over_days(&base.code);
        match (threshold_for(subject, base), world.minutes(base)) {
            (Some(first), Some(minutes)) => {
                let strict =
                    threshold("G2212", &base.code).filter(|_| subject.payer.is_none()).unwrap_or(first).max(first);
                let more = 15 * more_units;
                enough_but_for_medicare |= first + more <= minutes && minutes < strict + more;
                measured.push((minutes, minutes >= strict + more, base));
            }
            (Some(_), None) => is_untimed = true,
            _ => {}
        }
    }
    let longest = measured.iter().min_by_key(|(minutes, _, base)| (Reverse(*minutes), key(base)));
    Some(match longest {
        None => NaiveOutcome::NOT_EVALUABLE,
        Some(_) if measured.iter().any(|(_, reaches, _)| *reaches) => NaiveOutcome::Clean,
        Some(_) if enough_but_for_medicare => NaiveOutcome::NOT_EVALUABLE,
        // The visit nobody timed may be the long one.
        Some(_) if is_untimed || is_spread => NaiveOutcome::NOT_EVALUABLE,
        Some((_, _, base)) => flagged(subject, "hard", vec![base]),
    })
}

/// No visit that the prolonged code can be added to.
pub(super) fn prolonged_without_base(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    if family(&subject.code) != Some("prolonged") {
        return None;
    }
    let also_accepted: &[&str] =
        if subject.code == "99417" { &["99245", "99345", "99350", "99483"] } else { &["99483"] };
    let any = |fits: &dyn Fn(&NaiveLine) -> bool| beside(world, subject).any(fits);
    Some(if any(&|line| threshold(&subject.code, &line.code).is_some()) {
        NaiveOutcome::Clean
    } else if any(&|line| also_accepted.contains(&line.code.as_str())) {
        NaiveOutcome::CLEARED
    } else {
        flagged(subject, "hard", Vec::new())
    })
}

fn is_training(line: &NaiveLine) -> bool {
    family(&line.code) == Some("training")
}

/// When a training began: the line's start, else that of the first activity linked to it.
fn start_of(world: &World<'_>, line: &NaiveLine) -> Option<i64> {
    line.start.or_else(|| world.linked(line).iter().map(|activity| activity.start).min())
}

/// The training lines of the clinician that began together with the subject, itself included.
fn slot<'a>(world: &'a World<'_>, subject: &NaiveLine) -> Option<Vec<&'a NaiveLine>> {
    let start = start_of(world, subject)?;
    let counts = |line: &&NaiveLine| key(line) == key(subject) || !world.is_copy(line);
    let together =
        |line: &&NaiveLine| is_training(line) && same_npi(line, subject) && start_of(world, line) == Some(start);
    Some(world.lines.iter().filter(counts).filter(together).collect())
}

fn code_for(patients: usize) -> Option<&'static str> {
    match patients {
        1 => Some("98960"),
        2..=4 => Some("98961"),
        5..=8 => Some("98962"),
        _ => None,
    }
}

fn patients(slot: &[&NaiveLine]) -> usize {
    slot.iter().map(|line| line.patient.as_str()).collect::<BTreeSet<_>>().len()
}

/// The code that fits the number of patients, when the billed one does not.
pub(super) fn fitting_training_code(world: &World<'_>, subject: &NaiveLine) -> Option<String> {
    let fitting = code_for(patients(&slot(world, subject)?));
    fitting.filter(|code| *code != subject.code).map(str::to_owned)
}

/// Another number of patients than the code says, or more half hours than the minutes.
pub(super) fn training_group_mismatch(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    if !is_training(subject) {
        return None;
    }
    let slot = slot(world, subject);
    let minutes = world.minutes(subject);
    let wrong_group = slot.as_ref().is_some_and(|slot| code_for(patients(slot)) != Some(&subject.code));
    let too_many_units = minutes.is_some_and(|minutes| minutes * UNIT < 30 * subject.units_ten_thousandths);
    let is_complete = slot.is_some() && minutes.is_some();
    let others = slot.into_iter().flatten().filter(|line| line.patient != subject.patient).collect();
    Some(match (wrong_group || too_many_units, is_complete) {
        (true, _) => flagged(subject, "presumptive", others),
        (false, true) => NaiveOutcome::Clean,
        (false, false) => NaiveOutcome::NOT_EVALUABLE,
    })
}
