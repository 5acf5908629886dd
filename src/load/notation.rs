//! How a file writes dates, times and amounts, as a layout's `[format]` says. Reads no file.
//!
//! The keys are described in `pipelines/layouts/README.md`.

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

use super::document::{DocumentError, Entry, Section};
use super::zone::Zone;
use crate::claim::{AmountError, Cents, DateFormat, Day, DecimalMark, Moment};

/// How values are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notation {
    /// Dates; none: ISO.
    pub dates: Vec<DateFormat>,
    /// Times; none: ISO.
    pub times: Vec<String>,
    /// The zone in which a time with an offset gets its local date; none: times are taken as written.
    pub zone: Option<Tz>,
    /// Whether a time of exactly midnight says nothing.
    pub midnight_is_unknown: bool,
    /// What stands before decimals.
    pub decimal: DecimalMark,
    /// Whether money is written in whole cents.
    pub whole_cents: bool,
    /// Words that mean nothing, wherever they stand alone.
    pub blanks: Vec<String>,
}

/// The keys read here.
pub const NOTATION_KEYS: [&str; 7] = ["date", "time", "time_zone", "midnight", "decimal", "amounts", "blank"];
/// The words of `midnight`.
pub const MIDNIGHT: [&str; 2] = ["time", "unknown"];
/// The words of `decimal`.
pub const DECIMAL: [&str; 2] = [".", ","];
/// The words of `amounts`.
pub const AMOUNTS: [&str; 2] = ["units", "cents"];

impl Notation {
    /// Takes this module's keys from a `[format]` table.
    pub(super) fn parse(section: &mut Section<'_>) -> Result<Self, DocumentError> {
        let word = |section: &mut Section<'_>, key: &str, known: &[&str; 2]| {
            section.take(key).map_or(Ok(false), |entry| Ok(entry.word(known)? == known[1]))
        };
        Ok(Self {
            dates: section.take("date").map_or(Ok(Vec::new()), parse_dates)?,
            times: section.take("time").map_or(Ok(Vec::new()), parse_times)?,
            zone: section.take("time_zone").map(|entry| parse_zone(&entry)).transpose()?,
            midnight_is_unknown: word(section, "midnight", &MIDNIGHT)?,
            decimal: if word(section, "decimal", &DECIMAL)? { DecimalMark::Comma } else { DecimalMark::Point },
            whole_cents: word(section, "amounts", &AMOUNTS)?,
            blanks: section.take("blank").map_or(Ok(Vec::new()), |entry| entry.texts())?,
        })
    }

    /// Reads a date; `own` is how its column writes dates, when not as the others.
    pub(super) fn day(&self, text: &str, own: &[DateFormat]) -> Option<Day> {
        if let Some(local) = self.local(text) {
            return local.day();
        }
        let formats = if own.is_empty() { &self.dates } else { own };
        if formats.is_empty() {
            return Day::parse_iso(text);
        }
        // A year in front and dashes leave no doubt, whatever the layout says.
        let is_iso = || matches!(text.as_bytes(), [_, _, _, _, b'-', _, _, b'-', ..]);
        let read = formats.iter().find_map(|format| Day::parse(text, format));
        read.or_else(|| is_iso().then(|| Day::parse_iso(text)).flatten())
    }

    /// Reads a time; `own` is how its column writes times, when not as the others.
    pub(super) fn moment(&self, text: &str, own: &[String]) -> Option<Moment> {
        let patterns = if own.is_empty() { &self.times } else { own };
        let read = self.local(text).or_else(|| {
            patterns.iter().find_map(|pattern| Moment::by_pattern(text, pattern)).or_else(|| Moment::parse(text))
        });
        // A date alone is a time nobody recorded.
        let read =
            read.or_else(|| self.midnight_is_unknown.then(|| self.day(text, &[])).flatten().map(|_| Moment::NONE));
        read.map(|moment| self.unless_midnight(moment))
    }

    /// The time, unless it is a midnight that says nothing.
    pub(super) const fn unless_midnight(&self, moment: Moment) -> Moment {
        if self.midnight_is_unknown && moment.is_midnight() { Moment::NONE } else { moment }
    }

    /// Reads an amount of money.
    pub(super) fn cents(&self, text: &str) -> Result<Cents, AmountError> {
        if !self.whole_cents {
            return Cents::parse(text, self.decimal);
        }
        let cents = Cents::parse(text, self.decimal)?.0;
        if cents % 100 == 0 { Ok(Cents(cents / 100)) } else { Err(AmountError::TooPrecise) }
    }

    /// The time by the clock of the layout's zone, of a text that names an offset.
    fn local(&self, text: &str) -> Option<Moment> {
        let zone = Zone::Named(self.zone?);
        let micros = DateTime::parse_from_rfc3339(text).ok()?.timestamp_micros();
        Some(Moment(zone.local(micros)?.div_euclid(1_000_000)))
    }
}

