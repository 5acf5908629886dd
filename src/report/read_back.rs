//! Reads one finding back out of a finished report, with what had to hold and the patient's lines around it. Needs no
//! claims: everything is in findings.parquet and evidence.parquet.

use std::fs::File;
use std::path::Path;

use arrow::array::{Array, AsArray, RecordBatch, StructArray};
use arrow::datatypes::{Date32Type, Int32Type, Int64Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::{ReportError, UNJUDGED, stored};
use crate::claim::{Cents, Day};

/// A finding as a report holds it.
#[derive(Debug, Default)]
pub struct StoredFinding {
    /// Its id.
    pub id: String,
    /// The rule.
    pub rule: String,
    /// The tier.
    pub tier: String,
    /// The sentence.
    pub message: String,
    /// Date of the flagged line.
    pub date: Option<Day>,
    /// Paid on the line.
    pub paid: Option<Cents>,
    /// Owned by this finding.
    pub owned: Option<Cents>,
    /// Missed revenue, or the lower code's amount.
    pub expected: Option<Cents>,
    /// What may have to go back.
    pub at_risk: Option<Cents>,
    /// Whether that is an upper bound.
    pub at_risk_is_upper_bound: bool,
    /// Where the flagged line was read.
    pub source: (String, Option<i64>),
    /// The dates the rule looked at.
    pub window: Option<(Day, Day)>,
    /// What had to hold, and whether it does.
    pub conditions: Vec<(String, Option<bool>)>,
    /// The patient's lines around it.
    pub timeline: Vec<StoredLine>,
}

/// A line of a finding's timeline.
#[derive(Debug)]
pub struct StoredLine {
    /// Service date.
    pub date: Option<Day>,
    /// Procedure code.
    pub code: String,
    /// Claim and line number.
    pub claim: (String, i32),
    /// Clinician.
    pub clinician: String,
    /// Diagnoses, with spaces between.
    pub diagnoses: String,
    /// `flagged`, `related` or `other`.
    pub part: String,
}

/// The finding of an id; `None` when the report has none. Errors when the folder holds no report of ours.
pub fn find_finding(folder: &Path, id: &str) -> Result<Option<StoredFinding>, ReportError> {
    let mut found = StoredFinding { id: id.to_owned(), ..StoredFinding::default() };
    let has_finding = row_of(&folder.join("findings.parquet"), id, |batch, row| {
        found.rule = text(batch, "rule", row);
        found.tier = text(batch, "tier", row);
        found.message = text(batch, "message", row);
        found.date = day(batch, "service_date", row);
        found.paid = cents(batch, "paid_cents", row);
        found.owned = cents(batch, "owned_cents", row);
        found.expected = cents(batch, "expected_cents", row);
        found.at_risk = cents(batch, "at_risk_cents", row);
        let bound = batch.column_by_name("at_risk_is_upper_bound").and_then(|column| column.as_boolean_opt());
        found.at_risk_is_upper_bound = bound.is_some_and(|bound| bound.value(row));
        found.source = (text(batch, "source_file", row), integer(batch, "source_row", row));
    })?;
    if !has_finding {
        return Ok(None);
    }
    row_of(&folder.join("evidence.parquet"), id, |batch, row| take_evidence(&mut found, batch, row))?;
    Ok(Some(found))
}

/// A line that a rule neither flagged nor called clean, as a report holds it.
#[derive(Clone, Debug)]
pub struct StoredUnjudged {
    /// Claim number.
    pub claim: String,
    /// Line within the claim.
    pub line_number: i32,
    /// Patient.
    pub patient: String,
    /// `cleared`, `provisional` or `not_evaluable`.
    pub outcome: String,
    /// Why.
    pub reason: String,
    /// The last day of a look-ahead that reaches past the data.
    pub until: Option<Day>,
}

/// The lines that a rule neither flagged nor called clean; `None` when the report does not list such lines. Errors when the
/// folder holds no report of ours.
pub fn find_unjudged(folder: &Path, rule: &str) -> Result<Option<Vec<StoredUnjudged>>, ReportError> {
    let path = folder.join(UNJUDGED);
    if !path.exists() && folder.join("rule_runs.parquet").exists() {
        return Ok(None);
    }
    let mut lines = Vec::new();
    stored::each_batch(&path, |batch| {
        let rows = StructArray::from(batch.clone());
        let of_rule = (0..rows.len()).filter(|row| text(&rows, "rule", *row) == rule);
        lines.extend(of_rule.map(|row| StoredUnjudged {
            claim: text(&rows, "claim_id", row),
            line_number: number(&rows, "line_number", row),
            patient: text(&rows, "patient_id", row),
            outcome: text(&rows, "outcome", row),
            reason: text(&rows, "reason", row),
            until: day(&rows, "until", row),
        }));
        Ok(())
    })?;
    Ok(Some(lines))
}

/// Takes what a row of evidence.parquet says of a finding.
pub(super) fn take_evidence(found: &mut StoredFinding, batch: &StructArray, row: usize) {
    found.window = day(batch, "window_from", row).zip(day(batch, "window_to", row));
    found.conditions = structs(batch, "conditions", row, |items, item| {
        let column = items.column_by_name("holds");
        let holds = column.and_then(|holds| holds.as_boolean_opt()).filter(|holds| holds.is_valid(item));
        (text(items, "condition", item), holds.map(|holds| holds.value(item)))
    });
    found.timeline = structs(batch, "timeline", row, |items, item| StoredLine {
        date: day(items, "service_date", item),
        code: text(items, "procedure_code", item),
        claim: (text(items, "claim_id", item), number(items, "line_number", item)),
        clinician: text(items, "rendering_npi", item),
        diagnoses: text(items, "diagnoses", item),
        part: text(items, "part", item),
    });
}

/// The id in a row.
pub(super) fn id_of(rows: &StructArray, row: usize) -> String {
    text(rows, "finding_id", row)
}

/// Hands the row of an id on; says whether there is one.
fn row_of(path: &Path, id: &str, mut take: impl FnMut(&StructArray, usize)) -> Result<bool, ReportError> {
    let failed = |problem: &dyn std::fmt::Display| ReportError::Read {
        path: path.display().to_string(),
        problem: problem.to_string(),
    };
    let file = File::open(path).map_err(|error| failed(&error))?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).and_then(ParquetRecordBatchReaderBuilder::build);
    for batch in reader.map_err(|error| failed(&error))? {
        let batch: RecordBatch = batch.map_err(|error| failed(&error))?;
        let rows = StructArray::from(batch);
        let ids = rows.column_by_name("finding_id").and_then(|ids| ids.as_string_opt::<i32>());
        let ids = ids.ok_or_else(|| failed(&"has no column finding_id: not a report of this program"))?;
        if let Some(row) = (0..ids.len()).find(|row| ids.value(*row) == id) {
            take(&rows, row);
            return Ok(true);
        }
    }
    Ok(false)
}

