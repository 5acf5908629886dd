//! Packed files: zip archives of one file and of several, archives cut short, files that would unpack to anything.

use std::io::Write as _;

use super::formatted::{HEADER, assert_says};
use super::zip::{long_zip_of, zip_of};
use super::{EYE, needed_columns, parquet_file};
use crate::program::Place;

fn text() -> String {
    format!("{HEADER}\nC1,P-SECRET,N1,2025-02-03,99441,medicare\n")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(bytes).and_then(|()| writer.finish()).unwrap_or_default()
}

/// Checks that the file is read as what [`text`] holds.
fn assert_read(name: &str, content: &[u8]) {
    let place = Place::new();
    place.write(name, content);
    let run = place.audit(name, &[]);
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=1"), "{name}: {}", run.stderr);
    assert_eq!(
        (place.found(EYE, "payer").concat(), place.found(EYE, "source_file").concat()),
        ("medicare".into(), name.into())
    );
}

/// The error of a file that is refused.
fn refused(name: &str, content: &[u8]) -> String {
    let place = Place::new();
    place.write(name, content);
    let run = place.audit(name, &[]);
    assert_eq!((run.code, run.stderr.trim().lines().count()), (2, 1), "{}", run.stderr);
    assert!(run.stderr.contains(name) && !run.stderr.contains("P-SECRET"), "{}", run.stderr);
    run.stderr
}

#[test]
fn a_zip_of_one_file_is_that_file() {
    let text = text();
    for is_deflated in [true, false] {
        assert_read("claims.zip", &zip_of(&[("claims.csv", text.as_bytes(), is_deflated)]));
    }
    assert_read("claims.csv", &zip_of(&[("folder/export", text.as_bytes(), true)]));
}

#[test]
fn a_zip_may_write_its_numbers_long() {
    let archive = long_zip_of("claims.csv", text().as_bytes());
    assert_read("claims.zip", &archive);
    let at = archive.windows(4).rposition(|window| window == b"PK\x06\x07").unwrap_or(0);
    assert_says(&refused("claims.zip", &[&archive[..at], &archive[at + 20..]].concat()), &["cut short or damaged"]);
}

#[test]
fn what_lies_beside_the_data_is_passed_over() {
    let text = text();
    let archive = zip_of(&[
        ("claims/", b"", false),
        ("claims/readme.pdf", b"%PDF", false),
        ("claims/Claims.CSV", text.as_bytes(), true),
        ("__MACOSX/claims/._Claims.CSV", b"x", false),
        ("claims/.hidden.csv", b"x", false),
    ]);
    assert_read("claims.zip", &archive);
}

#[test]
fn a_zip_of_several_files_says_how_many() {
    let text = text();
    let files = [("a.csv", text.as_bytes(), true), ("b.csv", text.as_bytes(), true), ("notes.pdf", b"x", false)];
    assert_says(&refused("claims.zip", &zip_of(&files)), &["zip archive of 2 files", "unpack it"]);
    assert_says(&refused("claims.zip", &zip_of(&[("a", b"x", false), ("b", b"y", false)])), &["of 2 files"]);
    assert_says(&refused("claims.zip", &zip_of(&[])), &["without files"]);
}

#[test]
fn a_damaged_zip_gives_no_rows() {
    let rows: Vec<String> = (0..5_000).map(|n| format!("C{n},P-SECRET,N1,2025-02-03,99441,medicare\n")).collect();
    let rows = rows.concat();
    let good = zip_of(&[("claims.csv", format!("{HEADER}\n{rows}").as_bytes(), true)]);
    assert_says(&refused("claims.zip", &good[..good.len() / 2]), &["cut short or damaged"]);
    assert_says(&refused("claims.zip", b"PK\x03\x04\x14\0\x08\0"), &["cut short or damaged"]);
    let stored = zip_of(&[("claims.csv", format!("{HEADER}\n{rows}").as_bytes(), false)]);
    let mut changed = stored.clone();
    changed[stored.len() / 2] ^= 1;
    assert_says(&refused("claims.zip", &changed), &["could not be read to its end", "checksum"]);
    let mut encrypted = stored;
    let directory = encrypted.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap_or(0);
    encrypted[directory + 8] |= 1;
    assert_says(&refused("claims.zip", &encrypted), &["encrypted"]);
    encrypted[directory + 8] = 0;
    encrypted[directory + 10] = 12;
    assert_says(&refused("claims.zip", &encrypted), &["method 12", "unpack it"]);
}

#[test]
fn what_is_packed_must_be_text() {
    let parquet = parquet_file(needed_columns(1), 10);
    assert_says(&refused("a.parquet.gz", &gzip(&parquet)), &["Parquet that was packed again"]);
    assert_says(&refused("a.zip", &zip_of(&[("a.parquet", &parquet, false)])), &["Parquet that was packed again"]);
    assert_says(&refused("a.csv.gz", &gzip(&gzip(text().as_bytes()))), &["packed twice"]);
    assert_says(&refused("a.csv.gz", &gzip(b"%PDF-1.7 and so on")), &["is a PDF"]);
    assert_says(&refused("a.csv.gz", &gzip(b"")), &["is empty"]);
}

#[test]
fn a_file_that_unpacks_to_far_too_much_is_refused() {
    // 70 megabytes of blank lines in some 70 kilobytes: more than 250 times its size, and more than 64 MiB.
    let mut content = text().into_bytes();
    content.resize(70 << 20, b'\n');
    let files = [
        ("a.csv.gz", gzip(&content)),
        ("a.csv.zst", zstd::encode_all(content.as_slice(), 1).unwrap_or_default()),
        ("a.zip", zip_of(&[("a.csv", &content, true)])),
    ];
    for (name, packed) in files {
        assert!(!packed.is_empty() && packed.len() * 250 < content.len(), "{name}: {}", packed.len());
        assert_says(&refused(name, &packed), &["more than 250 times its size", "unpack it first"]);
    }
    // As much again, but of honest size: it is read.
    assert_read("a.zip", &zip_of(&[("a.csv", &content, false)]));
}
