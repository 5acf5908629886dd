//! Tables beside the claim lines: found by name, joined by key, rows of one key brought together; what has no partner,
//! differs, or cannot be used is counted and told.

use super::EYE;
use crate::program::{Place, Run};

/// A layout whose clinician stands in a table `prov`, by the number in column PROV.
const LAYOUT: &str = r#"name = "mine"
description = "a test"
[columns]
claim_id = "CLM"
patient_id = "BENE"
rendering_npi = "prov.npi"
service_date = "DOS"
procedure_code = "HCPCS"
billing_tin = "prov.tin"
paid_amount = "PAID"
[[table]]
name = "prov"
files = ["prov*"]
key = ["id"]
on = ["PROV"]
"#;
const LINES: &str = "CLM,BENE,PROV,DOS,HCPCS,PAID\nC1,P1,1,2025-02-03,99441,15.00\nC2,P2,2,2025-02-03,99441,15.00\n";
const PROVIDERS: &str = "id,npi,tin\n1,N1,T1\n2,N2,T2\n";

fn audit(layout: &str, files: &[(&str, &str)]) -> (Place, Run) {
    let place = Place::new();
    place.write("mine.toml", layout);
    for (name, text) in files {
        place.write(&format!("in/{name}"), text);
    }
    let run = place.audit("in/*", &["--layout", "mine.toml"]);
    (place, run)
}

/// Clinician and group of every line, by claim, and the run.
fn seen(layout: &str, files: &[(&str, &str)]) -> (Vec<String>, Run) {
    let (place, run) = audit(layout, files);
    if run.code == 2 {
        return (Vec::new(), run);
    }
    let rows = place.findings().into_iter().filter(|row| row["rule"] == EYE);
    let shown = rows.map(|row| format!("{} {} {}", row["claim_id"], row["rendering_npi"], row["billing_tin"]));
    (shown.collect(), run)
}

fn assert_seen(layout: &str, files: &[(&str, &str)], expected: &[&str]) -> Run {
    let (found, run) = seen(layout, files);
    assert_eq!(
        (run.code, found.as_slice()),
        (0, &expected.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>()[..]),
        "{}",
        run.stderr
    );
    run
}

#[test]
fn values_come_from_the_table_s_row_of_the_same_key() {
    let run = assert_seen(LAYOUT, &[("lines.csv", LINES), ("prov.csv", PROVIDERS)], &["C1 N1 T1", "C2 N2 T2"]);
    let summary = run.json();
    assert_eq!(summary["files"].as_array().map(Vec::len), Some(1), "a table is no file of claim lines");
    let table = &summary["inputs"][0];
    assert_eq!((&table["kind"], &table["release"], &table["rows"]), (&"table".into(), &"prov".into(), &2.into()));
    assert_eq!(summary["files"][0]["rows_without_partner"]["prov"], 0);
}

#[test]
fn names_of_files_are_told_without_folder_extensions_and_case() {
    for name in ["PROV.CSV", "Providers.2025.csv", "prov"] {
        assert_seen(LAYOUT, &[("lines.csv", LINES), (name, PROVIDERS)], &["C1 N1 T1", "C2 N2 T2"]);
    }
}

#[test]
fn keys_meet_whether_or_not_they_were_written_as_decimals() {
    let decimal = "id,npi,tin\n1.0,N1,T1\n2.00,N2,T2\n";
    assert_seen(LAYOUT, &[("lines.csv", LINES), ("prov.csv", decimal)], &["C1 N1 T1", "C2 N2 T2"]);
    let lines = LINES.replace("P1,1,", "P1,1.0,").replace("P2,2,", "P2, 2 ,");
    assert_seen(LAYOUT, &[("lines.csv", &lines), ("prov.csv", PROVIDERS)], &["C1 N1 T1", "C2 N2 T2"]);
}

#[test]
fn rows_of_a_key_agree_or_say_nothing() {
    let table = "id,npi,tin\n1,N1,T1\n1,N1,\n1,N1,T9\n1,N1,T1\n2,N2,T2\n2,N2,\n";
    let run = assert_seen(LAYOUT, &[("lines.csv", LINES), ("prov.csv", table)], &["C1 N1 ", "C2 N2 T2"]);
    assert_eq!(run.json()["inputs"][0]["differing"], 1, "one value of one key");
    assert!(run.stderr.contains("1 values left blank because rows of one key differ"), "{}", run.stderr);
}

#[test]
fn several_files_of_a_table_are_one_table() {
    let files =
        [("lines.csv", LINES), ("prov-a.csv", "tin,id,npi\nT1,1,N1\n"), ("prov-b.csv", "id,npi,more\n2,N2,x\n")];
    let run = assert_seen(LAYOUT, &files, &["C1 N1 T1", "C2 N2 "]);
    let unused: Vec<_> = (0..2).map(|at| run.json()["inputs"][at]["rows"].clone()).collect();
    assert_eq!(unused, [1, 1]);
    assert!(run.stderr.contains("(columns not used: more)"), "{}", run.stderr);
}

