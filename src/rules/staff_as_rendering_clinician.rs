//! A contact whose rendering clinician is a member of staff.
//!
//! # What it finds
//! E-visits, telephone, check-in and image lines and telehealth visits rendered by a nurse without prescribing scope, a
//! medical assistant, a pharmacist, or an aide, by the taxonomy of the clinician.
//!
//! # Why it matters
//! The codes pay for a clinician's own work; staff time is not counted and staff cannot render the service.
//!
//! # How it decides
//! 1. The taxonomy of the line, or of the provider roster where the line has none, is looked up by prefix.
//! 2. It is one of 163W, 164W, 164X, 1835, 1837, 167G, 376K, 3747: `presumptive`.
//! 3. Specialty and taxonomy are both absent: not evaluable. Otherwise clean. CMS has no specialty codes for staff.
//!
//! # What it leaves out
//! Work of staff billed under a clinician's number: the log of contacts would tell. Payers that pay pharmacists or nurses
//! for such contacts.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.4; NUCC taxonomy, read 2026; AAP coding news on 98966 to 98968, read 2026.

use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::wording;
use crate::claim::Field;
use crate::findings::{Condition, Direction, Need, Outcome, RuleCard, Tier};
use crate::reference::{Kinds, Scope};
use crate::timeline::PatientView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "staff_as_rendering_clinician",
        title: "a contact whose rendering clinician is a member of staff",
        direction: Direction::Overpayment,
        subjects: Kinds::E_VISIT.or(Kinds::CONTACT).or(Kinds::TELEHEALTH_VISIT),
        against: Kinds::NONE,
        needs: &[&[Need::Column(Field::RenderingSpecialty), Need::Column(Field::RenderingTaxonomy)]],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "a record that a clinician gave the service, or the payer's policy that pays staff",
        evidence: "who gave the service, and that person's licence",
        source: "NUCC taxonomy (read 2026); AAP coding news; project rulebook 3.4 (2026-11-30)",
        page: include_str!("staff_as_rendering_clinician.rs"),
        examples: include_str!("../../tests/fixtures/rules/staff_as_rendering_clinician.md"),
    },
    prepare: &|_, _| Check::patient(StaffAsRenderingClinician),
};

struct StaffAsRenderingClinician;

impl PatientCheck for StaffAsRenderingClinician {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for line in patient.subjects(RULE.card.subjects) {
            let scopes = world.scopes(line);
            if scopes == [None, None] {
                out.judge(line, Outcome::NotEvaluable("specialty unknown"));
            } else if scopes.contains(&Some(Scope::Staff)) {
                let found = format!(
                    "{} was rendered by a person of {}, a member of staff",
                    wording::on_date(world, line),
                    wording::specialty(world, line)
                );
                let why = "The code pays for a clinician's own work, never for staff";
                let taxonomy = world.names.taxonomies.text(line.taxonomy);
                let conditions = vec![Condition::met(format!("taxonomy {taxonomy} begins like one of staff"))];
                out.flag(line, &Flag { conditions, ..Flag::alone(Tier::Presumptive, found, why) });
            } else {
                out.judge(line, Outcome::Clean);
            }
        }
    }
}
