//! What parts of a run, and the run as a whole, came to. Adds up; judges nothing.

use std::sync::Arc;

use crate::claim::{Accounting, Names};
use crate::findings::{Finding, LoggedTime, Opportunity, PaidAmounts, RuleRun, RuleStatus, Shelf, Unjudged, Workloads};
use crate::load::Lines;
use crate::quality::Survey;
use crate::rules::Loads;
use crate::timeline::Chosen;

/// What became of all rows, and what was found.
#[derive(Default)]
pub(super) struct Verdict {
    pub(super) accounting: Accounting,
    pub(super) survey: Survey,
    pub(super) workloads: Workloads,
    pub(super) runs: Vec<RuleRun>,
    pub(super) findings: Vec<Finding>,
    /// Stretches of logged time, and what became of every minute of the log.
    pub(super) opportunities: Vec<Opportunity>,
    pub(super) logged: Option<LoggedTime>,
    /// The texts behind the numbers of the findings.
    pub(super) names: Names,
    /// Where the words of findings wait that are not in memory.
    pub(super) shelf: Option<Arc<dyn Shelf>>,
    /// What payers paid.
    pub(super) paid: PaidAmounts,
    /// Lines that rules neither flagged nor called clean.
    pub(super) unjudged: Vec<Unjudged>,
}

/// Which rows of a part go on as lines, and what settling told of single ones.
pub(super) struct Settled {
    pub(super) effective: Vec<u32>,
    pub(super) given_line_numbers: Vec<(u32, i32)>,
    /// Rows that the payer denied: they show that a service happened.
    pub(super) denied: Vec<u32>,
    /// Rows whose claim a denied replacement or void names.
    pub(super) denied_replacements: Vec<u32>,
    /// Rows that were refused, voided or taken back, where a log asks for them.
    pub(super) withdrawn: Vec<u32>,
}

impl Settled {
    /// The rows that rules see.
    pub(super) fn chosen(&self) -> Chosen<'_> {
        Chosen {
            effective: &self.effective,
            given_line_numbers: &self.given_line_numbers,
            denied: &self.denied,
            denied_replacements: &self.denied_replacements,
        }
    }
}

/// What one part came to.
pub(super) struct PartVerdict {
    /// What became of its rows, and what was found; no words of findings wait elsewhere.
    pub(super) whole: Verdict,
    pub(super) settled: Settled,
    /// The lines that say something of clinicians' time, once those are judged apart.
    pub(super) timed: Lines,
    /// What they come to, where that may be enough.
    pub(super) loads: Loads,
}

/// What the lines of some clinicians came to.
pub(super) struct TimeVerdict {
    pub(super) runs: Vec<RuleRun>,
    pub(super) findings: Vec<Finding>,
    pub(super) unjudged: Vec<Unjudged>,
    pub(super) names: Names,
}

/// Adds the counts of other lines.
pub(super) fn merge(sums: &mut [RuleRun], runs: &[RuleRun]) {
    sums.iter_mut().zip(runs).for_each(|(sum, run)| sum.merge(run));
}

impl Verdict {
    /// Adds what a part counted; what it found is numbered anew by whoever gathers it.
    pub(super) fn add_counts(&mut self, part: &Self) {
        self.accounting.merge(&part.accounting);
        self.survey.merge(&part.survey);
        self.workloads.merge(&part.workloads);
        merge(&mut self.runs, &part.runs);
        self.paid.merge(&part.paid);
    }

    /// A rule that failed on some lines keeps no finding.
    pub(super) fn drop_failed(&mut self) {
        let runs = &self.runs;
        let has_failed = |rule: usize| matches!(runs[rule].status, RuleStatus::Error(_));
        self.findings.retain(|finding| !has_failed(finding.rule_order));
        self.opportunities.retain(|opportunity| !has_failed(opportunity.rule_order));
        self.unjudged.retain(|line| !has_failed(line.rule_order));
    }
}
