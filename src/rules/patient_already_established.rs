//! A code for new patients after a visit in the three years before.
//!
//! # What it finds
//! A new-patient office or telehealth visit, when the claims show a face-to-face professional service by the same
//! clinician, or by the same group and specialty, in the three years before it.
//!
//! # Why it matters
//! A visit of a new patient pays more than one of an established patient.
//!
//! # How it decides
//! 1. Judged are 99202 to 99205, 98000 to 98003 and 98008 to 98011.
//! 2. The look-back runs from the same calendar day `years` years earlier to the day before the line. Visits count;
//!    assessment services do not.
//! 3. One is there with a strong relation (same clinician, or same group and specialty): `presumptive`. Services that the
//!    payer denied, and for other payers than Medicare services by sound alone (98008 to 98015, modifier 93 or FQ), are
//!    `advisory` when there are no others. Every service at the strongest tier is named, nearest first, and the code of the
//!    same level for established patients is suggested.
//! 4. A service is there whose billing group, or the line's, is blank, or a service of the same group whose specialty is
//!    unknown, or a procedure dated outside the loaded fee schedules: not evaluable.
//! 5. The look-back starts before the data: not evaluable (insufficient history). Otherwise clean.
//!
//! # What it leaves out
//! Procedures, unless a fee schedule is loaded: only it tells which codes are procedures. Readings of
//! tracings and tests, which are not face to face. Sub-specialties below the two-character specialty.
//!
//! # Settings
//! `years`, `scope`, `visit_sets`.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.4; CodingIntel, new patient versus established patient; AAP, new versus
//! established patient, read 2026.

use super::established::{self, Earlier, Established, is_audio_only};
use super::medicare::{Payer, payer};
use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::settings::{GROUP_NEEDED, WITHOUT_PROCEDURES};
use super::windows::Strongest;
use super::wording;
use crate::claim::ClaimLine;
use crate::findings::{Condition, Direction, Outcome, RuleCard, Tier};
use crate::reference::{Kinds, established_code};
use crate::timeline::{PatientView, World, by_nearness};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "patient_already_established",
        title: "a code for new patients after a visit in the three years before",
        direction: Direction::Overpayment,
        subjects: Kinds::NEW_PATIENT,
        against: Kinds::VISIT,
        needs: &[],
        clean_needs: &[GROUP_NEEDED],
        without: WITHOUT_PROCEDURES,
        settings: established::SETTINGS,
        clears: "a record that the earlier service was not face to face, or of another sub-specialty",
        evidence: "the notes of the earlier services, and the clinicians' specialties",
        source: "CodingIntel, new versus established patient; AAP (read 2026); project rulebook 3.4 (2026-11-30)",
        page: include_str!("patient_already_established.rs"),
        examples: include_str!("../../tests/fixtures/rules/patient_already_established.md"),
    },
    prepare: &|settings, _| Check::patient(PatientAlreadyEstablished(Established::new(settings))),
};

struct PatientAlreadyEstablished(Established);

impl PatientCheck for PatientAlreadyEstablished {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for line in patient.subjects(RULE.card.subjects) {
            let Some(suggested) = established_code(world.code(line)) else { continue };
            let earlier = self.0.earlier(patient, line, Kinds::NONE);
            if earlier.services.is_empty() {
                out.judge(line, earlier.doubt(world, line).unwrap_or(Outcome::Clean));
            } else {
                self.flag(world, line, (&earlier, suggested), out);
            }
        }
    }
}

impl PatientAlreadyEstablished {
    fn flag(
        &self,
        world: &World,
        line: &ClaimLine,
        (earlier, suggested): (&Earlier<'_>, &'static str),
        out: &mut Outcomes<'_>,
    ) {
        let mut strongest = Strongest::default();
        let is_medicare = payer(world, line) == Payer::Medicare;
        for service in &earlier.services {
            let settles = !service.is_denied && (is_medicare || !is_audio_only(world, service));
            strongest.offer(if settles { Tier::Presumptive } else { Tier::Advisory }, service);
        }
        let (Some(tier), mut related) = (strongest.tier, strongest.lines) else { return };
        related.sort_by(|a, b| by_nearness(world, line, a, b));
        let diagnosis = out.diagnosis(line, related[0]);
        let doubt = match (tier, related[0].is_denied) {
            (Tier::Advisory, true) => "; the payer denied that service",
            (Tier::Advisory, false) => "; that service was by sound alone, which counts for Medicare only",
            _ => "",
        };
        let comparison = wording::comparison(world, line, &related, diagnosis);
        let found = format!("{comparison}{doubt}{}", wording::successors(&[suggested]));
        let why = format!("A patient with such a service in the {} before is no new patient", self.0.years());
        let conditions = vec![Condition::met(format!("{} is a code for new patients", world.code(line)))];
        let flag = Flag { suggested_code: Some(suggested), ..Flag::alone(tier, found, &why) };
        let window = Some(earlier.span(line));
        out.flag(line, &Flag { related: &related, diagnosis, window, conditions, ..flag });
    }
}
