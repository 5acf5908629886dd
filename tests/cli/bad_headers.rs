//! Headers that cannot be bound; and a header alone, which is valid.

use super::refusal::assert_input_refused;
use super::{COLUMNS, HARD, claims};
use crate::program::Place;

const NEEDED: [&str; 5] = ["claim_id", "patient_id", "rendering_npi", "service_date", "procedure_code"];

#[test]
fn a_missing_needed_column_is_named_with_its_nearest_neighbour() {
    for needed in NEEDED {
        let nearest = format!("{needed}x");
        let content = claims(&[HARD]).replace(needed, &nearest);
        let message = assert_input_refused("claims.csv", content, &[&format!("`{needed}`"), "missing"]);
        assert!(message.contains(&format!("did you mean `{nearest}`")), "{message}");
    }
}

#[test]
fn a_missing_column_with_nothing_near_is_named_without_a_guess() {
    let content = claims(&[HARD]).replace("procedure_code", "zzz");
    let message = assert_input_refused("claims.csv", content, &["`procedure_code`", "zzz"]);
    assert!(!message.contains("did you mean"), "{message}");
}

#[test]
fn the_error_of_a_missing_column_stays_one_line() {
    let content = claims(&[HARD]).replace("procedure_code", "\"Procedure\nor service\"");
    assert_input_refused("claims.csv", content, &["`procedure_code`"]);
}

#[test]
fn two_columns_of_one_name() {
    for twin in ["Claim ID", "CLAIM_ID", " claim_id ", "\"claim\n_id\"", "claim\u{a0}id", "claim_id"] {
        let content = format!("{COLUMNS},{twin}\n{HARD},C9\n");
        let is_twin = twin != "\"claim\n_id\"";
        if is_twin {
            assert_input_refused("claims.csv", content, &["columns ", "have the same name"]);
        } else {
            // A newline inside a name counts as a space: `claim _id` is another name.
            assert_eq!(Place::with_claims(content).audit("claims.csv", &[]).code, 0);
        }
    }
}

#[test]
fn two_nameless_columns_are_no_twins() {
    let run = Place::with_claims(format!("{COLUMNS},,\n{HARD},,\n")).audit("claims.csv", &[]);
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=1"), "{}", run.stderr);
}

#[test]
fn a_header_alone_is_valid() {
    for content in [format!("{COLUMNS}\n"), COLUMNS.to_owned(), format!("{COLUMNS}\r\n\r\n")] {
        let place = Place::with_claims(content);
        let run = place.audit("claims.csv", &["--fail-on", "advisory"]);
        assert_eq!((run.code, run.fates().as_str()), (3, ""), "there is nothing to judge: {}", run.stderr);
        let summary = run.json();
        assert_eq!((summary["data_from"].is_null(), summary["findings"].as_u64()), (true, Some(0)));
        let n_rows = |name: &str| place.table(name).batch.num_rows();
        assert_eq!((n_rows("report/findings.parquet"), n_rows("report/rejects.parquet")), (0, 0));
        assert!(n_rows("report/rule_runs.parquet") > 0);
        assert!(place.findings().is_empty());
    }
}

#[test]
fn an_empty_file_beside_a_full_one_changes_nothing() {
    let place = Place::with_claims(claims(&[HARD]));
    place.write("empty.csv", claims(&[]));
    let run = place.run(&["audit", "--claims", "claims.csv", "empty.csv", "--out", "report", "--json"]);
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=1"));
}
