//! Writes a table of a report as CSV: the columns of the Parquet file as text, safe to open in a spreadsheet.
//!
//! Text cells that a spreadsheet would run as a formula get an apostrophe in front; numbers are left alone.

use std::borrow::Cow;
use std::io::BufWriter;
use std::path::Path;

use super::ReportError;
use super::manifest::{self, FileStamp};
use super::publish::create_file;
use super::stored::{self, Value};

/// Writes one row per row of a table.
pub(super) fn write(path: &Path, table: &Path) -> Result<FileStamp, ReportError> {
    let failed = |error: &dyn std::fmt::Display| ReportError::write(path, error);
    let mut writer = csv::Writer::from_writer(BufWriter::new(create_file(path)?));
    let schema = stored::schema(table)?;
    writer.write_record(schema.fields().iter().map(|field| field.name())).map_err(|error| failed(&error))?;
    stored::each_batch(table, |batch| {
        for row in 0..batch.num_rows() {
            let cells = batch.columns().iter().map(|column| cell(stored::value(column, row)));
            let record: Vec<Cow<'_, str>> = cells.collect();
            writer.write_record(record.iter().map(|cell| cell.as_bytes())).map_err(|error| failed(&error))?;
        }
        Ok(())
    })?;
    let buffer = writer.into_inner().map_err(|error| failed(&error))?;
    let file = buffer.into_inner().map_err(|error| failed(&error))?;
    file.sync_all().map_err(|error| failed(&error))?;
    manifest::stamp(path).map_err(|error| failed(&error))
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
    fn formulas_are_neutralised_and_numbers_are_not_touched() {
        for text in ["=1+1", "+x", "-19990000002208", "@sum", "\tx", "\rx"] {
            assert_eq!(safe(text), format!("'{text}"));
        }
        assert_eq!(safe("99421"), "99421");
        assert_eq!(cell(Value::Number(-450)), "-450");
    }
}
