//! Missed revenue in every format: the same rows and the same sums, the first to look at first, both signs apart, and a
//! log that cannot be true called suspect.

use std::fmt::Write as _;

use calamine::{Data, DataType as _, Reader as _, Xlsx, open_workbook};
use serde_json::Value;

use super::{json, number};
use crate::program::{Place, Row};

const CLAIM_COLUMNS: &str = "claim_id,patient_id,rendering_npi,billing_tin,rendering_specialty,service_date,procedure_code,\
    diagnosis_1,payer,paid_amount";
const LOG_COLUMNS: &str = "activity_id,patient_id,clinician_npi,billing_tin,specialty,kind,initiated_by,role,evaluative,\
    start_time,minutes,diagnosis,thread_id";
/// Formats beside JSON.
const ALL: &str = "parquet,csv,xlsx,html";

/// Patients whom ANN saw in 2024 and who wrote on 2025-03-03 for so many minutes; the payers' own days for filing differ.
const STORIES: [(&str, &str, u32); 5] =
    [("P1", "later", 6), ("P2", "soon", 6), ("P3", "sooner", 6), ("P4", "later", 25), ("P5", "later", 12)];

/// The stories, with e-visits paid elsewhere so that amounts are known, one overpayment lead of ANN's, and a week that a
/// visit three days later takes.
fn place() -> Place {
    let mut claims = format!("{CLAIM_COLUMNS}\n");
    let mut log = format!("{LOG_COLUMNS}\n");
    for (patient, payer, minutes) in STORIES {
        let _ = writeln!(claims, "C{patient},{patient},ANN,T1,08,2024-06-03,99213,I10,{payer},80.00");
        let _ = writeln!(
            log,
            "M{patient},{patient},ANN,T1,08,message,patient,practitioner,true,2025-03-03T09:00:00,{minutes},I10,T{patient}"
        );
    }
    for payer in ["later", "soon", "sooner"] {
        for (code, amount) in [("99421", "15.00"), ("99422", "30.00"), ("99423", "45.00")] {
            let _ = writeln!(claims, "D{payer}{code},Q{payer}{code},BOB,T9,08,2024-07-01,{code},I10,{payer},{amount}");
        }
    }
    claims += "C6,P6,ANN,T1,08,2024-06-03,99213,I10,later,80.00\nC7,P6,ANN,T1,08,2025-03-06,99213,I10,later,80.00\n";
    log += "M6,P6,ANN,T1,08,message,patient,practitioner,true,2025-03-03T09:00:00,8,I10,T6\n";
    claims += "C8,P8,ANN,T1,08,2025-03-10,99421,I10,later,15.00\nC9,P8,ANN,T1,08,2025-03-12,99421,I10,later,15.00\n";
    let place = Place::with_claims(claims);
    place.write("log.csv", log);
    place
}

