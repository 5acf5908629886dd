//! The layout `tuva`: old and new headers, dates of the claim, 25 diagnoses, whoever bills as rendering clinician, and the
//! three styles in which corrected claims come.

use std::io;

use super::{Shape, audit, audit_folder, findings, fixtures, why_silent};
use crate::program::Place;

const SHAPE: Shape = Shape {
    layout: "tuva",
    folder: "tuva",
    fates: "audited=2 context=1 netted=2 out_of_scope=1 rejected=1",
    findings: &[
        "e_visit_after_related_visit T2/1 2025-03-06 99421 1200",
        "telehealth_marker T2/1 2025-03-06 99421 1200",
        "telehealth_marker T4/1 2025-03-06 99422 2200",
    ],
    rejects: &["medical_claim.csv 5 rendering_npi"],
    filtered: 1,
};

#[test]
fn the_new_header() -> io::Result<()> {
    let (place, run) = SHAPE.check()?;
    let e_visit = place.findings().swap_remove(0);
    // The date is the claim's, the diagnosis its twenty-fifth; ICD-10-PCS codes are nobody's.
    assert_eq!((e_visit["same_diagnosis"].as_str(), e_visit["payer"].as_str()), ("true", "medicare"));
    assert_eq!(e_visit["billing_tin"], "062301312");
    assert!(why_silent(&run, "clinician_with_em_scope").contains("rendering_specialty"));
    assert!(why_silent(&run, "overlapping_time").contains("start_time"));
    SHAPE.check_other_orders(true)
}

#[test]
fn the_old_header() -> io::Result<()> {
    Shape { folder: "tuva-old", ..SHAPE }.check().map(|_| ())
}

#[test]
fn both_headers_in_one_run_are_one_set_of_claims() -> io::Result<()> {
    let mut files = super::files("tuva")?;
    files.extend(super::files("tuva-old")?.into_iter().map(|(name, bytes)| (format!("old_{name}"), bytes)));
    let (place, run) = audit(&files, "tuva");
    // The tax number, which the old header lacks, makes another version of each line rather than a repeat of it.
    let fates = "audited=2 context=1 netted=2 out_of_scope=1 rejected=2 superseded=5 unmatched_reversal=1";
    assert_eq!(run.fates(), fates);
    assert_eq!(findings(&place), SHAPE.findings);
    Ok(())
}

/// One truth, an e-visit corrected from 99423 to 99421 three days after a visit, in each of the three styles.
#[test]
fn corrections_of_three_styles_give_the_same_findings() -> io::Result<()> {
    const COLUMNS: &str = "claim_id,claim_line_number,claim_type,person_id,payer,claim_line_start_date,hcpcs_code,rendering_npi,paid_amount,paid_date,diagnosis_code_1,adjustment_type";
    let row = |id: &str, date: &str, code: &str, paid: &str, on: &str, kind: &str| {
        format!("{id},1,professional,P1,medicare,{date},{code},1000000001,{paid},{on},I10,{kind}\n")
    };
    let visit = row("V0001", "2025-03-03", "99213", "80.00", "2025-03-20", "original");
    let e_visit = |ids: [&str; 3]| {
        let first = row(ids[0], "2025-03-06", "99423", "36.00", "2025-03-20", "original");
        let back = row(ids[1], "2025-03-06", "99423", "-36.00", "2025-04-20", "reversal");
        [first, back, row(ids[2], "2025-03-06", "99421", "12.00", "2025-04-21", "adjustment")].concat()
    };
    let kinds = "[adjustments]\ntype = \"adjustment_type\"\ncancel = [\"reversal\"]\nadjusted = [\"adjustment\"]\n";
    let suffix = "[adjustments]\nid_suffix = { beyond = 5 }\n";
    let styles = [
        (["E0001", "E0002", "E0003"], "", "audited=1 context=1 netted=2"),
        (["E0001", "E0001", "E0001"], kinds, "audited=1 context=1 superseded=2"),
        (["E0001", "E00011", "E00012"], suffix, "audited=1 context=1 superseded=2"),
    ];
    let layout = std::fs::read_to_string(fixtures().join("../../../pipelines/layouts/tuva.toml"))?;
    for (ids, more, fates) in styles {
        let place = Place::new();
        place.write("mine.toml", format!("{layout}\n{more}"));
        place.write("claims/medical_claim.csv", format!("{COLUMNS}\n{visit}{}", e_visit(ids)));
        let run = place.audit("claims/*", &["--layout", "mine.toml"]);
        assert_eq!(run.fates(), fates, "{ids:?}: {}", run.stderr);
        let expected = format!("e_visit_after_related_visit {}/1 2025-03-06 99421 1200", ids[2]);
        assert_eq!(findings(&place), [expected], "{ids:?}");
    }
    Ok(())
}

#[test]
fn a_header_without_rows_is_valid() -> io::Result<()> {
    let files = super::files("tuva")?;
    let header: Vec<u8> = files[0].1.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default().to_vec();
    let (_, run) = audit(&[(files[0].0.clone(), header)], "tuva");
    assert_eq!((run.code, run.fates().as_str()), (3, ""), "there is nothing to judge: {}", run.stderr);
    let (_, full) = audit_folder("tuva", "tuva")?;
    assert_ne!(full.fates(), "");
    Ok(())
}

#[test]
fn sources_number_their_claims_apart() {
    const COLUMNS: &str = "claim_id,claim_line_number,claim_type,person_id,payer,claim_line_start_date,hcpcs_code,rendering_npi,paid_amount,paid_date,data_source";
    let row = |code: &str, source: &str| {
        format!("1,1,professional,P1,medicare,2025-03-03,{code},1000000001,15.00,2025-03-20,{source}\n")
    };
    for (second, fates) in [("east", "audited=1 superseded=1"), ("west", "audited=2")] {
        let text = format!("{COLUMNS}\n{}{}", row("99441", "east"), row("99442", second));
        let (_, run) = audit(&[("medical_claim.csv".to_owned(), text.into_bytes())], "tuva");
        assert_eq!(run.fates(), fates, "{second}");
    }
}
