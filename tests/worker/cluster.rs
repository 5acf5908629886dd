//! A small cluster: claim lines are cut into parts by patient, each part goes through a process of its own, then the same
//! by clinician, then the counts are put together.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{Cursor, Write as _};
use std::process::Stdio;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int32Array, Int64Array, RecordBatch, StringArray, UInt32Array};
use arrow::compute::{concat_batches, take_record_batch};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::ipc::reader::StreamReader;
use arrow::ipc::writer::StreamWriter;
use arrow::util::display::array_value_to_string;
use serde_json::{Value, json};

use crate::program::{Place, Row, Run};

/// Lines of CSV as text columns, with what workers need beside them; blank cells hold nothing.
pub(crate) fn lines(csv: &str) -> RecordBatch {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().map(ToOwned::to_owned).collect();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let column = |at: usize| -> Vec<Option<&str>> {
        rows.iter().map(|row| Some(&row[at]).filter(|cell| !cell.is_empty())).collect()
    };
    let mut columns: Vec<(String, ArrayRef)> = Vec::new();
    for (at, name) in names.iter().enumerate() {
        columns.push((name.clone(), Arc::new(StringArray::from(column(at)))));
    }
    let n = i32::try_from(rows.len()).unwrap();
    let at = |name: &str| names.iter().position(|known| known == name).unwrap();
    let keys = group_keys(&column(at("patient_id")), &column(at("claim_id")));
    columns.push(("group_key".to_owned(), Arc::new(StringArray::from(keys))));
    columns.push(("source_file".to_owned(), Arc::new(Int32Array::from(vec![0; rows.len()]))));
    columns.push(("source_row".to_owned(), Arc::new(Int64Array::from_iter_values((1..=n).map(i64::from)))));
    let fields = columns.iter().map(|(name, column)| Field::new(name, column.data_type().clone(), true));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    RecordBatch::try_new(schema, columns.into_iter().map(|(_, column)| column).collect()).unwrap()
}

/// The patient, but for patients who share claim numbers: they are one group.
fn group_keys(patients: &[Option<&str>], claims: &[Option<&str>]) -> Vec<Option<String>> {
    let mut patients_of: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (patient, claim) in patients.iter().zip(claims) {
        patients_of.entry(claim.unwrap_or("")).or_default().insert(patient.unwrap_or(""));
    }
    let shared: BTreeSet<&str> = patients_of
        .into_iter()
        .filter(|(claim, of)| !claim.is_empty() && 1 < of.len())
        .flat_map(|(_, of)| of)
        .collect();
    let key = |patient: &str| if shared.contains(patient) { "\u{1}".to_owned() } else { patient.to_owned() };
    patients.iter().map(|patient| patient.map(key)).collect()
}

/// The cells of a column.
fn texts(batch: &RecordBatch, name: &str) -> Vec<String> {
    let column = batch.column_by_name(name).unwrap();
    (0..batch.num_rows()).map(|row| array_value_to_string(column, row).unwrap()).collect()
}

