//! Worked cases of the time, form, duplicate and who rules that need only lines, as tests of the oracle itself.
//!
//! What it is: the timelines of the shared case list that those rules decide.
//! What it is not: the product's own test of those cases.

use super::cases::{A, A2, CARD, CLEAN, CLEARED, NOT_EVALUABLE, PT, alone, flag, line, on, run, run_with, why};
use super::cases_tables::fees;
use super::codes::days_from_civil;
use super::{Inputs, NaiveLine};

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
fn units_and_scope() {
    let mut subject = line("a", 0, "99421", A, &["I10"]);
    subject.units_ten_thousandths = 15_000;
    let out = run(std::slice::from_ref(&subject));
    assert_eq!(on(&out, "units_over_limit", "a"), alone("hard"));
    assert_eq!(on(&out, "clinician_without_em_scope", "a"), CLEAN);
    let mut subject = line("a", 0, "98016", PT, &["I10"]);
    assert_eq!(on(&run(std::slice::from_ref(&subject)), "clinician_without_em_scope", "a"), alone("hard"));
    subject.specialty = None;
    assert_eq!(on(&run(&[subject]), "clinician_without_em_scope", "a"), NOT_EVALUABLE);
}

#[test]
fn telehealth_markers() {
    let of = |code: &str, year: i32, payer: Option<&str>, (pos, modifier): (Option<&str>, Option<&str>)| {
        let subject = NaiveLine {
            date: days_from_civil(year, 6, 1),
            payer: payer.map(str::to_owned),
            pos: pos.map(str::to_owned),
            modifiers: modifier.map(str::to_owned).into_iter().collect(),
            ..line("a", 0, code, A, &["I10"])
        };
        on(&run(&[subject]), "telehealth_marker", "a")
    };
    let (medicare, other) = (Some("medicare"), Some("medicare_advantage"));
    assert_eq!(of("99421", 2025, medicare, (Some("02"), None)), alone("hard")); // 79
    assert_eq!(of("98016", 2025, medicare, (None, Some("95"))), alone("hard")); // 80
    assert_eq!(of("98016", 2025, other, (None, Some("95"))), alone("advisory"));
    assert_eq!(of("98016", 2025, None, (Some("10"), None)), alone("advisory"));
    assert_eq!(of("98016", 2025, medicare, (Some("11"), Some("25"))), CLEAN);
    assert_eq!(of("98967", 2022, medicare, (None, Some("93"))), CLEARED); // 115
    assert_eq!(of("99441", 2021, other, (None, Some("93"))), CLEARED);
    assert_eq!((of("98967", 2022, medicare, (None, None)), of("98005", 2025, medicare, (None, None))), (CLEAN, None));
    assert_eq!(of("98967", 2025, medicare, (None, Some("FQ"))), alone("advisory"));
    assert_eq!(of("98967", 2019, medicare, (None, Some("GT"))), alone("hard"));
    assert_eq!(of("98967", 2019, other, (None, Some("GT"))), alone("advisory"));
    assert_eq!(of("99441", 2025, medicare, (None, Some("GQ"))), alone("hard"));
}

