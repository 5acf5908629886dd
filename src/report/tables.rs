//! The report as plain tables: what every machine format writes. Builds columns; writes no files.
//!
//! Source: contracts, section 4.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Int32Builder, Int64Builder, ListBuilder, RecordBatch, StringBuilder,
    StructBuilder,
};
use arrow::datatypes::{DataType, Field, Fields, Schema};
use arrow::error::ArrowError;

use crate::claim::Sym;
use crate::findings::{Audit, Finding};

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

fn findings_schema() -> Schema {
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    let maybe_text = |name: &str| Field::new(name, DataType::Utf8, true);
    let cents = |name: &str| Field::new(name, DataType::Int64, true);
    let related = Field::new("item", DataType::Struct(related_fields()), false);
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
        Field::new("gap_days", DataType::Int32, true),
        Field::new("same_diagnosis", DataType::Boolean, true),
        maybe_text("suggested_code"),
        Field::new("related", DataType::List(Arc::new(related)), false),
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
        RecordBatch::try_new(Arc::clone(&for_batches), findings_arrays(audit, &audit.findings[range]))
    };
    Table { schema, n_rows: audit.findings.len(), batch: Box::new(batch) }
}

fn findings_arrays(audit: &Audit, findings: &[Finding]) -> Vec<ArrayRef> {
    let names = &audit.names;
    let known = |text: &'static str| Some(text);
    vec![
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
        dates(findings),
        text(findings, |f| Some(names.codes.text(f.line.code))),
        int64(findings, |f| f.line.amount_at_stake().map(|cents| cents.0)),
        int64(findings, |f| Some(f.owned.0)),
        int64(findings, |f| f.expected.map(|cents| cents.0)),
        int32(findings, |f| f.gap_days),
        same_diagnosis(findings),
        text(findings, |f| f.suggested_code),
        related(audit, findings),
        text(findings, |f| Some(f.message.as_str())),
        text(findings, |f| known(f.card.evidence)),
        text(findings, |f| known(f.card.source)),
        text(findings, |f| audit.files.get(f.line.file as usize).map(|file| file.path.as_str()).or(Some(""))),
        int64(findings, |f| Some(i64::try_from(f.line.row).unwrap_or(i64::MAX))),
    ]
}

fn present(sym: Sym) -> Option<Sym> {
    sym.is_known().then_some(sym)
}

fn text<'a, T, S: AsRef<str>>(rows: &'a [T], value: impl Fn(&'a T) -> Option<S>) -> ArrayRef {
    let mut column = StringBuilder::new();
    for row in rows {
        column.append_option(value(row));
    }
    Arc::new(column.finish())
}

fn int32<T>(rows: &[T], value: impl Fn(&T) -> Option<i32>) -> ArrayRef {
    let mut column = Int32Builder::new();
    for row in rows {
        column.append_option(value(row));
    }
    Arc::new(column.finish())
}

fn int64<T>(rows: &[T], value: impl Fn(&T) -> Option<i64>) -> ArrayRef {
    let mut column = Int64Builder::new();
    for row in rows {
        column.append_option(value(row));
    }
    Arc::new(column.finish())
}

fn dates(findings: &[Finding]) -> ArrayRef {
    let mut column = Date32Builder::new();
    for finding in findings {
        column.append_value(finding.line.date.0);
    }
    Arc::new(column.finish())
}

fn same_diagnosis(findings: &[Finding]) -> ArrayRef {
    let mut column = BooleanBuilder::new();
    for finding in findings {
        column.append_option(finding.same_diagnosis);
    }
    Arc::new(column.finish())
}

fn related(audit: &Audit, findings: &[Finding]) -> ArrayRef {
    let fields = related_fields();
    let item = Arc::new(Field::new("item", DataType::Struct(fields.clone()), false));
    let mut list = ListBuilder::new(StructBuilder::from_fields(fields, 0)).with_field(item);
    for finding in findings {
        for line in &finding.related {
            let values = list.values();
            let texts = [(0, audit.names.claims.text(line.claim)), (3, audit.names.codes.text(line.code))];
            for (position, text) in texts {
                if let Some(column) = values.field_builder::<StringBuilder>(position) {
                    column.append_value(text);
                }
            }
            if let Some(column) = values.field_builder::<Int32Builder>(1) {
                column.append_value(line.line_number);
            }
            if let Some(column) = values.field_builder::<Date32Builder>(2) {
                column.append_value(line.date.0);
            }
            values.append(true);
        }
        list.append(true);
    }
    Arc::new(list.finish())
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
    let for_batches = Arc::clone(&schema);
    let batch = move |range: std::ops::Range<usize>| {
        let rejects = &audit.rejects[range];
        let columns = vec![
            text(rejects, |reject| audit.files.get(reject.file as usize).map(|file| file.path.as_str()).or(Some(""))),
            int64(rejects, |reject| Some(i64::try_from(reject.row).unwrap_or(i64::MAX))),
            text(rejects, |reject| reject.column.map(crate::claim::Field::name)),
            text(rejects, |reject| Some(reject.reason)),
        ];
        RecordBatch::try_new(Arc::clone(&for_batches), columns)
    };
    Table { schema, n_rows: audit.rejects.len(), batch: Box::new(batch) }
}
