//! Writes lines as Parquet: zstd, dictionaries, row groups of a million rows, a fixed writer name.
//! It does not choose the columns.

use std::io::Write;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, Date32Array, Decimal128Array, Int32Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::SynthError;
use super::columns::{Column, Value};
use super::line::Line;

/// Rows per row group: enough for good compression, few enough to read one at a time.
const ROW_GROUP: usize = 1_000_000;

/// Precision and scale of every amount; 10 digits fit a 64-bit integer in the file.
const DECIMAL: (u8, i8) = (10, 2);

/// An open Parquet file.
pub(super) struct ParquetFile<W: Write + Send> {
    writer: ArrowWriter<W>,
    schema: SchemaRef,
    columns: Vec<&'static Column>,
}

impl<W: Write + Send> ParquetFile<W> {
    /// Starts the file with its schema.
    pub(super) fn new(file: W, columns: Vec<&'static Column>) -> Result<Self, SynthError> {
        let fields: Vec<Field> = columns.iter().map(|column| field(column)).collect();
        let schema: SchemaRef = Arc::new(Schema::new(fields));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_dictionary_enabled(true)
            .set_max_row_group_row_count(Some(ROW_GROUP))
            // A fixed name: the bytes must not change with the version of the writing crate.
            .set_created_by("claimsweep synth".to_owned())
            .build();
        let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties))?;
        Ok(Self { writer, schema, columns })
    }

    /// Appends the lines.
    pub(super) fn write(&mut self, lines: &[Line]) -> Result<(), SynthError> {
        let arrays: Result<Vec<ArrayRef>, _> = self.columns.iter().map(|column| array(&column.value, lines)).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), arrays?)?;
        self.writer.write(&batch)?;
        Ok(())
    }

    /// Writes the footer.
    pub(super) fn close(self) -> Result<(), SynthError> {
        self.writer.close()?;
        Ok(())
    }
}

fn field(column: &Column) -> Field {
    let kind = match column.value {
        Value::Text(_) => DataType::Utf8,
        Value::Integer(_) => DataType::Int32,
        Value::Date(_) => DataType::Date32,
        Value::Hundredths(_) => DataType::Decimal128(DECIMAL.0, DECIMAL.1),
        Value::Moment(_) => DataType::Timestamp(TimeUnit::Microsecond, None),
    };
    Field::new(column.name, kind, true)
}

fn array(value: &Value, lines: &[Line]) -> Result<ArrayRef, SynthError> {
    let rows = lines.iter();
    Ok(match value {
        Value::Text(text) => {
            let texts = rows.map(|line| Some(text(line)).filter(|text| !text.is_empty()));
            Arc::new(texts.collect::<StringArray>())
        }
        Value::Integer(number) => Arc::new(rows.map(number).map(Some).collect::<Int32Array>()),
        Value::Date(days) => Arc::new(rows.map(days).map(Some).collect::<Date32Array>()),
        Value::Hundredths(amount) => {
            let amounts = rows.map(|line| amount(line).map(i128::from));
            let decimals: Decimal128Array = amounts.collect();
            Arc::new(decimals.with_precision_and_scale(DECIMAL.0, DECIMAL.1)?)
        }
        Value::Moment(seconds) => {
            let micros = rows.map(|line| seconds(line).map(|at| at * 1_000_000));
            Arc::new(micros.collect::<TimestampMicrosecondArray>())
        }
    })
}
