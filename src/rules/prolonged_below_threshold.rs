//! A prolonged service whose visit was not long enough for it.
//!
//! # What it finds
//! Prolonged services (99417, G2212) beside a visit whose recorded minutes do not reach the billed number of units.
//!
//! # Why it matters
//! Every unit stands for fifteen full minutes beyond the longest visit; a unit that is not full is not billable.
//!
//! # How it decides
//! 1. The base: a top-level visit of the same patient, clinician and date. The first unit begins at 75 minutes beside
//!    99205, 98003 and 98011 and at 55 beside 99215, 98007 and 98015; for G2212 at 89 beside 99205, at 69 beside
//!    99215 and at 100 beside 99483. For Medicare 99417 is measured by G2212, the code Medicare takes. Each further unit needs 15 minutes more; units of
//!    earlier lines of the same code, clinician and date are counted with it.
//! 2. The base's completed minutes, as in `minutes_below_floor`, reach what the units need: clean. They do not: `hard`.
//! 3. Too few minutes beside 99483, 99345 or 99350, whose time spreads over several days: not evaluable.
//! 4. No such base, or its minutes not known: not evaluable. Payer unknown, and enough minutes for others but too few
//!    for Medicare: not evaluable.
//!
//! # What it leaves out
//! Visits that are chosen by decision making: they cannot carry a prolonged service at all, which no claim shows.
//! Prolonged hospital, nursing and home services, which have codes of their own.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.2; BCA, prolonged time codes 99417 and G2212 (2021).

use std::cmp::Reverse;

use super::minutes::{MINUTES_NEEDED, UNKNOWN, recorded};
use super::outcomes::{Flag, Outcomes};
use super::prolonged::{self, FURTHER};
use super::rule::{Check, PatientCheck, Rule};
use super::wording;
use crate::claim::{ClaimLine, Units};
use crate::findings::{Direction, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::PatientView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "prolonged_below_threshold",
        title: "a prolonged service whose visit was not long enough",
        direction: Direction::Overpayment,
        subjects: Kinds::PROLONGED,
        against: Kinds::OFFICE.or(Kinds::TELEHEALTH),
        needs: &[MINUTES_NEEDED],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "a time statement in the note that reaches the threshold",
        evidence: "the note of the visit with its time statement",
        source: "BCA, prolonged time codes 99417 and G2212 (2021); project rulebook 3.2 (2026-11-30)",
        page: include_str!("prolonged_below_threshold.rs"),
        examples: include_str!("../../tests/fixtures/rules/prolonged_below_threshold.md"),
    },
    prepare: &|_, _| Check::patient(ProlongedBelowThreshold),
};

struct ProlongedBelowThreshold;

/// A visit that can carry the prolonged service: what the units need, and what was recorded.
struct Base<'a> {
    line: &'a ClaimLine,
    needed: i64,
    /// The same if the payer, which is not known, were Medicare.
    at_most: i64,
    minutes: Option<i64>,
}

impl PatientCheck for ProlongedBelowThreshold {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        for line in patient.subjects(Kinds::PROLONGED) {
            let bases = bases(patient, line);
            if bases.is_empty() {
                out.judge(line, Outcome::NotEvaluable("no visit with a threshold on that date"));
            } else if bases.iter().any(|base| base.minutes.is_some_and(|minutes| minutes >= base.at_most)) {
                out.judge(line, Outcome::Clean);
            } else if bases.iter().any(|base| base.minutes.is_some_and(|minutes| minutes >= base.needed)) {
                out.judge(line, Outcome::NotEvaluable("payer unknown: Medicare counts more minutes"));
            } else if bases.iter().any(|base| base.minutes.is_none()) {
                // The visit nobody timed may be the long one.
                out.judge(line, UNKNOWN);
            } else if prolonged::same_day(patient, line).any(|visit| prolonged::spreads_over_days(patient.world, visit))
            {
                out.judge(line, Outcome::NotEvaluable("the time of the visit spreads over several days"));
            } else if let Some(longest) = bases.iter().min_by_key(|base| Reverse(base.minutes)) {
                flag(line, longest, out);
            }
        }
    }
}

/// Whole units, at least one.
fn units(line: &ClaimLine) -> i64 {
    (line.units.0 / Units::ONE.0).max(1)
}

/// Units of the line and of those before it, by claim id and line number, of the same code, clinician and date: a second
/// line goes on where the first ends. The claim of a second payer adds nothing, and is counted by its own payer's lines.
fn units_so_far(patient: PatientView<'_>, line: &ClaimLine) -> i64 {
    let before = patient.on(line.date).iter().take_while(|other| !other.is(line));
    let same_code = before.filter(|other| other.code == line.code && other.clinician == line.clinician);
    let adds = |other: &&ClaimLine| !other.is_copy && (!line.is_copy || other.payer == line.payer);
    units(line) + same_code.filter(adds).map(units).sum::<i64>()
}

fn bases<'a>(patient: PatientView<'a>, line: &ClaimLine) -> Vec<Base<'a>> {
    let world = patient.world;
    let base = |visit: &'a ClaimLine| {
        let further = FURTHER * (units_so_far(patient, line) - 1);
        let needed = prolonged::threshold(world, line, visit)? + further;
        let by_medicare = prolonged::medicare_threshold(world, visit).filter(|_| !line.payer.is_known());
        let at_most = by_medicare.map_or(needed, |minutes| needed.max(minutes + further));
        Some(Base { line: visit, needed, at_most, minutes: recorded(world, visit).map(|recorded| recorded.minutes) })
    };
    prolonged::same_day(patient, line).filter_map(base).collect()
}

fn flag(line: &ClaimLine, base: &Base<'_>, out: &mut Outcomes<'_>) {
    let world = out.world();
    let Some(recorded) = recorded(world, base.line) else { return };
    let count =
        if prolonged::is_measured_as_g2212(world, line, base.line) { " by Medicare's count (G2212)" } else { "" };
    let found = format!(
        "{} carries {} beside {}, which has {}; the visit would have to reach {} minutes{count}",
        wording::on_date(world, line),
        wording::units(line.units),
        wording::dated(world, base.line),
        recorded.words(),
        base.needed
    );
    let conditions = vec![recorded.condition(true, &format!("fewer completed minutes than {}", base.needed))];
    let diagnosis = out.diagnosis(line, base.line);
    let flag = Flag::alone(Tier::Hard, found, "Every unit stands for fifteen full minutes beyond the longest visit");
    out.flag(line, &Flag { related: &[base.line], diagnosis, window: Some((0, 0)), conditions, ..flag });
}
