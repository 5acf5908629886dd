//! Cells with the marks by which spreadsheets keep numbers as text: they are taken off, counted, and told.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::{expected, export, found, lines};
use crate::program::{Place, Run};

const HEADER: &str = "Claim Number,Member ID,NPI,Service Date,CPT Code,Claim Status";

fn assert_marks_are_told(place: &Place, file: &str, n: u64) -> Run {
    let init = place.run(&["init", file]);
    assert_eq!(init.code, 0, "{}{}", init.stdout, init.stderr);
    assert!(init.stdout.contains("spreadsheet's marks"), "{}", init.stdout);
    assert!(init.stdout.contains(&format!("CPT Code ({n})")), "{}", init.stdout);
    let run = place.run(&["run", "claims-pipeline.toml"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(found(place, "reports/claims"), expected(), "{}", init.stdout);
    run
}

#[test]
fn codes_of_claims_are_unwrapped_and_counted() {
    for (before, after) in [("\"=\"\"", "\"\"\""), ("'", ""), ("\u{200b}", "")] {
        let place = Place::with_claims(export(HEADER, |line| {
            let code = format!("{before}{}{after}", line.code);
            let cells = [&line.claim, &line.patient, line.npi, &line.date("m/d/y"), &code, line.status];
            cells.map(str::to_owned).join(",")
        }));
        assert_marks_are_told(&place, "claims.csv", 60);
        let figures = String::from_utf8_lossy(&place.files("reports/claims")["data_quality.json"]).into_owned();
        let quality: serde_json::Value = serde_json::from_str(&figures).expect("figures");
        assert_eq!(quality["files"][0]["repaired_values"].as_u64(), Some(60), "{before}: {}", quality["files"]);
    }
}

#[test]
fn codes_of_a_workbook_are_unwrapped_too() -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(HEADER.split(',')) {
        sheet.write_string(0, column, name)?;
    }
    for (row, line) in (1..).zip(lines()) {
        let code = if row % 2 == 0 { format!("'{}", line.code) } else { format!("=\"{}\"", line.code) };
        let cells = [&line.claim, &line.patient, line.npi, &line.date("m/d/y"), &code, line.status];
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell)?;
        }
    }
    let place = Place::new();
    place.write("claims.xlsx", book.save_to_buffer()?);
    assert_marks_are_told(&place, "claims.xlsx", 60);
    Ok(())
}

#[test]
fn cells_of_logs_and_rosters_are_unwrapped_and_counted() {
    let place = Place::with_claims(
        "claim_id,patient_id,rendering_npi,service_date,procedure_code\nC1,007,1234567893,2025-03-03,99421\n",
    );
    let log = "Msg ID,Patient MRN,Provider NPI,Sent,Kind,Minutes\n\
        M1,\"=\"\"007\"\"\",'1234567893,2025-03-03 09:00,'Message,'8\nM2,\"=\"\"007\"\"\",'1234567893,2025-03-04 09:00,'Message,'9\n";
    place.write("log.csv", log);
    place.write("roster.csv", "Provider NPI,Specialty,TIN\n'1234567893,'Family Medicine,\"=\"\"062301312\"\"\"\n");
    let init = place.run(&["init", "claims.csv", "--activity", "log.csv", "--providers", "roster.csv"]);
    assert_eq!(init.code, 0, "{}{}", init.stdout, init.stderr);
    for told in ["cells of log.csv carry", "Patient MRN (2)", "cells of roster.csv carry", "TIN (1)"] {
        assert!(init.stdout.contains(told), "{told}: {}", init.stdout);
    }
    assert!(init.stdout.contains("1 of its 1 values stand in the claims too"), "{}", init.stdout);
    let run = place.run(&["run", "claims-pipeline.toml", "--json"]);
    let inputs = run.json()["inputs"].clone();
    let figure = |place: usize, name: &str| inputs[place][name].as_u64();
    assert_eq!((figure(0, "rows"), figure(1, "rows")), (Some(2), Some(1)), "{inputs}\n{}", run.stderr);
    assert!(figure(0, "repaired") >= Some(6) && figure(1, "repaired") >= Some(2), "{inputs}");
}
