//! A Medicare telehealth visit whose place of service does not say where the patient was.
//!
//! # What it finds
//! Visits with modifier 95, 93 or FQ billed to Medicare from 2024-01-01 on, with another place of service than 02 or 10, with
//! 93 at place 02, or with place 10 on a day the patient was in a facility.
//!
//! # Why it matters
//! Medicare pays telehealth at place 02 by the facility amount and at place 10 by the other; any other place pays an office
//! that was not used.
//!
//! # How it decides
//! 1. Judged are visits and assessment services with modifier 95, 93 or FQ. Before 2024-01-01: clean. Payer unknown: not
//!    evaluable. Another payer: cleared. Dated after the tables were read: not evaluable.
//! 2. Place of service blank: not evaluable.
//! 3. Neither 02 nor 10: `presumptive`; for the specialties of `exempt_specialties` cleared. Of an assessment service whose
//!    specialty is unknown nobody can say: not evaluable. With a fee schedule the facility amount is what is expected.
//! 4. Place 10, and a line of the patient on the same date at place 21, 31, 51 or 61: `presumptive`.
//! 5. Place 02 with modifier 93: `advisory`. Otherwise clean.
//!
//! # What it leaves out
//! Clinicians who gave the service inside a hospital, which no claim line says. Facility stays that show only on lines whose
//! codes no rule needs.
//!
//! # Settings
//! `exempt_specialties` (15, 65, 67).
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.5; CMS Transmittal 12671 (2024); NGS Medicare and AAN on telehealth, read 2026.

use super::medicare::{Payer, payer};
use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::windows::TABLES_NOT_READ;
use super::wording;
use crate::claim::{ClaimLine, Day, Field};
use crate::findings::{Condition, Direction, Need, Outcome, RuleCard, SettingKind, SettingSpec, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, World};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "telehealth_place_of_service",
        title: "a Medicare telehealth visit whose place of service does not say where the patient was",
        direction: Direction::Overpayment,
        subjects: Kinds::VISIT.or(Kinds::ASSESSMENT),
        against: Kinds::NONE,
        needs: &[
            &[Need::Column(Field::Payer)],
            &[Need::Column(Field::Modifier1)],
            &[Need::Column(Field::PlaceOfService)],
        ],
        clean_needs: &[],
        without: &[],
        settings: &[SettingSpec {
            name: "exempt_specialties",
            kind: SettingKind::Names { default: &["15", "65", "67"], options: &[] },
            help: "CMS specialties that bill telehealth with the place of their practice; more of them flag less",
        }],
        clears: "a record that the clinician gave the service inside a hospital, or that it was no telehealth",
        evidence: "where the patient was, and the claim form",
        source: "CMS Transmittal 12671 (2024); NGS Medicare; AAN (read 2026); project rulebook 3.5 (2026-11-30)",
        page: include_str!("telehealth_place_of_service.rs"),
        examples: include_str!("../../tests/fixtures/rules/telehealth_place_of_service.md"),
    },
    prepare: &|settings, _| {
        let exempt = settings.names("exempt_specialties").to_vec();
        Check::patient(TelehealthPlaceOfService { exempt })
    },
};

const MODIFIERS: [&str; 3] = ["95", "93", "FQ"];
const FACILITIES: [&str; 4] = ["21", "31", "51", "61"];
/// The first service date of the two places: 2024-01-01.
const FIRST_DAY: Day = Day(19_723);

struct TelehealthPlaceOfService {
    exempt: Vec<String>,
}

impl PatientCheck for TelehealthPlaceOfService {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for line in patient.subjects(RULE.card.subjects) {
            if !modifiers(world, line).any(|modifier| MODIFIERS.contains(&modifier)) {
                continue;
            }
            match payer(world, line) {
                _ if line.date < FIRST_DAY => out.judge(line, Outcome::Clean),
                _ if world.is_beyond_tables(line.date) => out.judge(line, TABLES_NOT_READ),
                Payer::Other => out.judge(line, Outcome::Cleared("the payer is not Medicare")),
                Payer::Unknown => out.judge(line, Outcome::NotEvaluable("payer unknown")),
                Payer::Medicare => self.judge(patient, line, out),
            }
        }
    }
}

fn modifiers<'w>(world: &'w World, line: &ClaimLine) -> impl Iterator<Item = &'w str> {
    world.names.modifier_texts(line.modifiers)
}

impl TelehealthPlaceOfService {
    fn judge(&self, patient: PatientView<'_>, line: &ClaimLine, out: &mut Outcomes<'_>) {
        let world = patient.world;
        let place = world.names.places.text(line.place);
        let in_facility = |other: &&ClaimLine| FACILITIES.contains(&world.names.places.text(other.place));
        match place {
            "" => out.judge(line, Outcome::NotEvaluable("place of service unknown")),
            "10" => {
                let stays: Vec<&ClaimLine> = patient.on(line.date).iter().filter(in_facility).collect();
                match stays.first() {
                    Some(stay) => {
                        let where_to = world.names.places.text(stay.place);
                        let what = format!("carries place of service 10 on a day with a line at place {where_to}");
                        flag(line, (Tier::Presumptive, what), &stays, out);
                    }
                    None => out.judge(line, Outcome::Clean),
                }
            }
            "02" if modifiers(world, line).any(|modifier| modifier == "93") => {
                let what = "carries modifier 93 at place of service 02, outside the home".to_owned();
                flag(line, (Tier::Advisory, what), &[], out);
            }
            "02" => out.judge(line, Outcome::Clean),
            _ => {
                let specialty = world.names.specialties.text(line.specialty);
                if self.exempt.iter().any(|exempt| exempt == specialty) {
                    out.judge(line, Outcome::Cleared("the clinician's specialty is exempt"));
                } else if specialty.is_empty() && !world.kinds(line).meets(Kinds::VISIT) {
                    out.judge(line, Outcome::NotEvaluable("specialty unknown"));
                } else {
                    let what = format!("is telehealth by its modifier and carries place of service {place}");
                    flag(line, (Tier::Presumptive, what), &[], out);
                }
            }
        }
    }
}

fn flag(line: &ClaimLine, (tier, what): (Tier, String), stays: &[&ClaimLine], out: &mut Outcomes<'_>) {
    let world = out.world();
    let found = format!("{} {what}", wording::on_date(world, line));
    let why = "Medicare pays telehealth by the place where the patient was: 02, or 10 for the home";
    let conditions = vec![Condition::met("the payer is Medicare".to_owned()), Condition::met(what)];
    let expected = world.facility_fee(world.code(line), line.date);
    let flag = Flag { expected, ..Flag::alone(tier, found, why) };
    let diagnosis = stays.first().map_or(flag.diagnosis, |stay| out.diagnosis(line, stay));
    out.flag(line, &Flag { related: stays, diagnosis, conditions, ..flag });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_places_begin_with_2024() {
        assert_eq!(Day::from_ymd(2024, 1, 1), Some(FIRST_DAY));
    }
}
