//! What every sentence says beside the rule's own words: which amount is shown, and how many lines are listed.

use claimsweep::findings::Finding;

use crate::support::{audit_of_files, findings_of};

#[test]
fn the_sentence_says_which_amount_is_shown() {
    let claims = "claim_id,patient_id,rendering_npi,service_date,procedure_code,paid_amount,allowed_amount\n\
         C1,P1,ANN,2025-03-03,99421,20.00,25.00\n\
         C2,P1,ANN,2025-03-04,99421,20.00,25.00\n\
         C3,P1,ANN,2025-03-05,99421,20.00,\n\
         C4,P1,ANN,2025-03-06,99421,,25.00\n\
         C5,P1,ANN,2025-03-07,99421,,\n";
    let remarks =
        ["The paid amount is absent: the allowed amount is shown instead.", "No amount is known for this line."];
    let audit = audit_of_files(&[("claims.csv", claims)], "");
    let said = |finding: &Finding| remarks.map(|remark| finding.message.contains(remark));
    let findings: Vec<_> = findings_of(&audit, "repeat_e_visit").map(said).collect();
    assert_eq!(findings, [[false, false], [false, false], [true, false], [false, true]]);
}

#[test]
fn a_finding_lists_the_nearest_hundred_lines_and_says_when_there_are_more() {
    let visits = |patient: &str, n: usize| -> String {
        let line = |i| format!("V{i:03}{patient},{patient},ANN,2025-03-03,99213,I10\n");
        (0..n).map(line).collect::<Vec<String>>().concat()
    };
    let claims = format!(
        "claim_id,patient_id,rendering_npi,service_date,procedure_code,diagnosis_1\n\
         A,P1,ANN,2025-03-05,99421,I10\n{}B,P2,ANN,2025-03-05,99421,I10\n{}",
        visits("P1", 100),
        visits("P2", 102)
    );
    let audit = audit_of_files(&[("claims.csv", &claims)], "");
    let listed =
        |finding: &Finding| (finding.related.len(), finding.message.contains("Of 102 related lines the nearest 100"));
    let findings: Vec<_> = findings_of(&audit, "e_visit_after_related_visit").map(listed).collect();
    assert_eq!(findings, [(100, false), (100, true)]);
    let mentions =
        findings_of(&audit, "e_visit_after_related_visit").filter(|one| one.message.contains("related lines the"));
    assert_eq!(mentions.count(), 1);
}
