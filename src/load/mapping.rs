//! Binds the columns of one file, and of the tables beside it, to lines as a layout says, and turns each batch
//! accordingly. Interprets no values.

use super::batch::{AdjustmentCells, Batch, Cells, ListCells, SourceBatch, Wanted, holds_amount};
use super::binder::Binder;
use super::cells::{Place, Widened};
use super::computed::Computed;
use super::error::LoadError;
use super::header::Header;
use super::join::{Join, widen};
use super::layout::{Layout, RowFilter};
use super::side_table::SideTable;
use crate::claim::{Field, FieldSet};

/// Where a value of a line comes from.
pub(super) enum Plan {
    Column(Place),
    Part { column: Place, separator: String, part: usize },
    Constant(String),
}

/// Values of which a line has several.
pub(super) struct ListPlan {
    pub(super) plan: Plan,
    pub(super) separators: Vec<String>,
}

/// One line of a row: the only one, or one place of a wide row.
pub(super) struct SlotPlan {
    pub(super) slot: Option<i32>,
    pub(super) cells: Vec<(Field, Plan)>,
    pub(super) modifiers: Vec<ListPlan>,
    pub(super) diagnoses: Vec<ListPlan>,
    pub(super) statuses: Vec<ListPlan>,
    pub(super) kind: Option<Plan>,
    pub(super) version: Option<Plan>,
    pub(super) other_ids: Vec<Option<Plan>>,
    pub(super) line_present: Vec<Place>,
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
    tables: &'a [SideTable],
    /// The columns to read, in the order of a batch's columns.
    pub(super) wanted: Vec<WantedColumn>,
    pub(super) joins: Vec<Join>,
    computed: Vec<Computed>,
    slots: Vec<SlotPlan>,
    /// The filters' columns.
    filters: Vec<Place>,
    /// Fields the file has values for.
    pub(super) present: FieldSet,
}

/// What the rows of one batch turned out to be.
pub(super) struct Kept {
    /// Rows that the layout's filters keep.
    pub(super) rows: Vec<u32>,
    /// Those among them without a partner, by join.
    pub(super) unmatched: Vec<u64>,
    /// The entry of every row of the batch, by join.
    pub(super) entries: Vec<Vec<Option<u32>>>,
}

impl<'a> Mapping<'a> {
    /// Errors when a column that every line needs is absent.
    pub(super) fn new(
        layout: &'a Layout,
        header: &'a Header,
        tables: &'a [SideTable],
        file: &'a str,
    ) -> Result<Self, LoadError> {
        let bound = Binder::new(layout, header, tables, file).bind()?;
        Ok(Self {
            layout,
            header,
            tables,
            wanted: bound.places.wanted,
            joins: bound.joins,
            computed: bound.computed,
            slots: bound.slots,
            filters: bound.filters,
            present: bound.present,
        })
    }

