//! Rows that cannot be used: the run goes on without them, says why, and ends with 3.

use super::{CLEAN, claims};
use crate::program::Place;

/// A bad row, the column it is rejected for (empty: the row as a whole), and words of the reason.
type Bad<'a> = (String, &'a str, &'a str);

/// Audits the bad rows between good ones and checks every reject.
fn assert_rejected(bad: &[Bad<'_>]) {
    let last = CLEAN.replace("C2", "C8");
    let rows: Vec<&str> =
        [CLEAN].into_iter().chain(bad.iter().map(|(row, ..)| row.as_str())).chain([last.as_str()]).collect();
    let place = Place::with_claims(claims(&rows));
    let run = place.audit("claims.csv", &[]);
    assert_eq!((run.code, run.fates()), (3, format!("context=2 rejected={}", bad.len())), "{bad:#?}: {}", run.stderr);
    let rejects = place.table("report/rejects.parquet").rows();
    for ((number, (row, column, reason)), reject) in (2..).zip(bad).zip(rejects) {
        assert_eq!(
            (reject["row"].as_str(), reject["column"].as_str()),
            (number.to_string().as_str(), *column),
            "{row}"
        );
        assert!(reject["reason"].contains(reason), "{row}: {}", reject["reason"]);
    }
    assert!(run.stderr.contains("rejected"), "the person is told: {}", run.stderr);
    assert_eq!(place.names(), ["claims.csv", "report"]);
}

#[test]
fn ragged_rows() {
    let rows = ["C1,1,P1,N1,2025-02-03,99441,15.00,extra", "C1,1,P1,N1,2025-02-03,99441", "C1"];
    assert_rejected(&rows.map(|row| (row.to_owned(), "", "more or fewer fields")));
}

#[test]
fn impossible_dates() {
    let dates =
        ["2025-02-30", "2025-13-01", "2023-02-29", "02/03/2025", "20250230", "0", "soon", "45000", "1025-02-03"];
    assert_rejected(&dates.map(|date| {
        let reason = match date {
            "1025-02-03" => "plausible",
            "45000" => "a spreadsheet's number of a day",
            _ => "is not a date",
        };
        (format!("C1,1,P1,N1,{date},99441,15.00"), "service_date", reason)
    }));
}

#[test]
fn identifiers_in_scientific_notation() {
    let of = |id: &str| {
        [
            (format!("{id},1,P1,N1,2025-02-03,99441,15.00"), "claim_id", "scientific"),
            (format!("C1,1,{id},N1,2025-02-03,99441,15.00"), "patient_id", "scientific"),
            (format!("C1,1,P1,{id},2025-02-03,99441,15.00"), "rendering_npi", "scientific"),
        ]
    };
    assert_rejected(&["1.67683E+15", "1E+09", "1.5e15", "2e+7"].map(of).concat());
}

#[test]
fn needed_values_that_are_missing() {
    let of = |blank: &str| {
        [
            (format!("{blank},1,P1,N1,2025-02-03,99441,15.00"), "claim_id", "missing"),
            (format!("C1,1,{blank},N1,2025-02-03,99441,15.00"), "patient_id", "missing"),
            (format!("C1,1,P1,{blank},2025-02-03,99441,15.00"), "rendering_npi", "missing"),
            (format!("C1,1,P1,N1,{blank},99441,15.00"), "service_date", "missing"),
            (format!("C1,1,P1,N1,2025-02-03,{blank},15.00"), "procedure_code", "missing"),
        ]
    };
    assert_rejected(&["", "  ", "NULL", "NaN", "\u{a0}"].map(of).concat());
}

#[test]
fn a_row_with_several_faults_is_one_reject() {
    assert_rejected(&[(",x,,,2025-02-30,,y".to_owned(), "claim_id", "missing")]);
}

#[test]
fn the_reasons_are_counted_in_the_summary() {
    let rows = [CLEAN, "C1,1,P1,N1,never,99441,15.00", "C1,1,P1,N1,soon,99441,15.00", "C1"];
    let run = Place::with_claims(claims(&rows)).audit("claims.csv", &[]);
    let counted = run.json()["rejects_by_reason"].as_array().cloned().unwrap_or_default();
    let counted: Vec<(Option<&str>, Option<u64>)> =
        counted.iter().map(|entry| (entry["column"].as_str(), entry["rows"].as_u64())).collect();
    assert_eq!(counted, [(None, Some(1)), (Some("service_date"), Some(2))]);
}

#[test]
fn a_file_of_bad_rows_alone_is_still_a_run() {
    let place = Place::with_claims(claims(&["C1,1,P1,N1,never,99441,15.00"]));
    let run = place.audit("claims.csv", &[]);
    assert_eq!((run.code, run.fates().as_str()), (3, "rejected=1"));
    assert!(run.json()["data_from"].is_null());
}
