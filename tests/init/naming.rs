//! What the pipeline is called and where its report goes: by the data, never by a file's name.

use super::{export, lines};
use crate::program::{Place, csv_text};

const HEADER: &str = "Claim Number,Member ID,NPI,Service Date,CPT Code";

fn rows(months: std::ops::RangeInclusive<u32>) -> String {
    let lines: Vec<String> = lines()
        .iter()
        .filter(|line| months.contains(&line.date.0))
        .map(|line| [&line.claim, &line.patient, line.npi, &line.date("m/d/y"), line.code].join(","))
        .collect();
    csv_text(HEADER, &lines.iter().map(String::as_str).collect::<Vec<_>>())
}

fn text(place: &Place, name: &str) -> String {
    std::fs::read_to_string(place.path(name)).unwrap_or_else(|error| format!("{name}: {error}: {:?}", place.names()))
}

#[test]
fn a_month_of_data_is_a_monthly_report_of_its_folder() {
    let place = Place::new();
    place.write("lakeside clinic/Jane Doe 2025-03.csv", rows(3..=3));
    let init = place.run(&["init", "lakeside clinic/Jane Doe 2025-03.csv"]);
    assert_eq!(init.code, 0, "{}{}", init.stdout, init.stderr);
    let pipeline = text(&place, "lakeside-clinic-pipeline.toml");
    for line in ["name = \"lakeside-clinic\"", "month = \"2025-03\"", "dir = \"reports/lakeside-clinic/{month}\""] {
        assert!(pipeline.contains(line), "{line}: {pipeline}");
    }
    assert_eq!(pipeline.matches("Jane Doe").count(), 1, "only the path says the file's name: {pipeline}");
    assert!(!text(&place, "lakeside-clinic-layout.toml").contains("Jane"));
    let run = place.run(&["run", "lakeside-clinic-pipeline.toml"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(place.path("reports/lakeside-clinic/2025-03/report.html").is_file());
}

#[test]
fn several_months_are_judged_whole() {
    let place = Place::with_claims(rows(3..=4));
    assert_eq!(place.run(&["init", "claims.csv"]).code, 0);
    let pipeline = text(&place, "claims-pipeline.toml");
    for line in ["all = true", "dir = \"reports/claims\"", "from 2025-03 to 2025-04", "reports/claims/{month}"] {
        assert!(pipeline.contains(line), "{line}: {pipeline}");
    }
}

#[test]
fn what_is_undecided_has_no_period() {
    let place = Place::with_claims(export("Claim Number,Aaa,Bbb,Service Date,CPT Code", |line| {
        [&line.claim, &line.patient, &line.claim, &line.date("m/d/y"), line.code].map(str::to_owned).join(",")
    }));
    assert_eq!(place.run(&["init", "claims.csv"]).code, 3);
    assert!(text(&place, "claims-pipeline.toml").contains("all = true"));
}
