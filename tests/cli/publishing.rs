//! How a report gets into its place: whole or not at all, readable by its owner alone, never over something foreign.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use super::refusal::{assert_refused, place_with_report};
use super::{CLEAN, HARD, claims};
use crate::program::{Place, Run};

const ARTEFACTS: [&str; 9] = [
    "data_quality.json",
    "evidence.parquet",
    "findings.csv",
    "findings.parquet",
    "manifest.json",
    "opportunities.parquet",
    "rejects.parquet",
    "rule_runs.parquet",
    "summary.json",
];

fn mode(path: &Path) -> u32 {
    fs::metadata(path).map_or(0, |facts| facts.permissions().mode() & 0o7777)
}

#[test]
fn files_are_0600_and_folders_0700_whatever_the_umask() {
    for umask in ["000", "022", "077"] {
        let place = Place::with_claims(claims(&[HARD]));
        let script = format!("umask {umask}; exec \"$0\" audit --claims claims.csv --out new/deep/report");
        let output = Command::new("/bin/sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_claimsweep")])
            .env_clear()
            .current_dir(place.path(""))
            .output();
        let run = output.map(Run::of);
        assert_eq!(run.map(|run| run.code).ok(), Some(0), "{umask}");
        assert_eq!(place.files("new/deep/report").into_keys().collect::<Vec<_>>(), ARTEFACTS);
        for name in ARTEFACTS {
            assert_eq!(mode(&place.path("new/deep/report").join(name)), 0o600, "{name}, umask {umask}");
        }
        assert_eq!(mode(&place.path("new/deep/report")), 0o700, "umask {umask}");
    }
}

#[test]
fn nothing_hidden_is_left_after_a_run() {
    let place = place_with_report();
    for (claims, code) in [("good.csv", 0), ("absent.csv", 2), ("bad.csv", 2), ("ragged.csv", 3)] {
        place.write("bad.csv", "claim_id\nC1\n");
        place.write("ragged.csv", super::claims(&[CLEAN, "C1"]));
        assert_eq!(place.audit(claims, &[]).code, code, "{claims}");
        assert_eq!(place.names(), ["bad.csv", "good.csv", "ragged.csv", "report"], "{claims}");
    }
}

#[test]
fn a_new_report_replaces_the_old_one_as_a_whole() {
    let place = place_with_report();
    place.write("clean.csv", claims(&[CLEAN]));
    let run = place.audit("clean.csv", &["--format", "csv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(
        place.files("report").into_keys().collect::<Vec<_>>(),
        ["data_quality.json", "findings.csv", "manifest.json", "summary.json"]
    );
    assert!(place.findings().is_empty());
}

#[test]
fn every_way_to_write_the_folder_s_name_works() {
    for out in ["report", "report/", "./report", "a/b/report", "a/../report2"] {
        let place = Place::with_claims(claims(&[HARD]));
        fs::create_dir(place.path("a")).unwrap_or_default();
        for _ in 0..2 {
            let run = place.run(&["audit", "--claims=claims.csv", "--out", out]);
            assert_eq!(run.code, 0, "{out}: {}", run.stderr);
        }
        assert_eq!(place.files(out).into_keys().collect::<Vec<_>>(), ARTEFACTS, "{out}");
        let full = place.path("full");
        let run = place.run(&["audit", "--claims=claims.csv", "--out", &full.to_string_lossy()]);
        assert_eq!((run.code, place.files("full").len()), (0, ARTEFACTS.len()));
    }
}

#[test]
fn an_empty_folder_may_become_a_report() {
    let place = Place::with_claims(claims(&[HARD]));
    fs::create_dir(place.path("report")).unwrap_or_default();
    assert_eq!(place.audit("claims.csv", &[]).code, 0);
    assert_eq!(mode(&place.path("report")), 0o700, "the folder is ours now");
}

#[test]
fn a_folder_that_is_no_report_is_left_alone() {
    let place = place_with_report();
    place.write("mine/notes.txt", "keep me");
    assert_refused(&place, &["audit", "--claims=good.csv", "--out=mine"], &["mine", "was not written by claimsweep"]);
    assert_eq!(place.files("mine")["notes.txt"], b"keep me");
    place.write("hidden/.git", "keep me");
    assert_refused(&place, &["audit", "--claims=good.csv", "--out=hidden"], &["hidden"]);
    assert_eq!(place.files("hidden").len(), 1);
}

#[test]
fn somebody_else_s_manifest_does_not_make_a_folder_ours() {
    for manifest in ["{\"manifest_version\": 3, \"name\": \"an extension of a browser\"}", "{}", "", "not JSON"] {
        let place = place_with_report();
        place.write("mine/manifest.json", manifest);
        place.write("mine/notes.txt", "keep me");
        assert_refused(&place, &["audit", "--claims=good.csv", "--out=mine"], &["mine"]);
        assert_eq!(place.files("mine").len(), 2, "{manifest}");
    }
}

#[test]
fn a_file_in_the_place_of_the_report_is_left_alone() {
    let place = place_with_report();
    assert_refused(&place, &["audit", "--claims=good.csv", "--out=good.csv"], &["good.csv"]);
    assert_eq!(place.files("")["good.csv"], claims(&[HARD]).as_bytes());
}

#[test]
fn a_place_that_cannot_be_written_is_an_error_before_the_work() {
    let place = place_with_report();
    for (out, named) in [("good.csv/report", "good.csv"), ("good.csv/a/report", "good.csv"), (".", "."), ("..", "..")] {
        let out_argument = format!("--out={out}");
        assert_refused(&place, &["audit", "--claims=good.csv", &out_argument], &[named]);
        let pipeline = format!(
            "name = \"n\"\n[period]\nall = true\n[claims]\npaths = [\"good.csv\"]\n[report]\ndir = \"{out}\"\n"
        );
        place.write("p.toml", pipeline);
        assert_refused(&place, &["run", "p.toml"], &[named]);
    }
}
