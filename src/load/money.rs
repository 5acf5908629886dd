//! Proves that the money joined to lines is not more than the money that tables hold: every entry of a table that is added
//! up belongs to one line at most. Which lines ask for an entry is looked at before any of them gets an amount.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};

use super::batch::{Batch, cleaned};
use super::join::Join;
use super::side_table::SideTable;
use crate::claim::{Field, JoinedMoney};

/// Who asked for the entries of one table.
#[derive(Default)]
struct Askers {
    /// The first line that asked, by entry.
    first: HashMap<u32, u64>,
    /// Every other one, with the entry.
    others: HashSet<(u32, u64)>,
}

/// Who asked for the entries of every table.
pub(super) struct Ledger {
    tables: Vec<Askers>,
}

impl Ledger {
    pub(super) fn new(n_tables: usize) -> Self {
        Self { tables: (0..n_tables).map(|_| Askers::default()).collect() }
    }

    /// Notes which lines of a batch ask for which entries; `entries` holds, by join, the entry of every row.
    pub(super) fn note(
        &mut self,
        batch: &Batch<'_>,
        joins: &[Join],
        entries: &[Vec<Option<u32>>],
        tables: &[SideTable],
    ) {
        let with_sums = joins.iter().zip(entries).filter(|(join, _)| tables[join.table].has_sums());
        for (join, entries) in with_sums {
            let askers = &mut self.tables[join.table];
            for &index in &batch.selected {
                let Some(entry) = entries[index as usize] else { continue };
                let line = line_of(batch, index);
                match askers.first.get(&entry) {
                    None => drop(askers.first.insert(entry, line)),
                    Some(first) if *first == line => {}
                    Some(_) => drop(askers.others.insert((entry, line))),
                }
            }
        }
    }

    /// Withholds the amounts of entries that several lines ask for: nothing says whose they are.
    pub(super) fn withhold(&self, tables: &mut [SideTable]) {
        for (askers, table) in self.tables.iter().zip(tables) {
            let mut shared: Vec<u32> = askers.others.iter().map(|(entry, _)| *entry).collect();
            shared.sort_unstable();
            shared.dedup();
            table.withhold(shared);
        }
    }

    /// What became of the money of every table.
    pub(super) fn account(&self, tables: &[SideTable]) -> Vec<JoinedMoney> {
        let of_table = |(askers, table): (&Askers, &SideTable)| {
            table
                .sums()
                .map(|(column, name, held)| {
                    let amount = |entry: u32| table.amount(column, entry);
                    let once: i64 = askers.first.keys().map(|entry| amount(*entry)).sum();
                    let again: i64 = askers.others.iter().map(|(entry, _)| amount(*entry)).sum();
                    let left =
                        table.entries().filter(|entry| !askers.first.contains_key(entry)).map(amount).sum::<i64>();
                    JoinedMoney {
                        table: table.name.clone(),
                        column: name.to_owned(),
                        held,
                        joined: once + again,
                        unjoined: left + table.without_line(column),
                        undecided: table.n_withheld(),
                        taken_elsewhere: table.taken_elsewhere,
                    }
                })
                .collect::<Vec<_>>()
        };
        self.tables.iter().zip(tables).flat_map(of_table).collect()
    }
}

/// What a line of a batch is known by: patient, claim and line number, or else what was done.
fn line_of(batch: &Batch<'_>, index: u32) -> u64 {
    let text = |field: Field| cleaned(batch.raw(field, index));
    let number = batch.slot.map_or_else(|| text(Field::LineNumber).to_owned(), |slot| slot.to_string());
    let service = if number.is_empty() {
        [text(Field::ServiceDate), text(Field::ProcedureCode), text(Field::Modifier1)]
    } else {
        [""; 3]
    };
    let known_by = (text(Field::PatientId), text(Field::ClaimId), text(Field::SourceName), number, service);
    BuildHasherDefault::<DefaultHasher>::default().hash_one(known_by)
}
