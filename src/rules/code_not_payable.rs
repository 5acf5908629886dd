//! A code paid by a payer that does not pay it.
//!
//! # What it finds
//! A line with a paid amount above zero whose code is on its payer's list of codes that are not paid.
//!
//! # Why it matters
//! The payment rests on an error of the payer or of the claim, and has to be returned when it is found.
//!
//! # How it decides
//! 1. The payer's list is looked up, with dates. Medicare's list is shipped; a pipeline adds lists of its own under
//!    `[payers.<name>]`.
//! 2. The code is on it on the service date and the paid amount is above zero: `hard`.
//! 3. Payer absent, no list for the payer, or the code listed but the paid amount absent: not evaluable.
//! 4. Otherwise clean.
//!
//! # What it leaves out
//! Years in which Medicare still paid a code that it no longer pays: consultations before 2010, 99358 before 2023.
//! Medicare Advantage and every other payer: each has its own policy, and no list of theirs is shipped.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.5; status codes B, I and N in CMS PPRRVU October 2025 and July 2026.

use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::windows::TABLES_NOT_READ;
use super::wording;
use crate::claim::{Cents, ClaimLine, Field};
use crate::findings::{Condition, Direction, Need, Outcome, RuleCard, Tier};
use crate::reference::{Kinds, Unpaid};
use crate::timeline::PatientView;

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "code_not_payable",
        title: "a code paid by a payer that does not pay it",
        direction: Direction::Overpayment,
        subjects: Kinds::AUDITED.or(Kinds::PAYER_LISTED),
        against: Kinds::NONE,
        needs: &[&[Need::Column(Field::Payer)], &[Need::Column(Field::PaidAmount)]],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "a remittance that shows another payer or no payment",
        evidence: "the remittance advice of the line",
        source: "CMS PPRRVU October 2025 and July 2026, status B, I, N; project rulebook 3.5 (2026-11-30)",
        page: include_str!("code_not_payable.rs"),
        examples: include_str!("../../tests/fixtures/rules/code_not_payable.md"),
    },
    prepare: &|_, _| Check::patient(CodeNotPayable),
};

struct CodeNotPayable;

impl PatientCheck for CodeNotPayable {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        let payers = &world.reference.payers;
        for line in patient.subjects(RULE.card.subjects) {
            let (payer, code) = (world.names.payers.text(line.payer), world.code(line));
            if !payers.knows(payer) {
                let unknown = if payer.is_empty() { "payer unknown" } else { "no list of unpaid codes for this payer" };
                out.judge(line, Outcome::NotEvaluable(unknown));
                continue;
            }
            if world.is_beyond_tables(line.date) && payers.rests_on_shipped(payer, code, world.kinds(line), line.date) {
                out.judge(line, TABLES_NOT_READ);
                continue;
            }
            match (payers.refusal(payer, code, world.kinds(line), line.date), line.paid) {
                (Some(_), None) => out.judge(line, Outcome::NotEvaluable("paid amount unknown")),
                (Some(refusal), Some(paid)) if paid > Cents(0) => flag(line, (payer, refusal), paid, out),
                _ => out.judge(line, Outcome::Clean),
            }
        }
    }
}

fn flag(line: &ClaimLine, (payer, refusal): (&str, &Unpaid), paid: Cents, out: &mut Outcomes<'_>) {
    let world = out.world();
    let code = world.code(line);
    let suggested_code = (code == "99417" && payer == "medicare").then_some("G2212");
    let found = format!(
        "{} was paid by {payer}, which does not pay this code{}",
        wording::on_date(world, line),
        wording::successors(suggested_code.as_slice())
    );
    let conditions = vec![
        Condition::met(format!("{code} is among the codes {payer} does not pay ({refusal})")),
        Condition::met(format!("{paid} was paid")),
    ];
    let own_source = refusal.stated.then(|| wording::policy_of(payer));
    let flag = Flag::alone(Tier::Hard, found, "The code is not payable by this payer on this date");
    out.flag(line, &Flag { suggested_code, conditions, own_source, ..flag });
}
