//! Recorded durations as integers, in whatever way files write them. Never goes through a binary float.

use super::amounts::{AmountError, DecimalMark, parse_scaled};

/// Recorded time in ten-thousandths of a second, so that minutes with four decimals and whole seconds are both exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minutes(pub i64);

/// What a bare number or a clock of two parts counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DurationUnit {
    /// Numbers are minutes; a clock of two parts says nothing certain.
    #[default]
    Minutes,
    /// Numbers are seconds.
    Seconds,
    /// Numbers are hours.
    Hours,
    /// Two parts are hours and minutes: `0:08`.
    HoursAndMinutes,
    /// Two parts are minutes and seconds: `8:00`.
    MinutesAndSeconds,
}

/// A second.
const SECOND: i64 = 10_000;

impl DurationUnit {
    /// Every unit with its word in a layout.
    pub const ALL: [(&'static str, Self); 5] = [
        ("minutes", Self::Minutes),
        ("seconds", Self::Seconds),
        ("hours", Self::Hours),
        ("h:mm", Self::HoursAndMinutes),
        ("m:ss", Self::MinutesAndSeconds),
    ];

    /// How many seconds a number counts.
    const fn seconds(self) -> i64 {
        match self {
            Self::Minutes | Self::HoursAndMinutes | Self::MinutesAndSeconds => 60,
            Self::Seconds => 1,
            Self::Hours => 3_600,
        }
    }
}

impl Minutes {
    /// One minute.
    pub const ONE: i64 = 60 * SECOND;
    /// More than this no message takes, and few visits: the column may be in another unit, so that somebody should look.
    pub const LONG: Self = Self(120 * Self::ONE);

    /// Parses a number (`12`, `12.5`) of the unit, a clock time (`0:08:00`), words (`8 min`, `1 h 5 min`, `90 sec`) and
    /// ISO 8601 (`PT8M`); errors on a clock of two parts unless the unit says what they are, and beyond four decimals.
    pub fn parse(text: &str, mark: DecimalMark, unit: DurationUnit) -> Result<Self, AmountError> {
        let text = text.trim();
        if let Some(period) = text.strip_prefix(['P', 'p']) {
            return iso(period);
        }
        if text.contains(':') {
            return clock(text, mark, unit);
        }
        if text.bytes().any(|byte| byte.is_ascii_alphabetic()) || text.ends_with(['\'', '"']) {
            return words(text, mark);
        }
        scaled(text, mark, unit.seconds())
    }

    /// Completed minutes: the fraction is dropped, as the rulebook says of logged time.
    pub const fn completed(self) -> i64 {
        self.0.div_euclid(Self::ONE)
    }

    /// The time in ten-thousandths of a second.
    pub const fn time(self) -> i64 {
        self.0
    }
}

/// A number of units of so many seconds.
fn scaled(text: &str, mark: DecimalMark, seconds: i64) -> Result<Minutes, AmountError> {
    let number = parse_scaled(text, mark, 4)?;
    number.checked_mul(seconds).map(Minutes).ok_or(AmountError::TooLarge)
}

/// A part of digits only.
fn whole(text: &str) -> Result<i64, AmountError> {
    let is_number = !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().map_err(|_| AmountError::NotANumber) } else { Err(AmountError::NotANumber) }
}

/// Days from which a spreadsheet counts: a duration may come with one of them in front.
const EPOCHS: [&str; 3] = ["1899-12-30", "1899-12-31", "1900-01-00"];

/// `0:08:00`, `0:08:00.5`, `1899-12-30 00:08:00`, `12:08:00 AM`; two parts where the unit says what they are.
fn clock(text: &str, mark: DecimalMark, unit: DurationUnit) -> Result<Minutes, AmountError> {
    let behind =
        EPOCHS.iter().find_map(|epoch| text.strip_prefix(epoch)).map(|rest| rest.trim_start_matches(['T', ' ']));
    let text = behind.unwrap_or(text);
    let (text, is_of_day) = match text.len().checked_sub(2).and_then(|at| text.split_at_checked(at)) {
        Some((time, half)) if half.eq_ignore_ascii_case("am") => (time.trim_end(), true),
        _ => (text, false),
    };
    let parts: Vec<&str> = text.split(':').collect();
    let below_sixty = |number: i64| if number < 60 { Ok(number) } else { Err(AmountError::NotANumber) };
    match (parts.as_slice(), unit) {
        ([hours, minutes, seconds], _) => {
            // Midnight is twelve by the clock of twelve hours.
            let hours = if is_of_day { whole(hours)? % 12 } else { whole(hours)? };
            let seconds = scaled(seconds, mark, 1)?.0;
            if !(0..60 * SECOND).contains(&seconds) {
                return Err(AmountError::NotANumber);
            }
            Ok(Minutes((hours * 60 + below_sixty(whole(minutes)?)?) * Minutes::ONE + seconds))
        }
        ([hours, minutes], DurationUnit::HoursAndMinutes) => {
            Ok(Minutes((whole(hours)? * 60 + below_sixty(whole(minutes)?)?) * Minutes::ONE))
        }
        ([minutes, seconds], DurationUnit::MinutesAndSeconds) => {
            Ok(Minutes(whole(minutes)? * Minutes::ONE + below_sixty(whole(seconds)?)? * SECOND))
        }
        ([_, _], _) => Err(AmountError::Ambiguous),
        _ => Err(AmountError::NotANumber),
    }
}

