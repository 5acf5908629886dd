//! Parquet as other programs pack it: Snappy is what Spark and pandas write when nobody says otherwise.

use std::path::Path;

use super::formatted::assert_says;
use crate::program::{Place, Run};

/// What `claimsweep` finds in the same twelve lines, packed by pyarrow in one way; the file's name is left out.
fn found(packing: &str) -> Vec<Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/parquet");
    let place = Place::new();
    place.write("claims.parquet", std::fs::read(folder.join(format!("{packing}.parquet"))).expect("a fixture"));
    let run = place.audit("claims.parquet", &[]);
    assert_eq!(run.code, 0, "{packing}: {}", run.stderr);
    assert_eq!(run.json()["accounting"]["rows_read"], 12);
    place.findings().into_iter().map(|row| row.into_values().collect()).collect()
}

#[test]
fn every_packing_gives_the_same_findings() {
    let expected = found("none");
    assert!(!expected.is_empty());
    for packing in ["snappy", "gzip", "brotli", "lz4", "zstd"] {
        assert_eq!(found(packing), expected, "{packing}");
    }
}

/// A file whose pages have checksums, with one byte of a text changed where the first is found.
fn audited_with(changed: Option<(&[u8], u8)>) -> Run {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/parquet/checksums.parquet");
    let mut bytes = std::fs::read(path).expect("a fixture");
    if let Some((text, byte)) = changed {
        let at = bytes.windows(text.len()).position(|window| window == text).expect("a text of the fixture");
        bytes[at] = byte;
    }
    let place = Place::new();
    place.write("claims.parquet", bytes);
    place.audit("claims.parquet", &[])
}

#[test]
fn a_page_that_was_damaged_is_refused_by_its_checksum() {
    assert_eq!(audited_with(None).code, 0);
    // The changed text would be as good a claim number as the other.
    let run = audited_with(Some((b"C1", b'D')));
    assert_eq!((run.code, run.stderr.trim().lines().count()), (2, 1), "{}", run.stderr);
    assert_says(&run.stderr, &["could not be read as Parquet", "column `claim_id`", "checksum"]);
}

#[test]
fn the_old_timestamps_of_spark_reach_beyond_nanoseconds() {
    // The same twelve lines with their dates as INT96, the last of which is that of no known date.
    let place = Place::new();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/parquet/int96.parquet");
    place.write("claims.parquet", std::fs::read(path).expect("a fixture"));
    let run = place.audit("claims.parquet", &["--format", "parquet,csv"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    let rejects = place.table("report/rejects.parquet").rows();
    assert_eq!(rejects.len(), 1);
    assert_eq!((rejects[0]["row"].as_str(), rejects[0]["column"].as_str()), ("12", "service_date"));
}
