//! Remembers what short texts meant, because most columns repeat a few texts millions of times: one lookup then stands
//! for trimming, checking, parsing and interning. Decides nothing: what it does not know is worked out by the caller.

use hashbrown::HashMap;

/// Texts longer than this are not remembered: with its length, a remembered text fits in 16 bytes.
const LONGEST: usize = 15;
/// A column with more distinct texts than this gains nothing from being remembered.
const MOST: usize = 1 << 18;

/// What the texts of one column meant.
#[derive(Default)]
pub(super) struct Memo<T> {
    known: HashMap<u128, T>,
}

impl<T: Copy> Memo<T> {
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
