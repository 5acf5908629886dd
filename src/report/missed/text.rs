//! Missed revenue for a person: the names of its figures, and what a terminal shows. No patient data.

use std::fmt::Write as _;

use super::lost::{ClinicianFigures, LostFigures};
use super::{MissedFigures, OpportunityFigures, TermFigures};
use crate::report::terminal::{dollars, grouped};

/// Reasons that a terminal shows.
const REASONS: usize = 5;

/// A name as it is read, with the reason behind it.
fn named(name: &str, reason: Option<&str>) -> String {
    let reason = reason.map_or(String::new(), |reason| format!(" ({})", reason.replace('_', " ")));
    format!("{}{reason}", name.replace('_', " "))
}

impl OpportunityFigures {
    /// Outcome and reason, as they are read.
    pub(in crate::report) fn named(&self) -> String {
        named(&self.outcome, self.reason.as_deref())
    }

    /// The expected amount, or that there is none.
    pub(in crate::report) fn money(&self) -> String {
        if self.without_amount == self.n { "no amount".to_owned() } else { dollars(self.expected_cents) }
    }
}

impl TermFigures {
    /// What became of the time, as it is read.
    pub(in crate::report) fn named(&self) -> String {
        named(&self.name, self.reason.as_deref())
    }
}

impl ClinicianFigures {
    /// Why time was lost, as it is read: `visit after (3), filing limit (1)`.
    pub(in crate::report) fn why_lost(&self) -> String {
        let reasons = self.lost.iter().map(|(reason, n)| format!("{} ({n})", named(reason, None)));
        reasons.collect::<Vec<_>>().join(", ")
    }
}

impl LostFigures {
    /// `31.2 %`
    pub(in crate::report) fn share(&self) -> String {
        format!("{}.{} %", self.share_per_mille / 10, self.share_per_mille % 10)
    }
}

/// The part of a terminal's summary that a run with a log has.
pub(in crate::report) fn render(out: &mut String, figures: &MissedFigures) -> std::fmt::Result {
    writeln!(
        out,
        "\nMissed revenue: {} could be billed, as far as amounts are known; never set off against overpayments.",
        dollars(figures.expected_cents)
    )?;
    if let Some(as_of) = figures.as_of.as_ref().filter(|_| figures.expiring_soon > 0) {
        let (n, money) = (grouped(figures.expiring_soon), dollars(figures.expiring_soon_cents));
        writeln!(
            out,
            "  ! {n} of these stretches of time, worth {money}, can be filed for no more than 30 days from {as_of}"
        )?;
    }
    for one in &figures.opportunities {
        let what = format!("{}: {}", one.rule, one.named());
        writeln!(out, "  {what:<64}{:>9}{:>10} min{:>16}", grouped(one.n), one.minutes, one.money())?;
    }
    for one in figures.lost.iter().take(REASONS) {
        let money = dollars(one.expected_cents);
        writeln!(out, "  {} of lost minutes: {} ({}x, {money})", one.share(), one.words, grouped(one.n))?;
    }
    if figures.sanity.log_is_suspect {
        writeln!(out, "  ! The log is suspect: {}", figures.sanity.why.join("; "))?;
    }
    let log = &figures.log;
    writeln!(out, "Log entries {} of {:.2} minutes = ", grouped(log.entries), log.minutes)?;
    for term in &log.terms {
        writeln!(out, "  {:<64}{:>9}{:>13.2} min", term.named(), grouped(term.entries), term.minutes)?;
    }
    Ok(())
}
