//! What the columns of a Parquet file hold, by their types, and how each is turned into what was asked for: exactly, or
//! not at all. Interprets no text.

use polars::prelude::{Column, DataFrame, DataType, Expr, PolarsError, PolarsResult, TimeUnit};

use crate::claim::{Day, Moment};
use crate::load::batch::{SourceBatch, SourceColumn, TextColumn, Wanted};
use crate::load::zone::Zone;

/// How a column is read.
#[derive(Clone, Copy)]
pub(super) enum Reading {
    Text,
    /// Bytes that should be text.
    Bytes,
    /// An identifier among floating numbers, exact up to this limit.
    Float(f64),
    Date,
    /// A point in time of which the date is wanted; with the zone whose date it is.
    DateOf(Option<Zone>),
    Time(Option<Zone>),
    /// A point in time as text.
    TimeText(Option<Zone>),
    /// A time of day as text.
    Clock,
    /// A length of time, as text in minutes; so many of its units make one minute.
    Minutes(i64),
}

impl Reading {
    /// How a column of this type gives what is wanted, or why it cannot. `zone` stands for the column's own, when the
    /// layout names one.
    pub(super) fn of(wanted: Wanted, kind: &DataType, zone: Option<Zone>) -> Result<Self, String> {
        let is_when = matches!(wanted, Wanted::Date | Wanted::Time);
        let own_zone = |name: &str| Zone::parse(name).map_err(|()| format!("is in the unknown time zone `{name}`"));
        Ok(match kind {
            nested if nested.is_nested() => {
                return Err("holds lists or structures; expected one value per row".to_owned());
            }
            DataType::Boolean | DataType::Duration(_) | DataType::Time if is_when => {
                let expected = if wanted == Wanted::Date { "dates" } else { "dates with times" };
                return Err(format!("holds {}; expected {expected}", in_words(kind)));
            }
            DataType::Date if wanted == Wanted::Date => Self::Date,
            DataType::Datetime(_, in_file) => {
                let zone = match in_file {
                    Some(name) => zone.map_or_else(|| own_zone(name.as_str()), |zone| Ok(Some(zone)))?,
                    None => None,
                };
                match (wanted, zone) {
                    (Wanted::Date, zone) => Self::DateOf(zone),
                    (Wanted::Time, zone) => Self::Time(zone),
                    (_, None) if in_file.is_none() => Self::Text,
                    (_, zone) => Self::TimeText(zone),
                }
            }
            DataType::Time => Self::Clock,
            DataType::Duration(unit) => Self::Minutes(60 * per_second(*unit)),
            DataType::Binary => Self::Bytes,
            DataType::Float16 if wanted == Wanted::Id => Self::Float(2_048.0),
            DataType::Float32 if wanted == Wanted::Id => Self::Float(16_777_216.0),
            DataType::Float64 if wanted == Wanted::Id => Self::Float(9_007_199_254_740_992.0),
            _ => Self::Text,
        })
    }

    /// What polars is asked for.
    pub(super) fn expression(self, column: Expr, kind: &DataType) -> Expr {
        let micros = |column: Expr| match kind {
            DataType::Datetime(_, zone) => column.cast(DataType::Datetime(TimeUnit::Microseconds, zone.clone())),
            _ => column,
        };
        match self {
            Self::Text => column.cast(DataType::String),
            Self::Bytes => column,
            Self::Float(_) => column.cast(DataType::Float64),
            Self::Date => column.cast(DataType::Int32),
            Self::DateOf(_) | Self::Time(_) | Self::TimeText(_) => micros(column).cast(DataType::Int64),
            Self::Clock | Self::Minutes(_) => column.cast(DataType::Int64),
        }
    }

