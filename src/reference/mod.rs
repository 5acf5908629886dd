//! Published tables with effective dates, each with its source. Decides nothing; `data/SOURCES.md` says where the
//! numbers come from and when they were read.

mod code_set;
mod codes;
mod kinds;
mod near_miss;
mod payers;
mod specialties;
mod table;

pub use code_set::CodeSet;
pub use codes::{BillingClinician, CodeFacts, CodeTable};
pub use kinds::Kinds;
pub use payers::{Dates, MarkerPolicy, Payers, Unpaid, Wish};
pub use specialties::{Scope, Specialties};

/// Edition of the project rulebook the rules follow; written into every artefact.
pub const RULEBOOK_VERSION: &str = "2026-11-21";

/// Every shipped table, parsed.
pub struct Reference {
    /// Codes, families, dates, minutes.
    pub codes: CodeTable,
    /// Which specialties may bill what.
    pub specialties: Specialties,
    /// What payers say of codes.
    pub payers: Payers,
    /// Codes that rules of the user's own name.
    pub custom: Vec<CodeSet>,
}

impl Reference {
    /// The tables compiled into the program.
    pub fn shipped() -> Self {
        Self {
            codes: CodeTable::shipped(),
            specialties: Specialties::shipped(),
            payers: Payers::shipped(),
            custom: Vec::new(),
        }
    }
}
