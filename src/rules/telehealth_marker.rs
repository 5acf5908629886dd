//! A telehealth place or modifier on a code that is not telehealth.
//!
//! # What it finds
//! An e-visit, telephone, check-in or image line with place of service 02 or 10, or with modifier 95, GT, GQ, 93 or FQ.
//!
//! # Why it matters
//! These codes are not telehealth in the payers' sense; the marker can change the payment or make the claim be refused.
//!
//! # How it decides
//! 1. Place of service 02 or 10, or one of the modifiers: `hard`, direction `form`.
//! 2. Not for telephone codes 99441-99443 from 2020-03-01 to 2024-12-31, which took the marker then: cleared.
//! 3. Otherwise clean; but where the file has no place of service or no modifier column, nothing can be called clean.
//!
//! # What it leaves out
//! Payers that want the marker on e-visits. Telehealth visits, which may carry it.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-21, section 3.5; OIG A-05-23-00001, April 2026 (modifiers on check-ins).

use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::wording;
use crate::claim::{ClaimLine, Day, Field};
use crate::findings::{Direction, Need, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, World};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "telehealth_marker",
        title: "a telehealth place or modifier on a code that is not telehealth",
        direction: Direction::Form,
        subjects: Kinds::E_VISIT.or(Kinds::CONTACT),
        against: Kinds::NONE,
        needs: &[&[Need::Column(Field::PlaceOfService), Need::Column(Field::Modifier1)]],
        clean_needs: &[
            (&[Field::PlaceOfService], "column place_of_service is absent"),
            (&[Field::Modifier1], "column modifier_1 is absent"),
        ],
        settings: &[],
        clears: "a policy of this payer that asks for the marker",
        evidence: "the claim form and the payer's policy",
        source: "OIG A-05-23-00001 (April 2026); project rulebook 3.5 (2026-11-21)",
        page: include_str!("telehealth_marker.rs"),
        examples: include_str!("../../tests/fixtures/rules/telehealth_marker.md"),
    },
    prepare: &|_, _| Check::patient(TelehealthMarker),
};

const PLACES: [&str; 2] = ["02", "10"];
const MODIFIERS: [&str; 5] = ["95", "GT", "GQ", "93", "FQ"];

/// First and last service date on which telephone codes took the marker: 2020-03-01 and 2024-12-31.
const EXCEPTED: (Option<Day>, Option<Day>) = (Some(Day(18_322)), Some(Day(20_088)));

struct TelehealthMarker;

impl PatientCheck for TelehealthMarker {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for line in patient.subjects(RULE.card.subjects) {
            let Some(marker) = marker(world, line) else {
                out.judge(line, Outcome::Clean);
                continue;
            };
            let excepted = EXCEPTED.0 <= Some(line.date) && Some(line.date) <= EXCEPTED.1;
            if excepted && world.kinds(line).meets(Kinds::PHONE_EM) {
                out.judge(line, Outcome::Cleared("telephone codes took the marker from 2020-03-01 to 2024-12-31"));
                continue;
            }
            let found = format!("{} carries {marker}", wording::on_date(world, line));
            out.flag(
                line,
                &Flag::alone(Tier::Hard, found, "The code is not telehealth and takes no telehealth marker"),
            );
        }
    }
}

fn marker(world: &World, line: &ClaimLine) -> Option<String> {
    let place = world.names.places.text(line.place);
    if PLACES.contains(&place) {
        return Some(format!("place of service {place}"));
    }
    let modifier = world.names.modifier_texts(line.modifiers).find(|modifier| MODIFIERS.contains(modifier));
    modifier.map(|modifier| format!("modifier {modifier}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_excepted_dates() {
        assert_eq!(EXCEPTED, (Day::from_ymd(2020, 3, 1), Day::from_ymd(2024, 12, 31)));
    }
}
