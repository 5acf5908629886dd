//! `report` trusts no file that is not what the manifest says: damaged, exchanged or replaced meanwhile. Nothing is
//! published then.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use super::sample;
use crate::program::{Place, Run};

fn finished() -> Place {
    let place = sample();
    assert_eq!(place.audit("*.csv", &["--format", "parquet,csv,html"]).code, 3);
    place
}

fn refused(place: &Place, args: &[&str], wanted: &[&str]) {
    let names = place.names();
    let run = place.run(&[&["report", "report"], args].concat());
    assert_eq!(run.code, 2, "{wanted:?}: {}", run.stderr);
    let told = wanted.iter().all(|word| run.stderr.contains(word)) && run.stderr.lines().count() == 1;
    assert!(told, "{wanted:?}: {}", run.stderr);
    assert_eq!(names, place.names(), "something was published or left behind");
}

#[test]
fn a_damaged_table_is_refused() {
    let place = finished();
    for name in
        ["findings", "evidence", "clinicians", "rejects", "rule_runs", "run"].map(|name| format!("{name}.parquet"))
    {
        let path = place.path(&format!("report/{name}"));
        let whole = fs::read(&path).expect("a table");
        let mut damaged = whole.clone();
        damaged[whole.len() / 2] ^= 1;
        for bytes in [&damaged, &whole[..whole.len() - 1].to_vec()] {
            fs::write(&path, bytes).expect("a damaged table");
            refused(&place, &["--format", "html", "--out", "again"], &[&name, "manifest.json"]);
        }
        fs::write(&path, &whole).expect("the table");
    }
    assert_eq!(place.run(&["report", "report", "--format", "html", "--out", "again"]).code, 0);
}

#[test]
fn evidence_of_other_findings_is_refused_without_a_manifest() {
    let place = finished();
    for (name, bytes) in place.files("report").iter().filter(|(name, _)| name.ends_with(".parquet")) {
        place.write(&format!("tables/{name}"), bytes);
    }
    let whole = place.table("tables/evidence.parquet").batch;
    let (first, others) = (whole.slice(0, 1), whole.slice(1, whole.num_rows() - 1));
    let turned = arrow::compute::concat_batches(&whole.schema(), [&others, &first]).expect("rows");
    super::shared::key(&place, "key", super::shared::KEY, 0o600);
    for (rows, wanted) in [(others, "has only"), (turned, "is not about the finding")] {
        write_like(&place, "tables/evidence.parquet", &rows);
        for args in [&["--format", "html"][..], &["--format", "csv", "--share", "key"]] {
            let run = place.run(&[&["report", "tables", "--out", "again"], args].concat());
            assert_eq!(run.code, 2, "{args:?}: {}", run.stderr);
            let told = run.stderr.contains("evidence.parquet: ") && run.stderr.contains(wanted);
            assert!(told && !place.path("again").exists(), "{args:?}: {}", run.stderr);
        }
    }
}

/// Writes rows in place of a table, with what the table says of its run.
fn write_like(place: &Place, name: &str, rows: &arrow::array::RecordBatch) {
    let metadata = place.table(name).metadata;
    let keys = ["version", "rulebook_version", "settings_hash", "accounting"].map(|key| format!("claimsweep.{key}"));
    let pair = |key: String| parquet::file::metadata::KeyValue::new(key.clone(), metadata[&key].clone());
    let pairs = keys.map(pair).to_vec();
    let properties = parquet::file::properties::WriterProperties::builder().set_key_value_metadata(Some(pairs)).build();
    let file = fs::File::create(place.path(name)).expect("a file");
    let writer = parquet::arrow::ArrowWriter::try_new(file, rows.schema(), Some(properties));
    let mut writer = writer.expect("a writer");
    writer.write(rows).and_then(|()| writer.close()).expect("a table");
}

