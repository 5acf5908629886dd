//! Worked cases of prolonged services, training and what runs beside messages in a month, as tests of the oracle.
//!
//! What it is: the timelines of the shared case list that those rules decide, and the edges of each.
//! What it is not: the product's own test of those cases.

use super::cases::{
    A, A2, CLEAN, CLEARED, NOT_EVALUABLE, PROVISIONAL, PT, Who, alone, flag, line, on, run, run_around, run_with, why,
};
use super::cases_form::timed;
use super::cases_time::{entry, logged};
use super::codes::days_from_civil;
use super::{Activity, Inputs, NaiveLine, NaiveOutcome};

fn paid_by(mut line: NaiveLine, payer: Option<&str>) -> NaiveLine {
    line.payer = payer.map(str::to_owned);
    line
}

/// A base visit of so many minutes and a prolonged line of so many units; the outcomes of both rules on the latter.
fn prolonged(base: &str, minutes: Option<i64>, code: &str, payer: &str, units: i64) -> [Option<NaiveOutcome>; 2] {
    let lines = [
        paid_by(line("a", 0, base, A, &["I10"]), Some(payer)),
        NaiveLine { units_ten_thousandths: units * 10_000, ..paid_by(line("b", 0, code, A, &["I10"]), Some(payer)) },
    ];
    let minutes = minutes.map(|minutes| (("a".to_owned(), 1), minutes * 100)).into_iter().collect();
    let out = run_with(&lines, &Inputs { minutes, ..Inputs::default() }).outcomes;
    [on(&out, "prolonged_below_threshold", "b"), on(&out, "prolonged_without_base", "b")]
}

#[test]
fn prolonged_services() {
    let below = flag("hard", &["a"], 0, Some(true));
    let com = "commercial";
    assert_eq!(prolonged("98003", Some(80), "99417", com, 1), [CLEAN, CLEAN]); // 49
    assert_eq!(prolonged("98003", Some(70), "99417", com, 1), [below.clone(), CLEAN]); // 50
    assert_eq!(prolonged("99215", Some(60), "99417", com, 1), [CLEAN, CLEAN]); // 52
    assert_eq!(prolonged("99205", Some(80), "99417", "medicare", 1), [below.clone(), CLEAN]); // 53
    assert_eq!(prolonged("99205", Some(89), "99417", "medicare", 1), [CLEAN, CLEAN]);
    assert_eq!(prolonged("98003", Some(75), "99417", "medicare", 1), [CLEAN, CLEAN]); // G2212 has none for it
    assert_eq!(prolonged("99215", Some(69), "G2212", com, 1), [CLEAN, CLEAN]);
    assert_eq!(prolonged("99215", Some(68), "G2212", com, 1), [below.clone(), CLEAN]);
    assert_eq!(prolonged("99215", Some(69), "99417", com, 2), [below, CLEAN]);
    assert_eq!(prolonged("99215", Some(70), "99417", com, 2), [CLEAN, CLEAN]);
    assert_eq!(prolonged("99215", None, "99417", com, 1), [NOT_EVALUABLE, CLEAN]);
    assert_eq!(prolonged("98007", Some(90), "G2212", com, 1), [NOT_EVALUABLE, alone("hard")]);
    assert_eq!(prolonged("99483", Some(99), "G2212", com, 1), [NOT_EVALUABLE, CLEAN]);
    assert_eq!(prolonged("99483", Some(100), "G2212", com, 1), [CLEAN, CLEAN]);
    assert_eq!(prolonged("99483", Some(114), "G2212", com, 2), [NOT_EVALUABLE, CLEAN]);
    assert_eq!(prolonged("99483", Some(120), "99417", com, 1), [NOT_EVALUABLE, CLEARED]);
    assert_eq!(prolonged("99350", Some(90), "99417", com, 1), [NOT_EVALUABLE, CLEARED]);
    assert_eq!(prolonged("99214", Some(90), "99417", com, 1), [NOT_EVALUABLE, alone("hard")]);
}

#[test]
fn units_of_several_add_ons() {
    let of = |minutes: i64, payers: [&str; 2]| {
        let base = paid_by(line("a", 0, "99215", A, &[]), Some("commercial"));
        let add_ons = ["b", "c"].map(|claim| line(claim, 0, "99417", A, &[]));
        let [one, two] = add_ons;
        let lines = [base, paid_by(one, Some(payers[0])), paid_by(two, Some(payers[1]))];
        let minutes = [(("a".to_owned(), 1), minutes * 100)].into();
        let outcomes = run_with(&lines, &Inputs { minutes, ..Inputs::default() }).outcomes;
        ["b", "c"].map(|claim| on(&outcomes, "prolonged_below_threshold", claim))
    };
    let below = flag("hard", &["a"], 0, None);
    assert_eq!(of(60, ["commercial", "commercial"]), [CLEAN, below.clone()]); // the second one needs 70
    assert_eq!(of(70, ["commercial", "commercial"]), [CLEAN, CLEAN]);
    assert_eq!(of(60, ["commercial", "other"]), [CLEAN, CLEAN]); // one unit, two payers
    assert_eq!(of(54, ["commercial", "other"]), [below.clone(), below]);
}

