//! Worked cases of prolonged services, training and what runs beside messages in a month, as tests of the oracle.
//!
//! What it is: the timelines of the shared case list that those rules decide, and the edges of each.
//! What it is not: the product's own test of those cases.

use super::cases::{
    A, A2, CARD, CLEAN, CLEARED, NOT_EVALUABLE, PROVISIONAL, PT, alone, flag, line, on, run, run_around, run_with,
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
    assert_eq!(prolonged("99483", Some(90), "G2212", com, 1), [NOT_EVALUABLE, CLEARED]);
    assert_eq!(prolonged("99350", Some(90), "99417", com, 1), [NOT_EVALUABLE, CLEARED]);
    assert_eq!(prolonged("99214", Some(90), "99417", com, 1), [NOT_EVALUABLE, alone("hard")]);
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

#[test]
fn care_management_beside_messages() {
    let rule = "care_management_overlap";
    let of =
        |days, code| on(&run(&[line("a", 0, code, A, &["I10"]), line("b", days, "99490", A, &["I10"])]), rule, "b");
    assert_eq!(of(5, "99421"), flag("advisory", &["a"], -5, Some(true))); // 64
    assert_eq!(of(0, "99421"), flag("presumptive", &["a"], 0, Some(true))); // 65
    assert_eq!(of(28, "98005"), flag("advisory", &["a"], -28, Some(true))); // 30 June
    assert_eq!(of(29, "98005"), CLEAN); // 1 July
    assert_eq!(of(5, "99213"), CLEAN);
    let with = |change: fn(&mut NaiveLine)| {
        let mut lines = [line("a", 0, "99421", A2, &[]), line("b", 5, "99490", A, &[])];
        change(&mut lines[0]);
        on(&run(&lines), rule, "b")
    };
    assert_eq!(with(|_| ()), flag("advisory", &["a"], -5, None));
    assert_eq!(with(|other| other.tin = Some("T9".to_owned())), CLEAN);
    assert_eq!(with(|other| other.tin = None), NOT_EVALUABLE);
    assert_eq!(with(|other| (other.npi, other.tin) = (A.0.to_owned(), None)), flag("advisory", &["a"], -5, None));
    assert_eq!(with(|other| (other.npi, other.tin) = (A.0.to_owned(), Some("T9".to_owned()))), CLEAN);
    let lines = [line("b", 3, "99490", A, &[]), line("a", 5, "98016", A, &[])];
    let late = timed(line("b", 4, "99490", A, &[]), "P", 86_100, 87_000);
    let mut early = timed(line("a", 5, "98016", A, &[]), "P", 0, 600);
    assert_eq!(on(&run(&[late.clone(), early.clone()]), rule, "b"), flag("presumptive", &["a"], 1, None));
    early.start = early.start.map(|start| start + 541);
    assert_eq!(on(&run(&[late, early]), rule, "b"), flag("advisory", &["a"], 1, None));
    let alone = |before, after| on(&run_around(&lines[..1], &Inputs::default(), before, after), rule, "b");
    assert_eq!((alone(4, 25), alone(3, 25), alone(4, 24)), (CLEAN, NOT_EVALUABLE, PROVISIONAL)); // 5 June
}

#[test]
fn primary_care_management_bundles_contacts() {
    let rule = "apcm_bundled_contact";
    let of = |code, who, days, payer| {
        on(&run(&[line("a", 0, "G0557", A, &[]), paid_by(line("b", days, code, who, &[]), payer)]), rule, "b")
    };
    let medicare = Some("medicare");
    assert_eq!(of("99421", A, 9, medicare), flag("presumptive", &["a"], -9, None)); // 67
    assert_eq!(of("98970", PT, 9, medicare), flag("advisory", &["a"], -9, None)); // 68
    assert_eq!(of("99490", A2, 0, medicare), flag("presumptive", &["a"], 0, None));
    assert_eq!(of("99421", A, 9, Some("medicare_advantage")), CLEARED);
    assert_eq!(of("99421", A, 9, None), NOT_EVALUABLE);
    assert_eq!(of("99421", A, 30, None), CLEAN);
    assert_eq!(of("98005", A, 9, medicare), None);
    assert_eq!(of("99421", A, -400, medicare), CLEAN);
}

#[test]
fn monitoring_codes_that_exclude_each_other() {
    let rule = "monitoring_code_conflict";
    let of = |code, other, days| {
        let mut lines = [line("a", 0, other, CARD, &[]), line("b", days, code, A, &[])];
        for line in &mut lines {
            line.date += days_from_civil(2026, 6, 1) - days_from_civil(2025, 6, 2);
        }
        on(&run(&lines), rule, "b")
    };
    assert_eq!(of("99470", "99457", 29), flag("hard", &["a"], -29, None)); // 70
    assert_eq!(of("99470", "99457", 30), CLEAN);
    assert_eq!(of("99445", "99454", 29), flag("hard", &["a"], -29, None));
    assert_eq!(of("99445", "99454", -29), flag("hard", &["a"], 29, None));
    assert_eq!(of("99445", "99454", 30), CLEAN);
    assert_eq!(of("98979", "98980", 1), flag("hard", &["a"], -1, None));
    assert_eq!(of("98985", "98978", 1), flag("hard", &["a"], -1, None));
    assert_eq!(of("98985", "98980", 1), CLEAN);
    assert_eq!(of("99454", "99445", 1), None);
    let subject = [line("a", 0, "99445", A, &[])];
    let around = |before, after| on(&run_around(&subject, &Inputs::default(), before, after), rule, "a");
    assert_eq!((around(29, 29), around(28, 29), around(29, 28)), (CLEAN, NOT_EVALUABLE, PROVISIONAL));
}

#[test]
fn consultants_asked_again() {
    let rule = "repeat_interprofessional_consult";
    let of = |first, second, who, days| {
        on(&run(&[line("a", 0, first, A, &[]), line("b", days, second, who, &[])]), rule, "b")
    };
    assert_eq!(of("99446", "99451", A, 6), flag("advisory", &["a"], -6, None));
    assert_eq!(of("99446", "99446", A, 0), flag("advisory", &["a"], 0, None));
    assert_eq!(of("99446", "99446", A, 7), CLEAN);
    assert_eq!(of("99446", "99446", A2, 3), CLEAN);
    assert_eq!(of("99452", "99446", A, 3), CLEAN);
    assert_eq!(of("99446", "99452", A, 3), None);
    let subject = [line("a", 0, "99446", A, &[])];
    let with_history = |days| on(&run_around(&subject, &Inputs::default(), days, 0), rule, "a");
    assert_eq!((with_history(6), with_history(5)), (CLEAN, NOT_EVALUABLE));
}
