//! Identity columns: words and numbers that stand for nothing are blanks, tax numbers are nine digits, from the claims as
//! from the roster and the log.

use super::audited;
use crate::program::{Place, Run, csv_text};

const COLUMNS: &str =
    "claim_id,line_number,patient_id,rendering_npi,billing_tin,service_date,procedure_code,diagnosis_1,paid_amount";
/// What stands for nothing in an identity column.
const PLACEHOLDERS: [&str; 11] =
    ["NA", "n/a", "#N/A", ".", "-", "(null)", "NULL", "none", "Unknown", "000000000", "9999999999"];

/// Two e-visits of one patient three days apart, by two clinicians of these groups.
fn e_visits(first: &str, second: &str) -> [String; 2] {
    [
        format!("C1,1,P1,1234567893,{first},2025-10-06,99421,M54.50,12.40"),
        format!("C2,1,P1,1679576722,{second},2025-10-09,99422,M54.50,24.00"),
    ]
}

/// Whether the two are of one group.
fn are_one_group(first: &str, second: &str) -> (bool, Run) {
    let rows = e_visits(first, second);
    let (place, run) = audited(COLUMNS, &rows.each_ref().map(String::as_str));
    (!place.found("repeat_e_visit", "claim_id").is_empty(), run)
}

#[test]
fn what_stands_for_nothing_makes_nobody_one_group() {
    assert!(are_one_group("062301312", "062301312").0, "the control");
    for nothing in PLACEHOLDERS {
        let (is_one, run) = are_one_group(nothing, nothing);
        assert!(!is_one, "{nothing}");
        // Words that stand for nothing in every column are plain blanks.
        let counted = if ["n/a", "NULL", "none"].contains(&nothing) { None } else { Some(2) };
        assert_eq!(run.json()["placeholders"]["billing_tin"].as_u64(), counted, "{nothing}");
    }
}

#[test]
fn placeholders_are_told_at_the_terminal_and_on_the_page() {
    let rows = e_visits("NA", "999999999");
    let place = Place::with_claims(csv_text(COLUMNS, &rows.each_ref().map(String::as_str)));
    let said = "billing_tin: 2 words or numbers for nothing are read as blanks";
    assert!(place.run(&["check", "claims.csv"]).stdout.contains(said));
    assert_eq!(place.run(&["check", "claims.csv", "--json"]).json()["placeholders"]["billing_tin"], 2);
    assert!(place.run(&["audit", "--claims=claims.csv", "--out=report"]).stderr.contains(said));
}

#[test]
fn a_needed_identifier_that_stands_for_nothing_is_a_reject() {
    for (column, row) in [
        ("claim_id", "(null),1,P1,N1,,2025-10-06,99421,,1"),
        ("patient_id", "C1,1,UNKNOWN,N1,,2025-10-06,99421,,1"),
        ("rendering_npi", "C1,1,P1,0000000000,,2025-10-06,99421,,1"),
    ] {
        let place = Place::with_claims(csv_text(COLUMNS, &[row]));
        let run = place.audit("claims.csv", &[]);
        assert_eq!((run.code, run.fates().as_str()), (3, "rejected=1"), "{row}");
        let rejects = place.table("report/rejects.parquet");
        assert_eq!(rejects.column("column"), [column]);
        assert!(rejects.column("reason")[0].contains("stands for nothing"), "{:?}", rejects.column("reason"));
        assert_eq!(run.json()["placeholders"][column], 1);
    }
}

#[test]
fn a_tax_number_is_its_nine_digits_however_it_is_written() {
    for written in ["06-2301312", "062-30-1312", "06 2301312", "62301312", "62301312.0", " 062301312 "] {
        let (is_one, run) = are_one_group("062301312", written);
        let repaired = u64::from(written.trim() != "062301312");
        assert_eq!((is_one, run.json()["files"][0]["repaired_values"].as_u64()), (true, Some(repaired)), "{written}");
    }
    assert!(!are_one_group("062301312", "062301313").0);
    // What is no number stays what it is, as do ten digits.
    assert!(are_one_group("T1", "T1").0 && !are_one_group("T1", "T-1").0);
    assert!(are_one_group("1000000001", "1000000001").0);
}

#[test]
fn the_roster_and_the_log_know_the_same_numbers() {
    let rows = e_visits("062301312", "");
    let place = Place::with_claims(csv_text(COLUMNS, &rows.each_ref().map(String::as_str)));
    let roster = |tin: &str| format!("npi,specialty,billing_tin\n1679576722,08,{tin}\nUNKNOWN,08,062301312\n");
    let ways = [("06-2301312", true, 1), ("62301312", true, 1), ("062301312", true, 0), ("NA", false, 0)];
    for (tin, is_one, repaired) in ways {
        place.write("roster.csv", roster(tin));
        let run = place.audit("claims.csv", &["--providers=roster.csv", "--format=csv"]);
        assert_eq!(!place.found("repeat_e_visit", "claim_id").is_empty(), is_one, "{tin}");
        let input = &run.json()["inputs"][0];
        assert_eq!((run.code, input["rejected"].as_u64()), (3, Some(1)), "a clinician called UNKNOWN is nobody");
        assert_eq!(input["repaired"].as_u64().unwrap_or(0), repaired, "{tin}");
        assert_eq!(input["placeholders"], if tin == "NA" { 2 } else { 1 });
    }
}
