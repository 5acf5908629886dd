//! What a worker refuses, in one line that names no patient.

use arrow::array::{Array as _, RecordBatch, UInt32Array};
use arrow::compute::take_record_batch;

use super::PIPELINE;
use super::cluster::{lines, parts, stream, whole, work};
use crate::program::Place;

const COLUMNS: &str = "claim_id,patient_id,rendering_npi,service_date,procedure_code";

/// A place with a pipeline and lines of three patients.
fn place(rows: &[&str]) -> (Place, RecordBatch) {
    let place = Place::new();
    let lines = lines(&crate::program::csv_text(COLUMNS, rows));
    place.write("p.toml", PIPELINE);
    place.write("whole.json", whole(&lines, ("2025-01-01", "2025-12-31")).to_string());
    (place, lines)
}

const ROWS: [&str; 3] = [
    "C1,SECRETA,1999999001,2025-03-03,99421",
    "C2,SECRETB,1999999001,2025-03-03,99421",
    "C3,SECRETC,1999999001,2025-03-03,99421",
];

/// Runs a worker that must refuse its input; gives its one line.
fn refused(place: &Place, input: &[u8], more: &[&str]) -> String {
    let worked = work(place, input, more);
    assert_eq!(worked.code, 2, "{}", worked.stderr);
    assert_eq!(worked.stderr.lines().count(), 1, "{}", worked.stderr);
    assert!(!worked.stderr.contains("SECRET"), "{}", worked.stderr);
    worked.stderr
}

const TIMED: [&str; 2] = ["--timed", "timed.arrow"];

#[test]
fn lines_out_of_order() {
    let (place, lines) = place(&ROWS);
    let turned = take_record_batch(&lines, &UInt32Array::from(vec![0, 2, 1])).unwrap();
    let problem = refused(&place, &stream(&turned), &TIMED);
    assert!(problem.contains("line 3 comes too late") && problem.contains("ascending order"), "{problem}");
}

#[test]
fn identifiers_that_are_not_clean() {
    for (row, column) in [
        ("C1, SECRETA,1999999001,2025-03-03,99421", "patient_id"),
        ("17.0,SECRETA,1999999001,2025-03-03,99421", "claim_id"),
        ("C1,NULL,1999999001,2025-03-03,99421", "patient_id"),
    ] {
        let (place, lines) = place(&[row]);
        let problem = refused(&place, &stream(&lines), &TIMED);
        assert!(problem.contains(&format!("row 1 of file 0: {column} is not in clean form")), "{problem}");
    }
}

#[test]
fn input_that_is_no_stream_of_lines() {
    let (place, lines) = place(&ROWS);
    let bytes = stream(&lines);
    assert!(refused(&place, b"", &TIMED).contains("is no Arrow stream"));
    assert!(refused(&place, b"claim_id,patient_id\n1,2\n", &TIMED).contains("is no Arrow stream"));
    let cut = refused(&place, &bytes[..bytes.len() - 200], &TIMED);
    assert!(cut.contains("ends before its end"), "{cut}");
    let without = lines.project(&[0, 1, 2, 3]).unwrap();
    let problem = refused(&place, &stream(&without), &TIMED);
    assert!(problem.contains("needed column `procedure_code` is missing"), "{problem}");
}

#[test]
fn numbers_of_files_and_rows() {
    let (place, lines) = place(&ROWS);
    let twice = take_record_batch(&lines, &UInt32Array::from(vec![0, 0])).unwrap();
    assert!(refused(&place, &stream(&twice), &TIMED).contains("two lines of one source_file and source_row"));
    let whole = whole(&lines, ("2025-01-01", "2025-12-31"));
    let mut none = whole.clone();
    none["files"] = serde_json::json!([]);
    place.write("whole.json", none.to_string());
    assert!(refused(&place, &stream(&lines), &TIMED).contains("no number of a file of the run"));
}

#[test]
fn what_workers_cannot_do() {
    let (place, lines) = place(&ROWS);
    let bytes = stream(&lines);
    let problem = refused(&place, &bytes, &[]);
    assert!(problem.contains("--timed") && problem.contains("--stage clinicians"), "{problem}");
    place.write("p.toml", format!("{PIPELINE}[activity]\npaths = [\"log.csv\"]\n"));
    place.write("log.csv", "activity_id\n");
    assert!(refused(&place, &bytes, &TIMED).contains("missed revenue"));
    place.write("p.toml", PIPELINE.replace("[claims]\n", "[claims]\nlayout = \"tuva\"\n"));
    assert!(refused(&place, &bytes, &TIMED).contains("canonical columns"));
}

#[test]
fn a_worker_alone_has_to_be_told_the_dates() {
    let (place, lines) = place(&ROWS);
    let args = ["worker", "--pipeline", "p.toml", "--counts", "counts.json", "--timed", "timed.arrow"];
    place.write("lines.arrow", stream(&lines));
    let run = |place: &Place| {
        let input = std::fs::File::open(place.path("lines.arrow")).unwrap();
        let output = place.command(&args).stdin(input).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, problem) = run(&place);
    assert_eq!((code, problem.contains("data_from")), (Some(2), true), "{problem}");
    let dates = "all = true\ndata_from = \"2025-01-01\"\ndata_through = \"2025-12-31\"\n";
    place.write("p.toml", PIPELINE.replace("all = true\n", dates));
    assert_eq!(run(&place), (Some(0), String::new()));
}

#[test]
fn types_that_no_line_has() {
    let (place, lines) = place(&ROWS);
    let part = parts(&lines, 1).remove(0);
    let booleans = arrow::array::BooleanArray::from(vec![true; part.num_rows()]);
    let mut columns = part.columns().to_vec();
    let mut fields: Vec<_> = part.schema().fields().iter().map(|field| field.as_ref().clone()).collect();
    fields[3] = arrow::datatypes::Field::new("service_date", booleans.data_type().clone(), true);
    columns[3] = std::sync::Arc::new(booleans);
    let schema = std::sync::Arc::new(arrow::datatypes::Schema::new(fields));
    let odd = RecordBatch::try_new(schema, columns).unwrap();
    let problem = refused(&place, &stream(&odd), &TIMED);
    assert!(problem.contains("column `service_date` holds Boolean"), "{problem}");
}
