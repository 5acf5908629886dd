//! How bytes become characters: per file, never per cell. Windows-1252, Latin-1, UTF-16, mixtures.

use super::formatted::{HEADER, assert_says, refused, seen};

/// A row whose payer is these bytes.
fn row(claim: &str, payer: &[u8]) -> Vec<u8> {
    [format!("{claim},P-SECRET,N1,2025-02-03,99441,").as_bytes(), payer, b"\n"].concat()
}

fn file(rows: &[Vec<u8>]) -> Vec<u8> {
    [format!("{HEADER}\n").into_bytes(), rows.concat()].concat()
}

#[test]
fn trap_6_the_encoding_is_one_for_the_whole_file() {
    // `Ã©` in Windows-1252 is `é` in UTF-8: read cell by cell, the second payer would be another one.
    let bytes = file(&[row("C1", b"r\xe9gion"), row("C2", b"r\xc3\xa9gion")]);
    assert_eq!(seen("", &bytes), ["1 C1 région", "2 C2 rÃ©gion"]);
}

#[test]
fn trap_6_a_late_accent_turns_the_whole_file() {
    // Far behind the first block that is read, so that rows were handed on before.
    let mut rows = vec![row("C0", b"medicare"); 40_000];
    rows.push(row("C1", b"People\x92s Plan"));
    let found = seen("", file(&rows));
    assert_eq!(found.last().map(String::as_str), Some("40001 C1 people’s plan"));
}

#[test]
fn trap_6_a_mixture_is_an_error_that_names_the_row() {
    for n_before in [1, 20_000] {
        let mut rows = vec![row("C1", "région".as_bytes()); n_before];
        rows.push(row("C2", b"r\xe9gion"));
        rows.push(row("C3", b"medicare"));
        let error = refused("", file(&rows));
        let place = format!("near row {}:", n_before + 1);
        assert_says(&error, &["not UTF-8", &place, "[format] encoding"]);
    }
}

#[test]
fn trap_6_a_mark_promises_utf_8() {
    let bytes = [b"\xef\xbb\xbf".to_vec(), file(&[row("C1", b"r\xe9gion")])].concat();
    assert_says(&refused("", bytes), &["not UTF-8", "near row 1:"]);
}

#[test]
fn trap_6_a_stated_encoding_is_obeyed() {
    let mixed = file(&[row("C1", "é".as_bytes()), row("C2", b"\x92")]);
    assert_eq!(seen("encoding = \"windows-1252\"", &mixed), ["1 C1 Ã©", "2 C2 ’"]);
    assert_eq!(seen("encoding = \"latin-1\"", &mixed), ["1 C1 Ã©", "2 C2 \u{92}"]);
    assert_says(&refused("encoding = \"utf-8\"", &mixed), &["not UTF-8", "near row 2:", "promises"]);
    assert_eq!(seen("encoding = \"utf-8\"", file(&[row("C1", "é".as_bytes())])), ["1 C1 é"]);
}

#[test]
fn trap_6_headers_are_decoded_too() {
    let bytes =
        b"claim_id,patient_id,rendering_npi,service_date,procedure_code,D\xe9but\nC1,P1,N1,2025-02-03,99441,x\n";
    let place = crate::program::Place::with_claims(bytes);
    let run = place.audit("claims.csv", &[]);
    assert_eq!(run.json()["files"][0]["ignored_columns"], serde_json::json!(["Début"]));
}

#[test]
fn unicode_text_of_excel_is_read() {
    let text = format!("{HEADER}\nC1,P1,N1,2025-02-03,99441,régie 🩺\n").replace(',', "\t");
    for (mark, unit) in [
        (0xfeff_u16.to_le_bytes(), u16::to_le_bytes as fn(u16) -> [u8; 2]),
        (0xfeff_u16.to_be_bytes(), u16::to_be_bytes),
    ] {
        let bytes: Vec<u8> = [mark].into_iter().chain(text.encode_utf16().map(unit)).flatten().collect();
        assert_eq!(seen("delimiter = \"\\t\"", &bytes), ["1 C1 régie 🩺"]);
        assert_eq!(seen("delimiter = \"auto\"", &bytes), ["1 C1 régie 🩺"]);
        assert_says(&refused("delimiter = \"auto\"", &bytes[..bytes.len() - 1]), &["not UTF-16"]);
        assert_says(&refused("delimiter = \"auto\"\nencoding = \"utf-8\"", &bytes), &["UTF-16", "[format] encoding"]);
        assert_says(&refused("delimiter = \"auto\"", &bytes[2..]), &["looks like UTF-16", "CSV UTF-8"]);
    }
}
