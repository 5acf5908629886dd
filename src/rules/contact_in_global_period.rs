//! An e-visit, contact or telehealth visit inside the global period of a procedure.
//!
//! # What it finds
//! E-visit, telephone, check-in and image lines and telehealth visits by the clinician of a procedure, or by a colleague of the same group and
//! specialty, inside the days that the procedure's payment covers.
//!
//! # Why it matters
//! The payment of a procedure covers the related follow-up of its global period; a contact about it is not paid again.
//!
//! # How it decides
//! 1. The global days of the patient's procedures come from the fee schedule in force on the day of the procedure.
//! 2. A procedure with a strong relation counts on its own day with 000 global days, from 1 to 10 days before the contact
//!    with 010, and from 90 days before it to one day after it with 090.
//! 3. Diagnosis in common: `presumptive`; unknown: `advisory`; different: cleared. Modifier 24 on the contact clears it.
//! 4. No such procedure, and the 90 days before or the contact's own date lie outside the loaded fee schedules, or a
//!    procedure is dated outside them: not evaluable. History shorter than 90 days: not evaluable. The next day beyond
//!    the data: provisional. Otherwise clean.
//!
//! # What it leaves out
//! Maternity care and codes whose global days the carrier sets. Procedures the patient had at another group.
//!
//! # Settings
//! `scope`, `diagnosis_match`, `ignored_diagnosis_prefixes`.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.1; CMS PPRRVU record layout, global days (2025); Medical Coding Rights, e-visits.

use super::global_periods::{self, AFTER, BEFORE, Procedures};
use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::settings::{DIAGNOSIS_MATCH, GROUP_NEEDED, IGNORED_DIAGNOSES, SCOPE};
use super::windows::{PROCEDURE_UNKNOWN, Strongest, Window};
use super::wording;
use crate::claim::{ClaimLine, Field};
use crate::findings::{Condition, Direction, Input, Need, Outcome, RuleCard};
use crate::reference::{FeeSchedule, Kinds};
use crate::timeline::{PatientView, by_nearness};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "contact_in_global_period",
        title: "an e-visit, contact or telehealth visit inside the global period of a procedure",
        direction: Direction::Overpayment,
        subjects: Kinds::E_VISIT.or(Kinds::CONTACT).or(Kinds::TELEHEALTH_VISIT),
        against: Kinds::PROCEDURE,
        needs: &[&[Need::Table(Input::FeeSchedule)]],
        clean_needs: &[GROUP_NEEDED],
        without: &[],
        settings: &[SCOPE, DIAGNOSIS_MATCH, IGNORED_DIAGNOSES],
        clears: "a note that shows a problem unrelated to the procedure",
        evidence: "the message or call, the operative note, and the follow-up plan",
        source: "CMS PPRRVU record layout, global days (2025); project rulebook 3.1 (2026-11-30)",
        page: include_str!("contact_in_global_period.rs"),
        examples: include_str!("../../tests/fixtures/rules/contact_in_global_period.md"),
    },
    prepare: &|settings, world| Check::patient(ContactInGlobalPeriod(Window::new(settings, world))),
};

struct ContactInGlobalPeriod(Window);

impl PatientCheck for ContactInGlobalPeriod {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        let Some(fees) = &world.reference.fees else { return };
        for contact in patient.subjects(RULE.card.subjects) {
            let Procedures { mut strongest, undated } = global_periods::around(&self.0, patient, contact, fees);
            let has_24 = world.names.modifier_texts(contact.modifiers).any(|modifier| modifier == "24");
            // The modifier would clear a procedure of a colleague too.
            strongest.group_unknown &= !has_24;
            let any = strongest.tier.is_some() || strongest.cleared.is_some();
            let covered = fees.covers(contact.date) && fees.covers(contact.date.plus(-BEFORE));
            let outcome = if any && has_24 {
                Some(Outcome::Cleared("modifier 24"))
            } else if strongest.tier.is_some() {
                None
            } else if undated && !strongest.group_unknown {
                Some(PROCEDURE_UNKNOWN)
            } else {
                let clean = if covered {
                    world.outcome_of_clean(contact.date, BEFORE, AFTER)
                } else {
                    Outcome::NotEvaluable("the dates reach outside the loaded fee schedules")
                };
                Some(strongest.outcome_of_silence(clean))
            };
            match outcome {
                Some(outcome) => out.judge(contact, outcome),
                None => self.flag(contact, strongest, fees, out),
            }
        }
    }
}

impl ContactInGlobalPeriod {
    fn flag(&self, contact: &ClaimLine, mut strongest: Strongest<'_>, fees: &FeeSchedule, out: &mut Outcomes<'_>) {
        let world = out.world();
        let Some(tier) = strongest.tier else { return };
        strongest.lines.sort_by(|a, b| by_nearness(world, contact, a, b));
        let nearest = strongest.lines[0];
        let Some((first, last)) = global_periods::of(world, nearest, fees) else { return };
        let diagnosis = self.0.diagnosis(contact, nearest);
        let days = match last {
            0 => "000",
            10 => "010",
            _ => "090",
        };
        let found = format!(
            "{}: the procedure has {days} global days, which run from {} to {}",
            wording::comparison(world, contact, &strongest.lines, diagnosis),
            nearest.date.plus(first),
            nearest.date.plus(last)
        );
        let what = format!("global days {days} of {} on {} hold {}", world.code(nearest), nearest.date, contact.date);
        let flag = Flag::alone(tier, found, "Follow-up inside a global period is part of the procedure's payment");
        let window = Some((-last, -first));
        // In a file without modifiers nobody can say.
        let holds = out.has(contact, Field::Modifier1).then_some(false);
        let conditions = vec![Condition::met(what), Condition { what: "modifier 24 on the contact".to_owned(), holds }];
        out.flag(contact, &Flag { related: &strongest.lines, diagnosis, window, conditions, ..flag });
    }
}
