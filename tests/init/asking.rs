//! At a terminal `init` asks what the columns leave open; without one it says so and asks nothing.

use super::{expected, export, found, layout};
use crate::program::Place;

const HEADER: &str = "Claim Number,Ref A,Ref B,NPI,Service Date,CPT Code,Claim Status";

/// Two columns that may be the patient, and dates of which some are written so that month and day could be either.
fn place(pattern: &str) -> Place {
    Place::with_claims(export(HEADER, |line| {
        let other = line.claim.replace("CL", "XX");
        let cells = [&line.claim, &line.patient, &other, line.npi, &line.date(pattern), line.code, line.status];
        cells.map(str::to_owned).join(",")
    }))
}

#[test]
fn a_number_chooses_a_column_and_enter_leaves_it_open() {
    let place = place("y-m-d");
    let asked = place.run_at_terminal(&["init", "claims.csv"], "9\n2\n");
    assert_eq!(asked.code, 0, "{}", asked.stdout);
    for part in ["patient_id: ", "1  Ref B", "2  Ref A", "expected a number from 1 to", "Number, or Enter"] {
        assert!(asked.stdout.contains(part), "{part}: {}", asked.stdout);
    }
    assert!(layout(&place).contains("\npatient_id = \"Ref A\"\n"), "{}", layout(&place));
    assert_eq!(place.run(&["run", "claims-pipeline.toml"]).code, 0);
    assert_eq!(found(&place, "reports/claims"), expected());
    let left = place.run_at_terminal(&["init", "claims.csv", "--force"], "\n");
    assert_eq!(left.code, 3, "{}", left.stdout);
    assert_eq!(left.stdout.matches("Number, or Enter").count(), 1, "what is left open is asked once: {}", left.stdout);
    assert!(layout(&place).contains("# patient_id = \"Ref A\""), "{}", layout(&place));
}

#[test]
fn the_order_of_month_and_day_is_asked_too() {
    let text = export(HEADER, |line| {
        let date = format!("0{}/0{}/2025", line.date.0, 1 + line.date.1 % 9);
        let cells = [&line.claim, &line.patient, "", line.npi, &date, line.code, line.status];
        cells.map(str::to_owned).join(",")
    });
    let place = Place::with_claims(text.replace("Ref A", "Member ID"));
    let asked = place.run_at_terminal(&["init", "claims.csv"], "2\n");
    assert_eq!(asked.code, 0, "{}", asked.stdout);
    let chosen = "service_date = { column = \"Service Date\", date = \"%d/%m/%Y\" }";
    assert!(layout(&place).contains(&format!("\n{chosen}\n")), "{}", layout(&place));
    // Where nobody can be asked the same is said on the command line.
    let way = "service_date={ column = \"Service Date\", date = \"%m/%d/%Y\" }";
    let set = place.run(&["init", "claims.csv", "--force", "--set", way]);
    assert_eq!(set.code, 0, "{}{}", set.stdout, set.stderr);
    assert!(layout(&place).contains("date = \"%m/%d/%Y\""), "{}", layout(&place));
}

#[test]
fn a_needed_column_that_nothing_looks_like_is_asked_with_every_header() {
    let text = export("Claim Number,Member ID,Zzz,Service Date,CPT Code", |line| {
        [&line.claim, &line.patient, line.npi.trim_start_matches('1'), &line.date("y-m-d"), line.code].join(",")
    });
    let place = Place::with_claims(text.replace("0000000", "room "));
    let asked = place.run_at_terminal(&["init", "claims.csv"], "1\n");
    assert_eq!(asked.code, 0, "{}", asked.stdout);
    assert!(asked.stdout.contains("rendering_npi: "), "{}", asked.stdout);
    assert!(layout(&place).contains("\nrendering_npi = \"Zzz\"\n"), "{}", layout(&place));
}

#[test]
fn without_a_terminal_and_for_programs_nothing_is_asked() {
    let place = place("y-m-d");
    let piped = place.run(&["init", "claims.csv"]);
    assert_eq!(piped.code, 3);
    assert!(!piped.stderr.contains("Number, or Enter") && piped.stdout.contains("--set"), "{}", piped.stderr);
    let json = place.run_at_terminal(&["init", "claims.csv", "--force", "--json"], "1\n");
    assert_eq!(json.code, 3, "{}", json.stdout);
    assert!(!json.stdout.contains("Number, or Enter"), "{}", json.stdout);
}
