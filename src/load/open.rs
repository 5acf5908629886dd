//! Opens a file of any kind: its header first, its rows when they are asked for. Interprets no values.

use std::sync::mpsc::{SyncSender, sync_channel};

use super::batch::{SourceBatch, SourceColumn, TextColumn, Wanted};
use super::csv::CsvSource;
use super::error::LoadError;
use super::fixed_width::FixedSource;
use super::format::{FileFormat, FormatKind};
use super::header::Header;
use super::layout::RowFilter;
use super::ndjson::NdjsonSource;
use super::parquet::ParquetSource;
use super::paths::folder_columns;
use super::source::{self, FileKind};
use super::workbook::SheetSource;
use super::x12::{Transaction, X12Source};

/// A file whose header has been read.
pub(super) struct OpenFile {
    rows: RowSource,
    header: Header,
}

/// What its rows are read by.
enum RowSource {
    Parquet(ParquetSource),
    Text(CsvSource),
    Fixed(FixedSource),
    X12(X12Source),
    Ndjson(NdjsonSource),
    Sheet(SheetSource),
}

impl OpenFile {
    /// Looks at the file's first bytes and reads its header. Folders such as `payer=medicare` give further columns.
    pub(super) fn open(path: &str, format: &FileFormat) -> Result<Self, LoadError> {
        let rows = match (source::kind_of(path, format.kind)?, format.kind) {
            (kind, FormatKind::X12Claims) => RowSource::X12(X12Source::open(path, kind, Transaction::Claims)?),
            (kind, FormatKind::X12Remittance) => {
                let source = X12Source::open(path, kind, Transaction::Remittance)?;
                RowSource::X12(source.telling_apart(&format.shared_numbers))
            }
            (kind, FormatKind::Ndjson) => RowSource::Ndjson(NdjsonSource::open(path, kind, format)?),
            (FileKind::Parquet, _) => RowSource::Parquet(ParquetSource::open(path, format)?),
            (FileKind::Workbook, FormatKind::Delimited) => RowSource::Sheet(SheetSource::open(path, format)?),
            (kind, FormatKind::FixedWidth) => RowSource::Fixed(FixedSource::open(path, kind, format)?),
            (kind, _) => RowSource::Text(CsvSource::open(path, kind, format)?),
        };
        let mut header = match &rows {
            RowSource::Parquet(source) => source.header.clone(),
            RowSource::Text(source) => source.header.clone(),
            RowSource::Fixed(source) => source.header.clone(),
            RowSource::X12(source) => source.header.clone(),
            RowSource::Ndjson(source) => source.header.clone(),
            RowSource::Sheet(source) => source.header.clone(),
        };
        header.add_folders(folder_columns(path));
        Ok(Self { rows, header })
    }

    /// Its columns.
    pub(super) const fn header(&self) -> &Header {
        &self.header
    }

    /// Rows by the file's own account, where it gives one.
    pub(super) const fn n_rows(&self) -> Option<u64> {
        match &self.rows {
            RowSource::Parquet(source) => Some(source.n_rows),
            _ => None,
        }
    }

    /// Whether the first row has a length that can be cut, where rows have no header; none for other files.
    pub(super) fn first_row_fits(&self) -> Option<bool> {
        if let RowSource::Fixed(source) = &self.rows { Some(source.first_row_fits()) } else { None }
    }

    /// Sends the wanted columns, batch by batch, until the file ends or nobody listens any more. Filters may be applied
    /// or not: whoever takes the batches applies them too.
    pub(super) fn send(
        self,
        wanted: &[(usize, Wanted)],
        filters: &[(usize, RowFilter)],
        batches: &SyncSender<SourceBatch>,
    ) -> Result<(), LoadError> {
        let constants: Vec<(usize, &str)> = wanted
            .iter()
            .enumerate()
            .filter_map(|(place, (index, _))| Some((place, self.header.folder_text(*index)?)))
            .collect();
        if constants.is_empty() {
            return self.rows.send(wanted, filters, batches);
        }
        let is_own = |index: usize| index < self.header.n_own();
        let own: Vec<_> = wanted.iter().copied().filter(|(index, _)| is_own(*index)).collect();
        let filters: Vec<_> = filters.iter().filter(|(index, _)| is_own(*index)).cloned().collect();
        let rows = self.rows;
        std::thread::scope(|scope| {
            let (sender, receiver) = sync_channel::<SourceBatch>(1);
            let reader = scope.spawn(move || rows.send(&own, &filters, &sender));
            for mut batch in receiver {
                for (place, text) in &constants {
                    let column = TextColumn::repeated(text, batch.rows.len());
                    batch.columns.insert(*place, SourceColumn::Text(column));
                }
                if batches.send(batch).is_err() {
                    break;
                }
            }
            let failed = || source::not_data(self.header.file(), "could not be read to its end");
            reader.join().unwrap_or_else(|_| Err(failed()))
        })
    }
}

impl RowSource {
    fn send(
        self,
        wanted: &[(usize, Wanted)],
        filters: &[(usize, RowFilter)],
        batches: &SyncSender<SourceBatch>,
    ) -> Result<(), LoadError> {
        let columns = || wanted.iter().map(|(index, _)| *index).collect::<Vec<usize>>();
        match self {
            Self::Parquet(source) => source.send(wanted, filters, batches),
            Self::Text(source) => source.send(&columns(), batches),
            Self::Fixed(source) => source.send(&columns(), batches),
            Self::X12(source) => source.send(&columns(), batches),
            Self::Ndjson(source) => source.send(&columns(), batches),
            Self::Sheet(source) => source.send(&columns(), batches),
        }
    }
}
