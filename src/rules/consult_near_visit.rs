//! A consult between clinicians near a visit of the consultant.
//!
//! # What it finds
//! A consult between clinicians and a visit of the same patient with the same consultant within fourteen days.
//!
//! # Why it matters
//! A consult without the patient is paid when the consultant does not see the patient: one that leads to a visit, or that
//! follows one, is part of that visit.
//!
//! # How it decides
//! 1. Judged are 99446 to 99449 and 99451. 99452 is the asking clinician's own work.
//! 2. A visit of the patient by the same consultant on the day of the consult or up to `window_days` days after it:
//!    `presumptive`. Up to `window_days` days before it: `advisory`.
//! 3. A transition code, or a visit that the payer denied: `advisory` at most. The finding takes the strongest tier and names
//!    every visit at that tier, nearest first.
//! 4. Clean, but the look-back starts before the data: not evaluable; but the look-ahead reaches past them: provisional.
//!
//! # What it leaves out
//! Visits with colleagues of the consultant. Whether the visit was already arranged, or for another problem.
//!
//! # Settings
//! `window_days`, `visit_sets`.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.3; MGMA, `UTHealth` and ACAAI on interprofessional consults, read 2026.

use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::settings::{VISIT_SETS, days};
use super::windows::{ASKING, Strongest, visit_tier};
use super::wording;
use crate::claim::ClaimLine;
use crate::findings::{Direction, RuleCard, Settings, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, ProviderRelation, by_nearness};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "consult_near_visit",
        title: "a consult between clinicians near a visit of the consultant",
        direction: Direction::Overpayment,
        subjects: Kinds::INTERPROFESSIONAL,
        against: Kinds::VISIT,
        needs: &[],
        clean_needs: &[],
        without: &[],
        settings: &[
            days("window_days", 14, 1, 60, "how far from the consult a visit counts; a larger value flags more"),
            VISIT_SETS,
        ],
        clears: "a record that the visit was for another problem",
        evidence: "the consultant's report, the note of the visit, and when the visit was arranged",
        source: "MGMA; UTHealth; ACAAI, interprofessional consults (read 2026); project rulebook 3.3 (2026-11-30)",
        page: include_str!("consult_near_visit.rs"),
        examples: include_str!("../../tests/fixtures/rules/consult_near_visit.md"),
    },
    prepare: &|settings, _| Check::patient(ConsultNearVisit::new(settings)),
};

struct ConsultNearVisit {
    window_days: i32,
    visits: Kinds,
}

impl ConsultNearVisit {
    fn new(settings: &Settings) -> Self {
        let sets = settings.names("visit_sets").iter().map(String::as_str);
        let visits = Kinds::from_names(sets).unwrap_or(Kinds::VISIT);
        Self { window_days: settings.days("window_days"), visits }
    }

    fn near<'a>(&self, patient: PatientView<'a>, consult: &ClaimLine) -> Strongest<'a> {
        let (world, date) = (patient.world, consult.date);
        let mut strongest = Strongest::default();
        for visit in patient.services_between(date.plus(-self.window_days), date.plus(self.window_days)) {
            let counts = world.kinds(visit).meets(self.visits)
                && world.relation(consult, visit) == ProviderRelation::SameClinician;
            if counts {
                let tier = if date <= visit.date { Tier::Presumptive } else { Tier::Advisory };
                strongest.offer(visit_tier(world, visit, tier), visit);
            }
        }
        strongest
    }
}

impl PatientCheck for ConsultNearVisit {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for consult in patient.subjects(Kinds::INTERPROFESSIONAL).filter(|line| world.code(line) != ASKING) {
            let mut near = self.near(patient, consult);
            let Some(tier) = near.tier else {
                out.judge(consult, world.outcome_of_clean(consult.date, self.window_days, self.window_days));
                continue;
            };
            near.lines.sort_by(|a, b| by_nearness(world, consult, a, b));
            let diagnosis = out.diagnosis(consult, near.lines[0]);
            let found = wording::comparison(world, consult, &near.lines, diagnosis);
            let why = "A consult near a visit of the consultant is part of that visit";
            let window = Some((-self.window_days, self.window_days));
            let flag = Flag::alone(tier, found, why);
            out.flag(consult, &Flag { related: &near.lines, diagnosis, window, ..flag });
        }
    }
}
