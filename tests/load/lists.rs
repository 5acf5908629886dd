//! Values of which a line has several: modifiers and diagnoses of one cell or of many columns, diagnoses that a line
//! points at, statuses of several words.

use super::EYE;
use crate::program::{Place, Run, csv_text};

const LAYOUT: &str = "name = \"m\"\ndescription = \"d\"\n[columns]\nclaim_id = \"CLM\"\npatient_id = \"BENE\"\nrendering_npi = \"PRF\"\nservice_date = \"DOS\"\nprocedure_code = \"CODE\"\n";

fn audit(more: &str, columns: &str, rows: &[&str]) -> (Place, Run) {
    let place = Place::with_claims(csv_text(columns, rows));
    place.write("m.toml", format!("{LAYOUT}{more}"));
    let run = place.audit("claims.csv", &["--layout", "m.toml"]);
    (place, run)
}

/// Whether two e-visits of one week have a diagnosis in common, as their pair's finding says.
fn same_diagnosis(more: &str, columns: &str, first: &str, second: &str) -> String {
    let rows = [format!("C1,P1,N1,2025-02-03,99421,{first}"), format!("C2,P1,N1,2025-02-06,99421,{second}")];
    let (place, run) = audit(more, &format!("CLM,BENE,PRF,DOS,CODE,{columns}"), &rows.each_ref().map(String::as_str));
    assert_eq!(run.code, 0, "{more}: {}", run.stderr);
    place.found("repeat_e_visit", "same_diagnosis").concat()
}

#[test]
fn modifiers_of_one_cell_are_a_set() {
    let more = "modifiers = { column = \"MODS\", split = \"-\" }\nmodifier_1 = \"M\"\n";
    let rows = [
        "C1,P1,N1,2025-02-03,99421,95-AH-25,",
        "C2,P1,N1,2025-02-03,99421,ah - 25,95",
        "C3,P1,N1,2025-02-03,99421,-AH-25.0--95-95,",
        "C4,P1,N1,2025-02-03,99421,AH,",
    ];
    let (place, run) = audit(more, "CLM,BENE,PRF,DOS,CODE,MODS,M", &rows);
    assert_eq!((run.code, place.found("duplicate_line", "claim_id")), (0, vec!["C2".to_owned(), "C3".to_owned()]));
    assert_eq!(place.found("near_duplicate_line", "claim_id"), ["C4"]);
}

#[test]
fn a_list_makes_rules_applicable_that_need_its_values() {
    let more = "modifiers = [\"M_{1..3}\"]\n";
    let (place, _) = audit(more, "CLM,BENE,PRF,DOS,CODE,M_2", &["C1,P1,N1,2025-02-03,99421,95"]);
    assert_eq!(place.found("telehealth_marker", "tier"), ["advisory"]);
    let (place, _) = audit(more, "CLM,BENE,PRF,DOS,CODE,OTHER", &["C1,P1,N1,2025-02-03,99421,95"]);
    let check = place.run(&["check", "claims.csv", "--layout", "m.toml", "--json"]).stdout;
    assert!(super::absent_columns(&check).contains(&"modifier_1".to_owned()), "{check}");
}

#[test]
fn a_range_names_many_columns() {
    let more = "diagnoses = [\"dx_{1..25}\"]\n";
    assert_eq!(same_diagnosis(more, "dx_1,dx_2,dx_25", "I10,,E11.9", ",e119,"), "true");
    assert_eq!(same_diagnosis(more, "dx_1,dx_2,dx_26", "I10,,E119", "L209,,E119"), "false");
    let tail = "diagnoses = [\"dx{2..3}_code\", \"main\"]\n";
    assert_eq!(same_diagnosis(tail, "dx2_code,dx3_code,main", "I10,I11,I12", "I12,,"), "true");
}

#[test]
fn diagnoses_of_one_cell() {
    let more = "diagnoses = { column = \"DX\", split = \",\" }\n";
    assert_eq!(same_diagnosis(more, "DX", "\"F10.20, F11.288,,I10\"", "f11288"), "true");
    assert_eq!(same_diagnosis(more, "DX", "\"F10.20,F11.288\"", "F1020 F11288"), "true", "a blank parts codes too");
    assert_eq!(same_diagnosis(more, "DX", "\"F10.20,F11.288\"", "F1021 F11289"), "false");
}

#[test]
fn a_line_has_the_diagnoses_it_points_at() {
    let more = "diagnoses = { columns = [\"dx_{1..4}\"], pointers = [\"ptr_{1..2}\"] }\n";
    let columns = "dx_1,dx_2,dx_3,dx_4,ptr_1,ptr_2";
    for (first, second, expected) in [
        ("A00,B00,C00,D00,1,", "A00,X00,,,1,", "true"),
        ("A00,B00,C00,D00,2,", "A00,X00,,,1,", "false"),
        ("A00,B00,C00,D00,3,1", "A00,X00,,,1,", "true"),
        ("A00,B00,C00,D00,2:1,", "A00,X00,,,A,", "true"),
        ("A00,B00,C00,D00,BD,", "D00,X00,,,1.0,", "true"),
        ("A00,B00,C00,D00,4.0,", "D00,X00,,,1,2", "true"),
        // None is pointed at, or nothing stands there: all of them.
        ("A00,B00,C00,D00,,", "D00,X00,,,1,", "true"),
        ("A00,B00,C00,D00,0,", "D00,X00,,,1,", "true"),
        ("A00,B00,C00,D00,9,", "D00,X00,,,1,", "true"),
        ("A00,,C00,D00,2,", "D00,X00,,,1,", "true"),
    ] {
        assert_eq!(same_diagnosis(more, columns, first, second), expected, "{first} and {second}");
    }
}

