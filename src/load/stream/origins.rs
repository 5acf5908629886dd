//! Which file and row each line of a stream comes from.

use arrow::array::{Array as _, AsArray as _, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};

use super::broken;
use crate::load::error::LoadError;

/// The columns that say it; without them all lines are of one file, numbered as they come.
#[derive(Default)]
pub(super) struct Origins {
    pub(super) file: Option<usize>,
    pub(super) row: Option<usize>,
    pub(super) n_rows: u64,
}

impl Origins {
    /// Adds file and row of every line of a batch.
    pub(super) fn read(
        &mut self,
        batch: &RecordBatch,
        n_files: usize,
        origins: &mut Vec<(u32, u64)>,
    ) -> Result<(), LoadError> {
        let before = self.n_rows;
        self.n_rows += batch.num_rows() as u64;
        let files = numbers(batch, self.file, "source_file")?;
        let rows = numbers(batch, self.row, "source_row")?;
        for row in 0..batch.num_rows() {
            let file = files.as_ref().map_or(Some(0), |files| files[row]);
            let file = file.and_then(|file| u32::try_from(file).ok()).filter(|file| (*file as usize) < n_files);
            let file = file.ok_or_else(|| broken("has a source_file that is no number of a file of the run"))?;
            let own = rows.as_ref().map_or(i64::try_from(before + row as u64 + 1).ok(), |rows| rows[row]);
            let own = own.and_then(|own| u64::try_from(own).ok()).filter(|own| 0 < *own);
            origins.push((file, own.ok_or_else(|| broken("has a source_row that is no number from 1 on"))?));
        }
        Ok(())
    }
}

fn numbers(batch: &RecordBatch, column: Option<usize>, name: &str) -> Result<Option<Vec<Option<i64>>>, LoadError> {
    let Some(column) = column.map(|column| batch.column(column)) else { return Ok(None) };
    if !column.data_type().is_integer() {
        return Err(broken(format!("has a {name} of {}; expected whole numbers", column.data_type())));
    }
    let column = cast(column, &DataType::Int64).map_err(|error| broken(format!("{name}: {error}")))?;
    Ok(Some(column.as_primitive::<Int64Type>().iter().collect()))
}
