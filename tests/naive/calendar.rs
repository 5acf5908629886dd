//! Dates by their day number: year, month and day, ends of months, years back, quarters, business hours.
//!
//! What it is: slow and plain arithmetic on the proleptic Gregorian calendar.
//! What it is not: aware of time zones, clock changes or holidays.

use super::codes::days_from_civil;

const DAY_SECONDS: i64 = 86_400;

/// Year, month and day of a day number since 1970-01-01.
pub(super) fn civil(date: i32) -> (i32, i32, i32) {
    let mut year = 1970 + date / 366;
    while date < days_from_civil(year, 1, 1) {
        year -= 1;
    }
    while days_from_civil(year + 1, 1, 1) <= date {
        year += 1;
    }
    let mut month = 1;
    while month < 12 && days_from_civil(year, month + 1, 1) <= date {
        month += 1;
    }
    (year, month, date - days_from_civil(year, month, 1) + 1)
}

/// The first day of the date's month.
pub(super) fn month_first(date: i32) -> i32 {
    let (year, month, _) = civil(date);
    days_from_civil(year, month, 1)
}

/// The last day of the date's month.
pub(super) fn month_last(date: i32) -> i32 {
    match civil(date) {
        (year, 12, _) => days_from_civil(year, 12, 31),
        (year, month, _) => days_from_civil(year, month + 1, 1) - 1,
    }
}

/// Whether both dates lie in one calendar month.
pub(super) fn same_month(a: i32, b: i32) -> bool {
    month_first(a) == month_first(b)
}

/// The same calendar day so many years earlier; 29 February becomes 28 February.
pub(super) fn years_before(date: i32, years: i32) -> i32 {
    let (year, month, day) = civil(date);
    let first = days_from_civil(year - years, month, 1);
    (first + day - 1).min(month_last(first))
}

/// Year and quarter (1 to 4) of a date.
pub(super) fn quarter_of(date: i32) -> (i32, i32) {
    let (year, month, _) = civil(date);
    (year, (month - 1) / 3 + 1)
}

/// The date of a moment in seconds since the epoch.
pub(super) fn date_of(seconds: i64) -> i32 {
    i32::try_from(seconds.div_euclid(DAY_SECONDS)).unwrap_or(i32::MAX)
}

/// Seconds between two moments that fall on Monday to Friday from 9 to 17 o'clock.
pub(super) fn business_seconds(start: i64, end: i64) -> i64 {
    let mut sum = 0;
    for date in date_of(start)..=date_of(end) {
        let weekday = (date + 3).rem_euclid(7); // 1970-01-01 was a Thursday; Monday is 0
        if weekday < 5 {
            let midnight = i64::from(date) * DAY_SECONDS;
            let (opens, closes) = (midnight + 9 * 3600, midnight + 17 * 3600);
            sum += (end.min(closes) - start.max(opens)).max(0);
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::{business_seconds, civil, days_from_civil, month_last, quarter_of, same_month, years_before};

    #[test]
    fn dates_come_apart_and_together() {
        for date in (-1000..30_000).step_by(7) {
            let (year, month, day) = civil(date);
            assert_eq!(days_from_civil(year, month, day), date);
            assert!((1..=12).contains(&month) && (1..=31).contains(&day));
        }
        assert_eq!(civil(days_from_civil(2024, 2, 29)), (2024, 2, 29));
        assert_eq!(month_last(days_from_civil(2024, 2, 1)), days_from_civil(2024, 2, 29));
        assert_eq!(month_last(days_from_civil(2025, 12, 31)), days_from_civil(2025, 12, 31));
        assert!(!same_month(days_from_civil(2025, 1, 31), days_from_civil(2025, 2, 1)));
        assert_eq!(quarter_of(days_from_civil(2024, 9, 30)), (2024, 3));
        assert_eq!(years_before(days_from_civil(2024, 2, 29), 3), days_from_civil(2021, 2, 28));
        assert_eq!(years_before(days_from_civil(2025, 3, 1), 3), days_from_civil(2022, 3, 1));
    }

    #[test]
    fn business_hours_skip_nights_and_week_ends() {
        let at = |day: i32, hour: i64| i64::from(days_from_civil(2025, 10, day)) * 86_400 + hour * 3600;
        assert_eq!(business_seconds(at(9, 17), at(13, 9)), 8 * 3600); // Thursday 17:00 to Monday 09:00
        assert_eq!(business_seconds(at(9, 10), at(9, 12)), 2 * 3600);
        assert_eq!(business_seconds(at(11, 0), at(12, 23)), 0);
        assert_eq!(business_seconds(at(6, 9), at(9, 9)), 24 * 3600);
        assert_eq!(business_seconds(at(6, 8), at(9, 10)), 25 * 3600);
    }
}
