//! Stage 2: from rows to effective lines. Gives every row exactly one fate, in the order the rulebook lists the steps;
//! reads no files and knows no rules.
//!
//! Source: project rulebook, section 4.

mod adjustments;
mod claim_index;
mod claim_versions;
mod content;
mod line_versions;
mod other_names;
mod partners;
mod reversals;
mod versions;

use crate::claim::{Day, Fate, LineStatus, Names};
use crate::load::Rows;
use crate::reference::{CodeFacts, Kinds, Reference};
use claim_index::ClaimIndex;

/// What became of the rows.
pub struct Normalised {
    /// One fate per row.
    pub fates: Vec<Fate>,
    /// Line numbers given to rows that had none, as (row, number).
    pub given_line_numbers: Vec<(u32, i32)>,
    /// Rows whose claim a denied replacement or void names, in ascending order. They stand unless something else took them.
    pub denied_replacements: Vec<u32>,
}

/// The fates of rows while the steps run: `None` still stands.
type Standing = Vec<Option<Fate>>;

/// Decides the fate of every row; the rows of a patient and of a claim are all there. `facts` is indexed by the symbol of
/// a code, `judges` says whether a date lies in the period.
pub fn normalise(rows: &Rows, names: &Names, facts: &[CodeFacts], judges: impl Fn(Day) -> bool) -> Normalised {
    let mut standing: Standing = vec![None; rows.len()];
    let index = ClaimIndex::new(rows, names.claims.len());
    // Repeats first: a monthly file that repeats a row must not look like a second version of it.
    let given = versions::settle(rows, names, &index, &mut standing);
    // Replacements and voids before netting: the lines they remove cannot be anybody's partner.
    let denied_replacements = adjustments::settle(rows, names, &index, &mut standing);
    // Netting before duplicates are ever looked for: or every corrected claim would be flagged.
    reversals::settle(rows, names, &mut standing);
    let fates = standing.iter().enumerate();
    let fates = fates.map(|(row, fate)| fate.unwrap_or_else(|| last_steps(rows, facts, row, &judges))).collect();
    Normalised { fates, given_line_numbers: given, denied_replacements }
}

/// Denied lines leave, then lines that no rule needs.
fn last_steps(rows: &Rows, facts: &[CodeFacts], row: usize, judges: impl Fn(Day) -> bool) -> Fate {
    let kinds = facts[rows.services.code.get(row).index()].kinds;
    if rows.handling.status.get(row) != LineStatus::Paid {
        Fate::Denied
    } else if kinds.is_none() {
        Fate::OutOfScope
    } else if kinds.meets(Kinds::AUDITED) && judges(rows.handling.date.get(row)) {
        Fate::Audited
    } else {
        Fate::Context
    }
}

/// The facts of every code of a run, indexed by its symbol.
pub fn code_facts(names: &Names, reference: &Reference) -> Vec<CodeFacts> {
    let mut facts = vec![reference.describe(""); names.codes.len()];
    for (code, text) in names.codes.iter() {
        facts[code.index()] = reference.describe(text);
    }
    facts
}
