//! The `overlapping_time` rule of rulebook section 3.2 on claim lines.
//!
//! What it is: every pair of timed lines of one clinician compared, over all patients.
//! What it is not: aware of a linked activity log; only the times on the lines count.

use std::collections::BTreeSet;

use super::relation::{flagged, key, same_npi};
use super::{NaiveLine, NaiveOutcome, NaiveRange};

const TOLERANCE_SECONDS: i64 = 60;
const LONGEST_SECONDS: i64 = 86_400;

/// The half-open interval of a line, if its times are usable.
fn interval(line: &NaiveLine) -> Option<(i64, i64)> {
    let (start, end) = (line.start?, line.end?);
    (start < end && end - start <= LONGEST_SECONDS).then_some((start, end))
}

fn is_group_code(line: &NaiveLine) -> bool {
    matches!(line.code.as_str(), "98961" | "98962" | "99078" | "90853")
}

/// Whether both lines belong to one group session: group codes, one interval, and at least two patients in the
/// session as a whole.
fn one_group_session(lines: &[NaiveLine], a: &NaiveLine, b: &NaiveLine) -> bool {
    if !is_group_code(a) || !is_group_code(b) || interval(a) != interval(b) {
        return false;
    }
    let patients: BTreeSet<&str> = lines
        .iter()
        .filter(|line| same_npi(line, a) && is_group_code(line) && interval(line) == interval(a))
        .map(|line| line.patient.as_str())
        .collect();
    patients.len() >= 2
}

/// Whether the two lines claim the same minute of one clinician.
fn intersect(lines: &[NaiveLine], a: &NaiveLine, b: &NaiveLine) -> bool {
    let (Some((a_start, a_end)), Some((b_start, b_end))) = (interval(a), interval(b)) else {
        return false;
    };
    key(a) != key(b)
        && same_npi(a, b)
        && a_end.min(b_end) - a_start.max(b_start) >= TOLERANCE_SECONDS
        && !one_group_session(lines, a, b)
}

/// A line that starts later than one it intersects; related is every line it intersects, whichever starts first.
#[expect(clippy::unnecessary_wraps, reason = "every rule has one shape; here every line is a subject")]
pub(super) fn overlapping_time(lines: &[NaiveLine], subject: &NaiveLine, _: &NaiveRange) -> Option<NaiveOutcome> {
    if interval(subject).is_none() || subject.npi.is_empty() {
        return Some(NaiveOutcome::NotEvaluable);
    }
    let related: Vec<&NaiveLine> = lines.iter().filter(|line| intersect(lines, line, subject)).collect();
    let is_later = related.iter().any(|line| (line.start, key(line)) < (subject.start, key(subject)));
    Some(if is_later { flagged(subject, "presumptive", related) } else { NaiveOutcome::Clean })
}
