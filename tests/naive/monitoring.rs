//! Remote monitoring codes that exclude each other (rulebook section 3.3): `monitoring_code_conflict`.
//!
//! What it is: one list of conflicts after the other; by patient, whoever bills.
//! What it is not: a count of days of readings or of minutes.

use super::calendar::{month_first, month_last, same_month};
use super::codes::family;
use super::relation::{Diagnosis, diagnosis, flagged, gap, key, strongest};
use super::world::World;
use super::{NaiveLine, NaiveOutcome};

const DEVICE_DAYS: i32 = 30;
/// A device code, and the one of the same system beside which it is not billed within 30 days.
const SAME_SYSTEM: [(&str, &str); 4] = [("99445", "99454"), ("98984", "98976"), ("98985", "98977"), ("98986", "98978")];
/// A management code, and the one beside which it is not billed in a month.
const SAME_MONTH: [(&str, &str); 2] = [("99470", "99457"), ("98979", "98980")];
/// An add-on, and the base it needs in the month.
const NEEDS_BASE: [(&str, &str); 2] = [("99458", "99457"), ("98981", "98980")];

/// The therapeutic system of a device code.
fn system(code: &str) -> Option<&'static str> {
    Some(match code {
        "98976" | "98984" => "respiratory",
        "98977" | "98985" => "musculoskeletal",
        "98978" | "98986" => "behavioural",
        _ => return None,
    })
}

fn is_therapeutic(code: &str) -> bool {
    ("98975"..="98981").contains(&code) || ("98984"..="98986").contains(&code)
}

fn is_physiologic(code: &str) -> bool {
    matches!(code, "99445" | "99453" | "99454" | "99457" | "99458" | "99470")
}

fn partner(pairs: &[(&'static str, &'static str)], code: &str) -> Option<&'static str> {
    pairs.iter().find(|pair| pair.0 == code).map(|pair| pair.1)
}

/// A monitoring line that does not go with another one, or lacks the one it adds to.
pub(super) fn monitoring_code_conflict(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    if family(&subject.code) != Some("monitoring") {
        return None;
    }
    let code = subject.code.as_str();
    let mut hits = Vec::new();
    let mut has_base = false;
    for other in world.lines.iter().filter(|line| line.patient == subject.patient && key(line) != key(subject)) {
        let near = gap(subject, other).abs() < DEVICE_DAYS;
        let in_month = same_month(subject.date, other.date);
        let is = |wanted: Option<&str>| wanted == Some(other.code.as_str());
        if (near && is(partner(&SAME_SYSTEM, code))) || (in_month && is(partner(&SAME_MONTH, code))) {
            hits.push(("hard", other));
        }
        let earlier = (other.date, key(other)) < (subject.date, key(subject));
        let two_systems =
            system(code).is_some() && system(&other.code).is_some() && system(code) != system(&other.code);
        if near && earlier && two_systems {
            hits.push(("advisory", other));
        }
        if in_month && is_therapeutic(code) && is_physiologic(&other.code) {
            let is_apart = diagnosis(subject, other) == Diagnosis::Different;
            hits.push((if is_apart { "advisory" } else { "presumptive" }, other));
        }
        has_base |= in_month && is(partner(&NEEDS_BASE, code));
    }
    let lacks_base = partner(&NEEDS_BASE, code).is_some() && !has_base;
    if lacks_base && world.clean_in_month(subject.date) == NaiveOutcome::Clean {
        return Some(flagged(subject, "hard", Vec::new()));
    }
    let (first, last) = looked_at(subject);
    Some(strongest(subject, &hits).unwrap_or_else(|| world.clean_between(first, last)))
}

/// First and last date on which another line may conflict with this one.
fn looked_at(subject: &NaiveLine) -> (i32, i32) {
    let code = subject.code.as_str();
    let (mut first, mut last) = (subject.date, subject.date);
    if partner(&SAME_SYSTEM, code).is_some() {
        (first, last) = (first.min(subject.date - DEVICE_DAYS + 1), last.max(subject.date + DEVICE_DAYS - 1));
    }
    if system(code).is_some() {
        first = first.min(subject.date - DEVICE_DAYS + 1); // only the later of two systems is a subject
    }
    let by_month = partner(&SAME_MONTH, code).is_some() || partner(&NEEDS_BASE, code).is_some() || is_therapeutic(code);
    if by_month {
        (first, last) = (first.min(month_first(subject.date)), last.max(month_last(subject.date)));
    }
    (first, last)
}
