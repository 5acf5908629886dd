//! A file beside the claims (log, roster, consents, published tables) and what was found in it. Never holds a value.

use super::Day;

/// A row of such a file that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// Row in the file, from 1, the header (and whatever stands before it) not counted.
    pub row: u64,
    /// The column; empty when the whole row is at fault.
    pub column: String,
    /// What is wrong and what was expected.
    pub reason: &'static str,
}

/// A file that was found below a folder and not read, or a workbook with sheets that are not read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOutFile {
    /// The path.
    pub path: String,
    /// Why.
    pub reason: String,
    /// Whether it should have been read and is damaged.
    pub is_fault: bool,
}

/// A file beside the claims.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InputFile {
    /// What it is: `activity`, `providers`, `consents`, `fee_schedule`, `ptp`, `mue`, or `table` of a layout.
    pub kind: &'static str,
    /// The path as given.
    pub path: String,
    /// The release, for published tables; the layout's name, for tables of a layout.
    pub release: Option<String>,
    /// First and last service date it speaks of, for published tables.
    pub covers: Option<(Day, Day)>,
    /// Rows used.
    pub rows: u64,
    /// Rows equal to an earlier one, left out.
    pub repeated: u64,
    /// Rows that the layout's filters left out, for tables of a layout.
    pub filtered: u64,
    /// Values left blank because rows of one key differ, for tables of a layout.
    pub differing: u64,
    /// Values that were repaired: identifiers damaged by spreadsheets, cells with their marks.
    pub repaired: u64,
    /// Identifiers that stand for nothing and are read as blanks.
    pub placeholders: u64,
    /// Durations that no message takes: the column may be in another unit.
    pub long_durations: u64,
    /// Rows without any value.
    pub blank_rows: u64,
    /// Rows at the end of the file that hold sums.
    pub footer_rows: u64,
    /// Rows that could not be used.
    pub faults: Vec<RowFault>,
    /// Columns nobody asked for.
    pub ignored_columns: Vec<String>,
}
