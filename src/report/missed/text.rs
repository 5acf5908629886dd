//! What a terminal says of missed revenue. No patient data.

use std::fmt::Write as _;

use super::figures::{LogFigures, MissedFigures};
use super::worklist::SOON;
use crate::findings::Audit;
use crate::report::terminal::{dollars, grouped};

/// Reasons that a terminal shows.
const SHOWN: usize = 5;

/// The part of a summary that a run with a log has.
pub(in crate::report) fn render(out: &mut String, audit: &Audit) -> std::fmt::Result {
    let Some(figures) = MissedFigures::new(audit) else { return Ok(()) };
    writeln!(
        out,
        "\nMissed revenue: {} could be billed, as far as amounts are known; never set off against overpayments.",
        dollars(figures.expected_cents)
    )?;
    if 0 < figures.expiring.n {
        let (n, money) = (grouped(figures.expiring.n), dollars(figures.expiring.expected_cents));
        let as_of = figures.as_of.as_deref().unwrap_or("the last date");
        writeln!(out, "  ! {n} of them, {money}, can be filed for no more than {SOON} days from {as_of}")?;
    }
    for one in &figures.opportunities {
        let what = format!("{}: {}", one.rule, one.named());
        writeln!(out, "  {what:<64}{:>9}{:>10} min{:>16}", grouped(one.n), one.minutes, one.money())?;
    }
    if 0 < figures.billed_too_low.n {
        let (n, money) = (grouped(figures.billed_too_low.n), dollars(figures.billed_too_low.expected_cents));
        writeln!(out, "  {:<64}{n:>9}{:>14}{money:>16}", "minutes_above_band: lines billed too low", "")?;
    }
    for one in figures.lost.iter().take(SHOWN) {
        writeln!(out, "  {:>7} of lost minutes: {} ({})", one.share(), one.words, dollars(one.expected_cents))?;
    }
    if figures.sanity.log_is_suspect {
        let why = figures.sanity.why.join("; ");
        writeln!(out, "  ! The log is suspect: {}: {why}", figures.sanity.words())?;
    }
    log(out, &figures.log)
}

fn log(out: &mut String, log: &LogFigures) -> std::fmt::Result {
    writeln!(out, "Log entries {} of {:.2} minutes = ", grouped(log.entries), log.minutes)?;
    for term in &log.terms {
        writeln!(out, "  {:<64}{:>9}{:>13.2} min", term.named(), grouped(term.entries), term.minutes)?;
    }
    if 0 < log.entries_without_minutes {
        writeln!(out, "  ({} entries record no time)", grouped(log.entries_without_minutes))?;
    }
    Ok(())
}
