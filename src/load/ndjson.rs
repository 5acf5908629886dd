//! Reads files of one JSON object a line, such as FHIR resources in bulk, as a table of text: a column is a path into the
//! object, `period.start` or `type.0.coding.0.code`. Casts nothing; knows no resource.
//!
//! Where a path says nothing of a list's place, its first entry counts. What is missing is blank. A line that is no JSON
//! object is a ragged row; a file of which no line is one ends the run.

use std::io::{BufRead as _, BufReader};
use std::sync::mpsc::SyncSender;

use serde_json::Value;

use super::batch::SourceBatch;
use super::error::LoadError;
use super::format::FileFormat;
use super::header::Header;
use super::source::{FileKind, not_data, unreadable};
use super::text::TextFile;
use super::text_batches::{NextRow, send_rows};

/// No line is longer; a file without line ends would otherwise be read into memory whole.
const LONGEST_LINE: u64 = 1 << 24;

/// An open file.
pub(super) struct NdjsonSource {
    file: String,
    bytes: BufReader<TextFile>,
    pub(super) header: Header,
}

impl NdjsonSource {
    /// Opens the file; its columns are the paths that the layout names.
    pub(super) fn open(file: &str, kind: FileKind, format: &FileFormat) -> Result<Self, LoadError> {
        if kind == FileKind::Parquet {
            return Err(not_data(file, "is Parquet; the layout expects one JSON object a line"));
        }
        let bytes = BufReader::with_capacity(1 << 18, TextFile::open(file, kind, format)?);
        Ok(Self { file: file.to_owned(), bytes, header: Header::new(file, format.names.clone()) })
    }

    /// Sends the wanted columns, batch by batch, until the file ends or nobody listens any more. Rows are lines.
    pub(super) fn send(mut self, wanted: &[usize], batches: &SyncSender<SourceBatch>) -> Result<(), LoadError> {
        let paths: Vec<Vec<&str>> = wanted
            .iter()
            .map(|index| self.header.names.get(*index).map_or(Vec::new(), |name| name.split('.').collect()))
            .collect();
        let mut line = String::new();
        let counts = send_rows(wanted.len(), batches, |row, columns| {
            line.clear();
            let mut limited = std::io::Read::take(&mut self.bytes, LONGEST_LINE);
            let n = limited.read_line(&mut line).map_err(|error| unreadable(&self.file, &error))?;
            if n == 0 {
                return Ok(NextRow::End);
            }
            if n as u64 == LONGEST_LINE {
                return Err(not_data(&self.file, format!("line {row} is longer than 16 MiB")));
            }
            let Ok(object @ Value::Object(_)) = serde_json::from_str::<Value>(&line) else {
                return Ok(NextRow::Ragged);
            };
            for (column, path) in columns.iter_mut().zip(&paths) {
                column.push(&text_at(&object, path));
            }
            Ok(NextRow::Whole)
        })?;
        if counts.none_fits() {
            return Err(not_data(&self.file, "no line of it is a JSON object; the layout expects one a line"));
        }
        Ok(())
    }
}

/// The text at a path; blank when there is none, or no single value.
fn text_at(value: &Value, path: &[&str]) -> String {
    match (value, path.split_first()) {
        (Value::Array(items), Some((first, rest))) => match first.parse::<usize>() {
            Ok(place) => items.get(place).map_or_else(String::new, |item| text_at(item, rest)),
            Err(_) => items.first().map_or_else(String::new, |item| text_at(item, path)),
        },
        (Value::Array(items), None) => items.first().map_or_else(String::new, |item| text_at(item, path)),
        (Value::Object(fields), Some((first, rest))) => {
            fields.get(*first).map_or_else(String::new, |field| text_at(field, rest))
        }
        (Value::String(text), None) => text.clone(),
        (Value::Number(number), None) => number.to_string(),
        (Value::Bool(flag), None) => flag.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_through_lists() {
        let object: Value = serde_json::from_str(
            r#"{"id": "e1", "type": [{"coding": [{"code": "98970"}, {"code": "x"}]}], "n": 7.5, "b": true, "o": {}}"#,
        )
        .unwrap_or_default();
        let at = |path: &str| text_at(&object, &path.split('.').collect::<Vec<_>>());
        assert_eq!([at("id"), at("type.coding.code"), at("type.0.coding.1.code")], ["e1", "98970", "x"]);
        assert_eq!([at("n"), at("b"), at("o"), at("absent.x"), at("type.5.coding")], ["7.5", "true", "", "", ""]);
    }
}
