//! Draws what one run of the comparison judges: worlds of random patients, what stands beside their lines, and the dates
//! a run is told.
//!
//! It judges nothing. Everything follows from the seed.

use crate::naive::{Inputs, NaiveLine, NaiveRange, NaiveWorld, in_scope, random_tables, random_world};
use crate::worlds::{Frame, only_taken};

/// The oracle's work grows with the square of a world, so worlds are small and runs are many.
pub(super) const MOST_PATIENTS_PER_RUN: usize = 2_000;
/// Patients of one world: their clinicians are shared, and shared with no other world.
const WORLD_SIZES: [usize; 6] = [3, 25, 25, 40, 12, 120];
/// Worlds this near to the first one count as near the edges of the run's dates.
const NEAR_DAYS: i32 = 30;

/// Worlds that go through the program together and through the oracle one by one. Every world has a log, roster and
/// consents of its own, or none has; tables stand beside all of them.
pub(super) struct Run {
    pub(super) worlds: Vec<NaiveWorld>,
    pub(super) tables: Inputs,
    pub(super) frame: Frame,
    pub(super) n_patients: usize,
}

impl Run {
    /// At least `n_patients` patients. Three runs in four state dates that cut through most of their worlds.
    pub(super) fn draw(seed: u64, n_patients: usize) -> Self {
        let tables = given(seed, random_tables(seed));
        let mut run = Self { worlds: Vec::new(), tables, frame: Frame::default(), n_patients: 0 };
        let edge = middle(&random_world(seed * 1_000_003, WORLD_SIZES[0]).lines);
        for number in 0.. {
            if n_patients <= run.n_patients {
                break;
            }
            let size = WORLD_SIZES[run.worlds.len() % WORLD_SIZES.len()].min(n_patients - run.n_patients);
            let world = random_world(seed * 1_000_003 + number, size);
            let is_near = (middle(&world.lines) - edge).abs() <= NEAR_DAYS;
            if seed.is_multiple_of(4) || is_near || number.is_multiple_of(20) {
                run.n_patients += size;
                let inputs = given(seed, world.inputs);
                let mut world = apart(NaiveWorld { inputs, ..world }, run.worlds.len());
                world.lines.retain(|line| in_scope(&line.code, &run.tables));
                world.inputs.denied.retain(|denied| in_scope(&denied.line.code, &run.tables));
                run.worlds.push(world);
            }
        }
        run.frame = frame(seed, edge);
        run
    }

    /// One world of the run, told the same dates and tables.
    pub(super) fn only(&self, world: NaiveWorld) -> Self {
        let range = self.range();
        let data = (Some(range.data_from), Some(range.data_through));
        let frame = Frame { data, ..self.frame.clone() };
        Self { worlds: vec![world], tables: self.tables.clone(), frame, n_patients: 1 }
    }

    /// Everything beside the lines of the world.
    pub(super) fn beside(&self, world: &NaiveWorld) -> Inputs {
        let Inputs { fees, pairs, limits, .. } = self.tables.clone();
        Inputs { fees, pairs, limits, ..world.inputs.clone() }
    }

    /// Everything beside the lines of all worlds.
    pub(super) fn beside_all(&self) -> Inputs {
        let mut all = Inputs { minutes: std::collections::BTreeMap::new(), ..self.tables.clone() };
        for world in &self.worlds {
            let inputs = world.inputs.clone();
            all.denied.extend(inputs.denied);
            all.minutes.extend(inputs.minutes);
            join(&mut all.activities, inputs.activities);
            join(&mut all.roster, inputs.roster);
            join(&mut all.consents, inputs.consents);
        }
        all
    }

    /// The lines of all worlds.
    pub(super) fn lines(&self) -> impl Iterator<Item = &NaiveLine> {
        self.worlds.iter().flat_map(|world| &world.lines)
    }

    /// The dates as the oracle is told them: what the run does not state is read from its lines.
    pub(super) fn range(&self) -> NaiveRange {
        let dates = || self.lines().map(|line| line.date);
        let (first, last) = (dates().min().unwrap_or_default(), dates().max().unwrap_or_default());
        NaiveRange {
            data_from: self.frame.data.0.unwrap_or(first),
            data_through: self.frame.data.1.unwrap_or(last),
            period_from: self.frame.period.0.unwrap_or(i32::MIN),
            period_to: self.frame.period.1.unwrap_or(i32::MAX),
        }
    }
}

/// The median date of a world.
fn middle(lines: &[NaiveLine]) -> i32 {
    let mut dates: Vec<i32> = lines.iter().map(|line| line.date).collect();
    dates.sort_unstable();
    dates.get(dates.len() / 2).copied().unwrap_or_default()
}

fn join<T>(all: &mut Option<Vec<T>>, more: Option<Vec<T>>) {
    if let Some(more) = more {
        all.get_or_insert_default().extend(more);
    }
}

/// What the program takes and this run is given: most runs have each of the files, none has them by its seed alone.
fn given(seed: u64, inputs: Inputs) -> Inputs {
    let has = |input: u64| !(seed.wrapping_mul(2_654_435_761) >> (3 * input + 8)).is_multiple_of(5);
    only_taken(Inputs {
        denied: inputs.denied,
        minutes: inputs.minutes,
        activities: inputs.activities.filter(|_| has(0)),
        roster: inputs.roster.filter(|_| has(1)),
        consents: inputs.consents.filter(|_| has(2)),
        fees: inputs.fees.filter(|_| has(3)),
        pairs: inputs.pairs.filter(|_| has(4)),
        limits: inputs.limits.filter(|_| has(5)),
    })
}

/// Gives patients, claims, clinicians and activities of a world names of their own.
fn apart(world: NaiveWorld, number: usize) -> NaiveWorld {
    let before = |name: &mut String| *name = format!("W{number}-{name}");
    let behind = |name: &mut String| *name = format!("{name}-{number}");
    let NaiveWorld { mut lines, mut inputs } = world;
    let rename = |line: &mut NaiveLine| {
        before(&mut line.patient);
        before(&mut line.claim_id);
        behind(&mut line.npi);
    };
    lines.iter_mut().for_each(rename);
    for denied in &mut inputs.denied {
        rename(&mut denied.line);
        denied.replaces.iter_mut().for_each(before);
    }
    inputs.minutes =
        inputs.minutes.into_iter().map(|((claim, line), n)| ((format!("W{number}-{claim}"), line), n)).collect();
    for activity in inputs.activities.iter_mut().flatten() {
        before(&mut activity.id);
        before(&mut activity.patient);
        activity.claim_id.iter_mut().for_each(before);
        behind(&mut activity.npi);
    }
    inputs.roster.iter_mut().flatten().for_each(|row| behind(&mut row.npi));
    inputs.consents.iter_mut().flatten().for_each(|(patient, _)| before(patient));
    NaiveWorld { lines, inputs }
}

/// Dates derived from the lines; or data, period or both with edges inside the worlds.
fn frame(seed: u64, edge: i32) -> Frame {
    let wobble = i32::try_from(seed / 4 % 5).unwrap_or_default();
    let around = |before: i32, after: i32| (Some(edge - before + wobble), Some(edge + after - wobble));
    match seed % 4 {
        0 => Frame::default(),
        1 => Frame { data: around(6, 5), ..Frame::default() },
        2 => Frame { period: around(9, 8), ..Frame::default() },
        _ => Frame { data: around(14, 11), period: around(10, 10), ..Frame::default() },
    }
}
