//! Rows that hold several lines: places are unpivoted, gaps counted, faults rejected at the row they stand in.

use super::{EYE, numbers, parquet_file, texts};
use crate::program::{Place, Run, csv_text};

const LAYOUT: &str = "name = \"m\"\ndescription = \"d\"\n[repeat]\ncount = 3\nline_present = [\"CODE_{i}\", \"PAID_{i}\"]\n[columns]\nclaim_id = \"CLM\"\nline_number = { slot = true }\npatient_id = \"BENE\"\nrendering_npi = \"NPI_{i}\"\nservice_date = \"DOS\"\nprocedure_code = \"CODE_{i}\"\npaid_amount = \"PAID_{i}\"\ndiagnosis_1 = \"DX_{i}\"\ndiagnosis_2 = \"DX\"\n";
const COLUMNS: &str = "CLM,BENE,DOS,DX,NPI_1,NPI_2,NPI_3,CODE_1,CODE_2,CODE_3,PAID_1,PAID_2,PAID_3";

fn audit(columns: &str, rows: &[&str]) -> (Place, Run) {
    let place = Place::with_claims(csv_text(columns, rows));
    place.write("m.toml", LAYOUT);
    let run = place.audit("claims.csv", &["--layout", "m.toml"]);
    (place, run)
}

/// Claim, line number and amount of every finding.
fn found(place: &Place) -> Vec<String> {
    let rows = place.findings().into_iter().filter(|row| row["rule"] == EYE);
    rows.map(|row| format!("{}/{} {}", row["claim_id"], row["line_number"], row["paid_cents"])).collect()
}

#[test]
fn every_used_place_is_a_line_and_gaps_do_not_end_the_row() {
    let rows = [
        "C1,P1,2025-02-03,I10,N1,N2,N3,99441,99442,99443,1.00,2.00,3.00",
        "C2,P1,2025-02-04,I10,N1,,N3,99441,,99443,4.00,0.0,6.00",
        "C3,P1,2025-02-05,I10,,,N3,,,99443,0.00,,7.00",
        "C4,P1,2025-02-06,I10,,,,,,,0,0.00,",
    ];
    let (place, run) = audit(COLUMNS, &rows);
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=6"), "{}", run.stderr);
    assert_eq!(found(&place), ["C1/1 100", "C1/2 200", "C1/3 300", "C2/1 400", "C2/3 600", "C3/3 700"]);
    assert_eq!(place.found(EYE, "source_row"), ["1", "1", "1", "2", "2", "3"]);
    assert_eq!(place.found(EYE, "rendering_npi"), ["N1", "N2", "N3", "N1", "N3", "N3"]);
    let file = run.json()["files"][0].clone();
    let counts = ["source_rows", "rows_read", "empty_slots"].map(|key| file[key].as_u64());
    assert_eq!(counts, [Some(4), Some(6), Some(6)], "4 rows of 3 places: 6 used, 6 empty");
}

#[test]
fn an_amount_without_a_code_is_a_reject_and_not_a_gap() {
    let (place, run) = audit(COLUMNS, &["C1,P1,2025-02-03,I10,N1,N2,N3,99441,,99443,1.00,2.00,3.00"]);
    assert_eq!((run.code, run.fates().as_str()), (3, "audited=2 rejected=1"), "{}", run.stderr);
    assert_eq!(found(&place), ["C1/1 100", "C1/3 300"]);
    let rejects = place.table("report/rejects.parquet");
    assert_eq!((rejects.column("row"), rejects.column("column")), (vec!["1".into()], vec!["procedure_code".into()]));
}

#[test]
fn a_fault_of_the_whole_row_rejects_each_of_its_lines() {
    let (place, run) = audit(COLUMNS, &["C1,P1,2025-02-30,I10,N1,,N3,99441,,99443,1.00,,3.00"]);
    assert_eq!((run.code, run.fates().as_str()), (3, "rejected=2"), "{}", run.stderr);
    assert_eq!(place.table("report/rejects.parquet").column("column"), ["service_date", "service_date"]);
}

#[test]
fn a_file_may_have_fewer_places_than_the_layout() {
    let columns = "CLM,BENE,DOS,DX,NPI_1,NPI_2,CODE_1,CODE_2,PAID_1,PAID_2";
    let (place, run) = audit(columns, &["C1,P1,2025-02-03,I10,N1,N2,99441,99442,1.00,2.00"]);
    assert_eq!((run.code, found(&place)), (0, vec!["C1/1 100".to_owned(), "C1/2 200".to_owned()]), "{}", run.stderr);
}

#[test]
fn a_place_that_lacks_a_needed_column_is_named() {
    let (_, run) = audit("CLM,BENE,DOS,DX,NPI_1,CODE_1,CODE_2,PAID_1", &[]);
    assert_eq!((run.code, run.stderr.lines().count()), (2, 1), "{}", run.stderr);
    assert!(run.stderr.contains("`NPI_2`") && run.stderr.contains("rendering_npi"), "{}", run.stderr);
    let (_, run) = audit("CLM,BENE,DOS,DX", &[]);
    assert!(run.code == 2 && run.stderr.contains("`NPI_1`"), "{}", run.stderr);
}

#[test]
fn wide_parquet_gives_the_same_lines() {
    let place = Place::new();
    place.write("m.toml", LAYOUT);
    let columns = vec![
        ("CLM", numbers(&[11, 12])),
        ("BENE", texts(&["P1", "P1"])),
        ("DOS", numbers(&[20_250_203, 20_250_204])),
        ("NPI_1", texts(&["N1", ""])),
        ("NPI_2", texts(&["", "N2"])),
        ("CODE_1", texts(&["99441", ""])),
        ("CODE_2", texts(&["", "99442"])),
        ("PAID_1", std::sync::Arc::new(arrow::array::Float64Array::from(vec![1.5, 0.0]))),
        ("PAID_2", std::sync::Arc::new(arrow::array::Float64Array::from(vec![None, Some(2.5)]))),
    ];
    place.write("claims.parquet", parquet_file(columns, 10));
    let run = place.audit("claims.parquet", &["--layout", "m.toml"]);
    assert_eq!((run.code, found(&place)), (0, vec!["11/1 150".to_owned(), "12/2 250".to_owned()]), "{}", run.stderr);
}
