//! Values of a layout: where a column of ours comes from. Parsed from TOML; bound to a file in `mapping`.

use super::rows::parse_word;
use crate::claim::{DateFormat, DurationUnit, Field, FieldKind};
use crate::load::document::{DocumentError, Entry, Section};
use crate::load::notation::{parse_dates, parse_times};

/// Where a value comes from. A name of the form `table.column` is a column of a table beside the claim lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A column; `{i}` stands for the place in a wide row.
    Column(String),
    /// One part of a composite such as `HC:99213:95`.
    Part {
        /// Name of the column.
        name: String,
        /// What stands between the parts.
        separator: String,
        /// Which part, from 0.
        part: usize,
    },
    /// The same text for every row.
    Constant(String),
    /// The place in a wide row, from 1.
    Slot,
    /// The first of these that is not blank.
    First(Vec<Self>),
    /// These joined to one text; blank when one of them is blank.
    Concat {
        /// What is joined.
        values: Vec<Self>,
        /// What stands between them.
        with: String,
    },
    /// Their words in ours.
    Mapped {
        /// The value with their words.
        of: Box<Self>,
        /// Their words as they are compared, with ours.
        words: Vec<(String, String)>,
        /// What an unlisted word becomes; none: it stays.
        otherwise: Option<String>,
    },
    /// Zeros put back in front of digits.
    Padded {
        /// The value.
        of: Box<Self>,
        /// The width.
        width: usize,
    },
}

/// A value and how it writes dates and times, when not as the layout's others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Where it comes from.
    pub origin: Origin,
    /// How it writes dates.
    pub dates: Vec<DateFormat>,
    /// How it writes times.
    pub times: Vec<String>,
    /// What its durations count.
    pub unit: DurationUnit,
}

impl Value {
    /// A value without a notation of its own.
    pub const fn plain(origin: Origin) -> Self {
        Self { origin, dates: Vec::new(), times: Vec::new(), unit: DurationUnit::Minutes }
    }

    /// Whether it has one.
    pub fn has_notation(&self) -> bool {
        !self.dates.is_empty() || !self.times.is_empty() || self.unit != DurationUnit::Minutes
    }
}

/// The keys of a value written as a table.
pub const VALUE_KEYS: [&str; 14] = [
    "column",
    "first",
    "concat",
    "with",
    "constant",
    "slot",
    "split",
    "part",
    "map",
    "otherwise",
    "pad",
    "date",
    "time",
    "unit",
];

const WIDEST: i64 = 100;

impl Origin {
    /// Every column it names.
    pub fn columns(&self) -> Vec<&str> {
        match self {
            Self::Column(name) | Self::Part { name, .. } => vec![name],
            Self::Constant(_) | Self::Slot => Vec::new(),
            Self::First(values) | Self::Concat { values, .. } => values.iter().flat_map(Self::columns).collect(),
            Self::Mapped { of, .. } | Self::Padded { of, .. } => of.columns(),
        }
    }
}

impl Value {
    /// Reads the value of a column of ours.
    pub(super) fn parse_for(field: Field, entry: Entry<'_>) -> Result<Self, DocumentError> {
        let date = entry.error("has a `date`, which only columns of dates have");
        let time = entry.error("has a `time`, which only `start_time` and `end_time` have");
        let unit = entry.error("has a `unit`, which only `minutes` has");
        let value = Self::parse(entry)?;
        if field != Field::Minutes && value.unit != DurationUnit::Minutes {
            return Err(unit);
        }
        match field.kind() {
            FieldKind::Date if value.times.is_empty() => Ok(value),
            FieldKind::Time if value.dates.is_empty() => Ok(value),
            _ if !value.dates.is_empty() => Err(date),
            _ if !value.times.is_empty() => Err(time),
            _ => Ok(value),
        }
    }

    /// Reads a value.
    pub(super) fn parse(entry: Entry<'_>) -> Result<Self, DocumentError> {
        if !entry.is_table() {
            return Ok(Self::plain(parse_plain(entry)?));
        }
        let nothing = entry.error(
            "must be a column name, a list of them, or a table with `column`, `first`, `concat`, `constant` or `slot`",
        );
        let mixed = entry.error("has more than one of `column`, `first`, `concat`, `constant` and `slot`");
        let mut table = entry.section(&VALUE_KEYS)?;
        let dates = table.take("date").map_or(Ok(Vec::new()), parse_dates)?;
        let times = table.take("time").map_or(Ok(Vec::new()), parse_times)?;
        let unit = table.take("unit").map_or(Ok(DurationUnit::Minutes), |entry| parse_unit(&entry))?;
        let origin = parse_kind(&mut table)?.ok_or(nothing)?;
        if KINDS.iter().any(|key| table.take(key).is_some()) {
            return Err(mixed);
        }
        let origin = parse_words(origin, &mut table)?;
        match table.drain().first() {
            Some((_, rest)) => Err(rest.error("does not go with what stands beside it")),
            None => Ok(Self { origin, dates, times, unit }),
        }
    }
}

