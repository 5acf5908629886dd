//! The physician fee schedule as CMS publishes it: layouts of two years, encodings, releases, amounts, bad rows.

use claimsweep::load::cms::Tables;
use claimsweep::reference::{FeeSchedule, GlobalDays};

use super::cms_files::{Kind, dated, day, fixture, load, load_text, request, summary};
use crate::program::Place;

const TITLE: &str = "2025 National Physician Fee Schedule Relative Value File January Release";
const HEADER: &str = ",,,STATUS,NON-FACILITY,FACILITY,GLOB,CONV\nHCPCS,MOD,DESCRIPTION,CODE,TOTAL,TOTAL,DAYS,FACTOR\n";

/// A fee schedule with these rows below a title and a header of two rows.
fn schedule(title: &str, rows: &[&str]) -> String {
    format!(",,{title},,,,,\n{HEADER}{}\n", rows.join("\n"))
}

fn fees(tables: &Tables) -> &FeeSchedule {
    tables.fees.as_ref().expect("a fee schedule")
}

/// Cents of a code outside facilities and in them.
fn cents(tables: &Tables, code: &str, date: &str) -> [Option<i64>; 2] {
    [false, true].map(|facility| fees(tables).amount(code, day(date), facility).map(|cents| cents.0))
}

#[test]
fn the_layout_of_2025() {
    let tables = load(Kind::Fees, vec![request(fixture("PPRRVU25_JAN.csv"))]).unwrap();
    assert_eq!(summary(&tables), ["fee_schedule: 2025 January 2025-01-01..2025-12-31 12 rows"]);
    assert_eq!(cents(&tables, "99421", "2025-02-01"), [Some(1_456), Some(1_229)]);
    assert_eq!(cents(&tables, "99422", "2025-02-01"), [Some(2_846), Some(2_458)]);
    for (code, global) in [
        ("45378", GlobalDays::Zero),
        ("10060", GlobalDays::Ten),
        ("27130", GlobalDays::Ninety),
        ("99421", GlobalDays::None),
    ] {
        assert_eq!(fees(&tables).fee(code, day("2025-02-01")).map(|fee| fee.global), Some(global), "{code}");
        assert_eq!(fees(&tables).is_procedure(code), global != GlobalDays::None, "{code}");
    }
    assert_eq!(fees(&tables).fee("99417", day("2025-02-01")).map(|fee| fee.status), Some('I'));
    assert_eq!(cents(&tables, "99417", "2025-02-01"), [None, None]);
    assert_eq!(cents(&tables, "99453", "2025-02-01"), [None, None]);
    // The rows of modifiers 26, TC and 53 do not stand for the code.
    assert_eq!(fees(&tables).fee("71046", day("2025-02-01")).map(|fee| fee.nonfacility_rvu), Some(102));
    assert!(fees(&tables).lists("71046") && !fees(&tables).lists("98970"));
    assert!(!fees(&tables).covers(day("2024-12-31")) && fees(&tables).covers(day("2025-12-31")));
}

#[test]
fn the_layout_of_2026_has_a_column_more() {
    let tables = load(Kind::Fees, vec![request(fixture("PPRRVU2026_Jul_nonQPP.csv"))]).unwrap();
    assert_eq!(summary(&tables), ["fee_schedule: 2026 July 2026-07-01..2026-12-31 2 rows"]);
    assert_eq!(cents(&tables, "99421", "2026-07-01"), [Some(1_570), Some(1_102)]);
}

#[test]
fn tabs_serve_as_well_as_commas() {
    let tables = load(Kind::Fees, vec![request(fixture("PPRRVU25_APR.txt"))]).unwrap();
    assert_eq!(summary(&tables), ["fee_schedule: 2025 April 2025-04-01..2025-12-31 1 rows"]);
    assert_eq!(cents(&tables, "99421", "2025-04-01"), [Some(1_488), Some(1_262)]);
}

#[test]
fn a_workbook_serves_too() {
    let tables = load(Kind::Fees, vec![request(fixture("PPRRVU25_JUL.xlsx"))]).unwrap();
    assert_eq!(summary(&tables), ["fee_schedule: 2025 July 2025-07-01..2025-12-31 3 rows"]);
    assert_eq!(cents(&tables, "99421", "2025-07-01"), [Some(1_456), Some(1_229)]);
    assert_eq!(cents(&tables, "G2010", "2025-07-01"), [Some(1_197), Some(873)]);
    assert!(fees(&tables).is_procedure("45378") && fees(&tables).fee("45378", day("2025-07-01")).is_none());
}

