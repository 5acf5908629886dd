//! Binds the columns of one file to canonical ones, as a layout says, and turns each batch accordingly.
//! Interprets no values.

use super::batch::{Batch, Cells, SourceBatch, SourceColumn, TextColumn, Wanted};
use super::document::suggestion;
use super::error::{LoadError, MissingColumn};
use super::header::Header;
use super::layout::{Layout, Origin, RowFilter};
use crate::claim::{Field, FieldKind, FieldSet};

/// One canonical column of one place in the row.
enum Plan {
    Column(usize),
    Part { column: usize, separator: String, part: usize },
    Constant(String),
}

/// One line of a row: the only one, or one place of a wide row.
struct SlotPlan {
    slot: Option<i32>,
    cells: Vec<(Field, Plan)>,
    line_present: Vec<usize>,
}

/// A column the reader must give.
pub(super) struct WantedColumn {
    /// Position in the file's header.
    pub(super) index: usize,
    /// What the reader should make of a typed column.
    pub(super) wanted: Wanted,
}

/// The binding of one file.
pub(super) struct Mapping<'a> {
    layout: &'a Layout,
    header: &'a Header,
    file: &'a str,
    /// The columns to read, in the order of a batch's columns.
    pub(super) wanted: Vec<WantedColumn>,
    slots: Vec<SlotPlan>,
    /// Positions of the filters' columns in a batch.
    filter_columns: Vec<usize>,
    /// Fields the file has values for.
    pub(super) present: FieldSet,
}

impl<'a> Mapping<'a> {
    /// Errors when a column that every line needs is absent.
    pub(super) fn new(layout: &'a Layout, header: &'a Header, file: &'a str) -> Result<Self, LoadError> {
        let mut mapping = Self {
            layout,
            header,
            file,
            wanted: Vec::new(),
            slots: Vec::new(),
            filter_columns: Vec::new(),
            present: FieldSet::default(),
        };
        match &layout.repeat {
            None => mapping.bind_slot(None, &[])?,
            Some(repeat) => {
                for slot in 1..=repeat.count {
                    // An excerpt may have fewer places, or lack one in the middle.
                    if slot == 1 || mapping.slot_exists(slot) {
                        mapping.bind_slot(Some(slot), &repeat.line_present)?;
                    }
                }
            }
        }
        for filter in &layout.filters {
            let index = header.find(&filter.column)?.ok_or_else(|| mapping.missing("filter", &filter.column))?;
            let column = mapping.want(index, Wanted::Text);
            mapping.filter_columns.push(column);
        }
        Ok(mapping)
    }

    /// Names of columns that nothing asks for.
    pub(super) fn ignored_columns(&self) -> Vec<String> {
        let used = |index: &usize| self.wanted.iter().any(|column| column.index == *index);
        let names = self.header.names.iter().enumerate();
        names
            .filter(|(index, name)| !used(index) && !name.trim().is_empty())
            .map(|(_, name)| name.trim().to_owned())
            .collect()
    }

    fn slot_exists(&self, slot: i32) -> bool {
        let code = self.layout.columns.iter().find(|(field, _)| *field == Field::ProcedureCode);
        match code {
            Some((_, Origin::Column { name, .. } | Origin::Part { name, .. })) => {
                self.header.has(&in_slot(name, Some(slot)))
            }
            _ => false,
        }
    }

    fn bind_slot(&mut self, slot: Option<i32>, line_present: &[String]) -> Result<(), LoadError> {
        let mut cells = Vec::new();
        for (field, origin) in &self.layout.columns {
            let plan = match origin {
                Origin::Constant(text) => Some(Plan::Constant(text.clone())),
                Origin::Slot => None,
                Origin::Column { name, .. } => {
                    let found = self.header.find(&in_slot(name, slot))?;
                    found.map(|index| Plan::Column(self.want(index, wanted(*field))))
                }
                Origin::Part { name, separator, part } => {
                    let found = self.header.find(&in_slot(name, slot))?;
                    found.map(|index| Plan::Part {
                        column: self.want(index, Wanted::Text),
                        separator: separator.clone(),
                        part: *part,
                    })
                }
            };
            match (plan, origin) {
                (Some(plan), _) => {
                    self.present.insert(*field);
                    cells.push((*field, plan));
                }
                (None, Origin::Slot) => self.present.insert(*field),
                (None, Origin::Column { name, .. } | Origin::Part { name, .. }) if field.is_needed() => {
                    return Err(self.missing(field.name(), &in_slot(name, slot)));
                }
                (None, _) => {}
            }
        }
        let mut present = Vec::new();
        for name in line_present {
            let found = self.header.find(&in_slot(name, slot))?;
            present.extend(found.map(|index| self.want(index, Wanted::Text)));
        }
        self.slots.push(SlotPlan { slot, cells, line_present: present });
        Ok(())
    }

