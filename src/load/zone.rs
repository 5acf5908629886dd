//! Local time of instants: dates and clock times as they were where the service was given. Knows no clock.

use chrono::{DateTime, FixedOffset, Offset as _, TimeZone as _};
use chrono_tz::Tz;

/// A zone by name, or a fixed distance from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    Named(Tz),
    Fixed(FixedOffset),
}

impl Zone {
    /// A zone such as `America/New_York` or `-05:00`; `None` for UTC, whose times are taken as they are.
    pub(super) fn parse(name: &str) -> Result<Option<Self>, ()> {
        if matches!(name, "UTC" | "Etc/UTC" | "+00:00" | "Z" | "GMT") {
            return Ok(None);
        }
        let named = name.parse().map(Self::Named);
        named.or_else(|_| name.parse().map(Self::Fixed)).map(Some).map_err(|_| ())
    }

    /// Microseconds since 1970 by the clock on the wall, of microseconds since 1970 in UTC; `None` out of all bounds.
    pub(super) fn local(self, micros: i64) -> Option<i64> {
        let utc = DateTime::from_timestamp(micros.div_euclid(1_000_000), 0)?.naive_utc();
        let offset = match self {
            Self::Named(zone) => zone.offset_from_utc_datetime(&utc).fix(),
            Self::Fixed(offset) => offset,
        };
        micros.checked_add(i64::from(offset.local_minus_utc()) * 1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn winter_and_summer_differ() {
        let local = |zone: &str, text: &str| {
            let instant = DateTime::parse_from_rfc3339(text).map(|time| time.timestamp_micros());
            let zone = Zone::parse(zone).ok().flatten();
            let micros = zone.zip(instant.ok()).and_then(|(zone, micros)| zone.local(micros));
            micros.and_then(DateTime::from_timestamp_micros).map(|time| time.naive_utc().to_string())
        };
        let expected = |text: &str| Some(text.to_owned());
        assert_eq!(local("America/New_York", "2025-01-01T03:00:00Z"), expected("2024-12-31 22:00:00"));
        assert_eq!(local("America/New_York", "2025-07-01T03:00:00Z"), expected("2025-06-30 23:00:00"));
        assert_eq!(local("-05:00", "2025-07-01T03:00:00Z"), expected("2025-06-30 22:00:00"));
        assert_eq!(local("UTC", "2025-07-01T03:00:00Z"), None);
        assert!(Zone::parse("Mars/Olympus").is_err());
    }
}
