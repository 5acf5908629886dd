//! Reads a plain table beside the claims (log, roster, consents) from delimited text or Parquet, row by row, its columns
//! bound by name. Knows none of these tables; bad rows are counted and named, never fatal.

use std::sync::atomic::AtomicBool;

use super::RAGGED;
use super::batch::{SourceColumn, Wanted, cleaned, each_batch};
use super::error::LoadError;
use super::format::{Delimiter, FileFormat};
use super::header::Header;
use super::open::OpenFile;
use crate::claim::{DateFormat, Day, InputFile, Minutes, Moment, RowFault};

/// A column of such a table.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) needed: bool,
    pub(super) wanted: Wanted,
}

/// What is wrong with a row: the column and the reason.
pub(super) type Fault = (&'static str, &'static str);

/// One row of the table.
pub(super) struct Record<'a> {
    columns: &'a [Column],
    cells: &'a [Option<&'a SourceColumn>],
    index: usize,
}

impl Record<'_> {
    fn cell(&self, name: &str) -> Option<&SourceColumn> {
        let place = self.columns.iter().position(|column| column.name == name)?;
        self.cells[place]
    }

    /// The text of a cell; empty when absent.
    pub(super) fn text(&self, name: &str) -> &str {
        match self.cell(name) {
            Some(SourceColumn::Text(column)) => cleaned(column.get(self.index)),
            _ => "",
        }
    }

    /// The text of a cell that must be there.
    pub(super) fn required(&self, name: &'static str) -> Result<&str, Fault> {
        let text = self.text(name);
        if text.is_empty() { Err((name, "is missing")) } else { Ok(text) }
    }

    /// A date.
    pub(super) fn day(&self, name: &'static str) -> Result<Option<Day>, Fault> {
        if let Some(SourceColumn::Days(days)) = self.cell(name) {
            return Ok(days[self.index].known());
        }
        match self.text(name) {
            "" => Ok(None),
            text => Day::parse(text, &DateFormat::Iso).map(Some).ok_or((name, "is not a date (expected YYYY-MM-DD)")),
        }
    }

    /// A date and time.
    pub(super) fn moment(&self, name: &'static str) -> Result<Moment, Fault> {
        if let Some(SourceColumn::Moments(moments)) = self.cell(name) {
            return Ok(moments[self.index]);
        }
        match self.text(name) {
            "" => Ok(Moment::NONE),
            text => Moment::parse(text).ok_or((name, "is not a time (expected YYYY-MM-DDTHH:MM:SS)")),
        }
    }

    /// A number of minutes, zero or more.
    pub(super) fn minutes(&self, name: &'static str) -> Result<Option<Minutes>, Fault> {
        match self.text(name) {
            "" => Ok(None),
            text => match Minutes::parse(text, crate::claim::DecimalMark::Point) {
                Ok(minutes) if minutes.0 >= 0 => Ok(Some(minutes)),
                _ => Err((name, "is not a number of minutes")),
            },
        }
    }
}

/// Reads a file and hands every row on. A row's fault is counted; a missing column or an unreadable file is an error.
pub(super) fn read(
    path: &str,
    kind: &'static str,
    columns: &[Column],
    interrupt: &AtomicBool,
    mut each: impl FnMut(&Record<'_>) -> Result<(), Fault>,
) -> Result<InputFile, LoadError> {
    let mut file = InputFile { kind, path: path.to_owned(), ..InputFile::default() };
    let format = FileFormat { delimiter: Delimiter::Auto, ..FileFormat::default() };
    let source = OpenFile::open(path, &format)?;
    let (wanted, places) = bind(path, source.header(), columns)?;
    file.ignored_columns = ignored(source.header(), &wanted);
    let asked: Vec<_> = wanted.iter().map(|(index, column)| (*index, columns[*column].wanted)).collect();
    let reader = move |batches| source.send(&asked, &[], batches);
    each_batch(path, interrupt, reader, |batch| {
        for &row in &batch.ragged {
            file.faults.push(RowFault { row, column: String::new(), reason: RAGGED });
        }
        let cells: Vec<Option<&SourceColumn>> =
            places.iter().map(|place| place.map(|place| &batch.columns[place])).collect();
        for (index, &row) in batch.rows.iter().enumerate() {
            match each(&Record { columns, cells: &cells, index }) {
                Ok(()) => file.rows += 1,
                Err((column, reason)) => file.faults.push(RowFault { row, column: column.to_owned(), reason }),
            }
        }
        Ok(())
    })?;
    Ok(file)
}

/// Which columns of the file to ask for, as (position in the file, our column), and where each of ours then stands.
type Bound = (Vec<(usize, usize)>, Vec<Option<usize>>);

fn bind(path: &str, header: &Header, columns: &[Column]) -> Result<Bound, LoadError> {
    let (mut wanted, mut places) = (Vec::new(), Vec::new());
    for (position, column) in columns.iter().enumerate() {
        let found = header.find(column.name)?;
        if found.is_none() && column.needed {
            if columns.iter().all(|column| !header.has(column.name)) {
                // The first row may be a patient's: its cells must not be told.
                let problem = "the first row does not look like a header: none of the columns we know is in it; the \
                               header has to be the first row";
                return Err(LoadError::Misread { file: path.to_owned(), problem: problem.to_owned() });
            }
            return Err(header.missing(column.name, "canonical", column.name));
        }
        places.push(found.map(|_| wanted.len()));
        wanted.extend(found.map(|index| (index, position)));
    }
    Ok((wanted, places))
}

fn ignored(header: &Header, wanted: &[(usize, usize)]) -> Vec<String> {
    let asked = |index: &usize| wanted.iter().any(|(wanted, _)| wanted == index);
    (0..header.names.len()).filter(|index| !asked(index)).map(|index| header.names[index].clone()).collect()
}
