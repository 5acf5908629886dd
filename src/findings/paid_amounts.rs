//! What payers paid for codes, as the claims of a run show it: from it comes the median that stands in for a price where no
//! fee schedule gives one. Knows no fee schedule.
//!
//! Source: project rulebook, section 5 (`expected_cents`).

use std::collections::HashMap;

use crate::claim::{Cents, ClaimLine, Sym, Units};

/// Fewest amounts of a payer and code whose median says something of the price.
const LEAST: u64 = 10;

/// Counts of paid amounts of one unit, by payer and code.
#[derive(Clone, Debug, Default)]
pub struct PaidAmounts(HashMap<(Sym, Sym, i64), u64>);

/// The median paid amount of one unit, by payer and code.
#[derive(Clone, Debug, Default)]
pub struct Medians(HashMap<(Sym, Sym), Cents>);

impl PaidAmounts {
    /// Counts what was paid on a line of one unit; nothing paid says nothing of the price.
    pub fn add(&mut self, line: &ClaimLine) {
        if let Some(paid) = line.paid.filter(|paid| paid.0 > 0 && line.payer.is_known() && line.units == Units::ONE) {
            self.add_all((line.payer, line.code), paid, 1);
        }
    }

    /// Counts an amount of a payer and code several times.
    pub fn add_all(&mut self, (payer, code): (Sym, Sym), paid: Cents, n: u64) {
        *self.0.entry((payer, code, paid.0)).or_default() += n;
    }

    /// Adds the counts of another part of the run.
    pub fn merge(&mut self, other: &Self) {
        other.iter().for_each(|(payer, code, paid, n)| self.add_all((payer, code), paid, n));
    }

    /// Payer, code, amount and count of everything that was counted.
    pub fn iter(&self) -> impl Iterator<Item = (Sym, Sym, Cents, u64)> {
        self.0.iter().map(|((payer, code, paid), n)| (*payer, *code, Cents(*paid), *n))
    }

    /// The medians of payers and codes with amounts enough. Of an even number of amounts the lower of the two in the middle
    /// counts, so that the figure is one somebody was paid.
    pub fn medians(&self) -> Medians {
        let mut amounts: HashMap<(Sym, Sym), Vec<(i64, u64)>> = HashMap::new();
        for (payer, code, paid, n) in self.iter() {
            amounts.entry((payer, code)).or_default().push((paid.0, n));
        }
        Medians(amounts.into_iter().filter_map(|(key, amounts)| Some((key, middle(amounts)?))).collect())
    }
}

/// The median of counted amounts; `None` of too few.
fn middle(mut amounts: Vec<(i64, u64)>) -> Option<Cents> {
    amounts.sort_unstable();
    let all: u64 = amounts.iter().map(|(_, n)| n).sum();
    let mut before = all.checked_sub(LEAST).map(|_| (all - 1) / 2)?;
    for (paid, n) in amounts {
        if before < n {
            return Some(Cents(paid));
        }
        before -= n;
    }
    None
}

impl Medians {
    /// The median, when the payer paid for the code often enough.
    pub fn of(&self, payer: Sym, code: Sym) -> Option<Cents> {
        self.0.get(&(payer, code)).copied()
    }

    /// Payer, code and median of every pair that has one.
    pub fn iter(&self) -> impl Iterator<Item = (Sym, Sym, Cents)> {
        self.0.iter().map(|((payer, code), median)| (*payer, *code, *median))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn median(amounts: &[(i64, u64)]) -> Option<i64> {
        let mut paid = PaidAmounts::default();
        for (cents, n) in amounts {
            paid.add_all((Sym(1), Sym(2)), Cents(*cents), *n);
        }
        paid.medians().of(Sym(1), Sym(2)).map(|cents| cents.0)
    }

    #[test]
    fn the_lower_of_two_in_the_middle_counts_and_nine_amounts_say_nothing() {
        assert_eq!(median(&[(100, 5), (300, 5)]), Some(100));
        assert_eq!(median(&[(100, 5), (300, 6)]), Some(300));
        assert_eq!(median(&[(100, 9)]), None);
        assert_eq!(median(&[(700, 1), (100, 4), (200, 5)]), Some(200));
    }
}
