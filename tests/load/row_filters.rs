//! Rows that a layout leaves out: the same ones in CSV and in Parquet, counted, never rejected.

use super::{EYE, needed_columns, numbers, parquet_file, texts};
use crate::program::Place;

const LAYOUT: &str = "name = \"m\"\ndescription = \"d\"\n[columns]\nclaim_id = \"claim_id\"\nline_number = \"line_number\"\npatient_id = \"patient_id\"\nrendering_npi = \"rendering_npi\"\nservice_date = \"service_date\"\nprocedure_code = \"procedure_code\"\n";
/// Types of eleven rows; a row's line number is its position.
const TYPES: [&str; 11] =
    ["CHARGE", "PAYMENT", "CHARGE", "", "charge", "TRANSFER", "CHARGE", " CHARGE", "VOID", "CHARGE", ""];
/// A second column: the version of the row.
const VERSIONS: [i64; 11] = [1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 2];

/// The same rows as CSV and as Parquet with a row group for every two of them.
fn place(filters: &str) -> Place {
    let place = Place::new();
    place.write("m.toml", format!("{LAYOUT}{filters}"));
    let rows = (1..).zip(TYPES).zip(VERSIONS);
    let rows = rows.map(|((n, kind), version)| format!("C1,{n},P1,N1,2025-02-03,99441,{kind},{version}\n"));
    let header = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code,TYPE,VERSION\n";
    place.write("claims.csv", header.to_owned() + &rows.collect::<String>());
    let mut columns = needed_columns(TYPES.len());
    columns.extend([("TYPE", texts(&TYPES)), ("VERSION", numbers(&VERSIONS))]);
    place.write("claims.parquet", parquet_file(columns, 2));
    place
}

/// Checks which lines remain, by their number, which is also the number of their row.
fn assert_kept(filters: &str, expected: &[&str]) {
    let place = place(filters);
    for name in ["claims.csv", "claims.parquet"] {
        let run = place.audit(name, &["--layout", "m.toml"]);
        assert_eq!(run.code, if expected.is_empty() { 3 } else { 0 }, "{name}: {}", run.stderr);
        assert_eq!(place.found(EYE, "line_number"), expected, "{name} with {filters}");
        assert_eq!(place.found(EYE, "source_row"), expected, "{name} with {filters}: rows keep their numbers");
        let file = run.json()["files"][0].clone();
        let kept = expected.len() as u64;
        let counts = ["source_rows", "filtered_rows", "rows_read"].map(|key| file[key].as_u64().unwrap_or(u64::MAX));
        assert_eq!(counts, [11, 11 - kept, kept], "{name} with {filters}");
    }
}

#[test]
fn keep_takes_the_listed_values_letter_by_letter() {
    assert_kept("[[filter]]\ncolumn = \"TYPE\"\nkeep = [\"CHARGE\"]\n", &["1", "3", "7", "10"]);
    assert_kept("[[filter]]\ncolumn = \"TYPE\"\nkeep = [\"charge\", \"VOID\"]\n", &["5", "9"]);
    assert_kept("[[filter]]\ncolumn = \"TYPE\"\nkeep = [\"NOTHING\"]\n", &[]);
}

#[test]
fn drop_leaves_the_listed_values_out_and_keeps_blanks() {
    assert_kept("[[filter]]\ncolumn = \"TYPE\"\ndrop = [\"CHARGE\", \"TRANSFER\"]\n", &["2", "4", "5", "8", "9", "11"]);
    assert_kept(
        "[[filter]]\ncolumn = \"TYPE\"\ndrop = []\n",
        &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"],
    );
}

#[test]
fn a_blank_in_a_csv_file_is_a_null_in_a_parquet_file() {
    assert_kept("[[filter]]\ncolumn = \"TYPE\"\ndrop = [\"\", \"CHARGE\"]\n", &["2", "5", "6", "8", "9"]);
    assert_kept("[[filter]]\ncolumn = \"TYPE\"\nkeep = [\"\", \"VOID\"]\n", &["4", "9", "11"]);
}

#[test]
fn filters_on_numbers_and_several_filters_at_once() {
    assert_kept("[[filter]]\ncolumn = \"VERSION\"\nkeep = [\"2\"]\n", &["3", "10", "11"]);
    let both = "[[filter]]\ncolumn = \"TYPE\"\nkeep = [\"CHARGE\"]\n[[filter]]\ncolumn = \"version\"\ndrop = [\"1\"]\n";
    assert_kept(both, &["3", "10"]);
}

#[test]
fn a_filter_on_a_mapped_column() {
    assert_kept(
        "[[filter]]\ncolumn = \"line_number\"\ndrop = [\"1\", \"11\"]\n",
        &["2", "3", "4", "5", "6", "7", "8", "9", "10"],
    );
}

#[test]
fn filtered_rows_are_never_rejects() {
    let place = Place::new();
    place.write("m.toml", format!("{LAYOUT}[[filter]]\ncolumn = \"TYPE\"\nkeep = [\"CHARGE\"]\n"));
    let header = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code,TYPE\n";
    place.write(
        "claims.csv",
        format!("{header}C1,1,P1,N1,2025-02-03,99441,CHARGE\n,,,,,,PAYMENT\n,x,,,never,,PAYMENT\n"),
    );
    let run = place.audit("claims.csv", &["--layout", "m.toml"]);
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=1"), "{}", run.stderr);
}

#[test]
fn a_filter_on_a_column_the_file_lacks_is_an_error() {
    let place = place("[[filter]]\ncolumn = \"KIND\"\nkeep = [\"CHARGE\"]\n");
    for name in ["claims.csv", "claims.parquet"] {
        let run = place.audit(name, &["--layout", "m.toml"]);
        assert_eq!((run.code, run.stderr.lines().count()), (2, 1), "{}", run.stderr);
        assert!(run.stderr.contains("KIND") && run.stderr.contains(name), "{}", run.stderr);
    }
}
