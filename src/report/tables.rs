//! The report as plain tables: what every machine format writes. Builds columns; writes no files.
//!
//! Source: contracts, section 4.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Int32Builder, Int64Builder, ListArray, RecordBatch, StringBuilder,
    StructArray,
};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Field, Fields, Schema};
use arrow::error::ArrowError;

use crate::claim::{Day, Names, Sym};
use crate::findings::{Audit, Outcome, RelatedLine, Told, Unjudged};

/// A table and how to cut it into batches of rows.
pub(super) struct Table<'a> {
    pub(super) schema: Arc<Schema>,
    pub(super) n_rows: usize,
    pub(super) batch: Box<dyn Fn(std::ops::Range<usize>) -> Result<RecordBatch, ArrowError> + 'a>,
}

fn related_fields() -> Fields {
    Fields::from(vec![
        Field::new("claim_id", DataType::Utf8, false),
        Field::new("line_number", DataType::Int32, false),
        Field::new("service_date", DataType::Date32, false),
        Field::new("procedure_code", DataType::Utf8, false),
    ])
}

pub(super) fn related_field() -> Field {
    let related = Field::new("item", DataType::Struct(related_fields()), false);
    Field::new("related", DataType::List(Arc::new(related)), false)
}

pub(super) fn findings_schema() -> Schema {
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    let maybe_text = |name: &str| Field::new(name, DataType::Utf8, true);
    let cents = |name: &str| Field::new(name, DataType::Int64, true);
    Schema::new(vec![
        text("finding_id"),
        text("rule"),
        text("tier"),
        text("direction"),
        text("claim_id"),
        Field::new("line_number", DataType::Int32, false),
        text("patient_id"),
        text("rendering_npi"),
        maybe_text("billing_tin"),
        maybe_text("payer"),
        Field::new("service_date", DataType::Date32, false),
        text("procedure_code"),
        cents("paid_cents"),
        Field::new("owned_cents", DataType::Int64, false),
        cents("expected_cents"),
        Field::new("at_risk_cents", DataType::Int64, false),
        Field::new("at_risk_is_upper_bound", DataType::Boolean, false),
        Field::new("gap_days", DataType::Int32, true),
        Field::new("same_diagnosis", DataType::Boolean, true),
        maybe_text("suggested_code"),
        related_field(),
        text("message"),
        text("evidence_needed"),
        text("source"),
        text("source_file"),
        Field::new("source_row", DataType::Int64, false),
    ])
}

/// A column of findings.parquet, as a schema describes it.
pub struct ColumnFacts {
    /// Its name.
    pub name: String,
    /// Its JSON type.
    pub kind: &'static str,
    /// Its Arrow type.
    pub arrow_type: String,
    /// Whether it may be empty.
    pub nullable: bool,
}

/// The columns of findings.parquet, in order.
pub fn findings_columns() -> Vec<ColumnFacts> {
    let facts = |field: &Arc<Field>| ColumnFacts {
        name: field.name().clone(),
        kind: match field.data_type() {
            DataType::Int32 | DataType::Int64 => "integer",
            DataType::Boolean => "boolean",
            DataType::List(_) => "array",
            _ => "string",
        },
        arrow_type: field.data_type().to_string(),
        nullable: field.is_nullable(),
    };
    findings_schema().fields().iter().map(facts).collect()
}

/// One row per finding, sorted by patient, service date, claim, line and rule.
pub(super) fn findings(audit: &Audit) -> Table<'_> {
    let schema = Arc::new(findings_schema());
    let for_batches = Arc::clone(&schema);
    let batch = move |range: std::ops::Range<usize>| {
        let told = audit.told(range).map_err(ArrowError::IpcError)?;
        RecordBatch::try_new(Arc::clone(&for_batches), findings_arrays(audit, &told)?)
    };
    Table { schema, n_rows: audit.findings.len(), batch: Box::new(batch) }
}

/// The columns of findings.parquet, and one that the run as a whole needs to price findings.
pub(super) fn streamed_schema() -> Schema {
    let takes_median = Arc::new(Field::new("takes_median", DataType::Boolean, false));
    Schema::new(findings_schema().fields().iter().cloned().chain([takes_median]).collect::<Vec<_>>())
}

/// The rows of [`findings`] in those columns.
pub(super) fn streamed_findings(audit: &Audit) -> Table<'_> {
    let schema = Arc::new(streamed_schema());
    let for_batches = Arc::clone(&schema);
    let batch = move |range: std::ops::Range<usize>| {
        let told = audit.told(range).map_err(ArrowError::IpcError)?;
        let mut columns = findings_arrays(audit, &told)?;
        columns.push(flags(&told.findings, |finding| Some(finding.takes_median())));
        RecordBatch::try_new(Arc::clone(&for_batches), columns)
    };
    Table { schema, n_rows: audit.findings.len(), batch: Box::new(batch) }
}

