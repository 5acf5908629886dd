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

pub use codes::{CodeShape, CodeSystem, Codes, ListedCode};
pub use damage::{Damage, DamageFate};
pub use dates::{DateNote, MonthCount};
pub use diagnoses::{Diagnoses, DiagnosisShape};
pub use identifiers::{IdShape, Identifiers};
pub use keys::Keys;
pub use readiness::{Enabler, Readiness, RuleReadiness};

use crate::claim::{Fate, Sym};
use crate::load::{CellCounts, Loaded};
use crate::normalise::Normalised;
use crate::reference::Reference;

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
    /// Looks once at every column that matters. The rows' order decides nothing.
    pub fn new(loaded: &Loaded, normalised: &Normalised, reference: &Reference) -> Self {
        let (rows, names) = (&loaded.rows, &loaded.names);
        let mut cells = rows.counts.clone();
        cells.resize_with(loaded.files.len(), CellCounts::default);
        let n_rows = rows.len();
        let clinicians = tally(rows.people.clinician.iter().copied(), names.clinicians.len());
        let groups = tally((0..n_rows).map(|row| rows.people.group.get(row)), names.groups.len());
        let is_audited = |row: usize| normalised.fates[row] == Fate::Audited;
        let groups = Identifiers::new(&names.groups, &groups);
        let codes = Codes::new(loaded, &normalised.facts, reference);
        Self {
            months: dates::months(rows, normalised.dates_read, is_audited),
            dates: dates::notes(rows),
            clinicians: Identifiers::new(&names.clinicians, &clinicians),
            diagnoses: Diagnoses::new(rows, names),
            keys: Keys::new(rows, names.claims.len(), &normalised.fates),
            damage: damage::find(loaded, &cells, &groups, &codes),
            cells,
            groups,
            codes,
        }
    }

    /// Why no rule can judge any of the codes; nothing when rules can.
    pub fn foreign_codes(&self) -> Option<&'static str> {
        self.codes.foreign()
    }

    /// What the cells held over all files.
    pub fn all_cells(&self) -> CellCounts {
        self.cells.iter().fold(CellCounts::default(), |mut all, file| {
            all.add(file);
            all
        })
    }
}

/// How many rows have each symbol, by its number.
fn tally(symbols: impl Iterator<Item = Sym>, n_symbols: usize) -> Vec<u64> {
    let mut counts = vec![0; n_symbols];
    for symbol in symbols {
        counts[symbol.index()] += 1;
    }
    counts
}
