//! A code for clinicians without E/M, billed by one who may bill E/M.
//!
//! # What it finds
//! Telephone, e-visit, check-in, image and training codes meant for clinicians without E/M, rendered by a physician, nurse
//! practitioner, clinical nurse specialist, physician assistant or nurse midwife.
//!
//! # Why it matters
//! A clinician who may bill E/M has codes of their own; using the others misstates who gave the service.
//!
//! # How it decides
//! 1. The line's CMS specialty is looked up, and its NUCC taxonomy by prefix.
//! 2. Either is a physician's: `presumptive`. Otherwise either is a practitioner's (50, 89, 97, 42): `advisory`, because
//!    sources differ on them.
//! 3. Training for the payer `medicaid` is cleared: supervising clinicians bill it for community health workers.
//! 4. Both are absent, or on none of the shipped lists: not evaluable. Otherwise clean.
//!
//! # What it leaves out
//! Service by an employed clinician billed under the physician's number. Payers that allow practitioners these codes.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.4; CodingIntel, payment for phone calls; AAP coding news, read 2026.

use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::wording;
use crate::claim::{Day, Field};
use crate::findings::{Direction, Need, Outcome, RuleCard, Tier};
use crate::reference::{Kinds, Scope};
use crate::timeline::PatientView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "clinician_with_em_scope",
        title: "a code for clinicians without E/M, billed by one who may bill E/M",
        direction: Direction::Overpayment,
        subjects: NON_EM_KINDS,
        against: Kinds::NONE,
        needs: &[&[Need::Column(Field::RenderingSpecialty), Need::Column(Field::RenderingTaxonomy)]],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "a record that a clinician without E/M gave the service",
        evidence: "who gave the service, and under whose number it was billed",
        source: "CodingIntel, payment for phone calls; AAP coding news (2026); project rulebook 3.4 (2026-11-30)",
        page: include_str!("clinician_with_em_scope.rs"),
        examples: include_str!("../../tests/fixtures/rules/clinician_with_em_scope.md"),
    },
    prepare: &|_, _| Check::patient(ClinicianWithEmScope),
};

const NON_EM_KINDS: Kinds = Kinds::WITHOUT_EM.or(Kinds::TRAINING);

/// A code for clinicians without E/M, its counterpart, and the first year in which that counterpart is the right one.
const COUNTERPARTS: [(&str, &str, i32); 16] = [
    ("98966", "98016", 2025),
    ("98966", "99441", 0),
    ("98967", "G2252", 2025),
    ("98967", "99442", 0),
    ("98968", "98013", 2025),
    ("98968", "99443", 0),
    ("98970", "99421", 2020),
    ("98971", "99422", 2020),
    ("98972", "99423", 2020),
    ("98969", "99444", 0),
    ("G2061", "99421", 2020),
    ("G2062", "99422", 2020),
    ("G2063", "99423", 2020),
    ("G2251", "98016", 2025),
    ("G2251", "G2012", 2019),
    ("G2250", "G2010", 0),
];

struct ClinicianWithEmScope;

impl PatientCheck for ClinicianWithEmScope {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for line in patient.subjects(NON_EM_KINDS) {
            let scopes = world.scopes(line);
            let tier = if scopes.contains(&Some(Scope::Physician)) {
                Tier::Presumptive
            } else if scopes.contains(&Some(Scope::Practitioner)) {
                Tier::Advisory
            } else {
                out.judge(line, outcome_of_others(scopes));
                continue;
            };
            let is_training = world.kinds(line).meets(Kinds::TRAINING);
            if is_training && world.names.payers.text(line.payer) == "medicaid" {
                out.judge(line, Outcome::Cleared("Medicaid pays training billed by supervising clinicians"));
                continue;
            }
            let suggested_code = counterpart(world.code(line), line.date);
            let found = format!(
                "{} was rendered by a clinician of {}, who may bill E/M{}",
                wording::on_date(world, line),
                wording::specialty(world, line),
                wording::successors(suggested_code.as_slice())
            );
            let why = "The code is for clinicians whose scope has no E/M";
            out.flag(line, &Flag { suggested_code, ..Flag::alone(tier, found, why) });
        }
    }
}

fn outcome_of_others(scopes: [Option<Scope>; 2]) -> Outcome {
    if scopes == [None, None] {
        Outcome::NotEvaluable("specialty unknown")
    } else if scopes.contains(&Some(Scope::WithoutEm)) {
        Outcome::Clean
    } else {
        Outcome::NotEvaluable("specialty not on the shipped list")
    }
}

fn counterpart(code: &str, date: Day) -> Option<&'static str> {
    let year = date.ymd().map_or(0, |(year, ..)| year);
    COUNTERPARTS.iter().find(|(known, _, from)| *known == code && *from <= year).map(|(_, counterpart, _)| *counterpart)
}
