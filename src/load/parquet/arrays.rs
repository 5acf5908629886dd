//! Turns columns as the Parquet reader gives them into columns of a batch: the same texts, days and times that polars
//! would give.

use std::fmt::Write as _;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray as _};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, DecimalType as _, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimeUnit, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow::error::ArrowError;
use hashbrown::HashMap;

use super::values::float_text;
use crate::claim::{Day, Moment};
use crate::load::batch::{SourceColumn, TextColumn, Texts, Wanted};

/// What a column holds and what is made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::load) enum Kind {
    Text,
    Whole,
    Decimal {
        precision: u8,
        scale: i8,
    },
    /// Floating numbers; identifiers among them are exact up to a limit.
    Float {
        is_id: bool,
        is_wide: bool,
    },
    Days,
    /// A point in time without a zone, in so many parts of a second: its day, or itself.
    Time {
        unit: TimeUnit,
        as_day: bool,
    },
}

impl Kind {
    /// The kind of a type that is read directly.
    pub(in crate::load) fn of(kind: &DataType, wanted: Wanted) -> Option<Self> {
        let is_when = matches!(wanted, Wanted::Date | Wanted::Time);
        Some(match kind {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Self::Text,
            DataType::Dictionary(_, values) if **values == DataType::Utf8 => Self::Text,
            whole if whole.is_integer() => Self::Whole,
            DataType::Decimal128(precision, scale) if 0 <= *scale => {
                Self::Decimal { precision: *precision, scale: *scale }
            }
            DataType::Float32 => Self::Float { is_id: wanted == Wanted::Id, is_wide: false },
            DataType::Float64 => Self::Float { is_id: wanted == Wanted::Id, is_wide: true },
            DataType::Date32 if wanted == Wanted::Date => Self::Days,
            DataType::Timestamp(unit, None) if is_when => Self::Time { unit: *unit, as_day: wanted == Wanted::Date },
            _ => return None,
        })
    }
}

/// Columns with more different values are numbered anew in every batch.
const MOST_VALUES: usize = 1 << 13;

/// Turns the arrays of one column into columns of batches.
pub(in crate::load) struct Decoder {
    kind: Kind,
    /// The texts of the file's numbers, and where they come from.
    texts: Option<(ArrayRef, Arc<Texts>)>,
    /// Our own numbers, by the bits of the values.
    known: HashMap<i128, u32>,
    values: Arc<Texts>,
    /// The text of the value at hand.
    text: String,
}

impl Decoder {
    pub(in crate::load) fn new(kind: Kind) -> Self {
        Self { kind, texts: None, known: HashMap::new(), values: Arc::default(), text: String::new() }
    }

    pub(in crate::load) fn column(&mut self, array: &ArrayRef) -> Result<SourceColumn, ArrowError> {
        Ok(match self.kind {
            Kind::Text => SourceColumn::Text(self.texts(array)?),
            Kind::Whole => SourceColumn::Text(self.whole_numbers(array)?),
            Kind::Decimal { precision, scale } => {
                let write = |text: &mut String, value: i128| {
                    text.push_str(&Decimal128Type::format_decimal(value, precision, scale));
                };
                SourceColumn::Text(self.coded(values_of::<Decimal128Type>(array)?, write))
            }
            Kind::Float { is_id, is_wide } => SourceColumn::Text(self.floats(array, is_id, is_wide)?),
            Kind::Days => {
                let days = values_of::<Date32Type>(array)?;
                SourceColumn::Days(days.map(|day| day.map_or(Day::NONE, Day)).collect())
            }
            Kind::Time { unit, as_day } => times(array, unit, as_day)?,
        })
    }

    fn texts(&mut self, array: &ArrayRef) -> Result<TextColumn, ArrowError> {
        let Some(numbered) = array.as_dictionary_opt::<Int32Type>() else {
            let texts = array.as_string_opt::<i32>().ok_or_else(|| unexpected(array))?;
            return whole_texts(texts.value_offsets(), texts.value_data());
        };
        let is_known = self.texts.as_ref().is_some_and(|(known, _)| Arc::ptr_eq(known, numbered.values()));
        if !is_known {
            let mut own = Texts::default();
            let values = numbered.values().as_string_opt::<i32>().ok_or_else(|| unexpected(array))?;
            values.iter().for_each(|text| own.push(text.unwrap_or("")));
            // One more for rows without a value.
            own.push("");
            self.texts = Some((Arc::clone(numbered.values()), Arc::new(own)));
        }
        let texts = self.texts.as_ref().map(|(_, texts)| Arc::clone(texts)).unwrap_or_default();
        let nothing = u32::try_from(texts.len()).unwrap_or(u32::MAX).saturating_sub(1);
        let key = |key: i32| u32::try_from(key).unwrap_or(nothing);
        let keys = match numbered.keys().nulls() {
            None => numbered.keys().values().iter().map(|number| key(*number)).collect(),
            Some(nulls) => {
                let numbers = numbered.keys().values().iter().zip(nulls.iter());
                numbers.map(|(number, is_known)| if is_known { key(*number) } else { nothing }).collect()
            }
        };
        Ok(TextColumn::coded(keys, texts))
    }

