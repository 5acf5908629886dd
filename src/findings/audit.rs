//! The ledger of one audit: everything a report shows, sorted, with each cent owned once. The only input of reports.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::card::{Direction, Tier};
use super::finding::Finding;
use super::logged_time::LoggedTime;
use super::opportunity::Opportunity;
use super::outcome::{RuleRun, Unjudged};
use super::paid_amounts::Medians;
use super::words::Shelf;
use super::workload::Workloads;
use crate::claim::{
    Accounting, Cents, ClaimLine, Day, Fate, InputFile, JoinedMoney, LeftOutFile, Names, Reject, SourceFile,
};

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
    /// What became of the money in tables beside the claims.
    pub joined_money: Vec<JoinedMoney>,
    /// Files given that the layout has no use for.
    pub unused_files: Vec<String>,
    /// Files found below folders and not read.
    pub left_out: Vec<LeftOutFile>,
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
    /// Lines that rules neither flagged nor called clean, where they were asked for; by rule, claim, line and patient.
    pub unjudged: Option<Vec<Unjudged>>,
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
    /// What may have to go back of it.
    pub at_risk: Cents,
    /// Whether that is more than what may have to go back, because a price is not known.
    pub at_risk_is_upper_bound: bool,
}

impl MoneyLine {
    /// Adds a finding.
    fn add(&mut self, finding: &Finding) {
        self.findings += 1;
        self.paid.0 += finding.line.amount_at_stake().unwrap_or_default().0;
        self.owned.0 += finding.owned.0;
        self.at_risk.0 += finding.at_risk().0;
        self.at_risk_is_upper_bound |= finding.owned > Cents(0) && finding.at_risk_is_upper_bound();
    }
}

/// Why a run could judge nothing, as a sentence; `None` when a rule met a line. Without it, no finding would look like an
/// answer.
pub fn nothing_judged(runs: &[RuleRun], range: &DataRange, books: &Accounting) -> Option<String> {
    if runs.iter().any(|run| run.tally.subjects() > 0) {
        return None;
    }
    let Some((from, through)) = range.data_from.zip(range.data_through) else {
        return Some("Nothing was judged: the data hold no readable row.".to_owned());
    };
    let is_before = range.period_to.is_some_and(|to| to < from);
    let is_after = range.period_from.is_some_and(|first| through < first);
    if is_before || is_after {
        return Some(format!(
            "Nothing was judged: the data run from {from} to {through}, and none of them lies in the period."
        ));
    }
    let has_period = range.period_from.is_some() || range.period_to.is_some();
    let unused = books.rejected + books.blank_rows + books.footer_rows + books.count(Fate::OutOfScope);
    if has_period && unused + books.count(Fate::Context) == books.rows_read {
        return Some("Nothing was judged: no line of the period has a code that a rule looks at.".to_owned());
    }
    // Lines that were denied, corrected or taken back were looked at: that nothing of them is left is an answer.
    let why = "Nothing was judged: no row that could be read has a procedure code that a rule looks at.";
    (unused == books.rows_read).then(|| why.to_owned())
}

impl Audit {
    /// Why nothing could be judged, as a sentence; `None` when something was.
    pub fn nothing_judged(&self) -> Option<String> {
        if self.opportunities.is_empty() { nothing_judged(&self.runs, &self.range, &self.accounting) } else { None }
    }

    /// Sorts the findings and the unjudged lines, gives every line's money one owner, and prices what only the whole run can
    /// price.
    pub fn settle(&mut self, medians: &Medians) {
        let names = Arc::clone(&self.names);
        for finding in self.findings.iter_mut().filter(|finding| finding.takes_median()) {
            let code = finding.suggested_code.and_then(|code| names.codes.find(code));
            finding.expected = code.and_then(|code| medians.of_many(finding.line.payer, code));
        }
        if let Some(unjudged) = &mut self.unjudged {
            let key = |one: &Unjudged| (one.rule_order, names.claims.text(one.claim), one.line_number);
            let patient = |one: &Unjudged| names.patients.text(one.patient);
            unjudged.sort_unstable_by(|a, b| {
                key(a).cmp(&key(b)).then_with(|| patient(a).cmp(patient(b))).then_with(|| a.outcome.cmp(&b.outcome))
            });
        }
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
                .then_with(|| names.sources.text(a.line.source).cmp(names.sources.text(b.line.source)))
                .then_with(|| names.payers.text(a.line.payer).cmp(names.payers.text(b.line.payer)))
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
        let same_number = |a: &Finding, b: &Finding| {
            (a.line.patient, a.line.date) == (b.line.patient, b.line.date)
                && (a.line.claim, a.line.line_number) == (b.line.claim, b.line.line_number)
        };
        for group in self.findings.chunk_by_mut(same_number) {
            // A number may be that of several lines: one for each payer or source.
            let mut without_owner: Vec<ClaimLine> = Vec::new();
            for finding in group.iter() {
                if !without_owner.iter().any(|line| line.is(&finding.line)) {
                    without_owner.push(finding.line);
                }
            }
            for line in without_owner {
                let owner = group
                    .iter_mut()
                    .filter(|finding| finding.line.is(&line) && finding.card.direction == Direction::Overpayment)
                    .max_by_key(|finding| (finding.tier, std::cmp::Reverse(finding.rule_order)));
                if let Some(owner) = owner {
                    owner.owned = owner.line.amount_at_stake().unwrap_or_default();
                }
            }
        }
    }

    /// Findings and money by rule and tier, in the order of the rulebook, strongest tier first.
    pub fn money(&self) -> Vec<(&'static str, Tier, MoneyLine)> {
        let mut lines: BTreeMap<(usize, std::cmp::Reverse<Tier>), (&'static str, MoneyLine)> = BTreeMap::new();
        for finding in &self.findings {
            let key = (finding.rule_order, std::cmp::Reverse(finding.tier));
            let (_, line) = lines.entry(key).or_insert((finding.card.id, MoneyLine::default()));
            line.add(finding);
        }
        lines.into_iter().map(|((_, tier), (rule, line))| (rule, tier.0, line)).collect()
    }

    /// Findings and money of the whole run.
    pub fn total(&self) -> MoneyLine {
        let mut total = MoneyLine::default();
        self.findings.iter().for_each(|finding| total.add(finding));
        total
    }

    /// How many findings are at or above a tier.
    pub fn findings_at_or_above(&self, tier: Tier) -> usize {
        self.findings.iter().filter(|finding| finding.tier >= tier).count()
    }
}
