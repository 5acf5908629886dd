//! Writes a table of a report as CSV: the columns of the Parquet file as text, safe to open in a spreadsheet.
//!
//! Text cells that a spreadsheet would run as a formula get an apostrophe in front; numbers are left alone. Quoted is also
//! what holds a semicolon or a tab: some spreadsheets cut there.

use std::borrow::Cow;
use std::io::{BufWriter, Write};
use std::path::Path;

use super::ReportError;
use super::manifest::{self, FileStamp};
use super::publish::create_file;
use super::stored::{self, Tables, Value};

/// Writes one row per row of a table.
pub(super) fn write(path: &Path, tables: Tables<'_>, table: &str) -> Result<FileStamp, ReportError> {
    let failed = |error: &dyn std::fmt::Display| ReportError::write(path, error);
    let mut writer = BufWriter::new(create_file(path)?);
    let schema = stored::schema(&tables.path(table))?;
    let heads = schema.fields().iter().map(|field| Cow::Borrowed(field.name().as_str()));
    write_record(&mut writer, heads).map_err(|error| failed(&error))?;
    tables.each_batch(table, |batch| {
        for row in 0..batch.num_rows() {
            let cells = batch.columns().iter().map(|column| cell(stored::value(column, row)));
            write_record(&mut writer, cells).map_err(|error| failed(&error))?;
        }
        Ok(())
    })?;
    let file = writer.into_inner().map_err(|error| failed(&error))?;
    file.sync_all().map_err(|error| failed(&error))?;
    manifest::stamp(path).map_err(|error| failed(&error))
}

/// Writes a line of cells.
fn write_record<'a>(writer: &mut impl Write, cells: impl Iterator<Item = Cow<'a, str>>) -> std::io::Result<()> {
    for (at, cell) in cells.enumerate() {
        if 0 < at {
            writer.write_all(b",")?;
        }
        if cell.contains([',', '"', '\n', '\r', ';', '\t']) {
            write!(writer, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            writer.write_all(cell.as_bytes())?;
        }
    }
    writer.write_all(b"\n")
}

/// A text safe in a spreadsheet; anything else as it is.
fn cell(value: Value<'_>) -> Cow<'_, str> {
    match value {
        Value::Text(text) => safe(text),
        other => Cow::Owned(other.to_string()),
    }
}

/// Puts an apostrophe before text that a spreadsheet would take for a formula.
fn safe<'a>(text: impl Into<Cow<'a, str>>) -> Cow<'a, str> {
    let text = text.into();
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { Cow::Owned(format!("'{text}")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_any_spreadsheet_would_cut() {
        let written = |cells: &[&'static str]| {
            let mut line = Vec::new();
            write_record(&mut line, cells.iter().map(|cell| Cow::Borrowed(*cell))).unwrap();
            String::from_utf8(line).unwrap()
        };
        assert_eq!(written(&["a b", "", "c'd"]), "a b,,c'd\n");
        assert_eq!(
            written(&[";=1+1", "a\tb", "c,d", "e\"f", "g\nh"]),
            "\";=1+1\",\"a\tb\",\"c,d\",\"e\"\"f\",\"g\nh\"\n"
        );
    }

    #[test]
    fn formulas_are_neutralised_and_numbers_are_not_touched() {
        for text in ["=1+1", "+x", "-19990000002208", "@sum", "\tx", "\rx"] {
            assert_eq!(safe(text), format!("'{text}"));
        }
        assert_eq!(safe("99421"), "99421");
        assert_eq!(cell(Value::Number(-450)), "-450");
    }
}
