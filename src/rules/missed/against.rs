//! What stands against billing a stretch of logged time: the violations that a code for it would be, and what nobody
//! knows. Every window is that of the rule on the violation.
//!
//! Source: project rulebook, section 3.6.

use std::collections::BTreeMap;

use super::entries::day;
use crate::claim::{Activity, ActivityKind, ClaimLine, DiagnosisRelation};
use crate::findings::{Outcome, Reason, Settings, Tier};
use crate::reference::Kinds;
use crate::rules::established::{self, Established, is_in_emergency};
use crate::rules::medicare::{Payer, payer};
use crate::rules::months::{APCM_FIRST_DAY, GroupMonth};
use crate::rules::settings::{DIAGNOSIS_MATCH, IGNORED_DIAGNOSES, SCOPE, VISIT_SETS};
use crate::rules::windows::{Strongest, Subject, Window};
use crate::rules::{global_periods, visits};
use crate::timeline::{LogEntry, LogView, ProviderRelation, Strength, World};

/// Days before in which a related visit counts, days after a message and after a call in which any visit does.
pub(super) const LOOKBACK: i32 = 7;
const AFTER_MESSAGE: i32 = 7;
const AFTER_CALL: i32 = 3;
/// Shortest overlap of two times that counts, in seconds.
const LEAST_OVERLAP: i64 = 60;
/// Days from the first day of a week of messages to its last.
const LAST_DAY_OF_WEEK: i32 = 6;
/// Days for which a consent holds.
const CONSENT_DAYS: i32 = 365;

/// Compares stretches of time with lines, as the rulebook says by default.
pub(in crate::rules) struct Judge {
    pub(super) window: Window,
    established: Established,
}

/// What stands against a stretch of time.
#[derive(Default)]
pub(super) struct Against<'a> {
    /// Reasons with the lines behind them.
    pub(super) reasons: BTreeMap<Reason, Vec<&'a ClaimLine>>,
    /// What to look at before it is billed.
    pub(super) checks: Vec<&'static str>,
    /// Whether the look-ahead reaches past the data.
    pub(super) is_provisional: bool,
}

impl<'a> Against<'a> {
    pub(super) fn add(&mut self, reason: Reason, lines: impl IntoIterator<Item = &'a ClaimLine>) {
        self.reasons.entry(reason).or_default().extend(lines);
    }

    /// Adds the lines of a finding; one that rests on an unknown diagnosis alone is a doubt.
    fn add_found(&mut self, reason: Reason, found: Strongest<'a>, rests_on_doubt: impl Fn(&ClaimLine) -> bool) {
        let Some(tier) = found.tier else { return };
        let (doubtful, proven): (Vec<_>, Vec<_>) =
            found.lines.into_iter().partition(|line| tier == Tier::Advisory && rests_on_doubt(line));
        if proven.is_empty() {
            self.add(Reason::DiagnosisUnknown, doubtful);
        } else {
            self.add(reason, proven);
        }
    }

    fn check(&mut self, what: &'static str) {
        if !self.checks.contains(&what) {
            self.checks.push(what);
        }
    }
}

impl Judge {
    pub(in crate::rules) fn new(world: &World) -> Self {
        let settings = Settings::defaults(&[SCOPE, DIAGNOSIS_MATCH, IGNORED_DIAGNOSES, VISIT_SETS]);
        Self {
            window: Window::new(&settings, world),
            established: Established::new(&Settings::defaults(established::SETTINGS)),
        }
    }

