//! Each line's money has one owner among its overpayment findings: strongest tier, then the order of the rulebook.

use std::collections::BTreeMap;

use claimsweep::claim::Cents;

use super::{number, rules, sample};
use crate::program::{Place, Row, csv_text};
use crate::support::{audit_of_files, findings_of};

/// The findings of every line: claim id and line number.
fn by_line(rows: &[Row]) -> BTreeMap<(String, String), Vec<&Row>> {
    let mut lines: BTreeMap<_, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        lines.entry((row["claim_id"].clone(), row["line_number"].clone())).or_default().push(row);
    }
    lines
}

fn strength(tier: &str) -> usize {
    ["advisory", "presumptive", "hard"].iter().position(|known| *known == tier).unwrap_or_default()
}

#[test]
fn the_sum_of_owned_money_is_the_money_of_distinct_lines() {
    let rows = sample().findings();
    let owned: i64 = rows.iter().map(|row| number(&row["owned_cents"])).sum();
    let lines = by_line(&rows);
    let overpaid = lines.values().filter(|findings| findings.iter().any(|row| row["direction"] == "overpayment"));
    let paid: i64 = overpaid.map(|findings| number(&findings[0]["paid_cents"])).sum();
    assert!(owned > 0);
    assert_eq!(owned, paid);
}

#[test]
fn every_line_has_the_owner_the_rulebook_names() {
    let place = sample();
    let order: Vec<String> = rules(&place).into_iter().map(|(rule, _)| rule).collect();
    let place_of = |rule: &str| order.iter().position(|known| known == rule);
    let rows = place.findings();
    let mut n_contested = 0;
    for (line, findings) in by_line(&rows) {
        let mut claimants: Vec<&&Row> = findings.iter().filter(|row| row["direction"] == "overpayment").collect();
        claimants.sort_by_key(|row| (std::cmp::Reverse(strength(&row["tier"])), place_of(&row["rule"])));
        n_contested += usize::from(claimants.len() > 1);
        for row in &findings {
            let is_owner = claimants.first().is_some_and(|owner| owner["rule"] == row["rule"]);
            let expected = if is_owner { number(&row["paid_cents"]) } else { 0 };
            assert_eq!(number(&row["owned_cents"]), expected, "{line:?}, {}", row["rule"]);
        }
    }
    assert!(n_contested > 0, "some line has several overpayment findings");
}

const COLUMNS: &str = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code,units,paid_amount,allowed_amount,modifier_1,place_of_service";

/// Rule, tier and owned cents of every finding of a claim.
fn owners(place: &Place, claim: &str) -> Vec<String> {
    let rows = place.findings().into_iter().filter(|row| row["claim_id"] == claim);
    rows.map(|row| format!("{} {} {}", row["rule"], row["tier"], row["owned_cents"])).collect()
}

#[test]
fn between_equal_tiers_the_rule_that_stands_first_in_the_rulebook_owns() {
    let rows =
        ["C1,1,P1,N1,2025-02-03,99421,2,15.00,,,02,medicare", "C2,1,P1,N1,2025-02-03,99421,2,16.00,,,02,medicare"];
    let place = Place::with_claims(csv_text(&format!("{COLUMNS},payer"), &rows));
    assert_eq!(place.audit("claims.csv", &[]).code, 0);
    assert_eq!(owners(&place, "C1"), ["telehealth_marker hard 0", "units_over_limit hard 1500"]);
    let second =
        ["duplicate_line hard 0", "repeat_e_visit hard 1600", "telehealth_marker hard 0", "units_over_limit hard 0"];
    assert_eq!(owners(&place, "C2"), second);
    assert_eq!(super::json(&place, "summary.json")["owned_cents"], 3_100);
}

#[test]
fn a_stronger_tier_owns_whatever_the_order() {
    // Two telephone services three days apart: presumptive; the code ended in 2024: hard, and later in the rulebook.
    let rows = ["C1,1,P1,N1,2025-02-03,99441,1,15.00,,,", "C2,1,P1,N1,2025-02-06,99441,1,16.00,,,"];
    let place = Place::with_claims(csv_text(COLUMNS, &rows));
    assert_eq!(place.audit("claims.csv", &[]).code, 0);
    assert_eq!(owners(&place, "C2"), ["code_not_in_effect hard 1600", "repeat_phone_contact presumptive 0"]);
}

#[test]
fn the_allowed_amount_is_owned_where_the_paid_one_is_absent() {
    let rows = [
        "C1,1,P1,N1,2025-02-03,99441,1,,20.25,,",
        "C2,1,P2,N1,2025-02-03,99441,1,0,20.25,,",
        "C3,1,P3,N1,2025-02-03,99441,1,,,,",
    ];
    let place = Place::with_claims(csv_text(COLUMNS, &rows));
    assert_eq!(place.audit("claims.csv", &[]).code, 0);
    assert_eq!(place.found("code_not_in_effect", "paid_cents"), ["2025", "0", ""]);
    assert_eq!(place.found("code_not_in_effect", "owned_cents"), ["2025", "0", "0"]);
}

#[test]
fn expected_money_is_the_lower_code_s_amount_or_the_missed_difference() {
    let claims = "claim_id,patient_id,rendering_npi,service_date,procedure_code,minutes,paid_amount\n\
        C1,P1,ANN,2026-02-02,99422,9,30.73\nC2,P2,ANN,2026-02-02,99421,14,15.70\n";
    let fees = "HCPCS,MOD,STATUS CODE,NON-FACILITY TOTAL,FACILITY TOTAL,GLOB DAYS,CONV FACTOR\n\
        99421,,A,0.47,0.33,XXX,33.4009\n99422,,A,0.92,0.67,XXX,33.4009\n";
    let expected = |files: &[(&str, &str)], rule: &str| {
        let audit = audit_of_files(files, "");
        let found: Vec<_> = findings_of(&audit, rule).map(|finding| (finding.expected, finding.owned)).collect();
        found
    };
    let with = [("claims.csv", claims), ("fee_schedule.csv", fees)];
    // An overpayment owns what was paid, and says what the lower code would have been paid; missed money owns nothing.
    assert_eq!(expected(&with, "minutes_below_band"), [(Some(Cents(1_570)), Cents(3_073))]);
    assert_eq!(expected(&with, "minutes_above_band"), [(Some(Cents(1_503)), Cents(0))]);
    assert_eq!(expected(&with[..1], "minutes_above_band"), [(None, Cents(0))]);
}
