//! Tells which shipped layouts the columns of files belong to. Reads no file and decides nothing between equals.

use std::collections::{BTreeMap, BTreeSet};

use crate::load::format::FormatKind;
use crate::load::{Layout, Origin, column_key, roles};

/// A file with the names of its columns.
pub struct NamedFile {
    /// Its path.
    pub path: String,
    /// Its columns.
    pub names: Vec<String>,
}

/// A shipped layout whose columns some files have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// The layout's name.
    pub layout: &'static str,
    /// The columns of the layout that were found, sorted.
    pub found: Vec<String>,
    /// Columns the layout knows; of numbered ones, the first.
    pub n_columns: usize,
    /// Columns that a line needs and that were not found.
    pub lacking: Vec<String>,
}

impl Recognised {
    /// Whether every column is there that a line needs.
    pub const fn fits(&self) -> bool {
        self.lacking.is_empty()
    }
}

/// Percent of its columns by which a layout is recognised; excerpts leave some out.
const ENOUGH: usize = 60;
/// Our own columns: the needed ones are enough, for every other one is optional.
const CANONICAL: &str = "canonical";

/// The shipped layouts that these files belong to together, best first.
pub fn recognise(files: &[NamedFile]) -> Vec<Recognised> {
    let mut all: Vec<Recognised> = shipped()
        .filter(|(_, layout)| layout.format.kind == FormatKind::Delimited)
        .filter_map(|(name, layout)| compare(name, &layout, files))
        .collect();
    all.retain(|one| one.layout == CANONICAL && one.fits() || one.n_columns * ENOUGH <= one.found.len() * 100);
    all.sort_by_key(|one| (!one.fits(), std::cmp::Reverse(one.found.len()), one.layout));
    all
}

/// The shipped layouts for fixed-width rows of these lengths.
pub(super) fn recognise_lengths(lengths: &[usize]) -> Vec<&'static str> {
    let fits = |layout: &Layout| {
        let known = &layout.format.fixed.record_lengths;
        layout.format.kind == FormatKind::FixedWidth && lengths.iter().all(|length| known.contains(length))
    };
    shipped().filter(|(_, layout)| fits(layout)).map(|(name, _)| name).collect()
}

/// The shipped layouts whose lines are X12 transactions of this kind.
pub(super) fn recognise_x12(kind: FormatKind) -> Vec<&'static str> {
    shipped().filter(|(_, layout)| layout.format.kind == kind).map(|(name, _)| name).collect()
}

/// A sentence for whoever read files with a layout that does not fit; nothing when no other one does.
pub fn hint(files: &[NamedFile], used: &str) -> Option<String> {
    let fitting = recognise(files).into_iter().find(|one| one.fits() && one.layout != used);
    let name = fitting?.layout;
    Some(format!("these columns look like layout `{name}`: add --layout {name}, or let `claimsweep init` propose one"))
}

fn shipped() -> impl Iterator<Item = (&'static str, Layout)> {
    Layout::shipped_names().into_iter().filter_map(|name| Some((name, Layout::find(name).ok()?)))
}

/// The columns of files under the names a layout has for them.
pub(super) struct Columns(BTreeMap<String, BTreeSet<String>>);

impl Columns {
    /// The columns of one table.
    pub(super) fn of(names: &[String]) -> Self {
        Self(BTreeMap::from([(String::new(), names.iter().map(|name| column_key(name)).collect())]))
    }

    /// Whether there is a column; `{i}` stands for the first place of a wide row.
    pub(super) fn has(&self, name: &str) -> bool {
        let name = name.replace("{i}", "1");
        let in_table = |table: &str, column: &str| {
            self.0.get(table).is_some_and(|columns| columns.contains(&column_key(column.trim_end_matches("#1"))))
        };
        let joined = name.split_once('.').is_some_and(|(table, column)| in_table(table, column));
        joined || in_table("", &name)
    }

    pub(super) fn can_give(&self, origin: &Origin) -> bool {
        match origin {
            Origin::Column(name) | Origin::Part { name, .. } => self.has(name),
            Origin::Constant(_) | Origin::Slot => true,
            Origin::First(values) => values.iter().any(|value| self.can_give(value)),
            Origin::Concat { values, .. } => values.iter().all(|value| self.can_give(value)),
            Origin::Mapped { of, .. } | Origin::Padded { of, .. } => self.can_give(of),
        }
    }
}

/// Compares files with a layout; nothing when their names say that the layout is not theirs.
fn compare(name: &'static str, layout: &Layout, files: &[NamedFile]) -> Option<Recognised> {
    let paths: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
    let roles = roles(&paths, layout)?;
    let keys = |places: &[usize]| {
        let names = places.iter().flat_map(|place| &files[*place].names);
        names.map(|name| column_key(name)).collect::<BTreeSet<_>>()
    };
    let mut columns = BTreeMap::from([(String::new(), keys(&roles.lines))]);
    for (table, places) in layout.tables.iter().zip(&roles.tables) {
        columns.insert(table.name.clone(), keys(places));
    }
    let columns = Columns(columns);
    let known: BTreeSet<String> = layout.named_columns().map(|name| name.replace("{i}", "1")).collect();
    let lacks = |(field, value): &&(crate::claim::Field, crate::load::layout::Value)| {
        field.is_needed() && !columns.can_give(&value.origin)
    };
    let lacking = layout.columns.iter().filter(lacks).map(|(_, value)| value.origin.columns().join(" or "));
    let lacking = lacking.collect();
    let n_columns = known.len();
    let found = known.into_iter().filter(|name| columns.has(name)).collect();
    Some(Recognised { layout: name, found, n_columns, lacking })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(names: &[&str]) -> [NamedFile; 1] {
        [NamedFile { path: "f.csv".to_owned(), names: names.iter().map(|name| (*name).to_owned()).collect() }]
    }

    fn recognised(names: &[&str]) -> Vec<(&'static str, bool)> {
        recognise(&file(names)).into_iter().map(|one| (one.layout, one.fits())).collect()
    }

    const WIDE: [&str; 14] = [
        "DESYNPUF_ID",
        "CLM_ID",
        "CLM_FROM_DT",
        "CLM_THRU_DT",
        "ICD9_DGNS_CD_1",
        "ICD9_DGNS_CD_2",
        "ICD9_DGNS_CD_3",
        "PRF_PHYSN_NPI_1",
        "TAX_NUM_1",
        "HCPCS_CD_1",
        "LINE_NCH_PMT_AMT_1",
        "LINE_ALOWD_CHRG_AMT_1",
        "LINE_PRCSG_IND_CD_1",
        "LINE_ICD9_DGNS_CD_1",
    ];

    #[test]
    fn layouts_are_known_by_their_columns() {
        let canonical = ["Claim ID", "patient_id", "RENDERING_NPI", "service_date", "procedure_code", "extra"];
        assert_eq!(recognised(&canonical), [("canonical", true)]);
        assert_eq!(recognised(&canonical[..4]), []);
        assert_eq!(recognised(&WIDE).first(), Some(&("desynpuf-carrier", true)));
        let without_code: Vec<&str> = WIDE.into_iter().filter(|name| *name != "HCPCS_CD_1").collect();
        assert_eq!(recognised(&without_code), [("desynpuf-carrier", false)]);
    }

    #[test]
    fn the_hint_names_another_layout() {
        assert!(hint(&file(&WIDE), CANONICAL).is_some_and(|hint| hint.contains("--layout desynpuf-carrier")));
        assert_eq!(hint(&file(&WIDE), "desynpuf-carrier"), None);
        assert_eq!(hint(&file(&["a", "b"]), CANONICAL), None);
    }
}
