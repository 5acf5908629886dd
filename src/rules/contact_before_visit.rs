//! A telephone service, check-in or image review that leads to a visit or procedure within a day, or at the soonest
//! appointment.
//!
//! # What it finds
//! A contact followed by a visit within 24 hours, or by a visit for the same problem within the next few days.
//!
//! # Why it matters
//! A contact that ends in a visit within 24 hours, or at the soonest available appointment, is part of that visit.
//!
//! # How it decides
//! 1. Candidates are visits and procedures of the patient after the contact, of the same clinician or of the same group and
//!    specialty; beside contacts of clinicians without E/M, assessment services count too. Only a fee schedule tells which
//!    codes are procedures (global days 000, 010 or 090). Until 2025-12-31 G0071 is a contact too; it counts by billing
//!    group.
//! 2. One day later, same diagnosis: `presumptive`; otherwise `advisory`.
//! 3. Two to `soonest_days` days later, same diagnosis: `advisory` (soonest available appointment).
//! 4. When both lines carry start and end times, "one day later" means more than 0 and at most 24 hours from the end of
//!    the contact to the start of the visit, on whatever date; a later visit falls under step 3.
//! 5. Same group only: nothing. A transition code, or a visit that the payer denied: `advisory` at most.
//! 6. A colleague's visit that would count if a blank billing group were known, or a procedure dated outside the loaded fee
//!    schedules: not evaluable.
//! 7. Clean, but the look-ahead reaches past the data: provisional.
//!
//! # What it leaves out
//! Whether the visit was the soonest available appointment: `soonest_days` stands for it.
//! Without times, a visit later on the same day (`contact_after_related_visit` looks at that day).
//!
//! # Settings
//! `soonest_days`, `families`, `require_same_diagnosis`, `scope`, `diagnosis_match`, `ignored_diagnosis_prefixes`,
//! `visit_sets`.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.1; OIG A-05-23-00001, April 2026 (one day); CodingIntel, virtual communication.

use super::outcomes::Outcomes;
use super::rule::{Check, PatientCheck, Rule};
use super::settings::{
    CONTACT_FAMILIES, DIAGNOSIS_MATCH, GROUP_NEEDED, IGNORED_DIAGNOSES, REQUIRE_SAME_DIAGNOSIS, SCOPE, VISIT_SETS,
    WITHOUT_PROCEDURES, days,
};
use super::visits;
use super::windows::{ContactWindows, is_contact};
use crate::findings::{Direction, RuleCard};
use crate::reference::Kinds;
use crate::timeline::PatientView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "contact_before_visit",
        title: "a contact that leads to a visit within a day, or at the soonest appointment",
        direction: Direction::Overpayment,
        subjects: Kinds::CONTACT.or(Kinds::RHC_WRAPPER),
        against: Kinds::VISIT.or(Kinds::ASSESSMENT).or(Kinds::PROCEDURE),
        needs: &[],
        clean_needs: &[GROUP_NEEDED],
        without: WITHOUT_PROCEDURES,
        settings: &[
            days(
                "soonest_days",
                3,
                1,
                30,
                "days within which a visit counts as the soonest appointment; a larger value flags more",
            ),
            CONTACT_FAMILIES,
            REQUIRE_SAME_DIAGNOSIS,
            SCOPE,
            DIAGNOSIS_MATCH,
            IGNORED_DIAGNOSES,
            VISIT_SETS,
        ],
        clears: "a record that the visit was already arranged, or for another problem",
        evidence: "the contact's note, and when the visit was arranged",
        source: "OIG A-05-23-00001 (April 2026); CodingIntel, virtual communication; project rulebook 3.1 (2026-11-30)",
        page: include_str!("contact_before_visit.rs"),
        examples: include_str!("../../tests/fixtures/rules/contact_before_visit.md"),
    },
    prepare: &|settings, world| {
        Check::patient(ContactBeforeVisit {
            soonest_days: settings.days("soonest_days"),
            families: super::windows::families(settings),
            windows: ContactWindows::new(settings, world),
        })
    },
};

struct ContactBeforeVisit {
    soonest_days: i32,
    families: Kinds,
    windows: ContactWindows,
}

impl PatientCheck for ContactBeforeVisit {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        for contact in patient.subjects(self.families).filter(|line| is_contact(patient.world, line)) {
            let window = self.windows.of(patient.world, contact);
            let visits = visits::after_contact(window, patient, contact, self.soonest_days);
            let clean = patient.world.outcome_of_clean(contact.date, 0, self.soonest_days);
            let why =
                "A contact that ends in a visit within 24 hours or at the soonest appointment is part of that visit";
            window.conclude(contact, (visits, (0, self.soonest_days)), why, clean, out);
        }
    }
}
