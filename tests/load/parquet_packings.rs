//! Parquet as other programs pack it: Snappy is what Spark and pandas write when nobody says otherwise.

use std::path::Path;

use crate::program::Place;

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
