//! Tables beside the claim lines, as `[[table]]` says. Parsed here; read and joined in `join`.

use super::rows::{RowFilter, parse_filters};
use super::value::parse_names;
use crate::load::document::{DocumentError, Entry, Section};
use crate::load::format::{FORMAT_KEYS, FileFormat};

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
pub const TABLE_KEYS: [&str; 12] =
    ["name", "files", "key", "on", "needed", "sum", "list", "separator", "latest", "latest_by", "filter", "format"];

/// Reads the tables of a layout.
pub(super) fn parse_tables(entry: Entry<'_>) -> Result<Vec<TableSpec>, DocumentError> {
    let mut tables: Vec<TableSpec> = Vec::new();
    for mut section in entry.sections(&TABLE_KEYS)? {
        let name = section.require("name")?;
        let table = parse_table(&mut section, name.text()?)?;
        if table.name.is_empty() || table.name.contains('.') || tables.iter().any(|known| known.name == table.name) {
            return Err(name.error("must be a name of its own, without a full stop"));
        }
        tables.push(table);
    }
    Ok(tables)
}

fn parse_table(section: &mut Section<'_>, name: String) -> Result<TableSpec, DocumentError> {
    let on = section.require("on")?;
    let table = TableSpec {
        name,
        files: section.require("files")?.texts()?,
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
    Ok(table)
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
