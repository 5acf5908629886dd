//! What a rule concludes about a line, and the counts of one rule over one run.
//!
//! Source: project rulebook, section 1: not checked must never look like clean.

use std::collections::BTreeMap;

use super::card::RuleCard;
use crate::claim::{Day, Sym};

/// What a rule concludes about one subject line; a flagged line also has a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The rule fires.
    Flagged,
    /// Checked, nothing found.
    Clean,
    /// An exception applies.
    Cleared(&'static str),
    /// Clean so far; the look-ahead reaches past the data.
    Provisional {
        /// The last day of the look-ahead, where the rule judges a line of its own date; counts do not keep it.
        until: Option<Day>,
    },
    /// Could not be judged.
    NotEvaluable(&'static str),
}

impl Outcome {
    /// The reason of a clean line whose look-back starts before the data.
    pub const INSUFFICIENT_HISTORY: Self = Self::NotEvaluable("insufficient history");

    /// The outcome of a name and a reason, as [`Self::parts`] gives them.
    pub fn from_parts(name: &str, reason: Option<&'static str>) -> Option<Self> {
        Some(match (name, reason) {
            ("flagged", None) => Self::Flagged,
            ("clean", None) => Self::Clean,
            ("cleared", Some(reason)) => Self::Cleared(reason),
            ("provisional", _) => Self::Provisional { until: None },
            ("not_evaluable", Some(reason)) => Self::NotEvaluable(reason),
            _ => return None,
        })
    }

    /// The outcome's name in every artefact, and its reason where it has one.
    pub const fn parts(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Flagged => ("flagged", None),
            Self::Clean => ("clean", None),
            Self::Cleared(reason) => ("cleared", Some(reason)),
            Self::Provisional { .. } => ("provisional", Some("the look-ahead reaches past the data")),
            Self::NotEvaluable(reason) => ("not_evaluable", Some(reason)),
        }
    }
}

/// Counts of outcomes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    counts: BTreeMap<Outcome, u64>,
}

impl Tally {
    /// Counts one subject.
    pub fn add(&mut self, outcome: Outcome) {
        self.add_all(outcome, 1);
    }

    /// Counts several subjects.
    pub fn add_all(&mut self, outcome: Outcome, n: u64) {
        let outcome =
            if matches!(outcome, Outcome::Provisional { .. }) { Outcome::Provisional { until: None } } else { outcome };
        *self.counts.entry(outcome).or_default() += n;
    }

    /// Every outcome with its count.
    pub fn iter(&self) -> impl Iterator<Item = (Outcome, u64)> {
        self.counts.iter().map(|(outcome, n)| (*outcome, *n))
    }

    /// Adds the counts of another part of the run.
    pub fn merge(&mut self, other: &Self) {
        other.iter().for_each(|(outcome, n)| self.add_all(outcome, n));
    }

    /// Lines that were judged.
    pub fn subjects(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Lines with the named outcome (`flagged`, `clean`, `cleared`, `provisional`, `not_evaluable`).
    pub fn count(&self, name: &str) -> u64 {
        self.counts.iter().filter(|(outcome, _)| outcome.parts().0 == name).map(|(_, n)| n).sum()
    }

    /// Outcome, reason and count of everything that has a reason.
    pub fn reasons(&self) -> impl Iterator<Item = (&'static str, &'static str, u64)> {
        self.counts.iter().filter_map(|(outcome, n)| {
            let (name, reason) = outcome.parts();
            reason.map(|reason| (name, reason, *n))
        })
    }
}

/// Whether a rule could do its work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleStatus {
    /// It judged every subject.
    Ran,
    /// A needed column or table is absent; says which.
    NotApplicable(String),
    /// Switched off by the pipeline.
    Off,
    /// It failed; says how. Its findings are left out.
    Error(String),
}

impl RuleStatus {
    /// The name used in every artefact.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Ran => "ran",
            Self::NotApplicable(_) => "not_applicable",
            Self::Off => "off",
            Self::Error(_) => "error",
        }
    }
}

/// One rule over one run.
#[derive(Clone, Debug)]
pub struct RuleRun {
    /// The rule.
    pub card: &'static RuleCard,
    /// Whether it could do its work.
    pub status: RuleStatus,
    /// What it concluded about how many lines.
    pub tally: Tally,
    /// What it did not look at, because a table that it can do without is absent.
    pub remarks: Vec<&'static str>,
}

/// A line that a rule looked at and neither flagged nor called clean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unjudged {
    /// The rule's place among the run's rules.
    pub rule_order: usize,
    /// Claim number.
    pub claim: Sym,
    /// Line within the claim.
    pub line_number: i32,
    /// Patient.
    pub patient: Sym,
    /// What the rule concluded: cleared, provisional or not evaluable.
    pub outcome: Outcome,
}

impl RuleRun {
    /// Adds what the rule concluded about other lines. A rule that failed on some has failed: half a rule looks whole.
    pub fn merge(&mut self, other: &Self) {
        self.tally.merge(&other.tally);
        if matches!(other.status, RuleStatus::Error(_)) {
            self.status = other.status.clone();
        }
        if matches!(self.status, RuleStatus::Error(_)) {
            self.tally = Tally::default();
        }
    }

    /// Why the status is what it is, and why lines were cleared or could not be judged; empty when all is plain.
    pub fn reason(&self) -> String {
        match &self.status {
            RuleStatus::NotApplicable(reason) | RuleStatus::Error(reason) => reason.clone(),
            RuleStatus::Off => "switched off by the pipeline".to_owned(),
            RuleStatus::Ran => {
                let remarks = self.remarks.iter().map(|remark| (*remark).to_owned());
                let reasons = self.tally.reasons().map(|(name, reason, n)| format!("{name}: {reason} ({n})"));
                remarks.chain(reasons).collect::<Vec<_>>().join("; ")
            }
        }
    }
}
