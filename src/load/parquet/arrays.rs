//! Turns Arrow arrays, as the Parquet reader and Arrow streams give them, into columns of a batch: texts, days and times.
//! Every kind but text end to end is numbered by its values, so that what a value means is worked out once.

use std::fmt::Write as _;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray as _};
use arrow::datatypes::{
    DataType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, DecimalType as _,
    DurationMicrosecondType, DurationMillisecondType, DurationNanosecondType, DurationSecondType, Float16Type,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, Time32MillisecondType, Time32SecondType,
    Time64MicrosecondType, Time64NanosecondType, TimeUnit, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use hashbrown::HashMap;

use super::kind::{Kind, TimeForm, per_second};
use super::values::{clock, float_text, minutes, time_text};
use crate::claim::{Day, Moment};
use crate::load::batch::{SourceColumn, TextColumn, Texts};
use crate::load::zone::Zone;

/// Columns with more different values are numbered anew in every batch.
const MOST_VALUES: usize = 1 << 13;

/// What a column of bytes that are no text is refused with, behind the column's name.
pub(super) const NOT_TEXT: &str = "holds bytes that are not UTF-8 text";

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

    /// The values of an array; an error says what is wrong with the column, to be read behind its name.
    pub(in crate::load) fn column(&mut self, array: &ArrayRef) -> Result<SourceColumn, String> {
        let texts = match self.kind {
            Kind::Days => {
                let days = values_of::<Date32Type>(array)?;
                return Ok(SourceColumn::Days(days.map(|day| day.map_or(Day::NONE, Day)).collect()));
            }
            Kind::Time { unit, zone, form: TimeForm::Day } => {
                let day = |time| Moment(local_seconds(time, unit, zone)?).day();
                let days = ticks(array)?.into_iter().map(|time| time.and_then(day).unwrap_or(Day::NONE));
                return Ok(SourceColumn::Days(days.collect()));
            }
            Kind::Time { unit, zone, form: TimeForm::Moment } => {
                let moment = |time| local_seconds(time, unit, zone).map(Moment);
                let moments = ticks(array)?.into_iter().map(|time| time.and_then(moment).unwrap_or(Moment::NONE));
                return Ok(SourceColumn::Moments(moments.collect()));
            }
            Kind::Text | Kind::Bytes => self.texts(array)?,
            Kind::Nothing => TextColumn::repeated("", array.len()),
            Kind::Truth => {
                let flags = array.as_boolean_opt().ok_or_else(|| unexpected(array))?;
                let word = |text: &mut String, flag: i128| text.push_str(if flag == 0 { "false" } else { "true" });
                self.coded(flags.iter().map(|flag| flag.map(i128::from)), word)
            }
            Kind::Whole => self.whole_numbers(array)?,
            Kind::Decimal { precision, scale } => self.decimals(array, precision, scale)?,
            Kind::Float { exact_below } => self.floats(array, exact_below)?,
            Kind::DaysAsText => {
                let days = values_of::<Date32Type>(array)?.map(|day| day.map(i128::from));
                self.coded(days, |text, day| write_shown(text, &Day(narrowed(day))))
            }
            Kind::Time { unit, zone, form } => {
                let write = |text: &mut String, time: i128| {
                    let time: i64 = narrowed(time);
                    if form == TimeForm::EveryDigit {
                        text.push_str(&time_text(time, unit));
                    } else if let Some(seconds) = local_seconds(time, unit, zone) {
                        write_shown(text, &Moment(seconds));
                    }
                };
                self.coded_ticks(array, write)?
            }
            Kind::Clock(unit) => self.coded_ticks(array, |text, time| text.push_str(&clock(time, unit)))?,
            Kind::Minutes(unit) => self.coded_ticks(array, |text, time| text.push_str(&minutes(time, unit)))?,
        };
        Ok(SourceColumn::Text(texts))
    }

    fn texts(&mut self, array: &ArrayRef) -> Result<TextColumn, String> {
        let Some(numbered) = array.as_dictionary_opt::<Int32Type>() else {
            let (text, ends) = end_to_end(array)?;
            return Ok(TextColumn::whole(text, ends));
        };
        let values = numbered.values();
        let is_known = self.texts.as_ref().is_some_and(|(known, _)| Arc::ptr_eq(known, values));
        if !is_known {
            let (text, ends) = end_to_end(values)?;
            let mut own = Texts::default();
            let mut start = 0;
            for (at, end) in ends.iter().enumerate() {
                let end = *end as usize;
                own.push(if values.is_null(at) { "" } else { &text[start..end] });
                start = end;
            }
            // One more for rows without a value.
            own.push("");
            self.texts = Some((Arc::clone(values), Arc::new(own)));
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

    fn whole_numbers(&mut self, array: &ArrayRef) -> Result<TextColumn, String> {
        macro_rules! numbers {
            ($kind:ty) => {
                self.coded(values_of::<$kind>(array)?.map(|value| value.map(i128::from)), |text, number| {
                    write_shown(text, &number);
                })
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

    fn decimals(&mut self, array: &ArrayRef, precision: u8, scale: i8) -> Result<TextColumn, String> {
        let write = |text: &mut String, value: i128| {
            text.push_str(&Decimal128Type::format_decimal(value, precision, scale));
        };
        macro_rules! decimals {
            ($kind:ty) => {
                self.coded(values_of::<$kind>(array)?.map(|value| value.map(i128::from)), write)
            };
        }
        Ok(match array.data_type() {
            DataType::Decimal32(..) => decimals!(Decimal32Type),
            DataType::Decimal64(..) => decimals!(Decimal64Type),
            DataType::Decimal128(..) => decimals!(Decimal128Type),
            _ => {
                let wide = values_of::<Decimal256Type>(array)?;
                let narrow = wide.map(|value| value.map_or(Some(None), |value| value.to_i128().map(Some)));
                let narrow: Option<Vec<Option<i128>>> = narrow.collect();
                let narrow = narrow.ok_or("holds a decimal number of more than 38 digits")?;
                self.coded(narrow.into_iter(), write)
            }
        })
    }

    fn floats(&mut self, array: &ArrayRef, exact_below: Option<f64>) -> Result<TextColumn, String> {
        if let Some(numbers) = array.as_primitive_opt::<Float64Type>() {
            let write = |text: &mut String, bits: i128| {
                let number = f64::from_bits(u64::try_from(bits).unwrap_or(0));
                text.push_str(&float_text(&number, number, exact_below));
            };
            return Ok(self.coded(numbers.iter().map(|value| value.map(|number| i128::from(number.to_bits()))), write));
        }
        let write = |text: &mut String, bits: i128| {
            let number = f32::from_bits(u32::try_from(bits).unwrap_or(0));
            text.push_str(&float_text(&number, f64::from(number), exact_below));
        };
        if let Some(halves) = array.as_primitive_opt::<Float16Type>() {
            let bits = halves.iter().map(|value| value.map(|number| i128::from(f32::from(number).to_bits())));
            return Ok(self.coded(bits, write));
        }
        let bits = values_of::<Float32Type>(array)?.map(|value| value.map(|number| i128::from(number.to_bits())));
        Ok(self.coded(bits, write))
    }

    fn coded_ticks(&mut self, array: &ArrayRef, write: impl Fn(&mut String, i128)) -> Result<TextColumn, String> {
        Ok(self.coded(ticks(array)?.into_iter().map(|time| time.map(i128::from)), write))
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

fn write_shown(text: &mut String, value: &impl std::fmt::Display) {
    // Writing to a string cannot fail.
    let _ = write!(text, "{value}");
}

/// A number that came from a narrower one.
fn narrowed<T: TryFrom<i128> + Default>(number: i128) -> T {
    T::try_from(number).unwrap_or_default()
}

/// The values of a column in which none is missing have no mask to look at.
fn values_of<T: ArrowPrimitiveType>(
    array: &ArrayRef,
) -> Result<impl ExactSizeIterator<Item = Option<T::Native>> + '_, String> {
    Ok(array.as_primitive_opt::<T>().ok_or_else(|| unexpected(array))?.iter())
}

/// Points in time and lengths of time, in the unit of their type.
fn ticks(array: &ArrayRef) -> Result<Vec<Option<i64>>, String> {
    macro_rules! ticks {
        ($kind:ty) => {
            values_of::<$kind>(array)?.map(|time| time.map(i64::from)).collect()
        };
    }
    Ok(match array.data_type() {
        DataType::Date64 => ticks!(Date64Type),
        DataType::Timestamp(TimeUnit::Second, _) => ticks!(TimestampSecondType),
        DataType::Timestamp(TimeUnit::Millisecond, _) => ticks!(TimestampMillisecondType),
        DataType::Timestamp(TimeUnit::Microsecond, _) => ticks!(TimestampMicrosecondType),
        DataType::Timestamp(TimeUnit::Nanosecond, _) => ticks!(TimestampNanosecondType),
        DataType::Time32(TimeUnit::Second) => ticks!(Time32SecondType),
        DataType::Time32(_) => ticks!(Time32MillisecondType),
        DataType::Time64(TimeUnit::Microsecond) => ticks!(Time64MicrosecondType),
        DataType::Time64(_) => ticks!(Time64NanosecondType),
        DataType::Duration(TimeUnit::Second) => ticks!(DurationSecondType),
        DataType::Duration(TimeUnit::Millisecond) => ticks!(DurationMillisecondType),
        DataType::Duration(TimeUnit::Microsecond) => ticks!(DurationMicrosecondType),
        DataType::Duration(TimeUnit::Nanosecond) => ticks!(DurationNanosecondType),
        _ => return Err(unexpected(array)),
    })
}

/// Whole seconds since 1970 by the clock of the zone; `None` out of all bounds.
fn local_seconds(time: i64, unit: TimeUnit, zone: Option<Zone>) -> Option<i64> {
    let seconds = time.div_euclid(per_second(unit));
    match zone {
        None => Some(seconds),
        Some(zone) => Some(zone.local(seconds.checked_mul(1_000_000)?)?.div_euclid(1_000_000)),
    }
}

/// Texts one behind the other, with the end of each. Whether bytes are text is checked here, whatever the file says.
fn end_to_end(array: &ArrayRef) -> Result<(String, Vec<u32>), String> {
    if let Some(fixed) = array.as_fixed_size_binary_opt() {
        let mut texts = (String::new(), Vec::with_capacity(fixed.len()));
        for bytes in fixed {
            texts.0.push_str(std::str::from_utf8(bytes.unwrap_or_default()).map_err(|_| NOT_TEXT)?);
            texts.1.push(u32::try_from(texts.0.len()).unwrap_or(u32::MAX));
        }
        return Ok(texts);
    }
    let (offsets, data) = match (array.as_string_opt::<i32>(), array.as_binary_opt::<i32>()) {
        (Some(texts), _) => (texts.value_offsets(), texts.value_data()),
        (None, Some(bytes)) => (bytes.value_offsets(), bytes.value_data()),
        (None, None) => return Err(unexpected(array)),
    };
    let place = |offset: i32| usize::try_from(offset).unwrap_or(0);
    let (first, last) = (offsets.first().copied().unwrap_or(0), offsets.last().copied().unwrap_or(0));
    let text = std::str::from_utf8(&data[place(first)..place(last)]).map_err(|_| NOT_TEXT)?;
    // Two cells may make text together that are none on their own.
    if !text.is_ascii() && !offsets.iter().all(|end| text.is_char_boundary(place(end - first))) {
        return Err(NOT_TEXT.to_owned());
    }
    let ends = offsets.iter().skip(1).map(|end| u32::try_from(end - first).unwrap_or(0)).collect();
    Ok((text.to_owned(), ends))
}

fn unexpected(array: &ArrayRef) -> String {
    format!("came as {}", array.data_type())
}
