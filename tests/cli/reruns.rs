//! Same input and settings, same bytes: run after run, whatever the number of threads and the folder.

use std::collections::BTreeMap;

use crate::program::Place;

/// Synthetic claims with every scenario that makes a rule fire, in two files.
fn place() -> Place {
    let place = Place::new();
    for (name, seed) in [("a.csv", "3"), ("b.parquet", "4")] {
        let run = place.run(&["synth", name, "--lines", "3000", "--seed", seed]);
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    place
}

fn report(place: &Place, out: &str, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let audit = ["audit", "--claims", "a.csv", "b.parquet", "--out", out];
    let run = place.run(&[&audit[..], more].concat());
    assert!([0, 3].contains(&run.code), "{more:?}: {}", run.stderr);
    place.files(out)
}

#[test]
fn reports_are_identical_byte_for_byte() {
    let place = place();
    let first = report(&place, "report", &[]);
    assert_eq!(first.len(), 9);
    let cases: [(&str, &[&str]); 4] = [
        ("report", &[]),
        ("elsewhere", &["--log-format", "json"]),
        ("one", &["--threads", "1"]),
        ("two", &["--threads", "2", "--quiet"]),
    ];
    for (out, more) in cases {
        for (name, bytes) in report(&place, out, more) {
            assert!(first.get(&name) == Some(&bytes), "{name} differs with {more:?} in {out}");
        }
    }
}

#[test]
fn the_order_in_which_files_are_named_does_not_matter() {
    let place = place();
    let first = report(&place, "report", &[]);
    let run = place.run(&["audit", "--claims", "b.parquet", "a.csv", "b.parquet", "--out", "turned"]);
    assert!([0, 3].contains(&run.code), "{}", run.stderr);
    assert!(first == place.files("turned"));
}

#[test]
fn synthetic_claims_are_the_same_for_the_same_seed() {
    let (one, other) = (place(), place());
    assert!(one.files("") == other.files(""));
    let run = one.run(&["synth", "a.csv", "--lines", "3000", "--seed", "5"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert!(one.files("")["a.csv"] != other.files("")["a.csv"]);
}
