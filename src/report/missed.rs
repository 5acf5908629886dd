//! What the log says of missed revenue, in figures: what became of every minute, what could be billed and what was lost, by
//! reason. Expected amounts are leads, and never set off against overpayments.
//!
//! Source: project rulebook, sections 3.6 and 5.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::terminal::{dollars, grouped};
use crate::findings::{Audit, EntrySum, LoggedTime, PeriodOutcome, Reason};

/// The figures of a run with a log.
#[derive(Serialize)]
pub(super) struct MissedFigures {
    /// What could still be billed, by the fee schedule or the claims' own medians.
    expected_cents: i64,
    /// Stretches of time by rule, outcome and reason.
    opportunities: Vec<OpportunityFigures>,
    /// What became of the log.
    log: LogFigures,
}

#[derive(Serialize)]
struct OpportunityFigures {
    rule: &'static str,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    n: u64,
    minutes: i64,
    /// Stretches whose amount is not known.
    without_amount: u64,
    expected_cents: i64,
}

#[derive(Serialize)]
struct LogFigures {
    entries: u64,
    minutes: f64,
    entries_without_minutes: u64,
    threads: u64,
    terms: Vec<TermFigures>,
    balances: bool,
}

#[derive(Serialize)]
struct TermFigures {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    entries: u64,
    minutes: f64,
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
            rule: one.card.id,
            outcome: one.outcome.name(),
            reason: one.outcome.reason().map(Reason::name),
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
        name,
        reason,
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
        let reason = one.reason.map_or(String::new(), |reason| format!(" ({})", reason.replace('_', " ")));
        let what = format!("{}: {}{reason}", one.rule, one.outcome.replace('_', " "));
        let money = if one.without_amount == one.n { "no amount".to_owned() } else { dollars(one.expected_cents) };
        writeln!(out, "  {what:<64}{:>9}{:>10} min{money:>16}", grouped(one.n), one.minutes)?;
    }
    writeln!(out, "Log entries {} of {:.2} minutes = ", grouped(log.entries), log.minutes)?;
    for term in &log.terms {
        let reason = term.reason.map_or(String::new(), |reason| format!(" ({})", reason.replace('_', " ")));
        let what = format!("{}{reason}", term.name.replace('_', " "));
        writeln!(out, "  {what:<64}{:>9}{:>13.2} min", grouped(term.entries), term.minutes)?;
    }
    Ok(())
}
