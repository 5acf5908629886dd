//! Compares what the program and the oracle say of logged time: every stretch of it, what became of it and why, the code,
//! the minutes, the amount by the fee schedule and the last day for filing.

use std::collections::BTreeMap;

use claimsweep::findings::{AmountSource, Audit, Opportunity, Reason};
use rayon::prelude::*;

use super::compare::Census;
use super::draw::Run;
use crate::naive::{Missed, missed_revenue};

/// Rule, patient, first day, and entries or line: what names a stretch of time.
type Key = (&'static str, String, i32, Vec<String>);

/// Every difference of the run, one sentence each. Agreed outcomes are added to the census.
pub(super) fn differences(run: &Run, audit: &Audit, census: &mut Census) -> Vec<String> {
    let ours = by_key(audit.opportunities.iter().map(|one| of_program(audit, one)));
    let theirs = by_key(of_oracle(run, as_of(run)));
    let mut complaints = Vec::new();
    for key in ours.keys().chain(theirs.keys().filter(|key| !ours.contains_key(*key))) {
        match (ours.get(key), theirs.get(key)) {
            (Some(all), others) if Some(all) == others => {
                for one in all {
                    *census.entry((key.0, one.outcome.0)).or_default() += 1;
                }
            }
            (all, others) => {
                complaints.push(format!("{} {key:?}:\n    program: {all:?}\n    oracle:  {others:?}", key.0))
            }
        }
    }
    complaints
}

/// Two calls of a day may bear one number: then both stand under one name, in a fixed order.
fn by_key(all: impl IntoIterator<Item = Missed>) -> BTreeMap<Key, Vec<Missed>> {
    let mut by_key: BTreeMap<Key, Vec<Missed>> = BTreeMap::new();
    for one in all {
        by_key.entry(key(&one)).or_default().push(one);
    }
    by_key.values_mut().for_each(|same| same.sort_unstable());
    by_key
}

fn key(one: &Missed) -> Key {
    (one.rule, one.patient.clone(), one.from, one.of.clone())
}

/// The day from which time limits are counted: the last date of the lines.
fn as_of(run: &Run) -> i32 {
    run.lines().map(|line| line.date).max().unwrap_or_default()
}

fn of_oracle(run: &Run, as_of: i32) -> Vec<Missed> {
    let range = run.range();
    let of_world = |world: &crate::naive::NaiveWorld| missed_revenue(&world.lines, &run.beside(world), &range, as_of);
    run.worlds.par_iter().flat_map_iter(of_world).collect()
}

fn of_program(audit: &Audit, one: &Opportunity) -> Missed {
    let names = &audit.names;
    let mut of: Vec<String> = one.entries.iter().map(|entry| names.activities.text(*entry).to_owned()).collect();
    of.sort_unstable();
    if of.is_empty() {
        let visit = one.related.first();
        of.extend(visit.map(|line| format!("{}/{}", names.claims.text(line.claim), line.line_number)));
    }
    let by_schedule = |source: &AmountSource| *source != AmountSource::MedianPaid;
    Missed {
        rule: one.card.id,
        patient: names.patients.text(one.patient).to_owned(),
        from: one.days.0.0,
        to: one.days.1.0,
        clinician: names.clinicians.text(one.clinician).to_owned(),
        group: Some(names.groups.text(one.group).to_owned()).filter(|group| !group.is_empty()),
        of,
        outcome: (one.outcome.name(), one.outcome.reason().map(Reason::name)),
        code: one.code.map(str::to_owned),
        minutes: one.minutes.personal,
        scheduled: one.expected.filter(|(_, source)| by_schedule(source)).map(|(amount, _)| amount.0),
        until: one.collectable_until.map(|day| day.0),
    }
}

#[test]
fn two_days_that_differ_are_noticed() {
    let mut runs = (0..8).map(|seed| Run::draw(seed, 200));
    let run = runs.find(|run| of_oracle(run, as_of(run)).len() > 100).expect("a run with a log");
    let (now, later) = (of_oracle(&run, as_of(&run)), of_oracle(&run, as_of(&run) + 400));
    assert_eq!(now.len(), later.len());
    assert!(now != later, "a year later something is too late");
}
