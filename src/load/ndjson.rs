//! Reads files of one JSON object a line, such as FHIR resources in bulk, as a table of text: a column is a path into the
//! object, `period.start` or `type.0.coding.0.code`. Casts nothing; knows no resource.
//!
//! An object is a row, or several where the layout's `rows` names a list in it: one per entry, all with the number of the
//! line. Where a path says nothing of a list's place, its first entry counts. What is missing is blank. A line that is no
//! JSON object is a ragged row; a file of which no line is one ends the run.

mod path;

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
use super::trailers::RowShape;
use path::{JsonPath, Row};

/// No line is longer; a file without line ends would otherwise be read into memory whole.
const LONGEST_LINE: u64 = 1 << 24;

/// The kind of FHIR resource that the first line of a text is, empty where it does not say; nothing when the line is no JSON
/// object.
pub(super) fn resource_of(text: &[u8]) -> Option<String> {
    let line = text.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty())?;
    let object: Value = serde_json::from_slice(line).ok().filter(Value::is_object)?;
    Some(object["resourceType"].as_str().unwrap_or_default().to_owned())
}

/// An open file.
pub(super) struct NdjsonSource {
    file: String,
    bytes: BufReader<TextFile>,
    /// The list whose entries are rows.
    list: Option<JsonPath>,
    pub(super) header: Header,
}

/// What is wrong with a path; nothing when it is one.
pub(super) fn path_problem(path: &str) -> Option<&'static str> {
    JsonPath::parse(path).err()
}

impl NdjsonSource {
    /// Opens the file; its columns are the paths that the layout names.
    pub(super) fn open(file: &str, kind: FileKind, format: &FileFormat) -> Result<Self, LoadError> {
        if kind == FileKind::Parquet {
            return Err(not_data(file, "is Parquet; the layout expects one JSON object a line"));
        }
        let bytes = BufReader::with_capacity(1 << 18, TextFile::open(file, kind, format)?);
        let list = format.rows.as_deref().map(|list| parse(file, list)).transpose()?;
        Ok(Self { file: file.to_owned(), bytes, list, header: Header::new(file, format.names.clone()) })
    }

    /// Sends the wanted columns, batch by batch, until the file ends or nobody listens any more. Rows are lines.
    pub(super) fn send(mut self, wanted: &[usize], batches: &SyncSender<SourceBatch>) -> Result<(), LoadError> {
        let name = |index: &usize| self.header.names.get(*index).map_or("", String::as_str);
        let paths = wanted.iter().map(|index| parse(&self.file, name(index))).collect::<Result<Vec<_>, _>>()?;
        let (mut line, mut has_bundle) = (String::new(), false);
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
                let is_blank = line.trim().is_empty();
                return Ok(NextRow::Ragged(if is_blank { RowShape::Blank } else { RowShape::Other }));
            };
            if object["resourceType"] == "Bundle" {
                has_bundle = true;
                return Ok(NextRow::Ragged(RowShape::Other));
            }
            let rows = self.list.as_ref().map_or_else(|| vec![Row::whole(&object)], |list| list.rows(&object));
            for row in &rows {
                for (column, path) in columns.iter_mut().zip(&paths) {
                    column.push(&path.text(*row));
                }
            }
            Ok(NextRow::Several(rows.len()))
        })?;
        if has_bundle && counts.none_fits() {
            return Err(not_data(&self.file, "is a FHIR Bundle; write the resources in it one a line"));
        }
        if counts.none_fits() {
            return Err(not_data(&self.file, "no line of it is a JSON object; the layout expects one a line"));
        }
        Ok(())
    }
}

/// A path of the layout, which has been looked at when the layout was read.
fn parse(file: &str, path: &str) -> Result<JsonPath, LoadError> {
    JsonPath::parse(path)
        .map_err(|problem| not_data(file, format!("cannot be read by the path `{path}`: it {problem}")))
}
