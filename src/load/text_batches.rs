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
    pub(super) rows: u64,
    fitting: u64,
    misfits: u64,
}

impl RowCounts {
    /// Whether there were rows with values and none fitted: then it is not the rows that are at fault.
    pub(super) const fn none_fits(&self) -> bool {
        0 < self.misfits && self.fitting == 0
    }

    /// Counts the rows of a batch, `ragged` of which have no place in any column.
    fn add(&mut self, n_fitting: usize, ragged: &[RaggedRow]) {
        self.fitting += n_fitting as u64;
        self.misfits += ragged.iter().filter(|row| row.shape != RowShape::Blank).count() as u64;
    }
}

/// Rows on their way out, batch by batch.
pub(super) struct Batches<'a> {
    sender: &'a SyncSender<SourceBatch>,
    n_columns: usize,
    columns: Vec<TextColumn>,
    rows: Vec<u64>,
    ragged: Vec<RaggedRow>,
    counts: RowCounts,
}

impl<'a> Batches<'a> {
    pub(super) fn new(n_columns: usize, sender: &'a SyncSender<SourceBatch>) -> Self {
        let (columns, rows, ragged) = (empty(n_columns), Vec::with_capacity(ROWS_PER_BATCH), Vec::new());
        Self { sender, n_columns, columns, rows, ragged, counts: RowCounts::default() }
    }

    /// Adds the row of a number, whose fields `fill` adds to the columns; `false` when nobody listens any more.
    pub(super) fn push(&mut self, number: u64, fill: impl FnOnce(&mut [TextColumn])) -> bool {
        fill(&mut self.columns);
        self.rows.push(number);
        self.counts.rows += 1;
        self.send_when_full()
    }

    /// Adds a row that has no place in any column; `false` when nobody listens any more.
    pub(super) fn push_ragged(&mut self, row: RaggedRow) -> bool {
        self.ragged.push(row);
        self.counts.rows += 1;
        self.send_when_full()
    }

    fn send_when_full(&mut self) -> bool {
        self.rows.len() + self.ragged.len() < ROWS_PER_BATCH || self.send()
    }

    fn send(&mut self) -> bool {
        self.counts.add(self.rows.len(), &self.ragged);
        let columns = std::mem::replace(&mut self.columns, empty(self.n_columns));
        let (rows, ragged) = (std::mem::take(&mut self.rows), std::mem::take(&mut self.ragged));
        let columns = columns.into_iter().map(SourceColumn::Text).collect();
        self.sender.send(SourceBatch { rows, columns, ragged }).is_ok()
    }

    /// Sends what is left.
    pub(super) fn finish(mut self) -> RowCounts {
        self.send();
        self.counts
    }
}

fn empty(n_columns: usize) -> Vec<TextColumn> {
    (0..n_columns).map(|_| TextColumn::default()).collect()
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
        let mut columns = empty(n_columns);
        let (mut rows, mut ragged) = (Vec::with_capacity(ROWS_PER_BATCH), Vec::new());
        let mut has_ended = false;
        while rows.len() + ragged.len() < ROWS_PER_BATCH && !has_ended {
            let row = counts.rows + 1;
            match next(row, &mut columns)? {
                NextRow::Whole => rows.push(row),
                NextRow::Several(n) => rows.extend(std::iter::repeat_n(row, n)),
                NextRow::Ragged(shape) => ragged.push(RaggedRow { row, shape }),
                NextRow::End => has_ended = true,
            }
            counts.rows += u64::from(!has_ended);
        }
        counts.add(rows.len(), &ragged);
        let columns = columns.into_iter().map(SourceColumn::Text).collect();
        if batches.send(SourceBatch { rows, columns, ragged }).is_err() || has_ended {
            return Ok(counts);
        }
    }
}
