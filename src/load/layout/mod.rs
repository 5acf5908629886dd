//! A layout: how somebody's files become lines with our columns. Read from TOML; applied in `mapping`.
//!
//! The keys are described in `pipelines/layouts/README.md`; every shipped layout is in that folder too.

mod adjustments;
mod lists;
mod log;
mod rows;
mod shipped;
mod tables;
mod value;

use super::document::{Document, DocumentError, Entry, suggestion};
use super::error::LoadError;
use super::format::{FORMAT_KEYS, FileFormat, FormatKind};
use super::ndjson::path_problem;
use super::notation::{NOTATION_KEYS, Notation};
use crate::claim::{DateFormat, DurationUnit, Field};
use shipped::SHIPPED;

pub use adjustments::{ADJUSTMENT_KEYS, Adjustments, IdSuffix, SUFFIX_KEYS};
pub use lists::{LIST_KEYS, ListOrigin};
pub use log::{CANONICAL, LOG_LAYOUT_KEYS, LogLayout};
pub use rows::{FILTER_KEYS, REPEAT_KEYS, Repeat, RowFilter, STATUS_KEYS, StatusMapping};
pub use tables::{TABLE_KEYS, TableSpec};
pub use value::{Origin, VALUE_KEYS, Value};

/// How somebody's columns become canonical ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The name a pipeline calls it by.
    pub name: String,
    /// What files it is for.
    pub description: String,
    /// Patterns of the names of files whose rows are claim lines; none: every file that no table claims.
    pub files: Vec<String>,
    /// How the files are written.
    pub format: FileFormat,
    /// How values are written.
    pub notation: Notation,
    /// Canonical columns with their values.
    pub columns: Vec<(Field, Value)>,
    /// Modifiers beside those of `modifier_1` and the like.
    pub modifiers: ListOrigin,
    /// Diagnoses beside those of `diagnosis_1` and the like.
    pub diagnoses: ListOrigin,
    /// Words of the status, when there are several.
    pub statuses: ListOrigin,
    /// Wide rows.
    pub repeat: Option<Repeat>,
    /// Rows left out.
    pub filters: Vec<RowFilter>,
    /// Meaning of the status column.
    pub status: StatusMapping,
    /// Tables beside the claim lines.
    pub tables: Vec<TableSpec>,
    /// Corrected claims.
    pub adjustments: Adjustments,
    /// The file it was read from; none for a shipped layout.
    pub file: Option<String>,
}

/// The keys of a layout.
pub const LAYOUT_KEYS: [&str; 10] =
    ["name", "description", "files", "format", "columns", "table", "repeat", "filter", "status", "adjustments"];

