//! Writes a table as Parquet, with what the run was in the file's metadata. Byte for byte the same for the same table.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use super::manifest::{self, FileStamp};
use super::publish::create_file;
use super::tables::Table;
use super::{ReportError, RunFacts};
use crate::findings::Audit;
use crate::reference::RULEBOOK_VERSION;

/// So many rows are put together at a time; the words of findings that wait in a file come into memory with them.
pub(super) const ROWS_PER_BATCH: usize = 65_536;

/// A row group waits in memory until it is whole.
const ROWS_PER_GROUP: usize = 2 * ROWS_PER_BATCH;

/// What every Parquet file says of the run it comes from.
pub(super) fn metadata(audit: &Audit, facts: &RunFacts) -> Vec<KeyValue> {
    let terms: Vec<String> = audit.accounting.terms().map(|(name, n)| format!("{name}={n}")).collect();
    let accounting = format!("rows_read={} = {}", audit.accounting.rows_read, terms.join(" + "));
    [
        ("claimsweep.version", env!("CARGO_PKG_VERSION").to_owned()),
        ("claimsweep.rulebook_version", RULEBOOK_VERSION.to_owned()),
        ("claimsweep.settings_hash", facts.settings_hash()),
        ("claimsweep.accounting", accounting),
    ]
    .map(|(key, value)| KeyValue::new(key.to_owned(), value))
    .to_vec()
}

fn properties(metadata: &[KeyValue]) -> WriterProperties {
    WriterProperties::builder()
        .set_created_by(concat!("claimsweep ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(ROWS_PER_GROUP))
        .set_key_value_metadata(Some(metadata.to_vec()))
        .build()
}

/// A table that is written batch by batch.
pub(super) struct Rows {
    path: PathBuf,
    writer: ArrowWriter<File>,
}

impl Rows {
    /// Begins a table of a schema.
    pub(super) fn create(path: &Path, schema: Arc<Schema>, metadata: &[KeyValue]) -> Result<Self, ReportError> {
        let writer = ArrowWriter::try_new(create_file(path)?, schema, Some(properties(metadata)));
        let writer = writer.map_err(|error| ReportError::write(path, &error))?;
        Ok(Self { path: path.to_path_buf(), writer })
    }

    /// Adds rows.
    pub(super) fn write(&mut self, batch: &RecordBatch) -> Result<(), ReportError> {
        self.writer.write(batch).map_err(|error| ReportError::write(&self.path, &error))
    }

    /// Ends the table.
    pub(super) fn finish(self) -> Result<FileStamp, ReportError> {
        let failed = |error: &dyn std::fmt::Display| ReportError::write(&self.path, error);
        let file = self.writer.into_inner().map_err(|error| failed(&error))?;
        file.sync_all().map_err(|error| failed(&error))?;
        manifest::stamp(&self.path).map_err(|error| failed(&error))
    }
}

/// Writes the table.
pub(super) fn write(path: &Path, table: &Table<'_>, metadata: &[KeyValue]) -> Result<FileStamp, ReportError> {
    let mut rows = Rows::create(path, Arc::clone(&table.schema), metadata)?;
    let mut start = 0;
    while start < table.n_rows {
        let end = table.n_rows.min(start + ROWS_PER_BATCH);
        rows.write(&(table.batch)(start..end).map_err(|error| ReportError::write(path, &error))?)?;
        start = end;
    }
    rows.finish()
}

/// Writes a table of one batch.
pub(super) fn write_batch(path: &Path, batch: &RecordBatch, metadata: &[KeyValue]) -> Result<FileStamp, ReportError> {
    let mut rows = Rows::create(path, batch.schema(), metadata)?;
    rows.write(batch)?;
    rows.finish()
}
