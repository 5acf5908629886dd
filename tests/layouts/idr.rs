//! The layout `idr`: lines joined with claims, professional claims and diagnoses by keys of four and five columns.

use std::io;

use super::{Shape, audit, files, why_silent};

const SHAPE: Shape = Shape {
    layout: "idr",
    folder: "idr",
    fates: "audited=2 context=1 denied=2 rejected=2 superseded=4",
    findings: &[
        "e_visit_after_related_visit 8002/1 2025-03-06 99421 1200",
        "units_over_limit 8002/1 2025-03-06 99421 1200",
    ],
    rejects: &["CLM_LINE.csv 10 rendering_npi", "CLM_LINE.csv 12 patient_id"],
    filtered: 1,
};

#[test]
fn lines_find_their_claims() -> io::Result<()> {
    let (place, run) = SHAPE.check()?;
    let e_visit = place.findings().swap_remove(0);
    // The visit's diagnosis stands in the table of diagnoses only; the clinician is the carrier's own number.
    let columns = ["patient_id", "rendering_npi", "billing_tin", "same_diagnosis", "payer"];
    assert_eq!(columns.map(|name| e_visit[name].as_str()), ["601", "PIN7", "912834729", "true", "medicare"]);
    let partners = &run.json()["files"][0]["rows_without_partner"];
    assert_eq!((partners["clm"].as_u64(), partners["prfnl"].as_u64()), (Some(1), Some(4)), "{partners}");
    assert!(why_silent(&run, "overlapping_time").contains("start_time"));
    SHAPE.check_other_orders(true)
}

fn without(table: &str) -> io::Result<Vec<(String, Vec<u8>)>> {
    Ok(files("idr")?.into_iter().filter(|(name, _)| name != table).collect())
}

#[test]
fn tables_of_refusals_and_diagnoses_may_be_missing() -> io::Result<()> {
    let (_, run) = audit(&without("CLM_PRFNL.csv")?, "idr");
    assert_eq!(run.fates(), "audited=3 context=1 denied=1 rejected=2 superseded=4");
    let (place, run) = audit(&without("CLM_PROD.csv")?, "idr");
    assert_eq!(run.fates(), SHAPE.fates);
    assert_eq!(place.found("e_visit_after_related_visit", "same_diagnosis"), [""], "the visit has none of its own");
    Ok(())
}

#[test]
fn the_table_of_claims_may_not() -> io::Result<()> {
    let (place, run) = audit(&without("CLM.csv")?, "idr");
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("clm"), "{}", run.stderr);
    assert!(place.files("report").is_empty());
    Ok(())
}
