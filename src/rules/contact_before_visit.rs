//! A telephone service, check-in or image review that leads to a visit within a day, or at the soonest appointment.
//!
//! # What it finds
//! A contact followed by a visit within 24 hours, or by a visit for the same problem within the next few days.
//!
//! # Why it matters
//! A contact that ends in a visit within 24 hours, or at the soonest available appointment, is part of that visit.
//!
//! # How it decides
//! 1. Candidates are visits of the patient after the contact, of the same clinician or of the same group and
//!    specialty; beside contacts of clinicians without E/M, assessment services count too.
//! 2. One day later, same diagnosis: `presumptive`; otherwise `advisory`.
//! 3. Two to `soonest_days` days later, same diagnosis: `advisory` (soonest available appointment).
//! 4. When both lines carry start and end times, "one day later" means more than 0 and at most 24 hours from the end of
//!    the contact to the start of the visit, on whatever date; a later visit falls under step 3.
//! 5. Same group only: nothing.
//! 6. Clean, but the look-ahead reaches past the data: provisional.
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
//! Project rulebook 2026-11-21, section 3.1; OIG A-05-23-00001, April 2026 (one day); CodingIntel, virtual communication.

use super::outcomes::Outcomes;
use super::rule::{Check, PatientCheck, Rule};
use super::settings::{
    CONTACT_FAMILIES, DIAGNOSIS_MATCH, GROUP_NEEDED, IGNORED_DIAGNOSES, REQUIRE_SAME_DIAGNOSIS, SCOPE, VISIT_SETS, days,
};
use super::windows::{Strongest, Window};
use crate::claim::{ClaimLine, DiagnosisRelation};
use crate::findings::{Direction, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, Strength};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "contact_before_visit",
        title: "a contact that leads to a visit within a day, or at the soonest appointment",
        direction: Direction::Overpayment,
        subjects: Kinds::CONTACT,
        against: Kinds::VISIT.or(Kinds::ASSESSMENT),
        needs: &[],
        clean_needs: &[GROUP_NEEDED],
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
        source: "OIG A-05-23-00001 (April 2026); CodingIntel, virtual communication; project rulebook 3.1 (2026-11-21)",
        page: include_str!("contact_before_visit.rs"),
        examples: include_str!("../../tests/fixtures/rules/contact_before_visit.md"),
    },
    prepare: &|settings, world| {
        Check::patient(ContactBeforeVisit {
            soonest_days: settings.days("soonest_days"),
            families: super::windows::families(settings),
            window: Window::new(settings, world),
        })
    },
};

struct ContactBeforeVisit {
    soonest_days: i32,
    families: Kinds,
    window: Window,
}

/// How soon a visit follows a contact.
enum Following {
    Within24Hours,
    AtSoonestAppointment,
    Not,
}

impl PatientCheck for ContactBeforeVisit {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        for contact in patient.subjects(self.families) {
            let visits = self.visits_after(patient, contact);
            let clean = patient.world.outcome_of_clean(contact.date, 0, self.soonest_days);
            let why =
                "A contact that ends in a visit within 24 hours or at the soonest appointment is part of that visit";
            self.window.conclude(contact, (visits, (0, self.soonest_days)), why, clean, out);
        }
    }
}

impl ContactBeforeVisit {
    fn visits_after<'a>(&self, patient: PatientView<'a>, contact: &ClaimLine) -> Strongest<'a> {
        let visits = self.window.visits_for(patient.world.kinds(contact));
        let mut strongest = Strongest::default();
        for visit in patient.between(contact.date, contact.date.plus(self.soonest_days.max(2))) {
            let counts = patient.world.kinds(visit).meets(visits)
                && self.window.strength(patient.world, contact, visit) == Strength::Strong;
            if !counts {
                continue;
            }
            let same = self.window.diagnosis(contact, visit);
            match (self.following(contact, visit), same) {
                (Following::Within24Hours | Following::AtSoonestAppointment, DiagnosisRelation::Unknown)
                    if self.window.require_same_diagnosis =>
                {
                    strongest.unknown = true;
                }
                (Following::Within24Hours, DiagnosisRelation::Same) => strongest.offer(Tier::Presumptive, visit),
                (Following::Within24Hours | Following::AtSoonestAppointment, DiagnosisRelation::Different)
                    if self.window.require_same_diagnosis =>
                {
                    strongest.different = true;
                }
                (Following::Within24Hours, _) | (Following::AtSoonestAppointment, DiagnosisRelation::Same) => {
                    strongest.offer(Tier::Advisory, visit);
                }
                _ => {}
            }
        }
        strongest
    }

    fn following(&self, contact: &ClaimLine, visit: &ClaimLine) -> Following {
        const DAY_SECONDS: i64 = 24 * 60 * 60;
        let gap = contact.date.gap_to(visit.date);
        let times = [contact.start, contact.end, visit.start, visit.end].map(crate::claim::Moment::known);
        let one_day_later = match times {
            [Some(_), Some(contact_end), Some(visit_start), Some(_)] => match visit_start.0 - contact_end.0 {
                ..=0 => return Following::Not,
                seconds => seconds <= DAY_SECONDS,
            },
            _ => gap == 1,
        };
        if one_day_later {
            Following::Within24Hours
        } else if (1..=self.soonest_days).contains(&gap) {
            Following::AtSoonestAppointment
        } else {
            Following::Not
        }
    }
}
