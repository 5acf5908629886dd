//! Folders as inputs: every data file below them, and what hive says in their names.

use super::formatted::{HEADER, assert_says, layout};
use super::zip::zip_of;
use super::{EYE, needed_columns, parquet_file, texts};
use crate::program::{Place, Run, csv_text};

/// The columns of a file that leaves the payer to its folder.
const COLUMNS: &str = "claim_id,patient_id,rendering_npi,service_date,procedure_code";

fn row(claim: &str) -> String {
    format!("{claim},P1,N1,2025-02-03,99441")
}

/// Writes a CSV file with one claim.
fn write(place: &Place, name: &str, claim: &str) {
    place.write(name, csv_text(COLUMNS, &[&row(claim)]));
}

fn files(run: &Run) -> Vec<String> {
    let files = run.json()["files"].as_array().cloned().unwrap_or_default();
    files.iter().map(|file| file["file"].as_str().unwrap_or_default().to_owned()).collect()
}

/// The files that were not read, with the reason; every place that names files says the same.
fn left_out(run: &Run) -> Vec<String> {
    let files = run.json()["files_left_out"].as_array().cloned().unwrap_or_default();
    let told = |file: &serde_json::Value, key: &str| file[key].as_str().unwrap_or_default().to_owned();
    let named: Vec<String> =
        files.iter().map(|file| format!("{}: {}", told(file, "file"), told(file, "reason"))).collect();
    for file in &named {
        assert!(run.stderr.contains(file.as_str()), "{file}: {}", run.stderr);
    }
    named
}

/// The payer of every claim, by claim.
fn payers(place: &Place, claims: &str) -> Vec<String> {
    let run = place.audit(claims, &[]);
    assert_eq!(run.code, 0, "{claims}: {}", run.stderr);
    let mut found: Vec<String> = place
        .found(EYE, "claim_id")
        .into_iter()
        .zip(place.found(EYE, "payer"))
        .map(|(a, b)| format!("{a} {b}"))
        .collect();
    found.sort();
    found
}

#[test]
fn a_folder_stands_for_the_data_files_below_it() {
    let place = Place::new();
    for (name, claim) in [("b.csv", "C1"), ("a/x.TXT", "C2"), ("a/b/c/part-0", "C5"), ("a/b/c/part-0.dat", "C3")] {
        write(&place, &format!("claims/{name}"), claim);
    }
    let text = csv_text(COLUMNS, &[&row("C4")]);
    place.write("claims/z.zip", zip_of(&[("claims.csv", text.as_bytes(), true)]));
    for passed_over in [
        "_SUCCESS",
        ".DS_Store",
        "Thumbs.db",
        "~$claims.xlsx",
        ".part.parquet.crc",
        ".hidden.csv",
        "_temporary/00.parquet",
        ".git/x.csv",
        "notes.pdf",
        "book.xlsx",
    ] {
        place.write(&format!("claims/{passed_over}"), "not claims");
    }
    for asked in ["claims", "claims/", "claim*"] {
        let run = place.audit(asked, &[]);
        assert_eq!((run.code, run.fates().as_str()), (0, "audited=5"), "{asked}: {}", run.stderr);
        let shown: Vec<String> = files(&run).iter().map(|file| file.replace("claims/", "")).collect();
        assert_eq!(shown, ["a/b/c/part-0", "a/b/c/part-0.dat", "a/x.TXT", "b.csv", "z.zip"], "{asked}");
        let left_out: Vec<String> = left_out(&run).iter().map(|file| file.replace("claims/", "")).collect();
        let expected = [
            ".git: a hidden folder",
            ".hidden.csv: a hidden file",
            "_temporary: a folder of a program's notes on the data beside it",
            "book.xlsx: holds no columns that the layout reads",
            "notes.pdf: holds no columns that the layout reads",
        ];
        assert_eq!(left_out, expected, "{asked}: what never holds data is not worth a word");
    }
}

#[test]
fn a_glob_that_matches_files_takes_no_folder_beside_them() {
    let place = Place::new();
    write(&place, "claims/a.csv", "C1");
    write(&place, "claims/old/b.csv", "C2");
    assert_eq!(files(&place.audit("claims/*", &[])), ["claims/a.csv"]);
}

