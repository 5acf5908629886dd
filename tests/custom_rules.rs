//! Rules without code, as a pipeline states them under `[[custom]]`: their windows, whose services count, what fires when
//! something is absent, and how reports show them. Refusals stand in `cli/bad_custom.rs`.

mod absence;
mod conditions;
mod reports;
mod windows;

use std::fmt::Write as _;

use claimsweep::findings::Audit;

use crate::support::verdict::verdict;
use crate::support::{audit_of, findings_of};

/// A custom rule with everything it needs: a check-in with a visit on its day.
const PLAIN: [(&str, &str); 10] = [
    ("id", "\"near\""),
    ("title", "\"a check-in near a visit\""),
    ("subject", "[\"98016\"]"),
    ("context", "[\"99213\"]"),
    ("tier", "\"presumptive\""),
    ("message", "\"Our payer counts the check-in into the visit.\""),
    ("clears", "\"a note that shows a new problem\""),
    ("evidence", "\"the call note\""),
    ("source", "\"payer policy, section 4 (2025)\""),
    ("days_before", "0"),
];

/// The plain rule with other values of some keys, and more keys.
fn rule(keys: &[(&str, &str)]) -> String {
    let mut text = "[[custom]]\n".to_owned();
    let others = PLAIN.iter().filter(|(key, _)| !keys.iter().any(|(other, _)| other == key));
    for (key, value) in others.chain(keys) {
        let _ = writeln!(text, "{key} = {value}");
    }
    text
}

const COLUMNS: &str = "claim_id,patient_id,rendering_npi,billing_tin,rendering_specialty,service_date,procedure_code,modifier_1,diagnosis_1,payer,paid_amount";

/// An audit of rows of [`COLUMNS`].
fn audit(rows: &[String], pipeline: &str) -> Audit {
    let claims = rows.iter().fold(format!("{COLUMNS}\n"), |text, row| text + row + "\n");
    audit_of(&claims, pipeline)
}

/// What the rule `near` says of these rows.
fn said(rows: &[&str], pipeline: &str) -> String {
    let rows: Vec<String> = rows.iter().map(|row| (*row).to_owned()).collect();
    verdict(&audit(&rows, pipeline), "near")
}

/// The gaps of the findings of `near`.
fn gaps(audit: &Audit) -> Vec<i32> {
    findings_of(audit, "near").filter_map(|finding| finding.gap_days).collect()
}
