//! Where groups of lines begin: lines of one key stand side by side, and keys come in ascending order, so that a group
//! that comes back is noticed without remembering any.

use arrow::array::{Array as _, AsArray as _, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;

use super::broken;
use crate::load::error::LoadError;

/// The groups of a stream.
pub(super) struct Groups {
    column: usize,
    last: Option<String>,
    n_rows: u64,
}

impl Groups {
    /// Groups by the texts of a column.
    pub(super) const fn by(column: usize) -> Self {
        Self { column, last: None, n_rows: 0 }
    }

    /// The keys of a batch.
    pub(super) fn keys(&self, batch: &RecordBatch) -> Result<StringArray, LoadError> {
        let keys = cast(batch.column(self.column), &DataType::Utf8)
            .map_err(|error| broken(format!("has a group_key that is no text: {error}")))?;
        Ok(keys.as_string::<i32>().clone())
    }

    /// The last place of a batch at which a group begins.
    pub(super) fn last_start(&mut self, batch: &RecordBatch) -> Result<Option<usize>, LoadError> {
        let keys = self.keys(batch)?;
        let mut last_start = None;
        let mut before = self.last.as_deref();
        for row in 0..keys.len() {
            let key = if keys.is_null(row) { "" } else { keys.value(row) };
            match before.map(|before| before.cmp(key)) {
                Some(std::cmp::Ordering::Equal) => continue,
                Some(std::cmp::Ordering::Greater) => {
                    let line = self.n_rows + row as u64 + 1;
                    return Err(broken(format!(
                        "line {line} comes too late: lines that are judged together must stand side by side, in \
                         ascending order of group_key (of patient_id without one)"
                    )));
                }
                Some(std::cmp::Ordering::Less) | None => last_start = Some(row),
            }
            before = Some(key);
        }
        let last = before.map(str::to_owned);
        self.last = last;
        self.n_rows += keys.len() as u64;
        Ok(last_start)
    }
}
