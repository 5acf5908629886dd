//! Missed revenue on the sample data: the worklist's order, the same money in every format, what was lost, both signs, and
//! that a log too good to be true is called so.

use std::fs;
use std::path::Path;

use calamine::{Data, Reader as _, Xlsx, open_workbook};

use super::{json, number};
use crate::program::{Place, Row};

const PROJECT: &str = env!("CARGO_MANIFEST_DIR");
const TABLE: &str = "report/opportunities.parquet";

/// The report of the project's own pipeline, as of a day on which some time limits are near.
fn sample() -> Place {
    let place = Place::new();
    let text = fs::read_to_string(Path::new(PROJECT).join("pipelines/missed-revenue.toml")).expect("the pipeline");
    let out = place.path("report").to_string_lossy().into_owned();
    place.write("pipeline.toml", text.replace("reports/missed-revenue", &out));
    let pipeline = place.path("pipeline.toml").to_string_lossy().into_owned();
    let run = place.command(&["run", &pipeline]).current_dir(PROJECT).output().expect("the program starts");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    place
}

fn is_open(row: &Row) -> bool {
    ["billable", "under_billed"].contains(&row["outcome"].as_str())
}

#[test]
fn the_worklist_comes_first_and_in_its_order() {
    let rows = sample().table(TABLE).rows();
    let open: Vec<&Row> = rows.iter().filter(|row| is_open(row)).collect();
    assert!(20 < open.len() && open.len() < rows.len());
    for (at, row) in rows.iter().enumerate() {
        let rank = if at < open.len() { (at + 1).to_string() } else { String::new() };
        assert_eq!((is_open(row), &row["rank"]), (at < open.len(), &rank));
    }
    let soon = open.iter().filter(|row| row["expires_soon"] == "true").count();
    assert!(0 < soon && soon < open.len(), "{soon}");
    let certainty = |row: &Row| ["presumptive", "advisory"].iter().position(|tier| row["tier"] == *tier);
    let key = |row: &&Row| {
        let is_late = row["expires_soon"] != "true";
        let last_day = if is_late { String::new() } else { row["collectable_until"].clone() };
        (is_late, last_day, certainty(row), -number(&row["expected_cents"]))
    };
    assert!(open.is_sorted_by_key(key), "{:?}", open.iter().map(key).collect::<Vec<_>>());
}

#[test]
fn every_format_has_the_same_money() {
    let place = sample();
    let rows = place.table(TABLE).rows();
    let expected: i64 = rows.iter().filter(|row| is_open(row)).map(|row| number(&row["expected_cents"])).sum();
    assert!(expected > 0);
    let missed = json(&place, "summary.json")["missed"].clone();
    assert_eq!(missed["expected_cents"].as_i64(), Some(expected));
    let mut csv = csv::Reader::from_path(place.path("report/opportunities.csv")).expect("a table");
    let csv: Vec<Row> = csv.deserialize().map(|row| row.expect("a row")).collect();
    assert_eq!(csv.len(), rows.len());
    assert_eq!(csv.iter().filter(|row| is_open(row)).map(|row| number(&row["expected_cents"])).sum::<i64>(), expected);
    let mut book: Xlsx<_> = open_workbook(place.path("report/report.xlsx")).expect("a workbook");
    let sheet = book.worksheet_range("opportunities").expect("the sheet");
    let head: Vec<String> = sheet.rows().next().into_iter().flatten().map(ToString::to_string).collect();
    let column = |name: &str| head.iter().position(|head| head == name).expect("the column");
    let (outcome, money) = (column("outcome"), column("expected"));
    let mut cents = 0.0;
    for row in
        sheet.rows().skip(1).filter(|row| ["billable", "under_billed"].contains(&row[outcome].to_string().as_str()))
    {
        if let Data::Float(dollars) = row[money] {
            cents += (dollars * 100.0).round();
        }
    }
    assert_eq!((cents.to_string(), sheet.height() - 1), (expected.to_string(), rows.len()));
    let page = String::from_utf8_lossy(&place.files("report")["report.html"]).into_owned();
    let shown = format!("${}.{:02}", grouped(expected / 100), expected % 100);
    assert!(page.contains(&format!("<strong>{shown}</strong> could still be billed")), "{shown}");
}

fn grouped(dollars: i64) -> String {
    if dollars < 1_000 { dollars.to_string() } else { format!("{},{:03}", grouped(dollars / 1_000), dollars % 1_000) }
}

#[test]
fn what_was_lost_adds_up_by_reason() {
    let place = sample();
    let rows = place.table(TABLE).rows();
    let missed = json(&place, "summary.json")["missed"].clone();
    let lost = missed["lost"].as_array().cloned().unwrap_or_default();
    assert!(2 < lost.len(), "{lost:?}");
    for one in &lost {
        let of_reason =
            || rows.iter().filter(|row| row["outcome"] == "lost" && one["reason"] == row["reason"].as_str());
        assert_eq!(one["n"].as_u64(), Some(of_reason().count() as u64));
        let money: i64 = of_reason().map(|row| number(&row["expected_cents"])).sum();
        assert_eq!(one["expected_cents"].as_i64(), Some(money));
    }
    let n_lost = rows.iter().filter(|row| row["outcome"] == "lost").count() as u64;
    assert_eq!(lost.iter().filter_map(|one| one["n"].as_u64()).sum::<u64>(), n_lost);
    let shares: u64 = lost.iter().filter_map(|one| one["share_per_mille"].as_u64()).sum();
    assert!((995..=1005).contains(&shares), "{shares}");
}

#[test]
fn both_signs_stand_side_by_side_and_are_never_netted() {
    let place = sample();
    let (rows, findings) = (place.table(TABLE).rows(), place.findings());
    let missed = json(&place, "summary.json")["missed"].clone();
    let clinicians = missed["clinicians"].as_array().cloned().unwrap_or_default();
    let sum = |name: &str| clinicians.iter().filter_map(|one| one[name].as_i64()).sum::<i64>();
    let open: i64 = rows.iter().filter(|row| is_open(row)).map(|row| number(&row["expected_cents"])).sum();
    assert_eq!(sum("open_cents"), open);
    let with_both = clinicians.iter().filter(|one| one["overpayment_cents"].as_i64() > Some(0)).count();
    assert!(0 < with_both, "no clinician has both signs: this proves little");
    for one in &clinicians {
        let of_clinician = findings.iter().filter(|row| one["rendering_npi"] == row["rendering_npi"].as_str());
        let owned: i64 = of_clinician.map(|row| number(&row["owned_cents"])).sum();
        assert_eq!(one["overpayment_cents"].as_i64(), Some(owned));
    }
}

#[test]
fn a_log_too_good_to_be_true_is_called_suspect() {
    let place = sample();
    let sanity = json(&place, "summary.json")["missed"]["sanity"].clone();
    // Every thread of the sample is of a kind that somebody planted.
    assert_eq!(sanity["log_is_suspect"], true);
    let page = String::from_utf8_lossy(&place.files("report")["report.html"]).into_owned();
    assert!(page.contains("The log is suspect") && page.contains("published shares are 0.05 to 3 %"));
}
