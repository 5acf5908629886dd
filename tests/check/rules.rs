//! Which rules could judge how many lines, and what would enable the others.

use serde_json::{Value, json};

use super::{COLUMNS, entry, numbers, page};
use crate::program::{Place, csv_text};

fn enabler(found: &Value, add: &str) -> Value {
    entry(&found["enablers"], "add", add)
}

const LOG: &str = "give a log of messages and calls (--activity)";

#[test]
fn a_rule_without_its_column_says_what_to_add() {
    let found = page(COLUMNS, &["C1,1,P1,N1,2025-02-03,99421"]);
    let units = entry(&found["rules"], "rule", "units_over_limit");
    assert_eq!((units["can_run"].as_bool(), units["status"].as_str()), (Some(false), Some("not_applicable")));
    assert_eq!(
        (units["reason"].as_str(), &units["wants"]),
        (Some("column units is absent"), &json!(["add the column `units`"]))
    );
    assert_eq!((numbers(&units, ["subjects", "judged"]), &units["judged_percent"]), ([0, 0], &Value::Null));
    assert_eq!(enabler(&found, "add the column `units`")["enables"], json!(["units_over_limit"]));
    let roster =
        "add the column `rendering_specialty` or `rendering_taxonomy`, or give a roster of clinicians (--providers)";
    assert_eq!(
        enabler(&found, roster)["enables"],
        json!(["clinician_without_em_scope", "clinician_with_em_scope", "staff_as_rendering_clinician"])
    );
    let n_can = found["rules"].as_array().into_iter().flatten().filter(|rule| rule["can_run"] == true).count();
    assert_eq!(found["rules_that_ran"], n_can);
}

#[test]
fn what_enables_most_rules_stands_first_and_halves_are_not_wholes() {
    let found = page(COLUMNS, &["C1,1,P1,N1,2025-02-03,99421"]);
    let list = found["enablers"].as_array().cloned().unwrap_or_default();
    let sizes: Vec<usize> = list.iter().map(|enabler| enabler["enables"].as_array().map_or(0, Vec::len)).collect();
    assert!(sizes.windows(2).all(|pair| pair[1] <= pair[0]), "{sizes:?}");
    assert_eq!(list[0]["add"], LOG);
    // Overlapping time needs a start and an end: the log has both, one column alone is half of it.
    let has = |add: &str, list: &str| {
        enabler(&found, add)[list].as_array().is_some_and(|rules| rules.contains(&"overlapping_time".into()))
    };
    assert!(has(LOG, "enables"));
    for column in ["start_time", "end_time"] {
        let add = format!("add the column `{column}`");
        assert!(has(&add, "with_others") && !has(&add, "enables"), "{column}");
    }
}

#[test]
fn a_file_beside_the_claims_enables_its_rules() {
    let columns = format!("{COLUMNS},payer");
    let place = Place::with_claims(csv_text(&columns, &["C1,1,P1,N1,2025-02-03,99421,medicare"]));
    place.write("consents.csv", "patient_id,consent_date\nP1,2025-01-01\n");
    place.write(
        "log.csv",
        "activity_id,patient_id,clinician_npi,kind,start_time\nA1,P1,N1,message,2025-02-03T10:00:00\n",
    );
    place.write("roster.csv", "npi,specialty\nN1,08\n");
    let bare = place.run(&["check", "claims.csv", "--json"]).json();
    let can_run = |found: &Value, rule: &str| entry(&found["rules"], "rule", rule)["can_run"] == true;
    let rules = ["consent_not_on_file", "contact_not_patient_initiated", "clinician_with_em_scope"];
    assert_eq!(rules.map(|rule| can_run(&bare, rule)), [false; 3]);
    let args = [
        "check",
        "claims.csv",
        "--consents",
        "consents.csv",
        "--activity",
        "log.csv",
        "--providers",
        "roster.csv",
        "--json",
    ];
    let full = place.run(&args).json();
    assert_eq!(rules.map(|rule| can_run(&full, rule)), [true; 3]);
    assert_eq!((enabler(&full, LOG), full["inputs"].as_array().map(Vec::len)), (Value::Null, Some(3)));
}

