//! Step 2: of one claim id and line number with different content the latest stands; the rest are `superseded`.

use super::assert_settled;

const COLUMNS: &str = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code,paid_amount,processed_date,paid_date,claim_status";

#[test]
fn the_latest_processed_date_stands() {
    let rows = [
        "C1,1,P1,N1,2025-02-03,99441,15.00,2025-02-20,2025-02-21,",
        "C1,1,P1,N1,2025-02-03,99442,25.00,2025-03-01,2025-02-01,",
        "C1,1,P1,N1,2025-02-03,99443,35.00,2025-02-25,2025-04-01,",
    ];
    assert_settled(COLUMNS, &rows, "audited=1 superseded=2", &["C1/1 99442 2500"]);
}

#[test]
fn the_paid_date_decides_between_equal_processed_dates() {
    let rows = [
        "C1,1,P1,N1,2025-02-03,99441,15.00,2025-02-20,2025-02-21,",
        "C1,1,P1,N1,2025-02-03,99442,25.00,2025-02-20,2025-02-22,",
        "C1,1,P1,N1,2025-02-03,99443,99.00,2025-02-20,2025-02-20,",
    ];
    assert_settled(COLUMNS, &rows, "audited=1 superseded=2", &["C1/1 99442 2500"]);
}

#[test]
fn the_paid_date_decides_where_no_processed_date_is_given() {
    let rows = [
        "C1,1,P1,N1,2025-02-03,99441,15.00,,2025-02-21,",
        "C1,1,P1,N1,2025-02-03,99442,25.00,,2025-02-22,",
        "C1,1,P1,N1,2025-02-03,99443,99.00,,,",
    ];
    assert_settled(COLUMNS, &rows, "audited=1 superseded=2", &["C1/1 99442 2500"]);
}

#[test]
fn an_absent_date_is_earlier_than_any() {
    let rows = ["C1,1,P1,N1,2025-02-03,99441,15.00,,2025-12-31,", "C1,1,P1,N1,2025-02-03,99442,25.00,2025-02-20,,"];
    assert_settled(COLUMNS, &rows, "audited=1 superseded=1", &["C1/1 99442 2500"]);
}

#[test]
fn a_date_that_means_never_is_absent() {
    let rows = ["C1,1,P1,N1,2025-02-03,99441,15.00,9999-12-31,,", "C1,1,P1,N1,2025-02-03,99442,25.00,2025-02-20,,"];
    assert_settled(COLUMNS, &rows, "audited=1 superseded=1", &["C1/1 99442 2500"]);
}

#[test]
fn versions_belong_to_a_line_of_a_claim() {
    let rows = [
        "C1,1,P1,N1,2025-02-03,99441,15.00,2025-02-20,,",
        "C1,2,P1,N1,2025-02-03,99442,25.00,2025-03-20,,",
        "C2,1,P1,N1,2025-02-03,99443,35.00,2025-03-20,,",
    ];
    assert_settled(COLUMNS, &rows, "audited=3", &["C1/1 99441 1500", "C1/2 99442 2500", "C2/1 99443 3500"]);
}

#[test]
fn a_later_denial_stands_and_the_payment_before_it_does_not() {
    let paid = "C1,1,P1,N1,2025-02-03,99441,15.00,2025-02-20,,paid";
    let denied = "C1,1,P1,N1,2025-02-03,99441,0.00,2025-03-20,,denied";
    assert_settled(COLUMNS, &[paid, denied], "denied=1 superseded=1", &[]);
}

#[test]
fn a_payment_after_a_denial_stands() {
    let denied = "C1,1,P1,N1,2025-02-03,99441,0.00,2025-02-20,,denied";
    let paid = "C1,1,P1,N1,2025-02-03,99441,15.00,2025-03-20,,paid";
    assert_settled(COLUMNS, &[denied, paid], "audited=1 superseded=1", &["C1/1 99441 1500"]);
}

#[test]
fn a_later_version_may_move_the_line_to_another_date_or_clinician() {
    let rows = ["C1,1,P1,N1,2025-02-03,99441,15.00,2025-02-20,,", "C1,1,P1,N2,2025-02-09,99442,15.00,2025-02-21,,"];
    assert_settled(COLUMNS, &rows, "audited=1 superseded=1", &["C1/1 99442 1500"]);
}

#[test]
fn repeats_of_versions_are_repeats() {
    let old = "C1,1,P1,N1,2025-02-03,99441,15.00,2025-02-20,,";
    let new = "C1,1,P1,N1,2025-02-03,99442,25.00,2025-03-20,,";
    assert_settled(COLUMNS, &[old, new, new, old], "audited=1 repeated_row=2 superseded=1", &["C1/1 99442 2500"]);
}

#[test]
fn a_version_that_comes_back_as_it_was_is_no_repeat_of_the_first() {
    // Equal but for the processed date: content differs, the latest stands.
    let rows = [
        "C1,1,P1,N1,2025-02-03,99441,15.00,2025-02-20,,",
        "C1,1,P1,N1,2025-02-03,99442,25.00,2025-03-20,,",
        "C1,1,P1,N1,2025-02-03,99441,15.00,2025-04-20,,",
    ];
    assert_settled(COLUMNS, &rows, "audited=1 superseded=2", &["C1/1 99441 1500"]);
}

#[test]
fn a_negative_version_of_a_line_takes_its_place_and_finds_no_partner() {
    let rows = ["C1,1,P1,N1,2025-02-03,99441,15.00,2025-02-20,,", "C1,1,P1,N1,2025-02-03,99441,-15.00,2025-03-20,,"];
    assert_settled(COLUMNS, &rows, "superseded=1 unmatched_reversal=1", &[]);
}
