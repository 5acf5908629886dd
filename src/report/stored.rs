//! The tables of a finished report, read back a batch at a time: what CSV, XLSX and HTML are written from, in the run
//! itself and long after it. Holds no more than a batch.

use std::borrow::Cow;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Date32Type, Int32Type, Int64Type, Schema};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReaderBuilder, RowSelection};

use super::ReportError;
use crate::claim::Day;

/// Rows of a batch: large enough to be quick, small enough to be nothing beside a run.
const ROWS: usize = 8_192;

/// A cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<'a> {
    /// No value.
    Missing,
    /// A text.
    Text(Cow<'a, str>),
    /// A whole number.
    Number(i64),
    /// A date.
    Date(Day),
    /// Yes or no.
    Flag(bool),
}

/// Why a table, or what stands beside it, cannot be used.
pub(super) fn unreadable(path: &Path, problem: &dyn std::fmt::Display) -> ReportError {
    ReportError::Read { path: path.display().to_string(), problem: problem.to_string() }
}

/// What the two tables with a row per finding must never be: about another finding in the same row.
pub(super) fn other_finding(evidence: &Path, row: usize) -> ReportError {
    let row = row + 1;
    unreadable(evidence, &format!("row {row} is not about the finding in row {row} of findings.parquet"))
}

fn open(path: &Path) -> Result<ParquetRecordBatchReaderBuilder<File>, ReportError> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| unreadable(path, &error))
}

/// What a table says of the run it comes from: versions, settings, accounting.
pub(super) fn origin(path: &Path) -> Result<Vec<(String, Option<String>)>, ReportError> {
    let builder = open(path)?;
    let pairs = builder.metadata().file_metadata().key_value_metadata();
    let ours = pairs.into_iter().flatten().filter(|pair| pair.key.starts_with("claimsweep."));
    Ok(ours.map(|pair| (pair.key.clone(), pair.value.clone())).collect())
}

/// The tables of a report, which are read for as long as nobody asks to stop.
#[derive(Clone, Copy)]
pub(super) struct Tables<'a> {
    folder: &'a Path,
    interrupt: &'a AtomicBool,
}

impl<'a> Tables<'a> {
    pub(super) const fn new(folder: &'a Path, interrupt: &'a AtomicBool) -> Self {
        Self { folder, interrupt }
    }

    /// Those of another folder.
    pub(super) const fn in_folder<'b>(self, folder: &'b Path) -> Tables<'b>
    where
        'a: 'b,
    {
        Tables { folder, interrupt: self.interrupt }
    }

    /// The file of a table.
    pub(super) fn path(self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Errors when somebody asked to stop.
    pub(super) fn go_on(self) -> Result<(), ReportError> {
        if self.interrupt.load(Ordering::Relaxed) { Err(ReportError::Interrupted) } else { Ok(()) }
    }

    /// Hands every batch of a table on, in order.
    pub(super) fn each_batch(
        self,
        name: &str,
        mut take: impl FnMut(&RecordBatch) -> Result<(), ReportError>,
    ) -> Result<(), ReportError> {
        each_batch(&self.path(name), |batch| self.go_on().and_then(|()| take(batch)))
    }

    /// Hands batches of single rows on, by ascending number, and reads nothing between them that need not be.
    pub(super) fn chosen_rows(
        self,
        name: &str,
        rows: &[usize],
        mut take: impl FnMut(&RecordBatch) -> Result<(), ReportError>,
    ) -> Result<(), ReportError> {
        chosen_rows(&self.path(name), rows, |batch| self.go_on().and_then(|()| take(batch)))
    }
}

/// The columns of a table.
pub(super) fn schema(path: &Path) -> Result<Arc<Schema>, ReportError> {
    Ok(Arc::clone(open(path)?.schema()))
}

/// Hands every batch of a table on, in order.
pub(super) fn each_batch(
    path: &Path,
    mut take: impl FnMut(&RecordBatch) -> Result<(), ReportError>,
) -> Result<(), ReportError> {
    let reader = open(path)?.with_batch_size(ROWS).build().map_err(|error| unreadable(path, &error))?;
    for batch in reader {
        take(&batch.map_err(|error| unreadable(path, &error))?)?;
    }
    Ok(())
}

fn chosen_rows(
    path: &Path,
    rows: &[usize],
    mut take: impl FnMut(&RecordBatch) -> Result<(), ReportError>,
) -> Result<(), ReportError> {
    let builder = open(path)?;
    let n_rows = usize::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
    if let Some(last) = rows.last().filter(|last| n_rows <= **last) {
        return Err(unreadable(path, &format!("has only {n_rows} rows, not row {}", last + 1)));
    }
    let ranges = rows.iter().map(|row| *row..*row + 1);
    let selection = RowSelection::from_consecutive_ranges(ranges, n_rows);
    let reader = builder.with_batch_size(ROWS).with_row_selection(selection).build();
    for batch in reader.map_err(|error| unreadable(path, &error))? {
        take(&batch.map_err(|error| unreadable(path, &error))?)?;
    }
    Ok(())
}

/// A column by its name.
pub(super) fn column<'a>(batch: &'a RecordBatch, name: &str, path: &Path) -> Result<&'a ArrayRef, ReportError> {
    batch.column_by_name(name).ok_or_else(|| unreadable(path, &format!("has no column {name}")))
}

/// A cell; lists become one text.
pub(super) fn value(column: &ArrayRef, row: usize) -> Value<'_> {
    if column.is_null(row) {
        return Value::Missing;
    }
    match column.data_type() {
        DataType::Utf8 => Value::Text(Cow::Borrowed(column.as_string::<i32>().value(row))),
        DataType::Int32 => Value::Number(column.as_primitive::<Int32Type>().value(row).into()),
        DataType::Int64 => Value::Number(column.as_primitive::<Int64Type>().value(row)),
        DataType::Date32 => Value::Date(Day(column.as_primitive::<Date32Type>().value(row))),
        DataType::Boolean => Value::Flag(column.as_boolean().value(row)),
        _ => Value::Text(Cow::Owned(list_as_text(column, row))),
    }
}

/// Lines as `claim/line date code; …`, texts as `text; …`.
fn list_as_text(column: &ArrayRef, row: usize) -> String {
    let Some(list) = column.as_list_opt::<i32>() else { return String::new() };
    let items = list.value(row);
    if let Some(texts) = items.as_string_opt::<i32>() {
        return texts.iter().flatten().collect::<Vec<_>>().join("; ");
    }
    let Some(lines) = items.as_struct_opt() else { return String::new() };
    let part = |name: &str, at: usize| lines.column_by_name(name).map_or(Value::Missing, |column| value(column, at));
    let line = |at: usize| {
        let [claim, number, date, code] =
            ["claim_id", "line_number", "service_date", "procedure_code"].map(|name| part(name, at).to_string());
        format!("{claim}/{number} {date} {code}")
    };
    (0..lines.len()).map(line).collect::<Vec<_>>().join("; ")
}

impl std::fmt::Display for Value<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing => Ok(()),
            Self::Text(text) => out.write_str(text),
            Self::Number(n) => n.fmt(out),
            Self::Date(day) => day.fmt(out),
            Self::Flag(flag) => flag.fmt(out),
        }
    }
}
