//! An e-visit within seven days after a visit for the same problem.
//!
//! # What it finds
//! An e-visit dated 1 to 7 days after a visit of the same clinician, or of the same group and specialty, with a
//! diagnosis in common.
//!
//! # Why it matters
//! Messages that follow up a visit of the previous seven days are part of that visit.
//! Reporting them again is paid twice.
//!
//! # How it decides
//! 1. Candidates are visits of the patient 1 to `lookback_days` days before the e-visit; beside e-visits of clinicians
//!    without E/M, assessment services count too.
//! 2. Strong relation and same diagnosis: `presumptive`. Strong relation, diagnosis unknown: `advisory`.
//!    Same group only, same diagnosis: `advisory`.
//! 3. The finding takes the strongest tier and names every visit at that tier, nearest first.
//! 4. Nothing fired, but a strong visit with a different diagnosis is there: cleared.
//! 5. A transition code (99495, 99496), or a visit that the payer denied: `advisory` at most; a denied visit clears nothing.
//! 6. A colleague's visit that would count if a blank billing group were known: not evaluable.
//! 7. Clean, but the look-back starts before the data: not evaluable.
//!
//! # What it leaves out
//! Visits of the same day (`e_visit_on_visit_day`). Modifiers do not clear.
//! Whether the messages concern the visit's problem beyond what the diagnosis codes say.
//!
//! # Settings
//! `lookback_days`, `scope`, `require_same_diagnosis`, `diagnosis_match`, `ignored_diagnosis_prefixes`, `visit_sets`.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.1; AAFP, online digital E/M services; CodingIntel, online digital E/M.

use super::outcomes::Outcomes;
use super::rule::{Check, PatientCheck, Rule};
use super::settings::{
    DIAGNOSIS_MATCH, GROUP_NEEDED, IGNORED_DIAGNOSES, REQUIRE_SAME_DIAGNOSIS, SCOPE, VISIT_SETS, days,
};
use super::windows::Window;
use crate::findings::{Direction, RuleCard};
use crate::reference::Kinds;
use crate::timeline::PatientView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "e_visit_after_related_visit",
        title: "an e-visit within seven days after a visit for the same problem",
        direction: Direction::Overpayment,
        subjects: Kinds::E_VISIT,
        against: Kinds::VISIT.or(Kinds::ASSESSMENT),
        needs: &[],
        clean_needs: &[GROUP_NEEDED],
        without: &[],
        settings: &[
            days("lookback_days", 7, 1, 60, "how far back a visit counts; a larger value flags more"),
            SCOPE,
            REQUIRE_SAME_DIAGNOSIS,
            DIAGNOSIS_MATCH,
            IGNORED_DIAGNOSES,
            VISIT_SETS,
        ],
        clears: "a note that shows a new problem",
        evidence: "the message thread and the note of the visit",
        source: "AAFP, online digital E/M services; CodingIntel, online digital E/M; project rulebook 3.1 (2026-11-30)",
        page: include_str!("e_visit_after_related_visit.rs"),
        examples: include_str!("../../tests/fixtures/rules/e_visit_after_related_visit.md"),
    },
    prepare: &|settings, world| {
        let lookback_days = settings.days("lookback_days");
        Check::patient(EVisitAfterRelatedVisit { lookback_days, window: Window::new(settings, world) })
    },
};

struct EVisitAfterRelatedVisit {
    lookback_days: i32,
    window: Window,
}

impl PatientCheck for EVisitAfterRelatedVisit {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        for message in patient.subjects(Kinds::E_VISIT) {
            let visits = self.window.related_visits_before(patient, message, (1, self.lookback_days));
            let clean = patient.world.outcome_of_clean(message.date, self.lookback_days, 0);
            let why = "An e-visit related to a visit of the previous 7 days is not reported";
            self.window.conclude(message, (visits, (-self.lookback_days, -1)), why, clean, out);
        }
    }
}
