//! Every code the program knows, and every number around them, judged by both in all the places a code can stand.
//!
//! The two code tables were typed apart from the rulebook; this compares them by what the rules make of each code.

use std::collections::BTreeSet;
use std::io;

use claimsweep::claim::Day;
use claimsweep::reference::CodeTable;

use super::compare::finding_differences;
use super::draw::Run;
use crate::naive::{Inputs, NaiveLine, NaiveWorld};
use crate::worlds::Frame;

/// Days on which a code may begin or end, and one in the middle of a year without changes.
const DATES: [&str; 17] = [
    "2018-12-31",
    "2019-01-01",
    "2019-12-31",
    "2020-01-01",
    "2020-12-31",
    "2021-01-01",
    "2021-12-31",
    "2022-01-01",
    "2022-12-31",
    "2023-01-01",
    MIDDLE,
    "2024-12-31",
    "2025-01-01",
    "2025-12-31",
    "2026-01-01",
    "2026-12-15",
    "2027-01-15",
];
const MIDDLE: &str = "2023-06-15";

/// Differences shown to a reader.
const MOST_SHOWN: usize = 20;

/// What stands around the code: offset in days and code. The code itself stands three times on day 0, once with a modifier.
const AROUND: [(i32, &str); 16] = [
    (-2, "97161"),
    (-1, "99213"),
    (0, "99421"),
    (0, "98970"),
    (0, "99213"),
    (1, "99490"),
    (1, "G0557"),
    (1, "99454"),
    (1, "98976"),
    (2, "99426"),
    (2, "G0569"),
    (2, "99457"),
    (3, "98966"),
    (3, "99441"),
    (3, "98016"),
    (5, "99495"),
];

/// Numbers that could be taken for one of the known codes.
fn numbers() -> BTreeSet<String> {
    let plain = [90_700..90_900, 91_990..92_600, 93_780..93_800, 96_100..96_200, 97_100..97_900, 98_900..100_000];
    let lettered = ["G00", "G01", "G03", "G04", "G05", "G20", "G22"];
    let plain = plain.into_iter().flatten().chain(98_000..98_020).map(|number| number.to_string());
    let lettered = lettered.iter().flat_map(|start| (0..100).map(move |number| format!("{start}{number:02}")));
    plain.chain(lettered).collect()
}

/// A patient of a clinician whose scope has no E/M, with the code in the middle.
fn world(number: usize, code: &str, date: &str) -> NaiveWorld {
    let base = Day::parse_iso(date).map_or(0, |day| day.0);
    let around = AROUND.into_iter().chain([(0, code), (0, code), (0, code)]).enumerate();
    let is_marked = |place: usize| place == AROUND.len() + 2;
    let line = |(place, (offset, code)): (usize, (i32, &str))| NaiveLine {
        claim_id: format!("C{number}-{place}"),
        line_number: 1,
        patient: format!("P{number}"),
        npi: format!("N{number}"),
        tin: Some("T1".to_owned()),
        specialty: Some("65".to_owned()),
        taxonomy: None,
        date: base + offset,
        code: code.to_owned(),
        modifiers: if is_marked(place) { vec!["95".to_owned()] } else { Vec::new() },
        pos: Some(if is_marked(place) { "11" } else { "02" }.to_owned()),
        dx: vec!["I10".to_owned()],
        units_ten_thousandths: 20_000,
        allowed_cents: None,
        paid_cents: Some(1_500),
        payer: Some("medicare".to_owned()),
        start: None,
        end: None,
    };
    NaiveWorld { lines: around.map(line).collect(), inputs: Inputs::default() }
}

#[test]
fn every_code_is_what_the_oracle_takes_it_for() -> io::Result<()> {
    let known: BTreeSet<String> = CodeTable::shipped().iter().map(|(code, _)| code.to_owned()).collect();
    let numbers = numbers();
    assert!(known.is_subset(&numbers), "outside the numbers tried: {:?}", known.difference(&numbers));
    let unknown = numbers.difference(&known).map(|code| (code.as_str(), MIDDLE));
    let dated = known.iter().flat_map(|code| DATES.map(|date| (code.as_str(), date)));
    let worlds: Vec<_> =
        unknown.chain(dated).enumerate().map(|(number, (code, date))| world(number, code, date)).collect();
    let run = Run { n_patients: worlds.len(), worlds, tables: Inputs::default(), frame: Frame::wide() };
    let complaints = finding_differences(&run)?;
    let first: Vec<&str> = complaints.iter().take(MOST_SHOWN).map(String::as_str).collect();
    assert!(complaints.is_empty(), "{} differences, the first of them:\n{}", complaints.len(), first.join("\n"));
    Ok(())
}
