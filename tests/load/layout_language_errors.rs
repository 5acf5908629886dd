//! Layout files that say something impossible of values, lists, notations, tables or adjustments: the error points into
//! the file and says what would be right.

use super::layout_errors::assert_refused;
use crate::program::Place;

const GOOD: &str = r#"name = "mine"
description = "a test"
files = ["claims*"]
[format]
date = ["%Y%m%d", "days since 1899-12-30"]
time = "%Y-%m-%d %H:%M"
time_zone = "America/Chicago"
midnight = "unknown"
amounts = "cents"
[columns]
claim_id = { concat = ["c", "p"], with = "-" }
patient_id = ["p", { column = "q" }]
rendering_npi = "prov.npi"
service_date = { first = ["d", "e"], date = "%m/%d/%Y" }
procedure_code = "x"
payer = { column = "y", map = { "M" = "medicare", "C" = "commercial" }, otherwise = "other" }
billing_tin = { column = "z", pad = 9 }
start_time = { column = "s", time = "%H:%M %d.%m.%Y" }
modifiers = { column = "m", split = "-" }
diagnoses = { columns = ["dx_{1..4}"], pointers = ["ptr"] }
claim_status = ["st_{1..2}"]
[[table]]
name = "site"
files = ["sites"]
key = ["id"]
on = ["SITE"]
needed = false
[[table]]
name = "prov"
files = ["prov*"]
key = ["id", "site"]
on = ["n", "site.name"]
sum = ["amount"]
list = ["code"]
separator = ";"
latest = ["status"]
latest_by = ["day"]
filter = [{ column = "kind", keep = ["P"] }]
format = { delimiter = "|" }
needed = false
[status]
denied = ["D"]
denied_only_unpaid = true
[adjustments]
type = { concat = ["a", "b"] }
cancel = ["1"]
adjusted = ["2"]
cancels_positive = true
version = "v"
id_suffix = { separator = "-" }
other_ids = ["o"]
"#;

fn assert_layout_refused(old: &str, new: &str, line: usize, words: &[&str]) {
    assert_refused(GOOD, old, new, line, words);
}

#[test]
fn the_good_layout_is_good() {
    let place = Place::with_claims("c,p,d,x\n");
    place.write("mine.toml", GOOD);
    let run = place.audit("claims.csv", &["--layout", "mine.toml"]);
    assert!(run.code == 2 && run.stderr.contains("`rendering_npi`"), "only the table is missing: {}", run.stderr);
}

#[test]
fn values() {
    let columns = "`columns.";
    assert_layout_refused("[\"c\", \"p\"]", "[]", 11, &["`columns.claim_id.concat`", "empty"]);
    assert_layout_refused("with = \"-\"", "with = 1", 11, &["claim_id.with", "text"]);
    assert_layout_refused(
        "concat = [\"c\", \"p\"], with",
        "column = \"c\", with",
        11,
        &["claim_id.with", "does not go"],
    );
    assert_layout_refused("[\"p\", { column = \"q\" }]", "[]", 12, &["`columns.patient_id`", "empty"]);
    assert_layout_refused("[\"p\", { column", "[7, { column", 12, &["`columns.patient_id`", "text"]);
    assert_layout_refused("{ column = \"q\" }", "{ colum = \"q\" }", 12, &["did you mean `column`?"]);
    let own_date = "{ column = \"q\", date = \"%Y\" }";
    assert_layout_refused("{ column = \"q\" }", own_date, 12, &["`columns.patient_id.date`", "year, month and day"]);
    let own_date = "{ column = \"q\", date = \"%Y%m%d\" }";
    assert_layout_refused("{ column = \"q\" }", own_date, 12, &["as a whole"]);
    assert_layout_refused("first = [\"d\", \"e\"]", "first = []", 14, &["service_date.first", "empty"]);
    assert_layout_refused("first = [", "concat = [\"d\"], first = [", 14, &["more than one of"]);
    assert_layout_refused(
        "procedure_code = \"x\"",
        "procedure_code = { column = \"x\", date = \"%Y%m%d\" }",
        15,
        &["only columns of dates"],
    );
    assert_layout_refused(
        "first = [\"d\", \"e\"], date = \"%m/%d/%Y\"",
        "column = \"d\", time = \"%Y-%m-%d %H:%M\"",
        14,
        &["only `start_time`"],
    );
    assert_layout_refused("pad = 9", "pad = 0", 17, &[columns, "1 to 100"]);
    assert_layout_refused("pad = 9", "pad = \"9\"", 17, &[columns, "whole number"]);
    assert_layout_refused("dx_{1..4}", "dx_{4..1}", 20, &["{1..25}"]);
    assert_layout_refused("dx_{1..4}", "dx_{a..b}", 20, &["{1..25}"]);
}