fn text(rows: &StructArray, name: &str, row: usize) -> String {
    let column = rows.column_by_name(name).and_then(|column| column.as_string_opt::<i32>());
    column.filter(|column| column.is_valid(row)).map_or_else(String::new, |column| column.value(row).to_owned())
}

fn day(rows: &StructArray, name: &str, row: usize) -> Option<Day> {
    let column = rows.column_by_name(name)?.as_primitive_opt::<Date32Type>()?;
    column.is_valid(row).then(|| Day(column.value(row)))
}

fn number(rows: &StructArray, name: &str, row: usize) -> i32 {
    let column = rows.column_by_name(name).and_then(|column| column.as_primitive_opt::<Int32Type>());
    column.map_or(0, |column| column.value(row))
}

fn integer(rows: &StructArray, name: &str, row: usize) -> Option<i64> {
    let column = rows.column_by_name(name)?.as_primitive_opt::<Int64Type>()?;
    column.is_valid(row).then(|| column.value(row))
}

fn cents(rows: &StructArray, name: &str, row: usize) -> Option<Cents> {
    integer(rows, name, row).map(Cents)
}

/// The structs of a row's list.
fn structs<T>(rows: &StructArray, name: &str, row: usize, one: impl Fn(&StructArray, usize) -> T) -> Vec<T> {
    let list = rows.column_by_name(name).and_then(|column| column.as_list_opt::<i32>());
    let Some(items) = list.map(|list| list.value(row)) else { return Vec::new() };
    let Some(items) = items.as_struct_opt() else { return Vec::new() };
    (0..items.len()).map(|item| one(items, item)).collect()
}
