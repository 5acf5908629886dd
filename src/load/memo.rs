//! Remembers what texts meant, because most columns repeat a few texts millions of times: one lookup then stands for
//! trimming, checking, parsing and interning. Decides nothing: what it does not know is worked out by the caller.

use std::sync::Arc;

use hashbrown::HashMap;

use super::batch::{Batch, Cells, Texts};
use crate::claim::{Field, Sym};

/// Texts longer than this are not remembered: with its length, a remembered text fits in 16 bytes.
const LONGEST: usize = 15;
/// A column with more distinct texts than this gains nothing from being remembered.
const MOST: usize = 1 << 18;

/// What the texts of one kind of column meant.
pub(super) struct Memo<T> {
    known: HashMap<u128, T>,
    /// What an absent cell means.
    blank: Option<T>,
    /// What numbered texts meant, one entry per field.
    numbered: Vec<Numbered<T>>,
}

/// What the texts of one numbered column meant. Holding on to them keeps their place from being used for others.
struct Numbered<T> {
    values: Option<Arc<Texts>>,
    meanings: Vec<Option<T>>,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self { known: HashMap::new(), blank: None, numbered: Vec::new() }
    }
}

impl<T: Copy> Memo<T> {
    /// The meaning of a cell of a field. Of numbered texts each is worked out once, but what cannot be told is asked again
    /// for every row.
    pub(super) fn look(
        &mut self,
        batch: &Batch<'_>,
        field: Field,
        index: u32,
        work_out: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let column = match &batch.cells[field.index()] {
            Cells::Text(column) => column,
            Cells::Absent => {
                self.blank = self.blank.or_else(|| work_out(""));
                return self.blank;
            }
            other => return self.get(other.raw(index), work_out),
        };
        let Some(coded) = column.as_coded() else { return self.get(column.get(index as usize), work_out) };
        let key = coded.keys[index as usize] as usize;
        if let Some(meaning) = self.numbered_at(field, &coded.values).get(key).copied().flatten() {
            return Some(meaning);
        }
        let meaning = self.get(coded.values.get(key), work_out)?;
        self.numbered_at(field, &coded.values)[key] = Some(meaning);
        Some(meaning)
    }

    fn numbered_at(&mut self, field: Field, values: &Arc<Texts>) -> &mut Vec<Option<T>> {
        if self.numbered.is_empty() {
            self.numbered.resize_with(Field::COUNT, || Numbered { values: None, meanings: Vec::new() });
        }
        let numbered = &mut self.numbered[field.index()];
        if !numbered.values.as_ref().is_some_and(|known| Arc::ptr_eq(known, values)) {
            numbered.values = Some(Arc::clone(values));
            numbered.meanings.clear();
            numbered.meanings.resize(values.len(), None);
        }
        &mut numbered.meanings
    }

    /// The meaning of a cell's text. `work_out` is asked at its first appearance; what it cannot tell is asked again.
    pub(super) fn get(&mut self, text: &str, work_out: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let Some(key) = key(text) else { return work_out(text) };
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

/// Remembers the last text of a column whose texts come in runs.
#[derive(Default)]
pub(super) struct Repeats {
    raw: String,
    last: Option<Sym>,
}

impl Repeats {
    /// The number of a text, if it is the last one's.
    pub(super) fn of(&self, raw: &str) -> Option<Sym> {
        self.last.filter(|_| self.raw == raw)
    }

    /// Remembers a text that became `text` and has a number, unless it was repaired or is missing: each of those counts.
    pub(super) fn remember(&mut self, raw: &str, text: &str, number: Sym) {
        self.last = (number.is_known() && raw == text).then_some(number);
        if self.last.is_some() {
            self.raw.clear();
            self.raw.push_str(raw);
        }
    }

    /// Forgets the text, whose number means nothing any more.
    pub(super) const fn forget(&mut self) {
        self.last = None;
    }
}

/// The bytes of a short text with its length: different texts have different keys.
fn key(text: &str) -> Option<u128> {
    let mut bytes = [0; 16];
    bytes.get_mut(..text.len()).filter(|_| text.len() <= LONGEST)?.copy_from_slice(text.as_bytes());
    bytes[LONGEST] = u8::try_from(text.len()).ok()?;
    Some(u128::from_le_bytes(bytes))
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
                Some(text.len())
            });
            assert_eq!(meaning, Some(text.len()));
        }
        assert_eq!(asked, 6);
    }

    #[test]
    fn what_cannot_be_told_is_asked_again() {
        let mut memo = Memo::<u8>::default();
        assert_eq!(memo.get("x", |_| None), None);
        assert_eq!(memo.get("x", |_| Some(1)), Some(1));
    }

    #[test]
    fn keys_hold_the_length() {
        assert_ne!(key("a"), key("a\0"));
        assert_eq!(key("0123456789abcdef"), None);
    }
}
