//! Worked cases of monitoring, consultations and the month after a discharge, as tests of the oracle.
//!
//! What it is: the timelines of the shared case list that those rules decide, and the edges of each.
//! What it is not: the product's own test of those cases.

use super::cases::{A, A2, CARD, CLEAN, NOT_EVALUABLE, PROVISIONAL, Who, alone, flag, line, on, run, run_around};
use super::codes::days_from_civil;
use super::{Inputs, NaiveOutcome};

/// Two monitoring lines of June 2026, and what is said of the second.
fn monitoring(first: &str, days: i32, second: &str, dx: [&str; 2]) -> Option<NaiveOutcome> {
    let mut lines = [line("a", 0, first, CARD, &[dx[0]]), line("b", days, second, A, &[dx[1]])];
    for line in &mut lines {
        line.date += days_from_civil(2026, 6, 1) - days_from_civil(2025, 6, 2);
    }
    on(&run(&lines), "monitoring_code_conflict", "b")
}

#[test]
fn monitoring_codes_that_exclude_each_other() {
    let of = |code, other, days| monitoring(other, days, code, ["I10", "I10"]);
    let found = |tier, days: i32| flag(tier, &["a"], -days, Some(true));
    assert_eq!(of("99470", "99457", 29), found("hard", 29)); // 70
    assert_eq!((of("99470", "99457", 30), of("99470", "98980", 1)), (CLEAN, CLEAN));
    for (code, other) in [("99445", "99454"), ("98984", "98976"), ("98985", "98977"), ("98986", "98978")] {
        assert_eq!(of(code, other, 29), found("hard", 29), "{code}"); // 106
        assert_eq!(of(code, other, -29), found("hard", -29), "{code}");
        assert_eq!((of(code, other, 30), of(other, code, 3)), (CLEAN, CLEAN), "{code}");
    }
    assert_eq!(of("98979", "98980", 1), found("hard", 1));
    assert_eq!((of("98977", "98986", 15), of("98977", "98986", 30)), (found("advisory", 15), CLEAN)); // 107
    assert_eq!(of("98977", "98986", -15), CLEAN); // the later line answers
    assert_eq!((of("98985", "98980", 1), of("99454", "99445", 1)), (CLEAN, CLEAN));
    for (code, base) in [("99458", "99457"), ("98981", "98980")] {
        assert_eq!((of(code, base, 29), of(code, base, 30)), (CLEAN, alone("hard")), "{code}"); // 108
    }
    assert_eq!(of("99458", "99470", 1), alone("hard"));
    for therapeutic in ["98975", "98976", "98980", "98985"] {
        assert_eq!(of(therapeutic, "99454", 29), found("presumptive", 29), "{therapeutic}");
        let apart = monitoring("99454", 29, therapeutic, ["I10", "L209"]);
        assert_eq!(apart, flag("advisory", &["a"], -29, Some(false)), "{therapeutic}");
        assert_eq!((of(therapeutic, "99454", 30), of(therapeutic, "99091", 1)), (CLEAN, CLEAN), "{therapeutic}");
    }
    assert_eq!((of("99454", "98976", 1), of("99091", "98976", 1)), (CLEAN, CLEAN));
    let subject = [line("a", 0, "99445", A, &[])];
    let around =
        |before, after| on(&run_around(&subject, &Inputs::default(), before, after), "monitoring_code_conflict", "a");
    assert_eq!((around(29, 29), around(28, 29), around(29, 28)), (CLEAN, NOT_EVALUABLE, PROVISIONAL));
}

#[test]
fn consultants_asked_again() {
    let rule = "repeat_interprofessional_consult";
    let of = |first, second, who, days| {
        on(&run(&[line("a", 0, first, A, &[]), line("b", days, second, who, &[])]), rule, "b")
    };
    assert_eq!(of("99446", "99451", A, 6), flag("presumptive", &["a"], -6, None));
    assert_eq!(of("99446", "99446", A, 0), flag("presumptive", &["a"], 0, None));
    assert_eq!(of("99446", "99446", A, 7), CLEAN);
    assert_eq!(of("99446", "99446", A2, 3), CLEAN);
    assert_eq!(of("99452", "99446", A, 3), CLEAN);
    assert_eq!(of("99446", "99452", A, 3), None);
    let subject = [line("a", 0, "99446", A, &[])];
    let with_history = |days| on(&run_around(&subject, &Inputs::default(), days, 0), rule, "a");
    assert_eq!((with_history(6), with_history(5)), (CLEAN, NOT_EVALUABLE));
}

#[test]
fn consultants_and_their_visits() {
    let rule = "consult_near_visit";
    let of = |code: &str, who: Who, days| {
        on(&run(&[line("a", 0, "99451", CARD, &[]), line("b", days, code, who, &[])]), rule, "a")
    };
    assert_eq!(of("99204", CARD, 10), flag("presumptive", &["b"], 10, None)); // 120
    assert_eq!(of("99214", CARD, -9), flag("advisory", &["b"], -9, None)); // 120
    assert_eq!(
        (of("99204", CARD, 0), of("99204", CARD, 14)),
        (flag("presumptive", &["b"], 0, None), flag("presumptive", &["b"], 14, None))
    );
    assert_eq!((of("99204", CARD, 15), of("99204", CARD, -15), of("99204", A, 3)), (CLEAN, CLEAN, CLEAN));
    assert_eq!((of("99495", CARD, 3), of("98966", CARD, 3)), (flag("advisory", &["b"], 3, None), CLEAN));
    assert_eq!(on(&run(&[line("a", 0, "99452", CARD, &[])]), rule, "a"), None);
    let subject = [line("a", 0, "99446", A, &[])];
    let around = |before, after| on(&run_around(&subject, &Inputs::default(), before, after), rule, "a");
    assert_eq!((around(14, 14), around(13, 14), around(14, 13)), (CLEAN, NOT_EVALUABLE, PROVISIONAL));
}

#[test]
fn messages_in_the_month_after_a_discharge() {
    let rule = "transition_overlap";
    let of = |code: &str, who: Who, days| {
        on(&run(&[line("a", 0, code, A, &[]), line("b", days, "99495", who, &[])]), rule, "a")
    };
    assert_eq!(of("99421", A, 12), flag("advisory", &["b"], 12, None)); // 121
    assert_eq!(
        (of("98966", A, 0), of("99421", A, 29)),
        (flag("presumptive", &["b"], 0, None), flag("advisory", &["b"], 29, None))
    );
    assert_eq!((of("99421", A, 30), of("99421", A, -1), of("99421", A2, 3)), (CLEAN, CLEAN, CLEAN));
    assert_eq!((of("98016", A, 3), of("98005", A, 3)), (None, None));
    let subject = [line("a", 0, "99421", A, &[])];
    let ahead = |days| on(&run_around(&subject, &Inputs::default(), 0, days), rule, "a");
    assert_eq!((ahead(29), ahead(28)), (CLEAN, PROVISIONAL));
}
