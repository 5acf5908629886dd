//! Worked cases of the rules on patients, consents, staff and the roster, as tests of the oracle.
//!
//! What it is: the timelines of the shared case list that those rules decide, and the edges of each.
//! What it is not: the product's own test of those cases.

use super::cases::{
    A, A2, CARD, CLEAN, CLEARED, NOT_EVALUABLE, PT, Who, alone, flag, line, on, run, run_around, run_with, why,
};
use super::cases_tables::fees;
use super::codes::days_from_civil;
use super::{DeniedLine, Inputs, NaiveLine, NaiveOutcome, RosterRow};

const NP: Who = ("1234567851", "T1", "50");
const NOT_ESTABLISHED: &str = "patient_not_established";
const ESTABLISHED: &str = "patient_already_established";

/// An earlier service on a calendar day, and the subject on 2 June 2025; what the rule says of the latter.
fn after(rule: &str, earlier: (&str, Who, (i32, i32, i32)), code: &str) -> Option<NaiveOutcome> {
    let (service, who, (year, month, day)) = earlier;
    let mut first = line("a", 0, service, who, &[]);
    first.date = days_from_civil(year, month, day);
    on(&run_with(&[first, line("b", 0, code, A, &[])], &fees(2022..=2025)).outcomes, rule, "b")
}

#[test]
fn patients_nobody_knows() {
    let subject = [line("a", 0, "99421", A, &[])];
    assert_eq!(on(&run(&subject), NOT_ESTABLISHED, "a"), alone("presumptive")); // 82
    let mut waived = subject[0].clone();
    waived.date = days_from_civil(2021, 6, 15); // 83
    assert_eq!(on(&run(std::slice::from_ref(&waived)), NOT_ESTABLISHED, "a"), CLEARED);
    waived.date = days_from_civil(2023, 5, 12);
    assert_eq!(on(&run(std::slice::from_ref(&waived)), NOT_ESTABLISHED, "a"), alone("presumptive"));
    (waived.date, waived.payer) = (days_from_civil(2023, 5, 11), Some("commercial".to_owned()));
    assert_eq!(on(&run(&[waived]), NOT_ESTABLISHED, "a"), alone("presumptive"));
    let with_history = |days| on(&run_around(&subject, &Inputs::default(), days, 0), NOT_ESTABLISHED, "a");
    assert_eq!((with_history(1096), with_history(1095)), (alone("presumptive"), NOT_EVALUABLE));
}

#[test]
fn what_establishes_a_patient() {
    let of = |service, who, date| after(NOT_ESTABLISHED, (service, who, date), "99421");
    let never = alone("presumptive");
    assert_eq!(of("99213", A, (2022, 6, 2)), CLEAN);
    assert_eq!(of("99213", A, (2022, 6, 1)), never);
    assert_eq!(of("99213", A, (2025, 6, 2)), never); // the day itself is not before
    assert_eq!(of("99213", A, (2025, 6, 1)), CLEAN);
    assert_eq!(of("99213", NP, (2025, 6, 1)), CLEAN);
    assert_eq!(of("99213", CARD, (2025, 6, 1)), never);
    assert_eq!(of("98005", A, (2025, 6, 1)), CLEAN);
    assert_eq!(of("98013", A, (2025, 6, 1)), CLEAN); // Medicare counts sound alone
    assert_eq!(of("99421", A, (2025, 6, 1)), never);
    assert_eq!(of("97161", A, (2025, 6, 1)), never);
    assert_eq!(after(NOT_ESTABLISHED, ("97161", A, (2025, 6, 1)), "98970"), CLEAN);
    assert_eq!(of("27447", A, (2025, 6, 1)), CLEAN); // a procedure by the fee schedule
    assert_eq!(of("59400", A, (2025, 6, 1)), never);
    assert_eq!(after(NOT_ESTABLISHED, ("99213", CARD, (2025, 6, 1)), "98012"), never);
    assert_eq!(after(NOT_ESTABLISHED, ("99213", CARD, (2025, 6, 1)), "98001"), None);
    let mut lines = [line("a", -1, "99213", A2, &[]), line("b", 0, "99421", A, &[])];
    lines[0].specialty = None;
    assert_eq!(on(&run(&lines), NOT_ESTABLISHED, "b"), NOT_EVALUABLE);
    (lines[0].specialty, lines[0].tin) = (Some("08".to_owned()), None);
    assert_eq!(why(&run(&lines), NOT_ESTABLISHED, "b"), Some(("not_evaluable", "billing group unknown")));
    lines[1].code = "99205".to_owned();
    assert_eq!(why(&run(&lines), ESTABLISHED, "b"), Some(("not_evaluable", "billing group unknown")));
    lines[0].npi = A.0.to_owned();
    assert_eq!(on(&run(&lines), ESTABLISHED, "b"), flag("presumptive", &["a"], -1, None));
}

