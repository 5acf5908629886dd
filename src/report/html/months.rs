//! Findings by month of service and rule. Holds one number per month and rule; shows nothing.

use std::collections::BTreeMap;

use polars::df;
use polars::prelude::{DataFrame, PolarsResult};

use crate::report::frames;

const MONTH: &str = "month";
const RULE: &str = "rule";
const N: &str = "n";

/// How many findings each month and rule has.
#[derive(Default)]
pub(super) struct Months {
    /// The months with findings (`2025-10`), in order.
    pub(super) names: Vec<String>,
    /// The findings of each month.
    pub(super) all: Vec<u64>,
    /// The same of a rule that has any.
    by_rule: BTreeMap<String, Vec<u64>>,
}

impl Months {
    /// The findings of a rule, month by month.
    pub(super) fn of(&self, rule: &str) -> Vec<u64> {
        self.by_rule.get(rule).cloned().unwrap_or_else(|| vec![0; self.names.len()])
    }
}

/// Findings counted so far.
#[derive(Default)]
pub(super) struct MonthCounts(Option<DataFrame>);

impl MonthCounts {
    /// Counts findings by month and rule, one of each per finding.
    pub(super) fn add(&mut self, months: Vec<String>, rules: Vec<&str>) -> PolarsResult<()> {
        let ones = vec![1_u64; months.len()];
        let counted = frames::sums(&df!(MONTH => months, RULE => rules, N => ones)?, &[MONTH, RULE])?;
        self.0 = Some(match self.0.take() {
            Some(known) => frames::sums(&known.vstack(&counted)?, &[MONTH, RULE])?,
            None => counted,
        });
        Ok(())
    }

    /// The findings of every month.
    pub(super) fn done(self) -> PolarsResult<Months> {
        let Some(counted) = self.0 else { return Ok(Months::default()) };
        let by_month = frames::sums(&counted.select([MONTH, N])?, &[MONTH])?;
        let names: Vec<String> = by_month.column(MONTH)?.str()?.iter().flatten().map(str::to_owned).collect();
        let all = by_month.column(N)?.u64()?.iter().flatten().collect();
        let mut by_rule: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        let columns = (counted.column(MONTH)?.str()?, counted.column(RULE)?.str()?, counted.column(N)?.u64()?);
        for ((month, rule), n) in columns.0.iter().zip(columns.1.iter()).zip(columns.2.iter()) {
            let place = month.and_then(|month| names.binary_search_by(|name| name.as_str().cmp(month)).ok());
            if let (Some(place), Some(rule), Some(n)) = (place, rule, n) {
                by_rule.entry(rule.to_owned()).or_insert_with(|| vec![0; names.len()])[place] = n;
            }
        }
        Ok(Months { names, all, by_rule })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_counted_over_batches() -> PolarsResult<()> {
        let mut counts = MonthCounts::default();
        let owned = |months: &[&str]| months.iter().map(|month| (*month).to_owned()).collect();
        counts.add(owned(&["2025-11", "2025-10", "2025-10"]), vec!["b", "a", "b"])?;
        counts.add(owned(&["2025-10", "2025-12"]), vec!["b", "a"])?;
        let months = counts.done()?;
        assert_eq!(months.names, ["2025-10", "2025-11", "2025-12"]);
        assert_eq!(
            (&months.all[..], &months.of("a")[..], &months.of("b")[..]),
            (&[3, 1, 1][..], &[1, 0, 1][..], &[2, 1, 0][..])
        );
        assert_eq!(months.of("c"), [0; 3]);
        assert!(MonthCounts::default().done()?.names.is_empty());
        Ok(())
    }
}