#[test]
fn lines_that_could_not_be_judged_are_counted_with_their_reasons() {
    let columns = format!("{COLUMNS},minutes");
    let rows = [
        "C1,1,P1,N1,2025-02-03,99421,7",
        "C2,1,P2,N1,2025-02-03,99421,",
        "C3,1,P3,N1,2025-02-03,99421,",
        "C4,1,P4,N1,2025-02-20,85025,",
    ];
    let found = page(&columns, &rows);
    let floor = entry(&found["rules"], "rule", "minutes_below_floor");
    assert_eq!(numbers(&floor, ["subjects", "judged", "provisional", "not_evaluable"]), [3, 1, 0, 2]);
    assert_eq!(
        (&floor["judged_percent"], &floor["reasons"]),
        (&json!(33.3), &json!([{"reason": "minutes unknown", "lines": 2}]))
    );
    let before = entry(&found["rules"], "rule", "e_visit_before_visit");
    assert_eq!(before["status"], "ran");
    for rule in found["rules"].as_array().into_iter().flatten() {
        let [subjects, judged, provisional, open] =
            numbers(rule, ["subjects", "judged", "provisional", "not_evaluable"]);
        assert_eq!(subjects, judged + provisional + open, "{rule}");
    }
}

#[test]
fn a_column_that_only_some_files_have_sharpens() {
    let place = Place::new();
    place.write("a.csv", csv_text(&format!("{COLUMNS},units,billing_tin"), &["C1,1,P1,N1,2025-02-03,99421,1,T1"]));
    place.write("b.csv", csv_text(COLUMNS, &["C2,1,P2,N1,2025-02-03,99421"]));
    let found = place.run(&["check", "*.csv", "--json"]).json();
    let units = enabler(&found, "add the column `units`");
    assert_eq!((&units["enables"], &units["sharpens"]), (&json!([]), &json!(["units_over_limit"])));
    let rule = entry(&found["rules"], "rule", "units_over_limit");
    assert_eq!(numbers(&rule, ["subjects", "not_evaluable"]), [2, 1]);
    let groups =
        enabler(&found, "add the column `billing_tin` or `billing_npi`, or give a roster of clinicians (--providers)");
    let sharpened = groups["sharpens"].as_array().cloned().unwrap_or_default();
    assert!(sharpened.contains(&"e_visit_on_visit_day".into()), "{groups}");
    let minutes = enabler(&found, "add the column `minutes`");
    assert!(minutes["enables"].as_array().is_some_and(|rules| rules.contains(&"minutes_below_floor".into())));
}

#[test]
fn nothing_found_is_told() {
    let hard = page(COLUMNS, &["C1,1,P1,N1,2025-02-03,99441"]);
    let rule = entry(&hard["rules"], "rule", "code_not_in_effect");
    assert_eq!(numbers(&rule, ["subjects", "judged"]), [1, 1]);
    let text = hard.to_string();
    assert!(!text.contains("flagged") && !text.contains("finding"), "{text}");
}

#[test]
fn a_rule_that_a_pipeline_switches_off_wants_nothing() {
    let place = Place::with_claims(csv_text(COLUMNS, &["C1,1,P1,N1,2025-02-03,99421"]));
    place.write(
        "p.toml",
        "name = \"n\"\n[period]\nall = true\n[claims]\npaths = [\"claims.csv\"]\n[rules]\ndisable = [\"units_over_limit\"]\n[report]\ndir = \"report\"\n",
    );
    assert_eq!(place.run(&["run", "p.toml"]).code, 0);
    let found: Value = serde_json::from_slice(&place.files("report")["data_quality.json"]).expect("JSON");
    assert_eq!(entry(&found["rules"], "rule", "units_over_limit")["status"], "off");
    assert_eq!(enabler(&found, "add the column `units`"), Value::Null);
    assert_eq!((found["rules"].as_array().map(Vec::len), &found["rejects"]), (Some(45), &Value::Null));
}