#[test]
fn the_text_file_with_fixed_columns_says_the_same() {
    let [csv, txt] =
        ["PPRRVU25_JAN.csv", "rvu25d/PPRRVU25_OCT.txt"].map(|name| load(Kind::Fees, vec![request(fixture(name))]));
    let (csv, txt) = (csv.unwrap(), txt.unwrap());
    assert_eq!(summary(&txt), ["fee_schedule: 2025 October 2025-10-01..2025-12-31 12 rows"]);
    for code in ["99421", "99422", "99417", "99453", "10060", "27130", "45378", "71046", "G2010"] {
        assert_eq!(fees(&txt).fee(code, day("2025-10-01")), fees(&csv).fee(code, day("2025-10-01")), "{code}");
    }
    let fixed = std::fs::read_to_string(fixture("rvu25d/PPRRVU25_OCT.txt")).unwrap();
    let shifted = fixed.replace("             32.3465", "            32.3465 ");
    let error = load_text(Kind::Fees, "PPRRVU25_OCT.txt", shifted).unwrap_err();
    assert!(error.contains("has fixed columns, but not where") && error.contains("use the CSV"), "{error}");
}

#[test]
fn releases_of_a_year_take_turns() {
    let files = ["PPRRVU25_JAN.csv", "PPRRVU25_APR.txt", "rvu25d/*.txt"].map(|name| request(fixture(name)));
    let tables = load(Kind::Fees, files.into()).unwrap();
    assert_eq!(
        summary(&tables),
        [
            "fee_schedule: 2025 January 2025-01-01..2025-03-31 12 rows",
            "fee_schedule: 2025 April 2025-04-01..2025-09-30 1 rows",
            "fee_schedule: 2025 October 2025-10-01..2025-12-31 12 rows",
        ]
    );
    for (date, expected) in [("2025-03-31", 1_456), ("2025-04-01", 1_488), ("2025-10-01", 1_456)] {
        assert_eq!(cents(&tables, "99421", date)[0], Some(expected), "{date}");
    }
    // 99422 is in no row of April's release, and not in force then; but some release lists it.
    assert_eq!(cents(&tables, "99422", "2025-05-01"), [None, None]);
    assert!(fees(&tables).lists("99422"));
}

#[test]
fn the_date_decides_between_the_factors_of_2024() {
    for factor in ["32.7442", "33.2875"] {
        let title = TITLE.replace("2025", "2024");
        let rows = [format!("99421,,,A,0.45,0.38,XXX,{factor}")];
        let tables = load_text(Kind::Fees, "fees.csv", schedule(&title, &rows.each_ref().map(String::as_str))).unwrap();
        assert_eq!(cents(&tables, "99421", "2024-03-08"), [Some(1_473), Some(1_244)], "{factor}");
        assert_eq!(cents(&tables, "99421", "2024-03-09"), [Some(1_498), Some(1_265)], "{factor}");
    }
}

#[test]
fn the_release_of_march_2024() {
    let place = Place::new();
    let row = &["99421,,,A,0.45,0.38,XXX,33.2875"];
    let title = TITLE.replace("2025", "2024");
    place.write("rvu24a/PPRRVU24_JAN.csv", schedule(&title, row));
    place.write("rvu24ar/PPRRVU24_JAN.csv", schedule(&title, row));
    place.write("march/fees.csv", schedule(&title.replace("January", "March 9"), row));
    let load = |glob: &str| load(Kind::Fees, vec![request(place.path(glob).to_string_lossy())]);
    let expected = [
        "fee_schedule: 2024 January 2024-01-01..2024-03-08 1 rows",
        "fee_schedule: 2024 March 9 2024-03-09..2024-12-31 1 rows",
    ];
    assert_eq!(summary(&load("rvu24*/*.csv").unwrap()), expected);
    assert_eq!(summary(&load("march/*.csv").unwrap()), expected[1..]);
}

#[test]
fn a_release_nobody_names_must_be_stated() {
    let place = Place::new();
    place.write("fees.csv", schedule("Fee Schedule", &["99421,,,A,0.45,0.38,XXX,32.3465"]));
    let path = place.path("fees.csv").to_string_lossy().into_owned();
    let error = load(Kind::Fees, vec![request(&path)]).err().unwrap();
    assert!(
        error.starts_with(&path) && error.contains("state `from`") && error.contains("PPRRVU25_JAN.csv"),
        "{error}"
    );
    let stated = |from: &str, to: &str| load(Kind::Fees, vec![dated(&path, from, to)]).map(|tables| summary(&tables));
    assert_eq!(
        stated("2025-02-01", "2025-02-28").unwrap(),
        ["fee_schedule: from 2025-02-01 2025-02-01..2025-02-28 1 rows"]
    );
    assert_eq!(stated("2025-02-01", "").unwrap(), ["fee_schedule: from 2025-02-01 2025-02-01..2025-12-31 1 rows"]);
    assert!(stated("", "2025-02-28").is_err());
    assert!(stated("2025-03-01", "2025-02-28").unwrap_err().contains("the last date is before the first"));
}

