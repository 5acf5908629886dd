//! Worked cases of the rules on patients, consents, staff and the roster, as tests of the oracle.
//!
//! What it is: the timelines of the shared case list that those rules decide, and the edges of each.
//! What it is not: the product's own test of those cases.

use super::cases::{A, A2, CARD, CLEAN, CLEARED, NOT_EVALUABLE, Who, alone, flag, line, on, run, run_around, run_with};
use super::cases_tables::fees;
use super::codes::days_from_civil;
use super::{Inputs, NaiveLine, NaiveOutcome, RosterRow};

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
    assert_eq!(of("98013", A, (2025, 6, 1)), never); // sound alone is not face to face
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
    assert_eq!(on(&with(vec![row("T1"), row("T1")]), overlap, "b"), flag("advisory", &["a"], -1, None));
    assert_eq!(on(&with(vec![row("T1"), row("T2")]), overlap, "b"), NOT_EVALUABLE);
    assert_eq!(on(&with(vec![]), rule, "a"), NOT_EVALUABLE);
}
