//! `rule_runs.parquet`: one row per rule, and never a subject without an outcome.

use std::collections::BTreeMap;

use arrow::datatypes::DataType;

use super::{json, number, rules, sample, summed};
use crate::program::{Place, Row};

const RUNS: &str = "report/rule_runs.parquet";
const OUTCOMES: [&str; 5] = ["flagged", "clean", "cleared", "provisional", "not_evaluable"];

fn run_of(rows: &[Row], rule: &str) -> Row {
    rows.iter().find(|row| row["rule"] == rule).cloned().unwrap_or_default()
}

#[test]
fn columns_are_those_of_the_contract() {
    let schema = sample().table(RUNS).batch.schema();
    let found: Vec<(String, DataType)> =
        schema.fields().iter().map(|f| (f.name().clone(), f.data_type().clone())).collect();
    let texts = ["rule", "status", "reason"].map(|name| (name.to_owned(), DataType::Utf8));
    let counts = [&["subjects"][..], &OUTCOMES].concat().into_iter().map(|name| (name.to_owned(), DataType::Int64));
    assert_eq!(found, texts.into_iter().chain(counts).collect::<Vec<_>>());
}

#[test]
fn every_rule_has_one_row_in_the_order_of_the_rulebook() {
    let place = sample();
    let expected: Vec<String> = rules(&place).into_iter().map(|(rule, _)| rule).collect();
    assert_eq!(place.table(RUNS).column("rule"), expected);
}

#[test]
fn subjects_are_the_sum_of_the_five_outcomes() {
    let rows = sample().table(RUNS).rows();
    for row in &rows {
        let sum: i64 = OUTCOMES.iter().map(|name| number(&row[*name])).sum();
        assert_eq!(number(&row["subjects"]), sum, "{}", row["rule"]);
    }
    for outcome in OUTCOMES {
        assert!(rows.iter().any(|row| number(&row[outcome]) > 0), "no rule comes to {outcome}");
    }
}

#[test]
fn flagged_lines_are_findings() {
    let place = sample();
    let flagged: BTreeMap<String, i64> =
        place.table(RUNS).rows().into_iter().map(|row| (row["rule"].clone(), number(&row["flagged"]))).collect();
    let found = summed(place.findings().into_iter().map(|row| (row["rule"].clone(), 1)));
    assert_eq!(flagged.into_iter().filter(|(_, n)| *n > 0).collect::<BTreeMap<_, _>>(), found);
}

#[test]
fn the_summary_holds_the_same_table() {
    let place = sample();
    let said = json(&place, "summary.json")["rules"].as_array().cloned().unwrap_or_default();
    let rows = place.table(RUNS).rows();
    assert_eq!(said.len(), rows.len());
    for (said, row) in said.iter().zip(rows) {
        for (name, value) in row {
            let text = said[&name].as_str().map_or_else(|| said[&name].to_string(), str::to_owned);
            assert_eq!(text, value, "{name}");
        }
    }
}

#[test]
fn a_rule_that_did_not_run_says_why_and_counts_nothing() {
    let place = Place::with_claims(
        "claim_id,patient_id,rendering_npi,billing_tin,service_date,procedure_code\nC1,P1,N1,T1,2025-02-03,99421\n",
    );
    let pipeline = "name = \"n\"\n[period]\nall = true\n[claims]\npaths = [\"claims.csv\"]\n[rules]\ndisable = [\"repeat_e_visit\"]\n[report]\ndir = \"report\"\n";
    place.write("p.toml", pipeline);
    assert_eq!(place.run(&["run", "p.toml"]).code, 0);
    let rows = place.table(RUNS).rows();
    let off = run_of(&rows, "repeat_e_visit");
    assert_eq!((off["status"].as_str(), off["subjects"].as_str(), off["reason"].is_empty()), ("off", "0", false));
    let absent = run_of(&rows, "units_over_limit");
    assert_eq!((absent["status"].as_str(), absent["subjects"].as_str()), ("not_applicable", "0"));
    assert!(absent["reason"].contains("units"), "{}", absent["reason"]);
    let ran = run_of(&rows, "e_visit_on_visit_day");
    assert_eq!((ran["status"].as_str(), ran["clean"].as_str()), ("ran", "1"));
}

#[test]
fn what_could_not_be_judged_has_its_reason() {
    let rows = sample().table(RUNS).rows();
    for row in rows.iter().filter(|row| row["status"] == "ran") {
        for outcome in ["cleared", "provisional", "not_evaluable"] {
            let counted = number(&row[outcome]) > 0;
            assert_eq!(row["reason"].contains(&format!("{outcome}: ")), counted, "{}: {}", row["rule"], row["reason"]);
        }
    }
}

#[test]
fn a_line_at_the_edge_of_the_data_is_not_called_clean() {
    let place = Place::with_claims(
        "claim_id,patient_id,rendering_npi,service_date,procedure_code\nC1,P1,N1,2025-02-03,99421\n",
    );
    assert_eq!(place.audit("claims.csv", &[]).code, 0);
    let rows = place.table(RUNS).rows();
    assert_eq!(
        run_of(&rows, "e_visit_after_related_visit")["not_evaluable"],
        "1",
        "nothing is known of the week before"
    );
    assert_eq!(run_of(&rows, "e_visit_before_visit")["provisional"], "1", "nothing is known of the week after");
}

#[test]
fn only_lines_of_the_period_are_subjects() {
    let place = sample();
    let all = place.table(RUNS).rows();
    let run = place.audit("*.csv", &["--from", "2025-03-01", "--to", "2025-03-31"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    let audited = run.json()["accounting"]["audited"].as_i64().unwrap_or_default();
    let month = place.table(RUNS).rows();
    for row in &month {
        let whole = number(&run_of(&all, &row["rule"])["subjects"]);
        assert!(number(&row["subjects"]) <= whole, "{}", row["rule"]);
    }
    assert_eq!(number(&run_of(&month, "duplicate_line")["subjects"]), audited, "every audited line is a subject there");
    assert!(place.findings().iter().all(|row| row["service_date"].starts_with("2025-03-")));
}
