//! The layouts `x12-837p` and `x12-835` on interchanges of the folder `x12`: claims with and without their remittances.
//! What is in them is said in the README there.

use std::io;

use super::{Shape, audit, files, findings, rejects, why_silent};

const SHAPE: Shape = Shape {
    layout: "x12-837p",
    folder: "x12",
    fates: "audited=4 context=1 denied=3 voided=2",
    findings: &[
        "code_not_in_effect A1:000000001.11.0001.1.727a45/2 2025-10-07 99441 1550",
        "telehealth_marker A1:000000001.11.0001.1.727a45/2 2025-10-07 99441 1550",
        "code_not_in_effect A1:000000001.11.0002.1.6652f1/1 2025-10-27 99441 ",
        "code_not_in_effect A1:000000002.12.0001.1.6652f1/1 2025-10-27 99441 ",
        "duplicate_line A1:000000002.12.0001.1.6652f1/1 2025-10-27 99441 ",
        "repeat_phone_contact A1:000000002.12.0001.1.6652f1/1 2025-10-27 99441 ",
        "code_not_in_effect B2:000000001.11.0001.4.7f33f2/1 2025-10-20 99441 ",
        "telehealth_marker B2:000000001.11.0001.4.7f33f2/1 2025-10-20 99441 ",
    ],
    rejects: &[],
    // The institutional claim, and the set that is no claim.
    filtered: 3,
};

#[test]
fn claims_with_their_remittances() -> io::Result<()> {
    let (place, run) = SHAPE.check()?;
    let rows = place.findings();
    // The payer changed the code of line 2; its payment is found by the code as it was billed.
    let columns = ["patient_id", "rendering_npi", "billing_tin", "payer", "paid_cents"];
    assert_eq!(columns.map(|name| rows[0][name].as_str()), ["M100", "1000000002", "010000001", "medicare", "1550"]);
    assert!(why_silent(&run, "overlapping_time").contains("start_time"));
    let tables = run.json()["inputs"].as_array().cloned().unwrap_or_default();
    assert_eq!(tables.iter().map(|table| table["rows"].as_u64()).collect::<Vec<_>>(), [Some(9)]);
    assert!(tables.iter().all(|table| table["rejected"] == 0), "{tables:?}");
    Ok(())
}

#[test]
fn files_may_have_any_names_and_stand_in_any_order() -> io::Result<()> {
    let names = ["z", "y", "x"];
    let files: Vec<_> =
        files("x12")?.into_iter().zip(names).map(|((_, bytes), name)| (name.to_owned(), bytes)).collect();
    let (place, run) = audit(&files, "x12-837p");
    assert_eq!((run.fates().as_str(), findings(&place)), (SHAPE.fates, super::as_texts(SHAPE.findings)));
    Ok(())
}

#[test]
fn a_claim_refused_as_a_whole_is_denied() -> io::Result<()> {
    let mut files = files("x12")?;
    for (name, bytes) in &mut files {
        if name == "remittance.835" {
            // The claim without a word on its lines is now that of M300.
            let text =
                String::from_utf8_lossy(bytes).replace("CLP*C1*", "CLP*Z9*").replace("CLP*D1*2*75*", "CLP*C1*4*75*");
            *bytes = text.into_bytes();
        }
    }
    let (_, run) = audit(&files, "x12-837p");
    assert_eq!(run.fates(), SHAPE.fates, "C1 is denied still, by its claim instead of its line");
    Ok(())
}

#[test]
fn claims_without_remittances() -> io::Result<()> {
    let claims: Vec<_> = files("x12")?.into_iter().filter(|(name, _)| name == "claims.837").collect();
    let (place, run) = audit(&claims, "x12-837p");
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=5 context=1 out_of_scope=1 voided=2"));
    assert!(why_silent(&run, "code_not_payable").contains("paid_amount"));
    assert!(place.found("code_not_in_effect", "paid_cents").iter().all(String::is_empty));
    Ok(())
}

#[test]
fn remittances_alone() -> io::Result<()> {
    let files: Vec<_> = files("x12")?.into_iter().filter(|(name, _)| name == "remittance.835").collect();
    let (place, run) = audit(&files, "x12-835");
    assert_eq!(run.code, 3, "{}", run.stderr);
    // The correction stands for what was paid before it; its reversal names no clinician and finds no partner. A claim
    // without lines has no code.
    assert_eq!(run.fates(), "audited=1 context=2 denied=3 rejected=1 superseded=1 unmatched_reversal=1");
    assert_eq!(rejects(&place), ["remittance.835 7 procedure_code"]);
    let expected = ["code_not_in_effect A1/2 2025-10-07 99441 1550", "telehealth_marker A1/2 2025-10-07 99441 1550"];
    assert_eq!(findings(&place), expected);
    assert!(why_silent(&run, "clinician_with_em_scope").contains("rendering_taxonomy"));
    Ok(())
}
