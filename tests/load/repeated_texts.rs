//! A text that comes a second time means what it meant the first time, is counted again, and is rejected again.

use super::{EYE, audited};
use crate::program::{Place, csv_text};

const COLUMNS: &str = "claim_id,line_number,patient_id,rendering_npi,billing_tin,service_date,procedure_code,modifier_1,place_of_service,units,billed_amount,allowed_amount,paid_amount,payer,claim_status,rendering_specialty";

/// Audits rows of claim C1, numbered from 1, made of the cells behind the line number.
fn lines(cells: &[&str]) -> String {
    let rows: Vec<String> = (1..).zip(cells).map(|(n, cells)| format!("C1,{n},{cells}")).collect();
    csv_text(COLUMNS, &rows.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn every_repair_is_counted() {
    let damaged = "1,17.0,12.0,T.0,2025-02-03,99441.0,,2,1.0,,,15.00,,,8";
    let rows = [damaged, damaged, damaged].map(|row| row.replacen("1,17.0", "17.0", 1));
    let place = Place::with_claims(lines(&rows.each_ref().map(String::as_str)));
    let run = place.audit("claims.csv", &[]);
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=3"), "{}", run.stderr);
    // Patient, clinician, code, place and specialty of each row; `T.0` is no number.
    assert_eq!(run.json()["files"][0]["repaired_values"], 15);
    assert_eq!(place.found(EYE, "rendering_npi"), ["12"; 3]);
}

#[test]
fn a_bad_text_is_rejected_in_its_own_column_every_time() {
    let rows = [
        "P1,N1,,2025-02-03,99441,,,1,x,1,1,,,",
        "P1,N1,,2025-02-03,99441,,,1,1,x,1,,,",
        "P1,N1,,2025-02-03,99441,,,1,1,1,x,,,",
        "P1,N1,,2025-02-03,99441,,,x,1,1,1,,,",
        "P1,1E+09,,2025-02-03,99441,,,1,1,1,1,,,",
        "P1,N1,1E+09,2025-02-03,99441,,,1,1,1,1,,,",
        "P1,N1,,2025-02-03,1E+09,,,1,1,1,1,,,",
        "P1,,,2025-02-03,99441,,,1,1,1,1,,,",
        "P1,N1,,2025-02-03,,,,1,1,1,1,,,",
    ];
    let columns = ["rendering_npi", "procedure_code", "rendering_npi", "procedure_code"];
    let place = Place::with_claims(lines(&[rows, rows].concat()));
    let run = place.audit("claims.csv", &[]);
    assert_eq!((run.code, run.fates().as_str()), (3, "audited=10 rejected=8"));
    assert_eq!(place.table("report/rejects.parquet").column("column"), [columns, columns].concat());
    // Where lines can do without the value, it is unknown, twice in each of these columns.
    let unknown = run.json()["unreadable"].as_array().cloned().unwrap_or_default();
    let unknown: Vec<_> = unknown.iter().map(|entry| (entry["column"].clone(), entry["values"].clone())).collect();
    let expected = ["billing_tin", "units", "billed_amount", "allowed_amount", "paid_amount"];
    assert_eq!(unknown, expected.map(|column| (column.into(), 2.into())));
}

#[test]
fn one_text_means_something_else_in_every_column() {
    let row = "25,25,25,2025-02-03,99421,25,25,25,25,25,25,25,25,25";
    let place = Place::with_claims(lines(&[row, row]));
    let run = place.audit("claims.csv", &[]);
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=2"), "{}", run.stderr);
    let columns = ["patient_id", "rendering_npi", "billing_tin", "payer", "paid_cents", "line_number"];
    let second = columns.map(|column| place.found("duplicate_line", column).concat());
    assert_eq!(second, ["25", "25", "000000025", "25", "2500", "2"]);
    assert!(place.found("units_over_limit", "message").iter().all(|message| message.contains("25 units")));
}

#[test]
fn texts_that_differ_only_far_behind_are_told_apart() {
    let long = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let cuts = [13, 14, 15, 16, 17, 26];
    let rows: Vec<String> = [cuts, cuts]
        .concat()
        .into_iter()
        .map(|cut| format!("P1,{0},{0},2025-02-03,99441,,,1,,,1,{0},,", &long[..cut]))
        .collect();
    let place = Place::with_claims(lines(&rows.iter().map(String::as_str).collect::<Vec<_>>()));
    assert_eq!(place.audit("claims.csv", &[]).fates(), "audited=12");
    let expected: Vec<&str> = [cuts, cuts].concat().into_iter().map(|cut| &long[..cut]).collect();
    assert_eq!(place.found(EYE, "rendering_npi"), expected);
    assert_eq!(place.found(EYE, "billing_tin"), expected);
    assert_eq!(place.found(EYE, "payer"), expected.iter().map(|text| text.to_lowercase()).collect::<Vec<_>>());
}

#[test]
fn composites_and_statuses_keep_their_meaning() {
    let columns = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code,modifier_1,claim_status";
    let row = |n: u32, code: &str, status: &str| format!("C1,{n},P{n},N1,2025-02-03,{code},,{status}");
    let rows = [
        row(1, "HC:99421:95", "paid"),
        row(2, "99421", "denied"),
        row(3, "HC:99421:95", "denied"),
        row(4, "HC:99421:95", "paid"),
        row(5, "99421", "paid"),
    ];
    let (place, run) = audited(columns, &rows.each_ref().map(String::as_str));
    assert_eq!(run.fates(), "audited=3 denied=2");
    assert_eq!(place.found("telehealth_marker", "line_number"), ["1", "4"]);
}
