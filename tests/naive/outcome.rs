//! What a rule decides about a line, and the rulebook's words for what several rules decide.
//!
//! What it is: the outcomes of rulebook section 1, with a reason where the rulebook fixes it.
//! What it is not: a finding's money, message or place in a report.

/// What one rule decides about one subject line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NaiveOutcome {
    /// The rule fires.
    Flagged {
        /// `hard`, `presumptive` or `advisory`.
        tier: &'static str,
        /// The proving lines, nearest first by absolute gap, then claim id, then line number.
        related: Vec<(String, i32)>,
        /// Date of the first related line minus the subject's date.
        gap_days: Option<i32>,
        /// Diagnosis relation to the first related line; `None` when unknown or when no line is related.
        same_diagnosis: Option<bool>,
    },
    /// Checked, and nothing found.
    Clean,
    /// An exception of the rule applies: which, where the rulebook has words for it, else an empty text.
    Cleared(&'static str),
    /// Clean so far, but the look-ahead reaches past the data.
    Provisional,
    /// Could not be checked: why, where the rulebook has words for it, else an empty text.
    NotEvaluable(&'static str),
}

impl NaiveOutcome {
    /// Cleared, in words that the rulebook leaves open.
    pub const CLEARED: Self = Self::Cleared("");
    /// Not evaluable, in words that the rulebook leaves open.
    pub const NOT_EVALUABLE: Self = Self::NotEvaluable("");

    /// The outcome in a word, as every report names it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Flagged { .. } => "flagged",
            Self::Clean => "clean",
            Self::Cleared(_) => "cleared",
            Self::Provisional => "provisional",
            Self::NotEvaluable(_) => "not_evaluable",
        }
    }

    /// The reason, where the rulebook has words for it.
    pub const fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Cleared(reason) | Self::NotEvaluable(reason) if !reason.is_empty() => Some(reason),
            _ => None,
        }
    }
}

/// Words of the rulebook for outcomes that several rules come to.
pub(super) const INSUFFICIENT_HISTORY: NaiveOutcome = NaiveOutcome::NotEvaluable("insufficient history");
pub(super) const GROUP_UNKNOWN: NaiveOutcome = NaiveOutcome::NotEvaluable("billing group unknown");
pub(super) const BEYOND_THE_TABLES: NaiveOutcome = NaiveOutcome::NotEvaluable("tables not read for this year");
pub(super) const SECOND_PAYER: NaiveOutcome = NaiveOutcome::Cleared("claim of a second payer");
pub(super) const EDIT_DENIES: NaiveOutcome = NaiveOutcome::Cleared("the published edit denies the e-visit");
/// A line may be a procedure, and no fee schedule of its date says so. The rulebook has no words for it.
pub(super) const NO_FEE_SCHEDULE: NaiveOutcome = NaiveOutcome::NOT_EVALUABLE;
