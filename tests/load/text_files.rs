//! How CSV may be written: quotes, newlines in values, line ends, blank lines, encodings. Row numbers stay right.

use super::EYE;
use crate::program::Place;

const HEADER: &str = "claim_id,patient_id,rendering_npi,service_date,procedure_code,payer,note";

/// Claim id and row of every finding in a file of these bytes.
fn places(content: impl AsRef<[u8]>) -> Vec<(String, String)> {
    let place = Place::with_claims(content);
    let run = place.audit("claims.csv", &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    place.found(EYE, "claim_id").into_iter().zip(place.found(EYE, "source_row")).collect()
}

fn expected(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter().map(|(claim, row)| ((*claim).to_owned(), (*row).to_owned())).collect()
}

fn row(claim: &str, note: &str) -> String {
    format!("{claim},P{claim},N1,2025-02-03,99441,medicare,{note}")
}

#[test]
fn newlines_commas_and_quotes_in_quotes_belong_to_the_value() {
    let notes = ["\"two\nlines\"", "\"a, b\"", "\"he said \"\"no\"\"\"", "\"\r\n\r\n\"", ""];
    let rows: Vec<String> = (1..).zip(notes).map(|(n, note)| row(&format!("C{n}"), note)).collect();
    let found = places(format!("{HEADER}\n{}\n", rows.join("\n")));
    assert_eq!(found, expected(&[("C1", "1"), ("C2", "2"), ("C3", "3"), ("C4", "4"), ("C5", "5")]));
}

#[test]
fn a_quoted_newline_within_an_identifier_is_a_reject() {
    // Nobody writes one on purpose: it is the trace of a quote that was opened and not closed.
    let content = format!("{HEADER}\n\"C\n1\",P1,N1,2025-02-03,99441,medicare,\n{}\n", row("C2", ""));
    let place = Place::with_claims(content);
    let run = place.audit("claims.csv", &[]);
    assert_eq!((run.code, run.fates().as_str()), (3, "audited=1 rejected=1"), "{}", run.stderr);
}

#[test]
fn every_kind_of_line_end_is_one() {
    let lines = [HEADER.to_owned(), row("C1", ""), row("C2", "x")];
    for end in ["\n", "\r\n", "\r"] {
        let found = places(lines.join(end) + end);
        assert_eq!(found, expected(&[("C1", "1"), ("C2", "2")]), "{end:?}");
        assert_eq!(places(lines.join(end)), found, "the last line needs no end: {end:?}");
    }
}

#[test]
fn blank_lines_are_no_rows() {
    let content = format!("{HEADER}\n\n{}\n\n\n{}\n\n", row("C1", ""), row("C2", ""));
    let place = Place::with_claims(content);
    let run = place.audit("claims.csv", &[]);
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=2"), "{}", run.stderr);
}

#[test]
fn what_is_not_utf_8_is_windows_1252() {
    for (bytes, text) in [(&b"Caisse r\xe9gionale"[..], "caisse régionale"), (b"People\x92s Plan", "people’s plan")]
    {
        let mut content = format!("{HEADER}\nC1,P1,N1,2025-02-03,99441,").into_bytes();
        content.extend(bytes);
        content.extend(b",\n");
        let place = Place::with_claims(content);
        assert_eq!(place.audit("claims.csv", &[]).code, 0);
        assert_eq!(place.found(EYE, "payer"), [text]);
    }
}

#[test]
fn utf_8_is_kept() {
    let place = Place::with_claims(format!("{HEADER}\nÇ1,P1,N1,2025-02-03,99441,régionale,\n"));
    assert_eq!(place.audit("claims.csv", &[]).code, 0);
    assert_eq!(
        (place.found(EYE, "claim_id"), place.found(EYE, "payer")),
        (vec!["Ç1".into()], vec!["régionale".into()])
    );
}

#[test]
fn ragged_rows_do_not_shift_the_numbers_of_others() {
    let content = format!("{HEADER}\n{}\nC2,P2\n{},extra\n{}\n", row("C1", ""), row("C3", ""), row("C4", ""));
    let place = Place::with_claims(content);
    let run = place.audit("claims.csv", &[]);
    assert_eq!((run.code, run.fates().as_str()), (3, "audited=2 rejected=2"));
    assert_eq!(place.found(EYE, "source_row"), ["1", "4"]);
    assert_eq!(place.table("report/rejects.parquet").column("row"), ["2", "3"]);
}
