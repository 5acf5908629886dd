//! Worked cases of the rules that need CMS's tables, and of the wrapper and mistyped codes, as tests of the oracle.
//!
//! What it is: the timelines of the shared case list that those rules decide, and the edges of each.
//! What it is not: the product's own test of those cases, or a test of CMS's files.

use std::ops::RangeInclusive;

use super::cases::{
    A, A2, CARD, CLEAN, CLEARED, NOT_EVALUABLE, Outcomes, PROVISIONAL, PT, alone, flag, line, on, run, run_around,
    run_with, why,
};
use super::cases_time::{entry, logged};
use super::codes::days_from_civil;
use super::{Activity, Fee, FeeRelease, Inputs, LimitRelease, NaiveLine, NaiveOutcome, PairEdit, PairTable, UnitLimit};

/// A fee schedule of a few codes for each of the years.
pub(super) fn fees(years: RangeInclusive<i32>) -> Inputs {
    let codes = [("11042", "000"), ("10060", "010"), ("27447", "090"), ("59400", "MMM"), ("99421", "XXX")];
    let fee =
        |(code, global): (&str, &'static str)| Fee { code: code.to_owned(), status: 'A', global, totals: (45, 38) };
    let fees: Vec<Fee> = codes.into_iter().map(fee).collect();
    let releases = years.map(|year| FeeRelease { year, factor: 323_465, fees: fees.clone() });
    Inputs { fees: Some(releases.collect()), ..Inputs::default() }
}

#[test]
fn global_periods() {
    let rule = "contact_in_global_period";
    let of = |procedure, days, dx: &[&str]| {
        let lines = [line("a", 0, procedure, A, &["I10"]), line("b", days, "99421", A, dx)];
        on(&run_with(&lines, &fees(2024..=2026)).outcomes, rule, "b")
    };
    let found = |gap| flag("presumptive", &["a"], gap, Some(true));
    assert_eq!(of("10060", 6, &["I10"]), found(-6)); // 61
    assert_eq!((of("10060", 0, &["I10"]), of("10060", 1, &["I10"])), (CLEAN, found(-1)));
    assert_eq!((of("10060", 10, &["I10"]), of("10060", 11, &["I10"])), (found(-10), CLEAN));
    assert_eq!((of("27447", -1, &["I10"]), of("27447", -2, &["I10"])), (found(1), CLEAN));
    assert_eq!((of("27447", 90, &["I10"]), of("27447", 91, &["I10"])), (found(-90), CLEAN));
    assert_eq!((of("11042", 0, &["I10"]), of("11042", 1, &["I10"])), (found(0), CLEAN));
    assert_eq!((of("59400", 1, &["I10"]), of("27447", 40, &["L209"])), (CLEAN, CLEARED));
    assert_eq!(of("27447", 40, &[]), flag("advisory", &["a"], -40, None));
    let mut lines = [line("a", 0, "27447", CARD, &["I10"]), line("b", 40, "99421", CARD, &["I10"])];
    lines[1].modifiers = vec!["24".to_owned()]; // 62
    assert_eq!(on(&run_with(&lines, &fees(2024..=2026)).outcomes, rule, "b"), CLEARED);
    lines[1].npi = A.0.to_owned();
    lines[1].specialty = Some("08".to_owned());
    assert_eq!(on(&run_with(&lines, &fees(2024..=2026)).outcomes, rule, "b"), CLEAN); // another specialty
}

#[test]
fn global_periods_of_visits_and_of_unknown_groups() {
    let rule = "contact_in_global_period";
    let with = |code: &str, change: fn(&mut NaiveLine)| {
        let mut lines = [line("a", -20, "27447", A, &["I10"]), line("b", 0, code, A2, &["I10"])];
        change(&mut lines[0]);
        let outcomes = run_with(&lines, &fees(2024..=2026)).outcomes;
        (on(&outcomes, rule, "b"), why(&outcomes, rule, "b"))
    };
    assert_eq!(with("98005", |_| ()).0, flag("presumptive", &["a"], -20, Some(true))); // 122
    assert_eq!(with("99213", |_| ()).0, None);
    let unknown = (NOT_EVALUABLE, Some(("not_evaluable", "billing group unknown")));
    assert_eq!(with("98005", |line| line.tin = None), unknown);
    assert_eq!(with("98005", |line| (line.tin, line.dx) = (None, vec!["L209".to_owned()])).0, CLEAN);
    assert_eq!(with("98005", |line| line.tin = Some("T9".to_owned())).0, CLEAN);
}

#[test]
fn procedures_after_calls() {
    let rule = "contact_before_visit";
    let of = |procedure: &str, days, dx: &str, inputs: &Inputs| {
        let lines = [line("a", 0, "98016", A, &["I10"]), line("b", days, procedure, A, &[dx])];
        on(&run_with(&lines, inputs).outcomes, rule, "a")
    };
    let all = fees(2024..=2026);
    assert_eq!(of("11042", 1, "I10", &all), flag("presumptive", &["b"], 1, Some(true))); // 114
    assert_eq!(of("27447", 1, "L209", &all), flag("advisory", &["b"], 1, Some(false)));
    assert_eq!(of("10060", 3, "I10", &all), flag("advisory", &["b"], 3, Some(true)));
    assert_eq!((of("11042", 4, "I10", &all), of("11042", 0, "I10", &all)), (CLEAN, CLEAN));
    assert_eq!((of("59400", 1, "I10", &all), of("11042", 1, "I10", &Inputs::default())), (CLEAN, CLEAN)); // 114
    assert_eq!(
        (of("11042", 1, "I10", &fees(2024..=2024)), of("11042", 2, "L209", &fees(2024..=2024))),
        (NOT_EVALUABLE, CLEAN)
    );
}

#[test]
fn global_periods_that_no_table_covers() {
    let rule = "contact_in_global_period";
    let mut lines = [line("b", 0, "99421", A, &["I10"]), line("a", 0, "27447", A, &["I10"])];
    assert_eq!(on(&run(&lines), rule, "b"), None);
    (lines[0].date, lines[1].date) = (days_from_civil(2025, 12, 31), days_from_civil(2026, 1, 1));
    let of = |lines: &[NaiveLine], years| on(&run_with(lines, &fees(years)).outcomes, rule, "b");
    assert_eq!(of(&lines, 2025..=2025), NOT_EVALUABLE); // the procedure of the next day
    assert_eq!(of(&lines, 2025..=2026), flag("presumptive", &["a"], 1, Some(true)));
    lines[1].date += 1;
    assert_eq!(of(&lines, 2025..=2025), CLEAN);
    lines[0].date = days_from_civil(2026, 4, 1); // 90 days before is 1 January
    let alone = &lines[..1];
    assert_eq!((of(alone, 2026..=2026), of(alone, 2025..=2025)), (CLEAN, NOT_EVALUABLE));
    lines[0].date -= 1;
    assert_eq!(of(&lines[..1], 2026..=2026), NOT_EVALUABLE);
    let subject = [line("b", 0, "99421", A, &["I10"])];
    let around = |before, after| on(&run_around(&subject, &fees(2025..=2025), before, after), rule, "b");
    assert_eq!((around(90, 1), around(89, 1), around(90, 0)), (CLEAN, NOT_EVALUABLE, PROVISIONAL));
}

#[test]
fn wrapper_codes() {
    let rule = "rhc_wrapper_code";
    let of = |(year, month, day), message: Option<&str>, inputs: &Inputs| {
        let mut lines = vec![line("a", 0, "G0071", A, &[])];
        lines.extend(message.map(|code| NaiveLine { line_number: 2, ..line("a", 0, code, A, &[]) }));
        for line in &mut lines {
            line.date = days_from_civil(year, month, day);
        }
        on(&run_with(&lines, inputs).outcomes, rule, "a")
    };
    let none = Inputs::default();
    let beside = Some(NaiveOutcome::Flagged {
        tier: "hard",
        related: vec![("a".to_owned(), 2)],
        gap_days: Some(0),
        same_diagnosis: None,
    });
    assert_eq!(of((2023, 7, 3), Some("99421"), &none), beside); // 94
    assert_eq!(of((2023, 5, 11), Some("99421"), &none), CLEAN);
    assert_eq!(of((2023, 7, 3), Some("98016"), &none), CLEAN);
    assert_eq!((of((2025, 12, 31), None, &none), of((2026, 1, 1), None, &none)), (CLEAN, alone("hard")));
    let messages = |kinds: &[&'static str]| logged(kinds.iter().map(|kind| entry("1", kind, 0)).collect());
    assert_eq!(of((2025, 6, 2), None, &messages(&["message", "message"])), alone("hard")); // 94, by the log
    assert_eq!(of((2025, 6, 2), None, &messages(&["message", "image"])), CLEAN);
    assert_eq!(of((2025, 6, 2), None, &messages(&["phone"])), CLEAN); // not the wrapper's work
}

fn edit(column1: &str, column2: &str, indicator: u8) -> PairEdit {
    let (column1, column2) = (column1.to_owned(), column2.to_owned());
    PairEdit { column1, column2, effective: 15_000, deletion: None, indicator }
}

/// One edit, in effect or not, loaded for the second quarter of 2025.
fn judged(edit: PairEdit, lines: &[NaiveLine]) -> Outcomes {
    let pairs = PairTable { quarters: vec![(2025, 2)], edits: vec![edit] };
    run_with(lines, &Inputs { pairs: Some(pairs), ..Inputs::default() }).outcomes
}

#[test]
fn pairs_that_are_not_paid_together() {
    let rule = "pair_edit";
    let of = |edit: PairEdit, codes: (&str, &str), modifier: &str| {
        let mut lines = [line("a", 0, codes.0, A, &["I10"]), line("b", 0, codes.1, A, &["I10"])];
        lines[0].modifiers = vec![modifier.to_owned()];
        let outcomes = judged(edit, &lines);
        (on(&outcomes, rule, "a"), on(&outcomes, rule, "b"))
    };
    let found = |tier| flag(tier, &["a"], 0, Some(true));
    assert_eq!(of(edit("99421", "99211", 0), ("99421", "99211"), "25"), (CLEAN, found("hard"))); // 22
    assert_eq!(of(edit("99490", "99421", 0), ("99490", "99421"), ""), (CLEAN, found("hard"))); // 65
    assert_eq!(of(edit("99423", "99421", 0), ("99423", "99421"), ""), (CLEAN, found("hard"))); // 8
    assert_eq!(of(edit("99439", "99421", 1), ("99439", "99421"), ""), (CLEAN, found("presumptive")));
    assert_eq!(of(edit("99439", "99421", 1), ("99439", "99421"), "59"), (CLEAN, CLEARED));
    assert_eq!(of(edit("99439", "99421", 1), ("99439", "99421"), "95"), (CLEAN, found("presumptive")));
    assert_eq!(of(edit("99439", "99421", 9), ("99439", "99421"), ""), (CLEAN, CLEAN));
    assert_eq!(of(edit("99421", "36415", 1), ("99421", "36415"), "XU"), (CLEAN, CLEARED));
    assert_eq!(of(edit("99213", "36415", 0), ("99213", "36415"), ""), (None, None)); // neither is audited
    assert_eq!(of(edit("99421", "36415", 9), ("99421", "36415"), ""), (CLEAN, None));
    let today = days_from_civil(2025, 6, 2);
    let dated = |effective, deletion| PairEdit { effective, deletion, ..edit("99490", "99421", 0) };
    let on_b = |edit| of(edit, ("99490", "99421"), "").1;
    let before_the_table = Some(NaiveOutcome::NOT_EVALUABLE);
    assert_eq!((on_b(dated(today, None)), on_b(dated(today + 1, None))), (found("hard"), before_the_table));
    let ending = |days: i32| on_b(dated(0, Some(today + days)));
    assert_eq!((ending(-1), ending(0), ending(1)), (CLEAN, found("hard"), found("hard"))); // 112
}

#[test]
fn pairs_of_other_dates_and_people() {
    let rule = "pair_edit";
    let lines = |days, who, patient: &str| {
        let other = NaiveLine { patient: patient.to_owned(), ..line("b", 0, "99421", who, &[]) };
        [line("a", days, "99490", A, &[]), other]
    };
    let of = |lines: &[NaiveLine]| on(&judged(edit("99490", "99421", 0), lines), rule, "b");
    assert_eq!(of(&lines(0, A, "P")), flag("hard", &["a"], 0, None));
    assert_eq!((of(&lines(1, A, "P")), of(&lines(0, A2, "P")), of(&lines(0, A, "Q"))), (CLEAN, CLEAN, CLEAN));
    let mut late = lines(0, A, "P");
    for line in &mut late {
        line.date = days_from_civil(2025, 7, 1);
    }
    assert_eq!(of(&late), NOT_EVALUABLE);
    assert_eq!(on(&run(&late), rule, "b"), None);
}

#[test]
fn unit_limits() {
    let rule = "units_over_limit";
    let of = |code: &str, limit: (i64, u8), payer: Option<&str>, units: &[i64]| {
        let row = UnitLimit { code: "99421".to_owned(), units: limit.0, indicator: limit.1 };
        let other = UnitLimit { code: "99439".to_owned(), ..row.clone() };
        let limits = Some(vec![LimitRelease { quarter: (2025, 2), limits: vec![row, other] }]);
        let one = |(number, units): (usize, &i64)| NaiveLine {
            units_ten_thousandths: units * 10_000,
            payer: payer.map(str::to_owned),
            ..line(["a", "b", "c"][number], 0, code, A, &[])
        };
        let lines: Vec<NaiveLine> = units.iter().enumerate().map(one).collect();
        let outcomes = run_with(&lines, &Inputs { limits, ..Inputs::default() }).outcomes;
        let last = ["a", "b", "c"][units.len() - 1];
        on(&outcomes, rule, last)
    };
    let medicare = Some("medicare");
    assert_eq!(of("99421", (2, 1), medicare, &[2, 2, 2]), CLEAN);
    assert_eq!(of("99421", (2, 1), medicare, &[2, 3]), alone("hard"));
    assert_eq!(of("99421", (2, 2), medicare, &[1, 1]), CLEAN);
    assert_eq!(of("99421", (2, 3), medicare, &[1, 1, 1]), flag("hard", &["a", "b"], 0, None));
    assert_eq!(of("99421", (0, 2), medicare, &[1]), alone("hard"));
    let other = Some("commercial");
    assert_eq!((of("99421", (0, 2), other, &[1]), of("99421", (0, 2), other, &[2])), (CLEAN, alone("hard")));
    assert_eq!(of("99421", (0, 2), None, &[1]), Some(NaiveOutcome::NOT_EVALUABLE));
    assert_eq!(of("99439", (2, 2), medicare, &[3]), alone("hard"));
    assert_eq!(of("99439", (0, 2), Some("commercial"), &[3]), CLEAN);
    assert_eq!(of("99458", (0, 2), medicare, &[3]), None); // not in the file
    assert_eq!((of("98016", (3, 2), medicare, &[1]), of("98016", (3, 2), medicare, &[2])), (CLEAN, alone("hard")));
    let none = Some(vec![LimitRelease { quarter: (2025, 3), limits: Vec::new() }]);
    let late = run_with(&[line("a", 0, "99421", A, &[])], &Inputs { limits: none, ..Inputs::default() }).outcomes;
    assert_eq!(on(&late, rule, "a"), NOT_EVALUABLE);
}

#[test]
fn codes_nobody_knows() {
    let rule = "near_miss_code";
    let of = |code: &str| {
        let judgement = run_with(&[line("a", 0, code, PT, &[])], &fees(2025..=2025));
        let suggested = judgement.suggestions.get(&(rule.to_owned(), "a".to_owned(), 1)).cloned().flatten();
        (on(&judgement.outcomes, rule, "a"), suggested)
    };
    assert_eq!(of("97970"), (alone("advisory"), Some("98970".to_owned())));
    assert_eq!(of("98790"), (alone("advisory"), Some("98970".to_owned())));
    assert_eq!(of("98973"), (None, None)); // one edit from three codes
    assert_eq!(of("59400"), (None, None)); // real
    assert_eq!(of("99213"), (None, None)); // known
    let unlisted: Vec<Activity> = Vec::new();
    assert_eq!(on(&run_with(&[line("a", 0, "97970", PT, &[])], &logged(unlisted)).outcomes, rule, "a"), None);
}
