//! Reads Parquet files with the `parquet` crate, only the wanted columns, row group by row group and all columns side by
//! side: ids and amounts as text, dates and times as days and moments. Where a layout filters rows, the columns it looks
//! at are read first, and of the others only the rows that are kept. Interprets nothing.

pub(super) mod arrays;
mod columns;
pub(super) mod kind;
mod values;

use std::fs::File;
use std::sync::mpsc::SyncSender;

use arrow::array::BooleanArray;
use columns::FileColumn;
use kind::Kind;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, RowSelection};
use rayon::prelude::*;

use super::batch::{ROWS_PER_BATCH, SourceBatch, SourceColumn, TextColumn, Wanted};
use super::error::LoadError;
use super::format::FileFormat;
use super::header::Header;
use super::layout::RowFilter;
use super::source::{not_data, unreadable};
use super::zone::Zone;

/// A Parquet file whose footer has been read.
pub(super) struct ParquetSource {
    file: String,
    pub(super) header: Header,
    footer: ArrowReaderMetadata,
    /// The zone whose dates are wanted, when it is not each column's own.
    zone: Option<Zone>,
    /// Rows by the file's own account.
    pub(super) n_rows: u64,
}

impl ParquetSource {
    /// Reads the footer; errors when the file is cut short or not Parquet.
    pub(super) fn open(file: &str, format: &FileFormat) -> Result<Self, LoadError> {
        let opened = File::open(file).map_err(|error| unreadable(file, &error))?;
        let footer = ArrowReaderMetadata::load(&opened, ArrowReaderOptions::new());
        let footer = footer.map_err(|error| broken(file, &error.to_string()))?;
        let n_rows = u64::try_from(footer.metadata().file_metadata().num_rows()).unwrap_or(0);
        let names = footer.schema().fields().iter().map(|field| field.name().clone()).collect();
        let header = Header::new(file, names);
        Ok(Self { file: file.to_owned(), header, footer, zone: format.zone.map(Zone::Named), n_rows })
    }

    /// Whether a column can be read as text.
    pub(super) fn gives_text(&self, index: usize) -> bool {
        self.kind(index, Wanted::Text).is_ok()
    }

    /// Sends the wanted columns, batch by batch, until the file ends or nobody listens any more.
    pub(super) fn send(
        self,
        wanted: &[(usize, Wanted)],
        filters: &[(usize, RowFilter)],
        batches: &SyncSender<SourceBatch>,
    ) -> Result<(), LoadError> {
        let broken = |problem: String| broken(&self.file, &problem);
        let mut columns = Vec::with_capacity(wanted.len());
        for (index, wanted) in wanted {
            columns.push(self.column(*index, *wanted)?);
        }
        let mut filtered = Vec::with_capacity(filters.len());
        for (index, filter) in filters {
            filtered.push((self.column(*index, Wanted::Text)?, filter));
        }
        let mut n_before = 0;
        for (number, group) in self.footer.metadata().row_groups().iter().enumerate() {
            let n_rows = usize::try_from(group.num_rows()).unwrap_or(0);
            let rows = GroupRows::kept(&mut filtered, number, n_rows).map_err(broken)?;
            if rows.n > 0 && !rows.send(&mut columns, n_before, batches).map_err(broken)? {
                return Ok(());
            }
            n_before += n_rows as u64;
        }
        Ok(())
    }

    /// How a column is read; an error when its values could only be guessed.
    fn kind(&self, index: usize, wanted: Wanted) -> Result<Kind, LoadError> {
        Kind::of(self.footer.schema().field(index).data_type(), wanted, self.zone).map_err(|problem| {
            let name = &self.header.names[index];
            not_data(&self.file, format!("column `{name}` {problem}"))
        })
    }

    fn column(&self, index: usize, wanted: Wanted) -> Result<FileColumn, LoadError> {
        let kind = self.kind(index, wanted)?;
        FileColumn::open(&self.file, &self.footer, index, kind).map_err(|problem| broken(&self.file, &problem))
    }
}