#[test]
fn services_of_sound_alone() {
    let of = |code: &str, payer: Option<&str>, earlier: (&str, Option<&str>)| {
        let (service, modifier) = earlier;
        let mut lines = [line("a", -150, service, A, &[]), line("b", 0, code, A, &[])];
        lines[0].modifiers = modifier.map(str::to_owned).into_iter().collect();
        lines[1].payer = payer.map(str::to_owned);
        let rule = if code == "98001" { ESTABLISHED } else { NOT_ESTABLISHED };
        on(&run(&lines), rule, "b")
    };
    let (medicare, other) = (Some("medicare"), Some("commercial"));
    for earlier in [("98013", None), ("99213", Some("93")), ("99213", Some("FQ"))] {
        assert_eq!(of("98001", other, earlier), flag("advisory", &["a"], -150, None)); // 119
        assert_eq!(of("98001", medicare, earlier), flag("presumptive", &["a"], -150, None)); // 119
        assert_eq!(of("98001", None, earlier), flag("advisory", &["a"], -150, None));
        assert_eq!((of("99421", medicare, earlier), of("99421", other, earlier)), (CLEAN, alone("advisory")));
        assert_eq!(of("99421", None, earlier), alone("advisory"));
    }
    assert_eq!(of("99421", other, ("99213", Some("95"))), CLEAN);
    assert_eq!(of("98001", other, ("99213", Some("95"))), flag("presumptive", &["a"], -150, None));
    assert_eq!(of("99421", other, ("98966", Some("93"))), alone("presumptive")); // no visit at all
}

#[test]
fn the_wrapper_code_needs_a_visit_of_the_group_within_a_year() {
    let of = |who: Who, days: i32| {
        let subject = NaiveLine { payer: Some("medicaid".to_owned()), ..line("b", 0, "G0071", A, &[]) };
        on(&run(&[line("a", -days, "99213", who, &[]), subject]), NOT_ESTABLISHED, "b")
    };
    assert_eq!((of(CARD, 365), of(CARD, 366)), (CLEAN, alone("presumptive")));
    assert_eq!(of((A.0, "T9", "08"), 30), alone("presumptive")); // by tax number alone
    let late = NaiveLine { date: days_from_civil(2026, 1, 1), ..line("b", 0, "G0071", A, &[]) };
    assert_eq!(on(&run(&[late]), NOT_ESTABLISHED, "b"), None);
    let subject = [line("b", 0, "G0071", A, &[])];
    let with_history = |days| on(&run_around(&subject, &Inputs::default(), days, 0), NOT_ESTABLISHED, "b");
    assert_eq!((with_history(365), with_history(364)), (alone("presumptive"), NOT_EVALUABLE));
}

