//! How much each clinician billed of what is audited: what findings about a clinician are compared with. Counts only.

use std::collections::BTreeMap;

use crate::claim::{Cents, Sym};

/// Audited lines of one clinician under one specialty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Workload {
    /// How many lines.
    pub lines: u64,
    /// Paid on them, or allowed where paid is absent.
    pub paid: Cents,
}

/// The audited lines of a run by clinician, specialty and taxonomy.
#[derive(Clone, Debug, Default)]
pub struct Workloads(BTreeMap<(Sym, Sym, Sym), Workload>);

impl Workloads {
    /// Counts one line.
    pub fn add(&mut self, clinician: Sym, specialty: Sym, taxonomy: Sym, paid: Cents) {
        self.count((clinician, specialty, taxonomy), Workload { lines: 1, paid });
    }

    /// Adds the counts of another part of the run.
    pub fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|(key, load)| self.count(*key, *load));
    }

    fn count(&mut self, key: (Sym, Sym, Sym), load: Workload) {
        let sum = self.0.entry(key).or_default();
        sum.lines += load.lines;
        sum.paid.0 += load.paid.0;
    }

    /// Clinician, specialty, taxonomy and count, in no order that means anything.
    pub fn iter(&self) -> impl Iterator<Item = ((Sym, Sym, Sym), Workload)> {
        self.0.iter().map(|(key, load)| (*key, *load))
    }
}
