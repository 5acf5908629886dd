//! Dates that could be month first or day first are never guessed: a person chooses, or one value of the file decides.

use super::{layout, value};
use crate::program::{Place, csv_text};

const HEADER: &str = "claim number,member id,rendering npi,dos,cpt";

/// Rows whose days are all twelve or less.
fn rows(n: u32) -> Vec<String> {
    let row = |n: u32| format!("C{n},P{},1000000001,{:02}/{:02}/2025,99441", n % 30, 1 + n % 12, 1 + n % 11);
    (0..n).map(row).collect()
}

fn file(rows: &[String]) -> String {
    csv_text(HEADER, &rows.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn both_readings_are_left_to_a_person_and_the_run_is_refused() {
    let place = Place::with_claims(file(&rows(60)));
    let init = place.run(&["init", "claims.csv"]);
    assert_eq!(init.code, 3, "{}", init.stdout);
    assert!(init.stdout.contains("UNDECIDED  service_date"), "{}", init.stdout);
    let run = place.run(&["run", "claims-pipeline.toml"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    let line = layout(&place).lines().position(|line| line.starts_with("# service_date = ")).expect("a choice") + 1;
    let pointed = format!("claims-layout.toml, line {line}: `service_date`");
    assert!(run.stderr.contains(&pointed) && run.stderr.contains("commented out"), "{}", run.stderr);
}

#[test]
fn either_choice_runs_and_gives_its_own_dates() {
    for (pattern, first) in [("%m/%d/%Y", "2025-02-03"), ("%d/%m/%Y", "2025-03-02")] {
        let place = Place::with_claims(file(&["C1,P1,1000000001,02/03/2025,99441".to_owned()]));
        assert_eq!(place.run(&["init", "claims.csv"]).code, 3);
        let chosen = format!("service_date = {{ column = \"dos\", date = \"{pattern}\" }}");
        let text = layout(&place).replace(&format!("# {chosen}"), &chosen);
        assert!(text.contains(&format!("\n{chosen}")), "{text}");
        place.write("claims-layout.toml", text);
        let run = place.run(&["run", "claims-pipeline.toml", "--json"]);
        assert_eq!((run.code, run.json()["data_from"].as_str()), (0, Some(first)), "{}", run.stderr);
    }
}

#[test]
fn one_value_far_down_decides() {
    let mut rows = rows(30_000);
    rows.push("C9,P9,1000000001,13/02/2025,99441".to_owned());
    rows.push("C9,P9,1000000001,01/02/2025,99441".to_owned());
    let place = Place::with_claims(file(&rows));
    let init = place.run(&["init", "claims.csv"]);
    assert_eq!((init.code, value(&place, "date").as_str()), (0, "\"%d/%m/%Y\""), "{}", init.stdout);
}

#[test]
fn another_column_of_the_same_notation_decides() {
    let rows: Vec<String> = rows(60).into_iter().map(|row| format!("{row},03/28/2025")).collect();
    let header = format!("{HEADER},paid date");
    let place = Place::with_claims(csv_text(&header, &rows.iter().map(String::as_str).collect::<Vec<_>>()));
    let init = place.run(&["init", "claims.csv"]);
    assert_eq!((init.code, value(&place, "date").as_str()), (0, "\"%m/%d/%Y\""), "{}", init.stdout);
}

#[test]
fn two_notations_in_one_column_are_told() {
    let mut rows = rows(60);
    for n in 0..5 {
        rows.push(format!("D{n},P1,1000000001,13/02/2025,99441"));
        rows.push(format!("E{n},P1,1000000001,02/13/2025,99441"));
    }
    let place = Place::with_claims(file(&rows));
    let init = place.run(&["init", "claims.csv"]);
    assert_eq!(init.code, 3, "{}", init.stdout);
    assert!(init.stdout.contains("5 values can only be month first and 5 only day first"), "{}", init.stdout);
}

#[test]
fn day_numbers_of_a_spreadsheet_are_left_to_a_person() {
    let rows: Vec<String> = (0..60).map(|n| format!("C{n},P{n},1000000001,{},99441", 45_700 + n)).collect();
    let place = Place::with_claims(file(&rows));
    let init = place.run(&["init", "claims.csv"]);
    assert_eq!(init.code, 3, "{}", init.stdout);
    let chosen = "service_date = { column = \"dos\", date = \"days since 1899-12-30\" }";
    let text = layout(&place).replace(&format!("# {chosen}"), chosen);
    place.write("claims-layout.toml", text);
    let run = place.run(&["run", "claims-pipeline.toml", "--json"]);
    assert_eq!((run.code, run.json()["data_from"].as_str()), (0, Some("2025-02-12")), "{}", run.stderr);
}
