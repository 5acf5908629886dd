//! Withholds small counts of a run's figures, and more wherever a sum that is shown would tell what was withheld.

use std::collections::{BTreeMap, BTreeSet};

use crate::report::figure::{Figure, is_small};
use crate::report::summary::{MoneyFigures, RuleFigures, Summary};

/// The least that withheld parts of a sum that is shown must come to, so that each may be small or not.
const LEAST_SUM: u64 = 11;

/// Withholds what points at persons, and what would tell it.
pub(super) fn withhold(summary: &mut Summary) {
    let mut counts = Counts::default();
    let findings = counts.add(summary.findings);
    let tiers: BTreeMap<String, usize> =
        summary.findings_by_tier.iter().map(|(tier, n)| (tier.clone(), counts.add(*n))).collect();
    let money: Vec<usize> = summary.money.iter().map(|line| counts.add(line.findings)).collect();
    let rules: Vec<[usize; 6]> = summary.rules.iter().map(|rule| outcomes(rule).map(|n| counts.add(n))).collect();
    let terms: Vec<usize> = summary.accounting.terms.values().map(|n| counts.add(*n)).collect();
    let rows_read = counts.add(summary.accounting.rows_read);

    counts.sum(rows_read, terms.clone());
    counts.sum(findings, tiers.values().copied().collect());
    counts.sum(findings, money.clone());
    counts.sum(findings, rules.iter().map(|places| places[1]).collect());
    for (tier, total) in &tiers {
        counts.sum(*total, of_money(summary, &money, |line| line.tier == *tier));
    }
    for (rule, places) in summary.rules.iter().zip(&rules) {
        counts.sum(places[0], places[1..].to_vec());
        counts.sum(places[1], of_money(summary, &money, |line| line.rule == rule.rule));
    }
    let directions: BTreeSet<String> = summary.money.iter().map(|line| line.direction.clone()).collect();
    for direction in directions {
        let cells = of_money(summary, &money, |line| line.direction == direction);
        let total = counts.add(Figure(Some(cells.iter().map(|at| counts.values[*at]).sum())));
        counts.sum(total, cells);
    }
    counts.withhold();

    summary.findings = counts.shown(findings);
    for (slot, at) in summary.findings_by_tier.values_mut().zip(tiers.values()) {
        *slot = counts.shown(*at);
    }
    for (line, at) in summary.money.iter_mut().zip(&money) {
        put_money(line, counts.shown(*at));
    }
    for (rule, places) in summary.rules.iter_mut().zip(&rules) {
        put_outcomes(rule, places.map(|at| counts.shown(at)));
    }
    for (slot, at) in summary.accounting.terms.values_mut().zip(&terms) {
        *slot = counts.shown(*at);
    }
    summary.accounting.rows_read = counts.shown(rows_read);
    if summary.findings.0.is_none() {
        (summary.owned_cents, summary.at_risk_cents) = (Figure(None), Figure(None));
    }
}

/// The places of some lines of the money.
fn of_money(summary: &Summary, places: &[usize], is_of: impl Fn(&MoneyFigures) -> bool) -> Vec<usize> {
    summary.money.iter().zip(places).filter(|(line, _)| is_of(line)).map(|(_, at)| *at).collect()
}

/// Subjects, then the outcomes, which add up to them.
fn outcomes(rule: &RuleFigures) -> [Figure<u64>; 6] {
    [rule.subjects, rule.flagged, rule.clean, rule.cleared, rule.provisional, rule.not_evaluable]
}

fn put_outcomes(rule: &mut RuleFigures, shown: [Figure<u64>; 6]) {
    [rule.subjects, rule.flagged, rule.clean, rule.cleared, rule.provisional, rule.not_evaluable] = shown;
    if rule.status == "ran" {
        // It counts the reasons one by one.
        rule.reason.clear();
    }
}

/// Money and count of a rule and tier go together: the money of few lines is the money of persons.
fn put_money(line: &mut MoneyFigures, findings: Figure<u64>) {
    line.findings = findings;
    if findings.0.is_none() {
        (line.paid_cents, line.owned_cents, line.at_risk_cents) = (Figure(None), Figure(None), Figure(None));
    }
}

/// Counts some of which are withheld, and the sums that are known to hold among them.
#[derive(Default)]
struct Counts {
    values: Vec<u64>,
    is_withheld: Vec<bool>,
    /// A total, and its parts.
    sums: Vec<(usize, Vec<usize>)>,
}