/// Training lines of so many patients in one slot.
fn slot(code: &str, n_patients: usize) -> Vec<NaiveLine> {
    let one = |number| timed(line(&format!("c{number}"), 0, code, PT, &[]), &format!("P{number}"), 50_400, 52_200);
    (0..n_patients).map(one).collect()
}

#[test]
fn training_in_groups() {
    let rule = "training_group_mismatch";
    let of = |lines: &[NaiveLine]| {
        let judgement = run_with(lines, &Inputs::default());
        let suggested = judgement.suggestions.get(&(rule.to_owned(), "c0".to_owned(), 1)).cloned().flatten();
        (on(&judgement.outcomes, rule, "c0"), suggested)
    };
    assert_eq!(of(&slot("98960", 2)), (flag("presumptive", &["c1"], 0, None), Some("98961".to_owned()))); // 73
    let of_nine = of(&slot("98962", 9)); // 74
    let others: Vec<String> = (1..9).map(|number| format!("c{number}")).collect();
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    assert_eq!(of_nine, (flag("presumptive", &others, 0, None), None));
    for (code, fitting) in [("98960", 1..=1), ("98961", 2..=4), ("98962", 5..=8)] {
        for n_patients in 1..10 {
            let is_clean = of(&slot(code, n_patients)).0 == CLEAN;
            assert_eq!(is_clean, fitting.contains(&n_patients), "{code} for {n_patients}");
        }
    }
    let mut units = slot("98960", 1);
    units[0].units_ten_thousandths = 30_000;
    let hour = Inputs { minutes: [(("c0".to_owned(), 1), 6000)].into(), ..Inputs::default() };
    assert_eq!(on(&run_with(&units, &hour).outcomes, rule, "c0"), alone("presumptive")); // 76
    units[0].units_ten_thousandths = 20_000;
    assert_eq!(on(&run_with(&units, &hour).outcomes, rule, "c0"), CLEAN);
    (units[0].start, units[0].end) = (None, None);
    assert_eq!(on(&run_with(&units, &hour).outcomes, rule, "c0"), NOT_EVALUABLE);
    let by_log =
        logged(vec![Activity { claim_id: Some("c0".to_owned()), patient: "P0".to_owned(), ..entry("1", "other", 0) }]);
    assert_eq!(on(&run_with(&units, &by_log).outcomes, rule, "c0"), alone("presumptive"));
}

/// Two lines of one month, and what care management says of both.
fn care(days: i32, message: (&str, Who), care: (&str, Who)) -> [Option<NaiveOutcome>; 2] {
    let out = run(&[line("a", 0, message.0, message.1, &["I10"]), line("b", days, care.0, care.1, &["I10"])]);
    ["a", "b"].map(|claim| on(&out, "care_management_overlap", claim))
}

#[test]
fn care_management_beside_messages() {
    let on_a = |tier, days| [flag(tier, &["b"], days, Some(true)), None];
    assert_eq!(care(5, ("99421", A), ("99490", A)), on_a("advisory", 5)); // 64
    assert_eq!(care(0, ("99421", A), ("99490", A)), on_a("presumptive", 0)); // 65
    assert_eq!(care(0, ("98967", PT), ("99490", A)), on_a("presumptive", 0)); // 109
    let on_b = |tier, days: i32| [CLEAN, flag(tier, &["a"], -days, Some(true))];
    assert_eq!(care(0, ("98971", PT), ("99426", A)), on_b("presumptive", 0)); // 110
    assert_eq!(care(5, ("98960", PT), ("99424", A)), on_b("advisory", 5));
    assert_eq!(care(0, ("98016", A), ("99490", A)), on_a("advisory", 0)); // 111
    for message in ["98016", "G2010", "98005"] {
        assert_eq!(care(5, (message, A), ("99490", A)), [CLEAN, None], "{message}");
        assert_eq!(care(0, (message, A), ("99424", A)), [flag("advisory", &["b"], 0, Some(true)), CLEAN], "{message}");
    }
    assert_eq!(care(0, ("99421", A), ("G0323", A)), on_a("advisory", 0));
    assert_eq!(care(1, ("99421", A), ("G2214", A)), [CLEAN, None]);
    assert_eq!(care(28, ("99421", A), ("99490", A)), on_a("advisory", 28)); // 30 June
    assert_eq!(care(29, ("99421", A), ("99490", A)), [CLEAN, None]); // 1 July
    assert_eq!(care(0, ("99213", A), ("99490", A)), [None, None]);
}

