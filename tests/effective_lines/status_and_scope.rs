//! Steps 5 and 6: what the payer refused or took back, and what no rule needs; and what is only context.

use super::{EYE, assert_settled};
use crate::program::{Place, csv_text};

const COLUMNS: &str =
    "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code,paid_amount,claim_status";

#[test]
fn denied_and_reversed_lines_are_out() {
    for status in ["denied", "reversed", "rejected", "DENIED", " Reversed "] {
        let row = format!("C1,1,P1,N1,2025-02-03,99441,15.00,{status}");
        assert_settled(COLUMNS, &[&row], "denied=1", &[]);
    }
}

#[test]
fn unknown_status_means_paid() {
    for status in ["paid", "PAID", "", "?", "pended", "NULL"] {
        let row = format!("C1,1,P1,N1,2025-02-03,99441,15.00,{status}");
        assert_settled(COLUMNS, &[&row], "audited=1", &["C1/1 99441 1500"]);
    }
}

#[test]
fn a_denied_line_of_a_code_nobody_needs_is_denied() {
    assert_settled(COLUMNS, &["C1,1,P1,N1,2025-02-03,36415,0.00,denied"], "denied=1", &[]);
}

#[test]
fn codes_that_no_rule_needs_are_out_of_scope() {
    assert_eq!(fates_of(&["36415", "NO SHOW", "99206", "00100", "A0428", "OTHER"]), "out_of_scope=6");
}

/// The fates of one line of each code.
fn fates_of(codes: &[&str]) -> String {
    let rows: Vec<String> =
        (1..).zip(codes).map(|(n, code)| format!("C{n},1,P1,N1,2025-02-03,{code},15.00,")).collect();
    let place = Place::with_claims(csv_text(COLUMNS, &rows.iter().map(String::as_str).collect::<Vec<_>>()));
    place.audit("claims.csv", &[]).fates()
}

#[test]
fn visits_and_assessments_are_context_and_families_are_audited() {
    assert_eq!(fates_of(&["99213", "99285", "97161", "90834", "G0402", "99241", "96156"]), "context=7");
    let families = [
        "99421", "98970", "G2061", "98969", "99444", "99441", "98966", "98016", "G2012", "G2252", "G2251", "G2010",
        "G2250", "98000", "98015", "98960", "99417", "G2212", "G0071", "99490", "G0556", "99454", "99446", "99495",
        "G0568",
    ];
    assert_eq!(fates_of(&families), "audited=25");
}

#[test]
fn a_typing_error_of_an_audited_code_is_not_out_of_scope() {
    let place = Place::with_claims(csv_text(COLUMNS, &["C1,1,P1,N1,2025-02-03,97970,15.00,"]));
    let fates = place.audit("claims.csv", &[]).fates();
    assert_eq!(place.found("near_miss_code", "procedure_code"), ["97970"], "{fates}");
    assert!(!fates.contains("out_of_scope"), "{fates}");
}

#[test]
fn audited_lines_outside_the_period_are_context() {
    let rows = [
        "C1,1,P1,N1,2025-01-31,99441,15.00,",
        "C2,1,P1,N1,2025-02-01,99441,15.00,",
        "C3,1,P1,N1,2025-02-28,99441,15.00,",
        "C4,1,P1,N1,2025-03-01,99441,15.00,",
    ];
    let place = Place::with_claims(csv_text(COLUMNS, &rows));
    let cases: [(&[&str], &str, &[&str]); 4] = [
        (&["--from", "2025-02-01", "--to", "2025-02-28"], "audited=2 context=2", &["C2", "C3"]),
        (&["--from", "2025-02-01"], "audited=3 context=1", &["C2", "C3", "C4"]),
        (&["--to", "2025-01-31"], "audited=1 context=3", &["C1"]),
        (&["--from", "2026-01-01"], "context=4", &[]),
    ];
    for (period, fates, claims) in cases {
        assert_eq!(place.audit("claims.csv", period).fates(), fates, "{period:?}");
        assert_eq!(place.found(EYE, "claim_id"), claims, "{period:?}");
    }
}

#[test]
fn a_denied_claim_changes_no_finding() {
    let columns = format!("{COLUMNS},diagnosis_1");
    let standing = ["C1,1,P1,N1,2025-02-03,99213,80.00,paid,I10", "C2,1,P1,N1,2025-02-06,99421,15.00,paid,I10"];
    let refused = ["C3,1,P1,N1,2025-02-05,99421,0.00,denied,I10", "C4,1,P1,N1,2025-02-06,99214,0.00,reversed,I10"];
    let findings = |rows: &[&str]| {
        let place = Place::with_claims(csv_text(&columns, rows));
        assert!(place.audit("claims.csv", &[]).used_every_row());
        place.findings()
    };
    let before = findings(&standing);
    assert!(before.iter().any(|row| row["rule"] == "e_visit_after_related_visit"));
    assert_eq!(before, findings(&[standing, refused].concat()));
}

#[test]
fn a_denied_version_without_dates_does_not_take_the_place_of_a_paid_one() {
    // Frequency and sign make a row an adjustment only when the payer accepted it.
    let columns = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code,paid_amount,claim_status,claim_frequency,original_claim_id";
    let paid = "C1,1,P1,N1,2025-02-03,99441,15.00,paid,1,";
    for (denied, fate) in [
        ("C1,1,P1,N1,2025-02-03,99441,0.00,denied,7,C1", "denied=1"),
        ("C1,1,P1,N1,2025-02-03,99441,0.00,denied,8,C1", "denied=1"),
        ("C1,1,P1,N1,2025-02-03,99441,-15.00,denied,1,", "superseded=1"),
    ] {
        assert_settled(columns, &[paid, denied], &format!("audited=1 {fate}"), &["C1/1 99441 1500"]);
    }
}
