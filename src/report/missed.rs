//! What the log says of missed revenue, in figures: what became of every minute, what could be billed and what was lost, by
//! reason. Expected amounts are leads, and never set off against overpayments.
//!
//! Source: project rulebook, sections 3.6 and 5.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::terminal::{dollars, grouped};
use crate::findings::{Audit, EntrySum, LoggedTime, PeriodOutcome};

/// The figures of a run with a log.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct MissedFigures {
    /// What could still be billed, by the fee schedule or the claims' own medians.
    pub(super) expected_cents: i64,
    /// Stretches of time by rule, outcome and reason.
    pub(super) opportunities: Vec<OpportunityFigures>,
    /// What became of the log.
    pub(super) log: LogFigures,
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
        let log = log_figures(audit.logged.as_ref()?);
        let expected_cents = audit.opportunities.iter().map(|one| one.open_amount().0).sum();
        Some(Self { expected_cents, opportunities: opportunities(audit), log })
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
        sum.expected_cents += one.expected.map_or(0, |(amount, _)| amount.0);
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

/// A name as it is read, with the reason behind it.
fn named(name: &str, reason: Option<&str>) -> String {
    let reason = reason.map_or(String::new(), |reason| format!(" ({})", reason.replace('_', " ")));
    format!("{}{reason}", name.replace('_', " "))
}

impl OpportunityFigures {
    /// Outcome and reason, as they are read.
    pub(super) fn named(&self) -> String {
        named(&self.outcome, self.reason.as_deref())
    }

    /// The expected amount, or that there is none.
    pub(super) fn money(&self) -> String {
        if self.without_amount == self.n { "no amount".to_owned() } else { dollars(self.expected_cents) }
    }
}

impl TermFigures {
    /// What became of the time, as it is read.
    pub(super) fn named(&self) -> String {
        named(&self.name, self.reason.as_deref())
    }
}

/// The same for the terminal.
pub(super) fn render(out: &mut String, audit: &Audit) -> std::fmt::Result {
    let Some(figures) = MissedFigures::new(audit) else { return Ok(()) };
    let MissedFigures { expected_cents, opportunities, log } = figures;
    writeln!(
        out,
        "\nMissed revenue: {} could be billed, as far as amounts are known; never set off against overpayments.",
        dollars(expected_cents)
    )?;
    for one in &opportunities {
        let what = format!("{}: {}", one.rule, one.named());
        writeln!(out, "  {what:<64}{:>9}{:>10} min{:>16}", grouped(one.n), one.minutes, one.money())?;
    }
    writeln!(out, "Log entries {} of {:.2} minutes = ", grouped(log.entries), log.minutes)?;
    for term in &log.terms {
        writeln!(out, "  {:<64}{:>9}{:>13.2} min", term.named(), grouped(term.entries), term.minutes)?;
    }
    Ok(())
}
