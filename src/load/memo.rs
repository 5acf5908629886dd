//! Remembers what texts meant, because most columns repeat a few texts millions of times: one lookup then stands for
//! trimming, checking, parsing and interning. Decides nothing: what it does not know is worked out by the caller.

use std::sync::Arc;

use hashbrown::HashMap;

use super::batch::{Batch, Texts};
use super::column::{Packed, Sparse};
use crate::claim::{Field, short_key};

/// A column with more distinct texts than this gains nothing from being remembered.
const MOST: usize = 1 << 18;

/// What the texts of one kind of column meant.
pub(super) struct Memo<T> {
    known: HashMap<u128, T>,
    /// What numbered texts meant, one entry per field.
    numbered: Vec<Numbered<T>>,
}

/// What the texts of one numbered column meant. Holding on to them keeps their place from being used for others.
struct Numbered<T> {
    values: Option<Arc<Texts>>,
    meanings: Vec<Option<T>>,
    /// Texts not yet met in a selected row, or without a meaning that can be remembered.
    n_open: usize,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self { known: HashMap::new(), numbered: Vec::new() }
    }
}

impl<T: Packed> Memo<T> {
    /// Adds the meaning of every selected cell of a field to a column. Of numbered texts each is worked out once. What
    /// `work_out` cannot tell, because it has to be noted for every row, is asked of `odd` with the row's position in the
    /// selection and its index in the batch.
    pub(super) fn fill(
        &mut self,
        batch: &Batch<'_>,
        field: Field,
        column: &mut Sparse<T>,
        mut work_out: impl FnMut(&str) -> Option<T>,
        mut odd: impl FnMut(usize, u32) -> T,
    ) {
        let rows = || batch.selected.iter().copied().enumerate();
        if batch.is_absent(field) {
            match work_out("") {
                Some(blank) => column.repeat(blank, batch.selected.len()),
                None => rows().for_each(|(position, index)| column.push(odd(position, index))),
            }
            return;
        }
        let Some(coded) = batch.coded(field) else {
            for (position, index) in rows() {
                let meaning = self.get(batch.raw(field, index), &mut work_out);
                column.push(meaning.unwrap_or_else(|| odd(position, index)));
            }
            return;
        };
        let keys = batch.keys(coded);
        let numbered = self.settle(field, &coded.values, &keys, &mut work_out);
        if keys.iter().all(|key| numbered.meanings[*key as usize].is_some()) {
            column.extend_coded(&keys, &numbered.meanings);
            return;
        }
        for ((position, index), key) in rows().zip(keys.iter()) {
            column.push(numbered.meanings[*key as usize].unwrap_or_else(|| odd(position, index)));
        }
    }

    /// Works out what the texts of these keys mean, as far as that can be remembered.
    fn settle(
        &mut self,
        field: Field,
        values: &Arc<Texts>,
        keys: &[u32],
        mut work_out: impl FnMut(&str) -> Option<T>,
    ) -> &Numbered<T> {
        if self.numbered.is_empty() {
            self.numbered.resize_with(Field::COUNT, || Numbered { values: None, meanings: Vec::new(), n_open: 0 });
        }
        let numbered = &mut self.numbered[field.index()];
        if !numbered.values.as_ref().is_some_and(|known| Arc::ptr_eq(known, values)) {
            let meanings = vec![None; values.len()];
            *numbered = Numbered { values: Some(Arc::clone(values)), n_open: meanings.len(), meanings };
        }
        for key in keys {
            if numbered.n_open == 0 {
                break;
            }
            let meaning = &mut numbered.meanings[*key as usize];
            if meaning.is_none() {
                *meaning = work_out(values.get(*key as usize));
                numbered.n_open -= usize::from(meaning.is_some());
            }
        }
        numbered
    }

    /// The meaning of a cell's text. `work_out` is asked at its first appearance; what it cannot tell is asked again.
    pub(super) fn get(&mut self, text: &str, work_out: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let Some(key) = short_key(text) else { return work_out(text) };
        if let Some(meaning) = self.known.get(&key) {
            return Some(*meaning);
        }
        let meaning = work_out(text)?;
        if self.known.len() < MOST {
            self.known.insert(key, meaning);
        }
        Some(meaning)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_are_worked_out_once_and_told_apart() {
        let (mut memo, mut asked) = (Memo::default(), 0);
        for text in ["95", "95", "095", "9", "", "a text too long to keep", "a text too long to keep"] {
            let meaning = memo.get(text, |text| {
                asked += 1;
                Some(text.len() as u64)
            });
            assert_eq!(meaning, Some(text.len() as u64));
        }
        assert_eq!(asked, 6);
    }

    #[test]
    fn what_cannot_be_told_is_asked_again() {
        let mut memo = Memo::<u64>::default();
        assert_eq!(memo.get("x", |_| None), None);
        assert_eq!(memo.get("x", |_| Some(1)), Some(1));
    }

    #[test]
    fn keys_hold_the_length() {
        assert_ne!(short_key("a"), short_key("a\0"));
        assert_eq!(short_key("0123456789abcdef"), None);
    }
}
