//! `[payers.<name>.rules.<id>]`: a payer's lines are judged under its own settings, everybody else's under the others,
//! and every line exactly once.

use std::fmt::Write as _;

use claimsweep::findings::SettingValue;
use claimsweep::rules::RULES;

use crate::program::Place;
use crate::support::verdict::verdict;
use crate::support::{audit_of, run_of};

const COLUMNS: &str =
    "claim_id,patient_id,rendering_npi,billing_tin,service_date,procedure_code,diagnosis_1,payer,units";

/// Audits rows of [`COLUMNS`]; what the rule says of them.
fn said(rows: &[&str], pipeline: &str, rule: &str) -> String {
    let claims = rows.iter().fold(format!("{COLUMNS}\n"), |text, row| text + row + "\n");
    verdict(&audit_of(&claims, pipeline), rule)
}

const TEN_DAYS_APART: [&str; 6] = [
    "C1,P1,ANN,T1,2025-03-03,99421,I10,acme,1",
    "C2,P1,ANN,T1,2025-03-13,99421,I10,Acme,1",
    "C3,P2,ANN,T1,2025-03-03,99421,I10,beta,1",
    "C4,P2,ANN,T1,2025-03-13,99421,I10,beta,1",
    "C5,P3,ANN,T1,2025-03-03,99421,I10,,1",
    "C6,P3,ANN,T1,2025-03-13,99421,I10,,1",
];

#[test]
fn a_payer_s_lines_are_judged_under_its_own_settings() {
    let own = "[payers.ACME.rules.repeat_e_visit]\nwindow_days = 14\n";
    let flagged = "C2/1 flagged presumptive gap=-10 same_diagnosis=true related=C1/1\n";
    assert_eq!(said(&TEN_DAYS_APART, "", "repeat_e_visit"), "tally: clean=6\n");
    assert_eq!(said(&TEN_DAYS_APART, own, "repeat_e_visit"), format!("{flagged}tally: clean=5\n"));
    // The other way round: everybody but Acme.
    let others = "[rules.repeat_e_visit]\nwindow_days = 14\n[payers.acme.rules.repeat_e_visit]\nwindow_days = 7\n";
    let expected = "C4/1 flagged presumptive gap=-10 same_diagnosis=true related=C3/1\n\
        C6/1 flagged presumptive gap=-10 same_diagnosis=true related=C5/1\ntally: clean=4\n";
    assert_eq!(said(&TEN_DAYS_APART, others, "repeat_e_visit"), expected);
}

#[test]
fn two_payers_of_one_patient() {
    // Acme's second line stands 13 days after its first; between them lies one of Beta's, seven days after the first.
    let rows = [
        "C1,P1,ANN,T1,2025-03-03,99421,I10,acme,1",
        "C2,P1,ANN,T1,2025-03-10,99421,I10,beta,1",
        "C3,P1,ANN,T1,2025-03-16,99421,I10,acme,1",
    ];
    let acme = "[payers.acme.rules.repeat_e_visit]\nwindow_days = 14\n";
    let beta = "[payers.beta.rules.repeat_e_visit]\nwindow_days = 5\n";
    let of_acme = "C3/1 flagged presumptive gap=-13 same_diagnosis=true related=C1/1\n";
    let of_beta = "C2/1 flagged advisory gap=-7 same_diagnosis=true related=C1/1\n";
    let plain = "C3/1 flagged presumptive gap=-6 same_diagnosis=true related=C2/1\n";
    let of = |pipeline: &str| said(&rows, pipeline, "repeat_e_visit");
    assert_eq!(of(""), format!("{of_beta}{plain}tally: clean=1\n"));
    assert_eq!(of(acme), format!("{of_beta}{of_acme}tally: clean=1\n"));
    assert_eq!(of(&format!("{acme}{beta}")), format!("{of_acme}tally: clean=2\n"));
    assert_eq!(of(&format!("{beta}{acme}")), format!("{of_acme}tally: clean=2\n"), "whatever the order");
}

