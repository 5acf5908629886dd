//! Withholds small counts of a run's figures, and one more wherever a sum would tell what was withheld.

use std::collections::BTreeMap;

use crate::report::figure::{Figure, WITHHELD, is_small};
use crate::report::record::Record;
use crate::report::summary::{MoneyFigures, RuleFigures, Summary};

/// The record of a shared report: no names of files, no texts of the data, no small counts.
pub(super) fn shared(record: &Record) -> Record {
    let mut shared = Record { is_shared: true, quality: None, quality_page: None, ..record.clone() };
    WITHHELD.clone_into(&mut shared.layout);
    shared.inputs.clear();
    let summary = &mut shared.summary;
    summary.files.clear();
    summary.inputs.clear();
    summary.unused_files.clear();
    summary.rejects_by_reason.clear();
    // Stretches of logged time are not shared: their words and entries are free text of the practice.
    summary.missed = None;
    withhold(summary);
    shared
}

fn withhold(summary: &mut Summary) {
    let mut rules: Vec<[Option<u64>; 5]> = summary.rules.iter().map(outcomes).collect();
    // Both ways: the outcomes of a rule add up to its lines, and the findings of all rules to those of the run.
    for _ in 0..2 {
        for outcomes in &mut rules {
            complement(outcomes);
        }
        let mut flagged: Vec<Option<u64>> = rules.iter().map(|outcomes| outcomes[0]).collect();
        complement(&mut flagged);
        for (outcomes, flagged) in rules.iter_mut().zip(flagged) {
            outcomes[0] = flagged;
        }
    }
    for (rule, outcomes) in summary.rules.iter_mut().zip(rules) {
        put(rule, outcomes);
    }
    // Every tier counts, withheld where a rule has few: its sum over rules would tell.
    let mut tiers: Vec<Option<u64>> = summary.findings_by_tier.values().map(|n| n.0).collect();
    complement(&mut tiers);
    for (slot, n) in summary.findings_by_tier.values_mut().zip(tiers) {
        *slot = Figure(n);
    }
    money(&mut summary.money);
    if summary.findings.0.is_some_and(is_small) {
        (summary.findings, summary.owned_cents) = (Figure(None), Figure(None));
    }
    terms(&mut summary.accounting.terms);
}

/// Money and counts of a rule and tier go together: the money of few lines is the money of persons.
fn money(lines: &mut [MoneyFigures]) {
    let mut counts: Vec<Option<u64>> = lines.iter().map(|line| line.findings.0).collect();
    complement(&mut counts);
    for (line, count) in lines.iter_mut().zip(counts) {
        if count.is_none() {
            (line.findings, line.paid_cents, line.owned_cents) = (Figure(None), Figure(None), Figure(None));
        }
    }
    // Within a rule and within a tier, too, one that is missing could be told from the sum.
    for of in [|line: &MoneyFigures| line.rule.clone(), |line: &MoneyFigures| line.tier.clone()] {
        let keys: std::collections::BTreeSet<String> = lines.iter().map(of).collect();
        for key in keys {
            let mut group: Vec<&mut MoneyFigures> = lines.iter_mut().filter(|line| of(line) == key).collect();
            let mut counts: Vec<Option<u64>> = group.iter().map(|line| line.findings.0).collect();
            complement(&mut counts);
            for (line, _) in group.iter_mut().zip(counts).filter(|(_, count)| count.is_none()) {
                (line.findings, line.paid_cents, line.owned_cents) = (Figure(None), Figure(None), Figure(None));
            }
        }
    }
}

fn terms(terms: &mut BTreeMap<String, Figure<u64>>) {
    let mut counts: Vec<Option<u64>> = terms.values().map(|n| n.0).collect();
    complement(&mut counts);
    for (slot, n) in terms.values_mut().zip(counts) {
        *slot = Figure(n);
    }
}

fn outcomes(rule: &RuleFigures) -> [Option<u64>; 5] {
    [rule.flagged.0, rule.clean.0, rule.cleared.0, rule.provisional.0, rule.not_evaluable.0]
}

fn put(rule: &mut RuleFigures, outcomes: [Option<u64>; 5]) {
    let withheld = outcomes.iter().filter(|n| n.is_none()).count();
    // When no second one could be withheld, their sum is.
    if withheld == 1 || rule.subjects.0.is_some_and(is_small) {
        rule.subjects = Figure(None);
    }
    [rule.flagged, rule.clean, rule.cleared, rule.provisional, rule.not_evaluable] = outcomes.map(Figure);
    if rule.status == "ran" {
        // It counts the reasons one by one.
        rule.reason.clear();
    }
}

/// Withholds every small count; when that is one only, the smallest other count too, which their sum would tell.
pub(super) fn complement(counts: &mut [Option<u64>]) {
    for count in counts.iter_mut() {
        *count = count.filter(|n| !is_small(*n));
    }
    if counts.iter().filter(|count| count.is_none()).count() == 1 {
        let others = counts.iter_mut().filter(|count| count.is_some_and(|n| 0 < n));
        if let Some(smallest) = others.min_by_key(|count| **count) {
            *smallest = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::complement;

    #[test]
    fn small_counts_go_and_their_complement_goes_with_them() {
        let after = |counts: &[u64]| {
            let mut counts: Vec<Option<u64>> = counts.iter().map(|n| Some(*n)).collect();
            complement(&mut counts);
            counts
        };
        assert_eq!(after(&[0, 11, 400]), [Some(0), Some(11), Some(400)]);
        assert_eq!(after(&[1, 50, 40, 0]), [None, Some(50), None, Some(0)]);
        assert_eq!(after(&[10, 3, 40]), [None, None, Some(40)]);
        assert_eq!(after(&[7, 0]), [None, Some(0)]);
    }
}
