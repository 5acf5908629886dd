//! A second consult between clinicians within seven days.
//!
//! # What it finds
//! Two consults between clinicians about one patient by the same consultant, fewer than seven days apart.
//!
//! # Why it matters
//! The time of several contacts within a week is added up and billed once.
//!
//! # How it decides
//! 1. Judged are 99446 to 99449 and 99451. 99452 is the asking clinician's own work and neither counts nor is judged.
//! 2. The nearest earlier consult of the same patient and consultant: by date, then claim id, then line number.
//! 3. Fewer than `window_days` days apart: `presumptive`. A consult of the same date counts; the later by claim id and line
//!    number is flagged.
//! 4. The claim of a second payer for the same consult: cleared; it is never the earlier one.
//! 5. Clean, but the days before lie before the data: not evaluable.
//!
//! # What it leaves out
//! Consults of colleagues. Visits of the consultant (`consult_near_visit`). Whether the questions were different.
//!
//! # Settings
//! `window_days`.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.3; MGMA and `UTHealth` on interprofessional consults, once in seven days.

use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::settings::days;
use super::windows::{ASKING, SECOND_PAYER};
use super::wording;
use crate::claim::ClaimLine;
use crate::findings::{Condition, Direction, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, ProviderRelation, World};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "repeat_interprofessional_consult",
        title: "a second consult between clinicians within seven days",
        direction: Direction::Overpayment,
        subjects: Kinds::INTERPROFESSIONAL,
        against: Kinds::INTERPROFESSIONAL,
        needs: &[],
        clean_needs: &[],
        without: &[],
        settings: &[days("window_days", 7, 1, 60, "length of the period; a larger value flags consults further apart")],
        clears: "notes that show two separate questions, if the payer pays for both",
        evidence: "both requests and both reports of the consultant",
        source: "MGMA; UTHealth, interprofessional consults; project rulebook 3.3 (2026-11-30)",
        page: include_str!("repeat_interprofessional_consult.rs"),
        examples: include_str!("../../tests/fixtures/rules/repeat_interprofessional_consult.md"),
    },
    prepare: &|settings, _| {
        Check::patient(RepeatInterprofessionalConsult { window_days: settings.days("window_days") })
    },
};

struct RepeatInterprofessionalConsult {
    window_days: i32,
}

impl PatientCheck for RepeatInterprofessionalConsult {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for subject in patient.subjects(Kinds::INTERPROFESSIONAL).filter(|line| world.code(line) != ASKING) {
            if subject.is_copy {
                out.judge(subject, SECOND_PAYER);
                continue;
            }
            match self.nearest_earlier(patient, subject) {
                Some(earlier) => self.flag(world, subject, earlier, out),
                None => out.judge(subject, world.outcome_of_clean(subject.date, self.window_days - 1, 0)),
            }
        }
    }
}

impl RepeatInterprofessionalConsult {
    /// The lines of a patient stand by date, claim id and line number: the last before the subject is the nearest.
    fn nearest_earlier<'a>(&self, patient: PatientView<'a>, subject: &ClaimLine) -> Option<&'a ClaimLine> {
        let world = patient.world;
        let within = patient.between(subject.date.plus(1 - self.window_days), subject.date);
        let earlier = within.iter().take_while(|line| !line.is(subject));
        let is_consult = |line: &&ClaimLine| {
            world.kinds(line).meets(Kinds::INTERPROFESSIONAL)
                && world.code(line) != ASKING
                && !line.is_copy
                && world.relation(subject, line) == ProviderRelation::SameClinician
        };
        earlier.filter(is_consult).last()
    }

    fn flag(&self, world: &World, subject: &ClaimLine, earlier: &ClaimLine, out: &mut Outcomes<'_>) {
        let diagnosis = out.diagnosis(subject, earlier);
        let found = wording::comparison(world, subject, &[earlier], diagnosis);
        let gap = wording::days(earlier.date.gap_to(subject.date));
        let conditions = vec![Condition::met(format!("{gap} apart is fewer than {} days", self.window_days))];
        let why =
            format!("A consultant's work for one patient within {} days is added up and billed once", self.window_days);
        let flag = Flag::alone(Tier::Presumptive, found, &why);
        let window = Some((1 - self.window_days, 0));
        out.flag(subject, &Flag { related: &[earlier], diagnosis, window, conditions, ..flag });
    }
}
