//! Unit limits (MUE) as CMS publishes them: quarters, column order, adjudication indicators, bad rows.

use claimsweep::load::cms::Tables;

use super::cms_files::{Kind, dated, day, fixture, load, load_text, request, summary};
use crate::program::Place;

const HEADER: &str = "HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n";
const NAME: &str = "MCR_MUE_PractitionerServices_Eff_07-01-2024.csv";

/// Units and indicator of a code on a date.
fn limit(tables: &Tables, code: &str, date: &str) -> Option<(i64, u8)> {
    let limits = tables.limits.as_ref().expect("unit limits");
    limits.limit(code, day(date)).map(|limit| (limit.units, limit.indicator))
}

#[test]
fn quarters_stand_side_by_side() {
    let tables = load(Kind::Limits, vec![request(fixture("MCR_MUE_*"))]).unwrap();
    assert_eq!(
        summary(&tables),
        ["mue: 2024 Q3 2024-07-01..2024-09-30 4 rows", "mue: 2024 Q4 2024-10-01..2024-12-31 3 rows",]
    );
    assert_eq!(limit(&tables, "99421", "2024-09-30"), Some((1, 2)));
    assert_eq!(limit(&tables, "99212", "2024-07-01"), Some((2, 3)));
    assert_eq!(limit(&tables, "98960", "2024-07-01"), Some((0, 2)));
    assert_eq!(limit(&tables, "J3420", "2024-07-01"), Some((1, 1)));
    assert_eq!(limit(&tables, "99439", "2024-07-01"), None);
    assert_eq!(limit(&tables, "99439", "2024-10-01"), Some((2, 2)), "from the workbook");
    assert_eq!(limit(&tables, "99421", "2024-12-31"), Some((1, 2)), "a code kept as a number");
    let limits = tables.limits.unwrap();
    assert!(limits.lists("99439") && limits.lists("98960") && !limits.lists("98961"));
    assert!(limits.covers(day("2024-12-31")) && !limits.covers(day("2024-06-30")) && !limits.covers(day("2025-01-01")));
}

#[test]
fn columns_are_found_by_name() {
    let text = "MUE Rationale,MUE Adjudication\nIndicator,HCPCS/CPT Code,\"Practitioner Services\nMUE Values\"\n";
    let text = text.replace("MUE Adjudication\nIndicator", "\"MUE Adjudication\nIndicator\"");
    let tables = load_text(Kind::Limits, NAME, format!("{text}Words,3 Date of Service Edit: Clinical,99421,7\n"));
    assert_eq!(limit(&tables.unwrap(), "99421", "2024-07-01"), Some((7, 3)));
    let tables = load_text(Kind::Limits, "mue_2024q3.csv", "code,mue,adjudication_indicator\n99421,1,2\n").unwrap();
    assert_eq!(summary(&tables), ["mue: 2024 Q3 2024-07-01..2024-09-30 1 rows"]);
}

#[test]
fn a_quarter_nobody_names_must_be_stated() {
    let place = Place::new();
    place.write("limits.csv", format!("{HEADER}99421,1,2 Date of Service Edit: Policy,\n"));
    let path = place.path("limits.csv").to_string_lossy().into_owned();
    let error = load(Kind::Limits, vec![request(&path)]).err().unwrap();
    assert!(error.contains("state `from`") && error.contains("Eff_07-01-2024"), "{error}");
    let stated = |from, to| summary(&load(Kind::Limits, vec![dated(&path, from, to)]).unwrap());
    assert_eq!(stated("2024-07-01", ""), ["mue: from 2024-07-01 2024-07-01..2024-09-30 1 rows"]);
    assert_eq!(stated("2024-07-01", "2025-06-30"), ["mue: from 2024-07-01 2024-07-01..2025-06-30 1 rows"]);
    place.write("copy.csv", format!("{HEADER}99421,2,2,\n"));
    let copy = place.path("copy.csv").to_string_lossy().into_owned();
    let both = |second| load(Kind::Limits, vec![dated(&path, "2024-07-01", "2025-06-30"), dated(&copy, second, "")]);
    assert!(both("2024-07-01").err().unwrap().contains("holds from 2024-07-01, and so does"));
    let ends: Vec<String> = both("2025-01-01").unwrap().files.iter().map(|file| file.through.to_string()).collect();
    assert_eq!(ends, ["2024-12-31", "2025-03-31"]);
}

#[test]
fn bad_rows_are_counted_and_named() {
    let rows = [
        "99421,1,2 Date of Service Edit: Policy,good",
        "99422,one,2 Date of Service Edit: Policy,",
        "99423,-1,2 Date of Service Edit: Policy,",
        "98970,1,4 Something New,",
        "98971,1,,",
        "98972,1,22,",
        "9897,1,1 Line Edit,",
        "99421,3,1 Line Edit,",
        ",,,",
        "A note,,,",
    ];
    let notice = "\"A notice, of\r\ntwo lines\",,,\r\n";
    let text = format!("{notice}{}{}\r\n", HEADER.replace('\n', "\r\n"), rows.join("\r\n"));
    let tables = load_text(Kind::Limits, NAME, text).unwrap();
    assert_eq!(
        summary(&tables),
        [
            "mue: 2024 Q3 2024-07-01..2024-09-30 1 rows",
            "4 MUE Values: not a number",
            "5 MUE Values: not a number",
            "6 MUE Adjudication Indicator: not a known indicator",
            "7 MUE Adjudication Indicator: not a known indicator",
            "8 MUE Adjudication Indicator: not a known indicator",
            "9 HCPCS/CPT Code: not a procedure code of five characters",
            "10 HCPCS/CPT Code: the code is listed twice",
        ]
    );
    assert_eq!(limit(&tables, "99421", "2024-07-01"), Some((1, 2)));
}

#[test]
fn tables_of_other_services_are_refused() {
    for services in ["Outpatient Hospital Services", "DME Supplier Services"] {
        let text = HEADER.replace("Practitioner Services", services) + "99421,1,1 Line Edit,\n";
        let error = load_text(Kind::Limits, NAME, text).unwrap_err();
        assert!(error.contains("of other services"), "{error}");
    }
    let error = load_text(Kind::Limits, NAME, HEADER.replace("MUE Adjudication Indicator", "Else")).unwrap_err();
    let found = "HCPCS/CPT Code, Practitioner Services MUE Values, Else, MUE Rationale";
    assert!(error.ends_with(&format!("`MUE Adjudication Indicator` is missing; found: {found}")), "{error}");
}
