//! Reduces a difference to the few lines that show it, for a person to read. Synthetic lines only.

use std::fmt::Write as _;
use std::io;

use super::compare::{Census, differences};
use super::draw::Run;
use crate::naive::{NaiveLine, NaiveRange};

/// The smallest part of the run that still differs, its lines, and both verdicts.
pub(super) fn story(run: &Run, complaints: &[String]) -> io::Result<String> {
    let mut text = format!("{} differences; the first: {}\n", complaints.len(), complaints[0]);
    let Some(lines) = first_differing_world(run)? else {
        text.push_str("no world of the run differs on its own\n");
        return Ok(text);
    };
    let lines = reduce(run, lines)?;
    let NaiveRange { data_from, data_through, period_from, period_to } = run.range();
    let _ =
        writeln!(text, "data {data_from} to {data_through}, period {period_from} to {period_to}, with these lines:");
    for line in &lines {
        let _ = writeln!(text, "  {line:?}");
    }
    for complaint in differences(&run.only(lines), &mut Census::new())? {
        let _ = writeln!(text, "  {complaint}");
    }
    Ok(text)
}

fn first_differing_world(run: &Run) -> io::Result<Option<Vec<NaiveLine>>> {
    for lines in &run.worlds {
        if differs(run, lines)? {
            return Ok(Some(lines.clone()));
        }
    }
    Ok(None)
}

/// Leaves out halves, quarters and at last single lines for as long as the rest still differs.
fn reduce(run: &Run, mut lines: Vec<NaiveLine>) -> io::Result<Vec<NaiveLine>> {
    let mut n_left_out = lines.len().div_ceil(2);
    while n_left_out > 0 {
        let mut start = 0;
        while start < lines.len() {
            let end = lines.len().min(start + n_left_out);
            let rest: Vec<NaiveLine> = lines[..start].iter().chain(&lines[end..]).cloned().collect();
            if differs(run, &rest)? {
                lines = rest;
            } else {
                start = end;
            }
        }
        n_left_out = if n_left_out == 1 { 0 } else { n_left_out.div_ceil(2) };
    }
    Ok(lines)
}

fn differs(run: &Run, lines: &[NaiveLine]) -> io::Result<bool> {
    Ok(!lines.is_empty() && !differences(&run.only(lines.to_vec()), &mut Census::new())?.is_empty())
}
