//! Numbers the texts of a CSV column while it is read, so that a text that stands in many rows is looked at once. A
//! column of many different texts is left as it is. Interprets nothing.

use std::sync::Arc;

use hashbrown::HashMap;

use super::cut::Cut;
use crate::load::batch::{TextColumn, Texts};

/// With more different texts than this, a column is not numbered, unless few of its rows have any.
const MOST_TEXTS: usize = 1 << 15;
const FEWEST_ROWS_PER_TEXT: usize = 16;

/// Texts longer than this are looked up by themselves: with its length, any other fits in 16 bytes.
const LONGEST: usize = 15;

/// The number of the empty text.
const EMPTY: u32 = 0;

/// The texts of one column.
pub(super) struct Numbering {
    short: HashMap<[u64; 2], u32>,
    long: HashMap<String, u32>,
    texts: Arc<Texts>,
    n_rows: usize,
    gave_up: bool,
}

impl Numbering {
    pub(super) fn new() -> Self {
        let mut texts = Texts::default();
        texts.push("");
        Self { short: HashMap::new(), long: HashMap::new(), texts: Arc::new(texts), n_rows: 0, gave_up: false }
    }

    /// A wanted column of the next block.
    pub(super) fn column(&mut self, cut: &Cut, place: usize) -> TextColumn {
        let (text, cells) = cut.column(place);
        if self.gave_up {
            return plain(text, cells);
        }
        self.n_rows += cells.len();
        let mut keys = Vec::with_capacity(cells.len());
        let mut last = ([0; 2], EMPTY);
        for (start, end) in cells {
            let Some(packed) = packed(text.as_bytes(), start, end) else {
                keys.push(self.long(&text[start..end]));
                continue;
            };
            if packed != last.0 {
                let Self { short, texts, .. } = self;
                let number = || add(texts, &text[start..end]);
                last = (packed, if start == end { EMPTY } else { *short.entry(packed).or_insert_with(number) });
            }
            keys.push(last.1);
        }
        let column = TextColumn::coded(keys, Arc::clone(&self.texts));
        if MOST_TEXTS < self.texts.len() {
            let are_rare = self.texts.len() * FEWEST_ROWS_PER_TEXT <= self.n_rows;
            *self = Self { gave_up: !are_rare, ..Self::new() };
        }
        column
    }

    fn long(&mut self, text: &str) -> u32 {
        if let Some(number) = self.long.get(text) {
            return *number;
        }
        let number = add(&mut self.texts, text);
        self.long.insert(text.to_owned(), number);
        number
    }
}

fn add(texts: &mut Arc<Texts>, text: &str) -> u32 {
    // Batches under way hold on to the texts they know.
    let texts = Arc::make_mut(texts);
    texts.push(text);
    u32::try_from(texts.len() - 1).unwrap_or(u32::MAX)
}

fn plain(text: &str, cells: impl ExactSizeIterator<Item = (usize, usize)>) -> TextColumn {
    let mut column = TextColumn::default();
    cells.for_each(|(start, end)| column.push(&text[start..end]));
    column
}

/// The bytes of a short cell with its length: different cells are packed differently, and an empty one as zeros.
fn packed(text: &[u8], start: usize, end: usize) -> Option<[u64; 2]> {
    let length = end - start;
    if LONGEST < length {
        return None;
    }
    let bytes = match text.get(start..start + 16).and_then(|bytes| <[u8; 16]>::try_from(bytes).ok()) {
        Some(bytes) => u128::from_le_bytes(bytes),
        // Near the end of the block there are no sixteen bytes.
        None => text[start..end].iter().rev().fold(0, |bytes, byte| bytes << 8 | u128::from(*byte)),
    };
    let packed = bytes & OWN[length] | (length as u128) << 120;
    // Halves, because a table of them takes less room.
    let half = |bits: u128| u64::try_from(bits & u128::from(u64::MAX)).unwrap_or(0);
    Some([half(packed), half(packed >> 64)])
}

/// The bytes that belong to a cell, by its length.
const OWN: [u128; LONGEST + 1] = {
    let mut own = [0; LONGEST + 1];
    let mut length = 0;
    while length <= LONGEST {
        own[length] = (1 << (8 * length)) - 1;
        length += 1;
    }
    own
};
