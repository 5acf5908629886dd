//! What the tests of `[format]` share: layouts that name our own columns, and files of any bytes audited through them.
//! Tests nothing itself.

use super::EYE;
use crate::program::{Place, Run};

/// The columns of most files here.
pub(super) const HEADER: &str = "claim_id,patient_id,rendering_npi,service_date,procedure_code,payer";

/// A layout of our own names with this `[format]`.
pub(super) fn layout(format: &str) -> String {
    let fields = ["claim_id", "patient_id", "rendering_npi", "service_date", "procedure_code", "payer", "paid_amount"];
    let columns = fields.map(|name| format!("{name} = \"{name}\"")).join("\n");
    format!("name = \"mine\"\ndescription = \"a test\"\n[format]\n{format}\n[columns]\n{columns}\n")
}

/// Audits `claims.csv` of these bytes through a layout with this `[format]`.
pub(super) fn run(format: &str, content: impl AsRef<[u8]>) -> (Place, Run) {
    let place = Place::with_claims(content);
    place.write("mine.toml", layout(format));
    let run = place.audit("claims.csv", &["--layout", "mine.toml"]);
    (place, run)
}

/// One line per finding of [`EYE`]: row, claim and payer. Nothing is rejected.
pub(super) fn seen(format: &str, content: impl AsRef<[u8]>) -> Vec<String> {
    let (place, run) = run(format, content);
    let is_empty = run.json()["accounting"]["rows_read"] == 0;
    assert_eq!(run.code, if is_empty { 3 } else { 0 }, "{format}: {}", run.stderr);
    let rows = place.findings().into_iter().filter(|row| row["rule"] == EYE);
    rows.map(|row| format!("{} {} {}", row["source_row"], row["claim_id"], row["payer"])).collect()
}

/// The one error of a file that is refused whole; it names the file and shows no cell.
pub(super) fn refused(format: &str, content: impl AsRef<[u8]>) -> String {
    let (place, run) = run(format, content);
    assert_eq!((run.code, run.stderr.trim().lines().count()), (2, 1), "{format}: {}", run.stderr);
    assert!(run.stderr.contains("claims.csv"), "{}", run.stderr);
    assert!(!run.stderr.contains("P-SECRET"), "{}", run.stderr);
    assert!(!place.names().contains(&"report".to_owned()), "nothing is published");
    run.stderr
}

/// Checks that an error holds all of these words.
pub(super) fn assert_says(error: &str, words: &[&str]) {
    for word in words {
        assert!(error.contains(word), "`{word}` is not in: {error}");
    }
}
