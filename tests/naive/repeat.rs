//! The repeat rules of rulebook section 3.1: `repeat_e_visit` and `repeat_phone_contact`.
//!
//! What it is: for each subject, its whole group is collected, sorted and walked again from the first line.
//! What it is not: the `pairwise` model, or any other `boundary` or `different_diagnosis` than the default. A second
//! payer's copy of a line is judged in `crossover.rs` and belongs to no group here.

use super::codes::family;
use super::relation::{Diagnosis, diagnosis, flagged, gap, key, same_npi};
use super::world::World;
use super::{GROUP_UNKNOWN, INSUFFICIENT_HISTORY, NaiveLine, NaiveOutcome};

const WINDOW_DAYS: i32 = 7;

/// One e-visit report per patient, family and group in seven days; and one per patient, family and clinician, whichever
/// group it is billed under.
pub(super) fn repeat_e_visit(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    let own = family(&subject.code).filter(|f| matches!(*f, "e_visit_em" | "e_visit_nq"))?;
    let of_family = |line: &&NaiveLine| line.patient == subject.patient && family(&line.code) == Some(own);
    let standing: Vec<&NaiveLine> =
        world.lines.iter().filter(of_family).filter(|line| key(line) == key(subject) || !world.is_copy(line)).collect();
    let group = standing.iter().copied().filter(|line| same_billing_group(line, subject)).collect();
    if let Some(finding) = repeat_in_group(group, subject, "hard") {
        return Some(finding);
    }
    let earlier = || standing.iter().copied().filter(|line| place(line) < place(subject));
    // Where only the subject's number is blank, the line is a repeat in the group of the other one or across groups.
    let elsewhere = |line: &&NaiveLine| same_npi(line, subject) && line.tin.is_some() && line.tin != subject.tin;
    let nearest = earlier().filter(elsewhere).max_by_key(|line| place(line));
    if let Some(line) = nearest.filter(|line| gap(line, subject) < WINDOW_DAYS) {
        return Some(flagged(subject, "presumptive", vec![line]));
    }
    // A blank tax number may be that of the other line, whoever the clinician is.
    let hides_group = |line: &NaiveLine| {
        !same_billing_group(line, subject)
            && (line.tin.is_none() || subject.tin.is_none())
            && gap(line, subject) <= WINDOW_DAYS
    };
    Some(if earlier().any(hides_group) { GROUP_UNKNOWN } else { clean_with_history(world, subject) })
}

/// One telephone report per patient, family and clinician in seven days.
pub(super) fn repeat_phone_contact(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    let own = family(&subject.code).filter(|f| matches!(*f, "phone_em" | "phone_nq"))?;
    let of_clinician = |line: &&NaiveLine| {
        line.patient == subject.patient && family(&line.code) == Some(own) && line.npi == subject.npi
    };
    let group =
        world.lines.iter().filter(of_clinician).filter(|line| key(line) == key(subject) || !world.is_copy(line));
    let finding = repeat_in_group(group.collect(), subject, "presumptive");
    Some(finding.unwrap_or_else(|| clean_with_history(world, subject)))
}

fn clean_with_history(world: &World<'_>, subject: &NaiveLine) -> NaiveOutcome {
    if subject.date - WINDOW_DAYS < world.range.data_from { INSUFFICIENT_HISTORY } else { NaiveOutcome::Clean }
}

/// Lines with a tax number group by it; lines without one group by clinician among themselves.
fn same_billing_group(a: &NaiveLine, b: &NaiveLine) -> bool {
    match (&a.tin, &b.tin) {
        (Some(x), Some(y)) => x == y,
        (None, None) => a.npi == b.npi,
        _ => false,
    }
}

/// The order of the rule: date, then higher code first, then claim and line number.
fn place(line: &NaiveLine) -> (i32, std::cmp::Reverse<&str>, (&str, i32)) {
    (line.date, std::cmp::Reverse(&line.code), key(line))
}

/// Walks the group up to the subject; the finding on the subject, if its period was open.
fn repeat_in_group(
    mut group: Vec<&NaiveLine>,
    subject: &NaiveLine,
    same_day_tier: &'static str,
) -> Option<NaiveOutcome> {
    group.sort_by_key(|line| place(line));
    let mut opener: Option<&NaiveLine> = None;
    for line in group {
        let days = opener.map(|first| gap(first, line));
        if key(line) == key(subject) {
            let (first, days) = (opener?, days?);
            let finding = || flagged(subject, tier(first, subject, days, same_day_tier), vec![first]);
            return (days <= WINDOW_DAYS).then(finding);
        }
        if days.is_none_or(|g| g >= WINDOW_DAYS) {
            opener = Some(line);
        }
    }
    None
}

fn tier(opener: &NaiveLine, subject: &NaiveLine, days: i32, same_day_tier: &'static str) -> &'static str {
    if days == 0 {
        same_day_tier
    } else if days >= WINDOW_DAYS || diagnosis(opener, subject) == Diagnosis::Different {
        "advisory"
    } else {
        "presumptive"
    }
}
