//! A layout of activity logs, and of rosters: how somebody's export becomes entries with our columns. The same values,
//! format keys and filters as layouts of claims; no tables, lists or wide rows.
//!
//! The keys are described in `pipelines/log-layouts/README.md`; every shipped layout is in that folder too.

use super::rows::{RowFilter, parse_filters};
use super::value::Value;
use super::{LoadError, check_paths, paths_of};
use crate::claim::DurationUnit;
use crate::load::document::{Document, DocumentError, suggestion};
use crate::load::format::{Delimiter, FORMAT_KEYS, FileFormat, FormatKind};
use crate::load::notation::{NOTATION_KEYS, Notation};

/// How somebody's columns become those of a log or a roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLayout {
    /// The name a pipeline calls it by.
    pub name: String,
    /// How the files are written.
    pub format: FileFormat,
    /// How values are written.
    pub notation: Notation,
    /// Our columns with their values, by name.
    pub columns: Vec<(String, Value)>,
    /// Rows left out.
    pub filters: Vec<RowFilter>,
    /// The file it was read from; none for a shipped layout.
    pub file: Option<String>,
}

/// The keys of a layout of logs.
pub const LOG_LAYOUT_KEYS: [&str; 5] = ["name", "description", "format", "columns", "filter"];

/// The layout of the columns' own names.
pub const CANONICAL: &str = "canonical";

/// The layouts compiled into the program; the canonical one is the columns' own names.
const SHIPPED: [(&str, &str); 5] = [
    (CANONICAL, ""),
    ("portal-export", include_str!("../../../pipelines/log-layouts/portal-export.toml")),
    ("fhir-communication", include_str!("../../../pipelines/log-layouts/fhir-communication.toml")),
    ("fhir-encounter", include_str!("../../../pipelines/log-layouts/fhir-encounter.toml")),
    ("encounters", include_str!("../../../pipelines/log-layouts/encounters.toml")),
];

impl LogLayout {
    /// The names of the layouts compiled into the program.
    pub fn shipped_names() -> [&'static str; SHIPPED.len()] {
        SHIPPED.map(|(name, _)| name)
    }

    /// Our own column names, in files cut by whatever their header is cut by.
    fn canonical(known: &[&str]) -> Self {
        let column = |name: &&str| {
            let origin = super::Origin::Column((*name).to_owned());
            ((*name).to_owned(), Value::plain(origin))
        };
        Self {
            name: CANONICAL.to_owned(),
            format: FileFormat { delimiter: Delimiter::Auto, ..FileFormat::default() },
            notation: Notation::default(),
            columns: known.iter().map(column).collect(),
            filters: Vec::new(),
            file: None,
        }
    }

    /// A shipped layout of logs by name, or a layout file by path; `known` are our columns, `needed` those every entry has.
    pub fn find(name: &str, known: &[&str], needed: &[&str]) -> Result<Self, LoadError> {
        match SHIPPED.iter().find(|(shipped, text)| *shipped == name && !text.is_empty()) {
            Some((name, text)) => Ok(Self::parse(Document { file: name, text }, known, needed)?),
            None => Self::own(name, &Self::shipped_names(), known, needed),
        }
    }

    /// Our own columns where they are asked for, else a layout file by path; `shipped` are the names there are besides.
    pub fn own(name: &str, shipped: &[&str], known: &[&str], needed: &[&str]) -> Result<Self, LoadError> {
        if name == CANONICAL {
            return Ok(Self::canonical(known));
        }
        match std::fs::read_to_string(name) {
            Ok(text) => {
                let layout = Self::parse(Document { file: name, text: &text }, known, needed)?;
                Ok(Self { file: Some(name.to_owned()), ..layout })
            }
            Err(_) => Err(LoadError::UnknownLayout {
                name: name.to_owned(),
                shipped: shipped.join(", "),
                suggestion: suggestion(&crate::load::paths::name_of(name), shipped),
            }),
        }
    }

    /// Reads a layout; errors name the line.
    pub fn parse(document: Document<'_>, known: &[&str], needed: &[&str]) -> Result<Self, DocumentError> {
        let mut root = document.root(&LOG_LAYOUT_KEYS)?;
        let (name, _) = (root.require("name")?.text()?, root.require("description")?.text()?);
        let filters = root.take("filter").map(parse_filters).transpose()?.unwrap_or_default();
        let (mut format, mut notation) = (FileFormat::default(), Notation::default());
        if let Some(entry) = root.take("format") {
            let keys: Vec<&str> = FORMAT_KEYS.into_iter().chain(NOTATION_KEYS).collect();
            let place = entry.error("can only be delimited, fixed_width or ndjson for a log");
            let mut section = entry.section(&keys)?;
            format = FileFormat::parse(&mut section)?;
            notation = Notation::parse(&mut section)?;
            format.zone = notation.zone;
            if format.is_x12() {
                return Err(place);
            }
        }
        let entry = root.require("columns")?;
        let line = entry.line;
        let mut columns = Vec::new();
        for (key, entry) in entry.section(known)?.drain() {
            let may_have_times = matches!(key.as_str(), "start_time" | "end_time");
            let place = entry.error("has a notation of its own, which only `start_time` and `end_time` have");
            let unit = entry.error("has a `unit`, which only `minutes` has");
            let value = Value::parse(entry)?;
            if key != "minutes" && value.unit != DurationUnit::Minutes {
                return Err(unit);
            }
            if !value.dates.is_empty() || (!value.times.is_empty() && !may_have_times) {
                return Err(place);
            }
            columns.push((key, value));
        }
        if let Some(needed) = needed.iter().find(|needed| !columns.iter().any(|(name, _)| name == *needed)) {
            return Err(document.error(line, format!("[columns] says nothing of `{needed}`, which every entry needs")));
        }
        if format.kind == FormatKind::Ndjson {
            let filtered = filters.iter().map(|filter| filter.column.as_str());
            format.names = paths_of(columns.iter().flat_map(|(_, value)| value.origin.columns()).chain(filtered));
            check_paths(document, line, &format)?;
        }
        Ok(Self { name, format, notation, columns, filters, file: None })
    }
}
