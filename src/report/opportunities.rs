//! The table of missed revenue: one row per stretch of logged time that a rule judged, billable or not, with the reason
//! that decides. Builds columns; writes no files.
//!
//! Source: contracts, section 4.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, ListBuilder, RecordBatch, StringBuilder};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;

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

/// One row per stretch of time: the worklist first, by its rank, then what cannot be billed, by patient, first day, rule and
/// first entry.
pub(super) fn opportunities(audit: &Audit) -> Table<'_> {
    let schema = Arc::new(schema());
    let for_batches = Arc::clone(&schema);
    let batch =
        move |range: std::ops::Range<usize>| RecordBatch::try_new(Arc::clone(&for_batches), arrays(audit, range)?);
    Table { schema, n_rows: audit.opportunities.len(), batch: Box::new(batch) }
}

fn arrays(audit: &Audit, range: std::ops::Range<usize>) -> Result<Vec<ArrayRef>, ArrowError> {
    let (names, rows) = (&audit.names, &audit.opportunities[range.clone()]);
    // What can be billed stands first in the table.
    let rank = (1..).zip(rows).map(|(n, one)| {
        let place = i64::try_from(range.start).unwrap_or(i64::MAX).saturating_add(n);
        one.outcome.is_open().then_some(place)
    });
    Ok(vec![
        Arc::new(rank.collect::<Int64Array>()),
        text(rows, |one| Some(one.id(names))),
        text(rows, |one| Some(one.card.id)),
        text(rows, |one| Some(one.outcome.name())),
        text(rows, |one| one.outcome.reason().map(Reason::name)),
        lists(rows, |one| one.others.iter().map(|reason| reason.name()).collect()),
        text(rows, |one| Some(one.tier.name())),
        text(rows, |one| Some(names.patients.text(one.patient))),
        text(rows, |one| Some(names.clinicians.text(one.clinician))),
        int64(rows, |one| i64::try_from(one.n_clinicians).ok()),
        text(rows, |one| present(one.group).map(|group| names.groups.text(group))),
        text(rows, |one| present(one.payer).map(|payer| names.payers.text(payer))),
        dates(rows, |one| Some(one.days.0)),
        dates(rows, |one| Some(one.days.1)),
        text(rows, |one| one.code),
        int64(rows, |one| one.minutes.personal),
        int64(rows, |one| Some(one.minutes.known)),
        int64(rows, |one| Some(one.minutes.staff)),
        int64(rows, |one| Some(one.minutes.non_evaluative)),
        flags(rows, |one| Some(one.minutes.estimated)),
        int64(rows, |one| one.expected.map(|(amount, _)| amount.0)),
        text(rows, |one| one.expected.map(|(_, source)| source.name())),
        dates(rows, |one| one.collectable_until),
        flags(rows, |one| Some(one.expires_soon(audit.range.as_of))),
        lists(rows, |one| one.entries.iter().map(|entry| names.activities.text(*entry)).collect()),
        related(names, rows, |one| &one.related)?,
        lists(rows, |one| one.checks.clone()),
        text(rows, |one| Some(one.message.as_str())),
        text(rows, |one| Some(one.card.source)),
    ])
}

/// A column of lists of texts.
fn lists<'a>(rows: &'a [Opportunity], texts: impl Fn(&'a Opportunity) -> Vec<&'a str>) -> ArrayRef {
    let mut column = ListBuilder::new(StringBuilder::new());
    for row in rows {
        for text in texts(row) {
            column.values().append_value(text);
        }
        column.append(true);
    }
    Arc::new(column.finish())
}
