//! What a pipeline says of payers and is refused: file, line and the nearest known word are named.

use super::refusal::{assert_refused, place_with_report};

const GOOD: &str = r#"name = "monthly"
[period]
all = true
[claims]
paths = ["good.csv"]
[[payers.acme.unpaid]]
codes = ["99421-99423", "check_in_em"]
from = "2025-01-01"
until = "2025-06-30"
[[payers.acme.markers]]
families = ["e_visit_em"]
places = "required"
place_codes = ["02"]
modifiers = "allowed"
[payers.acme.rules.repeat_e_visit]
window_days = 14
[report]
dir = "report"
"#;

/// Replaces a piece of the good pipeline and checks the one error.
fn assert_pipeline_refused(old: &str, new: &str, line: usize, words: &[&str]) {
    assert!(GOOD.contains(old), "{old} is not in the good pipeline");
    let place = place_with_report();
    place.write("p.toml", GOOD.replace(old, new));
    let at = format!("p.toml, line {line}: ");
    assert_refused(&place, &["run", "p.toml"], &[&[at.as_str()], words].concat());
}

#[test]
fn the_good_pipeline_is_good() {
    let place = place_with_report();
    place.write("p.toml", GOOD);
    assert_eq!(place.run(&["run", "p.toml"]).code, 0);
}

#[test]
fn unknown_keys() {
    assert_pipeline_refused(
        "codes = [\"9",
        "code = [\"9",
        7,
        &["`code`", "[payers.acme.unpaid]", "did you mean `codes`?"],
    );
    assert_pipeline_refused("until =", "to =", 9, &["`to`", "[payers.acme.unpaid]"]);
    assert_pipeline_refused(".markers", ".marker", 10, &["`marker`", "[payers.acme]", "did you mean `markers`?"]);
    assert_pipeline_refused("places =", "place =", 12, &["`place`", "[payers.acme.markers]", "did you mean `places`?"]);
    assert_pipeline_refused(
        "repeat_e_visit",
        "repeat_evisit",
        15,
        &["`repeat_evisit`", "did you mean `repeat_e_visit`?"],
    );
    assert_pipeline_refused("window_days", "window_day", 16, &["`window_day`", "did you mean `window_days`?"]);
    assert_pipeline_refused(".rules.repeat", ".rule.repeat", 15, &["`rule`", "did you mean `rules`?"]);
}

#[test]
fn codes_that_are_none() {
    let words = ["`payers.acme.unpaid.codes`", "`99423-99421`", "98016"];
    assert_pipeline_refused("99421-99423", "99423-99421", 7, &words);
    assert_pipeline_refused("99421-99423", "9942", 7, &["`9942`"]);
    assert_pipeline_refused("check_in_em", "check_in_e", 7, &["`check_in_e`", "did you mean `check_in_em`?"]);
    assert_pipeline_refused("[\"99421-99423\", \"check_in_em\"]", "[]", 7, &["empty"]);
    assert_pipeline_refused("[\"99421-99423\", \"check_in_em\"]", "\"99421\"", 7, &["a list of texts"]);
    assert_pipeline_refused("codes = [\"99421-99423\", \"check_in_em\"]\n", "", 6, &["`codes` is missing"]);
}

#[test]
fn dates_that_are_none_or_run_backwards() {
    assert_pipeline_refused("2025-01-01", "2025-02-30", 8, &["`payers.acme.unpaid.from`", "date"]);
    assert_pipeline_refused("2025-06-30", "June", 9, &["`payers.acme.unpaid.until`", "date"]);
    assert_pipeline_refused("2025-06-30", "2024-12-31", 9, &["`payers.acme.unpaid.until`", "before `from`"]);
}

#[test]
fn words_nobody_knows() {
    let words = ["`payers.acme.markers.places`", "requierd", "allowed", "did you mean `required`?"];
    assert_pipeline_refused("\"required\"", "\"requierd\"", 12, &words);
    assert_pipeline_refused("\"allowed\"", "\"never\"", 14, &["`payers.acme.markers.modifiers`", "forbidden"]);
    assert_pipeline_refused("\"e_visit_em\"", "\"e_visit_e\"", 11, &["`e_visit_e`", "did you mean `e_visit_em`?"]);
    assert_pipeline_refused("\"e_visit_em\"", "\"office\"", 11, &["`office`", "expected some of", "phone_nq"]);
    assert_pipeline_refused("[\"e_visit_em\"]", "[]", 11, &["empty"]);
}

#[test]
fn places_and_modifiers_that_are_none() {
    for codes in ["[]", "[\"2\"]", "[\"\"]", "[\"02\", \"010\"]"] {
        let words = ["`payers.acme.markers.place_codes`", "two characters"];
        assert_pipeline_refused("[\"02\"]", codes, 13, &words);
    }
    assert_pipeline_refused(
        "places = \"required\"\n",
        "",
        12,
        &["`payers.acme.markers.place_codes`", "without `places`"],
    );
    let says_nothing = "places = \"required\"\nplace_codes = [\"02\"]\nmodifiers = \"allowed\"\n";
    assert_pipeline_refused(says_nothing, "", 11, &["neither `places` nor `modifiers`"]);
    assert_pipeline_refused("families = [\"e_visit_em\"]\n", "", 10, &["`families` is missing"]);
}

#[test]
fn settings_of_a_payer_have_the_ranges_of_everybody_s() {
    let words = ["`payers.acme.rules.repeat_e_visit.window_days`", "is 0", "from 1"];
    assert_pipeline_refused("window_days = 14", "window_days = 0", 16, &words);
    assert_pipeline_refused("window_days = 14", "window_days = \"14\"", 16, &["whole number"]);
    let words = ["`payers.acme.rules.repeat_e_visit.boundary`", "did you mean `clear`?"];
    assert_pipeline_refused("window_days = 14", "boundary = \"claer\"", 16, &words);
    assert_pipeline_refused(
        ".repeat_e_visit]\nwindow_days = 14",
        ".duplicate_line]",
        15,
        &["`payers.acme.rules.duplicate_line`", "no settings"],
    );
}

#[test]
fn payers_without_a_name_or_a_table() {
    assert_pipeline_refused("payers.acme.unpaid", "payers.\" \".unpaid", 6, &["without a name"]);
    assert_pipeline_refused(
        "[[payers.acme.unpaid]]",
        "[payers.acme.unpaid]",
        6,
        &["`payers.acme.unpaid`", "a list of tables"],
    );
    assert_pipeline_refused(
        "[payers.acme.rules.repeat_e_visit]",
        "[payers]\nbeta = 3\n[payers.acme.rules.repeat_e_visit]",
        16,
        &["`payers.beta`", "a table"],
    );
}
