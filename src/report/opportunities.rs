//! The tables of missed revenue: one row per stretch of logged time that a rule judged, billable or not, with the reason
//! that decides; and of those that can still be billed the worklist. Builds columns; writes no files.
//!
//! Source: contracts, section 4.

use std::sync::Arc;

use arrow::array::{ArrayRef, ListBuilder, RecordBatch, StringBuilder};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;

use super::missed::{expires_soon, ranked};
use super::tables::{Table, dates, flags, int64, present, related, related_field, text};
use crate::findings::{Audit, Opportunity, Reason};

fn texts_of(name: &str) -> Field {
    let item = Field::new("item", DataType::Utf8, true);
    Field::new(name, DataType::List(Arc::new(item)), false)
}

fn schema() -> Schema {
    let needed = |name: &str| Field::new(name, DataType::Utf8, false);
    let maybe = |name: &str| Field::new(name, DataType::Utf8, true);
    let number = |name: &str, nullable| Field::new(name, DataType::Int64, nullable);
    Schema::new(vec![
        number("rank", true),
        needed("opportunity_id"),
        needed("rule"),
        needed("outcome"),
        maybe("reason"),
        texts_of("other_reasons"),
        needed("tier"),
        needed("patient_id"),
        needed("rendering_npi"),
        number("clinicians", false),
        maybe("billing_tin"),
        maybe("payer"),
        Field::new("period_from", DataType::Date32, false),
        Field::new("period_to", DataType::Date32, false),
        maybe("procedure_code"),
        number("personal_minutes", true),
        number("known_minutes", false),
        number("staff_minutes", false),
        number("non_evaluative_minutes", false),
        Field::new("minutes_estimated", DataType::Boolean, false),
        number("expected_cents", true),
        maybe("amount_source"),
        Field::new("collectable_until", DataType::Date32, true),
        Field::new("expires_soon", DataType::Boolean, false),
        texts_of("activities"),
        related_field(),
        texts_of("checks"),
        needed("message"),
        needed("source"),
    ])
}

/// A row: a stretch of time, and its place in the worklist where it has one.
struct Row<'a> {
    one: &'a Opportunity,
    rank: Option<i64>,
}

/// One row per stretch of time, by patient, first day, rule and first entry.
pub(super) fn opportunities(audit: &Audit) -> Table<'_> {
    let mut rows: Vec<Row<'_>> = audit.opportunities.iter().map(|one| Row { one, rank: None }).collect();
    for (rank, place) in (1..).zip(ranked(audit)) {
        rows[place].rank = Some(rank);
    }
    table(audit, rows)
}

/// The rows of those that can still be billed, the first to look at first.
pub(super) fn worklist(audit: &Audit) -> Table<'_> {
    let row = |(rank, place): (i64, usize)| Row { one: &audit.opportunities[place], rank: Some(rank) };
    table(audit, (1..).zip(ranked(audit)).map(row).collect())
}

fn table<'a>(audit: &'a Audit, rows: Vec<Row<'a>>) -> Table<'a> {
    let (schema, n_rows) = (Arc::new(schema()), rows.len());
    let for_batches = Arc::clone(&schema);
    let batch = move |range: std::ops::Range<usize>| {
        RecordBatch::try_new(Arc::clone(&for_batches), arrays(audit, &rows[range])?)
    };
    Table { schema, n_rows, batch: Box::new(batch) }
}

fn arrays(audit: &Audit, rows: &[Row<'_>]) -> Result<Vec<ArrayRef>, ArrowError> {
    let names = &audit.names;
    let ones: Vec<&Opportunity> = rows.iter().map(|row| row.one).collect();
    Ok(vec![
        int64(rows, |row| row.rank),
        text(&ones, |one| Some(one.id(names))),
        text(&ones, |one| Some(one.card.id)),
        text(&ones, |one| Some(one.outcome.name())),
        text(&ones, |one| one.outcome.reason().map(Reason::name)),
        lists(&ones, |one| one.others.iter().map(|reason| reason.name()).collect()),
        text(&ones, |one| Some(one.tier.name())),
        text(&ones, |one| Some(names.patients.text(one.patient))),
        text(&ones, |one| Some(names.clinicians.text(one.clinician))),
        int64(&ones, |one| i64::try_from(one.n_clinicians).ok()),
        text(&ones, |one| present(one.group).map(|group| names.groups.text(group))),
        text(&ones, |one| present(one.payer).map(|payer| names.payers.text(payer))),
        dates(&ones, |one| Some(one.days.0)),
        dates(&ones, |one| Some(one.days.1)),
        text(&ones, |one| one.code),
        int64(&ones, |one| one.minutes.personal),
        int64(&ones, |one| Some(one.minutes.known)),
        int64(&ones, |one| Some(one.minutes.staff)),
        int64(&ones, |one| Some(one.minutes.non_evaluative)),
        flags(&ones, |one| Some(one.minutes.estimated)),
        int64(&ones, |one| one.expected.map(|(amount, _)| amount.0)),
        text(&ones, |one| one.expected.map(|(_, source)| source.name())),
        dates(&ones, |one| one.collectable_until),
        flags(&ones, |one| Some(expires_soon(audit, one))),
        lists(&ones, |one| one.entries.iter().map(|entry| names.activities.text(*entry)).collect()),
        related(names, &ones, |one| &one.related)?,
        lists(&ones, |one| one.checks.clone()),
        text(&ones, |one| Some(one.message.as_str())),
        text(&ones, |one| Some(one.card.source)),
    ])
}

/// A column of lists of texts.
fn lists<'a>(rows: &[&'a Opportunity], texts: impl Fn(&'a Opportunity) -> Vec<&'a str>) -> ArrayRef {
    let mut column = ListBuilder::new(StringBuilder::new());
    for row in rows {
        for text in texts(row) {
            column.values().append_value(text);
        }
        column.append(true);
    }
    Arc::new(column.finish())
}
