//! The layout `synthea`: a ledger whose payments are added up, diagnosis pointers, UTC times, an organisation for a place.

use std::io;

use super::{Shape, audit, files, fixtures, place_of, total};

const VISIT: &str = "00000003-0000-4000-8000-000000000002";
const SHAPE: Shape = Shape {
    layout: "synthea",
    folder: "synthea",
    fates: "audited=1 context=1 out_of_scope=2 superseded=1",
    findings: &["e_visit_after_related_visit 00000003-0000-4000-8000-000000000002/7 2025-03-07 99421 1200"],
    rejects: &[],
    filtered: 8,
};

#[test]
fn charges_are_lines_and_payments_are_added_up() -> io::Result<()> {
    let (place, run) = SHAPE.check()?;
    let e_visit = place.findings().swap_remove(0);
    assert_eq!(e_visit["claim_id"], VISIT);
    // Both point at the second diagnosis of one claim and the first of the other: the same code.
    assert_eq!((e_visit["same_diagnosis"].as_str(), e_visit["payer"].as_str()), ("true", "medicare"));
    assert_eq!((total(&run, "source_rows"), total(&run, "rows_read")), (13, 5));
    SHAPE.check_other_orders(true)
}

#[test]
fn a_pointer_chooses_the_diagnosis() -> io::Result<()> {
    let mut files = files("synthea")?;
    for (name, bytes) in &mut files {
        if name == "claims_transactions.csv" {
            // The visit's line points at its first diagnosis, which the e-visit does not share.
            *bytes = String::from_utf8_lossy(bytes).replace(",99213,,,2,", ",99213,,,1,").into_bytes();
        }
    }
    let (place, _) = audit(&files, "synthea");
    assert!(place.found("e_visit_after_related_visit", "claim_id").is_empty(), "no diagnosis is shared");
    Ok(())
}

#[test]
fn a_zone_gives_local_days() -> io::Result<()> {
    let text = std::fs::read_to_string(fixtures().join("../../../pipelines/layouts/synthea.toml"))?;
    let local = text.replace("# time_zone", "time_zone");
    assert_ne!(local, text, "the layout shows how to say where the clinics are");
    let place = place_of(&files("synthea")?);
    place.write("mine.toml", local);
    let run = place.audit("claims/*", &["--layout", "mine.toml"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(place.found("e_visit_after_related_visit", "service_date"), ["2025-03-06"]);
    assert_eq!(place.found("e_visit_after_related_visit", "gap_days"), ["-3"]);
    Ok(())
}

#[test]
fn codes_of_other_systems_are_out_of_scope() -> io::Result<()> {
    let mut files = files("synthea")?;
    for (_, bytes) in &mut files {
        let text = String::from_utf8_lossy(bytes).replace(",99213,", ",185349003,").replace(",99421,", ",410620009,");
        *bytes = text.into_bytes();
    }
    let (place, run) = audit(&files, "synthea");
    assert_eq!((run.fates().as_str(), place.findings().len()), ("out_of_scope=4 superseded=1", 0));
    Ok(())
}
