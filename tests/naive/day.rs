//! The `impossible_day` rule of rulebook section 3.2: more time in a day, or in seven, than a clinician has.
//!
//! What it is: a lower and an upper figure per clinician and date, in ten-thousandths of a second so that broken units
//! stay whole numbers; the line's own start and end count, not those of the activity log.
//! What it is not: aware of capacity below 24 hours, of breaks or of several places.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::calendar::date_of;
use super::codes::{family, is_e_visit, is_telehealth};
use super::relation::{flagged, key};
use super::time::{band, telehealth_level};
use super::world::{World, own_interval};
use super::{NaiveLine, NaiveOutcome};

const SECOND: i64 = 10_000;
const HOUR: i64 = 3600 * SECOND;
const POSSIBLE: i64 = 24 * HOUR;
const PROBABLE: i64 = 16 * HOUR;
const DAYS: i32 = 7;

/// Least and most time of a clinician.
#[derive(Clone, Copy, Default)]
struct Figures {
    lower: i64,
    upper: i64,
}

/// The least minutes of one unit of a code that says how long it takes; e-visits spread over a week and are not here.
fn least_minutes(code: &str) -> Option<i64> {
    match family(code)? {
        "phone_em" | "phone_nq" | "check_in_em" | "check_in_nq" => band(code).map(|band| band.0),
        "training" => Some(30),
        "prolonged" => Some(15),
        "interprofessional" => Some(match code {
            "99446" | "99451" => 5,
            "99447" => 11,
            "99452" => 16,
            "99448" => 21,
            _ => 31,
        }),
        _ => None,
    }
}

/// The minutes of a visit that may also have been chosen by decision making.
fn level_minutes(code: &str) -> Option<i64> {
    match code {
        "99212" => Some(10),
        "99202" => Some(15),
        "99213" => Some(20),
        "99203" | "99214" => Some(30),
        "99215" => Some(40),
        "99204" => Some(45),
        "99205" => Some(60),
        _ => telehealth_level(code).filter(|_| is_telehealth(code)),
    }
}

fn times_units(minutes: i64, line: &NaiveLine) -> i64 {
    minutes * 60 * line.units_ten_thousandths
}

/// The most a line can stand for; `None` when it does not count in a day.
fn most(line: &NaiveLine) -> Option<i64> {
    if is_e_visit(&line.code) {
        return None;
    }
    if let Some(time) = own_interval(line) {
        return Some((time.end - time.start) * SECOND);
    }
    least_minutes(&line.code).or_else(|| level_minutes(&line.code)).map(|minutes| times_units(minutes, line))
}

/// The date a line counts on: that of its start, where it has times.
fn day_of(line: &NaiveLine) -> i32 {
    own_interval(line).map_or(line.date, |time| date_of(time.start))
}

/// The clinician's lines that count on the date.
fn counting<'a>(world: &'a World<'_>, npi: &str, date: i32) -> Vec<&'a NaiveLine> {
    let counts = |line: &&NaiveLine| line.npi == npi && most(line).is_some() && day_of(line) == date;
    world.originals().filter(counts).collect()
}

/// The clinician's e-visits of the date that have a minute band.
fn messages<'a>(world: &'a World<'_>, npi: &str, date: i32) -> Vec<&'a NaiveLine> {
    let counts = |line: &&NaiveLine| {
        line.npi == npi && line.date == date && is_e_visit(&line.code) && band(&line.code).is_some()
    };
    world.originals().filter(counts).collect()
}

fn message_time(line: &NaiveLine) -> i64 {
    band(&line.code).map_or(0, |band| times_units(band.0, line))
}

/// The clinician's timed lines merged, so that a minute counts once, as far as they lie on the date.
fn merged(world: &World<'_>, npi: &str, date: i32) -> i64 {
    let midnight = i64::from(date) * 86_400;
    let on_date = |line: &&NaiveLine| line.npi == npi && !is_e_visit(&line.code);
    let mut times: Vec<(i64, i64)> = world
        .originals()
        .filter(on_date)
        .filter_map(own_interval)
        .map(|time| (time.start.max(midnight), time.end.min(midnight + 86_400)))
        .filter(|(start, end)| start < end)
        .collect();
    times.sort_unstable();
    let (mut sum, mut until) = (0, i64::MIN);
    for (start, end) in times {
        sum += (end - start.max(until)).max(0);
        until = until.max(end);
    }
    sum * SECOND
}

