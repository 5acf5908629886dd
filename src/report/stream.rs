//! Findings as an Arrow stream for whoever puts the findings of several workers together: the columns of findings.parquet,
//! and whether the run's median paid amount is what the line would still be paid.

use std::io::{BufWriter, Write};

use arrow::error::ArrowError;
use arrow::ipc::writer::StreamWriter;

use super::parquet::ROWS_PER_BATCH;
use super::{ReportError, tables};
use crate::findings::Audit;

/// What messages call the stream.
const STREAM: &str = "standard output";

/// Findings on their way.
pub struct FindingsStream<W: Write>(StreamWriter<BufWriter<W>>);

impl<W: Write> FindingsStream<W> {
    /// Begins the stream.
    pub fn begin(out: W) -> Result<Self, ReportError> {
        let writer = StreamWriter::try_new(BufWriter::new(out), &tables::streamed_schema());
        writer.map(Self).map_err(|error| failed(&error))
    }

    /// Adds the findings of an audit, in its order.
    pub fn add(&mut self, audit: &Audit) -> Result<(), ReportError> {
        let table = tables::streamed_findings(audit);
        for start in (0..table.n_rows).step_by(ROWS_PER_BATCH) {
            let end = table.n_rows.min(start + ROWS_PER_BATCH);
            let batch = (table.batch)(start..end);
            batch.and_then(|batch| self.0.write(&batch)).map_err(|error| failed(&error))?;
        }
        Ok(())
    }

    /// Ends the stream.
    pub fn finish(mut self) -> Result<(), ReportError> {
        self.0.finish().map_err(|error| failed(&error))
    }
}

fn failed(error: &ArrowError) -> ReportError {
    ReportError::Write { path: STREAM.to_owned(), problem: error.to_string() }
}
