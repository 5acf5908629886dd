//! Rules that fire when something is absent. What may only be unseen is never called absent.

use super::{audit, rule, said};
use crate::support::findings_of;
use crate::support::verdict::verdict;

/// A check-in without a visit in the thirty days before it.
fn absent(keys: &[(&str, &str)]) -> String {
    let own = [("fires_when", "\"absent\""), ("days_before", "30"), ("same_day", "false")];
    let own: Vec<(&str, &str)> =
        own.into_iter().filter(|(key, _)| !keys.iter().any(|(other, _)| other == key)).collect();
    rule(&[own.as_slice(), keys].concat())
}

#[test]
fn one_day_inside_and_one_outside() {
    let rows = [
        "C1,P1,ANN,T1,08,2025-03-31,98016,,I10,,",
        "V1,P1,ANN,T1,08,2025-03-01,99213,,I10,,",
        "C2,P2,ANN,T1,08,2025-03-31,98016,,I10,,",
        "V2,P2,ANN,T1,08,2025-02-28,99213,,I10,,",
        "C3,P3,ANN,T1,08,2025-03-31,98016,,I10,,",
        "V3,P3,ANN,T1,08,2025-03-30,99213,,L20.9,,",
        "C4,P4,ANN,T1,08,2025-03-31,98016,,I10,,",
        "V4,P4,ANN,T1,08,2025-03-31,99213,,I10,,",
    ];
    assert_eq!(said(&rows, &absent(&[])), "C2/1 flagged presumptive\nC4/1 flagged presumptive\ntally: clean=2\n");
    let with_the_day = absent(&[("same_day", "true")]);
    assert_eq!(said(&rows, &with_the_day), "C2/1 flagged presumptive\ntally: clean=3\n");
}

#[test]
fn the_finding_says_which_days_were_searched() {
    let audit = audit(&["C1,P1,ANN,T1,08,2025-03-31,98016,,I10,,".to_owned()], &absent(&[]));
    let finding = findings_of(&audit, "near").next().expect("a finding");
    let start = "Virtual check-in 98016 on 2025-03-31 stands without the service it needs from 2025-03-01 to 2025-03-30. Presumptive: ";
    assert!(finding.message.starts_with(start), "{}", finding.message);
    assert_eq!(finding.window.map(|(first, last)| format!("{first} {last}")).as_deref(), Some("2025-03-01 2025-03-30"));
    let conditions: Vec<_> = finding.conditions.iter().map(|one| (one.what.as_str(), one.holds)).collect();
    assert_eq!(conditions, [("no line of the context codes from 2025-03-01 to 2025-03-30", Some(true))]);
    assert!(finding.related.is_empty() && finding.gap_days.is_none());
}

#[test]
fn a_history_that_is_too_short_and_days_still_to_come() {
    let rows = [
        "C1,P1,ANN,T1,08,2025-03-30,98016,,I10,,",
        "C2,P2,ANN,T1,08,2025-03-31,98016,,I10,,",
        "C3,P3,ANN,T1,08,2025-06-23,98016,,I10,,",
        "C4,P4,ANN,T1,08,2025-06-24,98016,,I10,,",
        "C5,P5,ANN,T1,08,2025-03-30,98016,,I10,,",
        "V5,P5,ANN,T1,08,2025-03-05,99213,,I10,,",
        "C6,P6,ANN,T1,08,2025-06-24,98016,,I10,,",
        "V6,P6,ANN,T1,08,2025-06-25,99213,,I10,,",
    ];
    let data = "[period]\nall = true\ndata_from = \"2025-03-01\"\ndata_through = \"2025-06-30\"\n";
    let before = absent(&[]) + data;
    let expected = "C2/1 flagged presumptive\nC3/1 flagged presumptive\nC4/1 flagged presumptive\nC6/1 flagged presumptive\n\
        tally: clean=1 not_evaluable=1 (insufficient history)\n";
    assert_eq!(said(&rows, &before), expected);
    let after = absent(&[("days_before", "0"), ("days_after", "7")]) + data;
    let expected = "C1/1 flagged presumptive\nC2/1 flagged presumptive\nC3/1 flagged presumptive\nC5/1 flagged presumptive\n\
        tally: clean=1 provisional=1\n";
    assert_eq!(said(&rows, &after), expected);
}

