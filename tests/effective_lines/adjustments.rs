//! Step 3: frequency 7 replaces and 8 voids the claim named in `original_claim_id`.

use super::assert_settled;
use crate::program::{Place, csv_text};

const COLUMNS: &str = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code,paid_amount,claim_frequency,original_claim_id,processed_date";

#[test]
fn a_replacement_supersedes_every_line_of_the_claim_it_names() {
    let rows = [
        "C1,1,P1,N1,2025-02-03,99441,15.00,1,,",
        "C1,2,P1,N1,2025-02-03,99443,35.00,1,,",
        "C2,1,P1,N1,2025-02-03,99442,25.00,7,C1,",
    ];
    assert_settled(COLUMNS, &rows, "audited=1 superseded=2", &["C2/1 99442 2500"]);
}

#[test]
fn a_void_takes_the_claim_it_names_and_itself() {
    let rows = [
        "C1,1,P1,N1,2025-02-03,99441,15.00,1,,",
        "C1,2,P1,N1,2025-02-03,99443,35.00,,,",
        "C2,1,P1,N1,2025-02-03,99441,15.00,8,C1,",
        "C3,1,P1,N1,2025-02-03,99442,25.00,1,,",
    ];
    assert_settled(COLUMNS, &rows, "audited=1 voided=3", &["C3/1 99442 2500"]);
}

#[test]
fn frequencies_may_be_written_with_a_zero() {
    let rows: Vec<String> = [("07", "08"), ("7.0", "8.0"), (" 7", "8 ")]
        .into_iter()
        .enumerate()
        .flat_map(|(at, (seven, eight))| {
            [
                format!("A{at},1,P1,N1,2025-02-03,99441,15.00,01,,"),
                format!("B{at},1,P1,N1,2025-02-03,99442,25.00,{seven},A{at},"),
                format!("C{at},1,P1,N1,2025-02-03,99442,25.00,{eight},B{at},"),
            ]
        })
        .collect();
    let place = Place::with_claims(csv_text(COLUMNS, &rows.iter().map(String::as_str).collect::<Vec<_>>()));
    assert_eq!(place.audit("claims.csv", &[]).fates(), "superseded=3 voided=6");
}

#[test]
fn a_void_of_a_replacement_does_not_bring_the_original_back() {
    let rows = [
        "C1,1,P1,N1,2025-02-03,99441,15.00,1,,2025-02-10",
        "C2,1,P1,N1,2025-02-03,99442,25.00,7,C1,2025-03-10",
        "C3,1,P1,N1,2025-02-03,99442,25.00,8,C2,2025-04-10",
    ];
    assert_settled(COLUMNS, &rows, "superseded=1 voided=2", &[]);
}

#[test]
fn a_chain_of_replacements_leaves_the_last() {
    let rows = [
        "C1,1,P1,N1,2025-02-03,99441,15.00,1,,",
        "C2,1,P1,N1,2025-02-03,99442,25.00,7,C1,",
        "C3,1,P1,N1,2025-02-03,99443,35.00,7,C2,",
        "C4,1,P1,N1,2025-02-03,99441,45.00,7,C3,",
    ];
    assert_settled(COLUMNS, &rows, "audited=1 superseded=3", &["C4/1 99441 4500"]);
}

#[test]
fn a_claim_that_is_replaced_and_voided_is_voided() {
    let rows = [
        "C1,1,P1,N1,2025-02-03,99441,15.00,1,,",
        "C2,1,P1,N1,2025-02-03,99442,25.00,7,C1,",
        "C3,1,P1,N1,2025-02-03,99441,15.00,8,C1,",
    ];
    assert_settled(COLUMNS, &rows, "audited=1 voided=2", &["C2/1 99442 2500"]);
}

#[test]
fn two_replacements_of_one_claim_both_stand() {
    let rows = [
        "C1,1,P1,N1,2025-02-03,99441,15.00,1,,",
        "C2,1,P1,N1,2025-02-03,99442,25.00,7,C1,",
        "C3,1,P1,N1,2025-02-03,99443,35.00,7,C1,",
    ];
    assert_settled(COLUMNS, &rows, "audited=2 superseded=1", &["C2/1 99442 2500", "C3/1 99443 3500"]);
}