/// Group training without times, least: every group as full as its code allows.
fn least_training(lines: &[&NaiveLine], code: &str, most_patients: usize) -> i64 {
    let of_code = || lines.iter().filter(|line| line.code == code && own_interval(line).is_none());
    let patients: BTreeSet<&str> = of_code().map(|line| line.patient.as_str()).collect();
    let units = of_code().map(|line| line.units_ten_thousandths).max().unwrap_or(0);
    let groups = i64::try_from(patients.len().div_ceil(most_patients)).unwrap_or(i64::MAX);
    groups * 30 * 60 * units
}

fn figures(world: &World<'_>, npi: &str, date: i32) -> Figures {
    let lines = counting(world, npi, date);
    let by_clock = merged(world, npi, date);
    let mut sum = Figures { lower: by_clock, upper: by_clock };
    for line in lines.iter().filter(|line| own_interval(line).is_none()) {
        sum.upper += most(line).unwrap_or(0);
        let has_times = lines.iter().any(|other| other.patient == line.patient && own_interval(other).is_some());
        let inside_its_visit = family(&line.code) == Some("prolonged") && has_times;
        let is_group = matches!(line.code.as_str(), "98961" | "98962");
        if let Some(minutes) = least_minutes(&line.code).filter(|_| !is_group && !inside_its_visit) {
            sum.lower += times_units(minutes, line);
        }
    }
    sum.lower += least_training(&lines, "98961", 4) + least_training(&lines, "98962", 8);
    sum
}

fn tier(sum: Figures, n_days: i64) -> Option<&'static str> {
    if sum.lower > n_days * POSSIBLE {
        Some("hard")
    } else if sum.lower > n_days * PROBABLE {
        Some("presumptive")
    } else if sum.upper > n_days * PROBABLE {
        Some("advisory")
    } else {
        None
    }
}

fn rank(tier: Option<&str>) -> u8 {
    match tier {
        Some("hard") => 3,
        Some("presumptive") => 2,
        Some(_) => 1,
        None => 0,
    }
}

/// The largest line of the clinician's day answers for the day, and for the seven days that begin with its e-visits.
pub(super) fn impossible_day(world: &World<'_>, subject: &NaiveLine) -> Option<NaiveOutcome> {
    let npi = subject.npi.as_str();
    let date = if is_e_visit(&subject.code) { subject.date } else { day_of(subject) };
    let (of_day, messages_of_day) = (counting(world, npi, date), messages(world, npi, date));
    let largest = of_day.iter().min_by_key(|line| (Reverse(most(line)), key(line)));
    let largest_message = messages_of_day.iter().min_by_key(|line| (Reverse(message_time(line)), key(line)));
    if largest.or(largest_message).map(|line| key(line)) != Some(key(subject)) {
        return None;
    }
    let day_tier = tier(figures(world, npi, date), 1);
    if messages_of_day.is_empty() {
        return Some(finding(subject, day_tier, of_day).unwrap_or(NaiveOutcome::Clean));
    }
    let mut week = Figures::default();
    let mut of_week = Vec::new();
    for day in date..date + DAYS {
        let (figures, messages) = (figures(world, npi, day), messages(world, npi, day));
        let spread: i64 = messages.iter().map(|line| message_time(line)).sum();
        week = Figures { lower: week.lower + figures.lower + spread, upper: week.upper + figures.upper + spread };
        of_week.extend(counting(world, npi, day).into_iter().chain(messages));
    }
    let week_tier = tier(week, i64::from(DAYS));
    let stronger = if rank(week_tier) > rank(day_tier) { None } else { day_tier };
    let found = finding(subject, stronger, of_day).or_else(|| finding(subject, week_tier, of_week));
    Some(found.unwrap_or_else(|| world.clean_between(i32::MAX, date + DAYS - 1)))
}

fn finding(subject: &NaiveLine, tier: Option<&'static str>, mut lines: Vec<&NaiveLine>) -> Option<NaiveOutcome> {
    lines.retain(|line| key(line) != key(subject));
    tier.map(|tier| flagged(subject, tier, lines))
}
