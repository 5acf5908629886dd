//! A telehealth visit with less time than its level stands for.
//!
//! # What it finds
//! Telehealth visits (98000-98015) with fewer recorded minutes than their level needs when it is chosen by time.
//!
//! # Why it matters
//! If the level was chosen by time, the line is paid too high.
//!
//! # How it decides
//! 1. The completed minutes of the line, as in `minutes_below_floor`.
//! 2. Below the minutes of the level: `advisory`, because medical decision making may support the level all the same.
//! 3. Minutes not known: not evaluable. Otherwise clean.
//!
//! # What it leaves out
//! Medical decision making, which no claim shows.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, sections 2 and 3.2; telemedicine codes 98000-98007, starting document 2 (2025).

use super::minutes::{MINUTES_NEEDED, UNKNOWN, recorded};
use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::wording;
use crate::findings::{Condition, Direction, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::PatientView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "telehealth_time_below_level",
        title: "a telehealth visit with less time than its level stands for",
        direction: Direction::Overpayment,
        subjects: Kinds::TELEHEALTH_VISIT,
        against: Kinds::NONE,
        needs: &[MINUTES_NEEDED],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "a note whose medical decision making supports the level",
        evidence: "the note of the visit, with its decision making and its time statement",
        source: "telemedicine codes 98000-98007, starting document 2 (2025); project rulebook 2 and 3.2 (2026-11-30)",
        page: include_str!("telehealth_time_below_level.rs"),
        examples: include_str!("../../tests/fixtures/rules/telehealth_time_below_level.md"),
    },
    prepare: &|_, _| Check::patient(TelehealthTimeBelowLevel),
};

struct TelehealthTimeBelowLevel;

impl PatientCheck for TelehealthTimeBelowLevel {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for visit in patient.subjects(Kinds::TELEHEALTH_VISIT) {
            let Some(level) = world.facts(visit).level_minutes else { continue };
            let Some(recorded) = recorded(world, visit) else {
                out.judge(visit, UNKNOWN);
                continue;
            };
            if recorded.minutes >= level {
                out.judge(visit, Outcome::Clean);
                continue;
            }
            let named = wording::on_date(world, visit);
            let found = format!("{named} has {}; by time its level needs {level}", recorded.words());
            let by_decisions = Condition { what: "the level was chosen by time".to_owned(), holds: None };
            let conditions =
                vec![recorded.condition(true, &format!("fewer completed minutes than {level}")), by_decisions];
            let why = "By time alone the visit does not reach its level; decision making may support it";
            out.flag(visit, &Flag { conditions, ..Flag::alone(Tier::Advisory, found, why) });
        }
    }
}
