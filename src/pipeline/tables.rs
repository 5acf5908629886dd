//! `[tables]` as written: CMS's own tables as the user downloaded them.
//!
//! Source: contracts, sections 1 and 2.

use super::payers::parse_dates;
use crate::load::document::{DocumentError, Entry};
use crate::load::{TableRequest, TableRequests};

/// Reads the tables of a pipeline. Each is a path, a list of paths and globs, or a list of `{ path, from, until }` for
/// files that do not say themselves which dates they hold for.
pub(super) fn parse(entry: Entry<'_>, into: &mut TableRequests) -> Result<(), DocumentError> {
    let mut section = entry.section(&["fee_schedule", "ptp", "mue"])?;
    let TableRequests { fee_schedule, ptp, mue } = into;
    for (key, table) in [("fee_schedule", fee_schedule), ("ptp", ptp), ("mue", mue)] {
        if let Some(entry) = section.take(key) {
            *table = requests(entry)?;
        }
    }
    Ok(())
}

fn requests(entry: Entry<'_>) -> Result<Vec<TableRequest>, DocumentError> {
    let plain = |path: String| TableRequest { path, from: None, to: None };
    if entry.is_text() {
        return Ok(vec![plain(entry.text()?)]);
    }
    if entry.is_list_of_tables() {
        let dated = entry.sections(&["path", "from", "until"])?.into_iter().map(|mut section| {
            let path = section.require("path")?.text()?;
            let dates = parse_dates(&mut section)?;
            Ok(TableRequest { path, from: dates.from, to: dates.until })
        });
        return dated.collect();
    }
    let paths = entry.texts()?;
    if paths.is_empty() {
        return Err(entry.error("is empty; name at least one file or glob, or leave it out"));
    }
    Ok(paths.into_iter().map(plain).collect())
}
