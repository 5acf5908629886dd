//! Worked cases of lines that two payers were asked for, as tests of the oracle itself.
//!
//! What it is: the timelines of the shared case list on copies and on two primary payers, and the edges of each.
//! What it is not: the product's own test of those cases.

use super::cases::{A, A2, CLEAN, CLEARED, NOT_EVALUABLE, alone, flag, line, on, run, why};
use super::cases_form::timed;
use super::{NaiveLine, NaiveOutcome};

const COPY: Option<(&str, &str)> = Some(("cleared", "claim of a second payer"));

fn paid_by(mut line: NaiveLine, payer: Option<&str>, amounts: (Option<i64>, Option<i64>)) -> NaiveLine {
    line.payer = payer.map(str::to_owned);
    (line.allowed_cents, line.paid_cents) = amounts;
    line
}

/// A line, and the same service asked of another payer on the claim `b`.
fn twice(code: &str, payers: [Option<&str>; 2]) -> [NaiveLine; 2] {
    let lines = ["a", "b"].map(|claim| line(claim, 0, code, A, &["I10"]));
    let [first, second] = lines;
    [paid_by(first, payers[0], (None, Some(7_000))), paid_by(second, payers[1], (None, Some(1_500)))]
}

#[test]
fn copies_are_left_alone_by_six_rules() {
    let (com, other) = (Some("commercial"), Some("other"));
    for (code, rules) in [
        ("99213", &["overlapping_time"][..]), // 101
        ("99421", &["repeat_e_visit", "near_duplicate_line", "overlapping_time"]),
        ("98966", &["repeat_phone_contact", "near_duplicate_line"]),
        ("99446", &["repeat_interprofessional_consult", "near_duplicate_line"]),
        ("98005", &["telehealth_visit_same_day", "near_duplicate_line"]),
    ] {
        let mut lines = twice(code, [com, other]);
        lines[0].modifiers = vec!["95".to_owned()];
        let out = run(&lines);
        for rule in rules {
            assert_eq!(why(&out, rule, "b"), COPY, "{code} {rule}");
        }
        let flagged = |outcome: &NaiveOutcome| matches!(outcome, NaiveOutcome::Flagged { .. });
        // Who the patient and the clinician are is no question of payers.
        let is_other = |rule: &str| rule != "patient_not_established" && rule != "clinician_with_em_scope";
        let on_copy = out.iter().filter(|((_, claim, _), outcome)| claim == "b" && flagged(outcome));
        let rules: Vec<&String> = on_copy.map(|((rule, ..), _)| rule).filter(|rule| is_other(rule)).collect();
        assert!(rules.is_empty(), "{code}: {rules:?}");
    }
}

#[test]
fn what_is_no_copy() {
    let rule = "repeat_e_visit";
    let repeat = flag("hard", &["a"], 0, Some(true));
    let of = |payers, change: fn(&mut NaiveLine)| {
        let mut lines = twice("99421", payers);
        change(&mut lines[1]);
        on(&run(&lines), rule, "b")
    };
    let (com, other) = (Some("commercial"), Some("other"));
    let same = |_: &mut NaiveLine| {};
    assert_eq!(of([com, other], same), CLEARED);
    assert_eq!(
        (of([com, com], same), of([com, None], same), of([None, com], same)),
        (repeat.clone(), repeat.clone(), repeat.clone())
    );
    let (medicare, advantage) = (Some("medicare"), Some("medicare_advantage"));
    assert_eq!((of([medicare, advantage], same), of([advantage, medicare], same)), (repeat.clone(), repeat.clone()));
    assert_eq!(of([medicare, Some("medicaid")], same), CLEARED);
    assert_eq!(of([com, other], |line| line.npi = A2.0.to_owned()), repeat);
    assert_eq!(of([com, other], |line| line.date += 1), flag("presumptive", &["a"], -1, Some(true)));
}

