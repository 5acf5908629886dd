//! What a run writes: the tables of the contract, equal in every format, with each line's money counted once. Judges no
//! rule.

mod at_risk;
mod evidence;
mod example;
mod findings_table;
mod formats;
mod judged;
mod manifests;
mod missed;
mod money;
mod order;
mod rule_runs;
mod sentences;
mod shared;
mod shared_counts;
mod shared_dates;
mod shared_texts;
mod spreadsheet_safety;
mod totals;
mod unjudged;
mod verified;
mod workbook;
mod written_again;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::program::Place;

/// Synthetic claims in which every rule fires, audited into `report`; one more file holds two rows that are rejected.
fn sample() -> Place {
    let place = Place::new();
    let synth = place.run(&["synth", "claims.csv", "--lines", "4000", "--seed", "11"]);
    assert_eq!(synth.code, 0, "{}", synth.stderr);
    let header = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code";
    place.write("more.csv", format!("{header}\nC1,1,P1,N1,never,99421\nC1,2,P1,N1\n"));
    let run = place.audit("*.csv", &[]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    place
}

/// A JSON file of the report.
fn json(place: &Place, name: &str) -> Value {
    place.files("report").get(name).and_then(|bytes| serde_json::from_slice(bytes).ok()).unwrap_or_default()
}

/// The rules in the order of the rulebook, each with its direction.
fn rules(place: &Place) -> Vec<(String, String)> {
    let listed = place.run(&["rules", "--json"]).json();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    listed.as_array().into_iter().flatten().map(|rule| (text(&rule["rule"]), text(&rule["direction"]))).collect()
}

/// Adds up numbers by key.
fn summed<K: Ord>(pairs: impl Iterator<Item = (K, i64)>) -> BTreeMap<K, i64> {
    let mut sums = BTreeMap::new();
    for (key, n) in pairs {
        *sums.entry(key).or_default() += n;
    }
    sums
}

/// A number of a report; a blank counts as nothing.
fn number(text: &str) -> i64 {
    if text.is_empty() { 0 } else { text.parse().unwrap_or(i64::MIN) }
}
