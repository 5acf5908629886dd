//! Every form of a value in a layout: first of a list, parts, words, padding, joined texts, and what each does with
//! blanks, typed columns and columns that are not there.

use std::fmt::Write as _;
use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Float64Array, Int64Array, TimestampMicrosecondArray};

use super::{EYE, parquet_file, texts};
use crate::program::{Place, Row, Run, csv_text};

const NEEDED: [(&str, &str); 5] = [
    ("claim_id", "\"CLM\""),
    ("patient_id", "\"BENE\""),
    ("rendering_npi", "\"PRF\""),
    ("service_date", "\"DOS\""),
    ("procedure_code", "\"HCPCS\""),
];

/// A layout of the needed columns, those named in `own` written otherwise, and more columns and tables.
fn layout(own: &[(&str, &str)], more: &str) -> String {
    let mut text = String::from("name = \"mine\"\ndescription = \"a test\"\n[columns]\n");
    for (name, value) in NEEDED {
        let value = own.iter().find(|(known, _)| *known == name).map_or(value, |(_, value)| value);
        let _ = writeln!(text, "{name} = {value}");
    }
    for (name, value) in own.iter().filter(|(name, _)| NEEDED.iter().all(|(known, _)| known != name)) {
        let _ = writeln!(text, "{name} = {value}");
    }
    text + more
}

fn audit(own: &[(&str, &str)], more: &str, file: (&str, Vec<u8>)) -> (Place, Run) {
    let place = Place::new();
    place.write("mine.toml", layout(own, more));
    place.write(file.0, file.1);
    let run = place.audit(file.0, &["--layout", "mine.toml"]);
    (place, run)
}

/// The lines as read, in the order of claim numbers.
fn rows(own: &[(&str, &str)], more: &str, columns: &str, lines: &[&str]) -> Vec<Row> {
    let (place, run) = audit(own, more, ("claims.csv", csv_text(columns, lines).into()));
    assert_eq!(run.code, 0, "{own:?}: {}", run.stderr);
    place.findings().into_iter().filter(|row| row["rule"] == EYE).collect()
}

fn column(rows: &[Row], name: &str) -> Vec<String> {
    rows.iter().map(|row| row[name].clone()).collect()
}

const COLUMNS: &str = "CLM,BENE,PRF,DOS,HCPCS,A,B";

#[test]
fn the_first_value_that_is_not_blank() {
    let lines = [
        "C1,P1,N1,2025-02-03,99441,x,y",
        "C2,P1,N1,2025-02-03,99441,,y",
        "C3,P1,N1,2025-02-03,99441, NULL ,y",
        "C4,P1,N1,2025-02-03,99441,,",
    ];
    for value in
        ["[\"A\", \"B\"]", "{ first = [\"A\", \"B\"] }", "[\"NOT THERE\", \"A\", \"B\"]", "[{ column = \"A\" }, \"B\"]"]
    {
        let found = rows(&[("billing_tin", value)], "", COLUMNS, &lines);
        assert_eq!(column(&found, "billing_tin"), ["x", "y", "y", ""], "{value}");
    }
    let found = rows(&[("billing_tin", "[\"A\", { constant = \"Z\" }]")], "", COLUMNS, &lines);
    assert_eq!(column(&found, "billing_tin"), ["x", "Z", "Z", "Z"]);
    let found = rows(&[("billing_tin", "[\"NOT THERE\", { constant = \"Z\" }]")], "", COLUMNS, &lines);
    assert_eq!(column(&found, "billing_tin"), ["Z", "Z", "Z", "Z"]);
}

#[test]
fn a_needed_value_of_a_list_may_come_from_any_column() {
    let own = [("rendering_npi", "[\"NEW\", \"PRF\"]")];
    assert_eq!(column(&rows(&own, "", COLUMNS, &["C1,P1,N1,2025-02-03,99441,,"]), "rendering_npi"), ["N1"]);
    let (_, run) = audit(&own, "", ("claims.csv", "CLM,BENE,DOS,HCPCS\n".into()));
    assert!(run.code == 2 && run.stderr.contains("NEW or PRF"), "{}", run.stderr);
    let (place, run) =
        audit(&own, "", ("claims.csv", csv_text("CLM,BENE,PRF,NEW,DOS,HCPCS", &["C1,P1,,,2025-02-03,99441"]).into()));
    assert_eq!(
        (run.code, place.table("report/rejects.parquet").column("column")),
        (3, vec!["rendering_npi".to_owned()])
    );
}

