//! A contact that the practice began.
//!
//! # What it finds
//! An e-visit, telephone, check-in or image line whose entry in the activity log says that the practice began the contact.
//!
//! # Why it matters
//! These codes pay for answering a patient. Outreach of the practice, however long, is not billed with them.
//!
//! # How it decides
//! 1. The activities of the log that name the line's claim and patient, and are of a kind its code is billed for, belong to
//!    the line; where several lines of the claim fit, to those nearest in date.
//! 2. Of these the earliest that says who began it decides: by start, then by number.
//! 3. The practice: `hard`. The patient: clean.
//! 4. No activity belongs to the line, or none says who began it: not evaluable.
//!
//! # What it leaves out
//! Contacts that the log does not link to a claim. Whether a later message of the same week was an answer or a new start.
//! Work of staff counts like any other here: who typed does not change who began.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.2; CodingIntel, online digital E/M; CMS long descriptors of G2010, G2012 and
//! G2250 to G2252, read 2026.

use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::wording;
use crate::claim::{Activity, ClaimLine, Initiator};
use crate::findings::{Condition, Direction, Input, Need, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, World};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "contact_not_patient_initiated",
        title: "a contact that the practice began",
        direction: Direction::Overpayment,
        subjects: Kinds::E_VISIT.or(Kinds::CONTACT),
        against: Kinds::NONE,
        needs: &[&[Need::Table(Input::ActivityLog)]],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "an earlier message or call of the patient that began this contact",
        evidence: "the whole message thread or call record, with its first entry",
        source: "CodingIntel, online digital E/M; CMS long descriptors of G2010, G2012 and G2250-G2252 (read 2026); project rulebook 3.2 (2026-11-30)",
        page: include_str!("contact_not_patient_initiated.rs"),
        examples: include_str!("../../tests/fixtures/rules/contact_not_patient_initiated.md"),
    },
    prepare: &|_, _| Check::patient(ContactNotPatientInitiated),
};

struct ContactNotPatientInitiated;

impl PatientCheck for ContactNotPatientInitiated {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        for line in patient.subjects(RULE.card.subjects) {
            judge(patient.world, line, out);
        }
    }
}

fn judge(world: &World, line: &ClaimLine, out: &mut Outcomes<'_>) {
    let linked: Vec<&Activity> = world.activities.of(line).collect();
    if linked.is_empty() {
        out.judge(line, Outcome::NotEvaluable("no logged contact belongs to the line"));
        return;
    }
    let Some(first) = linked.iter().find(|activity| activity.initiator != Initiator::Unknown) else {
        out.judge(line, Outcome::NotEvaluable("the log does not say who began the contact"));
        return;
    };
    if first.initiator == Initiator::Patient {
        out.judge(line, Outcome::Clean);
        return;
    }
    let logged = wording::logged(world, first);
    let found =
        format!("{}: the log says that the practice began it, with the {logged}", wording::on_date(world, line));
    let conditions = vec![
        Condition::met(format!("the log holds contacts of this claim and kind: {}", linked.len())),
        Condition::met(format!("the earliest that says who began it is the {logged}: the practice")),
    ];
    let flag = Flag::alone(Tier::Hard, found, "The code is for contacts that the patient begins");
    out.flag(line, &Flag { conditions, ..flag });
}
