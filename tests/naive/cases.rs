//! Worked cases of the window rules, as tests of the oracle itself.
//!
//! What it is: the timelines of the shared case list that the oracle's window rules decide.
//! What it is not: the product's own test of those cases.

use std::collections::BTreeMap;

use super::codes::days_from_civil;
use super::{Inputs, Judgement, NaiveLine, NaiveOutcome, NaiveRange, judge, judge_with};

/// Provider columns of a line: identifier, tax number and specialty.
pub(super) type Who = (&'static str, &'static str, &'static str);

pub(super) const A: Who = ("1234567802", "T1", "08");
pub(super) const A2: Who = ("1234567810", "T1", "08");
pub(super) const CARD: Who = ("1234567828", "T1", "06");
pub(super) const X: Who = ("1234567836", "T9", "08");
pub(super) const PT: Who = ("1234567844", "T1", "65");

/// Outcomes by rule, claim and line.
pub(super) type Outcomes = BTreeMap<(String, String, i32), NaiveOutcome>;

/// Line 1 of claim `claim` on day `offset` of June 2025.
pub(super) fn line(claim: &str, offset: i32, code: &str, who: Who, dx: &[&str]) -> NaiveLine {
    NaiveLine {
        claim_id: claim.to_owned(),
        line_number: 1,
        patient: "P".to_owned(),
        npi: who.0.to_owned(),
        tin: Some(who.1.to_owned()),
        specialty: Some(who.2.to_owned()),
        taxonomy: None,
        date: days_from_civil(2025, 6, 2) + offset,
        code: code.to_owned(),
        modifiers: Vec::new(),
        pos: None,
        dx: dx.iter().map(|d| (*d).to_owned()).collect(),
        units_ten_thousandths: 10_000,
        allowed_cents: None,
        paid_cents: Some(1500),
        payer: Some("medicare".to_owned()),
        start: None,
        end: None,
    }
}

const WIDE: NaiveRange = NaiveRange { data_from: 0, data_through: 30_000, period_from: 1000, period_to: 29_000 };

/// Judges with years of history and future around the lines.
pub(super) fn run(lines: &[NaiveLine]) -> Outcomes {
    judge(lines, &WIDE)
}

/// Like [`run`], with something beside the lines.
pub(super) fn run_with(lines: &[NaiveLine], inputs: &Inputs) -> Judgement {
    judge_with(lines, inputs, &WIDE)
}

/// Like [`run`], with data that end so many days before and after the first line.
pub(super) fn run_around(lines: &[NaiveLine], inputs: &Inputs, before: i32, after: i32) -> Outcomes {
    let (data_from, data_through) = (lines[0].date - before, lines[0].date + after);
    judge_with(lines, inputs, &NaiveRange { data_from, data_through, ..WIDE }).outcomes
}

/// The outcome of a rule on line 1 of a claim, whatever the reason.
pub(super) fn on(outcomes: &Outcomes, rule: &str, claim: &str) -> Option<NaiveOutcome> {
    outcomes.get(&(rule.to_owned(), claim.to_owned(), 1)).map(|outcome| match outcome {
        NaiveOutcome::Cleared(_) => NaiveOutcome::CLEARED,
        NaiveOutcome::NotEvaluable(_) => NaiveOutcome::NOT_EVALUABLE,
        other => other.clone(),
    })
}

/// Outcome and reason of a rule on line 1 of a claim, where the rulebook has words for it.
pub(super) fn why(outcomes: &Outcomes, rule: &str, claim: &str) -> Option<(&'static str, &'static str)> {
    let outcome = outcomes.get(&(rule.to_owned(), claim.to_owned(), 1))?;
    Some((outcome.name(), outcome.reason()?))
}

/// A finding related to line 1 of each claim.
#[expect(clippy::unnecessary_wraps, reason = "compared with what `on` returns")]
pub(super) fn flag(tier: &'static str, related: &[&str], gap: i32, same: Option<bool>) -> Option<NaiveOutcome> {
    let related = related.iter().map(|claim| ((*claim).to_owned(), 1)).collect();
    Some(NaiveOutcome::Flagged { tier, related, gap_days: Some(gap), same_diagnosis: same })
}

/// A finding that no other line proves.
#[expect(clippy::unnecessary_wraps, reason = "compared with what `on` returns")]
pub(super) fn alone(tier: &'static str) -> Option<NaiveOutcome> {
    Some(NaiveOutcome::Flagged { tier, related: Vec::new(), gap_days: None, same_diagnosis: None })
}

pub(super) const CLEAN: Option<NaiveOutcome> = Some(NaiveOutcome::Clean);
pub(super) const CLEARED: Option<NaiveOutcome> = Some(NaiveOutcome::CLEARED);
pub(super) const PROVISIONAL: Option<NaiveOutcome> = Some(NaiveOutcome::Provisional);
pub(super) const NOT_EVALUABLE: Option<NaiveOutcome> = Some(NaiveOutcome::NOT_EVALUABLE);

fn pair(first: (&str, Who, &str), days: i32, second: (&str, Who, &str)) -> Outcomes {
    run(&[line("a", 0, first.0, first.1, &[first.2]), line("b", days, second.0, second.1, &[second.2])])
}

#[test]
fn repeated_e_visits() {
    let rule = "repeat_e_visit";
    let of = |days, who, dx| on(&pair(("99421", A, "I10"), days, ("99421", who, dx)), rule, "b");
    assert_eq!(of(3, A, "I10"), flag("presumptive", &["a"], -3, Some(true))); // 1
    assert_eq!(of(6, A, "I10"), flag("presumptive", &["a"], -6, Some(true))); // 2
    assert_eq!(of(7, A, "I10"), flag("advisory", &["a"], -7, Some(true)));
    assert_eq!(of(8, A, "I10"), CLEAN); // 4
    assert_eq!(of(4, A2, "I10"), flag("presumptive", &["a"], -4, Some(true))); // 5
    assert_eq!(of(4, X, "I10"), CLEAN);
    assert_eq!(of(3, A, "L209"), flag("advisory", &["a"], -3, Some(false))); // 7
    let same_day = pair(("99421", A, "I10"), 0, ("99423", A, "I10")); // 8
    assert_eq!(on(&same_day, rule, "a"), flag("hard", &["b"], 0, Some(true)));
    assert_eq!(on(&same_day, rule, "b"), CLEAN);
}

#[test]
fn a_flagged_line_opens_no_period_but_a_boundary_line_does() {
    let days = [("a", 0), ("b", 5), ("c", 7), ("d", 13)];
    let lines: Vec<NaiveLine> = days.iter().map(|(c, d)| line(c, *d, "99421", A, &["I10"])).collect();
    let out = run(&lines);
    assert_eq!(on(&out, "repeat_e_visit", "b"), flag("presumptive", &["a"], -5, Some(true)));
    assert_eq!(on(&out, "repeat_e_visit", "c"), flag("advisory", &["a"], -7, Some(true)));
    assert_eq!(on(&out, "repeat_e_visit", "d"), flag("presumptive", &["c"], -6, Some(true)));
}

#[test]
fn e_visits_after_visits() {
    let rule = "e_visit_after_related_visit";
    let of = |visitor, days, dx| on(&pair(("99213", visitor, "I10"), days, ("99421", A, dx)), rule, "b");
    assert_eq!(of(A, 3, "I10"), flag("presumptive", &["a"], -3, Some(true))); // 10
    assert_eq!(of(A, 3, "L209"), CLEARED); // 11
    assert_eq!(of(A, 8, "I10"), CLEAN); // 13
    assert_eq!(of(CARD, 2, "I10"), flag("advisory", &["a"], -2, Some(true))); // 14
    let ignored = pair(("99213", A, "Z0000"), 3, ("99421", A, "I10")); // 97
    assert_eq!(on(&ignored, rule, "b"), flag("advisory", &["a"], -3, None));
}

#[test]
fn e_visits_before_visits() {
    let rule = "e_visit_before_visit";
    let of = |days, dx| on(&pair(("99421", A, "I10"), days, ("99213", A, dx)), rule, "a");
    assert_eq!(of(4, "I10"), flag("presumptive", &["b"], 4, Some(true))); // 16
    assert_eq!(of(4, "M5450"), flag("presumptive", &["b"], 4, Some(false))); // 17
    assert_eq!(of(7, "I10"), flag("advisory", &["b"], 7, Some(true))); // 19
    assert_eq!(of(9, "I10"), CLEAN); // 20
}

#[test]
fn e_visits_on_visit_days() {
    let of = |code, who, visit| on(&pair((code, A, "I10"), 0, (visit, who, "I10")), "e_visit_on_visit_day", "a");
    assert_eq!(of("99421", A, "99211"), flag("presumptive", &["b"], 0, Some(true))); // 22
    assert_eq!(of("99421", X, "99285"), CLEAN); // 23
    for edited in ["99202", "99205", "99215", "99242", "99245", "90791", "90838"] {
        assert_eq!(of("99423", A, edited), flag("hard", &["b"], 0, Some(true)), "{edited}");
    }
    for unedited in ["99201", "99241", "99253", "99285", "98005", "99348"] {
        assert_eq!(of("99423", A, unedited), flag("presumptive", &["b"], 0, Some(true)), "{unedited}");
    }
    assert_eq!(of("98971", A, "90837"), flag("presumptive", &["b"], 0, Some(true))); // 113
    assert_eq!(of("99421", A, "90835"), CLEAN);
    assert_eq!(of("99421", A, "99495"), flag("advisory", &["b"], 0, Some(true)));
    assert_eq!(of("99422", A, "99212"), flag("presumptive", &["b"], 0, Some(true)));
    assert_eq!(of("99421", A, "99212"), flag("hard", &["b"], 0, Some(true)));
    assert_eq!(of("99421", A, "97164"), CLEAN);
    assert_eq!(of("98970", A, "97164"), flag("presumptive", &["b"], 0, Some(true)));
}

#[test]
fn contacts_after_visits() {
    let rule = "contact_after_related_visit";
    let out = run(&[
        line("a", 0, "99213", A, &["E785"]),
        line("b", 1, "G2012", A, &["E785"]),
        line("c", 4, "G2012", A, &["E785"]),
    ]); // 25
    assert_eq!(on(&out, rule, "b"), flag("presumptive", &["a"], -1, Some(true)));
    assert_eq!(on(&out, rule, "c"), flag("presumptive", &["a"], -4, Some(true)));
    let of = |code| on(&pair((code, PT, "M25561"), 3, ("98966", PT, "M25561")), rule, "b"); // 31
    assert_eq!(of("97110"), CLEAN);
    assert_eq!(of("97164"), flag("presumptive", &["a"], -3, Some(true)));
}

#[test]
fn contacts_before_visits() {
    let rule = "contact_before_visit";
    let of = |days, dx| on(&pair(("98016", A, "I10"), days, ("99213", A, dx)), rule, "a");
    assert_eq!(of(1, "I10"), flag("presumptive", &["b"], 1, Some(true))); // 26
    assert_eq!(of(1, "S93401A"), flag("advisory", &["b"], 1, Some(false))); // 28
    assert_eq!(of(3, "I10"), flag("advisory", &["b"], 3, Some(true))); // 29
    assert_eq!(of(3, "L209"), CLEAN);
    let timed = |days: i32, start: i64| {
        let mut lines = [line("a", 0, "98016", A, &["I10"]), line("b", days, "99213", A, &["I10"])];
        let midnight = i64::from(lines[0].date) * 86_400;
        (lines[0].start, lines[0].end) = (Some(midnight + 36_000), Some(midnight + 36_600));
        (lines[1].start, lines[1].end) = (Some(midnight + start), Some(midnight + start + 600));
        on(&run(&lines), rule, "a")
    };
    assert_eq!(timed(0, 36_601), flag("presumptive", &["b"], 0, Some(true)));
    assert_eq!(timed(0, 36_600), CLEAN);
    assert_eq!(timed(1, 36_600 + 86_400), flag("presumptive", &["b"], 1, Some(true)));
    assert_eq!(timed(1, 36_601 + 86_400), flag("advisory", &["b"], 1, Some(true)));
}

#[test]
fn calls_after_e_visits() {
    let rule = "phone_after_e_visit";
    let of = |code, dx| on(&pair(("99421", A, "I10"), 3, (code, A, dx)), rule, "b");
    assert_eq!(of("98016", "I10"), flag("advisory", &["a"], -3, Some(true))); // 92
    assert_eq!(of("99441", "I10"), flag("presumptive", &["a"], -3, Some(true)));
    assert_eq!(of("99441", "L209"), CLEARED);
    assert_eq!(of("G2010", "I10"), None);
}

#[test]
fn edges_of_the_data() {
    let lines = [line("a", 0, "99421", A, &["I10"]), line("c", 0, "98016", A2, &["I10"])];
    let at = lines[0].date;
    let around = |before, after| {
        let (data_from, data_through) = (at - before, at + after);
        judge(&lines, &NaiveRange { data_from, data_through, period_from: at, period_to: at })
    };
    let (tight, wide) = (around(6, 2), around(7, 7));
    for (rule, claim) in [("repeat_e_visit", "a"), ("e_visit_after_related_visit", "a"), ("phone_after_e_visit", "c")] {
        assert_eq!(why(&tight, rule, claim), Some(("not_evaluable", "insufficient history")));
        assert_eq!(on(&wide, rule, claim), CLEAN);
    }
    for (rule, claim) in [("e_visit_before_visit", "a"), ("contact_before_visit", "c")] {
        assert_eq!(on(&tight, rule, claim), PROVISIONAL);
        assert_eq!(on(&wide, rule, claim), CLEAN);
    }
}
