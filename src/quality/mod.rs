//! What the rows of a run are like: figures for whoever decides whether the data can be trusted. Judges no line and
//! shows no patient: counts, shapes and codes only.
//!
//! A code column may be bound to the wrong column of a file, so even codes are shown only under the conditions that
//! [`codes`] states.

pub mod codes;
mod damage;
mod dates;
mod diagnoses;
mod identifiers;
mod keys;
mod readiness;
mod survey;

pub use codes::{CodeShape, CodeSystem, Codes, ListedCode, ShapeCounts, foreign, shape_counts};
pub use damage::{Damage, DamageFate};
pub use dates::{DateNote, MonthCount};
pub use diagnoses::{Diagnoses, DiagnosisShape};
pub use identifiers::{IdShape, Identifiers};
pub use keys::Keys;
pub use readiness::{Enabler, Readiness, RuleReadiness};
pub use survey::{Lens, Survey};

use crate::claim::Sym;
use crate::load::{CellCounts, Loaded};
use crate::reference::{CodeFacts, Reference};

/// How many rows something has, and how many different values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Different values.
    pub distinct: u64,
    /// Rows that hold one of them.
    pub rows: u64,
}

/// What the rows of a run are like. Rows that could not be used have no values any more: where they count it is said.
pub struct Profile {
    /// What the cells held, one entry per file, rejects included.
    pub cells: Vec<CellCounts>,
    /// Months with rows, in order.
    pub months: Vec<MonthCount>,
    /// Dates that contradict one another.
    pub dates: Vec<DateNote>,
    /// Rendering clinicians.
    pub clinicians: Identifiers,
    /// Billing groups.
    pub groups: Identifiers,
    /// Procedure codes.
    pub codes: Codes,
    /// Diagnoses.
    pub diagnoses: Diagnoses,
    /// Claim and line numbers that occur more than once.
    pub keys: Keys,
    /// What a spreadsheet probably did to the file.
    pub damage: Vec<Damage>,
}

impl Profile {
    /// Puts the counts of all parts together.
    pub fn new(loaded: &Loaded, survey: &Survey, lens: &Lens, facts: &[CodeFacts], reference: &Reference) -> Self {
        let names = &loaded.names;
        let groups = Identifiers::new(&names.groups, &survey.groups);
        let codes = Codes::new(loaded, facts, reference, &survey.has_several_patients());
        Self {
            months: survey.days.months(),
            dates: dates::notes(&survey.early),
            clinicians: Identifiers::new(&names.clinicians, &survey.clinicians),
            diagnoses: Diagnoses::new(&survey.lists, names, &lens.editions),
            keys: survey.keys,
            damage: damage::find(loaded, survey, &codes),
            cells: loaded.cells.clone(),
            groups,
            codes,
        }
    }

    /// What the cells held over all files.
    pub fn all_cells(&self) -> CellCounts {
        self.cells.iter().fold(CellCounts::default(), |mut all, file| {
            all.add(file);
            all
        })
    }
}

/// Why no rule can judge any of the codes; nothing when rules can. Known before any row is looked at.
pub fn foreign_codes(loaded: &Loaded, facts: &[CodeFacts], reference: &Reference) -> Option<&'static str> {
    foreign(&shape_counts(&loaded.names, facts, reference, &loaded.seen.codes))
}

/// How many rows have each symbol, by its number.
fn tally(symbols: impl Iterator<Item = Sym>, n_symbols: usize) -> Vec<u64> {
    let mut counts = vec![0; n_symbols];
    for symbol in symbols {
        counts[symbol.index()] += 1;
    }
    counts
}

/// Adds counts of the same things, of which there may be more.
fn add_counts(sums: &mut Vec<u64>, counts: &[u64]) {
    sums.resize(sums.len().max(counts.len()), 0);
    sums.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n);
}