/// The rows of a row group that count.
struct GroupRows {
    /// The number of the row group.
    number: usize,
    /// How many rows count.
    n: usize,
    /// Which; none when all of them do.
    kept: Option<BooleanArray>,
}

impl GroupRows {
    /// The rows that all filters keep, of the row group of a number, which has so many rows.
    fn kept(filtered: &mut [(FileColumn, &RowFilter)], number: usize, n_rows: usize) -> Result<Self, String> {
        let mut kept: Option<Vec<bool>> = None;
        for (column, filter) in filtered {
            column.turn_to(number, None)?;
            let mut by_filter = Vec::with_capacity(n_rows);
            while by_filter.len() < n_rows {
                match column.next()?.1 {
                    SourceColumn::Text(texts) => add_kept(filter, &texts, &mut by_filter),
                    SourceColumn::Days(_) | SourceColumn::Moments(_) => return Err("a filter has no texts".to_owned()),
                }
            }
            kept = Some(match kept {
                Some(others) => others.iter().zip(&by_filter).map(|(other, own)| *other && *own).collect(),
                None => by_filter,
            });
        }
        let n = kept.as_ref().map_or(n_rows, |kept| kept.iter().filter(|is_kept| **is_kept).count());
        Ok(Self { number, n, kept: kept.filter(|_| n < n_rows).map(BooleanArray::from) })
    }

    /// Sends the rows; `n_before` is how many rows of the file lie before those of the row group. Gives whether somebody
    /// still listens.
    fn send(
        &self,
        columns: &mut [FileColumn],
        n_before: u64,
        batches: &SyncSender<SourceBatch>,
    ) -> Result<bool, String> {
        let selection = self.kept.as_ref().map(|kept| RowSelection::from_filters(std::slice::from_ref(kept)));
        columns.par_iter_mut().try_for_each(|column| column.turn_to(self.number, selection.as_ref()))?;
        let mut numbers: Box<dyn Iterator<Item = u64>> = match &self.kept {
            None => Box::new(n_before + 1..=n_before + self.n as u64),
            Some(kept) => Box::new(kept.values().set_indices().map(move |row| n_before + row as u64 + 1)),
        };
        let mut left = self.n;
        while left > 0 {
            let read: Vec<(usize, SourceColumn)> =
                columns.par_iter_mut().map(FileColumn::next).collect::<Result<_, String>>()?;
            let n = read.first().map_or(left.min(ROWS_PER_BATCH), |(n, _)| *n);
            if n == 0 || left < n || read.iter().any(|(other, _)| *other != n) {
                return Err("columns of one row group differ in length".to_owned());
            }
            left -= n;
            let rows = numbers.by_ref().take(n).collect();
            let columns = read.into_iter().map(|(_, column)| column).collect();
            if batches.send(SourceBatch { rows, columns, ragged: Vec::new() }).is_err() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Says of every row whether a filter keeps it; of numbered texts, each is looked at once.
fn add_kept(filter: &RowFilter, texts: &TextColumn, kept: &mut Vec<bool>) {
    match texts.as_coded() {
        Some(coded) => {
            let is_kept: Vec<bool> =
                (0..coded.values.len()).map(|value| filter.keeps_value(coded.values.get(value))).collect();
            kept.extend(coded.keys.iter().map(|key| is_kept[*key as usize]));
        }
        None => kept.extend((0..texts.len()).map(|row| filter.keeps_value(texts.get(row)))),
    }
}

/// Messages of the Parquet reader speak of pages and lengths, not of values; only their first line is kept.
fn broken(file: &str, problem: &str) -> LoadError {
    let first = problem.lines().next().unwrap_or_default();
    LoadError::NotData { file: file.to_owned(), problem: format!("could not be read as Parquet: {first}") }
}
