//! Training billed for another number of patients, or for more time, than there was.
//!
//! # What it finds
//! Self-management training (98960-98962) whose code does not fit the number of patients at one start time, or whose
//! units stand for more minutes than are recorded.
//!
//! # Why it matters
//! The code for one patient pays the most; a group billed as single patients, or half an hour billed twice, pays too much.
//!
//! # How it decides
//! 1. The distinct patients with training by the same clinician at the same start are counted: 98960 stands for one,
//!    98961 for two to four, 98962 for five to eight. Any other number: `presumptive`, and the fitting code is named.
//! 2. The completed minutes of the line, as in `minutes_below_floor`: fewer than 30 for every unit: `presumptive`.
//! 3. Neither, and start or minutes not known: not evaluable. Otherwise clean.
//!
//! # What it leaves out
//! Sessions whose patients were written down at different start times. Groups of more than eight: no code stands for them.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.2; the 98960 page, starting document 3 (2025).

use std::collections::{BTreeMap, BTreeSet};

use super::minutes::{Recorded, recorded};
use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, ClinicianCheck, Rule};
use super::wording;
use crate::claim::{ClaimLine, Field, Sym, Units};
use crate::findings::{Condition, Direction, Input, Need, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::{ClinicianView, World, by_nearness};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "training_group_mismatch",
        title: "training billed for another number of patients, or for more time, than there was",
        direction: Direction::Overpayment,
        subjects: Kinds::TRAINING,
        against: Kinds::TRAINING,
        needs: &[&[Need::Column(Field::StartTime), Need::Column(Field::Minutes), Need::Table(Input::ActivityLog)]],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "an attendance list and a time record that fit the billed code and units",
        evidence: "the attendance list and the time record of the session",
        source: "the 98960 page, starting document 3 (2025); project rulebook 3.2 (2026-11-30)",
        page: include_str!("training_group_mismatch.rs"),
        examples: include_str!("../../tests/fixtures/rules/training_group_mismatch.md"),
    },
    prepare: &|_, _| Check::clinician(TrainingGroupMismatch),
};

/// Code, fewest and most patients.
const SEATS: [(&str, usize, usize); 3] = [("98960", 1, 1), ("98961", 2, 4), ("98962", 5, 8)];

/// Minutes of one unit.
const UNIT_MINUTES: i64 = 30;

struct TrainingGroupMismatch;

impl ClinicianCheck for TrainingGroupMismatch {
    fn check(&self, clinician: &ClinicianView<'_>, out: &mut Outcomes<'_>) {
        let world = clinician.world;
        let training: Vec<&ClaimLine> =
            clinician.lines.iter().copied().filter(|line| world.kinds(line).meets(Kinds::TRAINING)).collect();
        let mut slots: BTreeMap<i64, Vec<&ClaimLine>> = BTreeMap::new();
        // The claim of a second payer is the same session, and adds nobody.
        for line in training.iter().filter(|line| !line.is_copy) {
            if let Some(start) = start(world, line) {
                slots.entry(start).or_default().push(line);
            }
        }
        for line in training.iter().filter(|line| world.range.judges(line.date)) {
            let slot = start(world, line).map(|start| slots.get(&start).map_or(&[] as &[_], Vec::as_slice));
            judge(line, slot, out);
        }
    }
}

/// The start of a line, or of its first logged contact.
fn start(world: &World, line: &ClaimLine) -> Option<i64> {
    let logged = || world.activities.of(line).next().map(|activity| activity.start.0);
    line.start.known().map(|start| start.0).or_else(logged)
}

fn judge(line: &ClaimLine, slot: Option<&[&ClaimLine]>, out: &mut Outcomes<'_>) {
    let world = out.world();
    let count = |slot: &[&ClaimLine]| {
        let own = std::iter::once(line.patient);
        slot.iter().map(|line| line.patient).chain(own).collect::<BTreeSet<Sym>>().len()
    };
    let patients = slot.map(count);
    let recorded = recorded(world, line);
    let seats = SEATS.iter().find(|row| row.0 == world.code(line));
    let wrong_size = patients.filter(|n| seats.is_some_and(|(_, least, most)| n < least || n > most));
    let needed = line.units.0 * UNIT_MINUTES / Units::ONE.0;
    let too_short = recorded.filter(|recorded| recorded.minutes < needed);
    if wrong_size.is_some() || too_short.is_some() {
        flag(line, slot.unwrap_or_default(), wrong_size, too_short, out);
    } else if patients.is_none() || recorded.is_none() {
        let unknown = if patients.is_none() { "start unknown: the group was not counted" } else { "minutes unknown" };
        out.judge(line, Outcome::NotEvaluable(unknown));
    } else {
        out.judge(line, Outcome::Clean);
    }
}

fn flag(
    line: &ClaimLine,
    slot: &[&ClaimLine],
    wrong_size: Option<usize>,
    too_short: Option<Recorded>,
    out: &mut Outcomes<'_>,
) {
    let world = out.world();
    let fitting = |n: usize| SEATS.iter().find(|(_, least, most)| (*least..=*most).contains(&n)).map(|row| row.0);
    let suggested_code = wrong_size.and_then(fitting);
    let (mut parts, mut conditions) = (Vec::new(), Vec::new());
    if let Some(n) = wrong_size {
        let group = if n == 1 { "one patient alone".to_owned() } else { format!("a group of {n} patients") };
        parts.push(format!("was given to {group}, while the code stands for {}", seat_words(world.code(line))));
        conditions.push(Condition::met(format!("{n} patients of the clinician have training at that start")));
    }
    if let Some(recorded) = too_short {
        let needed = line.units.0 * UNIT_MINUTES / Units::ONE.0;
        let enough = match recorded.minutes / UNIT_MINUTES {
            0 => "none".to_owned(),
            covered => covered.to_string(),
        };
        let (units, words) = (wording::units(line.units), recorded.words());
        parts.push(format!("carries {units} of {UNIT_MINUTES} minutes, but has {words}, enough for {enough}"));
        conditions.push(recorded.condition(true, &format!("fewer completed minutes than {needed}")));
    }
    let consider = wording::successors(suggested_code.as_slice());
    let found = format!("{} {}{consider}", wording::on_date(world, line), parts.join(", and "));
    let others = slot.iter().copied().filter(|other| other.patient != line.patient);
    let mut related: Vec<&ClaimLine> = others.collect();
    related.sort_by(|a, b| by_nearness(world, line, a, b));
    let flag =
        Flag::alone(Tier::Presumptive, found, "The code stands for a number of patients and for 30 minutes a unit");
    let window = (!related.is_empty()).then_some((0, 0));
    let diagnosis = related.first().map_or(flag.diagnosis, |nearest| out.diagnosis(line, nearest));
    out.flag(line, &Flag { related: &related, diagnosis, suggested_code, conditions, window, ..flag });
}

/// `one patient`, `2 to 4 patients`
fn seat_words(code: &str) -> String {
    match SEATS.iter().find(|row| row.0 == code) {
        Some((_, 1, 1)) => "one patient".to_owned(),
        Some((_, least, most)) => format!("{least} to {most} patients"),
        None => "another number".to_owned(),
    }
}