/// What stands behind the `P` of ISO 8601: `T8M`, `T1H5M30S`, `0DT8M`. Days, months and years are no contact's.
fn iso(period: &str) -> Result<Minutes, AmountError> {
    let (days, time) = period.split_once(['T', 't']).ok_or(AmountError::NotANumber)?;
    let no_days = days.strip_suffix(['D', 'd']).map_or(days.is_empty(), |days| whole(days) == Ok(0));
    if !no_days || time.is_empty() || time.contains(' ') {
        return Err(AmountError::NotANumber);
    }
    words(time, DecimalMark::Point)
}

/// Numbers with their units, one behind the other: `8 min`, `1 hr 5 min`, `1h05`, `90 sec`, `8'`.
fn words(text: &str, mark: DecimalMark) -> Result<Minutes, AmountError> {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let (mut rest, mut total, mut last) = (text, 0_i64, None);
    while !rest.is_empty() {
        let end = rest.find(|c| !is_number(c)).unwrap_or(rest.len());
        let number = rest[..end].trim_end_matches(',');
        rest = rest[end..].trim_start();
        let end = rest.find(|c: char| !c.is_alphabetic() && !matches!(c, '\'' | '"')).unwrap_or(rest.len());
        let seconds = match rest[..end].to_ascii_lowercase().as_str() {
            "h" | "hr" | "hrs" | "hour" | "hours" => 3_600,
            "m" | "min" | "mins" | "minute" | "minutes" | "'" => 60,
            "s" | "sec" | "secs" | "second" | "seconds" | "\"" | "''" => 1,
            // `1h05`: what follows hours without a word is minutes.
            "" if last == Some(3_600) => 60,
            _ => return Err(AmountError::NotANumber),
        };
        if last.is_some_and(|last| last <= seconds) || number.is_empty() {
            return Err(AmountError::NotANumber);
        }
        last = Some(seconds);
        total = total.checked_add(scaled(number, mark, seconds)?.0).ok_or(AmountError::TooLarge)?;
        rest = rest[end..].trim_start_matches(['.', ',', ' ']);
        rest = rest.strip_prefix("and ").unwrap_or(rest);
    }
    if last.is_some() { Ok(Minutes(total)) } else { Err(AmountError::NotANumber) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str, unit: DurationUnit) -> Result<i64, AmountError> {
        Minutes::parse(text, DecimalMark::Point, unit).map(|minutes| minutes.0 / SECOND)
    }

    #[test]
    fn eight_minutes_in_every_way() {
        let ways = [
            "8",
            "8.0",
            "0:08:00",
            "00:08:00",
            "8 min",
            "8min",
            "8 mins.",
            "8 Minutes",
            "8m",
            "480 sec",
            "480s",
            "PT8M",
            "PT480S",
            "P0DT0H8M0S",
            "7 min 60 sec",
            "8'",
            "1899-12-30 00:08:00",
            "12:08:00 AM",
            " 8 ",
        ];
        for way in ways {
            assert_eq!(seconds(way, DurationUnit::Minutes), Ok(480), "{way}");
        }
        assert_eq!(seconds("480", DurationUnit::Seconds), Ok(480));
        assert_eq!(seconds("0.5", DurationUnit::Hours), Ok(1_800));
        assert_eq!(seconds("0:08", DurationUnit::HoursAndMinutes), Ok(480));
        assert_eq!(seconds("8:00", DurationUnit::MinutesAndSeconds), Ok(480));
    }

    #[test]
    fn longer_ones() {
        for (way, expected) in
            [("1 hr 5 min", 3_900), ("1h05", 3_900), ("1:05:30", 3_930), ("PT1H5M30S", 3_930), ("1.5 hours", 5_400)]
        {
            assert_eq!(seconds(way, DurationUnit::Minutes), Ok(expected), "{way}");
        }
        assert_eq!(Minutes::parse("1,5 h", DecimalMark::Comma, DurationUnit::Minutes).map(Minutes::completed), Ok(90));
    }

    #[test]
    fn what_is_no_certain_duration_is_refused() {
        assert_eq!(seconds("0:08", DurationUnit::Minutes), Err(AmountError::Ambiguous));
        let none = [
            "",
            "min",
            "about 8 min",
            "8-10 min",
            "8 min 9 min",
            "5 sec 8 min",
            "0:75:00",
            "0:08:75",
            "1:2:3:4",
            "P1D",
            "PT",
            "P8M",
            "8 days",
            "<5",
            "8 min x",
            "$8",
            "12:08:00 PM",
        ];
        for text in none {
            assert_eq!(seconds(text, DurationUnit::Minutes), Err(AmountError::NotANumber), "{text}");
        }
    }

    #[test]
    fn seconds_add_up_exactly() {
        let twenty = Minutes::parse("20 sec", DecimalMark::Point, DurationUnit::Minutes).expect("a duration");
        assert_eq!(Minutes(twenty.0 * 3).completed(), 1);
        assert_eq!(Minutes::parse("10.99", DecimalMark::Point, DurationUnit::Minutes).map(Minutes::completed), Ok(10));
    }
}
