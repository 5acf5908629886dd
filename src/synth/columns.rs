//! The table of output columns: name, set and where the value comes from, in the order they are written.
//! It does not write; both file formats are built from it, so they cannot differ.

use super::Columns;
use super::line::Line;

/// How to read one column from a line. `None` and empty text are written as a missing value.
pub(super) enum Value {
    /// A text.
    Text(fn(&Line) -> &str),
    /// A whole number.
    Integer(fn(&Line) -> i32),
    /// Days since 1970-01-01.
    Date(fn(&Line) -> i32),
    /// A decimal with two places, in hundredths.
    Hundredths(fn(&Line) -> Option<i64>),
    /// Seconds since 1970-01-01T00:00:00, no zone.
    Moment(fn(&Line) -> Option<i64>),
}

/// One output column.
pub(super) struct Column {
    /// Its name in the canonical layout.
    pub(super) name: &'static str,
    /// The smallest set that has it.
    pub(super) set: Columns,
    /// Where its value comes from.
    pub(super) value: Value,
}

/// The columns of `set`, in file order: the core first, so that a core file is a prefix of a full one.
pub(super) fn columns(set: Columns) -> impl Iterator<Item = &'static Column> {
    ALL.iter().filter(move |column| set == Columns::Full || column.set == Columns::Core)
}

const fn core(name: &'static str, value: Value) -> Column {
    Column { name, set: Columns::Core, value }
}

const fn full(name: &'static str, value: Value) -> Column {
    Column { name, set: Columns::Full, value }
}

static ALL: [Column; 31] = [
    core("claim_id", Value::Text(|l| l.claim_id.as_str())),
    core("line_number", Value::Integer(|l| l.number)),
    core("patient_id", Value::Text(|l| l.patient_id.as_str())),
    core("rendering_npi", Value::Text(|l| l.npi.as_str())),
    core("billing_tin", Value::Text(|l| l.tin.as_str())),
    core("rendering_specialty", Value::Text(|l| l.specialty)),
    core("service_date", Value::Date(|l| l.date)),
    core("procedure_code", Value::Text(|l| l.code)),
    core("modifier_1", Value::Text(|l| l.modifiers[0])),
    core("modifier_2", Value::Text(|l| l.modifiers[1])),
    core("place_of_service", Value::Text(|l| l.place)),
    core("diagnosis_1", Value::Text(|l| l.diagnoses[0])),
    core("diagnosis_2", Value::Text(|l| l.diagnoses[1])),
    core("units", Value::Hundredths(|l| Some(l.units))),
    core("paid_amount", Value::Hundredths(|l| Some(l.paid))),
    core("payer", Value::Text(|l| l.payer)),
    core("claim_status", Value::Text(|l| l.status)),
    core("claim_frequency", Value::Text(|l| l.frequency)),
    core("original_claim_id", Value::Text(|l| l.original.as_str())),
    full("rendering_taxonomy", Value::Text(|l| l.taxonomy)),
    full("service_date_to", Value::Date(|l| l.date)),
    full("diagnosis_3", Value::Text(|l| l.diagnoses[2])),
    full("diagnosis_4", Value::Text(|l| l.diagnoses[3])),
    full("billed_amount", Value::Hundredths(|l| Some(l.billed))),
    full("allowed_amount", Value::Hundredths(|l| Some(l.allowed))),
    full("received_date", Value::Date(|l| l.received)),
    full("paid_date", Value::Date(|l| l.paid_on)),
    full("processed_date", Value::Date(|l| l.processed)),
    full("start_time", Value::Moment(|l| l.start)),
    full("end_time", Value::Moment(|l| l.end)),
    full("minutes", Value::Hundredths(|l| l.minutes)),
];
