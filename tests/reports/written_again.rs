//! `report`: any format again from a finished report, without the claims, with the bytes that the run gave.

use std::fs;

use super::sample;
use crate::program::Place;

const ALL: &str = "parquet,csv,xlsx,html,json";

/// A report in every format, whose claims are gone.
fn finished() -> Place {
    let place = sample();
    assert_eq!(place.audit("*.csv", &["--format", ALL]).code, 3);
    for name in ["claims.csv", "more.csv"] {
        fs::remove_file(place.path(name)).expect("a file of this test");
    }
    place
}

#[test]
fn every_format_comes_again_with_the_same_bytes() {
    let place = finished();
    let run = place.run(&["report", "report", "--format", ALL, "--out", "again"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let (first, again) = (place.files("report"), place.files("again"));
    assert!(first.keys().eq(again.keys()), "{:?} and {:?}", first.keys(), again.keys());
    let differing: Vec<&String> = first.keys().filter(|name| first[*name] != again[*name]).collect();
    assert_eq!(differing, [""; 0]);
}

#[test]
fn the_tables_alone_are_enough() {
    let place = finished();
    fs::create_dir(place.path("tables")).expect("a folder");
    for (name, bytes) in place.files("report").iter().filter(|(name, _)| name.ends_with(".parquet")) {
        place.write(&format!("tables/{name}"), bytes);
    }
    let run = place.run(&["report", "tables", "--format", "csv,xlsx,html", "--out", "again"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let (first, again) = (place.files("report"), place.files("again"));
    for (name, bytes) in again.iter().filter(|(name, _)| *name != "manifest.json") {
        assert!(first[name] == *bytes, "{name} differs");
    }
    assert!(again.contains_key("findings.csv") && again.contains_key("report.xlsx"), "{:?}", again.keys());
}

#[test]
fn formats_join_what_is_there() {
    let place = sample();
    assert_eq!(place.audit("*.csv", &["--format", "parquet"]).code, 3);
    let before = place.files("report");
    assert_eq!(place.run(&["report", "report", "--format", "csv"]).code, 0);
    let after = place.files("report");
    assert!(after.contains_key("findings.csv"));
    for (name, bytes) in before.iter().filter(|(name, _)| *name != "manifest.json") {
        assert!(after[name] == *bytes, "{name} changed");
    }
    assert_eq!(place.audit("*.csv", &["--format", "parquet,csv"]).code, 3);
    assert!(after == place.files("report"), "a run with both formats writes the same folder");
}

#[test]
fn what_is_no_report_is_refused() {
    let place =
        Place::with_claims("claim_id,patient_id,rendering_npi,service_date,procedure_code\nC,P,N,2025-02-03,99441\n");
    let refused = |wanted: &str| {
        let run = place.run(&["report", "report", "--format", "csv", "--out", "again"]);
        assert_eq!(run.code, 2, "{}", run.stderr);
        assert!(run.stderr.contains(wanted) && run.stderr.lines().count() == 1, "{}", run.stderr);
        assert!(!place.path("again").exists(), "something was published");
    };
    refused("run.parquet");
    assert_eq!(place.audit("claims.csv", &["--format", "csv"]).code, 0);
    refused("run.parquet");
    place.write("report/run.parquet", "no table");
    refused("could not be read as part of a report");
}

#[test]
fn tables_of_two_runs_are_refused() {
    let place =
        Place::with_claims("claim_id,patient_id,rendering_npi,service_date,procedure_code\nC,P,N,2025-02-03,99441\n");
    assert_eq!(place.audit("claims.csv", &["--format", "parquet", "--to", "2024-12-31"]).code, 3);
    let other = place.files("report")["findings.parquet"].clone();
    assert_eq!(place.audit("claims.csv", &["--format", "parquet"]).code, 0);
    fs::write(place.path("report/findings.parquet"), other).expect("a table of another run");
    let run = place.run(&["report", "report", "--format", "csv", "--out", "again"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("findings.parquet") && run.stderr.contains("another run"), "{}", run.stderr);
    assert!(!place.path("again").exists(), "something was published");
}
