//! `report --share`: the same findings under pseudonyms. No id of a patient, claim or group is left in any artefact, every
//! interval stays, small counts are withheld, and a bad key is refused.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

use calamine::{Reader as _, Xlsx, open_workbook};
use claimsweep::claim::Day;

use super::sample;
use crate::program::{Place, Row, Run};

pub(super) const KEY: &str = "3f9c1e77a0b24d5c8e6f10293847566574839201aabbccddeeff001122334455";

pub(super) fn key(place: &Place, name: &str, secret: &str, mode: u32) {
    place.write(name, secret);
    fs::set_permissions(place.path(name), Permissions::from_mode(mode)).expect("a mode");
}

pub(super) fn share(place: &Place, key: &str, out: &str) -> Run {
    place.run(&["report", "report", "--format", "parquet,csv,xlsx,html", "--share", key, "--out", out])
}

/// A report and its shared copy.
pub(super) fn shared() -> Place {
    let place = sample();
    key(&place, "key", KEY, 0o600);
    let run = share(&place, "key", "shared");
    assert_eq!(run.code, 0, "{}", run.stderr);
    place
}

/// Ids of the report that cannot stand in a text by chance.
fn raw_ids(place: &Place) -> BTreeSet<String> {
    let rows = place.table("report/findings.parquet").rows();
    let ids = rows
        .iter()
        .flat_map(|row| ["patient_id", "claim_id", "billing_tin", "finding_id"].map(|name| row[name].clone()));
    let mut ids: BTreeSet<String> = ids.filter(|id| 5 < id.len()).collect();
    // Those of lines around a finding, too.
    for timeline in place.table("report/evidence.parquet").column("timeline") {
        let claims = timeline.split("claim_id: ").skip(1).filter_map(|rest| rest.split([',', '}']).next());
        ids.extend(claims.filter(|id| 5 < id.len()).map(str::to_owned));
    }
    assert!(100 < ids.len(), "{} ids prove little", ids.len());
    ids
}

/// Every text of every artefact, packed ones unpacked.
pub(super) fn texts(place: &Place, folder: &str) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for (name, bytes) in place.files(folder) {
        let path = format!("{folder}/{name}");
        let text = match name.rsplit('.').next() {
            Some("parquet") => {
                let table = place.table(&path);
                format!("{:?} {:?}", table.metadata, table.rows())
            }
            Some("xlsx") => {
                let mut book: Xlsx<_> = open_workbook(place.path(&path)).expect("a workbook");
                let sheets = book.worksheets();
                format!("{:?}", sheets.iter().map(|(_, range)| range.rows().collect::<Vec<_>>()).collect::<Vec<_>>())
            }
            _ => String::from_utf8(bytes).expect("a text"),
        };
        texts.insert(name, text);
    }
    texts
}

#[test]
fn no_id_is_left_in_any_artefact() {
    let place = shared();
    let (ids, texts) = (raw_ids(&place), texts(&place, "shared"));
    for name in ["findings.parquet", "evidence.parquet", "findings.csv", "report.xlsx", "report.html", "summary.json"] {
        assert!(texts.contains_key(name), "{name}: {:?}", texts.keys());
    }
    for (name, text) in &texts {
        let words: BTreeSet<&str> = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').collect();
        let left: Vec<&String> = ids.iter().filter(|id| words.contains(id.as_str())).collect();
        assert_eq!(left, [""; 0], "{name}");
        assert!(!text.to_lowercase().contains("de-identified"), "{name} promises too much");
    }
    // The same search finds them where they are.
    let report = self::texts(&place, "report");
    assert!(ids.iter().any(|id| report["findings.csv"].contains(id.as_str())));
    assert!(texts["report.html"].contains("Pseudonymised"));
}

#[test]
fn files_and_free_text_are_withheld() {
    let place = shared();
    let raw = place.table("report/findings.parquet").rows();
    let sentences: BTreeSet<&String> = raw.iter().map(|row| &row["message"]).collect();
    for (name, text) in texts(&place, "shared") {
        assert!(!text.contains("claims.csv") && !text.contains("more.csv"), "{name} names a file of the run");
        assert!(sentences.iter().all(|sentence| !text.contains(sentence.as_str())), "{name} has a sentence");
    }
    assert!(!place.files("shared").keys().any(|name| name.starts_with("data_quality")));
}

/// Gaps between the dates of a row: of its line and the lines around it, as days.
fn intervals(evidence: &Row) -> Vec<i32> {
    let dates = evidence["timeline"].split("service_date: ").skip(1);
    let days = dates.filter_map(|rest| rest.split(',').next().and_then(Day::parse_iso));
    let days: Vec<Day> = days.collect();
    days.windows(2).map(|pair| pair[0].gap_to(pair[1])).collect()
}

