//! Several files at once: globs, folders as hive writes them, differing columns, the same file twice.

use super::{EYE, needed_columns, parquet_file, texts};
use crate::program::{Place, csv_text};

const COLUMNS: &str = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code";

#[test]
fn a_glob_takes_every_match_in_order_of_path() {
    let place = Place::new();
    for (name, claim) in [("b", "C1"), ("a", "C2"), ("c", "C3")] {
        place.write(&format!("claims/{name}.csv"), csv_text(COLUMNS, &[&format!("{claim},1,P1,N1,2025-02-03,99441")]));
    }
    place.write("claims/readme.txt", "not claims");
    let run = place.audit("claims/*.csv", &[]);
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=3"), "{}", run.stderr);
    assert_eq!(place.found(EYE, "source_file"), ["claims/b.csv", "claims/a.csv", "claims/c.csv"]);
    let files: Vec<String> =
        run.json()["files"].as_array().into_iter().flatten().map(|file| file["file"].to_string()).collect();
    assert_eq!(files, ["\"claims/a.csv\"", "\"claims/b.csv\"", "\"claims/c.csv\""]);
}

#[test]
fn folders_of_a_hive_are_walked() {
    let place = Place::new();
    for (month, claim) in [("2025-01", "C1"), ("2025-02", "C2")] {
        let mut columns = needed_columns(1);
        columns[0].1 = texts(&[claim]);
        place.write(&format!("claims/year=2025/month={month}/part-0.parquet"), parquet_file(columns, 10));
    }
    for glob in ["claims/**/*.parquet", "claims/year=*/month=*/*.parquet"] {
        let run = place.audit(glob, &[]);
        assert_eq!((run.code, run.fates().as_str()), (0, "audited=2"), "{glob}: {}", run.stderr);
        assert_eq!(place.found(EYE, "claim_id"), ["C1", "C2"]);
    }
}

#[test]
fn a_folder_s_name_never_overrides_a_value() {
    for (folder, column) in
        [("service_date=2025-02-01", "service_date"), ("claim_id=X9", "claim_id"), ("line_number=7", "line_number")]
    {
        let place = Place::new();
        place.write(&format!("claims/{folder}/part.parquet"), parquet_file(needed_columns(2), 10));
        let inside = place.audit("claims/*/*.parquet", &[]);
        let shown = place.found(EYE, column);
        place.write("part.parquet", parquet_file(needed_columns(2), 10));
        let outside = place.audit("part.parquet", &[]);
        assert_eq!((inside.fates(), shown), (outside.fates(), place.found(EYE, column)), "{folder}");
    }
}

#[test]
fn an_identifier_never_loses_its_zeros_to_a_folder_s_name() {
    let place = Place::new();
    place.write("claims/billing_tin=062301312/part.parquet", parquet_file(needed_columns(1), 10));
    assert_eq!(place.audit("claims/*/*.parquet", &[]).code, 0);
    let tin = place.found(EYE, "billing_tin").concat();
    assert!(["", "062301312"].contains(&tin.as_str()), "{tin}");
}

#[test]
fn a_folder_s_name_means_the_same_in_csv_and_parquet() {
    let place = Place::new();
    place.write("claims/payer=medicare/part.parquet", parquet_file(needed_columns(1), 10));
    place.write("claims/payer=medicare/part.csv", csv_text(COLUMNS, &["C1,1,P1,N1,2025-02-03,99441"]));
    let payers = ["parquet", "csv"].map(|format| {
        assert_eq!(place.audit(&format!("claims/*/*.{format}"), &[]).code, 0);
        place.found(EYE, "payer")
    });
    assert_eq!(payers[0], payers[1]);
}

#[test]
fn a_name_with_glob_characters_is_a_name_when_there_is_such_a_file() {
    for name in ["claims [1].csv", "claims?.csv", "cl*aims.csv", "claims{a}.csv"] {
        let place = Place::new();
        place.write(name, csv_text(COLUMNS, &["C1,1,P1,N1,2025-02-03,99441"]));
        place.write("claims 1.csv", csv_text(COLUMNS, &["C2,1,P1,N1,2025-02-03,99441"]));
        let run = place.audit(name, &[]);
        assert_eq!((run.code, run.fates().as_str()), (0, "audited=1"), "{name}: {}", run.stderr);
        assert_eq!(place.found(EYE, "source_file"), [name]);
    }
    let place = Place::new();
    place.write("part [1].parquet", parquet_file(needed_columns(1), 10));
    assert_eq!(place.audit("part [1].parquet", &[]).code, 0);
}

