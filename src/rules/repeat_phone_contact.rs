//! A second telephone service inside the seven-day period of another.
//!
//! # What it finds
//! A telephone code reported while the seven-day period of an earlier one, of the same patient and clinician, is open.
//!
//! # Why it matters
//! The telephone codes are reported once per seven days and problem.
//! Calls that follow within the period belong to the first.
//!
//! # How it decides
//! 1. Lines are grouped by patient, family (with and without E/M apart) and rendering clinician.
//! 2. In order of date, then higher code, then claim id, then line number, the first line opens a period.
//! 3. A later line less than `window_days` after the opener is flagged: `presumptive`, or `advisory` when it comes on a
//!    later day with a different diagnosis. A flagged line opens no period.
//! 4. A line exactly `window_days` after the opener is the boundary: `advisory`, and it opens the next period.
//! 5. A later line is clean and opens the next period.
//! 6. The same service on the claim of a second payer (equal clinician, date, code and modifiers) is cleared.
//!
//! # What it leaves out
//! Calls of colleagues in the same group, unless `scope = "group"`. Virtual check-ins, which have no such period.
//!
//! # Settings
//! `window_days`, `boundary`, `model`, `different_diagnosis`, `require_same_diagnosis`, `scope`, `diagnosis_match`,
//! `ignored_diagnosis_prefixes`.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.1; whatismedicalinsurancebilling.org, telephone section rules, read 2026.

use super::outcomes::Outcomes;
use super::repeats::{Pool, Repeats, SETTINGS};
use super::rule::{Check, PatientCheck, Rule};
use super::settings::GROUP_NEEDED_WHEN_WIDENED;
use crate::findings::{Direction, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::PatientView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "repeat_phone_contact",
        title: "a second telephone service inside the seven-day period of another",
        direction: Direction::Overpayment,
        subjects: Kinds::PHONE,
        against: Kinds::PHONE,
        needs: &[],
        clean_needs: &[GROUP_NEEDED_WHEN_WIDENED],
        without: &[],
        settings: &SETTINGS,
        clears: "notes that show two unrelated problems",
        evidence: "the call log and the note of both calls",
        source: "telephone section rules (whatismedicalinsurancebilling.org, 2026); project rulebook 3.1 (2026-11-30)",
        page: include_str!("repeat_phone_contact.rs"),
        examples: include_str!("../../tests/fixtures/rules/repeat_phone_contact.md"),
    },
    prepare: &|settings, world| {
        let why = "The telephone codes are reported once per seven days by one clinician";
        Check::patient(RepeatPhoneContact(Repeats::new(settings, world, Pool::Clinician, Tier::Presumptive, why)))
    },
};

struct RepeatPhoneContact(Repeats);

impl PatientCheck for RepeatPhoneContact {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        for family in [Kinds::PHONE_EM, Kinds::PHONE_NQ] {
            self.0.check(patient, family, out);
        }
    }
}
