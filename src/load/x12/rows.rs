//! Flat rows on their way out of an X12 file: a table of named columns, each a function of what has been read so far.
//! Knows no segment.

use std::borrow::Cow;
use std::sync::mpsc::SyncSender;

use crate::load::batch::{ROWS_PER_BATCH, SourceBatch, SourceColumn, TextColumn};
use crate::load::trailers::RaggedRow;

/// A column's name and how its value is found.
pub(super) type Column<S> = (&'static str, for<'a> fn(&'a S) -> Cow<'a, str>);

/// Collects rows into batches, with the wanted columns only.
pub(super) struct RowSender<'a> {
    wanted: &'a [usize],
    batches: &'a SyncSender<SourceBatch>,
    batch: SourceBatch,
    texts: Vec<TextColumn>,
    n_rows: u64,
    /// Whether nobody listens any more.
    pub(super) is_deaf: bool,
}

impl<'a> RowSender<'a> {
    pub(super) fn new(wanted: &'a [usize], batches: &'a SyncSender<SourceBatch>) -> Self {
        let mut sender = Self {
            wanted,
            batches,
            batch: SourceBatch { rows: Vec::new(), columns: Vec::new(), ragged: Vec::new() },
            texts: Vec::new(),
            n_rows: 0,
            is_deaf: false,
        };
        sender.empty();
        sender
    }

    /// Adds a row.
    pub(super) fn push<S>(&mut self, columns: &[Column<S>], state: &S) {
        self.n_rows += 1;
        self.batch.rows.push(self.n_rows);
        for (text, index) in self.texts.iter_mut().zip(self.wanted) {
            text.push(&columns.get(*index).map_or(Cow::Borrowed(""), |(_, value)| value(state)));
        }
        self.send_when(ROWS_PER_BATCH);
    }

    /// Adds a row that is too broken to have values.
    pub(super) fn push_ragged(&mut self) {
        self.n_rows += 1;
        self.batch.ragged.push(RaggedRow::other(self.n_rows));
        self.send_when(ROWS_PER_BATCH);
    }

    /// Sends what is left.
    pub(super) fn finish(mut self) {
        self.send_when(0);
    }

    fn send_when(&mut self, n_rows: usize) {
        if n_rows <= self.batch.rows.len() + self.batch.ragged.len() {
            let batch = self.empty();
            self.is_deaf |= self.batches.send(batch).is_err();
        }
    }

    /// Begins a batch and gives the one so far.
    fn empty(&mut self) -> SourceBatch {
        let texts = std::mem::replace(&mut self.texts, self.wanted.iter().map(|_| TextColumn::default()).collect());
        let rows = SourceBatch { rows: Vec::new(), columns: Vec::new(), ragged: Vec::new() };
        let batch = std::mem::replace(&mut self.batch, rows);
        SourceBatch { columns: texts.into_iter().map(SourceColumn::Text).collect(), ..batch }
    }
}
