//! Worked cases of what an extract leaves out or half says, as tests of the oracle itself: blank tax numbers, one clinician
//! under two numbers, denied visits, codes dated after their visit, the wrapper code of health centres.
//!
//! What it is: the timelines of the shared case list that turn on those, and the edges of each.
//! What it is not: the product's own test of those cases.

use super::cases::{A, A2, CARD, CLEAN, CLEARED, PT, Who, flag, line, on, run, run_around, run_with, why};
use super::{DeniedLine, Inputs, NaiveLine, NaiveOutcome};

const UNKNOWN: Option<(&str, &str)> = Some(("not_evaluable", "billing group unknown"));

fn without_tin(line: NaiveLine) -> NaiveLine {
    NaiveLine { tin: None, ..line }
}

/// What a rule says of line `b` beside a colleague's visit without a tax number: outcome, and the reason.
fn beside_unknown(
    rule: &str,
    visit: (&str, i32, &str),
    code: &str,
) -> (Option<NaiveOutcome>, Option<(&'static str, &'static str)>) {
    let (service, days, dx) = visit;
    let lines = [without_tin(line("a", days, service, A2, &[dx])), line("b", 0, code, A, &["I10"])];
    let out = run(&lines);
    (on(&out, rule, "b"), why(&out, rule, "b"))
}

#[test]
fn a_blank_tax_number_is_a_hole() {
    let after = "e_visit_after_related_visit";
    assert_eq!(beside_unknown(after, ("99214", -2, "I10"), "99422").1, UNKNOWN); // 118
    assert_eq!(beside_unknown(after, ("99214", -2, "Z0000"), "99422").1, UNKNOWN);
    assert_eq!(beside_unknown(after, ("99214", -2, "L209"), "99422").0, CLEAN); // it clears nothing
    assert_eq!(beside_unknown(after, ("99214", -8, "I10"), "99422").0, CLEAN);
    let before = "e_visit_before_visit";
    assert_eq!(beside_unknown(before, ("99214", 7, "L209"), "99422").1, UNKNOWN);
    assert_eq!(beside_unknown(before, ("99214", 8, "L209"), "99422").0, CLEAN);
    assert_eq!(beside_unknown("e_visit_on_visit_day", ("99214", 0, "L209"), "99422").1, UNKNOWN);
    assert_eq!(beside_unknown("contact_after_related_visit", ("99214", 0, "I10"), "98016").1, UNKNOWN);
    let contact = "contact_before_visit";
    assert_eq!(beside_unknown(contact, ("99214", 1, "L209"), "98016").1, UNKNOWN);
    assert_eq!(
        (
            beside_unknown(contact, ("99214", 3, "I10"), "98016").1,
            beside_unknown(contact, ("99214", 3, "L209"), "98016").0
        ),
        (UNKNOWN, CLEAN)
    );
    assert_eq!(beside_unknown("telehealth_visit_same_day", ("99214", 0, "L209"), "98005").1, UNKNOWN);
    assert_eq!(beside_unknown("phone_after_e_visit", ("99421", -2, "I10"), "98016").0, CLEAN); // one clinician's affair
    assert_eq!(beside_unknown("repeat_e_visit", ("99421", -7, "I10"), "99422").1, UNKNOWN);
    assert_eq!(beside_unknown("repeat_e_visit", ("99421", -8, "I10"), "99422").0, CLEAN);
    assert_eq!(beside_unknown("repeat_e_visit", ("99421", 3, "I10"), "99422").0, CLEAN); // the later line answers
    assert_eq!(beside_unknown("repeat_phone_contact", ("98966", -3, "I10"), "98966").0, CLEAN);
}

