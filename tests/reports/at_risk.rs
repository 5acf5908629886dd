//! Money at risk: what a finding owns less what its line would still be paid, and whether that is an upper bound.

use super::{json, number, sample};
use crate::program::Place;

/// Ten paid established-patient visits of one payer, and a new-patient visit that should have been one of them.
fn claims(n_paid: usize, payer: &str) -> String {
    let header = "claim_id,patient_id,rendering_npi,billing_tin,service_date,procedure_code,payer,paid_amount\n";
    let paid = |n: usize| format!("V{n:02},Q{n},N2,T2,2025-03-03,99213,{payer},{}.00\n", 60 + n);
    header.to_owned()
        + &(0..n_paid).map(paid).collect::<String>()
        + "C1,P1,N1,T1,2024-06-03,99214,commercial,100.00\nC2,P1,N1,T1,2025-03-03,99203,commercial,110.00\n"
}

fn of_new_patient(place: &Place) -> (String, String, String, String) {
    assert_eq!(place.audit("claims.csv", &[]).code, 0, "the claims are audited");
    let rows = place.table("report/findings.parquet").rows();
    let row = rows.iter().find(|row| row["rule"] == "patient_already_established").expect("the finding");
    let of = |name: &str| row[name].clone();
    (of("owned_cents"), of("expected_cents"), of("at_risk_cents"), of("at_risk_is_upper_bound"))
}

fn texts(owned: &str, expected: &str, at_risk: &str, bound: &str) -> (String, String, String, String) {
    (owned.to_owned(), expected.to_owned(), at_risk.to_owned(), bound.to_owned())
}

#[test]
fn the_median_of_ten_amounts_of_the_payer_is_what_the_line_would_still_be_paid() {
    // Of ten amounts the lower of the two in the middle.
    let place = Place::with_claims(claims(10, "commercial"));
    assert_eq!(of_new_patient(&place), texts("11000", "6400", "4600", "false"));
    // The header line of the findings says it.
    let summary = json(&place, "summary.json");
    assert_eq!(summary["at_risk_is_upper_bound"], false);
}

#[test]
fn nine_amounts_or_those_of_another_payer_say_nothing() {
    for claims in [claims(9, "commercial"), claims(10, "medicaid")] {
        let place = Place::with_claims(claims);
        assert_eq!(of_new_patient(&place), texts("11000", "", "11000", "true"));
        assert_eq!(json(&place, "summary.json")["at_risk_is_upper_bound"], true);
        let page = place.run(&["audit", "--claims", "claims.csv", "--out", "report"]);
        assert!(page.stderr.contains("up to $"), "{}", page.stderr);
    }
}

#[test]
fn sums_of_the_summary_are_those_of_the_findings() {
    let place = sample();
    let rows = place.table("report/findings.parquet").rows();
    let sum = |name: &str| -> i64 { rows.iter().map(|row| number(&row[name])).sum() };
    let summary = json(&place, "summary.json");
    assert_eq!(summary["owned_cents"], sum("owned_cents"));
    assert_eq!(summary["at_risk_cents"], sum("at_risk_cents"));
    let money = summary["money"].as_array().cloned().unwrap_or_default();
    let by_rule: i64 = money.iter().filter_map(|line| line["at_risk_cents"].as_i64()).sum();
    assert_eq!(by_rule, sum("at_risk_cents"));
    for row in &rows {
        let (owned, at_risk) = (number(&row["owned_cents"]), number(&row["at_risk_cents"]));
        assert_eq!(at_risk, (owned - number(&row["expected_cents"])).max(0), "{row:?}");
        assert_eq!(row["at_risk_is_upper_bound"] == "true", row["expected_cents"].is_empty(), "{row:?}");
    }
    assert!(rows.iter().any(|row| number(&row["owned_cents"]) > number(&row["at_risk_cents"])));
}
