//! Whether the figures can be true: published shares of messages billed, and what in a log would explain a higher one.
//!
//! Source: project rulebook's sources, section 6: Vizient and AAMC survey 2025, 0.05 to 3 % of messages qualify (read 2026).

use serde::{Deserialize, Serialize};

use super::TermFigures;
use crate::findings::{Audit, LoggedTime, PeriodOutcome};
use crate::report::document::percent;

/// The highest published share of messages billed: three in a hundred.
const MOST: (u64, u64) = (3, 100);
/// Fewer threads than this say nothing of a share.
const FEW: u64 = 100;

/// The share of threads that look billable, and what to make of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::report) struct Sanity {
    /// Threads of messages in the log.
    pub(in crate::report) threads: u64,
    /// Weeks of messages that were billed or look billable.
    pub(in crate::report) billable_or_billed_weeks: u64,
    /// Whether the share lies beyond what is published.
    pub(in crate::report) log_is_suspect: bool,
    /// Why it may be so, or why nothing can be said.
    pub(in crate::report) why: Vec<String>,
}

impl Sanity {
    pub(super) fn new(audit: &Audit, logged: &LoggedTime, terms: &[TermFigures]) -> Self {
        let counts = |outcome: PeriodOutcome| {
            outcome.is_open() || matches!(outcome, PeriodOutcome::Provisional | PeriodOutcome::Billed)
        };
        let weeks = audit.opportunities.iter().filter(|one| one.card.id == "missed_e_visit" && counts(one.outcome));
        let weeks = weeks.count() as u64;
        let is_beyond = u128::from(weeks) * u128::from(MOST.1) > u128::from(logged.threads) * u128::from(MOST.0);
        let suspect = is_beyond && FEW <= logged.threads;
        let mut why = Vec::new();
        if is_beyond && !suspect {
            why.push(format!("only {} threads: a share of so few says little", logged.threads));
        }
        if suspect {
            let share = percent(weeks, logged.threads);
            why.push(format!("{share} of threads were billed or look billable; published shares are 0.05 to 3 %"));
            why.extend(reasons(audit, terms));
        }
        Self { threads: logged.threads, billable_or_billed_weeks: weeks, log_is_suspect: suspect, why }
    }
}

/// What in the log would explain it.
fn reasons(audit: &Audit, terms: &[TermFigures]) -> Vec<String> {
    let has = |fate: &str| terms.iter().any(|term| term.name == fate);
    let mut why = Vec::new();
    let mut say = |applies: bool, what: &str| {
        if applies {
            why.push(what.to_owned());
        }
    };
    say(!has("staff"), "no entry is staff's: what staff answered may stand under clinicians");
    say(
        !has("non_evaluative"),
        "no entry is marked as not evaluative: results, scheduling and refills may be among them",
    );
    say(!has("practice_initiated"), "no entry says that the practice began: its own messages may be among them");
    say(audit.opportunities.iter().any(|one| one.minutes.estimated), "minutes are estimated, not recorded");
    if why.is_empty() {
        why.push("the log may hold only threads that somebody picked out, or minutes that are rounded up".to_owned());
    }
    why
}
