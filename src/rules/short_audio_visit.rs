//! An audio-only visit with ten minutes of discussion or less.
//!
//! # What it finds
//! Audio-only telehealth visits (98008-98015) behind which no more than ten minutes of discussion are recorded.
//!
//! # Why it matters
//! These visits need more than ten minutes of medical discussion, however their level was chosen; a shorter call is at
//! most a virtual check-in.
//!
//! # How it decides
//! 1. The completed minutes of the line, as in `minutes_below_floor`.
//! 2. 10 or fewer: `hard`. Minutes not known: not evaluable. Otherwise clean.
//!
//! # What it leaves out
//! Whether the recorded minutes were all discussion: it takes them at their word. Exactly ten minutes count as too few,
//! the stricter of two published readings.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.2; `ICD10monitor`, the 2025 telemedicine E/M codes.

use super::minutes::{MINUTES_NEEDED, UNKNOWN, recorded};
use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::wording;
use crate::findings::{Direction, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::PatientView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "short_audio_visit",
        title: "an audio-only visit with ten minutes of discussion or less",
        direction: Direction::Overpayment,
        subjects: Kinds::TELEHEALTH_AUDIO,
        against: Kinds::NONE,
        needs: &[MINUTES_NEEDED],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "a call record that shows more than ten minutes of medical discussion",
        evidence: "the call record and the note of the visit",
        source: "ICD10monitor, the 2025 telemedicine E/M codes; project rulebook 3.2 (2026-11-30)",
        page: include_str!("short_audio_visit.rs"),
        examples: include_str!("../../tests/fixtures/rules/short_audio_visit.md"),
    },
    prepare: &|_, _| Check::patient(ShortAudioVisit),
};

/// The most minutes that are too few.
const TOO_FEW: i64 = 10;

struct ShortAudioVisit;

impl PatientCheck for ShortAudioVisit {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for visit in patient.subjects(Kinds::TELEHEALTH_AUDIO) {
            match recorded(world, visit) {
                None => out.judge(visit, UNKNOWN),
                Some(recorded) if recorded.minutes > TOO_FEW => out.judge(visit, Outcome::Clean),
                Some(recorded) => {
                    let named = wording::on_date(world, visit);
                    let found = format!("{named} has {}; it needs more than {TOO_FEW}", recorded.words());
                    let conditions = vec![recorded.condition(true, "10 or fewer completed minutes")];
                    let why = "An audio-only visit needs more than ten minutes of medical discussion";
                    out.flag(visit, &Flag { conditions, ..Flag::alone(Tier::Hard, found, why) });
                }
            }
        }
    }
}
