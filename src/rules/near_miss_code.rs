//! A code that looks like a typing error for an audited one.
//!
//! # What it finds
//! A code that is in no known family, is not a real code, and is one edit or swap of neighbours away from exactly one
//! audited code, such as 97970 for 98970.
//!
//! # Why it matters
//! A mistyped code hides a communication service from every other rule, and from the payer.
//!
//! # How it decides
//! 1. The code is compared with every audited code: one character changed, added, dropped, or two neighbours swapped.
//! 2. Exactly one audited code is that near, and the code is neither in the user's fee schedule nor on the shipped list of
//!    real neighbours: `advisory`, direction `form`.
//!
//! # What it leaves out
//! Codes that are near two audited codes: nobody can say which was meant. Such lines count as out of scope.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.5; numbers in CMS MUE and NCCI tables 2024 Q3 and PPRRVU January 2025.

use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::wording;
use crate::findings::{Direction, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::PatientView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "near_miss_code",
        title: "a code that looks like a typing error for an audited one",
        direction: Direction::Form,
        subjects: Kinds::NEAR_MISS,
        against: Kinds::NONE,
        needs: &[],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "proof that the code is real and was meant",
        evidence: "the charge slip or the note behind the code",
        source: "CMS MUE and NCCI tables (2024 Q3), PPRRVU (January 2025); project rulebook 3.5 (2026-11-30)",
        page: include_str!("near_miss_code.rs"),
        examples: include_str!("../../tests/fixtures/rules/near_miss_code.md"),
    },
    prepare: &|_, _| Check::patient(NearMissCode),
};

struct NearMissCode;

impl PatientCheck for NearMissCode {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for line in patient.subjects(Kinds::NEAR_MISS) {
            let Some(audited) = world.facts(line).near_miss_of else { continue };
            let found = format!(
                "{} carries a code that is not real and is one keystroke away from {audited}",
                wording::on_date(world, line)
            );
            let why = "A mistyped code hides a communication service from every other rule";
            out.flag(line, &Flag { suggested_code: Some(audited), ..Flag::alone(Tier::Advisory, found, why) });
        }
    }
}