#[test]
fn an_adjustment_whose_original_is_not_in_the_data() {
    assert_settled(COLUMNS, &["C2,1,P1,N1,2025-02-03,99442,25.00,7,C1,"], "audited=1", &["C2/1 99442 2500"]);
    assert_settled(COLUMNS, &["C2,1,P1,N1,2025-02-03,99442,25.00,7,,"], "audited=1", &["C2/1 99442 2500"]);
    assert_settled(COLUMNS, &["C2,1,P1,N1,2025-02-03,99442,25.00,8,C1,"], "voided=1", &[]);
    assert_settled(COLUMNS, &["C2,1,P1,N1,2025-02-03,99442,25.00,8,,"], "voided=1", &[]);
}

#[test]
fn an_original_claim_id_means_nothing_without_a_frequency() {
    let rows = ["C1,1,P1,N1,2025-02-03,99441,15.00,1,,", "C2,1,P1,N1,2025-02-03,99442,25.00,1,C1,"];
    assert_settled(COLUMNS, &rows, "audited=2", &["C1/1 99441 1500", "C2/1 99442 2500"]);
}

#[test]
fn a_replacement_that_names_its_own_claim_stands_and_its_first_version_leaves() {
    let rows = [
        "C1,1,P1,N1,2025-02-03,99441,15.00,1,,2025-02-10",
        "C1,2,P1,N1,2025-02-03,99443,35.00,1,,2025-02-10",
        "C1,1,P1,N1,2025-02-03,99442,25.00,7,C1,2025-03-10",
    ];
    assert_settled(COLUMNS, &rows, "audited=1 superseded=2", &["C1/1 99442 2500"]);
    // Also without dates: an adjustment is later than what it adjusts.
    let undated = rows.map(|row| row.rsplit_once(',').map_or(String::new(), |(rest, _)| format!("{rest},")));
    assert_settled(COLUMNS, &undated.each_ref().map(String::as_str), "audited=1 superseded=2", &["C1/1 99442 2500"]);
}

#[test]
fn a_void_that_names_its_own_claim_leaves_nothing_of_it() {
    let rows = [
        "C1,1,P1,N1,2025-02-03,99441,15.00,1,,2025-02-10",
        "C1,2,P1,N1,2025-02-03,99443,35.00,1,,2025-02-10",
        "C1,1,P1,N1,2025-02-03,99441,15.00,8,C1,2025-03-10",
    ];
    assert_settled(COLUMNS, &rows, "superseded=1 voided=2", &[]);
}

#[test]
fn a_void_of_a_claim_that_replaced_itself_leaves_nothing_of_it() {
    let rows = [
        "C1,1,P1,N1,2025-02-03,99441,15.00,1,,2025-02-10",
        "C1,1,P1,N1,2025-02-03,99442,25.00,7,C1,2025-03-10",
        "C1,2,P1,N1,2025-02-03,99443,35.00,7,C1,2025-03-10",
        "C1,1,P1,N1,2025-02-03,99442,25.00,8,C1,2025-04-10",
    ];
    // Line 1: two superseded versions and the void; line 2 of the replacement goes with the claim that is voided.
    assert_settled(COLUMNS, &rows, "superseded=2 voided=2", &[]);
}

#[test]
fn claims_that_name_each_other_leave_together_whatever_the_order() {
    let rows = ["C1,1,P1,N1,2025-02-03,99441,15.00,7,C2,", "C2,1,P1,N1,2025-02-03,99442,25.00,7,C1,"];
    assert_settled(COLUMNS, &rows, "superseded=2", &[]);
}

#[test]
fn a_replacement_that_comes_in_two_versions_replaces_once() {
    let rows = [
        "C1,1,P1,N1,2025-02-03,99441,15.00,1,,",
        "C2,1,P1,N1,2025-02-03,99442,25.00,7,C1,2025-03-10",
        "C2,1,P1,N1,2025-02-03,99443,35.00,7,C1,2025-04-10",
    ];
    assert_settled(COLUMNS, &rows, "audited=1 superseded=2", &["C2/1 99443 3500"]);
}
