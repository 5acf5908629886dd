//! Who reads files with a layout that does not fit is told which one would.

use std::path::Path;

use crate::program::Place;

#[test]
fn the_error_names_the_layout_that_fits() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/layouts/desynpuf-carrier/carrier.csv");
    let place = Place::with_claims(std::fs::read(fixture).expect("the fixture"));
    let hint = "these columns look like layout `desynpuf-carrier`: add --layout desynpuf-carrier, or let \
                `claimsweep init` propose one";
    let (audit, check) = (place.audit("claims.csv", &[]), place.run(&["check", "claims.csv"]));
    for run in [audit, check] {
        assert_eq!(run.code, 2);
        assert!(run.stderr.trim_end().ends_with(hint), "{}", run.stderr);
    }
}

#[test]
fn columns_that_fit_no_layout_are_sent_to_init() {
    let place = Place::with_claims("Claim No,Member,DOS\nC1,P1,2025-01-01\n");
    let run = place.run(&["check", "claims.csv"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("let `claimsweep init` propose a layout"), "{}", run.stderr);
    assert!(!run.stderr.contains("look like layout"), "{}", run.stderr);
}

#[test]
fn other_errors_have_no_hint() {
    let place = Place::new();
    let run = place.run(&["check", "absent.csv"]);
    assert_eq!(run.code, 2);
    assert!(!run.stderr.contains("init"), "{}", run.stderr);
}
