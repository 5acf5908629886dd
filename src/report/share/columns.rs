//! The columns of a shared report: each text replaced, kept or withheld, each date moved. Decides nothing of rows.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, Date32Array, Int64Array, ListArray, RecordBatch, StringArray, StructArray, new_null_array,
};
use arrow::datatypes::{DataType, Date32Type};
use arrow::error::ArrowError;

use super::key::{Key, Kind, Shift};
use super::names::CustomNames;
use crate::claim::Day;
use crate::report::figure::WITHHELD;
use crate::report::record::{Record, RuleFacts};

/// Payers that are kinds of payer; any other name stands as it was typed into a file.
const PAYERS: [&str; 5] = ["medicare", "medicare_advantage", "medicaid", "commercial", "other"];

/// What the outcome of a rule may be called.
const TIERS: [&str; 3] = ["hard", "presumptive", "advisory"];
const DIRECTIONS: [&str; 3] = ["overpayment", "missed", "form"];
const PARTS: [&str; 3] = ["flagged", "related", "other"];

/// What changes the rows of a batch: the key, whose rows they are, and how far their dates move.
pub(super) struct Change<'a> {
    pub(super) key: &'a Key,
    /// The record as it is shared.
    pub(super) record: &'a Record,
    pub(super) custom: &'a CustomNames,
    /// The patient of every row.
    pub(super) patients: &'a StringArray,
    pub(super) shifts: &'a [Shift],
    /// Related lines of every row that are another patient's, and are not shared.
    pub(super) left_out: &'a [usize],
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
            ("finding_id", _) => self.of_patient(Kind::Finding, column, row_of),
            ("claim_id", _) => self.of_patient(Kind::Claim, column, row_of),
            ("patient_id", _) => pseudonym(Kind::Patient),
            ("billing_tin", _) => pseudonym(Kind::Group),
            ("rendering_npi", _) => texts(column, |text| clinician(self.key, text)),
            ("payer", _) => texts(column, |text| kept(text, PAYERS.contains(&text))),
            ("procedure_code" | "suggested_code", _) => texts(column, |text| kept(text, is_code(text))),
            ("diagnoses", _) => texts(column, diagnoses),
            ("rule", _) => texts(column, |text| self.rule(text).to_owned()),
            ("tier", _) => texts(column, |text| kept(text, TIERS.contains(&text))),
            ("direction", _) => texts(column, |text| kept(text, DIRECTIONS.contains(&text))),
            ("part", _) => texts(column, |text| kept(text, PARTS.contains(&text))),
            // In place of the sentences: the titles of their rules. A citation may be that of a payer.
            ("message", _) => self.of_rules(batch, |row, facts| self.title(row, facts)),
            ("evidence_needed", _) => self.of_rules(batch, |_, facts| facts.evidence.clone()),
            ("source", _) => self.of_rules(batch, |_, facts| facts.source.clone()),
            // Some windows are calendar months: their first days would tell how far a patient's dates are moved.
            ("window_from" | "window_to", _) => new_null_array(column.data_type(), column.len()),
            ("condition", _) => Arc::new(StringArray::from_iter_values((1..=column.len()).map(|_| "a condition"))),
            ("source_row", _) => Arc::new(Int64Array::from_value(0, column.len())),
            (_, DataType::Utf8) => texts(column, |_| WITHHELD.to_owned()),
            (_, DataType::Date32) => self.dates(column, row_of),
            (_, DataType::List(_)) => self.list(column, batch)?,
            (
                "line_number"
                | "paid_cents"
                | "owned_cents"
                | "expected_cents"
                | "at_risk_cents"
                | "at_risk_is_upper_bound"
                | "gap_days"
                | "same_diagnosis"
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

    /// Pseudonyms that differ from patient to patient: the same claim number of two patients would join their dates.
    fn of_patient(&self, kind: Kind, column: &ArrayRef, row_of: &dyn Fn(usize) -> usize) -> ArrayRef {
        let Some(texts) = column.as_string_opt::<i32>() else { return Arc::clone(column) };
        let name = |(at, text): (usize, Option<&str>)| {
            text.map(|text| self.key.pseudonym_within(kind, self.patients.value(row_of(at)), text))
        };
        Arc::new(texts.iter().enumerate().map(name).collect::<StringArray>())
    }

    /// The name of a rule in the copy.
    fn rule<'b>(&'b self, rule: &'b str) -> &'b str {
        let name = self.custom.get(rule).map_or(rule, String::as_str);
        if self.record.rule(name).is_some() { name } else { WITHHELD }
    }

    /// A text of every row's rule.
    fn of_rules(&self, batch: &RecordBatch, text: impl Fn(usize, &RuleFacts) -> String) -> ArrayRef {
        let rules = batch.column_by_name("rule").and_then(|rules| rules.as_string_opt::<i32>());
        let of_row = |row: usize| {
            let facts = rules.and_then(|rules| self.record.rule(self.rule(rules.value(row))));
            facts.map_or_else(|| WITHHELD.to_owned(), |facts| text(row, facts))
        };
        Arc::new(StringArray::from_iter_values((0..batch.num_rows()).map(of_row)))
    }

    /// The title of a rule, and how many lines of a row are not shared.
    fn title(&self, row: usize, facts: &RuleFacts) -> String {
        match self.left_out.get(row) {
            Some(0) | None => facts.title.clone(),
            Some(n) => format!("{}; {n} {LEFT_OUT}", facts.title),
        }
    }
}

/// Said of related lines of other patients: their dates are moved by other days.
pub(super) const LEFT_OUT: &str = "related lines of other patients left out";

fn texts(column: &ArrayRef, change: impl Fn(&str) -> String) -> ArrayRef {
    let Some(texts) = column.as_string_opt::<i32>() else { return Arc::clone(column) };
    Arc::new(texts.iter().map(|text| text.map(&change)).collect::<StringArray>())
}

fn kept(text: &str, is_kept: bool) -> String {
    if is_kept { text.to_owned() } else { WITHHELD.to_owned() }
}

/// Ten digits.
pub(super) fn is_npi(text: &str) -> bool {
    text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A specialty of Medicare, such as 08 or C0, or a taxonomy, such as 207Q00000X.
pub(super) fn is_specialty(text: &str) -> bool {
    let is_of_code = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
    let has_shape = match text.as_bytes() {
        [_, last] => last.is_ascii_digit(),
        [first, second, .., b'X'] => text.len() == 10 && first.is_ascii_digit() && second.is_ascii_digit(),
        _ => false,
    };
    has_shape && text.bytes().all(is_of_code)
}

/// An NPI is public; any other name of a clinician is not.
pub(super) fn clinician(key: &Key, text: &str) -> String {
    if is_npi(text) { text.to_owned() } else { key.pseudonym(Kind::Clinician, text) }
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
        assert!(["08", "C0", "207Q00000X", "2084P0800X"].into_iter().all(is_specialty));
        assert!(!["JOHNSMITH", "JohnSmith", "JOHNSMITHX", "JO", "8", "1234567893"].into_iter().any(is_specialty));
        assert_eq!(diagnoses("I10 SMITH E1165 John 4019"), "I10 E1165");
    }
}
