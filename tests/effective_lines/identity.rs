//! Step 0: a claim number belongs to a patient, and to a source and a payer where the file names them. Versions,
//! replacements, voids and reversals never cross them.

use super::{EYE, assert_settled};
use crate::program::csv_text;
use crate::support::{audit_of, findings_of};

const COLUMNS: &str = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code,paid_amount,processed_date,claim_frequency,original_claim_id,payer,source_name,claim_status";

#[test]
fn a_number_of_two_patients_is_two_claims() {
    let rows = [
        "1,1,P1,N1,2025-02-03,99441,15.00,2025-02-20,,,,,",
        "1,1,P2,N1,2025-02-03,99442,25.00,2025-03-20,,,,,",
        "1,1,P2,N1,2025-02-03,99443,35.00,2025-04-20,,,,,",
    ];
    assert_settled(COLUMNS, &rows, "audited=2 superseded=1", &["1/1 99441 1500", "1/1 99443 3500"]);
}

#[test]
fn lines_without_a_number_are_numbered_patient_by_patient() {
    let rows = [
        "1,,P1,N1,2025-02-03,99441,15.00,,,,,,",
        "1,,P2,N1,2025-02-03,99442,25.00,,,,,,",
        "1,,P2,N1,2025-02-04,99443,35.00,,,,,,",
    ];
    assert_settled(COLUMNS, &rows, "audited=3", &["1/1 99441 1500", "1/1 99442 2500", "1/2 99443 3500"]);
}

#[test]
fn a_replacement_or_void_of_another_patients_number_leaves_the_claim_alone() {
    for (frequency, fates) in [("7", "audited=2"), ("8", "audited=1 voided=1")] {
        let other = format!("2,1,P2,N1,2025-02-03,99442,25.00,,{frequency},1,,,");
        let rows = ["1,1,P1,N1,2025-02-03,99441,15.00,,,,,,", other.as_str()];
        let standing = ["1/1 99441 1500", "2/1 99442 2500"];
        assert_settled(COLUMNS, &rows, fates, &standing[..if frequency == "7" { 2 } else { 1 }]);
    }
}

#[test]
fn a_replacement_takes_the_claim_of_its_own_patient_where_a_number_is_shared() {
    let rows = [
        "1,1,P1,N1,2025-02-03,99441,15.00,,,,,,",
        "1,1,P2,N1,2025-02-03,99442,25.00,,,,,,",
        "2,1,P2,N1,2025-02-03,99443,35.00,,7,1,,,",
    ];
    assert_settled(COLUMNS, &rows, "audited=2 superseded=1", &["1/1 99441 1500", "2/1 99443 3500"]);
}

#[test]
fn sources_number_their_claims_apart() {
    let rows = [
        "1,1,P1,N1,2025-02-03,99441,15.00,2025-02-20,,,,east,",
        "1,1,P1,N1,2025-02-09,99442,25.00,2025-03-20,,,,west,",
        "2,1,P1,N1,2025-02-09,99443,35.00,2025-04-20,7,1,,west,",
    ];
    assert_settled(COLUMNS, &rows, "audited=2 superseded=1", &["1/1 99441 1500", "2/1 99443 3500"]);
}

#[test]
fn a_row_without_a_source_belongs_to_the_only_one_there_is() {
    let rows =
        ["1,1,P1,N1,2025-02-03,99441,15.00,2025-02-20,,,,east,", "1,1,P1,N1,2025-02-03,99442,25.00,2025-03-20,,,,,"];
    assert_settled(COLUMNS, &rows, "audited=1 superseded=1", &["1/1 99442 2500"]);
}

#[test]
fn what_two_payers_paid_for_one_claim_are_two_lines() {
    let rows = [
        "1,1,P1,N1,2025-02-03,99441,15.00,2025-02-20,,,medicare,,",
        "1,1,P1,N1,2025-02-03,99441,4.00,2025-03-20,,,commercial,,",
        "1,1,P1,N1,2025-02-03,99441,3.00,2025-03-25,,,commercial,,",
    ];
    assert_settled(COLUMNS, &rows, "audited=2 superseded=1", &["1/1 99441 300", "1/1 99441 1500"]);
}

#[test]
fn an_unsaid_payer_is_no_other_payer() {
    let rows = [
        "1,1,P1,N1,2025-02-03,99441,15.00,2025-02-20,,,medicare,,",
        "1,1,P1,N1,2025-02-03,99442,25.00,2025-03-20,,,,,",
        // Another line of the claim says nothing of this one.
        "1,2,P1,N1,2025-02-03,99443,35.00,2025-03-20,,,commercial,,",
    ];
    assert_settled(COLUMNS, &rows, "audited=2 superseded=1", &["1/1 99442 2500", "1/2 99443 3500"]);
}

