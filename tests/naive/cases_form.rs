//! Worked cases of the time, form, duplicate and who rules, and of the random worlds, as tests of the oracle itself.
//!
//! What it is: the timelines of the shared case list that those rules decide, and a census of the random outcomes.
//! What it is not: the product's own test of those cases.

use std::collections::{BTreeMap, BTreeSet};

use super::cases::{A, A2, CARD, PT, flag, line, on, run};
use super::codes::days_from_civil;
use super::{NaiveLine, NaiveOutcome, NaiveRange, judge, random_lines};

const CLEAN: Option<NaiveOutcome> = Some(NaiveOutcome::Clean);

#[expect(clippy::unnecessary_wraps, reason = "compared with what `on` returns")]
fn alone() -> Option<NaiveOutcome> {
    Some(NaiveOutcome::Flagged { tier: "hard", related: Vec::new(), gap_days: None, same_diagnosis: None })
}

fn timed(mut line: NaiveLine, patient: &str, start: i64, end: i64) -> NaiveLine {
    let midnight = i64::from(line.date) * 86_400;
    patient.clone_into(&mut line.patient);
    (line.start, line.end) = (Some(midnight + start), Some(midnight + end));
    line
}

#[test]
fn telehealth_visits() {
    let out = run(&[line("a", 0, "98006", A, &["I10"]), line("b", 3, "98006", A, &["I10"])]); // 46
    assert_eq!(on(&out, "telehealth_visit_same_day", "b"), CLEAN);
    assert_eq!(on(&out, "contact_after_related_visit", "b"), None);
    let out = run(&[line("a", 0, "98006", A, &["I10"]), line("b", 0, "99213", A, &["I10"])]); // 47
    assert_eq!(on(&out, "telehealth_visit_same_day", "a"), flag("presumptive", &["b"], 0, Some(true)));
    let out = run(&[line("b", 0, "98006", A, &[]), line("a", 0, "98004", A2, &[]), line("c", 0, "98004", CARD, &[])]);
    assert_eq!(on(&out, "telehealth_visit_same_day", "a"), CLEAN);
    assert_eq!(on(&out, "telehealth_visit_same_day", "b"), flag("presumptive", &["a"], 0, None));
    assert_eq!(on(&out, "telehealth_visit_same_day", "c"), CLEAN);
}

#[test]
fn code_dates() {
    let of = |code: &str, (year, month, day)| {
        let mut subject = line("a", 0, code, A, &["I10"]);
        subject.date = days_from_civil(year, month, day);
        on(&run(&[subject]), "code_not_in_effect", "a")
    };
    assert_eq!(of("G2061", (2021, 1, 4)), alone()); // 40
    assert_eq!(of("99441", (2025, 1, 2)), alone()); // 41
    assert_eq!(of("99441", (2024, 12, 31)), CLEAN);
    assert_eq!(of("G2012", (2025, 3, 1)), alone()); // 43
    assert_eq!(of("98016", (2024, 11, 1)), alone()); // 44
    assert_eq!(of("99444", (2019, 12, 31)), CLEAN);
    assert_eq!(of("99421", (2019, 12, 31)), alone());
    assert_eq!(of("99201", (2021, 1, 1)), alone());
    assert_eq!(of("99213", (2021, 1, 1)), None);
}

#[test]
fn markers_units_and_scope() {
    let mut subject = line("a", 0, "99421", A, &["I10"]);
    subject.pos = Some("02".to_owned()); // 79
    subject.units_ten_thousandths = 15_000;
    let out = run(std::slice::from_ref(&subject));
    assert_eq!(on(&out, "telehealth_marker", "a"), alone());
    assert_eq!(on(&out, "units_over_limit", "a"), alone());
    assert_eq!(on(&out, "clinician_without_em_scope", "a"), CLEAN);
    let mut subject = line("a", 0, "98016", PT, &["I10"]);
    subject.modifiers = vec!["95".to_owned()]; // 80
    let out = run(std::slice::from_ref(&subject));
    assert_eq!(on(&out, "telehealth_marker", "a"), alone());
    assert_eq!(on(&out, "clinician_without_em_scope", "a"), alone());
    (subject.specialty, subject.code) = (None, "99441".to_owned());
    subject.date = days_from_civil(2021, 6, 1);
    let out = run(&[subject]);
    assert_eq!(on(&out, "telehealth_marker", "a"), Some(NaiveOutcome::Cleared));
    assert_eq!(on(&out, "clinician_without_em_scope", "a"), Some(NaiveOutcome::NotEvaluable));
}