    fn want(&mut self, index: usize, wanted: Wanted) -> usize {
        let known = self.wanted.iter().position(|column| column.index == index && column.wanted == wanted);
        known.unwrap_or_else(|| {
            self.wanted.push(WantedColumn { index, wanted });
            self.wanted.len() - 1
        })
    }

    fn missing(&self, column: &'static str, expected: &str) -> LoadError {
        if self.present == FieldSet::default() && !self.knows_any_column() {
            // The first row may be a line of claims: its cells must not be told.
            return LoadError::NotData {
                file: self.file.to_owned(),
                problem: format!(
                    "the first row does not look like a header: none of the columns of layout `{}` is in it; if the \
                     header stands further down, say so with `skip_rows` in the layout's `[format]`",
                    self.layout.name
                ),
            };
        }
        let names: Vec<_> = self.header.names.iter().map(String::as_str).collect();
        LoadError::MissingColumn(Box::new(MissingColumn {
            file: self.file.to_owned(),
            column,
            layout: self.layout.name.clone(),
            expected: expected.to_owned(),
            found: self.header.listing(),
            suggestion: suggestion(expected, &names),
        }))
    }

    fn knows_any_column(&self) -> bool {
        let name = |origin: &Origin| match origin {
            Origin::Column { name, .. } | Origin::Part { name, .. } => Some(in_slot(name, Some(1))),
            _ => None,
        };
        self.layout.columns.iter().filter_map(|(_, origin)| name(origin)).any(|name| self.header.has(&name))
    }

    /// The filters with the batch column each looks at.
    pub(super) fn filters(&self) -> impl Iterator<Item = (usize, &RowFilter)> {
        self.filter_columns.iter().copied().zip(&self.layout.filters)
    }

    /// The claim lines of a batch, one [`Batch`] per place of a wide row, and how many places were empty.
    pub(super) fn batches<'b>(&'b self, file: u32, source: &'b SourceBatch, kept: &[u32]) -> (Vec<Batch<'b>>, u64) {
        let mut empty_slots = 0;
        let batches = self.slots.iter().map(|plan| {
            let selected: Vec<u32> = kept.iter().copied().filter(|row| plan.holds_line(source, *row)).collect();
            empty_slots += (kept.len() - selected.len()) as u64;
            Batch { file, rows: &source.rows, selected, cells: plan.cells(source), slot: plan.slot }
        });
        (batches.collect(), empty_slots)
    }

    /// The rows of a batch that the layout's filters keep.
    pub(super) fn kept_rows(&self, source: &SourceBatch) -> Vec<u32> {
        let keeps = |row: &u32| {
            self.filters().all(|(column, filter)| {
                let value = text_column(source, column).map_or("", |column| column.get(*row as usize));
                filter.values.iter().any(|known| known == value) == filter.keeps
            })
        };
        (0..u32::try_from(source.rows.len()).unwrap_or(u32::MAX)).filter(keeps).collect()
    }
}

impl SlotPlan {
    fn holds_line(&self, source: &SourceBatch, row: u32) -> bool {
        self.slot.is_none()
            || self.line_present.iter().any(|column| {
                let text = text_column(source, *column).map_or("", |column| column.get(row as usize)).trim();
                // "0", "0.0" and "0.00" are how wide files write "no amount".
                text.chars().any(|c| !matches!(c, '0' | '.'))
            })
    }

    fn cells<'b>(&'b self, source: &'b SourceBatch) -> Vec<Cells<'b>> {
        let mut cells: Vec<Cells<'b>> = (0..Field::COUNT).map(|_| Cells::Absent).collect();
        for (field, plan) in &self.cells {
            cells[field.index()] = match plan {
                Plan::Constant(text) => Cells::Constant(text),
                Plan::Part { column, separator, part } => match text_column(source, *column) {
                    Some(column) => Cells::Part { column, separator, part: *part },
                    None => Cells::Absent,
                },
                Plan::Column(column) => match &source.columns[*column] {
                    SourceColumn::Text(column) => Cells::Text(column),
                    SourceColumn::Days(days) => Cells::Days(days),
                    SourceColumn::Moments(moments) => Cells::Moments(moments),
                },
            };
        }
        cells
    }
}

fn text_column(source: &SourceBatch, column: usize) -> Option<&TextColumn> {
    if let SourceColumn::Text(column) = &source.columns[column] { Some(column) } else { None }
}

fn in_slot(name: &str, slot: Option<i32>) -> String {
    slot.map_or_else(|| name.to_owned(), |slot| name.replace("{i}", &slot.to_string()))
}

fn wanted(field: Field) -> Wanted {
    match field.kind() {
        FieldKind::Date => Wanted::Date,
        FieldKind::Time => Wanted::Time,
        FieldKind::Id => Wanted::Id,
        _ => Wanted::Text,
    }
}
