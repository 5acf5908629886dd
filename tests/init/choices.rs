//! What a person must not miss, and what they may decide: rare words of a status, values that cannot be read, mixed dates,
//! columns that are chosen, and what `check` warns of.

use super::{expected, export, found, layout, lines};
use crate::program::{Place, csv_text};

const HEADER: &str = "Claim Number,Member ID,NPI,Service Date,CPT Code,Claim Status,Paid Amount";

fn cells(line: &super::Line) -> Vec<String> {
    let cells = [&line.claim, &line.patient, line.npi, &line.date("m/d/y"), line.code, line.status];
    cells.map(str::to_owned).into_iter().chain([line.amount('.', 80)]).collect()
}

#[test]
fn a_word_that_one_row_says_is_no_payment() {
    for (rare, denied) in [("Denied", 1), ("VOIDED", 1), ("Rejected - not payable", 1), ("Under review", 0)] {
        let place = Place::new();
        let rows: Vec<String> = (1..=12)
            .map(|n| {
                format!("C{n},P{n},1000000001,02/{:02}/2025,99441,{},15.00", 12 + n, if n == 3 { rare } else { "Paid" })
            })
            .collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        place.write("claims.csv", csv_text(HEADER, &rows));
        let init = place.run(&["init", "claims.csv"]);
        assert_eq!(init.code, 0, "{}{}", init.stdout, init.stderr);
        let run = place.run(&["run", "claims-pipeline.toml", "--json"]);
        let fates = run.json()["accounting"].clone();
        assert_eq!((fates["denied"].as_u64(), fates["audited"].as_u64()), (Some(denied), Some(12 - denied)), "{rare}");
        let tells = init.stdout.contains("claim_status: 1 rows");
        assert_eq!(tells, denied == 0, "{rare}: {}", init.stdout);
    }
}

#[test]
fn values_that_cannot_be_read_are_shown_by_their_shape() {
    let text = export(HEADER, |line| cells(line).join(","));
    let text = text.replacen("01/01/2025", "soon Ann", 1).replacen(",39.32", ",thirty-9", 1);
    let place = Place::with_claims(text);
    let init = place.run(&["init", "claims.csv"]);
    assert!(init.stdout.contains("1 values (1 %) are no dates, such as `AAAA AAA` (1)"), "{}", init.stdout);
    assert!(init.stdout.contains("1 values (1 %) are no amounts, such as `AAAAAA-9` (1)"), "{}", init.stdout);
    assert!(!init.stdout.contains("Ann") && !layout(&place).contains("thirty"), "no value is told");
}

#[test]
fn every_notation_of_a_mixed_column_is_named_and_read() {
    let place = Place::with_claims(export(HEADER, |line| {
        let n: u32 = line.claim[2..].parse().unwrap_or_default();
        let mut cells = cells(line);
        cells[3] = match n % 3 {
            0 => line.date("y-m-d"),
            1 => line.date("m/d/y"),
            _ => line.date("m.d.y"),
        };
        cells.join(",")
    }));
    let init = place.run(&["init", "claims.csv"]);
    assert_eq!(init.code, 0, "{}{}", init.stdout, init.stderr);
    for notation in ["written in 3 ways", "%Y-%m-%d (20)", "%m/%d/%Y (20)", "%m.%d.%Y (20)"] {
        assert!(init.stdout.contains(notation), "{notation}: {}", init.stdout);
    }
    let run = place.run(&["run", "claims-pipeline.toml"]);
    assert_eq!(run.code, 0, "{}{}", run.stderr, layout(&place));
    assert_eq!(found(&place, "reports/claims"), expected());
}

#[test]
fn a_column_may_be_chosen() {
    let header = "Claim Number,Ref A,Ref B,NPI,Service Date,CPT Code";
    let place = Place::with_claims(export(header, |line| {
        let n = line.claim.clone();
        [n.replace("CL", "A"), line.patient.clone(), n.replace("CL", "B")].join(",")
            + &format!(",{},{},{}", line.npi, line.date("m/d/y"), line.code)
    }));
    assert_eq!(place.run(&["init", "claims.csv"]).code, 3, "nothing says which column is the patient");
    let init = place.run(&["init", "claims.csv", "--force", "--set", "patient_id=ref a"]);
    assert_eq!(init.code, 0, "{}{}", init.stdout, init.stderr);
    assert!(layout(&place).contains("patient_id = \"Ref A\""), "{}", layout(&place));
    assert_eq!(place.run(&["run", "claims-pipeline.toml"]).code, 0);
    for (chosen, word) in [("patient=Ref A", "did you mean `patient_id`?"), ("patient_id=Ref C", "no such column")] {
        let refused = place.run(&["init", "claims.csv", "--force", "--set", chosen]);
        assert_eq!(refused.code, 2, "{chosen}");
        assert!(refused.stderr.contains(word), "{chosen}: {}", refused.stderr);
    }
}

#[test]
fn the_pipeline_writes_every_format_and_the_layout_proposes_a_group() {
    let place = Place::with_claims(export(HEADER, |line| cells(line).join(",")));
    assert_eq!(place.run(&["init", "claims.csv"]).code, 0);
    assert!(layout(&place).contains("# billing_tin = { constant = \"000000000\" }"), "{}", layout(&place));
    assert_eq!(place.run(&["run", "claims-pipeline.toml"]).code, 0);
    for file in ["findings.parquet", "findings.csv", "report.xlsx", "report.html", "summary.json"] {
        assert!(place.path(&format!("reports/claims/{file}")).is_file(), "{file}");
    }
}

#[test]
fn what_check_warns_of_is_said_by_init_and_audit_too() {
    let mut lines = lines();
    lines.retain(|line| line.date.0 != 5);
    let rows: Vec<String> = lines.iter().map(|line| cells(line).join(",")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let place = Place::with_claims(csv_text(HEADER, &rows));
    let init = place.run(&["init", "claims.csv"]);
    let run = place.run(&["run", "claims-pipeline.toml"]);
    let check = place.run(&["check", "claims.csv", "--layout", "claims-layout.toml"]);
    let warning = "2025-05 ";
    for (who, said) in [("init", init.stdout), ("run", run.stderr), ("check", check.stdout)] {
        assert!(said.lines().any(|line| line.contains(warning) || line.contains("without a row")), "{who}: {said}");
    }
}