#[test]
fn denied_services_count() {
    let of = |code: &str, rule, denied: &[&str], paid: Option<&str>| {
        let mut lines = vec![line("b", 0, code, A, &[])];
        lines.extend(paid.map(|code| line("p", -20, code, A, &[])));
        let denied = denied.iter().map(|code| line("d", -10, code, A, &[]));
        let denied = denied.map(|line| DeniedLine { line, replaces: None }).collect();
        on(&run_with(&lines, &Inputs { denied, ..Inputs::default() }).outcomes, rule, "b")
    };
    assert_eq!(of("99421", NOT_ESTABLISHED, &["99213"], None), CLEAN);
    assert_eq!(of("99421", NOT_ESTABLISHED, &["98966"], None), alone("presumptive"));
    assert_eq!(of("99205", ESTABLISHED, &["99213"], None), flag("advisory", &["d"], -10, None));
    assert_eq!(of("99205", ESTABLISHED, &["99213"], Some("99213")), flag("presumptive", &["p"], -20, None));
}

#[test]
fn new_patients_who_are_known() {
    let found = |gap| flag("presumptive", &["a"], gap, None);
    let known = after(ESTABLISHED, ("99213", NP, (2024, 4, 2)), "98001"); // 85
    assert_eq!(known, found(days_from_civil(2024, 4, 2) - days_from_civil(2025, 6, 2)));
    assert_eq!(after(ESTABLISHED, ("93010", A, (2024, 6, 2)), "98001"), CLEAN); // 86
    assert_eq!(after(ESTABLISHED, ("99213", A, (2022, 6, 1)), "99205"), CLEAN);
    assert_eq!(after(ESTABLISHED, ("99213", A, (2022, 6, 2)), "99205"), found(-1096));
    assert_eq!(after(ESTABLISHED, ("97161", A, (2025, 6, 1)), "99205"), CLEAN);
    assert_eq!(after(ESTABLISHED, ("10060", A, (2025, 6, 1)), "98011"), found(-1));
    assert_eq!(after(ESTABLISHED, ("99213", A, (2025, 6, 1)), "99213"), None);
    let subject = [line("a", 0, "99205", A, &[])];
    assert_eq!(on(&run_around(&subject, &Inputs::default(), 1095, 0), ESTABLISHED, "a"), NOT_EVALUABLE);
    let mut leap = line("a", 0, "99205", A, &[]);
    leap.date = days_from_civil(2024, 2, 29);
    let mut early = line("b", 0, "99213", A, &[]);
    early.date = days_from_civil(2021, 2, 28);
    assert_eq!(on(&run(&[leap.clone(), early.clone()]), ESTABLISHED, "a"), flag("presumptive", &["b"], -1096, None));
    early.date -= 1;
    assert_eq!(on(&run(&[leap, early]), ESTABLISHED, "a"), CLEAN);
}

#[test]
fn consents() {
    let rule = "consent_not_on_file";
    let of = |payer: Option<&str>, days: &[i32]| {
        let subject = NaiveLine { payer: payer.map(str::to_owned), ..line("a", 0, "98016", A, &[]) };
        let consents = days.iter().map(|days| ("P".to_owned(), subject.date - days)).collect();
        on(&run_with(&[subject], &Inputs { consents: Some(consents), ..Inputs::default() }).outcomes, rule, "a")
    };
    let medicare = Some("medicare");
    assert_eq!((of(medicare, &[0]), of(medicare, &[364])), (CLEAN, CLEAN));
    assert_eq!((of(medicare, &[365]), of(medicare, &[-1])), (alone("presumptive"), alone("presumptive")));
    assert_eq!((of(None, &[0]), of(Some("commercial"), &[])), (NOT_EVALUABLE, CLEARED));
    let without = |code| {
        let none = Inputs { consents: Some(Vec::new()), ..Inputs::default() };
        on(&run_with(&[line("a", 0, code, A, &[])], &none).outcomes, rule, "a")
    };
    assert_eq!(
        (without("99446"), without("99452"), without("G2010")),
        (alone("presumptive"), alone("presumptive"), alone("presumptive"))
    );
    assert_eq!((without("98966"), without("99441"), without("99213")), (alone("advisory"), alone("advisory"), None));
    assert_eq!(on(&run(&[line("a", 0, "98016", A, &[])]), rule, "a"), None); // no file
    let stranger = Inputs { consents: Some(vec![("Q".to_owned(), days_from_civil(2025, 6, 2))]), ..Inputs::default() };
    assert_eq!(on(&run_with(&[line("a", 0, "98016", A, &[])], &stranger).outcomes, rule, "a"), alone("presumptive"));
}