#[test]
fn lines_without_a_partner_are_counted() {
    let lines = format!("{LINES}C3,P3,3,2025-02-03,99441,1\nC4,P4,,2025-02-03,99441,1\n");
    let layout = LAYOUT.replace("\"prov.npi\"", "[\"prov.npi\", { constant = \"NOBODY\" }]");
    let files = [("lines.csv", lines.as_str()), ("prov.csv", PROVIDERS)];
    let run = assert_seen(&layout, &files, &["C1 N1 T1", "C2 N2 T2", "C3 NOBODY ", "C4 NOBODY "]);
    assert_eq!(run.json()["files"][0]["rows_without_partner"]["prov"], 2);
    // Where every line needs the value, a line without a partner is a reject.
    let (found, run) = seen(LAYOUT, &files);
    assert_eq!((run.code, found.len(), run.fates().as_str()), (3, 2, "audited=2 rejected=2"), "{}", run.stderr);
}

#[test]
fn rows_that_are_no_claim_lines_need_no_partner() {
    let lines = format!("{LINES}C3,P3,3,2025-02-03,99441,1\n");
    let layout = format!("{LAYOUT}[[filter]]\ncolumn = \"CLM\"\ndrop = [\"C3\"]\n");
    let files = [("lines.csv", lines.as_str()), ("prov.csv", PROVIDERS)];
    let run = assert_seen(&layout, &files, &["C1 N1 T1", "C2 N2 T2"]);
    let file = &run.json()["files"][0];
    assert_eq!((&file["filtered_rows"], &file["rows_without_partner"]["prov"]), (&1.into(), &0.into()));
}

#[test]
fn lines_may_be_filtered_by_a_column_of_a_table() {
    let table = "id,npi,tin,kind\n1,N1,T1,PROF\n2,N2,T2,INST\n";
    let layout = format!("{LAYOUT}[[filter]]\ncolumn = \"prov.kind\"\nkeep = [\"PROF\"]\n");
    let run = assert_seen(&layout, &[("lines.csv", LINES), ("prov.csv", table)], &["C1 N1 T1"]);
    assert_eq!(run.json()["files"][0]["filtered_rows"], 1);
}

#[test]
fn rows_of_a_table_may_be_filtered_letter_by_letter() {
    let table = "id,npi,tin,kind\n1,N1,T1,A\n1,N9,T9,a\n1,N8,T8, A\n2,N2,T2,A\n";
    let layout = format!("{LAYOUT}filter = [{{ column = \"kind\", keep = [\"A\"] }}]\n");
    let run = assert_seen(&layout, &[("lines.csv", LINES), ("prov.csv", table)], &["C1 N1 T1", "C2 N2 T2"]);
    assert_eq!((&run.json()["inputs"][0]["rows"], &run.json()["inputs"][0]["filtered"]), (&2.into(), &2.into()));
}

#[test]
fn a_table_may_be_joined_to_a_table_above_it() {
    let layout = LAYOUT.replace("\"prov.tin\"", "\"group.tax\"").replace("prov.tin", "prov.group")
        + "[[table]]\nname = \"group\"\nfiles = [\"groups\"]\nkey = [\"code\", \"site\"]\non = [\"prov.group\", \"SITE\"]\n";
    let lines = LINES.replace("PAID\n", "PAID,SITE\n").replace("15.00\n", "15.00,S\n");
    let prov = "id,npi,group\n1,N1,G\n2,N2,\n";
    let groups = "code,site,tax\nG,S,T7\nG,X,T8\nGS,,T9\n";
    let (found, run) = seen(&layout, &[("lines.csv", &lines), ("prov.csv", prov), ("groups.csv", groups)]);
    assert_eq!(found, ["C1 N1 T7", "C2 N2 "]);
    assert_eq!(run.json()["files"][0]["rows_without_partner"]["group"], 1, "a key with a blank part has no partner");
    // A row of a table without a key belongs to no line: named, counted, and the run is not whole.
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("row 3:") && run.stderr.contains("`key`"), "{}", run.stderr);
}

#[test]
fn a_needed_table_without_a_file_is_refused() {
    let (_, run) = seen(LAYOUT, &[("lines.csv", LINES)]);
    assert_eq!((run.code, run.stderr.lines().count()), (2, 1), "{}", run.stderr);
    for word in ["`mine`", "prov", "prov*", "none of the files"] {
        assert!(run.stderr.contains(word), "{word} is not in: {}", run.stderr);
    }
    let (_, run) = seen(LAYOUT, &[("prov.csv", PROVIDERS)]);
    assert!(run.code == 2 && run.stderr.contains("claim lines"), "{}", run.stderr);
}

