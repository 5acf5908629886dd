//! The figures of a run with a log. Holds no patient data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::clinicians::{ClinicianFigures, clinicians};
use super::sanity::Sanity;
use super::worklist::expires_soon;
use crate::findings::{Audit, Direction, EntrySum, LoggedTime, Opportunity, PeriodOutcome, Reason};
use crate::report::document::tenths_of_percent;
use crate::report::terminal::dollars;

/// The figures of a run with a log.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::report) struct MissedFigures {
    /// The day from which time limits are counted.
    pub(in crate::report) as_of: Option<String>,
    /// What could still be billed, by the fee schedule or the claims' own medians.
    pub(in crate::report) expected_cents: i64,
    /// Stretches of time that could still be billed.
    pub(in crate::report) open: u64,
    /// Those of them whose amount is not known.
    pub(in crate::report) open_without_amount: u64,
    /// Those of them that can be filed for no more than 30 days.
    pub(in crate::report) expiring: MoneySum,
    /// Lines billed below their own minutes (`minutes_above_band`), and what the right codes would bring more.
    pub(in crate::report) billed_too_low: MoneySum,
    /// What each reason cost, over all rules, the most time first.
    pub(in crate::report) lost: Vec<LostFigures>,
    /// Both signs of every clinician who missed something.
    pub(in crate::report) clinicians: Vec<ClinicianFigures>,
    /// Whether the figures can be true.
    pub(in crate::report) sanity: Sanity,
    /// Stretches of time by rule, outcome and reason.
    pub(in crate::report) opportunities: Vec<OpportunityFigures>,
    /// What became of the log.
    pub(in crate::report) log: LogFigures,
}

/// How many, and what they would bring.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(in crate::report) struct MoneySum {
    pub(in crate::report) n: u64,
    pub(in crate::report) expected_cents: i64,
}

/// What one reason cost.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::report) struct LostFigures {
    pub(in crate::report) reason: String,
    /// The reason in words.
    pub(in crate::report) words: String,
    /// Stretches of time.
    pub(in crate::report) n: u64,
    /// Minutes the log records for them.
    pub(in crate::report) minutes: f64,
    /// Their share of all lost time, in tenths of a percent.
    pub(in crate::report) share_of_lost_per_mille: u32,
    pub(in crate::report) expected_cents: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::report) struct OpportunityFigures {
    pub(in crate::report) rule: String,
    pub(in crate::report) outcome: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::report) reason: Option<String>,
    pub(in crate::report) n: u64,
    pub(in crate::report) minutes: i64,
    /// Stretches whose amount is not known.
    pub(in crate::report) without_amount: u64,
    pub(in crate::report) expected_cents: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::report) struct LogFigures {
    pub(in crate::report) entries: u64,
    pub(in crate::report) minutes: f64,
    pub(in crate::report) entries_without_minutes: u64,
    pub(in crate::report) threads: u64,
    pub(in crate::report) terms: Vec<TermFigures>,
    pub(in crate::report) balances: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::report) struct TermFigures {
    pub(in crate::report) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::report) reason: Option<String>,
    pub(in crate::report) entries: u64,
    pub(in crate::report) minutes: f64,
}

impl MissedFigures {
    /// The figures; nothing without a log.
    pub(in crate::report) fn new(audit: &Audit) -> Option<Self> {
        let logged = audit.logged.as_ref()?;
        let log = log_figures(logged);
        let open = || audit.opportunities.iter().filter(|one| one.outcome.is_open());
        let money = |one: &Opportunity| one.open_amount().0;
        let too_low = audit.findings.iter().filter(|finding| finding.card.direction == Direction::Missed);
        Some(Self {
            as_of: audit.range.as_of.map(|day| day.to_string()),
            expected_cents: open().map(money).sum(),
            open: open().count() as u64,
            open_without_amount: open().filter(|one| one.expected.is_none()).count() as u64,
            expiring: MoneySum::of(open().filter(|one| expires_soon(audit, one)).map(money)),
            billed_too_low: MoneySum::of(too_low.map(|finding| finding.expected.map_or(0, |amount| amount.0))),
            lost: lost(audit),
            clinicians: clinicians(audit),
            sanity: Sanity::new(audit, logged, &log.terms),
            opportunities: opportunities(audit),
            log,
        })
    }
}

impl MoneySum {
    fn of(amounts: impl Iterator<Item = i64>) -> Self {
        amounts.fold(Self::default(), |sum, cents| Self { n: sum.n + 1, expected_cents: sum.expected_cents + cents })
    }
}

/// What each reason cost.
fn lost(audit: &Audit) -> Vec<LostFigures> {
    let mut by: BTreeMap<Reason, (EntrySum, i64)> = BTreeMap::new();
    let mut all = 0;
    for one in &audit.opportunities {
        let PeriodOutcome::Lost(reason) = one.outcome else { continue };
        let (sum, cents) = by.entry(reason).or_default();
        sum.add(EntrySum { entries: 1, time: one.time });
        *cents += one.expected.map_or(0, |(amount, _)| amount.0);
        all += one.time;
    }
    let mut by: Vec<_> = by.into_iter().collect();
    by.sort_by_key(|(_, (sum, _))| std::cmp::Reverse(sum.time));
    let time = |time: i64| u64::try_from(time).unwrap_or(0);
    let figures = by.into_iter().map(|(reason, (sum, expected_cents))| LostFigures {
        reason: reason.name().to_owned(),
        words: reason.words().to_owned(),
        n: sum.entries,
        minutes: minutes(sum),
        share_of_lost_per_mille: tenths_of_percent(time(sum.time), time(all)),
        expected_cents,
    });
    figures.collect()
}

impl LostFigures {
    /// The share of lost minutes: `31.0 %`.
    pub(in crate::report) fn share(&self) -> String {
        format!("{}.{} %", self.share_of_lost_per_mille / 10, self.share_of_lost_per_mille % 10)
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
pub(super) fn named(name: &str, reason: Option<&str>) -> String {
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