    /// What stands against an e-visit for these messages.
    pub(super) fn against_messages<'a>(
        &self,
        view: &LogView<'a>,
        subject: Subject<'_>,
        entries: &[LogEntry<'a>],
    ) -> Against<'a> {
        let mut against = self.against_both(view, subject, entries);
        monthly_bundle(&mut against, view, subject.line);
        let patient = view.patient;
        let is_doubtful = |line: &ClaimLine| self.window.diagnosis(subject, line) != DiagnosisRelation::Same;
        let before = self.window.related_visits_before(patient, subject, (1, LOOKBACK));
        against.add_found(Reason::RelatedVisitBefore, before, is_doubtful);
        let after = visits::after_message(&self.window, patient, subject, AFTER_MESSAGE);
        against.add_found(Reason::VisitAfter, after, |_| false);
        if e_visit_refused(view, subject) {
            against.add(Reason::BilledBefore, []);
        }
        let same_day = visits::of_the_day(&self.window, patient, subject);
        against.add_found(Reason::VisitSameDay, same_day, |_| false);
        self.doubt_visitors(&mut against, view, subject, (-LOOKBACK, AFTER_MESSAGE));
        outcome_of_dates(&mut against, patient.world, subject, AFTER_MESSAGE);
        against
    }

    /// What stands against a check-in or telephone service for this call.
    pub(super) fn against_call<'a>(
        &self,
        view: &LogView<'a>,
        subject: Subject<'_>,
        (entry, code): (LogEntry<'a>, Option<&str>),
    ) -> Against<'a> {
        let mut against = self.against_both(view, subject, &[entry]);
        let world = view.patient.world;
        let kinds = code.and_then(|code| world.reference.codes.get(code)).map(|facts| facts.kinds);
        // Telephone services of clinicians without E/M are not in the monthly payment, their check-ins are.
        if !world.kinds(subject.line).meets(Kinds::PHONE_NQ) || kinds.is_some_and(|it| it.meets(Kinds::CHECK_IN_NQ)) {
            monthly_bundle(&mut against, view, subject.line);
        }
        let patient = view.patient;
        let is_doubtful = |line: &ClaimLine| self.window.diagnosis(subject, line) != DiagnosisRelation::Same;
        let before = self.window.related_visits_before(patient, subject, (0, LOOKBACK));
        against.add_found(Reason::RelatedVisitBefore, before, is_doubtful);
        let after = visits::after_contact(&self.window, patient, subject, AFTER_CALL);
        if after.tier.is_none() && after.group_unknown {
            against.add(Reason::VisitorUnknown, []);
        }
        against.add_found(Reason::VisitAfter, after, |_| false);
        let date = subject.line.date;
        let e_visits = patient.between(date.plus(-LOOKBACK), date).iter().filter(|line| {
            patient.world.kinds(line).meets(Kinds::E_VISIT)
                && patient.world.relation(subject.line, line) == ProviderRelation::SameClinician
                && self.window.diagnosis(subject, line) != DiagnosisRelation::Different
        });
        let e_visits: Vec<&ClaimLine> = e_visits.collect();
        if !e_visits.is_empty() {
            against.add(Reason::EVisitBefore, e_visits);
        }
        self.doubt_visitors(&mut against, view, subject, (-LOOKBACK, AFTER_CALL));
        outcome_of_dates(&mut against, patient.world, subject, AFTER_CALL);
        against
    }

    /// What messages and calls have in common.
    fn against_both<'a>(&self, view: &LogView<'a>, subject: Subject<'_>, entries: &[LogEntry<'a>]) -> Against<'a> {
        let mut against = Against::default();
        self.established(&mut against, view, subject.line);
        self.global_periods(&mut against, view, subject);
        counted_elsewhere(&mut against, view, entries);
        monthly_services(&mut against, view, subject.line, entries);
        log_doubts(&mut against, view, subject, entries);
        consent(&mut against, view, subject.line);
        against
    }

    fn established<'a>(&self, against: &mut Against<'a>, view: &LogView<'a>, line: &ClaimLine) {
        let world = view.patient.world;
        let further = if world.kinds(line).meets(Kinds::WITHOUT_EM) { Kinds::ASSESSMENT } else { Kinds::NONE };
        let earlier = self.established.earlier(view.patient, line, further);
        let is_medicare = payer(world, line) == Payer::Medicare;
        let (settling, audio_only) = earlier.by_sound(world);
        if !settling.is_empty() || is_medicare && (is_in_emergency(line) || !audio_only.is_empty()) {
            return;
        }
        if !audio_only.is_empty() {
            // For other payers than Medicare services by sound alone leave it open.
            against.add(Reason::EstablishedUnknown, []);
            return;
        }
        match earlier.doubt(world, line) {
            None => against.add(Reason::NotEstablished, []),
            Some(Outcome::INSUFFICIENT_HISTORY) => against.add(Reason::History, []),
            Some(_) => against.add(Reason::EstablishedUnknown, []),
        }
    }

    fn global_periods<'a>(&self, against: &mut Against<'a>, view: &LogView<'a>, subject: Subject<'_>) {
        let world = view.patient.world;
        let first = subject.line.date.plus(-global_periods::BEFORE);
        let Some(fees) = &world.reference.fees else {
            against.check("procedures with global days: no fee schedule is given");
            return;
        };
        let found = global_periods::around(&self.window, view.patient, subject, fees);
        let is_doubtful = |line: &ClaimLine| self.window.diagnosis(subject, line) == DiagnosisRelation::Unknown;
        if found.strongest.tier.is_none() && found.strongest.group_unknown {
            against.add(Reason::VisitorUnknown, []);
        }
        against.add_found(Reason::GlobalPeriod, found.strongest, is_doubtful);
        let covered = fees.covers(subject.line.date) && fees.covers(first) && !found.undated;
        let known = world.range.data_from.is_some_and(|from| from <= first);
        if !covered || !known {
            against.check("procedures with global days: the 90 days before are not all in the data");
        }
    }

    /// Visits in the window that would count if their clinician's group or specialty were known.
    fn doubt_visitors<'a>(
        &self,
        against: &mut Against<'a>,
        view: &LogView<'a>,
        subject: Subject<'_>,
        (first, last): (i32, i32),
    ) {
        let (world, date) = (view.patient.world, subject.line.date);
        let visits = self.window.visits_for(world.kinds(subject.line));
        let is_unknown = |line: &&ClaimLine| {
            let unknown = match subject.relation(world, line) {
                ProviderRelation::Unknown => true,
                ProviderRelation::SameGroup => !line.specialty.is_known() || !subject.line.specialty.is_known(),
                ProviderRelation::SameClinician | ProviderRelation::SameGroupSpecialty | ProviderRelation::Other => {
                    false
                }
            };
            unknown && world.kinds(line).meets(visits) && self.window.strength(world, subject, line) != Strength::Strong
        };
        let around = view.patient.services_between(date.plus(first), date.plus(last));
        let unknown: Vec<&ClaimLine> = around.filter(is_unknown).collect();
        if !unknown.is_empty() {
            against.add(Reason::VisitorUnknown, unknown);
        }
    }
}

