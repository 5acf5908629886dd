//! Finds the columns that a layout names in one file and the tables beside it. Reads no rows.

use super::batch::Wanted;
use super::cells::Place;
use super::computed::{Computed, LIST_SEPARATOR};
use super::error::LoadError;
use super::header::Header;
use super::join::Join;
use super::layout::{Layout, ListOrigin, Origin, Value};
use super::mapping::{ListPlan, Plan, SlotPlan};
use super::places::{Places, in_slot};
use super::side_table::SideTable;
use crate::claim::{Field, FieldKind, FieldSet};

/// A binding while it is made, and when it is done.
pub(super) struct Binder<'a> {
    layout: &'a Layout,
    tables: &'a [SideTable],
    pub(super) places: Places<'a>,
    pub(super) joins: Vec<Join>,
    pub(super) computed: Vec<Computed>,
    pub(super) slots: Vec<SlotPlan>,
    pub(super) filters: Vec<Place>,
    pub(super) present: FieldSet,
}

impl<'a> Binder<'a> {
    pub(super) fn new(layout: &'a Layout, header: &'a Header, tables: &'a [SideTable], file: &'a str) -> Self {
        Self {
            layout,
            tables,
            places: Places::new(layout, header, tables, file),
            joins: Vec::new(),
            computed: Vec::new(),
            slots: Vec::new(),
            filters: Vec::new(),
            present: FieldSet::default(),
        }
    }

    /// Binds everything. Errors when a column that every line needs is absent, or a name means two columns.
    pub(super) fn bind(mut self) -> Result<Self, LoadError> {
        let result = self.bind_all();
        match self.places.ambiguous.take() {
            Some(ambiguous) => Err(ambiguous),
            None => result.map(|()| self),
        }
    }

    fn bind_all(&mut self) -> Result<(), LoadError> {
        self.bind_tables()?;
        match &self.layout.repeat {
            None => self.bind_slot(None, &[])?,
            Some(repeat) => {
                for slot in 1..=repeat.count {
                    // An excerpt may have fewer places, or lack one in the middle.
                    if slot == 1 || self.slot_exists(slot) {
                        self.bind_slot(Some(slot), &repeat.line_present)?;
                    }
                }
            }
        }
        for filter in &self.layout.filters {
            let place = self.places.find(&filter.column, Wanted::Text);
            let place = place.ok_or_else(|| self.places.missing("filter", &filter.column))?;
            self.filters.push(place);
        }
        Ok(())
    }

    /// Every table whose key the file can give. A table that was given no file has no columns.
    fn bind_tables(&mut self) -> Result<(), LoadError> {
        for (index, (spec, table)) in self.layout.tables.iter().zip(self.tables).enumerate() {
            let asked = self.layout.columns_of(spec).into_iter();
            let mut columns: Vec<usize> = asked.filter_map(|name| table.find(name)).collect();
            columns.sort_unstable();
            columns.dedup();
            if columns.is_empty() {
                continue;
            }
            let on: Vec<Option<Place>> = spec.on.iter().map(|name| self.places.find(name, Wanted::Id)).collect();
            match on.iter().position(Option::is_none) {
                Some(absent) if spec.needed => return Err(self.places.missing("key", &spec.on[absent])),
                Some(_) => {}
                None => {
                    self.places.joined.extend(columns.iter().map(|column| (index, *column)));
                    self.joins.push(Join { table: index, on: on.into_iter().flatten().collect(), columns });
                }
            }
        }
        Ok(())
    }

    fn slot_exists(&self, slot: i32) -> bool {
        let code = self.layout.columns.iter().find(|(field, _)| *field == Field::ProcedureCode);
        let columns = code.map(|(_, value)| value.origin.columns()).unwrap_or_default();
        columns.iter().any(|name| self.places.has(&in_slot(name, Some(slot))))
    }

