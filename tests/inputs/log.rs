//! The activity log as it is read: repeated rows, unknown columns, Parquet, and an order that changes nothing.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use parquet::arrow::ArrowWriter;

use super::{ACTIVITY, CLAIMS, THREE_MINUTES, input, log, run};
use crate::program::Place;

#[test]
fn a_linked_message_is_read() {
    let place = Place::with_claims(CLAIMS);
    place.write("log.csv", log(&[THREE_MINUTES]));
    assert_eq!(run(&place, ACTIVITY).code, 0);
    assert_eq!(place.found("minutes_below_floor", "claim_id"), ["C1"]);
    assert_eq!(run(&place, "").code, 0);
    assert!(place.found("minutes_below_floor", "claim_id").is_empty(), "without the log nothing is known");
}

#[test]
fn repeated_rows_count_once_within_a_file_and_between_files() {
    let place = Place::with_claims(CLAIMS);
    let other = THREE_MINUTES.replace("A1", "A2").replace("10:0", "11:0");
    place.write("log1.csv", log(&[THREE_MINUTES, THREE_MINUTES, &other]));
    place.write("log2.csv", log(&[THREE_MINUTES]));
    let run = run(&place, ACTIVITY);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(place.found("minutes_below_floor", "claim_id").is_empty(), "three and three minutes");
    let summary: serde_json::Value = super::json(&place, "summary.json");
    let figures: Vec<(u64, u64)> = summary["inputs"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|entry| (entry["rows"].as_u64().unwrap_or(9), entry["repeated"].as_u64().unwrap_or(9)))
        .collect();
    assert_eq!(figures, [(2, 1), (0, 1)]);
    assert!(run.stderr.contains("1 repeated"), "{}", run.stderr);
}

#[test]
fn words_are_read_without_regard_to_capitals_and_headers_to_spaces() {
    let place = Place::with_claims(CLAIMS);
    let header = "\u{feff}Activity ID,PATIENT_ID,Clinician NPI,Kind,Start Time,Minutes,Role,Evaluative,Claim ID";
    place.write("log.csv", format!("{header}\nA1,P1,N1,MESSAGE,2025-03-03 10:00:00,3.5,Practitioner,YES,C1\n"));
    assert_eq!(run(&place, ACTIVITY).code, 0);
    assert_eq!(place.found("minutes_below_floor", "claim_id"), ["C1"]);
}

#[test]
fn unknown_columns_are_named() {
    let place = Place::with_claims(CLAIMS);
    let text = log(&[THREE_MINUTES]).replacen("claim_id\n", "claim_id,Mood of the day,thread_id\n", 1);
    place.write("log.csv", text.replacen(",C1\n", ",C1,good,T1\n", 1));
    let run = run(&place, ACTIVITY);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("columns not used: Mood of the day)"), "{}", run.stderr);
}

/// The log of [`THREE_MINUTES`] as a database would write it.
fn parquet_log() -> Vec<u8> {
    let text = |value: &str| -> ArrayRef { Arc::new(StringArray::from(vec![value])) };
    // 2025-03-03 10:00:00 in seconds since 1970.
    let time = |minutes: i64| -> ArrayRef {
        Arc::new(TimestampMicrosecondArray::from(vec![(1_740_996_000 + 60 * minutes) * 1_000_000]))
    };
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("activity_id", text("A1")),
        ("patient_id", text("P1")),
        ("clinician_npi", text("N1")),
        ("kind", text("message")),
        ("initiated_by", text("patient")),
        ("start_time", time(0)),
        ("end_time", time(3)),
        ("minutes", Arc::new(Float64Array::from(vec![Some(3.0)]))),
        ("role", text("practitioner")),
        ("evaluative", Arc::new(BooleanArray::from(vec![true]))),
        ("claim_id", text("C1")),
        ("ward", text("west")),
    ];
    let batch = RecordBatch::try_from_iter(columns).expect("columns of one row");
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a writer");
    writer.write(&batch).expect("a batch");
    writer.close().expect("a file");
    bytes
}

#[test]
fn a_log_may_be_parquet() {
    let place = Place::with_claims(CLAIMS);
    place.write("log.csv", log(&[&THREE_MINUTES.replace("10:03:00,,", "10:03:00,3,")]));
    assert_eq!(run(&place, "[activity]\npaths = [\"log.csv\"]\n").code, 0);
    let from_text = place.files("report")["findings.csv"].clone();
    place.write("log.parquet", parquet_log());
    let of_parquet = run(&place, "[activity]\npaths = [\"log.parquet\"]\n");
    assert_eq!(of_parquet.code, 0, "{}", of_parquet.stderr);
    assert!(of_parquet.stderr.contains("columns not used: ward)"), "{}", of_parquet.stderr);
    assert!(place.files("report")["findings.csv"] == from_text);
    assert_eq!(input(&place, "summary.json", "activity")["rows"], 1);
    // Both at once: the one row stands in both.
    assert_eq!(run(&place, ACTIVITY).code, 0);
    assert!(place.files("report")["findings.csv"] == from_text);
}

#[test]
fn the_order_of_rows_and_files_changes_no_byte() {
    let rows = [
        THREE_MINUTES.to_owned(),
        "A2,P1,N1,message,practice,2025-03-04T10:00:00,2025-03-04T10:01:00,,staff,false,C1".to_owned(),
        "A3,P2,N1,phone,patient,2025-03-03T10:02:00,2025-03-03T10:20:00,,practitioner,true,C2".to_owned(),
        // Two entries of one number that differ.
        "A3,P2,N1,phone,patient,2025-03-03T10:02:00,2025-03-03T10:21:00,,practitioner,true,C2".to_owned(),
        "A4,P3,N1,video,,2025-03-03T10:19:00,,30,practitioner,,".to_owned(),
    ];
    let claims = format!("{CLAIMS}C2,P2,N1,2025-03-03,98016\n");
    let report = |files: &[Vec<&str>]| {
        let place = Place::with_claims(&claims);
        for (number, rows) in files.iter().enumerate() {
            place.write(&format!("log{number}.csv"), log(rows));
        }
        let run = run(&place, ACTIVITY);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let mut files = place.files("report");
        // These name the files.
        for name in ["manifest.json", "summary.json", "data_quality.json", "run.parquet"] {
            files.remove(name);
        }
        files
    };
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let first = report(std::slice::from_ref(&rows));
    assert!(String::from_utf8_lossy(&first["findings.csv"]).lines().count() > 2, "something is found");
    for turn in 1..rows.len() {
        let mut turned = rows.clone();
        turned.rotate_left(turn);
        for files in [vec![turned.clone()], vec![turned[..2].to_vec(), turned[2..].to_vec()]] {
            for (name, bytes) in report(&files) {
                assert!(first.get(&name) == Some(&bytes), "{name} differs after a turn of {turn}");
            }
        }
        turned.reverse();
        assert!(report(&[turned]) == first);
    }
}
