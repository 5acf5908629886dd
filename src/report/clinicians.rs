//! The table of clinicians: how much each billed of what is audited. Findings about a clinician are compared with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Schema};

use super::tables::{Table, int64, text};
use crate::findings::{Audit, Workload};

/// A row of the table: clinician, specialty, and what was billed.
type ClinicianRow<'a> = (&'a str, &'a str, Workload);

/// One row per clinician and specialty (or taxonomy, where no specialty is known), by their texts.
pub(super) fn clinicians(audit: &Audit) -> Table<'_> {
    let schema = Arc::new(Schema::new(vec![
        Field::new("rendering_npi", DataType::Utf8, false),
        Field::new("specialty", DataType::Utf8, true),
        Field::new("audited_lines", DataType::Int64, false),
        Field::new("paid_cents", DataType::Int64, false),
    ]));
    let rows = clinician_rows(audit);
    let n_rows = rows.len();
    let for_batches = Arc::clone(&schema);
    let batch = move |range: std::ops::Range<usize>| {
        let rows = &rows[range];
        let columns = vec![
            text(rows, |(clinician, ..)| Some(*clinician)),
            text(rows, |(_, specialty, _)| Some(*specialty).filter(|specialty| !specialty.is_empty())),
            int64(rows, |(.., load)| Some(i64::try_from(load.lines).unwrap_or(i64::MAX))),
            int64(rows, |(.., load)| Some(load.paid.0)),
        ];
        RecordBatch::try_new(Arc::clone(&for_batches), columns)
    };
    Table { schema, n_rows, batch: Box::new(batch) }
}

fn clinician_rows(audit: &Audit) -> Vec<ClinicianRow<'_>> {
    let names = &audit.names;
    let mut rows: BTreeMap<(&str, &str), Workload> = BTreeMap::new();
    for ((clinician, specialty, taxonomy), load) in audit.workloads.iter() {
        let told = names.specialties.text(specialty);
        let told = if told.is_empty() { names.taxonomies.text(taxonomy) } else { told };
        let sum = rows.entry((names.clinicians.text(clinician), told)).or_default();
        sum.lines += load.lines;
        sum.paid.0 += load.paid.0;
    }
    rows.into_iter().map(|((clinician, specialty), load)| (clinician, specialty, load)).collect()
}
