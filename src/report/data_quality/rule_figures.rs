//! The rules of the data-quality page as machines get them. Computes next to nothing.

use serde::Serialize;

use super::percent_number;
use crate::quality::{Enabler, RuleReadiness};

/// What one addition would do.
#[derive(Serialize)]
pub(super) struct EnablerFigures {
    pub(super) add: String,
    pub(super) enables: Vec<&'static str>,
    pub(super) with_others: Vec<&'static str>,
    pub(super) sharpens: Vec<&'static str>,
}

impl EnablerFigures {
    pub(super) fn new(enabler: &Enabler) -> Self {
        let Enabler { add, enables, with_others, sharpens } = enabler.clone();
        Self { add, enables, with_others, sharpens }
    }
}

/// How one rule fared.
#[derive(Serialize)]
pub(super) struct RuleFigures {
    pub(super) rule: &'static str,
    pub(super) can_run: bool,
    pub(super) status: &'static str,
    pub(super) reason: String,
    pub(super) wants: Vec<String>,
    pub(super) subjects: u64,
    pub(super) judged: u64,
    pub(super) provisional: u64,
    pub(super) not_evaluable: u64,
    pub(super) judged_percent: Option<f64>,
    pub(super) reasons: Vec<WhyFigures>,
}

/// Why lines of a rule were not judged.
#[derive(Serialize)]
pub(super) struct WhyFigures {
    pub(super) reason: &'static str,
    pub(super) lines: u64,
}

impl RuleFigures {
    pub(super) fn new(rule: &RuleReadiness) -> Self {
        let why = |(reason, lines): &(&'static str, u64)| WhyFigures { reason, lines: *lines };
        Self {
            rule: rule.rule,
            can_run: rule.status == "ran",
            status: rule.status,
            reason: rule.reason.clone(),
            wants: rule.wants.clone(),
            subjects: rule.subjects,
            judged: rule.judged,
            provisional: rule.provisional,
            not_evaluable: rule.not_evaluable,
            judged_percent: percent_number(rule.judged, rule.subjects),
            reasons: rule.reasons.iter().map(why).collect(),
        }
    }
}
