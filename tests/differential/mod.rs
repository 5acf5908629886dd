//! The program against the oracle: random patients, every line, every rule that both know, no difference allowed.
//!
//! Lines, and what the program takes beside them, go through files and the real loader. A rule is compared as soon as the
//! program has it; an input is used as soon as `worlds/inputs.rs` lists it as taken. The normal run takes 3,000 patients; the variable
//! `CLAIMSWEEP_DIFFERENTIAL_PATIENTS` asks for another number. Which of the two is right is for a reader to say.

mod codes;
mod compare;
mod draw;
mod missed;
mod reduce;

use std::collections::BTreeMap;
use std::io;

use claimsweep::rules::RULES;

use crate::naive::{knows, random_tables};
use crate::worlds::only_taken;
use compare::{Census, UNCOVERED, differences};
use draw::{MOST_PATIENTS_PER_RUN, Run};

/// Patients of a normal test run.
const PATIENTS: usize = 3_000;
/// Rules that have no clean outcome: whatever they judge, they flag.
const ALWAYS_FLAGS: [&str; 1] = ["near_miss_code"];
/// A normal run sees at least this many frames of dates.
const RUNS: usize = 6;

fn n_patients() -> usize {
    let asked = std::env::var("CLAIMSWEEP_DIFFERENTIAL_PATIENTS").ok();
    asked.and_then(|number| number.parse().ok()).unwrap_or(PATIENTS)
}

#[test]
fn the_program_and_the_oracle_agree() -> io::Result<()> {
    let n_patients = n_patients();
    let per_run = (n_patients / RUNS).clamp(1, MOST_PATIENTS_PER_RUN);
    let (mut census, mut done, mut seed) = (Census::new(), 0, 0);
    while done < n_patients {
        let run = Run::draw(seed, per_run);
        let complaints = differences(&run, &mut census)?;
        if !complaints.is_empty() {
            return Err(io::Error::other(reduce::story(&run, &complaints)?));
        }
        done += run.n_patients;
        seed += 1;
    }
    assert_reached(&census);
    Ok(())
}

/// Agreement proves nothing about an outcome that never occurs.
fn assert_reached(census: &Census) {
    let mut by_outcome: BTreeMap<&str, u64> = BTreeMap::new();
    for ((_, outcome), count) in census {
        *by_outcome.entry(outcome).or_default() += count;
    }
    for outcome in ["flagged", "clean", "cleared", "provisional", "not_evaluable"] {
        assert!(by_outcome.get(outcome).is_some_and(|count| *count >= 100), "{outcome} hardly occurs: {by_outcome:?}");
    }
    for (rule, outcomes) in [
        (
            "missed_e_visit",
            &["billable", "under_billed", "billed", "below_floor", "provisional", "lost", "not_evaluable"][..],
        ),
        ("missed_contact", &["billable", "billed", "below_floor", "provisional", "lost", "not_evaluable"]),
        ("missed_prolonged", &["billable", "under_billed", "billed", "below_floor", "lost", "not_evaluable"]),
    ] {
        for outcome in outcomes {
            assert!(census.get(&(rule, *outcome)).is_some_and(|count| *count > 0), "{rule} never ends as {outcome}");
        }
    }
    let all_taken = only_taken(random_tables(0));
    for rule in RULES.iter().map(|rule| rule.card.id).filter(|id| knows(id, &all_taken)) {
        for outcome in ["flagged", "clean"] {
            let is_reached = census.get(&(rule, outcome)).is_some_and(|count| *count > 0);
            assert!(is_reached || (outcome == "clean" && ALWAYS_FLAGS.contains(&rule)), "{rule} is never {outcome}");
        }
    }
}

#[test]
fn every_rule_of_the_program_is_compared_or_on_the_list() {
    let everything = random_tables(0);
    for rule in RULES.iter().map(|rule| rule.card.id) {
        assert_ne!(knows(rule, &everything), UNCOVERED.contains(&rule), "{rule}");
    }
}

#[test]
fn a_difference_is_noticed_and_reduced_to_few_lines() -> io::Result<()> {
    // A longer look-ahead in the program alone: the oracle keeps to seven days.
    let wrong = ("e_visit_before_visit", "lookahead_days", claimsweep::findings::SettingValue::Number(9));
    let mut run = Run::draw(1, 400);
    run.frame.settings.push(wrong);
    let complaints = differences(&run, &mut Census::new())?;
    assert!(complaints.iter().any(|complaint| complaint.contains("e_visit_before_visit")), "{complaints:?}");
    let story = reduce::story(&run, &complaints)?;
    assert!(story.contains("e_visit_before_visit"), "{story}");
    assert!(story.lines().filter(|line| line.contains("NaiveLine")).count() <= 3, "{story}");
    Ok(())
}
