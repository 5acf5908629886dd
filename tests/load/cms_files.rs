//! What the tests of CMS's tables share: loading fixtures and texts through the library. Tests nothing itself.

use std::path::PathBuf;

use claimsweep::claim::Day;
use claimsweep::load::cms::{TableRequest, TableRequests, Tables, load_tables};

use crate::program::Place;

/// The kinds of table, as pipelines name them.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Fees,
    Pairs,
    Limits,
}

/// The path of a fixture, or of several by a glob.
pub(super) fn fixture(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cms");
    folder.join(name).to_string_lossy().into_owned()
}

/// A request without dates.
pub(super) fn request(path: impl Into<String>) -> TableRequest {
    TableRequest { path: path.into(), from: None, to: None }
}

/// A request with dates, as `YYYY-MM-DD`; blank ones are not stated.
pub(super) fn dated(path: impl Into<String>, from: &str, to: &str) -> TableRequest {
    TableRequest { path: path.into(), from: Day::parse_iso(from), to: Day::parse_iso(to) }
}

/// Loads files of one kind, every pair kept; an error as its text.
pub(super) fn load(kind: Kind, requests: Vec<TableRequest>) -> Result<Tables, String> {
    let mut all = TableRequests::default();
    match kind {
        Kind::Fees => all.fee_schedule = requests,
        Kind::Pairs => all.ptp = requests,
        Kind::Limits => all.mue = requests,
    }
    load_tables(&all, &|_, _| true).map_err(|error| error.to_string())
}

/// Loads one file of this name and content.
pub(super) fn load_text(kind: Kind, name: &str, content: impl AsRef<[u8]>) -> Result<Tables, String> {
    let place = Place::new();
    place.write(name, content);
    let path = place.path(name).to_string_lossy().into_owned();
    let folder = place.path("").to_string_lossy().into_owned();
    load(kind, vec![request(path)]).map_err(|error| error.replace(&folder, ""))
}

/// A date written `YYYY-MM-DD`.
pub(super) fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a date of a test")
}

/// Every file as `release from..through rows`, and its bad rows as `row column: reason`.
pub(super) fn summary(tables: &Tables) -> Vec<String> {
    let mut lines = Vec::new();
    for file in &tables.files {
        lines.push(format!(
            "{}: {} {}..{} {} rows",
            file.kind.name(),
            file.release,
            file.from,
            file.through,
            file.rows
        ));
        lines.extend(file.skipped.iter().map(|(row, column, reason)| format!("{row} {column}: {reason}")));
    }
    lines
}
