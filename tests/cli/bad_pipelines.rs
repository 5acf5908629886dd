//! Pipelines and settings that are refused: file, line and the nearest known word are named.

use super::refusal::{assert_refused, place_with_report};

const GOOD: &str = r#"name = "monthly"
[period]
all = true
[claims]
paths = ["good.csv"]
[rules]
disable = ["near_miss_code"]
[rules.repeat_e_visit]
window_days = 7
[report]
dir = "report"
formats = ["csv", "parquet"]
[gate]
fail_on = "never"
"#;

/// Replaces a piece of the good pipeline and checks the one error.
fn assert_pipeline_refused(old: &str, new: &str, line: usize, words: &[&str]) {
    assert!(GOOD.contains(old), "{old} is not in the good pipeline");
    let place = place_with_report();
    place.write("pipelines/p.toml", GOOD.replace(old, new));
    let at = format!("pipelines/p.toml, line {line}: ");
    assert_refused(&place, &["run", "pipelines/p.toml"], &[&[at.as_str()], words].concat());
}

#[test]
fn the_good_pipeline_is_good() {
    let place = place_with_report();
    place.write("p.toml", GOOD);
    let run = place.run(&["run", "p.toml"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
}

#[test]
fn unknown_keys_are_refused_with_the_nearest() {
    assert_pipeline_refused("name =", "naem =", 1, &["`naem`", "did you mean `name`?"]);
    assert_pipeline_refused("[gate]", "[gates]", 13, &["`gates`", "did you mean `gate`?"]);
    assert_pipeline_refused("paths =", "path =", 5, &["`path`", "[claims]", "did you mean `paths`?"]);
    assert_pipeline_refused("all = true", "al = true", 3, &["`al`", "[period]", "did you mean `all`?"]);
    assert_pipeline_refused("dir =", "dri =", 11, &["`dri`", "[report]", "did you mean `dir`?"]);
    assert_pipeline_refused("fail_on =", "failon =", 14, &["`failon`", "[gate]", "did you mean `fail_on`?"]);
    let words = ["`window_day`", "[rules.repeat_e_visit]", "did you mean `window_days`?"];
    assert_pipeline_refused("window_days =", "window_day =", 9, &words);
    let words = ["`repeat_evisit`", "[rules]", "did you mean `repeat_e_visit`?"];
    assert_pipeline_refused("[rules.repeat_e_visit]", "[rules.repeat_evisit]", 8, &words);
}

#[test]
fn a_key_with_nothing_near_is_refused_without_a_guess() {
    assert_pipeline_refused("all = true", "all = true\nzzzzzz = 1", 4, &["unknown key `zzzzzz`"]);
}

#[test]
fn wrong_values_are_refused() {
    assert_pipeline_refused("\"monthly\"", "3", 1, &["`name`", "integer"]);
    assert_pipeline_refused("all = true", "all = \"yes\"", 3, &["`period.all`", "true or false"]);
    assert_pipeline_refused("all = true", "month = \"2025-13\"", 3, &["`period.month`", "2025-10"]);
    assert_pipeline_refused("all = true", "from = \"2025-02-30\"", 3, &["`period.from`", "date"]);
    assert_pipeline_refused("[\"good.csv\"]", "\"good.csv\"", 5, &["`claims.paths`", "list"]);
    assert_pipeline_refused("[\"good.csv\"]", "[]", 5, &["`claims.paths`", "empty"]);
    assert_pipeline_refused("window_days = 7", "window_days = \"7\"", 9, &["window_days", "whole number"]);
    assert_pipeline_refused("window_days = 7", "window_days = -1", 9, &["window_days", "-1"]);
    assert_pipeline_refused("window_days = 7", "boundary = \"mabye\"", 9, &["boundary", "mabye", "clear"]);
    assert_pipeline_refused("\"csv\"", "\"docx\"", 12, &["`report.formats`", "docx", "parquet"]);
    assert_pipeline_refused("\"never\"", "\"nevr\"", 14, &["`gate.fail_on`", "did you mean `never`?"]);
}

#[test]
fn dates_that_run_backwards_are_refused() {
    let new = "from = \"2025-02-02\"\nto = \"2025-02-01\"";
    assert_pipeline_refused("all = true", new, 4, &["`period.to`", "before"]);
    let place = place_with_report();
    let args = ["audit", "--claims=good.csv", "--out=report", "--from=2025-02-02", "--to=2025-02-01"];
    assert_refused(&place, &args, &["--to 2025-02-01", "--from 2025-02-02"]);
}

#[test]
fn a_period_says_exactly_one_thing() {
    let words = ["`period`", "`month`", "all = true"];
    assert_pipeline_refused("all = true", "", 2, &words);
    assert_pipeline_refused("all = true", "all = false", 2, &words);
    assert_pipeline_refused("all = true", "all = true\nmonth = \"2025-02\"", 2, &words);
    assert_pipeline_refused("all = true", "from = \"2025-02-01\"\nmonth = \"2025-02\"", 2, &words);
}

#[test]
fn unknown_rules_are_refused_with_the_nearest() {
    let words = ["`rules.disable`", "`near_miss_cod`", "did you mean `near_miss_code`?"];
    assert_pipeline_refused("\"near_miss_code\"", "\"near_miss_cod\"", 7, &words);
}

#[test]
fn missing_parts_are_named() {
    assert_pipeline_refused("[claims]\npaths = [\"good.csv\"]\n", "", 1, &["`claims` is missing"]);
    assert_pipeline_refused("paths = [\"good.csv\"]\n", "", 4, &["`paths` is missing", "[claims]"]);
    assert_pipeline_refused("dir = \"report\"\n", "", 10, &["`dir` is missing", "[report]"]);
}

#[test]
fn broken_toml_is_refused_with_its_line() {
    assert_pipeline_refused("window_days = 7", "window_days = = 7", 9, &[]);
    assert_pipeline_refused("all = true", "all = true\nall = true", 4, &[]);
    assert_pipeline_refused("[gate]", "[gate", 13, &[]);
    assert_pipeline_refused("\"monthly\"", "\"monthly", 1, &[]);
}

#[test]
fn a_pipeline_file_that_is_not_there() {
    assert_refused(&place_with_report(), &["run", "absent.toml"], &["absent.toml"]);
}

#[test]
fn an_unknown_layout_is_refused_with_the_shipped_ones() {
    let place = place_with_report();
    let args = ["audit", "--claims=good.csv", "--out=report", "--layout=canonicl"];
    assert_refused(&place, &args, &["`canonicl`", "desynpuf-carrier", "did you mean `canonical`?"]);
    place.write("p.toml", GOOD.replace("paths =", "layout = \"layouts/absent.toml\"\npaths ="));
    assert_refused(&place, &["run", "p.toml"], &["`layouts/absent.toml`"]);
}
