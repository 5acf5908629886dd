//! Reads Parquet files, only the wanted columns: ids and amounts as text, dates and times as integers. Files of the usual
//! types are read directly, which is many times as fast; polars' lazy streaming scan reads the rest, with the layout's row
//! filters pushed into it. Both give the same. Interprets nothing.

pub(super) mod arrays;
mod direct;
mod values;

use std::fs::File;
use std::num::NonZeroUsize;
use std::sync::mpsc::SyncSender;

use direct::DirectFile;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use polars::prelude::{
    DataFrame, DataType, Engine, Expr, HiveOptions, LazyFrame, PlRefPath, PlanCallback, PolarsResult, RowIndex,
    ScanArgsParquet, col, lit,
};
use values::{Reading, to_batch};

use super::batch::{ROWS_PER_BATCH, SourceBatch, Wanted};
use super::error::LoadError;
use super::format::FileFormat;
use super::header::Header;
use super::layout::RowFilter;
use super::source::{not_data, unreadable};
use super::zone::Zone;

const ROW: &str = "claimsweep row";

/// A Parquet file whose footer has been read.
pub(super) struct ParquetSource {
    file: String,
    pub(super) header: Header,
    types: Vec<DataType>,
    /// The zone whose dates are wanted, when it is not each column's own.
    zone: Option<Zone>,
    /// Rows by the file's own account.
    pub(super) n_rows: u64,
}

impl ParquetSource {
    /// Reads the footer; errors when the file is cut short or not Parquet.
    pub(super) fn open(file: &str, format: &FileFormat) -> Result<Self, LoadError> {
        let opened = File::open(file).map_err(|error| unreadable(file, &error))?;
        let footer = SerializedFileReader::new(opened).map_err(|error| broken(file, &error.to_string()))?;
        let n_rows = u64::try_from(footer.metadata().file_metadata().num_rows()).unwrap_or(0);
        let schema = scan(file, None)
            .and_then(|mut frame| frame.collect_schema())
            .map_err(|error| broken(file, &error.to_string()))?;
        let names = schema.iter_names().map(ToString::to_string).collect();
        let types = schema.iter_values().cloned().collect();
        Ok(Self {
            file: file.to_owned(),
            header: Header::new(file, names),
            types,
            zone: format.zone.map(Zone::Named),
            n_rows,
        })
    }

    /// Whether a column can be read as text.
    pub(super) fn gives_text(&self, index: usize) -> bool {
        self.reading((index, Wanted::Text)).is_ok()
    }

    /// Sends the wanted columns, batch by batch, until the file ends or nobody listens any more.
    pub(super) fn send(
        self,
        wanted: &[(usize, Wanted)],
        filters: &[(usize, RowFilter)],
        batches: SyncSender<SourceBatch>,
    ) -> Result<(), LoadError> {
        // Types that are rare, and filters, are left to polars.
        if filters.is_empty()
            && let Some(direct) = DirectFile::open(&self.file, wanted)
        {
            return direct.send(&batches).map_err(|error| broken(&self.file, &error.to_string()));
        }
        let readings = wanted.iter().map(|asked| self.reading(*asked)).collect::<Result<Vec<_>, _>>()?;
        let numbered = (!filters.is_empty()).then_some(ROW);
        let asked: Vec<Expr> =
            wanted.iter().zip(&readings).map(|((index, _), reading)| self.column(*index, *reading)).collect();
        let result = self.query(asked, filters, numbered).and_then(|query| {
            let counter = std::sync::atomic::AtomicU64::new(0);
            let deliver = PlanCallback::new(move |frame: DataFrame| {
                let before = counter.fetch_add(frame.height() as u64, std::sync::atomic::Ordering::Relaxed);
                let batch = to_batch(&frame, &readings, before, ROW)?;
                // A closed channel means the run was stopped: polars is told to stop too.
                Ok(batches.send(batch).is_err())
            });
            query.sink_batches(deliver, true, NonZeroUsize::new(ROWS_PER_BATCH))?.collect_with_engine(Engine::Streaming)
        });
        result.map(|_| ()).map_err(|error| broken(&self.file, &error.to_string()))
    }

    fn query(
        &self,
        asked: Vec<Expr>,
        filters: &[(usize, RowFilter)],
        numbered: Option<&str>,
    ) -> PolarsResult<LazyFrame> {
        let mut frame = scan(&self.file, numbered)?;
        for (index, filter) in filters {
            frame = frame.filter(self.keeps(*index, filter));
        }
        let asked = asked.into_iter().enumerate();
        let mut columns: Vec<Expr> = asked.map(|(position, column)| column.alias(position.to_string())).collect();
        columns.extend(numbered.map(|name| col(name).cast(DataType::Int64)));
        if columns.is_empty() {
            columns.push(lit(0));
        }
        Ok(frame.select(columns))
    }

    /// How a column is read; an error when its values could only be guessed.
    fn reading(&self, (index, wanted): (usize, Wanted)) -> Result<Reading, LoadError> {
        Reading::of(wanted, &self.types[index], self.zone).map_err(|problem| {
            let name = &self.header.names[index];
            not_data(&self.file, format!("column `{name}` {problem}"))
        })
    }

    fn column(&self, index: usize, reading: Reading) -> Expr {
        reading.expression(col(self.header.names[index].as_str()), &self.types[index])
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

/// Polars' messages speak of schemas and offsets, not of values; only their first line is kept.
fn broken(file: &str, problem: &str) -> LoadError {
    let first = problem.lines().next().unwrap_or_default();
    LoadError::NotData { file: file.to_owned(), problem: format!("could not be read as Parquet: {first}") }
}
