//! Whether the figures can be true: published shares of messages billed, and what in a log would explain another one.
//!
//! Source: project rulebook's sources, section 6: Vizient and AAMC survey 2025, 0.05 to 3 % of messages qualify (read 2026).

use serde::{Deserialize, Serialize};

use super::TermFigures;
use crate::findings::{Audit, LoggedTime, PeriodOutcome, Reason};
use crate::report::document::percent;

/// The lowest and the highest published share of messages billed, in parts of ten thousand.
const BAND: (u64, u64) = (5, 300);
/// The same for a person.
pub(in crate::report) const PUBLISHED: &str = "published shares are 0.05 to 3 %";
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
        let count = |counts: fn(PeriodOutcome) -> bool| {
            let of_messages = audit.opportunities.iter().filter(|one| one.card.id == "missed_e_visit");
            of_messages.filter(|one| counts(one.outcome)).count() as u64
        };
        let to_bill = count(|outcome| outcome.is_open() || outcome == PeriodOutcome::Provisional);
        // Some logs name the claims of their messages, others do not: a week may be seen in either way, or in both.
        let weeks = to_bill + logged.threads_on_a_line.max(count(|outcome| outcome == PeriodOutcome::Billed));
        let (share, threads) = (u128::from(weeks) * 10_000, u128::from(logged.threads));
        let (is_above, is_below) = (u128::from(BAND.1) * threads < share, share < u128::from(BAND.0) * threads);
        let is_beyond = is_above || is_below;
        let suspect = is_beyond && FEW <= logged.threads;
        let mut why = Vec::new();
        if is_beyond && !suspect {
            why.push(format!("only {} threads: a share of so few says little", logged.threads));
        }
        if suspect {
            let share = percent(weeks, logged.threads);
            why.push(format!("{share} of threads were billed or look billable; {PUBLISHED}"));
            why.extend(if is_above { too_many(audit, terms) } else { too_few(audit, logged) });
        }
        Self { threads: logged.threads, billable_or_billed_weeks: weeks, log_is_suspect: suspect, why }
    }
}

/// What in the log would explain too many.
fn too_many(audit: &Audit, terms: &[TermFigures]) -> Vec<String> {
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

/// What would explain too few.
fn too_few(audit: &Audit, logged: &LoggedTime) -> Vec<String> {
    let undecided = |reason| audit.opportunities.iter().any(|one| one.outcome == PeriodOutcome::NotEvaluable(reason));
    let causes = [
        (0 < logged.without_minutes, "entries record no minutes"),
        (undecided(Reason::SpecialtyUnknown), "specialties are unknown: a roster would tell them"),
        (undecided(Reason::History), "the claims do not reach back far enough"),
    ];
    told(&causes, "practitioners' own time may be missing from the log, or stand under staff")
}

/// Every cause that applies, or the one that is left.
fn told(causes: &[(bool, &str)], otherwise: &str) -> Vec<String> {
    let applying: Vec<&str> = causes.iter().filter(|(applies, _)| *applies).map(|(_, cause)| *cause).collect();
    let applying = if applying.is_empty() { vec![otherwise] } else { applying };
    applying.into_iter().map(str::to_owned).collect()
}
