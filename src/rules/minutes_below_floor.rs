//! Fewer than five minutes: no code at all.
//!
//! # What it finds
//! E-visit, telephone and check-in lines behind which fewer than five minutes are recorded.
//!
//! # Why it matters
//! The shortest of these codes stands for five minutes; less is not billable under any of them.
//!
//! # How it decides
//! 1. The completed minutes of the line: as recorded on it, else from its start and end, else the practitioner's own
//!    minutes among the logged contacts of the line. Staff time never counts; fractions of a minute are dropped.
//! 2. Fewer than 5: `hard`. Minutes not known: not evaluable. Otherwise clean.
//!
//! # What it leaves out
//! Codes without minutes, such as the online services before 2020 and picture reviews.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, sections 2 and 3.2; `CodingIntel`, online digital E/M (2025).

use super::minutes::{self, FLOOR, MINUTES_NEEDED, judge_bands};
use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::wording;
use crate::findings::{Direction, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::PatientView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "minutes_below_floor",
        title: "fewer than five minutes behind the code",
        direction: Direction::Overpayment,
        subjects: minutes::BANDED,
        against: Kinds::NONE,
        needs: &[MINUTES_NEEDED],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "a time record that shows five minutes or more of the practitioner's own time",
        evidence: "the time record of the contact, entry by entry, and who spent the time",
        source: "CodingIntel, online digital E/M (2025); project rulebook 2 and 3.2 (2026-11-30)",
        page: include_str!("minutes_below_floor.rs"),
        examples: include_str!("../../tests/fixtures/rules/minutes_below_floor.md"),
    },
    prepare: &|_, _| Check::patient(MinutesBelowFloor),
};

struct MinutesBelowFloor;

impl PatientCheck for MinutesBelowFloor {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        judge_bands(patient, out, |line, _, recorded, out| {
            if recorded.minutes >= FLOOR {
                out.judge(line, Outcome::Clean);
                return;
            }
            let named = wording::on_date(patient.world, line);
            let found =
                format!("{named} has {}; no code of its family stands for fewer than {FLOOR}", recorded.words());
            let conditions = vec![recorded.condition(true, "fewer than 5 completed minutes")];
            let why = "Fewer than five minutes of the practitioner's own time are not billable";
            out.flag(line, &Flag { conditions, ..Flag::alone(Tier::Hard, found, why) });
        });
    }
}
