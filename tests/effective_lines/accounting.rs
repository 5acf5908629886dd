//! All six steps in one input: the identity holds, every fate is met, and every place that prints it prints the same.

use serde_json::Value;

use super::assert_settled;
use crate::program::{Place, csv_text};

const COLUMNS: &str = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code,units,paid_amount,claim_status,claim_frequency,original_claim_id,processed_date";
const ROWS: [&str; 14] = [
    "A1,1,P1,N1,2025-02-03,99441,1,15.00,paid,1,,",
    "A1,1,P1,N1,2025-02-03,99441,1,15.00,paid,1,,",
    "B1,1,P1,N1,2025-02-04,99441,1,15.00,paid,1,,2025-02-10",
    "B1,1,P1,N1,2025-02-04,99442,1,25.00,paid,1,,2025-02-20",
    "D1,1,P1,N1,2025-02-05,99441,1,15.00,paid,1,,",
    "D2,1,P1,N1,2025-02-05,99442,1,25.00,paid,7,D1,",
    "E1,1,P1,N1,2025-02-06,99441,1,15.00,paid,1,,",
    "E2,1,P1,N1,2025-02-06,99441,1,15.00,paid,8,E1,",
    "F1,1,P1,N1,2025-02-07,99441,1,15.00,paid,1,,",
    "F2,1,P1,N1,2025-02-07,99441,-1,-15.00,paid,1,,",
    "G1,1,P1,N1,2025-02-08,99441,-1,-15.00,paid,1,,",
    "H1,1,P1,N1,2025-02-09,99441,1,0.00,denied,1,,",
    "I1,1,P1,N1,2025-02-10,36415,1,3.00,paid,1,,",
    "J1,1,P1,N1,2025-02-11,99213,1,80.00,paid,1,,",
];
const FATES: &str =
    "audited=3 context=1 denied=1 netted=2 out_of_scope=1 repeated_row=1 superseded=2 unmatched_reversal=1 voided=2";

#[test]
fn every_step_at_once_in_many_orders() {
    assert_settled(COLUMNS, &ROWS, FATES, &["A1/1 99441 1500", "B1/1 99442 2500", "D2/1 99442 2500"]);
}

#[test]
fn the_order_of_rows_changes_nothing_but_where_a_line_was_read() {
    let report = |rows: &[&str]| {
        let place = Place::with_claims(csv_text(COLUMNS, rows));
        assert!(place.audit("claims.csv", &[]).used_every_row());
        let mut findings = place.findings();
        for row in &mut findings {
            row.remove("source_row");
        }
        (findings, place.files("report")["summary.json"].clone(), place.files("report")["rule_runs.parquet"].clone())
    };
    let expected = report(&ROWS);
    for start in 1..ROWS.len() {
        let turned: Vec<&str> = ROWS[start..].iter().rev().chain(&ROWS[..start]).copied().collect();
        assert!(report(&turned) == expected, "turned at {start}");
    }
}

#[test]
fn the_identity_is_the_same_wherever_it_is_printed() {
    let place = Place::with_claims(csv_text(COLUMNS, &[&ROWS[..], &["K1,1,P1,N1,never,99441,1,1,,,,"]].concat()));
    let run = place.audit("claims.csv", &["--log-format", "json"]);
    let expected = FATES.replace("out_of_scope=1", "out_of_scope=1 rejected=1");
    assert_eq!((run.code, run.fates()), (3, expected));
    let accounting = run.json()["accounting"].clone();
    let terms = |value: &Value| {
        let term = |name: &str| (name.to_owned(), value[name].as_u64());
        [
            "rejected",
            "blank_row",
            "footer_row",
            "repeated_row",
            "superseded",
            "voided",
            "netted",
            "unmatched_reversal",
            "denied",
            "out_of_scope",
            "audited",
            "context",
        ]
        .map(term)
    };
    let log: Vec<Value> = run.stderr.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let normalised = log.iter().find(|event| event["event"] == "normalised").cloned().unwrap_or_default();
    assert_eq!(terms(&normalised["fates"]), terms(&accounting));
    let check = place.run(&["check", "claims.csv", "--json"]).json();
    assert_eq!(terms(&check["fates"]), terms(&accounting));
    let written: Vec<String> =
        terms(&accounting).iter().map(|(name, n)| format!("{name}={}", n.unwrap_or_default())).collect();
    for table in ["findings", "rule_runs", "rejects"] {
        let metadata = place.table(&format!("report/{table}.parquet")).metadata;
        assert_eq!(metadata["claimsweep.accounting"], format!("rows_read=15 = {}", written.join(" + ")), "{table}");
    }
    for (name, n) in terms(&accounting).into_iter().filter(|(_, n)| *n != Some(0)) {
        let shown = place.audit("claims.csv", &[]).stderr;
        let line = shown.lines().find(|line| line.trim_start().starts_with(&name.replace('_', " ")));
        assert!(line.is_some_and(|line| line.ends_with(&n.unwrap_or_default().to_string())), "{name}: {shown}");
    }
}
