//! Sends the rows of a text in batches: whole ones in columns, ragged ones by their number. Cuts no row itself.

use std::sync::mpsc::SyncSender;

use super::batch::{ROWS_PER_BATCH, SourceBatch, SourceColumn, TextColumn};
use super::error::LoadError;
use super::trailers::{RaggedRow, RowShape};

/// What became of the next row.
pub(super) enum NextRow {
    /// Its fields were added to the columns.
    Whole,
    /// So many rows of its number were added to the columns.
    Several(usize),
    /// It has no place in any column.
    Ragged(RowShape),
    /// There is none.
    End,
}

/// How many rows there were.
#[derive(Default)]
pub(super) struct RowCounts {
    pub(super) n_rows: u64,
    n_ragged: u64,
}

impl RowCounts {
    /// Whether there were rows with values and none fitted: then it is not the rows that are at fault.
    pub(super) const fn none_fits(&self) -> bool {
        0 < self.n_rows && self.n_ragged == self.n_rows
    }
}

/// Sends batch by batch until the rows end or nobody listens any more. `next` gets the number of the next row, from 1,
/// and adds its fields to the columns.
pub(super) fn send_rows(
    n_columns: usize,
    batches: &SyncSender<SourceBatch>,
    mut next: impl FnMut(u64, &mut [TextColumn]) -> Result<NextRow, LoadError>,
) -> Result<RowCounts, LoadError> {
    let mut counts = RowCounts::default();
    loop {
        let mut columns: Vec<TextColumn> = (0..n_columns).map(|_| TextColumn::default()).collect();
        let (mut rows, mut ragged) = (Vec::with_capacity(ROWS_PER_BATCH), Vec::new());
        let mut has_ended = false;
        while rows.len() + ragged.len() < ROWS_PER_BATCH && !has_ended {
            let row = counts.n_rows + 1;
            match next(row, &mut columns)? {
                NextRow::Whole => rows.push(row),
                NextRow::Several(n) => rows.extend(std::iter::repeat_n(row, n)),
                NextRow::Ragged(shape) => ragged.push(RaggedRow { row, shape }),
                NextRow::End => has_ended = true,
            }
            counts.n_rows += u64::from(!has_ended);
        }
        counts.n_ragged += ragged.len() as u64;
        let columns = columns.into_iter().map(SourceColumn::Text).collect();
        if batches.send(SourceBatch { rows, columns, ragged }).is_err() || has_ended {
            return Ok(counts);
        }
    }
}