#[test]
fn a_folder_that_leads_back_to_itself_is_walked_once() {
    let place = Place::new();
    write(&place, "claims/a.csv", "C1");
    std::os::unix::fs::symlink(place.path("claims"), place.path("claims/again")).unwrap_or_default();
    assert_eq!(files(&place.audit("claims", &[])), ["claims/a.csv"]);
}

#[test]
fn folders_of_a_hive_are_columns() {
    let place = Place::new();
    write(&place, "claims/payer=medicare/month=2025-02/a.csv", "C1");
    write(&place, "claims/payer=Blue%20Cross%2FB/month=2025-02/a.csv", "C2");
    write(&place, "claims/payer=__HIVE_DEFAULT_PARTITION__/a.csv", "C3");
    let mut columns = needed_columns(1);
    columns[0].1 = texts(&["C4"]);
    place.write("claims/payer=acme/part.parquet", parquet_file(columns, 10));
    let expected = ["C1 medicare", "C2 blue cross/b", "C3 ", "C4 acme"];
    assert_eq!(payers(&place, "claims"), expected);
    assert_eq!(payers(&place, "claims/**/*.*"), expected);
    let run = place.audit("claims/*/month=*", &[]);
    assert_eq!(run.json()["files"][0]["ignored_columns"], serde_json::json!(["month"]));
}

#[test]
fn a_file_s_own_column_stands_above_its_folder_s() {
    let place = Place::new();
    place.write("PAYER=medicare/a.csv", format!("{HEADER}\n{},acme\n", row("C1")));
    assert_eq!(payers(&place, "PAYER=medicare"), ["C1 acme"]);
}

#[test]
fn a_folder_s_column_may_be_needed() {
    let place = Place::new();
    let columns = COLUMNS.replace("claim_id,", "").replace("service_date,", "");
    place.write("service_date=2025-02-03/claim_id=007/a.csv", csv_text(&columns, &["P1,N1,99441"]));
    let found = payers(&place, "service_date=2025-02-03");
    assert_eq!((found, place.found(EYE, "service_date")), (vec!["007 ".to_owned()], vec!["2025-02-03".to_owned()]));
}

