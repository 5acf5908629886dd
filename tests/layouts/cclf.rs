//! The layout `cclf-part-b`: two monthly files of fixed width, of 360 and 388 characters, and the file of changed MBIs.

use std::io;

use super::{Shape, audit, files, findings, rejects, why_silent};

const SHAPE: Shape = Shape {
    layout: "cclf-part-b",
    folder: "cclf-part-b",
    fates: "audited=2 context=2 denied=1 rejected=2 repeated_row=2 superseded=3 voided=1",
    findings: &[
        "e_visit_after_related_visit K2/1AA0AA0AA02/1 2025-03-06 99421 1200",
        "e_visit_before_visit K4/3CC0CC0CC00/1 2025-04-01 99422 2400",
    ],
    rejects: &["P.A0000.ACO.ZC5Y25.D250401 6 rendering_npi", "P.A0000.ACO.ZC5Y25.D250501 7 "],
    filtered: 0,
};

#[test]
fn monthly_files_repeat_rows_and_cancel_with_positive_amounts() -> io::Result<()> {
    let (place, run) = SHAPE.check()?;
    let e_visit = place.findings().swap_remove(0);
    // The visit was billed under an MBI that was replaced twice since; the line's own dates were sentinels.
    let read = ["patient_id", "billing_tin", "payer", "same_diagnosis", "gap_days"].map(|name| e_visit[name].as_str());
    assert_eq!(read, ["1AA0AA0AA02", "062301312", "medicare", "true", "-3"]);
    assert!(why_silent(&run, "minutes_below_band").contains("minutes"));
    assert_eq!(why_silent(&run, "clinician_with_em_scope"), "");
    SHAPE.check_other_orders(false)
}

#[test]
fn without_the_file_of_changed_mbis_the_visit_is_another_patient_s() -> io::Result<()> {
    let files: Vec<_> = files("cclf-part-b")?.into_iter().filter(|(name, _)| !name.contains("ZC9")).collect();
    let (place, run) = audit(&files, "cclf-part-b");
    assert_eq!(run.fates(), SHAPE.fates);
    assert_eq!(findings(&place), ["e_visit_before_visit K4/3CC0CC0CC00/1 2025-04-01 99422 2400"]);
    Ok(())
}

#[test]
fn a_cancel_alone_takes_its_line_back() -> io::Result<()> {
    let files = files("cclf-part-b")?;
    let rows = |month: &str, claims: &[&str]| -> Vec<u8> {
        let (_, bytes) =
            files.iter().find(|(name, _)| name.contains("ZC5") && name.ends_with(month)).cloned().unwrap_or_default();
        let lines = bytes
            .split_inclusive(|byte| *byte == b'\n')
            .filter(|line| claims.iter().any(|claim| line.get(171..173) == Some(claim.as_bytes())));
        lines.flatten().copied().collect()
    };
    let both = [("a.zc5".to_owned(), rows("D250401", &["K3"])), ("b.zc5".to_owned(), rows("D250501", &["K3"]))];
    let (place, run) = audit(&both, "cclf-part-b");
    assert_eq!((run.fates().as_str(), findings(&place).len()), ("superseded=1 voided=1", 0));
    let (_, run) = audit(&both[1..], "cclf-part-b");
    assert_eq!(run.fates(), "unmatched_reversal=1", "its original is in no file");
    Ok(())
}

/// Rows of one length, whatever they had.
fn of_length(bytes: &[u8], length: usize) -> Vec<u8> {
    let rows = bytes.split(|byte| *byte == b'\n').filter(|row| row.len() >= 360);
    let row = |row: &[u8]| {
        let mut row = row.to_vec();
        row.resize(length, b' ');
        row.push(b'\n');
        row
    };
    rows.flat_map(row).collect()
}

#[test]
fn rows_of_every_length_that_cms_published_say_the_same() -> io::Result<()> {
    let month = |name: &str| -> io::Result<Vec<u8>> {
        let found = files("cclf-part-b")?.into_iter().find(|(file, _)| file.ends_with(name));
        Ok(found.map(|(_, bytes)| bytes).unwrap_or_default())
    };
    let april = month("ZC5Y25.D250401")?;
    let (place, run) = audit(&[("a.zc5".to_owned(), of_length(&april, 360))], "cclf-part-b");
    let (fates, found) = (run.fates(), findings(&place));
    assert!(fates.contains("audited="), "{fates}");
    for length in [363, 388] {
        let (place, run) = audit(&[("a.zc5".to_owned(), of_length(&april, length))], "cclf-part-b");
        assert_eq!((run.fates(), findings(&place)), (fates.clone(), found.clone()), "{length}");
    }
    // Every column behind a gap would be wrong, so that rows of another length are none.
    let (_, run) = audit(&[("a.zc5".to_owned(), of_length(&april, 365))], "cclf-part-b");
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("they have 365 characters, expected 360 or 363 or 388"), "{}", run.stderr);
    Ok(())
}

#[test]
fn the_other_files_of_a_delivery_are_no_claim_lines() -> io::Result<()> {
    let mut delivery = files("cclf-part-b")?;
    for other in ["ZC1Y25", "ZC2Y25", "ZC8Y25", "ZCAY25", "ZC0Y25"] {
        delivery.push((format!("P.A0000.ACO.{other}.D250501"), b"a row of another layout\n".to_vec()));
    }
    let (place, run) = audit(&delivery, "cclf-part-b");
    assert_eq!(
        (run.fates().as_str(), findings(&place).as_slice()),
        (SHAPE.fates, &super::as_texts(SHAPE.findings)[..])
    );
    assert_eq!(rejects(&place).len(), SHAPE.rejects.len());
    Ok(())
}
