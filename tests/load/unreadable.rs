//! Values that cannot be read: in columns that lines can do without the row stays, the value is unknown, counted by column
//! and fault in every output, and rules that need it do not judge the line. Only a needed value makes a reject.

use super::EYE;
use crate::program::{Place, Run, csv_text};

const COLUMNS: &str = "claim_id,line_number,patient_id,rendering_npi,billing_tin,service_date,service_date_to,procedure_code,modifier_1,place_of_service,units,billed_amount,allowed_amount,paid_amount,payer,claim_frequency,received_date,paid_date,processed_date,start_time,end_time,minutes";
const GOOD: &str = "C1,1,P1,N1,062301312,2025-02-03,2025-02-03,99441,25,11,1,20.00,16.00,15.00,medicare,1,2025-02-10,2025-02-20,2025-02-20,2025-02-03T10:00:00,2025-02-03T10:08:00,8";

/// A row with one cell changed.
fn with(column: &str, value: &str) -> String {
    let cells = COLUMNS.split(',').zip(GOOD.split(','));
    let cells = cells.map(|(name, cell)| if name == column { value } else { cell });
    cells.collect::<Vec<_>>().join(",")
}

fn audited(row: &str) -> (Place, Run) {
    let place = Place::with_claims(csv_text(COLUMNS, &[row]));
    let run = place.audit("claims.csv", &["--format=csv,json,parquet"]);
    (place, run)
}

/// `column fault values` of a summary.
fn unreadable(run: &Run) -> Vec<String> {
    let found = run.json()["unreadable"].as_array().cloned().unwrap_or_default();
    let text = |entry: &serde_json::Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
    found
        .iter()
        .map(|entry| format!("{} {} {}", text(entry, "column"), text(entry, "fault"), entry["values"]))
        .collect()
}

#[test]
fn an_optional_value_that_cannot_be_read_leaves_the_row_in() {
    for (column, value, fault) in [
        ("line_number", "one", "not_a_whole_number"),
        ("billing_tin", "6.2E+07", "scientific_notation"),
        ("service_date_to", "soon", "not_a_date"),
        ("modifier_1", "telehealth", "not_a_modifier"),
        ("place_of_service", "Clinic", "not_a_place_of_service"),
        ("units", "one", "not_a_number"),
        ("billed_amount", "fifteen", "not_a_number"),
        ("allowed_amount", "16.005", "too_many_decimals"),
        ("paid_amount", "99999999999999", "too_large"),
        ("claim_frequency", "replacement", "not_a_frequency"),
        ("received_date", "10 Feb", "not_a_date"),
        ("paid_date", "45933", "day_number"),
        ("processed_date", "0025-02-20", "implausible_date"),
        ("start_time", "morning", "not_a_time"),
        ("end_time", "1925-02-03T10:08:00", "implausible_date"),
        ("minutes", "0:08", "ambiguous_duration"),
        ("minutes", "a while", "not_a_duration"),
    ] {
        let (place, run) = audited(&with(column, value));
        assert_eq!((run.code, run.fates().as_str()), (0, "audited=1"), "{column}: {}", run.stderr);
        assert_eq!(unreadable(&run), [format!("{column} {fault} 1")]);
        assert_eq!(place.found(EYE, "claim_id"), ["C1"], "what does not need {column} still judges");
        let page = String::from_utf8_lossy(&place.files("report")["data_quality.json"]).into_owned();
        assert!(page.contains(fault) && !page.contains(&format!("\"{value}\"")), "{column}: counted, and never shown");
    }
}

#[test]
fn a_good_row_has_no_such_value() {
    let (_, run) = audited(GOOD);
    assert!(run.json().get("unreadable").is_none() && run.json().get("long_durations").is_none());
}

#[test]
fn a_needed_value_that_cannot_be_read_is_a_reject() {
    for (column, value) in [
        ("claim_id", "1.2E+12"),
        ("patient_id", "1E+09"),
        ("rendering_npi", "1.5E+09"),
        ("service_date", "soon"),
        ("service_date", "0025-02-03"),
    ] {
        let (place, run) = audited(&with(column, value));
        assert_eq!((run.code, run.fates().as_str()), (3, "rejected=1"), "{column}");
        assert_eq!(place.table("report/rejects.parquet").column("column"), [column]);
        assert_eq!(unreadable(&run), [""; 0]);
    }
}

#[test]
fn it_is_told_at_the_terminal_and_by_check() {
    let place = Place::with_claims(csv_text(COLUMNS, &[&with("paid_amount", "fifteen"), &with("minutes", "a while")]));
    let told = place.run(&["audit", "--claims=claims.csv", "--out=report"]).stderr;
    assert!(told.contains("paid_amount is not a decimal number") && told.contains("1 values are unknown"), "{told}");
    let checked = place.run(&["check", "claims.csv"]).stdout;
    assert!(checked.contains("Values that could not be read") && checked.contains("is not a duration"), "{checked}");
}

/// The outcome of a rule on one line: `flagged`, `clean` or `not_evaluable` with its reason.
fn outcome(run: &Run, rule: &str) -> String {
    let json = run.json();
    let rules = json["rules"].as_array().cloned().unwrap_or_default();
    let found = rules.into_iter().find(|entry| entry["rule"] == rule).unwrap_or_default();
    let has = |name: &&str| found[*name].as_u64() == Some(1);
    let outcome = ["flagged", "clean", "cleared", "not_evaluable"].into_iter().find(has).unwrap_or("none");
    format!("{outcome} {}", found["reason"].as_str().unwrap_or_default())
}

#[test]
fn rules_that_need_the_value_do_not_judge_the_line() {
    let code = |text: &str, row: &str| row.replace("99441", text);
    for (rule, row, known, unknown) in [
        ("telehealth_marker", code("99421", GOOD), "clean", with("place_of_service", "Telehealth - Home")),
        ("telehealth_marker", code("99421", GOOD), "clean", with("modifier_1", "by phone")),
        ("units_over_limit", code("99421", GOOD), "clean", with("units", "one")),
        ("duplicate_line", code("99421", GOOD), "clean", with("modifier_1", "by phone")),
        ("code_not_payable", code("98016", GOOD), "clean", with("paid_amount", "waived")),
        ("minutes_below_band", code("99421", GOOD), "clean", with("minutes", "0:08")),
    ] {
        let codes = row.split(',').nth(7).unwrap_or_default().to_owned();
        let (_, run) = audited(&row);
        assert!(outcome(&run, rule).starts_with(known), "{rule} on a good line: {}", outcome(&run, rule));
        let (_, run) = audited(&code(&codes, &unknown));
        let found = outcome(&run, rule);
        assert!(found.starts_with("not_evaluable") && found.contains("cannot be read"), "{rule}: {found}");
    }
}

#[test]
fn what_is_flagged_for_another_reason_stays_flagged() {
    let row = with("place_of_service", "Telehealth - Home").replace("99441,25", "99421,95");
    let (place, _) = audited(&row);
    assert_eq!(place.found("telehealth_marker", "tier"), ["hard"]);
}

#[test]
fn unreadable_modifiers_are_equal_to_none_that_are_known() {
    let rows = [GOOD.to_owned(), with("modifier_1", "by phone").replace("C1,1", "C2,1")];
    let place = Place::with_claims(csv_text(COLUMNS, &rows.each_ref().map(String::as_str)));
    place.audit("claims.csv", &["--format=csv"]);
    assert_eq!(place.found("duplicate_line", "claim_id"), [""; 0]);
    assert_eq!(place.found("near_duplicate_line", "claim_id"), [""; 0], "nobody knows what the second line carries");
}