    fn whole_numbers(&mut self, array: &ArrayRef) -> Result<TextColumn, ArrowError> {
        macro_rules! numbers {
            ($kind:ty) => {
                self.coded(values_of::<$kind>(array)?.map(|value| value.map(i128::from)), write_number)
            };
        }
        Ok(match array.data_type() {
            DataType::Int8 => numbers!(Int8Type),
            DataType::Int16 => numbers!(Int16Type),
            DataType::Int32 => numbers!(Int32Type),
            DataType::Int64 => numbers!(Int64Type),
            DataType::UInt8 => numbers!(UInt8Type),
            DataType::UInt16 => numbers!(UInt16Type),
            DataType::UInt32 => numbers!(UInt32Type),
            DataType::UInt64 => numbers!(UInt64Type),
            _ => return Err(unexpected(array)),
        })
    }

    fn floats(&mut self, array: &ArrayRef, is_id: bool, is_wide: bool) -> Result<TextColumn, ArrowError> {
        if is_wide {
            let write = |text: &mut String, bits: i128| {
                let number = f64::from_bits(u64::try_from(bits).unwrap_or(0));
                text.push_str(&if is_id { float_text(Some(number), 9_007_199_254_740_992.0) } else { plain(&number) });
            };
            let bits = values_of::<Float64Type>(array)?.map(|value| value.map(|number| i128::from(number.to_bits())));
            return Ok(self.coded(bits, write));
        }
        let write = |text: &mut String, bits: i128| {
            let number = f32::from_bits(u32::try_from(bits).unwrap_or(0));
            text.push_str(&if is_id { float_text(Some(f64::from(number)), 16_777_216.0) } else { plain(&number) });
        };
        let bits = values_of::<Float32Type>(array)?.map(|value| value.map(|number| i128::from(number.to_bits())));
        Ok(self.coded(bits, write))
    }

    /// Numbers values by their bits and writes each value's text once.
    fn coded(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<i128>>,
        write: impl Fn(&mut String, i128),
    ) -> TextColumn {
        const NOTHING: u32 = 0;
        if self.known.len() > MOST_VALUES || self.values.len() == 0 {
            self.known.clear();
            self.values = Arc::default();
            Arc::make_mut(&mut self.values).push("");
        }
        let mut keys = Vec::with_capacity(values.len());
        let mut last = (0, NOTHING);
        for value in values {
            let Some(bits) = value else {
                keys.push(NOTHING);
                continue;
            };
            if last.1 == NOTHING || last.0 != bits {
                let Self { known, values, text, .. } = self;
                let key = *known.entry(bits).or_insert_with(|| {
                    text.clear();
                    write(text, bits);
                    // Batches under way hold on to the texts they know.
                    let values = Arc::make_mut(values);
                    values.push(text);
                    u32::try_from(values.len() - 1).unwrap_or(u32::MAX)
                });
                last = (bits, key);
            }
            keys.push(last.1);
        }
        TextColumn::coded(keys, Arc::clone(&self.values))
    }
}

/// A floating number as polars writes it.
fn plain(number: &impl std::fmt::Debug) -> String {
    format!("{number:?}")
}

fn write_number(text: &mut String, value: i128) {
    // Writing to a string cannot fail.
    let _ = write!(text, "{value}");
}

/// The values of a column in which none is missing have no mask to look at.
fn values_of<T: ArrowPrimitiveType>(
    array: &ArrayRef,
) -> Result<impl ExactSizeIterator<Item = Option<T::Native>> + '_, ArrowError> {
    Ok(array.as_primitive_opt::<T>().ok_or_else(|| unexpected(array))?.iter())
}

fn times(array: &ArrayRef, unit: TimeUnit, as_day: bool) -> Result<SourceColumn, ArrowError> {
    let (values, per_second): (Vec<Option<i64>>, i64) = match unit {
        TimeUnit::Second => (values_of::<TimestampSecondType>(array)?.collect(), 1),
        TimeUnit::Millisecond => (values_of::<TimestampMillisecondType>(array)?.collect(), 1_000),
        TimeUnit::Microsecond => (values_of::<TimestampMicrosecondType>(array)?.collect(), 1_000_000),
        TimeUnit::Nanosecond => (values_of::<TimestampNanosecondType>(array)?.collect(), 1_000_000_000),
    };
    let seconds = values.into_iter().map(|time| time.map(|time| time.div_euclid(per_second)));
    Ok(if as_day {
        let day = |seconds| Moment(seconds).day();
        SourceColumn::Days(seconds.map(|seconds| seconds.and_then(day).unwrap_or(Day::NONE)).collect())
    } else {
        SourceColumn::Moments(seconds.map(|seconds| seconds.map_or(Moment::NONE, Moment)).collect())
    })
}

fn whole_texts(offsets: &[i32], data: &[u8]) -> Result<TextColumn, ArrowError> {
    let place = |offset: i32| usize::try_from(offset).unwrap_or(0);
    let (first, last) = (offsets.first().copied().unwrap_or(0), offsets.last().copied().unwrap_or(0));
    let text = std::str::from_utf8(&data[place(first)..place(last)])
        .map_err(|_| ArrowError::ParquetError("a wanted column holds bytes that are not UTF-8 text".to_owned()))?;
    let ends = offsets.iter().skip(1).map(|end| u32::try_from(end - first).unwrap_or(0)).collect();
    Ok(TextColumn::whole(text.to_owned(), ends))
}

fn unexpected(array: &ArrayRef) -> ArrowError {
    ArrowError::ParquetError(format!("a wanted column came as {}", array.data_type()))
}
