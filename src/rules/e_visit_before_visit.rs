//! An e-visit that leads to a visit within seven days.
//!
//! # What it finds
//! An e-visit followed 1 to 7 days later by a visit of the same clinician, or of the same group and specialty.
//!
//! # Why it matters
//! When the messages end in a visit within the period, their time is counted into that visit.
//! The visit stands; the e-visit is not reported.
//!
//! # How it decides
//! 1. Candidates are visits of the patient 1 to `lookahead_days` days after the e-visit; beside e-visits of clinicians
//!    without E/M, assessment services count too.
//! 2. Strong relation, fewer than `lookahead_days` days: `presumptive`, whatever the diagnosis. Strong relation,
//!    exactly `lookahead_days` days: `advisory` (boundary).
//! 3. Same group only, fewer than `lookahead_days` days, same diagnosis: `advisory`.
//! 4. The finding takes the strongest tier and names every visit at that tier, nearest first.
//! 5. A transition code (99495, 99496), or a visit that the payer denied: `advisory` at most; a denied visit clears nothing.
//! 6. A colleague's visit that would count if a blank billing group were known: not evaluable.
//! 7. Clean, but the look-ahead reaches past the data: provisional.
//!
//! # What it leaves out
//! Visits of the same day (`e_visit_on_visit_day`). Whether the visit was planned before the messages began.
//!
//! # Settings
//! `lookahead_days`, `require_same_diagnosis`, `scope`, `diagnosis_match`, `ignored_diagnosis_prefixes`, `visit_sets`.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.1; CodingIntel, online digital E/M; APA, Psychiatric News, December 2019.

use super::outcomes::Outcomes;
use super::rule::{Check, PatientCheck, Rule};
use super::settings::{
    DIAGNOSIS_MATCH, GROUP_NEEDED, IGNORED_DIAGNOSES, REQUIRE_SAME_DIAGNOSIS, SCOPE, VISIT_SETS, days,
};
use super::visits;
use super::windows::Window;
use crate::findings::{Direction, RuleCard};
use crate::reference::Kinds;
use crate::timeline::PatientView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "e_visit_before_visit",
        title: "an e-visit that leads to a visit within seven days",
        direction: Direction::Overpayment,
        subjects: Kinds::E_VISIT,
        against: Kinds::VISIT.or(Kinds::ASSESSMENT),
        needs: &[],
        clean_needs: &[GROUP_NEEDED],
        without: &[],
        settings: &[
            days("lookahead_days", 7, 1, 60, "how far ahead a visit counts; a larger value flags more"),
            REQUIRE_SAME_DIAGNOSIS,
            SCOPE,
            DIAGNOSIS_MATCH,
            IGNORED_DIAGNOSES,
            VISIT_SETS,
        ],
        clears: "a record that the visit was for something else and already arranged",
        evidence: "the message thread, and when and why the visit was arranged",
        source: "CodingIntel, online digital E/M; APA, Psychiatric News (December 2019); project rulebook 3.1 (2026-11-30)",
        page: include_str!("e_visit_before_visit.rs"),
        examples: include_str!("../../tests/fixtures/rules/e_visit_before_visit.md"),
    },
    prepare: &|settings, world| {
        let lookahead_days = settings.days("lookahead_days");
        Check::patient(EVisitBeforeVisit { lookahead_days, window: Window::new(settings, world) })
    },
};

struct EVisitBeforeVisit {
    lookahead_days: i32,
    window: Window,
}

impl PatientCheck for EVisitBeforeVisit {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        for message in patient.subjects(Kinds::E_VISIT) {
            let visits = visits::after_message(&self.window, patient, message, self.lookahead_days);
            let clean = patient.world.outcome_of_clean(message.date, 0, self.lookahead_days);
            let why = "Messages that end in a visit within 7 days are counted into that visit, which stands";
            self.window.conclude(message, (visits, (1, self.lookahead_days)), why, clean, out);
        }
    }
}
