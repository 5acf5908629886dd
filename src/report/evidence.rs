//! The table behind `explain FINDING_ID`: per finding the dates the rule looked at, what had to hold, and the patient's
//! lines around it. Builds columns; writes no files.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::{DataType, Field, Fields, Schema};
use arrow::error::ArrowError;

use super::tables::{Table, dates, flags, int32, list, text};
use crate::claim::Names;
use crate::findings::{Audit, Finding, NearbyLine};

fn condition_fields() -> Fields {
    let holds = Field::new("holds", DataType::Boolean, true);
    Fields::from(vec![Field::new("condition", DataType::Utf8, false), holds])
}

fn line_fields() -> Fields {
    Fields::from(vec![
        Field::new("service_date", DataType::Date32, false),
        Field::new("procedure_code", DataType::Utf8, false),
        Field::new("claim_id", DataType::Utf8, false),
        Field::new("line_number", DataType::Int32, false),
        Field::new("rendering_npi", DataType::Utf8, false),
        Field::new("diagnoses", DataType::Utf8, false),
        Field::new("part", DataType::Utf8, false),
    ])
}

fn list_of(name: &str, fields: Fields) -> Field {
    let item = Field::new("item", DataType::Struct(fields), false);
    Field::new(name, DataType::List(Arc::new(item)), false)
}

/// One row per finding, in the order of findings.parquet.
pub(super) fn evidence(audit: &Audit) -> Table<'_> {
    let schema = Arc::new(Schema::new(vec![
        Field::new("finding_id", DataType::Utf8, false),
        Field::new("window_from", DataType::Date32, true),
        Field::new("window_to", DataType::Date32, true),
        list_of("conditions", condition_fields()),
        list_of("timeline", line_fields()),
    ]));
    let for_batches = Arc::clone(&schema);
    let batch = move |range: std::ops::Range<usize>| {
        let told = audit.told(range).map_err(ArrowError::IpcError)?;
        let findings = &*told.findings;
        let columns = vec![
            text(findings, |f| Some(f.id(&told.names))),
            dates(findings, |f| f.window.map(|(first, _)| first)),
            dates(findings, |f| f.window.map(|(_, last)| last)),
            conditions(findings)?,
            timelines(&told.names, findings)?,
        ];
        RecordBatch::try_new(Arc::clone(&for_batches), columns)
    };
    Table { schema, n_rows: audit.findings.len(), batch: Box::new(batch) }
}

fn conditions(findings: &[Finding]) -> Result<ArrayRef, ArrowError> {
    let borrowed: Vec<Vec<(&str, Option<bool>)>> = findings
        .iter()
        .map(|finding| finding.conditions.iter().map(|condition| (condition.what.as_str(), condition.holds)).collect())
        .collect();
    list(
        &borrowed,
        condition_fields(),
        |row| row,
        |items| vec![text(items, |(what, _)| Some(*what)), flags(items, |(_, holds)| *holds)],
    )
}

fn timelines(names: &Names, findings: &[Finding]) -> Result<ArrayRef, ArrowError> {
    let parts: Vec<Vec<(NearbyLine, &str)>> = findings
        .iter()
        .map(|finding| finding.nearby.iter().map(|line| (*line, part(finding, line))).collect())
        .collect();
    list(
        &parts,
        line_fields(),
        |row| row,
        |lines| {
            let diagnoses = |line: &NearbyLine| names.diagnosis_texts(line.diagnoses).collect::<Vec<_>>().join(" ");
            vec![
                dates(lines, |(nearby, _)| Some(nearby.line.date)),
                text(lines, |(nearby, _)| Some(names.codes.text(nearby.line.code))),
                text(lines, |(nearby, _)| Some(names.claims.text(nearby.line.claim))),
                int32(lines, |(nearby, _)| Some(nearby.line.line_number)),
                text(lines, |(nearby, _)| Some(names.clinicians.text(nearby.clinician))),
                text(lines, |(nearby, _)| Some(diagnoses(nearby))),
                text(lines, |(_, part)| Some(*part)),
            ]
        },
    )
}

/// What a line is to a finding.
fn part(finding: &Finding, nearby: &NearbyLine) -> &'static str {
    let line = &nearby.line;
    if line.claim == finding.line.claim && line.line_number == finding.line.line_number {
        "flagged"
    } else if finding.related.contains(line) {
        "related"
    } else {
        "other"
    }
}
