//! Where the columns that a layout names stand: in the file, or in a table beside it. Reads no rows.

use super::batch::Wanted;
use super::cells::Place;
use super::error::LoadError;
use super::header::Header;
use super::layout::{Layout, Origin};
use super::mapping::WantedColumn;
use super::side_table::SideTable;

/// The columns of one file and the tables beside it, and which of them are wanted.
pub(super) struct Places<'a> {
    layout: &'a Layout,
    pub(super) header: &'a Header,
    tables: &'a [SideTable],
    file: &'a str,
    /// The columns the reader must give.
    pub(super) wanted: Vec<WantedColumn>,
    /// The table and column of every joined column.
    pub(super) joined: Vec<(usize, usize)>,
    /// A name that means more than one column.
    pub(super) ambiguous: Option<LoadError>,
}

impl<'a> Places<'a> {
    pub(super) const fn new(layout: &'a Layout, header: &'a Header, tables: &'a [SideTable], file: &'a str) -> Self {
        Self { layout, header, tables, file, wanted: Vec::new(), joined: Vec::new(), ambiguous: None }
    }

    /// Whether every column of a value is there.
    pub(super) fn can_give(&self, origin: &Origin, slot: Option<i32>) -> bool {
        let is_there = |name: &str| {
            if self.names_table(name) {
                return self.of_table(name).is_some_and(|column| self.joined.contains(&column));
            }
            self.has(&in_slot(name, slot))
        };
        match origin {
            Origin::First(values) => values.iter().any(|value| self.can_give(value, slot)),
            _ => origin.columns().into_iter().all(is_there),
        }
    }

    /// The place of a column, of the file or of a table.
    pub(super) fn find(&mut self, name: &str, wanted: Wanted) -> Option<Place> {
        if self.names_table(name) {
            let column = self.of_table(name)?;
            return self.joined.iter().position(|known| *known == column).map(Place::Joined);
        }
        let index = match self.header.find(name) {
            Ok(found) => found?,
            Err(error) => {
                self.ambiguous.get_or_insert(error);
                return None;
            }
        };
        let known = self.wanted.iter().position(|column| column.index == index && column.wanted == wanted);
        Some(Place::File(known.unwrap_or_else(|| {
            self.wanted.push(WantedColumn { index, wanted });
            self.wanted.len() - 1
        })))
    }

    /// Whether the file, or a folder it stands in, has a column of this name, or several.
    pub(super) fn has(&self, name: &str) -> bool {
        !matches!(self.header.find(name), Ok(None))
    }

    /// The table and the column that a name of the form `table.column` means.
    fn of_table(&self, name: &str) -> Option<(usize, usize)> {
        let (table, column) = name.split_once('.')?;
        let index = self.layout.tables.iter().position(|known| known.name == table)?;
        Some((index, self.tables[index].find(column)?))
    }

    fn names_table(&self, name: &str) -> bool {
        name.split_once('.').is_some_and(|(table, _)| self.layout.tables.iter().any(|known| known.name == table))
    }

    /// The error of a column that every line needs.
    pub(super) fn missing(&self, column: &'static str, expected: &str) -> LoadError {
        if !self.knows_any_column() {
            // The first row may be a line of claims: its cells must not be told.
            return LoadError::Misread {
                file: self.file.to_owned(),
                problem: format!(
                    "the first row does not look like a header: none of the columns of layout `{}` is in it; if the \
                     header stands further down, say so with `skip_rows` in the layout's `[format]`",
                    self.layout.name
                ),
            };
        }
        self.header.missing(column, &self.layout.name, expected)
    }

    fn knows_any_column(&self) -> bool {
        let mut names = self.layout.columns.iter().flat_map(|(_, value)| value.origin.columns());
        // What folders say is true of any file below them, with a header or without.
        names.any(|name| self.header.has(&in_slot(name, Some(1))))
    }
}

/// The name of a column in one place of a wide row.
pub(super) fn in_slot(name: &str, slot: Option<i32>) -> String {
    slot.map_or_else(|| name.to_owned(), |slot| name.replace("{i}", &slot.to_string()))
}