#[test]
fn care_management_of_other_groups_times_and_months() {
    let rule = "care_management_overlap";
    let with = |change: fn(&mut NaiveLine)| {
        let mut lines = [line("a", 0, "99421", A2, &[]), line("b", 5, "99490", A, &[])];
        change(&mut lines[0]);
        on(&run(&lines), rule, "a")
    };
    assert_eq!(with(|_| ()), flag("advisory", &["b"], 5, None));
    assert_eq!(with(|other| other.tin = Some("T9".to_owned())), CLEAN);
    assert_eq!(with(|other| other.tin = None), NOT_EVALUABLE);
    assert_eq!(with(|other| (other.npi, other.tin) = (A.0.to_owned(), None)), NOT_EVALUABLE);
    assert_eq!(with(|other| (other.npi, other.tin) = (A.0.to_owned(), Some("T9".to_owned()))), CLEAN);
    let lines = [line("b", 3, "99490", A, &[]), line("a", 5, "98967", A, &[])];
    let late = timed(line("b", 4, "99490", A, &[]), "P", 86_100, 87_000);
    let mut early = timed(line("a", 5, "98967", A, &[]), "P", 0, 600);
    assert_eq!(on(&run(&[late.clone(), early.clone()]), rule, "a"), flag("presumptive", &["b"], -1, None));
    early.start = early.start.map(|start| start + 541);
    assert_eq!(on(&run(&[late, early]), rule, "a"), flag("advisory", &["b"], -1, None));
    let alone = |before, after| on(&run_around(&lines[1..], &Inputs::default(), before, after), rule, "a");
    assert_eq!((alone(6, 23), alone(5, 23), alone(6, 22)), (CLEAN, NOT_EVALUABLE, PROVISIONAL)); // 7 June
}

#[test]
fn primary_care_management_bundles_contacts() {
    let rule = "apcm_bundled_contact";
    let of = |code, who, days, payer| {
        on(&run(&[line("a", 0, "G0557", A, &[]), paid_by(line("b", days, code, who, &[]), payer)]), rule, "b")
    };
    let medicare = Some("medicare");
    for code in ["99421", "98970", "98016", "G2251", "G2010", "G2250", "99446", "99495", "99491", "99426"] {
        assert_eq!(of(code, A2, 9, medicare), flag("presumptive", &["a"], -9, None), "{code}"); // 67, 104
    }
    for code in ["98967", "99484", "G0323", "99493", "G2214"] {
        assert_eq!(of(code, A2, 9, medicare), CLEAN, "{code}"); // 104
    }
    assert_eq!(of("99421", A, 9, Some("medicare_advantage")), CLEARED);
    assert_eq!(of("99421", A, 9, None), NOT_EVALUABLE);
    assert_eq!(of("99421", A, 30, None), CLEAN);
    assert_eq!(of("98005", A, 9, medicare), None);
    assert_eq!(of("99421", A, -400, medicare), CLEAN);
    // Without a number the same clinician is enough; of another nobody knows.
    let hidden = |of| NaiveLine { tin: None, payer: medicare.map(str::to_owned), ..line("b", 9, "99421", of, &[]) };
    let out = run(&[line("a", 0, "G0557", A, &[]), hidden(A)]);
    assert_eq!(on(&out, rule, "b"), flag("presumptive", &["a"], -9, None));
    let out = run(&[line("a", 0, "G0557", A, &[]), hidden(A2)]);
    assert_eq!(why(&out, rule, "b"), Some(("not_evaluable", "billing group unknown")));
}

#[test]
fn add_ons_of_primary_care_management() {
    let rule = "apcm_bundled_contact";
    let on_a_day = |claim: &str, day: i32, code: &str| NaiveLine {
        date: days_from_civil(2026, 5, day),
        ..line(claim, 0, code, A, &[])
    };
    let add_on = on_a_day("b", 31, "G0569");
    let of = |base: Option<NaiveLine>, payer: Option<&str>| {
        let lines: Vec<NaiveLine> = base.into_iter().chain([paid_by(add_on.clone(), payer)]).collect();
        on(&run(&lines), rule, "b")
    };
    let medicare = Some("medicare");
    assert_eq!(of(None, medicare), alone("hard")); // 105
    assert_eq!(of(Some(on_a_day("a", 1, "G0556")), medicare), CLEAN);
    assert_eq!((of(None, Some("medicaid")), of(None, None)), (CLEARED, NOT_EVALUABLE));
    let of_another_group = NaiveLine { tin: Some("T9".to_owned()), ..on_a_day("a", 1, "G0556") };
    assert_eq!(of(Some(of_another_group), medicare), alone("hard"));
    assert_eq!(of(Some(NaiveLine { tin: None, ..on_a_day("a", 1, "G0556") }), medicare), CLEAN);
    let around =
        |before, after| on(&run_around(std::slice::from_ref(&add_on), &Inputs::default(), before, after), rule, "b");
    assert_eq!((around(30, 0), around(29, 0)), (alone("hard"), NOT_EVALUABLE));
    let early = [on_a_day("b", 1, "G0569")];
    assert_eq!(on(&run_around(&early, &Inputs::default(), 0, 29), rule, "b"), PROVISIONAL);
    for (code, expected) in [("99484", flag("presumptive", &["b"], 29, None)), ("G2214", CLEAN)] {
        assert_eq!(on(&run(&[on_a_day("a", 2, code), add_on.clone()]), rule, "a"), expected, "{code}");
    }
}
