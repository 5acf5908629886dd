//! The layout `apcd`: medical claims of an all-payer claims database by element number.

use std::io;

use super::{Shape, audit, files, why_silent};

const SHAPE: Shape = Shape {
    layout: "apcd",
    folder: "apcd",
    fates: "audited=3 context=1 denied=1 rejected=1 superseded=4 unmatched_reversal=1 voided=1",
    findings: &["e_visit_after_related_visit P1/C2/1 2025-03-06 99422 2400"],
    rejects: &["medical.txt 7 rendering_npi"],
    filtered: 0,
};

#[test]
fn versions_voids_and_replacements_of_lines() -> io::Result<()> {
    let (place, run) = SHAPE.check()?;
    let e_visit = place.findings().swap_remove(0);
    let columns = ["patient_id", "rendering_npi", "billing_tin", "payer", "same_diagnosis", "gap_days"];
    let expected = ["P1/M1", "1000000001", "062301312", "p1", "true", "-3"];
    assert_eq!(columns.map(|name| e_visit[name].as_str()), expected);
    assert!(why_silent(&run, "clinician_without_em_scope").contains("rendering_specialty"));
    assert!(why_silent(&run, "overlapping_time").contains("start_time"));
    SHAPE.check_other_orders(true)
}

#[test]
fn one_number_of_two_payers_is_two_claims_of_two_patients() -> io::Result<()> {
    let mut files = files("apcd")?;
    for (_, bytes) in &mut files {
        // The denied claim C2 of the other payer is paid now: still nobody's second version.
        let text = String::from_utf8_lossy(bytes).replace("|D9|062301312||M1|11|04|", "|D9|062301312||M1|11|01|");
        *bytes = text.into_bytes();
    }
    let (_, run) = audit(&files, "apcd");
    assert_eq!(run.fates(), "audited=4 context=1 rejected=1 superseded=4 unmatched_reversal=1 voided=1");
    Ok(())
}
