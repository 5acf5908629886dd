//! The `overlapping_time` rule of rulebook section 3.2 on claim lines and the activity log.
//!
//! What it is: every stretch of time of one line compared with every other line's, and with time logged for nobody's
//! line, over all patients.
//! What it is not: a judge of whose log is right.

use std::collections::BTreeSet;

use super::relation::{flagged, key};
use super::world::{Interval, World};
use super::{NaiveLine, NaiveOutcome};

const TOLERANCE_SECONDS: i64 = 60;

fn is_group_code(line: &NaiveLine) -> bool {
    matches!(line.code.as_str(), "98961" | "98962" | "99078" | "90853")
}

fn same_time(a: &Interval, b: &Interval) -> bool {
    (&a.npi, a.start, a.end) == (&b.npi, b.start, b.end)
}

/// How long two stretches of time run together, in seconds.
fn shared_seconds(a: &Interval, b: &Interval) -> i64 {
    a.end.min(b.end) - a.start.max(b.start)
}

/// Whether the two are one clinician's and share a minute.
fn meet(a: &Interval, b: &Interval) -> bool {
    a.npi == b.npi && shared_seconds(a, b) >= TOLERANCE_SECONDS
}

/// Whether an identical stretch of time is a group session of at least two patients.
fn is_group_session(world: &World<'_>, time: &Interval) -> bool {
    let in_session = |(line, times): &(&NaiveLine, &[Interval])| {
        is_group_code(line) && times.iter().any(|other| same_time(other, time))
    };
    let patients: BTreeSet<&str> =
        world.lines_and_intervals().filter(in_session).map(|(line, _)| line.patient.as_str()).collect();
    patients.len() >= 2
}

/// Whether stretches of two lines claim the same minute: not one entry of the log, not one group session.
fn conflict(world: &World<'_>, (a_line, a): (&NaiveLine, &Interval), (b_line, b): (&NaiveLine, &Interval)) -> bool {
    let one_entry = a.activity.is_some() && a.activity == b.activity;
    let one_session =
        || is_group_code(a_line) && is_group_code(b_line) && same_time(a, b) && is_group_session(world, a);
    meet(a, b) && !one_entry && !one_session()
}

/// A line that starts later than one it intersects, or that meets time logged for another patient; related is every line
/// it intersects, whichever starts first.
#[expect(clippy::unnecessary_wraps, reason = "every rule has one shape; here every line is a subject")]
pub(super) fn overlapping_time(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    let own = world.intervals(subject);
    if own.is_empty() || subject.npi.is_empty() {
        return Some(NaiveOutcome::NOT_EVALUABLE);
    }
    let mut related = Vec::new();
    let mut is_flagged = false;
    let others = world.lines_and_intervals().filter(|(other, _)| key(other) != key(subject) && !world.is_copy(other));
    for (other, times) in others {
        let pairs = own.iter().flat_map(|a| times.iter().map(move |b| (a, b)));
        let conflicts: Vec<_> = pairs.filter(|(a, b)| conflict(world, (subject, a), (other, b))).collect();
        is_flagged |= conflicts.iter().any(|(a, b)| (b.start, key(other)) < (a.start, key(subject)));
        if !conflicts.is_empty() {
            related.push(other);
        }
    }
    let elsewhere = world.unlinked.iter().filter(|(patient, _)| *patient != subject.patient);
    is_flagged |= elsewhere.into_iter().any(|(_, time)| own.iter().any(|a| meet(a, time)));
    Some(if is_flagged { flagged(subject, "presumptive", related) } else { NaiveOutcome::Clean })
}