#[test]
fn words() {
    assert_layout_refused("\"M\" = \"medicare\"", "\"M\" = 1", 16, &["payer.map.M", "text"]);
    assert_layout_refused("\"C\" = ", "\"m\" = ", 16, &["payer.map.", "twice"]);
    assert_layout_refused("\"M\" = ", "\"N/A\" = ", 16, &["blank", "`N/A`"]);
    assert_layout_refused(
        "map = { \"M\" = \"medicare\", \"C\" = \"commercial\" }, ",
        "",
        16,
        &["payer.otherwise", "`map`"],
    );
    assert_layout_refused("map = {", "map = \"x\" } #", 16, &["payer.map", "a table"]);
    assert_layout_refused("denied = [\"D\"]", "denied = [\"null\"]", 42, &["`status.denied`", "blank"]);
    assert_layout_refused("denied_only_unpaid = true", "denied_only_unpaid = 1", 43, &["true or false"]);
}

#[test]
fn numbers_as_words_need_no_quotes() {
    // A key of TOML is a text with or without quotes.
    let place = Place::with_claims("c,p,n,d,x,y\nC1,P1,N1,2025-02-03,99441,1\n");
    place.write("m.toml", "name = \"m\"\ndescription = \"d\"\n[columns]\nclaim_id = \"c\"\npatient_id = \"p\"\nrendering_npi = \"n\"\nservice_date = \"d\"\nprocedure_code = \"x\"\npayer = { column = \"y\", map = { 1 = \"medicare\", 2 = \"other\" } }\n");
    let run = place.audit("claims.csv", &["--layout", "m.toml"]);
    assert_eq!((run.code, place.found(super::EYE, "payer")), (0, vec!["medicare".to_owned()]), "{}", run.stderr);
}

#[test]
fn lists() {
    assert_layout_refused("split = \"-\" }", "split = \"\" }", 19, &["`columns.modifiers.split`", "empty"]);
    assert_layout_refused("{ column = \"m\", split = \"-\" }", "{ split = \"-\" }", 19, &["`column` or `columns`"]);
    assert_layout_refused("split = \"-\" }", "pointers = [\"x\"] }", 19, &["only `diagnoses`"]);
    assert_layout_refused("pointers = ", "pointer = ", 20, &["did you mean `pointers`?"]);
    assert_layout_refused("[\"st_{1..2}\"]", "[]", 21, &["`columns.claim_status`", "empty"]);
}

#[test]
fn notations() {
    assert_layout_refused("days since 1899-12-30", "days since then", 5, &["`format.date`", "days since 1899-12-30"]);
    assert_layout_refused("\"%Y-%m-%d %H:%M\"", "\"%Y-%m-%d %I:%M\"", 6, &["`format.time`", "hour and minute"]);
    assert_layout_refused("America/Chicago", "Central", 7, &["`format.time_zone`", "America/Chicago"]);
    assert_layout_refused("\"unknown\"", "\"unknwon\"", 8, &["`format.midnight`", "did you mean `unknown`?"]);
    assert_layout_refused("\"cents\"", "\"cent\"", 9, &["`format.amounts`", "did you mean `cents`?"]);
    assert_layout_refused("\"%H:%M %d.%m.%Y\"", "\"%H:%M\"", 18, &["`columns.start_time.time`", "date, hour"]);
}

#[test]
fn names_of_files() {
    assert_layout_refused("[\"claims*\"]", "[]", 3, &["`files`", "empty"]);
    assert_layout_refused("[\"claims*\"]", "[\"claims[\"]", 3, &["`files`", "no pattern"]);
    assert_layout_refused("[\"sites\"]", "\"sites\"", 24, &["`table.files`", "list"]);
    assert_layout_refused("[\"sites\"]", "[\"***\"]", 24, &["`table.files`", "no pattern"]);
}

