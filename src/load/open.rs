//! Opens a file of any kind: its header first, its rows when they are asked for. Interprets no values.

use std::sync::mpsc::SyncSender;

use super::batch::{SourceBatch, Wanted};
use super::csv::CsvSource;
use super::error::LoadError;
use super::format::{FileFormat, FormatKind};
use super::header::Header;
use super::layout::RowFilter;
use super::parquet::ParquetSource;
use super::source::{self, FileKind};
use super::x12::{Transaction, X12Source};

/// A file whose header has been read.
pub(super) enum OpenFile {
    Parquet(ParquetSource),
    Text(CsvSource),
    X12(X12Source),
}

impl OpenFile {
    /// Looks at the file's first bytes and reads its header.
    pub(super) fn open(path: &str, format: &FileFormat) -> Result<Self, LoadError> {
        let kind = source::kind(path)?;
        let transaction = match format.kind {
            FormatKind::X12Claims => Some(Transaction::Claims),
            FormatKind::X12Remittance => Some(Transaction::Remittance),
            FormatKind::Delimited | FormatKind::FixedWidth => None,
        };
        if let Some(transaction) = transaction {
            return Ok(Self::X12(X12Source::open(path, kind, transaction)?));
        }
        match kind {
            FileKind::Parquet => Ok(Self::Parquet(ParquetSource::open(path)?)),
            kind => Ok(Self::Text(CsvSource::open(path, kind, format)?)),
        }
    }

    /// Its columns.
    pub(super) fn header(&self) -> &Header {
        match self {
            Self::Parquet(source) => &source.header,
            Self::Text(source) => &source.header,
            Self::X12(source) => &source.header,
        }
    }

    /// Rows by the file's own account, where it gives one.
    pub(super) fn n_rows(&self) -> Option<u64> {
        match self {
            Self::Parquet(source) => Some(source.n_rows),
            Self::Text(_) | Self::X12(_) => None,
        }
    }

    /// Sends the wanted columns, batch by batch, until the file ends or nobody listens any more. Filters may be applied
    /// or not: whoever takes the batches applies them too.
    pub(super) fn send(
        self,
        wanted: &[(usize, Wanted)],
        filters: &[(usize, RowFilter)],
        batches: SyncSender<SourceBatch>,
    ) -> Result<(), LoadError> {
        let columns: Vec<usize> = wanted.iter().map(|(index, _)| *index).collect();
        match self {
            Self::Parquet(source) => source.send(wanted, filters, batches),
            Self::Text(source) => source.send(&columns, &batches),
            Self::X12(source) => source.send(&columns, &batches),
        }
    }
}
