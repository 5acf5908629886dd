//! Tests of the generator: same bytes, plausible shares, every planted case, ids that belong to nobody.
//! They do not apply the rules to the planted cases; the tests of the whole program do.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use super::calendar::{FIRST_SERVICE, LAST_SERVICE, YEAR_START};
use super::catalogue::{Catalogue, SETS};
use super::line::{day_number, luhn_digit};
use super::planted::TABLES;
use super::{
    Columns, Expectation, Format, Scenarios, Stream, SynthCounts, SynthError, SynthSpec, expectations, write_beside,
    write_claims, write_stream,
};

const TIERS: [&str; 3] = ["hard", "presumptive", "advisory"];

/// How many rules need two cases that fire and two that do not; `tests/sample.rs` knows them by name.
const N_RULES: usize = 46;

const SAMPLE: SynthSpec = SynthSpec { seed: 7, n_lines: 4_000, columns: Columns::Full, scenarios: Scenarios::Planted };
const BULK: SynthSpec = SynthSpec { seed: 3, n_lines: 30_000, columns: Columns::Core, scenarios: Scenarios::None };

fn bytes(spec: &SynthSpec, format: Format) -> (SynthCounts, Vec<u8>) {
    let mut file = Vec::new();
    let counts = write_stream(Stream::new(spec).unwrap(), spec.columns, format, &mut file).unwrap();
    (counts, file)
}

/// Each row by column name.
fn rows(spec: &SynthSpec) -> Vec<HashMap<String, String>> {
    let (_, file) = bytes(spec, Format::Csv);
    csv::Reader::from_reader(file.as_slice()).deserialize().map(Result::unwrap).collect()
}

#[test]
fn the_same_spec_gives_the_same_bytes() {
    for format in [Format::Csv, Format::Parquet] {
        assert_eq!(bytes(&SAMPLE, format), bytes(&SAMPLE, format));
        let other = SynthSpec { seed: 8, ..SAMPLE };
        assert_ne!(bytes(&SAMPLE, format).1, bytes(&other, format).1);
    }
}

#[test]
fn a_core_file_has_the_rows_of_a_full_one() {
    let core = bytes(&SynthSpec { columns: Columns::Core, ..SAMPLE }, Format::Csv).1;
    let full = bytes(&SAMPLE, Format::Csv).1;
    let (core, full) = (String::from_utf8(core).unwrap(), String::from_utf8(full).unwrap());
    assert_eq!(core.lines().count(), 4_001);
    assert_eq!(core.lines().next().unwrap().split(',').count(), 19);
    assert!(core.lines().zip(full.lines()).all(|(core, full)| full.starts_with(core)));
}

#[test]
fn shares_are_those_of_a_practice() {
    let (counts, _) = bytes(&BULK, Format::Csv);
    let per_mille = |lines: u64| lines * 1_000 / counts.lines;
    assert_eq!(counts.lines, BULK.n_lines);
    assert_eq!(counts.planted_lines, 0);
    assert!((15..30).contains(&per_mille(counts.communication_lines)), "{counts:?}");
    assert!((220..280).contains(&per_mille(counts.visit_lines)), "{counts:?}");
    assert!((20..60).contains(&per_mille(counts.assessment_lines)), "{counts:?}");
    assert!((7..16).contains(&per_mille(counts.denied_lines)), "{counts:?}");
    let kinds = [counts.communication_lines, counts.visit_lines, counts.assessment_lines, counts.other_lines];
    assert_eq!(kinds.iter().sum::<u64>(), counts.lines);

    let rows = rows(&BULK);
    let medicare = rows.iter().filter(|row| row["payer"] == "medicare").count();
    assert!((500..600).contains(&(medicare * 1_000 / rows.len())), "{medicare}");
    let mut lines: HashMap<&str, usize> = HashMap::new();
    for row in &rows {
        *lines.entry(&row["patient_id"]).or_default() += 1;
    }
    assert_eq!(lines.len() as u64, counts.patients);
    let mut lines: Vec<usize> = lines.into_values().collect();
    lines.sort_unstable();
    assert!((6..=10).contains(&lines[lines.len() / 2]), "median {}", lines[lines.len() / 2]);
}

