//! The files beside the claims: activity log, roster, consents and CMS's tables, read by the built program. What rules
//! make of them stands on the pages of the rules.

mod faults;
mod log;
mod log_layouts;
mod named;
mod roster;

use std::fmt::Write as _;

use serde_json::Value;

use crate::program::{Place, Run};

/// A pipeline over `claims.csv` with these further sections; the data reach far both ways.
fn pipeline(sections: &str) -> String {
    let mut text = "name = \"n\"\n[period]\nall = true\ndata_from = \"2015-01-01\"\ndata_through = \"2035-12-31\"\n\
        [claims]\npaths = [\"claims*.csv\"]\n[report]\ndir = \"report\"\nformats = [\"parquet\", \"csv\"]\n"
        .to_owned();
    let _ = write!(text, "{sections}");
    text
}

/// Runs such a pipeline.
fn run(place: &Place, sections: &str) -> Run {
    place.write("p.toml", pipeline(sections));
    place.run(&["run", "p.toml"])
}

/// A JSON file of the report.
fn json(place: &Place, name: &str) -> Value {
    serde_json::from_slice(&place.files("report")[name]).expect("JSON")
}

/// The entry of a file beside the claims, by kind, in `summary.json` or `manifest.json`.
fn input(place: &Place, name: &str, kind: &str) -> Value {
    let inputs = json(place, name)["inputs"].clone();
    inputs.as_array().into_iter().flatten().find(|entry| entry["kind"] == kind).cloned().unwrap_or_default()
}

const ACTIVITY: &str = "[activity]\npaths = [\"log*\"]\n";
const LOG_COLUMNS: &str =
    "activity_id,patient_id,clinician_npi,kind,initiated_by,start_time,end_time,minutes,role,evaluative,claim_id";
/// A claim line of an e-visit whose message took three minutes, by the log.
const CLAIMS: &str = "claim_id,patient_id,rendering_npi,service_date,procedure_code\nC1,P1,N1,2025-03-03,99421\n";
const THREE_MINUTES: &str = "A1,P1,N1,message,patient,2025-03-03T10:00:00,2025-03-03T10:03:00,,practitioner,true,C1";

/// The text of a log.
fn log(rows: &[&str]) -> String {
    crate::program::csv_text(LOG_COLUMNS, rows)
}
