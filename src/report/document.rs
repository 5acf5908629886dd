//! A page as headings, sentences and tables, whatever it is shown on: a terminal and a browser then show the same figures.
//! Holds texts only; the writers are `document_text` and `document_html`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// A page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Document {
    pub(super) title: String,
    /// One sentence below the title.
    pub(super) summary: String,
    pub(super) sections: Vec<Section>,
}

/// A part of a page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Section {
    pub(super) heading: Cow<'static, str>,
    pub(super) lines: Vec<Line>,
    pub(super) tables: Vec<Table>,
}

impl Section {
    pub(super) const fn new(heading: &'static str) -> Self {
        Self { heading: Cow::Borrowed(heading), lines: Vec::new(), tables: Vec::new() }
    }

    /// Adds a sentence.
    pub(super) fn say(&mut self, text: impl Into<String>) {
        self.lines.push(Line { text: text.into(), needs_attention: false });
    }

    /// Adds a sentence that whoever reads should look into.
    pub(super) fn warn(&mut self, text: impl Into<String>) {
        self.lines.push(Line { text: text.into(), needs_attention: true });
    }

    /// Adds a table unless it has no rows.
    pub(super) fn show(&mut self, table: Table) {
        if !table.rows.is_empty() {
            self.tables.push(table);
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.tables.is_empty()
    }
}

/// A sentence without its full stop.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) needs_attention: bool,
}

/// A table.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Table {
    pub(super) caption: Cow<'static, str>,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Row>,
}

/// What a column of a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    Text,
    Number,
    /// A bar as long as its number.
    Bar,
}

/// A column of a table.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Column {
    pub(super) name: Cow<'static, str>,
    pub(super) kind: Kind,
}

/// A row of a table: one cell per column.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
    /// Whether it is the sum of the others.
    pub(super) is_sum: bool,
}

/// A cell of a table.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Cell {
    Text(String),
    Number(u64),
    /// A number that is not a count, such as a share.
    Figure(String),
    /// A part of the longest bar of its column, in thousandths.
    Bar(u64),
}

impl Table {
    pub(super) fn new(caption: &'static str, columns: &[(&'static str, Kind)]) -> Self {
        let columns = columns.iter().map(|(name, kind)| Column { name: Cow::Borrowed(*name), kind: *kind }).collect();
        Self { caption: Cow::Borrowed(caption), columns, rows: Vec::new() }
    }

    pub(super) fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(Row { cells, is_sum: false });
    }

    pub(super) fn sum(&mut self, cells: Vec<Cell>) {
        self.rows.push(Row { cells, is_sum: true });
    }
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The share of a part, as [`percent`].
    pub(super) fn share(part: u64, whole: u64) -> Self {
        Self::Figure(percent(part, whole))
    }
}

/// The share of a part in tenths of a percent, rounded; only nothing is nought, and only all of it is a hundred percent.
pub(super) fn tenths_of_percent(part: u64, whole: u64) -> u32 {
    let (part, whole) = (u128::from(part), u128::from(whole));
    if part == 0 || whole == 0 {
        return 0;
    }
    if part >= whole {
        return 1_000;
    }
    let rounded = (part * 2_000 + whole) / (whole * 2);
    u32::try_from(rounded.clamp(1, 999)).unwrap_or(999)
}

/// `12.3 %`; a dash when there is no whole.
pub(super) fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let tenths = tenths_of_percent(part, whole);
    if tenths == 1_000 { "100 %".to_owned() } else { format!("{}.{} %", tenths / 10, tenths % 10) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_never_hide_the_last_row() {
        assert_eq!([percent(0, 7), percent(7, 7), percent(1, 0)], ["0.0 %", "100 %", "–"]);
        assert_eq!([percent(1, 1_000_000), percent(999_999, 1_000_000)], ["0.1 %", "99.9 %"]);
        assert_eq!([percent(1, 3), percent(2, 3), percent(1, 8)], ["33.3 %", "66.7 %", "12.5 %"]);
        assert_eq!(tenths_of_percent(u64::MAX / 2, u64::MAX), 500);
    }
}
