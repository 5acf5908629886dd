//! One stretch of logged time that could be billed: a week of messages, a call, a long visit. What became of it, the one
//! reason that decides, and the money. Decides nothing itself.
//!
//! Source: project rulebook, section 3.6; contracts, section 4 (`opportunities.parquet`).

use std::cmp::Reverse;

use super::card::{RuleCard, Tier};
use super::finding::{RelatedLine, id_of};
use super::outcome::Outcome;
use super::reason::Reason;
use crate::claim::{Cents, Day, Names, Sym};

/// Days before the end of a time limit in which an opportunity comes first.
const SOON: i32 = 30;

/// What decides who comes first in the worklist.
pub(super) type Urgency = (bool, bool, Option<Day>, Option<Reverse<(Tier, Option<Cents>)>>);

/// What became of such a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PeriodOutcome {
    /// Nothing stands against billing it.
    Billable,
    /// A lower code was billed than the minutes stand for.
    UnderBilled,
    /// Billable so far; the look-ahead reaches past the data.
    Provisional,
    /// Billed.
    Billed,
    /// Fewer minutes than any code stands for.
    BelowFloor,
    /// Not billable, for this reason.
    Lost(Reason),
    /// Nobody can say, for this reason.
    NotEvaluable(Reason),
}

impl PeriodOutcome {
    /// The name used in every artefact, without the reason.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Billable => "billable",
            Self::UnderBilled => "under_billed",
            Self::Provisional => "provisional",
            Self::Billed => "billed",
            Self::BelowFloor => "below_floor",
            Self::Lost(_) => "lost",
            Self::NotEvaluable(_) => "not_evaluable",
        }
    }

    /// The reason that decides, where there is one.
    pub const fn reason(self) -> Option<Reason> {
        if let Self::Lost(reason) | Self::NotEvaluable(reason) = self { Some(reason) } else { None }
    }

    /// Those in which money is to be had.
    pub const OPEN: [Self; 2] = [Self::Billable, Self::UnderBilled];

    /// Whether money is to be had.
    pub fn is_open(self) -> bool {
        Self::OPEN.contains(&self)
    }

    /// The outcome of the rule.
    pub const fn as_outcome(self) -> Outcome {
        match self {
            Self::Billable | Self::UnderBilled => Outcome::Flagged,
            Self::Provisional => Outcome::Provisional { until: None },
            Self::Billed | Self::BelowFloor => Outcome::Clean,
            Self::Lost(reason) => Outcome::Cleared(reason.words()),
            Self::NotEvaluable(reason) => Outcome::NotEvaluable(reason.words()),
        }
    }
}

/// Where an expected amount comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountSource {
    /// The user's fee schedule, at the place where the clinician sees the patient.
    FeeSchedule,
    /// The same outside facilities, because no place is known.
    FeeScheduleAssumed,
    /// The median of what the payer paid for the code in the claims.
    MedianPaid,
}

impl AmountSource {
    /// The name used in every artefact.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FeeSchedule => "fee_schedule",
            Self::FeeScheduleAssumed => "fee_schedule_non_facility_assumed",
            Self::MedianPaid => "median_paid",
        }
    }
}

/// Minutes of a stretch of time, by kind, completed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PeriodMinutes {
    /// The practitioners' own; `None` when an entry does not say.
    pub personal: Option<i64>,
    /// Those known, whatever is absent.
    pub known: i64,
    /// Staff's, of the same patient, group and days; never billable.
    pub staff: i64,
    /// Marked as not evaluative, of the same patient, group and days.
    pub non_evaluative: i64,
    /// Whether minutes that the log lacks were estimated.
    pub estimated: bool,
}

/// A stretch of logged time and what became of it.
#[derive(Clone, Debug)]
pub struct Opportunity {
    /// The rule.
    pub card: &'static RuleCard,
    /// The rule's place in the rulebook.
    pub rule_order: usize,
    /// What became of it.
    pub outcome: PeriodOutcome,
    /// Reasons beside the one that decides, in order.
    pub others: Vec<Reason>,
    /// How certain it is: presumptive when the log says all it has to say, else advisory.
    pub tier: Tier,
    /// What to look at before it is billed.
    pub checks: Vec<&'static str>,
    /// The patient.
    pub patient: Sym,
    /// The clinician who spent most of the time.
    pub clinician: Sym,
    /// How many clinicians took part.
    pub n_clinicians: usize,
    /// The billing group; may be absent.
    pub group: Sym,
    /// The payer of the patient's nearest line; may be absent.
    pub payer: Sym,
    /// First and last day.
    pub days: (Day, Day),
    /// The code the minutes stand for.
    pub code: Option<&'static str>,
    /// The minutes.
    pub minutes: PeriodMinutes,
    /// Time the log records for it, in ten-thousandths of a second.
    pub time: i64,
    /// The entries of the log.
    pub entries: Vec<Sym>,
    /// The lines that decide: those that stand against it, or under which it was billed.
    pub related: Vec<RelatedLine>,
    /// What it would bring, and where the figure comes from.
    pub expected: Option<(Cents, AmountSource)>,
    /// Last day on which it can be filed, where that is known.
    pub collectable_until: Option<Day>,
    /// The sentence.
    pub message: String,
}

impl Opportunity {
    /// 16 hexadecimal digits that stay the same from run to run: a hash of rule, patient, first entry and first line.
    pub fn id(&self, names: &Names) -> String {
        let entry = self.entries.first().map_or("", |entry| names.activities.text(*entry));
        let line = self.related.first().filter(|_| self.entries.is_empty());
        let line =
            line.map_or_else(String::new, |line| format!("{}/{}", names.claims.text(line.claim), line.line_number));
        id_of([self.card.id, names.patients.text(self.patient), &self.days.0.to_string(), entry, &line])
    }

    /// Whether money is to be had, and can be filed for no longer than 30 days from this day.
    pub fn expires_soon(&self, as_of: Option<Day>) -> bool {
        let left = self.collectable_until.zip(as_of).map(|(until, as_of)| as_of.gap_to(until));
        self.outcome.is_open() && left.is_some_and(|left| (0..=SOON).contains(&left))
    }

    /// Its place in the worklist, the first to look at first: what can be billed before what cannot; what expires soon by
    /// its last day; then what needs no further look; then the greater amount, an unknown one last.
    pub(super) fn urgency(&self, as_of: Option<Day>) -> Urgency {
        let last_day = self.collectable_until.filter(|_| self.expires_soon(as_of));
        let by_money = self.outcome.is_open().then_some(Reverse((self.tier, self.expected.map(|(amount, _)| amount))));
        (!self.outcome.is_open(), last_day.is_none(), last_day, by_money)
    }

    /// What it would bring, or would have brought; nothing when no amount is known.
    pub fn expected_amount(&self) -> Cents {
        self.expected.map_or(Cents(0), |(amount, _)| amount)
    }

    /// What it would bring, when money is to be had.
    pub fn open_amount(&self) -> Cents {
        if self.outcome.is_open() { self.expected_amount() } else { Cents(0) }
    }
}