    fn column(self, column: &Column) -> PolarsResult<SourceColumn> {
        Ok(match self {
            Self::Text => texts(column.str()?.iter().map(|text| text.unwrap_or(""))),
            Self::Bytes => {
                let is_text = |bytes: Option<&[u8]>| std::str::from_utf8(bytes.unwrap_or(b"")).is_ok();
                if !column.binary()?.iter().all(is_text) {
                    return Err(PolarsError::ComputeError(
                        "a wanted column holds bytes that are not UTF-8 text".into(),
                    ));
                }
                texts(column.binary()?.iter().map(|bytes| std::str::from_utf8(bytes.unwrap_or(b"")).unwrap_or("")))
            }
            Self::Float(limit) => texts(column.f64()?.iter().map(|number| float_text(number, limit))),
            Self::Date => SourceColumn::Days(column.i32()?.iter().map(|day| day.map_or(Day::NONE, Day)).collect()),
            Self::DateOf(zone) => {
                let day = |micros: i64| i32::try_from(local(micros, zone)?.div_euclid(86_400_000_000)).ok().map(Day);
                SourceColumn::Days(column.i64()?.iter().map(|time| time.and_then(day).unwrap_or(Day::NONE)).collect())
            }
            Self::Time(zone) => {
                let moment = |micros: i64| Some(Moment(local(micros, zone)?.div_euclid(1_000_000)));
                let moments = column.i64()?.iter().map(|time| time.and_then(moment).unwrap_or(Moment::NONE));
                SourceColumn::Moments(moments.collect())
            }
            Self::TimeText(zone) => {
                let moment = |micros: i64| Some(Moment(local(micros, zone)?.div_euclid(1_000_000)).to_string());
                texts(column.i64()?.iter().map(|time| time.and_then(moment).unwrap_or_default()))
            }
            Self::Clock => texts(column.i64()?.iter().map(|nanos| nanos.map_or(String::new(), clock))),
            Self::Minutes(unit) => {
                texts(column.i64()?.iter().map(|time| time.map_or(String::new(), |n| minutes(n, unit))))
            }
        })
    }
}

/// `before` is how many rows were delivered already: row numbers when nothing is filtered out. Otherwise the last column,
/// called `numbers`, has them.
pub(super) fn to_batch(
    frame: &DataFrame,
    readings: &[Reading],
    before: u64,
    numbers: &str,
) -> PolarsResult<SourceBatch> {
    let columns = frame.columns();
    let rows = match columns.get(readings.len()).filter(|column| column.name() == numbers) {
        Some(numbers) => numbers.i64()?.iter().map(|row| u64::try_from(row.unwrap_or(0)).unwrap_or(0)).collect(),
        None => (before + 1..=before + frame.height() as u64).collect(),
    };
    let columns = columns.iter().zip(readings).map(|(column, reading)| reading.column(column));
    Ok(SourceBatch { rows, columns: columns.collect::<PolarsResult<_>>()?, ragged: Vec::new() })
}

fn texts<T: AsRef<str>>(values: impl Iterator<Item = T>) -> SourceColumn {
    let mut column = TextColumn::default();
    values.for_each(|text| column.push(text.as_ref()));
    SourceColumn::Text(column)
}

fn local(micros: i64, zone: Option<Zone>) -> Option<i64> {
    zone.map_or(Some(micros), |zone| zone.local(micros))
}

/// An identifier kept as a floating number: with its trailing `.0` while it is exact, in scientific notation (which is
/// refused later) once neighbouring identifiers fall together.
pub(super) fn float_text(number: Option<f64>, exact_limit: f64) -> String {
    match number {
        None => String::new(),
        // An amount, or no identifier at all: rounding would make two values one.
        Some(number) if number.fract() != 0.0 => number.to_string(),
        Some(number) if number.abs() < exact_limit => format!("{number:.1}"),
        Some(number) => format!("{number:e}").replace('e', "E+"),
    }
}

/// A time of day from nanoseconds behind midnight.
fn clock(nanos: i64) -> String {
    let (seconds, fraction) = (nanos.div_euclid(1_000_000_000), nanos.rem_euclid(1_000_000_000));
    let text = format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if fraction == 0 { text } else { format!("{text}.{fraction:09}") }
}

/// Minutes with four decimals, those behind dropped: a minute that is not completed never becomes one.
fn minutes(n: i64, unit: i64) -> String {
    let parts = i128::from(n) * 10_000 / i128::from(unit);
    let sign = if parts < 0 { "-" } else { "" };
    format!("{sign}{}.{:04}", parts.unsigned_abs() / 10_000, parts.unsigned_abs() % 10_000)
}

const fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Nanoseconds => 1_000_000_000,
        TimeUnit::Microseconds => 1_000_000,
        TimeUnit::Milliseconds => 1_000,
    }
}

const fn in_words(kind: &DataType) -> &'static str {
    match kind {
        DataType::Boolean => "true and false",
        DataType::Duration(_) => "lengths of time",
        _ => "times of day without a date",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_never_rounded_up() {
        let found = [1_200, 1_199, 90, 1, -90, 0].map(|seconds| minutes(seconds, 60));
        assert_eq!(found, ["20.0000", "19.9833", "1.5000", "0.0166", "-1.5000", "0.0000"]);
        assert_eq!(minutes(i64::MAX, 60_000_000_000), "153722867.2809");
    }

    #[test]
    fn times_of_day() {
        assert_eq!([0, 36_061_000_000_000].map(clock), ["00:00:00", "10:01:01"]);
        assert_eq!(clock(86_399_000_000_001), "23:59:59.000000001");
    }
}
