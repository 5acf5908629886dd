//! Reads Parquet files column by column and row group by row group, all columns side by side: texts stay numbered as the
//! file numbers them, and every other kind is numbered by its values, so that what a value means is worked out once.
//! Takes files whose wanted columns are of usual types and usually packed, and whose rows are all wanted; the others are
//! polars' business.

use std::fs::File;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use arrow::array::{Array, ArrayRef};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::basic::{Compression, Encoding};
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use rayon::prelude::*;

use super::arrays::{Decoder, Kind};
use crate::load::batch::{ROWS_PER_BATCH, SourceBatch, SourceColumn, Wanted};

/// A file whose wanted columns can be read directly.
pub(super) struct DirectFile {
    columns: Vec<DirectColumn>,
    footer: Arc<ParquetMetaData>,
}

/// One wanted column.
struct DirectColumn {
    /// The file, opened for this column alone: copies of one handle share their place in it.
    file: File,
    /// Its place among the columns of the file, none of which is nested.
    index: usize,
    kind: Kind,
    /// The file as it is read for texts end to end, and for texts by number.
    plain: ArrowReaderMetadata,
    numbered: Option<ArrowReaderMetadata>,
}

impl DirectFile {
    /// The file, when all wanted columns are of types that are read directly.
    pub(super) fn open(path: &str, wanted: &[(usize, Wanted)]) -> Option<Self> {
        let file = File::open(path).ok()?;
        let options = || ArrowReaderOptions::new().with_skip_arrow_metadata(false);
        let metadata = ArrowReaderMetadata::load(&file, options()).ok()?;
        let (schema, footer) = (Arc::clone(metadata.schema()), Arc::clone(metadata.metadata()));
        let is_flat = footer.file_metadata().schema_descr().num_columns() == schema.fields().len();
        if !is_flat || wanted.is_empty() || !wanted.iter().all(|(index, _)| can_unpack(&footer, *index)) {
            return None;
        }
        let read_as = |index: usize, kind: DataType| {
            let as_read = schema.fields().iter().enumerate().map(|(place, field)| {
                let field = Field::clone(field);
                if place == index { field.with_data_type(kind.clone()) } else { field }
            });
            let as_read = Arc::new(Schema::new(as_read.collect::<Vec<_>>()));
            ArrowReaderMetadata::try_new(Arc::clone(&footer), options().with_schema(as_read)).ok()
        };
        let column = |&(index, wanted): &(usize, Wanted)| {
            let kind = Kind::of(schema.field(index).data_type(), wanted)?;
            let numbers = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
            let (plain, numbered) = match kind {
                Kind::Text => (read_as(index, DataType::Utf8)?, Some(read_as(index, numbers)?)),
                _ => (metadata.clone(), None),
            };
            Some(DirectColumn { file: File::open(path).ok()?, index, kind, plain, numbered })
        };
        let columns = wanted.iter().map(column).collect::<Option<Vec<_>>>()?;
        Some(Self { columns, footer })
    }

    /// Sends every row, batch by batch, until nobody listens any more.
    pub(super) fn send(self, batches: &SyncSender<SourceBatch>) -> Result<(), ArrowError> {
        let mut decoders: Vec<Decoder> = self.columns.iter().map(|column| Decoder::new(column.kind)).collect();
        let mut n_rows = 0;
        for group in 0..self.footer.num_row_groups() {
            let readers = self.columns.iter().map(|column| column.reader(self.footer.row_group(group), group));
            let mut readers = readers.collect::<Result<Vec<_>, ArrowError>>()?;
            let in_group = self.footer.row_group(group).num_rows();
            let mut left = usize::try_from(in_group).unwrap_or(0);
            while left > 0 {
                let columns = readers.par_iter_mut().zip(&mut decoders).map(next);
                let columns = columns.collect::<Result<Vec<(usize, SourceColumn)>, ArrowError>>()?;
                let n = columns[0].0;
                if n == 0 || columns.iter().any(|(other, _)| *other != n) {
                    return Err(ArrowError::ParquetError("columns of one row group differ in length".to_owned()));
                }
                left = left.saturating_sub(n);
                let rows = (n_rows + 1..=n_rows + n as u64).collect();
                n_rows += n as u64;
                let columns = columns.into_iter().map(|(_, column)| column).collect();
                if batches.send(SourceBatch { rows, columns, ragged: Vec::new() }).is_err() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

impl DirectColumn {
    fn reader(&self, group: &RowGroupMetaData, number: usize) -> Result<ParquetRecordBatchReader, ArrowError> {
        let numbered = self.numbered.as_ref().filter(|_| has_numbers(group, self.index));
        let metadata = numbered.unwrap_or(&self.plain).clone();
        let mask = ProjectionMask::leaves(metadata.parquet_schema(), [self.index]);
        ParquetRecordBatchReaderBuilder::new_with_metadata(self.file.try_clone()?, metadata)
            .with_projection(mask)
            .with_row_groups(vec![number])
            .with_batch_size(ROWS_PER_BATCH)
            .build()
            .map_err(ArrowError::from)
    }
}

/// Whether a column is packed as it usually is: Spark and pandas write Snappy, warehouses and we write Zstandard. The
/// others are unpacked by polars.
fn can_unpack(footer: &ParquetMetaData, index: usize) -> bool {
    let is_usual = |packing: Compression| {
        matches!(packing, Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::ZSTD(_))
    };
    footer.row_groups().iter().all(|group| is_usual(group.column(index).compression()))
}

/// Whether a row group numbers the texts of a column throughout: by the file's own account, or because its texts take
/// so little room.
fn has_numbers(group: &RowGroupMetaData, index: usize) -> bool {
    let column = group.column(index);
    if column.dictionary_page_offset().is_none() {
        return false;
    }
    match column.page_encoding_stats_mask() {
        Some(pages) => pages.is_only(Encoding::RLE_DICTIONARY) || pages.is_only(Encoding::PLAIN_DICTIONARY),
        None => column.uncompressed_size() < column.num_values().saturating_mul(4),
    }
}

fn next((reader, decoder): (&mut ParquetRecordBatchReader, &mut Decoder)) -> Result<(usize, SourceColumn), ArrowError> {
    let cut = || ArrowError::ParquetError("a row group ends before its last row".to_owned());
    let batch = reader.next().ok_or_else(cut)??;
    let column: &ArrayRef = batch.columns().first().ok_or_else(cut)?;
    Ok((column.len(), decoder.column(column)?))
}
