//! The rows of a table file, whatever its format: text, compressed text, fixed columns, xlsx. Knows no columns.

use std::fs::File;
use std::io::Read as _;

use csv::ByteRecord;

use super::columns::Wanted;
use super::sheet_rows::SheetRows;
use super::text_rows::{TextFile, TextRows};
use super::{LoadError, fixed_width, unusable};
use crate::load::source::{FileKind, kind, unreadable};

enum Source {
    Delimited(TextRows),
    Fixed { lines: TextRows, line: ByteRecord },
    Sheet(SheetRows),
}

/// An open table file and its present row.
pub(super) struct TableRows {
    pub(super) path: String,
    source: Source,
    record: ByteRecord,
    number: u64,
    is_put_back: bool,
}

/// A row that could not be used: its number, the column, the reason.
pub(super) type Skipped = (u64, String, &'static str);

const MISPLACED: &str = "has fixed columns, but not where the PPRRVU text file of 2025 has them; \
     use the CSV of the same zip";

impl TableRows {
    /// Opens a file; errors when it is no kind of table.
    pub(super) fn open(path: &str) -> Result<Self, LoadError> {
        let mut first = [0; 4];
        let n_read = File::open(path).and_then(|mut file| file.read(&mut first));
        let source = match n_read.map_err(|error| unreadable(path, &error))? {
            0 => return Err(unusable(path, "is empty")),
            _ if first.starts_with(b"PK") => Source::Sheet(SheetRows::open(path)?),
            _ => Self::open_text(path)?,
        };
        Ok(Self { path: path.to_owned(), source, record: ByteRecord::new(), number: 0, is_put_back: false })
    }

    fn open_text(path: &str) -> Result<Source, LoadError> {
        let kind = kind(path)?;
        if kind == FileKind::Parquet {
            return Err(unusable(path, "is Parquet; expected CMS's own CSV, text file or xlsx"));
        }
        let file = TextFile::open(path, kind)?;
        let (mut n_fixed, mut n_misplaced) = (0, 0);
        for line in file.head_lines().filter(|line| fixed_width::is_row(line)) {
            n_fixed += 1;
            n_misplaced += usize::from(!fixed_width::fits(line));
        }
        match (n_fixed, n_misplaced) {
            (0, _) => Ok(Source::Delimited(file.rows())),
            (_, 0) => Ok(Source::Fixed { lines: file.whole_lines(), line: ByteRecord::new() }),
            _ => Err(unusable(path, MISPLACED)),
        }
    }

    /// Whether the file has fixed columns and no header.
    pub(super) const fn is_fixed(&self) -> bool {
        matches!(self.source, Source::Fixed { .. })
    }

    /// Moves to the next row; false behind the last.
    pub(super) fn advance(&mut self) -> Result<bool, LoadError> {
        if std::mem::take(&mut self.is_put_back) {
            return Ok(true);
        }
        let number = match &mut self.source {
            Source::Delimited(rows) => rows.next(&mut self.record)?,
            Source::Sheet(rows) => rows.next(&mut self.record)?,
            Source::Fixed { lines, line } => {
                let number = lines.next(line)?;
                fixed_width::cut(line.get(0).unwrap_or_default(), &mut self.record);
                number
            }
        };
        self.number = number.unwrap_or(self.number);
        Ok(number.is_some())
    }

    /// Hands every row on; gives the number of rows used and those skipped, each with its place, column and reason. The
    /// taker says whether it used the row, or which of the wanted columns is at fault.
    pub(super) fn read_all(
        &mut self,
        wanted: &[Wanted],
        mut take: impl FnMut(&Self) -> Result<bool, (usize, &'static str)>,
    ) -> Result<(u64, Vec<Skipped>), LoadError> {
        let (mut used, mut skipped) = (0, Vec::new());
        while self.advance()? {
            match take(self) {
                Ok(true) => used += 1,
                Ok(false) => {}
                Err((column, reason)) => skipped.push((self.number(), wanted[column].name.to_owned(), reason)),
            }
        }
        Ok((used, skipped))
    }

    /// Makes the next [`TableRows::advance`] stay where it is.
    pub(super) fn put_back(&mut self) {
        self.is_put_back = true;
    }

    /// The number of the present row, from 1, as a spreadsheet shows it.
    pub(super) const fn number(&self) -> u64 {
        self.number
    }

    /// A cell of the present row, without spaces around it; empty where the row is too short.
    pub(super) fn cell(&self, column: usize) -> &[u8] {
        self.record.get(column).unwrap_or_default().trim_ascii()
    }

    /// Every cell of the present row.
    pub(super) fn cells(&self) -> impl Iterator<Item = &[u8]> {
        self.record.iter().map(<[u8]>::trim_ascii)
    }
}