/// What the durations of a column count.
fn parse_unit(entry: &Entry<'_>) -> Result<DurationUnit, DocumentError> {
    let words = DurationUnit::ALL.map(|(word, _)| word);
    let word = entry.word(&words)?;
    let unit = DurationUnit::ALL.into_iter().find(|(known, _)| *known == word);
    unit.map(|(_, unit)| unit).ok_or_else(|| entry.error("is no unit of durations"))
}

/// A column name, or a list of values of which the first that is not blank counts.
fn parse_plain(entry: Entry<'_>) -> Result<Origin, DocumentError> {
    if !entry.is_list() {
        return Ok(Origin::Column(entry.text()?));
    }
    Ok(Origin::First(parse_list(entry)?))
}

/// The values of a list, one at least; `{1..25}` in a name stands for 25 names.
pub(super) fn parse_list(entry: Entry<'_>) -> Result<Vec<Origin>, DocumentError> {
    let empty = entry.error("is empty; name at least one column");
    let mut values = Vec::new();
    for item in entry.items()? {
        if item.is_table() {
            let place =
                item.error("may have a notation of its own only as a whole: put `date` or `time` beside the list");
            let value = Value::parse(item)?;
            if value.has_notation() {
                return Err(place);
            }
            values.push(value.origin);
        } else {
            values.extend(parse_names(&item)?.into_iter().map(Origin::Column));
        }
    }
    if values.is_empty() { Err(empty) } else { Ok(values) }
}

/// One name, or those a range stands for.
pub(super) fn parse_names(entry: &Entry<'_>) -> Result<Vec<String>, DocumentError> {
    let name = entry.text()?;
    let Some((before, rest)) = name.split_once('{').filter(|(_, rest)| rest.contains("..")) else {
        return Ok(vec![name]);
    };
    let range = rest.split_once('}').and_then(|(range, after)| {
        let (first, last) = range.split_once("..")?;
        let (first, last): (u32, u32) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        (first <= last && last < 1_000).then_some((first, last, after))
    });
    let (first, last, after) = range.ok_or_else(|| entry.error("has a range that is not like `{1..25}`"))?;
    Ok((first..=last).map(|n| format!("{before}{n}{after}")).collect())
}

const KINDS: [&str; 5] = ["column", "first", "concat", "constant", "slot"];

/// Takes the first key that says where the value comes from, with those that belong to it.
fn parse_kind(table: &mut Section<'_>) -> Result<Option<Origin>, DocumentError> {
    if let Some(constant) = table.take("constant") {
        return Ok(Some(Origin::Constant(constant.text()?)));
    }
    if let Some(slot) = table.take("slot") {
        return if slot.flag()? { Ok(Some(Origin::Slot)) } else { Err(slot.error("can only be true")) };
    }
    if let Some(values) = table.take("first") {
        return Ok(Some(Origin::First(parse_list(values)?)));
    }
    if let Some(values) = table.take("concat") {
        let with = table.take("with").map_or(Ok(String::new()), |entry| entry.text())?;
        return Ok(Some(Origin::Concat { values: parse_list(values)?, with }));
    }
    let Some(column) = table.take("column") else { return Ok(None) };
    let name = column.text()?;
    let Some(split) = table.take("split") else {
        return match table.take("part") {
            Some(part) => Err(part.error("needs `split` beside it")),
            None => Ok(Some(Origin::Column(name))),
        };
    };
    let separator = split.text()?;
    if separator.is_empty() {
        return Err(split.error("must not be empty"));
    }
    let part = table.require("part")?;
    match usize::try_from(part.number()?) {
        Ok(number @ 1..) => Ok(Some(Origin::Part { name, separator, part: number - 1 })),
        _ => Err(part.error("counts from 1")),
    }
}

/// What is done to the value's text: `pad`, then `map`.
fn parse_words(mut origin: Origin, table: &mut Section<'_>) -> Result<Origin, DocumentError> {
    if let Some(entry) = table.take("pad") {
        let width = entry.number()?;
        let width = usize::try_from(width).ok().filter(|_| (1..=WIDEST).contains(&width));
        let width = width.ok_or_else(|| entry.error(&format!("must be a width from 1 to {WIDEST}")))?;
        origin = Origin::Padded { of: Box::new(origin), width };
    }
    let otherwise = table.take("otherwise");
    let Some(entry) = table.take("map") else {
        return match otherwise {
            Some(entry) => Err(entry.error("needs `map` beside it")),
            None => Ok(origin),
        };
    };
    let mut words: Vec<(String, String)> = Vec::new();
    for (theirs, ours) in entry.open_section()?.drain() {
        let theirs = parse_word(&theirs, &ours)?;
        if words.iter().any(|(known, _)| *known == theirs) {
            return Err(ours.error("is there twice: case, spaces and a number's `.0` do not count"));
        }
        words.push((theirs, ours.text()?));
    }
    let otherwise = otherwise.map(|entry| entry.text()).transpose()?;
    Ok(Origin::Mapped { of: Box::new(origin), words, otherwise })
}
