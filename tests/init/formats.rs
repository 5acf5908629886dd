//! Files that are no plain CSV: Parquet, compressed, a title above the header, no header, fixed width.

use std::io::Write as _;

use super::{assert_taken, expected, export, found, layout, lines, proposed_and_run};
use crate::load::{parquet_file, texts};
use crate::program::Place;

const HEADER: &str = "Claim Number,Member ID,NPI,Service Date,CPT Code,Claim Status";

fn plain(separator: &str) -> String {
    export(&HEADER.replace(',', separator), |line| {
        let cells = [&line.claim, &line.patient, line.npi, &line.date("m/d/y"), line.code, line.status];
        cells.map(str::to_owned).join(separator)
    })
}

#[test]
fn tabs_under_a_title() {
    let place = Place::with_claims(format!("Claims of a practice\nfrom\tto\n{}", plain("\t")));
    let init = proposed_and_run(&place);
    assert_eq!(found(&place, "reports/claims"), expected());
    assert_taken(&place, &[("delimiter", "\"\\t\""), ("skip_rows", "2")]);
    assert!(init.stdout.contains("2 rows before the header"), "{}", init.stdout);
}

#[test]
fn compressed_files() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(plain(";").as_bytes()).expect("a compressed text");
    let place = Place::new();
    place.write("claims.csv.gz", packed.finish().expect("a compressed text"));
    let init = place.run(&["init", "claims.csv.gz"]);
    assert_eq!(init.code, 0, "{}{}", init.stdout, init.stderr);
    assert_eq!(place.run(&["run", "claims-pipeline.toml"]).code, 0);
    assert_eq!(found(&place, "reports/claims"), expected());
}

#[test]
fn parquet_files() {
    let lines = lines();
    let column = |of: fn(&super::Line) -> String| {
        let values: Vec<String> = lines.iter().map(of).collect();
        texts(&values.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let columns = vec![
        ("ClaimNumber", column(|line| line.claim.clone())),
        ("MemberId", column(|line| line.patient.clone())),
        ("RenderingNpi", column(|line| line.npi.to_owned())),
        ("DateOfService", column(|line| line.date("y-m-d"))),
        ("HcpcsCode", column(|line| line.code.to_owned())),
        ("LineStatus", column(|line| line.status.to_owned())),
    ];
    let place = Place::new();
    place.write("export.parquet", parquet_file(columns, 1_000));
    let init = place.run(&["init", "export.parquet"]);
    assert_eq!(init.code, 0, "{}{}", init.stdout, init.stderr);
    let run = place.run(&["run", "claims-pipeline.toml"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(found(&place, "reports/claims"), expected());
}

#[test]
fn without_a_header_values_alone_decide_little() {
    let text = plain(",");
    let rows = text.split_once('\n').map_or("", |(_, rows)| rows);
    let place = Place::with_claims(rows);
    let init = place.run(&["init", "claims.csv"]);
    assert_eq!(init.code, 3, "{}", init.stdout);
    assert!(init.stdout.contains("no header"), "{}", init.stdout);
    assert_taken(&place, &[("procedure_code", "\"column_5\""), ("service_date", "\"column_4\""), ("claim_id", "")]);
    let run = place.run(&["run", "claims-pipeline.toml"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    let mut chosen = layout(&place);
    for (ours, theirs) in [("claim_id", 1), ("patient_id", 2), ("rendering_npi", 3)] {
        let line = format!("{ours} = \"column_{theirs}\"");
        assert!(chosen.contains(&format!("# {line}")), "{line}:\n{chosen}");
        chosen = chosen.replace(&format!("# {line}\n"), &format!("{line}\n"));
    }
    place.write("claims-layout.toml", chosen.replace("# claim_status", "claim_status"));
    let run = place.run(&["run", "claims-pipeline.toml"]);
    assert_eq!(run.code, 0, "{}\n{}", run.stderr, layout(&place));
    // Without a name nothing says which words are a status: the denied line counts as well.
    assert!(expected().iter().all(|claim| found(&place, "reports/claims").contains(claim)));
}

#[test]
fn fixed_width_rows_of_no_known_length_are_refused_with_their_length() {
    let row = "1234567890".repeat(7);
    let place = Place::with_claims(format!("{row}\n{row}\n"));
    let init = place.run(&["init", "claims.csv"]);
    assert_eq!(init.code, 2);
    assert!(init.stderr.contains("rows of 70 characters without delimiters"), "{}", init.stderr);
    assert_eq!(place.names(), ["claims.csv"]);
}

#[test]
fn a_header_without_rows_is_matched_by_its_names() {
    let place = Place::with_claims(format!("{HEADER}\n"));
    let init = place.run(&["init", "claims.csv"]);
    assert_eq!(init.code, 0, "{}{}", init.stdout, init.stderr);
    assert!(init.stdout.contains("there are no rows to look at"), "{}", init.stdout);
    let run = place.run(&["run", "claims-pipeline.toml"]);
    assert_eq!(run.code, 3, "there is nothing to judge: {}", run.stderr);
}

#[test]
fn rows_that_fit_no_header_are_counted() {
    let place = Place::with_claims(format!("{}one,too,few\n", plain(",")));
    let init = place.run(&["init", "claims.csv"]);
    assert!(init.stdout.contains("1 rows of claims.csv have more or fewer fields"), "{}", init.stdout);
}
