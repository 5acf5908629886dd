//! What a column of a file that knows types holds, by its type, and whether that gives what is asked for: exactly, or not
//! at all. Reads no value.

use arrow::datatypes::{DataType, TimeUnit};

use crate::load::batch::Wanted;
use crate::load::zone::Zone;

/// What a column holds and what is made of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::load) enum Kind {
    Text,
    /// Bytes that should be text.
    Bytes,
    /// No row has a value.
    Nothing,
    /// True and false, as words.
    Truth,
    Whole,
    Decimal {
        precision: u8,
        scale: i8,
    },
    /// Floating numbers; identifiers among them are exact below a limit.
    Float {
        exact_below: Option<f64>,
    },
    Days,
    /// Dates as text.
    DaysAsText,
    /// A point in time, in so many parts of a second since 1970; the clock of the zone shows it, where there is one.
    Time {
        unit: TimeUnit,
        zone: Option<Zone>,
        form: TimeForm,
    },
    /// A time of day, as text.
    Clock(TimeUnit),
    /// A length of time, as text in minutes.
    Minutes(TimeUnit),
}

/// What is made of a point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::load) enum TimeForm {
    Day,
    Moment,
    /// Text to the second.
    Seconds,
    /// Text with every digit behind the second that the file has.
    EveryDigit,
}

impl Kind {
    /// The kind of a type that means the same wherever it stands: text, numbers, and dates and times without a zone.
    pub(in crate::load) fn usual(kind: &DataType, wanted: Wanted) -> Option<Self> {
        let is_when = matches!(wanted, Wanted::Date | Wanted::Time);
        let exact_below = |limit: f64| Self::Float { exact_below: (wanted == Wanted::Id).then_some(limit) };
        Some(match kind {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Self::Text,
            DataType::Dictionary(_, values) if **values == DataType::Utf8 => Self::Text,
            whole if whole.is_integer() => Self::Whole,
            DataType::Decimal128(precision, scale) if 0 <= *scale => {
                Self::Decimal { precision: *precision, scale: *scale }
            }
            DataType::Float32 => exact_below(16_777_216.0),
            DataType::Float64 => exact_below(9_007_199_254_740_992.0),
            DataType::Date32 if wanted == Wanted::Date => Self::Days,
            DataType::Timestamp(unit, None) if is_when => Self::time(*unit, None, wanted),
            _ => return None,
        })
    }

    /// How a column of any type gives what is wanted, or why it cannot. `zone` stands for the column's own, when the
    /// layout names one.
    pub(super) fn of(kind: &DataType, wanted: Wanted, zone: Option<Zone>) -> Result<Self, String> {
        if let Some(usual) = Self::usual(kind, wanted) {
            return Ok(usual);
        }
        let own_zone = |name: &str| Zone::parse(name).map_err(|()| format!("is in the unknown time zone `{name}`"));
        Ok(match kind {
            nested if nested.is_nested() => {
                return Err("holds lists or structures; expected one value per row".to_owned());
            }
            DataType::Dictionary(_, values) => Self::of(values, wanted, zone)?,
            DataType::Boolean | DataType::Duration(_) | DataType::Time32(_) | DataType::Time64(_)
                if matches!(wanted, Wanted::Date | Wanted::Time) =>
            {
                let expected = if wanted == Wanted::Date { "dates" } else { "dates with times" };
                return Err(format!("holds {}; expected {expected}", in_words(kind)));
            }
            DataType::Null => Self::Nothing,
            DataType::Boolean => Self::Truth,
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
                Self::Bytes
            }
            DataType::Decimal32(precision, scale)
            | DataType::Decimal64(precision, scale)
            | DataType::Decimal128(precision, scale)
            | DataType::Decimal256(precision, scale) => Self::Decimal { precision: *precision, scale: *scale },
            DataType::Float16 => Self::Float { exact_below: (wanted == Wanted::Id).then_some(2_048.0) },
            DataType::Date32 => Self::DaysAsText,
            DataType::Date64 => Self::time(TimeUnit::Millisecond, None, wanted),
            DataType::Timestamp(unit, None) => Self::time(*unit, None, wanted),
            DataType::Timestamp(unit, Some(in_file)) => {
                let zone = zone.map_or_else(|| own_zone(in_file), |zone| Ok(Some(zone)))?;
                match Self::time(*unit, zone, wanted) {
                    Self::Time { form: TimeForm::EveryDigit, .. } => {
                        Self::Time { unit: *unit, zone, form: TimeForm::Seconds }
                    }
                    time => time,
                }
            }
            DataType::Time32(unit) | DataType::Time64(unit) => Self::Clock(*unit),
            DataType::Duration(unit) => Self::Minutes(*unit),
            other => return Err(format!("holds {other}; expected text, numbers, dates or times")),
        })
    }

    const fn time(unit: TimeUnit, zone: Option<Zone>, wanted: Wanted) -> Self {
        let form = match wanted {
            Wanted::Date => TimeForm::Day,
            Wanted::Time => TimeForm::Moment,
            Wanted::Text | Wanted::Id => TimeForm::EveryDigit,
        };
        Self::Time { unit, zone, form }
    }
}

/// How many of a unit make a second.
pub(super) const fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}

const fn in_words(kind: &DataType) -> &'static str {
    match kind {
        DataType::Boolean => "true and false",
        DataType::Duration(_) => "lengths of time",
        _ => "times of day without a date",
    }
}
