//! Worked cases of the time, form, duplicate and who rules that need only lines, as tests of the oracle itself.
//!
//! What it is: the timelines of the shared case list that those rules decide.
//! What it is not: the product's own test of those cases.

use super::NaiveLine;
use super::cases::{A, A2, CARD, CLEAN, CLEARED, NOT_EVALUABLE, PT, alone, flag, line, on, run};
use super::codes::days_from_civil;

/// The line as another patient's, with a start and an end in seconds of its day.
pub(super) fn timed(mut line: NaiveLine, patient: &str, start: i64, end: i64) -> NaiveLine {
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
    assert_eq!(of("G2061", (2021, 1, 4)), alone("hard")); // 40
    assert_eq!(of("99441", (2025, 1, 2)), alone("hard")); // 41
    assert_eq!(of("99441", (2024, 12, 31)), CLEAN);
    assert_eq!(of("G2012", (2025, 3, 1)), alone("hard")); // 43
    assert_eq!(of("98016", (2024, 11, 1)), alone("hard")); // 44
    assert_eq!(of("99444", (2019, 12, 31)), CLEAN);
    assert_eq!(of("99421", (2019, 12, 31)), alone("hard"));
    assert_eq!(of("99201", (2021, 1, 1)), alone("hard"));
    assert_eq!(of("99213", (2021, 1, 1)), None);
}

#[test]
fn markers_units_and_scope() {
    let mut subject = line("a", 0, "99421", A, &["I10"]);
    subject.pos = Some("02".to_owned()); // 79
    subject.units_ten_thousandths = 15_000;
    let out = run(std::slice::from_ref(&subject));
    assert_eq!(on(&out, "telehealth_marker", "a"), alone("hard"));
    assert_eq!(on(&out, "units_over_limit", "a"), alone("hard"));
    assert_eq!(on(&out, "clinician_without_em_scope", "a"), CLEAN);
    let mut subject = line("a", 0, "98016", PT, &["I10"]);
    subject.modifiers = vec!["95".to_owned()]; // 80
    let out = run(std::slice::from_ref(&subject));
    assert_eq!(on(&out, "telehealth_marker", "a"), alone("hard"));
    assert_eq!(on(&out, "clinician_without_em_scope", "a"), alone("hard"));
    (subject.specialty, subject.code) = (None, "99441".to_owned());
    subject.date = days_from_civil(2021, 6, 1);
    let out = run(&[subject]);
    assert_eq!(on(&out, "telehealth_marker", "a"), CLEARED);
    assert_eq!(on(&out, "clinician_without_em_scope", "a"), NOT_EVALUABLE);
}

#[test]
fn duplicates() {
    let mut lines = ["a", "b", "c", "d"].map(|claim| line(claim, 0, "99421", A, &["I10"]));
    lines[2].modifiers = vec!["25".to_owned()];
    lines[3].payer = Some("medigap".to_owned()); // 91
    let out = run(&lines);
    assert_eq!(on(&out, "duplicate_line", "a"), CLEAN);
    assert_eq!(on(&out, "duplicate_line", "b"), flag("hard", &["a"], 0, Some(true)));
    assert_eq!(on(&out, "near_duplicate_line", "b"), CLEARED);
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
    assert_eq!(on(&two("98016", 36_000, 36_000), rule, "b"), NOT_EVALUABLE);
    assert_eq!(on(&two("98016", 36_000, 36_000 + 86_401), rule, "b"), NOT_EVALUABLE);
}

#[test]
fn day_numbers() {
    assert_eq!(days_from_civil(1970, 1, 1), 0);
    assert_eq!(days_from_civil(2000, 3, 1), 11_017);
    assert_eq!(days_from_civil(2024, 12, 31), 20_088);
    assert_eq!(days_from_civil(1969, 12, 31), -1);
}