fn findings_arrays(audit: &Audit, told: &Told<'_>) -> Result<Vec<ArrayRef>, ArrowError> {
    let (findings, names) = (&*told.findings, &told.names);
    let known = |text: &'static str| Some(text);
    Ok(vec![
        text(findings, |f| Some(f.id(names))),
        text(findings, |f| known(f.card.id)),
        text(findings, |f| known(f.tier.name())),
        text(findings, |f| known(f.card.direction.name())),
        text(findings, |f| Some(names.claims.text(f.line.claim))),
        int32(findings, |f| Some(f.line.line_number)),
        text(findings, |f| Some(names.patients.text(f.line.patient))),
        text(findings, |f| Some(names.clinicians.text(f.line.clinician))),
        text(findings, |f| present(f.line.group).map(|group| names.groups.text(group))),
        text(findings, |f| present(f.line.payer).map(|payer| names.payers.text(payer))),
        dates(findings, |f| Some(f.line.date)),
        text(findings, |f| Some(names.codes.text(f.line.code))),
        int64(findings, |f| f.line.amount_at_stake().map(|cents| cents.0)),
        int64(findings, |f| Some(f.owned.0)),
        int64(findings, |f| f.expected.map(|cents| cents.0)),
        int64(findings, |f| Some(f.at_risk().0)),
        flags(findings, |f| Some(f.at_risk_is_upper_bound())),
        int32(findings, |f| f.gap_days),
        flags(findings, |f| f.same_diagnosis),
        text(findings, |f| f.suggested_code),
        related(names, findings, |finding| &finding.related)?,
        text(findings, |f| Some(f.message.as_str())),
        text(findings, |f| known(f.card.evidence)),
        text(findings, |f| Some(f.source())),
        text(findings, |f| audit.files.get(f.line.file as usize).map(|file| file.path.as_str()).or(Some(""))),
        int64(findings, |f| Some(i64::try_from(f.line.row).unwrap_or(i64::MAX))),
    ])
}

pub(super) fn present(sym: Sym) -> Option<Sym> {
    sym.is_known().then_some(sym)
}

pub(super) fn text<'a, T, S: AsRef<str>>(rows: &'a [T], value: impl Fn(&'a T) -> Option<S>) -> ArrayRef {
    let mut column = StringBuilder::new();
    for row in rows {
        column.append_option(value(row));
    }
    Arc::new(column.finish())
}

pub(super) fn int32<'a, T>(rows: &'a [T], value: impl Fn(&'a T) -> Option<i32>) -> ArrayRef {
    let mut column = Int32Builder::new();
    for row in rows {
        column.append_option(value(row));
    }
    Arc::new(column.finish())
}

pub(super) fn int64<'a, T>(rows: &'a [T], value: impl Fn(&'a T) -> Option<i64>) -> ArrayRef {
    let mut column = Int64Builder::new();
    for row in rows {
        column.append_option(value(row));
    }
    Arc::new(column.finish())
}

pub(super) fn dates<'a, T>(rows: &'a [T], value: impl Fn(&'a T) -> Option<Day>) -> ArrayRef {
    let mut column = Date32Builder::new();
    for row in rows {
        column.append_option(value(row).map(|day| day.0));
    }
    Arc::new(column.finish())
}

pub(super) fn flags<'a, T>(rows: &'a [T], value: impl Fn(&'a T) -> Option<bool>) -> ArrayRef {
    let mut column = BooleanBuilder::new();
    for row in rows {
        column.append_option(value(row));
    }
    Arc::new(column.finish())
}

/// A column of related lines.
pub(super) fn related<'a, T>(
    names: &Names,
    rows: &'a [T],
    lines: impl Fn(&'a T) -> &'a [RelatedLine],
) -> Result<ArrayRef, ArrowError> {
    list(rows, related_fields(), lines, |lines| {
        vec![
            text(lines, |line| Some(names.claims.text(line.claim))),
            int32(lines, |line| Some(line.line_number)),
            dates(lines, |line| Some(line.date)),
            text(lines, |line| Some(names.codes.text(line.code))),
        ]
    })
}

