//! A code for established patients without a visit in the three years before.
//!
//! # What it finds
//! An e-visit, contact or telehealth visit for an established patient, when the claims show no face-to-face professional
//! service by the same clinician, or by the same group and specialty, in the three years before it.
//!
//! # Why it matters
//! These codes are for patients the practice knows; for a new patient they are not payable, or another code is right.
//!
//! # How it decides
//! 1. Judged are e-visits, telephone, check-in and image lines, 98004 to 98007, 98012 to 98015, and until 2025-12-31 G0071,
//!    for which a visit of the billing group in the one year before counts.
//! 2. The look-back runs from the same calendar day `years` years earlier to the day before the line. Visits count, those
//!    that the payer denied too; beside the families of clinicians without E/M an assessment service counts too.
//! 3. One is there with a strong relation (same clinician, or same group and specialty): clean. Services by sound alone
//!    (98008 to 98015, modifier 93 or FQ) are enough for Medicare.
//! 4. Otherwise: Medicare from 2020-03-01 to 2023-05-11, when new patients were allowed: cleared.
//! 5. A service is there whose billing group, or the line's, is blank, or a service of the same group whose specialty is
//!    unknown, or a procedure dated outside the loaded fee schedules: not evaluable.
//! 6. The look-back starts before the data: not evaluable (insufficient history).
//! 7. Otherwise `presumptive`; for other payers than Medicare `advisory` where there are services by sound alone.
//!
//! # What it leaves out
//! Procedures, unless a fee schedule is loaded: only it tells which codes are procedures. Services of other
//! places that the claims do not hold. Sub-specialties below the two-character specialty. Visits of the same day.
//!
//! # Settings
//! `years`, `scope`, `visit_sets`.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.4; CodingIntel, new patient versus established patient; AAP, new versus
//! established patient; ASHA on the public health emergency, read 2026.

use super::established::{self, ALLOWED, Earlier, Established, is_in_emergency};
use super::medicare::{Payer, payer};
use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::settings::WITHOUT_PROCEDURES;
use super::windows::is_contact;
use super::wording;
use crate::claim::ClaimLine;
use crate::findings::{Condition, Direction, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, World, by_nearness};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "patient_not_established",
        title: "a code for established patients without a visit in the three years before",
        direction: Direction::Overpayment,
        subjects: Kinds::E_VISIT.or(Kinds::CONTACT).or(Kinds::TELEHEALTH_VISIT).or(Kinds::RHC_WRAPPER),
        against: Kinds::NONE,
        needs: &[],
        clean_needs: &[],
        without: WITHOUT_PROCEDURES,
        settings: established::SETTINGS,
        clears: "a record of an earlier face-to-face service by the clinician or a colleague of the same specialty",
        evidence: "the patient's visits with the group in the three years before",
        source: "CodingIntel, new versus established patient; AAP; ASHA on the emergency (read 2026); project rulebook 3.4 (2026-11-30)",
        page: include_str!("patient_not_established.rs"),
        examples: include_str!("../../tests/fixtures/rules/patient_not_established.md"),
    },
    prepare: &|settings, _| {
        let usual = Established::new(settings);
        Check::patient(PatientNotEstablished { health_centre: usual.of_health_centre(), usual })
    },
};

struct PatientNotEstablished {
    usual: Established,
    health_centre: Established,
}

impl PatientCheck for PatientNotEstablished {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        for line in patient.subjects(RULE.card.subjects) {
            let is_for_new_patients = patient.world.kinds(line).meets(Kinds::NEW_PATIENT);
            if !is_for_new_patients && is_contact(patient.world, line) {
                self.judge(patient, line, out);
            }
        }
    }
}

impl PatientNotEstablished {
    fn judge(&self, patient: PatientView<'_>, line: &ClaimLine, out: &mut Outcomes<'_>) {
        let world = patient.world;
        let kinds = world.kinds(line);
        let established = if kinds.meets(Kinds::RHC_WRAPPER) { &self.health_centre } else { &self.usual };
        let further = if kinds.meets(Kinds::WITHOUT_EM) { Kinds::ASSESSMENT } else { Kinds::NONE };
        let earlier = established.earlier(patient, line, further);
        let (settling, audio_only) = earlier.by_sound(world);
        let payer = payer(world, line);
        if !settling.is_empty() || (!audio_only.is_empty() && payer == Payer::Medicare) {
            out.judge(line, Outcome::Clean);
        } else if is_in_emergency(line) && payer == Payer::Medicare {
            out.judge(line, Outcome::Cleared("Medicare allowed new patients until 2023-05-11"));
        } else if let Some(doubt) = earlier.doubt(world, line) {
            out.judge(line, doubt);
        } else {
            flag(world, line, (established, &earlier, audio_only), out);
        }
    }
}

fn flag(
    world: &World,
    line: &ClaimLine,
    (established, earlier, mut audio_only): (&Established, &Earlier<'_>, Vec<&ClaimLine>),
    out: &mut Outcomes<'_>,
) {
    let (first, last) = earlier.span(line);
    let looked_at = format!("from {} to {}", line.date.plus(first), line.date.plus(last));
    let whose = established.whose();
    audio_only.sort_by(|a, b| by_nearness(world, line, a, b));
    let by_sound = audio_only.first().map_or_else(String::new, |nearest| {
        format!("; {} was by sound alone, which counts for Medicare only", wording::dated(world, nearest))
    });
    let found = format!(
        "{}: no face-to-face service of {whose}, {looked_at}{by_sound}{}",
        wording::on_date(world, line),
        remarks(world, line, earlier)
    );
    let why = format!(
        "The code is for patients who had such a service in the {} before, which makes them established",
        established.years()
    );
    let tier = if audio_only.is_empty() { Tier::Presumptive } else { Tier::Advisory };
    let flag = Flag::alone(tier, found, &why);
    let mut conditions = vec![Condition::met(format!("no face-to-face service of {whose}, {looked_at}"))];
    conditions.push(earlier.history_condition(world));
    conditions.extend(doubts(world, line));
    out.flag(line, &Flag { window: Some((first, last)), conditions, ..flag });
}

/// The nearest visit that does not count, and what the line leaves unsaid.
fn remarks(world: &World, line: &ClaimLine, earlier: &Earlier<'_>) -> String {
    let elsewhere = earlier.elsewhere.map(|other| {
        let who = world.relation(line, other).words();
        format!("; the latest visit there is {}, by {who}", wording::dated(world, other))
    });
    let no_group = (!line.group.is_known())
        .then(|| "; the line names no billing group, so that colleagues could not be looked at".to_owned());
    let no_payer = (is_in_emergency(line) && payer(world, line) == Payer::Unknown)
        .then(|| "; the payer is not known, and Medicare allowed new patients on that date".to_owned());
    elsewhere.into_iter().chain(no_group).chain(no_payer).collect()
}

/// Conditions that not every finding has: what the line leaves unsaid of its group, and Medicare's waiver.
fn doubts(world: &World, line: &ClaimLine) -> Vec<Condition> {
    let mut conditions = Vec::new();
    if !line.group.is_known() {
        let what = "the line names no billing group: colleagues could not be looked at".to_owned();
        conditions.push(Condition { what, holds: None });
    }
    if is_in_emergency(line) {
        let what = format!("not paid by Medicare, which allowed new patients from {} to {}", ALLOWED.0, ALLOWED.1);
        conditions.push(Condition { what, holds: (payer(world, line) != Payer::Unknown).then_some(true) });
    }
    conditions
}
