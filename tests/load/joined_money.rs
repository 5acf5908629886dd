//! Amounts of tables beside the claims: rows that repeat count once, and an amount that several lines ask for goes to none.

use super::EYE;
use crate::program::{Place, Run};

const LAYOUT: &str = r#"name = "mine"
description = "a test"
files = ["lines"]
[columns]
claim_id = "CLM"
line_number = "LINE"
patient_id = "BENE"
rendering_npi = "NPI"
service_date = "DOS"
procedure_code = "HCPCS"
paid_amount = "pay.AMT"
[[table]]
name = "pay"
files = ["pay*"]
key = ["CLM", "CODE"]
on = ["CLM", "HCPCS"]
sum = ["AMT"]
"#;
const HEADER: &str = "CLM,LINE,BENE,NPI,DOS,HCPCS\n";

fn audit(lines: &str, payments: &[(&str, &str)]) -> (Vec<String>, Run) {
    let place = Place::new();
    place.write("mine.toml", LAYOUT);
    place.write("in/lines.csv", format!("{HEADER}{lines}"));
    for (name, text) in payments {
        place.write(&format!("in/{name}"), format!("CLM,CODE,AMT,CHECK\n{text}"));
    }
    let run = place.audit("in/*", &["--layout=mine.toml", "--format=csv"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    (place.found(EYE, "paid_cents"), run)
}

fn money(run: &Run) -> [i64; 4] {
    let found = run.json()["joined_money"][0].clone();
    assert_eq!(found["balances"], true, "{found}");
    ["held_cents", "joined_cents", "unjoined_cents", "undecided"].map(|key| found[key].as_i64().unwrap_or(-1))
}

const TWO: &str = "C1,1,P1,N1,2025-02-03,99441\nC1,2,P1,N1,2025-02-03,99442\n";

#[test]
fn payments_of_a_line_add_up_and_repeats_count_once() {
    let rows = "C1,99441,10.00,K1\nC1,99441,2.40,K2\nC1,99442,5.00,K1\n";
    let (paid, run) = audit(TWO, &[("pay.csv", rows)]);
    assert_eq!((paid, money(&run)), (vec!["1240".to_owned(), "500".to_owned()], [1740, 1740, 0, 0]));
    let (paid, run) = audit(TWO, &[("pay.csv", rows), ("pay-again.csv", rows)]);
    assert_eq!((paid, money(&run)), (vec!["1240".to_owned(), "500".to_owned()], [1740, 1740, 0, 0]));
    let repeated: u64 =
        run.json()["inputs"].as_array().into_iter().flatten().filter_map(|input| input["repeated"].as_u64()).sum();
    assert_eq!(repeated, 3);
}

#[test]
fn rows_that_differ_in_a_column_nobody_asks_for_are_two_payments() {
    let (paid, run) = audit(TWO, &[("pay.csv", "C1,99441,10.00,K1\nC1,99441,10.00,K2\n")]);
    assert_eq!((paid, money(&run)), (vec!["2000".to_owned(), String::new()], [2000, 2000, 0, 0]));
}

#[test]
fn an_amount_that_two_lines_ask_for_goes_to_none() {
    let lines = "C1,1,P1,N1,2025-02-03,99441\nC1,2,P1,N1,2025-02-04,99441\nC2,1,P2,N1,2025-02-03,99441\n";
    let (paid, run) = audit(lines, &[("pay.csv", "C1,99441,10.00,K1\nC2,99441,5.00,K1\n")]);
    assert_eq!((paid, money(&run)), (vec![String::new(), String::new(), "500".to_owned()], [1500, 500, 1000, 1]));
}

#[test]
fn two_patients_of_one_claim_number_ask_for_one_amount() {
    let lines = "C1,1,P1,N1,2025-02-03,99441\nC1,1,P2,N1,2025-02-03,99441\n";
    let (paid, run) = audit(lines, &[("pay.csv", "C1,99441,10.00,K1\n")]);
    assert_eq!((paid, money(&run)), (vec![String::new(), String::new()], [1000, 0, 1000, 1]));
}

#[test]
fn rows_of_one_line_share_its_amount() {
    let lines = "C1,1,P1,N1,2025-02-03,99441\nC1,1,P1,N1,2025-02-03,99441\n";
    let (paid, run) = audit(lines, &[("pay.csv", "C1,99441,10.00,K1\nC9,99441,1.00,K1\n")]);
    assert_eq!((paid, money(&run)), (vec!["1000".to_owned()], [1100, 1000, 100, 0]));
    assert_eq!(run.fates(), "audited=1 repeated_row=1");
}
