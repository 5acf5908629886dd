//! Step 4: a negative line and the positive line it takes back are `netted`; without a partner it is kept out and
//! counted.

use super::assert_settled;
use crate::program::{Place, csv_text};

const COLUMNS: &str =
    "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code,units,paid_amount,claim_status";

#[test]
fn a_negative_amount_takes_its_line_back() {
    let rows = ["C1,1,P1,N1,2025-02-03,99441,1,15.00,", "C2,1,P1,N1,2025-02-03,99441,1,-15.00,"];
    assert_settled(COLUMNS, &rows, "netted=2", &[]);
}

#[test]
fn negative_units_take_a_line_back_too() {
    for negative in ["-1,-15.00", "-1,15.00", "-2,-15.00"] {
        let back = format!("C2,1,P1,N1,2025-02-03,99441,{negative},");
        assert_settled(COLUMNS, &["C1,1,P1,N1,2025-02-03,99441,1,15.00,", &back], "netted=2", &[]);
    }
}

#[test]
fn the_corrected_line_that_follows_stands() {
    let rows = [
        "C1,1,P1,N1,2025-02-03,99441,1,15.00,",
        "C2,1,P1,N1,2025-02-03,99441,1,-15.00,",
        "C3,1,P1,N1,2025-02-03,99441,1,12.50,",
    ];
    assert_settled(COLUMNS, &rows, "audited=1 netted=2", &["C3/1 99441 1250"]);
}

#[test]
fn the_same_amount_paid_again_leaves_one_line() {
    let rows = [
        "C1,1,P1,N1,2025-02-03,99441,1,15.00,",
        "C2,1,P1,N1,2025-02-03,99441,1,-15.00,",
        "C3,1,P1,N1,2025-02-03,99441,1,15.00,",
    ];
    // The first positive line by claim id and line number leaves.
    assert_settled(COLUMNS, &rows, "audited=1 netted=2", &["C3/1 99441 1500"]);
}

#[test]
fn the_first_by_claim_id_and_line_number_leaves() {
    let rows = [
        "C2,2,P1,N1,2025-02-03,99441,1,15.00,",
        "C2,10,P1,N1,2025-02-03,99441,1,15.00,",
        "C3,1,P1,N1,2025-02-03,99441,1,15.00,",
        "C9,1,P1,N1,2025-02-03,99441,1,-15.00,",
    ];
    assert_settled(COLUMNS, &rows, "audited=2 netted=2", &["C2/10 99441 1500", "C3/1 99441 1500"]);
}

#[test]
fn a_partner_of_the_same_claim_comes_first() {
    let rows = [
        "C1,1,P1,N1,2025-02-03,99441,1,15.00,",
        "C5,1,P1,N1,2025-02-03,99441,1,15.00,",
        "C5,2,P1,N1,2025-02-03,99441,1,-15.00,",
    ];
    assert_settled(COLUMNS, &rows, "audited=1 netted=2", &["C1/1 99441 1500"]);
}

#[test]
fn nobody_takes_a_partner_from_a_reversal_of_its_own_claim() {
    // A4 comes first by claim id, but C5's own reversal needs C5's line; A4 then finds C1's.
    let rows = [
        "A4,1,P1,N1,2025-02-03,99441,1,-15.00,",
        "C1,1,P1,N1,2025-02-03,99441,1,15.00,",
        "B2,1,P1,N1,2025-02-03,99441,1,15.00,",
        "B2,2,P1,N1,2025-02-03,99441,1,-15.00,",
    ];
    assert_settled(COLUMNS, &rows, "netted=4", &[]);
}

#[test]
fn a_reversal_takes_one_line_and_no_more() {
    let rows = [
        "C1,1,P1,N1,2025-02-03,99441,1,-15.00,",
        "C2,1,P1,N1,2025-02-03,99441,1,-15.00,",
        "C3,1,P1,N1,2025-02-03,99441,1,15.00,",
    ];
    assert_settled(COLUMNS, &rows, "netted=2 unmatched_reversal=1", &[]);
}

