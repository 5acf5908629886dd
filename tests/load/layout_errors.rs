//! Layout files that say something impossible: the error points into the file.

use crate::program::{Place, csv_text};

const GOOD: &str = r#"name = "mine"
description = "a test"
[format]
date = "%Y%m%d"
delimiter = ","
decimal = "."
[columns]
claim_id = "c"
patient_id = "p"
rendering_npi = "n"
service_date = "d"
procedure_code = "x"
payer = { constant = "medicare" }
modifier_1 = { column = "m", split = "-", part = 1 }
[repeat]
count = 1
line_present = ["x"]
[[filter]]
column = "t"
keep = ["CHARGE"]
[status]
paid = ["A"]
"#;

fn place(layout: &str) -> Place {
    let place = Place::with_claims(csv_text("c,p,n,d,x,m,t", &["C1,P1,N1,20250203,99441,25-95,CHARGE"]));
    place.write("layouts/mine.toml", layout);
    place
}

/// Replaces a piece of the good layout and checks the one error.
fn assert_layout_refused(old: &str, new: &str, line: usize, words: &[&str]) {
    assert_refused(GOOD, old, new, line, words);
}

/// Replaces a piece of a good layout and checks the one error.
pub(super) fn assert_refused(good: &str, old: &str, new: &str, line: usize, words: &[&str]) {
    assert!(good.contains(old), "{old} is not in the good layout");
    let place = place(&good.replacen(old, new, 1));
    for args in [&["audit", "--claims=claims.csv", "--out=report"][..], &["check", "claims.csv"]] {
        let run = place.run(&[args, &["--layout", "layouts/mine.toml"]].concat());
        assert_eq!((run.code, run.stdout.as_str(), run.stderr.lines().count()), (2, "", 1), "{new}: {}", run.stderr);
        assert!(run.stderr.contains(&format!("layouts/mine.toml, line {line}: ")), "{new}: {}", run.stderr);
        for word in words {
            assert!(run.stderr.contains(word), "{new}: {word} is not in: {}", run.stderr);
        }
    }
    assert_eq!(place.names(), ["claims.csv", "layouts"]);
}

#[test]
fn the_good_layout_is_good() {
    let run = place(GOOD).audit("claims.csv", &["--layout", "layouts/mine.toml"]);
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=1"), "{}", run.stderr);
}

#[test]
fn unknown_keys() {
    assert_layout_refused("name =", "nam =", 1, &["`nam`", "did you mean `name`?"]);
    assert_layout_refused("delimiter =", "delimeter =", 5, &["[format]", "did you mean `delimiter`?"]);
    assert_layout_refused("claim_id =", "claimid =", 8, &["[columns]", "did you mean `claim_id`?"]);
    assert_layout_refused("constant =", "const =", 13, &["`const`"]);
    assert_layout_refused("split =", "splits =", 14, &["did you mean `split`?"]);
    assert_layout_refused("count =", "counts =", 16, &["[repeat]", "did you mean `count`?"]);
    assert_layout_refused("keep =", "keeps =", 20, &["[filter]", "did you mean `keep`?"]);
    assert_layout_refused("paid =", "payed =", 22, &["[status]", "did you mean `paid`?"]);
}

#[test]
fn missing_keys() {
    assert_layout_refused("name = \"mine\"\n", "", 1, &["`name` is missing"]);
    assert_layout_refused("count = 1\n", "", 15, &["`count` is missing", "[repeat]"]);
    assert_layout_refused("patient_id = \"p\"\n", "", 7, &["[columns]", "`patient_id`"]);
    assert_layout_refused(", part = 1", "", 14, &["`part` is missing"]);
    assert_layout_refused("column = \"t\"\n", "", 18, &["`column` is missing"]);
}

#[test]
fn impossible_values() {
    assert_layout_refused("\"%Y%m%d\"", "\"%Y%m\"", 4, &["`format.date`", "%Y%m%d"]);
    assert_layout_refused("\"%Y%m%d\"", "\"%Q\"", 4, &["`format.date`"]);
    assert_layout_refused("\"%Y%m%d\"", "\"\"", 4, &["`format.date`"]);
    assert_layout_refused("\",\"", "\"||\"", 5, &["`format.delimiter`", "one ASCII character"]);
    assert_layout_refused("\",\"", "\"é\"", 5, &["`format.delimiter`"]);
    assert_layout_refused("\".\"", "\"'\"", 6, &["`format.decimal`"]);
    assert_layout_refused("\"d\"", "7", 11, &["`columns.service_date`"]);
    assert_layout_refused("\"d\"", "{ column = \"d\", date = \"%d\" }", 11, &["`columns.service_date.date`"]);
    assert_layout_refused("{ constant = \"medicare\" }", "{}", 13, &["`columns.payer`", "constant"]);
    assert_layout_refused("split = \"-\"", "split = \"\"", 14, &["empty"]);
    assert_layout_refused("part = 1", "part = 0", 14, &["counts from 1"]);
    assert_layout_refused("part = 1", "part = \"1\"", 14, &["whole number"]);
    assert_layout_refused("count = 1", "count = 0", 16, &["1 to 999"]);
    assert_layout_refused("[\"x\"]", "\"x\"", 17, &["list"]);
    assert_layout_refused("keep =", "drop = []\nkeep =", 19, &["exactly one of `keep` and `drop`"]);
    assert_layout_refused("keep = [\"CHARGE\"]\n", "", 19, &["exactly one of `keep` and `drop`"]);
    assert_layout_refused("[\"A\"]", "\"A\"", 22, &["`status.paid`"]);
}

#[test]
fn origins_that_contradict_themselves() {
    let both = "{ column = \"m\", constant = \"medicare\" }";
    assert_layout_refused("{ constant = \"medicare\" }", both, 13, &["`columns.payer`"]);
    let part_alone = "{ column = \"m\", part = 1 }";
    assert_layout_refused("{ column = \"m\", split = \"-\", part = 1 }", part_alone, 14, &["split"]);
    let slot_alone = "{ slot = true, column = \"m\" }";
    assert_layout_refused("{ constant = \"medicare\" }", slot_alone, 13, &["`columns.payer`"]);
}

#[test]
fn one_status_word_cannot_mean_two_things() {
    assert_layout_refused("paid = [\"A\"]", "paid = [\"A\"]\ndenied = [\"a\"]", 23, &["`status.denied`"]);
}

#[test]
fn broken_toml() {
    assert_layout_refused("count = 1", "count = ", 16, &[]);
    assert_layout_refused("[status]", "[repeat]", 21, &[]);
}

#[test]
fn a_needed_column_is_named_as_the_layout_calls_it() {
    let place = Place::with_claims("c,p,d,x,m,t\n");
    place.write("mine.toml", GOOD);
    let run = place.audit("claims.csv", &["--layout", "mine.toml"]);
    assert_eq!(run.code, 2);
    for word in ["claims.csv", "`rendering_npi`", "layout `mine`", "`n`"] {
        assert!(run.stderr.contains(word), "{word} is not in: {}", run.stderr);
    }
}