#[test]
fn an_unknown_group_stands_behind_findings_and_before_all_else() {
    let rule = "e_visit_after_related_visit";
    let unknown = without_tin(line("a", -2, "99214", A2, &["I10"]));
    let subject = line("b", 0, "99422", A, &["I10"]);
    let with = |other: NaiveLine| {
        let out = run(&[unknown.clone(), subject.clone(), other]);
        (on(&out, rule, "b"), why(&out, rule, "b"))
    };
    assert_eq!(with(line("c", -3, "99213", CARD, &["I10"])).0, flag("advisory", &["c"], -3, Some(true)));
    assert_eq!(with(line("c", -3, "99213", A, &["L209"])).1, UNKNOWN);
    let short = run_around(&[subject.clone(), unknown.clone()], &Inputs::default(), 3, 30);
    assert_eq!(why(&short, rule, "b"), UNKNOWN);
    assert_eq!(
        on(&run(&[without_tin(line("a", -2, "99214", A, &["I10"])), subject]), rule, "b"),
        flag("presumptive", &["a"], -2, Some(true))
    );
}

#[test]
fn one_clinician_under_two_tax_numbers() {
    let rule = "repeat_e_visit";
    let of = |days: i32, dx: &str, tins: [Option<&str>; 2]| {
        let mut lines = [line("a", 0, "99422", A, &["I10"]), line("b", days, "99421", A, &[dx])];
        for (line, tin) in lines.iter_mut().zip(tins) {
            line.tin = tin.map(str::to_owned);
        }
        let out = run(&lines);
        (on(&out, rule, "b"), why(&out, rule, "b"))
    };
    let two = [Some("T1"), Some("T9")];
    assert_eq!(of(4, "I10", two).0, flag("presumptive", &["a"], -4, Some(true))); // 103
    assert_eq!(of(4, "L209", two).0, flag("presumptive", &["a"], -4, Some(false)));
    assert_eq!(
        (of(0, "I10", two).0, of(6, "I10", two).0),
        (flag("presumptive", &["a"], 0, Some(true)), flag("presumptive", &["a"], -6, Some(true)))
    );
    assert_eq!(of(7, "I10", two).0, CLEAN);
    assert_eq!(of(6, "I10", [Some("T1"), None]).0, flag("presumptive", &["a"], -6, Some(true)));
    assert_eq!((of(7, "I10", [Some("T1"), None]).1, of(6, "I10", [None, Some("T1")]).1), (UNKNOWN, UNKNOWN));
    assert_eq!(of(6, "I10", [None, None]).0, flag("presumptive", &["a"], -6, Some(true)));
    let mut lines = [line("a", 0, "99422", A, &[]), line("b", 3, "99421", A, &[]), line("c", 8, "99421", A, &[])];
    lines[1].tin = Some("T9".to_owned());
    assert_eq!(on(&run(&lines), rule, "c"), flag("presumptive", &["b"], -5, None)); // the nearest under another number
}

#[test]
fn a_denied_visit_happened() {
    let of = |rule: &str, code: &str, denied: (&str, i32, &str), paid: Option<(&str, i32, &str)>| {
        let mut lines = vec![line("b", 0, code, A, &["I10"])];
        lines.extend(paid.map(|(code, days, dx)| line("p", days, code, A, &[dx])));
        let line = line("d", denied.1, denied.0, A, &[denied.2]);
        let denied = vec![DeniedLine { line, replaces: None }];
        on(&run_with(&lines, &Inputs { denied, ..Inputs::default() }).outcomes, rule, "b")
    };
    let after = "e_visit_after_related_visit";
    assert_eq!(of(after, "99421", ("99213", -3, "I10"), None), flag("advisory", &["d"], -3, Some(true))); // 123
    assert_eq!(of(after, "99421", ("99213", -3, "L209"), None), CLEAN); // it clears nothing
    assert_eq!(
        of(after, "99421", ("99213", -3, "I10"), Some(("99213", -5, "L209"))),
        flag("advisory", &["d"], -3, Some(true))
    );
    assert_eq!(
        of(after, "99421", ("99213", -3, "I10"), Some(("99213", -5, "I10"))),
        flag("presumptive", &["p"], -5, Some(true))
    );
    assert_eq!(
        of("e_visit_before_visit", "99421", ("99213", 3, "L209"), None),
        flag("advisory", &["d"], 3, Some(false))
    );
    assert_eq!(of("e_visit_on_visit_day", "99421", ("99213", 0, "I10"), None), flag("advisory", &["d"], 0, Some(true)));
    assert_eq!(
        of("contact_after_related_visit", "98016", ("99213", 0, "I10"), None),
        flag("advisory", &["d"], 0, Some(true))
    );
    assert_eq!(of("contact_before_visit", "98016", ("99213", 1, "I10"), None), flag("advisory", &["d"], 1, Some(true)));
    assert_eq!(of("consult_near_visit", "99446", ("99213", 3, "I10"), None), flag("advisory", &["d"], 3, Some(true)));
    assert_eq!(of("telehealth_visit_same_day", "98005", ("99213", 0, "I10"), None), CLEAN);
    assert_eq!(of("repeat_e_visit", "99421", ("99422", 0, "I10"), None), CLEAN);
}

