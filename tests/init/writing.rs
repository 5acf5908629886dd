//! What `init` writes and prints: where, never over other files, the same facts as JSON, the same bytes again.

use super::export;
use crate::program::Place;

fn place() -> Place {
    Place::with_claims(export("Claim Number,Member ID,NPI,Service Date,CPT Code", |line| {
        let cells = [&line.claim, &line.patient, line.npi, &line.date("y-m-d"), line.code];
        cells.map(str::to_owned).join(",")
    }))
}

#[test]
fn earlier_files_are_not_overwritten_unless_told() {
    let place = place();
    place.write("claims-layout.toml", "mine");
    let init = place.run(&["init", "claims.csv"]);
    assert_eq!(init.code, 2);
    assert!(init.stderr.contains("claims-layout.toml exists already"), "{}", init.stderr);
    assert_eq!(place.files("")["claims-layout.toml"], b"mine");
    assert!(!place.names().contains(&"claims-pipeline.toml".to_owned()), "all files or none");
    assert_eq!(place.run(&["init", "claims.csv", "--force"]).code, 0);
    assert_ne!(place.files("")["claims-layout.toml"], b"mine");
}

#[test]
fn files_go_into_the_folder_and_run_from_where_one_stands() {
    let place = place();
    assert_eq!(place.run(&["init", "claims.csv", "--out", "proposal"]).code, 0);
    assert_eq!(place.names(), ["claims.csv", "proposal"]);
    let run = place.run(&["run", "proposal/claims-pipeline.toml"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let place = place();
    let first = place.run(&["init", "claims.csv"]);
    let written = place.files("");
    let second = place.run(&["init", "claims.csv", "--force"]);
    assert_eq!((first.stdout, written), (second.stdout, place.files("")));
}

#[test]
fn json_says_the_same_as_the_table() {
    let place = place();
    let text = place.run(&["init", "claims.csv"]).stdout;
    let json = place.run(&["init", "claims.csv", "--force", "--json"]).json();
    assert_eq!((json["rows_looked_at"].as_u64(), json["undecided"].as_bool()), (Some(60), Some(false)));
    assert_eq!(json["written"][0], "claims-layout.toml");
    let columns = json["columns"].as_array().expect("columns");
    assert_eq!(columns.len(), 5);
    for column in columns {
        let choice = &column["choices"][0];
        let cells = [
            column["ours"].as_str().unwrap_or("?"),
            choice["theirs"].as_str().unwrap_or("?"),
            &format!("{} {} %", choice["confidence"].as_str().unwrap_or("?"), choice["percent"]),
            choice["reason"].as_str().unwrap_or("?"),
        ];
        let row = text.lines().find(|line| line.starts_with(cells[0])).unwrap_or_default();
        assert!(cells.iter().all(|cell| row.contains(cell)), "{cells:?}: {row}");
    }
    let lost = json["rules_lost"].as_array().expect("rules");
    assert!(lost.iter().any(|one| one["lacking"] == "units" && one["rules"][0] == "units_over_limit"), "{lost:?}");
}

#[test]
fn names_that_toml_would_trip_over_are_written_safely() {
    let header = "\"Claim \"\"Number\"\"\",\"Member\n ID\",NPI,\"Service # Date\",CPT Code";
    let place = Place::with_claims(export(header, |line| {
        let cells = [&line.claim, &line.patient, line.npi, &line.date("y-m-d"), line.code];
        cells.map(str::to_owned).join(",")
    }));
    super::proposed_and_run(&place);
}