#[test]
fn a_colleague_may_have_given_it() {
    let rows = [
        // The line's own group is not known.
        "C1,P1,ANN,,08,2025-03-31,98016,,I10,,",
        // Somebody of no known group saw the patient.
        "C2,P2,ANN,T1,08,2025-03-31,98016,,I10,,",
        "V2,P2,BEN,,08,2025-03-20,99213,,I10,,",
        // Somebody of the group and of no known specialty did.
        "C3,P3,ANN,T1,08,2025-03-31,98016,,I10,,",
        "V3,P3,BEN,T1,,2025-03-20,99213,,I10,,",
        // Somebody of another group did.
        "C4,P4,ANN,T1,08,2025-03-31,98016,,I10,,",
        "V4,P4,XENA,T9,08,2025-03-20,99213,,I10,,",
    ];
    let of = |provider: &str| said(&rows, &absent(&[("provider", provider)]));
    let strong = "C4/1 flagged presumptive\n\
        tally: not_evaluable=2 (billing group unknown) not_evaluable=1 (specialty unknown)\n";
    assert_eq!(of("\"strong\""), strong);
    assert_eq!(of("\"group\""), "C4/1 flagged presumptive\ntally: clean=1 not_evaluable=2 (billing group unknown)\n");
    let all =
        "C1/1 flagged presumptive\nC2/1 flagged presumptive\nC3/1 flagged presumptive\nC4/1 flagged presumptive\n";
    assert_eq!(of("\"clinician\""), all);
    assert_eq!(of("\"any\""), "C1/1 flagged presumptive\ntally: clean=3\n");
}

#[test]
fn a_colleague_of_another_specialty_is_no_doubt() {
    // Both specialties are known and differ: the colleague's visit does not count, and nobody has to wonder.
    let rows = ["C1,P1,ANN,T1,08,2025-03-31,98016,,I10,,", "V1,P1,HAL,T1,06,2025-03-20,99213,,I10,,"];
    assert_eq!(said(&rows, &absent(&[("provider", "\"strong\"")])), "C1/1 flagged presumptive\n");
}

#[test]
fn no_column_of_tax_numbers() {
    let claims = "claim_id,patient_id,rendering_npi,service_date,procedure_code\n\
        C1,P1,ANN,2025-03-31,98016\nC2,P2,ANN,2025-03-31,98016\nV2,P2,ANN,2025-03-20,99213\n";
    let of = |provider: &str| verdict(&crate::support::audit_of(claims, &absent(&[("provider", provider)])), "near");
    let unseen = "tally: not_evaluable=1 (billing group unknown) \
        not_evaluable=1 (column billing_tin is absent: colleagues were not looked at)\n";
    assert_eq!(of("\"group\""), unseen);
    assert_eq!(of("\"clinician\""), "C1/1 flagged presumptive\ntally: clean=1\n");
}

#[test]
fn a_diagnosis_that_nobody_knows() {
    let rows = [
        "C1,P1,ANN,T1,08,2025-03-31,98016,,I10,,",
        "V1,P1,ANN,T1,08,2025-03-20,99213,,,,",
        "C2,P2,ANN,T1,08,2025-03-31,98016,,I10,,",
        "V2,P2,ANN,T1,08,2025-03-20,99213,,L20.9,,",
        "C3,P3,ANN,T1,08,2025-03-31,98016,,I10,,",
        "V3,P3,ANN,T1,08,2025-03-20,99213,,I10,,",
    ];
    let of = |diagnosis: &str| said(&rows, &absent(&[("diagnosis", diagnosis)]));
    assert_eq!(of("\"same\""), "C2/1 flagged presumptive\ntally: clean=1 not_evaluable=1 (diagnosis unknown)\n");
    assert_eq!(of("\"same_or_unknown\""), "C2/1 flagged presumptive\ntally: clean=2\n");
    assert_eq!(of("\"any\""), "tally: clean=3\n");
    assert_eq!(
        said(&rows, &absent(&[("diagnosis", "\"same\""), ("provider", "\"clinician\"")])),
        "C2/1 flagged presumptive\ntally: clean=1 not_evaluable=1 (diagnosis unknown)\n"
    );
}

#[test]
fn modifiers_clear_and_payers_are_asked() {
    let rows = ["C1,P1,ANN,T1,08,2025-03-31,98016,GA,I10,acme,", "C2,P2,ANN,T1,08,2025-03-31,98016,,I10,,"];
    let keys = [("clearing_modifiers", "[\"GA\"]"), ("payers", "[\"acme\"]")];
    let expected = "tally: cleared=1 (a modifier of the line clears it) not_evaluable=1 (payer unknown)\n";
    assert_eq!(said(&rows, &absent(&keys)), expected);
}
