//! Properties 1 and 5: the order of rows, the number of threads, the cut into files and other patients change nothing.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use claimsweep::findings::{Audit, SettingValue};
use claimsweep::pipeline::{self, Plan};
use claimsweep::report::Format;
use fastrand::Rng;
use proptest::prelude::*;

use super::{config, stated, world};
use crate::worlds::{Frame, Row, audit, audit_files, audit_texts, counts, csv, messy, said};

/// Everything an audit says but where lines were read.
fn everything(audit: &Audit) -> impl PartialEq + std::fmt::Debug + use<> {
    let reasons: Vec<(&str, String)> = audit.runs.iter().map(|run| (run.status.name(), run.reason())).collect();
    (said(audit), counts(audit), reasons, audit.accounting.clone(), audit.range, audit.money())
}

/// A published report: file names and their bytes.
type Report = BTreeMap<String, Vec<u8>>;

/// Runs a plan over `claims.csv` of the folder and reads what it published.
fn publish(folder: &Path, threads: usize) -> io::Result<Report> {
    let report_dir = folder.join("report");
    let mut spec = Frame::tight().spec(vec![folder.join("claims.csv").display().to_string()], &report_dir);
    spec.formats = vec![Format::Parquet, Format::Csv, Format::Json];
    let plan = Plan::new(spec).map_err(io::Error::other)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(io::Error::other)?;
    let run = || pipeline::execute(&plan, "test", &AtomicBool::new(false), &|_| ()).map(|_| ());
    pool.install(run).map_err(io::Error::other)?;
    let mut report = Report::new();
    for entry in std::fs::read_dir(report_dir)? {
        let path = entry?.path();
        let name = path.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned());
        report.insert(name, std::fs::read(path)?);
    }
    Ok(report)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_order_of_rows_changes_no_finding((seed, size) in world(), order in any::<u64>()) {
        let rows = messy(seed, size);
        let mut permuted = rows.clone();
        Rng::with_seed(order).shuffle(&mut permuted);
        prop_assert_eq!(
            everything(&audit(&rows, &Frame::tight())?),
            everything(&audit(&permuted, &Frame::tight())?)
        );
    }

    #[test]
    fn the_order_of_rows_changes_no_line_number((seed, size) in world(), order in any::<u64>()) {
        let rows = messy(seed, size);
        let mut permuted = rows.clone();
        Rng::with_seed(order).shuffle(&mut permuted);
        let spec = |paths: Vec<String>| Frame::tight().spec(paths, Path::new("nowhere"));
        let without_numbers = |rows: &[Row]| audit_texts(&[without_second_column(&csv(rows))], spec);
        prop_assert_eq!(everything(&without_numbers(&rows)?), everything(&without_numbers(&permuted)?));
    }

    #[test]
    fn cutting_the_input_into_files_changes_no_finding((seed, size) in world(), n_files in 2..6_usize) {
        let rows = messy(seed, size);
        let mut files: Vec<Vec<Row>> = vec![Vec::new(); n_files];
        let mut rng = Rng::with_seed(seed);
        for row in &rows {
            files[rng.usize(0..n_files)].push(row.clone());
        }
        prop_assert_eq!(
            everything(&audit(&rows, &Frame::tight())?),
            everything(&audit_files(&files, &Frame::tight())?)
        );
    }

    #[test]
    fn other_patients_of_other_clinicians_change_no_finding((seed, size) in world(), others in world()) {
        let rows = messy(seed, size);
        let mut together = rows.clone();
        together.extend(strangers(others));
        Rng::with_seed(seed).shuffle(&mut together);
        let frame = stated(&together);
        let mut all = said(&audit(&together, &frame)?);
        all.retain(|finding| !finding.claim.starts_with("OTHER"));
        prop_assert_eq!(said(&audit(&rows, &frame)?), all);
        // Dates taken from the rows move with the strangers: outcomes may, findings may not. A missing visit is a finding
        // only once the data reach back far enough: so far back no stranger lived.
        let far = ("patient_not_established", "years", SettingValue::Number(10));
        let tight = Frame { settings: vec![far], ..Frame::tight() };
        let mut all = said(&audit(&together, &tight)?);
        all.retain(|finding| !finding.claim.starts_with("OTHER"));
        prop_assert_eq!(said(&audit(&rows, &tight)?), all);
    }
}

/// The file without its line numbers, which the program then gives itself.
fn without_second_column(csv: &str) -> String {
    let mut text = String::new();
    for row in csv.lines() {
        let cells: Vec<&str> = row.split(',').enumerate().filter(|(at, _)| *at != 1).map(|(_, cell)| cell).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

/// A world whose patients, claims and clinicians are its own; its groups are not.
fn strangers((seed, size): (u64, usize)) -> Vec<Row> {
    let mut rows = messy(seed, size);
    for row in &mut rows {
        row.line.patient = format!("OTHER-{}", row.line.patient);
        row.line.claim_id = format!("OTHER-{}", row.line.claim_id);
        row.line.npi = format!("OTHER-{}", row.line.npi);
        if !row.original.is_empty() {
            row.original = format!("OTHER-{}", row.original);
        }
    }
    rows
}

#[test]
fn threads_change_no_byte_of_a_report() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    // More patients than one task of the engine takes.
    std::fs::write(folder.path().join("claims.csv"), csv(&messy(7, 900)))?;
    let one = publish(folder.path(), 1)?;
    assert!(one.contains_key("findings.parquet") && one.contains_key("manifest.json"), "{:?}", one.keys());
    for threads in [2, 3, 8] {
        let several = publish(folder.path(), threads)?;
        let differing: Vec<&String> = one.keys().filter(|name| one.get(*name) != several.get(*name)).collect();
        assert!(differing.is_empty() && one.len() == several.len(), "{threads} threads: {differing:?}");
    }
    Ok(())
}

#[test]
fn the_order_of_rows_changes_no_byte_but_the_place_of_reading() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("claims.csv");
    let mut rows = messy(11, 300);
    std::fs::write(&path, csv(&rows))?;
    let before = publish(folder.path(), 2)?;
    Rng::with_seed(5).shuffle(&mut rows);
    std::fs::write(&path, csv(&rows))?;
    let after = publish(folder.path(), 2)?;
    for name in ["rule_runs.parquet", "rejects.parquet", "summary.json"] {
        assert!(before.contains_key(name) && before.get(name) == after.get(name), "{name} differs");
    }
    let places = |report: &Report| -> Vec<String> {
        let text = String::from_utf8_lossy(report.get("findings.csv").map_or(&[], Vec::as_slice)).into_owned();
        text.lines().map(|line| line.rsplit_once(',').map_or(line, |(rest, _)| rest).to_owned()).collect()
    };
    assert_eq!(places(&before), places(&after));
    Ok(())
}
