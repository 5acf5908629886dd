//! Custom rules in everything a run writes, and in what it says of a finding.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{COLUMNS, rule};
use crate::program::{Place, Row, csv_text};

const ROWS: [&str; 5] = [
    "C1,P1,ANN,T1,08,2025-03-10,98016,,I10,acme,14.00",
    "C2,P1,ANN,T1,08,2025-03-09,99213,,I10,acme,80.00",
    "C3,P2,ANN,T1,08,2025-03-10,98016,,I10,acme,15.00",
    "C4,P2,ANN,T1,08,2025-03-11,99213,,I10,acme,80.00",
    "C5,P3,ANN,T1,08,2025-03-10,98016,,I10,acme,16.00",
];

/// Runs a pipeline with this part over [`ROWS`].
fn run(part: &str) -> Place {
    let place = Place::with_claims(csv_text(COLUMNS, &ROWS));
    let text = format!(
        "name = \"n\"\n[period]\nall = true\ndata_from = \"2024-01-01\"\ndata_through = \"2026-12-31\"\n\
         [claims]\npaths = [\"claims.csv\"]\n{part}[report]\ndir = \"report\"\nformats = [\"parquet\", \"csv\"]\n"
    );
    place.write("p.toml", text);
    let run = place.run(&["run", "p.toml"]);
    assert_eq!(run.code, 0, "{part}: {}", run.stderr);
    place
}

fn json(place: &Place, name: &str) -> Value {
    serde_json::from_slice(&place.files("report")[name]).expect("JSON")
}

/// A rule that fires on C1 and C3, and one of form that fires on C1.
fn two_rules() -> String {
    let second = [("id", "\"zz_form\""), ("days_before", "1"), ("tier", "\"hard\""), ("direction", "\"form\"")];
    rule(&[("days_before", "1"), ("days_after", "1")]) + &rule(&second)
}

fn run_row(place: &Place, id: &str) -> Row {
    let rows = place.table("report/rule_runs.parquet").rows();
    rows.into_iter().find(|row| row["rule"] == id).unwrap_or_default()
}

#[test]
fn every_artefact_knows_them() {
    let place = run(&two_rules());
    assert_eq!(place.found("near", "claim_id"), ["C1", "C3"]);
    let parquet = place.table("report/findings.parquet").rows();
    let of_near: Vec<&Row> = parquet.iter().filter(|row| row["rule"] == "near").collect();
    assert_eq!(of_near.len(), 2);
    assert_eq!(
        (of_near[0]["evidence_needed"].as_str(), of_near[0]["source"].as_str()),
        ("the call note", "payer policy, section 4 (2025)")
    );
    let row = run_row(&place, "near");
    assert_eq!([&row["status"], &row["subjects"], &row["flagged"], &row["clean"]], ["ran", "3", "2", "1"]);
    let rules = place.table("report/rule_runs.parquet").column("rule");
    assert_eq!(
        rules[rules.len() - 2..],
        ["near", "zz_form"],
        "behind the rulebook's own, in the order of the pipeline"
    );
    let summary = json(&place, "summary.json");
    let listed = |list: &str| {
        let entries = summary[list].as_array().into_iter().flatten();
        entries.filter(|entry| entry["rule"] == "near").cloned().collect::<Vec<_>>()
    };
    assert_eq!((listed("rules").len(), listed("money").len()), (1, 1));
    assert_eq!(listed("money")[0]["findings"], 2);
    let settings = &json(&place, "manifest.json")["settings"];
    assert!(
        settings["custom.near"].as_str().is_some_and(|said| said.contains("98016 with 99213 present from -1 to +1"))
    );
    assert_eq!((&settings["rules.near"], &settings["rules.zz_form"]), (&"on".into(), &"on".into()));
    let evidence = place.table("report/evidence.parquet").column("finding_id");
    assert_eq!(evidence, place.table("report/findings.parquet").column("finding_id"));
}

