//! Text kept once and named by a number, so that a line holds numbers only. Numbers follow the order of arrival and
//! mean nothing outside one run: whatever must be ordered is ordered by the text.

use std::hash::BuildHasher;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

/// The number of a text in one [`Dictionary`]; zero is "absent".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sym(pub u32);

impl Sym {
    /// The absent value.
    pub const NONE: Self = Self(0);

    /// Whether there is a value.
    pub const fn is_known(self) -> bool {
        self.0 != 0
    }

    /// The number as an index into a table with one entry per symbol.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Every distinct text of one column.
#[derive(Clone, Default)]
pub struct Dictionary {
    text: String,
    ends: Vec<usize>,
    /// Texts of up to 15 bytes, with the text itself: one look at one place tells, where most identifiers would need three.
    short: HashTable<ShortSlot>,
    long: HashTable<Slot>,
    hasher: DefaultHashBuilder,
}

/// A short text, its length and its number.
#[derive(Clone, Copy)]
struct ShortSlot {
    key: u128,
    id: u32,
}

/// A number with half of its text's hash: a growing table then moves without looking at any text again.
#[derive(Clone, Copy)]
struct Slot {
    hash: u32,
    id: u32,
}

impl Slot {
    /// Spreads the half over 64 bits: the table picks its places by the low bits and its tags by the high ones.
    const fn place(hash: u32) -> u64 {
        (hash as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }

    fn half(hash: u64) -> u32 {
        u32::try_from(hash >> 32).unwrap_or_default()
    }
}

impl Dictionary {
    /// An empty dictionary, in which only the absent value has a number.
    pub fn new() -> Self {
        let mut empty = Self::default();
        empty.ends.push(0);
        empty
    }

    /// Makes room for so many more texts, so that the tables need not grow step by step.
    pub fn reserve(&mut self, n: usize) {
        self.ends.reserve(n);
        self.short.reserve(n, |slot| self.hasher.hash_one(slot.key));
    }

    /// The number of `text`, given at its first appearance; empty text is the absent value.
    pub fn intern(&mut self, text: &str) -> Sym {
        if text.is_empty() {
            return Sym::NONE;
        }
        let Self { text: all, ends, short, long, hasher } = self;
        // Four billion distinct texts would not fit in memory; saturating keeps the arithmetic total.
        let next = u32::try_from(ends.len()).unwrap_or(u32::MAX);
        if let Some(key) = short_key(text) {
            let place = |key: u128| hasher.hash_one(key);
            match short.entry(place(key), |slot| slot.key == key, |slot| place(slot.key)) {
                Entry::Occupied(slot) => return Sym(slot.get().id),
                Entry::Vacant(slot) => drop(slot.insert(ShortSlot { key, id: next })),
            }
        } else {
            let hash = Slot::half(hasher.hash_one(text));
            let is_same = |slot: &Slot| slot.hash == hash && slice(all, ends, slot.id) == text;
            match long.entry(Slot::place(hash), is_same, |slot| Slot::place(slot.hash)) {
                Entry::Occupied(slot) => return Sym(slot.get().id),
                Entry::Vacant(slot) => drop(slot.insert(Slot { hash, id: next })),
            }
        }
        all.push_str(text);
        ends.push(all.len());
        Sym(next)
    }

    /// The number of a text already seen.
    pub fn find(&self, text: &str) -> Option<Sym> {
        if let Some(key) = short_key(text) {
            return self.short.find(self.hasher.hash_one(key), |slot| slot.key == key).map(|slot| Sym(slot.id));
        }
        let hash = Slot::half(self.hasher.hash_one(text));
        let is_same = |slot: &Slot| slot.hash == hash && slice(&self.text, &self.ends, slot.id) == text;
        self.long.find(Slot::place(hash), is_same).map(|slot| Sym(slot.id))
    }

    /// The text of a number; empty for the absent value.
    pub fn text(&self, sym: Sym) -> &str {
        if sym.is_known() && sym.index() < self.ends.len() { slice(&self.text, &self.ends, sym.0) } else { "" }
    }

    /// How many numbers are in use, the absent value included: tables indexed by [`Sym`] have this length.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether no text was seen.
    pub fn is_empty(&self) -> bool {
        self.ends.len() <= 1
    }

