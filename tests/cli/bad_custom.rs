//! Rules of a pipeline's own that are refused: one clear error with file, line and the nearest known word.

use super::refusal::{assert_refused, place_with_report};

const GOOD: &str = r#"name = "monthly"
[period]
all = true
[claims]
paths = ["good.csv"]
[rules]
disable = ["near"]
[[custom]]
id = "near"
title = "a check-in near a visit"
subject = ["98016"]
context = ["99213"]
days_before = 3
same_day = true
fires_when = "present"
provider = "group"
diagnosis = "same"
tier = "advisory"
direction = "form"
clearing_modifiers = ["25"]
payers = ["acme"]
from = "2025-01-01"
until = "2025-12-31"
message = "Our payer says so"
clears = "a note"
evidence = "the note of that day"
source = "policy of 2025"
[report]
dir = "report"
"#;

/// Replaces a piece of the good pipeline and checks the one error.
fn assert_pipeline_refused(old: &str, new: &str, line: usize, words: &[&str]) {
    assert!(GOOD.contains(old), "{old} is not in the good pipeline");
    let place = place_with_report();
    place.write("p.toml", GOOD.replacen(old, new, 1));
    let at = format!("p.toml, line {line}: ");
    assert_refused(&place, &["run", "p.toml"], &[&[at.as_str()], words].concat());
}

/// The keys of the rule with their lines.
fn keys() -> impl Iterator<Item = (usize, &'static str)> {
    let lines = GOOD.lines().enumerate().skip(8).take(19);
    lines.filter_map(|(at, line)| line.split_once(" = ").map(|(key, _)| (at + 1, key)))
}

#[test]
fn the_good_pipeline_is_good() {
    let place = place_with_report();
    place.write("p.toml", GOOD);
    assert_eq!(place.run(&["run", "p.toml"]).code, 0);
    assert_eq!(keys().count(), 19);
}

#[test]
fn unknown_keys_are_refused_with_the_nearest() {
    for (line, key) in keys() {
        let (old, new) = (format!("\n{key} = "), format!("\n{key}x = "));
        let words = [format!("`{key}x`"), "[custom]".to_owned(), format!("did you mean `{key}`?")];
        assert_pipeline_refused(&old, &new, line, &words.each_ref().map(String::as_str));
    }
}

#[test]
fn needed_keys_are_missed() {
    for key in ["id", "title", "subject", "context", "tier", "message", "clears", "evidence", "source"] {
        let (_, line) = GOOD.split_once(&format!("\n{key} = ")).expect("a key of the good pipeline");
        let line = format!("{key} = {}\n", line.lines().next().unwrap_or_default());
        // Without its id the rule cannot be switched off by it either; the rule is read first.
        assert_pipeline_refused(&line, "", 8, &[&format!("`{key}` is missing"), "[custom]"]);
    }
}

#[test]
fn ids_that_are_taken_or_none() {
    assert_pipeline_refused("id = \"near\"", "id = \"repeat_e_visit\"", 9, &["`custom.id`", "repeat_e_visit", "taken"]);
    assert_pipeline_refused("id = \"near\"", "id = \"only\"", 9, &["`custom.id`", "taken"]);
    for wrong in ["Near", "9a", "", "a-b", "näh"] {
        let new = format!("id = \"{wrong}\"");
        assert_pipeline_refused("id = \"near\"", &new, 9, &["`custom.id`", "small letters"]);
    }
    let rule = GOOD.split_once("[[custom]]").and_then(|(_, rest)| rest.split_once("[report]")).map(|(rule, _)| rule);
    let twice = format!("[[custom]]{}[report]", rule.unwrap_or_default());
    assert_pipeline_refused("[report]", &twice, 29, &["`custom.id`", "\"near\" twice"]);
}

