//! The two tables with a row per finding, under pseudonyms and in a new order: the old one would tell which patients are
//! neighbours. Patients go through in groups by their pseudonyms, so that a group is in memory and never the whole list.

use std::path::{Path, PathBuf};

use ::parquet::file::metadata::KeyValue;
use arrow::array::{Array as _, AsArray, RecordBatch, StringArray, UInt32Array};
use arrow::compute::{concat_batches, take_record_batch};
use arrow::error::ArrowError;

use super::columns::Change;
use super::key::{Key, Kind, Shift};
use super::lines::own_lines;
use super::names::CustomNames;
use super::scan::RawIds;
use crate::report::record::Record;
use crate::report::stored::{self, Tables, column, value};
use crate::report::{ReportError, parquet};

/// Findings of a group, about.
const GROUP: usize = 50_000;

const FINDINGS: &str = "findings.parquet";
const EVIDENCE: &str = "evidence.parquet";

/// Where a finding stands in the shared list: patient, date, claim, line, rule.
type Place = (String, i32, String, i64, String);

/// What the rows are changed by: the key, the record as it is shared, and what rules without code were called.
#[derive(Clone, Copy)]
pub(super) struct Under<'a> {
    pub(super) key: &'a Key,
    pub(super) record: &'a Record,
    pub(super) custom: &'a CustomNames,
}

/// Writes both tables.
pub(super) fn write(
    tables: Tables<'_>,
    Under { key, record, custom }: Under<'_>,
    folder: &Path,
    (metadata, raw): (&[KeyValue], &mut RawIds),
) -> Result<(), ReportError> {
    let path = tables.path(FINDINGS);
    let mut writers = Vec::new();
    for name in [FINDINGS, EVIDENCE] {
        writers.push(parquet::Rows::create(&folder.join(name), stored::schema(&tables.path(name))?, metadata)?);
    }
    let groups = patients_by_group(tables, key)?;
    for rows in groups.iter().filter(|rows| !rows.is_empty()) {
        let findings = gathered((tables, FINDINGS), rows, raw)?;
        let evidence = gathered((tables, EVIDENCE), rows, raw)?;
        same_findings(&findings, &evidence, rows, &tables.path(EVIDENCE))?;
        let failed = |error: ArrowError| ReportError::write(&folder.join(FINDINGS), &error);
        let (findings, left_out) = own_lines(&findings, &evidence).map_err(failed)?;
        let patients = texts(&findings, "patient_id", &path)?;
        let shifts: Vec<Shift> = (0..findings.num_rows()).map(|row| key.shift(patients.value(row))).collect();
        let change = Change { key, record, custom, patients, shifts: &shifts, left_out: &left_out };
        let changed = change.batch(&findings).map_err(failed)?;
        let order = order(&changed, &path)?;
        let ordered = |batch: &RecordBatch| take_record_batch(batch, &order);
        writers[0].write(&ordered(&changed).map_err(failed)?)?;
        writers[1].write(&change.batch(&evidence).and_then(|batch| ordered(&batch)).map_err(failed)?)?;
    }
    writers.into_iter().try_for_each(|writer| writer.finish().map(drop))
}

/// The rows of the table by group; groups in the order of their patients' pseudonyms.
fn patients_by_group(tables: Tables<'_>, key: &Key) -> Result<Vec<Vec<usize>>, ReportError> {
    let mut places = Vec::new();
    tables.each_batch(FINDINGS, |batch| {
        let patients = texts(batch, "patient_id", &tables.path(FINDINGS))?;
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
fn gathered((tables, name): (Tables<'_>, &str), rows: &[usize], raw: &mut RawIds) -> Result<RecordBatch, ReportError> {
    let path: PathBuf = tables.path(name);
    let mut batches: Vec<RecordBatch> = Vec::new();
    tables.chosen_rows(name, rows, |batch| {
        raw.add(batch);
        batches.push(batch.clone());
        Ok(())
    })?;
    concat_batches(&stored::schema(&path)?, &batches)
        .map_err(|error| ReportError::Read { path: path.display().to_string(), problem: error.to_string() })
}

/// Errors when a row of the evidence is about another finding than the same row of the findings.
fn same_findings(
    findings: &RecordBatch,
    evidence: &RecordBatch,
    rows: &[usize],
    path: &Path,
) -> Result<(), ReportError> {
    let (ids, others) = (texts(findings, "finding_id", path)?, texts(evidence, "finding_id", path)?);
    let has_other = |at: usize| others.len() <= at || ids.value(at) != others.value(at);
    let other = (0..ids.len()).find(|at| has_other(*at)).and_then(|at| rows.get(at));
    other.map_or(Ok(()), |row| Err(stored::other_finding(path, *row)))
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
