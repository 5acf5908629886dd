//! Rows read = used + excluded by reason; rejects by reason; files; exit codes.

use super::{COLUMNS, entry, numbers, page};
use crate::program::{Place, csv_text};

const WITH_STATUS: &str =
    "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code,claim_status,paid_amount";

#[test]
fn the_identity_adds_up_and_is_shown() {
    let rows = [
        "C1,1,P1,N1,2025-02-03,99421,paid,15.00",
        "C1,1,P1,N1,2025-02-03,99421,paid,15.00",
        "C2,1,P1,N1,2025-02-04,99213,paid,90.00",
        "C3,1,P1,N1,2025-02-05,85025,paid,9.00",
        "C4,1,P1,N1,2025-02-06,99213,denied,0.00",
        "C5,1,P1,N1,2025-02-30,99213,paid,90.00",
        "C6,1,P1,N1,2025-02-07,99213,paid,-90.00",
    ];
    let found = page(WITH_STATUS, &rows);
    assert_eq!(numbers(&found, ["rows_read", "rows_used", "rows_excluded"]), [7, 2, 5]);
    let fates = ["rejected", "repeated_row", "denied", "out_of_scope", "unmatched_reversal", "audited", "context"];
    assert_eq!(numbers(&found["fates"], fates), [1; 7], "one row each");
    assert_eq!(found["balances"], true);
    let text = Place::with_claims(csv_text(WITH_STATUS, &rows)).run(&["check", "claims.csv"]).stdout;
    assert!(text.contains("7 claim rows read = 2 used + 5 excluded"), "{text}");
    let shown = |word: &str| {
        let lines = text.lines().filter(|line| line.trim_start().starts_with(word));
        lines
            .filter_map(|line| line[word.len() + 2..].split_whitespace().find_map(|n| n.parse::<u64>().ok()))
            .sum::<u64>()
    };
    assert_eq!((shown("used: "), shown("excluded: "), shown("rows read")), (2, 5, 7), "{text}");
}

#[test]
fn rejects_are_counted_by_column_and_reason_and_listed() {
    let rows = [
        "C1,1,P1,N1,2025-02-30,99421",
        "C2,1,P1,N1,2025-02-31,99421",
        "C3,1,P1,1E+09,2025-02-03,99421",
        "C4,1,P1",
        "C5,1,P1,N1,2025-02-03,99421",
    ];
    let found = page(COLUMNS, &rows);
    let reasons = found["rejects_by_reason"].as_array().cloned().unwrap_or_default();
    assert_eq!(reasons.len(), 3);
    let dates = entry(&found["rejects_by_reason"], "column", "service_date");
    assert_eq!((&reasons[0], numbers(&dates, ["rows", "first_row"])), (&dates, [2, 1]), "most rows first");
    let ragged: Vec<_> = reasons.iter().filter(|reason| reason["column"].is_null()).collect();
    assert_eq!(numbers(ragged[0], ["rows", "first_row"]), [1, 4]);
    let listed: Vec<_> =
        found["rejects"].as_array().into_iter().flatten().map(|reject| reject["row"].clone()).collect();
    assert_eq!(listed, [1, 2, 3, 4]);
    let text = Place::with_claims(csv_text(COLUMNS, &rows)).run(&["check", "claims.csv"]).stdout;
    let line = text.lines().find(|line| line.contains("rendering_npi") && line.contains("scientific"));
    assert!(line.is_some_and(|line| line.trim_start().starts_with('1') && line.contains("row 3")), "{text}");
}

#[test]
fn a_file_of_a_header_alone_has_nothing_and_says_so() {
    let place = Place::with_claims(csv_text(COLUMNS, &[]));
    let run = place.run(&["check", "claims.csv"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.contains("0 claim rows read = 0 used + 0 excluded"), "{}", run.stdout);
    assert!(run.stdout.contains("No row could be read") && !run.stdout.contains("100 %"), "{}", run.stdout);
    let found = place.run(&["check", "claims.csv", "--json"]).json();
    assert_eq!((&found["data_from"], &found["foreign_codes"]), (&serde_json::Value::Null, &serde_json::Value::Null));
    assert_eq!(entry(&found["fields"], "column", "claim_id")["missing_percent"], serde_json::Value::Null);
}

#[test]
fn a_file_of_rejects_alone_has_no_dates_but_counts_its_cells() {
    let rows = ["C1,1,P1,N1,never,99421", "C2,1,,N1,never,99421"];
    let place = Place::with_claims(csv_text(COLUMNS, &rows));
    let run = place.run(&["check", "claims.csv", "--json"]);
    assert_eq!(run.code, 3);
    let found = run.json();
    assert_eq!(numbers(&found, ["rows_read", "rows_used", "rows_excluded"]), [2, 0, 2]);
    assert_eq!(found["months"], serde_json::json!([]));
    let patients = entry(&found["fields"], "column", "patient_id");
    assert_eq!(numbers(&patients, ["with_value", "blank", "without_column"]), [1, 1, 0]);
    assert_eq!(place.run(&["check", "claims.csv"]).code, 3);
}

#[test]
fn several_files_and_globs_are_one_page() {
    let place = Place::new();
    place.write("b.csv", csv_text(COLUMNS, &["C1,1,P1,N1,2025-02-03,99421", "C2,1,P1,N1,never,99421"]));
    place.write("a.csv", csv_text(COLUMNS, &["C3,1,P1,N1,2025-02-03,99421"]));
    let run = place.run(&["check", "*.csv", "--json"]);
    let found = run.json();
    let files = found["files"].as_array().cloned().unwrap_or_default();
    let rows: Vec<_> = files.iter().map(|file| (file["file"].as_str(), file["rows_read"].as_u64())).collect();
    assert_eq!(rows, [(Some("a.csv"), Some(1)), (Some("b.csv"), Some(2))]);
    assert_eq!((run.code, numbers(&found, ["rows_read", "rows_used"])), (3, [3, 2]));
    let text = place.run(&["check", "b.csv", "a.csv"]).stdout;
    assert!(text.contains("Data quality of 2 files") && text.contains("row 2 of b.csv"), "{text}");
}

#[test]
fn a_file_beside_the_claims_with_bad_rows_is_3() {
    let place = Place::with_claims(csv_text(COLUMNS, &["C1,1,P1,N1,2025-02-03,99421"]));
    place.write("consents.csv", "patient_id,consent_date\nP1,2025-01-01\nP2,never\n");
    let run = place.run(&["check", "claims.csv", "--consents", "consents.csv"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(run.stdout.contains("! consents.csv: 1 rows could not be used"), "{}", run.stdout);
}
