//! One service paid by two payers as if each were the first.
//!
//! # What it finds
//! The same service of a patient, paid by Medicare and by Medicare Advantage; or paid by two payers amounts that together
//! exceed what the larger of them allows.
//!
//! # Why it matters
//! A patient is either in Original Medicare or in a Medicare Advantage plan. A second payer pays the rest of what the first
//! allows, never the whole again.
//!
//! # How it decides
//! 1. Compared are lines equal in patient, clinician, date and code; modifiers may differ. Judged is every line
//!    that any rule needs. The later line by claim id and line number is flagged, `presumptive`, and names every earlier one
//!    that proves it.
//! 2. Medicare and Medicare Advantage both paid more than nothing.
//! 3. Two known, different payers paid more than nothing each, and together more than the larger of their allowed amounts,
//!    both of which are known.
//! 4. The payer, or a paid or allowed amount that would decide, is unknown beside an earlier line: not evaluable. Otherwise
//!    clean.
//!
//! # What it leaves out
//! Two services of one code that were both given on the day. Payers of the same name with two policies.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.5; OIG, telehealth data snapshot (both programs paid); CMS on crossover claims.

use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::wording;
use crate::claim::{Cents, ClaimLine, Field};
use crate::findings::{Condition, Direction, Need, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, World, by_nearness};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "two_primary_payers",
        title: "one service paid by two payers as if each were the first",
        direction: Direction::Overpayment,
        subjects: Kinds::ANY,
        against: Kinds::NONE,
        needs: &[&[Need::Column(Field::Payer)], &[Need::Column(Field::PaidAmount)]],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "a remittance that shows one of the two as a secondary payment, or the plan the patient was in that day",
        evidence: "both remittances, and the patient's coverage on the date",
        source: "OIG telehealth data snapshot; CMS MLN on crossover claims; project rulebook 3.5 (2026-11-30)",
        page: include_str!("two_primary_payers.rs"),
        examples: include_str!("../../tests/fixtures/rules/two_primary_payers.md"),
    },
    prepare: &|_, _| Check::patient(TwoPrimaryPayers),
};

struct TwoPrimaryPayers;

/// What two lines of one service say together.
enum Answer {
    Both(String),
    Fine,
    Unknown(&'static str),
}

impl PatientCheck for TwoPrimaryPayers {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for line in patient.subjects(RULE.card.subjects) {
            let before = patient.on(line.date).iter().take_while(|other| !other.is(line));
            let same_service = before.filter(|other| other.clinician == line.clinician && other.code == line.code);
            let (mut proving, mut unknown): (Vec<(&ClaimLine, String)>, _) = (Vec::new(), None);
            for earlier in same_service {
                match answer(world, line, earlier) {
                    Answer::Both(what) => proving.push((earlier, what)),
                    Answer::Unknown(reason) => unknown = unknown.or(Some(reason)),
                    Answer::Fine => {}
                }
            }
            if proving.is_empty() {
                out.judge(line, unknown.map_or(Outcome::Clean, Outcome::NotEvaluable));
            } else {
                flag(line, proving, out);
            }
        }
    }
}

fn answer(world: &World, line: &ClaimLine, earlier: &ClaimLine) -> Answer {
    let is_unpaid = |paid: Option<Cents>| paid.is_some_and(|paid| paid <= Cents(0));
    if is_unpaid(line.paid) || is_unpaid(earlier.paid) {
        return Answer::Fine;
    }
    if !line.payer.is_known() || !earlier.payer.is_known() {
        return Answer::Unknown("payer unknown");
    }
    if line.payer == earlier.payer {
        return Answer::Fine;
    }
    let (Some(paid), Some(paid_before)) = (line.paid, earlier.paid) else {
        return Answer::Unknown("paid amount unknown");
    };
    let payers = [line, earlier].map(|one| world.names.payers.text(one.payer));
    if payers.contains(&"medicare") && payers.contains(&"medicare_advantage") {
        return Answer::Both(format!("paid ${paid_before} and ${paid} by Medicare and by Medicare Advantage"));
    }
    let (Some(allowed), Some(allowed_before)) = (line.allowed, earlier.allowed) else {
        return Answer::Unknown("allowed amount unknown");
    };
    let (together, larger) = (Cents(paid.0 + paid_before.0), allowed.max(allowed_before));
    if together > larger {
        Answer::Both(format!("${paid_before} and ${paid} paid are ${together}, more than ${larger} allowed"))
    } else {
        Answer::Fine
    }
}

fn flag(line: &ClaimLine, mut proving: Vec<(&ClaimLine, String)>, out: &mut Outcomes<'_>) {
    let world = out.world();
    proving.sort_by(|(a, _), (b, _)| by_nearness(world, line, a, b));
    let related: Vec<&ClaimLine> = proving.iter().map(|(other, _)| *other).collect();
    let (nearest, what) = (&proving[0].0, &proving[0].1);
    let found = format!(
        "{} and line {} of claim {} are the same service: {what}",
        wording::on_date(world, line),
        nearest.line_number,
        world.names.claims.text(nearest.claim)
    );
    let diagnosis = out.diagnosis(line, nearest);
    let conditions = proving.iter().map(|(_, what)| Condition::met(what.clone())).collect();
    let flag =
        Flag::alone(Tier::Presumptive, found, "A second payer pays the rest of a service, never the whole again");
    out.flag(line, &Flag { related: &related, diagnosis, window: Some((0, 0)), conditions, ..flag });
}
