//! What the shipped layouts ask of the layout language: words for nothing, several separators, joined values with a blank
//! part, rows that take earlier ones with them, tables without a file.

use crate::program::{Place, Run, csv_text};

const NEEDED: &str = "name = \"mine\"\ndescription = \"a test\"\n[columns]\nclaim_id = \"CLM\"\npatient_id = \"BENE\"\nrendering_npi = \"PRF\"\nprocedure_code = \"HCPCS\"\nservice_date = \"DOS\"\n";

fn through(more: &str, columns: &str, rows: &[&str]) -> (Place, Run) {
    let place = Place::with_claims(csv_text(columns, rows));
    place.write("mine.toml", format!("{NEEDED}{more}"));
    let run = place.audit("claims.csv", &["--layout", "mine.toml"]);
    (place, run)
}

#[test]
fn words_for_nothing_are_blank_everywhere() {
    let more = "modifiers = [\"M\"]\n[format]\nblank = [\"~\", \"0000000000\"]\n[[filter]]\ncolumn = \"KIND\"\nkeep = [\"\"]\n";
    let rows = [
        "C1,P1,N1,99421,2025-02-03,~,~",
        "C2,P1,N1,99421,2025-02-03,,",
        "C3,P1,0000000000,99421,2025-02-03,,",
        "C4,P1,N1,99421,2025-02-03,,x",
    ];
    let (place, run) = through(more, "CLM,BENE,PRF,HCPCS,DOS,M,KIND", &rows);
    assert_eq!((run.code, run.fates().as_str()), (3, "audited=2 rejected=1"), "{}", run.stderr);
    assert_eq!(place.found("duplicate_line", "claim_id"), ["C2"], "`~` is no modifier");
}

#[test]
fn each_of_several_characters_parts_values() {
    let more = "modifiers = { column = \"M\", split = [\";\", \" \", \"-\"] }\n";
    let rows =
        ["C1,P1,N1,99421,2025-02-03,95;AH", "C2,P1,N1,99421,2025-02-03,ah 95", "C3,P1,N1,99421,2025-02-03,AH-95-"];
    let (place, run) = through(more, "CLM,BENE,PRF,HCPCS,DOS,M", &rows);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(place.found("duplicate_line", "claim_id"), ["C2", "C3"]);
    for wrong in ["split = [\"--\"]", "split = [\";\", \"--\"]", "split = []", "split = \"\""] {
        let (_, run) = through(&format!("modifiers = {{ column = \"M\", {wrong} }}\n"), "CLM", &[]);
        assert_eq!(run.code, 2, "{wrong}");
        assert!(run.stderr.contains("single characters"), "{wrong}: {}", run.stderr);
    }
}

#[test]
fn joined_values_are_blank_when_a_part_is() {
    let layout = NEEDED.replace("\"CLM\"", "{ concat = [\"CLM\", \"NO\"], with = \"-\" }");
    let more = "start_time = { concat = [\"DOS\", \"FROM\"], with = \" \", time = \"%Y-%m-%d %H:%M\" }\n";
    let rows = ["C1,P1,N1,99441,2025-02-03,1,", "C2,P1,N1,99441,2025-02-03,,09:00"];
    let place = Place::with_claims(csv_text("CLM,BENE,PRF,HCPCS,DOS,NO,FROM", &rows));
    place.write("mine.toml", format!("{layout}{more}"));
    let run = place.audit("claims.csv", &["--layout", "mine.toml"]);
    assert_eq!((run.code, run.fates().as_str()), (3, "audited=1 rejected=1"), "{}", run.stderr);
    assert_eq!(place.table("report/rejects.parquet").column("column"), ["claim_id"]);
    assert_eq!(place.found("code_not_in_effect", "claim_id"), ["C1-1"]);
}

#[test]
fn a_superseded_row_takes_lower_versions_of_its_line_with_it() {
    let more = "line_number = \"N\"\n[adjustments]\ntype = \"KIND\"\nsuperseded = [\"out\"]\nversion = \"V\"\n";
    let columns = "CLM,BENE,PRF,HCPCS,DOS,N,KIND,V";
    let cases: [(&[&str], &str); 4] = [
        (&["C1,P1,N1,99421,2025-02-03,1,,1", "C1,P1,N1,99421,2025-02-03,1,out,2"], "superseded=2"),
        (&["C1,P1,N1,99421,2025-02-03,1,,2", "C1,P1,N1,99421,2025-02-03,1,out,1"], "audited=1 superseded=1"),
        (&["C1,P1,N1,99421,2025-02-03,1,,1", "C1,P1,N1,99422,2025-02-03,2,out,2"], "audited=1 superseded=1"),
        (&["C1,P1,N1,99421,2025-02-03,,,1", "C1,P1,N1,99421,2025-02-03,,out,2"], "superseded=2"),
    ];
    for (rows, fates) in cases {
        let reversed: Vec<&str> = rows.iter().rev().copied().collect();
        for rows in [rows, &reversed[..]] {
            let (_, run) = through(more, columns, rows);
            assert_eq!(run.fates(), fates, "{rows:?}: {}", run.stderr);
        }
    }
    // Without a version a superseded row says nothing of others.
    let without = more.replace("version = \"V\"\n", "");
    let (_, run) = through(&without, columns, cases[0].0);
    assert_eq!(run.fates(), "audited=1 superseded=1");
}

#[test]
fn the_columns_of_a_table_without_file_are_absent() {
    let more = "payer = \"extra.PAYER\"\npaid_amount = \"PAID\"\n[[table]]\nname = \"extra\"\nfiles = [\"extra*\"]\nneeded = false\nkey = [\"CLM\"]\non = [\"CLM\"]\n";
    let (_, run) = through(more, "CLM,BENE,PRF,HCPCS,DOS,PAID", &["C1,P1,N1,98006,2025-02-03,90.00"]);
    assert!(super::why_silent(&run, "code_not_payable").contains("payer"), "{}", run.stdout);
}
