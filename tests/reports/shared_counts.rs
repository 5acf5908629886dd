//! Counts of a shared copy: what is withheld cannot be worked out from what is shown.

use serde_json::Value;

use super::json;
use super::shared::{KEY, key, share, shared, texts};
use crate::program::{Place, csv_text};

const OUTCOMES: [&str; 5] = ["flagged", "clean", "cleared", "provisional", "not_evaluable"];

fn copy(place: &Place) -> Value {
    serde_json::from_slice(&place.files("shared")["summary.json"]).expect("JSON")
}

/// A sum: what it is of, the true total and parts, and which of them are shown.
struct Sum {
    of: String,
    total: (u64, bool),
    parts: Vec<(u64, bool)>,
}

/// The sums of a summary, with what its copy shows of them.
fn sums(whole: &Value, copy: &Value) -> Vec<Sum> {
    let n = |value: &Value| value.as_u64().expect("a count");
    let one = |whole: &Value, copy: &Value| (n(whole), !copy.is_null());
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let money: Vec<(Value, (u64, bool))> = list(&whole["money"])
        .iter()
        .zip(&list(&copy["money"]))
        .map(|(whole, copy)| (whole.clone(), one(&whole["findings"], &copy["findings"])))
        .collect();
    let of_money = |name: &str, value: &Value| {
        money.iter().filter(|(line, _)| line[name] == *value).map(|(_, n)| *n).collect::<Vec<_>>()
    };
    let mut sums = Vec::new();
    for (whole, copy) in list(&whole["rules"]).iter().zip(&list(&copy["rules"])) {
        let of = whole["rule"].as_str().unwrap_or_default().to_owned();
        let flagged = one(&whole["flagged"], &copy["flagged"]);
        let parts = OUTCOMES.iter().map(|name| one(&whole[*name], &copy[*name])).collect();
        sums.push(Sum { of: format!("{of} by outcome"), total: one(&whole["subjects"], &copy["subjects"]), parts });
        sums.push(Sum { of: format!("{of} by tier"), total: flagged, parts: of_money("rule", &whole["rule"]) });
    }
    let all = one(&whole["findings"], &copy["findings"]);
    sums.push(Sum {
        of: "findings by rule and tier".to_owned(),
        total: all,
        parts: money.iter().map(|(_, n)| *n).collect(),
    });
    let mut tiers = Vec::new();
    for (tier, n) in whole["findings_by_tier"].as_object().into_iter().flatten() {
        let total = one(n, &copy["findings_by_tier"][tier]);
        tiers.push(total);
        sums.push(Sum { of: format!("{tier} by rule"), total, parts: of_money("tier", &tier.as_str().into()) });
    }
    sums.push(Sum { of: "findings by tier".to_owned(), total: all, parts: tiers });
    let (terms, shown) = (&whole["accounting"], &copy["accounting"]);
    let names = terms.as_object().into_iter().flatten().map(|(name, _)| name);
    let names = names.filter(|name| !["rows_read", "balances"].contains(&name.as_str()));
    let parts = names.map(|name| one(&terms[name], &shown[name])).collect();
    sums.push(Sum { of: "rows".to_owned(), total: one(&terms["rows_read"], &shown["rows_read"]), parts });
    sums
}

/// Nothing small is shown, and no sum has one solution for what is not.
fn check(sums: &[Sum]) {
    for Sum { of, total, parts } in sums {
        let small = parts.iter().chain([total]).filter(|(n, is_shown)| *is_shown && (1..=10).contains(n)).count();
        assert_eq!(small, 0, "{of} shows a small count");
        if parts.iter().map(|(n, _)| n).sum::<u64>() != total.0 {
            continue;
        }
        let withheld: Vec<u64> = parts.iter().filter(|(_, is_shown)| !is_shown).map(|(n, _)| *n).collect();
        if total.1 {
            let told = withheld.len() == 1 || (!withheld.is_empty() && withheld.iter().sum::<u64>() <= 10);
            assert!(!told, "{of}: {withheld:?} can be told from the total");
        } else {
            assert!(!withheld.is_empty(), "{of}: the total can be added up");
        }
    }
}

#[test]
fn what_is_withheld_cannot_be_worked_out() {
    let place = shared();
    check(&sums(&json(&place, "summary.json"), &copy(&place)));
    let month = ["--from", "2025-03-01", "--to", "2025-03-31", "--format", "parquet"];
    assert_eq!(place.audit("*.csv", &month).code, 3);
    assert_eq!(share(&place, "key", "shared").code, 0);
    check(&sums(&json(&place, "summary.json"), &copy(&place)));
}

#[test]
fn one_and_one_of_many_take_a_third_with_them() {
    // Floors of minutes: one line is flagged, one has no minutes, thirty are in order.
    let columns = "claim_id,patient_id,rendering_npi,service_date,procedure_code,minutes";
    let minutes = |n: usize| ["2", ""].get(n).map_or("12", |text| text);
    let rows: Vec<String> =
        (0..32).map(|n| format!("C{n},P{n},1999999992,2025-10-{:02},98016,{}", 1 + n % 28, minutes(n))).collect();
    let place = Place::with_claims(csv_text(columns, &rows.iter().map(String::as_str).collect::<Vec<_>>()));
    assert_eq!(place.audit("claims.csv", &[]).code, 0);
    key(&place, "key", KEY, 0o600);
    assert_eq!(share(&place, "key", "shared").code, 0);
    let (whole, copy) = (json(&place, "summary.json"), copy(&place));
    let rule = |summary: &Value| {
        let rules = summary["rules"].as_array().cloned().unwrap_or_default();
        rules.into_iter().find(|rule| rule["rule"] == "minutes_below_floor").expect("the rule")
    };
    let (before, after) = (rule(&whole), rule(&copy));
    assert_eq!(OUTCOMES.map(|name| before[name].as_u64()), [1, 30, 0, 0, 1].map(Some));
    assert_eq!(OUTCOMES.map(|name| after[name].as_u64()), [None, None, Some(0), Some(0), None]);
    assert_eq!(after["subjects"], 32);
    check(&sums(&whole, &copy));
}

#[test]
fn few_rows_are_no_figure() {
    let columns = "claim_id,patient_id,rendering_npi,service_date,procedure_code";
    let place = Place::with_claims(csv_text(columns, &["C1,P1,N1,2025-02-03,99441", "C2,P2,N1,never,99441"]));
    assert_eq!(place.audit("claims.csv", &[]).code, 3);
    key(&place, "key", KEY, 0o600);
    assert_eq!(share(&place, "key", "shared").code, 0);
    let copy = copy(&place);
    assert_eq!((&copy["accounting"]["rows_read"], &copy["findings"]), (&Value::Null, &Value::Null), "{copy}");
    check(&sums(&json(&place, "summary.json"), &copy));
    let texts = texts(&place, "shared");
    assert_eq!(place.table("shared/rejects.parquet").batch.num_rows(), 0);
    for name in ["report.html", "report.xlsx"] {
        assert!(texts[name].contains("Not shared: which rows could not be used, and why."), "{name}");
    }
}