#[test]
fn a_date_of_several_columns_has_one_notation() {
    let lines = ["C1,P1,N1,,99441,02/03/2025,20250301", "C2,P1,N1,,99441,,02/04/2025", "C3,P1,N1,,99441,2025-02-05,"];
    let own = [("service_date", "{ first = [\"DOS\", \"A\", \"B\"], date = \"%m/%d/%Y\" }")];
    let found = rows(&own, "[format]\ndate = \"%Y%m%d\"\n", COLUMNS, &lines);
    assert_eq!(column(&found, "service_date"), ["2025-02-03", "2025-02-04", "2025-02-05"]);
}

#[test]
fn a_date_beside_a_part_and_beside_joined_texts() {
    let part = [("service_date", "{ column = \"A\", split = \"/\", part = 2, date = \"%d.%m.%Y\" }")];
    let found = rows(&part, "", COLUMNS, &["C1,P1,N1,,99441,X/3.2.2025/Y,"]);
    assert_eq!(column(&found, "service_date"), ["2025-02-03"]);
    let joined = [("service_date", "{ concat = [\"A\", \"B\"], with = \"-\", date = \"%d-%b-%Y\" }")];
    let found = rows(&joined, "", COLUMNS, &["C1,P1,N1,,99441,03,FEB-2025"]);
    assert_eq!(column(&found, "service_date"), ["2025-02-03"]);
}

#[test]
fn a_time_of_two_columns() {
    let own = [
        ("start_time", "{ concat = [\"DOS\", \"A\"], with = \" \", time = \"%Y-%m-%d %H:%M\" }"),
        ("end_time", "{ concat = [\"DOS\", \"B\"], with = \" \", time = [\"%Y-%m-%d %Hh%M\", \"%Y-%m-%d %H:%M\"] }"),
    ];
    let lines = ["C1,P1,N1,2025-02-03,98016,10:00,10h20", "C2,P2,N1,2025-02-03,98016,10:10,10:30"];
    let (place, run) = audit(&own, "", ("claims.csv", csv_text(COLUMNS, &lines).into()));
    let messages = place.found("overlapping_time", "message");
    assert_eq!((run.code, messages.len()), (0, 1), "{}", run.stderr);
    assert!(messages[0].contains("2025-02-03 10:00:00 to 10:20:00"), "{}", messages[0]);
}

#[test]
fn dates_of_typed_columns_in_lists() {
    let own = [("service_date", "[\"LINE_DATE\", \"CLAIM_DATE\"]")];
    let claim: ArrayRef = texts(&["2025-02-03", "2025-02-03"]);
    let day = 20_123;
    let lines: [ArrayRef; 5] = [
        Arc::new(Date32Array::from(vec![Some(day), None])),
        Arc::new(TimestampMicrosecondArray::from(vec![Some(i64::from(day) * 86_400_000_000 + 5), None])),
        Arc::new(
            TimestampMicrosecondArray::from(vec![Some(i64::from(day) * 86_400_000_000), None]).with_timezone("UTC"),
        ),
        Arc::new(Int64Array::from(vec![Some(20_250_204), None])),
        Arc::new(Float64Array::from(vec![Some(20_250_204.0), None])),
    ];
    for line in lines {
        let kind = line.data_type().to_string();
        let columns = vec![
            ("CLM", texts(&["C1", "C2"])),
            ("BENE", texts(&["P1", "P2"])),
            ("PRF", texts(&["N1", "N1"])),
            ("HCPCS", texts(&["99441", "99441"])),
            ("LINE_DATE", line),
            ("CLAIM_DATE", claim.clone()),
        ];
        for more in ["", "[format]\ndate = [\"%Y%m%d\", \"%m/%d/%Y\"]\n"] {
            let (place, run) = audit(&own, more, ("claims.parquet", parquet_file(columns.clone(), 10)));
            assert_eq!(run.code, 0, "{kind}: {}", run.stderr);
            assert_eq!(place.found(EYE, "service_date"), ["2025-02-04", "2025-02-03"], "{kind}");
        }
    }
}

