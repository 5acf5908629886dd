//! `unjudged.parquet`, written when asked: one row per rule and line that was cleared, provisional or not evaluable.

use std::collections::BTreeMap;

use arrow::datatypes::DataType;

use super::{number, sample};
use crate::program::{Place, Row};

const UNJUDGED: &str = "report/unjudged.parquet";
const COLUMNS: [&str; 7] = ["rule", "claim_id", "line_number", "patient_id", "outcome", "reason", "until"];

/// The sample of this folder's tests, audited once more with the table.
fn with_unjudged() -> Place {
    let place = sample();
    assert_eq!(place.audit("*.csv", &["--unjudged"]).code, 3);
    place
}

#[test]
fn it_is_written_when_asked_and_sorted() {
    let place = sample();
    assert!(!place.path(UNJUDGED).exists());
    assert_eq!(place.audit("*.csv", &["--unjudged"]).code, 3);
    let table = place.table(UNJUDGED);
    let schema = table.batch.schema();
    let types: Vec<(&str, &DataType)> =
        schema.fields().iter().map(|field| (field.name().as_str(), field.data_type())).collect();
    let texts = [DataType::Utf8, DataType::Utf8, DataType::Int32, DataType::Utf8, DataType::Utf8, DataType::Utf8];
    let expected: Vec<(&str, &DataType)> = COLUMNS.into_iter().zip(texts.iter().chain([&DataType::Date32])).collect();
    assert_eq!(types, expected);
    let rules: Vec<String> = super::rules(&place).into_iter().map(|(rule, _)| rule).collect();
    let key = |row: &Row| {
        let order = rules.iter().position(|rule| *rule == row["rule"]);
        (order, row["claim_id"].clone(), number(&row["line_number"]), row["patient_id"].clone())
    };
    let rows = table.rows();
    assert!(rows.is_sorted_by_key(key));
    assert!(rows.iter().any(|row| row["outcome"] == "cleared"));
}

#[test]
fn its_counts_are_those_of_the_rules() {
    let place = with_unjudged();
    let mut listed: BTreeMap<(String, String), i64> = BTreeMap::new();
    for row in place.table(UNJUDGED).rows() {
        assert!(!row["reason"].is_empty());
        assert_eq!(row["until"].is_empty(), row["outcome"] != "provisional", "{row:?}");
        *listed.entry((row["rule"].clone(), row["outcome"].clone())).or_default() += 1;
    }
    for run in place.table("report/rule_runs.parquet").rows() {
        // The rules on missed revenue judge stretches of time, which are no lines.
        for outcome in ["cleared", "provisional", "not_evaluable"] {
            let n = listed.get(&(run["rule"].clone(), outcome.to_owned())).copied().unwrap_or(0);
            assert_eq!(n, number(&run[outcome]), "{} {outcome}", run["rule"]);
        }
    }
}

#[test]
fn memory_changes_no_row_of_it() {
    let place = with_unjudged();
    let whole = std::fs::read(place.path(UNJUDGED)).expect("the table");
    assert_eq!(place.audit("*.csv", &["--unjudged", "--memory-limit", "1MiB", "--threads", "1"]).code, 3);
    assert_eq!(std::fs::read(place.path(UNJUDGED)).expect("the table"), whole);
}

#[test]
fn explain_lists_them_by_rule() {
    let place = with_unjudged();
    let rule = "e_visit_before_visit";
    let rows: Vec<Row> = place.table(UNJUDGED).rows().into_iter().filter(|row| row["rule"] == rule).collect();
    let told = place.run(&["explain", rule, "--report", "report", "--json"]).json();
    let lines = told["lines"].as_array().cloned().unwrap_or_default();
    assert_eq!(lines.len(), rows.len());
    for (line, row) in lines.iter().zip(&rows) {
        assert_eq!(
            (line["claim_id"].as_str(), line["reason"].as_str()),
            (Some(&*row["claim_id"]), Some(&*row["reason"]))
        );
    }
    let page = place.run(&["explain", rule, "--report", "report"]);
    assert!(page.stdout.starts_with(&format!("{rule}: {} lines of report", rows.len())), "{}", page.stdout);
    // A report without the table says how to get it.
    assert_eq!(place.audit("*.csv", &[]).code, 3);
    let absent = place.run(&["explain", rule, "--report", "report"]);
    assert_eq!(absent.code, 2);
    assert!(absent.stderr.contains("--unjudged"), "{}", absent.stderr);
}

#[test]
fn a_pipeline_asks_for_it_and_for_the_horizon() {
    let place = Place::with_claims(
        "claim_id,patient_id,rendering_npi,billing_tin,service_date,procedure_code\nC1,P1,N1,T1,2027-02-01,99421\n",
    );
    let pipeline = |rules: &str| {
        format!(
            "name = \"n\"\n[period]\nall = true\n[claims]\npaths = [\"claims.csv\"]\n[rules]\nonly = [\"code_not_in_effect\"]\n{rules}[report]\ndir = \"report\"\nunjudged = true\n"
        )
    };
    place.write("p.toml", pipeline(""));
    assert_eq!(place.run(&["run", "p.toml"]).code, 0);
    let rows = place.table(UNJUDGED).rows();
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (rows[0]["outcome"].as_str(), rows[0]["reason"].as_str()),
        ("not_evaluable", "tables not read for this year")
    );
    place.write("p.toml", pipeline("reference_through = \"2027-12-31\"\n"));
    assert_eq!(place.run(&["run", "p.toml"]).code, 0);
    assert!(place.table(UNJUDGED).rows().is_empty());
    place.write("p.toml", pipeline("reference_through = \"soon\"\n"));
    let refused = place.run(&["run", "p.toml"]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("reference_through"), "{}", refused.stderr);
}
