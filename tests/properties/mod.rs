//! The eight properties of the case list, which hold for any input, on small random worlds.
//!
//! Worlds are drawn from a fixed seed, so that a failure repeats; which findings are right is checked elsewhere.

mod claims;
mod dates;
mod order;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::worlds::{Frame, Row};

/// Worlds per property.
const CASES: u32 = 40;

/// A fixed seed, and no file of failures: the run says what failed, and the next run fails alike.
fn config() -> ProptestConfig {
    ProptestConfig {
        cases: CASES,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_121),
        ..ProptestConfig::default()
    }
}

/// Seed and number of patients of a random world.
fn world() -> impl Strategy<Value = (u64, usize)> {
    (0..1_000_000_u64, 1..14_usize)
}

/// First and last date of the rows.
fn dates(rows: &[Row]) -> (i32, i32) {
    let days = || rows.iter().map(|row| row.line.date);
    (days().min().unwrap_or_default(), days().max().unwrap_or_default())
}

/// A frame that states the dates the rows cover, so that added rows cannot move them.
fn stated(rows: &[Row]) -> Frame {
    let (first, last) = dates(rows);
    Frame { data: (Some(first), Some(last)), ..Frame::default() }
}