#[test]
fn what_is_said_of_all_payers_holds_where_a_payer_says_nothing() {
    let rows = ["C1,P1,ANN,T1,2025-03-03,99421,I10,acme,1", "C2,P1,ANN,T1,2025-03-17,99421,I10,acme,1"];
    let own = "[payers.acme.rules.repeat_e_visit]\nwindow_days = 14\n";
    let boundary = "C2/1 flagged advisory gap=-14 same_diagnosis=true related=C1/1\ntally: clean=1\n";
    assert_eq!(said(&rows, own, "repeat_e_visit"), boundary);
    for pipeline in [
        "[rules.repeat_e_visit]\nboundary = \"clear\"\n",
        "[rules.repeat_e_visit]\nboundary = \"clear\"\nwindow_days = 3\n",
    ] {
        assert_eq!(said(&rows, &format!("{own}{pipeline}"), "repeat_e_visit"), "tally: clean=2\n", "{pipeline}");
    }
}

#[test]
fn a_rule_without_windows_and_a_rule_that_is_off() {
    let rows = ["C1,P1,ANN,T1,2025-03-03,99421,I10,acme,2", "C2,P2,ANN,T1,2025-03-03,99421,I10,beta,2"];
    let own = "[payers.acme.rules.units_over_limit]\nlimit = 2\n";
    assert_eq!(said(&rows, own, "units_over_limit"), "C2/1 flagged hard\ntally: clean=1\n");
    let off = format!("{own}[rules]\ndisable = [\"units_over_limit\"]\n");
    assert_eq!(said(&rows, &off, "units_over_limit"), "off\n");
}

#[test]
fn the_columns_a_setting_needs_are_asked_for_payer_by_payer() {
    // Without tax numbers nobody knows who is a colleague; Acme looks at all services of a patient anyway.
    let claims = "claim_id,patient_id,rendering_npi,service_date,procedure_code,payer\n\
        C1,P1,ANN,2025-03-03,99421,acme\nC2,P2,ANN,2025-03-03,99421,beta\n";
    let audit = audit_of(claims, "[payers.acme.rules.e_visit_before_visit]\nscope = \"enrollee\"\n");
    let run = run_of(&audit, "e_visit_before_visit");
    assert_eq!((run.tally.count("clean"), run.tally.count("not_evaluable")), (1, 1));
}

#[test]
fn settings_of_a_payer_nobody_bills_change_nothing() {
    let own = "[payers.gamma.rules.repeat_e_visit]\nwindow_days = 14\n";
    assert_eq!(said(&TEN_DAYS_APART, own, "repeat_e_visit"), "tally: clean=6\n");
}

/// Every setting of every rule at its default, said once more for a payer.
fn defaults_for(payer: &str) -> String {
    let mut text = String::new();
    for card in RULES.iter().map(|rule| &rule.card).filter(|card| !card.settings.is_empty()) {
        let _ = writeln!(text, "[payers.{payer}.rules.{}]", card.id);
        for setting in card.settings {
            let value: SettingValue = setting.default_value();
            let _ = writeln!(text, "{} = {value}", setting.name);
        }
    }
    text
}

#[test]
fn the_same_settings_said_for_single_payers_give_the_same_report() {
    let place = Place::new();
    assert_eq!(place.run(&["synth", "claims.csv", "--lines", "3000", "--seed", "7"]).code, 0);
    let report = |own: &str| {
        let text = format!(
            "name = \"n\"\n[period]\nall = true\n[claims]\npaths = [\"claims.csv\"]\n{own}[report]\ndir = \"report\"\nformats = [\"csv\", \"parquet\"]\n"
        );
        place.write("p.toml", text);
        let run = place.run(&["run", "p.toml"]);
        assert!([0, 3].contains(&run.code), "{}", run.stderr);
        (place.files("report")["findings.csv"].clone(), place.table("report/rule_runs.parquet").rows())
    };
    let (findings, runs) = report("");
    assert!(runs.iter().any(|row| row["flagged"] != "0"));
    let (same_findings, same_runs) = report(&(defaults_for("medicare") + &defaults_for("commercial")));
    assert!(findings == same_findings);
    assert_eq!(runs, same_runs);
}
