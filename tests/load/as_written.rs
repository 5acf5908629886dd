//! Cells as practices write them: several modifiers, places and codes with words, spreadsheet marks, money as accounting
//! programs print it. Taken apart and counted; what cannot be taken apart is unknown.

use super::audited;
use crate::program::{Place, csv_text};

const COLUMNS: &str = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code,modifier_1,modifier_2,place_of_service,paid_amount,payer";

/// Whether a check-in with these cells carries a sign of telehealth: `yes`, `no` or `unknown`.
fn telehealth(modifier: &str, place: &str) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let row = format!("M1,1,X1,1234567893,2025-10-07,98016,{},,{},12.80,commercial", quoted(modifier), quoted(place));
    let (found, run) = audited(COLUMNS, &[&row]);
    let json = run.json();
    let rules = json["rules"].as_array().cloned().unwrap_or_default();
    let rule = rules.into_iter().find(|entry| entry["rule"] == "telehealth_marker").unwrap_or_default();
    let flagged = found.found("telehealth_marker", "claim_id").len();
    let answer = match (flagged, rule["not_evaluable"].as_u64(), rule["clean"].as_u64()) {
        (1, Some(0), Some(0)) => "yes",
        (0, Some(1), Some(0)) => "unknown",
        (0, Some(0), Some(1)) => "no",
        _ => "neither",
    };
    answer.to_owned()
}

#[test]
fn modifiers_are_read_however_they_are_written() {
    for marked in [
        "95",
        "95,GT",
        "95 GT",
        "95:GT",
        "95|GT",
        "-95",
        "95 - Synchronous",
        "25/95",
        "GT;25",
        "95GT",
        "Modifier 95",
        "[95]",
        "'95",
        "=\"95\"",
        "95.0",
    ] {
        assert_eq!(telehealth(marked, "11"), "yes", "{marked}");
    }
    for unmarked in ["", "25", "25,59", "NA", "-", "25 - Significant, separate", "2559"] {
        assert_eq!(telehealth(unmarked, "11"), "no", "{unmarked}");
    }
    for unknown in ["telehealth", "by video 95", "no modifier", "950", "??"] {
        assert_eq!(telehealth(unknown, "11"), "unknown", "{unknown}");
    }
}

#[test]
fn places_are_read_however_they_are_written() {
    for remote in
        ["10", "02", "2", "10 - Telehealth Home", "02-Telehealth", "POS 10", "Telehealth (02)", "10: home", "010"]
    {
        assert_eq!(telehealth("", remote), "yes", "{remote}");
    }
    for here in ["11", "11 - Office", "11.0", "Office (11)"] {
        assert_eq!(telehealth("", here), "no", "{here}");
    }
    for unknown in ["Telehealth - Home", "TELEHEALTH", "100", "10/11", "H"] {
        assert_eq!(telehealth("", unknown), "unknown", "{unknown}");
    }
}

#[test]
fn codes_lose_marks_and_labels() {
    let zero_width = "\u{200b}99441";
    let ways = [
        "99441",
        "=\"99441\"",
        "'99441",
        "=99441",
        zero_width,
        "99441 - visit",
        "99441-95",
        "99441 (phone)",
        "HC:99441:95",
        "99441 95",
    ];
    for way in ways {
        let row = format!("C1,1,P1,N1,2025-10-14,\"{}\",,,11,32.00,commercial", way.replace('"', "\"\""));
        let (place, run) = audited(COLUMNS, &[&row]);
        assert_eq!(place.found("code_not_in_effect", "procedure_code"), ["99441"], "{way:?}");
        let is_repair = !["99441", "99441-95", "HC:99441:95", "99441 95"].contains(&way);
        let repaired = run.json()["files"][0]["repaired_values"].as_u64();
        assert_eq!(repaired, Some(u64::from(is_repair)), "{way:?}");
    }
    // The modifier behind a code counts.
    let (place, _) = audited(COLUMNS, &["C1,1,P1,N1,2025-10-14,98016-95,,,11,32.00,commercial"]);
    assert_eq!(place.found("telehealth_marker", "claim_id"), ["C1"]);
}

#[test]
fn two_codes_in_a_cell_are_no_code() {
    for (row, fate) in [("99421/99422", "rejected=1"), ("99421 99422", "rejected=1"), ("9942195", "out_of_scope=1")] {
        let (_, run) = audited(COLUMNS, &[&format!("C1,1,P1,N1,2025-10-14,{row},,,11,32.00,commercial")]);
        assert_eq!(run.fates(), fate, "{row}");
    }
}

#[test]
fn identifiers_lose_spreadsheet_marks() {
    let rows = ["=\"\"0042\"\"", "'0042", "0042"]
        .map(|id| format!("\"{id}\",1,\"{id}\",\"{id}\",2025-10-14,99441,,,11,32.00,commercial"));
    let (place, run) = audited(COLUMNS, &rows.each_ref().map(String::as_str));
    assert_eq!(run.fates(), "audited=1 repeated_row=2", "one claim in three spellings");
    assert_eq!(place.found("code_not_in_effect", "patient_id"), ["0042"]);
}

#[test]
fn money_is_read_as_accounting_programs_print_it() {
    for (text, cents) in
        [("$ 92.50", "9250"), ("92.50 USD", "9250"), ("$1,092.50", "109250"), ("$ -", "0"), ("$ -   ", "0")]
    {
        let row = format!("C1,1,P1,N1,2025-10-14,99441,,,11,\"{text}\",commercial");
        let (place, run) = audited(COLUMNS, &[&row]);
        assert_eq!(place.found("code_not_in_effect", "paid_cents"), [cents], "{text}");
        assert!(run.json().get("unreadable").is_none());
    }
    for taken in ["$(92.50)", "($92.50)", "92.50-", "92.50 CR", "-$92.50", "- 92.50"] {
        let rows = ["92.50", taken].map(|paid| format!("C1,,P1,N1,2025-10-14,99441,,,11,\"{paid}\",commercial"));
        let (_, run) = audited(COLUMNS, &rows.each_ref().map(String::as_str));
        assert_eq!(run.fates(), "superseded=1 unmatched_reversal=1", "{taken} takes the payment back");
    }
    for nothing in ["NA", ".", "-", "#N/A", "", "n/a"] {
        let row = format!("C1,1,P1,N1,2025-10-14,99441,,,11,{nothing},commercial");
        let (place, run) = audited(COLUMNS, &[&row]);
        assert_eq!(place.found("code_not_in_effect", "paid_cents"), [""], "{nothing}");
        assert!(run.json().get("unreadable").is_none(), "{nothing}");
    }
}

#[test]
fn a_header_one_field_short_is_refused_and_never_shifted() {
    let header = COLUMNS;
    let row = "C1,1,P1,N1,2025-10-14,99441,,,11,32.00,commercial";
    for (front, behind) in [("1,", ""), ("", ",")] {
        let rows = [row, &row.replace("C1", "C2")].map(|row| format!("{front}{row}{behind}"));
        let place = Place::with_claims(csv_text(header, &rows.each_ref().map(String::as_str)));
        let run = place.audit("claims.csv", &[]);
        assert_eq!(run.code, 2, "{}", run.stderr);
        assert!(run.stderr.contains("none of its 2 rows has as many fields as its header (11)"), "{}", run.stderr);
        assert!(place.files("report").is_empty());
    }
}
