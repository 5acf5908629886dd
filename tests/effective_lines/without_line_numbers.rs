//! Files without line numbers: the lines of one claim must not swallow one another.

use super::{EYE, assert_settled};
use crate::program::{Place, csv_text};

const COLUMNS: &str =
    "claim_id,patient_id,rendering_npi,service_date,procedure_code,modifier_1,paid_amount,processed_date";

#[test]
fn two_services_of_one_claim_both_stand() {
    let rows = ["C1,P1,N1,2025-02-03,99441,,15.00,", "C1,P1,N1,2025-02-03,99442,,25.00,"];
    assert_settled(COLUMNS, &rows, "audited=2", &["C1/1 99441 1500", "C1/2 99442 2500"]);
}

#[test]
fn services_that_differ_in_date_or_modifier_both_stand() {
    let rows = [
        "C1,P1,N1,2025-02-03,99441,,15.00,",
        "C1,P1,N1,2025-02-04,99441,,15.00,",
        "C1,P1,N1,2025-02-03,99441,25,15.00,",
    ];
    let standing = ["C1/1 99441 1500", "C1/2 99441 1500", "C1/3 99441 1500"];
    assert_settled(COLUMNS, &rows, "audited=3", &standing);
}

#[test]
fn equal_rows_are_repeats() {
    let row = "C1,P1,N1,2025-02-03,99441,,15.00,";
    assert_settled(COLUMNS, &[row, row], "audited=1 repeated_row=1", &["C1/1 99441 1500"]);
}

#[test]
fn versions_of_one_service_are_versions() {
    let rows = ["C1,P1,N1,2025-02-03,99441,,15.00,2025-02-10", "C1,P1,N1,2025-02-03,99441,,20.00,2025-03-10"];
    assert_settled(COLUMNS, &rows, "audited=1 superseded=1", &["C1/1 99441 2000"]);
}

#[test]
fn findings_of_two_lines_have_different_ids() {
    let rows = ["C1,P1,N1,2025-02-03,99441,,15.00,", "C1,P1,N1,2025-02-03,99442,,25.00,"];
    let place = Place::with_claims(csv_text(COLUMNS, &rows));
    assert!(place.audit("claims.csv", &[]).used_every_row());
    let ids = place.found(EYE, "finding_id");
    assert!(ids.len() == 2 && ids[0] != ids[1], "{ids:?}");
}

#[test]
fn a_reversal_takes_the_same_line_whatever_the_order_of_rows() {
    // Two lines of one claim differ in nothing but their modifier; the reversal of another claim takes one of them.
    let rows = [
        "C1,P1,N1,2025-02-03,99441,,15.00,",
        "C1,P1,N1,2025-02-03,99441,25,15.00,",
        "C2,P1,N1,2025-02-03,99441,,-15.00,",
    ];
    assert_settled(COLUMNS, &rows, "audited=1 netted=2", &["C1/2 99441 1500"]);
}

#[test]
fn a_file_with_line_numbers_beside_it_changes_nothing() {
    let place = Place::new();
    let rows = ["C1,P1,N1,2025-02-03,99441,,15.00,", "C1,P1,N1,2025-02-03,99442,,25.00,"];
    place.write("a.csv", csv_text(COLUMNS, &rows));
    place.write("b.csv", csv_text(&format!("line_number,{COLUMNS}"), &["1,C2,P2,N2,2025-02-03,99443,,35.00,"]));
    let run = place.audit("*.csv", &[]);
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=3"), "{}", run.stderr);
    assert_eq!(place.found(EYE, "procedure_code"), ["99441", "99442", "99443"]);
}

#[test]
fn a_blank_line_number_is_the_numbered_line_of_the_same_service() {
    let columns = format!("line_number,{COLUMNS}");
    let rows = [",C1,P1,N1,2025-02-03,99441,,15.00,2025-02-10", "2,C1,P1,N1,2025-02-03,99441,,25.00,2025-03-10"];
    assert_settled(&columns, &rows, "audited=1 superseded=1", &["C1/2 99441 2500"]);
}

#[test]
fn a_blank_line_number_of_another_service_is_a_line_of_its_own() {
    // As line 1 by default it would swallow, or be swallowed by, a service it has nothing to do with.
    let columns = format!("line_number,{COLUMNS}");
    let rows = [",C1,P1,N1,2025-02-03,99441,,15.00,2025-02-10", "1,C1,P1,N1,2025-02-03,99442,,25.00,2025-03-10"];
    assert_settled(&columns, &rows, "audited=2", &["C1/1 99442 2500", "C1/2 99441 1500"]);
}
