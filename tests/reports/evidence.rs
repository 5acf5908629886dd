//! `evidence.parquet`: one row per finding in the order of `findings.parquet`, with what had to hold and the patient's
//! lines around it.

use arrow::array::{Array as _, AsArray as _, StructArray};
use arrow::datatypes::{Date32Type, Int32Type};

use super::sample;
use crate::program::{Place, Table, csv_text};

const EVIDENCE: &str = "report/evidence.parquet";
const MOST_LINES: usize = 40;

/// A line of a timeline: claim, line number, date, what it is to the finding.
type Line = (String, i32, i32, String);

fn timelines(table: &Table) -> Vec<Vec<Line>> {
    let lists = table.batch.column_by_name("timeline").and_then(|column| column.as_list_opt::<i32>()).expect("a list");
    let lines = |row: usize| -> Vec<Line> {
        let value = lists.value(row);
        let items: &StructArray = value.as_struct();
        let text = |name: &str, at: usize| {
            items.column_by_name(name).map_or("", |column| column.as_string::<i32>().value(at)).to_owned()
        };
        let number = |at: usize| {
            items.column_by_name("line_number").map_or(0, |column| column.as_primitive::<Int32Type>().value(at))
        };
        let date = |at: usize| {
            items.column_by_name("service_date").map_or(0, |column| column.as_primitive::<Date32Type>().value(at))
        };
        (0..items.len()).map(|at| (text("claim_id", at), number(at), date(at), text("part", at))).collect()
    };
    (0..lists.len()).map(lines).collect()
}

/// The claims and line numbers of the related lines of every finding.
fn related(table: &Table) -> Vec<Vec<(String, i32)>> {
    let lists = table.batch.column_by_name("related").and_then(|column| column.as_list_opt::<i32>()).expect("a list");
    let lines = |row: usize| {
        let value = lists.value(row);
        let items: &StructArray = value.as_struct();
        let claims = items.column(0).as_string::<i32>();
        let numbers = items.column(1).as_primitive::<Int32Type>();
        (0..items.len()).map(|at| (claims.value(at).to_owned(), numbers.value(at))).collect()
    };
    (0..lists.len()).map(lines).collect()
}

#[test]
fn one_row_per_finding_in_the_same_order() {
    let place = sample();
    let (findings, evidence) = (place.table("report/findings.parquet"), place.table(EVIDENCE));
    assert!(evidence.batch.num_rows() > 20);
    assert_eq!(evidence.column("finding_id"), findings.column("finding_id"));
    assert_eq!(evidence.metadata.get("rulebook_version"), findings.metadata.get("rulebook_version"));
}

#[test]
fn a_timeline_holds_the_flagged_line_and_those_that_prove_it() {
    let place = sample();
    let findings = place.table("report/findings.parquet");
    let (rows, related) = (findings.rows(), related(&findings));
    for ((row, related), timeline) in rows.iter().zip(related).zip(timelines(&place.table(EVIDENCE))) {
        let id = &row["finding_id"];
        assert!((1..=MOST_LINES).contains(&timeline.len()), "{id}");
        let of_part = |part: &str| -> Vec<(String, i32)> {
            let lines = timeline.iter().filter(|line| line.3 == part);
            lines.map(|line| (line.0.clone(), line.1)).collect()
        };
        let number = row["line_number"].parse().unwrap_or(0);
        assert_eq!(of_part("flagged"), [(row["claim_id"].clone(), number)], "{id}");
        // Rules over one clinician name lines of other patients, which no patient's timeline holds.
        for line in of_part("related") {
            assert!(related.contains(&line), "{id}: {line:?}");
        }
        if !["overlapping_time", "impossible_day", "training_group_mismatch"].contains(&row["rule"].as_str()) {
            assert_eq!(of_part("related").len(), related.len().min(MOST_LINES - 1), "{id}");
        }
        assert!(timeline.is_sorted_by_key(|line| line.2), "{id}: by date");
    }
}

#[test]
fn windows_stand_around_the_date_or_nowhere() {
    let place = sample();
    let evidence = place.table(EVIDENCE).rows();
    let with_window = evidence.iter().filter(|row| !row["window_from"].is_empty());
    assert!(with_window.clone().count() > 10);
    assert!(evidence.iter().all(|row| row["window_from"].is_empty() == row["window_to"].is_empty()));
    for row in with_window {
        assert!(row["window_from"] <= row["window_to"], "{row:?}");
    }
}

#[test]
fn a_crowded_patient_keeps_the_lines_that_matter() {
    let columns = "claim_id,patient_id,rendering_npi,billing_tin,service_date,procedure_code,diagnosis_1";
    let mut rows: Vec<String> = (0..60).map(|n| format!("V{n:02},P1,X{n:02},T{n:02},2025-03-06,99213,I10")).collect();
    // The e-visit that opened the period lies farther away than every visit.
    rows.push("C1,P1,ANN,T1,2025-03-03,99421,I10".to_owned());
    rows.push("C2,P1,ANN,T1,2025-03-08,99421,I10".to_owned());
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let place = Place::with_claims(csv_text(columns, &rows));
    assert_eq!(place.audit("claims.csv", &[]).code, 0);
    let findings = place.table("report/findings.parquet").rows();
    let at = findings.iter().position(|row| row["rule"] == "repeat_e_visit").expect("a finding");
    let timeline = timelines(&place.table(EVIDENCE)).remove(at);
    assert_eq!(timeline.len(), MOST_LINES);
    let parts: Vec<(&str, &str)> =
        timeline.iter().map(|line| (line.0.as_str(), line.3.as_str())).filter(|(_, part)| *part != "other").collect();
    assert_eq!(parts, [("C1", "related"), ("C2", "flagged")]);
}

#[test]
fn no_finding_is_no_row() {
    let place = Place::with_claims("claim_id,patient_id,rendering_npi,service_date,procedure_code\n");
    assert_eq!(place.audit("claims.csv", &[]).code, 3, "there is nothing to judge");
    assert_eq!(place.table(EVIDENCE).batch.num_rows(), 0);
}