    /// Every text with its number, in order of arrival.
    pub fn iter(&self) -> impl Iterator<Item = (Sym, &str)> {
        (1..self.len()).map(|id| {
            let sym = Sym(u32::try_from(id).unwrap_or(u32::MAX));
            (sym, self.text(sym))
        })
    }
}

/// The bytes of a text of up to 15 bytes with its length behind them: different texts have different keys.
pub fn short_key(text: &str) -> Option<u128> {
    let bytes = text.as_bytes();
    let shift = |n_bytes: usize| 8 * n_bytes;
    // Two overlapping pieces of one size hold any text of up to twice that size; where they overlap they agree.
    let key = match (bytes.len(), bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        (n @ 8..=15, Some(first), Some(last)) => {
            u128::from(u64::from_le_bytes(*first)) | u128::from(u64::from_le_bytes(*last)) << shift(n - 8)
        }
        (16.., ..) => return None,
        (n, ..) => match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
            (Some(first), Some(last)) => {
                u128::from(u32::from_le_bytes(*first)) | u128::from(u32::from_le_bytes(*last)) << shift(n - 4)
            }
            _ => bytes.iter().rev().fold(0, |key, byte| key << 8 | u128::from(*byte)),
        },
    };
    Some(key | (bytes.len() as u128) << 120)
}

fn slice<'a>(text: &'a str, ends: &[usize], id: u32) -> &'a str {
    let id = id as usize;
    &text[ends[id - 1]..ends[id]]
}

/// Every distinct list of symbols (modifier sets, diagnosis lists), named by a number; zero is the empty list.
#[derive(Clone, Default)]
pub struct SetDictionary {
    members: Vec<Sym>,
    ends: Vec<usize>,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl SetDictionary {
    /// A dictionary that knows only the empty list.
    pub fn new() -> Self {
        let mut empty = Self::default();
        empty.ends.push(0);
        empty
    }

    /// The number of a list, given at its first appearance. Order matters: callers sort what is a set.
    pub fn intern(&mut self, list: &[Sym]) -> Sym {
        if list.is_empty() {
            return Sym::NONE;
        }
        let Self { members, ends, table, hasher } = self;
        let hash = hasher.hash_one(list);
        let found = table.entry(
            hash,
            |&id| slice_set(members, ends, id) == list,
            |&id| hasher.hash_one(slice_set(members, ends, id)),
        );
        let id = match found {
            Entry::Occupied(slot) => return Sym(*slot.get()),
            Entry::Vacant(slot) => {
                let id = u32::try_from(ends.len()).unwrap_or(u32::MAX);
                slot.insert(id);
                id
            }
        };
        members.extend_from_slice(list);
        ends.push(members.len());
        Sym(id)
    }

    /// The members of a list; empty for the absent value.
    pub fn members(&self, sym: Sym) -> &[Sym] {
        if sym.is_known() && sym.index() < self.ends.len() { slice_set(&self.members, &self.ends, sym.0) } else { &[] }
    }

    /// How many numbers are in use, the empty list included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether only the empty list is known.
    pub fn is_empty(&self) -> bool {
        self.ends.len() <= 1
    }
}

fn slice_set<'a>(members: &'a [Sym], ends: &[usize], id: u32) -> &'a [Sym] {
    let id = id as usize;
    &members[ends[id - 1]..ends[id]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_and_repeat_with_the_same_number() {
        let mut names = Dictionary::new();
        let (a, b) = (names.intern("007"), names.intern("7"));
        assert_ne!(a, b);
        assert_eq!(names.intern("007"), a);
        assert_eq!((names.text(a), names.text(b), names.text(Sym::NONE)), ("007", "7", ""));
        assert_eq!((names.intern(""), names.find("x"), names.len()), (Sym::NONE, None, 3));
    }

    #[test]
    fn lists_come_back() {
        let mut sets = SetDictionary::new();
        let id = sets.intern(&[Sym(3), Sym(9)]);
        assert_eq!(sets.intern(&[Sym(3), Sym(9)]), id);
        assert_eq!(sets.members(id), [Sym(3), Sym(9)]);
        assert_eq!(sets.intern(&[]), Sym::NONE);
        assert!(sets.members(Sym::NONE).is_empty());
    }
}
