//! Which rows of a file are lines, and what their status words mean. Parsed here; applied in `mapping` and the encoders.

use crate::claim::LineStatus;
use crate::load::batch::is_word_for_nothing;
use crate::load::document::{DocumentError, Entry};
use crate::load::values::{says, word};

/// Rows that are not claim lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFilter {
    /// Name of the column.
    pub column: String,
    /// Values compared, letter by letter.
    pub values: Vec<String>,
    /// Whether rows with such a value are kept (and others left out) or left out.
    pub keeps: bool,
}

impl RowFilter {
    /// Whether rows with a value are kept. A blank is the empty text.
    pub(in crate::load) fn keeps_value(&self, value: &str) -> bool {
        self.values.iter().any(|listed| listed == value) == self.keeps
    }
}

/// A wide row that holds several lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// Most lines in one row.
    pub count: i32,
    /// A place holds a line when any of these columns is neither blank nor zero.
    pub line_present: Vec<String>,
}

/// How a file says what the payer did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusMapping {
    /// Words as they are compared, with their meaning.
    pub values: Vec<(String, LineStatus)>,
    /// Whether a refusal counts only where nothing was paid.
    pub denied_only_unpaid: bool,
}

impl StatusMapping {
    /// The words of the canonical layout.
    pub(super) fn canonical() -> Self {
        let words = [
            ("paid", LineStatus::Paid),
            ("denied", LineStatus::Denied),
            ("rejected", LineStatus::Denied),
            ("reversed", LineStatus::Reversed),
        ];
        Self { values: words.map(|(word, status)| (word.to_owned(), status)).to_vec(), denied_only_unpaid: false }
    }

    /// What a word says; none when the layout does not know it.
    pub fn of(&self, word: &str) -> Option<LineStatus> {
        self.values.iter().find(|(value, _)| says(word, value)).map(|(_, status)| *status)
    }
}

/// The keys of `[status]`.
pub const STATUS_KEYS: [&str; 4] = ["paid", "denied", "reversed", "denied_only_unpaid"];

/// The keys of `[repeat]`.
pub const REPEAT_KEYS: [&str; 2] = ["count", "line_present"];

/// The keys of a filter.
pub const FILTER_KEYS: [&str; 3] = ["column", "keep", "drop"];

pub(super) fn parse_repeat(entry: Entry<'_>) -> Result<Repeat, DocumentError> {
    let mut section = entry.section(&REPEAT_KEYS)?;
    let count = section.require("count")?;
    let number = i32::try_from(count.number()?).ok().filter(|n| (1..=999).contains(n));
    let number = number.ok_or_else(|| count.error("must be from 1 to 999"))?;
    Ok(Repeat { count: number, line_present: section.require("line_present")?.texts()? })
}

pub(super) fn parse_filters(entry: Entry<'_>) -> Result<Vec<RowFilter>, DocumentError> {
    let mut filters = Vec::new();
    for mut section in entry.sections(&FILTER_KEYS)? {
        let column = section.require("column")?;
        let (values, keeps) = match (section.take("keep"), section.take("drop")) {
            (Some(values), None) => (values, true),
            (None, Some(values)) => (values, false),
            _ => return Err(column.error("needs exactly one of `keep` and `drop` beside it")),
        };
        let values = values.texts()?;
        filters.push(RowFilter { column: column.text()?, values, keeps });
    }
    Ok(filters)
}

/// A word of a column as words are compared.
pub(super) fn parse_word(text: &str, entry: &Entry<'_>) -> Result<String, DocumentError> {
    if is_word_for_nothing(text.trim()) {
        return Err(entry.error(&format!("lists `{text}`, which is read as a blank; write \"\" for a blank")));
    }
    Ok(word(text))
}

pub(super) fn parse_status(entry: Entry<'_>) -> Result<StatusMapping, DocumentError> {
    let mut section = entry.section(&STATUS_KEYS)?;
    let mut values = Vec::new();
    for (key, status) in
        [("paid", LineStatus::Paid), ("denied", LineStatus::Denied), ("reversed", LineStatus::Reversed)]
    {
        if let Some(entry) = section.take(key) {
            for value in entry.texts()? {
                let value = parse_word(&value, &entry)?;
                if values.iter().any(|(known, meaning)| *known == value && *meaning != status) {
                    return Err(entry.error(&format!("lists `{value}`, which is in another list too")));
                }
                values.push((value, status));
            }
        }
    }
    let denied_only_unpaid = section.take("denied_only_unpaid").map_or(Ok(false), |entry| entry.flag())?;
    Ok(StatusMapping { values, denied_only_unpaid })
}
