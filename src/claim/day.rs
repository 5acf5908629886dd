//! A calendar date as a day number, and the ways files write dates. Knows no time of day and no clock.

use std::fmt;

use chrono::{Datelike, NaiveDate, NaiveDateTime};

/// A calendar date: days since 1970-01-01, so that a gap is a subtraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// How a file writes its dates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DateFormat {
    /// `2025-10-09`, `20251009`, or either followed by a time of day.
    #[default]
    Iso,
    /// A `strftime` pattern from a layout, such as `%d-%b-%Y`.
    Pattern(String),
    /// A number of days since this one, as spreadsheets and some records systems count.
    DaysSince(Day),
}

impl Day {
    /// Marks an absent date in packed columns.
    pub const NONE: Self = Self(i32::MIN);
    const EPOCH_FROM_CE: i32 = 719_163;

    /// The date as an option: `None` for [`Day::NONE`].
    pub const fn known(self) -> Option<Self> {
        if self.0 == i32::MIN { None } else { Some(self) }
    }

    /// The day of a proleptic Gregorian date, `None` when there is no such date.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(|date| Self(date.num_days_from_ce() - Self::EPOCH_FROM_CE))
    }

    /// Parses a date in the given notation, `None` when the text is not one.
    pub fn parse(text: &str, format: &DateFormat) -> Option<Self> {
        match format {
            DateFormat::Iso => Self::parse_iso(text),
            DateFormat::Pattern(pattern) => {
                let read = NaiveDate::parse_from_str(text, pattern).ok()?;
                let date = in_full(text, read.year()).and_then(|year| read.with_year(year))?;
                Some(Self(date.num_days_from_ce() - Self::EPOCH_FROM_CE))
            }
            DateFormat::DaysSince(origin) => {
                // Further than three centuries is no count of days but a date written as a number.
                let days: i32 = text.parse().ok().filter(|days| (0..110_000).contains(days))?;
                Some(origin.plus(days))
            }
        }
    }

    /// Parses `YYYY-MM-DD` or `YYYYMMDD`, a time of day behind either being dropped.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let (year, month, day, rest) = if bytes.len() >= 10 && bytes[4] == b'-' && bytes[7] == b'-' {
            (number(bytes, 0..4)?, number(bytes, 5..7)?, number(bytes, 8..10)?, &bytes[10..])
        } else if bytes.len() >= 8 {
            (number(bytes, 0..4)?, number(bytes, 4..6)?, number(bytes, 6..8)?, &bytes[8..])
        } else {
            return None;
        };
        if !rest.is_empty() && !is_time_of_day(rest) {
            return None;
        }
        Self::from_ymd(i32::try_from(year).ok()?, month, day)
    }

    /// This day moved by whole days; stops at the ends of the range instead of wrapping.
    #[must_use]
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Whole days from this date to a later one; negative when `other` is earlier.
    pub const fn gap_to(self, other: Self) -> i32 {
        other.0.saturating_sub(self.0)
    }

    /// The same day of the year some years earlier; 29 February becomes 28 February where there is none.
    #[must_use]
    pub fn years_before(self, years: i32) -> Self {
        let Some((year, month, day)) = self.ymd() else { return self };
        let earlier = Self::from_ymd(year - years, month, day).or_else(|| Self::from_ymd(year - years, month, 28));
        earlier.unwrap_or(self)
    }

    /// First and last day of the calendar month.
    pub fn month(self) -> (Self, Self) {
        let Some((year, month, _)) = self.ymd() else { return (self, self) };
        let next = if month == 12 { Self::from_ymd(year + 1, 1, 1) } else { Self::from_ymd(year, month + 1, 1) };
        let first = Self::from_ymd(year, month, 1).unwrap_or(self);
        (first, next.map_or(self, |next| next.plus(-1)))
    }

    /// Monday is 0, Sunday is 6.
    pub const fn weekday(self) -> i32 {
        // 1970-01-01 was a Thursday.
        (self.0 + 3).rem_euclid(7)
    }

    /// Calendar year, month and day.
    pub fn ymd(self) -> Option<(i32, u32, u32)> {
        let date = NaiveDate::from_num_days_from_ce_opt(self.0.checked_add(Self::EPOCH_FROM_CE)?)?;
        Some((date.year(), date.month(), date.day()))
    }
}

/// From this number on, two digits are a year of the last century: they stand for 1970 to 2069, as `%y` has it too.
const PIVOT: i32 = 70;

/// The year of a text in which a pattern found `year`. Where a pattern says `%Y`, a year of two digits would be one of the
/// first century: two digits are a year from 1970 to 2069, and what is left before 1900 is a mistake of whoever wrote it.
pub(super) fn in_full(text: &str, year: i32) -> Option<i32> {
    if 1_900 <= year {
        return Some(year);
    }
    let is_written_short = |part: &str| part.len() == 2 && part.parse() == Ok(year);
    let digits = |c: char| !c.is_ascii_digit();
    let is_short = (0..100).contains(&year) && text.split(digits).any(is_written_short);
    is_short.then_some(year + if year < PIVOT { 2_000 } else { 1_900 })
}

