//! `explain`: the page of every rule, the facts of codes, and the story of a finding of a finished report.

mod codes;
mod findings;
mod pages;

use crate::program::{Place, Run};

/// Explains something, which must go well.
fn explained(place: &Place, args: &[&str]) -> Run {
    let run = place.run(&[&["explain"], args].concat());
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{args:?}");
    run
}
