//! The two tables with a row per finding, under pseudonyms and in a new order: the old one would tell which patients are
//! neighbours. Patients go through in groups by their pseudonyms, so that a group is in memory and never the whole list.

use std::path::Path;

use ::parquet::file::metadata::KeyValue;
use arrow::array::{AsArray, RecordBatch, StringArray, UInt32Array};
use arrow::compute::{concat_batches, take_record_batch};
use arrow::error::ArrowError;

use super::columns::Change;
use super::key::{Key, Kind, Shift};
use super::scan::RawIds;
use crate::report::record::Record;
use crate::report::stored::{self, chosen_rows, column, each_batch, value};
use crate::report::{ReportError, parquet};

/// Findings of a group, about.
const GROUP: usize = 50_000;

const FINDINGS: &str = "findings.parquet";
const EVIDENCE: &str = "evidence.parquet";

/// Where a finding stands in the shared list: patient, date, claim, line, rule.
type Place = (String, i32, String, i64, String);

/// Writes both tables.
pub(super) fn write(
    tables: &Path,
    record: &Record,
    key: &Key,
    folder: &Path,
    (metadata, raw): (&[KeyValue], &mut RawIds),
) -> Result<(), ReportError> {
    let names = [FINDINGS, EVIDENCE];
    let mut writers = Vec::new();
    for name in names {
        writers.push(parquet::Rows::create(&folder.join(name), stored::schema(&tables.join(name))?, metadata)?);
    }
    let groups = patients_by_group(&tables.join(FINDINGS), key)?;
    for rows in groups.iter().filter(|rows| !rows.is_empty()) {
        let findings = gathered(&tables.join(FINDINGS), rows, raw)?;
        let evidence = gathered(&tables.join(EVIDENCE), rows, raw)?;
        let failed = |error: ArrowError| ReportError::write(&folder.join(FINDINGS), &error);
        let patients = texts(&findings, "patient_id", tables)?;
        let shifts: Vec<Shift> = (0..findings.num_rows()).map(|row| key.shift(patients.value(row))).collect();
        let change = Change { key, record, shifts: &shifts };
        let changed = change.batch(&findings).map_err(failed)?;
        let order = order(&changed, &tables.join(FINDINGS))?;
        let ordered = |batch: &RecordBatch| take_record_batch(batch, &order);
        writers[0].write(&ordered(&changed).map_err(failed)?)?;
        writers[1].write(&change.batch(&evidence).and_then(|batch| ordered(&batch)).map_err(failed)?)?;
    }
    writers.into_iter().try_for_each(|writer| writer.finish().map(drop))
}

/// The rows of the table by group; groups in the order of their patients' pseudonyms.
fn patients_by_group(findings: &Path, key: &Key) -> Result<Vec<Vec<usize>>, ReportError> {
    let mut places = Vec::new();
    each_batch(findings, |batch| {
        let patients = texts(batch, "patient_id", findings)?;
        // Two hexadecimal digits tell 256 groups apart.
        let group = |row: usize| {
            let pseudonym = key.pseudonym(Kind::Patient, patients.value(row));
            pseudonym.get(2..4).and_then(|digits| u8::from_str_radix(digits, 16).ok()).unwrap_or(0)
        };
        places.extend((0..batch.num_rows()).map(group));
        Ok(())
    })?;
    let n_groups = places.len().div_ceil(GROUP).clamp(1, 256);
    let mut groups = vec![Vec::new(); n_groups];
    for (row, place) in places.into_iter().enumerate() {
        groups[usize::from(place) * n_groups / 256].push(row);
    }
    Ok(groups)
}

/// Some rows of a table; what identifies a person or a claim in them is remembered.
fn gathered(path: &Path, rows: &[usize], raw: &mut RawIds) -> Result<RecordBatch, ReportError> {
    let mut batches: Vec<RecordBatch> = Vec::new();
    chosen_rows(path, rows, |batch| {
        raw.add(batch);
        batches.push(batch.clone());
        Ok(())
    })?;
    concat_batches(&stored::schema(path)?, &batches)
        .map_err(|error| ReportError::Read { path: path.display().to_string(), problem: error.to_string() })
}

/// The rows in the order of the shared list.
fn order(batch: &RecordBatch, path: &Path) -> Result<UInt32Array, ReportError> {
    let columns =
        ["patient_id", "service_date", "claim_id", "line_number", "rule"].map(|name| column(batch, name, path));
    let [patient, date, claim, line, rule] = columns;
    let (patient, date, claim, line, rule) = (patient?, date?, claim?, line?, rule?);
    let number = |column, row| value(column, row).to_string().parse::<i64>().unwrap_or(0);
    let dates = date.as_primitive_opt::<arrow::datatypes::Date32Type>();
    let place = |row: usize| -> Place {
        let day = dates.map_or(0, |dates| dates.value(row));
        let text = |column| value(column, row).to_string();
        (text(patient), day, text(claim), number(line, row), text(rule))
    };
    let mut places: Vec<(Place, u32)> = (0..).zip(0..batch.num_rows()).map(|(at, row)| (place(row), at)).collect();
    places.sort_unstable();
    Ok(places.into_iter().map(|(_, at)| at).collect::<Vec<u32>>().into())
}

fn texts<'a>(batch: &'a RecordBatch, name: &str, path: &Path) -> Result<&'a StringArray, ReportError> {
    let wrong =
        || ReportError::Read { path: path.display().to_string(), problem: format!("column {name} has another type") };
    column(batch, name, path)?.as_string_opt::<i32>().ok_or_else(wrong)
}
