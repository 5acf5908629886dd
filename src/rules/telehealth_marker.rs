//! A telehealth place or modifier on a code that is not telehealth.
//!
//! # What it finds
//! An e-visit, telephone, check-in or image line with place of service 02 or 10, or with modifier 95, GT, GQ, 93 or FQ.
//!
//! # Why it matters
//! These codes are not telehealth in the payers' sense; the marker can change the payment or make the claim be refused.
//!
//! # How it decides
//! 1. Place of service 02 or 10, or one of the modifiers: `hard` for Medicare, `advisory` for any other payer, direction
//!    `form`.
//! 2. Not for telephone codes from 2020-03-01 to 2024-12-31, which took the marker then: cleared. Later 98966 to 98968:
//!    `advisory`.
//! 3. Otherwise clean; but where the file has no place of service or no modifier column, nothing can be called clean.
//! 4. Where a pipeline states a payer's own policy for a family (`[[payers.<name>.markers]]`), that policy stands in the
//!    place of steps 1 and 2, for places and modifiers each: forbidden (`hard`), required (a missing one is `hard`) or
//!    allowed. Of several that speak of one code and date the first in the pipeline counts.
//! 5. Dated after the tables were read: not evaluable, unless the payer's stated policy covers the date.
//!
//! # What it leaves out
//! Telehealth visits, which may carry the marker.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.5; OIG A-05-23-00001, April 2026 (modifiers on check-ins).

use super::medicare::{Payer, payer};
use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::windows::TABLES_NOT_READ;
use super::wording;
use crate::claim::{ClaimLine, Day, Field};
use crate::findings::{Condition, Direction, Need, Outcome, RuleCard, Tier};
use crate::reference::{Kinds, MarkerPolicy, Wish};
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
        without: &[],
        settings: &[],
        clears: "a policy of this payer that asks for the marker",
        evidence: "the claim form and the payer's policy",
        source: "OIG A-05-23-00001 (April 2026); project rulebook 3.5 (2026-11-30)",
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

/// What is wrong with one of the two markers of a line.
enum Verdict {
    Right,
    /// By the rulebook's own policy, or by the one a pipeline states for the payer.
    Wrong(Wrong),
    Excepted,
    Unknown(&'static str),
    /// Dated after the shipped policy was read.
    Beyond,
}

/// A marker that is wrong.
struct Wrong {
    what: String,
    tier: Tier,
    by_policy: bool,
}

impl PatientCheck for TelehealthMarker {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        for line in patient.subjects(RULE.card.subjects) {
            let (place, modifier) = (judge_place(patient.world, line), judge_modifiers(patient.world, line, out));
            match (place, modifier) {
                (Verdict::Wrong(place), Verdict::Wrong(modifier)) => {
                    flag(line, if place.tier < modifier.tier { modifier } else { place }, out);
                }
                (Verdict::Wrong(wrong), _) | (_, Verdict::Wrong(wrong)) => flag(line, wrong, out),
                (Verdict::Unknown(reason), _) | (_, Verdict::Unknown(reason)) => {
                    out.judge(line, Outcome::NotEvaluable(reason));
                }
                (Verdict::Beyond, _) | (_, Verdict::Beyond) => out.judge(line, TABLES_NOT_READ),
                (Verdict::Excepted, _) | (_, Verdict::Excepted) => {
                    out.judge(line, Outcome::Cleared("telephone codes took the marker from 2020-03-01 to 2024-12-31"));
                }
                (Verdict::Right, Verdict::Right) => out.judge(line, Outcome::Clean),
            }
        }
    }
}

fn flag(line: &ClaimLine, wrong: Wrong, out: &mut Outcomes<'_>) {
    let world = out.world();
    let found = format!("{} {}", wording::on_date(world, line), wrong.what);
    let why = if wrong.by_policy {
        "The payer has a policy of its own on telehealth markers for this code"
    } else {
        "The code is not telehealth and takes no telehealth marker"
    };
    let mut conditions = vec![Condition::met(wrong.what)];
    if !wrong.by_policy {
        let holds = Some(payer(world, line) == Payer::Medicare).filter(|_| line.payer.is_known());
        conditions.push(Condition { what: "the payer is Medicare".to_owned(), holds });
    }
    let own_source = wrong.by_policy.then(|| wording::policy_of(world.names.payers.text(line.payer)));
    out.flag(line, &Flag { conditions, own_source, ..Flag::alone(wrong.tier, found, why) });
}

