//! What a value that could not be read does to a line under one rule: where the rule needs it, the line is not evaluable and
//! never clean. The absence of whole columns from a file is the engine's business.
//!
//! Source: contracts, section 1.

use super::engine::Given;
use super::outcomes::Absence;
use super::rule::Rule;
use crate::claim::{Field, FieldSet};
use crate::findings::{CleanNeed, Need};

const CANNOT_BE_READ: &str = "a value that the rule needs cannot be read on this line";

/// Columns that a rule reads beside the needs its card names: without them it runs on what the file has, but a line whose
/// value is unknown is not clean.
const READS: [(&str, &[Field]); 10] = [
    ("contact_in_global_period", &[Field::Modifier1]),
    ("duplicate_line", &[Field::Units, Field::PaidAmount]),
    ("impossible_day", &[Field::Units, Field::StartTime, Field::EndTime, Field::Minutes]),
    ("near_duplicate_line", &[Field::Units, Field::PaidAmount]),
    ("overlapping_time", &[Field::StartTime, Field::EndTime]),
    ("pair_edit", &[Field::Modifier1]),
    ("patient_not_established", &[Field::Modifier1]),
    ("prolonged_below_threshold", &[Field::Units]),
    ("telehealth_place_of_service", &[Field::Modifier1, Field::PlaceOfService]),
    ("training_group_mismatch", &[Field::Units]),
];

/// What a rule needs on a line, by column.
pub(super) struct LineNeeds {
    /// Of each of these one value must be there.
    groups: Vec<FieldSet>,
    /// Without one of these a line is not clean.
    clean: FieldSet,
}

impl LineNeeds {
    /// The needs of a rule; `clean_needs` are those that count under its settings.
    pub(super) fn new<'n>(rule: &Rule, clean_needs: impl Iterator<Item = &'n CleanNeed>, given: &Given) -> Self {
        let columns = |group: &[Need]| FieldSet::of(&group.iter().filter_map(|need| need.column()).collect::<Vec<_>>());
        let is_open = |group: &&&[Need]| {
            !group.iter().any(|need| need.table().is_some() && need.is_met(FieldSet::default(), &given.tables))
        };
        let groups: Vec<FieldSet> = rule.card.needs.iter().filter(is_open).map(|group| columns(group)).collect();
        let beside = READS.iter().filter(|(id, _)| *id == rule.card.id).map(|(_, fields)| *fields);
        let clean = clean_needs.map(|(fields, _)| *fields).chain(beside).map(FieldSet::of);
        let clean = groups.iter().copied().chain(clean).fold(FieldSet::default(), FieldSet::or);
        Self { groups, clean }
    }

    /// What the values that cannot be read do to a line of a file with these columns.
    pub(super) fn absence(&self, unreadable: FieldSet, columns: FieldSet) -> Absence {
        let unreadable = as_asked_for(unreadable);
        if self.groups.iter().any(|group| {
            let there = group.and(columns);
            !there.is_empty() && there.without(unreadable).is_empty()
        }) {
            return Absence::Blind(CANNOT_BE_READ);
        }
        if self.clean.and(unreadable).is_empty() { Absence::None } else { Absence::NeverClean(CANNOT_BE_READ) }
    }

    /// Whether a line with these unreadable values may be called clean.
    pub(super) fn may_be_clean(&self, unreadable: FieldSet) -> bool {
        self.clean.and(as_asked_for(unreadable)).is_empty()
    }
}

/// Rules ask for the first modifier and mean all of them.
fn as_asked_for(unreadable: FieldSet) -> FieldSet {
    let mut asked = unreadable;
    if !unreadable.and(FieldSet::of(&Field::MODIFIERS)).is_empty() {
        asked.insert(Field::Modifier1);
    }
    asked
}
