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

use crate::claim::{Accounting, Day, Fate, LineStatus, Names};
use crate::load::Loaded;
use crate::reference::{CodeFacts, Kinds, Reference};
use claim_index::ClaimIndex;

/// What became of the rows.
pub struct Normalised {
    /// One fate per row.
    pub fates: Vec<Fate>,
    /// Line numbers given to rows that had none, as (row, number).
    pub given_line_numbers: Vec<(u32, i32)>,
    /// The facts of every code, indexed by its symbol.
    pub facts: Vec<CodeFacts>,
    /// The identity.
    pub accounting: Accounting,
    /// First and last service date read; absent without rows.
    pub dates_read: Option<(Day, Day)>,
}

/// The fates of rows while the steps run: `None` still stands.
type Standing = Vec<Option<Fate>>;

/// Decides the fate of every row. `judges` says whether a date lies in the period.
pub fn normalise(loaded: &Loaded, reference: &Reference, judges: impl Fn(Day) -> bool) -> Normalised {
    let rows = &loaded.rows;
    let mut standing: Standing = vec![None; rows.len()];
    let index = ClaimIndex::new(rows, loaded.names.claims.len());
    // Repeats first: a monthly file that repeats a row must not look like a second version of it.
    let given = versions::settle(rows, &loaded.names, &index, &mut standing);
    // Replacements and voids before netting: the lines they remove cannot be anybody's partner.
    adjustments::settle(rows, &loaded.names, &index, &mut standing);
    // Netting before duplicates are ever looked for: or every corrected claim would be flagged.
    reversals::settle(rows, &loaded.names, &mut standing);
    let facts = code_facts(&loaded.names, reference);
    let fates: Vec<Fate> = standing
        .iter()
        .enumerate()
        .map(|(row, fate)| fate.unwrap_or_else(|| last_steps(loaded, &facts, row, &judges)))
        .collect();
    let accounting = Accounting::new(loaded.rows_read(), loaded.rejects.len() as u64, &fates);
    let dates = &rows.handling.date;
    let dates_read = dates.iter().min().copied().zip(dates.iter().max().copied());
    Normalised { fates, given_line_numbers: given, facts, accounting, dates_read }
}

/// Denied lines leave, then lines that no rule needs.
fn last_steps(loaded: &Loaded, facts: &[CodeFacts], row: usize, judges: impl Fn(Day) -> bool) -> Fate {
    let rows = &loaded.rows;
    let kinds = facts[rows.services.code[row].index()].kinds;
    if rows.handling.status.get(row) != LineStatus::Paid {
        Fate::Denied
    } else if kinds.is_none() {
        Fate::OutOfScope
    } else if kinds.meets(Kinds::AUDITED) && judges(rows.handling.date[row]) {
        Fate::Audited
    } else {
        Fate::Context
    }
}

fn code_facts(names: &Names, reference: &Reference) -> Vec<CodeFacts> {
    let mut facts = vec![reference.describe(""); names.codes.len()];
    for (code, text) in names.codes.iter() {
        facts[code.index()] = reference.describe(text);
    }
    facts
}