#[test]
fn two_files_of_one_release_are_refused() {
    let place = Place::new();
    let title = TITLE.replace("2025", "2026");
    let names = ["PPRRVU2026_Jan_QPP.csv", "PPRRVU2026_Jan_nonQPP.csv"];
    for name in names {
        place.write(name, schedule(&title, &["99421,,,A,0.47,0.33,XXX,33.4009"]));
    }
    let both = vec![request(place.path("*.csv").to_string_lossy())];
    let error = load(Kind::Fees, both).err().unwrap();
    assert!(names.iter().all(|name| error.contains(name)), "{error}");
    assert!(error.contains("holds from 2026-01-01, and so does") && error.contains("nonQPP"), "{error}");
    // The same file named twice is read once; stated dates tell two apart.
    let [qpp, non_qpp] = names.map(|name| place.path(name).to_string_lossy().into_owned());
    assert_eq!(load(Kind::Fees, vec![request(&qpp), request(&qpp)]).unwrap().files.len(), 1);
    let apart = load(Kind::Fees, vec![request(&qpp), dated(&non_qpp, "2026-07-01", "")]).unwrap();
    assert_eq!(
        apart.files.iter().map(|file| file.through.to_string()).collect::<Vec<_>>(),
        ["2026-06-30", "2026-12-31"]
    );
}

#[test]
fn bad_rows_are_counted_and_named() {
    let rows = [
        "99421,,,A,0.45,0.38,XXX,32.3465",
        "9942,,,A,0.45,0.38,XXX,32.3465",
        "99422,,,A,x,0.38,XXX,32.3465",
        "99423,,,A,0.45,,XXX,32.3465",
        "98970,,\"a text\nof two lines\",A,0.45,0.38,XXX,32.34651",
        "98971,,,AB,0.45,0.38,XXX,32.3465",
        "98972,26 TC,,A,0.45,0.38,XXX,32.3465",
        "99421,,,A,0.99,0.99,XXX,32.3465",
        "98966,,,A,-0.45,0.38,XXX,32.3465",
        ",,,,,,,",
        "A note below the table,,,,,,,",
        ",,A note,,,,,",
    ];
    let expected = [
        "fee_schedule: 2025 January 2025-01-01..2025-12-31 1 rows",
        "5 HCPCS: not a procedure code of five characters",
        "6 NON-FACILITY TOTAL: not a number",
        "7 FACILITY TOTAL: not a number",
        "8 CONV FACTOR: not a number",
        "9 STATUS CODE: not a status of one letter",
        "10 MOD: not a modifier of two characters",
        "11 HCPCS: the code is listed twice",
        "12 NON-FACILITY TOTAL: not a number",
    ];
    let text = schedule(TITLE, &rows);
    for content in [text.clone(), text.replace('\n', "\r\n"), text.trim_end().to_owned()] {
        let tables = load_text(Kind::Fees, "fees.csv", content).unwrap();
        assert_eq!(summary(&tables), expected);
        assert_eq!(cents(&tables, "99421", "2025-01-01")[0], Some(1_456), "the first of two rows counts");
    }
}

#[test]
fn a_file_without_the_columns_says_what_it_lacks() {
    let missing = schedule(TITLE, &["99421,,,A,0.45,0.38,XXX,32.3465"]).replace("CONV", "").replace("FACTOR", "");
    let error = load_text(Kind::Fees, "fees.csv", missing).unwrap_err();
    let found = "HCPCS, MOD, DESCRIPTION, STATUS CODE, NON-FACILITY TOTAL, FACILITY TOTAL, GLOB DAYS";
    assert_eq!(error, format!("fees.csv: needed column `CONV FACTOR` is missing; found: {found}"));
    let error = load_text(Kind::Fees, "claims.csv", "claim_id,patient_id,paid\nC1,P1,5\n").unwrap_err();
    assert!(error.contains("`HCPCS` and `MOD`") && error.contains("found: claim_id, patient_id, paid"), "{error}");
    let error = load_text(Kind::Fees, "claims.csv", "C1,MARY,1950-01-01,5\n").unwrap_err();
    assert!(error.ends_with("found: no header row"), "{error}");
    let error = load_text(Kind::Fees, "fees.csv", "").unwrap_err();
    assert_eq!(error, "fees.csv: is empty");
    let error = load(Kind::Fees, vec![request(fixture("nowhere.csv"))]).err().unwrap();
    assert!(error.contains("no such file"), "{error}");
}