/// Runs it with further sections.
fn run(place: &Place, sections: &str) {
    let formats = ALL.split(',').map(|format| format!("\"{format}\"")).collect::<Vec<_>>().join(", ");
    let pipeline = format!(
        "name = \"n\"\n[period]\nall = true\ndata_from = \"2020-01-01\"\ndata_through = \"2025-12-31\"\nas_of = \"2025-06-01\"\n\
         [claims]\npaths = [\"claims.csv\"]\n[activity]\npaths = [\"log.csv\"]\n\
         [payers.later]\ntimely_filing_days = 365\n[payers.soon]\ntimely_filing_days = 110\n\
         [payers.sooner]\ntimely_filing_days = 100\n[report]\ndir = \"report\"\nformats = [{formats}]\n{sections}"
    );
    place.write("p.toml", pipeline);
    let run = place.run(&["run", "p.toml"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

fn open_rows(place: &Place) -> Vec<Row> {
    let rows = place.table("report/opportunities.parquet").rows();
    rows.into_iter().filter(|row| row["outcome"] == "billable").collect()
}

fn missed(place: &Place) -> Value {
    json(place, "summary.json")["missed"].clone()
}

/// Rows of a sheet, its header left out.
fn sheet(place: &Place, name: &str) -> Vec<Vec<Data>> {
    let mut workbook: Xlsx<_> = open_workbook(place.path("report/report.xlsx")).expect("a workbook");
    let range = workbook.worksheet_range(name).expect("a sheet of that name");
    range.rows().skip(1).map(<[Data]>::to_vec).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "a few dollars")]
fn cents(cell: &Data) -> i64 {
    (cell.get_float().unwrap_or_default() * 100.0).round() as i64
}

#[test]
fn what_expires_first_comes_first_then_the_greater_amount() {
    let place = place();
    run(&place, "");
    let order: Vec<String> = open_rows(&place)
        .iter()
        .map(|row| {
            ["rank", "patient_id", "expires_soon", "expected_cents", "collectable_until"]
                .map(|name| row[name].as_str())
                .join(" ")
        })
        .collect();
    let expected = [
        "1 P3 true 1500 2025-06-11",
        "2 P2 true 1500 2025-06-21",
        "3 P4 false 4500 2026-03-03",
        "4 P5 false 3000 2026-03-03",
        "5 P1 false 1500 2026-03-03",
    ];
    assert_eq!(order, expected);
    let rows = place.table("report/opportunities.parquet").rows();
    assert!(rows.iter().all(|row| (row["outcome"] == "billable") != row["rank"].is_empty()), "only those have a rank");
    assert_eq!((&missed(&place)["expiring_soon"], &missed(&place)["expiring_soon_cents"]), (&2.into(), &3000.into()));
}

#[test]
fn every_format_has_the_same_rows_and_sums() {
    let place = place();
    run(&place, "");
    let rows = place.table("report/opportunities.parquet").rows();
    let total: i64 = open_rows(&place).iter().map(|row| number(&row["expected_cents"])).sum();
    assert_eq!((total, missed(&place)["expected_cents"].as_i64()), (12_000, Some(12_000)));
    let mut reader = csv::Reader::from_path(place.path("report/opportunities.csv")).expect("the table");
    let of_csv: Vec<Row> = reader.deserialize().map(|row| row.expect("a row")).collect();
    let of_sheet = sheet(&place, "opportunities");
    assert_eq!((of_csv.len(), of_sheet.len()), (rows.len(), rows.len()));
    for ((row, csv), cells) in rows.iter().zip(&of_csv).zip(&of_sheet) {
        for name in ["rank", "opportunity_id", "outcome", "reason", "expected_cents", "message"] {
            assert_eq!(row[name], csv[name], "{name}");
        }
        let texts: Vec<String> = cells.iter().map(ToString::to_string).collect();
        assert!(texts.contains(&row["opportunity_id"]) && texts.contains(&row["message"]), "{texts:?}");
        let amount = number(&row["expected_cents"]);
        assert!(amount == 0 || cells.iter().any(|cell| cents(cell) == amount), "{amount}: {texts:?}");
    }
    let page = String::from_utf8_lossy(&place.files("report")["report.html"]).into_owned();
    assert!(page.contains("$120.00") && page.contains("$30.00"), "the page has the sum and what expires");
    let summary = sheet(&place, "summary");
    let open = summary.iter().find(|row| row[0].to_string().contains("could still be billed")).expect("the sum");
    assert_eq!((open[1].to_string(), cents(&open[2])), ("5".to_owned(), 12_000));
    assert_eq!(place.run(&["report", "report", "--format", "csv,xlsx,html", "--out", "again"]).code, 0);
    for name in ["opportunities.csv", "report.xlsx", "report.html"] {
        assert!(place.files("report")[name] == place.files("again")[name], "{name} again");
    }
}

#[test]
fn both_signs_stand_side_by_side_and_reasons_have_their_share() {
    let place = place();
    run(&place, "");
    let owned: i64 = place.findings().iter().map(|row| number(&row["owned_cents"])).sum();
    assert!(owned > 0, "there is an overpayment lead");
    let of_ann = missed(&place)["clinicians"][0].clone();
    assert_eq!((&of_ann["rendering_npi"], &of_ann["open_cents"]), (&"ANN".into(), &12_000.into()));
    let findings = place.findings();
    let of_ann_owned: i64 =
        findings.iter().filter(|row| row["rendering_npi"] == "ANN").map(|row| number(&row["owned_cents"])).sum();
    assert_eq!(of_ann["overpayment_cents"].as_i64(), Some(of_ann_owned), "not less what can be billed");
    assert_eq!(of_ann["lost"], serde_json::json!({"visit_after": 1}));
    let lost = &missed(&place)["lost"];
    assert_eq!((&lost[0]["reason"], &lost[0]["share_per_mille"]), (&"visit_after".into(), &1000.into()));
    let signs = sheet(&place, "both signs");
    assert_eq!((cents(&signs[0][1]), cents(&signs[0][2])), (of_ann_owned, 12_000));
    assert_eq!(sheet(&place, "lost by reason")[0][0].to_string(), "visit_after");
}

/// A log of so many threads that staff or a reminder answered, beside the five weeks.
fn with_idle_threads(place: &Place, n: u32, role: &str) {
    let mut log = String::from_utf8_lossy(&std::fs::read(place.path("log.csv")).expect("the log")).into_owned();
    for thread in 0..n {
        let _ = writeln!(
            log,
            "S{thread},P{thread}X,ANN,T1,08,message,patient,{role},true,2025-02-03T09:00:00,1,I10,S{thread}"
        );
    }
    place.write("log.csv", log);
}

#[test]
fn a_share_beyond_the_published_ones_makes_the_log_suspect() {
    let said = |n, role| {
        let place = place();
        with_idle_threads(&place, n, role);
        run(&place, "");
        let sanity = missed(&place)["sanity"].clone();
        let page = String::from_utf8_lossy(&place.files("report")["report.html"]).into_owned();
        assert_eq!(page.contains("The log is suspect"), sanity["log_is_suspect"] == true, "{n}");
        (sanity["log_is_suspect"] == true, sanity["why"].to_string())
    };
    assert!(!said(50, "staff").0, "few threads say little");
    let (suspect, why) = said(120, "practitioner");
    assert!(suspect && why.contains("no entry is staff's"), "5 of 126: {why}");
    assert!(!said(400, "staff").0, "5 of 406 is a share that is published");
    let (suspect, why) = said(12_000, "staff");
    assert!(suspect && why.contains("may be missing from the log"), "5 of 12,006: {why}");
}
