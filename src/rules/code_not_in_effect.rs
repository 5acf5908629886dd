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
//! 3. Dated after the tables were read (`reference_through`): not evaluable, unless the user's fee schedule covers the date
//!    and agrees. Otherwise clean.
//!
//! # What it leaves out
//! Codes whose dates the rulebook does not give. What a payer pays (`code_not_payable`).
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, sections 2 and 3.5; CMS PPRRVU files 2019 to July 2026.

use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::windows::TABLES_NOT_READ;
use super::wording;
use crate::claim::ClaimLine;
use crate::findings::{Direction, Outcome, RuleCard, Tier};
use crate::reference::Kinds;
use crate::timeline::{PatientView, World};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "code_not_in_effect",
        title: "a code billed outside its dates",
        direction: Direction::Overpayment,
        subjects: Kinds::AUDITED.or(Kinds::DATED),
        against: Kinds::NONE,
        needs: &[],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "a corrected service date",
        evidence: "the record of the service with its date",
        source: "CMS PPRRVU 2019 to July 2026; project rulebook 2 and 3.5 (2026-11-30)",
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
            if world.is_beyond_tables(line.date) && !is_answered_by_schedule(world, line) {
                out.judge(line, TABLES_NOT_READ);
                continue;
            }
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

/// Whether the user's fee schedule settles what the shipped dates of a code say of a date beyond them: it has the code that
/// day, or covers the day without a code that ended before.
fn is_answered_by_schedule(world: &World, line: &ClaimLine) -> bool {
    let Some(fees) = world.reference.fees.as_ref().filter(|fees| fees.covers(line.date)) else { return false };
    let is_listed = fees.fee(world.code(line), line.date).is_some();
    is_listed == world.facts(line).in_effect(line.date)
}
