//! The days around a subject in which context counts, one day inside and one outside of every end.

use std::ops::RangeInclusive;

use claimsweep::claim::Day;

use super::{audit, gaps, rule, said};
use crate::support::findings_of;

/// The days at which a visit of the same clinician makes a check-in of 10 March 2025 fire, among all of the range; every
/// day has a patient of its own.
fn firing(keys: &[(&str, &str)], days: RangeInclusive<i32>) -> Vec<i32> {
    let subject = Day::from_ymd(2025, 3, 10).expect("a date");
    let mut rows = Vec::new();
    for day in days {
        let visit = subject.plus(day);
        rows.push(format!("C{day},P{day:+05},ANN,T1,08,{subject},98016,,I10,,"));
        rows.push(format!("V{day},P{day:+05},ANN,T1,08,{visit},99213,,I10,,"));
    }
    let mut found = gaps(&audit(&rows, &rule(keys)));
    found.sort_unstable();
    found
}

#[test]
fn the_same_day_counts_unless_it_is_said_otherwise() {
    assert_eq!(firing(&[], -1..=1), [0]);
    assert_eq!(firing(&[("same_day", "true")], -1..=1), [0]);
}

#[test]
fn days_before() {
    assert_eq!(firing(&[("days_before", "3")], -5..=2), [-3, -2, -1, 0]);
    assert_eq!(firing(&[("days_before", "3"), ("same_day", "false")], -5..=2), [-3, -2, -1]);
    assert_eq!(firing(&[("days_before", "1"), ("same_day", "false")], -3..=2), [-1]);
}

#[test]
fn days_after() {
    assert_eq!(firing(&[("days_after", "2")], -2..=4), [0, 1, 2]);
    assert_eq!(firing(&[("days_after", "2"), ("same_day", "false")], -2..=4), [1, 2]);
}

#[test]
fn both_sides() {
    assert_eq!(firing(&[("days_before", "2"), ("days_after", "1")], -4..=3), [-2, -1, 0, 1]);
}

#[test]
fn the_longest_window() {
    assert_eq!(firing(&[("days_before", "1100")], -1101..=-1099), [-1100, -1099]);
}

#[test]
fn the_nearest_context_comes_first_and_the_window_is_kept() {
    let rows = [
        "C1,P1,ANN,T1,08,2025-03-10,98016,,I10,,",
        "C2,P1,ANN,T1,08,2025-03-07,99213,,I10,,",
        "C3,P1,ANN,T1,08,2025-03-09,99213,,I10,,",
    ];
    let pipeline = rule(&[("days_before", "3")]);
    assert_eq!(said(&rows, &pipeline), "C1/1 flagged presumptive gap=-1 same_diagnosis=true related=C3/1,C2/1\n");
    let audit = audit(&rows.map(str::to_owned), &pipeline);
    let finding = findings_of(&audit, "near").next().expect("a finding");
    let window = finding.window.map(|(first, last)| (first.to_string(), last.to_string()));
    assert_eq!(window, Some(("2025-03-07".to_owned(), "2025-03-10".to_owned())));
    let sentence = "Virtual check-in 98016 on 2025-03-10 comes 1 day after visit 99213 (2025-03-09), same clinician, \
        same diagnosis I10, and one more such line. Presumptive: Our payer counts the check-in into the visit. \
        Would clear it: a note that shows a new problem. Ask for: the call note.";
    assert!(finding.message.starts_with(sentence), "{}", finding.message);
    assert!(finding.message.ends_with("Source: payer policy, section 4 (2025)."), "{}", finding.message);
}

#[test]
fn a_line_is_no_context_of_itself() {
    let rows = ["C1,P1,ANN,T1,08,2025-03-10,98016,,I10,,", "C2,P1,ANN,T1,08,2025-03-12,98016,,I10,,"];
    let pipeline = rule(&[("context", "[\"check_in_em\"]"), ("days_before", "3")]);
    assert_eq!(
        said(&rows, &pipeline),
        "C2/1 flagged presumptive gap=-2 same_diagnosis=true related=C1/1\ntally: clean=1\n"
    );
}

#[test]
fn the_ends_of_the_data() {
    let rows = [
        "C1,P1,ANN,T1,08,2025-03-03,98016,,I10,,",
        "C2,P2,ANN,T1,08,2025-03-04,98016,,I10,,",
        "C3,P3,ANN,T1,08,2025-03-29,98016,,I10,,",
        "C4,P4,ANN,T1,08,2025-03-30,98016,,I10,,",
    ];
    let data = "[period]\nall = true\ndata_from = \"2025-03-01\"\ndata_through = \"2025-03-31\"\n";
    let pipeline = rule(&[("days_before", "3"), ("days_after", "2")]) + data;
    assert_eq!(said(&rows, &pipeline), "tally: clean=2 provisional=1 not_evaluable=1 (insufficient history)\n");
    // A window that looks one way only does not care for the other end.
    let pipeline = rule(&[("days_after", "2")]) + data;
    assert_eq!(said(&rows, &pipeline), "tally: clean=3 provisional=1\n");
}
