//! The repeat rules of rulebook section 3.1: `repeat_e_visit` and `repeat_phone_contact`.
//!
//! What it is: for each subject, its whole group is collected, sorted and walked again from the first line.
//! What it is not: the `pairwise` model, or any other `boundary` or `different_diagnosis` than the default.

use super::codes::family;
use super::relation::{Diagnosis, diagnosis, flagged, gap, key};
use super::{NaiveLine, NaiveOutcome, NaiveRange};

const WINDOW_DAYS: i32 = 7;

/// One e-visit report per patient, family and group in seven days.
pub(super) fn repeat_e_visit(lines: &[NaiveLine], subject: &NaiveLine, range: &NaiveRange) -> Option<NaiveOutcome> {
    let own = family(&subject.code).filter(|f| matches!(*f, "e_visit_em" | "e_visit_nq"))?;
    let group = lines.iter().filter(|line| {
        line.patient == subject.patient && family(&line.code) == Some(own) && same_billing_group(line, subject)
    });
    Some(judge_in_group(group.collect(), subject, "hard", range))
}

/// One telephone report per patient, family and clinician in seven days.
pub(super) fn repeat_phone_contact(
    lines: &[NaiveLine],
    subject: &NaiveLine,
    range: &NaiveRange,
) -> Option<NaiveOutcome> {
    let own = family(&subject.code).filter(|f| matches!(*f, "phone_em" | "phone_nq"))?;
    let group = lines
        .iter()
        .filter(|line| line.patient == subject.patient && family(&line.code) == Some(own) && line.npi == subject.npi);
    Some(judge_in_group(group.collect(), subject, "presumptive", range))
}

/// Lines with a tax number group by it; lines without one group by clinician among themselves.
fn same_billing_group(a: &NaiveLine, b: &NaiveLine) -> bool {
    match (&a.tin, &b.tin) {
        (Some(x), Some(y)) => x == y,
        (None, None) => a.npi == b.npi,
        _ => false,
    }
}

/// Walks the group up to the subject and says what becomes of the subject.
fn judge_in_group(
    mut group: Vec<&NaiveLine>,
    subject: &NaiveLine,
    same_day_tier: &'static str,
    range: &NaiveRange,
) -> NaiveOutcome {
    group.sort_by(|a, b| (a.date, &b.code, key(a)).cmp(&(b.date, &a.code, key(b))));
    let mut opener: Option<&NaiveLine> = None;
    for line in group {
        let days = opener.map(|first| gap(first, line));
        if key(line) == key(subject) {
            return match (opener, days) {
                (Some(first), Some(0)) if is_crossover(first, subject) => NaiveOutcome::Cleared,
                (Some(first), Some(g)) if g <= WINDOW_DAYS => {
                    flagged(subject, tier(first, subject, g, same_day_tier), vec![first])
                }
                _ if subject.date - WINDOW_DAYS < range.data_from => NaiveOutcome::NotEvaluable,
                _ => NaiveOutcome::Clean,
            };
        }
        if days.is_none_or(|g| g >= WINDOW_DAYS) {
            opener = Some(line);
        }
    }
    NaiveOutcome::NotEvaluable // the subject is always in its own group
}

/// Case 91: the same service sent to a second payer is no repeat, though rulebook 3.1 does not look at payers.
fn is_crossover(first: &NaiveLine, subject: &NaiveLine) -> bool {
    let set = |line: &NaiveLine| line.modifiers.iter().cloned().collect::<std::collections::BTreeSet<_>>();
    first.payer.is_some()
        && subject.payer.is_some()
        && first.payer != subject.payer
        && first.npi == subject.npi
        && first.code == subject.code
        && set(first) == set(subject)
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
