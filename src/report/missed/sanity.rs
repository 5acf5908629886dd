//! Whether the figures can be true: published shares of messages billed, and what in a log would explain another one.
//!
//! Source: survey of 40 health systems by Vizient and AAMC (2025): 0.05 to 3 % of messages qualify (read 2026).

use serde::{Deserialize, Serialize};

use super::figures::TermFigures;
use crate::findings::{Audit, LoggedTime, PeriodOutcome, Reason};
use crate::report::document::percent;

/// The lowest and the highest published share of messages billed, in parts of ten thousand.
const BAND: (u64, u64) = (5, 300);
/// Fewer threads than this say nothing of a share.
const FEW: u64 = 100;

/// The share of threads that were billed or look billable, and what to make of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::report) struct Sanity {
    /// Threads of messages in the log.
    pub(in crate::report) threads: u64,
    /// Weeks of messages that were billed or look billable.
    pub(in crate::report) billed_or_billable: u64,
    /// Whether the share lies beyond what is published.
    pub(in crate::report) log_is_suspect: bool,
    /// Why it may be so, or why nothing can be said.
    pub(in crate::report) why: Vec<String>,
}

impl Sanity {
    /// Compares billed and billable weeks of messages with threads.
    pub(super) fn new(audit: &Audit, logged: &LoggedTime, terms: &[TermFigures]) -> Self {
        let weeks = |counts: fn(PeriodOutcome) -> bool| {
            let of_messages = audit.opportunities.iter().filter(|one| one.card.id == "missed_e_visit");
            of_messages.filter(|one| counts(one.outcome)).count() as u64
        };
        let to_bill = weeks(|outcome| outcome.is_open() || outcome == PeriodOutcome::Provisional);
        // Some logs name the claims of their messages, others do not: a week may be seen in either way, or in both.
        let billed = logged.threads_on_a_line.max(weeks(|outcome| outcome == PeriodOutcome::Billed));
        let billed_or_billable = to_bill + billed;
        let share = u128::from(billed_or_billable) * 10_000;
        let threads = u128::from(logged.threads);
        let is_above = u128::from(BAND.1) * threads < share;
        let is_below = share < u128::from(BAND.0) * threads;
        let is_judged = FEW <= logged.threads;
        let why = match (is_judged, is_above, is_below) {
            (false, ..) => vec![format!("only {} threads: a share of so few says little", logged.threads)],
            (true, true, _) => above(audit, terms),
            (true, _, true) => below(audit, logged),
            _ => Vec::new(),
        };
        let log_is_suspect = is_judged && (is_above || is_below);
        Self { threads: logged.threads, billed_or_billable, log_is_suspect, why }
    }

    /// What was compared, in a sentence.
    pub(in crate::report) fn words(&self) -> String {
        let share = percent(self.billed_or_billable, self.threads);
        format!(
            "{} weeks of messages were billed or look billable, {share} of {} threads; published shares are 0.05 to 3 %",
            self.billed_or_billable, self.threads
        )
    }
}

/// What in the log would explain too many.
fn above(audit: &Audit, terms: &[TermFigures]) -> Vec<String> {
    let lacks = |name: &str| !terms.iter().any(|term| term.name == name);
    let causes = [
        (lacks("staff"), "no entry is staff's: what staff answered may stand under clinicians"),
        (
            lacks("non_evaluative"),
            "no entry is marked as not evaluative: results, scheduling and refills may be among them",
        ),
        (lacks("practice_initiated"), "no entry says that the practice began: its own messages may be among them"),
        (audit.opportunities.iter().any(|one| one.minutes.estimated), "minutes are estimated, not recorded"),
    ];
    told(&causes, "the log may hold only threads that somebody picked out, or minutes that are rounded up")
}

/// What in the log would explain too few.
fn below(audit: &Audit, logged: &LoggedTime) -> Vec<String> {
    let undecided = |reason: Reason| {
        audit.opportunities.iter().any(|one| one.outcome == PeriodOutcome::NotEvaluable(reason))
    };
    let causes = [
        (0 < logged.without_minutes, "entries record no minutes"),
        (undecided(Reason::SpecialtyUnknown), "specialties are unknown: a roster would tell them"),
        (undecided(Reason::History) || undecided(Reason::EstablishedUnknown), "the claims do not reach far enough back"),
    ];
    told(&causes, "practitioners' own time may be missing from the log, or may stand under staff")
}

/// Every cause that applies, or the one that is left.
fn told(causes: &[(bool, &str)], otherwise: &str) -> Vec<String> {
    let applying: Vec<String> =
        causes.iter().filter(|(applies, _)| *applies).map(|(_, cause)| (*cause).to_owned()).collect();
    if applying.is_empty() { vec![otherwise.to_owned()] } else { applying }
}
