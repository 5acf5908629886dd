//! The code column: words, crowded cells, unknown codes, other systems, and what of it may be shown.

use serde_json::{Value, json};

use super::{COLUMNS, entry, numbers, page};
use crate::program::{Place, csv_text};

/// A line of its own claim per code, with patients in turn.
fn lines(codes: &[&str]) -> Vec<String> {
    codes.iter().enumerate().map(|(at, code)| format!("C{at},1,P{},N1,2025-02-03,{code}", at % 2)).collect()
}

fn codes_of(codes: &[&str]) -> Value {
    let rows = lines(codes);
    page(COLUMNS, &rows.iter().map(String::as_str).collect::<Vec<_>>())["procedure_codes"].clone()
}

fn shape(codes: &Value, name: &str) -> [u64; 2] {
    numbers(&entry(&codes["shapes"], "shape", name), ["distinct", "rows"])
}

#[test]
fn every_cell_has_one_shape() {
    let codes = ["99421", "99421", "G2012", "9921325", "99213 x", "No Show", "0450", "0DB68ZX", "1-Mar", "12345-6"];
    let found = codes_of(&codes);
    assert_eq!(shape(&found, "cpt_hcpcs"), [2, 3]);
    for name in ["with_modifier", "with_text", "words", "short_number", "icd_10_pcs", "date", "other"] {
        assert_eq!(shape(&found, name), [1, 1], "{name}");
    }
    assert_eq!(numbers(&found["with_something_else"], ["distinct", "rows"]), [2, 2]);
}

#[test]
fn pseudo_codes_are_listed_once_two_patients_have_them() {
    let codes = ["99421", "99421", "NO SHOW", "no show", "99421", "ONCE ONLY", "99421", "99421"];
    let found = codes_of(&codes);
    assert_eq!(numbers(&found["pseudo_codes"], ["distinct", "rows"]), [2, 3]);
    assert_eq!(found["pseudo_codes_listed"], json!([{"code": "NO SHOW", "rows": 2}]));
}

#[test]
fn nothing_is_listed_of_a_column_that_is_none_of_codes() {
    let names = ["JANE SAMPLE", "JANE SAMPLE", "JANE SAMPLE", "99421"];
    let rows = lines(&names);
    let place = Place::with_claims(csv_text(COLUMNS, &rows.iter().map(String::as_str).collect::<Vec<_>>()));
    let (json, text) = (place.run(&["check", "claims.csv", "--json"]), place.run(&["check", "claims.csv"]));
    assert_eq!(json.json()["procedure_codes"]["is_code_column"], false);
    assert_eq!(numbers(&json.json()["procedure_codes"]["pseudo_codes"], ["distinct", "rows"]), [1, 3]);
    assert!(text.stdout.contains("! Fewer than half of a file's rows hold CPT or HCPCS numbers"), "{}", text.stdout);
    assert!(!(json.stdout + &text.stdout).contains("JANE"), "{}", text.stdout);
}

#[test]
fn one_such_file_among_others_is_enough_to_list_nothing() {
    let place = Place::new();
    let write = |name: &str, codes: &[&str]| {
        let rows = lines(codes);
        place.write(name, csv_text(COLUMNS, &rows.iter().map(String::as_str).collect::<Vec<_>>()));
    };
    write("a.csv", &["99421"; 20]);
    write("b.csv", &["JANE SAMPLE"; 4]);
    let found = place.run(&["check", "*.csv", "--json"]);
    assert!(!found.stdout.contains("JANE"), "{}", found.stdout);
}