#[test]
fn their_words_become_ours() {
    let lines = [
        "C1,P1,N1,2025-02-03,99441,B,",
        "C2,P1,N1,2025-02-03,99441, mc ,",
        "C3,P1,N1,2025-02-03,99441,Zed,",
        "C4,P1,N1,2025-02-03,99441,,",
        "C5,P1,N1,2025-02-03,99441,1.0,",
        "C6,P1,N1,2025-02-03,99441,É,",
    ];
    let words = "{ \"b\" = \"medicare\", \"MC\" = \"medicaid\", \"1\" = \"commercial\", \"é\" = \"acme\" }";
    let payer = |value: &str| column(&rows(&[("payer", value)], "", COLUMNS, &lines), "payer");
    let value = format!("{{ column = \"A\", map = {words} }}");
    assert_eq!(payer(&value), ["medicare", "medicaid", "zed", "", "commercial", "acme"]);
    let value = format!("{{ column = \"A\", map = {words}, otherwise = \"other\" }}");
    assert_eq!(payer(&value), ["medicare", "medicaid", "other", "", "commercial", "acme"], "a blank stays blank");
    let value = "{ column = \"A\", map = { \"\" = \"medicare\" }, otherwise = \"other\" }";
    assert_eq!(payer(value), ["other", "other", "other", "medicare", "other", "other"]);
    let value = format!("{{ first = [\"B\", \"A\"], map = {words} }}");
    assert_eq!(payer(&value)[0], "medicare");
}

#[test]
fn zeros_that_a_number_format_lost_are_put_back() {
    let lines = [
        "C1,P1,N1,2025-02-03,99441,62301312,",
        "C2,P1,N1,2025-02-03,99441,62301312.0,",
        "C3,P1,N1,2025-02-03,99441,062301312,",
        "C4,P1,N1,2025-02-03,99441,T-12,",
        "C5,P1,N1,2025-02-03,99441,,",
        "C6,P1,N1,2025-02-03,99441,1234567890,",
    ];
    let found = rows(&[("billing_tin", "{ column = \"A\", pad = 9 }")], "", COLUMNS, &lines);
    assert_eq!(column(&found, "billing_tin"), ["062301312", "062301312", "062301312", "T-12", "", "1234567890"]);
    let padded_first = [("billing_tin", "{ column = \"A\", pad = 3, map = { \"007\" = \"seven\" } }")];
    let found = rows(&padded_first, "", COLUMNS, &["C1,P1,N1,2025-02-03,99441,7,"]);
    assert_eq!(column(&found, "billing_tin"), ["seven"]);
}

#[test]
fn values_joined_to_one() {
    let own =
        [("claim_id", "{ concat = [\"CLM\", \"A\", { column = \"B\", split = \":\", part = 2 }], with = \"-\" }")];
    let found = rows(&own, "", COLUMNS, &["C1,P1,N1,2025-02-03,99441,x,q:7"]);
    assert_eq!(column(&found, "claim_id"), ["C1-x-7"]);
    // Blank when a part is blank: a number that lacks a part does not become another one.
    for blank in [",P1,N1,2025-02-03,99441,x,q:7", "C2,P1,N1,2025-02-03,99441,,q:7", "C2,P1,N1,2025-02-03,99441,x,q"] {
        let (place, run) = audit(&own, "", ("claims.csv", csv_text(COLUMNS, &[blank]).into()));
        let rejected = place.table("report/rejects.parquet").column("column");
        assert_eq!((run.code, rejected), (3, vec!["claim_id".to_owned()]), "{blank}");
    }
    let (_, run) = audit(&own, "", ("claims.csv", "CLM,BENE,PRF,DOS,HCPCS,A\n".into()));
    assert!(run.code == 2 && run.stderr.contains("`claim_id`") && run.stderr.contains('B'), "{}", run.stderr);
}

#[test]
fn the_place_in_a_wide_row_may_be_part_of_a_text() {
    let own = [
        ("claim_id", "{ concat = [\"CLM\", { slot = true }], with = \".\" }"),
        ("procedure_code", "\"CODE_{i}\""),
        ("billing_tin", "[\"TIN_{i}\", \"A\"]"),
    ];
    let more = "[repeat]\ncount = 2\nline_present = [\"CODE_{i}\"]\n";
    let found = rows(&own, more, "CLM,BENE,PRF,DOS,CODE_1,CODE_2,TIN_2,A", &["C1,P1,N1,2025-02-03,99441,99442,T2,T"]);
    assert_eq!(column(&found, "claim_id"), ["C1.1", "C1.2"]);
    assert_eq!(column(&found, "billing_tin"), ["T", "T2"]);
}
