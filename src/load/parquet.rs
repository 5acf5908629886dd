//! Reads Parquet files through polars' lazy streaming scan: only the wanted columns, the layout's row filters pushed
//! into the scan, ids and amounts as text, dates and times as integers. Interprets nothing.

use std::fs::File;
use std::num::NonZeroUsize;
use std::sync::mpsc::SyncSender;

use parquet::file::reader::{FileReader as _, SerializedFileReader};
use polars::prelude::{
    Column, DataFrame, DataType, Engine, Expr, HiveOptions, LazyFrame, PlRefPath, PlanCallback, PolarsError,
    PolarsResult, RowIndex, ScanArgsParquet, TimeUnit, col, lit,
};

use super::batch::{ROWS_PER_BATCH, SourceBatch, SourceColumn, TextColumn, Wanted};
use super::error::LoadError;
use super::header::Header;
use super::layout::RowFilter;
use super::source::unreadable;
use crate::claim::{Day, Moment};

const ROW: &str = "claimsweep row";

/// A Parquet file whose footer has been read.
pub(super) struct ParquetSource {
    file: String,
    pub(super) header: Header,
    types: Vec<DataType>,
    /// Rows by the file's own account.
    pub(super) n_rows: u64,
}

impl ParquetSource {
    /// Reads the footer; errors when the file is cut short or not Parquet.
    pub(super) fn open(file: &str) -> Result<Self, LoadError> {
        let opened = File::open(file).map_err(|error| unreadable(file, &error))?;
        let footer = SerializedFileReader::new(opened).map_err(|error| broken(file, &error.to_string()))?;
        let n_rows = u64::try_from(footer.metadata().file_metadata().num_rows()).unwrap_or(0);
        let schema = scan(file, None)
            .and_then(|mut frame| frame.collect_schema())
            .map_err(|error| broken(file, &error.to_string()))?;
        let names = schema.iter_names().map(ToString::to_string).collect();
        let types = schema.iter_values().cloned().collect();
        Ok(Self { file: file.to_owned(), header: Header::new(file, names)?, types, n_rows })
    }

    /// Whether a column holds one value per row.
    pub(super) fn is_flat(&self, index: usize) -> bool {
        !self.types[index].is_nested()
    }

    /// Sends the wanted columns, batch by batch, until the file ends or nobody listens any more.
    pub(super) fn send(
        self,
        wanted: &[(usize, Wanted)],
        filters: &[(usize, RowFilter)],
        batches: SyncSender<SourceBatch>,
    ) -> Result<(), LoadError> {
        self.refuse_unusable(wanted)?;
        let numbered = (!filters.is_empty()).then_some(ROW);
        let result = self.query(wanted, filters, numbered).and_then(|query| {
            let kinds: Vec<(Wanted, f64)> =
                wanted.iter().map(|(index, wanted)| (*wanted, self.exact_limit(*index))).collect();
            let counter = std::sync::atomic::AtomicU64::new(0);
            let deliver = PlanCallback::new(move |frame: DataFrame| {
                let before = counter.fetch_add(frame.height() as u64, std::sync::atomic::Ordering::Relaxed);
                let batch = to_batch(&frame, &kinds, before)?;
                // A closed channel means the run was stopped: polars is told to stop too.
                Ok(batches.send(batch).is_err())
            });
            query.sink_batches(deliver, true, NonZeroUsize::new(ROWS_PER_BATCH))?.collect_with_engine(Engine::Streaming)
        });
        result.map(|_| ()).map_err(|error| broken(&self.file, &error.to_string()))
    }

    fn query(
        &self,
        wanted: &[(usize, Wanted)],
        filters: &[(usize, RowFilter)],
        numbered: Option<&str>,
    ) -> PolarsResult<LazyFrame> {
        let mut frame = scan(&self.file, numbered)?;
        for (index, filter) in filters {
            frame = frame.filter(self.keeps(*index, filter));
        }
        let mut columns: Vec<Expr> = wanted
            .iter()
            .enumerate()
            .map(|(position, (index, wanted))| self.column(*index, *wanted).alias(position.to_string()))
            .collect();
        columns.extend(numbered.map(|name| col(name).cast(DataType::Int64)));
        if columns.is_empty() {
            columns.push(lit(0));
        }
        Ok(frame.select(columns))
    }

    /// Refuses columns whose values could only be guessed.
    fn refuse_unusable(&self, wanted: &[(usize, Wanted)]) -> Result<(), LoadError> {
        for (index, wanted) in wanted {
            let problem = match (wanted, &self.types[*index]) {
                (_, nested) if nested.is_nested() => "holds lists or structures; expected one value per row".to_owned(),
                (Wanted::Date, DataType::Datetime(_, Some(zone))) if !is_utc(zone.as_str()) => {
                    format!("holds times in the zone {zone}; expected dates, or times without a zone")
                }
                _ => continue,
            };
            let name = &self.header.names[*index];
            return Err(LoadError::NotData { file: self.file.clone(), problem: format!("column `{name}` {problem}") });
        }
        Ok(())
    }