#[test]
fn every_kind_of_fault_and_adjustment_occurs() {
    let rows = rows(&BULK);
    for column in ["billing_tin", "rendering_specialty", "diagnosis_1"] {
        let missing = rows.iter().filter(|row| row[column].is_empty()).count();
        assert!((1..rows.len() / 50).contains(&missing), "{column}: {missing}");
    }
    let ids: BTreeSet<&str> = rows.iter().map(|row| row["claim_id"].as_str()).collect();
    let refiled = |row: &&HashMap<String, String>| ids.contains(row["original_claim_id"].as_str());
    for frequency in ["7", "8"] {
        assert!(rows.iter().filter(refiled).any(|row| row["claim_frequency"] == frequency));
    }
    assert!(rows.iter().any(|row| row["paid_amount"].starts_with('-')));
    assert!(ids.iter().any(|id| id.starts_with('0')));
}

#[test]
fn patients_are_interleaved_and_arrive_in_order() {
    let rows = rows(&SynthSpec { columns: Columns::Full, ..BULK });
    let claims: BTreeSet<&str> = rows.iter().map(|row| row["claim_id"].as_str()).collect();
    let changes = rows.windows(2).filter(|pair| pair[0]["patient_id"] != pair[1]["patient_id"]).count();
    assert!(changes * 10 > claims.len() * 9, "{changes} changes of patient, {} claims", claims.len());
    let backwards = rows.windows(2).filter(|pair| pair[0]["received_date"] > pair[1]["received_date"]).count();
    assert!(backwards * 20 < rows.len(), "{backwards}");
}

#[test]
fn no_row_would_be_rejected() {
    let last_planted = day_number("2026-01-31").unwrap();
    for row in rows(&SAMPLE) {
        for column in ["claim_id", "patient_id", "rendering_npi", "procedure_code"] {
            assert!(!row[column].is_empty(), "{column}: {row:?}");
        }
        let date = day_number(&row["service_date"]).unwrap();
        let last = if row["patient_id"].starts_with('S') { last_planted } else { LAST_SERVICE };
        assert!((FIRST_SERVICE..=last).contains(&date), "{row:?}");
        assert!(row["line_number"].parse::<i32>().unwrap() > 0);
        let moment = |column: &str| row[column].parse::<chrono::NaiveDateTime>().ok();
        assert_eq!(moment("start_time").is_some(), !row["end_time"].is_empty());
        assert!(moment("start_time") <= moment("end_time"));
    }
}

#[test]
fn ids_belong_to_nobody() {
    for row in rows(&SAMPLE) {
        let npi: u64 = row["rendering_npi"].parse().unwrap();
        assert!((9_000_000_000..10_000_000_000).contains(&npi), "{npi}");
        assert_ne!(luhn_digit(npi / 10), npi % 10, "{npi} passes the Luhn check");
        assert_ne!(luhn_digit(80_840_000_000_000 + npi / 10), npi % 10, "{npi} passes the NPI check");
        assert!(row["billing_tin"].is_empty() || row["billing_tin"].starts_with("00"));
        assert!(row["billing_tin"].is_empty() || row["billing_tin"].len() == 9);
    }
    // A number with a known check digit, so that the check itself is checked.
    assert_eq!(luhn_digit(7_992_739_871), 3);
}

#[test]
fn every_planted_case_is_in_the_file() {
    let found: BTreeSet<[String; 3]> = rows(&SAMPLE)
        .into_iter()
        .map(|row| ["patient_id", "claim_id", "line_number"].map(|column| row[column].clone()))
        .collect();
    let expected = expectations().unwrap();
    for case in &expected {
        let key = [case.patient_id.clone(), case.claim_id.clone(), case.line_number.to_string()];
        assert!(found.contains(&key), "{case:?}");
    }
    let rows = TABLES.iter().flat_map(|(_, text)| text.lines());
    let cases = rows.filter(|text| text.starts_with("= ")).count();
    assert_eq!(expected.len(), cases, "a case without a marked line");
}

#[test]
fn every_rule_has_cases_that_fire_and_near_misses() {
    let mut by_rule: BTreeMap<&str, Vec<Expectation>> = BTreeMap::new();
    for case in expectations().unwrap() {
        by_rule.entry(case.rule).or_default().push(case);
    }
    let adjustments = by_rule.remove("adjustments").unwrap();
    for (rule, cases) in &by_rule {
        let fires = cases.iter().filter(|case| TIERS.contains(&case.outcome)).count();
        assert!(fires >= 2 && cases.len() - fires >= 2, "{rule}: {cases:?}");
    }
    let adjusted: BTreeSet<&str> = adjustments.iter().map(|case| case.outcome).collect();
    let all = ["denied", "netted", "repeated_row", "superseded", "unmatched_reversal", "voided"];
    assert_eq!(adjusted, all.into_iter().collect());
    assert_eq!(by_rule.len(), N_RULES);
}

