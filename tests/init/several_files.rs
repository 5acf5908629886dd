//! Several files at once: months of one export, or files that have nothing in common.

use super::{expected, export, found};
use crate::program::Place;

const HEADER: &str = "Claim Number,Member ID,NPI,Service Date,CPT Code,Claim Status";

fn rows(which: fn(u32) -> bool) -> String {
    let text = export(HEADER, |line| {
        let cells = [&line.claim, &line.patient, line.npi, &line.date("m/d/y"), line.code, line.status];
        let row = cells.map(str::to_owned).join(",");
        if which(line.date.0) { row } else { String::new() }
    });
    text.lines().filter(|line| !line.is_empty()).flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn months_of_one_export_share_a_layout() {
    let place = Place::new();
    place.write("early.csv", rows(|month| month < 5));
    place.write("late.csv", rows(|month| 5 <= month));
    let init = place.run(&["init", "early.csv", "late.csv"]);
    assert_eq!(init.code, 0, "{}{}", init.stdout, init.stderr);
    let run = place.run(&["run", "claims-pipeline.toml"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(found(&place, "reports/claims"), expected());
}

#[test]
fn files_with_other_columns_are_refused_together() {
    let place = Place::new();
    place.write("a.csv", rows(|_| true));
    place.write("b.csv", "x,y\n1,2\n");
    let init = place.run(&["init", "a.csv", "b.csv"]);
    assert_eq!(init.code, 2);
    assert!(init.stderr.contains("b.csv") && init.stderr.contains("has other columns than a.csv"), "{}", init.stderr);
    assert_eq!(place.names(), ["a.csv", "b.csv"]);
}
