//! A telehealth visit on the day of another visit.
//!
//! # What it finds
//! A telehealth visit and another visit of one patient on one date, by the same clinician or by the same group and
//! specialty.
//!
//! # Why it matters
//! Visits of one day are combined into one: the work of both chooses one level.
//!
//! # How it decides
//! 1. Candidates are visits of the patient on the same date with a strong relation.
//! 2. Beside a visit that is not telehealth, the telehealth visit is flagged.
//! 3. Among telehealth visits all but the first, by claim id and line number, are flagged.
//! 4. Always `presumptive`; beside a transition code `advisory`, because its date may be that of another day.
//! 5. The claim of a second payer is cleared, and plays no part for other lines. A colleague's visit whose billing group, or
//!    the subject's, is blank: not evaluable.
//!
//! # What it leaves out
//! Two visits in different settings that a payer may accept with a modifier. Assessment services.
//!
//! # Settings
//! `scope`, `diagnosis_match`, `ignored_diagnosis_prefixes`, `visit_sets`.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.1; telemedicine codes 98000-98007 (starting document 2), 2025.

use super::outcomes::Outcomes;
use super::rule::{Check, PatientCheck, Rule};
use super::settings::{DIAGNOSIS_MATCH, GROUP_NEEDED, IGNORED_DIAGNOSES, SCOPE, VISIT_SETS};
use super::windows::{SECOND_PAYER, Strongest, Window, comes_first, visit_tier};
use crate::findings::{Direction, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, Strength};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "telehealth_visit_same_day",
        title: "a telehealth visit on the day of another visit",
        direction: Direction::Overpayment,
        subjects: Kinds::TELEHEALTH_VISIT,
        against: Kinds::VISIT,
        needs: &[],
        clean_needs: &[GROUP_NEEDED],
        without: &[],
        settings: &[SCOPE, DIAGNOSIS_MATCH, IGNORED_DIAGNOSES, VISIT_SETS],
        clears: "notes that show two separate services which this payer accepts on one day",
        evidence: "the notes of both visits",
        source: "telemedicine codes 98000-98007, starting document 2 (2025); project rulebook 3.1 (2026-11-30)",
        page: include_str!("telehealth_visit_same_day.rs"),
        examples: include_str!("../../tests/fixtures/rules/telehealth_visit_same_day.md"),
    },
    prepare: &|settings, world| Check::patient(TelehealthVisitSameDay(Window::new(settings, world))),
};

struct TelehealthVisitSameDay(Window);

impl PatientCheck for TelehealthVisitSameDay {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for subject in patient.subjects(Kinds::TELEHEALTH_VISIT) {
            if subject.is_copy {
                out.judge(subject, SECOND_PAYER);
                continue;
            }
            let visits = self.0.visits_for(Kinds::TELEHEALTH_VISIT);
            let mut strongest = Strongest::default();
            for visit in patient.on(subject.date).iter().filter(|line| world.kinds(line).meets(visits)) {
                let is_telehealth = world.kinds(visit).meets(Kinds::TELEHEALTH_VISIT);
                let comes_earlier = !is_telehealth || comes_first(world, visit, subject);
                if subject.is(visit) || visit.is_copy || !comes_earlier {
                    continue;
                }
                self.0.offer(world, (subject, visit), &mut strongest, |strength| {
                    (strength == Strength::Strong).then(|| visit_tier(world, visit, Tier::Presumptive))
                });
            }
            let why = "Visits of one day are combined into one";
            self.0.conclude(subject, (strongest, (0, 0)), why, Outcome::Clean, out);
        }
    }
}