#[test]
fn codes_dated_after_their_visit_are_leads() {
    let of = |rule: &str, code: &str, days: i32| {
        on(&run(&[line("a", days, "99495", A, &["I10"]), line("b", 0, code, A, &["I10"])]), rule, "b")
    };
    assert_eq!(of("e_visit_after_related_visit", "99421", -3), flag("advisory", &["a"], -3, Some(true)));
    assert_eq!(of("e_visit_before_visit", "99421", 3), flag("advisory", &["a"], 3, Some(true)));
    assert_eq!(of("contact_before_visit", "98016", 1), flag("advisory", &["a"], 1, Some(true)));
    assert_eq!(of("telehealth_visit_same_day", "98005", 0), flag("advisory", &["a"], 0, Some(true)));
}

#[test]
fn the_wrapper_code_is_a_contact_of_its_group() {
    let of = |rule: &str, who: Who, days: i32| {
        on(&run(&[line("a", days, "99213", who, &["I10"]), line("b", 0, "G0071", A, &["I10"])]), rule, "b")
    };
    let after = "contact_after_related_visit";
    assert_eq!(of(after, CARD, -7), flag("presumptive", &["a"], -7, Some(true)));
    assert_eq!((of(after, CARD, -8), of(after, (A.0, "T9", "08"), -3)), (CLEAN, CLEAN));
    assert_eq!(of("contact_before_visit", CARD, 1), flag("presumptive", &["a"], 1, Some(true)));
    let lines = [without_tin(line("a", -3, "99213", A, &["I10"])), line("b", 0, "G0071", A, &["I10"])];
    assert_eq!(why(&run(&lines), after, "b"), UNKNOWN);
    let assessed = [line("a", -3, "97161", PT, &["I10"]), line("b", 0, "G0071", A, &["I10"])];
    assert_eq!(on(&run(&assessed), after, "b"), CLEAN);
    assert_eq!(of("phone_after_e_visit", A, -3), None);
}

#[test]
fn calls_that_deny_the_e_visit_of_the_day() {
    let rule = "phone_after_e_visit";
    let of = |message: &str, days, call: &str| {
        let out = run(&[line("a", 0, message, A, &["I10"]), line("b", days, call, A, &["I10"])]);
        (on(&out, rule, "b"), why(&out, rule, "b"))
    };
    let denies = Some(("cleared", "the published edit denies the e-visit"));
    for (message, call) in [("99421", "G2251"), ("99421", "G2252"), ("99422", "G2252")] {
        assert_eq!(of(message, 0, call).1, denies, "{message} {call}");
        assert_eq!(of(message, 1, call).0, flag("advisory", &["a"], -1, Some(true)), "{message} {call}");
    }
    assert_eq!(of("99423", 0, "G2252").0, flag("advisory", &["a"], 0, Some(true)));
    assert_eq!(of("99421", 0, "98016").0, flag("advisory", &["a"], 0, Some(true)));
    let lines = [
        line("a", 0, "99421", A, &["I10"]),
        line("b", 0, "G2252", A, &["I10"]),
        line("c", -1, "99421", A, &["I10"]),
        line("d", -2, "99421", A, &["L209"]),
    ];
    assert_eq!(on(&run(&lines), rule, "b"), flag("advisory", &["c"], -1, Some(true)));
    assert_eq!(on(&run(&[lines[1].clone(), lines[3].clone()]), rule, "b"), CLEARED);
}
