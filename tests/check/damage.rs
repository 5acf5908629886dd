//! What a spreadsheet may have done, claim lines with several rows, diagnoses of another edition.

use serde_json::Value;

use super::{COLUMNS, numbers, page};

/// `column kind fate values` of everything suspected.
fn damage(found: &Value) -> Vec<String> {
    let text = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
    let line = |entry: &Value| {
        format!("{} {} {} {}", text(entry, "column"), text(entry, "kind"), text(entry, "fate"), entry["values"])
    };
    found["spreadsheet_damage"].as_array().into_iter().flatten().map(line).collect()
}

#[test]
fn a_sound_file_shows_no_damage() {
    let found =
        page(COLUMNS, &["C1,1,P1,1000000001,2025-02-03,99421", "1234567890123450,1,P1,1000000001,2025-02-03,G2012"]);
    assert_eq!(damage(&found), [""; 0]);
    let chance = [
        "1234567890123450,1,P1,N1,2025-02-03,99421",
        "1234567890123460,1,P1,N1,2025-02-03,99421",
        "1234567890123451,1,P1,N1,2025-02-03,99421",
        "1234567890123452,1,P1,N1,2025-02-03,99421",
    ];
    assert_eq!(damage(&page(COLUMNS, &chance)), [""; 0], "one long identifier in ten ends in a zero");
}

#[test]
fn lost_digits_and_day_numbers_are_rejects_of_their_own() {
    let columns = format!("{COLUMNS},paid_date");
    let rows = [
        "1.67683E+15,1,P1,N1,2025-02-03,99421,",
        "C2,1,1E+09,N1,2025-02-03,99421,",
        "C3,1,P1,N1,45933,99421,",
        "C4,1,P1,N1,45933.0,99421,",
        "C5,1,P1,N1,2025-02-03,99421,45933.5",
        "C6,1,P1,N1,39999,99421,",
        "C7,1,P1,N1,2025-02-03,99421,",
    ];
    let found = page(&columns, &rows);
    let expected = [
        "claim_id scientific_notation rejected 1",
        "patient_id scientific_notation rejected 1",
        "service_date day_numbers rejected 2",
        "paid_date day_numbers unknown 1",
    ];
    assert_eq!(damage(&found), expected);
    assert_eq!(numbers(&found, ["rows_read", "rows_used"]), [7, 2], "a line can do without the date it was paid");
}

#[test]
fn repairs_are_counted_by_column() {
    let columns = format!("{COLUMNS},place_of_service,rendering_specialty");
    let rows = ["C1,1.0,12345.0,1000000001.0,2025-02-03,99421.0,2,8", "C2,1,P1,1000000001.0,2025-02-03,99421,11,11.0"];
    let expected = [
        "line_number repaired repaired 1",
        "patient_id repaired repaired 1",
        "rendering_npi repaired repaired 2",
        "rendering_specialty repaired repaired 1",
        "procedure_code repaired repaired 1",
        "place_of_service repaired repaired 1",
    ];
    let found = page(&columns, &rows);
    assert_eq!(damage(&found), expected);
    assert_eq!(found["files"][0]["repaired_values"], 7, "the sum is the file's");
}

#[test]
fn values_that_are_used_in_spite_of_it_are_named() {
    let columns = format!("{COLUMNS},billing_tin");
    let rows = [
        "1234567890123400,1,P1,N1,2025-02-03,99421,123456789",
        "1234567890123500,1,P1,N1,2025-02-03,100,123456788",
        "C3,1,P1,N1,2025-02-03,1-Mar,123456787",
    ];
    let found = page(&columns, &rows);
    let cut = [
        "claim_id cut_identifiers kept 2",
        "procedure_code codes_as_dates kept 1",
        "procedure_code short_codes kept 1",
    ];
    assert_eq!(damage(&found), cut);
}

#[test]
fn rows_of_one_claim_line_are_told_apart() {
    let columns = format!("{COLUMNS},processed_date");
    let rows = [
        "C1,1,P1,N1,2025-02-03,99421,2025-03-01",
        "C1,1,P1,N1,2025-02-03,99421,2025-03-01",
        "C1,1,P1,N1,2025-02-03,99422,2025-03-02",
        "C1,2,P1,N1,2025-02-03,99213,2025-03-02",
        "C2,1,P1,N1,2025-02-03,99421,2025-03-01",
        "C3,,P1,N1,2025-02-05,99421,2025-03-01",
        "C3,,P1,N1,2025-02-05,99421,2025-03-01",
    ];
    let keys = ["repeated_keys", "rows", "identical_rows", "other_versions", "claims_of_several_patients"];
    let found = page(&columns, &rows);
    assert_eq!(numbers(&found["claim_keys"], keys), [1, 3, 2, 1, 0]);
    assert_eq!(numbers(&found["fates"], ["repeated_row", "superseded"]), [2, 1]);
}

#[test]
fn a_claim_number_of_two_patients_is_a_warning() {
    let rows = [
        "C1,1,P1,N1,2025-02-03,99421",
        "C1,2,P2,N1,2025-02-03,99421",
        "C2,1,P1,N1,2025-02-03,99421",
        "C2,2,P1,N1,2025-02-04,99421",
    ];
    assert_eq!(page(COLUMNS, &rows)["claim_keys"]["claims_of_several_patients"], 1);
}

#[test]
fn diagnoses_of_another_edition_are_noticed_by_date() {
    let columns = format!("{COLUMNS},diagnosis_1,diagnosis_2");
    let rows = [
        "C1,1,P1,N1,2015-09-30,99441,250.00,",
        "C2,1,P1,N1,2015-09-30,99441,E11.9,",
        "C3,1,P1,N1,2015-10-01,99441,25000,E11.9",
        "C4,1,P1,N1,2015-10-01,99441,195662009,V58.69",
        "C5,1,P1,N1,2015-10-01,99441,,",
    ];
    let found = page(&columns, &rows);
    let diagnoses = &found["diagnoses"];
    assert_eq!(numbers(diagnoses, ["rows", "icd_9_from_october_2015", "icd_10_before_october_2015"]), [4, 1, 1]);
    let shape = |name: &str| numbers(&super::entry(&diagnoses["shapes"], "shape", name), ["distinct", "rows"]);
    assert_eq!(["icd_9", "icd_10", "icd_9_or_10", "long_number"].map(shape), [[1, 2], [1, 2], [1, 1], [1, 1]]);
}