/// The look-back must lie within the data; the look-ahead makes the verdict provisional when it does not.
fn outcome_of_dates(against: &mut Against<'_>, world: &World, subject: Subject<'_>, lookahead: i32) {
    match world.outcome_of_clean(subject.line.date, LOOKBACK, lookahead) {
        Outcome::Provisional { .. } => against.is_provisional = true,
        Outcome::Clean => {}
        _ => against.add(Reason::History, []),
    }
}

/// Entries that share a minute with what is billed or logged otherwise: one minute supports one service.
fn counted_elsewhere<'a>(against: &mut Against<'a>, view: &LogView<'a>, entries: &[LogEntry<'a>]) {
    let Some((first, last)) = entries.first().map(day).zip(entries.last().map(day)) else { return };
    let overlap = |a: (i64, i64), b: (i64, i64)| LEAST_OVERLAP <= a.1.min(b.1) - a.0.max(b.0);
    let meets = |clinician, time: (i64, i64)| {
        let own = entries.iter().filter(|entry| entry.activity.clinician == clinician);
        own.filter_map(|entry| entry.activity.interval()).any(|interval| overlap(interval, time))
    };
    let is_other_work = |other: &&LogEntry<'a>| {
        let is_counted = !other.lines.is_empty() || other.activity.kind == ActivityKind::CareManagement;
        let own = |entry: &LogEntry<'_>| std::ptr::eq(entry.activity, other.activity);
        is_counted && !other.activity.by_staff && !entries.iter().any(own)
    };
    let takes = |activity: &Activity| activity.interval().is_some_and(|time| meets(activity.clinician, time));
    let timed = view.patient.between(first.plus(-1), last.plus(1)).iter();
    let lines: Vec<&ClaimLine> =
        timed.filter(|other| other.interval().is_some_and(|time| meets(other.clinician, time))).collect();
    let logged: Vec<&LogEntry<'a>> =
        view.entries.iter().filter(is_other_work).filter(|other| takes(other.activity)).collect();
    if !lines.is_empty() || !logged.is_empty() {
        let of_log = logged.into_iter().flat_map(|other| view.lines_of(other));
        against.add(Reason::CountedElsewhere, lines.into_iter().chain(of_log));
    }
}

