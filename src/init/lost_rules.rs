//! Which rules cannot run for lack of which columns, by what is lacking. Judges nothing.

use std::collections::BTreeMap;

use super::draft::Entry;
use crate::claim::{Field, FieldSet};
use crate::findings::Need;
use crate::rules::RULES;

/// What is lacking, with the rules that need it, most rules first.
pub(super) fn lost(entries: &[Entry], has_slots: bool) -> Vec<(String, Vec<&'static str>)> {
    let mut present = FieldSet::default();
    for entry in entries.iter().filter(|entry| entry.is_decided) {
        match entry.ours.as_str() {
            "modifiers" => present.insert(Field::Modifier1),
            "diagnoses" => present.insert(Field::Diagnosis1),
            ours => Field::from_name(ours).into_iter().for_each(|field| present.insert(field)),
        }
    }
    if has_slots {
        present.insert(Field::LineNumber);
    }
    let mut lost: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    for rule in RULES {
        for group in rule.card.needs {
            let columns: Vec<Field> = group.iter().filter_map(|need| need.column()).collect();
            if !columns.is_empty() && !columns.iter().any(|field| present.contains(*field)) {
                lost.entry(words(group)).or_default().push(rule.card.id);
            }
        }
    }
    let mut lost: Vec<_> = lost.into_iter().collect();
    lost.sort_by_key(|(lacking, rules)| (std::cmp::Reverse(rules.len()), lacking.clone()));
    lost
}

fn words(group: &[Need]) -> String {
    let word = |need: &Need| need.column().map_or_else(|| need.table().map_or("", |table| table.words()), Field::name);
    group.iter().map(word).collect::<Vec<_>>().join(" or ")
}
