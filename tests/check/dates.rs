//! First and last date, months, gaps between them, dates that contradict one another.

use serde_json::json;

use super::{COLUMNS, entry, page};
use crate::program::{Place, csv_text};

/// One line per date, all of different claims.
fn text_of(dates: &[&str]) -> String {
    let rows: Vec<String> = dates.iter().enumerate().map(|(at, date)| format!("C{at},1,P1,N1,{date},99421")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    Place::with_claims(csv_text(COLUMNS, &rows)).run(&["check", "claims.csv"]).stdout
}

#[test]
fn months_hold_their_rows_and_those_that_are_audited() {
    let rows = [
        "C1,1,P1,N1,2024-12-31,99421",
        "C2,1,P1,N1,2025-01-01,99421",
        "C3,1,P1,N1,2025-01-31,99213",
        "C4,1,P1,N1,2025-03-01,85025",
    ];
    let found = page(COLUMNS, &rows);
    assert_eq!((&found["data_from"], &found["data_through"]), (&json!("2024-12-31"), &json!("2025-03-01")));
    let month = |month: &str, rows: u64, audited: u64| json!({"month": month, "rows": rows, "audited": audited});
    assert_eq!(found["months"], json!([month("2024-12", 1, 1), month("2025-01", 2, 1), month("2025-03", 1, 0)]));
}

#[test]
fn a_month_without_rows_between_others_is_named() {
    let text = text_of(&["2024-11-30", "2025-01-01", "2025-01-02"]);
    assert!(text.contains("! Months between without a row: 2024-12"), "{text}");
    let bar = |month: &str| {
        let line = text.lines().find(|line| line.trim_start().starts_with(month)).unwrap_or_default();
        line.chars().filter(|c| *c == '█').count()
    };
    assert_eq!([bar("2025-01"), bar("2024-11"), bar("2024-12")], [40, 20, 0], "{text}");
}

#[test]
fn many_years_are_shown_by_year() {
    let text = text_of(&["2021-02-03", "2024-02-03", "2024-02-04"]);
    let line = |year: &str| text.lines().any(|line| line.trim_start().starts_with(year));
    assert!(line("2021  ") && line("2024  ") && !line("2024-02  "), "{text}");
    assert!(text.contains("! 35 months between are without a row"), "{text}");
}

#[test]
fn a_date_before_the_service_is_noticed() {
    let columns = "claim_id,patient_id,rendering_npi,service_date,procedure_code,service_date_to,received_date,paid_date,processed_date";
    let rows = [
        "C1,P1,N1,2025-02-03,99421,2025-02-02,2025-02-02,2025-02-03,",
        "C2,P1,N1,2025-02-03,99421,2025-02-03,2025-02-02,2025-02-04,",
        "C3,P1,N1,2025-02-03,99421,,,,",
    ];
    let found = page(columns, &rows);
    let early = |column: &str| entry(&found["contradicting_dates"], "column", column)["rows_before_service"].as_u64();
    let columns = ["service_date_to", "received_date", "paid_date", "processed_date"];
    assert_eq!(columns.map(early), [Some(1), Some(2), None, None]);
}