#[test]
fn every_interval_stays_and_dates_move() {
    let place = shared();
    let sorted = |folder: &str| {
        let mut all: Vec<Vec<i32>> =
            place.table(&format!("{folder}/evidence.parquet")).rows().iter().map(intervals).collect();
        all.sort();
        all
    };
    assert_eq!(sorted("report"), sorted("shared"));
    let by_key = |folder: &str| {
        let rows = place.table(&format!("{folder}/findings.parquet")).rows();
        let mut facts: Vec<(String, String, String, String)> = rows
            .iter()
            .map(|row| {
                (
                    row["rule"].clone(),
                    row["procedure_code"].clone(),
                    row["gap_days"].clone(),
                    row["owned_cents"].clone(),
                )
            })
            .collect();
        facts.sort();
        facts
    };
    assert_eq!(by_key("report"), by_key("shared"), "rules, codes, gaps and money are those of the report");
    let dates = |folder: &str| place.table(&format!("{folder}/findings.parquet")).column("service_date");
    let moved: BTreeSet<String> = dates("shared").into_iter().collect();
    assert!(dates("report").iter().any(|date| !moved.contains(date)));
    // One patient, one shift: lines of one patient keep their distance.
    let spans = |folder: &str| {
        let rows = place.table(&format!("{folder}/findings.parquet")).rows();
        let mut days: BTreeMap<String, Vec<Day>> = BTreeMap::new();
        for row in rows {
            days.entry(row["patient_id"].clone()).or_default().extend(Day::parse_iso(&row["service_date"]));
        }
        let span = |days: &Vec<Day>| days.iter().min().zip(days.iter().max()).map(|(first, last)| first.gap_to(*last));
        let mut spans: Vec<_> = days.values().map(span).collect();
        spans.sort();
        spans
    };
    assert_eq!(spans("report"), spans("shared"));
}

#[test]
fn the_same_key_gives_the_same_copy_and_another_key_another() {
    let place = shared();
    assert_eq!(share(&place, "key", "again").code, 0);
    assert!(place.files("shared") == place.files("again"), "a rerun wrote other bytes");
    key(&place, "other", &KEY.replace('3', "b"), 0o400);
    assert_eq!(share(&place, "other", "other-copy").code, 0);
    let patients = |folder: &str| {
        place.table(&format!("{folder}/findings.parquet")).column("patient_id").into_iter().collect::<BTreeSet<_>>()
    };
    assert!(patients("shared").is_disjoint(&patients("other-copy")));
}

#[test]
fn small_counts_are_withheld() {
    let place = shared();
    let runs = place.table("shared/rule_runs.parquet").rows();
    let mut n_withheld = 0;
    for row in &runs {
        for name in ["flagged", "clean", "cleared", "provisional", "not_evaluable"] {
            let small = row[name].parse::<u64>().is_ok_and(|n| (1..=10).contains(&n));
            assert!(!small, "{}: {name} is {}", row["rule"], row[name]);
            n_withheld += usize::from(row[name].is_empty());
        }
        let missing = ["flagged", "clean", "cleared", "provisional", "not_evaluable"]
            .iter()
            .filter(|name| row[**name].is_empty());
        assert!(missing.count() != 1 || row["subjects"].is_empty(), "{}: the sum tells what is withheld", row["rule"]);
    }
    assert!(0 < n_withheld);
    let summary: serde_json::Value = serde_json::from_slice(&place.files("shared")["summary.json"]).expect("JSON");
    for line in summary["money"].as_array().into_iter().flatten() {
        assert!(line["findings"].as_u64().is_none_or(|n| 10 < n), "{line}");
        assert!(line["findings"].is_null() == line["owned_cents"].is_null(), "{line}");
    }
}

#[test]
fn every_byte_of_a_binary_key_counts() {
    let place = sample();
    let mut secret: Vec<u8> = (100..132).collect();
    (secret[0], secret[31]) = (b'\n', b' ');
    place.write("binary", &secret);
    fs::set_permissions(place.path("binary"), Permissions::from_mode(0o600)).expect("a mode");
    let run = share(&place, "binary", "shared");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let digits = |end: &str| {
        key(&place, "text", &format!("{KEY}{end}"), 0o600);
        assert_eq!(share(&place, "text", "text-copy").code, 0);
        place.files("text-copy")["findings.csv"].clone()
    };
    assert!(digits("\n") == digits(""), "the line end of an editor is no part of a secret");
}

#[test]
fn a_bad_key_is_refused() {
    let place = sample();
    let refused = |name: &str, wanted: &str| {
        let run = share(&place, name, "shared");
        assert_eq!(run.code, 2, "{name}: {}", run.stderr);
        assert!(run.stderr.contains(wanted) && run.stderr.lines().count() == 1, "{name}: {}", run.stderr);
        assert!(!run.stderr.contains(KEY) && !place.path("shared").exists(), "{name}");
    };
    refused("missing", "could not be read");
    refused("report", "is not a file");
    key(&place, "short", "31 bytes are one byte too short", 0o600);
    refused("short", "has 31 bytes");
    key(&place, "empty", "\n", 0o600);
    refused("empty", "has 0 bytes");
    key(&place, "same", &"a".repeat(64), 0o600);
    refused("same", "only 1 different bytes");
    key(&place, "password", &"password".repeat(6), 0o600);
    refused("password", "only 7 different bytes");
    for mode in [0o644, 0o640, 0o602] {
        key(&place, "open", KEY, mode);
        refused("open", "others than its owner");
    }
    let run = place.run(&["report", "report", "--format", "csv", "--share", "open"]);
    assert_eq!(run.code, 2, "a shared copy needs a folder of its own: {}", run.stderr);
}
