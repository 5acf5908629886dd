//! Tables beside the claim lines, as `[[table]]` says. Parsed here; read and joined in `join`.

use super::rows::{RowFilter, parse_filters};
use super::value::parse_names;
use crate::load::document::{DocumentError, Entry, Section};
use crate::load::format::{FORMAT_KEYS, FileFormat, FormatKind};
use crate::load::header::normalised;
use crate::load::remittances::LINE_KEY;

/// A table whose columns lines can use as `name.column`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableSpec {
    /// What the layout calls it.
    pub name: String,
    /// Patterns of its files' names.
    pub files: Vec<String>,
    /// Its columns that identify a row.
    pub key: Vec<String>,
    /// The columns of the claim line, or of a table above, that the key must equal.
    pub on: Vec<String>,
    /// Whether its rows are remittances, each paired with the claim line it pays.
    pub pairs: bool,
    /// Whether a run without such a file is refused.
    pub needed: bool,
    /// Columns added up over the rows of a key.
    pub sum: Vec<String>,
    /// Columns whose values are listed.
    pub list: Vec<String>,
    /// What stands between listed values.
    pub separator: String,
    /// Columns taken from the greatest row.
    pub latest: Vec<String>,
    /// The columns by which rows are compared.
    pub latest_by: Vec<String>,
    /// Rows that count.
    pub filters: Vec<RowFilter>,
    /// How its files are written, when not as the layout's.
    pub format: Option<FileFormat>,
}

/// The keys of a table.
pub const TABLE_KEYS: [&str; 13] = [
    "name",
    "files",
    "pairs",
    "key",
    "on",
    "needed",
    "sum",
    "list",
    "separator",
    "latest",
    "latest_by",
    "filter",
    "format",
];

/// Reads the tables of a layout.
pub(super) fn parse_tables(entry: Entry<'_>) -> Result<Vec<TableSpec>, DocumentError> {
    let mut tables: Vec<TableSpec> = Vec::new();
    let mut joined = Vec::new();
    for mut section in entry.sections(&TABLE_KEYS)? {
        let name = section.require("name")?;
        let pairs = section.take("pairs").map_or(Ok(false), |entry| entry.flag())?;
        let table = if pairs {
            parse_pairs(&mut section, &name)?
        } else {
            let on = section.require("on")?;
            let table = parse_table(&mut section, name.text()?, &on)?;
            joined.push((on, tables.len()));
            table
        };
        if table.name.is_empty() || table.name.contains('.') || tables.iter().any(|known| known.name == table.name) {
            return Err(name.error("must be a name of its own, without a full stop"));
        }
        tables.push(table);
    }
    for (on, place) in joined {
        let names_table =
            |column: &str, table: &TableSpec| column.split_once('.').is_some_and(|(name, _)| name == table.name);
        let is_late = |column: &String| tables[place..].iter().any(|table| names_table(column, table));
        if let Some(column) = tables[place].on.iter().find(|column| is_late(column)) {
            return Err(on.error(&format!("names `{column}`, of a table that does not stand above this one")));
        }
    }
    Ok(tables)
}

/// A table of remittances: which line a row pays is worked out, so that nothing but its files is to be said.
fn parse_pairs(section: &mut Section<'_>, name: &Entry<'_>) -> Result<TableSpec, DocumentError> {
    let texts = |texts: [&str; 2]| texts.map(str::to_owned).to_vec();
    let table = TableSpec {
        name: name.text()?,
        files: parse_patterns(&section.require("files")?)?,
        pairs: true,
        key: texts(LINE_KEY),
        on: texts(LINE_KEY),
        needed: section.take("needed").map_or(Ok(true), |entry| entry.flag())?,
        sum: Vec::new(),
        list: Vec::new(),
        separator: String::new(),
        latest: Vec::new(),
        latest_by: Vec::new(),
        filters: Vec::new(),
        format: section.take("format").map(parse_format).transpose()?,
    };
    let is_remittance = table.format.as_ref().is_some_and(|format| format.kind == FormatKind::X12Remittance);
    if !is_remittance {
        return Err(name.error("has `pairs`, which needs `format = { kind = \"x12_835\" }`"));
    }
    if section.is_empty() {
        Ok(table)
    } else {
        Err(section
            .error("has something beside `pairs` that does not go with it: how rows and lines meet is worked out"))
    }
}

fn parse_table(section: &mut Section<'_>, name: String, on: &Entry<'_>) -> Result<TableSpec, DocumentError> {
    let table = TableSpec {
        name,
        files: parse_patterns(&section.require("files")?)?,
        pairs: false,
        key: section.require("key")?.texts()?,
        on: on.texts()?,
        needed: section.take("needed").map_or(Ok(true), |entry| entry.flag())?,
        sum: columns(section, "sum")?,
        list: columns(section, "list")?,
        separator: section.take("separator").map_or(Ok("|".to_owned()), |entry| entry.text())?,
        latest: columns(section, "latest")?,
        latest_by: columns(section, "latest_by")?,
        filters: section.take("filter").map(parse_filters).transpose()?.unwrap_or_default(),
        format: section.take("format").map(parse_format).transpose()?,
    };
    if table.key.len() != table.on.len() || table.key.is_empty() {
        return Err(on.error(&format!(
            "names {} columns and `key` names {}; each column of `key` needs its counterpart",
            table.on.len(),
            table.key.len()
        )));
    }
    if table.latest.is_empty() != table.latest_by.is_empty() {
        return Err(section.error("`latest` and `latest_by` need each other"));
    }
    let brought_together = || table.sum.iter().chain(&table.list).chain(&table.latest).map(|name| normalised(name));
    let twice = |name: &String| brought_together().filter(|other| other == name).count() > 1;
    match brought_together().find(twice) {
        Some(name) => Err(section.error(&format!("`{name}` stands twice in `sum`, `list` and `latest`"))),
        None => Ok(table),
    }
}

/// The names of files, with `*` and `?`.
pub(super) fn parse_patterns(entry: &Entry<'_>) -> Result<Vec<String>, DocumentError> {
    let patterns = entry.texts()?;
    if patterns.is_empty() {
        return Err(entry.error("is empty; name at least one file"));
    }
    match patterns.iter().find_map(|pattern| glob::Pattern::new(pattern).err()) {
        Some(error) => Err(entry.error(&format!("has a name that is no pattern: {}", error.msg))),
        None => Ok(patterns),
    }
}

fn parse_format(entry: Entry<'_>) -> Result<FileFormat, DocumentError> {
    FileFormat::parse(&mut entry.section(&FORMAT_KEYS)?)
}

fn columns(section: &mut Section<'_>, key: &str) -> Result<Vec<String>, DocumentError> {
    let Some(entry) = section.take(key) else { return Ok(Vec::new()) };
    let mut names = Vec::new();
    for item in entry.items()? {
        names.extend(parse_names(&item)?);
    }
    Ok(names)
}
