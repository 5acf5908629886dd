//! The layout `rif-carrier`: bars, DD-MON-YYYY, stray backslashes and quotes, INSERT and UPDATE rows, ids below zero.

use std::io;

use super::{Shape, audit, audit_folder, files, why_silent};

const SHAPE: Shape = Shape {
    layout: "rif-carrier",
    folder: "rif-carrier",
    fates: "audited=3 context=1 denied=2 rejected=2 superseded=3",
    findings: &["e_visit_after_related_visit '-102/1 2025-03-06 99421 1200"],
    rejects: &["bcarrier.txt 10 rendering_npi", "bcarrier.txt 11 procedure_code"],
    filtered: 0,
};

#[test]
fn lines_of_carrier_claims() -> io::Result<()> {
    let (place, run) = SHAPE.check()?;
    let table = place.table("report/findings.parquet");
    let columns = ["claim_id", "patient_id", "rendering_npi", "billing_tin", "payer", "paid_cents", "same_diagnosis"];
    let read = columns.map(|name| table.column(name).remove(0));
    assert_eq!(read, ["-102", "-1001", "1000000001", "062301312", "medicare", "1200", "true"]);
    assert!(why_silent(&run, "minutes_below_band").contains("minutes"));
    assert_eq!(why_silent(&run, "clinician_with_em_scope"), "");
    SHAPE.check_other_orders(true)
}

/// The rows of some claims, with the header.
fn rows_of_claims(claims: &[&str]) -> io::Result<Vec<(String, Vec<u8>)>> {
    let (name, bytes) = files("rif-carrier")?.swap_remove(0);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let keeps = |line: &&str| line.starts_with("DML_IND") || claims.iter().any(|claim| line.contains(claim));
    let kept = text.lines().filter(keeps).collect::<Vec<_>>().join("\n") + "\n";
    Ok(vec![(name, kept.into_bytes())])
}

#[test]
fn an_update_replaces_its_insert() -> io::Result<()> {
    let (place, run) = audit(&rows_of_claims(&["|-103|"])?, "rif-carrier");
    assert_eq!(run.fates(), "audited=1 superseded=1");
    assert!(place.findings().is_empty());
    // Without DML_IND both rows would be versions whose order nothing tells; here 99422 stands whatever the order.
    let runs = place.table("report/rule_runs.parquet").rows();
    assert!(runs.iter().any(|row| row["rule"] == "repeat_e_visit" && row["subjects"] == "1"));
    Ok(())
}

#[test]
fn an_update_to_no_longer_final_takes_its_insert_out() -> io::Result<()> {
    let (_, run) = audit(&rows_of_claims(&["|-104|"])?, "rif-carrier");
    assert_eq!(run.fates(), "superseded=2");
    let inserts: Vec<_> = rows_of_claims(&["INSERT|-1002|-104|"])?;
    let (_, run) = audit(&inserts, "rif-carrier");
    assert_eq!(run.fates(), "audited=1");
    Ok(())
}

#[test]
fn claims_and_lines_are_denied() -> io::Result<()> {
    for claim in ["|-105|", "|-106|"] {
        let (_, run) = audit(&rows_of_claims(&[claim])?, "rif-carrier");
        assert_eq!(run.fates(), "denied=1", "{claim}");
    }
    Ok(())
}

#[test]
fn files_without_the_columns_of_updates_hold_final_claims() -> io::Result<()> {
    let (name, bytes) = files("rif-carrier")?.swap_remove(0);
    let without = |line: &str| {
        let fields: Vec<&str> = line.split('|').collect();
        format!("{}|{}\n", fields[1..4].join("|"), fields[5..].join("|"))
    };
    let text: String = String::from_utf8_lossy(&bytes).lines().map(without).collect();
    assert!(!text.contains("DML_IND") && !text.contains("FINAL_ACTION"));
    let (_, run) = audit(&[(name, text.into_bytes())], "rif-carrier");
    // The two claims that were updated are two versions each, of which one stands, or two equal rows.
    assert_eq!(run.fates(), "audited=4 context=1 denied=2 rejected=2 repeated_row=1 superseded=1");
    let (_, with) = audit_folder("rif-carrier", "rif-carrier")?;
    assert_ne!(with.fates(), run.fates());
    Ok(())
}
