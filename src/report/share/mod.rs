//! Share mode: the tables of a report under pseudonyms, from which every shared format is then made. Pseudonymised, never
//! anonymous: whoever holds the key can go back, and a row per person is still a row per person.

mod columns;
mod figures;
mod ids;
mod key;
mod lines;
mod names;
mod rows;
mod scan;

use std::path::Path;
use std::sync::Arc;

use ::parquet::file::metadata::KeyValue;
use arrow::array::{ArrayRef, AsArray, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Int64Type, Schema};
use arrow::error::ArrowError;

use super::figure::{Figure, WITHHELD};
use super::record::{FILE, Record};
use super::stored::{self, Tables, column, value};
use super::tables::OUTCOMES;
use super::{Format, ReportError, manifest, parquet, publish, render};
use key::Key;
use rows::Under;
use scan::{OwnWords, RawIds};

const CLINICIANS: &str = "clinicians.parquet";

/// The shared tables of a report, and the record they go with.
pub(super) struct Shared {
    pub(super) record: Record,
    /// What must be in no artefact.
    raw: RawIds,
}

/// Writes the tables of a report again under pseudonyms.
pub(super) fn write_tables(
    tables: Tables<'_>,
    record: &Record,
    key: &Path,
    folder: &Path,
) -> Result<Shared, ReportError> {
    let key = Key::read(key)?;
    let (shared, custom) = names::shared(record);
    let metadata = metadata(&shared);
    let mut raw = RawIds::default();
    let under = Under { key: &key, record: &shared, custom: &custom };
    rows::write(tables, under, folder, (&metadata, &mut raw))?;
    parquet::write_batch(&folder.join(CLINICIANS), &clinician_rows(tables, &key, &mut raw)?, &metadata)?;
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

impl Shared {
    /// Errors when anything of the copy still holds an id: its tables, or what was made of them.
    pub(super) fn scan(&self, tables: Tables<'_>, formats: &[Format], folder: &Path) -> Result<(), ReportError> {
        let names = render::tables_of(&self.record);
        let own = self.own_words(tables, formats, &folder.join(".own"))?;
        self.raw.scan_tables(tables, &names, &self.record, &own)?;
        self.raw.scan_artefacts(folder, (tables, &names), &own)
    }

    /// What the program itself says: the same copy without a row.
    fn own_words(&self, tables: Tables<'_>, formats: &[Format], folder: &Path) -> Result<OwnWords, ReportError> {
        let failed = |error: std::io::Error| ReportError::write(folder, &error);
        publish::create_folder(folder)?;
        for name in render::tables_of(&self.record) {
            let empty = RecordBatch::new_empty(stored::schema(&tables.path(&name))?);
            parquet::write_batch(&folder.join(name), &empty, &[])?;
        }
        let texts: Vec<Format> =
            formats.iter().copied().filter(|format| matches!(format, Format::Csv | Format::Html)).collect();
        let written = render::write(tables.in_folder(folder), &self.record, &texts, folder)?;
        manifest::write(folder, &self.record, &written)?;
        let mut own = OwnWords::new();
        for (_, path) in scan::texts_in(folder)? {
            own += &std::fs::read_to_string(&path).map_err(failed)?;
            own.push('\n');
        }
        std::fs::remove_dir_all(folder).map_err(failed)?;
        Ok(own)
    }
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
fn clinician_rows(tables: Tables<'_>, key: &Key, raw: &mut RawIds) -> Result<RecordBatch, ReportError> {
    let path = tables.path(CLINICIANS);
    let mut rows: Vec<(String, Option<String>, Option<u64>, i64)> = Vec::new();
    tables.each_batch(CLINICIANS, |batch| {
        raw.add(batch);
        let of = |name| column(batch, name, &path);
        let (ids, specialties) = (of("rendering_npi")?, of("specialty")?);
        let numbers = |name| of(name).map(|column| column.as_primitive_opt::<Int64Type>());
        let (lines, paid) = (numbers("audited_lines")?, numbers("paid_cents")?);
        for row in 0..batch.num_rows() {
            let specialty = value(specialties, row).to_string();
            let known = columns::is_specialty(&specialty);
            let count = lines.and_then(|lines| u64::try_from(lines.value(row)).ok());
            rows.push((
                columns::clinician(key, &value(ids, row).to_string()),
                Some(specialty)
                    .filter(|text| !text.is_empty())
                    .map(|text| if known { text } else { WITHHELD.to_owned() }),
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
    RecordBatch::try_new(Arc::new(schema), columns).map_err(|error| ReportError::write(&path, &error))
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
