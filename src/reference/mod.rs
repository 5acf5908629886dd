//! Published tables with effective dates, each with its source. Decides nothing; `data/SOURCES.md` says where the
//! numbers come from and when they were read. CMS's own tables are not shipped: the user brings them, `load` reads them.

mod codes;
mod fees;
mod hcpcs;
mod kinds;
mod near_miss;
mod pair_edits;
mod payers;
mod specialties;
mod table;
mod unit_limits;

pub use codes::{BillingClinician, CodeFacts, CodeTable};
pub use fees::{Fee, FeeRelease, FeeSchedule, GlobalDays};
pub use hcpcs::HcpcsCode;
pub use kinds::Kinds;
pub use pair_edits::{Indicator, PairEdit, PairEdits};
pub use payers::UnpaidCodes;
pub use specialties::{Scope, Specialties};
pub use unit_limits::{UnitLimit, UnitLimitTable, UnitLimits};

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