#[test]
fn a_column_that_is_not_there_keeps_its_place() {
    let more = "diagnoses = { columns = [\"dx_{1..4}\"], pointers = [\"ptr\"] }\n";
    assert_eq!(same_diagnosis(more, "dx_1,dx_3,ptr", "A00,C00,3", "C00,,1"), "true");
    assert_eq!(same_diagnosis(more, "dx_1,dx_3,ptr", "A00,C00,1", "C00,,1"), "false");
    // Without any pointer column every diagnosis counts.
    assert_eq!(same_diagnosis(more, "dx_1,dx_3", "A00,C00", "C00,"), "true");
}

#[test]
fn pointers_into_the_parts_of_one_cell() {
    let more = "diagnoses = { column = \"DX\", split = \"|\", pointers = [\"ptr\"] }\n";
    assert_eq!(same_diagnosis(more, "DX,ptr", "A00|B00|C00,2", "B00,1"), "true");
    assert_eq!(same_diagnosis(more, "DX,ptr", "A00|B00|C00,1", "B00,1"), "false");
    assert_eq!(same_diagnosis(more, "DX,ptr", "A00||C00,3", "C00,"), "true");
}

#[test]
fn a_line_is_refused_when_any_word_says_so() {
    let rows = [
        "C1,P1,N1,2025-02-03,99441,CO-45,,0.00",
        "C2,P1,N1,2025-02-03,99441,CO-45,CO-29,0.00",
        "C3,P1,N1,2025-02-03,99441,RV,co-29 ,0.00",
        "C4,P1,N1,2025-02-03,99441,,CO-29,12.00",
        "C5,P1,N1,2025-02-03,99441,,CO-29,",
    ];
    let columns = "CLM,BENE,PRF,DOS,CODE,A1,A2,PAID";
    let base = "paid_amount = \"PAID\"\nclaim_status = [\"A1\", \"A2\", \"A3\"]\n[status]\ndenied = [\"CO-29\"]\nreversed = [\"RV\"]\n";
    let (place, run) = audit(base, columns, &rows);
    assert_eq!((run.fates().as_str(), place.found(EYE, "claim_id")), ("audited=1 denied=4", vec!["C1".to_owned()]));
    // A reason beside a payment is a reason for a part of it.
    let (place, run) = audit(&format!("{base}denied_only_unpaid = true\n"), columns, &rows);
    assert_eq!(run.fates(), "audited=2 denied=3", "{}", run.stderr);
    assert_eq!(place.found(EYE, "claim_id"), ["C1", "C4"]);
}

#[test]
fn words_of_one_cell_may_be_several() {
    let more = "claim_status = { column = \"ADJ\", split = \"|\" }\n[status]\ndenied = [\"CO-29\"]\n";
    let rows = ["C1,P1,N1,2025-02-03,99441,CO-45|CO-253", "C2,P1,N1,2025-02-03,99441,CO-45| co-29"];
    assert_eq!(audit(more, "CLM,BENE,PRF,DOS,CODE,ADJ", &rows).1.fates(), "audited=1 denied=1");
}

#[test]
fn codes_of_a_status_may_be_numbers_and_words_of_any_alphabet() {
    let more = "claim_status = \"ST\"\n[status]\ndenied = [\"4\", \"Refusé\"]\n";
    let rows = ["4", "4.0", "04", "REFUSÉ", "refusé", "payé"];
    let rows: Vec<String> = (1..).zip(rows).map(|(n, word)| format!("C{n},P1,N1,2025-02-03,99441,{word}")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let (place, run) = audit(more, "CLM,BENE,PRF,DOS,CODE,ST", &rows);
    assert_eq!(
        (run.fates().as_str(), place.found(EYE, "claim_id")),
        ("audited=2 denied=4", vec!["C3".to_owned(), "C6".to_owned()])
    );
}

#[test]
fn a_value_of_a_list_that_swallowed_lines_is_a_reject() {
    let open = "C1,P1,N1,2025-02-03,99441,\"I10\nC9,P9,N9,2025-02-03,99441,\",x";
    for (more, column) in [
        ("diagnoses = { column = \"L\", split = \"|\" }\n", "diagnosis_1"),
        ("modifiers = { column = \"L\", split = \"|\" }\n", "modifier_1"),
        ("claim_status = { column = \"L\", split = \"|\" }\n", "claim_status"),
        ("claim_status = [\"L\", \"M\"]\n", "claim_status"),
    ] {
        let (place, run) = audit(more, "CLM,BENE,PRF,DOS,CODE,L,M", &[open]);
        assert_eq!((run.code, run.fates().as_str()), (3, "rejected=1"), "{more}: {}", run.stderr);
        assert_eq!(place.table("report/rejects.parquet").column("column"), [column]);
    }
}
