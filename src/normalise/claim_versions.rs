//! Versions of whole claims, where the layout says that numbers carry one: the latest stands for the claim with every
//! line it has, so that a line it no longer has is gone. Versions of single lines are told apart in `line_versions`.

use std::collections::BTreeMap;

use super::content::is_reversal;
use super::versions::dates;
use crate::claim::{Day, RowKind};
use crate::load::Rows;

/// What is known of one version.
#[derive(Default)]
struct Version {
    /// Latest processed, then latest paid.
    dates: Option<(Day, Day)>,
    /// Whether it says what was billed; one that only takes back leaves the other lines alone.
    has_charges: bool,
}

/// The rows of one claim that belong to a version before the one that stands.
pub(super) fn outdated(rows: &Rows, lines: &[usize]) -> Vec<usize> {
    let is_version =
        |row: &usize| rows.claims.base.get(*row).is_known() && rows.claims.kind.get(*row) != RowKind::Superseded;
    let lines: Vec<usize> = lines.iter().copied().filter(is_version).collect();
    let mut versions: BTreeMap<u64, Version> = BTreeMap::new();
    for &row in &lines {
        let version = versions.entry(rows.claims.version.get(row)).or_default();
        version.dates = version.dates.max(Some(dates(rows, row)));
        version.has_charges |= !is_reversal(rows, row);
    }
    let rank = |number: u64| (versions[&number].dates, number);
    let standing = versions.iter().filter(|(_, version)| version.has_charges).map(|(number, _)| rank(*number)).max();
    let is_outdated = |row: &usize| Some(rank(rows.claims.version.get(*row))) < standing;
    lines.into_iter().filter(is_outdated).collect()
}
