//! Claims from standard input.

use std::io::Write as _;
use std::process::Stdio;

use super::{HARD, claims};
use crate::program::{Place, Run};

fn piped(place: &Place, args: &[&str], content: &[u8]) -> Run {
    let mut command = place.command(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).env("TMPDIR", place.path("tmp"));
    std::fs::create_dir_all(place.path("tmp")).expect("a folder");
    let mut child = command.spawn().expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(content).expect("somebody reads");
    Run::of(child.wait_with_output().expect("the program ends"))
}

#[test]
fn a_dash_is_standard_input() {
    let place = Place::new();
    let content = claims(&[HARD]);
    let run = piped(&place, &["audit", "--claims", "-", "--out", "report", "--json"], content.as_bytes());
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=1"), "{}", run.stderr);
    assert_eq!(run.json()["files"][0]["file"], "standard input");
    assert_eq!(place.findings()[0]["source_file"], "standard input");
    let manifest = String::from_utf8(place.files("report")["manifest.json"].clone()).expect("a text");
    assert!(manifest.contains("\"file\": \"standard input\"") && !manifest.contains("stdin"), "{manifest}");
    let check = piped(&place, &["check", "-"], content.as_bytes());
    assert_eq!(check.code, 0, "{}", check.stderr);
    assert_eq!(std::fs::read_dir(place.path("tmp")).expect("a folder").count(), 0, "nothing is left behind");
}

#[test]
fn what_is_wrong_with_standard_input_is_told() {
    let place = Place::with_claims(claims(&[HARD]));
    let empty = piped(&place, &["audit", "--claims", "-", "--out", "report"], b"");
    assert_eq!(empty.code, 2);
    assert!(empty.stderr.contains("claimsweep: standard input: is empty"), "{}", empty.stderr);
    let both = piped(&place, &["audit", "--claims", "-", "claims.csv", "--out", "report"], b"");
    assert_eq!(both.code, 2);
    assert!(both.stderr.contains("is read alone"), "{}", both.stderr);
    assert_eq!(std::fs::read_dir(place.path("tmp")).expect("a folder").count(), 0, "nothing is left behind");
}

#[test]
fn init_looks_at_standard_input_and_its_pipeline_reads_it_again() {
    let place = Place::new();
    let content = "Claim Number,Member ID,NPI,Service Date,CPT Code\nC1,P1,1234567893,02/13/2025,99441\n";
    let init = piped(&place, &["init", "-"], content.as_bytes());
    assert_eq!(init.code, 0, "{}{}", init.stdout, init.stderr);
    assert!(init.stdout.contains("standard input: commas") && init.stdout.contains("< FILE"), "{}", init.stdout);
    for name in ["claims-layout.toml", "claims-pipeline.toml"] {
        let text = String::from_utf8_lossy(&place.files("")[name]).into_owned();
        assert!(!text.contains("stdin") && !text.contains("/tmp"), "{name}: {text}");
    }
    let run = piped(&place, &["run", "claims-pipeline.toml", "--json"], content.as_bytes());
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=1"), "{}", run.stderr);
    assert_eq!(std::fs::read_dir(place.path("tmp")).expect("a folder").count(), 0, "nothing is left behind");
    let both = piped(&place, &["init", "-", "log.csv"], b"");
    assert_eq!(both.code, 2);
    assert!(both.stderr.contains("is read alone"), "{}", both.stderr);
}
