//! What each payer paid for each code, as the claims of a run show it: the middle amount. Knows no fee schedule.

use std::collections::HashMap;

use crate::claim::{Cents, ClaimLine, Sym, Units};

/// The median paid amount of one unit, by payer and code.
#[derive(Default)]
pub struct Medians(HashMap<(Sym, Sym), Cents>);

impl Medians {
    /// Gathers what was paid on lines of one unit; nothing paid says nothing of the price. Of an even number of amounts
    /// the lower of the two in the middle counts, so that the figure is one somebody was paid.
    pub fn new(lines: &[ClaimLine]) -> Self {
        let mut amounts: HashMap<(Sym, Sym), Vec<i64>> = HashMap::new();
        for line in lines.iter().filter(|line| line.payer.is_known() && line.units == Units::ONE) {
            if let Some(paid) = line.paid.filter(|paid| paid.0 > 0) {
                amounts.entry((line.payer, line.code)).or_default().push(paid.0);
            }
        }
        let middle = |mut amounts: Vec<i64>| {
            let place = (amounts.len() - 1) / 2;
            Cents(*amounts.select_nth_unstable(place).1)
        };
        Self(amounts.into_iter().map(|(key, amounts)| (key, middle(amounts))).collect())
    }

    /// The median, when the payer paid for the code at all.
    pub fn of(&self, payer: Sym, code: Sym) -> Option<Cents> {
        self.0.get(&(payer, code)).copied()
    }
}