#[test]
fn codes_that_are_none() {
    assert_pipeline_refused("[\"98016\"]", "[]", 11, &["`custom.subject`", "empty"]);
    assert_pipeline_refused("[\"99213\"]", "[]", 12, &["`custom.context`", "empty"]);
    assert_pipeline_refused("98016", "check_in_mm", 11, &["`check_in_mm`", "did you mean `check_in_em`?"]);
    assert_pipeline_refused("99213", "ofice", 12, &["`ofice`", "did you mean `office`?"]);
    assert_pipeline_refused("99213", "99213-99212", 12, &["`99213-99212`"]);
}

#[test]
fn windows_that_cannot_be() {
    assert_pipeline_refused(
        "same_day = true",
        "same_day = false\ndays_after = 2",
        15,
        &["`custom.days_after`", "not both"],
    );
    assert_pipeline_refused("days_before = 3\nsame_day = true", "same_day = false", 8, &["[custom]", "leaves no day"]);
    assert_pipeline_refused(
        "days_before = 3\nsame_day = true",
        "same_day = false\ndays_before = 0",
        14,
        &["`custom.days_before`"],
    );
    for days in ["-1", "1101"] {
        let words = ["`custom.days_before`", days, "from 0 to 1100"];
        assert_pipeline_refused("days_before = 3", &format!("days_before = {days}"), 13, &words);
    }
    assert_pipeline_refused("days_before = 3", "days_before = \"3\"", 13, &["whole number"]);
    assert_pipeline_refused("same_day = true", "same_day = \"no\"", 14, &["true or false"]);
}

#[test]
fn words_nobody_knows() {
    assert_pipeline_refused("\"present\"", "\"presnt\"", 15, &["`custom.fires_when`", "did you mean `present`?"]);
    assert_pipeline_refused(
        "\"group\"",
        "\"groups\"",
        16,
        &["`custom.provider`", "clinician", "did you mean `group`?"],
    );
    assert_pipeline_refused("\"same\"", "\"sam\"", 17, &["`custom.diagnosis`", "did you mean `same`?"]);
    assert_pipeline_refused("\"advisory\"", "\"advisry\"", 18, &["`custom.tier`", "did you mean `advisory`?"]);
    assert_pipeline_refused("\"form\"", "\"missed\"", 19, &["`custom.direction`", "overpayment, form"]);
}

#[test]
fn texts_that_no_report_can_show() {
    for (text, line) in
        [("Our payer says so", 24), ("a note", 25), ("the note of that day", 26), ("policy of 2025", 27)]
    {
        let long = "x".repeat(401);
        for wrong in ["", "  ", ".", "two\\nlines", long.as_str()] {
            assert_pipeline_refused(&format!("\"{text}\""), &format!("\"{wrong}\""), line, &["one line of 1 to 400"]);
        }
    }
}

#[test]
fn dates_and_payers() {
    assert_pipeline_refused("2025-01-01", "2025-13-01", 22, &["`custom.from`", "date"]);
    assert_pipeline_refused("2025-12-31", "2024-12-31", 23, &["`custom.until`", "before `from`"]);
    assert_pipeline_refused("[\"acme\"]", "[\" \"]", 21, &["`custom.payers`", "without a name"]);
    assert_pipeline_refused("[\"acme\"]", "\"acme\"", 21, &["`custom.payers`", "list"]);
}

#[test]
fn other_tables_that_name_them() {
    assert_pipeline_refused("[\"near\"]", "[\"nears\"]", 7, &["`nears`", "did you mean `near`?"]);
    assert_pipeline_refused("disable = [\"near\"]", "only = [\"far\"]", 7, &["`rules.only`", "`far`"]);
    assert_pipeline_refused(
        "[report]",
        "[rules.near]\ndays_before = 4\n[report]",
        28,
        &["`rules.near`", "custom rule"],
    );
    let words = ["`near`", "[payers.acme.rules]"];
    assert_pipeline_refused("[report]", "[payers.acme.rules.near]\ndays_before = 4\n[report]", 28, &words);
    assert_pipeline_refused("[[custom]]", "[custom]", 8, &["`custom`", "a list of tables"]);
}
