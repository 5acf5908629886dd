//! Identifiers of a report, looked for in texts. Knows only their hashes; a text that holds one gives it away itself.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};

/// The shortest identifier that is looked for in texts; shorter ones are looked for as whole cells.
const SHORTEST: usize = 4;
/// The shortest identifier that is found in the middle of a word.
const TELLING: usize = 6;
/// Digits of a number that is taken for an identifier where numbers of all kinds stand.
const MANY_DIGITS: usize = 8;

/// Where a text comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// A cell of free text: no number stands in it by chance, and identifiers are found in the middle of words.
    InCell,
    /// A page or table with all kinds of numbers, codes and pseudonyms: whole words only.
    InArtefact,
}

/// The identifiers.
#[derive(Default)]
pub(super) struct Ids {
    hasher: RandomState,
    all: HashSet<u64>,
    /// By their first bytes: the lengths of those that begin so.
    lengths: HashMap<[u8; SHORTEST], Vec<usize>>,
}

impl Ids {
    pub(super) fn add(&mut self, id: &str) {
        if !self.all.insert(self.hasher.hash_one(id)) {
            return;
        }
        if let Some(start) = id.as_bytes().first_chunk() {
            let lengths = self.lengths.entry(*start).or_default();
            if let Err(place) = lengths.binary_search(&id.len()) {
                lengths.insert(place, id.len());
            }
        }
    }

    /// Whether a text is one of them.
    pub(super) fn has(&self, text: &str) -> bool {
        self.all.contains(&self.hasher.hash_one(text))
    }

    /// Puts those that a text holds into `found`.
    pub(super) fn find(&self, text: &str, place: Found, found: &mut BTreeSet<String>) {
        let mut before = None;
        for (at, letter) in text.char_indices() {
            let begins_word = !(before.is_some_and(is_of_word) && is_of_word(letter));
            before = Some(letter);
            if place == Found::InArtefact && !begins_word {
                continue;
            }
            let rest = &text[at..];
            let Some(start) = rest.as_bytes().first_chunk::<SHORTEST>() else { return };
            for length in self.lengths.get(start).into_iter().flatten() {
                let Some(id) = rest.get(..*length) else { continue };
                let goes_on = id.chars().next_back().is_some_and(is_of_word)
                    && rest[*length..].chars().next().is_some_and(is_of_word);
                let is_whole = begins_word && !goes_on;
                let counts = match place {
                    Found::InCell => is_whole || TELLING <= id.len(),
                    Found::InArtefact => {
                        is_whole && (MANY_DIGITS <= id.len() || !id.bytes().all(|byte| byte.is_ascii_digit()))
                    }
                };
                if counts && self.has(id) {
                    found.insert(id.to_owned());
                }
            }
        }
    }
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '-' || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(ids: &[&str], text: &str, place: Found) -> Vec<String> {
        let mut all = Ids::default();
        for id in ids {
            all.add(id);
        }
        let mut found = BTreeSet::new();
        all.find(text, place, &mut found);
        found.into_iter().collect()
    }

    #[test]
    fn ids_of_any_shape_are_found() {
        let ids = ["12.345.678", "2025/000001", "Jane Doe 17", "PT00007", "Müller003", "A-17", "b"];
        for id in &ids[..6] {
            for text in [format!("about {id} (see there)"), (*id).to_owned(), format!("({id})")] {
                for place in [Found::InCell, Found::InArtefact] {
                    assert_eq!(found(&ids, &text, place), [*id], "{text}");
                }
            }
        }
        assert_eq!(found(&ids, "b and PT0007 and A-170", Found::InCell), [""; 0]);
    }

    #[test]
    fn long_ids_are_found_within_words_and_numbers_need_to_be_long() {
        assert_eq!(found(&["PT00007", "PT07"], "xPT00007y xPT07", Found::InCell), ["PT00007"]);
        assert_eq!(found(&["PT00007"], "xPT00007y", Found::InArtefact), [""; 0]);
        assert_eq!(found(&["123456", "12345678"], "P-123456 123456 12345678", Found::InArtefact), ["12345678"]);
    }
}
