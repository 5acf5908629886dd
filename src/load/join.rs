//! Tables beside the claim lines: which files hold them, and their values for the rows of a batch.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

use super::batch::{TextColumn, cleaned};
use super::cells::{Place, Widened};
use super::error::LoadError;
use super::format::FileFormat;
use super::found::is_x12;
use super::layout::{Layout, TableSpec};
use super::paths::stem;
use super::side_table::{SideTable, key};
use super::{remittances, x12};

/// The files of a run by what they hold, as indices into its list.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Roles {
    /// Files of claim lines.
    pub(super) lines: Vec<usize>,
    /// Files of each table.
    pub(super) tables: Vec<Vec<usize>>,
    /// Files nobody asked for.
    pub(super) unused: Vec<usize>,
}

impl Roles {
    /// Tells the files apart by their names. Errors when no file has claim lines, or a needed table has no file.
    pub(super) fn new(paths: &[String], layout: &Layout) -> Result<Self, LoadError> {
        let stems: Vec<String> = paths.iter().map(|path| stem(path)).collect();
        let sets: Vec<BTreeSet<String>> =
            if layout.format.is_x12() { paths.iter().map(|path| x12::sets(path)).collect() } else { Vec::new() };
        let of = |patterns: &[String], format: &FileFormat| -> Vec<usize> {
            let is_named = |file: &usize| patterns.iter().any(|pattern| fits(pattern, &stems[*file]));
            // Interchanges say themselves what they hold, and their names seldom do. One file may hold sets of both kinds.
            let is_of_kind = |file: &usize| {
                let wanted = format.kind.x12_set();
                let Some(sets) = sets.get(*file) else { return true };
                let holds_it = wanted.is_some_and(|set| sets.iter().any(|it| it.starts_with(set)));
                // An interchange that cannot even be begun is taken for claims: its reader says what is wrong.
                holds_it || sets.is_empty() && std::ptr::eq(format, &raw const layout.format) && is_x12(&paths[*file])
            };
            (0..paths.len()).filter(|file| is_named(file) && is_of_kind(file)).collect()
        };
        let of_table = |table: &TableSpec| of(&table.files, table.format.as_ref().unwrap_or(&layout.format));
        let tables: Vec<Vec<usize>> = layout.tables.iter().map(of_table).collect();
        let is_table = |file: &usize| tables.iter().any(|files| files.contains(file));
        let lines = if layout.files.is_empty() {
            (0..paths.len()).filter(|file| !is_table(file)).collect()
        } else {
            of(&layout.files, &layout.format)
        };
        let unused = (0..paths.len()).filter(|file| !lines.contains(file) && !is_table(file)).collect();
        let roles = Self { lines, tables, unused };
        roles.check(layout, paths.is_empty())?;
        Ok(roles)
    }

    fn check(&self, layout: &Layout, nothing_given: bool) -> Result<(), LoadError> {
        let missing = |table: &str, patterns: &[String]| LoadError::MissingTable {
            layout: layout.name.clone(),
            table: table.to_owned(),
            patterns: patterns.join(", "),
        };
        if self.lines.is_empty() && !nothing_given {
            return Err(missing("claim lines", &layout.files));
        }
        let absent = layout.tables.iter().zip(&self.tables).find(|(table, files)| table.needed && files.is_empty());
        absent.map_or(Ok(()), |(table, _)| Err(missing(&table.name, &table.files)))
    }
}

fn fits(pattern: &str, stem: &str) -> bool {
    glob::Pattern::new(&pattern.to_lowercase()).is_ok_and(|pattern| pattern.matches(stem))
}

/// Reads every table of the layout.
pub(super) fn read_tables(
    paths: &[String],
    roles: &Roles,
    layout: &Layout,
    interrupt: &AtomicBool,
) -> Result<Vec<SideTable>, LoadError> {
    let named = |files: &[usize]| files.iter().map(|file| paths[*file].clone()).collect::<Vec<String>>();
    let lines = named(&roles.lines);
    let read = |(spec, files): (&TableSpec, &Vec<usize>)| {
        let files = named(files);
        let used: Vec<String> = layout.columns_of(spec).into_iter().map(str::to_owned).collect();
        let format = spec.format.as_ref().unwrap_or(&layout.format);
        if spec.pairs {
            return remittances::read(&spec.name, (&lines, &layout.format), (&files, format), interrupt);
        }
        SideTable::read(spec, &files, &used, (format, &layout.notation), interrupt)
    };
    layout.tables.iter().zip(&roles.tables).map(read).collect()
}

/// How the rows of a file find their entries in one table.
pub(super) struct Join {
    /// The table.
    pub(super) table: usize,
    /// The columns that equal its key.
    pub(super) on: Vec<Place>,
    /// The columns of the table that are wanted; each becomes one joined column.
    pub(super) columns: Vec<usize>,
}

/// Adds the columns of every join to a batch, in order; gives the entry that every row found, by join.
pub(super) fn widen(batch: &mut Widened, joins: &[Join], tables: &[SideTable]) -> Vec<Vec<Option<u32>>> {
    joins
        .iter()
        .map(|join| {
            let table = &tables[join.table];
            let n_rows = batch.source.rows.len();
            let of_row = |row: usize| {
                let parts = join.on.iter().map(|place| cleaned(batch.text(*place, row)));
                table.entry(&key(parts)?)
            };
            let entries: Vec<Option<u32>> = (0..n_rows).map(of_row).collect();
            for &column in &join.columns {
                let mut texts = TextColumn::default();
                for entry in &entries {
                    texts.push(entry.map_or("", |entry| table.value(column, entry)));
                }
                batch.joined.push(texts);
            }
            entries
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_folder_and_extensions() {
        assert_eq!(stem("a.b/SYNTHETIC_CLM_LINE.csv.gz"), "synthetic_clm_line");
        assert_eq!(stem("x/claims.v2.parquet"), "claims.v2");
        assert!(fits("*CLM", "synthetic_clm") && !fits("*CLM", "synthetic_clm_line"));
    }
}