#[test]
fn edges_are_errors_or_empty_files() {
    let few = SynthSpec { n_lines: 10, ..SAMPLE };
    assert!(matches!(Stream::new(&few).err(), Some(SynthError::TooFewLines { asked: 10, .. })));
    let odd = write_claims(&SAMPLE, Path::new("claims.txt"));
    assert!(matches!(odd, Err(SynthError::Extension { .. })));
    let (counts, file) = bytes(&SynthSpec { n_lines: 0, ..BULK }, Format::Csv);
    assert_eq!(counts, SynthCounts::default());
    assert_eq!(String::from_utf8(file).unwrap().lines().count(), 1);
}

#[test]
fn tables_and_constants_agree_with_themselves() {
    assert!(Catalogue::shipped().is_ok());
    for (place, (set, name, _)) in SETS.iter().enumerate() {
        assert_eq!(*set as usize, place, "{name}");
    }
    assert_eq!(day_number("2024-10-01"), Some(FIRST_SERVICE));
    assert_eq!(day_number("2025-01-01"), Some(YEAR_START));
    assert_eq!(day_number("2025-12-31"), Some(LAST_SERVICE));
}

/// Name and text of every file beside the claims of a spec.
fn beside(spec: &SynthSpec) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let counts = write_beside(spec, folder.path()).unwrap();
    let folders = [folder.path().to_owned(), folder.path().join("tables")];
    let paths = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    let files: BTreeMap<String, String> = paths
        .filter(|path| path.is_file())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    for (name, n_rows) in [("activity.csv", counts.activities), ("consents.csv", counts.consents)] {
        assert_eq!(files[name].lines().count(), n_rows + 1, "{name}");
    }
    assert_eq!(files.len(), 4 + counts.tables);
    files
}

#[test]
fn the_same_spec_gives_the_same_files_beside() {
    assert_eq!(beside(&SAMPLE), beside(&SAMPLE));
    assert_ne!(beside(&SAMPLE)["activity.csv"], beside(&SynthSpec { seed: 8, ..SAMPLE })["activity.csv"]);
}

#[test]
fn the_log_belongs_to_the_claims() {
    let claims: HashMap<String, HashMap<String, String>> =
        rows(&BULK).into_iter().map(|row| (row["claim_id"].clone(), row)).collect();
    let files = beside(&BULK);
    let log = csv::Reader::from_reader(files["activity.csv"].as_bytes()).into_deserialize();
    let log: Vec<HashMap<String, String>> = log.map(Result::unwrap).collect();
    // What nobody billed belongs to no claim.
    let (billed, unbilled): (Vec<_>, Vec<_>) = log.into_iter().partition(|entry| !entry["claim_id"].is_empty());
    assert!(billed.len() > 300 && unbilled.len() > 100, "{} and {}", billed.len(), unbilled.len());
    for entry in billed {
        let line = &claims[&entry["claim_id"]];
        assert_eq!([&entry["patient_id"], &entry["clinician_npi"]], [&line["patient_id"], &line["rendering_npi"]]);
        let days = day_number(&entry["start_time"][..10]).unwrap() - day_number(&line["service_date"]).unwrap();
        assert!((0..=6).contains(&days), "{entry:?}");
        assert!(!entry["minutes"].is_empty() || !entry["end_time"].is_empty(), "{entry:?}");
    }
}

#[test]
fn tables_look_like_those_of_cms_and_say_that_they_are_invented() {
    let files = beside(&BULK);
    for (name, text) in files.iter().filter(|(name, _)| !name.ends_with("s.csv") && *name != "activity.csv") {
        assert!(text.lines().take(2).any(|line| line.contains("Invented")), "{name}");
    }
    let fees = &files["PPRRVU25_JAN.csv"];
    assert!(fees.lines().all(|line| line.split(',').count() == 31));
    assert!(fees.contains("\r\n99213,,,A,"));
    // 97970 is a code that does not exist.
    assert!(!fees.contains("97970"));
}
