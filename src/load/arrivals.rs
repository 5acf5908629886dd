//! The claim numbers and patients of some rows, in the order in which they came and not yet told apart: the lines of a
//! claim mostly follow one another, so that a look at the last text saves a hash table over all of them while files are
//! read. What is equal is found part by part, where few texts stand together.

use crate::claim::{Dictionary, Sym};

/// Whatever gives texts numbers.
pub(super) trait Numbering {
    /// The number of a text; empty text is the absent value.
    fn number(&mut self, text: &str) -> Sym;
}

impl Numbering for Dictionary {
    fn number(&mut self, text: &str) -> Sym {
        self.intern(text)
    }
}

/// What the texts of a part stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Claims,
    Patients,
}

/// The texts that the rows of a part name.
#[derive(Default)]
pub(super) struct OwnTexts {
    pub(super) claims: Arrivals,
    pub(super) patients: Arrivals,
}

impl OwnTexts {
    pub(super) const fn of(&self, of: Of) -> &Arrivals {
        match of {
            Of::Claims => &self.claims,
            Of::Patients => &self.patients,
        }
    }

    /// Bytes in use.
    pub(super) const fn n_bytes(&self) -> usize {
        self.claims.n_bytes() + self.patients.n_bytes()
    }
}

/// Texts as they came. Two entries may be equal.
#[derive(Default)]
pub(super) struct Arrivals {
    text: String,
    ends: Vec<usize>,
}

impl Numbering for Arrivals {
    fn number(&mut self, text: &str) -> Sym {
        if text.is_empty() {
            return Sym::NONE;
        }
        let last = self.last();
        if self.text(last) != text {
            self.push(text);
        }
        self.last()
    }
}

impl Arrivals {
    fn last(&self) -> Sym {
        // Four billion numbers would not fit in memory; saturating keeps the arithmetic total.
        Sym(u32::try_from(self.ends.len()).unwrap_or(u32::MAX))
    }

    /// The text of a number; empty for the absent value.
    pub(super) fn text(&self, sym: Sym) -> &str {
        match sym.index() {
            0 => "",
            1 => &self.text[..self.ends[0]],
            n => &self.text[self.ends[n - 2]..self.ends[n - 1]],
        }
    }

    /// How many there are.
    pub(super) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Every text, in order; the first has number 1.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (1..=self.len()).map(|n| self.text(Sym(u32::try_from(n).unwrap_or(u32::MAX))))
    }

    /// Adds a text whatever the last one is, as it comes back from a file.
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    /// Bytes in use.
    pub(super) const fn n_bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * size_of::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_a_number() {
        let mut texts = Arrivals::default();
        let numbers = ["a", "a", "", "a", "b", "a"].map(|text| texts.number(text).0);
        assert_eq!(numbers, [1, 1, 0, 1, 2, 3]);
        assert_eq!([0, 1, 2, 3].map(|n| texts.text(Sym(n))), ["", "a", "b", "a"]);
    }
}
