//! The layout `omop`: 5.2 and 5.4, visits, providers, conditions and costs joined, modifiers in one field.

use std::io;

use super::{Shape, why_silent};

const SHAPE: Shape = Shape {
    layout: "omop",
    folder: "omop",
    fates: "audited=3 context=3 out_of_scope=1 rejected=1",
    findings: &[
        "e_visit_after_related_visit V-502/2 2025-03-06 99421 1200",
        "telehealth_marker V-502/2 2025-03-06 99421 1200",
        "overlapping_time 504/4 2025-03-10 99213 ",
    ],
    rejects: &["procedure_occurrence.csv 7 rendering_npi"],
    filtered: 0,
};

#[test]
fn version_5_4_with_everything_beside_it() -> io::Result<()> {
    let (place, run) = SHAPE.check()?;
    let rows = place.findings();
    // The payment is the sum of two rows of costs; those of drugs do not count.
    let columns = ["patient_id", "rendering_npi", "billing_tin", "payer", "same_diagnosis"];
    assert_eq!(columns.map(|name| rows[0][name].as_str()), ["1", "1000000001", "7", "medicare", "true"]);
    // Without an NPI the clinician counts by the provider's number. Midnights are no times: only two lines overlap.
    assert_eq!(rows[2]["rendering_npi"], "12");
    assert_eq!(why_silent(&run, "overlapping_time"), "");
    SHAPE.check_other_orders(true)
}

#[test]
fn version_5_2_alone() -> io::Result<()> {
    let shape = Shape {
        folder: "omop-52",
        fates: "audited=1 context=1",
        findings: &["e_visit_after_related_visit 502/2 2025-03-06 99421 ", "telehealth_marker 502/2 2025-03-06 99421 "],
        rejects: &[],
        ..SHAPE
    };
    let (place, run) = shape.check()?;
    assert_eq!(place.found("e_visit_after_related_visit", "rendering_npi"), ["11"]);
    // What the missing tables would give is absent, not blank.
    for (rule, column) in [("code_not_payable", "payer"), ("overlapping_time", "end_time")] {
        assert!(why_silent(&run, rule).contains(column), "{rule}: {}", why_silent(&run, rule));
    }
    shape.check_other_orders(true)
}
