//! Fewer minutes than the billed code stands for, though enough for a lower one.
//!
//! # What it finds
//! E-visit, telephone and check-in lines with at least five recorded minutes, but fewer than their code stands for.
//!
//! # Why it matters
//! The line is paid at a level its time does not reach; the difference to the lower code has to be returned.
//!
//! # How it decides
//! 1. The completed minutes of the line, as in `minutes_below_floor`.
//! 2. At least 5, but below the band of the code: `hard`. The finding names the code of the family that stands for the
//!    recorded minutes and, with a fee schedule, its amount and the difference.
//! 3. Fewer than 5: cleared here, because `minutes_below_floor` reports it. Minutes not known: not evaluable.
//!
//! # What it leaves out
//! Codes without minutes. Telehealth visits, whose level may rest on decision making (`telehealth_time_below_level`).
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, sections 2 and 3.2; `CodingIntel`, online digital E/M (2025).

use super::minutes::{self, FLOOR, MINUTES_NEEDED, band_words, fitting_code, judge_bands};
use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::wording;
use crate::findings::{Direction, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::PatientView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "minutes_below_band",
        title: "fewer minutes than the billed code stands for",
        direction: Direction::Overpayment,
        subjects: minutes::BANDED,
        against: Kinds::NONE,
        needs: &[MINUTES_NEEDED],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "a time record that shows the minutes of the billed code",
        evidence: "the time record of the contact, entry by entry, and who spent the time",
        source: "CodingIntel, online digital E/M (2025); project rulebook 2 and 3.2 (2026-11-30)",
        page: include_str!("minutes_below_band.rs"),
        examples: include_str!("../../tests/fixtures/rules/minutes_below_band.md"),
    },
    prepare: &|_, _| Check::patient(MinutesBelowBand),
};

struct MinutesBelowBand;

impl PatientCheck for MinutesBelowBand {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        judge_bands(patient, out, |line, band, recorded, out| {
            if recorded.minutes < FLOOR {
                out.judge(line, Outcome::Cleared("fewer than five minutes: see minutes_below_floor"));
            } else if recorded.minutes >= band.0 {
                out.judge(line, Outcome::Clean);
            } else {
                let suggested_code = fitting_code(world, line, recorded.minutes);
                let amounts = minutes::amounts(world, line, suggested_code);
                let found = format!(
                    "{} has {}, but the code stands for {}{}{}",
                    wording::on_date(world, line),
                    recorded.words(),
                    band_words(band),
                    wording::successors(suggested_code.as_slice()),
                    amounts.lower_words(line)
                );
                let what = format!("fewer completed minutes than {}", band.0);
                let flag = Flag::alone(Tier::Hard, found, "The time supports the lower code only");
                let conditions = vec![recorded.condition(true, &what)];
                out.flag(line, &Flag { suggested_code, expected: amounts.suggested, conditions, ..flag });
            }
        });
    }
}
