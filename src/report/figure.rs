//! A figure of a report that may be withheld: small cells of a shared report. Says nothing of when to withhold it.

use std::iter::Sum;
use std::ops::Add;

use serde::{Deserialize, Serialize};

use super::terminal::{dollars, grouped};

/// A number; nothing when it is withheld, which JSON shows as `null`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Figure<T>(pub(super) Option<T>);

/// What stands in the place of a figure that is withheld.
pub(super) const WITHHELD: &str = "withheld";

/// Whether a count is small enough to point at persons.
pub(super) const fn is_small(n: u64) -> bool {
    matches!(n, 1..=10)
}

/// A sum with a part that is withheld is withheld.
impl<T: Add<Output = T> + Default> Sum for Figure<T> {
    fn sum<I: Iterator<Item = Self>>(mut figures: I) -> Self {
        Self(figures.try_fold(T::default(), |sum, figure| Some(sum + figure.0?)))
    }
}

impl Figure<u64> {
    /// The count for a person.
    pub(super) fn shown(self) -> String {
        self.0.map_or_else(|| WITHHELD.to_owned(), grouped)
    }

    /// Whether there is any; what is withheld is never nothing.
    pub(super) const fn is_some_of(self) -> bool {
        !matches!(self.0, Some(0))
    }
}

impl Figure<i64> {
    /// The money for a person.
    pub(super) fn shown_money(self) -> String {
        self.0.map_or_else(|| WITHHELD.to_owned(), dollars)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_tells_nothing_of_a_part_that_is_withheld() {
        let sum = |parts: &[Option<u64>]| parts.iter().map(|part| Figure(*part)).sum::<Figure<u64>>();
        assert_eq!(sum(&[Some(12), Some(30)]), Figure(Some(42)));
        assert_eq!(sum(&[Some(12), None]).shown(), WITHHELD);
        assert_eq!(sum(&[]), Figure(Some(0)));
    }
}
