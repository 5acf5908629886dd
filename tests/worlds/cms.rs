//! CMS's tables as CMS publishes them: preambles, headers of several rows, tabs, notices, names that carry the dates.
//!
//! The layouts are those of the project's source notes, section 4.3; every number is made up and no descriptor is used.

use std::fmt::Write as _;

use claimsweep::claim::Day;

use crate::naive::{FeeRelease, LimitRelease, PairTable, days_from_civil};

/// The four rows of the fee schedule's header, column by column; the last row names the column.
const FEE_COLUMNS: [[&str; 4]; 31] = [
    ["", "", "", "HCPCS"],
    ["", "", "", "MOD"],
    ["", "", "", "DESCRIPTION"],
    ["", "", "STATUS", "CODE"],
    ["NOT USED", "FOR", "MEDICARE ", "PAYMENT"],
    ["", "", "WORK", "RVU"],
    ["", "", "NON-FAC", "PE RVU"],
    ["", "NON-FAC", "NA", "INDICATOR"],
    ["", "", "FACILITY", "PE RVU"],
    ["", "FACILITY ", "NA", "INDICATOR"],
    ["", "", "MP", "RVU"],
    ["", "", "NON-FACILITY", "TOTAL"],
    ["", "", "FACILITY", "TOTAL"],
    ["", "", "PCTC", "IND"],
    ["", "", "GLOB", "DAYS"],
    ["", "", "PRE", "OP"],
    ["", "", "INTRA", "OP"],
    ["", "", "POST", "OP"],
    ["", "", "MULT", "PROC"],
    ["", "", "BILAT", "SURG"],
    ["", "", "ASST", "SURG"],
    ["", "", "CO-", "SURG"],
    ["", "", "TEAM", "SURG"],
    ["", "", "ENDO", "BASE"],
    ["", "", "CONV", "FACTOR"],
    ["PHYSICIAN", "SUPERVISION OF", "DIAGNOSTIC", "PROCEDURES"],
    ["", "", "CALCULATION", "FLAG"],
    ["DIAGNOSTIC", "IMAGING", "FAMILY", "INDICATOR"],
    ["PE USED", "FOR OPPS", "PAYMENT", "AMOUNT"],
    ["PE USED", "FOR OPPS", "PAYMENT", "AMOUNT"],
    ["MP USED", "FOR OPPS", "PAYMENT", "AMOUNT"],
];
/// The column that 2026 brought, and the one it stands before.
const PRICING: [&str; 4] = ["", "", "PRIC", "IND"];
const FIRST_PRICING_YEAR: i32 = 2026;

fn two_decimals(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Name and text of a year's fee schedule.
pub(super) fn fee_schedule(release: &FeeRelease) -> (String, String) {
    let mut columns = FEE_COLUMNS.to_vec();
    if release.year >= FIRST_PRICING_YEAR {
        let place = columns.iter().position(|column| column[2] == "ENDO").unwrap_or(columns.len());
        columns.insert(place, PRICING);
    }
    let row = |cells: Vec<String>| cells.join(",") + "\r\n";
    let note = |text: &str| format!(",,{text}{}\r\n", ",".repeat(columns.len() - 3));
    let year = release.year;
    let mut text = note(&format!("{year} National Physician Fee Schedule Relative Value File January Release"));
    text += &note("Numbers of this file are made up for tests");
    text += &note(" ");
    text += &note(&format!("RELEASED 12/23/{}", year - 1));
    text += &note(" ");
    for level in 0..4 {
        text += &row(columns.iter().map(|column| column[level].to_owned()).collect());
    }
    for fee in &release.fees {
        let cell = |column: &[&str; 4]| match (column[2], column[3]) {
            (_, "HCPCS") => fee.code.clone(),
            (_, "MOD" | "DESCRIPTION") | ("MEDICARE " | "NA" | "ENDO", _) => String::new(),
            ("STATUS", _) => fee.status.to_string(),
            ("NON-FAC" | "NON-FACILITY", _) => two_decimals(fee.totals.0),
            ("FACILITY", _) => two_decimals(fee.totals.1),
            ("GLOB", _) => fee.global.to_owned(),
            ("CONV", _) => format!("{}.{:04}", release.factor / 10_000, release.factor % 10_000),
            ("WORK" | "MP" | "PRE" | "INTRA" | "POST" | "PAYMENT", _) => two_decimals(0),
            ("DIAGNOSTIC", _) => "09".to_owned(),
            ("FAMILY", _) => "99".to_owned(),
            _ => "0".to_owned(),
        };
        text += &row(columns.iter().map(cell).collect());
    }
    (format!("PPRRVU{:02}_JAN.csv", year % 100), text)
}

/// First date of a quarter, and the first after it.
fn ends((year, quarter): (i32, i32)) -> (i32, i32) {
    let first = |year, quarter| days_from_civil(year, quarter * 3 - 2, 1);
    (first(year, quarter), if quarter == 4 { first(year + 1, 1) } else { first(year, quarter + 1) })
}

/// Names and texts of the pair edits: two files a quarter, each release knowing only what was decided by then.
pub(super) fn pair_edits(table: &PairTable) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for quarter in &table.quarters {
        let after = ends(*quarter).1;
        let compact = |date: i32| Day(date).to_string().replace('-', "");
        let mut halves = [String::new(), String::new()];
        for (number, edit) in table.edits.iter().filter(|edit| edit.effective < after).enumerate() {
            let deletion = edit.deletion.filter(|date| *date < after).map_or("*".to_owned(), compact);
            let (one, two, from) = (&edit.column1, &edit.column2, compact(edit.effective));
            let _ = write!(halves[number % 2], "{one}\t{two}\t\t{from}\t{deletion}\t{}\tMade up\r\n", edit.indicator);
        }
        // A table with one edit has one file; an empty one would not be data.
        for (number, rows) in halves.into_iter().enumerate().filter(|(_, rows)| !rows.is_empty()) {
            let name = format!("ccipra-v{}{}r0-f{}.txt", quarter.0 - 1994, quarter.1 - 1, number + 1);
            files.push((name, PAIR_HEADER.to_owned() + &rows));
        }
    }
    files
}

