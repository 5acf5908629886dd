//! Whatever the number of workers: the findings, counts and rejects of one machine.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use arrow::datatypes::DataType;
use serde_json::Value;

use super::PIPELINE;
use super::cluster::{Outcome, judge, lines, merge, schema_of, stream, whole, work};
use crate::memory::awkward_claims;
use crate::program::{Place, Row};

/// Audits `claims.csv` on one machine and on a cluster of so many parts, and compares everything.
fn same_on_a_cluster(place: &Place, n_parts: usize) -> Outcome {
    place.write("p.toml", PIPELINE);
    let run = place.run(&["run", "p.toml", "--json"]);
    let summary = run.json();
    let lines = lines(&fs::read_to_string(place.path("claims.csv")).unwrap());
    let dates = (&summary["data_from"], &summary["data_through"]);
    let whole = whole(&lines, (dates.0.as_str().unwrap(), dates.1.as_str().unwrap()));
    place.write("whole.json", whole.to_string());
    let outcome = judge(place, &lines, n_parts);
    let merged = merge(place, &outcome.notes);
    assert_eq!(merged.code, run.code, "{}", merged.stderr);
    let merged = merged.json();
    assert_eq!(merged["again"], Value::Null);

    let mut found = outcome.findings.clone();
    decide_owners(&mut found, &merged);
    let order = |rows: Vec<Row>| rows.into_iter().map(|row| format!("{row:?}")).collect::<BTreeSet<_>>();
    let expected = place.table("report/findings.parquet").rows();
    assert_eq!(found.len(), expected.len());
    let (found, expected) = (order(found), order(expected));
    assert_eq!(found.difference(&expected).next(), expected.difference(&found).next());
    for row in place.table("report/rule_runs.parquet").rows() {
        let rules = merged["rules"].as_array().unwrap();
        let own = rules.iter().find(|rule| rule["rule"] == row["rule"].as_str()).unwrap();
        for (name, value) in &row {
            let text = own[name].as_str().map_or_else(|| own[name].to_string(), ToOwned::to_owned);
            assert_eq!(&text, value, "{name} of {}", row["rule"]);
        }
    }
    let mut accounting = summary["accounting"].clone();
    accounting.as_object_mut().unwrap().remove("balances");
    assert_eq!(merged["accounting"], accounting);
    assert_eq!(outcome.rejects().len(), place.table("report/rejects.parquet").rows().len());
    outcome
}

/// Gives every line's money one owner over all workers, as the package for Spark does.
fn decide_owners(found: &mut [Row], merged: &Value) {
    let order = |rule: &str| {
        let rules = merged["rules"].as_array().unwrap();
        rules.iter().find(|known| known["rule"] == rule).unwrap()["order"].as_u64().unwrap()
    };
    let tiers = ["hard", "presumptive", "advisory"];
    let rank = |row: &Row| (tiers.iter().position(|tier| row["tier"] == **tier).unwrap(), order(&row["rule"]));
    let line = |row: &Row| ["patient_id", "service_date", "claim_id", "line_number"].map(|name| row[name].clone());
    let mut owners: BTreeMap<[String; 4], (usize, u64)> = BTreeMap::new();
    for row in found.iter().filter(|row| row["direction"] == "overpayment") {
        let owner = owners.entry(line(row)).or_insert_with(|| rank(row));
        *owner = rank(row).min(*owner);
    }
    for row in found {
        let is_owner = row["direction"] == "overpayment" && owners.get(&line(row)) == Some(&rank(row));
        let owned = if is_owner && !row["paid_cents"].is_empty() { row["paid_cents"].clone() } else { "0".to_owned() };
        // The price that only the whole run knows.
        let medians = merged["medians"].as_array().unwrap();
        let is_its = |median: &&Value| {
            median["payer"] == row["payer"].as_str() && median["code"] == row["suggested_code"].as_str()
        };
        let median = medians.iter().find(is_its).map(|median| median["cents"].to_string());
        if row.remove("takes_median").as_deref() == Some("true") {
            row.insert("expected_cents".to_owned(), median.unwrap_or_default());
        }
        let cents = |text: &str| text.parse::<i64>().unwrap_or(0);
        let at_risk = (cents(&owned) - cents(&row["expected_cents"])).max(0);
        let is_bound = row["expected_cents"].is_empty();
        row.insert("at_risk_cents".to_owned(), at_risk.to_string());
        row.insert("at_risk_is_upper_bound".to_owned(), is_bound.to_string());
        row.insert("owned_cents".to_owned(), owned);
    }
}