    fn bind_slot(&mut self, slot: Option<i32>, line_present: &[String]) -> Result<(), LoadError> {
        let layout = self.layout;
        let mut cells = Vec::new();
        for (field, value) in &layout.columns {
            if let Some(plan) = self.plan_value(*field, value, slot) {
                self.present.insert(*field);
                cells.push((*field, plan));
            } else if value.origin == Origin::Slot {
                self.present.insert(*field);
            } else if field.is_needed() {
                let names = value.origin.columns().join(" or ");
                return Err(self.places.missing(field.name(), &in_slot(&names, slot)));
            }
        }
        let modifiers = self.plan_list(&layout.modifiers, Field::Modifier1, slot);
        let diagnoses = self.plan_list(&layout.diagnoses, Field::Diagnosis1, slot);
        let statuses = self.plan_list(&layout.statuses, Field::ClaimStatus, slot);
        let adjustments = &layout.adjustments;
        let plan = SlotPlan {
            slot,
            cells,
            modifiers,
            diagnoses,
            statuses,
            kind: adjustments.kind.as_ref().and_then(|origin| self.plan(origin, slot, Wanted::Text)),
            version: adjustments.version.as_ref().and_then(|origin| self.plan(origin, slot, Wanted::Id)),
            // One plan per column of the layout: an absent one must not make way for the next.
            other_ids: adjustments.other_ids.iter().map(|origin| self.plan(origin, slot, Wanted::Id)).collect(),
            line_present: line_present
                .iter()
                .filter_map(|name| self.places.find(&in_slot(name, slot), Wanted::Text))
                .collect(),
        };
        self.slots.push(plan);
        Ok(())
    }

    fn plan_value(&mut self, field: Field, value: &Value, slot: Option<i32>) -> Option<Plan> {
        self.plan(&value.origin, slot, wanted(field))
    }

    /// The plan of a value; `None` when its columns are absent.
    fn plan(&mut self, origin: &Origin, slot: Option<i32>, wanted: Wanted) -> Option<Plan> {
        match origin {
            Origin::Constant(text) => Some(Plan::Constant(text.clone())),
            Origin::Slot => None,
            Origin::Column(name) => self.places.find(&in_slot(name, slot), wanted).map(Plan::Column),
            Origin::Part { name, separator, part } => {
                let column = self.places.find(&in_slot(name, slot), Wanted::Text)?;
                Some(Plan::Part { column, separator: separator.clone(), part: *part })
            }
            Origin::First(values) => {
                let mut found = values.iter().filter(|value| self.places.can_give(value, slot));
                if let (Some(only), None) = (found.next(), found.next()) {
                    // A column alone keeps its type.
                    return self.plan(only, slot, wanted);
                }
                let computed = self.computed(origin, slot, wanted)?;
                Some(self.compute(computed))
            }
            _ => {
                let computed = self.computed(origin, slot, wanted)?;
                Some(self.compute(computed))
            }
        }
    }

    fn compute(&mut self, computed: Computed) -> Plan {
        self.computed.push(computed);
        Plan::Column(Place::Computed(self.computed.len() - 1))
    }

    /// How a value is worked out; `None` when its columns are absent.
    fn computed(&mut self, origin: &Origin, slot: Option<i32>, wanted: Wanted) -> Option<Computed> {
        // Text whatever the column's type: a value that may come from several columns has one notation.
        let whole = if wanted == Wanted::Id { Wanted::Id } else { Wanted::Text };
        let places = &mut self.places;
        Computed::of(origin, slot, wanted == Wanted::Id, &mut |name, is_part| {
            places.find(&in_slot(name, slot), if is_part { Wanted::Text } else { whole })
        })
    }

    /// The plans of a list; a list of which some column is there makes its field present.
    fn plan_list(&mut self, list: &ListOrigin, field: Field, slot: Option<i32>) -> Vec<ListPlan> {
        let plans = if list.pointers.is_empty() {
            let plans = list.values.iter().filter_map(|origin| self.plan(origin, slot, Wanted::Text));
            plans.map(|plan| ListPlan { plan, separators: list.separators.clone() }).collect()
        } else {
            self.plan_pointed(list, slot)
        };
        if !plans.is_empty() {
            self.present.insert(field);
        }
        plans
    }

    fn plan_pointed(&mut self, list: &ListOrigin, slot: Option<i32>) -> Vec<ListPlan> {
        let mut texts = |origins: &[Origin]| -> Vec<Option<Computed>> {
            origins.iter().map(|origin| self.computed(origin, slot, Wanted::Text)).collect()
        };
        // An absent column keeps its place: pointers count places.
        let blank = || Computed::Constant(String::new());
        let values: Vec<Computed> = texts(&list.values).into_iter().map(|value| value.unwrap_or_else(blank)).collect();
        let pointers: Vec<Computed> = texts(&list.pointers).into_iter().flatten().collect();
        if values.iter().all(|value| matches!(value, Computed::Constant(_))) {
            return Vec::new();
        }
        let plan = self.compute(Computed::Pointed { values, separators: list.separators.clone(), pointers });
        vec![ListPlan { plan, separators: vec![LIST_SEPARATOR.to_owned()] }]
    }
}

fn wanted(field: Field) -> Wanted {
    match field.kind() {
        FieldKind::Date => Wanted::Date,
        FieldKind::Time => Wanted::Time,
        FieldKind::Id => Wanted::Id,
        _ => Wanted::Text,
    }
}
