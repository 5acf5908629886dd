//! Ctrl-C and SIGTERM in the middle of a run: exit code 130, the old report untouched, nothing left behind. And two runs
//! at once.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::{HARD, claims};
use crate::program::{Place, Run};

/// A folder with a report, and the same twenty thousand synthetic lines in `copies` files of each format.
fn place_with_work(copies: usize) -> Place {
    let place = Place::with_claims(claims(&[HARD]));
    assert_eq!(place.audit("claims.csv", &[]).code, 0);
    for format in ["csv", "parquet"] {
        let first = format!("big-0.{format}");
        let synth = place.run(&["synth", &first, "--lines", "20000", "--columns", "core"]);
        assert_eq!(synth.code, 0, "{}", synth.stderr);
        for copy in 1..copies {
            let outcome = fs::copy(place.path(&first), place.path(&format!("big-{copy}.{format}")));
            assert!(outcome.is_ok(), "{outcome:?}");
        }
    }
    place
}

fn start(place: &Place, format: &str, more: &[&str]) -> Option<Child> {
    let claims = format!("--claims=big-*.{format}");
    let args = [&["audit", &claims, "--out=report", "--json"], more].concat();
    place.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().ok()
}

/// Waits until the run has begun, which its hidden folder shows; false when it has ended before.
fn has_begun(place: &Place, child: &mut Child) -> bool {
    for _ in 0..10_000 {
        if place.names().iter().any(|name| name.starts_with('.')) {
            return true;
        }
        if child.try_wait().is_ok_and(|ended| ended.is_some()) {
            return false;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    false
}

#[test]
fn signals_stop_a_run_and_leave_no_trace() {
    let place = place_with_work(20);
    let (before, names) = (place.files("report"), place.names());
    let cases: [(&str, &str, &[&str]); 4] =
        [("-INT", "csv", &[]), ("-INT", "parquet", &[]), ("-INT", "csv", &["--threads", "1"]), ("-TERM", "csv", &[])];
    for (signal, format, more) in cases {
        let mut child = start(&place, format, more).expect("the program starts");
        assert!(has_begun(&place, &mut child), "the run ended before it could be interrupted");
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status();
        assert!(sent.is_ok_and(|status| status.success()));
        let run = child.wait_with_output().map(Run::of).expect("the program ends");
        let case = format!("{signal} {format} {more:?}");
        assert_eq!((run.code, run.stdout.as_str()), (130, ""), "{case}: {}", run.stderr);
        let told = run.stderr.contains("interrupted") && run.stderr.lines().count() == 1;
        assert!(told, "{case}: {}", run.stderr);
        assert!(before == place.files("report"), "{case}: the old report was touched");
        assert_eq!(names, place.names(), "{case}: something was left behind");
    }
}

#[test]
fn signals_stop_formats_that_are_written_again() {
    let place = place_with_work(4);
    assert_eq!(place.audit("big-*.csv", &["--format", "parquet"]).code, 0);
    place.write("key", "3f9c1e77a0b24d5c8e6f10293847566574839201aabbccddeeff001122334455");
    fs::set_permissions(place.path("key"), fs::Permissions::from_mode(0o600)).expect("a mode");
    let (before, names) = (place.files("report"), place.names());
    let cases: [(&str, &[&str]); 3] =
        [("-INT", &["--out", "again"]), ("-TERM", &[]), ("-TERM", &["--out", "again", "--share", "key"])];
    for (signal, more) in cases {
        let args = [&["report", "report", "--format", "csv,xlsx,html"], more].concat();
        let started = place.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = started.expect("the program starts");
        assert!(has_begun(&place, &mut child), "it ended before it could be interrupted");
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status();
        assert!(sent.is_ok_and(|status| status.success()));
        let run = child.wait_with_output().map(Run::of).expect("the program ends");
        assert_eq!((run.code, run.stdout.as_str()), (130, ""), "{signal} {more:?}: {}", run.stderr);
        assert_eq!(run.stderr.lines().count(), 1, "{signal} {more:?}: {}", run.stderr);
        assert!(before == place.files("report"), "{signal} {more:?}: the report was touched");
        assert_eq!(names, place.names(), "{signal} {more:?}: something was left behind");
    }
}

#[test]
fn two_runs_into_one_place_leave_one_whole_report() {
    let place = place_with_work(1);
    let runs = [start(&place, "csv", &[]), start(&place, "parquet", &[])]
        .map(|child| child.and_then(|c| c.wait_with_output().ok()));
    let outputs: Vec<Run> = runs.into_iter().flatten().map(Run::of).collect();
    assert_eq!(outputs.iter().map(|run| run.code).collect::<Vec<_>>(), [0, 0]);
    assert_eq!(place.names(), ["big-0.csv", "big-0.parquet", "claims.csv", "report"]);
    // Whichever came last: the summary in the folder and its hash in the manifest belong together.
    let files = place.files("report");
    assert!(outputs.iter().any(|run| run.stdout.as_bytes() == files["summary.json"]));
    let hash = blake3::hash(&files["summary.json"]).to_hex().to_string();
    assert!(String::from_utf8_lossy(&files["manifest.json"]).contains(&hash));
}
