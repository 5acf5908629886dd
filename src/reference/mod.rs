//! Published tables with effective dates, each with its source. Decides nothing; `data/SOURCES.md` says where the
//! numbers come from and when they were read.

mod codes;
mod kinds;
mod near_miss;
mod payers;
mod specialties;
mod table;

pub use codes::{BillingClinician, CodeFacts, CodeTable};
pub use kinds::Kinds;
pub use payers::UnpaidCodes;
pub use specialties::{Scope, Specialties};

/// Edition of the project rulebook the rules follow; written into every artefact.
pub const RULEBOOK_VERSION: &str = "2026-11-21";

/// Every shipped table, parsed.
pub struct Reference {
    /// Codes, families, dates, minutes.
    pub codes: CodeTable,
    /// Which specialties may bill what.
    pub specialties: Specialties,
    /// Codes that payers do not pay.
    pub unpaid: UnpaidCodes,
}

impl Reference {
    /// The tables compiled into the program.
    pub fn shipped() -> Self {
        Self { codes: CodeTable::shipped(), specialties: Specialties::shipped(), unpaid: UnpaidCodes::shipped() }
    }
}