/// A column of lists of structs: `items` gives a row's list, `columns` the columns of all items end to end.
pub(super) fn list<'a, T, I: Copy + 'a>(
    rows: &'a [T],
    fields: Fields,
    items: impl Fn(&'a T) -> &'a [I],
    columns: impl FnOnce(&[I]) -> Vec<ArrayRef>,
) -> Result<ArrayRef, ArrowError> {
    let flat: Vec<I> = rows.iter().flat_map(|row| items(row).iter().copied()).collect();
    let ends = OffsetBuffer::from_lengths(rows.iter().map(|row| items(row).len()));
    let item = Arc::new(Field::new("item", DataType::Struct(fields.clone()), false));
    let structs = StructArray::try_new_with_length(fields, columns(&flat), None, flat.len())?;
    Ok(Arc::new(ListArray::try_new(item, ends, Arc::new(structs), None)?))
}

/// One row per rule, in the order of the rulebook.
pub(super) fn rule_runs(audit: &Audit) -> Table<'_> {
    let mut fields: Vec<Field> =
        ["rule", "status", "reason"].map(|name| Field::new(name, DataType::Utf8, false)).to_vec();
    fields.push(Field::new("subjects", DataType::Int64, false));
    fields.extend(OUTCOMES.map(|name| Field::new(name, DataType::Int64, false)));
    let schema = Arc::new(Schema::new(fields));
    let for_batches = Arc::clone(&schema);
    let batch = move |range: std::ops::Range<usize>| {
        let runs = &audit.runs[range];
        let count = |n: u64| Some(i64::try_from(n).unwrap_or(i64::MAX));
        let mut columns = vec![
            text(runs, |run| Some(run.card.id)),
            text(runs, |run| Some(run.status.name())),
            text(runs, |run| Some(run.reason())),
            int64(runs, |run| count(run.tally.subjects())),
        ];
        columns.extend(OUTCOMES.map(|name| int64(runs, |run| count(run.tally.count(name)))));
        RecordBatch::try_new(Arc::clone(&for_batches), columns)
    };
    Table { schema, n_rows: audit.runs.len(), batch: Box::new(batch) }
}

/// One row per rule and line that was cleared, provisional or not evaluable, by rule, claim, line and patient. `until` is the
/// last day of a look-ahead that reaches past the data.
pub(super) fn unjudged<'a>(audit: &'a Audit, lines: &'a [Unjudged]) -> Table<'a> {
    let text_field = |name: &str| Field::new(name, DataType::Utf8, false);
    let schema = Arc::new(Schema::new(vec![
        text_field("rule"),
        text_field("claim_id"),
        Field::new("line_number", DataType::Int32, false),
        text_field("patient_id"),
        text_field("outcome"),
        text_field("reason"),
        Field::new("until", DataType::Date32, true),
    ]));
    let n_rows = lines.len();
    let for_batches = Arc::clone(&schema);
    let batch = move |range: std::ops::Range<usize>| {
        let (lines, names) = (&lines[range], &audit.names);
        let until = |line: &Unjudged| match line.outcome {
            Outcome::Provisional { until } => until,
            _ => None,
        };
        let columns = vec![
            text(lines, |line| audit.runs.get(line.rule_order).map(|run| run.card.id)),
            text(lines, |line| Some(names.claims.text(line.claim))),
            int32(lines, |line| Some(line.line_number)),
            text(lines, |line| Some(names.patients.text(line.patient))),
            text(lines, |line| Some(line.outcome.parts().0)),
            text(lines, |line| line.outcome.parts().1.or(Some(""))),
            dates(lines, until),
        ];
        RecordBatch::try_new(Arc::clone(&for_batches), columns)
    };
    Table { schema, n_rows, batch: Box::new(batch) }
}

/// The outcomes, in the order of the contract.
pub(super) const OUTCOMES: [&str; 5] = ["flagged", "clean", "cleared", "provisional", "not_evaluable"];

/// One row per rejected row, by file and row.
pub(super) fn rejects(audit: &Audit) -> Table<'_> {
    let schema = Arc::new(Schema::new(vec![
        Field::new("file", DataType::Utf8, false),
        Field::new("row", DataType::Int64, false),
        Field::new("column", DataType::Utf8, true),
        Field::new("reason", DataType::Utf8, false),
    ]));
    let rejects = all_rejects(audit);
    let n_rows = rejects.len();
    let for_batches = Arc::clone(&schema);
    let batch = move |range: std::ops::Range<usize>| {
        let rejects = &rejects[range];
        let columns = vec![
            text(rejects, |reject| Some(reject.file)),
            int64(rejects, |reject| Some(i64::try_from(reject.row).unwrap_or(i64::MAX))),
            text(rejects, |reject| reject.column),
            text(rejects, |reject| Some(reject.reason)),
        ];
        RecordBatch::try_new(Arc::clone(&for_batches), columns)
    };
    Table { schema, n_rows, batch: Box::new(batch) }
}

/// A row of rejects.parquet.
struct RejectRow<'a> {
    file: &'a str,
    row: u64,
    column: Option<&'a str>,
    reason: &'static str,
}

/// The rejected claim rows, then those of the files beside the claims.
fn all_rejects(audit: &Audit) -> Vec<RejectRow<'_>> {
    let of_claims = audit.rejects.iter().map(|reject| RejectRow {
        file: audit.files.get(reject.file as usize).map_or("", |file| &file.path),
        row: reject.row,
        column: reject.column.map(crate::claim::Field::name),
        reason: reject.reason,
    });
    let beside = audit.inputs.iter().flat_map(|input| {
        input.faults.iter().map(|fault| RejectRow {
            file: &input.path,
            row: fault.row,
            column: Some(fault.column.as_str()).filter(|column| !column.is_empty()),
            reason: fault.reason,
        })
    });
    of_claims.chain(beside).collect()
}