/// Columns of ours that take lists, beside the canonical ones.
pub const LIST_COLUMNS: [&str; 2] = ["modifiers", "diagnoses"];

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
                suggestion: suggestion(&super::paths::name_of(name), &Self::shipped_names()),
            }),
        }
    }

    /// Reads a layout; errors name the line.
    pub fn parse(document: Document<'_>) -> Result<Self, DocumentError> {
        let mut root = document.root(&LAYOUT_KEYS)?;
        let columns = root.require("columns")?;
        let columns_line = columns.line;
        let mut layout = Self {
            name: root.require("name")?.text()?,
            description: root.require("description")?.text()?,
            files: root.take("files").map_or(Ok(Vec::new()), |entry| tables::parse_patterns(&entry))?,
            format: FileFormat::default(),
            notation: Notation::default(),
            columns: Vec::new(),
            modifiers: ListOrigin::default(),
            diagnoses: ListOrigin::default(),
            statuses: ListOrigin::default(),
            repeat: root.take("repeat").map(rows::parse_repeat).transpose()?,
            filters: root.take("filter").map(rows::parse_filters).transpose()?.unwrap_or_default(),
            status: root.take("status").map_or(Ok(StatusMapping::canonical()), rows::parse_status)?,
            tables: root.take("table").map(tables::parse_tables).transpose()?.unwrap_or_default(),
            adjustments: root.take("adjustments").map(Adjustments::parse).transpose()?.unwrap_or_default(),
            file: None,
        };
        parse_columns(columns, &mut layout)?;
        if let Some(format) = root.take("format") {
            let known: Vec<&str> = FORMAT_KEYS.into_iter().chain(NOTATION_KEYS).collect();
            let mut section = format.section(&known)?;
            layout.format = FileFormat::parse(&mut section)?;
            layout.notation = Notation::parse(&mut section)?;
            let of_tables = layout.tables.iter_mut().filter_map(|table| table.format.as_mut());
            for format in std::iter::once(&mut layout.format).chain(of_tables) {
                format.zone = layout.notation.zone;
            }
        }
        if layout.format.kind == FormatKind::Ndjson {
            layout.format.names = paths_of(layout.named_columns());
            check_paths(document, columns_line, &layout.format)?;
        }
        for field in Field::all().filter(|field| field.is_needed()) {
            if !layout.columns.iter().any(|(mapped, _)| *mapped == field) {
                return Err(unsaid(document, columns_line, field.name()));
            }
        }
        Ok(layout)
    }

    /// How a column writes its dates, when not as the layout's others.
    pub fn dates_of(&self, field: Field) -> &[DateFormat] {
        self.value_of(field).map_or(&[], |value| &value.dates)
    }

    /// How a column writes its times, when not as the layout's others.
    pub fn times_of(&self, field: Field) -> &[String] {
        self.value_of(field).map_or(&[], |value| &value.times)
    }

    /// What the durations of `minutes` count.
    pub fn duration_unit(&self) -> DurationUnit {
        self.value_of(Field::Minutes).map_or(DurationUnit::Minutes, |value| value.unit)
    }

    fn value_of(&self, field: Field) -> Option<&Value> {
        self.columns.iter().find(|(mapped, _)| *mapped == field).map(|(_, value)| value)
    }

    /// The columns of a table that the layout names, each once.
    pub fn columns_of(&self, table: &TableSpec) -> Vec<&str> {
        let named = self.named_columns().filter_map(|name| name.strip_prefix(table.name.as_str())?.strip_prefix('.'));
        let mut columns: Vec<&str> = named.collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// Every column the layout names, those of tables as `table.column`.
    pub fn named_columns(&self) -> impl Iterator<Item = &str> {
        let lists = self.modifiers.columns().chain(self.diagnoses.columns()).chain(self.statuses.columns());
        let filters = self.filters.iter().map(|filter| filter.column.as_str());
        let joined = self.tables.iter().flat_map(|table| table.on.iter().map(String::as_str));
        let repeated = self.repeat.iter().flat_map(|repeat| repeat.line_present.iter().map(String::as_str));
        self.columns
            .iter()
            .flat_map(|(_, value)| value.origin.columns())
            .chain(lists)
            .chain(filters)
            .chain(joined)
            .chain(repeated)
            .chain(self.adjustments.columns())
    }
}

/// The columns of a file whose columns are what a layout asks for, each once.
fn paths_of<'a>(named: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut paths: Vec<String> = named.map(str::to_owned).collect();
    paths.sort_unstable();
    paths.dedup();
    paths
}

/// Refuses what is no path into a JSON object: its column would be blank in every row.
fn check_paths(document: Document<'_>, line: usize, format: &FileFormat) -> Result<(), DocumentError> {
    let mut paths = format.rows.iter().chain(&format.names);
    let wrong = paths.find_map(|path| Some((path, path_problem(path)?)));
    wrong.map_or(Ok(()), |(path, problem)| Err(document.error(line, format!("the path `{path}` {problem}"))))
}

/// The error of a column that every line needs; where its lines are commented out, as `claimsweep init` leaves what it
/// cannot decide, they are pointed at.
fn unsaid(document: Document<'_>, columns_line: usize, ours: &str) -> DocumentError {
    let is_comment = |line: &str| {
        let key = line.trim_start().strip_prefix('#').and_then(|comment| comment.split_once('='));
        key.is_some_and(|(key, _)| key.trim() == ours)
    };
    match document.text.lines().position(is_comment) {
        Some(place) => document.error(
            place + 1,
            format!("`{ours}`, which every line needs, is commented out: take the # from the line that is right"),
        ),
        None => document.error(columns_line, format!("[columns] says nothing of `{ours}`, which every line needs")),
    }
}

fn parse_columns(entry: Entry<'_>, layout: &mut Layout) -> Result<(), DocumentError> {
    let names: Vec<_> = Field::all().map(Field::name).chain(LIST_COLUMNS).collect();
    for (key, entry) in entry.section(&names)?.drain() {
        match (key.as_str(), Field::from_name(&key)) {
            ("modifiers", _) => layout.modifiers = ListOrigin::parse(entry)?,
            ("diagnoses", _) => layout.diagnoses = ListOrigin::parse_pointed(entry)?,
            (_, Some(Field::ClaimStatus)) => {
                let (value, statuses) = ListOrigin::parse_or_value(Field::ClaimStatus, entry)?;
                layout.columns.extend(value.map(|value| (Field::ClaimStatus, value)));
                layout.statuses = statuses;
            }
            (_, Some(field)) => layout.columns.push((field, Value::parse_for(field, entry)?)),
            (_, None) => {}
        }
    }
    layout.columns.sort_by_key(|(field, _)| *field);
    Ok(())
}
