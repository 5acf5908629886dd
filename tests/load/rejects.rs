//! `rejects.parquet`: file, row, column and reason of every row that could not be used, and never a value.

use std::fs;

use super::{needed_columns, parquet_file, texts};
use crate::program::{Place, csv_text};

const COLUMNS: &str =
    "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code,paid_amount,start_time";
const REJECTS: &str = "report/rejects.parquet";

/// `file row column` of every reject.
fn places(place: &Place) -> Vec<String> {
    let rows = place.table(REJECTS).rows().into_iter();
    rows.map(|row| format!("{} {} {}", row["file"], row["row"], row["column"])).collect()
}

#[test]
fn the_columns_are_those_of_the_contract() {
    let place = Place::with_claims(csv_text(COLUMNS, &[]));
    assert_eq!(place.audit("claims.csv", &[]).code, 3, "there is nothing to judge");
    let schema = place.table(REJECTS).batch.schema();
    let columns: Vec<String> =
        schema.fields().iter().map(|field| format!("{}: {}", field.name(), field.data_type())).collect();
    assert_eq!(columns, ["file: Utf8", "row: Int64", "column: Utf8", "reason: Utf8"]);
}

#[test]
fn every_reject_is_listed_by_file_and_row() {
    let place = Place::new();
    let good = "C1,1,P1,N1,2025-02-03,99441,15.00,";
    let b = ["C1,1,P1,N1,2025-02-03,99441", good, ",2,P1,N1,2025-02-03,99441,15.00,"];
    let a = [
        "C1,2,P1,1E+09,2025-02-03,99441,15.00,",
        "C1,2,,N1,2025-02-03,99441,15.00,",
        good,
        "C1,4,P1,N1,2025-02-03,,15.00,",
        "C1,5,P1,N1,2025-02-30,99441,fifteen,",
    ];
    place.write("b.csv", csv_text(COLUMNS, &b));
    place.write("a.csv", csv_text(COLUMNS, &a));
    let run = place.audit("*.csv", &[]);
    assert_eq!((run.code, run.fates().as_str()), (3, "audited=1 rejected=6 repeated_row=1"));
    let expected = [
        "a.csv 1 rendering_npi",
        "a.csv 2 patient_id",
        "a.csv 4 procedure_code",
        "a.csv 5 service_date",
        "b.csv 1 ",
        "b.csv 3 claim_id",
    ];
    assert_eq!(places(&place), expected);
    assert!(place.table(REJECTS).column("reason").iter().all(|reason| !reason.is_empty()));
}

#[test]
fn rejects_of_parquet_files_have_their_row_too() {
    let mut columns = needed_columns(5);
    columns[4].1 = texts(&["2025-02-03", "2025-02-31", "2025-02-03", "", "2025-02-03"]);
    columns[2].1 = texts(&["P1", "P1", "", "P1", "P1"]);
    let place = Place::new();
    place.write("claims.parquet", parquet_file(columns, 2));
    let run = place.audit("claims.parquet", &[]);
    assert_eq!((run.code, run.fates().as_str()), (3, "audited=2 rejected=3"));
    let file = "claims.parquet";
    assert_eq!(
        places(&place),
        [format!("{file} 2 service_date"), format!("{file} 3 patient_id"), format!("{file} 4 service_date")]
    );
}

#[test]
fn rows_behind_a_filter_keep_the_number_they_have_in_the_file() {
    let layout = "name = \"m\"\ndescription = \"d\"\n[columns]\nclaim_id = \"claim_id\"\npatient_id = \"patient_id\"\nrendering_npi = \"rendering_npi\"\nservice_date = \"service_date\"\nprocedure_code = \"procedure_code\"\n[[filter]]\ncolumn = \"kind\"\nkeep = [\"x\"]\n";
    let mut columns = needed_columns(4);
    columns[4].1 = texts(&["2025-02-03", "", "", "2025-02-31"]);
    columns.push(("kind", texts(&["x", "y", "x", "x"])));
    let place = Place::new();
    place.write("m.toml", layout);
    place.write("claims.parquet", parquet_file(columns, 2));
    assert_eq!(place.audit("claims.parquet", &["--layout", "m.toml"]).code, 3);
    assert_eq!(place.table(REJECTS).column("row"), ["3", "4"]);
}

#[test]
fn no_value_is_ever_written() {
    let secret = "SECRET7Q4X";
    let faults = [
        format!("{secret},1,{secret},1E+09,2025-02-03,99441,15.00,"),
        format!("C2,{secret},P2,N1,2025-02-03,99441,15.00,"),
        format!("{secret},1,{secret},N1,{secret},99441,15.00,"),
        format!("C3,1,P3,N1,2025-02-03,99441,{secret},"),
        format!("C4,1,P4,N1,2025-02-03,99441,15.00,{secret}"),
        format!("{secret},1,{secret}"),
        format!("{secret},1,,N1,2025-02-03,99441,15.00,"),
    ];
    let place = Place::with_claims(csv_text(COLUMNS, &faults.each_ref().map(String::as_str)));
    let run = place.audit("claims.csv", &[]);
    assert_eq!((run.code, run.fates().as_str()), (3, "audited=3 rejected=4"));
    for row in place.table(REJECTS).rows() {
        assert!(row.values().all(|value| !value.contains(secret)), "{row:?}");
    }
    for (name, bytes) in place.files("report") {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{name}");
    }
}

#[test]
fn rejects_do_not_depend_on_the_batch_they_travel_in() {
    let rows = (1..=33_000).map(|n| {
        let code = if n % 11_000 == 0 { "" } else { "99213" };
        format!("C1,{n},P1,N1,2025-02-03,{code},1,\n")
    });
    let place = Place::new();
    fs::write(place.path("claims.csv"), format!("{COLUMNS}\n{}", rows.collect::<String>())).unwrap_or_default();
    assert_eq!(place.audit("claims.csv", &[]).fates(), "context=32997 rejected=3");
    assert_eq!(place.table(REJECTS).column("row"), ["11000", "22000", "33000"]);
}
