//! Reads one column of a Parquet file, row group by row group: texts stay numbered as the file numbers them. Every column
//! is read through a handle of its own, so that columns are read side by side. Knows nothing of the other columns.

use std::fs::File;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder, RowSelection,
};
use parquet::basic::Encoding;
use parquet::errors::ParquetError;
use parquet::file::metadata::RowGroupMetaData;

use super::arrays::{Decoder, NOT_TEXT};
use super::kind::{Kind, TimeForm};
use crate::load::batch::{ROWS_PER_BATCH, SourceColumn};

/// A column of a file, read from its first row group to its last.
pub(super) struct FileColumn {
    /// Its name, for messages.
    name: String,
    /// The file, opened for this column alone: copies of one handle share their place in it.
    file: File,
    /// Its place among the columns that hold values; structures have several of them, or lie between.
    leaf: usize,
    decoder: Decoder,
    /// The file as it is read for values one by one, and for texts by number.
    plain: ArrowReaderMetadata,
    numbered: Option<ArrowReaderMetadata>,
    /// The row group at hand.
    group: Option<ParquetRecordBatchReader>,
}

impl FileColumn {
    /// The column of a kind at a place among the columns of the file; an error says what is wrong.
    pub(super) fn open(path: &str, footer: &ArrowReaderMetadata, index: usize, kind: Kind) -> Result<Self, String> {
        let name = footer.schema().field(index).name().clone();
        let failed = |error: &dyn std::fmt::Display| format!("column `{name}`: {error}");
        let descriptor = footer.parquet_schema();
        let mut leaves = 0..descriptor.num_columns();
        let leaf = leaves.find(|leaf| descriptor.get_column_root_idx(*leaf) == index);
        let leaf = leaf.ok_or_else(|| failed(&"has no values of its own"))?;
        let read_as = |kind| read_as(footer, index, kind).map_err(|error| failed(&error));
        let numbers = |values| DataType::Dictionary(Box::new(DataType::Int32), Box::new(values));
        let in_file = footer.schema().field(index).data_type();
        let kind = match kind {
            // The old timestamps of Spark reach further than nanoseconds since 1970 do.
            Kind::Time { zone, form: form @ (TimeForm::Day | TimeForm::Moment), .. } if is_int96(footer, leaf) => {
                Kind::Time { unit: TimeUnit::Microsecond, zone, form }
            }
            kind => kind,
        };
        let (plain, numbered) = match kind {
            Kind::Time { unit, .. } if is_int96(footer, leaf) => (read_as(DataType::Timestamp(unit, None))?, None),
            Kind::Text => (read_as(DataType::Utf8)?, Some(read_as(numbers(DataType::Utf8))?)),
            Kind::Bytes if !matches!(in_file, DataType::FixedSizeBinary(_)) => {
                (read_as(DataType::Binary)?, Some(read_as(numbers(DataType::Binary))?))
            }
            _ => match in_file {
                DataType::Dictionary(_, values) => (read_as((**values).clone())?, None),
                _ => (footer.clone(), None),
            },
        };
        let file = File::open(path).map_err(|error| failed(&error))?;
        Ok(Self { file, leaf, decoder: Decoder::new(kind), plain, numbered, group: None, name })
    }

    /// Turns to a row group, and there to the selected rows; all of them where nothing is selected.
    pub(super) fn turn_to(&mut self, number: usize, rows: Option<&RowSelection>) -> Result<(), String> {
        let group = self.plain.metadata().row_group(number);
        let numbered = self.numbered.as_ref().filter(|_| has_numbers(group, self.leaf));
        let footer = numbered.unwrap_or(&self.plain).clone();
        let mask = ProjectionMask::leaves(footer.parquet_schema(), [self.leaf]);
        let file = self.file.try_clone().map_err(|error| self.failed(&error))?;
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, footer)
            .with_projection(mask)
            .with_row_groups(vec![number])
            .with_batch_size(ROWS_PER_BATCH);
        let reader = match rows {
            Some(rows) => reader.with_row_selection(rows.clone()),
            None => reader,
        };
        self.group = Some(reader.build().map_err(|error| self.failed(&error))?);
        Ok(())
    }

    /// The next values, at most [`ROWS_PER_BATCH`], and how many they are.
    pub(super) fn next(&mut self) -> Result<(usize, SourceColumn), String> {
        let batch = self.group.as_mut().and_then(Iterator::next);
        let batch = batch.ok_or_else(|| self.failed(&"a row group ends before its last row"))?;
        let batch = batch.map_err(|error| self.failed(&error))?;
        let column = batch.columns().first().ok_or_else(|| self.failed(&"came without values"))?;
        let values = self.decoder.column(column);
        Ok((batch.num_rows(), values.map_err(|problem| format!("column `{}` {problem}", self.name))?))
    }

    /// Messages of the Parquet reader speak of pages and lengths, not of values; only their first line is kept.
    fn failed(&self, error: &dyn std::fmt::Display) -> String {
        let problem = error.to_string();
        let problem = problem.lines().next().unwrap_or_default();
        if problem.contains("non UTF-8") {
            return format!("column `{}` {NOT_TEXT}", self.name);
        }
        format!("column `{}`: {problem}", self.name)
    }
}

/// The footer of a file one of whose columns is read as another type.
fn read_as(footer: &ArrowReaderMetadata, index: usize, kind: DataType) -> Result<ArrowReaderMetadata, ParquetError> {
    let mut fields: Vec<Arc<Field>> = footer.schema().fields().iter().cloned().collect();
    fields[index] = Arc::new(Field::clone(&fields[index]).with_data_type(kind));
    let options = ArrowReaderOptions::new().with_schema(Arc::new(Schema::new(fields)));
    ArrowReaderMetadata::try_new(Arc::clone(footer.metadata()), options)
}

fn is_int96(footer: &ArrowReaderMetadata, leaf: usize) -> bool {
    footer.parquet_schema().column(leaf).physical_type() == parquet::basic::Type::INT96
}

/// Whether a row group numbers the texts of a column throughout: by the file's own account, or because its texts take
/// so little room.
fn has_numbers(group: &RowGroupMetaData, leaf: usize) -> bool {
    let column = group.column(leaf);
    if column.dictionary_page_offset().is_none() {
        return false;
    }
    match column.page_encoding_stats_mask() {
        Some(pages) => pages.is_only(Encoding::RLE_DICTIONARY) || pages.is_only(Encoding::PLAIN_DICTIONARY),
        None => column.uncompressed_size() < column.num_values().saturating_mul(4),
    }
}
