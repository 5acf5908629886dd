//! How a column of durations is written in a layout: with the unit that its name says, or that the size of its numbers
//! tells. Where name and numbers leave the unit open, or contradict each other, all ways are given and none is chosen.

use super::profile::Shape;
use super::values::{Values, quoted};
use super::wide::Candidate;

/// Half of the messages and calls of a log are shorter than this, where they are counted in minutes.
pub(super) const MOST_IN_LOGS: f64 = 60.0;
/// Half of the services of claims are shorter than this, where they are counted in minutes.
pub(super) const MOST_IN_CLAIMS: f64 = 120.0;
/// Half of the durations are shorter than this many hours, where they are counted in hours.
const MOST_HOURS: f64 = 12.0;
/// Half of the durations are longer than this many minutes, where they are counted in minutes with decimals.
const LEAST_MINUTES: f64 = 2.0;

/// The units that the name of a column says.
struct Said {
    hours: bool,
    minutes: bool,
    seconds: bool,
}

/// The ways to write a column of durations; `kept` are some of its values, and `most` is what half of them stay below
/// when they are minutes.
pub(super) fn values(candidate: &Candidate, kept: &[&str], most: f64) -> Values {
    let name = quoted(&candidate.name);
    let unit = |unit: &str| format!("{{ column = {name}, unit = \"{unit}\" }}");
    let way = |value: String, note: &str| (value, format!("; {note}"));
    let said = Said::by(candidate);
    if 50 <= candidate.profile.share(Shape::ShortClock) {
        return short_clock(&said, kept, &unit);
    }
    let numbers = numbers(kept);
    let middle = numbers.get(numbers.len() / 2).copied().unwrap_or(0.0);
    let is_broken = numbers.iter().filter(|number| 0.0 < number.fract()).count() * 2 > numbers.len();
    let ways = [way(unit("hours"), "hours"), way(name.clone(), "minutes"), way(unit("seconds"), "seconds")];
    let open = |units: [bool; 3], why: String| {
        let ways = ways.iter().zip(units).filter(|(_, is_open)| *is_open).map(|(way, _)| way.clone());
        Values { ways: ways.collect(), remark: Some(why) }
    };
    match (said.hours, said.minutes, said.seconds) {
        (false, false, true) => Values::one(unit("seconds")),
        (true, false, false) if middle <= MOST_HOURS => Values::one(unit("hours")),
        (true, false, false) => {
            let why = format!("its name says hours, but half of its values are above {}", middle.floor());
            open([true, true, false], why)
        }
        (false, false, false) if most < middle => {
            let why = format!("half of its values are above {}: seconds, or long minutes", middle.floor());
            open([false, true, true], why)
        }
        (false, false, false) if is_broken && middle < LEAST_MINUTES => {
            open([true, true, false], "most of its values are parts of one or two: of hours, or of minutes".to_owned())
        }
        (false, _, false) => Values::one(name.clone()),
        (hours, minutes, seconds) => open([hours, minutes, seconds], "its name says several units".to_owned()),
    }
}

/// A clock of two parts: hours and minutes, or minutes and seconds.
fn short_clock(said: &Said, kept: &[&str], unit: &dyn Fn(&str) -> String) -> Values {
    let first = |text: &&str| text.split_once(':').and_then(|(first, _)| first.parse::<u32>().ok());
    // No call lasts a day, so that a first part of more than a day's hours can only be minutes.
    if (said.minutes && said.seconds && !said.hours) || kept.iter().filter_map(first).any(|first| 23 < first) {
        return Values::one(unit("m:ss"));
    }
    if said.hours && said.minutes && !said.seconds {
        return Values::one(unit("h:mm"));
    }
    let way = |written: &str, note: &str| (unit(written), format!("; {note}"));
    let ways = vec![way("m:ss", "minutes and seconds"), way("h:mm", "hours and minutes")];
    Values { ways, remark: Some("a clock of two parts may be minutes or hours".to_owned()) }
}

impl Said {
    fn by(candidate: &Candidate) -> Self {
        let says = |known: &[&str]| candidate.words.iter().any(|word| known.contains(&word.as_str()));
        Self {
            hours: says(&["hours", "hh", "h"]),
            minutes: says(&["minutes", "mm"]),
            // The ordinal is written like the unit, so that no list of words spells it out.
            seconds: says(&["seconds", "second", "secs", "sec", "ss"]),
        }
    }
}

/// The numbers above zero, sorted.
fn numbers(kept: &[&str]) -> Vec<f64> {
    let number = |text: &&str| text.replace(',', ".").parse::<f64>().ok();
    let mut numbers: Vec<f64> = kept.iter().filter_map(number).filter(|number| 0.0 < *number).collect();
    numbers.sort_by(f64::total_cmp);
    numbers
}
