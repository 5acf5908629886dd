//! The order of findings: patient, service date, claim, line number, rule; texts as texts, numbers as numbers.

use super::sample;
use crate::program::{Place, Row, csv_text};

type Key = (String, String, String, i64, String);

fn key(row: &Row) -> Key {
    let text = |name: &str| row[name].clone();
    (text("patient_id"), text("service_date"), text("claim_id"), super::number(&row["line_number"]), text("rule"))
}

fn keys(rows: &[Row]) -> Vec<Key> {
    rows.iter().map(key).collect()
}

#[test]
fn findings_are_sorted_in_every_format() {
    let place = sample();
    for rows in [place.findings(), place.table("report/findings.parquet").rows()] {
        let found = keys(&rows);
        assert!(found.len() > 50 && found.is_sorted());
    }
}

#[test]
fn texts_sort_as_texts_and_numbers_as_numbers() {
    let columns = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code,place_of_service";
    let rows = [
        "C2,1,P10,N1,2025-02-03,99441,02",
        "C1,10,P10,N1,2025-02-03,99441,02",
        "C1,9,P10,N1,2025-02-03,99441,02",
        "C9,1,P10,N1,2025-02-02,99441,02",
        "C10,1,P9,N1,2025-02-01,99441,02",
        "C1,1,p1,N1,2025-02-01,99441,02",
        "C1,2,É1,N1,2025-02-01,99441,02",
    ];
    let place = Place::with_claims(csv_text(columns, &rows));
    assert_eq!(place.audit("claims.csv", &[]).code, 0);
    let found: Vec<Key> = keys(&place.findings());
    assert!(found.is_sorted());
    let lines: Vec<String> = place
        .findings()
        .iter()
        .filter(|row| row["rule"] == "telehealth_marker")
        .map(|row| format!("{} {}/{}", row["patient_id"], row["claim_id"], row["line_number"]))
        .collect();
    assert_eq!(lines, ["P10 C9/1", "P10 C1/9", "P10 C1/10", "P10 C2/1", "P9 C10/1", "p1 C1/1", "É1 C1/2"]);
}
