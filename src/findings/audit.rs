//! The ledger of one audit: everything a report shows, sorted, with each cent owned once. The only input of reports.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::card::{Direction, Tier};
use super::finding::Finding;
use super::logged_time::LoggedTime;
use super::opportunity::Opportunity;
use super::outcome::RuleRun;
use super::words::Shelf;
use super::workload::Workloads;
use crate::claim::{Accounting, Cents, Day, InputFile, Names, Reject, SourceFile};

/// The dates a run knows about and judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataRange {
    /// First service date of the data; absent when no row could be read.
    pub data_from: Option<Day>,
    /// Last service date of the data.
    pub data_through: Option<Day>,
    /// First judged date; absent when everything is judged.
    pub period_from: Option<Day>,
    /// Last judged date.
    pub period_to: Option<Day>,
    /// The day from which time limits are counted; the last date of the data when the pipeline states none.
    pub as_of: Option<Day>,
}

impl DataRange {
    /// Whether lines of that date are judged.
    pub fn judges(&self, date: Day) -> bool {
        self.period_from.is_none_or(|from| from <= date) && self.period_to.is_none_or(|to| date <= to)
    }
}

/// Everything one run found out.
pub struct Audit {
    /// The texts behind the numbers of lines.
    pub names: Arc<Names>,
    /// Input files, in order of path.
    pub files: Vec<SourceFile>,
    /// Files beside the claims, in the order they were read.
    pub inputs: Vec<InputFile>,
    /// Files given that the layout has no use for.
    pub unused_files: Vec<String>,
    /// What became of every row.
    pub accounting: Accounting,
    /// Rows that could not be used, by file and row.
    pub rejects: Vec<Reject>,
    /// The dates known and judged.
    pub range: DataRange,
    /// Audited lines by clinician.
    pub workloads: Workloads,
    /// One run per rule, in the order of the rulebook.
    pub runs: Vec<RuleRun>,
    /// Findings by patient, service date, claim, line and rule.
    pub findings: Vec<Finding>,
    /// Stretches of logged time by patient, first day, rule and first entry.
    pub opportunities: Vec<Opportunity>,
    /// What became of every minute of the log; `None` without a log.
    pub logged: Option<LoggedTime>,
    /// Where the words of findings wait that are not in memory.
    pub shelf: Option<Arc<dyn Shelf>>,
}

/// Findings and money of one rule and tier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MoneyLine {
    /// How many findings.
    pub findings: u64,
    /// Paid on the lines found, each finding counted.
    pub paid: Cents,
    /// Paid on the lines found, each line counted once, under its owner.
    pub owned: Cents,
}

impl Audit {
    /// Sorts the findings and gives every line's money one owner.
    pub fn settle(&mut self) {
        let names = Arc::clone(&self.names);
        self.findings.sort_unstable_by(|a, b| {
            // Text is compared only when the numbers differ: equal numbers are equal texts.
            let patients = if a.line.patient == b.line.patient {
                std::cmp::Ordering::Equal
            } else {
                names.patients.text(a.line.patient).cmp(names.patients.text(b.line.patient))
            };
            patients
                .then_with(|| a.line.date.cmp(&b.line.date))
                .then_with(|| names.claims.text(a.line.claim).cmp(names.claims.text(b.line.claim)))
                .then_with(|| a.line.line_number.cmp(&b.line.line_number))
                .then_with(|| a.card.id.cmp(b.card.id))
                .then_with(|| (a.line.file, a.line.row).cmp(&(b.line.file, b.line.row)))
        });
        self.assign_owners();
        let as_of = self.range.as_of;
        self.opportunities.sort_by(|a, b| {
            let patient = |one: &Opportunity| names.patients.text(one.patient);
            let entry = |one: &Opportunity| one.entries.first().map_or("", |entry| names.activities.text(*entry));
            let by_urgency = a.urgency(as_of).cmp(&b.urgency(as_of)).then_with(|| patient(a).cmp(patient(b)));
            by_urgency
                .then_with(|| (a.days.0, a.rule_order).cmp(&(b.days.0, b.rule_order)))
                .then_with(|| entry(a).cmp(entry(b)))
                .then_with(|| a.id(&names).cmp(&b.id(&names)))
        });
    }

    /// Strongest tier first, then the rule that stands first in the rulebook. Findings of one line are neighbours.
    fn assign_owners(&mut self) {
        for finding in &mut self.findings {
            finding.owned = Cents(0);
        }
        // Findings of one line are neighbours; of one date only, or what stands between would decide.
        let same_line = |a: &Finding, b: &Finding| a.line.is(&b.line) && a.line.date == b.line.date;
        for group in self.findings.chunk_by_mut(same_line) {
            let owner = group
                .iter_mut()
                .filter(|finding| finding.card.direction == Direction::Overpayment)
                .max_by_key(|finding| (finding.tier, std::cmp::Reverse(finding.rule_order)));
            if let Some(owner) = owner {
                owner.owned = owner.line.amount_at_stake().unwrap_or_default();
            }
        }
    }

    /// Findings and money by rule and tier, in the order of the rulebook, strongest tier first.
    pub fn money(&self) -> Vec<(&'static str, Tier, MoneyLine)> {
        let mut lines: BTreeMap<(usize, std::cmp::Reverse<Tier>), (&'static str, MoneyLine)> = BTreeMap::new();
        for finding in &self.findings {
            let key = (finding.rule_order, std::cmp::Reverse(finding.tier));
            let (_, line) = lines.entry(key).or_insert((finding.card.id, MoneyLine::default()));
            line.findings += 1;
            line.paid.0 += finding.line.amount_at_stake().unwrap_or_default().0;
            line.owned.0 += finding.owned.0;
        }
        lines.into_iter().map(|((_, tier), (rule, line))| (rule, tier.0, line)).collect()
    }

    /// How many findings are at or above a tier.
    pub fn findings_at_or_above(&self, tier: Tier) -> usize {
        self.findings.iter().filter(|finding| finding.tier >= tier).count()
    }
}
