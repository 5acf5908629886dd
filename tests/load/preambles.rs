//! Where the header stands: behind other rows, spread over several, nowhere.

use super::formatted::{HEADER, assert_says, refused, seen};

const ROWS: &str = "C1,P-SECRET,N1,2025-02-03,99441,a\nC2,P-SECRET,N1,2025-02-04,99441,b\n";

#[test]
fn trap_5_rows_before_the_header_are_passed_over() {
    for (n, preamble) in
        [(1, "Claims of Q1"), (3, "Claims of Q1,,\n\"printed, by\n"), (4, "a,b\n\nx;y\n\u{a9} of nobody")]
    {
        let content = format!("{preamble}\n{HEADER}\n\n{ROWS}");
        for content in [content.clone(), content.replace('\n', "\r\n"), content.replace('\n', "\r")] {
            assert_eq!(seen(&format!("skip_rows = {n}"), content), ["1 C1 a", "2 C2 b"], "{preamble}");
        }
    }
}

#[test]
fn trap_5_a_long_preamble_is_passed_over() {
    let content = format!("{}{HEADER}\n{ROWS}", format!("{}\n", "x".repeat(9_999)).repeat(20));
    assert_eq!(seen("skip_rows = 20", content), ["1 C1 a", "2 C2 b"]);
}

#[test]
fn trap_5_a_first_row_that_is_no_header_asks_for_skip_rows() {
    let error = refused("", format!("Claims of P-SECRET,,,,,\n{HEADER}\n{ROWS}"));
    assert_says(&error, &["does not look like a header", "skip_rows"]);
    assert_says(
        &refused("", format!("Claims of P-SECRET\n{HEADER}\n{ROWS}")),
        &["does not look like a header", "skip_rows"],
    );
    assert_says(&refused("skip_rows = 9", format!("{HEADER}\n{ROWS}")), &["nothing behind the 9 rows"]);
}

#[test]
fn trap_5_a_header_of_several_rows_is_joined_column_by_column() {
    // As in CMS's PPRRVU: most words stand in the last row, blank columns at the end.
    let header = "Claim,,RENDERING,\"Service\n\",,,\nID,patient_id,NPI,Date,PROCEDURE_CODE,payer,\n,,,,,,\n";
    let content = format!("A title\n{header}{}", ROWS.replace('\n', ",\n"));
    assert_eq!(seen("skip_rows = 1\nheader_rows = 3", content), ["1 C1 a", "2 C2 b"]);
}

#[test]
fn trap_5_rows_of_a_joined_header_may_differ_in_length() {
    let content = format!("Claim\nID{},payer\n{ROWS}", &HEADER["claim_id".len()..HEADER.len() - ",payer".len()]);
    assert_eq!(seen("header_rows = 2", content), ["1 C1 a", "2 C2 b"]);
}

#[test]
fn a_file_without_header_has_the_layout_s_names() {
    let names: Vec<String> = HEADER.split(',').map(|name| format!("\"{name}\"")).collect();
    let format = format!("header_rows = 0\nnames = [{}]", names.join(", "));
    assert_eq!(seen(&format, ROWS), ["1 C1 a", "2 C2 b"]);
    let error = refused(&format, ROWS.replace(",a", "").replace(",b", ""));
    assert_says(&error, &["none of its 2 rows", "(6)", "the first one has 5"]);
}

#[test]
fn trap_17_a_header_alone_is_valid_and_nothing_is_not() {
    for format in ["", "delimiter = \"auto\"", "skip_rows = 1"] {
        let title = if format.starts_with("skip") { "title\n" } else { "" };
        assert_eq!(seen(format, format!("{title}{HEADER}\n")), [""; 0]);
        assert_says(&refused(format, ""), &["is empty"]);
    }
    assert_says(&refused("", "\n\n"), &["is empty"]);
}