#[test]
fn duplicates() {
    let mut lines = ["a", "b", "c", "d"].map(|claim| line(claim, 0, "99421", A, &["I10"]));
    lines[2].modifiers = vec!["25".to_owned()];
    lines[3].payer = Some("medigap".to_owned()); // 91
    let out = run(&lines);
    assert_eq!(on(&out, "duplicate_line", "a"), CLEAN);
    assert_eq!(on(&out, "duplicate_line", "b"), flag("hard", &["a"], 0, Some(true)));
    assert_eq!(on(&out, "near_duplicate_line", "b"), Some(NaiveOutcome::Cleared));
    assert_eq!(on(&out, "near_duplicate_line", "c"), flag("presumptive", &["a", "b"], 0, Some(true)));
    assert_eq!(on(&out, "duplicate_line", "d"), CLEAN);
    assert_eq!(on(&out, "near_duplicate_line", "d"), flag("presumptive", &["c"], 0, Some(true)));
}

#[test]
fn overlaps() {
    let rule = "overlapping_time";
    let two = |code: &str, start, end| {
        let first = timed(line("a", 0, code, A, &[]), "P", 36_000, 36_720);
        run(&[first, timed(line("b", 0, code, A, &[]), "Q", start, end)])
    };
    let out = two("98016", 36_300, 37_200); // 71
    assert_eq!(on(&out, rule, "a"), CLEAN);
    assert_eq!(on(&out, rule, "b"), flag("presumptive", &["a"], 0, None));
    assert_eq!(on(&two("98016", 36_720, 37_200), rule, "b"), CLEAN);
    assert_eq!(on(&two("98016", 36_661, 37_200), rule, "b"), CLEAN);
    assert_eq!(on(&two("98016", 36_660, 37_200), rule, "b"), flag("presumptive", &["a"], 0, None));
    assert_eq!(on(&two("98961", 36_000, 36_720), rule, "b"), CLEAN);
    assert_eq!(on(&two("98961", 36_000, 36_721), rule, "b"), flag("presumptive", &["a"], 0, None));
    assert_eq!(on(&two("98016", 36_000, 36_000), rule, "b"), Some(NaiveOutcome::NotEvaluable));
    assert_eq!(on(&two("98016", 36_000, 36_000 + 86_401), rule, "b"), Some(NaiveOutcome::NotEvaluable));
}

#[test]
fn day_numbers() {
    assert_eq!(days_from_civil(1970, 1, 1), 0);
    assert_eq!(days_from_civil(2000, 3, 1), 11_017);
    assert_eq!(days_from_civil(2024, 12, 31), 20_088);
    assert_eq!(days_from_civil(1969, 12, 31), -1);
}

#[test]
fn random_worlds_are_named_once_and_reach_every_outcome() {
    let mut census: BTreeMap<(String, String), usize> = BTreeMap::new();
    for seed in 0..200 {
        let lines = random_lines(seed, 12);
        assert_eq!(lines, random_lines(seed, 12));
        let names: BTreeSet<(&str, i32)> = lines.iter().map(|l| (l.claim_id.as_str(), l.line_number)).collect();
        assert_eq!(names.len(), lines.len());
        let first = lines.iter().map(|l| l.date).min().unwrap_or(0);
        let last = lines.iter().map(|l| l.date).max().unwrap_or(0);
        let range = NaiveRange { data_from: first, data_through: last, period_from: first + 3, period_to: last };
        let outcomes = judge(&lines, &range);
        let mut shuffled = lines.clone();
        shuffled.reverse();
        assert_eq!(outcomes, judge(&shuffled, &range));
        for ((rule, _, _), outcome) in outcomes {
            let what = match outcome {
                NaiveOutcome::Flagged { tier, .. } => tier.to_owned(),
                other => format!("{other:?}"),
            };
            *census.entry((rule, what)).or_default() += 1;
        }
    }
    // Every rule fires and is clean somewhere; 16 rules have 58 kinds of outcome in all. A second payer's copy of a
    // line is rare in these worlds.
    assert_eq!(census.len(), 58, "{census:#?}");
    let rare = |(rule, what): &(String, String)| rule.starts_with("repeat_") && what == "Cleared";
    assert!(census.iter().all(|(kind, count)| *count >= 10 || rare(kind)), "{census:#?}");
}
