//! The log and every other text a run leaves beside its report: parseable when asked, never naming a person or a claim.

use serde_json::Value;

use super::claims;
use crate::program::{Place, Run};

const SECRETS: [&str; 5] = ["PAT-7Q4X", "CLM-8R5Y", "1888777666", "SECRET-VALUE", "CLM-9S6Z"];

/// Rows that are kept, found, repaired, rejected for each of several reasons, and netted.
fn telling_rows() -> String {
    claims(&[
        "CLM-8R5Y,1,PAT-7Q4X,1888777666,2025-02-03,99441,15.00",
        "CLM-8R5Y,2,PAT-7Q4X,1888777666.0,2025-02-03,99441,-15.00",
        "CLM-9S6Z,1,PAT-7Q4X,1888777666,SECRET-VALUE,99441,15.00",
        "CLM-9S6Z,2,PAT-7Q4X,1888777666,2025-02-03,99441,SECRET-VALUE",
        "CLM-9S6Z,SECRET-VALUE,PAT-7Q4X,1888777666,2025-02-03,99441,15.00",
        "CLM-9S6Z,3,PAT-7Q4X,1888777666,2025-02-03,99441,15.00,SECRET-VALUE",
        "CLM-9S6Z,4,PAT-7Q4X,1888777666,2025-02-03,,15.00",
        "CLM-9S6Z,5,PAT-7Q4X,1888777666,2025-02-04,99442,15.00",
    ])
}

fn assert_tells_nothing(what: &str, text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{what} holds {secret}: {text}");
    }
}

/// Every line of standard error as JSON.
fn events(run: &Run) -> Vec<Value> {
    let parse = |line: &str| serde_json::from_str(line);
    let parsed: Result<Vec<Value>, _> = run.stderr.lines().map(parse).collect();
    parsed.unwrap_or_else(|error| vec![Value::String(format!("{error}: {}", run.stderr))])
}

fn names(run: &Run) -> Vec<String> {
    events(run).iter().map(|event| event["event"].as_str().unwrap_or("not an event").to_owned()).collect()
}

#[test]
fn the_json_log_is_one_object_per_event() {
    let place = Place::with_claims(telling_rows());
    let run = place.audit("claims.csv", &["--log-format", "json"]);
    assert_eq!(names(&run), ["started", "loaded", "normalised", "judged", "published"], "{}", run.stderr);
    let loaded = &events(&run)[1];
    assert_eq!((loaded["rows_read"].as_u64(), loaded["rejected"].as_u64()), (Some(8), Some(3)));
}

#[test]
fn no_stream_and_no_summary_names_a_person_or_a_claim() {
    let place = Place::with_claims(telling_rows());
    for format in ["json", "text"] {
        let run = place.audit("claims.csv", &["--log-format", format]);
        assert_eq!(run.code, 3);
        assert_tells_nothing("standard error", &run.stderr);
        assert_tells_nothing("standard output", &run.stdout);
    }
    for args in [&["check", "claims.csv"][..], &["check", "claims.csv", "--json"]] {
        assert_tells_nothing("check", &place.run(args).stdout);
    }
    let files = place.files("report");
    for name in ["summary.json", "manifest.json", "data_quality.json"] {
        assert_tells_nothing(name, &String::from_utf8_lossy(&files[name]));
    }
}

#[test]
fn an_error_of_the_input_is_one_json_event() {
    let place = Place::with_claims("claim_id,patient_id\n");
    for claims in ["absent.csv", "claims.csv"] {
        let run = place.audit(claims, &["--log-format", "json"]);
        let failed = &events(&run)[events(&run).len() - 1];
        assert_eq!((run.code, failed["event"].as_str(), failed["level"].as_str()), (2, Some("failed"), Some("error")));
        assert!(failed["message"].as_str().unwrap_or_default().contains(claims), "{failed}");
    }
}

#[test]
fn an_error_of_the_pipeline_is_one_json_event_too() {
    let place = Place::with_claims(claims(&[]));
    place.write("p.toml", "naem = \"n\"\n");
    let dates = ["audit", "--claims=claims.csv", "--out=report", "--from=2025-02-02", "--to=2025-02-01"];
    let cases: [&[&str]; 4] = [&["run", "p.toml"], &["run", "absent.toml"], &dates, &["check", "absent.csv"]];
    for args in cases {
        let run = place.run(&[args, &["--log-format", "json"]].concat());
        assert_eq!((run.code, names(&run)), (2, vec!["failed".to_owned()]), "{args:?}: {}", run.stderr);
    }
}

#[test]
fn a_file_without_header_does_not_put_its_first_row_into_the_error() {
    let place =
        Place::with_claims("CLM-8R5Y,PAT-7Q4X,1888777666,2025-02-03,99441\nCLM-9S6Z,PAT-7Q4X,1,2025-02-03,99441\n");
    for format in ["json", "text"] {
        let run = place.audit("claims.csv", &["--log-format", format]);
        assert_eq!(run.code, 2);
        assert_tells_nothing("standard error", &run.stderr);
    }
}

#[test]
fn a_file_without_header_whose_first_row_repeats_a_value_does_not_tell_it() {
    let place = Place::with_claims("CLM-8R5Y,PAT-7Q4X,PAT-7Q4X,2025-02-03,99441\n");
    let run = place.audit("claims.csv", &[]);
    assert_eq!(run.code, 2);
    assert_tells_nothing("standard error", &run.stderr.to_uppercase());
}
