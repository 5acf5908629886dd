//! The shipped layout `desynpuf-carrier` on a synthetic file of that shape: five claims with thirteen places each.
//! What is in the file is said in `tests/fixtures/layouts/README.md`.

use std::io;

use serde_json::Value;

use super::audit_folder;
use crate::program::{Place, Run};

fn audit() -> io::Result<(Place, Run)> {
    audit_folder("desynpuf-carrier", "desynpuf-carrier")
}

#[test]
fn every_place_is_accounted_for() -> io::Result<()> {
    let (_, run) = audit()?;
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert_eq!(run.fates(), "audited=2 context=1 denied=2 out_of_scope=2 rejected=1");
    let file = run.json()["files"][0].clone();
    let counts = ["source_rows", "rows_read", "empty_slots", "filtered_rows"].map(|key| file[key].as_u64());
    assert_eq!(counts, [Some(5), Some(8), Some(57), Some(0)], "5 rows of 13 places");
    Ok(())
}

#[test]
fn an_amount_without_a_code_is_a_reject() -> io::Result<()> {
    let (place, _) = audit()?;
    let rejects = place.table("report/rejects.parquet");
    assert_eq!((rejects.column("row"), rejects.column("column")), (vec!["3".into()], vec!["procedure_code".into()]));
    Ok(())
}

#[test]
fn lines_have_what_the_layout_says() -> io::Result<()> {
    let (place, _) = audit()?;
    let rows = place.findings();
    let e_visit = rows.iter().find(|row| row["rule"] == "e_visit_after_related_visit").cloned().unwrap_or_default();
    let values = ["claim_id", "line_number", "patient_id", "billing_tin", "payer", "service_date", "procedure_code"];
    let read = values.map(|name| e_visit.get(name).map_or("", String::as_str));
    assert_eq!(read, ["887023386000002", "2", "00013D2EFD8E45D1", "062301312", "medicare", "2009-01-08", "99444"]);
    assert_eq!((e_visit["paid_cents"].as_str(), e_visit["tier"].as_str()), ("2000", "presumptive"));
    assert_eq!((e_visit["same_diagnosis"].as_str(), e_visit["gap_days"].as_str()), ("true", "-3"));
    Ok(())
}

#[test]
fn nothing_is_found_on_denied_lines() -> io::Result<()> {
    let (place, _) = audit()?;
    let rows = place.findings();
    assert!(!rows.is_empty() && rows.iter().all(|row| row["claim_id"] != "887023386000003"));
    assert!(place.found("code_not_in_effect", "claim_id").is_empty(), "every code is in effect in 2009");
    Ok(())
}

#[test]
fn rules_that_need_what_the_file_lacks_say_so() -> io::Result<()> {
    let (_, run) = audit()?;
    let rules = run.json()["rules"].as_array().cloned().unwrap_or_default();
    let needy = [
        "overlapping_time",
        "clinician_without_em_scope",
        "clinician_with_em_scope",
        "units_over_limit",
        "telehealth_marker",
        "duplicate_line",
        "near_duplicate_line",
    ];
    for name in needy {
        let rule: Value = rules.iter().find(|rule| rule["rule"] == name).cloned().unwrap_or_default();
        assert_eq!(rule["status"], "not_applicable", "{name}");
        assert!(rule["reason"].as_str().is_some_and(|reason| reason.contains("absent")), "{name}: {rule}");
    }
    Ok(())
}
