//! Column names are bound tolerantly, in any order; columns that nobody asked for are ignored and named once.

use super::formatted::layout;
use super::{EYE, as_read, audited};
use crate::program::{Place, csv_text};

const ROW: &str = "C1,P1,N1,2025-02-03,99441,15.00";

/// Checks that a header is understood in full.
fn assert_bound(header: &str) {
    let row = as_read(header, ROW);
    let values = ["claim_id", "patient_id", "rendering_npi", "service_date", "procedure_code", "paid_cents"];
    let read = values.map(|name| row[name].as_str());
    assert_eq!(read, ["C1", "P1", "N1", "2025-02-03", "99441", "1500"], "{header}");
}

#[test]
fn byte_order_marks_do_not_count() {
    assert_bound("\u{feff}claim_id,patient_id,rendering_npi,service_date,procedure_code,paid_amount");
    assert_bound("\u{feff}\"claim_id\",\"patient_id\",rendering_npi,service_date,procedure_code,paid_amount");
    // A file that was written with a mark and then again with a mark.
    assert_bound("\u{feff}\u{feff}claim_id,patient_id,rendering_npi,service_date,procedure_code,paid_amount");
}

#[test]
fn case_and_spaces_do_not_count() {
    assert_bound("CLAIM_ID,Patient_Id,RENDERING_NPI,Service_Date,procedure_CODE,Paid_Amount");
    assert_bound("claim id, patient id ,rendering  npi,Service Date,Procedure Code,paid\tamount");
}

#[test]
fn no_break_spaces_and_newlines_count_as_spaces() {
    assert_bound("claim\u{a0}id,\u{a0}patient_id,rendering_npi\u{a0},service_date,procedure_code,paid_amount");
    assert_bound("\"Claim\nID\",\"Patient \nID\",\"rendering\r\nnpi\",service_date,procedure_code,paid_amount");
}

#[test]
fn columns_come_in_any_order() {
    let row = as_read(
        "paid_amount,procedure_code,service_date,rendering_npi,patient_id,claim_id",
        "15.00,99441,2025-02-03,N1,P1,C1",
    );
    assert_eq!((row["claim_id"].as_str(), row["paid_cents"].as_str()), ("C1", "1500"));
}

#[test]
fn other_columns_are_ignored_and_named_once() {
    let columns = "claim_id,note,patient_id,rendering_npi,Member Name,service_date,procedure_code,";
    let rows = ["C1,x,P1,N1,y,2025-02-03,99441,", "C2,,P2,N2,z,2025-02-04,99442,"];
    let (place, run) = audited(columns, &rows);
    assert_eq!(run.json()["files"][0]["ignored_columns"], serde_json::json!(["note", "Member Name"]));
    assert_eq!(place.found(EYE, "claim_id"), ["C1", "C2"]);
    place.write("more.csv", csv_text(columns, &["C3,x,P3,N1,y,2025-02-03,99441,"]));
    let run = place.audit("*.csv", &[]);
    assert_eq!((run.code, run.stderr.matches("Member Name").count()), (0, 1), "{}", run.stderr);
}

#[test]
fn check_names_what_is_there_what_is_not_and_what_cannot_run() {
    let place = Place::with_claims(csv_text("claim_id,patient_id,rendering_npi,service_date,procedure_code,note", &[]));
    let found = place.run(&["check", "claims.csv", "--json"]).json();
    assert_eq!(found["files"][0]["ignored_columns"], serde_json::json!(["note"]));
    let absent = found["columns_absent"].to_string();
    assert!(absent.contains("\"modifier_1\"") && !absent.contains("\"claim_id\""), "{absent}");
    let rules = found["rules"].as_array().cloned().unwrap_or_default();
    let units = rules.iter().find(|rule| rule["rule"] == "units_over_limit").cloned().unwrap_or_default();
    assert_eq!((units["can_run"].as_bool(), units["reason"].as_str()), (Some(false), Some("column units is absent")));
}

#[test]
fn twins_are_no_trouble_while_nobody_asks_for_them() {
    let (place, run) = audited(
        "claim_id,note,patient_id,rendering_npi,service_date,procedure_code,Note",
        &["C1,x,P1,N1,2025-02-03,99441,y"],
    );
    assert_eq!(place.found(EYE, "claim_id"), ["C1"]);
    assert_eq!(run.json()["files"][0]["ignored_columns"], serde_json::json!(["note", "Note"]));
}

#[test]
fn twins_are_told_apart_by_number() {
    let columns = "claim_id,patient_id,rendering_npi,service_date,procedure_code,Plan,plan,PLAN";
    let row = "C1,P1,N1,2025-02-03,99441,a,b,c";
    for (name, payer) in [("plan#1", "a"), ("Plan#2", "b"), ("plan #3", "c")] {
        let place = Place::with_claims(csv_text(columns, &[row]));
        place.write("mine.toml", layout("").replace("payer = \"payer\"", &format!("payer = \"{name}\"")));
        let run = place.audit("claims.csv", &["--layout", "mine.toml"]);
        assert_eq!((run.code, place.found(EYE, "payer").concat().as_str()), (0, payer), "{}", run.stderr);
    }
    let place = Place::with_claims(csv_text(columns, &[row]));
    place.write("mine.toml", layout("").replace("payer = \"payer\"", "payer = \"plan\""));
    let run = place.audit("claims.csv", &["--layout", "mine.toml"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("columns 6 and 7 have the same name"), "{}", run.stderr);
}
