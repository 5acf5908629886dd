//! `check` and the data-quality page of a report, seen through the built program: every figure on small synthetic files.
//! Judges no rule.

mod codes;
mod columns;
mod damage;
mod dates;
mod identifiers;
mod pages;
mod rows;
mod rules;
mod statuses;

use serde_json::Value;

use crate::program::{Place, csv_text};

/// The needed columns and a line number.
const COLUMNS: &str = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code";

/// The page of `claims.csv` with these columns and rows as JSON; rows may be rejected.
fn page(columns: &str, rows: &[&str]) -> Value {
    let run = Place::with_claims(csv_text(columns, rows)).run(&["check", "claims.csv", "--json"]);
    assert!([0, 3].contains(&run.code) && run.stderr.is_empty(), "{}", run.stderr);
    run.json()
}

/// The entry of a list whose `key` is `name`; null when there is none.
fn entry(list: &Value, key: &str, name: &str) -> Value {
    let mut entries = list.as_array().into_iter().flatten().filter(|entry| entry[key] == name);
    let found = entries.next().cloned().unwrap_or_default();
    assert!(entries.next().is_none(), "{name} stands twice in {list}");
    found
}

/// The numbers under these keys.
fn numbers<const N: usize>(value: &Value, keys: [&str; N]) -> [u64; N] {
    keys.map(|key| value[key].as_u64().unwrap_or(u64::MAX))
}