#[test]
fn places_of_telehealth() {
    let rule = "telehealth_place_of_service";
    let on_the_day = |code: &str, (pos, modifiers): (Option<&str>, &[&str]), change: fn(&mut NaiveLine)| {
        let mut subject = NaiveLine {
            date: days_from_civil(2026, 3, 2),
            pos: pos.map(str::to_owned),
            modifiers: modifiers.iter().map(|modifier| (*modifier).to_owned()).collect(),
            ..line("a", 0, code, A, &["I10"])
        };
        change(&mut subject);
        subject
    };
    let of = |code, at, change| on(&run(&[on_the_day(code, at, change)]), rule, "a");
    let same = |_: &mut NaiveLine| {};
    assert_eq!(of("99213", (Some("11"), &["95"]), same), alone("presumptive")); // 116
    assert_eq!(of("99213", (Some("02"), &["95"]), same), CLEAN);
    assert_eq!(of("97161", (Some("11"), &["95"]), |line| line.specialty = Some("65".to_owned())), CLEARED);
    assert_eq!(of("99213", (Some("11"), &["95"]), |line| line.specialty = Some("67".to_owned())), CLEARED);
    assert_eq!(of("99213", (None, &["95"]), |line| line.specialty = Some("67".to_owned())), NOT_EVALUABLE);
    assert_eq!((of("99213", (None, &["FQ"]), same), of("99213", (Some("11"), &["GT"]), same)), (NOT_EVALUABLE, None));
    assert_eq!(of("99213", (Some("02"), &["95", "93"]), same), alone("advisory"));
    assert_eq!(of("99213", (Some("10"), &["93"]), same), CLEAN);
    assert_eq!(of("99213", (Some("11"), &["95"]), |line| line.payer = Some("medicaid".to_owned())), CLEARED);
    assert_eq!(of("99213", (Some("02"), &["95"]), |line| line.payer = None), NOT_EVALUABLE);
    assert_eq!(of("99213", (Some("11"), &["95"]), |line| line.date = days_from_civil(2023, 12, 31)), CLEAN);
    assert_eq!(
        of("99213", (Some("11"), &["95"]), |line| line.date = days_from_civil(2024, 1, 1)),
        alone("presumptive")
    );
    let at_home = on_the_day("99213", (Some("10"), &["95"]), same);
    let beside = |days: i32, pos: &str| {
        let other = NaiveLine { pos: Some(pos.to_owned()), ..line("b", 0, "99231", A2, &["I10"]) };
        let other = NaiveLine { date: at_home.date + days, ..other };
        on(&run(&[at_home.clone(), other]), rule, "a")
    };
    for inside in ["21", "31", "51", "61"] {
        assert_eq!(beside(0, inside), flag("presumptive", &["b"], 0, Some(true)), "{inside}");
    }
    assert_eq!((beside(0, "22"), beside(1, "21")), (CLEAN, CLEAN));
}

#[test]
fn the_tables_end_with_2026() {
    let of = |code: &str, rule, inputs: &Inputs, date| {
        let subject = NaiveLine { date, ..line("a", 0, code, A, &["I10"]) };
        let outcomes = run_with(&[subject], inputs).outcomes;
        (on(&outcomes, rule, "a"), why(&outcomes, rule, "a"))
    };
    let beyond = (NOT_EVALUABLE, Some(("not_evaluable", "tables not read for this year")));
    let (last, first) = (days_from_civil(2026, 12, 31), days_from_civil(2027, 1, 1));
    let none = Inputs::default();
    assert_eq!(of("99421", "code_not_in_effect", &none, days_from_civil(2027, 2, 1)), beyond); // 125
    for rule in ["code_not_in_effect", "telehealth_marker", "apcm_bundled_contact"] {
        assert_eq!(of("99421", rule, &none, last).0, CLEAN, "{rule}");
        assert_eq!(of("99421", rule, &none, first), beyond, "{rule}");
        let by_schedule = of("99421", rule, &fees(2027..=2027), first).0;
        assert_eq!(by_schedule, if rule == "code_not_in_effect" { CLEAN } else { NOT_EVALUABLE }, "{rule}");
    }
    assert_eq!(of("99441", "code_not_in_effect", &none, first), beyond);
    assert_eq!(of("99454", "monitoring_code_conflict", &none, first), beyond);
    assert_eq!(of("G0071", "rhc_wrapper_code", &none, first).0, alone("hard"));
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
    assert_eq!(why(&out, "near_duplicate_line", "d"), Some(("cleared", "claim of a second payer")));
    let colleague = |tin: Option<&str>| {
        let second = NaiveLine { tin: tin.map(str::to_owned), ..line("b", 0, "99421", A2, &["I10"]) };
        run(&[line("a", 0, "99421", A, &["I10"]), second])
    };
    let rule = "near_duplicate_line";
    assert_eq!(on(&colleague(Some("T1")), rule, "b"), flag("presumptive", &["a"], 0, Some(true)));
    assert_eq!(on(&colleague(Some("T9")), rule, "b"), CLEAN);
    assert_eq!(why(&colleague(None), rule, "b"), Some(("not_evaluable", "billing group unknown")));
    assert_eq!(on(&colleague(None), rule, "a"), CLEAN);
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
