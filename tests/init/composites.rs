//! Cells that hold more than one thing, and rows that hold more than one line.

use std::fmt::Write as _;

use super::{assert_taken, expected, export, found, layout, lines, proposed_and_run};
use crate::program::Place;

#[test]
fn codes_with_text_and_lists_in_one_cell() {
    let header = "claim,patient id,provider,dos,procedure,mods,icd,status";
    let text = export(header, |line| {
        let modifiers = if line.modifier.is_empty() { "95" } else { "25-95" };
        let (claim, patient, date) = (&line.claim, &line.patient, line.date("y-m-d"));
        let (code, diagnosis, status) = (line.code, line.diagnosis, line.status);
        format!("{claim},{patient},PROV{},{date},{code} - a text,{modifiers},\"{diagnosis},Z00.0\",{status}", line.npi)
    });
    let place = Place::with_claims(text);
    proposed_and_run(&place);
    assert_eq!(found(&place, "reports/claims"), expected());
    assert_taken(
        &place,
        &[
            ("procedure_code", "{ column = \"procedure\", split = \" \", part = 1 }"),
            ("modifiers", "{ column = \"mods\", split = \"-\" }"),
            ("diagnoses", "{ column = \"icd\", split = \",\" }"),
        ],
    );
}

#[test]
fn codes_with_qualifier_and_modifiers_are_taken_as_they_are() {
    let header = "claim,patient id,provider npi,dos,hcpcs,status";
    let text = export(header, |line| {
        let (claim, patient, date) = (&line.claim, &line.patient, line.date("y-m-d"));
        format!("{claim},{patient},{},{date},HC:{}:95,{}", line.npi, line.code, line.status)
    });
    let place = Place::with_claims(text);
    proposed_and_run(&place);
    assert_eq!(found(&place, "reports/claims"), expected());
    assert_taken(&place, &[("procedure_code", "\"hcpcs\"")]);
}

#[test]
fn several_codes_in_one_cell_are_left_to_a_person() {
    let header = "claim,patient id,provider npi,dos,cpt";
    let text = export(header, |line| {
        let (claim, patient, date) = (&line.claim, &line.patient, line.date("y-m-d"));
        format!("{claim},{patient},{},{date},\"{},99213\"", line.npi, line.code)
    });
    let place = Place::with_claims(text);
    let init = place.run(&["init", "claims.csv"]);
    assert_eq!(init.code, 3, "{}", init.stdout);
    assert!(init.stdout.contains("cells hold several codes"), "{}", init.stdout);
}

/// Claims of two lines in one row, with room for a third, and diagnoses of the claim as a whole.
fn wide(number: impl Fn(usize) -> String) -> String {
    let lines = lines();
    let mut text = "claim number,member id,npi,service date,dx1,dx2,dx3".to_owned();
    for name in ["cpt", "units", "charge", "status"] {
        (1..=3).for_each(|n| write!(text, ",{name}{}", number(n)).expect("a text"));
    }
    for pair in lines.chunks(2) {
        let [a, b] = pair else { continue };
        let (claim, patient, npi, date) = (&a.claim, &a.patient, a.npi, a.date("y-m-d"));
        write!(text, "\n{claim},{patient},{npi},{date},{},{},Z00.0", a.diagnosis, b.diagnosis).expect("a text");
        write!(text, ",{},{},,1,1,0,{},", a.code, b.code, a.amount('.', 100)).expect("a text");
        write!(text, "{},0.00,{},{},", b.amount('.', 100), a.status, b.status).expect("a text");
    }
    text.push('\n');
    text
}

#[test]
fn wide_rows_become_lines() {
    let place = Place::with_claims(wide(|n| n.to_string()));
    proposed_and_run(&place);
    assert_eq!(found(&place, "reports/claims"), expected(), "{}", layout(&place));
    assert_taken(
        &place,
        &[
            ("count", "3"),
            ("line_number", "{ slot = true }"),
            ("procedure_code", "\"cpt{i}\""),
            ("billed_amount", "\"charge{i}\""),
            ("claim_status", "\"status{i}\""),
            ("diagnosis_1", "\"dx1\""),
            ("diagnosis_3", "\"dx3\""),
        ],
    );
}

#[test]
fn numbers_with_zeros_in_front_are_told() {
    let place = Place::with_claims(wide(|n| format!("{n:02}")));
    let init = place.run(&["init", "claims.csv"]);
    assert!(init.stdout.contains("3 columns hold procedure codes and are numbered with zeros"), "{}", init.stdout);
}
