//! What goes to standard output and what to standard error.

use super::{CLEAN, HARD, claims};
use crate::program::Place;

#[test]
fn without_json_a_run_leaves_standard_output_alone() {
    let place = Place::with_claims(claims(&[HARD]));
    let run = place.run(&["audit", "--claims", "claims.csv", "--out", "report"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert!(run.stderr.contains("Report: report"), "{}", run.stderr);
}

#[test]
fn with_json_standard_output_is_the_summary_and_nothing_else() {
    let place = Place::with_claims(claims(&[HARD, CLEAN]));
    let run = place.audit("claims.csv", &[]);
    assert_eq!(run.stdout.as_bytes(), place.files("report")["summary.json"]);
    assert_eq!(run.json()["accounting"]["rows_read"], 2);
    assert!(run.stderr.contains("Rows read"), "the person is told too: {}", run.stderr);
}

#[test]
fn quiet_silences_all_but_errors() {
    let place = Place::with_claims(claims(&[HARD, "C3,1,P3,N1,2025-02-30,99441,15.00"]));
    for format in ["text", "json"] {
        let run = place.audit("claims.csv", &["--quiet", "--log-format", format]);
        assert_eq!((run.code, run.stderr.as_str()), (3, ""), "{format}");
        assert_eq!(run.json()["findings"], 1, "{format}");
        let failed = place.audit("absent.csv", &["-q", "--log-format", format]);
        assert_eq!((failed.code, failed.stdout.as_str(), failed.stderr.lines().count()), (2, "", 1), "{format}");
        assert!(failed.stderr.contains("absent.csv"), "{format}: {}", failed.stderr);
    }
}

#[test]
fn away_from_a_terminal_nothing_moves_or_shines() {
    let place = Place::with_claims(claims(&[HARD]));
    for args in [&["audit", "--claims", "claims.csv", "--out", "report"][..], &["audit"], &["check", "claims.csv"]] {
        let run = place.run(args);
        assert!(!(run.stdout.clone() + &run.stderr).contains(['\r', '\u{1b}']), "{args:?}");
    }
}

#[test]
fn commands_that_print_a_result_print_json_when_asked() {
    let place = Place::with_claims(claims(&[HARD]));
    let commands: [&[&str]; 6] = [
        &["check", "claims.csv", "--json"],
        &["rules", "--json"],
        &["explain", "repeat_e_visit", "--json"],
        &["explain", "99421", "--json"],
        &["schema", "pipeline"],
        &["schema", "findings"],
    ];
    for args in commands {
        let run = place.run(args);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{args:?}");
        let value = run.json();
        assert!(value.is_object() || value.is_array(), "{args:?}");
    }
}

#[test]
fn results_for_people_go_to_standard_output() {
    let place = Place::with_claims(claims(&[HARD]));
    let commands: [(&[&str], &str); 5] = [
        (&["check", "claims.csv"], "1 claim rows read"),
        (&["rules"], "repeat_e_visit"),
        (&["explain", "repeat_e_visit"], "window_days"),
        (&["explain", "99421"], "99421"),
        (&["completions", "bash"], "claimsweep"),
    ];
    for (args, words) in commands {
        let run = place.run(args);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{args:?}");
        assert!(run.stdout.contains(words), "{args:?}: {}", run.stdout);
    }
}
