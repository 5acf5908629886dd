//! Ways a table may be packed: gzip, zstd, archives that are no workbook, Parquet, quotes that are never closed.

use std::io::Write as _;

use super::cms_files::{Kind, fixture, load_text, summary};
use super::{needed_columns, parquet_file};

#[test]
fn packed_text_is_unpacked() {
    let plain = std::fs::read(fixture("PPRRVU25_JAN.csv")).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&plain).unwrap();
    for (name, packed) in [
        ("PPRRVU25_JAN.csv.gz", gzip.finish().unwrap()),
        ("PPRRVU25_JAN.csv.zst", zstd::encode_all(plain.as_slice(), 0).unwrap()),
    ] {
        let tables = load_text(Kind::Fees, name, packed).unwrap();
        assert_eq!(summary(&tables), ["fee_schedule: 2025 January 2025-01-01..2025-12-31 12 rows"]);
    }
}

#[test]
fn what_is_no_table_is_refused() {
    let workbook = std::fs::read(fixture("ccipra-v302r0-f3.xlsx")).unwrap();
    let mut renamed = workbook.clone();
    let places: Vec<usize> = (0..workbook.len()).filter(|at| workbook[*at..].starts_with(b"xl/workbook.xml")).collect();
    for at in places {
        renamed[at + 3..at + 7].copy_from_slice(b"note");
    }
    for (name, content, expected) in [
        ("ccipra-v302r0-f3.zip", b"PK\x03\x04 and then nothing".to_vec(), "is a zip archive that is cut short"),
        ("ccipra-v302r0-f3.xlsx", renamed, "is a zip archive but not an xlsx workbook"),
        ("ccipra-v302r0-f3.xlsx", workbook[..workbook.len() / 2].to_vec(), "is a zip archive that is cut short"),
        ("ccipra-v302r0-f3.parquet", parquet_file(needed_columns(1), 10), "is Parquet; expected CMS's own"),
        ("ccipra-v302r0-f3.csv", b"Column 1,Column 2\n99421,\"98970\n".to_vec(), "a quote is opened and never closed"),
        ("ccipra-v302r0-f3.csv", b"\xff\xfeC\0o\0l\0".to_vec(), "is UTF-16; save it as CSV UTF-8"),
    ] {
        let error = load_text(Kind::Pairs, name, content).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}
