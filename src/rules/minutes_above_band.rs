//! More minutes than the billed code stands for: money nobody asked for.
//!
//! # What it finds
//! E-visit, telephone and check-in lines behind which more minutes are recorded than their code stands for.
//!
//! # Why it matters
//! A higher code would have been right; the difference is missed revenue while the claim can still be corrected.
//!
//! # How it decides
//! 1. The completed minutes of the line, as in `minutes_below_floor`: the practitioner's own time only.
//! 2. Above the band of the code, and a code of the family stands for that many: `presumptive`, direction `missed`. The
//!    finding names that code and, with a fee schedule, the difference.
//! 3. Above the band, and no code of the family stands for that many: cleared. Minutes not known: not evaluable.
//!
//! # What it leaves out
//! Whether the time limit for a corrected claim has passed. Telephone calls beyond 30 minutes, for which no code stands.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, sections 2 and 3.2; `CodingIntel`, online digital E/M (2025).

use super::minutes::{self, MINUTES_NEEDED, band_words, fitting_code, judge_bands};
use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::wording;
use crate::findings::{Direction, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::PatientView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "minutes_above_band",
        title: "more minutes than the billed code stands for",
        direction: Direction::Missed,
        subjects: minutes::BANDED,
        against: Kinds::NONE,
        needs: &[MINUTES_NEEDED],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "a time record that shows staff time, or time counted by another service",
        evidence: "the time record of the contact, entry by entry, and who spent the time",
        source: "CodingIntel, online digital E/M (2025); project rulebook 2 and 3.2 (2026-11-30)",
        page: include_str!("minutes_above_band.rs"),
        examples: include_str!("../../tests/fixtures/rules/minutes_above_band.md"),
    },
    prepare: &|_, _| Check::patient(MinutesAboveBand),
};

struct MinutesAboveBand;

impl PatientCheck for MinutesAboveBand {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        judge_bands(patient, out, |line, band, recorded, out| {
            let Some(most) = band.1.filter(|most| recorded.minutes > *most) else {
                out.judge(line, Outcome::Clean);
                return;
            };
            let Some(higher) = fitting_code(world, line, recorded.minutes) else {
                out.judge(line, Outcome::Cleared("no code of the family stands for that many minutes"));
                return;
            };
            let amounts = minutes::amounts(world, line, Some(higher));
            let found = format!(
                "{} has {}, but the code stands for {}{}{}",
                wording::on_date(world, line),
                recorded.words(),
                band_words(band),
                wording::successors(&[higher]),
                amounts.higher_words()
            );
            let conditions = vec![recorded.condition(true, &format!("more completed minutes than {most}"))];
            let flag = Flag::alone(Tier::Presumptive, found, "The time supports a higher code");
            let suggested_code = Some(higher);
            out.flag(line, &Flag { suggested_code, expected: amounts.difference(), conditions, ..flag });
        });
    }
}
