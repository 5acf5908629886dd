//! A memory limit, and the parts that a large run is cut into, change where rows wait and nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::sync::atomic::AtomicBool;

use claimsweep::load::{self, Holding, Layout};

use crate::program::Place;

/// Everything a run writes but the manifest, which says when it ran.
const ARTEFACTS: [&str; 7] = [
    "findings.csv",
    "findings.parquet",
    "evidence.parquet",
    "rule_runs.parquet",
    "rejects.parquet",
    "data_quality.json",
    "summary.json",
];

/// Synthetic claims with corrections, in which some claim numbers stand for two patients, some rows are there twice and
/// some cannot be read.
pub(crate) fn awkward_claims(place: &Place, lines: &str) {
    let run = place.run(&["synth", "claims.csv", "--lines", lines, "--seed", "3", "--quiet"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let mut text = fs::read_to_string(place.path("claims.csv")).unwrap_or_default();
    let rows: Vec<Vec<String>> = text.lines().map(|row| row.split(',').map(ToOwned::to_owned).collect()).collect();
    let at = |name: &str| rows[0].iter().position(|column| column == name).unwrap_or(usize::MAX);
    let (patient, date) = (at("patient_id"), at("service_date"));
    for pair in rows[1..].chunks(40).filter(|pair| pair.len() > 20) {
        let mut shared = pair[0].clone();
        shared[patient].clone_from(&pair[20][patient]);
        let mut broken = pair[1].clone();
        "yesterday".clone_into(&mut broken[date]);
        for row in [&shared, &broken, &pair[2]] {
            text.push_str(&row.join(","));
            text.push('\n');
        }
    }
    place.write("claims.csv", text);
}

fn audited(place: &Place, more: &[&str]) -> Vec<Vec<u8>> {
    let run = place.audit("claims.csv", &[&["--format", "parquet,csv"], more].concat());
    assert_eq!(run.code, 3, "{}", run.stderr);
    ARTEFACTS.iter().map(|name| fs::read(place.path("report").join(name)).unwrap_or_default()).collect()
}

#[test]
fn a_limit_changes_no_byte_and_leaves_no_file() {
    let place = Place::new();
    awkward_claims(&place, "12000");
    let free = audited(&place, &[]);
    assert!(free.iter().all(|file| !file.is_empty()));
    for limit in ["1MiB", "3MB", "900000"] {
        let limited = audited(&place, &["--memory-limit", limit]);
        for ((name, free), limited) in ARTEFACTS.iter().zip(&free).zip(&limited) {
            assert!(free == limited, "{name} differs under a limit of {limit}");
        }
    }
    let left: BTreeSet<String> = fs::read_dir(place.path("."))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(left, BTreeSet::from(["claims.csv".to_owned(), "report".to_owned()]));
}

#[test]
fn rows_beyond_the_limit_wait_in_files_that_only_their_owner_reads() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    awkward_claims(&place, "3000");
    place.write("rows/.keep", "");
    let holding = Holding { n_parts: 7, large: 100, limit: Some((50_000, place.path("rows"))) };
    let layout = Layout::find("canonical").expect("the shipped layout");
    let paths = [place.path("claims.csv").to_string_lossy().into_owned()];
    let loaded = load::load(&paths, &layout, &holding, &AtomicBool::new(false)).expect("readable claims");
    assert!(loaded.parts.wait());
    // One more for patients who share claim numbers.
    assert_eq!(loaded.parts.len(), 8);
    let rows = (0..8).map(|part| loaded.parts.visit(part, |part| part.len()).expect("a part"));
    assert_eq!(rows.sum::<usize>() as u64, loaded.rows_read() - loaded.rejects.len() as u64);
    for entry in fs::read_dir(place.path("rows")).expect("a folder").flatten() {
        if entry.file_name() != ".keep" {
            assert_eq!(entry.metadata().expect("a file").permissions().mode() & 0o777, 0o600);
        }
    }
}

#[test]
fn a_size_that_is_none_is_refused() {
    let place = Place::with_claims("claim_id\n");
    for size in ["", "0", "-1", "much", "1.5GiB"] {
        let run = place.audit("claims.csv", &[&format!("--memory-limit={size}")]);
        assert_eq!(run.code, 2, "{size}: {}", run.stderr);
        assert!(run.stderr.contains("512MiB"), "{}", run.stderr);
    }
}

/// Lines of some clinicians on some days, without times: single visits and calls, groups, e-visits, a few at no units.
fn busy_clinicians(n_lines: usize) -> String {
    let codes = ["99443", "99215", "98962", "99423", "98015", "99417", "99213", "G2012", "98960"];
    let mut random = 7_u64;
    let mut next = |below: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % below
    };
    let mut text =
        "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code,units,paid_amount\n".to_owned();
    for line in 0..n_lines {
        // The first clinicians have most of the work, the last are never near a limit.
        let clinician = next(12).min(next(12));
        let code = codes[usize::try_from(next(if clinician < 8 { 9 } else { 4 })).unwrap_or(0)];
        let units = ["1", "1", "1", "2", "0"][usize::try_from(next(5)).unwrap_or(0)];
        let (patient, day) = (next(400), 1 + next(9));
        let row = format!("c{line},1,p{patient},19{clinician:08},2025-10-0{day},{code},{units},{}.00\n", 20 + next(50));
        text.push_str(&row);
    }
    text
}

#[test]
fn sums_of_clinicians_days_find_what_their_lines_find() {
    let place = Place::with_claims(busy_clinicians(2_500));
    let judged = |more: &[&str]| {
        let run = place.audit("claims.csv", &[&["--format", "parquet,csv"], more].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        let days = place.table("report/rule_runs.parquet").rows();
        let days = days.into_iter().find(|row| row["rule"] == "impossible_day").unwrap_or_default();
        let files = ARTEFACTS.map(|name| fs::read(place.path("report").join(name)).unwrap_or_default());
        (days, files)
    };
    let (whole, files) = judged(&[]);
    for outcome in ["flagged", "clean", "provisional"] {
        assert_ne!(whole[outcome], "0", "no day is {outcome}");
    }
    // So little memory that rows are dealt to parts, and with still less there is no room for sums.
    for limit in ["1MiB", "300000", "20000"] {
        let (parts, in_parts) = judged(&["--memory-limit", limit]);
        assert_eq!(parts, whole, "{limit}");
        assert!(in_parts == files, "a file differs under a limit of {limit}");
    }
}
