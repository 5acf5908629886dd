//! Counts of workers that do not add up, or that rest on a wrong idea of the whole.

use std::fs;

use serde_json::Value;

use super::PIPELINE;
use super::cluster::{judge, lines, merge, whole};
use crate::memory::awkward_claims;
use crate::program::{Place, csv_text};

/// A finished pair of stages.
fn judged(claims: &str) -> (Place, String, Value) {
    let place = Place::new();
    place.write("p.toml", PIPELINE);
    let lines = lines(claims);
    let whole = whole(&lines, ("2025-03-03", "2025-03-10"));
    place.write("whole.json", whole.to_string());
    let notes = judge(&place, &lines, 2).notes;
    (place, notes, whole)
}

const COLUMNS: &str = "claim_id,patient_id,rendering_npi,service_date,procedure_code,paid_amount";

fn some_claims() -> String {
    let rows: Vec<String> = (0..8)
        .map(|n| {
            format!("C{n},P{n},199999900{n},2025-03-{:02},{},10.00", 3 + n, if n % 2 == 0 { "99421" } else { "99213" })
        })
        .collect();
    csv_text(COLUMNS, &rows.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn every_worker_s_counts_are_needed_once() {
    let (place, notes, _) = judged(&some_claims());
    assert_eq!(merge(&place, &notes).code, 0);
    let all: Vec<&str> = notes.lines().collect();
    for left_out in 0..all.len() {
        let rest: Vec<&str> = all.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, line)| *line).collect();
        let missing = merge(&place, &rest.join("\n"));
        assert_eq!(missing.code, 4, "without line {left_out}: {}", missing.stderr);
        let twice = merge(&place, &[&all[..], &[all[left_out]]].concat().join("\n"));
        assert_eq!(twice.code, 4, "with line {left_out} twice: {}", twice.stderr);
    }
}

#[test]
fn workers_that_ran_with_something_else() {
    let (place, notes, mut whole) = judged(&some_claims());
    let refused = |place: &Place| {
        let run = merge(place, &notes);
        assert_eq!((run.code, run.stderr.lines().count()), (2, 1), "{}", run.stderr);
        run.stderr
    };
    place.write("p.toml", format!("{PIPELINE}[rules.repeat_e_visit]\nwindow_days = 9\n"));
    assert!(refused(&place).contains("other settings"));
    place.write("p.toml", PIPELINE);
    whole["first_date"] = "2025-03-02".into();
    place.write("whole.json", whole.to_string());
    assert!(refused(&place).contains("other files or dates"));
    assert!(merge(&place, "nonsense\n").stderr.contains("line 1 is no line of a worker's counts"));
}

#[test]
fn dates_that_turn_out_otherwise_are_told_and_then_agree() {
    let (place, _, mut told) = judged(&some_claims());
    told["first_date"] = "2025-03-09".into();
    told["last_date"] = Value::Null;
    place.write("whole.json", told.to_string());
    let lines = lines(&some_claims());
    let merged = merge(&place, &judge(&place, &lines, 3).notes).json();
    let again = &merged["again"];
    assert_eq!((&again["first_date"], &again["last_date"]), (&"2025-03-03".into(), &"2025-03-10".into()));
    place.write("whole.json", again.to_string());
    let outcome = judge(&place, &lines, 3);
    assert_eq!(merge(&place, &outcome.notes).json()["again"], Value::Null);
}

#[test]
fn modifiers_inside_codes_are_noticed_by_file() {
    let claims = some_claims().replace("99421,", "99421:95,");
    let (place, notes, _) = judged(&claims);
    let again = merge(&place, &notes).json()["again"].clone();
    assert_eq!(again["files"][0]["composite_codes"], true);
    place.write("whole.json", again.to_string());
    let outcome = judge(&place, &lines(&claims), 2);
    assert_eq!(merge(&place, &outcome.notes).json()["again"], Value::Null);
}

#[test]
fn codes_of_another_system_are_not_called_clean() {
    let claims = some_claims().replace("99421", "185349003").replace("99213", "162673000");
    let (place, notes, _) = judged(&claims);
    let merged = merge(&place, &notes).json();
    for rule in merged["rules"].as_array().unwrap() {
        assert_eq!((&rule["status"], &rule["clean"]), (&"not_applicable".into(), &0.into()), "{rule}");
    }
}

#[test]
fn nothing_of_a_patient_is_in_the_counts() {
    let place = Place::new();
    awkward_claims(&place, "900");
    let text = fs::read_to_string(place.path("claims.csv")).unwrap();
    let (_, notes, _) = judged(&text);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let at = reader.headers().unwrap().iter().position(|name| name == "patient_id").unwrap();
    let patients: Vec<String> = reader.records().map(|row| row.unwrap()[at].to_owned()).collect();
    assert!(notes.contains("\"reject\""));
    assert!(patients.iter().filter(|patient| !patient.is_empty()).all(|patient| !notes.contains(patient.as_str())));
}
