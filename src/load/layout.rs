//! A layout: how somebody's columns become canonical ones. Read from TOML; applied in `mapping`.
//!
//! The keys are described in `pipelines/layouts/README.md`; every shipped layout is in that folder too.

use super::document::{Document, DocumentError, Entry, Section, suggestion};
use super::error::LoadError;
use super::format::{FORMAT_KEYS, FileFormat};
use crate::claim::{DateFormat, DecimalMark, Field, LineStatus};

/// Where the values of one canonical column come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A column of the file; `{i}` stands for the place in a wide row.
    Column {
        /// Its name.
        name: String,
        /// How it writes dates, when not as the layout's other columns.
        date: Option<DateFormat>,
    },
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
}

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

/// A wide row that holds several lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// Most lines in one row.
    pub count: i32,
    /// A place holds a line when any of these columns is neither blank nor zero.
    pub line_present: Vec<String>,
}

/// How a column says what the payer did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusMapping {
    /// Values, lower case, with their meaning.
    pub values: Vec<(String, LineStatus)>,
}

/// How somebody's columns become canonical ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The name a pipeline calls it by.
    pub name: String,
    /// What files it is for.
    pub description: String,
    /// How the files are written.
    pub format: FileFormat,
    /// How dates are written.
    pub date: DateFormat,
    /// What stands before decimals.
    pub decimal: DecimalMark,
    /// Canonical columns with their origin.
    pub columns: Vec<(Field, Origin)>,
    /// Wide rows.
    pub repeat: Option<Repeat>,
    /// Rows left out.
    pub filters: Vec<RowFilter>,
    /// Meaning of the status column.
    pub status: StatusMapping,
    /// The file it was read from; none for a shipped layout.
    pub file: Option<String>,
}

const SHIPPED: [(&str, &str); 2] = [
    ("canonical", include_str!("../../pipelines/layouts/canonical.toml")),
    ("desynpuf-carrier", include_str!("../../pipelines/layouts/desynpuf-carrier.toml")),
];

impl Layout {
    /// The names of the layouts compiled into the program.
    pub fn shipped_names() -> [&'static str; SHIPPED.len()] {
        SHIPPED.map(|(name, _)| name)
    }

    /// A shipped layout by name, or a layout file by path.
    pub fn find(name: &str) -> Result<Self, LoadError> {
        if let Some((name, text)) = SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
            return Ok(Self::parse(Document { file: name, text })?);
        }
        match std::fs::read_to_string(name) {
            Ok(text) => {
                let layout = Self::parse(Document { file: name, text: &text })?;
                Ok(Self { file: Some(name.to_owned()), ..layout })
            }
            Err(_) => Err(LoadError::UnknownLayout {
                name: name.to_owned(),
                shipped: Self::shipped_names().join(", "),
                suggestion: suggestion(name, &Self::shipped_names()),
            }),
        }
    }

    /// Reads a layout; errors name the line.
    pub fn parse(document: Document<'_>) -> Result<Self, DocumentError> {
        let mut root = document.root(&["name", "description", "format", "columns", "repeat", "filter", "status"])?;
        let columns = root.require("columns")?;
        let columns_line = columns.line;
        let mut layout = Self {
            name: root.require("name")?.text()?,
            description: root.require("description")?.text()?,
            format: FileFormat::default(),
            date: DateFormat::Iso,
            decimal: DecimalMark::Point,
            columns: parse_columns(columns)?,
            repeat: root.take("repeat").map(parse_repeat).transpose()?,
            filters: root.take("filter").map(parse_filters).transpose()?.unwrap_or_default(),
            status: root.take("status").map(parse_status).transpose()?.unwrap_or_else(canonical_status),
            file: None,
        };
        if let Some(format) = root.take("format") {
            let known: Vec<&str> = FORMAT_KEYS.into_iter().chain(["date", "decimal"]).collect();
            parse_format(format.section(&known)?, &mut layout)?;
        }
        for field in Field::all().filter(|field| field.is_needed()) {
            if !layout.columns.iter().any(|(mapped, _)| *mapped == field) {
                return Err(document.error(
                    columns_line,
                    format!("[columns] says nothing of `{}`, which every line needs", field.name()),
                ));
            }
        }
        Ok(layout)
    }
}

fn parse_format(mut section: Section<'_>, layout: &mut Layout) -> Result<(), DocumentError> {
    layout.format = FileFormat::parse(&mut section)?;
    if let Some(entry) = section.take("date") {
        layout.date = date_format(&entry)?;
    }
    if let Some(entry) = section.take("decimal") {
        layout.decimal = if entry.word(&[".", ","])? == "," { DecimalMark::Comma } else { DecimalMark::Point };
    }
    Ok(())
}

