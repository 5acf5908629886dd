//! How full the columns are: blanks, words for nothing, files without a column, composites, wide rows.

use serde_json::Value;

use super::{COLUMNS, entry, numbers, page};
use crate::program::{Place, csv_text};

const KEYS: [&str; 3] = ["with_value", "blank", "without_column"];

fn column(found: &Value, name: &str) -> [u64; 3] {
    numbers(&entry(&found["fields"], "column", name), KEYS)
}

#[test]
fn blanks_and_words_for_nothing_are_missing() {
    let columns = format!("{COLUMNS},units,payer,claim_status");
    let rows = [
        "C1,1,P1,N1,2025-02-03,99421,1,medicare,paid",
        "C2,1,P1,N1,2025-02-03,99421,,null,",
        "C3,1,P1,N1,2025-02-03,99421,  ,N/A,",
        "C4,,P1,N1,never,99421,0,nan,",
    ];
    let found = page(&columns, &rows);
    assert_eq!([column(&found, "units"), column(&found, "payer")], [[2, 2, 0], [1, 3, 0]], "a default is no value");
    assert_eq!([column(&found, "line_number"), column(&found, "claim_status")], [[3, 1, 0], [1, 3, 0]]);
    assert_eq!(entry(&found["fields"], "column", "payer")["missing_percent"], 75.0);
    assert_eq!(entry(&found["fields"], "column", "minutes"), Value::Null, "absent from every file");
    let absent = found["columns_absent"].as_array().cloned().unwrap_or_default();
    assert!(absent.contains(&"minutes".into()) && !absent.contains(&"units".into()), "{absent:?}");
    assert_eq!(absent.len() + found["fields"].as_array().map_or(0, Vec::len), 45, "every column is one or the other");
}

#[test]
fn files_that_lack_a_column_are_told_apart() {
    let place = Place::new();
    place.write(
        "a.csv",
        csv_text(&format!("{COLUMNS},units"), &["C1,1,P1,N1,2025-02-03,99421,1", "C2,1,P1,N1,2025-02-03,99421,"]),
    );
    place.write("b.csv", csv_text(COLUMNS, &["C3,1,P1,N1,2025-02-03,99421"]));
    let found = place.run(&["check", "*.csv", "--json"]).json();
    assert_eq!(column(&found, "units"), [1, 1, 1]);
    let file = |name: &str| entry(&found["files"], "file", name);
    assert_eq!(file("a.csv")["columns_lacking"], serde_json::json!([]));
    assert_eq!(file("b.csv")["columns_lacking"], serde_json::json!(["units"]));
    assert_eq!(
        (&file("a.csv")["with_value"]["units"], &file("b.csv")["with_value"]["units"]),
        (&1.into(), &Value::Null)
    );
    let text = place.run(&["check", "a.csv", "b.csv"]).stdout;
    assert!(text.contains("! b.csv lacks columns that other files have: units"), "{text}");
}

#[test]
fn modifiers_in_composite_codes_are_modifiers() {
    let rows = ["C1,1,P1,N1,2025-02-03,HC:99421:95", "C2,1,P1,N1,2025-02-03,99421", "C3,1,P1,N1,2025-02-03,HC:99421"];
    assert_eq!(column(&page(COLUMNS, &rows), "modifier_1"), [1, 2, 0]);
}

#[test]
fn the_place_in_a_wide_row_is_a_line_number() {
    let layout = "name = \"w\"\ndescription = \"d\"\n[columns]\nclaim_id = \"c\"\nline_number = { slot = true }\npatient_id = \"p\"\nrendering_npi = \"n\"\nservice_date = \"d\"\nprocedure_code = \"x{i}\"\n[repeat]\ncount = 2\nline_present = [\"x{i}\"]\n";
    let place = Place::with_claims("c,p,n,d,x1,x2\nC1,P1,N1,2025-02-03,99421,99213\nC2,P1,N1,2025-02-03,99421,\n");
    place.write("w.toml", layout);
    let found = place.run(&["check", "claims.csv", "--layout", "w.toml", "--json"]).json();
    assert_eq!(column(&found, "line_number"), [3, 0, 0]);
    assert_eq!(numbers(&found["files"][0], ["source_rows", "rows_read", "empty_slots"]), [2, 3, 1]);
}

#[test]
fn a_share_never_hides_the_last_blank() {
    let columns = format!("{COLUMNS},payer");
    let rows: Vec<String> = (0..2_001)
        .map(|at| format!("C{at},1,P1,N1,2025-02-03,85025,{}", if at == 7 { "" } else { "medicare" }))
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    assert_eq!(entry(&page(&columns, &rows)["fields"], "column", "payer")["missing_percent"], 0.1);
}
