//! Reduces a difference to the few lines that show it, for a person to read. Synthetic lines only.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use super::compare::{Census, differences};
use super::draw::Run;
use crate::naive::{Activity, DeniedLine, Inputs, NaiveLine, NaiveRange, NaiveWorld};

/// The smallest part of the run that still differs, its lines, what stands beside them, and both verdicts.
pub(super) fn story(run: &Run, complaints: &[String]) -> io::Result<String> {
    let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
    for complaint in complaints {
        *by_rule.entry(complaint.split(' ').next().unwrap_or_default()).or_default() += 1;
    }
    let mut text = format!("{} differences {by_rule:?}; the first: {}\n", complaints.len(), complaints[0]);
    // Smaller worlds may differ in other ways too: the story is of the first difference.
    let first = complaints[0].lines().next().unwrap_or_default();
    let differs = |run: &Run, world: &NaiveWorld| differs_so(run, world, first);
    let Some(mut world) = first_differing_world(run, differs)? else {
        text.push_str("no world of the run differs on its own\n");
        return Ok(text);
    };
    let with_lines = |lines: Vec<NaiveLine>| NaiveWorld { lines, ..world.clone() };
    world.lines = reduce(world.lines.clone(), |lines| differs(run, &with_lines(lines)))?;
    if let Some(log) = world.inputs.activities.clone() {
        let with_log = |log: Vec<Activity>| {
            let inputs = Inputs { activities: Some(log), ..world.inputs.clone() };
            NaiveWorld { inputs, ..world.clone() }
        };
        let log = reduce(log, |log| differs(run, &with_log(log)))?;
        world.inputs.activities = Some(log);
    }
    let with_denied = |denied: Vec<DeniedLine>| {
        let inputs = Inputs { denied, ..world.inputs.clone() };
        NaiveWorld { inputs, ..world.clone() }
    };
    world.inputs.denied = reduce(world.inputs.denied.clone(), |denied| differs(run, &with_denied(denied)))?;
    let NaiveRange { data_from, data_through, period_from, period_to } = run.range();
    let _ =
        writeln!(text, "data {data_from} to {data_through}, period {period_from} to {period_to}, with these lines:");
    for line in &world.lines {
        let minutes = world.inputs.minutes.get(&(line.claim_id.clone(), line.line_number));
        let _ = writeln!(text, "  {line:?} minutes: {minutes:?} hundredths");
    }
    for denied in &world.inputs.denied {
        let _ = writeln!(text, "  {denied:?}");
    }
    describe_inputs(&mut text, run, &world);
    for complaint in differences(&run.only(world), &mut Census::new())? {
        let _ = writeln!(text, "  {complaint}");
    }
    Ok(text)
}

/// What stands beside the lines, as far as it speaks of their people and codes.
fn describe_inputs(text: &mut String, run: &Run, world: &NaiveWorld) {
    let Inputs { activities, roster, consents, fees, pairs, limits, .. } = run.beside(world);
    let billed = |code: &str| world.lines.iter().any(|line| line.code == code);
    for activity in activities.iter().flatten() {
        let _ = writeln!(text, "  {activity:?}");
    }
    for row in roster.iter().flatten().filter(|row| world.lines.iter().any(|line| line.npi == row.npi)) {
        let _ = writeln!(text, "  {row:?}");
    }
    for (patient, date) in consents.iter().flatten() {
        if world.lines.iter().any(|line| line.patient == *patient) {
            let _ = writeln!(text, "  consent of {patient} on {date}");
        }
    }
    for release in fees.iter().flatten() {
        let rows: Vec<_> = release.fees.iter().filter(|fee| billed(&fee.code)).collect();
        let _ = writeln!(text, "  fees of {}: {rows:?}", release.year);
    }
    if let Some(table) = pairs {
        let rows: Vec<_> = table.edits.iter().filter(|edit| billed(&edit.column1) && billed(&edit.column2)).collect();
        let _ = writeln!(text, "  pair edits of {:?}: {rows:?}", table.quarters);
    }
    for release in limits.iter().flatten() {
        let rows: Vec<_> = release.limits.iter().filter(|limit| billed(&limit.code)).collect();
        let _ = writeln!(text, "  unit limits of {:?}: {rows:?}", release.quarter);
    }
    let given = [activities.is_some(), roster.is_some(), consents.is_some()];
    let _ = writeln!(text, "  log, roster, consents given: {given:?}");
}

fn first_differing_world(
    run: &Run,
    differs: impl Fn(&Run, &NaiveWorld) -> io::Result<bool>,
) -> io::Result<Option<NaiveWorld>> {
    for world in &run.worlds {
        if differs(run, world)? {
            return Ok(Some(world.clone()));
        }
    }
    Ok(None)
}

/// Leaves out halves, quarters and at last single items for as long as the rest still differs.
fn reduce<T: Clone>(mut items: Vec<T>, differs: impl Fn(Vec<T>) -> io::Result<bool>) -> io::Result<Vec<T>> {
    let mut n_left_out = items.len().div_ceil(2);
    while n_left_out > 0 {
        let mut start = 0;
        while start < items.len() {
            let end = items.len().min(start + n_left_out);
            let rest: Vec<T> = items[..start].iter().chain(&items[end..]).cloned().collect();
            if differs(rest.clone())? {
                items = rest;
            } else {
                start = end;
            }
        }
        n_left_out = if n_left_out == 1 { 0 } else { n_left_out.div_ceil(2) };
    }
    Ok(items)
}

/// Whether a run of this world alone shows a difference that begins with these words.
fn differs_so(run: &Run, world: &NaiveWorld, first: &str) -> io::Result<bool> {
    if world.lines.is_empty() {
        return Ok(false);
    }
    let complaints = differences(&run.only(world.clone()), &mut Census::new())?;
    Ok(complaints.iter().any(|complaint| complaint.starts_with(first)))
}
