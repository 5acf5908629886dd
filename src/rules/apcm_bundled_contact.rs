//! A service that Medicare's advanced primary care management of the month already contains.
//!
//! # What it finds
//! An e-visit, check-in, image review, consult between clinicians or care-management line in the calendar month of an
//! advanced primary care management line of the same patient and billing group, billed to Medicare.
//!
//! # Why it matters
//! The monthly payment covers these services; billing one of them beside it is paid twice.
//!
//! # How it decides
//! 1. Candidates are G0556, G0557 and G0558 of the patient in the calendar month of the line, of the same billing group.
//!    Where a group number is absent the same clinician is enough.
//! 2. One is there, the line's payer is Medicare: `presumptive` for e-visits, check-ins and image reviews of clinicians who
//!    may bill E/M, consults between clinicians and care management; `advisory` for the families of clinicians without
//!    E/M, telephone among them. Payer unknown: not evaluable. Another payer: cleared.
//! 3. None is there, but one by another clinician has no group number, or the subject has none: not evaluable.
//! 4. Before 2025-01-01: clean. Otherwise clean, but the month begins before the data: not evaluable; but it ends after
//!    them: provisional.
//!
//! # What it leaves out
//! Transitional care visits of the month, which the payment covers too. Monthly programmes of other payers under the same
//! codes. Care of another group in the same month.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-21, section 3.3; Nixon Gwilt Law, advanced primary care management, 2024-07-18; Rural Health
//! Information Hub, advanced primary care management, read 2026.

use super::medicare::{Payer, payer};
use super::months::{APCM_FIRST_DAY as FIRST_DAY, GroupMonth, group_condition, span};
use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::wording;
use crate::claim::{ClaimLine, Field};
use crate::findings::{Condition, Direction, Need, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, World, by_nearness};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "apcm_bundled_contact",
        title: "a service that Medicare's advanced primary care management of the month already contains",
        direction: Direction::Overpayment,
        subjects: BUNDLED.or(BESIDE),
        against: Kinds::APCM,
        needs: &[&[Need::Column(Field::Payer)]],
        clean_needs: &[],
        settings: &[],
        clears: "a record that another practice gave the monthly service, or that it was not given",
        evidence: "who was the patient's primary care practice that month, and under which number both were billed",
        source: "Nixon Gwilt Law, advanced primary care management (2024-07-18); Rural Health Information Hub (read 2026); project rulebook 3.3 (2026-11-21)",
        page: include_str!("apcm_bundled_contact.rs"),
        examples: include_str!("../../tests/fixtures/rules/apcm_bundled_contact.md"),
    },
    prepare: &|_, _| Check::patient(ApcmBundledContact),
};

/// What the monthly payment contains.
const BUNDLED: Kinds = Kinds::E_VISIT_EM
    .or(Kinds::CHECK_IN_EM)
    .or(Kinds::IMAGE_EM)
    .or(Kinds::INTERPROFESSIONAL)
    .or(Kinds::CARE_MANAGEMENT);
/// The same services of clinicians without E/M, who bill another benefit.
const BESIDE: Kinds = Kinds::WITHOUT_EM;

struct ApcmBundledContact;

impl PatientCheck for ApcmBundledContact {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for subject in patient.subjects(RULE.card.subjects) {
            if subject.date < FIRST_DAY {
                out.judge(subject, Outcome::Clean);
                continue;
            }
            let month = GroupMonth::of(patient, subject, Kinds::APCM);
            if month.lines.is_empty() {
                out.judge(subject, month.outcome_of_silence(world, subject));
                continue;
            }
            match payer(world, subject) {
                Payer::Medicare => flag(world, subject, month.lines, out),
                Payer::Unknown => out.judge(subject, Outcome::NotEvaluable("payer unknown")),
                Payer::Other => out.judge(subject, Outcome::Cleared("the payer is not Medicare")),
            }
        }
    }
}

fn flag(world: &World, subject: &ClaimLine, mut lines: Vec<&ClaimLine>, out: &mut Outcomes<'_>) {
    lines.sort_by(|a, b| by_nearness(world, subject, a, b));
    let tier = if world.kinds(subject).meets(BUNDLED) { Tier::Presumptive } else { Tier::Advisory };
    let diagnosis = out.diagnosis(subject, lines[0]);
    let found = format!(
        "{}: the same calendar month, billed to Medicare",
        wording::comparison(world, subject, &lines, diagnosis)
    );
    let payment = [
        Condition::met("the payer is Medicare".to_owned()),
        Condition::met(format!("{} is not before {FIRST_DAY}, when the monthly codes began", subject.date)),
    ];
    let conditions = group_condition(world, subject, lines[0]).into_iter().chain(payment).collect();
    let why = "Medicare's monthly payment for advanced primary care management contains this service";
    let flag = Flag::alone(tier, found, why);
    out.flag(subject, &Flag { related: &lines, diagnosis, window: Some(span(subject)), conditions, ..flag });
}
