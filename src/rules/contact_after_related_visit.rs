//! A telephone service, check-in or image review within seven days after a visit for the same problem.
//!
//! # What it finds
//! A contact dated 0 to 7 days after a visit of the same clinician, or of the same group and specialty, with a
//! diagnosis in common.
//!
//! # Why it matters
//! A contact that originates from a visit of the previous seven days is part of that visit.
//! OIG counted such check-ins as questioned payments.
//!
//! # How it decides
//! 1. Candidates are visits of the patient 0 to `lookback_days` days before the contact; beside contacts of clinicians
//!    without E/M, assessment services count too.
//! 2. Strong relation and same diagnosis: `presumptive`. Strong relation, diagnosis unknown: `advisory`.
//!    Same group only, same diagnosis: `advisory`.
//! 3. The finding takes the strongest tier and names every visit at that tier, nearest first.
//! 4. Nothing fired, but a strong visit with a different diagnosis is there: cleared.
//! 5. A transition code (99495, 99496), or a visit that the payer denied: `advisory` at most; a denied visit clears nothing.
//! 6. Until 2025-12-31 G0071 is a contact too; it counts by billing group. A colleague's visit that would count if a blank billing group were known: not evaluable.
//! 7. Clean, but the look-back starts before the data: not evaluable.
//!
//! # What it leaves out
//! Telehealth visits, which carry no interval. Modifiers 24, 25 and the like do not clear.
//! The order of contact and visit within one day.
//!
//! # Settings
//! `lookback_days`, `families`, `scope`, `require_same_diagnosis`, `diagnosis_match`, `ignored_diagnosis_prefixes`,
//! `visit_sets`.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.1; OIG A-05-23-00001, April 2026.

use super::outcomes::Outcomes;
use super::rule::{Check, PatientCheck, Rule};
use super::settings::{
    CONTACT_FAMILIES, DIAGNOSIS_MATCH, GROUP_NEEDED, IGNORED_DIAGNOSES, REQUIRE_SAME_DIAGNOSIS, SCOPE, VISIT_SETS, days,
};
use super::windows::{ContactWindows, is_contact};
use crate::findings::{Direction, RuleCard};
use crate::reference::Kinds;
use crate::timeline::PatientView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "contact_after_related_visit",
        title: "a telephone service, check-in or image review within seven days after a visit for the same problem",
        direction: Direction::Overpayment,
        subjects: Kinds::CONTACT.or(Kinds::RHC_WRAPPER),
        against: Kinds::VISIT.or(Kinds::ASSESSMENT),
        needs: &[],
        clean_needs: &[GROUP_NEEDED],
        without: &[],
        settings: &[
            days("lookback_days", 7, 0, 60, "how far back a visit counts; a larger value flags more"),
            CONTACT_FAMILIES,
            SCOPE,
            REQUIRE_SAME_DIAGNOSIS,
            DIAGNOSIS_MATCH,
            IGNORED_DIAGNOSES,
            VISIT_SETS,
        ],
        clears: "a note that shows the contact did not originate from the visit",
        evidence: "the call or check-in note and the note of the visit",
        source: "OIG A-05-23-00001 (April 2026); project rulebook 3.1 (2026-11-30)",
        page: include_str!("contact_after_related_visit.rs"),
        examples: include_str!("../../tests/fixtures/rules/contact_after_related_visit.md"),
    },
    prepare: &|settings, world| {
        Check::patient(ContactAfterRelatedVisit {
            lookback_days: settings.days("lookback_days"),
            families: super::windows::families(settings),
            windows: ContactWindows::new(settings, world),
        })
    },
};

struct ContactAfterRelatedVisit {
    lookback_days: i32,
    families: Kinds,
    windows: ContactWindows,
}

impl PatientCheck for ContactAfterRelatedVisit {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        for contact in patient.subjects(self.families).filter(|line| is_contact(patient.world, line)) {
            let window = self.windows.of(patient.world, contact);
            let visits = window.related_visits_before(patient, contact, (0, self.lookback_days));
            let clean = patient.world.outcome_of_clean(contact.date, self.lookback_days, 0);
            let why = "A contact that originates from a related visit of the previous 7 days is part of that visit";
            window.conclude(contact, (visits, (-self.lookback_days, 0)), why, clean, out);
        }
    }
}