#[test]
fn tables() {
    assert_layout_refused("name = \"site\"", "nam = \"site\"", 23, &["[table]", "did you mean `name`?"]);
    assert_layout_refused("name = \"site\"\n", "", 22, &["`name` is missing"]);
    assert_layout_refused("name = \"site\"", "name = \"a.b\"", 23, &["without a full stop"]);
    assert_layout_refused("name = \"prov\"", "name = \"site\"", 29, &["name of its own"]);
    assert_layout_refused("on = [\"SITE\"]\n", "", 22, &["`on` is missing"]);
    assert_layout_refused("on = [\"SITE\"]", "on = [\"SITE\", \"X\"]", 26, &["names 2 columns and `key` names 1"]);
    assert_layout_refused("on = [\"SITE\"]", "on = [\"prov.site\"]", 26, &["`prov.site`", "above"]);
    assert_layout_refused("on = [\"SITE\"]", "on = [\"site.x\"]", 26, &["`site.x`", "above"]);
    assert_layout_refused("needed = false\n[[table]]", "needed = \"no\"\n[[table]]", 27, &["true or false"]);
    assert_layout_refused("latest_by = [\"day\"]\n", "", 28, &["`latest` and `latest_by` need each other"]);
    assert_layout_refused("list = [\"code\"]", "list = [\"Amount\"]", 28, &["`amount`", "twice"]);
    assert_layout_refused("keep = [\"P\"]", "keeps = [\"P\"]", 38, &["did you mean `keep`?"]);
    assert_layout_refused("{ delimiter = \"|\" }", "{ delimiter = \"||\" }", 39, &["`table.format.delimiter`"]);
    assert_layout_refused("{ delimiter = \"|\" }", "{ decimal = \",\" }", 39, &["unknown key `decimal`"]);
    assert_layout_refused("[[table]]\nname = \"site\"", "[table]\nname = \"site\"", 28, &[]);
}

#[test]
fn adjustments() {
    assert_layout_refused("type = { concat = [\"a\", \"b\"] }\n", "", 45, &["`adjustments.cancel`", "`type`"]);
    assert_layout_refused("adjusted = [\"2\"]", "adjusted = [\"1.0\"]", 47, &["in another list too"]);
    assert_layout_refused("cancel = [\"1\"]\n", "", 47, &["`adjustments.cancels_positive`", "`cancel`"]);
    assert_layout_refused(
        "cancel = [\"1\"]\nadjusted = [\"2\"]\ncancels_positive = true\n",
        "",
        45,
        &["`adjustments.type`", "`cancel`"],
    );
    assert_layout_refused(
        "version = \"v\"",
        "version = { column = \"v\", date = \"%Y%m%d\" }",
        49,
        &["`adjustments.version`", "`date`"],
    );
    assert_layout_refused("{ separator = \"-\" }", "{ separator = \"\" }", 50, &["empty"]);
    assert_layout_refused("{ separator = \"-\" }", "{ length = 0 }", 50, &["1 to 100"]);
    assert_layout_refused("{ separator = \"-\" }", "{ length = 1, beyond = 2 }", 50, &["exactly one of"]);
    assert_layout_refused("{ separator = \"-\" }", "{}", 50, &["exactly one of"]);
    assert_layout_refused("{ separator = \"-\" }", "{ seperator = \"-\" }", 50, &["did you mean `separator`?"]);
    assert_layout_refused("[\"o\"]", "[]", 51, &["`adjustments.other_ids`", "empty"]);
}

/// A layout of one JSON object a line with an error in it, and what is said of it.
fn complaint_of_ndjson(format: &str, claim_id: &str) -> String {
    let place = Place::with_claims("{}\n");
    let layout = format!(
        "name = \"mine\"\ndescription = \"a test\"\n[format]\n{format}\n[columns]\nclaim_id = \"{claim_id}\"\n\
         patient_id = \"p\"\nrendering_npi = \"n\"\nservice_date = \"d\"\nprocedure_code = \"i.c\"\n"
    );
    place.write("mine.toml", layout);
    let run = place.audit("claims.csv", &["--layout", "mine.toml"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    run.stderr
}

#[test]
fn paths_into_json_objects() {
    let ndjson = "kind = \"ndjson\"\nrows = \"i\"";
    for (path, words) in [
        ("a..b", "has an empty part"),
        ("a[b=c", "a bracket that does not close"),
        ("a[b]", "a bracket without `=`"),
        ("a[b=c]d", "without a full stop"),
        ("a[b[c=d]=e]", "a bracket within a bracket"),
    ] {
        let said = complaint_of_ndjson(ndjson, path);
        assert!(said.contains(&format!("the path `{path}`")) && said.contains(words), "{said}");
    }
    let said = complaint_of_ndjson("kind = \"ndjson\"\nrows = \"i.\"", "id");
    assert!(said.contains("the path `i.` has an empty part"), "{said}");
    let said = complaint_of_ndjson("rows = \"i\"", "id");
    assert!(said.contains("`format.rows` belongs to `kind = \"ndjson\"`"), "{said}");
}
