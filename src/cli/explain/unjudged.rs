//! The lines of a finished report that a rule neither flagged nor called clean.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::json;

use crate::report::{StoredUnjudged, find_unjudged};

/// Lines that a terminal is shown; JSON has all of them.
const SHOWN: usize = 1_000;

/// Reads the lines. Errors when the report does not list such lines.
pub(super) fn find(folder: &str, rule: &str) -> Result<Vec<StoredUnjudged>, String> {
    let found = find_unjudged(Path::new(folder), rule).map_err(|error| error.to_string())?;
    found.ok_or_else(|| {
        format!(
            "{folder}: the report has no unjudged.parquet; run it again with --unjudged, or with `unjudged = true` under [report]"
        )
    })
}

/// The lines for a person at a terminal.
pub(super) fn page(rule: &str, folder: &str, lines: &[StoredUnjudged]) -> String {
    let mut page = format!("{rule}: {} lines of {folder} cleared, provisional or not evaluable\n", lines.len());
    if lines.is_empty() {
        return page;
    }
    // Writing to a String cannot fail.
    let _ = writeln!(page, "\n  {:<20}{:>5}  {:<16}{:<15}{:<12}reason", "claim", "line", "patient", "outcome", "until");
    for line in lines.iter().take(SHOWN) {
        let until = line.until.map_or_else(String::new, |day| day.to_string());
        let outcome = line.outcome.replace('_', " ");
        let _ = writeln!(
            page,
            "  {:<20}{:>5}  {:<16}{outcome:<15}{until:<12}{}",
            line.claim, line.line_number, line.patient, line.reason
        );
    }
    if SHOWN < lines.len() {
        let _ = writeln!(page, "  … and {} more: --json has all of them", lines.len() - SHOWN);
    }
    page
}

/// The lines for a program.
pub(super) fn json(rule: &str, lines: &[StoredUnjudged]) -> serde_json::Value {
    let lines: Vec<_> = lines
        .iter()
        .map(|line| {
            json!({
                "claim_id": line.claim, "line_number": line.line_number, "patient_id": line.patient,
                "outcome": line.outcome, "reason": line.reason, "until": line.until.map(|day| day.to_string()),
            })
        })
        .collect();
    json!({ "rule": rule, "lines": lines })
}
