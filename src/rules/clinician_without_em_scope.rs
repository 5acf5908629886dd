//! A code for clinicians who may bill E/M, billed by one who may not.
//!
//! # What it finds
//! E-visit, telephone, check-in, image and telehealth-visit codes of the E/M kind rendered by a therapist, psychologist,
//! social worker, dietitian, audiologist or other clinician whose scope has no E/M.
//!
//! # Why it matters
//! These clinicians have codes of their own; the E/M kind pays more and is not theirs to bill.
//!
//! # How it decides
//! 1. The line's CMS specialty is looked up, and its NUCC taxonomy by prefix.
//! 2. Either is on the list of clinicians without E/M: `hard`.
//! 3. Both are absent: not evaluable. Otherwise clean.
//!
//! # What it leaves out
//! Billing under a supervising clinician's number: the rendering clinician on the line is taken at its word.
//! Specialties that the line does not carry but a roster would.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.4; CMS specialty codes and NUCC taxonomy, read 2026.

use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::wording;
use crate::claim::Field;
use crate::findings::{Direction, Need, Outcome, RuleCard, Tier};
use crate::reference::{Kinds, Scope};
use crate::timeline::PatientView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "clinician_without_em_scope",
        title: "a code for clinicians who may bill E/M, billed by one who may not",
        direction: Direction::Overpayment,
        subjects: EM_KINDS,
        against: Kinds::NONE,
        needs: &[&[Need::Column(Field::RenderingSpecialty), Need::Column(Field::RenderingTaxonomy)]],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "the clinician's enrolment record, if the specialty on the line is wrong",
        evidence: "the clinician's licence and enrolment, and who gave the service",
        source: "CMS specialty codes and NUCC taxonomy (2026); project rulebook 3.4 (2026-11-30)",
        page: include_str!("clinician_without_em_scope.rs"),
        examples: include_str!("../../tests/fixtures/rules/clinician_without_em_scope.md"),
    },
    prepare: &|_, _| Check::patient(ClinicianWithoutEmScope),
};

const EM_KINDS: Kinds =
    Kinds::E_VISIT_EM.or(Kinds::PHONE_EM).or(Kinds::CHECK_IN_EM).or(Kinds::IMAGE_EM).or(Kinds::TELEHEALTH_VISIT);

struct ClinicianWithoutEmScope;

impl PatientCheck for ClinicianWithoutEmScope {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for line in patient.subjects(EM_KINDS) {
            let scopes = world.scopes(line);
            if scopes == [None, None] {
                out.judge(line, Outcome::NotEvaluable("specialty unknown"));
            } else if scopes.contains(&Some(Scope::WithoutEm)) {
                let found = format!(
                    "{} was rendered by a clinician of {}, whose scope has no E/M",
                    wording::on_date(world, line),
                    wording::specialty(world, line)
                );
                out.flag(line, &Flag::alone(Tier::Hard, found, "The code is for clinicians who may bill E/M"));
            } else {
                out.judge(line, Outcome::Clean);
            }
        }
    }
}
