//! A contact without evaluation.
//!
//! # What it finds
//! An e-visit, telephone, check-in or image line whose every entry in the activity log is marked as not evaluative: results
//! passed on, appointments made, medicines refilled.
//!
//! # Why it matters
//! These codes pay for evaluating a patient's problem. Errands are part of the practice's running and are not billed.
//!
//! # How it decides
//! 1. The activities of the log that name the line's claim and patient, and are of a kind its code is billed for, belong to
//!    the line; where several lines of the claim fit, to those nearest in date.
//! 2. One of them is marked evaluative: clean.
//! 3. All are marked as not evaluative: `presumptive`.
//! 4. No activity belongs to the line, or some are not marked and none is evaluative: not evaluable.
//!
//! # What it leaves out
//! Contacts that the log does not link to a claim. Whether the mark is right: the text of the contact would tell.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.2; CodingIntel, online digital E/M; AAFP, online digital E/M services, read 2026.

use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::wording;
use crate::claim::{Activity, ClaimLine};
use crate::findings::{Condition, Direction, Input, Need, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, World};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "non_evaluative_contact",
        title: "a contact without evaluation",
        direction: Direction::Overpayment,
        subjects: Kinds::E_VISIT.or(Kinds::CONTACT),
        against: Kinds::NONE,
        needs: &[&[Need::Table(Input::ActivityLog)]],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "a note that shows a problem was evaluated",
        evidence: "the texts of the messages or the note of the call",
        source: "CodingIntel, online digital E/M; AAFP, online digital E/M services (read 2026); project rulebook 3.2 (2026-11-30)",
        page: include_str!("non_evaluative_contact.rs"),
        examples: include_str!("../../tests/fixtures/rules/non_evaluative_contact.md"),
    },
    prepare: &|_, _| Check::patient(NonEvaluativeContact),
};

struct NonEvaluativeContact;

impl PatientCheck for NonEvaluativeContact {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        for line in patient.subjects(RULE.card.subjects) {
            let linked: Vec<&Activity> = patient.world.activities.of(line).collect();
            let all_are_marked = linked.iter().all(|activity| activity.evaluative.is_some());
            if linked.is_empty() {
                out.judge(line, Outcome::NotEvaluable("no logged contact belongs to the line"));
            } else if linked.iter().any(|activity| activity.evaluative == Some(true)) {
                out.judge(line, Outcome::Clean);
            } else if all_are_marked {
                flag(patient.world, line, &linked, out);
            } else {
                out.judge(line, Outcome::NotEvaluable("the log does not say whether the contact was evaluative"));
            }
        }
    }
}

fn flag(world: &World, line: &ClaimLine, linked: &[&Activity], out: &mut Outcomes<'_>) {
    let first = wording::logged(world, linked[0]);
    let contacts = match linked.len() {
        1 => format!("the {first}, which is all the log holds of it, is"),
        n => format!("all {n} contacts the log holds of it, the first the {first}, are"),
    };
    let found = format!("{}: {contacts} marked as not evaluative", wording::on_date(world, line));
    let n = linked.len();
    let conditions =
        vec![Condition::met(format!("marked as not evaluative: {n} of the {n} logged contacts of this claim"))];
    let why = "The code is for evaluating a problem, not for results, appointments or refills";
    out.flag(line, &Flag { conditions, ..Flag::alone(Tier::Presumptive, found, why) });
}
