//! A visit long enough for a prolonged service that nobody billed.
//!
//! # What it finds
//! Top-level visits whose recorded minutes reach the first unit of a prolonged service, or more units than were billed.
//!
//! # Why it matters
//! Every full fifteen minutes beyond the longest visit are a unit of their own.
//!
//! # How it decides
//! 1. The visits and thresholds of `prolonged_below_threshold`: 99417 beside 99205, 98003 and 98011 from 75 minutes, beside
//!    99215, 98007 and 98015 from 55; for Medicare G2212 beside 99205 from 89 and beside 99215 from 69. Then a unit for
//!    every 15 minutes.
//! 2. The visit's completed minutes, as in `minutes_below_floor`. Below the threshold: clean. Minutes not known: not
//!    evaluable; payer not known and the minutes lie between the two thresholds, or reach both: not evaluable.
//! 3. A prolonged service of the same clinician on that day with as many units: clean (billed); with fewer: flagged
//!    (under-billed).
//! 4. None: the payer does not take the code, or the time limit for filing has passed: cleared. Otherwise flagged,
//!    `advisory`: the level of the visit has to rest on time, which no claim shows.
//!
//! # What it leaves out
//! Visits for which the rulebook gives no threshold. Prolonged hospital, nursing and home services.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, sections 3.2 and 3.6; BCA, prolonged time codes 99417 and G2212 (2021); 42 CFR 424.44
//! (read 2026).

use super::medicare::{Payer, payer};
use super::minutes::recorded;
use super::missed::{Draft, collectable_until, expected, filing_limit_passed};
use super::outcomes::Outcomes;
use super::prolonged::{self, FURTHER};
use super::rule::{Check, PatientCheck, Rule};
use crate::claim::{Cents, ClaimLine, Units};
use crate::findings::{Direction, Input, Need, PeriodOutcome, Reason, RuleCard};
use crate::reference::Kinds;
use crate::timeline::PatientView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "missed_prolonged",
        title: "a visit long enough for a prolonged service that nobody billed",
        direction: Direction::Missed,
        subjects: Kinds::OFFICE.or(Kinds::TELEHEALTH).or(Kinds::COGNITIVE),
        against: Kinds::PROLONGED,
        needs: &[&[Need::Table(Input::ActivityLog)]],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "a level of the visit that rests on decision making, or time that other services used",
        evidence: "the note of the visit with its time statement",
        source: "BCA, prolonged time codes 99417 and G2212 (2021); 42 CFR 424.44 (read 2026); project rulebook 3.2 and 3.6 (2026-11-30)",
        page: include_str!("missed_prolonged.rs"),
        examples: include_str!("../../tests/fixtures/rules/missed_prolonged.md"),
    },
    prepare: &|_, _| Check::patient(MissedProlonged),
};

struct MissedProlonged;

impl PatientCheck for MissedProlonged {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        for visit in patient.subjects(RULE.card.subjects) {
            if let Some((draft, outcome)) = judge(patient, visit) {
                out.conclude(draft, outcome);
            }
        }
    }
}

/// `None` for a visit that no prolonged service extends, or on a date on which its code was not in effect.
fn judge<'a>(patient: PatientView<'a>, visit: &'a ClaimLine) -> Option<(Draft<'a>, PeriodOutcome)> {
    let world = patient.world;
    let first_unit = |code: &str| prolonged::of(code, world.code(visit));
    let code = match payer(world, visit) {
        Payer::Medicare if first_unit("G2212").is_some() => "G2212",
        _ => "99417",
    };
    let threshold = first_unit(code)?;
    let facts = world.reference.codes.get(code).filter(|facts| facts.in_effect(visit.date))?;
    let mut draft = Draft::new(&RULE.card, "visit", *visit);
    draft.billed.push(visit);
    let Some(recorded) = recorded(world, visit) else {
        draft.because(Reason::MinutesUnknown);
        return Some((draft, PeriodOutcome::NotEvaluable(Reason::MinutesUnknown)));
    };
    draft.minutes.personal = Some(recorded.minutes);
    draft.minutes.known = recorded.minutes;
    if recorded.minutes < threshold && prolonged::spreads_over_days(world, visit) {
        // The visit's time is counted over several days, of which this line tells one.
        draft.because(Reason::MinutesUnknown);
        return Some((draft, PeriodOutcome::NotEvaluable(Reason::MinutesUnknown)));
    }
    if recorded.minutes < threshold {
        return Some((draft, PeriodOutcome::BelowFloor));
    }
    let add_ons = || prolonged::same_day(patient, visit).filter(|line| world.kinds(line).meets(Kinds::PROLONGED));
    let billed: i64 = add_ons().map(|line| line.units.0 / Units::ONE.0).sum();
    draft.billed.extend(add_ons());
    let units = 1 + (recorded.minutes - threshold) / FURTHER;
    if payer(world, visit) == Payer::Unknown && billed == 0 {
        draft.because(Reason::PayerUnknown);
    }
    draft.code = Some(code);
    draft.expected =
        expected(world, visit, code).map(|(amount, source)| (Cents(amount.0 * (units - billed).max(0)), source));
    draft.collectable_until = collectable_until(world, visit);
    draft.checks.push("the visit's level: it has to rest on time");
    if world.reference.payers.refusal(world.names.payers.text(visit.payer), code, facts.kinds, visit.date).is_some() {
        draft.because(Reason::PayerDoesNotPay);
    }
    if filing_limit_passed(world, draft.collectable_until) {
        draft.because(Reason::FilingLimit);
    }
    let outcome = match draft.verdict() {
        _ if units <= billed => PeriodOutcome::Billed,
        PeriodOutcome::Billable if billed > 0 => PeriodOutcome::UnderBilled,
        verdict => verdict,
    };
    Some((draft, outcome))
}
