//! `pipelines/custom-rules.toml`: it runs, and each of its three rules fires.

use crate::program::{Place, csv_text};

const COLUMNS: &str = "claim_id,patient_id,rendering_npi,billing_tin,rendering_specialty,service_date,procedure_code,modifier_1,diagnosis_1,payer,paid_amount";
const ROWS: [&str; 9] = [
    // A check-in three days after an e-visit of a colleague; the patient was last seen more than a year ago.
    "C1,P1,ANN,T1,08,2025-10-06,99421,,I10,commercial,12.00",
    "C2,P1,BEN,T1,06,2025-10-09,98016,,I10,commercial,14.00",
    "C3,P1,ANN,T1,08,2024-10-05,99213,,I10,commercial,80.00",
    // The same with a modifier that clears it, by a patient who was seen in time.
    "C4,P2,ANN,T1,08,2025-10-06,99421,,I10,commercial,12.00",
    "C5,P2,ANN,T1,08,2025-10-09,98016,25,I10,commercial,14.00",
    "C6,P2,ANN,T1,08,2024-10-06,99213,,I10,commercial,80.00",
    // Training on the day of an assessment by somebody else.
    "C7,P3,PIA,T1,65,2025-10-07,98960,,M25.561,Commercial,25.00",
    "C8,P3,OTTO,T9,67,2025-10-07,97166,,M25.561,medicare,90.00",
    // The data begin long before.
    "C9,P9,LAB,T9,69,2024-08-01,85025,,I10,commercial,8.00",
];

#[test]
fn every_rule_of_the_example_fires() {
    let pipeline = include_str!("../../pipelines/custom-rules.toml");
    let place = Place::with_claims(csv_text(COLUMNS, &ROWS));
    assert!(pipeline.contains("\"sample-data/claims/*.parquet\""));
    place.write("p.toml", pipeline.replace("sample-data/claims/*.parquet", "claims.csv"));
    let run = place.run(&["run", "p.toml"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let table = place.table("reports/custom-rules/findings.parquet").rows();
    let found: Vec<String> = table
        .iter()
        .map(|row| format!("{} {} {} {}", row["claim_id"], row["rule"], row["tier"], row["direction"]))
        .collect();
    let expected = [
        "C1 message_without_yearly_visit advisory overpayment",
        "C2 check_in_in_e_visit_week presumptive overpayment",
        "C7 training_on_assessment_day advisory form",
    ];
    assert_eq!(found, expected);
    let runs = place.table("reports/custom-rules/rule_runs.parquet").rows();
    let on: Vec<&str> = runs.iter().filter(|row| row["status"] == "ran").map(|row| row["rule"].as_str()).collect();
    assert_eq!(on, ["check_in_in_e_visit_week", "message_without_yearly_visit", "training_on_assessment_day"]);
}
