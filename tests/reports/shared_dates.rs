//! Dates of a shared copy: no true date stands beside the moved ones, and no line has two, so that nobody can subtract.

use std::collections::{BTreeMap, BTreeSet};

use super::json;
use super::shared::{KEY, key, share, shared, texts};
use crate::program::{Place, csv_text};

const MOVED: &str = "withheld: dates of a shared copy are moved per patient";

/// The structs of a list as text, each by the names of its fields.
fn lines(list: &str) -> Vec<BTreeMap<String, String>> {
    let structs = list.trim_matches(['[', ']']).split("}, {").filter(|one| !one.is_empty());
    let fields = |one: &str| {
        let pairs = one.trim_matches(['{', '}']).split(", ").filter_map(|field| field.split_once(": "));
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    };
    structs.map(fields).collect()
}

#[test]
fn no_true_date_is_published() {
    let place = shared();
    let windows = |folder: &str| {
        let table = place.table(&format!("{folder}/evidence.parquet"));
        [table.column("window_from"), table.column("window_to")].concat().iter().filter(|day| !day.is_empty()).count()
    };
    assert_eq!((0 < windows("report"), windows("shared")), (true, 0), "a calendar month tells how far it was moved");
    let summary = json(&place, "summary.json");
    let run = place.table("shared/run.parquet").column("record").concat();
    let record: serde_json::Value = serde_json::from_str(&run).expect("JSON");
    let copy: serde_json::Value = serde_json::from_slice(&place.files("shared")["summary.json"]).expect("JSON");
    for name in ["data_from", "data_through", "period_from", "period_to"] {
        assert_eq!((&copy[name], &record["summary"][name]), (&"withheld".into(), &"withheld".into()), "{name}");
    }
    assert!(summary["data_from"].as_str().is_some_and(|day| day.starts_with("20")), "{summary}");
    let texts = texts(&place, "shared");
    for name in ["report.html", "report.xlsx"] {
        assert!(texts[name].contains(MOVED), "{name} does not say why there are no dates");
    }
    assert!(!texts["report.html"].contains("data run from") && !texts["report.html"].contains("no readable row"));
}

#[test]
fn the_period_is_in_no_artefact() {
    let place = shared();
    let run = place.audit("*.csv", &["--from", "2025-10-09", "--to", "2025-10-09", "--as-of", "2025-12-24"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(run.json()["findings"].as_u64().is_some_and(|n| 0 < n), "{}", run.stdout);
    assert_eq!(share(&place, "key", "day").code, 0);
    for (name, text) in texts(&place, "day") {
        // Dates of findings are moved by a day at least.
        assert!(!text.contains("2025-10-09") && !text.contains("2025-12-24"), "{name} holds the judged day");
    }
    let manifest: serde_json::Value = serde_json::from_slice(&place.files("day")["manifest.json"]).expect("JSON");
    let settings = manifest["settings"].as_object().expect("settings");
    assert!(settings.contains_key("rules.repeat_e_visit.window_days"));
    assert!(settings.keys().all(|key| key.starts_with("rules.")), "{settings:?}");
    // A hash of what is left out would tell it to whoever tries all dates.
    let other_day = |folder: &str| {
        let manifest: serde_json::Value = serde_json::from_slice(&place.files(folder)["manifest.json"]).expect("JSON");
        manifest["settings_hash"].clone()
    };
    assert_eq!(other_day("day"), other_day("shared"), "the hash depends on dates that are withheld");
}

#[test]
fn a_line_has_one_date() {
    let place = shared();
    let dates = |folder: &str| {
        let mut dates: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
        let mut n_related = 0;
        let mut add = |claim: &str, line: &str, date: &str| {
            dates.entry((claim.to_owned(), line.to_owned())).or_default().insert(date.to_owned());
        };
        for row in place.table(&format!("{folder}/findings.parquet")).rows() {
            add(&row["claim_id"], &row["line_number"], &row["service_date"]);
            for line in lines(&row["related"]) {
                add(&line["claim_id"], &line["line_number"], &line["service_date"]);
                n_related += 1;
            }
        }
        for list in place.table(&format!("{folder}/evidence.parquet")).column("timeline") {
            for line in lines(&list) {
                add(&line["claim_id"], &line["line_number"], &line["service_date"]);
            }
        }
        assert!(dates.values().all(|dates| dates.len() == 1), "{folder}: a line has two dates");
        n_related
    };
    let (all, own) = (dates("report"), dates("shared"));
    assert!(100 < own && own < all, "{own} of {all} related lines");
    let titles = place.table("shared/findings.parquet").column("message");
    let said = titles.iter().filter_map(|title| title.strip_suffix(" related lines of other patients left out"));
    let n_left_out: usize = said.filter_map(|title| title.rsplit(' ').next()?.parse::<usize>().ok()).sum();
    assert_eq!(own + n_left_out, all, "what is left out is said");
}

#[test]
fn one_claim_number_of_two_patients_does_not_join_their_dates() {
    let columns = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code";
    let rows = ["TWICE,1,P1,1999999992,2025-02-03,99441", "TWICE,2,P2,1999999992,2025-02-03,99441"];
    let place = Place::with_claims(csv_text(columns, &rows));
    assert_eq!(place.audit("claims.csv", &[]).code, 0);
    key(&place, "key", KEY, 0o600);
    assert_eq!(share(&place, "key", "shared").code, 0);
    let names = |column: &str| {
        let rows = place.table("shared/findings.parquet").rows();
        let of_rule = rows.iter().filter(|row| row["rule"] == "code_not_in_effect");
        of_rule.map(|row| row[column].clone()).collect::<BTreeSet<_>>()
    };
    for column in ["claim_id", "patient_id"] {
        assert_eq!(names(column).len(), 2, "{column} is the same for both patients");
    }
}
