//! Draws what one run of the comparison judges: worlds of random patients, and the dates a run is told.
//!
//! It judges nothing. Everything follows from the seed.

use crate::naive::{NaiveLine, NaiveRange, random_lines};
use crate::worlds::Frame;

/// The oracle's work grows with the square of a world, so worlds are small and runs are many.
pub(super) const MOST_PATIENTS_PER_RUN: usize = 2_000;
/// Patients of one world: their clinicians are shared, and shared with no other world.
const WORLD_SIZES: [usize; 6] = [3, 25, 25, 40, 12, 120];
/// Worlds this near to the first one count as near the edges of the run's dates.
const NEAR_DAYS: i32 = 30;

/// Worlds that go through the program together and through the oracle one by one.
pub(super) struct Run {
    pub(super) worlds: Vec<Vec<NaiveLine>>,
    pub(super) frame: Frame,
    pub(super) n_patients: usize,
}

impl Run {
    /// At least `n_patients` patients. Three runs in four state dates that cut through most of their worlds.
    pub(super) fn draw(seed: u64, n_patients: usize) -> Self {
        let mut run = Self { worlds: Vec::new(), frame: Frame::default(), n_patients: 0 };
        let first = random_lines(seed * 1_000_003, WORLD_SIZES[0]);
        let edge = middle(&first);
        for number in 0.. {
            if n_patients <= run.n_patients {
                break;
            }
            let size = WORLD_SIZES[run.worlds.len() % WORLD_SIZES.len()].min(n_patients - run.n_patients);
            let lines = random_lines(seed * 1_000_003 + number, size);
            let is_near = (middle(&lines) - edge).abs() <= NEAR_DAYS;
            if seed.is_multiple_of(4) || is_near || number.is_multiple_of(20) {
                run.n_patients += size;
                run.worlds.push(apart(lines, run.worlds.len()));
            }
        }
        run.frame = frame(seed, edge);
        run
    }

    /// One world of the run, told the same dates.
    pub(super) fn only(&self, lines: Vec<NaiveLine>) -> Self {
        let range = self.range();
        let data = (Some(range.data_from), Some(range.data_through));
        Self { worlds: vec![lines], frame: Frame { data, ..self.frame.clone() }, n_patients: 1 }
    }

    /// The dates as the oracle is told them: what the run does not state is read from its lines.
    pub(super) fn range(&self) -> NaiveRange {
        let dates = || self.worlds.iter().flatten().map(|line| line.date);
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

/// Gives patients, claims and clinicians of a world names of their own.
fn apart(mut lines: Vec<NaiveLine>, world: usize) -> Vec<NaiveLine> {
    for line in &mut lines {
        line.patient = format!("W{world}-{}", line.patient);
        line.claim_id = format!("W{world}-{}", line.claim_id);
        line.npi = format!("{}-{world}", line.npi);
    }
    lines
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