/// A date pattern, or several.
pub(super) fn parse_dates(entry: Entry<'_>) -> Result<Vec<DateFormat>, DocumentError> {
    entry.items()?.iter().map(parse_date).collect()
}

fn parse_date(entry: &Entry<'_>) -> Result<DateFormat, DocumentError> {
    let text = entry.text()?;
    if let Some(origin) = text.strip_prefix("days since ") {
        let day = Day::parse_iso(origin.trim());
        return day
            .map(DateFormat::DaysSince)
            .ok_or_else(|| entry.error("must say since when: \"days since 1899-12-30\""));
    }
    // Tried on a known date: a pattern that loses year, month or day would give wrong dates silently.
    let known = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap_or_default();
    let written = written(&text);
    if written.is_some_and(|written| NaiveDate::parse_from_str(&written, &text) == Ok(known)) {
        Ok(DateFormat::Pattern(text))
    } else {
        Err(entry.error("is not a date pattern that names year, month and day, such as \"%Y%m%d\" or \"%d-%b-%Y\""))
    }
}

/// A time pattern, or several.
pub(super) fn parse_times(entry: Entry<'_>) -> Result<Vec<String>, DocumentError> {
    let time = |entry: &Entry<'_>| {
        let text = entry.text()?;
        let read = written(&text).and_then(|written| NaiveDateTime::parse_from_str(&written, &text).ok());
        let minute = read.map(|time| time.format("%Y-%m-%d %H:%M").to_string());
        if minute.as_deref() == Some("2024-02-29 13:05") {
            return Ok(text);
        }
        Err(entry.error("is not a pattern that names date, hour and minute, such as \"%m/%d/%Y %I:%M %p\""))
    };
    entry.items()?.iter().map(time).collect()
}

/// An afternoon of a leap day in the notation of a pattern; `None` when it is no pattern.
fn written(pattern: &str) -> Option<String> {
    let afternoon = NaiveDate::from_ymd_opt(2024, 2, 29)?.and_hms_opt(13, 5, 7)?;
    let mut written = String::new();
    std::fmt::Write::write_fmt(&mut written, format_args!("{}", afternoon.format(pattern))).ok()?;
    Some(written)
}

fn parse_zone(entry: &Entry<'_>) -> Result<Tz, DocumentError> {
    entry.text()?.parse().map_err(|_| entry.error("is not a time zone such as \"America/Chicago\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notation(format: &str) -> Notation {
        let document = super::super::document::Document { file: "l", text: format };
        let parsed = document.root(&NOTATION_KEYS).and_then(|mut root| Notation::parse(&mut root));
        parsed.expect("a notation")
    }

    #[test]
    fn dates_in_every_notation_of_a_list() {
        let notation = notation("date = [\"%m/%d/%Y %I:%M:%S %p\", \"%m/%d/%Y\", \"days since 1840-12-31\"]");
        let expected = Day::from_ymd(2022, 3, 11);
        for text in ["3/11/2022 12:00:00 AM", "03/11/2022", "66179", "2022-03-11"] {
            assert_eq!(notation.day(text, &[]), expected, "{text}");
        }
        assert_eq!(notation.day("11.3.2022", &[]), None);
    }

    #[test]
    fn a_zone_gives_the_local_day() {
        let notation = notation("time_zone = \"America/New_York\"");
        assert_eq!(notation.day("2023-01-27T02:17:47Z", &[]), Day::from_ymd(2023, 1, 26));
        assert_eq!(notation.day("2023-01-27", &[]), Day::from_ymd(2023, 1, 27));
        assert_eq!(notation.moment("2023-07-01T02:00:00Z", &[]), Moment::parse("2023-06-30 22:00"));
    }

    #[test]
    fn midnight_may_say_nothing() {
        let notation = notation("midnight = \"unknown\"");
        assert_eq!(notation.moment("2023-07-01T00:00:00", &[]), Some(Moment::NONE));
        assert_eq!(notation.moment("2023-07-01", &[]), Some(Moment::NONE));
        assert_eq!(notation.moment("2023-07-01T00:01:00", &[]), Moment::parse("2023-07-01 00:01"));
    }

    #[test]
    fn money_in_whole_cents() {
        let notation = notation("amounts = \"cents\"");
        assert_eq!(notation.cents("-1250"), Ok(Cents(-1_250)));
        assert_eq!(notation.cents("12.50"), Err(AmountError::TooPrecise));
    }
}