#[test]
fn money_has_one_owner_with_custom_rules_too() {
    let owners = |place: &Place, claim: &str| -> Vec<String> {
        let rows = place.findings().into_iter().filter(|row| row["claim_id"] == claim);
        rows.map(|row| format!("{} {}", row["rule"], row["owned_cents"])).collect()
    };
    // C1 comes after a visit, and C3 before one, of the same diagnosis: two rules of the rulebook say so too.
    let equal = run(&two_rules());
    assert_eq!(owners(&equal, "C1"), ["contact_after_related_visit 1400", "near 0", "zz_form 0"]);
    assert_eq!(owners(&equal, "C3"), ["contact_before_visit 1500", "near 0"]);
    let harder = run(&rule(&[("days_before", "1"), ("days_after", "1"), ("tier", "\"hard\"")]));
    assert_eq!(owners(&harder, "C1"), ["contact_after_related_visit 0", "near 1400"]);
    let alone = run(&(two_rules() + "[rules]\nonly = [\"near\", \"zz_form\"]\n"));
    assert_eq!(
        (owners(&alone, "C1"), owners(&alone, "C3")),
        (vec!["near 1400".into(), "zz_form 0".into()], vec!["near 1500".into()])
    );
    for place in [&equal, &harder, &alone] {
        assert_eq!(json(place, "summary.json")["owned_cents"], 2_900);
    }
}

#[test]
fn a_rule_of_form_owns_nothing() {
    let place = run(&(two_rules() + "[rules]\nonly = [\"zz_form\"]\n"));
    assert_eq!(
        (place.found("zz_form", "owned_cents"), place.found("zz_form", "direction")),
        (vec!["0".to_owned()], vec!["form".to_owned()])
    );
    assert_eq!(json(&place, "summary.json")["owned_cents"], 0);
}

#[test]
fn only_and_disable_know_their_ids() {
    let off = run(&(two_rules() + "[rules]\ndisable = [\"near\"]\n"));
    assert_eq!((run_row(&off, "near")["status"].as_str(), run_row(&off, "zz_form")["status"].as_str()), ("off", "ran"));
    assert!(off.found("near", "claim_id").is_empty());
    let only = run(&(two_rules() + "[rules]\nonly = [\"near\"]\n"));
    let on = only.table("report/rule_runs.parquet").rows().into_iter().filter(|row| row["status"] == "ran");
    assert_eq!(on.map(|row| row["rule"].clone()).collect::<Vec<_>>(), ["near"]);
}

#[test]
fn everything_a_rule_says_changes_the_hash() {
    let hash =
        |keys: &[(&str, &str)]| json(&run(&rule(keys)), "manifest.json")["settings_hash"].as_str().map(str::to_owned);
    let changes: [&[(&str, &str)]; 20] = [
        &[],
        &[("id", "\"other\"")],
        &[("title", "\"t\"")],
        &[("subject", "[\"98016\", \"G2010\"]")],
        &[("context", "[\"99214\"]")],
        &[("days_before", "1")],
        &[("days_after", "1")],
        &[("days_after", "1"), ("same_day", "false")],
        &[("fires_when", "\"absent\"")],
        &[("provider", "\"any\"")],
        &[("diagnosis", "\"same\"")],
        &[("tier", "\"hard\"")],
        &[("direction", "\"form\"")],
        &[("clearing_modifiers", "[\"24\"]")],
        &[("payers", "[\"acme\"]")],
        &[("from", "\"2025-01-01\"")],
        &[("until", "\"2025-12-31\"")],
        &[("message", "\"m\"")],
        &[("evidence", "\"e\"")],
        &[("source", "\"s\"")],
    ];
    let hashes: BTreeSet<_> = changes.iter().map(|keys| hash(keys)).collect();
    assert_eq!(hashes.len(), changes.len());
    let defaults =
        [("provider", "\"strong\""), ("diagnosis", "\"any\""), ("direction", "\"overpayment\""), ("same_day", "true")];
    assert_eq!(hash(&[]), hash(&defaults), "a default that is said");
}

#[test]
fn explain_tells_the_story_of_a_custom_finding() {
    let place = run(&two_rules());
    let id = place.found("near", "finding_id").remove(0);
    let page = place.run(&["explain", &id, "--report", "report"]);
    assert_eq!((page.code, page.stderr.as_str()), (0, ""));
    for words in ["near  presumptive", "Our payer counts the check-in into the visit", "2025-03-09", "|*", "|>"] {
        assert!(page.stdout.contains(words), "{words} is not in: {}", page.stdout);
    }
    let story = place.run(&["explain", &id, "--report", "report", "--json"]).json();
    assert_eq!((story["rule"].as_str(), story["window_from"].as_str()), (Some("near"), Some("2025-03-09")));
    let run = place.run(&["run", "p.toml"]);
    assert!(run.stderr.contains("near"), "the summary names it: {}", run.stderr);
}
