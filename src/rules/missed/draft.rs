//! An opportunity while it is being judged: gathers what is known, then decides by the first reason that holds.

use std::collections::BTreeMap;

use super::against::Against;
use super::codes::Fit;
use super::entries::{Class, Pool, by_clinician, class, day, sum, time};
use super::{money, words};
use crate::claim::{Activity, Cents, ClaimLine, Day, MINUTE, Sym};
use crate::findings::{AmountSource, Opportunity, PeriodMinutes, PeriodOutcome, Reason, RelatedLine, RuleCard, Tier};
use crate::rules::minutes::FLOOR;
use crate::timeline::{LogEntry, LogView, World};

/// Related lines kept.
const MOST_RELATED: usize = 100;

/// An opportunity being judged.
pub(in crate::rules) struct Draft<'a> {
    pub(in crate::rules) card: &'static RuleCard,
    /// What the time is, in a word: `messages`, `call`, `visit`.
    pub(in crate::rules) what: &'static str,
    /// The line that stands for it: whose, when, by which payer.
    pub(in crate::rules) line: ClaimLine,
    pub(in crate::rules) n_clinicians: usize,
    pub(in crate::rules) days: (Day, Day),
    pub(in crate::rules) code: Option<&'static str>,
    pub(in crate::rules) minutes: PeriodMinutes,
    pub(in crate::rules) time: i64,
    pub(in crate::rules) entries: Vec<Sym>,
    /// The lines under which it was billed.
    pub(in crate::rules) billed: Vec<&'a ClaimLine>,
    pub(in crate::rules) expected: Option<(Cents, AmountSource)>,
    pub(in crate::rules) collectable_until: Option<Day>,
    pub(in crate::rules) reasons: BTreeMap<Reason, Vec<&'a ClaimLine>>,
    pub(in crate::rules) checks: Vec<&'static str>,
    pub(in crate::rules) is_provisional: bool,
}

/// Reasons up to this one mean that the time is lost; those after it that nobody can say.
const LAST_LOST: Reason = Reason::FilingLimit;

impl<'a> Draft<'a> {
    /// A draft about time for which this line stands; everything else is still to be found out.
    pub(in crate::rules) const fn new(card: &'static RuleCard, what: &'static str, line: ClaimLine) -> Self {
        Self {
            card,
            what,
            line,
            n_clinicians: 1,
            days: (line.date, line.date),
            code: None,
            minutes: PeriodMinutes { personal: None, known: 0, staff: 0, non_evaluative: 0, estimated: false },
            time: 0,
            entries: Vec::new(),
            billed: Vec::new(),
            expected: None,
            collectable_until: None,
            reasons: BTreeMap::new(),
            checks: Vec::new(),
            is_provisional: false,
        }
    }

