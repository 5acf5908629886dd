//! The rows of a run in columns: typed, interned, rejects left out. Nothing has been decided about them yet.

use super::column::Sparse;
use crate::claim::{Cents, Day, LineStatus, Minutes, Moment, RowKind, Sym, Units};

/// Whether a claim stands for itself, replaces another or voids another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Frequency {
    /// 1, or not said.
    #[default]
    Original,
    /// 7: replaces the claim it names.
    Replacement,
    /// 8: voids the claim it names.
    Void,
}

/// Claim, line and adjustment columns.
pub struct ClaimColumns {
    /// Claim number.
    pub claim: Vec<Sym>,
    /// Line within the claim; absent when the file does not say.
    pub line_number: Sparse<Option<i32>>,
    /// Original, replacement or void.
    pub frequency: Sparse<Frequency>,
    /// The claim a replacement or void names.
    pub original_claim: Sparse<Sym>,
    /// What the row is among the versions of its line.
    pub kind: Sparse<RowKind>,
    /// Greater is later among versions of one date; 0 when the file does not say.
    pub version: Sparse<u64>,
    /// The claim's number without the version behind it, where the layout says that there is one.
    pub base: Sparse<Sym>,
    /// Other names of the claim, one column each.
    pub other_ids: Vec<Sparse<Sym>>,
}

/// Patient, clinician and group columns.
pub struct PeopleColumns {
    /// Patient.
    pub patient: Vec<Sym>,
    /// Rendering clinician.
    pub clinician: Vec<Sym>,
    /// Billing group.
    pub group: Sparse<Sym>,
    /// CMS specialty.
    pub specialty: Sparse<Sym>,
    /// NUCC taxonomy.
    pub taxonomy: Sparse<Sym>,
}

/// Service columns.
pub struct ServiceColumns {
    /// Procedure code.
    pub code: Vec<Sym>,
    /// Sorted modifier list.
    pub modifiers: Sparse<Sym>,
    /// Place of service.
    pub place: Sparse<Sym>,
}

/// Diagnosis column.
pub struct DiagnosisColumns {
    /// Diagnosis list.
    pub diagnoses: Sparse<Sym>,
}

/// Amount columns.
pub struct AmountColumns {
    /// Units.
    pub units: Sparse<Units>,
    /// Billed.
    pub billed: Sparse<Option<Cents>>,
    /// Allowed.
    pub allowed: Sparse<Option<Cents>>,
    /// Paid.
    pub paid: Sparse<Option<Cents>>,
    /// Recorded minutes.
    pub minutes: Sparse<Option<Minutes>>,
}

/// Date, time, payer and status columns.
pub struct HandlingColumns {
    /// Service date.
    pub date: Vec<Day>,
    /// Last service date.
    pub date_to: Sparse<Day>,
    /// Received by the payer.
    pub received: Sparse<Day>,
    /// Paid.
    pub paid_on: Sparse<Day>,
    /// Processed by the payer.
    pub processed: Sparse<Day>,
    /// Start of the service.
    pub start: Sparse<Moment>,
    /// End of the service.
    pub end: Sparse<Moment>,
    /// Payer.
    pub payer: Sparse<Sym>,
    /// What the payer did.
    pub status: Sparse<LineStatus>,
}

/// The rows of a run: every column has one value per row.
pub struct Rows {
    /// File of each row, an index into the run's list.
    pub file: Sparse<u32>,
    /// Row in its file, from 1.
    pub row: Vec<u64>,
    /// Claim, line and adjustment columns.
    pub claims: ClaimColumns,
    /// Patient, clinician and group columns.
    pub people: PeopleColumns,
    /// Service columns.
    pub services: ServiceColumns,
    /// Diagnosis column.
    pub diagnoses: DiagnosisColumns,
    /// Amount columns.
    pub amounts: AmountColumns,
    /// Date, time, payer and status columns.
    pub handling: HandlingColumns,
}

impl Rows {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.row.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.row.is_empty()
    }
}
