//! The layouts `pm-export`, `pm-remit` and `pm-quebec`: what practice-management systems export.

use std::io;

use super::{Shape, audit, files, why_silent};

const EXPORT: Shape = Shape {
    layout: "pm-export",
    folder: "pm-export",
    fates: "audited=1 context=2 denied=2 out_of_scope=3 rejected=2 superseded=1",
    findings: &[
        "telehealth_place_of_service 31-701/1 2025-03-03 99213 8000",
        "e_visit_after_related_visit 32-701/1 2025-03-06 99421 1200",
    ],
    rejects: &["charges.csv 9 claim_id", "charges.csv 10 rendering_npi"],
    filtered: 0,
};

#[test]
fn an_export_by_encounter() -> io::Result<()> {
    let (place, run) = EXPORT.check()?;
    let mut findings = place.findings();
    findings.retain(|finding| finding["rule"] == "e_visit_after_related_visit");
    let e_visit = findings.remove(0);
    // CO-97 beside a payment is no refusal; the shared diagnosis is the second of one cell and the first of another.
    let columns = ["patient_id", "rendering_npi", "payer", "same_diagnosis", "gap_days"];
    assert_eq!(columns.map(|name| e_visit[name].as_str()), ["701", "PROV37", "medicare", "true", "-3"]);
    assert_eq!(why_silent(&run, "clinician_with_em_scope"), "", "taxonomies are there");
    assert!(why_silent(&run, "overlapping_time").contains("start_time"));
    EXPORT.check_other_orders(true)
}

const REMIT: Shape = Shape {
    layout: "pm-remit",
    folder: "pm-remit",
    fates: "audited=2 context=1 denied=1",
    findings: &[
        "e_visit_after_related_visit 30564-02/1 2025-03-06 99421 1200",
        "telehealth_marker 30564-02/1 2025-03-06 99421 1200",
        "telehealth_marker 30564-04/1 2025-04-20 99422 2400",
    ],
    rejects: &[],
    filtered: 0,
};

#[test]
fn an_export_by_account_and_visit() -> io::Result<()> {
    let (place, run) = REMIT.check()?;
    // Four visits of one account are four claims of one patient, not four versions of a claim.
    assert_eq!(place.found("e_visit_after_related_visit", "patient_id"), ["30564"]);
    assert_eq!(place.found("e_visit_after_related_visit", "rendering_npi"), ["A981940000"]);
    assert!(why_silent(&run, "clinician_with_em_scope").contains("rendering_taxonomy"));
    REMIT.check_other_orders(true)
}

#[test]
fn modifiers_of_one_cell_are_a_set() -> io::Result<()> {
    let mut files = files("pm-remit")?;
    let text = String::from_utf8_lossy(&files[0].1).into_owned();
    let visit = text.lines().nth(1).unwrap_or_default();
    let again = visit.replace("30564-01", "30564-09").replace("95-AH", "ah-95");
    files[0].1 = format!("{text}{again}\n").into_bytes();
    let (place, _) = audit(&files, "pm-remit");
    assert_eq!(place.found("duplicate_line", "claim_id"), Vec::<String>::new(), "a visit is no audited line");
    let e_visit = text.lines().nth(2).unwrap_or_default();
    let [first, second] = [("30564-02", "30564-10", "AH-95"), ("30564-02", "30564-11", "95-Ah")]
        .map(|(old, new, modifiers)| e_visit.replace(old, new).replace(",gt,", &format!(",{modifiers},")));
    files[0].1 = format!("{text}{first}\n{second}\n").into_bytes();
    let (place, _) = audit(&files, "pm-remit");
    assert_eq!(place.found("duplicate_line", "claim_id"), ["30564-11"]);
    Ok(())
}

const QUEBEC: Shape = Shape {
    layout: "pm-quebec",
    folder: "pm-quebec",
    fates: "audited=1 context=2 out_of_scope=1",
    findings: &[
        "e_visit_after_related_visit F2/1 2025-03-06 99421 1250",
        "overlapping_time F3/1 2025-03-03 99213 4915",
    ],
    rejects: &[],
    filtered: 0,
};

#[test]
fn an_export_in_french() -> io::Result<()> {
    let (_, run) = QUEBEC.check()?;
    assert_eq!(why_silent(&run, "overlapping_time"), "");
    QUEBEC.check_other_orders(true)
}

#[test]
fn commas_and_utf_8_do_as_well() -> io::Result<()> {
    let (name, bytes) = files("pm-quebec")?.swap_remove(0);
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let quoted = |field: &str| if field.contains(',') { format!("\"{field}\"") } else { field.to_owned() };
    let line = |line: &str| line.split(';').map(quoted).collect::<Vec<_>>().join(",") + "\n";
    let commas: String = text.lines().map(line).collect();
    assert!(commas.contains("Début") && commas.contains("\"49,15\""));
    let (place, run) = audit(&[(name, commas.into_bytes())], "pm-quebec");
    assert_eq!(
        (run.fates().as_str(), super::findings(&place).as_slice()),
        (QUEBEC.fates, &super::as_texts(QUEBEC.findings)[..])
    );
    Ok(())
}
