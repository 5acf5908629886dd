//! What a terminal says of missed revenue: the accounting of the log, the money, what was lost and why. No patient data.

use std::fmt::Write as _;

use super::figures::MissedFigures;
use crate::report::terminal::{dollars, grouped};

/// Minutes with one digit behind the point; the exact time is in summary.json.
pub(super) fn minutes(milliseconds: i64) -> String {
    let tenths = (milliseconds + 3_000) / 6_000;
    format!("{}.{}", grouped(u64::try_from(tenths / 10).unwrap_or(0)), tenths % 10)
}

/// Tenths of a percent as a percentage.
pub(super) fn share(per_mille: u32) -> String {
    format!("{}.{} %", per_mille / 10, per_mille % 10)
}

/// The part of a summary that a run with a log has.
pub(in crate::report) fn lines(out: &mut String, figures: &MissedFigures) -> std::fmt::Result {
    let logged = &figures.logged;
    writeln!(out, "\nMinutes logged {:>15}  in {} entries", minutes(logged.milliseconds), grouped(logged.entries))?;
    for term in &logged.terms {
        let name = term.reason.map_or_else(|| term.fate.to_owned(), |reason| format!("{}: {reason}", term.fate));
        let (time, entries) = (minutes(term.milliseconds), grouped(term.entries));
        writeln!(out, "  {:<36}{time:>12}  in {entries} entries", name.replace('_', " "))?;
    }
    if logged.entries_without_minutes > 0 {
        writeln!(out, "  ({} entries record no time)", grouped(logged.entries_without_minutes))?;
    }
    writeln!(out, "\nMissed revenue, never set off against overpayments")?;
    for one in figures.outcomes.iter().filter(|one| matches!(one.outcome, "billable" | "under_billed" | "provisional"))
    {
        let unknown = if one.without_amount > 0 {
            format!(", {} without a known amount", one.without_amount)
        } else {
            String::new()
        };
        let (name, periods) = (one.outcome.replace('_', " "), grouped(one.periods));
        writeln!(out, "  {:<24}{name:<14}{periods:>7}{:>16}{unknown}", one.rule, dollars(one.expected_cents))?;
    }
    if figures.lines_billed_too_low > 0 {
        let (lines, money) = (grouped(figures.lines_billed_too_low), dollars(figures.lines_billed_too_low_cents));
        writeln!(out, "  {:<24}{:<14}{lines:>7}{money:>16}", "minutes_above_band", "billed too low")?;
    }
    if let Some(as_of) = figures.as_of.as_ref().filter(|_| figures.expiring_soon > 0) {
        let (n, money) = (grouped(figures.expiring_soon), dollars(figures.expiring_soon_cents));
        writeln!(out, "  ! {n} of them, {money}, can be filed for no more than 30 days from {as_of}")?;
    }
    for one in figures.lost.iter().take(5) {
        let (share, money) = (share(one.share_of_lost_time_per_mille), dollars(one.expected_cents));
        writeln!(out, "  {share} of lost minutes: {} ({} stretches, {money})", one.words, grouped(one.periods))?;
    }
    if figures.sanity.log_is_suspect {
        writeln!(out, "  ! The log is suspect: {}", figures.sanity.why.join("; "))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_rounded_to_tenths() {
        assert_eq!([minutes(0), minutes(60_000), minutes(63_000)], ["0.0", "1.0", "1.1"]);
        assert_eq!((minutes(2_999), minutes(60_000_000)), ("0.0".to_owned(), "1,000.0".to_owned()));
        assert_eq!((share(312), share(1_000)), ("31.2 %".to_owned(), "100.0 %".to_owned()));
    }
}