    /// Adds up the entries: minutes by kind, who took part, until when it can be filed.
    pub(super) fn fill(&mut self, view: &LogView<'a>, pool: Pool, entries: &[LogEntry<'a>]) {
        let world = view.patient.world;
        let times: Vec<Option<(i64, bool)>> = entries.iter().map(|entry| time(world, entry.activity)).collect();
        let of_each: Vec<(&Activity, i64)> =
            entries.iter().zip(&times).filter_map(|(entry, time)| Some((entry.activity, (*time)?.0))).collect();
        let known = Activity::together(&of_each);
        let beside = |wanted: Class| -> i64 {
            let is_beside = |entry: &&LogEntry<'_>| {
                let in_days = self.days.0 <= day(entry) && day(entry) <= self.days.1;
                in_days && pool.holds(entry.activity) && class(world, entry) == wanted
            };
            let of_kind = view.entries.iter().filter(is_beside);
            of_kind.filter_map(|entry| entry.activity.time()).sum::<i64>() / MINUTE
        };
        self.minutes = PeriodMinutes {
            personal: times.iter().all(Option::is_some).then_some(known / MINUTE),
            known: known / MINUTE,
            staff: beside(Class::Staff),
            non_evaluative: beside(Class::NonEvaluative),
            estimated: times.iter().flatten().any(|(_, estimated)| *estimated),
        };
        self.time = sum(entries).time;
        self.entries = entries.iter().map(|entry| entry.activity.id).collect();
        self.n_clinicians = by_clinician(world, entries).len();
        self.collectable_until = money::collectable_until(world, &self.line);
        if self.minutes.estimated {
            self.checks.push("the minutes: they are estimated, not recorded");
        }
        if known < of_each.iter().map(|(_, time)| time).sum() {
            self.checks.push("the minutes: a clinician's entries overlap, and no minute counts twice");
        }
        if self.minutes.personal.is_none() {
            self.because(Reason::MinutesUnknown);
        }
        if pool.side.is_none() {
            self.because(Reason::SpecialtyUnknown);
        }
        if money::filing_limit_passed(world, self.collectable_until) {
            self.because(Reason::FilingLimit);
        }
    }

    /// The code, and what it would bring.
    pub(super) fn price(&mut self, world: &World, fit: Option<Fit>) {
        self.code = fit.and_then(Fit::code);
        self.expected = self.code.and_then(|code| money::expected(world, &self.line, code));
        match fit {
            Some(Fit::Refused(_)) => self.because(Reason::PayerDoesNotPay),
            Some(Fit::PayerUnknown) => self.because(Reason::PayerUnknown),
            Some(Fit::Nothing) => self.because(Reason::NoCode),
            Some(Fit::Code(_)) | None => {}
        }
    }

    /// Takes over what stands against it.
    pub(super) fn oppose(&mut self, against: Against<'a>) {
        for (reason, lines) in against.reasons {
            self.add(reason, lines);
        }
        self.checks.extend(against.checks);
        self.is_provisional |= against.is_provisional;
    }

    /// Adds a reason with the lines behind it.
    pub(super) fn add(&mut self, reason: Reason, lines: impl IntoIterator<Item = &'a ClaimLine>) {
        self.reasons.entry(reason).or_default().extend(lines);
    }

    /// Adds a reason without lines.
    pub(in crate::rules) fn because(&mut self, reason: Reason) {
        self.add(reason, []);
    }

    /// What becomes of time that nobody billed: too short, or else the first reason decides, what makes it lost before what
    /// leaves it open.
    pub(in crate::rules) fn verdict(&self) -> PeriodOutcome {
        if self.minutes.personal.is_some_and(|minutes| minutes < FLOOR) {
            return PeriodOutcome::BelowFloor;
        }
        match self.reasons.keys().next() {
            Some(reason) if *reason <= LAST_LOST => PeriodOutcome::Lost(*reason),
            Some(reason) => PeriodOutcome::NotEvaluable(*reason),
            None if self.is_provisional => PeriodOutcome::Provisional,
            None => PeriodOutcome::Billable,
        }
    }

    /// The finished opportunity.
    pub(in crate::rules) fn finish(mut self, world: &World, rule_order: usize, outcome: PeriodOutcome) -> Opportunity {
        if matches!(outcome, PeriodOutcome::Billed | PeriodOutcome::BelowFloor | PeriodOutcome::Lost(_)) {
            // Nothing is to be done about it, so nothing is to be looked at first.
            self.checks.clear();
        }
        let others: Vec<Reason> =
            self.reasons.keys().copied().filter(|reason| Some(*reason) != outcome.reason()).collect();
        let message = words::sentence(world, &self, outcome, &others);
        let is_certain = self.checks.is_empty() && !matches!(outcome, PeriodOutcome::NotEvaluable(_));
        let deciding = outcome.reason().and_then(|reason| self.reasons.get(&reason));
        let mut related: Vec<RelatedLine> = Vec::new();
        for line in deciding.into_iter().flatten().copied().chain(self.billed).take(MOST_RELATED) {
            let line = RelatedLine::from(line);
            if !related.contains(&line) {
                related.push(line);
            }
        }
        Opportunity {
            card: self.card,
            rule_order,
            outcome,
            others,
            tier: if is_certain { Tier::Presumptive } else { Tier::Advisory },
            checks: self.checks,
            patient: self.line.patient,
            clinician: self.line.clinician,
            n_clinicians: self.n_clinicians,
            group: self.line.group,
            payer: self.line.payer,
            days: self.days,
            code: self.code,
            minutes: self.minutes,
            time: self.time,
            entries: self.entries,
            related,
            expected: self.expected,
            collectable_until: self.collectable_until,
            message,
        }
    }
}
