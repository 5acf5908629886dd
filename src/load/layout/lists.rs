//! Values of which a line has several: modifiers, diagnoses, words of its status. Parsed from TOML; bound in `mapping`.

use super::value::{Origin, Value, parse_list};
use crate::claim::Field;
use crate::load::document::{DocumentError, Entry};

/// Where several values of one line come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListOrigin {
    /// The values, in order.
    pub values: Vec<Origin>,
    /// What stands between several values of one cell: nothing, one text, or any of several characters.
    pub separators: Vec<String>,
    /// Which of the values the line points at, from 1 (or A); none: all of them.
    pub pointers: Vec<Origin>,
}

/// The keys of a list written as a table.
pub const LIST_KEYS: [&str; 4] = ["column", "columns", "split", "pointers"];

impl ListOrigin {
    /// Reads a list.
    pub(super) fn parse(entry: Entry<'_>) -> Result<Self, DocumentError> {
        let pointed = entry.error("has `pointers`, which only `diagnoses` have");
        let list = Self::parse_pointed(entry)?;
        if list.pointers.is_empty() { Ok(list) } else { Err(pointed) }
    }

    /// Reads a list of which the line may point at some.
    pub(super) fn parse_pointed(entry: Entry<'_>) -> Result<Self, DocumentError> {
        if !entry.is_table() {
            return Ok(Self { values: parse_list(entry)?, ..Self::default() });
        }
        let nothing = entry.error("needs `column` or `columns`");
        let mut table = entry.section(&LIST_KEYS)?;
        let values = match (table.take("column"), table.take("columns")) {
            (Some(values), None) | (None, Some(values)) => parse_list(values)?,
            _ => return Err(nothing),
        };
        let separators = table.take("split").map_or(Ok(Vec::new()), parse_separators)?;
        let pointers = table.take("pointers").map_or(Ok(Vec::new()), parse_list)?;
        Ok(Self { values, separators, pointers })
    }

    /// Reads a value that may also be one of several: a text or a table is one value as ever.
    pub(super) fn parse_or_value(field: Field, entry: Entry<'_>) -> Result<(Option<Value>, Self), DocumentError> {
        let is_list = entry.is_list() || entry.has_key("columns") || (entry.has_key("split") && !entry.has_key("part"));
        if is_list {
            Ok((None, Self::parse(entry)?))
        } else {
            Ok((Some(Value::parse_for(field, entry)?), Self::default()))
        }
    }

    /// Every column it names.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.values.iter().chain(&self.pointers).flat_map(Origin::columns)
    }
}

/// One text, or several characters each of which may stand between two values.
fn parse_separators(entry: Entry<'_>) -> Result<Vec<String>, DocumentError> {
    let wrong = entry.error("must be a text that is not empty, or a list of single characters");
    let is_list = entry.is_list();
    let separators: Vec<String> = entry.items()?.iter().map(Entry::text).collect::<Result<_, _>>()?;
    let is_one = |text: &String| text.chars().count() == 1;
    let is_right = !separators.is_empty()
        && if is_list { separators.iter().all(is_one) } else { separators.iter().all(|text| !text.is_empty()) };
    if is_right { Ok(separators) } else { Err(wrong) }
}