#[test]
fn filters_look_at_folders_too() {
    let place = Place::new();
    for kind in ["claims", "payments"] {
        write(&place, &format!("all/kind={kind}/a.csv"), &format!("C{}", kind.len()));
        place.write(&format!("all/kind={kind}/b.parquet"), parquet_file(needed_columns(2), 1));
    }
    place.write("mine.toml", format!("{}[[filter]]\ncolumn = \"kind\"\nkeep = [\"claims\"]\n", layout("")));
    let run = place.audit("all", &["--layout", "mine.toml"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let counts: Vec<String> = run.json()["files"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|file| format!("{} of {}", file["rows_read"], file["source_rows"]))
        .collect();
    assert_eq!(counts, ["1 of 1", "2 of 2", "0 of 1", "0 of 2"]);
}

#[test]
fn a_file_without_header_is_known_in_a_hive_too() {
    let place = Place::new();
    place.write("payer=medicare/a.csv", "C-SECRET,P-SECRET,N1,FEB-3-2025,G2012\nC2,P2,N1,FEB-4-2025,G2012\n");
    let run = place.audit("payer=medicare", &[]);
    assert_eq!(run.code, 2);
    assert_says(&run.stderr, &["does not look like a header"]);
    assert!(!run.stderr.contains("SECRET"), "{}", run.stderr);
}

#[test]
fn what_a_file_lacks_is_not_clean() {
    let place = Place::new();
    place.write("all/a.csv", csv_text(COLUMNS, &["C1,P1,N1,2025-02-03,99421"]));
    place.write("all/b.csv", csv_text(&format!("units,{COLUMNS}"), &["1,C2,P2,N1,2025-02-03,99421"]));
    let rule = |claims: &str| {
        let run = place.audit(claims, &[]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let rules = run.json()["rules"].as_array().cloned().unwrap_or_default();
        let rule = rules.into_iter().find(|rule| rule["rule"] == "units_over_limit").unwrap_or_default();
        ["status", "clean", "not_evaluable"].map(|key| rule[key].to_string()).join(" ")
    };
    assert_eq!(rule("all/b.csv"), "\"ran\" 1 0");
    assert_eq!(rule("all"), "\"ran\" 1 1");
    assert_eq!(rule("all/a.csv"), "\"not_applicable\" 0 0");
}

#[test]
fn files_of_any_name_are_known_by_their_content() {
    let place = Place::new();
    for (name, claim) in [("oct-1.csv", "C1"), ("oct-2.csv.1", "C2"), ("oct-3", "C3"), ("oct-4.txt.bak", "C4")] {
        write(&place, &format!("csv/{name}"), claim);
    }
    place.write("csv/part.pq", parquet_file(needed_columns(1), 10));
    place.write("csv/README.md", "# What these files are\n\nClaims, by month.\n");
    place.write("csv/deed.pdf", "%PDF-1.7\n");
    place.write("csv/empty", "");
    let run = place.audit("csv", &[]);
    assert_eq!((run.code, run.json()["accounting"]["rows_read"].as_u64()), (0, Some(5)), "{}", run.stderr);
    let names = left_out(&run);
    let expected = ["csv/README.md: holds no columns", "csv/deed.pdf: is a PDF", "csv/empty: is empty"];
    assert!(names.iter().zip(expected).all(|(name, expected)| name.starts_with(expected)), "{names:?}");
    assert_eq!(names.len(), expected.len(), "{names:?}");
    let check = place.run(&["check", "csv"]);
    assert!(check.stdout.contains("csv/deed.pdf") && check.stdout.contains("is a PDF"), "{}", check.stdout);
    let quality = String::from_utf8(place.files("report")["data_quality.json"].clone()).expect("a text");
    assert!(quality.contains("csv/README.md"), "{quality}");
}

#[test]
fn a_folder_of_which_nothing_is_read_is_refused() {
    let place = Place::new();
    place.write("notes/README.md", "# Nothing\n");
    let run = place.audit("notes", &[]);
    assert_eq!(run.code, 2);
    assert_says(&run.stderr, &["notes: holds no file that can be read", "README.md"]);
}

#[test]
fn tables_of_other_programs_are_refused_by_name() {
    for (note, name) in [
        ("_delta_log/00000000000000000000.json", "Delta Lake"),
        (".hoodie/hoodie.properties", "Hudi"),
        ("metadata/v1.metadata.json", "Iceberg"),
    ] {
        let place = Place::new();
        place.write("lake/claims/month=2025-02/part.parquet", parquet_file(needed_columns(2), 10));
        place.write(&format!("lake/claims/{note}"), "{}");
        for asked in ["lake", "lake/claims", "lake/claims/*/*.parquet", "lake/claims/month=2025-02"] {
            let run = place.audit(asked, &[]);
            assert_eq!(run.code, 2, "{asked}: {}", run.stderr);
            assert_says(&run.stderr, &[&format!("lake/claims: is a {name} table"), "export the present version"]);
        }
        let run = place.audit("lake/claims/month=2025-02/part.parquet", &[]);
        assert_eq!(run.code, 0, "a file that is named alone is meant: {}", run.stderr);
    }
}

#[test]
fn tables_of_a_folder_are_known_by_their_content_too() -> std::io::Result<()> {
    let place = Place::new();
    write(&place, "claims.csv", "C1");
    let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cms");
    for name in ["PPRRVU25_JAN.csv", "PPRRVU25_JUL.xlsx"] {
        place.write(&format!("tables/{name}"), std::fs::read(fixtures.join(name))?);
    }
    place.write("tables/How to read them.docm", "notes");
    let run = place.audit("claims.csv", &["--fee-schedule", "tables"]);
    let releases = |run: &Run| {
        let inputs = run.json()["inputs"].as_array().cloned().unwrap_or_default();
        inputs.iter().filter(|input| input["kind"] == "fee_schedule").count()
    };
    assert_eq!(releases(&run), 2, "{}", run.stderr);
    let [told] = &left_out(&run)[..] else { panic!("{:?}", left_out(&run)) };
    assert!(told.contains("How to read them.docm"), "{told}");
    Ok(())
}
