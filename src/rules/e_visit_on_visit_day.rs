//! An e-visit on the day of a visit.
//!
//! # What it finds
//! An e-visit dated on the same day as a visit of the same clinician or group.
//!
//! # Why it matters
//! Work of the same day goes into the visit. For most office, consult and psychiatric visits published edits never pay
//! both to one clinician who may bill E/M.
//!
//! # How it decides
//! 1. Candidates are visits of the patient on the e-visit's date; beside e-visits of clinicians without E/M, assessment
//!    services count too.
//! 2. Same clinician, an e-visit of clinicians who may bill E/M, and 99202 to 99205, 99212 to 99215, 99242 to 99245 or a
//!    psychiatric visit: `hard`, because a published edit pairs them; but 99212 with 99422 or 99423 is `presumptive`,
//!    because there the public edit runs the other way.
//! 3. Same clinician, any other visit or e-visit: `presumptive`. Same group and specialty: `presumptive`. Same group:
//!    `advisory`. Otherwise nothing. A transition code, or a visit that the payer denied: `advisory` at most. A colleague's
//!    visit whose billing group, or the e-visit's, is blank: not evaluable.
//! 4. The finding takes the strongest tier and names every visit at that tier, by claim id.
//!
//! # What it leaves out
//! Diagnoses: they play no part on the same day. The user's own edit file (`pair_edit`).
//!
//! # Settings
//! `scope`, `diagnosis_match`, `ignored_diagnosis_prefixes`, `visit_sets`.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.1; CMS NCCI practitioner edits, 2024 Q3 (indicator 0).

use super::outcomes::Outcomes;
use super::rule::{Check, PatientCheck, Rule};
use super::settings::{DIAGNOSIS_MATCH, GROUP_NEEDED, IGNORED_DIAGNOSES, SCOPE, VISIT_SETS};
use super::visits;
use super::windows::Window;
use crate::findings::{Direction, Outcome, RuleCard};
use crate::reference::Kinds;
use crate::timeline::PatientView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "e_visit_on_visit_day",
        title: "an e-visit on the day of a visit",
        direction: Direction::Overpayment,
        subjects: Kinds::E_VISIT,
        against: Kinds::VISIT.or(Kinds::ASSESSMENT),
        needs: &[],
        clean_needs: &[GROUP_NEEDED],
        without: &[],
        settings: &[SCOPE, DIAGNOSIS_MATCH, IGNORED_DIAGNOSES, VISIT_SETS],
        clears: "a record that one of the two services was not given, or not by this clinician",
        evidence: "the message thread and the note of the visit",
        source: "CMS NCCI practitioner edits (2024 Q3); project rulebook 3.1 (2026-11-30)",
        page: include_str!("e_visit_on_visit_day.rs"),
        examples: include_str!("../../tests/fixtures/rules/e_visit_on_visit_day.md"),
    },
    prepare: &|settings, world| Check::patient(EVisitOnVisitDay(Window::new(settings, world))),
};

struct EVisitOnVisitDay(Window);

impl PatientCheck for EVisitOnVisitDay {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        for message in patient.subjects(Kinds::E_VISIT) {
            let strongest = visits::of_the_day(&self.0, patient, message);
            let why = "Messages of the day of a visit are part of that visit";
            self.0.conclude(message, (strongest, (0, 0)), why, Outcome::Clean, out);
        }
    }
}
