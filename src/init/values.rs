//! How one column is written in a layout: plain, cut, mapped, with a notation of its own. Where there is more than one
//! way, all of them are given and none is chosen.

use super::dates::DateReading;
use super::draft::OFTEN;
use super::profile;
use super::wide::Candidate;
use super::words;

/// The ways to write one column.
pub(super) struct Values {
    /// TOML values, each with a note behind the reason.
    pub(super) ways: Vec<(String, String)>,
    /// What to mind.
    pub(super) remark: Option<String>,
}

impl Values {
    /// One way, of which there is nothing to say.
    pub(super) fn one(value: String) -> Self {
        Self { ways: vec![(value, String::new())], remark: None }
    }
}

/// A text as TOML writes it.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.extend(format!("\\u{:04X}", u32::from(c)).chars()),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A date, with its notation where the layout's is another; both orders where month and day could be either.
pub(super) fn date_values(candidate: &Candidate, reading: &DateReading, dates: &[String]) -> Values {
    let name = quoted(&candidate.name);
    // ISO dates are read whatever else is.
    let written_as = |pattern: &str| {
        let others = reading.patterns.iter().map(String::as_str).filter(|other| *other != pattern);
        let all: Vec<String> = std::iter::once(pattern).chain(others).map(quoted).collect();
        let date = if all.len() == 1 { all[0].clone() } else { format!("[{}]", all.join(", ")) };
        format!("{{ column = {name}, date = {date} }}")
    };
    let mixed = (1 < reading.met.len()).then(|| {
        let ways: Vec<String> = reading.met.iter().map(|(pattern, n)| format!("{pattern} ({n})")).collect();
        format!("the column is written in {} ways: {}", ways.len(), ways.join(", "))
    });
    if reading.dates == 0 && 0 < reading.serials {
        let remark = "the values look like the day numbers of a spreadsheet; nothing in the file says so".to_owned();
        let value = written_as("days since 1899-12-30");
        return Values { ways: vec![(value, "; days since 1899-12-30".to_owned())], remark: Some(remark) };
    }
    if let Some((month, day)) = &reading.undecided {
        let mut remark = match reading.contradicts {
            Some((months, days)) => {
                format!("{months} values can only be month first and {days} only day first: it is written in two ways")
            }
            None => "every value could be month first or day first, and the wrong one gives wrong dates".to_owned(),
        };
        if let Some(mixed) = mixed {
            remark = format!("{remark}; {mixed}");
        }
        let ways = [(month, "; month first"), (day, "; day first")];
        let ways = ways.map(|(pattern, note)| (written_as(pattern), note.to_owned())).to_vec();
        return Values { ways, remark: Some(remark) };
    }
    let own = reading.patterns.iter().find(|pattern| !dates.contains(pattern));
    let value = own.map_or(name.clone(), |pattern| written_as(pattern));
    Values { ways: vec![(value, String::new())], remark: mixed }
}

/// A time with its date; a time of day alone is put behind the service date.
pub(super) fn time_values(
    candidate: &Candidate,
    reading: Option<&DateReading>,
    service_date: Option<&str>,
    dates: &[String],
) -> Values {
    let name = quoted(&candidate.name);
    let timed = |pattern: &str| format!("{{ column = {name}, time = {} }}", quoted(pattern));
    if let Some((month, day)) = reading.and_then(|reading| reading.undecided.as_ref()) {
        let ways = [(month, "; month first"), (day, "; day first")];
        let ways = ways.map(|(pattern, note)| (timed(pattern), note.to_owned())).to_vec();
        let remark = "every time could be month first or day first, and the wrong one gives wrong dates".to_owned();
        return Values { ways, remark: Some(remark) };
    }
    let patterns = reading.into_iter().flat_map(|reading| &reading.patterns);
    // A pattern without an hour is none of a time.
    let patterns: Vec<&String> = patterns.filter(|pattern| pattern.contains("%H") || pattern.contains("%I")).collect();
    match patterns.as_slice() {
        [] => {}
        [pattern] => return Values::one(timed(pattern)),
        several => {
            let several: Vec<String> = several.iter().map(|pattern| quoted(pattern)).collect();
            return Values::one(format!("{{ column = {name}, time = [{}] }}", several.join(", ")));
        }
    }
    let usual = candidate.profile.clocks.iter().max_by_key(|(_, count)| **count).map(|(pattern, _)| *pattern);
    let Some(clock) = usual.filter(|_| reading.is_none_or(|reading| reading.dates == 0)) else {
        return Values::one(name);
    };
    let pattern = dates.first().map_or("%Y-%m-%d", String::as_str);
    let time = quoted(&format!("{pattern} {clock}"));
    let together = |date: &str| format!("{{ concat = [{}, {name}], with = \" \", time = {time} }}", quoted(date));
    match service_date {
        Some(date) => {
            Values { ways: vec![(together(date), "; the service date is put in front".to_owned())], remark: None }
        }
        None => Values {
            ways: vec![(together("SERVICE DATE"), String::new()), (name, String::new())],
            remark: Some("it is a time of day, and the service date it goes with is not decided".to_owned()),
        },
    }
}

/// A code alone, or cut from the text behind it.
pub(super) fn code_values(candidate: &Candidate) -> Values {
    let (name, profile) = (quoted(&candidate.name), &candidate.profile);
    let often = |counts| profile::usual(counts).filter(|(_, count)| OFTEN <= profile.percent(*count));
    let cut = |separator: char| {
        let value = format!("{{ column = {name}, split = {}, part = 1 }}", quoted(&separator.to_string()));
        (value, "; the code is cut from the text behind it".to_owned())
    };
    if let Some((separator, _)) = often(&profile.code_lists) {
        let remark = "cells hold several codes: the first line takes the first of them and loses the others";
        let both = vec![cut(separator), (name.clone(), "; cells with several codes will be no known codes".to_owned())];
        return Values { ways: both, remark: Some(remark.to_owned()) };
    }
    match often(&profile.code_ends) {
        // Composites such as HC:99213:95 are taken apart when the file is read.
        None | Some((':', _)) => Values::one(name),
        Some((separator, _)) => Values { ways: vec![cut(separator)], remark: None },
    }
}

/// A payer column as it is when it has our words, else with the meaning of its words.
pub(super) fn payer_values(candidate: &Candidate) -> Values {
    let name = quoted(&candidate.name);
    let found = words::of_payer(&candidate.profile);
    let strange: Vec<_> = found.known.iter().filter(|(theirs, ours)| theirs.to_lowercase() != *ours).collect();
    let remark = (!found.unknown.is_empty() || 0 < found.untold).then(|| {
        let n = found.unknown.len() + found.untold;
        let named = if found.unknown.is_empty() { String::new() } else { format!(" ({})", found.unknown.join(", ")) };
        format!(
            "{n} of its values{named} say no kind of payer: map them, or describe them under [payers] in the pipeline"
        )
    });
    if strange.is_empty() {
        return Values { ways: vec![(name, String::new())], remark };
    }
    let pairs: Vec<String> = strange.iter().map(|(theirs, ours)| format!("{} = \"{ours}\"", quoted(theirs))).collect();
    let value = format!("{{ column = {name}, map = {{ {} }} }}", pairs.join(", "));
    Values { ways: vec![(value, String::new())], remark }
}
