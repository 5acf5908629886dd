//! Published tables with effective dates, each with its source. Decides nothing; `data/SOURCES.md` says where the
//! numbers come from and when they were read. CMS's own tables are not shipped: the user brings them, `load` reads them.

mod code_set;
mod codes;
mod fees;
mod hcpcs;
mod kinds;
mod near_miss;
mod new_patients;
mod pair_edits;
mod payers;
mod specialties;
mod table;
mod unit_limits;

use crate::claim::Day;

pub use code_set::CodeSet;
pub use codes::{BillingClinician, CodeFacts, CodeTable};
pub use fees::{Fee, FeeRelease, FeeSchedule, GlobalDays};
pub use hcpcs::HcpcsCode;
pub use kinds::Kinds;
pub use new_patients::established_code;
pub use pair_edits::{Indicator, PairEdit, PairEdits};
pub use payers::{Dates, MarkerPolicy, Payers, Unpaid, Wish};
pub use specialties::{Scope, Specialties};
pub use unit_limits::{UnitLimit, UnitLimitTable, UnitLimits};

/// Edition of the project rulebook the rules follow; written into every artefact.
pub const RULEBOOK_VERSION: &str = "2026-11-30";

/// The last service date for which the tables of this edition were read: 2026-12-31.
pub const READ_THROUGH: Day = Day(20_818);

/// Every shipped table, parsed, with the user's own beside them.
pub struct Reference {
    /// Codes, families, dates, minutes.
    pub codes: CodeTable,
    /// Which specialties may bill what.
    pub specialties: Specialties,
    /// What payers say of codes.
    pub payers: Payers,
    /// Codes that rules of the user's own name.
    pub custom: Vec<CodeSet>,
    /// The last service date for which the shipped tables speak.
    pub read_through: Day,
    /// The user's fee schedule.
    pub fees: Option<FeeSchedule>,
    /// The user's pair edits.
    pub pairs: Option<PairEdits>,
    /// The user's unit limits.
    pub limits: Option<UnitLimits>,
}

impl Reference {
    /// The tables compiled into the program.
    pub fn shipped() -> Self {
        Self {
            codes: CodeTable::shipped(),
            specialties: Specialties::shipped(),
            payers: Payers::shipped(),
            custom: Vec::new(),
            read_through: READ_THROUGH,
            fees: None,
            pairs: None,
            limits: None,
        }
    }

    /// The facts of any text found in a code column, with what the user's own tables add to its kinds.
    pub fn describe(&self, code: &str) -> CodeFacts {
        let mut facts = match &self.fees {
            Some(fees) => self.codes.describe_by(code, |code| fees.lists(code)),
            None => self.codes.describe(code),
        };
        let mut add = |kind: Kinds, applies: &dyn Fn(Kinds) -> bool| {
            if applies(facts.kinds) {
                facts.kinds = facts.kinds.or(kind);
            }
        };
        add(Kinds::PROCEDURE, &|_| self.fees.as_ref().is_some_and(|fees| fees.is_procedure(code)));
        add(Kinds::PAIRED, &|_| self.pairs.as_ref().is_some_and(|pairs| pairs.lists(code)));
        // Users may name families, those of their own tables among them: so these two come last.
        add(Kinds::PAYER_LISTED, &|own| self.payers.lists(code, own));
        add(Kinds::CUSTOM, &|own| self.custom.iter().any(|set| set.holds(code, own)));
        facts
    }
}
