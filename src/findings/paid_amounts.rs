//! What payers paid for codes, as the claims of a run show it: from it comes the median that stands in for a price where no
//! fee schedule gives one. Knows no fee schedule.
//!
//! Source: project rulebook, section 5 (`expected_cents`).

use hashbrown::HashMap;

use crate::claim::{Cents, ClaimLine, Sym, Units};

/// Fewest amounts of a payer and code whose median says what a line in question would still be paid.
const LEAST: u64 = 10;

/// Counts of paid amounts of one unit, by payer and code.
#[derive(Clone, Debug, Default)]
pub struct PaidAmounts(HashMap<(Sym, Sym, i64), u64>);

/// The median paid amount of one unit and the number of amounts, by payer and code.
#[derive(Clone, Debug, Default)]
pub struct Medians(HashMap<(Sym, Sym), (Cents, u64)>);

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

    /// The medians of all payers and codes. Of an even number of amounts the lower of the two in the middle
    /// counts, so that the figure is one somebody was paid.
    pub fn medians(&self) -> Medians {
        let mut amounts: HashMap<(Sym, Sym), Vec<(i64, u64)>> = HashMap::new();
        for (payer, code, paid, n) in self.iter() {
            amounts.entry((payer, code)).or_default().push((paid.0, n));
        }
        Medians(amounts.into_iter().filter_map(|(key, amounts)| Some((key, middle(amounts)?))).collect())
    }
}

/// The median of counted amounts and their number; `None` of none.
fn middle(mut amounts: Vec<(i64, u64)>) -> Option<(Cents, u64)> {
    amounts.sort_unstable();
    let all: u64 = amounts.iter().map(|(_, n)| n).sum();
    let mut before = all.checked_sub(1)? / 2;
    for (paid, n) in amounts {
        if before < n {
            return Some((Cents(paid), all));
        }
        before -= n;
    }
    None
}

impl Medians {
    /// The median, when the payer paid for the code at all: an estimate of what nobody billed.
    pub fn of(&self, payer: Sym, code: Sym) -> Option<Cents> {
        self.0.get(&(payer, code)).map(|(median, _)| *median)
    }

    /// The median, when the payer paid for the code often enough: what a line in question would still be paid.
    pub fn of_many(&self, payer: Sym, code: Sym) -> Option<Cents> {
        self.0.get(&(payer, code)).filter(|(_, n)| *n >= LEAST).map(|(median, _)| *median)
    }

    /// Payer, code and median of every pair that [`Medians::of_many`] answers for.
    pub fn of_many_each(&self) -> impl Iterator<Item = (Sym, Sym, Cents)> {
        let often = self.0.iter().filter(|(_, (_, n))| *n >= LEAST);
        often.map(|((payer, code), (median, _))| (*payer, *code, *median))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn medians(amounts: &[(i64, u64)]) -> (Option<i64>, Option<i64>) {
        let mut paid = PaidAmounts::default();
        for (cents, n) in amounts {
            paid.add_all((Sym(1), Sym(2)), Cents(*cents), *n);
        }
        let medians = paid.medians();
        let cents = |median: Option<Cents>| median.map(|cents| cents.0);
        (cents(medians.of(Sym(1), Sym(2))), cents(medians.of_many(Sym(1), Sym(2))))
    }

    #[test]
    fn the_lower_of_two_in_the_middle_counts_and_nine_amounts_are_not_many() {
        assert_eq!(medians(&[(100, 5), (300, 5)]), (Some(100), Some(100)));
        assert_eq!(medians(&[(100, 5), (300, 6)]), (Some(300), Some(300)));
        assert_eq!(medians(&[(100, 9)]), (Some(100), None));
        assert_eq!(medians(&[(700, 1), (100, 4), (200, 5)]), (Some(200), Some(200)));
        assert_eq!(medians(&[]), (None, None));
    }
}
