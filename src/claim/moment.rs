//! A point in time to the second, for lines that carry start and end. Knows no clock.

use std::fmt;

use chrono::{DateTime, NaiveDateTime};

use super::Day;
use super::day::time_by_pattern;

/// Seconds since 1970-01-01 00:00 by the clock on the wall where the service was given. An offset behind a time is
/// dropped: dates are taken as they are written, and the clock has to agree with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub i64);

/// A day in seconds.
pub const DAY_SECONDS: i64 = 24 * 60 * 60;

/// Notations without an offset.
const PATTERNS: [&str; 4] = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];

impl Moment {
    /// Marks an absent time in packed columns.
    pub const NONE: Self = Self(i64::MIN);

    /// The time as an option: `None` for [`Moment::NONE`].
    pub const fn known(self) -> Option<Self> {
        if self.0 == i64::MIN { None } else { Some(self) }
    }

    /// The beginning of a day.
    pub fn midnight(day: Day) -> Self {
        Self(i64::from(day.0) * DAY_SECONDS)
    }

    /// The day of a time, `None` out of all bounds.
    pub fn day(self) -> Option<Day> {
        i32::try_from(self.0.div_euclid(DAY_SECONDS)).ok().map(Day)
    }

    /// Whether a day begins at this second.
    pub const fn is_midnight(self) -> bool {
        self.0.rem_euclid(DAY_SECONDS) == 0
    }

    /// Parses a time by a pattern of a layout, `None` when the text is none. A year of two digits is 1970 to 2069.
    pub fn by_pattern(text: &str, pattern: &str) -> Option<Self> {
        time_by_pattern(text, pattern).map(|naive| Self(naive.and_utc().timestamp()))
    }

    /// Parses ISO 8601 with `T` or a space, seconds optional, with or without an offset.
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(zoned) = DateTime::parse_from_rfc3339(text) {
            return Some(Self(zoned.naive_local().and_utc().timestamp()));
        }
        PATTERNS
            .iter()
            .find_map(|pattern| NaiveDateTime::parse_from_str(text, pattern).ok())
            .map(|naive| Self(naive.and_utc().timestamp()))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match DateTime::from_timestamp(self.0, 0) {
            Some(time) => write!(out, "{}", time.naive_utc().format("%Y-%m-%d %H:%M:%S")),
            None => out.write_str("unknown time"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_notations_agree() {
        let expected = Some(Moment(1_760_018_700));
        for text in ["2025-10-09T14:05:00", "2025-10-09 14:05", "2025-10-09T14:05:00Z", "2025-10-09T14:05:00-05:00"] {
            assert_eq!(Moment::parse(text), expected, "{text}");
        }
        assert_eq!(Moment::parse("2025-10-09"), None);
    }
}
