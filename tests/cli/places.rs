//! Where the paths of a pipeline lead, and what `run` may say instead of the pipeline: month, dates, folder, single keys.

use super::{CLEAN, HARD, claims};
use crate::program::{Place, Run};

/// A pipeline in a folder of its own, with the claims beside that folder.
fn place(period: &str, dir: &str) -> Place {
    let place = Place::new();
    place.write("data/claims.csv", claims(&[HARD, CLEAN, "C3,1,P3,1999999993,2025-03-04,99213,80.00"]));
    let text = format!(
        "name = \"n\"\n[period]\n{period}\n[claims]\npaths = [\"../data/claims.csv\"]\n[report]\ndir = \"{dir}\"\nformats = [\"csv\"]\n"
    );
    place.write("jobs/p.toml", text);
    place
}

fn run(place: &Place, more: &[&str]) -> Run {
    place.run(&[&["run", "jobs/p.toml", "--json"], more].concat())
}

#[test]
fn paths_begin_at_the_folder_of_the_pipeline() {
    let place = place("all = true", "../report");
    assert_eq!(run(&place, &[]).code, 0);
    assert_eq!(place.findings().len(), 1);
    let first = place.files("report");
    let beside =
        place.command(&["run", "p.toml"]).current_dir(place.path("jobs")).output().expect("the program starts");
    assert!(beside.status.success(), "{}", String::from_utf8_lossy(&beside.stderr));
    assert_eq!(place.files("report")["findings.csv"].len(), first["findings.csv"].len() + "../".len());
    assert_eq!(run(&place, &["--base", "data/deeper", "--out", "other"]).code, 2, "there is no such folder");
    place.write("data/deeper/x", "");
    let other = run(&place, &["--base", "data/deeper", "--out", "other"]);
    assert_eq!(other.code, 2, "{}", other.stderr);
    assert!(other.stderr.contains("data/data/claims.csv: no such file"), "{}", other.stderr);
    assert_eq!(run(&place, &["--base", "jobs", "--out", "other"]).code, 0);
    assert!(place.path("other/findings.csv").is_file());
}

#[test]
fn home_and_variables_stand_for_folders() {
    let place = place("all = true", "~/report");
    let text = String::from_utf8(place.files("jobs")["p.toml"].clone()).expect("a text");
    place.write("jobs/p.toml", text.replace("../data/", "${CLAIMS}/"));
    let with = |claims: &str| {
        let mut command = place.command(&["run", "jobs/p.toml"]);
        let command = command.env("HOME", place.path("")).env("CLAIMS", claims);
        Run::of(command.output().expect("the program starts"))
    };
    assert_eq!(with("../data").code, 0);
    assert!(place.path("report/findings.csv").is_file());
    for refused in [with(""), place.run(&["run", "jobs/p.toml"])] {
        assert_eq!(refused.code, 2, "{}", refused.stderr);
        assert!(refused.stderr.contains("jobs/p.toml: `claims.paths`: ${CLAIMS}/claims.csv"), "{}", refused.stderr);
    }
}

#[test]
fn the_period_names_the_report() {
    let place = place("month = \"2025-02\"", "../reports/{month}");
    assert_eq!(run(&place, &[]).code, 0);
    assert!(place.path("reports/2025-02/findings.csv").is_file());
    assert_eq!(run(&place, &["--month", "2025-03"]).code, 0);
    assert!(place.path("reports/2025-03/findings.csv").is_file());
    assert_eq!(run(&place, &["--to", "2025-03-31"]).code, 0);
    assert!(place.path("reports/2025-02_2025-03/findings.csv").is_file());
    assert_eq!(run(&place, &["--to", "2025-02-03", "--out", "day/{date}"]).code, 0);
    assert!(place.path("day/2025-02-01_2025-02-03/findings.csv").is_file());
    let open = run(&place, &["--set", "period.all=true"]);
    assert_eq!(open.code, 2);
    assert!(open.stderr.contains("{month} needs a period with a first and a last day"), "{}", open.stderr);
}

#[test]
fn single_keys_are_overwritten() {
    let place = place("all = true", "../report");
    let settings = ["--set", "gate.fail_on=hard", "--set", "name=other", "--set", "rules.repeat_e_visit.window_days=9"];
    let gated = run(&place, &settings);
    assert_eq!(gated.code, 1, "{}", gated.stderr);
    assert!(gated.stderr.contains("other: all service dates"), "{}", gated.stderr);
    let manifest = String::from_utf8(place.files("report")["manifest.json"].clone()).expect("a text");
    assert!(manifest.contains("\"rules.repeat_e_visit.window_days\": \"9\""), "{manifest}");
    assert_eq!(run(&place, &["--set", "rules.disable=[\"code_not_in_effect\"]", "--set", "gate.fail_on=hard"]).code, 0);
    for (setting, word) in [
        ("gate.fail_on=hrd", "did you mean `hard`?"),
        ("gates.fail_on=hard", "did you mean `gate`?"),
        ("period.to=2025-13-01", "is not a date"),
        ("rules.repeat_e_visit.window_days=x", "whole number"),
        ("name", "expected KEY=VALUE"),
    ] {
        let refused = run(&place, &["--set", setting]);
        assert_eq!(refused.code, 2, "{setting}");
        assert!(refused.stderr.contains("--set") && refused.stderr.contains(word), "{setting}: {}", refused.stderr);
    }
    assert_eq!(run(&place, &["--month", "2025-02", "--from", "2025-02-01"]).code, 2);
    assert_eq!(run(&place, &["--from", "2025-03-01", "--to", "2025-02-01"]).code, 2);
}

#[test]
fn nothing_to_judge_is_3_with_a_sentence() {
    let place = place("all = true", "../report");
    let outside = run(&place, &["--month", "2031-01"]);
    assert_eq!(outside.code, 3);
    let sentence =
        "Nothing was judged: the data run from 2025-02-03 to 2025-03-04, and none of them lies in the period.";
    assert!(outside.stderr.ends_with(&format!("Exit code 3: {sentence}\n")), "{}", outside.stderr);
    let previous = run(&place, &["--month", "previous", "--log-format", "json"]);
    assert_eq!(previous.code, 3, "the claims are older than the month before this one");
    assert!(previous.stderr.contains("\"event\":\"nothing_judged\""), "{}", previous.stderr);
    place.write("data/claims.csv", claims(&[]));
    let empty = run(&place, &[]);
    assert_eq!(empty.code, 3);
    assert!(empty.stderr.contains("Nothing was judged: the data hold no readable row."), "{}", empty.stderr);
}
