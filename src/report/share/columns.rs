//! The columns of a shared report: each text replaced, kept or withheld, each date moved. Decides nothing of rows.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, Date32Array, Int64Array, ListArray, RecordBatch, StringArray, StructArray,
};
use arrow::datatypes::{DataType, Date32Type};
use arrow::error::ArrowError;

use super::key::{Key, Kind, Shift};
use crate::claim::Day;
use crate::report::figure::WITHHELD;
use crate::report::record::Record;

/// Payers that are kinds of payer; any other name stands as it was typed into a file.
const PAYERS: [&str; 5] = ["medicare", "medicare_advantage", "medicaid", "commercial", "other"];

/// What changes the rows of a batch: the key, and how far the dates of every row move.
pub(super) struct Change<'a> {
    pub(super) key: &'a Key,
    pub(super) record: &'a Record,
    pub(super) shifts: &'a [Shift],
}

impl Change<'_> {
    /// A batch of findings.parquet or evidence.parquet as it is shared. A column that is not known is withheld, so that
    /// one added later cannot slip through.
    pub(super) fn batch(&self, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        let schema = batch.schema();
        let columns = schema.fields().iter().zip(batch.columns());
        let columns = columns.map(|(field, column)| self.column(field.name(), column, batch, &|row| row));
        RecordBatch::try_new(Arc::clone(&schema), columns.collect::<Result<_, _>>()?)
    }

    /// A column; `row_of` tells to which row of the table an entry belongs.
    fn column(
        &self,
        name: &str,
        column: &ArrayRef,
        batch: &RecordBatch,
        row_of: &dyn Fn(usize) -> usize,
    ) -> Result<ArrayRef, ArrowError> {
        let pseudonym = |kind| texts(column, |text| self.key.pseudonym(kind, text));
        Ok(match (name, column.data_type()) {
            ("finding_id", _) => pseudonym(Kind::Finding),
            ("claim_id", _) => pseudonym(Kind::Claim),
            ("patient_id", _) => pseudonym(Kind::Patient),
            ("billing_tin", _) => pseudonym(Kind::Group),
            ("rendering_npi", _) => texts(column, |text| clinician(self.key, text)),
            ("payer", _) => texts(column, |text| kept(text, PAYERS.contains(&text))),
            ("procedure_code" | "suggested_code", _) => texts(column, |text| kept(text, is_code(text))),
            ("diagnoses", _) => texts(column, diagnoses),
            ("message", _) => self.titles(batch),
            ("rule" | "tier" | "direction" | "evidence_needed" | "source" | "part", _) => Arc::clone(column),
            ("condition", _) => Arc::new(StringArray::from_iter_values((1..=column.len()).map(|_| "a condition"))),
            ("source_row", _) => Arc::new(Int64Array::from_value(0, column.len())),
            (_, DataType::Utf8) => texts(column, |_| WITHHELD.to_owned()),
            (_, DataType::Date32) => self.dates(column, row_of),
            (_, DataType::List(_)) => self.list(column, batch)?,
            (
                "line_number" | "paid_cents" | "owned_cents" | "expected_cents" | "gap_days" | "same_diagnosis"
                | "holds",
                _,
            ) => Arc::clone(column),
            (other, _) => {
                return Err(ArrowError::InvalidArgumentError(format!("nothing is known of sharing column {other}")));
            }
        })
    }

    fn dates(&self, column: &ArrayRef, row_of: &dyn Fn(usize) -> usize) -> ArrayRef {
        let Some(dates) = column.as_primitive_opt::<Date32Type>() else { return Arc::clone(column) };
        let moved = |(at, date): (usize, Option<i32>)| {
            let shift = self.shifts.get(row_of(at))?;
            date.map(|date| shift.apply(Day(date)).0)
        };
        Arc::new(dates.iter().enumerate().map(moved).collect::<Date32Array>())
    }

    /// A column of lists of structs.
    fn list(&self, column: &ArrayRef, batch: &RecordBatch) -> Result<ArrayRef, ArrowError> {
        let wrong = || ArrowError::InvalidArgumentError("a list of something else than lines".to_owned());
        let list = column.as_list_opt::<i32>().ok_or_else(wrong)?;
        let items = list.values().as_struct_opt().ok_or_else(wrong)?;
        let ends = list.value_offsets();
        // The row whose list an item stands in.
        let row_of =
            |item: usize| ends.partition_point(|end| usize::try_from(*end).unwrap_or(0) <= item).saturating_sub(1);
        let fields = items.fields().clone();
        let columns = fields.iter().zip(items.columns());
        let columns = columns.map(|(field, column)| self.column(field.name(), column, batch, &row_of));
        let columns = columns.collect::<Result<_, _>>()?;
        let items = StructArray::try_new(fields, columns, None)?;
        let DataType::List(item) = column.data_type() else { return Err(wrong()) };
        Ok(Arc::new(ListArray::try_new(Arc::clone(item), list.offsets().clone(), Arc::new(items), None)?))
    }

    /// In place of the sentences: the titles of their rules.
    fn titles(&self, batch: &RecordBatch) -> ArrayRef {
        let rules = batch.column_by_name("rule").and_then(|rules| rules.as_string_opt::<i32>());
        let title = |row: usize| {
            let facts = rules.and_then(|rules| self.record.rule(rules.value(row)));
            facts.map_or(WITHHELD, |facts| facts.title.as_str())
        };
        Arc::new(StringArray::from_iter_values((0..batch.num_rows()).map(title)))
    }
}

fn texts(column: &ArrayRef, change: impl Fn(&str) -> String) -> ArrayRef {
    let Some(texts) = column.as_string_opt::<i32>() else { return Arc::clone(column) };
    Arc::new(texts.iter().map(|text| text.map(&change)).collect::<StringArray>())
}

fn kept(text: &str, is_kept: bool) -> String {
    if is_kept { text.to_owned() } else { WITHHELD.to_owned() }
}

/// An NPI is public; any other name of a clinician is not.
pub(super) fn clinician(key: &Key, text: &str) -> String {
    let is_npi = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_npi { text.to_owned() } else { key.pseudonym(Kind::Clinician, text) }
}

/// Five letters or digits, as CPT and HCPCS have them.
pub(super) fn is_code(text: &str) -> bool {
    text.len() == 5
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// The texts among diagnoses that look like codes of the ICD.
fn diagnoses(text: &str) -> String {
    let is_icd = |word: &&str| {
        let mut bytes = word.bytes();
        bytes.next().is_some_and(|byte| byte.is_ascii_uppercase())
            && bytes.next().is_some_and(|byte| byte.is_ascii_digit())
            && (3..=7).contains(&word.len())
            && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    text.split(' ').filter(is_icd).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_codes_pass_as_codes() {
        assert!(is_code("99421") && is_code("G2012") && !is_code("SMITH") && !is_code("994210") && !is_code("9942"));
        assert_eq!(diagnoses("I10 SMITH E1165 John 4019"), "I10 E1165");
    }
}
