//! Writes report.xlsx from the tables of a report: the list a reviewer works on, with the rules, the rejects and what
//! the figures mean. Row by row: a million findings take no more memory than one.

mod columns;
mod missed;
mod sheet;
mod texts;

use std::any::Any;
use std::cell::Cell as ThreadCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::ReportError;
use super::manifest::{self, FileStamp};
use super::publish::create_file;
use super::record::Record;
use super::render;
use super::stored::{self, Tables, Value};
use columns::{FINDINGS, OPEN, OPPORTUNITIES, REJECTS};
use sheet::{Cell, Column, Kind, MOST_ROWS, Sheets};

/// The day every workbook says it was made on: reruns give the same bytes, and the run's own log has the time.
const CREATED: (u16, u8, u8) = (2000, 1, 1);

/// Findings up to which a sheet stays below four gibibytes, at eight kilobytes a row.
const LARGE: u64 = 500_000;

/// Why a sheet could not be written: the tables were unreadable, or the writer failed.
enum Trouble {
    Report(ReportError),
    Writer(XlsxError),
    Panic(String),
}

impl From<ReportError> for Trouble {
    fn from(error: ReportError) -> Self {
        Self::Report(error)
    }
}

impl From<XlsxError> for Trouble {
    fn from(error: XlsxError) -> Self {
        Self::Writer(error)
    }
}

/// Writes the workbook from the tables in a folder; what waits on the way waits in `scratch`.
pub(super) fn write(
    path: &Path,
    tables: Tables<'_>,
    record: &Record,
    scratch: &Path,
) -> Result<FileStamp, ReportError> {
    let failed = |error: &dyn std::fmt::Display| ReportError::write(path, error);
    let mut file = create_file(path)?;
    let written = guarded(|| {
        let mut workbook = workbook(tables, record, scratch, MOST_ROWS)?;
        tables.go_on()?;
        Ok(workbook.save_to_writer(&mut file)?)
    });
    // A write that failed because somebody asked to stop is no fault of the disk.
    tables.go_on()?;
    written.map_err(|trouble| match trouble {
        Trouble::Report(error) => error,
        Trouble::Writer(error) => failed(&error),
        Trouble::Panic(problem) => failed(&problem),
    })?;
    file.sync_all().map_err(|error| failed(&error))?;
    manifest::stamp(path).map_err(|error| failed(&error))
}

thread_local! {
    static IS_AT_WORK: ThreadCell<bool> = const { ThreadCell::new(false) };
}

/// Whether this thread writes a workbook: a panic then is the writer's way to say that a write failed.
pub fn is_at_work() -> bool {
    IS_AT_WORK.get()
}

/// Runs the writer, which panics when a write fails.
fn guarded(write: impl FnOnce() -> Result<(), Trouble>) -> Result<(), Trouble> {
    IS_AT_WORK.set(true);
    let written = catch_unwind(AssertUnwindSafe(write));
    IS_AT_WORK.set(false);
    written.unwrap_or_else(|panic| Err(Trouble::Panic(problem(panic.as_ref()))))
}

/// The system's words in a panic about an error of its; nothing else of it is told.
fn problem(panic: &(dyn Any + Send)) -> String {
    let said = panic.downcast_ref::<String>().map_or("", String::as_str);
    let words = said.split_once("message: \"").and_then(|(_, rest)| rest.split_once('"'));
    words.map_or("the writer of the workbook failed", |(words, _)| words).to_owned()
}

fn workbook(tables: Tables<'_>, record: &Record, scratch: &Path, rows_per_sheet: u32) -> Result<Workbook, Trouble> {
    let mut workbook = Workbook::new();
    let (year, month, day) = CREATED;
    let title = format!("claimsweep: {}", record.summary.pipeline);
    let properties =
        DocProperties::new().set_title(title).set_creation_datetime(&ExcelDateTime::from_ymd(year, month, day)?);
    workbook.set_properties(&properties);
    // Never in the system's temporary folder: this one goes with the run, and only its owner can read it.
    workbook.set_tempdir(scratch)?;
    // Only where a sheet might outgrow the old zip format: LibreOffice 7 cannot read the new one.
    workbook.use_zip_large_file(record.summary.findings.0.is_none_or(|n| LARGE < n));
    let mut n_cut = by_hand(&mut workbook, "summary", &texts::SUMMARY, &texts::summary(record))?;
    n_cut += table(&mut workbook, "findings", &FINDINGS, (tables, "findings.parquet"), rows_per_sheet)?;
    if let Some(figures) = &record.summary.missed {
        n_cut +=
            table(&mut workbook, "opportunities", &OPPORTUNITIES, (tables, render::OPPORTUNITIES), rows_per_sheet)?;
        n_cut += by_hand(&mut workbook, "lost by reason", &missed::LOST, &missed::lost(figures))?;
        n_cut += by_hand(&mut workbook, "both signs", &missed::CLINICIANS, &missed::clinicians(figures))?;
    }
    n_cut += by_hand(&mut workbook, "rules", &texts::RULES, &texts::rules(record))?;
    n_cut += table(&mut workbook, "rejects", &REJECTS, (tables, "rejects.parquet"), rows_per_sheet)?;
    by_hand(&mut workbook, "notes", &texts::NOTES, &texts::notes(record, n_cut))?;
    Ok(workbook)
}

/// A sheet of a few rows.
fn by_hand(
    workbook: &mut Workbook,
    name: &'static str,
    columns: &[Column],
    rows: &[Vec<texts::Owned>],
) -> Result<u64, XlsxError> {
    let mut sheets = Sheets::new(workbook, name, columns, MOST_ROWS)?;
    for row in rows {
        let cells: Vec<Cell<'_>> = row.iter().map(texts::Owned::cell).collect();
        sheets.row(&cells)?;
    }
    sheets.finish()
}

/// A sheet with the rows of a table.
fn table(
    workbook: &mut Workbook,
    name: &'static str,
    columns: &[(&'static str, Column)],
    (tables, file): (Tables<'_>, &str),
    rows_per_sheet: u32,
) -> Result<u64, Trouble> {
    let heads: Vec<Column> = columns.iter().map(|(_, column)| *column).collect();
    let mut sheets = Sheets::new(workbook, name, &heads, rows_per_sheet)?;
    let path = tables.path(file);
    let mut trouble = Ok(());
    tables.each_batch(file, |batch| {
        let of_table = |name: &'static str| (name != OPEN).then(|| stored::column(batch, name, &path)).transpose();
        let sources = columns.iter().map(|(name, _)| of_table(name)).collect::<Result<Vec<_>, _>>()?;
        for row in 0..batch.num_rows() {
            let values: Vec<Value<'_>> = sources
                .iter()
                .map(|source| source.map_or(Value::Missing, |column| stored::value(column, row)))
                .collect();
            let cells: Vec<Cell<'_>> =
                values.iter().zip(&heads).map(|(value, (_, kind, _))| cell(value, *kind)).collect();
            if trouble.is_ok() {
                trouble = sheets.row(&cells);
            }
        }
        Ok(())
    })?;
    trouble?;
    Ok(sheets.finish()?)
}

fn cell<'a>(value: &'a Value<'_>, kind: Kind) -> Cell<'a> {
    match value {
        Value::Missing => Cell::Blank,
        Value::Text(text) => Cell::Text(text),
        Value::Number(cents) if kind == Kind::Money => Cell::Money(*cents),
        Value::Number(n) => Cell::Number(*n),
        Value::Date(day) => Cell::Date(*day),
        Value::Flag(true) => Cell::Text("yes"),
        Value::Flag(false) => Cell::Text("no"),
    }
}
