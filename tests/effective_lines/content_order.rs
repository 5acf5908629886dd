//! Step 2 where no date decides: the greatest in a fixed order of content stands, whatever row was read last.
//!
//! Which content is greatest is the program's choice; that it is always the same one is the rulebook's.

use super::{EYE, orders};
use crate::program::{Place, Row, csv_text};

const COLUMNS: &str = "claim_id,line_number,patient_id,rendering_npi,billing_tin,service_date,service_date_to,procedure_code,modifier_1,diagnosis_1,place_of_service,units,billed_amount,allowed_amount,paid_amount,payer,received_date,start_time,end_time,minutes,rendering_specialty,rendering_taxonomy";
const LINE: &str = "C1,1,P1,N1,T1,2025-02-03,2025-02-03,99441,25,I10,11,1,20,15,15,medicare,2025-02-10,2025-02-03T10:00:00,2025-02-03T10:10:00,10,08,207Q00000X";
/// Another value for every column but the two that name the line; each makes a claim of its own.
const DIFFERENCES: [(&str, &str); 20] = [
    ("patient_id", "P2"),
    ("rendering_npi", "N2"),
    ("billing_tin", "T2"),
    ("service_date", "2025-02-04"),
    ("service_date_to", "2025-02-04"),
    ("procedure_code", "99442"),
    ("modifier_1", "GT"),
    ("diagnosis_1", "I11"),
    ("place_of_service", "12"),
    ("units", "2"),
    ("billed_amount", "21"),
    ("allowed_amount", "16"),
    ("paid_amount", "16"),
    ("payer", "medicaid"),
    ("received_date", "2025-02-11"),
    ("start_time", "2025-02-03T10:01:00"),
    ("end_time", "2025-02-03T10:11:00"),
    ("minutes", "11"),
    ("rendering_specialty", "11"),
    ("rendering_taxonomy", "207R00000X"),
];

/// The line of a claim with one value changed.
fn with(claim: &str, column: &str, value: &str) -> String {
    let cells = COLUMNS.split(',').zip(LINE.split(',')).map(|(name, cell)| match name {
        "claim_id" => claim,
        name if name == column => value,
        _ => cell,
    });
    cells.collect::<Vec<_>>().join(",")
}

/// What the lines that stand look like in every finding on them, but where they were read.
fn standing(place: &Place, rows: &[String], fates: &str) -> Vec<Row> {
    place.write("claims.csv", csv_text(COLUMNS, &rows.iter().map(String::as_str).collect::<Vec<_>>()));
    let run = place.audit("claims.csv", &["--format", "csv", "--quiet"]);
    assert_eq!((run.code, run.fates().as_str()), (0, fates), "{rows:#?}");
    let mut findings = place.findings();
    assert!(findings.iter().any(|row| row["rule"] == EYE));
    for row in &mut findings {
        row.retain(|name, _| !name.starts_with("source_"));
    }
    findings
}

#[test]
fn rows_that_differ_in_any_one_field_settle_the_same_way_in_any_order() {
    let place = Place::new();
    let settled: Vec<Vec<Row>> = orders(&["as it is", "another", "blank"])
        .iter()
        .map(|order| {
            let of = |(column, value): &(&str, &str)| -> Vec<String> {
                let needed = ["patient_id", "rendering_npi", "service_date", "procedure_code"].contains(column);
                let rows = order.iter().filter_map(|kind| match *kind {
                    "as it is" => Some(with(column, "", "")),
                    "another" => Some(with(column, column, value)),
                    // A blank unit is one unit: it would repeat the line. A needed value cannot be blank.
                    _ => (!needed && *column != "units").then(|| with(column, column, "")),
                });
                rows.collect()
            };
            let rows: Vec<String> = DIFFERENCES.iter().flat_map(of).collect();
            standing(&place, &rows, "audited=23 superseded=32")
        })
        .collect();
    assert_eq!(settled.len(), 6);
    for other in &settled[1..] {
        for (left, right) in settled[0].iter().zip(other) {
            assert_eq!(left, right, "the order of rows decides");
        }
    }
}

#[test]
fn many_versions_settle_the_same_way_in_any_order() {
    let changes = [("paid_amount", "16"), ("procedure_code", "99442"), ("rendering_npi", "N2"), ("diagnosis_1", "A00")];
    let rows = changes.map(|(column, value)| with("C1", column, value));
    let place = Place::new();
    let all: Vec<_> = orders(&rows.each_ref().map(String::as_str))
        .iter()
        .map(|order| {
            let rows: Vec<String> = order.iter().map(|row| (*row).to_owned()).collect();
            standing(&place, &rows, "audited=1 superseded=3")
        })
        .collect();
    assert_eq!(all.len(), 24);
    assert!(all.windows(2).all(|pair| pair[0] == pair[1]));
}