#[test]
fn a_partner_must_agree_in_patient_clinician_date_code_and_amount() {
    let positive = "C1,1,P1,N1,2025-02-03,99441,1,15.00,";
    for other in [
        "C2,1,P2,N1,2025-02-03,99441,1,-15.00,",
        "C2,1,P1,N2,2025-02-03,99441,1,-15.00,",
        "C2,1,P1,N1,2025-02-04,99441,1,-15.00,",
        "C2,1,P1,N1,2025-02-03,99442,1,-15.00,",
        "C2,1,P1,N1,2025-02-03,99441,1,-15.01,",
    ] {
        assert_settled(COLUMNS, &[positive, other], "audited=1 unmatched_reversal=1", &["C1/1 99441 1500"]);
    }
}

#[test]
fn a_negative_line_alone_is_kept_out_and_counted() {
    assert_settled(COLUMNS, &["C1,1,P1,N1,2025-02-03,99441,1,-15.00,"], "unmatched_reversal=1", &[]);
    assert_settled(COLUMNS, &["C1,1,P1,N1,2025-02-03,99441,-1,,"], "unmatched_reversal=1", &[]);
    assert_settled(COLUMNS, &["C1,1,P1,N1,2025-02-03,36415,1,-3.00,"], "unmatched_reversal=1", &[]);
}

#[test]
fn nothing_paid_takes_nothing_back() {
    let rows = ["C1,1,P1,N1,2025-02-03,99441,1,0.00,", "C2,1,P1,N1,2025-02-03,99441,1,-0.00,"];
    assert_settled(COLUMNS, &rows, "audited=2", &["C1/1 99441 0", "C2/1 99441 0"]);
}

#[test]
fn what_a_replacement_removed_is_nobody_s_partner() {
    let columns = format!("{COLUMNS},claim_frequency,original_claim_id");
    let rows = [
        "C1,1,P1,N1,2025-02-03,99441,1,15.00,,1,",
        "C2,1,P1,N1,2025-02-03,99441,1,-15.00,,1,",
        "C3,1,P1,N1,2025-02-03,99442,1,25.00,,7,C1",
    ];
    assert_settled(&columns, &rows, "audited=1 superseded=1 unmatched_reversal=1", &["C3/1 99442 2500"]);
}

#[test]
fn amounts_are_compared_where_only_the_allowed_or_billed_one_is_given() {
    for column in ["allowed_amount", "billed_amount"] {
        let columns =
            format!("claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code,units,{column}");
        let rows = ["C1,1,P1,N1,2025-02-03,99441,1,15.00", "C2,1,P1,N1,2025-02-03,99441,-1,-15.00"];
        assert_settled(&columns, &rows, "netted=2", &[]);
        let rows = ["C1,1,P1,N1,2025-02-03,99441,1,15.00", "C2,1,P1,N1,2025-02-03,99441,-1,-14.00"];
        let place = Place::with_claims(csv_text(&columns, &rows));
        assert_eq!(place.audit("claims.csv", &[]).fates(), "audited=1 unmatched_reversal=1", "{column}");
    }
}

#[test]
fn netting_comes_before_duplicates_are_looked_for() {
    let columns = format!("{COLUMNS},modifier_1");
    let rows = [
        "C1,1,P1,N1,2025-02-03,99421,1,15.00,,",
        "C2,1,P1,N1,2025-02-03,99421,1,-15.00,,",
        "C3,1,P1,N1,2025-02-03,99421,1,15.00,,",
    ];
    let place = Place::with_claims(csv_text(&columns, &rows));
    assert_eq!(place.audit("claims.csv", &[]).fates(), "audited=1 netted=2");
    assert!(place.found("duplicate_line", "claim_id").is_empty());
}
