//! The table of all stretches of logged time, whatever became of them: columns for Parquet, texts for CSV.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::{DataType, Field, Fields, Schema};
use arrow::error::ArrowError;

use super::worklist::expires_soon;
use crate::claim::Sym;
use crate::findings::{Audit, Opportunity, Reason};
use crate::report::ReportError;
use crate::report::findings_csv::{number, related_texts, safe, write_rows};
use crate::report::manifest::FileStamp;
use crate::report::tables::{Table, dates, flags, int64, list, present, related, related_fields, text};

fn entry_fields() -> Fields {
    Fields::from(vec![Field::new("activity_id", DataType::Utf8, false)])
}

fn schema() -> Schema {
    let needed = |name: &str| Field::new(name, DataType::Utf8, false);
    let maybe = |name: &str| Field::new(name, DataType::Utf8, true);
    let count = |name: &str| Field::new(name, DataType::Int64, false);
    let maybe_count = |name: &str| Field::new(name, DataType::Int64, true);
    let day = |name: &str, nullable| Field::new(name, DataType::Date32, nullable);
    let flag = |name: &str| Field::new(name, DataType::Boolean, false);
    let items = |name: &str, fields: Fields| {
        let item = Field::new("item", DataType::Struct(fields), false);
        Field::new(name, DataType::List(Arc::new(item)), false)
    };
    Schema::new(vec![
        needed("opportunity_id"),
        needed("rule"),
        needed("outcome"),
        maybe("reason"),
        needed("other_reasons"),
        needed("tier"),
        needed("to_check"),
        needed("patient_id"),
        needed("clinician_npi"),
        count("clinicians"),
        maybe("billing_tin"),
        maybe("payer"),
        day("period_from", false),
        day("period_to", false),
        maybe("suggested_code"),
        maybe_count("minutes"),
        count("known_minutes"),
        count("staff_minutes"),
        count("non_evaluative_minutes"),
        flag("minutes_estimated"),
        maybe_count("expected_cents"),
        maybe("expected_source"),
        day("collectable_until", true),
        flag("expires_soon"),
        items("activities", entry_fields()),
        items("related", related_fields()),
        needed("message"),
        needed("evidence_needed"),
        needed("source"),
    ])
}

/// One row per stretch of time, by patient, first day, rule and first entry.
pub(in crate::report) fn opportunities(audit: &Audit) -> Table<'_> {
    let schema = Arc::new(schema());
    let for_batches = Arc::clone(&schema);
    let batch = move |range: std::ops::Range<usize>| {
        RecordBatch::try_new(Arc::clone(&for_batches), arrays(audit, &audit.opportunities[range])?)
    };
    Table { schema, n_rows: audit.opportunities.len(), batch: Box::new(batch) }
}

fn arrays(audit: &Audit, rows: &[Opportunity]) -> Result<Vec<ArrayRef>, ArrowError> {
    let names = &audit.names;
    let entries = |ids: &[Sym]| vec![text(ids, |id| Some(names.activities.text(*id)))];
    Ok(vec![
        text(rows, |o| Some(o.id(names))),
        text(rows, |o| Some(o.card.id)),
        text(rows, |o| Some(o.outcome.name())),
        text(rows, |o| o.outcome.reason().map(Reason::name)),
        text(rows, |o| Some(other_reasons(o))),
        text(rows, |o| Some(o.tier.name())),
        text(rows, |o| Some(o.checks.join("; "))),
        text(rows, |o| Some(names.patients.text(o.patient))),
        text(rows, |o| Some(names.clinicians.text(o.clinician))),
        int64(rows, |o| i64::try_from(o.n_clinicians).ok()),
        text(rows, |o| present(o.group).map(|group| names.groups.text(group))),
        text(rows, |o| present(o.payer).map(|payer| names.payers.text(payer))),
        dates(rows, |o| Some(o.days.0)),
        dates(rows, |o| Some(o.days.1)),
        text(rows, |o| o.code),
        int64(rows, |o| o.minutes.personal),
        int64(rows, |o| Some(o.minutes.known)),
        int64(rows, |o| Some(o.minutes.staff)),
        int64(rows, |o| Some(o.minutes.non_evaluative)),
        flags(rows, |o| Some(o.minutes.estimated)),
        int64(rows, |o| o.expected.map(|(amount, _)| amount.0)),
        text(rows, |o| o.expected.map(|(_, source)| source.name())),
        dates(rows, |o| o.collectable_until),
        flags(rows, |o| Some(expires_soon(audit, o))),
        list(rows, entry_fields(), |o| &o.entries, entries)?,
        related(audit, rows, |o| &o.related)?,
        text(rows, |o| Some(o.message.as_str())),
        text(rows, |o| Some(o.card.evidence)),
        text(rows, |o| Some(o.card.source)),
    ])
}

fn other_reasons(opportunity: &Opportunity) -> String {
    opportunity.others.iter().map(|reason| reason.name()).collect::<Vec<_>>().join("; ")
}

/// The same as CSV, safe to open in a spreadsheet.
pub(in crate::report) fn write_csv(path: &Path, audit: &Audit) -> Result<FileStamp, ReportError> {
    let schema = schema();
    let header: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    write_rows(path, &header, audit.opportunities.iter().map(|one| cells(audit, one)))
}

fn cells<'a>(audit: &'a Audit, one: &'a Opportunity) -> Vec<Cow<'a, str>> {
    let names = &audit.names;
    let entries: Vec<&str> = one.entries.iter().map(|id| names.activities.text(*id)).collect();
    vec![
        safe(one.id(names)),
        safe(one.card.id),
        safe(one.outcome.name()),
        safe(one.outcome.reason().map_or("", Reason::name)),
        safe(other_reasons(one)),
        safe(one.tier.name()),
        safe(one.checks.join("; ")),
        safe(names.patients.text(one.patient)),
        safe(names.clinicians.text(one.clinician)),
        number(Some(one.n_clinicians)),
        safe(names.groups.text(one.group)),
        safe(names.payers.text(one.payer)),
        safe(one.days.0.to_string()),
        safe(one.days.1.to_string()),
        safe(one.code.unwrap_or("")),
        number(one.minutes.personal),
        number(Some(one.minutes.known)),
        number(Some(one.minutes.staff)),
        number(Some(one.minutes.non_evaluative)),
        number(Some(one.minutes.estimated)),
        number(one.expected.map(|(amount, _)| amount.0)),
        safe(one.expected.map_or("", |(_, source)| source.name())),
        safe(one.collectable_until.map_or(String::new(), |day| day.to_string())),
        number(Some(expires_soon(audit, one))),
        safe(entries.join("; ")),
        safe(related_texts(audit, &one.related)),
        safe(one.message.as_str()),
        safe(one.card.evidence),
        safe(one.card.source),
    ]
}
