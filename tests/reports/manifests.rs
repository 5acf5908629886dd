//! `manifest.json`: every input and output with its size and hash; nothing of when, where or by whom.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{json, sample};
use crate::program::{Place, csv_text};

const COLUMNS: &str = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code";

/// Size and hash by name, as the manifest says.
fn stamps(list: &Value) -> BTreeMap<String, (u64, String)> {
    let stamp = |entry: &Value| {
        let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        (text("file"), (entry["bytes"].as_u64().unwrap_or(u64::MAX), text("blake3")))
    };
    list.as_array().into_iter().flatten().map(stamp).collect()
}

fn stamp(bytes: &[u8]) -> (u64, String) {
    (bytes.len() as u64, blake3::hash(bytes).to_hex().to_string())
}

#[test]
fn hashes_match_the_files() {
    let place = sample();
    let manifest = json(&place, "manifest.json");
    let written = place.files("report").into_iter().filter(|(name, _)| name != "manifest.json");
    let expected: BTreeMap<_, _> = written.map(|(name, bytes)| (name, stamp(&bytes))).collect();
    assert_eq!(stamps(&manifest["outputs"]), expected);
    let files = place.files("");
    let inputs = ["claims.csv", "more.csv"].map(|name| (name.to_owned(), stamp(&files[name])));
    assert_eq!(stamps(&manifest["inputs"]), inputs.into_iter().collect());
}

#[test]
fn versions_pipeline_layout_and_settings_are_named() {
    let place = Place::with_claims(csv_text(COLUMNS, &[]));
    let pipeline = "name = \"monthly\"\n[period]\nmonth = \"2025-02\"\n[claims]\npaths = [\"claims.csv\"]\n[rules]\ndisable = [\"near_miss_code\"]\n[rules.repeat_e_visit]\nwindow_days = 5\n[report]\ndir = \"report\"\n";
    place.write("p.toml", pipeline);
    assert_eq!(place.run(&["run", "p.toml"]).code, 3, "there is nothing to judge");
    let manifest = json(&place, "manifest.json");
    assert_eq!(manifest["program"], "claimsweep");
    assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(manifest["rulebook_version"].as_str().map(str::len), Some(10), "a date");
    assert_eq!((manifest["pipeline"].as_str(), manifest["layout"].as_str()), (Some("monthly"), Some("canonical")));
    let settings = &manifest["settings"];
    assert_eq!(
        (settings["period.from"].as_str(), settings["period.to"].as_str()),
        (Some("2025-02-01"), Some("2025-02-28"))
    );
    assert_eq!(settings["rules.repeat_e_visit.window_days"], "5");
    assert_eq!((&settings["rules.near_miss_code"], &settings["rules.repeat_e_visit"]), (&"off".into(), &"on".into()));
}

#[test]
fn the_settings_hash_follows_what_decides_findings_and_nothing_else() {
    let place = Place::with_claims(csv_text(COLUMNS, &[]));
    place.write("other.csv", csv_text(COLUMNS, &[]));
    let hash = |claims: &str, rules: &str, more: &str| {
        let pipeline = format!(
            "name = \"n\"\n[period]\nall = true\n[claims]\npaths = [\"{claims}\"]\n{rules}\n[report]\ndir = \"report\"\n{more}"
        );
        place.write("p.toml", pipeline);
        assert_eq!(place.run(&["run", "p.toml"]).code, 3, "there is nothing to judge");
        json(&place, "manifest.json")["settings_hash"].as_str().map(str::to_owned)
    };
    let plain = hash("claims.csv", "", "");
    assert_eq!(plain.as_ref().map(String::len), Some(64));
    assert_eq!(hash("other.csv", "", "formats = [\"csv\"]\n[gate]\nfail_on = \"hard\"\n"), plain);
    assert_eq!(hash("claims.csv", "[rules.repeat_e_visit]\nwindow_days = 7\n", ""), plain, "a default that is said");
    let others = ["[rules.repeat_e_visit]\nwindow_days = 6\n", "[rules]\ndisable = [\"repeat_e_visit\"]\n"];
    let hashes: BTreeSet<_> = others.map(|rules| hash("claims.csv", rules, "")).into_iter().chain([plain]).collect();
    assert_eq!(hashes.len(), 3);
}

#[test]
fn no_artefact_holds_time_of_day_host_or_user() {
    let place = Place::with_claims(csv_text(COLUMNS, &["C1,1,P1,N1,2025-02-03,99441"]));
    let names = [("USER", "user-7q4x"), ("LOGNAME", "login-8r5y"), ("HOSTNAME", "host-9s6z"), ("HOME", "home-1t7w")];
    let mut command =
        place.command(&["audit", "--claims=claims.csv", "--out=report", "--format=parquet,csv,xlsx,html"]);
    assert!(command.envs(names).output().is_ok_and(|output| output.status.success()));
    let folder = place.path("").to_string_lossy().into_owned();
    let files = place.files("report");
    assert_eq!(files.len(), 13);
    for (name, bytes) in files {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for (_, word) in names {
            assert!(!text.contains(word), "{name} holds {word}");
        }
        assert!(!text.contains(&folder), "{name} holds the folder it was made in");
        let is_text = ["json", "csv"].iter().any(|end| name.ends_with(end));
        assert!(!is_text || !holds_time_of_day(&text), "{name} holds a time of day: {text}");
    }
}

/// Whether a text such as `12:34` occurs.
fn holds_time_of_day(text: &str) -> bool {
    let shape = |five: &[u8]| five[2] == b':' && [0, 1, 3, 4].iter().all(|at| five[*at].is_ascii_digit());
    text.as_bytes().windows(5).any(shape)
}

#[test]
fn times_of_day_are_recognised() {
    assert!(holds_time_of_day("at 23:59:00") && !holds_time_of_day("\"bytes\": 12, \"x\": 1:2"));
}

#[test]
fn inputs_are_named_as_they_were_given() {
    let place = Place::new();
    for name in ["claims/b.csv", "claims/a.csv"] {
        place.write(name, csv_text(COLUMNS, &[]));
    }
    assert_eq!(place.audit("claims/*.csv", &[]).code, 3, "there is nothing to judge");
    let names: Vec<String> = stamps(&json(&place, "manifest.json")["inputs"]).into_keys().collect();
    assert_eq!(names, ["claims/a.csv", "claims/b.csv"]);
}

#[test]
fn a_layout_file_is_an_input_too() {
    let place = Place::with_claims("c,p,n,d,x\n");
    let layout = "name = \"m\"\ndescription = \"d\"\n[columns]\nclaim_id = \"c\"\npatient_id = \"p\"\nrendering_npi = \"n\"\nservice_date = \"d\"\nprocedure_code = \"x\"\n";
    place.write("m.toml", layout);
    assert_eq!(place.audit("claims.csv", &["--layout", "m.toml"]).code, 3, "there is nothing to judge");
    let inputs = stamps(&json(&place, "manifest.json")["inputs"]);
    assert_eq!(inputs.get("m.toml"), Some(&stamp(layout.as_bytes())), "it decides what is found: {inputs:?}");
}
