//! Whose services count, which diagnoses, which lines are judged, and what clears them.

use super::{rule, said};

/// A check-in of ANN with a visit on the day before, for every provider relation one patient.
const RELATIONS: [&str; 8] = [
    "C1,P1,ANN,T1,08,2025-03-10,98016,,I10,,",
    "V1,P1,ANN,T1,08,2025-03-09,99213,,I10,,",
    "C2,P2,ANN,T1,08,2025-03-10,98016,,I10,,",
    "V2,P2,BEN,T1,08,2025-03-09,99213,,I10,,",
    "C3,P3,ANN,T1,08,2025-03-10,98016,,I10,,",
    "V3,P3,CARD,T1,06,2025-03-09,99213,,I10,,",
    "C4,P4,ANN,T1,08,2025-03-10,98016,,I10,,",
    "V4,P4,XENA,T9,08,2025-03-09,99213,,I10,,",
];

/// The claims that `near` flags, and the rest of what it says.
fn flagged(rows: &[&str], keys: &[(&str, &str)]) -> String {
    let said = said(rows, &rule(&[&[("days_before", "1")], keys].concat()));
    let claim = |line: &str| {
        line.split_once("/1 flagged ").map(|(claim, rest)| format!("{claim} {}", rest.split(' ').next().unwrap_or("")))
    };
    let words: Vec<String> = said.lines().map(|line| claim(line).unwrap_or_else(|| line.to_owned())).collect();
    words.join("; ")
}

#[test]
fn whose_services_count() {
    let of = |provider: &str| flagged(&RELATIONS, &[("provider", provider)]);
    let strong = "C1 presumptive; C2 presumptive; tally: clean=2";
    assert_eq!(flagged(&RELATIONS, &[]), strong);
    assert_eq!(of("\"strong\""), strong);
    assert_eq!(of("\"clinician\""), "C1 presumptive; tally: clean=3");
    assert_eq!(of("\"group\""), "C1 presumptive; C2 presumptive; C3 presumptive; tally: clean=1");
    assert_eq!(of("\"any\""), "C1 presumptive; C2 presumptive; C3 presumptive; C4 presumptive");
}

#[test]
fn colleagues_are_not_known_without_tax_numbers() {
    let without = RELATIONS.map(|row| row.replace(",T1,", ",,").replace(",T9,", ",,"));
    let without: Vec<&str> = without.iter().map(String::as_str).collect();
    // The column is there, and blank: whoever else was there may be a colleague.
    assert_eq!(flagged(&without, &[]), "C1 presumptive; tally: not_evaluable=3 (billing group unknown)");
    let claims = "claim_id,patient_id,rendering_npi,service_date,procedure_code\nC1,P1,ANN,2025-03-10,98016\n";
    let of = |provider: &str| {
        let audit = crate::support::audit_of(claims, &rule(&[("provider", provider)]));
        crate::support::verdict::verdict(&audit, "near")
    };
    let unseen = "tally: not_evaluable=1 (column billing_tin is absent: colleagues were not looked at)\n";
    assert_eq!((of("\"strong\""), of("\"group\"")), (unseen.to_owned(), unseen.to_owned()));
    assert_eq!((of("\"clinician\"").as_str(), of("\"any\"").as_str()), ("tally: clean=1\n", "tally: clean=1\n"));
}

const DIAGNOSES: [&str; 8] = [
    "C1,P1,ANN,T1,08,2025-03-10,98016,,I10,,",
    "V1,P1,ANN,T1,08,2025-03-09,99213,,I10,,",
    "C2,P2,ANN,T1,08,2025-03-10,98016,,L20.9,,",
    "V2,P2,ANN,T1,08,2025-03-09,99213,,I10,,",
    "C3,P3,ANN,T1,08,2025-03-10,98016,,,,",
    "V3,P3,ANN,T1,08,2025-03-09,99213,,I10,,",
    "C4,P4,ANN,T1,08,2025-03-10,98016,,Z00.00,,",
    "V4,P4,ANN,T1,08,2025-03-09,99213,,Z00.00,,",
];

#[test]
fn which_diagnoses_count() {
    let of = |diagnosis: &str| flagged(&DIAGNOSES, &[("diagnosis", diagnosis)]);
    let any = "C1 presumptive; C2 presumptive; C3 presumptive; C4 presumptive";
    assert_eq!((flagged(&DIAGNOSES, &[]).as_str(), of("\"any\"").as_str()), (any, any));
    let same = "C1 presumptive; tally: cleared=1 (unrelated diagnosis) not_evaluable=2 (diagnosis unknown)";
    assert_eq!(of("\"same\""), same);
    let or_unknown = "C1 presumptive; C3 advisory; C4 advisory; tally: cleared=1 (unrelated diagnosis)";
    assert_eq!(of("\"same_or_unknown\""), or_unknown);
}

