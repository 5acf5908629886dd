//! The layout `fhir-eob`: explanations of benefit of CMS in three versions and of another payer, one JSON object a line, each
//! item a claim line.

use std::io;

use super::{Shape, audit, files, findings};
use crate::program::Row;

const SHAPE: Shape = Shape {
    layout: "fhir-eob",
    folder: "fhir-eob",
    fates: "audited=6 context=4 denied=4 out_of_scope=1 rejected=5 superseded=6",
    findings: &[
        "e_visit_after_related_visit 1002/1 2025-03-06 99421 1200",
        "telehealth_marker 1002/1 2025-03-06 99421 1200",
        "e_visit_after_related_visit 2002/1 2025-03-06 99422 2400",
        "e_visit_after_related_visit 3002/1 2025-03-06 99423 3600",
        "e_visit_after_related_visit K3/1 2025-03-06 99422 2400",
        "minutes_below_floor K9/1 2025-03-17 99421 1200",
    ],
    rejects: &[
        "carin.ndjson 7 rendering_npi",
        "r4.ndjson 8 rendering_npi",
        "r4.ndjson 12 ",
        "r4.ndjson 13 procedure_code",
        "r4.ndjson 14 ",
    ],
    filtered: 5,
};

fn read(row: &Row) -> [&str; 6] {
    ["claim_id", "patient_id", "rendering_npi", "billing_tin", "payer", "same_diagnosis"].map(|name| row[name].as_str())
}

#[test]
fn items_of_four_kinds_of_eob_are_claim_lines() -> io::Result<()> {
    let (place, _) = SHAPE.check()?;
    let found = place.findings();
    let visits: Vec<[&str; 6]> =
        found.iter().filter(|row| row["rule"] == "e_visit_after_related_visit").map(read).collect();
    let expected = [
        ["1002", "P1", "1000000001", "062301312", "medicare", "true"],
        ["2002", "P2", "1000000002", "", "medicare", "true"],
        ["3002", "P3", "1000000003", "912834729", "medicare", "true"],
        ["K3", "P4", "Doctor2", "Group1", "example health plan", "true"],
    ];
    assert_eq!(visits, expected);
    // Both codings of one concept are modifiers, the second as well.
    let marker = place.found("telehealth_marker", "message");
    assert!(marker.iter().any(|message| message.contains("95")), "{marker:?}");
    SHAPE.check_other_orders(false)
}

#[test]
fn an_export_that_comes_again_changes_nothing() -> io::Result<()> {
    let once = files("fhir-eob")?;
    let again = once.iter().map(|(name, bytes)| (format!("again-{name}"), bytes.clone()));
    let (place, run) = audit(&once.iter().cloned().chain(again).collect::<Vec<_>>(), "fhir-eob");
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert_eq!(findings(&place), SHAPE.findings);
    Ok(())
}

#[test]
fn a_file_that_holds_no_object_is_refused() {
    let (place, run) = audit(&[("eob.ndjson".to_owned(), b"{\n\"resourceType\":\n}\n".to_vec())], "fhir-eob");
    assert_eq!(run.code, 2, "one resource over several lines");
    assert!(run.stderr.contains("no line of it is a JSON object"), "{}", run.stderr);
    assert!(place.files("report").is_empty());
}

/// One resource with one item, a patient and a use.
fn resource(patient: &str, practitioner: &str, usage: &str) -> String {
    let who = format!(r#""patient":{{"reference":"{patient}"}},"use":"{usage}""#);
    let number = r#""identifier":[{"type":{"coding":[{"code":"uc"}]},"value":"K1"}]"#;
    let team = format!(
        r#""careTeam":[{{"sequence":1,"provider":{{"reference":"{practitioner}"}},"role":{{"coding":[{{"code":"performing"}}]}}}}]"#
    );
    let item = r#""item":[{"sequence":1,"careTeamSequence":[1],"servicedDate":"2025-03-06","productOrService":{"coding":[{"code":"99213"}]}}]"#;
    format!(
        r#"{{"resourceType":"ExplanationOfBenefit","status":"active","outcome":"complete",{who},{number},{team},{item}}}"#
    )
}

#[test]
fn a_reference_to_nobody_is_blank_and_what_is_no_claim_is_filtered() {
    for (line, code, fates) in [
        (resource("Patient/P1", "Practitioner/N1", "claim"), 0, "context=1"),
        (resource("P1", "Practitioner/N1", "claim"), 0, "context=1"),
        (resource("Patient/NA", "Practitioner/N1", "claim"), 3, "rejected=1"),
        (resource("Patient/", "Practitioner/N1", "claim"), 3, "rejected=1"),
        (resource("https://x.org/fhir/Patient/unknown", "Practitioner/N1", "claim"), 3, "rejected=1"),
        (resource("Patient/P1", "Practitioner/UNKNOWN", "claim"), 3, "rejected=1"),
    ] {
        let (_, run) = audit(&[("eob.ndjson".to_owned(), line.clone().into_bytes())], "fhir-eob");
        assert_eq!((run.code, run.fates().as_str()), (code, fates), "{line}: {}", run.stderr);
    }
    for usage in ["preauthorization", "predetermination"] {
        let lines =
            [resource("Patient/P1", "Practitioner/N1", "claim"), resource("Patient/P2", "Practitioner/N1", usage)];
        let (_, run) = audit(&[("eob.ndjson".to_owned(), lines.join("\n").into_bytes())], "fhir-eob");
        assert_eq!(run.fates(), "context=1", "{usage}: {}", run.stderr);
        assert_eq!(run.json()["files"][0]["filtered_rows"].as_u64(), Some(1), "{usage}: {}", run.json());
    }
}
