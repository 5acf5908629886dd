//! Rows, files, columns and dates of the data-quality page as machines get them: plain counts under names that stay.
//! Computes next to nothing.

use std::collections::BTreeMap;

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::percent_number;
use crate::claim::{CellNote, Field, Reject, SourceFile};
use crate::findings::Audit;
use crate::quality::{CodeSystem, Count, DateNote, MonthCount, Profile};

/// Names and counts, in an order of their own.
pub(super) struct Terms(pub(super) Vec<(&'static str, u64)>);

impl Serialize for Terms {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, n) in &self.0 {
            map.serialize_entry(name, n)?;
        }
        map.end()
    }
}

/// Different values, and rows that hold one.
#[derive(Clone, Copy, Serialize)]
pub(super) struct CountFigures {
    pub(super) distinct: u64,
    pub(super) rows: u64,
}

impl From<Count> for CountFigures {
    fn from(count: Count) -> Self {
        Self { distinct: count.distinct, rows: count.rows }
    }
}

/// Rejects of one column and reason.
#[derive(Serialize)]
pub(super) struct ReasonFigures {
    pub(super) column: Option<&'static str>,
    pub(super) reason: &'static str,
    pub(super) rows: u64,
    pub(super) first_file: String,
    pub(super) first_row: u64,
}

impl ReasonFigures {
    /// Most rows first.
    pub(super) fn all(audit: &Audit) -> Vec<Self> {
        let mut figures: BTreeMap<(Option<&'static str>, &'static str), Self> = BTreeMap::new();
        // Rejects come by file and row: the first of a kind is where to look.
        for reject in &audit.rejects {
            let key = (reject.column.map(Field::name), reject.reason);
            let entry = figures.entry(key).or_insert_with(|| Self {
                column: key.0,
                reason: reject.reason,
                rows: 0,
                first_file: file_of(audit, reject),
                first_row: reject.row,
            });
            entry.rows += 1;
        }
        let mut figures: Vec<Self> = figures.into_values().collect();
        figures.sort_by_key(|entry| std::cmp::Reverse(entry.rows));
        figures
    }
}

/// One reject.
#[derive(Serialize)]
pub(super) struct RejectFigures {
    file: String,
    row: u64,
    column: Option<&'static str>,
    reason: &'static str,
}

impl RejectFigures {
    pub(super) fn new(audit: &Audit, reject: &Reject) -> Self {
        let column = reject.column.map(Field::name);
        Self { file: file_of(audit, reject), row: reject.row, column, reason: reject.reason }
    }
}

fn file_of(audit: &Audit, reject: &Reject) -> String {
    audit.files.get(reject.file as usize).map_or_else(String::new, |file| file.path.clone())
}

/// One claim file.
#[derive(Serialize)]
pub(super) struct FileFigures {
    pub(super) file: String,
    pub(super) source_rows: u64,
    pub(super) filtered_rows: u64,
    pub(super) empty_slots: u64,
    pub(super) rows_read: u64,
    pub(super) repaired_values: u64,
    pub(super) code_system: Option<&'static str>,
    pub(super) ignored_columns: Vec<String>,
    /// Columns that other files have.
    pub(super) columns_lacking: Vec<&'static str>,
    /// Rows with a value, by column.
    with_value: Terms,
    #[serde(skip)]
    pub(super) foreign_codes: Option<&'static str>,
}

impl FileFigures {
    pub(super) fn all(audit: &Audit, profile: &Profile) -> Vec<Self> {
        let any = |field: Field| audit.files.iter().any(|file| file.present.contains(field));
        let figures = |(at, file): (usize, &SourceFile)| {
            let cells = profile.cells.get(at).cloned().unwrap_or_default();
            let system = profile.codes.systems.get(at).copied().flatten();
            let (there, lacking): (Vec<Field>, Vec<Field>) =
                Field::all().filter(|field| any(*field)).partition(|field| file.present.contains(*field));
            Self {
                file: file.path.clone(),
                source_rows: file.source_rows,
                filtered_rows: file.filtered_rows,
                empty_slots: file.empty_slots,
                rows_read: file.rows_read,
                repaired_values: file.notes.total(CellNote::Repaired),
                code_system: system.map(CodeSystem::name),
                foreign_codes: system.and_then(CodeSystem::reason),
                ignored_columns: file.ignored_columns.clone(),
                columns_lacking: lacking.into_iter().map(Field::name).collect(),
                with_value: Terms(there.into_iter().map(|field| (field.name(), cells.filled(field))).collect()),
            }
        };
        audit.files.iter().enumerate().map(figures).collect()
    }
}

/// One column over all files.
#[derive(Serialize)]
pub(super) struct FieldFigures {
    pub(super) column: &'static str,
    /// Claim rows with a value.
    pub(super) with_value: u64,
    /// Claim rows whose cell is blank.
    pub(super) blank: u64,
    /// Claim rows of files without the column.
    pub(super) without_column: u64,
    pub(super) missing_percent: Option<f64>,
}

impl FieldFigures {
    /// Every column that some file has. Ragged rows have no cells and are left out.
    pub(super) fn all(audit: &Audit, profile: &Profile) -> Vec<Self> {
        let cells = profile.all_cells();
        let figures = |field: Field| {
            let files = audit.files.iter().zip(&profile.cells);
            let without_column =
                files.filter(|(file, _)| !file.present.contains(field)).map(|(_, cells)| cells.rows).sum();
            let with_value = cells.filled(field);
            Self {
                column: field.name(),
                with_value,
                blank: cells.rows.saturating_sub(with_value + without_column),
                without_column,
                missing_percent: percent_number(cells.rows.saturating_sub(with_value), cells.rows),
            }
        };
        Field::all().filter(|field| audit.files.iter().any(|file| file.present.contains(*field))).map(figures).collect()
    }

    pub(super) const fn rows(&self) -> u64 {
        self.with_value + self.blank + self.without_column
    }
}

/// One calendar month.
#[derive(Serialize)]
pub(super) struct MonthFigures {
    /// Such as `2025-10`.
    pub(super) month: String,
    pub(super) rows: u64,
    pub(super) audited: u64,
    #[serde(skip)]
    pub(super) number: (i32, u32),
}

impl MonthFigures {
    pub(super) fn new(count: &MonthCount) -> Self {
        let (year, month) = count.month;
        Self { month: format!("{year}-{month:02}"), rows: count.rows, audited: count.audited, number: count.month }
    }
}

/// Rows in which a date lies before the service.
#[derive(Serialize)]
pub(super) struct DateFigures {
    pub(super) column: &'static str,
    pub(super) rows_before_service: u64,
}

impl DateFigures {
    pub(super) const fn new(note: &DateNote) -> Self {
        Self { column: note.field.name(), rows_before_service: note.rows }
    }
}
