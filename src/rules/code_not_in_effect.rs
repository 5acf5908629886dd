//! A code billed outside its dates.
//!
//! # What it finds
//! A line whose service date lies before the first or after the last date on which its code may be billed.
//!
//! # Why it matters
//! A code that is not in effect is invalid on the claim; the service has another code on that date, or none.
//!
//! # How it decides
//! 1. The code's dates are looked up; they apply to the service date.
//! 2. Before the first or after the last date: `hard`. The sentence names the code that took its place, or came before.
//! 3. Otherwise clean.
//!
//! # What it leaves out
//! Codes whose dates the rulebook does not give. What a payer pays (`code_not_payable`).
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-21, sections 2 and 3.5; CMS PPRRVU files 2019 to July 2026.

use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::wording;
use crate::findings::{Direction, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::PatientView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "code_not_in_effect",
        title: "a code billed outside its dates",
        direction: Direction::Overpayment,
        subjects: Kinds::AUDITED.or(Kinds::DATED),
        against: Kinds::NONE,
        needs: &[],
        clean_needs: &[],
        settings: &[],
        clears: "a corrected service date",
        evidence: "the record of the service with its date",
        source: "CMS PPRRVU 2019 to July 2026; project rulebook 2 and 3.5 (2026-11-21)",
        page: include_str!("code_not_in_effect.rs"),
        examples: include_str!("../../tests/fixtures/rules/code_not_in_effect.md"),
    },
    prepare: &|_, _| Check::patient(CodeNotInEffect),
};

struct CodeNotInEffect;

impl PatientCheck for CodeNotInEffect {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        for line in patient.subjects(RULE.card.subjects) {
            let facts = world.facts(line);
            if facts.in_effect(line.date) {
                out.judge(line, Outcome::Clean);
                continue;
            }
            let named = wording::on_date(world, line);
            let (found, instead) = match (facts.from, facts.until) {
                (Some(from), _) if line.date < from => {
                    (format!("{named}: the code takes effect on {from}"), facts.predecessors.as_slice())
                }
                (_, Some(until)) => (format!("{named}: the code ended on {until}"), facts.successors.as_slice()),
                _ => (named, [].as_slice()),
            };
            let found = format!("{found}{}", wording::successors(instead));
            let why = "A code is billed only for services within its dates";
            let suggested_code = instead.first().copied();
            out.flag(line, &Flag { suggested_code, ..Flag::alone(Tier::Hard, found, why) });
        }
    }
}