#[test]
fn awkward_claims_on_one_two_and_seven_workers() {
    let place = Place::new();
    awkward_claims(&place, "9000");
    for n_parts in [1, 2, 7] {
        let outcome = same_on_a_cluster(&place, n_parts);
        assert!(outcome.codes.contains(&3), "rows are rejected, which a worker says");
        assert!(0 < outcome.n_timed);
        let rules: BTreeSet<&str> = outcome.findings.iter().map(|row| row["rule"].as_str()).collect();
        assert!(rules.contains("impossible_day") && 20 < rules.len(), "{rules:?}");
    }
}

#[test]
fn the_stream_has_the_columns_of_the_report() {
    let place = Place::new();
    awkward_claims(&place, "600");
    same_on_a_cluster(&place, 1);
    let lines = lines(&fs::read_to_string(place.path("claims.csv")).unwrap());
    let part = super::cluster::parts(&lines, 1).remove(0);
    let worked = work(&place, &stream(&part), &["--timed", "timed.arrow"]);
    let schema = place.table("report/findings.parquet").batch.schema();
    let of_report =
        schema.fields().iter().map(|field| (field.name().clone(), field.data_type().clone(), field.is_nullable()));
    let expected = of_report.chain([("takes_median".to_owned(), DataType::Boolean, false)]);
    assert_eq!(schema_of(&worked.findings), expected.collect::<Vec<_>>());
}

#[test]
fn a_patient_with_more_lines_than_a_chunk_stays_whole() {
    const N: usize = 140_000;
    let place = Place::new();
    let columns = "claim_id,line_number,patient_id,rendering_npi,rendering_specialty,service_date,procedure_code,\
                   diagnosis_1,units,paid_amount";
    let line = |claim: String, patient: String, day: u32, code: &str| {
        format!("{claim},1,{patient},1999999001,08,2025-03-{day:02},{code},I10,1,20.00\n")
    };
    // An e-visit, a long history of something else, and a second e-visit on the fourth day: first and last line of one
    // patient. Then others, with whom a new chunk may begin.
    let one = || "P5".to_owned();
    let rows = std::iter::once(line("A".to_owned(), one(), 3, "99421"))
        .chain((0..N).map(|n| line(format!("B{n}"), one(), 5, "71046")))
        .chain([line("C".to_owned(), one(), 7, "99422")])
        .chain((0..2_000).map(|n| line(format!("D{n}"), format!("Q{n}"), 5, "99213")));
    let claims = format!("{columns}\n{}", rows.collect::<String>());
    place.write("claims.csv", claims);
    let outcome = same_on_a_cluster(&place, 1);
    let repeats = outcome.findings.iter().filter(|row| row["rule"] == "repeat_e_visit" && row["claim_id"] == "C");
    assert_eq!(repeats.count(), 1);
}

#[test]
fn rules_that_look_at_no_clinician_need_no_second_stage() {
    let place = Place::new();
    awkward_claims(&place, "600");
    let lines = lines(&fs::read_to_string(place.path("claims.csv")).unwrap());
    place.write("p.toml", format!("{PIPELINE}[rules]\nonly = [\"repeat_e_visit\", \"duplicate_line\"]\n"));
    place.write("whole.json", whole(&lines, ("2025-01-01", "2025-12-31")).to_string());
    let part = super::cluster::parts(&lines, 1).remove(0);
    let worked = work(&place, &stream(&part), &[]);
    assert_eq!(worked.code, 3, "{}", worked.stderr);
    let timed = work(&place, &stream(&part), &["--timed", "timed.arrow"]);
    assert_eq!(timed.code, 3, "{}", timed.stderr);
    assert_eq!(
        schema_of(&fs::read(place.path("timed.arrow")).unwrap()).last().map(|(name, ..)| name.as_str()),
        Some("group_key")
    );
    let merged = merge(&place, &fs::read_to_string(place.path("counts.json")).unwrap());
    assert_eq!(merged.code, 3, "{}", merged.stderr);
}
