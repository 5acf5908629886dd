//! The exit codes 0 to 3 of the contract; 130 is in `interruption.rs`, and 4 cannot be reached from outside.

use super::{CLEAN, HARD, claims};
use crate::program::{Place, csv_text};

/// Two e-visits within seven days for different problems: one finding, `advisory`.
fn advisory_only() -> String {
    let columns = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code,diagnosis_1";
    csv_text(columns, &["C1,1,P1,N1,2025-02-03,99421,I10", "C2,1,P1,N1,2025-02-06,99421,L20.9"])
}

#[test]
fn nothing_found_is_0() {
    let place = Place::with_claims(claims(&[CLEAN]));
    let run = place.audit("claims.csv", &["--fail-on", "advisory"]);
    assert_eq!((run.code, run.json()["findings"].as_u64()), (0, Some(0)));
}

#[test]
fn findings_at_or_above_the_gate_are_1_and_the_report_is_published() {
    for (content, expected) in [(claims(&[HARD]), [1, 1, 1, 0]), (advisory_only(), [0, 0, 1, 0])] {
        let place = Place::with_claims(content);
        for (gate, code) in ["hard", "presumptive", "advisory", "never"].into_iter().zip(expected) {
            let run = place.audit("claims.csv", &["--fail-on", gate]);
            assert_eq!((run.code, run.json()["findings"].as_u64()), (code, Some(1)), "{gate}");
            assert_eq!(place.findings().len(), 1, "{gate}");
        }
    }
}

#[test]
fn the_gate_of_a_pipeline_file_counts() {
    for (gate, code) in [("hard", 1), ("never", 0)] {
        let place = Place::with_claims(claims(&[HARD]));
        let text = format!(
            "name = \"n\"\n[period]\nall = true\n[claims]\npaths = [\"claims.csv\"]\n[report]\ndir = \"report\"\n[gate]\nfail_on = \"{gate}\"\n"
        );
        place.write("p.toml", text);
        assert_eq!(place.run(&["run", "p.toml"]).code, code, "{gate}");
        assert!(place.path("report/findings.parquet").is_file());
    }
}

#[test]
fn rejected_rows_are_3_and_win_over_findings() {
    let place = Place::with_claims(claims(&[HARD, "C3,1,P3,N1,2025-02-30,99441,15.00"]));
    let run = place.audit("claims.csv", &["--fail-on", "advisory"]);
    assert_eq!((run.code, run.fates().as_str()), (3, "audited=1 rejected=1"));
    assert_eq!(place.findings().len(), 1, "the run goes on with the other rows");
}

#[test]
fn bad_usage_is_2_and_says_so_on_standard_error() {
    let audit = ["audit", "--claims", "claims.csv", "--out", "report"];
    let cases: [&[&str]; 12] = [
        &[],
        &["sweep"],
        &["rules", "--no-such-option"],
        &["audit", "--out", "report"],
        &["audit", "--claims", "claims.csv"],
        &[&audit[..], &["--format", "docx"]].concat(),
        &[&audit[..], &["--fail-on", "soft"]].concat(),
        &[&audit[..], &["--from", "2025-02-30"]].concat(),
        &[&audit[..], &["--threads", "0"]].concat(),
        &["run"],
        &["explain", "no_such_rule"],
        &["schema", "nothing"],
    ];
    for args in cases {
        let place = Place::with_claims(claims(&[CLEAN]));
        let run = place.run(args);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{args:?}");
        assert!(!run.stderr.is_empty(), "{args:?}");
        assert_eq!(place.names(), ["claims.csv"], "{args:?}");
    }
}

#[test]
fn help_and_version_are_0_on_standard_output() {
    for args in [&["--help"][..], &["--version"], &["audit", "--help"], &["help", "run"]] {
        let run = Place::new().run(args);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{args:?}");
        assert!(run.stdout.contains("claimsweep"), "{args:?}: {}", run.stdout);
    }
}

#[test]
fn check_is_0_or_3_and_writes_nothing() {
    for (rows, code) in [([CLEAN, HARD], 0), ([CLEAN, "C3,1,P3,N1,2025-02-30,99441,15.00"], 3)] {
        let place = Place::with_claims(claims(&rows));
        assert_eq!(place.run(&["check", "claims.csv"]).code, code);
        assert_eq!(place.names(), ["claims.csv"]);
    }
}

#[test]
fn check_of_what_is_not_there_is_2() {
    let place = Place::new();
    let run = place.run(&["check", "claims.csv"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.lines().count()), (2, "", 1));
    assert!(run.stderr.contains("claims.csv"), "{}", run.stderr);
}

#[test]
fn a_period_without_data_is_not_called_clean() {
    let place = Place::with_claims(claims(&[CLEAN]));
    let run = place.audit("claims.csv", &["--from", "2031-01-01", "--to", "2031-12-31"]);
    assert!(run.stderr.contains("None of the data lies in these dates: nothing was judged"), "{}", run.stderr);
    assert!(run.stderr.contains("met no line to judge: ") && run.stderr.contains("repeat_e_visit"), "{}", run.stderr);
    let run = place.audit("claims.csv", &[]);
    assert!(!run.stderr.contains("nothing was judged"), "{}", run.stderr);
}