#[test]
fn a_lead_never_grows_stronger_than_the_rule() {
    let keys = [("diagnosis", "\"same_or_unknown\""), ("tier", "\"advisory\"")];
    assert_eq!(
        flagged(&DIAGNOSES, &keys),
        "C1 advisory; C3 advisory; C4 advisory; tally: cleared=1 (unrelated diagnosis)"
    );
    let keys = [("diagnosis", "\"same\""), ("tier", "\"hard\"")];
    assert!(flagged(&DIAGNOSES, &keys).starts_with("C1 hard; tally:"));
}

#[test]
fn modifiers_of_the_subject_clear() {
    let rows = [
        "C1,P1,ANN,T1,08,2025-03-10,98016,25,I10,,",
        "V1,P1,ANN,T1,08,2025-03-09,99213,,I10,,",
        "C2,P2,ANN,T1,08,2025-03-10,98016,gq,I10,,",
        "V2,P2,ANN,T1,08,2025-03-09,99213,,I10,,",
        "C3,P3,ANN,T1,08,2025-03-10,98016,GA,I10,,",
        "V3,P3,ANN,T1,08,2025-03-09,99213,25,I10,,",
    ];
    let cleared = "C3 presumptive; tally: cleared=2 (a modifier of the line clears it)";
    assert_eq!(flagged(&rows, &[("clearing_modifiers", "[\"25\", \" gq\"]")]), cleared);
    assert_eq!(flagged(&rows, &[("clearing_modifiers", "[]")]), "C1 presumptive; C2 presumptive; C3 presumptive");
}

#[test]
fn only_some_payers() {
    let rows = [
        "C1,P1,ANN,T1,08,2025-03-10,98016,,I10,acme,",
        "V1,P1,ANN,T1,08,2025-03-09,99213,,I10,beta,",
        "C2,P2,ANN,T1,08,2025-03-10,98016,,I10,beta,",
        "V2,P2,ANN,T1,08,2025-03-09,99213,,I10,acme,",
        "C3,P3,ANN,T1,08,2025-03-10,98016,,I10,,",
        "C4,P4,ANN,T1,08,2025-03-10,98016,,I10,Medicare,",
    ];
    // A line of another payer is no subject; one that names none might be.
    let some = flagged(&rows, &[("payers", "[\" Acme\", \"MEDICARE\"]")]);
    assert_eq!(some, "C1 presumptive; tally: clean=1 not_evaluable=1 (payer unknown)");
    assert_eq!(flagged(&rows, &[("payers", "[]")]), "C1 presumptive; C2 presumptive; tally: clean=2");
    let claims = "claim_id,patient_id,rendering_npi,service_date,procedure_code\nC1,P1,ANN,2025-03-10,98016\n";
    let audit = crate::support::audit_of(claims, &rule(&[("payers", "[\"acme\"]")]));
    assert_eq!(crate::support::verdict::verdict(&audit, "near"), "not_applicable: column payer is absent\n");
}

#[test]
fn only_some_dates() {
    let date = |day: u32| format!("C{day},P{day},ANN,T1,08,2025-03-{day:02},98016,,I10,,");
    let visit = |day: u32| format!("V{day},P{day},ANN,T1,08,2025-03-{:02},99213,,I10,,", day - 1);
    let rows: Vec<String> = [9, 10, 20, 21].into_iter().flat_map(|day| [date(day), visit(day)]).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let of = |keys: &[(&str, &str)]| flagged(&rows, keys);
    let (from, until) = (("from", "\"2025-03-10\""), ("until", "\"2025-03-20\""));
    assert_eq!(of(&[from, until]), "C10 presumptive; C20 presumptive");
    assert_eq!(of(&[from]), "C10 presumptive; C20 presumptive; C21 presumptive");
    assert_eq!(of(&[until]), "C10 presumptive; C20 presumptive; C9 presumptive");
}

#[test]
fn numbers_ranges_and_families() {
    let rows = [
        "C1,P1,ANN,T1,08,2025-03-10,99421,,I10,,",
        "V1,P1,ANN,T1,08,2025-03-10,20610,,I10,,",
        "C2,P2,ANN,T1,08,2025-03-10,99423,,I10,,",
        "V2,P2,ANN,T1,08,2025-03-10,99202,,I10,,",
        "C3,P3,ANN,T1,08,2025-03-10,G2010,,I10,,",
        "V3,P3,ANN,T1,08,2025-03-10,99215,,I10,,",
    ];
    let of = |subject: &str, context: &str| flagged(&rows, &[("subject", subject), ("context", context)]);
    assert_eq!(of("[\"99421\"]", "[\"20610\"]"), "C1 presumptive");
    assert_eq!(of("[\"99421-99423\"]", "[\"office\"]"), "C2 presumptive; tally: clean=1");
    assert_eq!(
        of("[\"e_visit_em\", \"g2010\"]", "[\"20600-20610\", \"office\"]"),
        "C1 presumptive; C2 presumptive; C3 presumptive"
    );
    // A procedure that no other rule knows may be judged too.
    assert_eq!(of("[\"20610\"]", "[\"e_visit_em\"]"), "V1 presumptive");
}
