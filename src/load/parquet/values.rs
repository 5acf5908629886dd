//! The texts of values that a typed file holds in another form: floating numbers, times of day, points and lengths of
//! time. Exact, or such that nothing inexact is taken for exact.

use std::fmt::Debug;

use arrow::datatypes::TimeUnit;

use super::kind::per_second;
use crate::claim::Moment;

/// A floating number: in the fewest digits that give it back. An identifier, which is exact below a limit, has its
/// trailing `.0` while it is exact, and stands in scientific notation (which is refused later) once neighbouring
/// identifiers fall together.
pub(super) fn float_text(number: &impl Debug, wide: f64, exact_below: Option<f64>) -> String {
    match exact_below {
        None => format!("{number:?}"),
        // An amount, or no identifier at all: rounding would make two values one.
        Some(_) if wide.fract() != 0.0 => wide.to_string(),
        Some(limit) if wide.abs() < limit => format!("{wide:.1}"),
        Some(_) => format!("{wide:e}").replace('e', "E+"),
    }
}

/// A point in time without a zone, with every digit behind the second that its unit has.
pub(super) fn time_text(time: i64, unit: TimeUnit) -> String {
    let (seconds, fraction) = (time.div_euclid(per_second(unit)), time.rem_euclid(per_second(unit)));
    let digits = match unit {
        TimeUnit::Second | TimeUnit::Millisecond => 3,
        TimeUnit::Microsecond => 6,
        TimeUnit::Nanosecond => 9,
    };
    format!("{}.{fraction:0digits$}", Moment(seconds))
}

/// A time of day from so many parts of a second behind midnight.
pub(super) fn clock(time: i128, unit: TimeUnit) -> String {
    let per_second = i128::from(per_second(unit));
    let (seconds, nanos) = (time.div_euclid(per_second), time.rem_euclid(per_second) * (1_000_000_000 / per_second));
    let text = format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if nanos == 0 { text } else { format!("{text}.{nanos:09}") }
}

/// Minutes with four decimals, those behind dropped: a minute that is not completed never becomes one.
pub(super) fn minutes(time: i128, unit: TimeUnit) -> String {
    let parts = time * 10_000 / (60 * i128::from(per_second(unit)));
    let sign = if parts < 0 { "-" } else { "" };
    format!("{sign}{}.{:04}", parts.unsigned_abs() / 10_000, parts.unsigned_abs() % 10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_never_rounded_up() {
        let found = [1_200, 1_199, 90, 1, -90, 0].map(|seconds| minutes(seconds, TimeUnit::Second));
        assert_eq!(found, ["20.0000", "19.9833", "1.5000", "0.0166", "-1.5000", "0.0000"]);
        assert_eq!(minutes(i64::MAX.into(), TimeUnit::Nanosecond), "153722867.2809");
    }

    #[test]
    fn times_of_day() {
        assert_eq!([0, 36_061_000_000_000].map(|nanos| clock(nanos, TimeUnit::Nanosecond)), ["00:00:00", "10:01:01"]);
        assert_eq!(clock(86_399_000_000_001, TimeUnit::Nanosecond), "23:59:59.000000001");
        assert_eq!(clock(86_399_001, TimeUnit::Millisecond), "23:59:59.001000000");
    }

    #[test]
    fn points_in_time_have_the_digits_of_their_unit() {
        let shown = [(1, TimeUnit::Second), (1_001, TimeUnit::Millisecond), (-1, TimeUnit::Microsecond)];
        let shown = shown.map(|(time, unit)| time_text(time, unit));
        assert_eq!(shown, ["1970-01-01 00:00:01.000", "1970-01-01 00:00:01.001", "1969-12-31 23:59:59.999999"]);
    }
}
