//! The shipped layouts, each on a synthetic folder of files of its shape: exact fates, findings, rejects and silent rules,
//! whatever the order of rows and files. What is in the folders is said in `tests/fixtures/layouts/README.md`.

mod apcd;
mod cclf;
mod desynpuf;
mod eob;
mod idr;
mod kinds;
mod omop;
mod one_truth;
mod practice;
mod remittances;
mod rif;
mod shipped;
mod synthea;
mod taf;
mod traps;
mod tuva;
mod words;
mod x12;

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::program::{Place, Run};

/// A folder of files through a layout, and what must come of it.
struct Shape {
    layout: &'static str,
    folder: &'static str,
    fates: &'static str,
    /// `rule claim/line date code cents`, as sorted in the report.
    findings: &'static [&'static str],
    /// `file row column`.
    rejects: &'static [&'static str],
    /// Rows that a filter left out.
    filtered: u64,
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/layouts")
}

/// Name and content of every file of a fixture folder.
fn files(folder: &str) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(fixtures().join(folder))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name != "README.md" {
            files.push((name, fs::read(path)?));
        }
    }
    files.sort();
    Ok(files)
}

/// A place whose folder `claims` holds the files.
fn place_of(files: &[(String, Vec<u8>)]) -> Place {
    let place = Place::new();
    for (name, bytes) in files {
        place.write(&format!("claims/{name}"), bytes);
    }
    place
}

fn audit(files: &[(String, Vec<u8>)], layout: &str) -> (Place, Run) {
    let place = place_of(files);
    let run = place.audit("claims/*", &["--layout", layout]);
    (place, run)
}

fn audit_folder(folder: &str, layout: &str) -> io::Result<(Place, Run)> {
    Ok(audit(&files(folder)?, layout))
}

fn findings(place: &Place) -> Vec<String> {
    let columns = ["rule", "claim_id", "line_number", "service_date", "procedure_code", "paid_cents"];
    let rows = place.findings().into_iter();
    rows.map(|row| {
        let [rule, claim, line, date, code, cents] = columns.map(|column| row[column].as_str());
        format!("{rule} {claim}/{line} {date} {code} {cents}")
    })
    .collect()
}

fn rejects(place: &Place) -> Vec<String> {
    let table = place.table("report/rejects.parquet");
    let columns = ["file", "row", "column"].map(|name| table.column(name));
    let row = |at: usize| {
        let [file, row, column] = [0, 1, 2].map(|column: usize| columns[column][at].as_str());
        format!("{} {row} {column}", file.trim_start_matches("claims/"))
    };
    (0..columns[0].len()).map(row).collect()
}

/// The sum of one figure over all files of claim lines.
fn total(run: &Run, figure: &str) -> u64 {
    let summary = run.json();
    let files = summary["files"].as_array().into_iter().flatten();
    files.map(|file| file[figure].as_u64().unwrap_or_default()).sum()
}

/// The reason why a rule cannot run; empty when it can.
fn why_silent(run: &Run, name: &str) -> String {
    let summary = run.json();
    let rule = summary["rules"].as_array().into_iter().flatten().find(|rule| rule["rule"] == name).cloned();
    let rule = rule.filter(|rule| rule["status"] == "not_applicable").unwrap_or_default();
    rule["reason"].as_str().unwrap_or_default().to_owned()
}

impl Shape {
    /// Audits the folder as it is, and checks everything.
    fn check(&self) -> io::Result<(Place, Run)> {
        let (place, run) = audit_folder(self.folder, self.layout)?;
        let code = if self.rejects.is_empty() { 0 } else { 3 };
        assert_eq!(run.code, code, "{}", run.stderr);
        assert_eq!(run.fates(), self.fates);
        assert_eq!(findings(&place), self.findings);
        assert_eq!(rejects(&place), self.rejects);
        assert_eq!(total(&run, "filtered_rows"), self.filtered);
        Ok((place, run))
    }

    /// Checks that rows backwards, and files cut in two, give the same. Without a header every line is a row.
    fn check_other_orders(&self, has_header: bool) -> io::Result<()> {
        let files = files(self.folder)?;
        let backwards = files.iter().map(|(name, bytes)| {
            let (header, mut rows) = rows_of(bytes, has_header);
            rows.reverse();
            (name.clone(), [header, rows.concat()].concat())
        });
        let cut = files.iter().flat_map(|(name, bytes)| {
            let (header, rows) = rows_of(bytes, has_header);
            let (first, second) = rows.split_at(rows.len() / 2);
            [("a_", second), ("b_", first)]
                .map(|(part, rows)| (format!("{part}{name}"), [header.clone(), rows.concat()].concat()))
        });
        for (how, files) in [("backwards", backwards.collect::<Vec<_>>()), ("cut in two", cut.collect())] {
            // Without a header a part without rows is an empty file, which is no data.
            let files: Vec<_> = files.into_iter().filter(|(_, bytes)| !bytes.is_empty()).collect();
            let (place, run) = audit(&files, self.layout);
            assert_eq!(
                (run.fates().as_str(), findings(&place).as_slice()),
                (self.fates, &as_texts(self.findings)[..]),
                "{how}"
            );
            assert_eq!(rejects(&place).len(), self.rejects.len(), "{how}");
        }
        Ok(())
    }
}

fn as_texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// The header, and the rows with their line ends.
fn rows_of(bytes: &[u8], has_header: bool) -> (Vec<u8>, Vec<Vec<u8>>) {
    let mut rows: Vec<Vec<u8>> = bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let header = if has_header { rows.remove(0) } else { Vec::new() };
    (header, rows)
}