/// Cuts lines into so many parts by their group; each is in the order that workers ask for.
pub(crate) fn parts(lines: &RecordBatch, n_parts: usize) -> Vec<RecordBatch> {
    let (keys, patients) = (texts(lines, "group_key"), texts(lines, "patient_id"));
    let of_part = |part: usize| {
        let spread = |key: &str| key.bytes().fold(7_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
        let mut rows: Vec<usize> = (0..keys.len()).filter(|row| spread(&keys[*row]) % n_parts == part).collect();
        rows.sort_by_key(|row| (&keys[*row], &patients[*row], *row));
        let rows = UInt32Array::from_iter_values(rows.into_iter().map(|row| u32::try_from(row).unwrap()));
        take_record_batch(lines, &rows).unwrap()
    };
    (0..n_parts).map(of_part).filter(|part| 0 < part.num_rows()).collect()
}

/// The bytes of an Arrow stream of small batches.
pub(crate) fn stream(lines: &RecordBatch) -> Vec<u8> {
    const ROWS_PER_BATCH: usize = 1_000;
    let mut writer = StreamWriter::try_new(Vec::new(), &lines.schema()).unwrap();
    for start in (0..lines.num_rows()).step_by(ROWS_PER_BATCH) {
        writer.write(&lines.slice(start, ROWS_PER_BATCH.min(lines.num_rows() - start))).unwrap();
    }
    writer.into_inner().unwrap()
}

/// The batches of an Arrow stream as one.
fn batch(bytes: &[u8]) -> RecordBatch {
    let reader = StreamReader::try_new(Cursor::new(bytes), None).unwrap();
    let schema = reader.schema();
    let batches: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
    concat_batches(&schema, &batches).unwrap()
}

/// What the run as a whole is like, as the place's own audit found it.
pub(crate) fn whole(lines: &RecordBatch, dates: (&str, &str)) -> Value {
    let own = ["group_key", "source_file", "source_row"];
    let columns: Vec<String> = lines.schema().fields().iter().map(|field| field.name().clone()).collect();
    let columns: Vec<&String> = columns.iter().filter(|name| !own.contains(&name.as_str())).collect();
    let files = json!([{ "path": "claims.csv", "columns": columns }]);
    json!({ "first_date": dates.0, "last_date": dates.1, "rows": lines.num_rows(), "files": files })
}

/// A worker's end, its findings as bytes of an Arrow stream.
pub(crate) struct Worked {
    pub(crate) code: i32,
    pub(crate) findings: Vec<u8>,
    pub(crate) stderr: String,
}

/// Runs a worker on the bytes of a stream; `more` are further arguments.
pub(crate) fn work(place: &Place, input: &[u8], more: &[&str]) -> Worked {
    let args = [&["worker", "--pipeline", "p.toml", "--whole", "whole.json", "--counts", "counts.json"], more].concat();
    let mut command = place.command(&args);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let output = std::thread::scope(|scope| {
        // A worker that refuses its input closes it.
        scope.spawn(move || drop(stdin.write_all(input)));
        child.wait_with_output().unwrap()
    });
    Worked {
        code: output.status.code().unwrap_or(-1),
        findings: output.stdout,
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// What a cluster came to.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) findings: Vec<Row>,
    /// Counts and rejects of all workers, JSON lines.
    pub(crate) notes: String,
    /// Lines that were judged by clinician.
    pub(crate) n_timed: usize,
    /// Exit codes of the workers.
    pub(crate) codes: BTreeSet<i32>,
}

/// Puts lines through the workers of both stages.
pub(crate) fn judge(place: &Place, lines: &RecordBatch, n_parts: usize) -> Outcome {
    let mut outcome = Outcome::default();
    let timed = outcome.stage(place, parts(lines, n_parts), &["--stage", "patients", "--timed", "timed.arrow"]);
    if let Some(first) = timed.first() {
        let timed = concat_batches(&first.schema(), &timed).unwrap();
        outcome.n_timed = timed.num_rows();
        outcome.stage(place, parts(&timed, n_parts), &["--stage", "clinicians"]);
    }
    outcome
}

impl Outcome {
    /// Runs a worker on each part; gives the lines they passed on.
    fn stage(&mut self, place: &Place, parts: Vec<RecordBatch>, args: &[&str]) -> Vec<RecordBatch> {
        let mut passed_on = Vec::new();
        for part in parts {
            let worked = work(place, &stream(&part), args);
            assert!([0, 3].contains(&worked.code), "{}", worked.stderr);
            self.codes.insert(worked.code);
            self.findings.extend(rows(&batch(&worked.findings)));
            self.notes.push_str(&fs::read_to_string(place.path("counts.json")).unwrap());
            if args.contains(&"--timed") {
                passed_on.push(batch(&fs::read(place.path("timed.arrow")).unwrap()));
            }
        }
        passed_on
    }

    /// The rejects as file, row, column and reason.
    pub(crate) fn rejects(&self) -> BTreeSet<String> {
        let notes = self.notes.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        notes.filter_map(|note| Some(note.get("reject")?.to_string())).collect()
    }
}

/// Every row of a table as text, by column name.
fn rows(batch: &RecordBatch) -> Vec<Row> {
    let names: Vec<String> = batch.schema().fields().iter().map(|field| field.name().clone()).collect();
    let columns: Vec<Vec<String>> = names.iter().map(|name| texts(batch, name)).collect();
    let row = |at: usize| names.iter().cloned().zip(columns.iter().map(|column| column[at].clone())).collect();
    (0..batch.num_rows()).map(row).collect()
}

/// Puts the counts of workers together.
pub(crate) fn merge(place: &Place, notes: &str) -> Run {
    place.write("notes.json", notes);
    let mut command = place.command(&["worker", "--pipeline", "p.toml", "--whole", "whole.json", "--stage", "merge"]);
    Run::of(command.stdin(File::open(place.path("notes.json")).unwrap()).output().unwrap())
}

/// A schema as text, for comparison: names, types, whether something may be missing.
pub(crate) fn schema_of(bytes: &[u8]) -> Vec<(String, DataType, bool)> {
    let schema = batch(bytes).schema();
    schema.fields().iter().map(|field| (field.name().clone(), field.data_type().clone(), field.is_nullable())).collect()
}