#[test]
fn a_reversal_of_one_payer_takes_nothing_from_another() {
    let rows = ["1,1,P1,N1,2025-02-03,99441,15.00,,,,medicare,,", "2,1,P1,N1,2025-02-03,99441,-15.00,,,,commercial,,"];
    assert_settled(COLUMNS, &rows, "audited=1 unmatched_reversal=1", &["1/1 99441 1500"]);
    let rows = ["1,1,P1,N1,2025-02-03,99441,15.00,,,,medicare,a,", "2,1,P1,N1,2025-02-03,99441,-15.00,,,,medicare,b,"];
    assert_settled(COLUMNS, &rows, "audited=1 unmatched_reversal=1", &["1/1 99441 1500"]);
    let rows = ["1,1,P1,N1,2025-02-03,99441,15.00,,,,medicare,,", "2,1,P1,N1,2025-02-03,99441,-15.00,,,,,,"];
    assert_settled(COLUMNS, &rows, "netted=2", &[]);
}

#[test]
fn a_denied_replacement_or_void_takes_nothing_away() {
    for frequency in ["7", "8"] {
        // Under a number of its own, and under that of the claim it failed to change.
        for number in ["2", "1"] {
            let denied = format!("{number},1,P1,N1,2025-02-03,99442,0.00,2025-03-20,{frequency},1,,,denied");
            let rows = ["1,1,P1,N1,2025-02-03,99441,15.00,2025-02-20,1,,,,paid", denied.as_str()];
            assert_settled(COLUMNS, &rows, "audited=1 denied=1", &["1/1 99441 1500"]);
        }
    }
    // A replacement that the payer took leaves with the claim it replaces when a later one of them is denied.
    let rows = [
        "1,1,P1,N1,2025-02-03,99441,15.00,2025-02-20,1,,,,paid",
        "2,1,P1,N1,2025-02-03,99442,25.00,2025-03-20,7,1,,,paid",
        "3,1,P1,N1,2025-02-03,99443,0.00,2025-04-20,7,2,,,denied",
    ];
    assert_settled(COLUMNS, &rows, "audited=1 denied=1 superseded=1", &["2/1 99442 2500"]);
}

#[test]
fn words_for_nothing_are_no_source_and_name_no_claim() {
    let rows = [
        "1,1,P1,N1,2025-02-03,99441,15.00,2025-02-20,,,,NA,",
        "1,1,P1,N1,2025-02-03,99442,25.00,2025-03-20,,,,east,",
        "2,1,P1,N1,2025-02-09,99443,35.00,2025-03-20,7,#N/A,,,",
    ];
    assert_settled(COLUMNS, &rows, "audited=2 superseded=1", &["1/1 99442 2500", "2/1 99443 3500"]);
}

#[test]
fn lines_know_that_a_denied_replacement_names_their_claim() {
    let claims = |rows: &[&str]| csv_text(COLUMNS, rows);
    let original = "1,1,P1,N1,2025-02-03,99441,15.00,2025-02-20,1,,,,paid";
    let marked = |rows: &[&str]| -> Vec<bool> {
        let audit = audit_of(&claims(rows), "");
        findings_of(&audit, EYE).map(|finding| finding.line.denied_replacement).collect()
    };
    assert_eq!(marked(&[original]), [false]);
    for denied in [
        "2,1,P1,N1,2025-02-03,99442,0.00,2025-03-20,7,1,,,denied",
        "2,1,P1,N1,2025-02-03,99442,0.00,2025-03-20,8,1,,,denied",
        "1,1,P1,N1,2025-02-03,99442,0.00,2025-03-20,7,1,,,denied",
    ] {
        assert_eq!(marked(&[original, denied]), [true], "{denied}");
    }
    for other in [
        "2,1,P2,N1,2025-02-03,99442,0.00,2025-03-20,7,1,,,denied",
        "2,1,P1,N1,2025-02-03,99442,0.00,2025-03-20,7,3,,,denied",
        "2,1,P1,N1,2025-02-03,99442,0.00,2025-03-20,1,1,,,denied",
    ] {
        assert_eq!(marked(&[original, other]), [false], "{other}");
    }
    // A replacement that was taken, and then a denied one of it.
    let chain = [
        "2,1,P1,N1,2025-02-03,99442,9.00,2025-03-20,7,1,,,paid",
        "3,1,P1,N1,2025-02-03,99443,0.00,2025-04-20,7,2,,,denied",
    ];
    assert_eq!(marked(&[original, chain[0], chain[1]]), [true]);
}