fn judge_place(world: &World, line: &ClaimLine) -> Verdict {
    let place = world.names.places.text(line.place);
    let own = policies(world, line).find_map(|policy| policy.places.as_ref());
    let carried = |listed: bool| if listed { vec![place] } else { Vec::new() };
    match own {
        None => shipped(world, line, "place of service", &carried(PLACES.contains(&place))),
        Some((Wish::Required, _)) if place.is_empty() => Verdict::Unknown("place of service unknown"),
        Some((wish, wanted)) => {
            by_policy(*wish, wanted, "place of service", &carried(wanted.iter().any(|wanted| wanted == place)))
        }
    }
}

fn judge_modifiers(world: &World, line: &ClaimLine, out: &Outcomes<'_>) -> Verdict {
    let carried: Vec<&str> = world.names.modifier_texts(line.modifiers).collect();
    let among = |listed: &dyn Fn(&str) -> bool| carried.iter().copied().filter(|one| listed(one)).collect::<Vec<_>>();
    match policies(world, line).find_map(|policy| policy.modifiers.as_ref()) {
        None => shipped(world, line, "modifier", &among(&|modifier| MODIFIERS.contains(&modifier))),
        Some((Wish::Required, _)) if !out.has(line, Field::Modifier1) => {
            Verdict::Unknown("column modifier_1 is absent from the line's file")
        }
        Some((wish, wanted)) => {
            by_policy(*wish, wanted, "modifier", &among(&|modifier| wanted.iter().any(|wanted| wanted == modifier)))
        }
    }
}

fn policies<'a>(world: &'a World, line: &ClaimLine) -> impl Iterator<Item = &'a MarkerPolicy> {
    world.reference.payers.markers(world.names.payers.text(line.payer), world.kinds(line), line.date)
}

/// The rulebook's own policy: no marker, but for telephone codes of their years.
fn shipped(world: &World, line: &ClaimLine, noun: &str, carried: &[&str]) -> Verdict {
    if world.is_beyond_tables(line.date) {
        return Verdict::Beyond;
    }
    let Some(first) = carried.first() else { return Verdict::Right };
    let excepted = EXCEPTED.0 <= Some(line.date) && Some(line.date) <= EXCEPTED.1;
    let kinds = world.kinds(line);
    if excepted && kinds.meets(Kinds::PHONE) {
        return Verdict::Excepted;
    }
    let is_hard = payer(world, line) == Payer::Medicare && !kinds.meets(Kinds::PHONE_NQ);
    let is_early_phone = kinds.meets(Kinds::PHONE_NQ) && Some(line.date) < EXCEPTED.0;
    let tier =
        if is_hard || is_early_phone && payer(world, line) == Payer::Medicare { Tier::Hard } else { Tier::Advisory };
    Verdict::Wrong(Wrong { what: format!("carries {noun} {first}"), tier, by_policy: false })
}

/// A payer's stated policy.
fn by_policy(wish: Wish, wanted: &[String], noun: &str, carried: &[&str]) -> Verdict {
    let wrong = |what: String| Verdict::Wrong(Wrong { what, tier: Tier::Hard, by_policy: true });
    match (wish, carried.first()) {
        (Wish::Required, None) => wrong(format!("lacks {noun} {}, which the payer asks for", wanted.join(" or "))),
        (Wish::Forbidden, Some(first)) => wrong(format!("carries {noun} {first}, which the payer forbids")),
        _ => Verdict::Right,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_excepted_dates() {
        assert_eq!(EXCEPTED, (Day::from_ymd(2020, 3, 1), Day::from_ymd(2024, 12, 31)));
    }
}
