//! Two codes of one day that NCCI does not pay together.
//!
//! # What it finds
//! Lines of one patient, clinician and date whose codes stand in the user's NCCI PTP table as a pair, at least one of them
//! of an audited family. The line of column 2 is the one that is not paid.
//!
//! # Why it matters
//! The payer denies or takes back column 2; where the table allows it, a modifier has to say why both stand.
//!
//! # How it decides
//! 1. An edit is in effect from its effective date through its deletion date, that day included: CMS deletes edits on the
//!    last day of a quarter.
//! 2. Indicator 0: `hard`. Indicator 1 without an NCCI modifier on either line: `presumptive`; with one: cleared; in a
//!    file without modifiers: not evaluable. Indicator 9: no edit.
//! 3. Service date outside the loaded tables: not evaluable. Otherwise clean.
//!
//! # What it leaves out
//! Pairs without an audited code. Payers that do not follow NCCI: the table is Medicare's, and the finding says which.
//! Whether the modifier is justified, which only the record shows.
//!
//! # Settings
//! None.
//!
//! # Source
//! Project rulebook 2026-11-30, section 3.5; CMS NCCI practitioner PTP edits, the user's own release.

use super::outcomes::{Flag, Outcomes};
use super::rule::{Check, PatientCheck, Rule};
use super::windows::Strongest;
use super::wording;
use crate::claim::{ClaimLine, Field};
use crate::findings::{Condition, Direction, Input, Need, Outcome, RuleCard, Tier};
use crate::reference::{Indicator, Kinds, PairEdits};
use crate::timeline::{PatientView, World};

pub(super) static RULE: Rule = Rule {
    card: RuleCard {
        id: "pair_edit",
        title: "two codes of one day that NCCI does not pay together",
        direction: Direction::Overpayment,
        subjects: Kinds::AUDITED.or(Kinds::PAIRED),
        against: Kinds::PAIRED,
        needs: &[&[Need::Table(Input::PairEdits)]],
        clean_needs: &[],
        without: &[],
        settings: &[],
        clears: "a modifier the record justifies, where the edit allows one; or a corrected claim",
        evidence: "the notes of both services, and the reason for any modifier",
        source: "CMS NCCI practitioner PTP edits, release as loaded (see manifest.json); project rulebook 3.5 (2026-11-30)",
        page: include_str!("pair_edit.rs"),
        examples: include_str!("../../tests/fixtures/rules/pair_edit.md"),
    },
    prepare: &|_, _| Check::patient(PairEdit),
};

/// Modifiers that say why both codes of a pair stand.
const NCCI_MODIFIERS: [&str; 44] = [
    "24", "25", "27", "57", "58", "59", "78", "79", "91", "XE", "XS", "XP", "XU", "E1", "E2", "E3", "E4", "FA", "F1",
    "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "TA", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "LT",
    "RT", "LC", "LD", "LM", "RC", "RI",
];

struct PairEdit;

impl PatientCheck for PairEdit {
    fn check(&self, patient: PatientView<'_>, out: &mut Outcomes<'_>) {
        let world = patient.world;
        let Some(pairs) = &world.reference.pairs else { return };
        for line in patient.subjects(RULE.card.subjects) {
            let is_audited = world.kinds(line).meets(Kinds::AUDITED);
            if !pairs.covers(line.date) {
                if is_audited {
                    out.judge(line, Outcome::NotEvaluable("service date outside the loaded PTP tables"));
                }
                continue;
            }
            let Edits { strongest, otherwise } = edits(patient, line, pairs, out);
            match (strongest.tier, otherwise) {
                (Some(tier), _) => flag(line, tier, &strongest.lines, out),
                (None, Some(outcome)) => out.judge(line, outcome),
                (None, None) if is_audited => out.judge(line, Outcome::Clean),
                (None, None) => {}
            }
        }
    }
}

/// What the edits of a day say of a line of column 2.
#[derive(Default)]
struct Edits<'a> {
    /// The lines of column 1 that stand against it.
    strongest: Strongest<'a>,
    /// What becomes of it when none does: what is not known goes before what is cleared.
    otherwise: Option<Outcome>,
}

impl Edits<'_> {
    fn unless_flagged(&mut self, outcome: Outcome) {
        self.otherwise = self.otherwise.max(Some(outcome));
    }
}

fn edits<'a>(patient: PatientView<'a>, line: &ClaimLine, pairs: &PairEdits, out: &Outcomes<'_>) -> Edits<'a> {
    let world = patient.world;
    let mut found = Edits::default();
    for first in patient.on(line.date).iter().filter(|other| other.clinician == line.clinician && !other.is(line)) {
        // Each payer sees its own lines only.
        let other_payer = first.payer.is_known() && line.payer.is_known() && first.payer != line.payer;
        if other_payer || !world.kinds(first).or(world.kinds(line)).meets(Kinds::AUDITED) {
            continue;
        }
        let (column1, column2) = (world.code(first), world.code(line));
        match pairs.between(column1, column2, line.date) {
            Some(Indicator::NotAllowed) => found.strongest.offer(Tier::Hard, first),
            Some(Indicator::Allowed) if has_modifier(world, first) || has_modifier(world, line) => {
                found.unless_flagged(Outcome::Cleared("an NCCI modifier stands on the pair"));
            }
            Some(Indicator::Allowed) if ![first, line].iter().all(|one| out.has(one, Field::Modifier1)) => {
                found.unless_flagged(Outcome::NotEvaluable("column modifier_1 is absent from a file of the pair"));
            }
            Some(Indicator::Allowed) => found.strongest.offer(Tier::Presumptive, first),
            Some(Indicator::NotApplicable) | None => {}
        }
    }
    found
}

fn has_modifier(world: &World, line: &ClaimLine) -> bool {
    world.names.modifier_texts(line.modifiers).any(|modifier| NCCI_MODIFIERS.contains(&modifier))
}

fn flag(line: &ClaimLine, tier: Tier, column_1: &[&ClaimLine], out: &mut Outcomes<'_>) {
    let world = out.world();
    let others = if column_1.len() > 1 { format!(" and {} more", column_1.len() - 1) } else { String::new() };
    let allowed = if tier == Tier::Hard {
        "modifier indicator 0: no modifier allows both"
    } else {
        "modifier indicator 1: a modifier could allow both, and neither line carries one"
    };
    let found = format!(
        "{} stands beside {}{others} of the same clinician; the pair is an NCCI edit with this line in column 2, {allowed}",
        wording::on_date(world, line),
        wording::named(world, column_1[0])
    );
    let pair = format!("{} in column 1 and {} in column 2 on {}", world.code(column_1[0]), world.code(line), line.date);
    let modifier = Condition { what: "an NCCI modifier on either line".to_owned(), holds: Some(false) };
    let conditions = if tier == Tier::Hard { vec![Condition::met(pair)] } else { vec![Condition::met(pair), modifier] };
    let diagnosis = out.diagnosis(line, column_1[0]);
    let flag = Flag::alone(tier, found, "NCCI pays the code of column 1 only");
    out.flag(line, &Flag { related: column_1, diagnosis, window: Some((0, 0)), conditions, ..flag });
}
