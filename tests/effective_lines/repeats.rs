//! Step 1: rows equal in every mapped field count once; the rest are `repeated_row`.

use super::{EYE, assert_settled};
use crate::program::{Place, Row, csv_text};

const COLUMNS: &str = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code,modifier_1,modifier_2,diagnosis_1,units,paid_amount,note";

#[test]
fn equal_rows_count_once() {
    let row = "C1,1,P1,N1,2025-02-03,99441,25,,I10,1,15.00,";
    assert_settled(COLUMNS, &[row], "audited=1", &["C1/1 99441 1500"]);
    assert_settled(COLUMNS, &[row; 2], "audited=1 repeated_row=1", &["C1/1 99441 1500"]);
    assert_settled(COLUMNS, &[row; 4], "audited=1 repeated_row=3", &["C1/1 99441 1500"]);
}

#[test]
fn what_is_not_mapped_does_not_tell_rows_apart() {
    let rows = ["C1,1,P1,N1,2025-02-03,99441,,,,1,15.00,load 1", "C1,1,P1,N1,2025-02-03,99441,,,,1,15.00,load 2"];
    assert_settled(COLUMNS, &rows, "audited=1 repeated_row=1", &["C1/1 99441 1500"]);
}

#[test]
fn rows_are_compared_as_they_are_read() {
    // Notation, order of modifiers and defaults do not make another content.
    let rows = [
        "C1,1,P1,N1,2025-02-03,99441,25,gt,E11.9,1,15.00,",
        "C1,1.0,P1,N1,20250203,99441,GT,25,e119,1.0,15,",
        " C1 ,,P1,N1,2025-02-03T00:00:00,HC:99441:25:GT,,,E119,,$15.00,",
    ];
    assert_settled(COLUMNS, &rows, "audited=1 repeated_row=2", &["C1/1 99441 1500"]);
}

#[test]
fn lines_of_one_claim_that_differ_in_number_are_not_repeats() {
    let rows = ["C1,1,P1,N1,2025-02-03,99441,,,,1,15.00,", "C1,2,P1,N1,2025-02-03,99441,,,,1,15.00,"];
    assert_settled(COLUMNS, &rows, "audited=2", &["C1/1 99441 1500", "C1/2 99441 1500"]);
}

#[test]
fn equal_rows_of_different_claims_are_not_repeats() {
    let rows = ["C1,1,P1,N1,2025-02-03,99441,,,,1,15.00,", "C2,1,P1,N1,2025-02-03,99441,,,,1,15.00,"];
    assert_settled(COLUMNS, &rows, "audited=2", &["C1/1 99441 1500", "C2/1 99441 1500"]);
}

#[test]
fn repeats_of_what_leaves_leave_as_repeats() {
    let columns = format!("{COLUMNS},claim_status");
    let denied = "C1,1,P1,N1,2025-02-03,99441,,,,1,0.00,,denied";
    assert_settled(&columns, &[denied, denied], "denied=1 repeated_row=1", &[]);
    let out_of_scope = "C1,1,P1,N1,2025-02-03,36415,,,,1,3.00,,";
    assert_settled(&columns, &[out_of_scope, out_of_scope], "out_of_scope=1 repeated_row=1", &[]);
    let reversal = "C1,1,P1,N1,2025-02-03,99441,,,,-1,-15.00,,";
    assert_settled(&columns, &[reversal, reversal], "repeated_row=1 unmatched_reversal=1", &[]);
}

#[test]
fn the_row_that_stays_is_the_first_by_file_and_row() {
    let row = "C1,1,P1,N1,2025-02-03,99441,,,,1,15.00,";
    let other = "C2,1,P2,N1,2025-02-03,99213,,,,1,80.00,";
    let place = Place::new();
    place.write("b.csv", csv_text(COLUMNS, &[row]));
    place.write("a.csv", csv_text(COLUMNS, &[other, row, row]));
    let run = place.audit("*.csv", &[]);
    assert_eq!(run.fates(), "audited=1 context=1 repeated_row=2");
    assert_eq!(
        (place.found(EYE, "source_file"), place.found(EYE, "source_row")),
        (vec!["a.csv".into()], vec!["2".into()])
    );
}

#[test]
fn a_monthly_file_that_repeats_the_month_before_changes_nothing() {
    let january = ["C1,1,P1,N1,2025-01-03,99441,,,I10,1,15.00,", "C2,1,P1,N1,2025-01-20,99442,,,I10,1,15.00,"];
    let february = ["C3,1,P1,N1,2025-02-03,99441,,,I10,1,15.00,"];
    let place = Place::new();
    place.write("1.csv", csv_text(COLUMNS, &january));
    place.write("2.csv", csv_text(COLUMNS, &[&january[..], &february[..]].concat()));
    let run = place.audit("*.csv", &[]);
    assert_eq!(run.fates(), "audited=3 repeated_row=2");
    let twice = place.findings();
    place.write("3.csv", csv_text(COLUMNS, &[&january[..], &february[..]].concat()));
    place.audit("[13].csv", &[]);
    let without_file = |mut rows: Vec<Row>| {
        for row in &mut rows {
            row.retain(|name, _| !name.starts_with("source_"));
        }
        rows
    };
    assert_eq!(without_file(twice), without_file(place.findings()));
}