    fn column(&self, index: usize, wanted: Wanted) -> Expr {
        let column = col(self.header.names[index].as_str());
        match (wanted, &self.types[index]) {
            (Wanted::Date, DataType::Date) => column.cast(DataType::Int32),
            (Wanted::Date, DataType::Datetime(..)) => column.cast(DataType::Date).cast(DataType::Int32),
            (Wanted::Time, DataType::Datetime(_, zone)) => {
                column.cast(DataType::Datetime(TimeUnit::Microseconds, zone.clone())).cast(DataType::Int64)
            }
            (Wanted::Id, DataType::Float16 | DataType::Float32 | DataType::Float64) => column.cast(DataType::Float64),
            _ => column.cast(DataType::String),
        }
    }

    /// The largest number up to which the column's type holds every whole number.
    fn exact_limit(&self, index: usize) -> f64 {
        match self.types[index] {
            DataType::Float16 => 2_048.0,
            DataType::Float32 => 16_777_216.0,
            _ => 9_007_199_254_740_992.0,
        }
    }

    fn keeps(&self, index: usize, filter: &RowFilter) -> Expr {
        let column = col(self.header.names[index].as_str()).cast(DataType::String);
        let listed =
            filter.values.iter().map(|value| column.clone().eq(lit(value.as_str()))).fold(lit(false), Expr::or);
        // A null is a blank: kept or dropped like the empty text.
        let blank_listed = filter.values.iter().any(String::is_empty);
        let listed = if blank_listed { listed.or(column.clone().is_null()) } else { listed.and(column.is_not_null()) };
        if filter.keeps { listed } else { listed.not() }
    }
}

fn scan(file: &str, numbered: Option<&str>) -> PolarsResult<LazyFrame> {
    let row_index = numbered.map(|name| RowIndex { name: name.into(), offset: 1 });
    LazyFrame::scan_parquet(
        PlRefPath::new(file),
        ScanArgsParquet {
            row_index,
            hive_options: HiveOptions { enabled: Some(false), ..HiveOptions::default() },
            glob: false,
            cache: false,
            ..ScanArgsParquet::default()
        },
    )
}

/// `before` is how many rows were delivered already: row numbers when nothing is filtered out.
fn to_batch(frame: &DataFrame, kinds: &[(Wanted, f64)], before: u64) -> PolarsResult<SourceBatch> {
    let columns = frame.columns();
    let rows = match columns.get(kinds.len()).filter(|column| column.name() == ROW) {
        Some(numbers) => numbers.i64()?.iter().map(|row| u64::try_from(row.unwrap_or(0)).unwrap_or(0)).collect(),
        None => (before + 1..=before + frame.height() as u64).collect(),
    };
    let columns = columns.iter().zip(kinds).map(|(column, wanted)| to_column(column, *wanted));
    Ok(SourceBatch { rows, columns: columns.collect::<Result<_, PolarsError>>()?, ragged: Vec::new() })
}

fn to_column(column: &Column, (wanted, exact_limit): (Wanted, f64)) -> PolarsResult<SourceColumn> {
    match (wanted, column.dtype()) {
        (Wanted::Date, DataType::Int32) => {
            Ok(SourceColumn::Days(column.i32()?.iter().map(|day| day.map_or(Day::NONE, Day)).collect()))
        }
        (Wanted::Time, DataType::Int64) => {
            let seconds = column
                .i64()?
                .iter()
                .map(|time| time.map_or(Moment::NONE, |micros| Moment(micros.div_euclid(1_000_000))));
            Ok(SourceColumn::Moments(seconds.collect()))
        }
        (Wanted::Id, DataType::Float64) => {
            let mut texts = TextColumn::default();
            for number in column.f64()?.iter() {
                texts.push(&number.map_or(String::new(), |number| id_of_float(number, exact_limit)));
            }
            Ok(SourceColumn::Text(texts))
        }
        _ => {
            let mut texts = TextColumn::default();
            for text in column.str()?.iter() {
                texts.push(text.unwrap_or(""));
            }
            Ok(SourceColumn::Text(texts))
        }
    }
}

/// An identifier kept as a floating number: with its trailing `.0` while it is exact, in scientific notation (which is
/// refused later) once neighbouring identifiers fall together.
fn id_of_float(number: f64, exact_limit: f64) -> String {
    if number.abs() < exact_limit { format!("{number:.1}") } else { format!("{number:e}").replace('e', "E+") }
}

fn is_utc(zone: &str) -> bool {
    matches!(zone, "UTC" | "Etc/UTC" | "+00:00" | "Z" | "GMT")
}

/// Polars' messages speak of schemas and offsets, not of values; only their first line is kept.
fn broken(file: &str, problem: &str) -> LoadError {
    let first = problem.lines().next().unwrap_or_default();
    LoadError::NotData { file: file.to_owned(), problem: format!("could not be read as Parquet: {first}") }
}
