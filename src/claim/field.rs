//! The columns of a canonical claim line: name, type, and whether a line can do without. Knows no file formats.

/// A column of the canonical layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[expect(missing_docs, reason = "each variant is described by its row of TABLE")]
pub enum Field {
    ClaimId,
    LineNumber,
    PatientId,
    RenderingNpi,
    BillingTin,
    BillingNpi,
    RenderingSpecialty,
    RenderingTaxonomy,
    ServiceDate,
    ServiceDateTo,
    ProcedureCode,
    Modifier1,
    Modifier2,
    Modifier3,
    Modifier4,
    Modifier5,
    PlaceOfService,
    Diagnosis1,
    Diagnosis2,
    Diagnosis3,
    Diagnosis4,
    Diagnosis5,
    Diagnosis6,
    Diagnosis7,
    Diagnosis8,
    Diagnosis9,
    Diagnosis10,
    Diagnosis11,
    Diagnosis12,
    Units,
    BilledAmount,
    AllowedAmount,
    PaidAmount,
    Payer,
    ClaimStatus,
    ClaimFrequency,
    OriginalClaimId,
    ReceivedDate,
    PaidDate,
    ProcessedDate,
    StartTime,
    EndTime,
    Minutes,
    OrderingNpi,
    SourceName,
}

/// What a column's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// An identifier: text whatever the file says; scientific notation is refused, a trailing `.0` repaired.
    Id,
    /// A short code: text, upper-cased.
    Code,
    /// A whole number.
    Integer,
    /// A decimal number.
    Decimal,
    /// A calendar date.
    Date,
    /// A date and time of day.
    Time,
}

use Field as F;
use FieldKind as K;

/// Field, public name, kind, whether a line needs it.
const TABLE: [(Field, &str, FieldKind, bool); 45] = [
    (F::ClaimId, "claim_id", K::Id, true),
    (F::LineNumber, "line_number", K::Integer, false),
    (F::PatientId, "patient_id", K::Id, true),
    (F::RenderingNpi, "rendering_npi", K::Id, true),
    (F::BillingTin, "billing_tin", K::Id, false),
    (F::BillingNpi, "billing_npi", K::Id, false),
    (F::RenderingSpecialty, "rendering_specialty", K::Code, false),
    (F::RenderingTaxonomy, "rendering_taxonomy", K::Code, false),
    (F::ServiceDate, "service_date", K::Date, true),
    (F::ServiceDateTo, "service_date_to", K::Date, false),
    (F::ProcedureCode, "procedure_code", K::Code, true),
    (F::Modifier1, "modifier_1", K::Code, false),
    (F::Modifier2, "modifier_2", K::Code, false),
    (F::Modifier3, "modifier_3", K::Code, false),
    (F::Modifier4, "modifier_4", K::Code, false),
    (F::Modifier5, "modifier_5", K::Code, false),
    (F::PlaceOfService, "place_of_service", K::Code, false),
    (F::Diagnosis1, "diagnosis_1", K::Code, false),
    (F::Diagnosis2, "diagnosis_2", K::Code, false),
    (F::Diagnosis3, "diagnosis_3", K::Code, false),
    (F::Diagnosis4, "diagnosis_4", K::Code, false),
    (F::Diagnosis5, "diagnosis_5", K::Code, false),
    (F::Diagnosis6, "diagnosis_6", K::Code, false),
    (F::Diagnosis7, "diagnosis_7", K::Code, false),
    (F::Diagnosis8, "diagnosis_8", K::Code, false),
    (F::Diagnosis9, "diagnosis_9", K::Code, false),
    (F::Diagnosis10, "diagnosis_10", K::Code, false),
    (F::Diagnosis11, "diagnosis_11", K::Code, false),
    (F::Diagnosis12, "diagnosis_12", K::Code, false),
    (F::Units, "units", K::Decimal, false),
    (F::BilledAmount, "billed_amount", K::Decimal, false),
    (F::AllowedAmount, "allowed_amount", K::Decimal, false),
    (F::PaidAmount, "paid_amount", K::Decimal, false),
    (F::Payer, "payer", K::Code, false),
    (F::ClaimStatus, "claim_status", K::Code, false),
    (F::ClaimFrequency, "claim_frequency", K::Code, false),
    (F::OriginalClaimId, "original_claim_id", K::Id, false),
    (F::ReceivedDate, "received_date", K::Date, false),
    (F::PaidDate, "paid_date", K::Date, false),
    (F::ProcessedDate, "processed_date", K::Date, false),
    (F::StartTime, "start_time", K::Time, false),
    (F::EndTime, "end_time", K::Time, false),
    (F::Minutes, "minutes", K::Decimal, false),
    (F::OrderingNpi, "ordering_npi", K::Id, false),
    (F::SourceName, "source_name", K::Id, false),
];

impl Field {
    /// How many fields there are.
    pub const COUNT: usize = TABLE.len();
    /// The modifier columns, in order.
    pub const MODIFIERS: [Self; 5] = [F::Modifier1, F::Modifier2, F::Modifier3, F::Modifier4, F::Modifier5];
    /// The diagnosis columns, in order.
    pub const DIAGNOSES: [Self; 12] = [
        F::Diagnosis1,
        F::Diagnosis2,
        F::Diagnosis3,
        F::Diagnosis4,
        F::Diagnosis5,
        F::Diagnosis6,
        F::Diagnosis7,
        F::Diagnosis8,
        F::Diagnosis9,
        F::Diagnosis10,
        F::Diagnosis11,
        F::Diagnosis12,
    ];

    /// Every field, in the order of the contract.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.0)
    }

    /// The position of the field in [`Field::all`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The public column name.
    pub const fn name(self) -> &'static str {
        TABLE[self.index()].1
    }

    /// What its values are.
    pub const fn kind(self) -> FieldKind {
        TABLE[self.index()].2
    }

    /// Whether a line without it is a reject, and a file without it an error.
    pub const fn is_needed(self) -> bool {
        TABLE[self.index()].3
    }

    /// The field of a public column name.
    pub fn from_name(name: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.1 == name).map(|row| row.0)
    }
}

/// A set of fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldSet(u64);

impl FieldSet {
    /// The set of the given fields.
    pub const fn of(fields: &[Field]) -> Self {
        let mut bits = 0;
        let mut next = 0;
        while next < fields.len() {
            bits |= 1 << fields[next] as u8;
            next += 1;
        }
        Self(bits)
    }

    /// The set as a number, one bit per field.
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// The set of a number that [`FieldSet::bits`] gave.
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// Whether no field is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The fields of this set that are in the other one too.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The fields of this set that are not in the other one.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Adds a field.
    pub const fn insert(&mut self, field: Field) {
        self.0 |= 1 << field as u8;
    }

    /// Whether the field is in the set.
    pub const fn contains(self, field: Field) -> bool {
        self.0 & (1 << field as u8) != 0
    }

    /// The fields of both sets together.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The fields in the set, in the order of the contract.
    pub fn iter(self) -> impl Iterator<Item = Field> {
        Field::all().filter(move |field| self.contains(*field))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (index, field) in Field::all().enumerate() {
            assert_eq!(field.index(), index, "{}", field.name());
            assert_eq!(Field::from_name(field.name()), Some(field));
        }
    }
}
