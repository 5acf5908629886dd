//! The table of clinicians: how much each billed of what is audited. Findings about a clinician are compared with it.

use std::sync::Arc;

use arrow::array::{Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;
use polars::df;
use polars::prelude::{DataFrame, PolarsError, PolarsResult};

use super::frames;
use super::tables::Table;
use crate::findings::Audit;

/// One row per clinician and specialty (or taxonomy, where no specialty is known), by their texts.
pub(super) fn clinicians(audit: &Audit) -> PolarsResult<Table<'static>> {
    let schema = Arc::new(Schema::new(vec![
        Field::new("rendering_npi", DataType::Utf8, false),
        Field::new("specialty", DataType::Utf8, true),
        Field::new("audited_lines", DataType::Int64, false),
        Field::new("paid_cents", DataType::Int64, false),
    ]));
    let frame = billed(audit)?;
    let n_rows = frame.height();
    let for_batches = Arc::clone(&schema);
    let batch = move |range: std::ops::Range<usize>| {
        let first = i64::try_from(range.start).unwrap_or(i64::MAX);
        let failed = |error: PolarsError| ArrowError::ComputeError(error.to_string());
        record_batch(&frame.slice(first, range.len()), &for_batches).map_err(failed)?
    };
    Ok(Table { schema, n_rows, batch: Box::new(batch) })
}

/// What every clinician billed, by specialty; the empty text where it is not known.
fn billed(audit: &Audit) -> PolarsResult<DataFrame> {
    let names = &audit.names;
    let (mut clinicians, mut specialties) = (Vec::new(), Vec::new());
    let (mut lines, mut cents) = (Vec::new(), Vec::new());
    for ((clinician, specialty, taxonomy), load) in audit.workloads.iter() {
        let told = names.specialties.text(specialty);
        specialties.push(if told.is_empty() { names.taxonomies.text(taxonomy) } else { told });
        clinicians.push(names.clinicians.text(clinician));
        lines.push(i64::try_from(load.lines).unwrap_or(i64::MAX));
        cents.push(load.paid.0);
    }
    let frame = df!(
        "rendering_npi" => clinicians,
        "specialty" => specialties,
        "audited_lines" => lines,
        "paid_cents" => cents,
    )?;
    frames::sums(&frame, &["rendering_npi", "specialty"])
}

fn record_batch(rows: &DataFrame, schema: &Arc<Schema>) -> PolarsResult<Result<RecordBatch, ArrowError>> {
    let texts = |name: &str| Ok::<_, PolarsError>(rows.column(name)?.str()?.iter());
    let numbers = |name: &str| Ok::<_, PolarsError>(rows.column(name)?.i64()?.iter());
    let clinicians: StringArray = texts("rendering_npi")?.collect();
    let specialties: StringArray =
        texts("specialty")?.map(|specialty| specialty.filter(|text| !text.is_empty())).collect();
    let (lines, cents): (Int64Array, Int64Array) =
        (numbers("audited_lines")?.collect(), numbers("paid_cents")?.collect());
    let schema = Arc::clone(schema);
    Ok(RecordBatch::try_new(
        schema,
        vec![Arc::new(clinicians), Arc::new(specialties), Arc::new(lines), Arc::new(cents)],
    ))
}
