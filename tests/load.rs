//! Loading, seen through the built program: formats, headers, values, types, layouts, rejects. Judges no rule: rules
//! that fire on a line alone serve as eyes.

mod adjustments;
mod amounts;
mod as_written;
mod cell_words;
mod cms_fee_schedule;
mod cms_files;
mod cms_formats;
mod cms_pair_edits;
mod cms_unit_limits;
mod delimiters;
mod encodings;
mod file_formats;
mod fixed_fields;
mod folders;
mod formatted;
mod gathered_rows;
mod headers;
mod identities;
mod joined_money;
mod joins;
mod layout_errors;
mod layout_language_errors;
mod layouts;
mod lists;
mod notation;
mod open_quotes;
mod packed_files;
mod parquet_both_ways;
mod parquet_extras;
mod parquet_odd_types;
mod parquet_packings;
mod parquet_types;
mod preambles;
mod rejects;
mod repeated_texts;
mod row_filters;
mod several_files;
mod strangers;
mod text_files;
mod trailers;
mod unreadable;
mod value_forms;
mod values;
mod wide_rows;
mod workbooks;
mod x12;
mod x12_folders;
mod years_and_durations;
mod zip;

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use serde_json::Value;

use crate::program::{Place, Row, Run, csv_text};

/// A rule that fires on every effective line with a code that has ended, such as 99441 in 2025.
const EYE: &str = "code_not_in_effect";

/// Audits `claims.csv` with these columns and rows; checks that nothing is rejected.
fn audited(columns: &str, rows: &[&str]) -> (Place, Run) {
    let place = Place::with_claims(csv_text(columns, rows));
    let run = place.audit("claims.csv", &[]);
    assert!(run.used_every_row(), "{rows:?}: {}", run.stderr);
    (place, run)
}

/// The one finding of [`EYE`]: how the values of a line with code 99441 in 2025 were read.
fn as_read(columns: &str, row: &str) -> Row {
    let (place, _) = audited(columns, &[row]);
    let mut rows: Vec<Row> = place.findings().into_iter().filter(|row| row["rule"] == EYE).collect();
    assert_eq!(rows.len(), 1, "{row}");
    rows.remove(0)
}

/// A Parquet file of these columns, with a new row group after every `group` rows.
#[expect(clippy::expect_used, reason = "a test that cannot write its own input has failed")]
pub(crate) fn parquet_file(columns: Vec<(&str, ArrayRef)>, group: usize) -> Vec<u8> {
    let write = || {
        let batch =
            RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)))?;
        let properties = WriterProperties::builder().set_max_row_group_row_count(Some(group)).build();
        let mut bytes = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties))?;
        writer.write(&batch)?;
        writer.close()?;
        Ok::<_, parquet::errors::ParquetError>(bytes)
    };
    write().expect("the columns fit together")
}

/// A column of texts; blank ones become nulls.
pub(crate) fn texts(values: &[&str]) -> ArrayRef {
    Arc::new(values.iter().map(|text| (!text.is_empty()).then_some(*text)).collect::<StringArray>())
}

/// A column of whole numbers.
fn numbers(values: &[i64]) -> ArrayRef {
    Arc::new(Int64Array::from(values.to_vec()))
}

/// The needed columns as texts for lines of one claim, `n` of them, seen by [`EYE`]; line numbers run from 1.
fn needed_columns(n: usize) -> Vec<(&'static str, ArrayRef)> {
    let line_numbers: Vec<i64> = (1..).take(n).collect();
    vec![
        ("claim_id", texts(&vec!["C1"; n])),
        ("line_number", numbers(&line_numbers)),
        ("patient_id", texts(&vec!["P1"; n])),
        ("rendering_npi", texts(&vec!["N1"; n])),
        ("service_date", texts(&vec!["2025-02-03"; n])),
        ("procedure_code", texts(&vec!["99441"; n])),
    ]
}

/// The columns of ours that no file has, as `check --json` tells them.
fn absent_columns(json: &str) -> Vec<String> {
    fn find(value: &Value) -> Option<&Value> {
        let members = value.as_object()?;
        members.get("columns_absent").or_else(|| members.values().find_map(find))
    }
    let page: Value = serde_json::from_str(json).unwrap_or_default();
    let names = find(&page).and_then(Value::as_array).cloned().unwrap_or_default();
    names.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
