//! The figures of what was missed, as summary.json has them. Holds no patient data.

use std::collections::BTreeMap;

use serde::Serialize;

use super::sanity::Sanity;
use super::worklist::expires_soon;
use crate::claim::Sym;
use crate::findings::{Audit, Direction, LoggedTime, Opportunity, PeriodOutcome};
use crate::report::document::tenths_of_percent;

/// Everything a run with a log says of missed revenue.
#[derive(Serialize)]
pub(in crate::report) struct MissedFigures {
    pub(super) as_of: Option<String>,
    pub(super) logged: LoggedFigures,
    pub(super) outcomes: Vec<OutcomeFigures>,
    pub(super) open_cents: i64,
    pub(super) open_without_amount: u64,
    /// Lines billed too low by their own minutes (`minutes_above_band`), and what the right code pays more.
    pub(super) lines_billed_too_low: u64,
    pub(super) lines_billed_too_low_cents: i64,
    pub(super) expiring_soon: u64,
    pub(super) expiring_soon_cents: i64,
    pub(super) lost: Vec<LostFigures>,
    pub(super) clinicians: Vec<ClinicianFigures>,
    pub(super) sanity: Sanity,
}

/// The accounting of the log.
#[derive(Serialize)]
pub(super) struct LoggedFigures {
    pub(super) entries: u64,
    pub(super) milliseconds: i64,
    pub(super) entries_without_minutes: u64,
    pub(super) terms: Vec<TermFigures>,
    pub(super) balances: bool,
}

/// One term of it.
#[derive(Serialize)]
pub(super) struct TermFigures {
    pub(super) fate: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<&'static str>,
    pub(super) entries: u64,
    pub(super) milliseconds: i64,
}

/// What became of the stretches of time of one rule.
#[derive(Serialize)]
pub(super) struct OutcomeFigures {
    pub(super) rule: &'static str,
    pub(super) outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<&'static str>,
    pub(super) periods: u64,
    pub(super) known_minutes: i64,
    pub(super) expected_cents: i64,
    pub(super) without_amount: u64,
}

/// What one reason cost, over all rules.
#[derive(Serialize)]
pub(super) struct LostFigures {
    pub(super) reason: &'static str,
    pub(super) words: &'static str,
    pub(super) periods: u64,
    pub(super) milliseconds: i64,
    pub(super) share_of_lost_time_per_mille: u32,
    pub(super) expected_cents: i64,
}

/// Both signs of one clinician, side by side and never set off.
#[derive(Default, Serialize)]
pub(super) struct ClinicianFigures {
    pub(super) clinician_npi: String,
    /// Paid on lines with an overpayment lead, each line once.
    pub(super) overpayment_cents: i64,
    /// Expected from what can still be billed.
    pub(super) open_cents: i64,
    pub(super) open: u64,
    /// Expected from lines billed too low (`minutes_above_band`).
    pub(super) billed_too_low_cents: i64,
    /// What lost time would have brought.
    pub(super) lost_cents: i64,
    /// Lost stretches of time, by reason.
    pub(super) lost: BTreeMap<&'static str, u64>,
}

impl MissedFigures {
    /// The figures; `None` for a run without a log.
    pub(in crate::report) fn new(audit: &Audit) -> Option<Self> {
        let logged = audit.logged.as_ref()?;
        let terms = terms(logged);
        let sanity = Sanity::new(audit, logged, &terms);
        let open = || audit.opportunities.iter().filter(|one| one.outcome.is_open());
        let soon = || open().filter(|one| expires_soon(audit, one));
        let cents = |one: &Opportunity| one.open_amount().0;
        let too_low = || audit.findings.iter().filter(|finding| finding.card.direction == Direction::Missed);
        Some(Self {
            as_of: audit.range.as_of.map(|day| day.to_string()),
            logged: LoggedFigures {
                entries: logged.logged.entries,
                milliseconds: logged.logged.milliseconds(),
                entries_without_minutes: logged.without_minutes,
                terms,
                balances: logged.balances(),
            },
            outcomes: outcomes(audit),
            open_cents: open().map(cents).sum(),
            open_without_amount: open().filter(|one| one.expected.is_none()).count() as u64,
            lines_billed_too_low: too_low().count() as u64,
            lines_billed_too_low_cents: too_low().filter_map(|finding| finding.expected).map(|amount| amount.0).sum(),
            expiring_soon: soon().count() as u64,
            expiring_soon_cents: soon().map(cents).sum(),
            lost: lost(audit),
            clinicians: clinicians(audit),
            sanity,
        })
    }
}

