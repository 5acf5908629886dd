//! The roster fills in what lines do not say: specialty, taxonomy and tax number, unless two rows disagree.

use super::{input, run};
use crate::program::Place;

const ROSTER: &str = "[providers]\npath = \"roster.csv\"\n";

/// A report over these claims with this roster.
fn report(claims: &str, roster: &str) -> Place {
    let place = Place::with_claims(claims);
    place.write("roster.csv", roster);
    let run = run(&place, ROSTER);
    assert_eq!(run.code, 0, "{}", run.stderr);
    place
}

/// A row of a rule.
fn outcome(place: &Place, rule: &str) -> String {
    let rows = place.table("report/rule_runs.parquet").rows();
    let row = rows.into_iter().find(|row| row["rule"] == rule).unwrap_or_default();
    format!(
        "{} flagged={} clean={} not_evaluable={}",
        row["status"], row["flagged"], row["clean"], row["not_evaluable"]
    )
}

const LINE: &str = "claim_id,patient_id,rendering_npi,service_date,procedure_code\nC1,P1,N1,2025-03-03,99421\n";
const WHO: &str = "clinician_without_em_scope";

#[test]
fn specialty_and_taxonomy() {
    let of = |roster: &str| outcome(&report(LINE, roster), WHO);
    let flagged = "ran flagged=1 clean=0 not_evaluable=0";
    let clean = "ran flagged=0 clean=1 not_evaluable=0";
    assert_eq!(of("npi,specialty\nN1,65\n"), flagged);
    assert_eq!(of("npi,taxonomy\nN1,225100000x\n"), flagged);
    assert_eq!(of("npi,specialty\nN1,08\n"), clean);
    assert_eq!(of("npi,specialty\nN1,8\n"), clean, "the zero that a spreadsheet drops");
    assert_eq!(of("npi,name\nN1,Somebody\n"), "not_applicable flagged=0 clean=0 not_evaluable=0");
    assert_eq!(of("npi,specialty\nN2,65\n"), "ran flagged=0 clean=0 not_evaluable=1", "another clinician's row");
}

#[test]
fn two_rows_that_disagree_say_nothing() {
    let of = |roster: &str| outcome(&report(LINE, roster), WHO);
    assert_eq!(of("npi,specialty\nN1,65\nN1,65\nN1,\n"), "ran flagged=1 clean=0 not_evaluable=0", "they agree");
    for roster in ["npi,specialty\nN1,65\nN1,08\n", "npi,specialty\nN1,08\nN1,65\nN1,65\n"] {
        assert_eq!(of(roster), "ran flagged=0 clean=0 not_evaluable=1", "{roster}");
    }
    // They disagree in one thing and agree in another.
    assert_eq!(
        of("npi,specialty,taxonomy\nN1,65,225100000X\nN1,08,225100000X\n"),
        "ran flagged=1 clean=0 not_evaluable=0"
    );
}

#[test]
fn what_a_line_says_itself_goes_before_the_roster() {
    let claims = "claim_id,patient_id,rendering_npi,rendering_specialty,service_date,procedure_code\n\
        C1,P1,N1,08,2025-03-03,99421\nC2,P2,N1,,2025-03-03,99421\n";
    let place = report(claims, "npi,specialty\nN1,65\n");
    assert_eq!(place.found(WHO, "claim_id"), ["C2"]);
}

#[test]
fn the_tax_number() {
    let claims = "claim_id,patient_id,rendering_npi,service_date,procedure_code\n\
        C1,P1,N1,2025-03-03,99421\nC2,P1,N2,2025-03-05,99421\n";
    let found = |roster: &str| report(claims, roster).found("repeat_e_visit", "billing_tin");
    assert_eq!(found("npi,billing_tin\nN1,T1\nN2,T1\n"), ["T1"]);
    assert!(found("npi,billing_tin\nN1,T1\nN2,T2\n").is_empty());
    // A clinician of two groups: nobody knows for which of them the line was billed.
    assert!(found("npi,billing_tin\nN1,T1\nN2,T1\nN2,T2\n").is_empty());
    assert_eq!(found("npi,billing_tin\nN1,T1\nN2,T1\nN2,T1\n"), ["T1"]);
    assert!(found("npi,billing_tin\nN1,T1\n").is_empty());
}

#[test]
fn the_order_of_the_roster_changes_nothing() {
    let rows = ["N1,65,T1", "N2,08,T1", "N1,65,T2", "N3,50,"];
    let findings = |rows: &[&str]| {
        let roster = rows.iter().fold("npi,specialty,billing_tin\n".to_owned(), |text, row| text + row + "\n");
        report(LINE, &roster).files("report")["findings.csv"].clone()
    };
    let mut turned = rows;
    turned.reverse();
    assert!(findings(&rows) == findings(&turned));
}

#[test]
fn the_roster_is_counted() {
    let place = report(LINE, "npi,specialty,shoe size\nN1,65,9\nN2,08,10\n");
    let figures = input(&place, "manifest.json", "providers");
    assert_eq!((figures["file"].as_str(), figures["rows"].as_u64()), (Some("roster.csv"), Some(2)));
}

#[test]
fn a_roster_may_be_cut_by_other_delimiters() {
    for delimiter in [";", "\t", "|"] {
        let roster = "npi,specialty\nN1,65\n".replace(',', delimiter);
        assert_eq!(outcome(&report(LINE, &roster), WHO), "ran flagged=1 clean=0 not_evaluable=0", "{delimiter}");
    }
}