#[test]
fn files_may_differ_in_columns_and_order() {
    let place = Place::new();
    place.write("a.csv", csv_text(COLUMNS, &["C1,1,P1,N1,2025-02-03,99441"]));
    place.write(
        "b.csv",
        csv_text(
            "paid_amount,procedure_code,service_date,modifier_1,rendering_npi,patient_id,line_number,claim_id,note",
            &["15.00,99441,2025-02-04,95,N1,P1,1,C2,x"],
        ),
    );
    place.write("c.parquet", parquet_file(needed_columns(2), 10));
    let run = place.run(&["audit", "--claims", "a.csv", "b.csv", "c.parquet", "--out", "report", "--json"]);
    // Line 1 of claim C1 is in a.csv and in c.parquet, equal in every mapped field.
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=3 repeated_row=1"), "{}", run.stderr);
    let found: Vec<(String, String)> =
        place.found(EYE, "claim_id").into_iter().zip(place.found(EYE, "paid_cents")).collect();
    let expected = [("C1", ""), ("C1", ""), ("C2", "1500")].map(|(claim, paid)| (claim.to_owned(), paid.to_owned()));
    assert_eq!(found, expected);
    let ignored = |file: usize| run.json()["files"][file]["ignored_columns"].clone();
    assert_eq!((ignored(0), ignored(1)), (serde_json::json!([]), serde_json::json!(["note"])));
}

#[test]
fn a_column_that_one_file_has_serves_that_file() {
    let place = Place::new();
    place.write("a.csv", csv_text(COLUMNS, &["C1,1,P1,N1,2025-02-03,99421"]));
    place.write("b.csv", csv_text(&format!("{COLUMNS},units"), &["C2,1,P2,N1,2025-02-03,99421,2"]));
    let run = place.audit("*.csv", &[]);
    assert_eq!((run.code, place.found("units_over_limit", "claim_id")), (0, vec!["C2".to_owned()]), "{}", run.stderr);
}

#[test]
fn a_file_named_twice_is_read_once() {
    let place = Place::with_claims(csv_text(COLUMNS, &["C1,1,P1,N1,2025-02-03,99441"]));
    let run = place.run(&["audit", "--claims", "claims.csv", "*.csv", "claims.csv", "--out", "report", "--json"]);
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=1"), "{}", run.stderr);
}

#[test]
fn how_the_rows_are_split_into_files_does_not_matter() {
    let rows = [
        "C1,1,P1,N1,2025-02-03,99441",
        "C1,2,P1,N1,2025-02-03,99442",
        "C2,1,P1,N1,2025-02-05,99441",
        "C1,1,P1,N1,2025-02-03,99441",
        "C3,1,P2,N2,2025-02-05,99421",
    ];
    let found = |place: &Place| -> Vec<(String, String)> {
        place.findings().into_iter().map(|row| (row["finding_id"].clone(), row["message"].clone())).collect()
    };
    let whole = Place::with_claims(csv_text(COLUMNS, &rows));
    let expected = whole.audit("claims.csv", &[]).fates();
    for cut in 0..=rows.len() {
        let place = Place::new();
        place.write("a.csv", csv_text(COLUMNS, &rows[..cut]));
        place.write("b.csv", csv_text(COLUMNS, &rows[cut..]));
        assert_eq!(place.audit("*.csv", &[]).fates(), expected, "cut at {cut}");
        assert_eq!(found(&place), found(&whole), "cut at {cut}");
    }
}

#[test]
fn a_file_without_modifiers_is_not_judged_for_duplicates_beside_one_that_has_them() {
    // Whether its two equal lines differ in a modifier nobody can know, whatever another file has.
    let place = Place::new();
    let columns = "claim_id,patient_id,rendering_npi,billing_tin,service_date,procedure_code";
    let without = ["C1,P1,N1,T1,2025-02-03,98016", "C2,P1,N1,T1,2025-02-03,98016"];
    place.write("a.csv", format!("{columns}\n{}\n", without.join("\n")));
    place.write("b.csv", format!("{columns},modifier_1\nC3,P2,N2,T2,2025-02-03,98016,25\n"));
    let run = place.audit("*.csv", &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let rules = run.json()["rules"].clone();
    let duplicate = rules.as_array().unwrap().iter().find(|rule| rule["rule"] == "duplicate_line").unwrap();
    assert_eq!(
        (&duplicate["flagged"], &duplicate["not_evaluable"], &duplicate["clean"]),
        (&0.into(), &2.into(), &1.into())
    );
}
