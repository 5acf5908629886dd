//! Share mode: the tables of a report under pseudonyms, from which every shared format is then made. Pseudonymised, never
//! anonymous: whoever holds the key can go back, and a row per person is still a row per person.

mod columns;
mod figures;
mod key;
mod rows;
mod scan;

use std::path::Path;
use std::sync::Arc;

use ::parquet::file::metadata::KeyValue;
use arrow::array::{ArrayRef, AsArray, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Int64Type, Schema};
use arrow::error::ArrowError;

use super::figure::Figure;
use super::record::{FILE, Record};
use super::stored::{column, each_batch, value};
use super::tables::OUTCOMES;
use super::{ReportError, parquet};
use key::Key;

pub(super) use scan::RawIds;

/// The shared tables of a report, and the record they go with.
pub(super) struct Shared {
    pub(super) record: Record,
    /// What must be in no artefact.
    pub(super) raw: RawIds,
}

/// Writes the tables of a report again under pseudonyms.
pub(super) fn write_tables(tables: &Path, record: &Record, key: &Path, folder: &Path) -> Result<Shared, ReportError> {
    let key = Key::read(key)?;
    let shared = figures::shared(record);
    let metadata = metadata(&shared);
    let mut raw = RawIds::default();
    rows::write(tables, &shared, &key, folder, (&metadata, &mut raw))?;
    let clinicians = folder.join("clinicians.parquet");
    parquet::write_batch(&clinicians, &clinician_rows(&tables.join("clinicians.parquet"), &key)?, &metadata)?;
    let runs = folder.join("rule_runs.parquet");
    let batch = rule_runs(&shared).map_err(|error| ReportError::write(&runs, &error))?;
    parquet::write_batch(&runs, &batch, &metadata)?;
    shared.write(&folder.join(FILE), &metadata)?;
    let rejects = folder.join("rejects.parquet");
    // Where a row was read is nothing to share; how many were rejected stands among the figures.
    let schema = Arc::new(Schema::new(vec![
        Field::new("file", DataType::Utf8, false),
        Field::new("row", DataType::Int64, false),
        Field::new("column", DataType::Utf8, true),
        Field::new("reason", DataType::Utf8, false),
    ]));
    parquet::write_batch(&rejects, &RecordBatch::new_empty(schema), &metadata)?;
    Ok(Shared { record: shared, raw })
}

/// What every shared table says of itself.
fn metadata(record: &Record) -> Vec<KeyValue> {
    let pairs = [
        ("claimsweep.version", env!("CARGO_PKG_VERSION")),
        ("claimsweep.rulebook_version", &record.summary.rulebook_version),
        ("claimsweep.settings_hash", &record.summary.settings_hash),
        ("claimsweep.shared", "pseudonymised"),
    ];
    pairs.map(|(key, value)| KeyValue::new(key.to_owned(), value.to_owned())).to_vec()
}

/// Clinicians by pseudonym, small counts withheld.
fn clinician_rows(path: &Path, key: &Key) -> Result<RecordBatch, ReportError> {
    let mut rows: Vec<(String, Option<String>, Option<u64>, i64)> = Vec::new();
    each_batch(path, |batch| {
        let of = |name| column(batch, name, path);
        let (ids, specialties) = (of("rendering_npi")?, of("specialty")?);
        let numbers = |name| of(name).map(|column| column.as_primitive_opt::<Int64Type>());
        let (lines, paid) = (numbers("audited_lines")?, numbers("paid_cents")?);
        for row in 0..batch.num_rows() {
            let specialty = value(specialties, row).to_string();
            let is_known = specialty.len() <= 10 && specialty.bytes().all(|byte| byte.is_ascii_alphanumeric());
            let count = lines.and_then(|lines| u64::try_from(lines.value(row)).ok());
            rows.push((
                columns::clinician(key, &value(ids, row).to_string()),
                Some(specialty).filter(|text| is_known && !text.is_empty()),
                count,
                paid.map_or(0, |paid| paid.value(row)),
            ));
        }
        Ok(())
    })?;
    rows.sort();
    let mut counts: Vec<Option<u64>> = rows.iter().map(|(_, _, n, _)| *n).collect();
    figures::complement(&mut counts);
    let as_number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let columns: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from_iter_values(rows.iter().map(|(id, ..)| id))),
        Arc::new(rows.iter().map(|(_, specialty, ..)| specialty.clone()).collect::<StringArray>()),
        Arc::new(counts.iter().map(|n| n.map(as_number)).collect::<Int64Array>()),
        Arc::new(rows.iter().zip(&counts).map(|((.., paid), n)| n.map(|_| *paid)).collect::<Int64Array>()),
    ];
    let schema = Schema::new(vec![
        Field::new("rendering_npi", DataType::Utf8, false),
        Field::new("specialty", DataType::Utf8, true),
        Field::new("audited_lines", DataType::Int64, true),
        Field::new("paid_cents", DataType::Int64, true),
    ]);
    RecordBatch::try_new(Arc::new(schema), columns).map_err(|error| ReportError::write(path, &error))
}

/// The counts of the rules, small ones withheld.
fn rule_runs(record: &Record) -> Result<RecordBatch, ArrowError> {
    let rules = &record.summary.rules;
    let text = |of: fn(&super::summary::RuleFigures) -> &str| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(rules.iter().map(of)))
    };
    let count = |of: fn(&super::summary::RuleFigures) -> Figure<u64>| -> ArrayRef {
        let counts = rules.iter().map(|rule| of(rule).0.map(|n| i64::try_from(n).unwrap_or(i64::MAX)));
        Arc::new(counts.collect::<Int64Array>())
    };
    let mut fields = ["rule", "status", "reason"].map(|name| Field::new(name, DataType::Utf8, false)).to_vec();
    fields.push(Field::new("subjects", DataType::Int64, true));
    fields.extend(OUTCOMES.map(|name| Field::new(name, DataType::Int64, true)));
    let columns = vec![
        text(|rule| &rule.rule),
        text(|rule| &rule.status),
        text(|rule| &rule.reason),
        count(|rule| rule.subjects),
        count(|rule| rule.flagged),
        count(|rule| rule.clean),
        count(|rule| rule.cleared),
        count(|rule| rule.provisional),
        count(|rule| rule.not_evaluable),
    ];
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}