/// A time by a pattern, its year [`in_full`].
pub(super) fn time_by_pattern(text: &str, pattern: &str) -> Option<NaiveDateTime> {
    let read = NaiveDateTime::parse_from_str(text, pattern).ok()?;
    in_full(text, read.year()).and_then(|year| read.with_year(year))
}

/// `T14:05`, ` 14:05:00`, `T14:05:00.000Z`, ` 14:05:00+02:00`.
fn is_time_of_day(rest: &[u8]) -> bool {
    let two = |from: usize, below: u32| {
        rest.len() >= from + 2 && number(rest, from..from + 2).is_some_and(|value| value < below)
    };
    if !(matches!(rest[0], b'T' | b' ') && two(1, 24) && rest.get(3) == Some(&b':') && two(4, 60)) {
        return false;
    }
    let mut tail = &rest[6..];
    if tail.first() == Some(&b':') {
        if !two(7, 61) {
            return false;
        }
        tail = &rest[9..];
    }
    if tail.first() == Some(&b'.') {
        let digits = tail[1..].iter().take_while(|b| b.is_ascii_digit()).count();
        tail = &tail[1 + digits..];
    }
    match tail {
        [] | b"Z" => true,
        [b'+' | b'-', offset @ ..] => {
            (2..=5).contains(&offset.len()) && offset.iter().all(|b| b.is_ascii_digit() || *b == b':')
        }
        _ => false,
    }
}

fn number(bytes: &[u8], range: std::ops::Range<usize>) -> Option<u32> {
    bytes[range].iter().try_fold(0_u32, |sum, b| b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0')))
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.known().and_then(Self::ymd) {
            Some((year, month, day)) => write!(out, "{year:04}-{month:02}-{day:02}"),
            None => out.write_str("unknown date"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_dates_with_and_without_dashes_and_times() {
        let day = Day::from_ymd(2025, 10, 9);
        assert!(day.is_some());
        for text in [
            "2025-10-09",
            "20251009",
            "2025-10-09T23:59:00Z",
            "2025-10-09 00:00:00",
            "20251009 14:05",
            "2025-10-09T10:00:00.000+02:00",
        ] {
            assert_eq!(Day::parse_iso(text), day, "{text}");
        }
        assert_eq!(day.map(|d| d.to_string()), Some("2025-10-09".to_owned()));
    }

    #[test]
    fn a_year_of_two_digits_is_near_and_one_before_1900_is_none() {
        let day = |text: &str, pattern: &str| {
            Day::parse(text, &DateFormat::Pattern(pattern.to_owned())).map(|day| day.to_string())
        };
        let full = |text: &str| Some(text.to_owned());
        assert_eq!(day("10/06/25", "%m/%d/%Y"), full("2025-10-06"));
        assert_eq!(day("10/06/25", "%m/%d/%y"), full("2025-10-06"));
        assert_eq!(day("06-OCT-25", "%d-%b-%Y"), full("2025-10-06"));
        assert_eq!([day("1/1/69", "%m/%d/%Y"), day("1/1/70", "%m/%d/%Y")], [full("2069-01-01"), full("1970-01-01")]);
        assert_eq!([day("1/1/69", "%m/%d/%y"), day("1/1/70", "%m/%d/%y")], [full("2069-01-01"), full("1970-01-01")]);
        assert_eq!(day("02/29/24", "%m/%d/%Y"), full("2024-02-29"));
        for never in ["10/06/0025", "10/06/025", "10/06/1825", "10/06/5", "02/29/25"] {
            assert_eq!(day(never, "%m/%d/%Y"), None, "{never}");
        }
    }

    #[test]
    fn months_years_and_weekdays() {
        let day = |text: &str| Day::parse_iso(text).unwrap_or(Day::NONE);
        assert_eq!(day("2024-02-29").years_before(3), day("2021-02-28"));
        assert_eq!(day("2024-02-29").years_before(4), day("2020-02-29"));
        assert_eq!(day("2025-10-09").years_before(3), day("2022-10-09"));
        assert_eq!(day("2024-02-10").month(), (day("2024-02-01"), day("2024-02-29")));
        assert_eq!(day("2025-12-31").month(), (day("2025-12-01"), day("2025-12-31")));
        assert_eq!((day("2026-11-21").weekday(), day("2025-10-06").weekday(), day("1969-12-28").weekday()), (5, 0, 6));
    }

    #[test]
    fn impossible_dates_are_not_dates() {
        for text in [
            "2025-02-30",
            "2025-13-01",
            "2025-1-1",
            "10/09/2025",
            "2025-10-09x",
            "",
            "0",
            "2025-10-0é",
            "2025-10-09 9garbage",
            "20251009 1x",
            "2025-10-09T99:99:99",
            "2025-10-09T",
        ] {
            assert_eq!(Day::parse_iso(text), None, "{text}");
        }
    }

    #[test]
    fn leap_days_count_in_gaps() {
        let (a, b) = (Day::from_ymd(2024, 2, 28), Day::from_ymd(2024, 3, 1));
        assert_eq!(a.zip(b).map(|(a, b)| a.gap_to(b)), Some(2));
    }

    #[test]
    fn layout_patterns() {
        let format = DateFormat::Pattern("%d-%b-%Y".to_owned());
        assert_eq!(Day::parse("27-OCT-1999", &format), Day::from_ymd(1999, 10, 27));
    }
}
