//! What the log says of missed revenue, in figures: what became of every minute, what could be billed and what was lost, by
//! reason and by clinician. Expected amounts are leads, and never set off against overpayments.
//!
//! Source: project rulebook, sections 3.6 and 5.

mod lost;
mod sanity;
mod text;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::findings::{Audit, Direction, EntrySum, LoggedTime, Opportunity, PeriodOutcome};
use sanity::Sanity;

pub(super) use lost::{ClinicianFigures, LostFigures};
pub(super) use sanity::PUBLISHED;
pub(super) use text::render;

/// The figures of a run with a log.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct MissedFigures {
    /// The day from which time limits are counted.
    pub(super) as_of: Option<String>,
    /// What could still be billed, by the fee schedule or the claims' own medians.
    pub(super) expected_cents: i64,
    /// What could still be billed, its amount not known.
    pub(super) open_without_amount: u64,
    /// What of it can be filed for no longer than 30 days.
    pub(super) expiring_soon: u64,
    pub(super) expiring_soon_cents: i64,
    /// Lines billed too low by their own minutes (`minutes_above_band`), and what the right code would pay more.
    pub(super) lines_billed_too_low: u64,
    pub(super) lines_billed_too_low_cents: i64,
    /// Stretches of time by rule, outcome and reason.
    pub(super) opportunities: Vec<OpportunityFigures>,
    /// What every reason cost, the most time first.
    pub(super) lost: Vec<LostFigures>,
    /// Both signs by clinician.
    pub(super) clinicians: Vec<ClinicianFigures>,
    /// What became of the log.
    pub(super) log: LogFigures,
    /// Whether all this can be true.
    pub(super) sanity: Sanity,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct OpportunityFigures {
    pub(super) rule: String,
    pub(super) outcome: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
    pub(super) n: u64,
    pub(super) minutes: i64,
    /// Stretches whose amount is not known.
    pub(super) without_amount: u64,
    pub(super) expected_cents: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct LogFigures {
    pub(super) entries: u64,
    pub(super) minutes: f64,
    pub(super) entries_without_minutes: u64,
    pub(super) threads: u64,
    pub(super) terms: Vec<TermFigures>,
    pub(super) balances: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct TermFigures {
    pub(super) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
    pub(super) entries: u64,
    pub(super) minutes: f64,
}

impl MissedFigures {
    /// The figures; nothing without a log.
    pub(super) fn new(audit: &Audit) -> Option<Self> {
        let logged = audit.logged.as_ref()?;
        let log = log_figures(logged);
        let open = || audit.opportunities.iter().filter(|one| one.outcome.is_open());
        let soon = || open().filter(|one| one.expires_soon(audit.range.as_of));
        let cents = |one: &Opportunity| one.open_amount().0;
        let too_low = || audit.findings.iter().filter(|finding| finding.card.direction == Direction::Missed);
        Some(Self {
            as_of: audit.range.as_of.map(|day| day.to_string()),
            expected_cents: open().map(cents).sum(),
            open_without_amount: open().filter(|one| one.expected.is_none()).count() as u64,
            expiring_soon: soon().count() as u64,
            expiring_soon_cents: soon().map(cents).sum(),
            lines_billed_too_low: too_low().count() as u64,
            lines_billed_too_low_cents: too_low().filter_map(|finding| finding.expected).map(|amount| amount.0).sum(),
            opportunities: opportunities(audit),
            lost: lost::by_reason(audit),
            clinicians: lost::by_clinician(audit),
            sanity: Sanity::new(audit, logged, &log.terms),
            log,
        })
    }

    /// Stretches of time that can still be billed.
    pub(super) fn n_open(&self) -> u64 {
        let open = PeriodOutcome::OPEN.map(PeriodOutcome::name);
        let is_open = |one: &&OpportunityFigures| open.contains(&one.outcome.as_str());
        self.opportunities.iter().filter(is_open).map(|one| one.n).sum()
    }
}

fn opportunities(audit: &Audit) -> Vec<OpportunityFigures> {
    let mut sums: BTreeMap<(usize, PeriodOutcome), OpportunityFigures> = BTreeMap::new();
    for one in &audit.opportunities {
        let sum = sums.entry((one.rule_order, one.outcome)).or_insert_with(|| OpportunityFigures {
            rule: one.card.id.to_owned(),
            outcome: one.outcome.name().to_owned(),
            reason: one.outcome.reason().map(|reason| reason.name().to_owned()),
            n: 0,
            minutes: 0,
            without_amount: 0,
            expected_cents: 0,
        });
        sum.n += 1;
        sum.minutes += one.minutes.known;
        sum.without_amount += u64::from(one.expected.is_none());
        sum.expected_cents += one.expected_amount().0;
    }
    sums.into_values().collect()
}

fn log_figures(logged: &LoggedTime) -> LogFigures {
    let term = |(name, reason, sum): (&'static str, Option<&'static str>, EntrySum)| TermFigures {
        name: name.to_owned(),
        reason: reason.map(str::to_owned),
        entries: sum.entries,
        minutes: minutes(sum),
    };
    LogFigures {
        entries: logged.logged.entries,
        minutes: minutes(logged.logged),
        entries_without_minutes: logged.without_minutes,
        threads: logged.threads,
        terms: logged.terms().into_iter().map(term).collect(),
        balances: logged.balances(),
    }
}

/// Minutes with the fractions that the log records.
fn minutes(sum: EntrySum) -> f64 {
    // Exact up to two hundred million years of minutes.
    #[expect(clippy::cast_precision_loss, reason = "logs hold far fewer milliseconds")]
    let milliseconds = sum.milliseconds() as f64;
    milliseconds / 60_000.0
}