#[test]
fn staff_and_the_roster() {
    let rule = "staff_as_rendering_clinician";
    let subject = |specialty: Option<&str>, taxonomy: Option<&str>| NaiveLine {
        specialty: specialty.map(str::to_owned),
        taxonomy: taxonomy.map(str::to_owned),
        ..line("a", 0, "98966", A, &[])
    };
    let of = |specialty, taxonomy| on(&run(&[subject(specialty, taxonomy)]), rule, "a");
    assert_eq!(of(None, Some("163W00000X")), alone("presumptive"));
    assert_eq!(of(Some("08"), Some("1835P0018X")), alone("presumptive"));
    assert_eq!(of(None, Some("207Q00000X")), CLEAN);
    assert_eq!((of(Some("08"), None), of(None, None)), (CLEAN, NOT_EVALUABLE));
    let row = |tin: &str| RosterRow {
        npi: A.0.to_owned(),
        specialty: None,
        taxonomy: Some("163W00000X".to_owned()),
        tin: Some(tin.to_owned()),
    };
    let with = |rows: Vec<RosterRow>| {
        let mut lines = [subject(None, None), line("b", 1, "98966", A2, &[])];
        (lines[0].tin, lines[1].code) = (None, "99490".to_owned());
        run_with(&lines, &Inputs { roster: Some(rows), ..Inputs::default() }).outcomes
    };
    assert_eq!(on(&with(vec![row("T1")]), rule, "a"), alone("presumptive"));
    let overlap = "care_management_overlap";
    assert_eq!(on(&with(vec![row("T1"), row("T1")]), overlap, "a"), flag("advisory", &["b"], 1, None));
    assert_eq!(on(&with(vec![row("T1"), row("T2")]), overlap, "a"), NOT_EVALUABLE);
    assert_eq!(on(&with(vec![]), rule, "a"), NOT_EVALUABLE);
}

#[test]
fn clinicians_whose_codes_they_are_not() {
    let rule = "clinician_with_em_scope";
    let of = |code: &str, payer: Option<&str>, specialty: Option<&str>, taxonomy: Option<&str>| {
        let subject = NaiveLine {
            payer: payer.map(str::to_owned),
            specialty: specialty.map(str::to_owned),
            taxonomy: taxonomy.map(str::to_owned),
            ..line("a", 0, code, PT, &[])
        };
        on(&run(&[subject]), rule, "a")
    };
    let com = Some("commercial");
    assert_eq!(
        (of("98966", com, Some("08"), None), of("98970", com, Some("50"), None)),
        (alone("presumptive"), alone("advisory"))
    ); // 34, 35
    assert_eq!((of("98970", com, Some("65"), None), of("99421", com, Some("08"), None)), (CLEAN, None));
    assert_eq!(
        (of("G2251", com, None, Some("363LF0000X")), of("G2250", com, None, Some("207Q00000X"))),
        (alone("advisory"), alone("presumptive"))
    );
    assert_eq!((of("98966", com, None, None), of("98966", com, Some("69"), None)), (NOT_EVALUABLE, NOT_EVALUABLE));
    assert_eq!(of("98970", com, Some("65"), Some("363A00000X")), alone("advisory"));
    assert_eq!(of("98970", com, Some("50"), Some("207Q00000X")), alone("presumptive"));
    let medicaid = Some("medicaid");
    assert_eq!((of("98961", medicaid, Some("08"), None), of("98961", medicaid, Some("97"), None)), (CLEARED, CLEARED)); // 117
    assert_eq!(
        (of("98961", None, Some("08"), None), of("98970", medicaid, Some("08"), None)),
        (alone("presumptive"), alone("presumptive"))
    );
}