fn terms(logged: &LoggedTime) -> Vec<TermFigures> {
    let term = |(fate, reason, sum): (_, _, crate::findings::EntrySum)| TermFigures {
        fate,
        reason,
        entries: sum.entries,
        milliseconds: sum.milliseconds(),
    };
    logged.terms().into_iter().map(term).collect()
}

fn outcomes(audit: &Audit) -> Vec<OutcomeFigures> {
    let mut by: BTreeMap<(usize, PeriodOutcome), OutcomeFigures> = BTreeMap::new();
    for one in &audit.opportunities {
        let figures = by.entry((one.rule_order, one.outcome)).or_insert_with(|| OutcomeFigures {
            rule: one.card.id,
            outcome: one.outcome.name(),
            reason: one.outcome.reason().map(|reason| reason.name()),
            periods: 0,
            known_minutes: 0,
            expected_cents: 0,
            without_amount: 0,
        });
        figures.periods += 1;
        figures.known_minutes += one.minutes.known;
        figures.expected_cents += one.expected.map_or(0, |(amount, _)| amount.0);
        figures.without_amount += u64::from(one.expected.is_none());
    }
    by.into_values().collect()
}

/// What each reason cost, the most time first.
fn lost(audit: &Audit) -> Vec<LostFigures> {
    let is_lost = |one: &&Opportunity| matches!(one.outcome, PeriodOutcome::Lost(_));
    let all: i64 = audit.opportunities.iter().filter(is_lost).map(|one| one.time).sum();
    let mut by: BTreeMap<crate::findings::Reason, (u64, i64, i64)> = BTreeMap::new();
    for one in audit.opportunities.iter().filter(is_lost) {
        let Some(reason) = one.outcome.reason() else { continue };
        let sum = by.entry(reason).or_default();
        sum.0 += 1;
        sum.1 += one.time;
        sum.2 += one.expected.map_or(0, |(amount, _)| amount.0);
    }
    let time = |time: i64| u64::try_from(time).unwrap_or(0);
    let mut lost: Vec<LostFigures> = by
        .into_iter()
        .map(|(reason, (periods, spent, expected_cents))| LostFigures {
            reason: reason.name(),
            words: reason.words(),
            periods,
            milliseconds: spent / 10,
            share_of_lost_time_per_mille: tenths_of_percent(time(spent), time(all)),
            expected_cents,
        })
        .collect();
    lost.sort_by_key(|figures| std::cmp::Reverse(figures.milliseconds));
    lost
}

/// Both signs per clinician, by the clinician's number.
fn clinicians(audit: &Audit) -> Vec<ClinicianFigures> {
    let names = &audit.names;
    let mut by: BTreeMap<&str, ClinicianFigures> = BTreeMap::new();
    let mut of = |clinician: Sym, change: &dyn Fn(&mut ClinicianFigures)| {
        change(by.entry(names.clinicians.text(clinician)).or_default());
    };
    for finding in &audit.findings {
        of(finding.line.clinician, &|figures| {
            figures.overpayment_cents += finding.owned.0;
            if finding.card.direction == Direction::Missed {
                figures.billed_too_low_cents += finding.expected.map_or(0, |amount| amount.0);
            }
        });
    }
    for one in &audit.opportunities {
        of(one.clinician, &|figures| {
            figures.open_cents += one.open_amount().0;
            figures.open += u64::from(one.outcome.is_open());
            if let PeriodOutcome::Lost(reason) = one.outcome {
                figures.lost_cents += one.expected.map_or(0, |(amount, _)| amount.0);
                *figures.lost.entry(reason.name()).or_default() += 1;
            }
        });
    }
    let named = |(clinician, figures): (&str, ClinicianFigures)| ClinicianFigures {
        clinician_npi: clinician.to_owned(),
        ..figures
    };
    let is_something = |figures: &ClinicianFigures| {
        figures.open + figures.lost.values().sum::<u64>() > 0 || figures.billed_too_low_cents > 0
    };
    by.into_iter().map(named).filter(is_something).collect()
}
