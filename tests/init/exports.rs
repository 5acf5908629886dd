//! Exports of single lines: an American practice, a French one, tabs under a title, a spreadsheet's, a warehouse's.

use super::{Line, assert_taken, expected, export, found, layout, lines, proposed_and_run, value};
use crate::program::Place;

fn american(line: &Line) -> String {
    format!(
        "{},{},\"{}, Jo\",01/31/1960,{},{},A visit,{},{},{},{},1,{},{},{},{},1000000009,99-0000001,{},{}",
        line.claim,
        line.patient,
        line.name,
        line.date("M/D/y"),
        line.code,
        line.modifier,
        line.place,
        line.diagnosis,
        "Z00.00",
        line.amount('.', 100),
        line.amount('.', 80),
        line.amount('.', 60),
        line.npi,
        line.payer,
        line.status
    )
}

const AMERICAN: &str = "Claim No,Patient ID,Patient Name,DOB,Date of Service,CPT,CPT Description,Mod 1,POS,Dx 1,Dx 2,\
                        Units,Charges,Allowed,Ins Paid,Rendering Provider NPI,Billing NPI,Tax ID,Insurance,Claim Status";

#[test]
fn an_american_practice() {
    let place = Place::with_claims(export(AMERICAN, american));
    proposed_and_run(&place);
    assert_eq!(found(&place, "reports/claims"), expected());
    assert_taken(
        &place,
        &[
            ("claim_id", "\"Claim No\""),
            ("patient_id", "\"Patient ID\""),
            ("rendering_npi", "\"Rendering Provider NPI\""),
            ("billing_npi", "\"Billing NPI\""),
            ("billing_tin", "\"Tax ID\""),
            ("service_date", "\"Date of Service\""),
            ("date", "\"%m/%d/%Y\""),
            ("procedure_code", "\"CPT\""),
            ("modifier_1", "\"Mod 1\""),
            ("place_of_service", "\"POS\""),
            ("diagnosis_1", "\"Dx 1\""),
            ("diagnosis_2", "\"Dx 2\""),
            ("units", "\"Units\""),
            ("billed_amount", "\"Charges\""),
            ("allowed_amount", "\"Allowed\""),
            ("paid_amount", "\"Ins Paid\""),
            ("claim_status", "\"Claim Status\""),
            ("denied", "[\"Denied\"]"),
            ("paid", "[\"Paid\"]"),
        ],
    );
    assert!(value(&place, "payer").contains("\"Blue Cross PPO\" = \"commercial\""), "{}", layout(&place));
    assert!(layout(&place).contains("# Columns not used: Patient Name, DOB, CPT Description."), "{}", layout(&place));
}

#[test]
fn the_third_command_explains_a_finding() {
    let place = Place::with_claims(export(AMERICAN, american));
    proposed_and_run(&place);
    let findings = place.files("reports/claims")["findings.csv"].clone();
    let mut reader = csv::Reader::from_reader(findings.as_slice());
    let first: crate::program::Row = reader.deserialize().next().expect("a finding").expect("a row");
    let explained = place.run(&["explain", &first["finding_id"], "--report", "reports/claims"]);
    assert_eq!(explained.code, 0, "{}", explained.stderr);
    assert!(explained.stdout.contains(&first["rule"]), "{}", explained.stdout);
}

