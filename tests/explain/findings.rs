//! The story of a finding: its sentence, the patient's lines around it with the window, the conditions, the money.

use serde_json::{Value, json};

use super::explained;
use crate::program::{Place, csv_text};

const COLUMNS: &str = "claim_id,line_number,patient_id,rendering_npi,billing_tin,rendering_specialty,service_date,procedure_code,diagnosis_1,paid_amount,place_of_service,modifier_1";
const ROWS: [&str; 7] = [
    "C1,1,P1,ANN,T1,08,2025-03-03,99213,I10,80.00,11,",
    "C2,1,P1,BEN,T1,08,2025-03-06,99421,I10,12.50,11,",
    "C2,2,P1,BEN,T1,08,2025-03-06,85025,I10,8.00,11,",
    "C3,1,P1,CARD,T1,06,2025-03-10,99214,I48.91,120.00,11,",
    "C4,1,P1,ANN,T1,08,2025-03-27,99213,I10,80.00,11,",
    "C5,1,P2,ANN,T1,08,2025-03-06,99421,,12.50,02,",
    "C6,1,P2,ANN,T1,08,2025-03-04,99213,Z00.00,80.00,11,",
];

fn place() -> Place {
    let place = Place::with_claims(csv_text(COLUMNS, &ROWS));
    let run = place.audit("claims.csv", &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    place
}

/// The id of the one finding of a rule on a claim.
fn id(place: &Place, rule: &str, claim: &str) -> String {
    let mut rows = place.findings().into_iter().filter(|row| row["rule"] == rule && row["claim_id"] == claim);
    let row = rows.next();
    assert!(row.is_some(), "{rule} found nothing on {claim}");
    row.map_or_else(String::new, |row| row["finding_id"].clone())
}

#[test]
fn a_page_for_a_person() {
    let place = place();
    let id = id(&place, "e_visit_after_related_visit", "C2");
    let page = explained(&place, &[&id, "--report", "report"]).stdout;
    let heading =
        format!("{id}  e_visit_after_related_visit  presumptive\n\nE-visit 99421 on 2025-03-06 comes 3 days after");
    assert!(page.starts_with(&heading), "{page}");
    let line = |date: &str| {
        page.lines().find(|line| line.contains(date) && line.contains("  99")).unwrap_or_default().to_owned()
    };
    assert!(page.contains("Timeline of the patient; the rule looked from 2025-02-27 to 2025-03-05 (|)"), "{page}");
    assert!(
        line("2025-03-03").starts_with("  |*2025-03-03") && line("2025-03-03").contains(" -3  99213   office visit")
    );
    assert!(line("2025-03-06").starts_with("   >2025-03-06") && line("2025-03-06").contains("  0  99421   e-visit"));
    assert!(line("2025-03-10").starts_with("    2025-03-10") && line("2025-03-10").contains(" +4  99214"));
    assert!(!page.contains("2025-03-27") && !page.contains("85025"), "three weeks away, or no rule's business: {page}");
    for words in [
        "true     2025-03-03 - 2025-03-06 = -3 days, which lies from -7 to -1 (2025-02-27 to 2025-03-05)",
        "false    same clinician",
        "true     same billing group (another clinician of the same group and specialty)",
        "true     a diagnosis in common (same diagnosis I10)",
        "paid on the line 12.50; owned by this finding 12.50",
        "Read from claims.csv, row 2",
    ] {
        assert!(page.contains(words), "{words} is not in:\n{page}");
    }
}

#[test]
fn unknown_is_neither_true_nor_false() {
    let place = place();
    let id = id(&place, "e_visit_after_related_visit", "C5");
    let page = explained(&place, &[&id, "--report", "report"]).stdout;
    assert!(page.contains("unknown  a diagnosis in common (diagnosis not known on both lines)"), "{page}");
    let story = explained(&place, &[&id, "--report", "report", "--json"]).json();
    let holds: Vec<Value> =
        story["conditions"].as_array().into_iter().flatten().map(|condition| condition["holds"].clone()).collect();
    assert_eq!(holds, [json!(true), json!(true), Value::Null]);
}

#[test]
fn json_for_other_tools() {
    let place = place();
    let id = id(&place, "e_visit_after_related_visit", "C2");
    let story = explained(&place, &[&id, "--report", "report", "--json"]).json();
    assert_eq!(story["finding_id"], json!(id));
    assert_eq!((&story["window_from"], &story["window_to"]), (&json!("2025-02-27"), &json!("2025-03-05")));
    assert_eq!(
        (&story["paid_cents"], &story["owned_cents"], &story["expected_cents"]),
        (&json!(1250), &json!(1250), &Value::Null)
    );
    assert_eq!((&story["source_file"], &story["source_row"]), (&json!("claims.csv"), &json!(2)));
    let timeline: Vec<String> = story["timeline"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|line| {
            let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
            let words = ["claim_id", "service_date", "procedure_code", "rendering_npi", "diagnoses", "part"].map(text);
            format!("{} {} {}", words.join(" "), line["line_number"], line["in_window"])
        })
        .collect();
    let expected = [
        "C1 2025-03-03 99213 ANN I10 related 1 true",
        "C2 2025-03-06 99421 BEN I10 flagged 1 false",
        "C3 2025-03-10 99214 CARD I4891 other 1 false",
    ];
    assert_eq!(timeline, expected);
}

#[test]
fn a_finding_of_one_line_alone() {
    let place = place();
    let id = id(&place, "telehealth_marker", "C5");
    let story = explained(&place, &[&id.to_uppercase(), "--report", "report/", "--json"]).json();
    assert_eq!((&story["window_from"], &story["window_to"]), (&Value::Null, &Value::Null));
    let conditions = json!([
        {"condition": "carries place of service 02", "holds": true},
        {"condition": "the payer is Medicare", "holds": null},
    ]);
    assert_eq!(story["conditions"], conditions);
    let page = explained(&place, &[&id, "--report", "report"]).stdout;
    assert!(page.contains("Timeline of the patient\n") && page.contains("owned by this finding 0.00"), "{page}");
}

#[test]
fn every_finding_can_be_explained() {
    let place = place();
    for row in place.findings() {
        let story = explained(&place, &[&row["finding_id"], "--report", "report", "--json"]).json();
        for name in ["rule", "tier", "message", "service_date"] {
            assert_eq!(story[name], json!(row[name]), "{name}");
        }
    }
}

#[test]
fn an_id_nobody_knows() {
    let place = place();
    let run = place.run(&["explain", "0123456789abcdef", "--report", "report"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("report: the report has no finding 0123456789abcdef"), "{}", run.stderr);
}

#[test]
fn an_id_without_a_report() {
    let run = place().run(&["explain", "0123456789abcdef"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("--report DIR"), "{}", run.stderr);
}

#[test]
fn a_folder_that_is_no_report() {
    let place = place();
    place.write("empty/notes.txt", "x");
    place.write("broken/findings.parquet", "not parquet");
    for (folder, named) in [
        ("absent", "absent"),
        ("empty", "findings.parquet"),
        ("broken", "findings.parquet"),
        ("claims.csv", "claims.csv"),
    ] {
        let run = place.run(&["explain", "0123456789abcdef", "--report", folder]);
        assert_eq!((run.code, run.stdout.as_str(), run.stderr.lines().count()), (2, "", 1), "{folder}: {}", run.stderr);
        assert!(run.stderr.contains(folder) && run.stderr.contains(named), "{folder}: {}", run.stderr);
    }
}

#[test]
fn a_report_without_its_evidence() {
    let place = place();
    let id = id(&place, "telehealth_marker", "C5");
    std::fs::remove_file(place.path("report/evidence.parquet")).expect("a file of the report");
    let run = place.run(&["explain", &id, "--report", "report"]);
    assert_eq!((run.code, run.stderr.contains("evidence.parquet")), (2, true), "{}", run.stderr);
}

#[test]
fn a_condition_on_a_column_that_is_absent_is_unknown() {
    let fees = "HCPCS,MOD,STATUS CODE,NON-FACILITY TOTAL,FACILITY TOTAL,GLOB DAYS,CONV FACTOR\n17110,,A,3.20,2.10,010,32.3465\n";
    let pipeline = "name = \"n\"\n[period]\nall = true\n[claims]\npaths = [\"claims.csv\"]\n[tables]\nfee_schedule = \"PPRRVU25_JAN.csv\"\n[report]\ndir = \"report\"\nformats = [\"parquet\", \"csv\"]\n";
    for (column, holds) in [("", Value::Null), (",modifier_1", json!(false))] {
        let blank = if column.is_empty() { "" } else { "," };
        let header = format!("claim_id,patient_id,rendering_npi,service_date,procedure_code,diagnosis_1{column}");
        let rows =
            ["C1,P1,ANN,2025-03-03,17110,B07.9", "C2,P1,ANN,2025-03-10,99421,B07.9"].map(|row| format!("{row}{blank}"));
        let place = Place::with_claims(csv_text(&header, &rows.each_ref().map(String::as_str)));
        place.write("PPRRVU25_JAN.csv", fees);
        place.write("p.toml", pipeline);
        assert_eq!(place.run(&["run", "p.toml"]).code, 0);
        let id = id(&place, "contact_in_global_period", "C2");
        let story = explained(&place, &[&id, "--report", "report", "--json"]).json();
        let modifier = story["conditions"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|one| one["condition"] == "modifier 24 on the contact");
        assert_eq!(modifier.map(|one| one["holds"].clone()), Some(holds), "{column}");
    }
}