#[test]
fn the_columns_of_a_table_that_is_not_there_are_absent() {
    let layout = LAYOUT.replace("\"prov.npi\"", "[\"prov.npi\", \"PROV\"]") + "needed = false\n";
    let run = assert_seen(&layout, &[("lines.csv", LINES)], &["C1 1 ", "C2 2 "]);
    assert_eq!(run.json()["files"][0]["rows_without_partner"], serde_json::Value::Null);
    // Absent, not blank: rules that need the column say that they cannot run.
    let check = |files: &[(&str, &str)]| {
        let (place, _) = audit(&layout, files);
        let run = place.run(&["check", "in/*", "--layout", "mine.toml", "--json"]);
        super::absent_columns(&run.stdout).contains(&"billing_tin".to_owned())
    };
    assert!(check(&[("lines.csv", LINES)]));
    assert!(!check(&[("lines.csv", LINES), ("prov.csv", PROVIDERS)]));
    assert!(check(&[("lines.csv", LINES), ("prov.csv", "id,npi\n1,N1\n")]), "the table lacks the column");
}

#[test]
fn a_table_without_rows_is_a_table() {
    let layout = LAYOUT.replace("\"prov.npi\"", "[\"prov.npi\", \"PROV\"]");
    let run = assert_seen(&layout, &[("lines.csv", LINES), ("prov.csv", "id,npi,tin\n")], &["C1 1 ", "C2 2 "]);
    assert_eq!(run.json()["files"][0]["rows_without_partner"]["prov"], 2);
}

#[test]
fn a_line_column_that_the_key_needs_may_be_absent_only_where_the_table_is_not_needed() {
    let lines = LINES.replace("PROV", "OTHER");
    let (_, run) = seen(LAYOUT, &[("lines.csv", &lines), ("prov.csv", PROVIDERS)]);
    assert!(run.code == 2 && run.stderr.contains("`PROV`") && run.stderr.contains("lines.csv"), "{}", run.stderr);
    let layout = LAYOUT.replace("\"prov.npi\"", "[\"prov.npi\", \"OTHER\"]") + "needed = false\n";
    assert_seen(&layout, &[("lines.csv", &lines), ("prov.csv", PROVIDERS)], &["C1 1 ", "C2 2 "]);
}

#[test]
fn a_table_that_lacks_its_own_key_is_named() {
    let (_, run) = seen(LAYOUT, &[("lines.csv", LINES), ("prov.csv", "ident,npi,tin\n1,N1,T1\n")]);
    assert_eq!((run.code, run.stderr.lines().count()), (2, 1), "{}", run.stderr);
    for word in ["prov.csv", "`key`", "`id`", "ident"] {
        assert!(run.stderr.contains(word), "{word} is not in: {}", run.stderr);
    }
    let layout = format!("{LAYOUT}filter = [{{ column = \"kind\", keep = [\"A\"] }}]\n");
    let (_, run) = seen(&layout, &[("lines.csv", LINES), ("prov.csv", PROVIDERS)]);
    assert!(run.code == 2 && run.stderr.contains("`filter`") && run.stderr.contains("`kind`"), "{}", run.stderr);
}

#[test]
fn files_without_a_use_are_named() {
    let layout = LAYOUT.replace("[columns]", "files = [\"lines*\"]\n[columns]");
    let files = [("lines.csv", LINES), ("prov.csv", PROVIDERS), ("readme.csv", "a,b\n1,2\n")];
    let run = assert_seen(&layout, &files, &["C1 N1 T1", "C2 N2 T2"]);
    assert_eq!(run.json()["unused_files"], serde_json::json!(["in/readme.csv"]));
    assert!(run.stderr.contains("no use for: in/readme.csv"), "{}", run.stderr);
}

#[test]
fn a_column_with_a_full_stop_that_names_no_table_is_a_column() {
    let layout = LAYOUT.replace("\"BENE\"", "\"person.id\"");
    let lines = LINES.replace("BENE", "Person.ID");
    assert_seen(&layout, &[("lines.csv", &lines), ("prov.csv", PROVIDERS)], &["C1 N1 T1", "C2 N2 T2"]);
}

#[test]
fn rows_of_a_table_that_cannot_be_used_are_rejects() {
    let broken = "id,npi,tin\n1,N1,T1\n2,N2\n,N3,T3\n1.2E+10,N4,T4\n2,N2,\"T\n2\"\n";
    let layout = LAYOUT.replace("\"prov.npi\"", "[\"prov.npi\", \"PROV\"]");
    let (found, run) = seen(&layout, &[("lines.csv", LINES), ("prov.csv", broken)]);
    assert_eq!((run.code, found), (3, vec!["C1 N1 T1".to_owned(), "C2 2 ".to_owned()]), "{}", run.stderr);
    let table = &run.json()["inputs"][0];
    assert_eq!((&table["rows"], &table["rejected"]), (&1.into(), &4.into()), "{}", run.stderr);
    assert!(!run.stderr.contains("N4") && !run.stderr.contains("1.2E"), "no value is told: {}", run.stderr);
}

#[test]
fn a_table_s_files_may_be_written_another_way() {
    let layout = format!("{LAYOUT}format = {{ delimiter = \"|\" }}\n");
    let table = PROVIDERS.replace(',', "|");
    assert_seen(&layout, &[("lines.csv", LINES), ("prov.txt", &table)], &["C1 N1 T1", "C2 N2 T2"]);
}