/// Tries the pattern on a known date: a pattern that loses year, month or day would give wrong dates silently.
fn date_format(entry: &Entry<'_>) -> Result<DateFormat, DocumentError> {
    let pattern = entry.text()?;
    let known = chrono::NaiveDate::from_ymd_opt(2024, 2, 29).unwrap_or_default();
    let afternoon = known.and_hms_opt(13, 5, 7).unwrap_or_default();
    let mut written = String::new();
    let written_ok = std::fmt::Write::write_fmt(&mut written, format_args!("{}", afternoon.format(&pattern))).is_ok();
    if written_ok && chrono::NaiveDate::parse_from_str(&written, &pattern) == Ok(known) {
        Ok(DateFormat::Pattern(pattern))
    } else {
        Err(entry.error("is not a date pattern that names year, month and day, such as \"%Y%m%d\" or \"%d-%b-%Y\""))
    }
}

fn parse_columns(entry: Entry<'_>) -> Result<Vec<(Field, Origin)>, DocumentError> {
    let names: Vec<_> = Field::all().map(Field::name).collect();
    let mut columns = Vec::new();
    for (key, value) in entry.section(&names)?.drain() {
        if let Some(field) = Field::from_name(&key) {
            columns.push((field, parse_origin(value)?));
        }
    }
    columns.sort_by_key(|(field, _)| *field);
    Ok(columns)
}

fn parse_origin(entry: Entry<'_>) -> Result<Origin, DocumentError> {
    if entry.is_text() {
        return Ok(Origin::Column { name: entry.text()?, date: None });
    }
    let alone = entry.error("has `constant` or `slot = true`, which stand alone");
    let nothing = entry.error("must be a column name, or a table with `column`, `constant` or `slot`");
    let mut table = entry.section(&["column", "date", "split", "part", "constant", "slot"])?;
    if let Some(constant) = table.take("constant") {
        return if table.is_empty() { Ok(Origin::Constant(constant.text()?)) } else { Err(alone) };
    }
    if let Some(slot) = table.take("slot") {
        return if slot.flag()? && table.is_empty() { Ok(Origin::Slot) } else { Err(alone) };
    }
    let name = table.take("column").ok_or(nothing)?.text()?;
    let Some(split) = table.take("split") else {
        if let Some(part) = table.take("part") {
            return Err(part.error("needs `split` beside it"));
        }
        let date = table.take("date").map(|entry| date_format(&entry)).transpose()?;
        return Ok(Origin::Column { name, date });
    };
    if table.take("date").is_some() {
        return Err(split.error("cannot stand beside `date`: a part of a composite is read as text"));
    }
    let separator = split.text()?;
    if separator.is_empty() {
        return Err(split.error("must not be empty"));
    }
    let part = table.require("part")?;
    match usize::try_from(part.number()?) {
        Ok(number @ 1..) => Ok(Origin::Part { name, separator, part: number - 1 }),
        _ => Err(part.error("counts from 1")),
    }
}

fn parse_repeat(entry: Entry<'_>) -> Result<Repeat, DocumentError> {
    let mut section = entry.section(&["count", "line_present"])?;
    let count = section.require("count")?;
    let number = i32::try_from(count.number()?).ok().filter(|n| (1..=999).contains(n));
    let number = number.ok_or_else(|| count.error("must be from 1 to 999"))?;
    Ok(Repeat { count: number, line_present: section.require("line_present")?.texts()? })
}

fn parse_filters(entry: Entry<'_>) -> Result<Vec<RowFilter>, DocumentError> {
    let mut filters = Vec::new();
    for mut section in entry.sections(&["column", "keep", "drop"])? {
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

fn parse_status(entry: Entry<'_>) -> Result<StatusMapping, DocumentError> {
    let mut section = entry.section(&["paid", "denied", "reversed"])?;
    let mut values = Vec::new();
    for (key, status) in
        [("paid", LineStatus::Paid), ("denied", LineStatus::Denied), ("reversed", LineStatus::Reversed)]
    {
        if let Some(entry) = section.take(key) {
            for value in entry.texts()? {
                let value = value.trim().to_lowercase();
                if values.iter().any(|(known, meaning)| *known == value && *meaning != status) {
                    return Err(entry.error(&format!("lists `{value}`, which is in another list too")));
                }
                values.push((value, status));
            }
        }
    }
    Ok(StatusMapping { values })
}

fn canonical_status() -> StatusMapping {
    let words = [
        ("paid", LineStatus::Paid),
        ("denied", LineStatus::Denied),
        ("rejected", LineStatus::Denied),
        ("reversed", LineStatus::Reversed),
    ];
    StatusMapping { values: words.map(|(word, status)| (word.to_owned(), status)).to_vec() }
}