const PAIR_HEADER: &str = "Numbers of this file are made up, for tests only.\t\t\t\t\t\t\r\n\
    Column1/Column2 Edits\t\t\t\t\t\t\r\n\
    Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\r\n\
    \t\tprior to 1996\tDate\tDate\t0=not allowed\t\r\n\
    \t\t\t\t*=no data\t1=allowed\t\r\n\
    \t\t\t\t\t9=not applicable\t\r\n";

/// Name and text of a quarter's unit limits.
pub(super) fn unit_limits(release: &LimitRelease) -> (String, String) {
    let mut text = "\"Numbers of this file are made up, for tests only.\",,,\r\n\
        \"HCPCS/\nCPT Code\",Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\r\n"
        .to_owned();
    for limit in &release.limits {
        let kind = match limit.indicator {
            1 => "1 Line Edit",
            2 => "2 Date of Service Edit: Policy",
            _ => "3 Date of Service Edit: Clinical",
        };
        let _ = write!(text, "{},{},{kind},Made up\r\n", limit.code, limit.units);
    }
    let (year, quarter) = release.quarter;
    (format!("MCR_MUE_PractitionerServices_Eff_{:02}-01-{year}.csv", quarter * 3 - 2), text)
}

#[test]
fn tables_are_written_as_cms_writes_them() {
    let tables = crate::naive::random_tables(5);
    for release in tables.fees.iter().flatten() {
        let (name, text) = fee_schedule(release);
        assert!(name.starts_with("PPRRVU") && name.len() == "PPRRVU25_JAN.csv".len());
        let n_columns = if release.year >= FIRST_PRICING_YEAR { 32 } else { 31 };
        assert!(text.lines().all(|line| line.split(',').count() == n_columns), "{text}");
        let header = text.lines().position(|line| line.starts_with("HCPCS,MOD,")).unwrap_or_default();
        assert_eq!(text.lines().count(), header + 1 + release.fees.len());
        let of_knee = text.lines().find(|line| line.starts_with("27447,")).unwrap_or_default();
        assert_eq!(of_knee.split(',').nth(14), Some("090"));
    }
    let pairs = tables.pairs.into_iter().flat_map(|table| pair_edits(&table)).collect::<Vec<_>>();
    assert!(pairs.iter().any(|(name, _)| name == "ccipra-v302r0-f1.txt" || name == "ccipra-v310r0-f2.txt"));
    assert!(pairs.iter().all(|(_, text)| text.lines().all(|line| line.split('\t').count() == 7)));
    let limits: Vec<_> = tables.limits.iter().flatten().map(unit_limits).collect();
    assert!(limits.iter().all(|(name, _)| name.contains("_Eff_") && name.contains("-01-20")));
    assert_eq!(ends((2024, 4)), (days_from_civil(2024, 10, 1), days_from_civil(2025, 1, 1)));
}