#[test]
fn a_french_one_in_latin_1_with_decimal_commas() {
    let header = "No de facture;Dossier;Médecin;Date;Début;Fin;Acte;Montant facturé;Montant payé";
    let text = export(header, |line| {
        let (billed, paid) = (line.amount(',', 100), line.amount(',', 60));
        let (claim, patient, date) = (&line.claim, &line.patient, line.date("d-m-y"));
        format!("{claim};{patient};{};{date};09:30;09:50;{};{billed};{paid}", line.npi, line.code)
    });
    let latin_1: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).expect("a Latin-1 character")).collect();
    let place = Place::with_claims(latin_1);
    proposed_and_run(&place);
    assert_taken(
        &place,
        &[
            ("delimiter", "\";\""),
            ("encoding", "\"windows-1252\""),
            ("decimal", "\",\""),
            ("date", "\"%d-%m-%Y\""),
            ("claim_id", "\"No de facture\""),
            ("patient_id", "\"Dossier\""),
            ("rendering_npi", "\"Médecin\""),
            ("procedure_code", "\"Acte\""),
            ("billed_amount", "\"Montant facturé\""),
            ("paid_amount", "\"Montant payé\""),
            ("start_time", "{ concat = [\"Date\", \"Début\"], with = \" \", time = \"%d-%m-%Y %H:%M\" }"),
        ],
    );
    // No status column: the denied line counts as well.
    let all = lines().into_iter().filter(|line| line.code == "99441");
    let mut claims: Vec<String> = all.map(|line| line.claim).collect();
    claims.sort();
    assert_eq!(found(&place, "reports/claims"), claims);
    let report = String::from_utf8(place.files("reports/claims")["findings.csv"].clone()).expect("a text");
    // 60 % of 49,15 and seven times 1,37 more.
    assert!(report.contains(",3524,"), "{report}");
}

#[test]
fn a_warehouse_with_bars_and_named_months() {
    let header = "CLM_CNTL_NBR|LN_NBR|MBR_ID|SVC_FROM_DT|SVC_THRU_DT|PROC_CD|PROC_DESC|MOD1|POS_CD|DIAG_CD_1|\
                  RNDRNG_PRVDR_NPI|CHRG_AMT|ALWD_AMT|PD_AMT|CLM_STATUS|INSERT_DT";
    let text = export(header, |line| {
        let month = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP"][line.date.0 as usize - 1];
        let date = format!("{:02}-{month}-2025", line.date.1);
        format!(
            "{}|1|{}|{date}|{date}|{}|a \"short text|{}|{}|{}|{}|{}|{}|{}|{}|2025-11-01",
            line.claim,
            line.patient,
            line.code,
            line.modifier,
            line.place,
            line.diagnosis,
            line.npi,
            line.amount('.', 100),
            line.amount('.', 80),
            line.amount('.', 60),
            line.status
        )
    });
    let place = Place::with_claims(text);
    proposed_and_run(&place);
    assert_eq!(found(&place, "reports/claims"), expected());
    assert_taken(
        &place,
        &[
            ("delimiter", "\"|\""),
            ("date", "\"%d-%b-%Y\""),
            ("claim_id", "\"CLM_CNTL_NBR\""),
            ("line_number", "\"LN_NBR\""),
            ("service_date", "\"SVC_FROM_DT\""),
            ("service_date_to", "\"SVC_THRU_DT\""),
            ("procedure_code", "\"PROC_CD\""),
        ],
    );
    assert!(!layout(&place).contains("= \"INSERT_DT\""), "{}", layout(&place));
}

#[test]
fn a_spreadsheet_with_a_byte_order_mark_and_dots_behind_ids() {
    let header = "\u{feff}Claim ID,Member ID,NPI,DOS,Procedure Code,Paid Amount,Status";
    let text = export(header, |line| {
        let (claim, date) = (&line.claim, line.date("M/D/y"));
        format!("{claim},{},{}.0,{date},{},{},{}", line.patient, line.npi, line.code, line.amount('.', 60), line.status)
    });
    let place = Place::with_claims(text.replace('\n', "\r\n"));
    let init = proposed_and_run(&place);
    assert_eq!(found(&place, "reports/claims"), expected());
    assert!(init.stdout.contains("a trailing .0 is dropped"), "{}", init.stdout);
    assert_taken(
        &place,
        &[("claim_id", "\"Claim ID\""), ("rendering_npi", "\"NPI\""), ("patient_id", "\"Member ID\"")],
    );
}
