//! How single columns of a log or a roster are written in a layout: words of theirs as ours, times
//! out of two columns. Where there is more than one way, all of them are given and none is chosen.

use super::dates::DateReading;
use super::log_words::{self, Meant};
use super::profile::{Profile, Shape};
use super::values::{Values, quoted};
use super::wide::Candidate;

/// The kind of contact by its words. What no word tells is `other`, which nobody bills, and is said.
pub(super) fn kind_values(candidate: &Candidate) -> Values {
    let found = log_words::meant(&candidate.profile, log_words::kinds());
    let remark = unknown(&found).map(|words| {
        format!(
            "{words}: they are taken as other, which no rule bills; map them where they are messages, calls or videos"
        )
    });
    let otherwise = if remark.is_some() { ", otherwise = \"other\"" } else { "" };
    Values { ways: vec![(mapped(candidate, &found, otherwise), String::new())], remark }
}

/// Whether a column tells of messages, and of nothing in which both sides speak: then each row has one writer.
pub(super) fn is_of_messages(profile: &Profile) -> bool {
    let found = log_words::meant(profile, log_words::kinds());
    let says = |kind: &str| found.known.iter().any(|(_, ours)| *ours == kind);
    says("message") && !says("phone") && !says("video")
}

/// Whose entry it is; a word that no list knows makes its rows rejects, which is said: taken for staff or for a
/// practitioner it would change what can be billed.
pub(super) fn role_values(candidate: &Candidate) -> Values {
    with_rejects(candidate, &log_words::meant(&candidate.profile, log_words::roles()))
}

/// Who began.
pub(super) fn direction_values(candidate: &Candidate) -> Values {
    with_rejects(candidate, &log_words::meant(&candidate.profile, log_words::directions()))
}

/// Whose message it is, by its direction: what comes in a patient wrote.
pub(super) fn role_by_direction(candidate: &Candidate) -> Values {
    let mut found = log_words::meant(&candidate.profile, log_words::directions());
    for (_, ours) in &mut found.known {
        *ours = if *ours == "practice" { "practitioner" } else { "patient" };
    }
    with_rejects(candidate, &found)
}

fn with_rejects(candidate: &Candidate, found: &Meant) -> Values {
    let remark =
        unknown(found).map(|words| format!("{words}: such rows are rejected until the map says what they are"));
    Values { ways: vec![(mapped(candidate, found, ""), String::new())], remark }
}

/// The values that mean nothing to us, counted; named where they may be told.
fn unknown(found: &Meant) -> Option<String> {
    let named = if found.unknown.is_empty() { String::new() } else { format!(" ({})", found.unknown.join(", ")) };
    let (n, rows) = (found.n_unknown, found.unknown_rows);
    (0 < n).then(|| format!("{n} of its values{named}, in {rows} rows, are words we do not know"))
}

/// The column as it is when it has our words, else with the meaning of its words.
fn mapped(candidate: &Candidate, found: &Meant, otherwise: &str) -> String {
    let name = quoted(&candidate.name);
    let is_plain = found.known.iter().all(|(theirs, ours)| theirs.to_lowercase() == *ours);
    if is_plain && otherwise.is_empty() {
        return name;
    }
    let pairs: Vec<String> =
        found.known.iter().map(|(theirs, ours)| format!("{} = \"{ours}\"", quoted(theirs))).collect();
    format!("{{ column = {name}, map = {{ {} }}{otherwise} }}", pairs.join(", "))
}

/// A start or an end: with its date, or a time of day behind the date of another column, whose notation is told by its
/// own values.
pub(super) fn clock_behind_day(candidate: &Candidate, day: &Candidate, reading: &DateReading) -> Values {
    let clocks = &candidate.profile.clocks;
    let clock = clocks.iter().max_by_key(|(_, count)| **count).map_or("%H:%M", |(pattern, _)| *pattern);
    let (day_name, name) = (quoted(&day.name), quoted(&candidate.name));
    let together = |patterns: &[String]| {
        let times: Vec<String> = patterns.iter().map(|pattern| quoted(&format!("{pattern} {clock}"))).collect();
        let time = if times.len() == 1 { times[0].clone() } else { format!("[{}]", times.join(", ")) };
        format!("{{ concat = [{day_name}, {name}], with = \" \", time = {time} }}")
    };
    if let Some((month, day)) = &reading.undecided {
        let ways = [(month, "; month first"), (day, "; day first")];
        let ways = ways.map(|(pattern, note)| (together(std::slice::from_ref(pattern)), note.to_owned())).to_vec();
        let remark = "every date could be month first or day first, and the wrong one gives wrong dates".to_owned();
        return Values { ways, remark: Some(remark) };
    }
    let iso = (reading.patterns.is_empty() || reading.met.iter().any(|(pattern, _)| pattern == "%Y-%m-%d"))
        .then(|| "%Y-%m-%d".to_owned());
    let patterns: Vec<String> = iso.into_iter().chain(reading.patterns.iter().cloned()).collect();
    Values { ways: vec![(together(&patterns), "; the date is put in front".to_owned())], remark: None }
}

/// A specialty as it is when it is CMS's code, else by its name.
pub(super) fn specialty_values(candidate: &Candidate, kept: &[&str]) -> Values {
    let name = quoted(&candidate.name);
    if 50 <= candidate.profile.share(Shape::Modifier) {
        return Values::one(name);
    }
    let mut known: Vec<(&str, &str)> =
        kept.iter().filter_map(|text| Some((*text, log_words::specialty(text)?))).collect();
    known.sort_unstable();
    known.dedup();
    let n_unknown = kept.iter().filter(|text| !text.is_empty() && log_words::specialty(text).is_none()).count();
    let remark = (0 < n_unknown).then(|| {
        format!("{n_unknown} rows name a specialty that is no code of CMS's, and none whose name we know: map it")
    });
    if known.is_empty() {
        return Values { ways: vec![(name, String::new())], remark };
    }
    let pairs: Vec<String> = known.iter().map(|(theirs, code)| format!("{} = \"{code}\"", quoted(theirs))).collect();
    let value = format!("{{ column = {name}, map = {{ {} }} }}", pairs.join(", "));
    Values { ways: vec![(value, "; names become CMS's codes".to_owned())], remark }
}
