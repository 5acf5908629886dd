//! The columns of one batch as lines see them: those of the file, those of tables joined to it, and those worked out from
//! either. Reads no files.

use super::batch::{Cells, SourceBatch, SourceColumn, TextColumn};

/// Where a value of one batch stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A column of the file, in the order of the batch.
    File(usize),
    /// A column of a joined table.
    Joined(usize),
    /// A column worked out from others.
    Computed(usize),
}

/// A batch with everything lines need.
pub(super) struct Widened {
    pub(super) source: SourceBatch,
    pub(super) joined: Vec<TextColumn>,
    pub(super) computed: Vec<TextColumn>,
}

impl Widened {
    /// The column at a place.
    pub(super) fn cells(&self, place: Place) -> Cells<'_> {
        match place {
            Place::File(index) => match &self.source.columns[index] {
                SourceColumn::Text(column) => Cells::Text(column),
                SourceColumn::Days(days) => Cells::Days(days),
                SourceColumn::Moments(moments) => Cells::Moments(moments),
            },
            Place::Joined(index) => Cells::Text(&self.joined[index]),
            Place::Computed(index) => Cells::Text(&self.computed[index]),
        }
    }

    /// The text of a cell as the file has it; empty where the column holds no text.
    pub(super) fn text(&self, place: Place, row: usize) -> &str {
        match self.cells(place) {
            Cells::Text(column) => column.get(row),
            _ => "",
        }
    }
}
