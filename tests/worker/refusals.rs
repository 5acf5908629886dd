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

#[test]
fn a_stream_that_is_cut_between_two_batches() {
    let (place, lines) = place(&ROWS);
    let bytes = stream(&lines);
    // The mark of the end has eight bytes; without it a reader of Arrow takes the rest for the whole.
    let cut = refused(&place, &bytes[..bytes.len() - 8], &TIMED);
    assert!(cut.contains("no mark of the end"), "{cut}");
}

#[test]
fn lines_of_the_first_stage_given_to_the_second() {
    let (place, lines) = place(&ROWS);
    let problem = refused(&place, &stream(&lines), &["--stage", "clinicians"]);
    assert!(problem.contains("a group is no clinician"), "{problem}");
}

#[test]
fn places_to_write_to() {
    use std::os::unix::fs::PermissionsExt as _;
    let (place, lines) = place(&ROWS);
    let bytes = stream(&lines);
    assert_eq!(work(&place, &bytes, &TIMED).code, 0);
    for name in ["timed.arrow", "counts.json"] {
        let mode = std::fs::metadata(place.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    for read in ["p.toml", "./whole.json"] {
        assert!(refused(&place, &bytes, &["--timed", read]).contains("is read by this worker"));
    }
    assert_eq!(std::fs::read_to_string(place.path("p.toml")).unwrap(), PIPELINE);
    assert!(refused(&place, &bytes, &["--timed", "counts.json"]).contains("name one file"));
    assert_eq!(work(&place, &bytes, &["--timed", "/dev/null"]).code, 0);
}

#[test]
fn a_worker_whose_input_is_silent_can_be_stopped() {
    use std::process::{Command, Stdio};
    let (place, lines) = place(&ROWS);
    let bytes = stream(&lines);
    for begun in [&bytes[..0], &bytes[..100], &bytes[..bytes.len() - 8]] {
        let _ = std::fs::remove_file(place.path("counts.json"));
        let args = ["worker", "--pipeline", "p.toml", "--whole", "whole.json", "--counts", "counts.json"];
        let mut command = place.command(&[&args[..], &TIMED].concat());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        std::io::Write::write_all(&mut input, begun).unwrap();
        // The file is made by whoever listens for signals already.
        while !place.path("counts.json").exists() {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
        let ended = child.wait_with_output().unwrap();
        let told = String::from_utf8_lossy(&ended.stderr);
        assert_eq!((ended.status.code(), told.lines().count()), (Some(130), 1), "{told}");
        drop(input);
    }
}
