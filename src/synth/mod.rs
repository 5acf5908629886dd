//! Writes seeded synthetic claim lines in the canonical layout, as CSV or Parquet, and the files that stand beside claims:
//! the same spec, the same bytes.
//! It reads no clock, environment or file, describes no code, and resembles no real person: every NPI fails its check.

mod beside;
mod billing;
mod calendar;
mod catalogue;
mod claims;
mod cms_tables;
mod columns;
mod csv_file;
mod diary;
mod faults;
mod line;
mod messages;
mod parquet_file;
mod people;
mod planted;
mod random;
mod specialties;
mod stream;
mod unbilled;

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use csv_file::CsvFile;
use parquet_file::ParquetFile;
use stream::Stream;

pub use beside::{BesideCounts, write_beside};
pub use planted::{Expectation, expectations};

/// What to write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SynthSpec {
    /// Seed of every random choice.
    pub seed: u64,
    /// Lines to write, planted ones included.
    pub n_lines: u64,
    /// Which columns the file has.
    pub columns: Columns,
    /// Whether known cases are strewn among the random lines.
    pub scenarios: Scenarios,
}

/// Which columns a file has. The rows are the same either way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Columns {
    /// The 19 columns that a claims extract usually has: no times, no amounts but the paid one.
    Core,
    /// The core, then taxonomy, more diagnoses, all amounts, claim dates and times: 31 columns.
    Full,
}

/// Whether known cases are strewn among the random lines.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scenarios {
    /// The cases of `expectations`: lines that must be flagged and near misses that must not.
    Planted,
    /// Random lines only.
    None,
    /// Random lines only, none of them corrected, reversed or delivered twice: for comparison with engines that know
    /// no adjustments.
    Uncorrected,
}

/// What was written. Every line is of one kind; the four kinds add up to `lines`.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct SynthCounts {
    /// All lines.
    pub lines: u64,
    /// Distinct patients.
    pub patients: u64,
    /// E-visits, phone, check-ins, images, telehealth visits and training.
    pub communication_lines: u64,
    /// Visits, telehealth visits left out.
    pub visit_lines: u64,
    /// Assessment services.
    pub assessment_lines: u64,
    /// Everything else.
    pub other_lines: u64,
    /// Lines that were denied or reversed by the payer.
    pub denied_lines: u64,
    /// Lines of planted scenarios.
    pub planted_lines: u64,
}

/// Why synthetic claims could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SynthError {
    /// The file name ends in neither `.csv` nor `.parquet`.
    #[error("{path}: the name must end in .csv or .parquet")]
    Extension {
        /// The file asked for.
        path: PathBuf,
    },
    /// The planted scenarios alone have more lines.
    #[error("{asked} lines asked for, but the planted scenarios need {needed}")]
    TooFewLines {
        /// Lines asked for.
        asked: u64,
        /// Lines of the planted scenarios.
        needed: u64,
    },
    /// A shipped table has a malformed row; a test rules this out.
    #[error("{table}, row {row}: {problem}: {found}")]
    Table {
        /// The table's file name.
        table: &'static str,
        /// Its row, counted from 1; 0 for the table as a whole.
        row: usize,
        /// What is wrong.
        problem: &'static str,
        /// The words found there.
        found: String,
    },
    /// A file or folder could not be created.
    #[error("{path}: {source}")]
    Create {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// CSV could not be written.
    #[error("csv: {0}")]
    Csv(#[from] csv::Error),
    /// A batch of columns could not be built.
    #[error("columns: {0}")]
    Arrow(#[from] arrow::error::ArrowError),
    /// Parquet could not be written.
    #[error("parquet: {0}")]
    Parquet(#[from] parquet::errors::ParquetError),
}

/// Writes the claims of `spec` to `out` and says what it wrote; the format follows the extension.
///
/// One row per line, in order of arrival, claims of many patients interleaved. Memory stays small
/// whatever `n_lines`. An existing file is replaced; after an error the file may be incomplete.
pub fn write_claims(spec: &SynthSpec, out: &Path) -> Result<SynthCounts, SynthError> {
    let format = format_of(out)?;
    let stream = Stream::new(spec)?;
    let file = File::create(out).map_err(|source| SynthError::Create { path: out.to_owned(), source })?;
    write_stream(stream, spec.columns, format, file)
}

#[derive(Clone, Copy)]
enum Format {
    Csv,
    Parquet,
}

fn write_stream<W: Write + Send>(
    mut stream: Stream,
    columns: Columns,
    format: Format,
    file: W,
) -> Result<SynthCounts, SynthError> {
    let columns = columns::columns(columns).collect();
    let mut batch = Vec::new();
    match format {
        Format::Csv => {
            let mut sink = CsvFile::new(file, columns)?;
            while stream.fill(&mut batch) {
                sink.write(&batch)?;
            }
            sink.close()?;
        }
        Format::Parquet => {
            let mut sink = ParquetFile::new(file, columns)?;
            while stream.fill(&mut batch) {
                sink.write(&batch)?;
            }
            sink.close()?;
        }
    }
    Ok(stream.counts())
}

fn format_of(out: &Path) -> Result<Format, SynthError> {
    match out.extension().and_then(|extension| extension.to_str()) {
        Some("csv") => Ok(Format::Csv),
        Some("parquet") => Ok(Format::Parquet),
        _ => Err(SynthError::Extension { path: out.to_owned() }),
    }
}
