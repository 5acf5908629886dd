//! Texts of a column: one per row end to end, or numbered where few stand many times. Interprets nothing.

use std::sync::Arc;

/// Texts, end to end.
#[derive(Clone, Default)]
pub(super) struct Texts {
    text: String,
    ends: Vec<u32>,
}

impl Texts {
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        // A batch holds some thousand rows; their text stays far below four gigabytes.
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    pub(super) fn get(&self, index: usize) -> &str {
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        &self.text[start..self.ends[index] as usize]
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }
}

/// Rows that name their texts by number: a column in which few texts stand many times.
pub(super) struct Coded {
    /// One per row, an index into `values`.
    pub(super) keys: Vec<u32>,
    /// The texts, shared by the batches that use them. Not every one need be used, and two may be equal.
    pub(super) values: Arc<Texts>,
}

/// The texts of one column, one per row.
#[derive(Default)]
pub(super) struct TextColumn {
    own: Texts,
    coded: Option<Coded>,
}

impl TextColumn {
    /// A column of numbered texts. Nothing is pushed to it.
    pub(super) fn coded(keys: Vec<u32>, values: Arc<Texts>) -> Self {
        Self { own: Texts::default(), coded: Some(Coded { keys, values }) }
    }

    /// A column of texts end to end, with the end of each.
    pub(super) fn whole(text: String, ends: Vec<u32>) -> Self {
        Self { own: Texts { text, ends }, coded: None }
    }

    pub(super) fn push(&mut self, text: &str) {
        self.own.push(text);
    }

    /// The same text in every row.
    pub(super) fn repeated(text: &str, n_rows: usize) -> Self {
        let mut value = Texts::default();
        value.push(text);
        Self::coded(vec![0; n_rows], Arc::new(value))
    }

    pub(super) fn get(&self, index: usize) -> &str {
        match &self.coded {
            Some(coded) => coded.values.get(coded.keys[index] as usize),
            None => self.own.get(index),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.coded.as_ref().map_or(self.own.len(), |coded| coded.keys.len())
    }

    /// The numbered texts, when the column has them.
    pub(super) const fn as_coded(&self) -> Option<&Coded> {
        self.coded.as_ref()
    }

    /// Every text of the column, some of which may stand in no row.
    pub(super) fn bytes(&self) -> &[u8] {
        self.coded.as_ref().map_or(&self.own, |coded| &*coded.values).text.as_bytes()
    }
}
