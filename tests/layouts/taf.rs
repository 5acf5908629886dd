//! The layout `taf-ot`: Medicaid lines of other services, joined with their headers by state and claim.

use std::io;

use super::{Shape, audit, files, why_silent};

const SHAPE: Shape = Shape {
    layout: "taf-ot",
    folder: "taf-ot",
    fates: "audited=3 context=1 rejected=1",
    findings: &[
        "e_visit_after_related_visit WI-102/1 2025-03-06 99421 1200",
        "telehealth_marker WI-102/1 2025-03-06 99421 1200",
        "clinician_with_em_scope IL-101/1 2025-03-07 98966 0",
        "telehealth_marker IL-101/1 2025-03-07 98966 0",
        "telehealth_marker WI-103/1 2025-03-06 99421 1200",
    ],
    rejects: &["taf_ot_line_01.csv 5 rendering_npi"],
    filtered: 2,
};

#[test]
fn lines_find_place_and_diagnosis_in_the_header() -> io::Result<()> {
    let (place, run) = SHAPE.check()?;
    let e_visit = place.findings().swap_remove(0);
    let columns = ["patient_id", "rendering_npi", "billing_tin", "payer", "same_diagnosis", "gap_days"];
    let expected = ["B1", "1000000001", "1000000009", "medicaid", "true", "-3"];
    assert_eq!(columns.map(|name| e_visit[name].as_str()), expected);
    // A patient and a clinician whom only the state numbers.
    let last = place.findings().swap_remove(4);
    assert_eq!(["patient_id", "rendering_npi"].map(|name| last[name].as_str()), ["WI-M2", "WI-S2"]);
    assert!(why_silent(&run, "overlapping_time").contains("start_time"));
    SHAPE.check_other_orders(true)
}

#[test]
fn the_header_may_not_be_missing() -> io::Result<()> {
    let lines: Vec<_> = files("taf-ot")?.into_iter().filter(|(name, _)| name.contains("line")).collect();
    let (place, run) = audit(&lines, "taf-ot");
    assert_eq!(run.code, 2, "which lines are services stands in the header");
    assert!(run.stderr.contains("header"), "{}", run.stderr);
    assert!(place.files("report").is_empty());
    Ok(())
}
