//! Traps of claim files that no other test springs, and the check that `TRAPS.md` names tests that exist.

use std::path::Path;
use std::{fs, io};

use super::fixtures;
use crate::program::{Place, Run, csv_text};

const COLUMNS: &str = "CLM,BENE,PRF,TIN,HCPCS,DOS,MOD,POS,PAID,ZIP";
const NEEDED: &str = "name = \"mine\"\ndescription = \"a test\"\n[columns]\nclaim_id = \"CLM\"\npatient_id = \"BENE\"\nrendering_npi = \"PRF\"\nservice_date = \"DOS\"\nmodifier_1 = \"MOD\"\nplace_of_service = \"POS\"\npaid_amount = \"PAID\"\n";

fn through(more: &str, rows: &[&str]) -> (Place, Run) {
    let place = Place::with_claims(csv_text(COLUMNS, rows));
    place.write("mine.toml", format!("{NEEDED}{more}"));
    let run = place.audit("claims.csv", &["--layout", "mine.toml"]);
    (place, run)
}

#[test]
fn every_trap_has_tests_that_exist() -> io::Result<()> {
    let traps = fs::read_to_string(fixtures().join("TRAPS.md"))?;
    let mut n_named = 0;
    for named in traps.split('`').skip(1).step_by(2).filter(|named| named.contains("::")) {
        let (file, function) = named.split_once("::").unwrap_or_default();
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file))?;
        let place = text.find(&format!("\nfn {function}(")).or_else(|| text.find(&format!("    fn {function}(")));
        let before = place.map_or("", |at| &text[..at]);
        assert!(before.trim_end().ends_with("#[test]"), "{named} is no test");
        n_named += 1;
    }
    assert!(n_named >= 60, "only {n_named} tests named");
    for number in 1..=20 {
        assert!(traps.contains(&format!("\n| {number} ")), "trap {number} is not listed");
    }
    Ok(())
}

#[test]
fn zeros_are_put_back_only_where_a_width_is_known() {
    let row = ["C1,P1,N1,62301312,99441,2025-02-03,,11,15.00,"];
    // A tax number has nine digits; of other numbers only the layout can know.
    let columns = ["billing_tin = \"TIN\"", "billing_npi = \"TIN\"", "billing_npi = { column = \"TIN\", pad = 9 }"];
    for (column, expected) in columns.into_iter().zip(["062301312", "62301312", "062301312"]) {
        let (place, _) = through(&format!("procedure_code = \"HCPCS\"\n{column}\n"), &row);
        assert_eq!(place.found("code_not_in_effect", "billing_tin"), [expected]);
    }
}

#[test]
fn digits_lost_to_a_spreadsheet_are_rejects() {
    let rows = ["1.67683E+15,P1,N1,,99441,2025-02-03,,11,15.00,", "C2,P1,1234567890.0,,99441,2025-02-03,,11,15.00,"];
    let (place, run) = through("procedure_code = \"HCPCS\"\n", &rows);
    assert_eq!((run.code, run.fates().as_str()), (3, "audited=1 rejected=1"));
    assert_eq!(place.found("code_not_in_effect", "rendering_npi"), ["1234567890"]);
}

#[test]
fn reversed_and_billed_again_under_a_new_number_is_one_visit() {
    let rows = [
        "L1,P1,N1,,99441,2025-02-03,,11,0.00,",
        "L2,P1,N1,,99441,2025-02-03,,11,315.00,",
        "L2,P1,N1,,99441,2025-02-03,,11,-315.00,",
        "L3,P1,N1,,99441,2025-02-03,,11,179.02,",
    ];
    let (place, run) = through("procedure_code = \"HCPCS\"\nline_number = { constant = \"1\" }\n", &rows[1..]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(place.found("code_not_in_effect", "paid_cents"), ["17902"], "{}", run.fates());
    assert!(place.found("duplicate_line", "claim_id").is_empty());
    let (place, _) = through("procedure_code = \"HCPCS\"\nline_number = { constant = \"1\" }\n", &rows);
    assert_eq!(place.found("duplicate_line", "claim_id").len(), 1, "a charge for nothing is still billed twice");
}

#[test]
fn pseudo_codes_are_out_of_scope_and_counted() {
    let rows = ["NO SHOW", "MEDICAL RECORDS", "SELF PAY", "OTHER", "99206"];
    let rows: Vec<String> =
        rows.iter().map(|code| format!("C{},P1,N1,,{code},2025-02-03,,11,0,", code.len())).collect();
    let (place, run) = through("procedure_code = \"HCPCS\"\n", &rows.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(run.fates(), "out_of_scope=5", "{:?}", place.findings());
}

#[test]
fn a_description_behind_the_code_is_cut_off() {
    let row = ["C1,P1,N1,,99441 - Telephone,2025-02-03,,11,15.00,"];
    let (place, _) = through("procedure_code = { column = \"HCPCS\", split = \" \", part = 1 }\n", &row);
    assert_eq!(place.found("code_not_in_effect", "procedure_code"), ["99441"]);
}

#[test]
fn codes_are_looked_for_in_their_column_only() {
    // 98012 is a telehealth code, and a ZIP code near Seattle.
    let (place, run) = through("procedure_code = \"HCPCS\"\n", &["98012,98012,98012,,36415,2025-02-03,,11,3.00,98012"]);
    assert_eq!((run.fates().as_str(), place.findings().len()), ("out_of_scope=1", 0));
}

#[test]
fn lines_without_modifier_or_place_are_not_lost() {
    let rows = ["C1,P1,N1,,99421,2025-02-03,,,15.00,", "C2,P2,N1,,99421,2025-02-03,95,02,15.00,"];
    let (place, run) = through("procedure_code = \"HCPCS\"\n", &rows);
    assert_eq!(run.fates(), "audited=2");
    let runs = place.table("report/rule_runs.parquet").rows();
    let looked_at = runs.iter().find(|row| row["rule"] == "duplicate_line").map(|row| row["subjects"].clone());
    assert_eq!(looked_at.as_deref(), Some("2"));
}

#[test]
fn the_history_before_the_file_is_unknown() {
    let rows = ["C1,P1,N1,,99202,2025-02-03,,11,70.00,", "C2,P1,N1,,99421,2025-02-03,,11,15.00,"];
    let (place, _) = through("procedure_code = \"HCPCS\"\n", &rows);
    let runs = place.table("report/rule_runs.parquet").rows();
    let run = runs.iter().find(|row| row["rule"] == "patient_already_established").cloned().unwrap_or_default();
    // Three years cannot be seen: the new patient is neither cleared nor called clean.
    assert_eq!((run["subjects"].as_str(), run["clean"].as_str()), ("1", "0"), "{run:?}");
}
