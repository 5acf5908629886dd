//! Says when claims arrive and how long before that the service took place.
//! It knows no holidays.

use fastrand::Rng;

use super::random::{chance, weighted};

/// First service date, 2024-10-01: a quarter of history before the audited year.
pub(super) const FIRST_SERVICE: i32 = 19_997;
/// 2025-01-01, when the communication codes changed.
pub(super) const YEAR_START: i32 = 20_089;
/// Last service date, 2025-12-31.
pub(super) const LAST_SERVICE: i32 = 20_453;
/// Last day on which a claim arrives, 2026-01-21.
const LAST_ARRIVAL: i32 = 20_474;
/// Share of the lines that arrive before the audited year, in parts per million.
const HISTORY: i32 = 80_000;
/// One whole, in parts per million.
pub(super) const WHOLE: i32 = 1_000_000;

/// The day on which claims arrive when `progress` parts per million of the lines are written.
pub(super) fn arrival(progress: i32) -> i32 {
    let progress = progress.clamp(0, WHOLE);
    let (from, to, done, share) = if progress < HISTORY {
        (FIRST_SERVICE + 3, YEAR_START, progress, HISTORY)
    } else {
        let rest = WHOLE - HISTORY;
        (YEAR_START, LAST_ARRIVAL, progress - HISTORY, rest)
    };
    let days = i64::from(to - from) * i64::from(done) / i64::from(share);
    from + i32::try_from(days).unwrap_or(0)
}

/// The service date of a claim that arrives on `arrival`; seldom at a weekend.
pub(super) fn service_date(rng: &mut Rng, arrival: i32) -> i32 {
    let lag = weighted(rng, &[(60, 1..6), (30, 6..16), (10, 16..46)].map(bounds));
    let date = arrival - rng.i32(lag.0..lag.1);
    let date = match date {
        ..FIRST_SERVICE => FIRST_SERVICE + rng.i32(0..7),
        FIRST_SERVICE..=LAST_SERVICE => date,
        _ => LAST_SERVICE - rng.i32(0..14),
    };
    on_workday(rng, date)
}

fn bounds((weight, days): (u32, std::ops::Range<i32>)) -> (u32, (i32, i32)) {
    (weight, (days.start, days.end))
}

/// Moves most weekend dates to the Friday before, as long as that is in the data.
fn on_workday(rng: &mut Rng, date: i32) -> i32 {
    // 1970-01-01 was a Thursday, so Saturdays are 2 modulo 7 and Sundays 3.
    let back = match date.rem_euclid(7) {
        2 => 1,
        3 => 2,
        _ => return date,
    };
    if chance(rng, 1_500) {
        return date;
    }
    (date - back).max(FIRST_SERVICE)
}