impl Counts {
    /// Takes a count; gives its place.
    fn add(&mut self, count: Figure<u64>) -> usize {
        let value = count.0.unwrap_or(0);
        self.values.push(value);
        self.is_withheld.push(count.0.is_none() || is_small(value));
        self.values.len() - 1
    }

    /// Takes a sum. One that does not hold tells nobody anything.
    fn sum(&mut self, total: usize, parts: Vec<usize>) {
        if parts.iter().map(|part| self.values[*part]).sum::<u64>() == self.values[total] {
            self.sums.push((total, parts));
        }
    }

    /// Withholds further counts until no sum tells one.
    fn withhold(&mut self) {
        let sums = std::mem::take(&mut self.sums);
        // Counts are only ever added to what is withheld, so that this ends.
        while sums.iter().any(|(total, parts)| self.has_mended(*total, parts)) {}
    }

    /// Withholds one more count of a sum that tells too much; says whether it did.
    fn has_mended(&mut self, total: usize, parts: &[usize]) -> bool {
        let withheld: Vec<u64> =
            parts.iter().filter(|part| self.is_withheld[**part]).map(|part| self.values[*part]).collect();
        let tells = if self.is_withheld[total] {
            withheld.is_empty()
        } else {
            let sum: u64 = withheld.iter().sum();
            !withheld.is_empty() && (withheld.len() < 2 || sum < LEAST_SUM)
        };
        if !tells {
            return false;
        }
        let others = parts.iter().filter(|part| !self.is_withheld[**part] && 0 < self.values[**part]);
        let next = others.min_by_key(|part| self.values[**part]).copied();
        // Where no part is left, nothing is said of the sum.
        let next = next.or_else(|| (!self.is_withheld[total]).then_some(total));
        if let Some(at) = next {
            self.is_withheld[at] = true;
        }
        next.is_some()
    }

    fn shown(&self, at: usize) -> Figure<u64> {
        Figure((!self.is_withheld[at]).then_some(self.values[at]))
    }
}

/// Withholds small counts of a list whose sum may be known from elsewhere, and what the sum would tell.
pub(super) fn complement(counts: &mut [Option<u64>]) {
    let mut all = Counts::default();
    let parts: Vec<usize> = counts.iter().map(|n| all.add(Figure(*n))).collect();
    let total = all.values.iter().sum();
    let total = all.add(Figure(Some(total)));
    all.sum(total, parts);
    all.withhold();
    for (at, count) in counts.iter_mut().enumerate() {
        *count = all.shown(at).0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(counts: &[u64]) -> Vec<Option<u64>> {
        let mut counts: Vec<Option<u64>> = counts.iter().map(|n| Some(*n)).collect();
        complement(&mut counts);
        counts
    }

    #[test]
    fn small_counts_go_and_their_complement_goes_with_them() {
        assert_eq!(after(&[0, 11, 400]), [Some(0), Some(11), Some(400)]);
        assert_eq!(after(&[1, 50, 40, 0]), [None, Some(50), None, Some(0)]);
        assert_eq!(after(&[10, 3, 40]), [None, None, Some(40)]);
        assert_eq!(after(&[7, 0]), [None, Some(0)]);
    }

    #[test]
    fn what_is_withheld_never_has_one_solution() {
        // One and one of two would be told by their sum.
        assert_eq!(after(&[1, 77, 1, 300]), [None, None, None, Some(300)]);
        assert_eq!(after(&[4, 6, 90]), [None, None, None]);
        assert_eq!(after(&[4, 7, 90]), [None, None, Some(90)]);
    }

    #[test]
    fn a_total_goes_when_no_part_is_left_and_parts_go_with_their_total() {
        let withheld = |total: u64, parts: &[u64]| {
            let mut counts = Counts::default();
            let places: Vec<usize> = parts.iter().map(|n| counts.add(Figure(Some(*n)))).collect();
            let total = counts.add(Figure(Some(total)));
            counts.sum(total, places);
            counts.withhold();
            counts.is_withheld
        };
        assert_eq!(withheld(12, &[0, 12]), [false, false, false]);
        assert_eq!(withheld(9, &[0, 9]), [false, true, true]);
        assert_eq!(withheld(10, &[1, 9]), [true, true, true]);
    }
}