#[test]
fn a_damaged_file_is_not_stamped_anew() {
    let place = finished();
    let path = place.path("report/findings.csv");
    let whole = fs::read(&path).expect("a file");
    fs::write(&path, &whole[..2_000]).expect("a damaged file");
    refused(&place, &["--format", "xlsx"], &["findings.csv", "manifest.json"]);
    // Writing it again mends it.
    assert_eq!(place.run(&["report", "report", "--format", "csv"]).code, 0);
    assert!(place.files("report")["findings.csv"] == whole);
}

#[test]
fn what_is_missing_beside_the_tables_is_made_again() {
    let place = finished();
    let before = place.files("report");
    for name in ["data_quality.html", "findings.csv", "summary.json"] {
        fs::remove_file(place.path(&format!("report/{name}"))).expect("a file");
    }
    let run = place.run(&["report", "report", "--format", "xlsx"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let after = place.files("report");
    for (name, bytes) in before.iter().filter(|(name, _)| *name != "manifest.json") {
        assert!(after.get(name) == Some(bytes), "{name}");
    }
    fs::remove_file(place.path("report/rejects.parquet")).expect("a table");
    refused(&place, &["--format", "csv"], &["rejects.parquet"]);
}

#[test]
fn nothing_is_written_into_the_report_it_reads() {
    let place = finished();
    let before = place.files("report");
    for out in ["report/more", "report/more/still", "./report/../report/more"] {
        refused(&place, &["--format", "csv", "--out", out], &["lies in the folder of the report"]);
    }
    assert!(before == place.files("report") && !place.path("report/more").exists());
}

#[test]
fn a_report_that_is_replaced_meanwhile_is_not_mixed() {
    let place = finished();
    let second = place.run(&["audit", "--claims=claims.csv", "--out=other", "--format=parquet", "--from=2025-03-01"]);
    assert_eq!(second.code, 0, "{}", second.stderr);
    let mut n_refused = 0;
    for out in ["report", "again"] {
        let args = ["report", "report", "--format", "xlsx,html", "--out", out];
        let mut child = place.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a process");
        // When the hidden folder is there, the report has been read in part.
        let hidden = format!(".{out}.");
        while !place.names().iter().any(|name| name.starts_with(&hidden)) {
            assert!(
                child.try_wait().is_ok_and(|ended| ended.is_none()),
                "it ended before the report could be replaced"
            );
            std::thread::sleep(Duration::from_millis(1));
        }
        fs::rename(place.path("report"), place.path("before")).expect("a rename");
        fs::rename(place.path("other"), place.path("report")).expect("a rename");
        let run = child.wait_with_output().map(Run::of).expect("an end");
        assert_eq!(run.code, 2, "{}", run.stderr);
        assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
        n_refused += usize::from(run.stderr.contains("was replaced while it was read"));
        fs::rename(place.path("report"), place.path("other")).expect("a rename");
        fs::rename(place.path("before"), place.path("report")).expect("a rename");
        assert!(!place.path("report/report.xlsx").exists() && !place.path("again").exists(), "something was published");
    }
    // The exchange may also be met while a table is opened, which is refused with other words.
    assert!(0 < n_refused);
}

#[test]
fn a_full_disk_is_told_in_one_line() {
    let place = finished();
    // A limit on the size of files stands in for the disk; without the trap it would end the program.
    let limited = |args: &str| {
        let program = env!("CARGO_BIN_EXE_claimsweep");
        let script = format!("trap '' XFSZ; ulimit -f 256; exec {program} {args}");
        let mut shell = std::process::Command::new("bash");
        shell.args(["-c", &script]).current_dir(place.path("."));
        Run::of(shell.output().expect("a shell"))
    };
    let run = limited("report report --format xlsx --out again");
    assert_eq!(run.code, 2, "{}", run.stderr);
    let told =
        run.stderr.contains("report.xlsx: could not be written: File too large") && run.stderr.lines().count() == 1;
    assert!(told, "{}", run.stderr);
    assert!(!place.path("again").exists() && !place.names().iter().any(|name| name.starts_with('.')));
}