#[test]
fn no_line_is_a_copy_of_a_copy() {
    let mut lines = vec![line("c", 0, "99421", A, &["I10"])];
    lines.extend(twice("99421", [Some("commercial"), Some("other")]));
    lines[0].payer = Some("commercial".to_owned());
    let out = run(&lines);
    assert_eq!(why(&out, "repeat_e_visit", "b"), COPY);
    assert_eq!(on(&out, "repeat_e_visit", "c"), flag("hard", &["a"], 0, Some(true))); // twice for one payer
    lines[0].payer = Some("medicaid".to_owned());
    assert_eq!(why(&run(&lines), "repeat_e_visit", "c"), COPY); // a third payer
}

#[test]
fn a_copy_proves_nothing() {
    let mut lines = twice("99421", [Some("commercial"), Some("other")]).to_vec();
    lines.push(line("c", 5, "99421", A, &["I10"]));
    assert_eq!(on(&run(&lines), "repeat_e_visit", "c"), flag("presumptive", &["a"], -5, Some(true)));
    lines[1].date += 3; // no copy any more, and flagged; the first line is still the opener
    assert_eq!(on(&run(&lines), "repeat_e_visit", "c"), flag("presumptive", &["a"], -5, Some(true)));
    let copies = twice("98016", [Some("commercial"), Some("other")]);
    let mut timed_lines: Vec<NaiveLine> = copies.iter().map(|copy| timed(copy.clone(), "P", 36_000, 36_600)).collect();
    timed_lines.push(timed(line("c", 0, "98016", A, &[]), "Q", 36_300, 36_900));
    let out = run(&timed_lines);
    assert_eq!(on(&out, "overlapping_time", "c"), flag("presumptive", &["a"], 0, None));
    assert_eq!(why(&out, "overlapping_time", "b"), COPY);
}

#[test]
fn services_that_two_payers_paid() {
    let rule = "two_primary_payers";
    let of = |first: (Option<&str>, Option<i64>, Option<i64>), second: (Option<&str>, Option<i64>, Option<i64>)| {
        let [a, b] = twice("99422", [None, None]);
        let lines = [paid_by(a, first.0, (first.1, first.2)), paid_by(b, second.0, (second.1, second.2))];
        let out = run(&lines);
        assert_eq!(on(&out, rule, "a"), CLEAN);
        on(&out, rule, "b")
    };
    let (medicare, advantage) = (Some("medicare"), Some("medicare_advantage"));
    let found = flag("presumptive", &["a"], 0, Some(true));
    assert_eq!(of((medicare, None, Some(2_800)), (advantage, None, Some(2_800))), found); // 102
    assert_eq!(of((advantage, Some(9_000), Some(1)), (medicare, None, Some(1))), found);
    assert_eq!(of((medicare, None, Some(2_800)), (advantage, None, Some(0))), CLEAN);
    assert_eq!(of((medicare, None, Some(2_800)), (advantage, None, None)), NOT_EVALUABLE);
    let (com, other) = (Some("commercial"), Some("other"));
    let allowed = |paid| (com, Some(9_000), Some(paid));
    assert_eq!(of(allowed(7_000), (other, Some(8_000), Some(2_000))), CLEAN);
    assert_eq!(of(allowed(7_000), (other, Some(8_000), Some(2_001))), found);
    assert_eq!(of((com, Some(8_000), Some(7_000)), (other, Some(9_000), Some(2_001))), found);
    assert_eq!(of(allowed(7_000), (other, None, Some(1_500))), NOT_EVALUABLE);
    assert_eq!(of(allowed(7_000), (com, Some(8_000), Some(7_000))), CLEAN); // one payer twice
    assert_eq!(of(allowed(7_000), (None, Some(8_000), Some(7_000))), NOT_EVALUABLE);
    assert_eq!(of(allowed(7_000), (None, Some(8_000), Some(0))), CLEAN);
    assert_eq!(on(&run(&[line("a", 0, "99213", A, &[])]), rule, "a"), CLEAN);
    let marked = twice("99422", [medicare, advantage]).map(|line| NaiveLine { pos: Some("02".to_owned()), ..line });
    assert_eq!(on(&run(&marked), "telehealth_marker", "b"), alone("advisory")); // every other rule judges both
}