#[test]
fn of_a_crowded_cell_only_the_code_is_listed() {
    let codes = ["99213/4 J. S. 1.1.", "99213/4 J. S. 1.1.", "99421", "99421"];
    let rows = lines(&codes).iter().map(|row| row.replacen("99213", "\"99213", 1)).collect::<Vec<_>>();
    let rows: Vec<String> = rows.into_iter().map(|row| if row.contains('"') { row + "\"" } else { row }).collect();
    let found = page(COLUMNS, &rows.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(found["procedure_codes"]["with_something_else_listed"], json!([{"code": "99213", "rows": 2}]));
    assert!(!found.to_string().contains("J. S"), "{found}");
}

#[test]
fn codes_nobody_knows_are_counted_and_a_fee_schedule_is_asked_too() {
    let codes = ["99421", "99213", "85025", "85025", "80053", "97970"];
    let found = codes_of(&codes);
    assert_eq!(numbers(&found["unknown"], ["distinct", "rows"]), [2, 3]);
    assert_eq!(found["unknown_listed"], json!([{"code": "85025", "rows": 2}]), "80053 has one patient");
    assert_eq!(numbers(&found["near_misses"], ["distinct", "rows"]), [1, 1], "97970 is a slip for 98970");
    assert_eq!(found["asked"], "rulebook");
    let rows = lines(&codes);
    let place = Place::with_claims(csv_text(COLUMNS, &rows.iter().map(String::as_str).collect::<Vec<_>>()));
    let fixture = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cms/PPRRVU25_JAN.csv");
    let fees = std::fs::read(fixture).expect("the fixture");
    let fees = String::from_utf8_lossy(&fees).replace("99422", "85025");
    place.write("PPRRVU25_JAN.csv", fees);
    let found = place.run(&["check", "claims.csv", "--fee-schedule", "PPRRVU25_JAN.csv", "--json"]).json();
    let codes = &found["procedure_codes"];
    assert_eq!(
        (codes["asked"].as_str(), numbers(&codes["unknown"], ["distinct", "rows"])),
        (Some("rulebook and fee schedule"), [1, 1])
    );
}

/// Statuses and reasons of all rules of an audit of `claims.csv`, each once.
fn verdicts(place: &Place) -> Vec<(String, String)> {
    let found = place.audit("claims.csv", &[]).json();
    let text = |rule: &Value, key: &str| rule[key].as_str().unwrap_or_default().to_owned();
    let mut verdicts: Vec<_> = found["rules"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|rule| (text(rule, "status"), text(rule, "reason")))
        .collect();
    verdicts.sort();
    verdicts.dedup();
    verdicts
}

#[test]
fn on_snomed_no_rule_runs_and_none_looks_clean() {
    let reason = "the procedure codes are not CPT/HCPCS (they look like SNOMED)";
    let codes: Vec<&str> = ["185345009", "410620009", "430193006", "99421"]
        .into_iter()
        .cycle()
        .take(23)
        .chain(["185345009"; 40])
        .collect();
    let rows = lines(&codes);
    let place = Place::with_claims(csv_text(COLUMNS, &rows.iter().map(String::as_str).collect::<Vec<_>>()));
    assert_eq!(verdicts(&place), [("not_applicable".to_owned(), reason.to_owned())]);
    let found = place.run(&["check", "claims.csv", "--json"]).json();
    assert_eq!((&found["foreign_codes"], &found["rules_that_ran"]), (&json!(reason), &json!(0)));
    assert_eq!((&found["enablers"], &found["files"][0]["code_system"]), (&json!([]), &json!("snomed")));
    let text = place.run(&["check", "claims.csv"]).stdout;
    assert!(text.contains(&format!("0 of {} rules could run", claimsweep::rules::RULES.len())), "{text}");
}

#[test]
fn other_systems_are_named_and_a_tenth_of_real_codes_is_enough_to_run() {
    let system = |codes: &[&str]| {
        let rows = lines(codes);
        let found = page(COLUMNS, &rows.iter().map(String::as_str).collect::<Vec<_>>());
        (found["files"][0]["code_system"].as_str().map(str::to_owned), found["foreign_codes"].is_null())
    };
    let some = |name: &str, can_run: bool| (Some(name.to_owned()), can_run);
    assert_eq!(system(&["0DB68ZX"; 3]), some("icd_10_pcs", false));
    assert_eq!(system(&["0450"; 3]), some("short_numbers", false));
    assert_eq!(system(&["VISIT"; 3]), some("unrecognised", false));
    let nine = ["185345009"; 9];
    assert_eq!(system(&[&nine[..], &["99421"]].concat()), some("cpt_hcpcs", true));
    assert_eq!(system(&[&nine[..], &["185345009", "99421"]].concat()), some("snomed", false));
    assert_eq!(system(&["994211"; 3]), some("cpt_hcpcs", true), "a slip for an audited code is the business of a rule");
}

#[test]
fn beside_a_file_that_rules_can_judge_a_foreign_one_is_a_warning() {
    let place = Place::new();
    let write = |name: &str, codes: &[&str]| {
        let rows = lines(codes);
        place.write(name, csv_text(COLUMNS, &rows.iter().map(String::as_str).collect::<Vec<_>>()));
    };
    write("a.csv", &["99421"; 2]);
    write("b.csv", &["185345009"; 50]);
    write("c.csv", &[]);
    let found = place.run(&["check", "*.csv", "--json"]).json();
    assert_eq!(
        (&found["foreign_codes"], entry(&found["rules"], "rule", "code_not_in_effect")["can_run"].as_bool()),
        (&Value::Null, Some(true))
    );
    assert_eq!(entry(&found["files"], "file", "c.csv")["code_system"], Value::Null);
    let text = place.run(&["check", "a.csv", "b.csv"]).stdout;
    assert!(text.contains("! b.csv: the procedure codes are not CPT/HCPCS (they look like SNOMED)"), "{text}");
    write("a.csv", &["0DB68ZX"; 2]);
    let found = place.run(&["check", "*.csv", "--json"]).json();
    assert_eq!(found["foreign_codes"], "the procedure codes are not CPT/HCPCS", "of two systems neither is named");
}