/// Care management of the calendar month.
fn monthly_services<'a>(against: &mut Against<'a>, view: &LogView<'a>, line: &ClaimLine, entries: &[LogEntry<'a>]) {
    let care = GroupMonth::of(view.patient, line, Kinds::CARE_MANAGEMENT);
    let is_of_a_day = |other: &&ClaimLine| entries.iter().any(|entry| day(entry) == other.date);
    let same_date: Vec<&ClaimLine> = care.lines.iter().copied().filter(is_of_a_day).collect();
    if !same_date.is_empty() {
        against.add(Reason::CountedElsewhere, same_date);
    } else if !care.lines.is_empty() || care.is_group_unknown {
        against.check("care management of the month: its minutes must be others");
    }
}

/// Primary care management of the calendar month, which contains messages and check-ins.
fn monthly_bundle<'a>(against: &mut Against<'a>, view: &LogView<'a>, line: &ClaimLine) {
    let world = view.patient.world;
    let bundle = GroupMonth::of(view.patient, line, Kinds::APCM);
    if line.date < APCM_FIRST_DAY || (bundle.lines.is_empty() && !bundle.is_group_unknown) {
        return;
    }
    match (payer(world, line), bundle.lines.is_empty()) {
        (Payer::Other, _) => {}
        (Payer::Medicare, false) => against.add(Reason::MonthlyBundle, bundle.lines),
        _ => against.check("primary care management of the month, which may contain it"),
    }
}

/// Whether an e-visit of this week of messages was refused or taken back: it may be billed on any day of the week.
fn e_visit_refused(view: &LogView<'_>, subject: Subject<'_>) -> bool {
    let (world, line) = (view.patient.world, subject.line);
    let family = world.kinds(line).and(Kinds::E_VISIT);
    world.withdrawn.of(view.id).iter().any(|other| {
        (0..=LAST_DAY_OF_WEEK).contains(&line.date.gap_to(other.date))
            && world.kinds(other).meets(family)
            && subject.relation(world, other) > ProviderRelation::Unknown
    })
}

/// What the log leaves unsaid, or says in a way that nothing can be built on.
fn log_doubts<'a>(against: &mut Against<'a>, view: &LogView<'a>, subject: Subject<'_>, entries: &[LogEntry<'a>]) {
    let (world, line) = (view.patient.world, subject.line);
    if entries.iter().any(|entry| entry.activity.claim.is_known()) {
        against.add(Reason::ClaimNotFound, []);
    }
    if entries.iter().any(|entry| entry.is_repeated) {
        against.add(Reason::EntryRepeated, []);
    }
    if entries.iter().any(|entry| entry.activity.initiator == crate::claim::Initiator::Unknown) {
        against.check("who began: the log does not say");
    }
    if entries.iter().any(|entry| entry.activity.evaluative.is_none()) {
        against.check("whether it was evaluative: the log does not say");
    }
    if !line.group.is_known() {
        against.check("colleagues: the log names no billing group");
    }
    if payer(world, line) == Payer::Unknown {
        against.check("the payer: the claims do not say");
    }
}

/// Medicare asks for a consent in the year up to the service.
fn consent(against: &mut Against<'_>, view: &LogView<'_>, line: &ClaimLine) {
    let world = view.patient.world;
    let Some(consents) = world.consents.as_ref().filter(|_| payer(world, line) == Payer::Medicare) else { return };
    let is_current = |day: &crate::claim::Day| (0..CONSENT_DAYS).contains(&day.gap_to(line.date));
    if !consents.dates.get(&view.id).into_iter().flatten().any(is_current) {
        against.check("the patient's consent: none on file in the year before");
    }
}