    /// Why a row that has no place in any column cannot be read.
    pub(super) const fn misfit(&self) -> &'static str {
        self.layout.format.kind.misfit()
    }

    /// Names of columns that nothing asks for.
    pub(super) fn ignored_columns(&self) -> Vec<String> {
        let asked: Vec<_> = self.wanted.iter().map(|column| (column.index, column.wanted)).collect();
        self.header.without(&asked)
    }

    /// The filters a reader may apply, with the column of the file each looks at.
    pub(super) fn reader_filters(&self) -> Vec<(usize, RowFilter)> {
        if !self.layout.notation.blanks.is_empty() {
            // The reader does not know which words mean nothing.
            return Vec::new();
        }
        let of_file = |(place, filter): (&Place, &RowFilter)| match place {
            Place::File(column) => Some((self.wanted[*column].index, filter.clone())),
            Place::Joined(_) | Place::Computed(_) => None,
        };
        self.filters.iter().zip(&self.layout.filters).filter_map(of_file).collect()
    }

    /// The tables.
    pub(super) const fn tables(&self) -> &'a [SideTable] {
        self.tables
    }

    /// The names of the joined tables, in the order of [`Kept::unmatched`].
    pub(super) fn joined_tables(&self) -> impl Iterator<Item = &str> {
        self.joins.iter().map(|join| self.tables[join.table].name.as_str())
    }

    /// Adds the columns of tables and those worked out from others, and tells which rows count.
    pub(super) fn widen(&self, mut source: SourceBatch) -> (Widened, Kept) {
        source.blank_out(&self.layout.notation.blanks);
        let mut batch = Widened { source, joined: Vec::new(), computed: Vec::new() };
        let found = widen(&mut batch, &self.joins, self.tables);
        for computed in &self.computed {
            let column = computed.column(&batch);
            batch.computed.push(column);
        }
        let rows = self.kept_rows(&batch);
        // Rows that are no claim lines need no partner.
        let unmatched =
            |found: &Vec<Option<u32>>| rows.iter().filter(|row| found[**row as usize].is_none()).count() as u64;
        let unmatched = found.iter().map(unmatched).collect();
        (batch, Kept { rows, unmatched, entries: found })
    }

    fn kept_rows(&self, batch: &Widened) -> Vec<u32> {
        let keeps = |row: &u32| {
            let mut filters = self.filters.iter().zip(&self.layout.filters);
            filters.all(|(place, filter)| filter.keeps_value(batch.text(*place, *row as usize)))
        };
        (0..u32::try_from(batch.source.rows.len()).unwrap_or(u32::MAX)).filter(keeps).collect()
    }

    /// The claim lines of a batch, one [`Batch`] per place of a wide row, and how many places were empty.
    pub(super) fn batches<'b>(&'b self, file: u32, wide: &'b Widened, kept: &[u32]) -> (Vec<Batch<'b>>, u64) {
        let mut empty_slots = 0;
        let batches = self.slots.iter().map(|plan| {
            let selected: Vec<u32> = kept.iter().copied().filter(|row| plan.holds_line(wide, *row)).collect();
            empty_slots += (kept.len() - selected.len()) as u64;
            plan.batch(file, wide, selected)
        });
        (batches.collect(), empty_slots)
    }
}

impl Plan {
    fn cells<'b>(&'b self, wide: &'b Widened) -> Cells<'b> {
        match self {
            Self::Constant(text) => Cells::Constant(text),
            Self::Column(place) => wide.cells(*place),
            Self::Part { column, separator, part } => match wide.cells(*column) {
                Cells::Text(column) => Cells::Part { column, separator, part: *part },
                _ => Cells::Absent,
            },
        }
    }
}

impl SlotPlan {
    fn holds_line(&self, wide: &Widened, row: u32) -> bool {
        self.slot.is_none() || self.line_present.iter().any(|place| holds_amount(wide.text(*place, row as usize)))
    }

    fn batch<'b>(&'b self, file: u32, wide: &'b Widened, selected: Vec<u32>) -> Batch<'b> {
        let mut cells: Vec<Cells<'b>> = (0..Field::COUNT).map(|_| Cells::Absent).collect();
        for (field, plan) in &self.cells {
            cells[field.index()] = plan.cells(wide);
        }
        let of_list = |list: &'b ListPlan| ListCells { cells: list.plan.cells(wide), separators: &list.separators };
        let absent = |plan: &'b Option<Plan>| plan.as_ref().map_or(Cells::Absent, |plan| plan.cells(wide));
        Batch {
            file,
            rows: &wide.source.rows,
            selected,
            cells,
            modifiers: self.modifiers.iter().map(of_list).collect(),
            diagnoses: self.diagnoses.iter().map(of_list).collect(),
            statuses: self.statuses.iter().map(of_list).collect(),
            adjustments: AdjustmentCells {
                kind: absent(&self.kind),
                version: absent(&self.version),
                other_ids: self.other_ids.iter().map(absent).collect(),
            },
            slot: self.slot,
        }
    }
}
