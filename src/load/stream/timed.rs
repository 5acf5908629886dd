//! Writes the lines that say something of clinicians' time, as they came, for those who bring the lines of each clinician
//! together. They keep their columns; `line_number` is the settled one and `group_key` the clinician as read.

use std::io::{BufWriter, Write};
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Int32Array, Int64Array, RecordBatch, StringArray};
use arrow::compute::interleave_record_batch;
use arrow::datatypes::{DataType, Field as ArrowField, Schema};
use arrow::error::ArrowError;
use arrow::ipc::writer::StreamWriter;

use super::{Chunk, DENIED_REPLACEMENT, LineStream};
use crate::claim::{Field, Names};
use crate::load::error::LoadError;
use crate::load::header::normalised;
use crate::load::part::Lines;

/// The lines on their way.
pub struct TimedLines<W: Write> {
    writer: StreamWriter<BufWriter<W>>,
    schema: Arc<Schema>,
    /// Columns that are passed on as they came.
    kept: Vec<usize>,
}

impl<W: Write> TimedLines<W> {
    /// Begins the stream.
    pub fn begin(out: W, stream: &LineStream<'_>) -> Result<Self, LoadError> {
        let own = own_fields();
        let is_own = |name: &str| own.iter().any(|own| *own.name() == normalised(name));
        let given = stream.batches.schema();
        let kept: Vec<usize> = (0..given.fields().len()).filter(|at| !is_own(given.field(*at).name())).collect();
        let fields = kept.iter().map(|at| given.field(*at).clone()).chain(own.clone());
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let writer = StreamWriter::try_new(BufWriter::new(out), &schema).map_err(LoadError::not_passed_on)?;
        Ok(Self { writer, schema, kept })
    }

    /// Adds lines of a chunk; gives their number.
    pub fn add(&mut self, chunk: &Chunk, lines: &Lines, names: &Names) -> Result<u64, LoadError> {
        let rows = &lines.0.rows;
        let origins = || rows.file.iter().zip(rows.row.iter());
        let places: Vec<(usize, usize)> = origins().filter_map(|origin| chunk.places.get(&origin).copied()).collect();
        if places.is_empty() {
            return Ok(0);
        }
        let mut write = || -> Result<(), ArrowError> {
            let batches = chunk.batches.iter().map(|batch| batch.project(&self.kept));
            let batches = batches.collect::<Result<Vec<RecordBatch>, ArrowError>>()?;
            let chosen = interleave_record_batch(&batches.iter().collect::<Vec<_>>(), &places)?;
            let numbers = rows.claims.line_number.iter().map(|number| number.unwrap_or(1));
            let own: [ArrayRef; 5] = [
                Arc::new(Int32Array::from_iter_values(numbers)),
                Arc::new(Int32Array::from_iter_values(origins().map(|(file, _)| i32::try_from(file).unwrap_or(-1)))),
                Arc::new(Int64Array::from_iter_values(origins().map(|(_, row)| i64::try_from(row).unwrap_or(-1)))),
                Arc::new(rows.claims.denied_replacement.iter().map(Some).collect::<BooleanArray>()),
                Arc::new(StringArray::from_iter_values(
                    rows.people.clinician.iter().map(|who| names.clinicians.text(who)),
                )),
            ];
            let columns = chosen.columns().iter().cloned().chain(own).collect();
            self.writer.write(&RecordBatch::try_new(Arc::clone(&self.schema), columns)?)
        };
        write().map_err(LoadError::not_passed_on)?;
        Ok(places.len() as u64)
    }

    /// Ends the stream.
    pub fn finish(mut self) -> Result<(), LoadError> {
        self.writer.finish().map_err(LoadError::not_passed_on)
    }
}

/// The columns that are written anew.
fn own_fields() -> [ArrowField; 5] {
    [
        (Field::LineNumber.name(), DataType::Int32),
        ("source_file", DataType::Int32),
        ("source_row", DataType::Int64),
        (DENIED_REPLACEMENT, DataType::Boolean),
        ("group_key", DataType::Utf8),
    ]
    .map(|(name, kind)| ArrowField::new(name, kind, false))
}
