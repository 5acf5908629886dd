//! `schema layout`: knows the keys that the reader of layouts knows, and every shipped layout is good by it.

use claimsweep::claim::Field;
use claimsweep::load::Layout;
use claimsweep::load::format::FORMAT_KEYS;
use claimsweep::load::layout::{
    ADJUSTMENT_KEYS, FILTER_KEYS, LAYOUT_KEYS, LIST_COLUMNS, LIST_KEYS, REPEAT_KEYS, STATUS_KEYS, SUFFIX_KEYS,
    TABLE_KEYS, VALUE_KEYS,
};
use claimsweep::load::notation::NOTATION_KEYS;
use serde_json::{Value, json};

use crate::program::Place;
use crate::support::{json_schema, kept};

fn schema() -> Value {
    Place::new().run(&["schema", "layout"]).json()
}

/// A layout file as JSON.
fn as_json(text: &str) -> Value {
    let parsed: toml::Value = toml::from_str(text).expect("a layout in TOML");
    serde_json::to_value(parsed).expect("TOML without dates is JSON")
}

fn needed(more: &str) -> String {
    format!(
        "name = \"m\"\ndescription = \"d\"\n{more}\n[columns]\nclaim_id = \"c\"\npatient_id = \"p\"\nrendering_npi = \"n\"\nservice_date = \"d\"\nprocedure_code = \"x\"\n"
    )
}

/// Every table of the language: where its schema stands, and the keys its reader knows.
fn tables() -> Vec<(&'static str, Vec<&'static str>)> {
    let format: Vec<&str> = FORMAT_KEYS.into_iter().chain(NOTATION_KEYS).collect();
    let columns = Field::all().map(Field::name).chain(LIST_COLUMNS).collect();
    vec![
        ("", LAYOUT_KEYS.to_vec()),
        ("/properties/format", format),
        ("/properties/columns", columns),
        ("/properties/repeat", REPEAT_KEYS.to_vec()),
        ("/properties/status", STATUS_KEYS.to_vec()),
        ("/properties/adjustments", ADJUSTMENT_KEYS.to_vec()),
        ("/properties/adjustments/properties/id_suffix", SUFFIX_KEYS.to_vec()),
        ("/properties/table/items", TABLE_KEYS.to_vec()),
        ("/$defs/value_table", VALUE_KEYS.to_vec()),
        ("/$defs/list_table", LIST_KEYS.to_vec()),
        ("/$defs/filters/items", FILTER_KEYS.to_vec()),
        ("/$defs/file_format", FORMAT_KEYS.to_vec()),
    ]
}

#[test]
fn the_schema_knows_the_reader_s_keys_and_no_others() {
    let schema = schema();
    for (place, mut keys) in tables() {
        let table = schema.pointer(place).unwrap_or_else(|| panic!("the schema has no {place}"));
        assert_eq!(table["additionalProperties"], false, "{place}");
        let properties = table["properties"].as_object().cloned().unwrap_or_default();
        keys.sort_unstable();
        let mut known: Vec<&str> = properties.keys().map(String::as_str).collect();
        known.sort_unstable();
        assert_eq!(known, keys, "{place}");
        for (key, property) in &properties {
            assert!(property["description"].is_string(), "{place}: `{key}` is not described");
            assert!(property.as_object().is_some_and(|parts| parts.len() > 1), "{place}: `{key}` may be anything");
        }
    }
}

#[test]
fn the_description_of_the_language_names_every_key() {
    let text = kept::read("../pipelines/layouts/README.md");
    for (place, keys) in tables().into_iter().filter(|(place, _)| *place != "/properties/columns") {
        for key in keys {
            let words = |text: &str| text.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == key);
            assert!(text.split('`').skip(1).step_by(2).any(words), "{place}: `{key}` is not described");
        }
    }
}

#[test]
fn every_shipped_layout_is_good_by_the_schema() {
    let schema = schema();
    let names = Layout::shipped_names();
    assert!(names.len() > 1);
    for name in names {
        let layout = as_json(&kept::read(&format!("../pipelines/layouts/{name}.toml")));
        let faults = json_schema::faults(&schema, &layout);
        assert!(faults.is_empty(), "{name}: {faults:#?}");
    }
}

/// Pieces of layouts, each good or bad both by the schema and by the reader.
const PIECES: [(&str, bool); 33] = [
    ("files = [\"lines*\"]", true),
    ("files = \"lines\"", false),
    ("colour = 1", false),
    ("format = { delimiter = \"|\", date = [\"%Y%m%d\", \"%d-%b-%Y\"], header_rows = 0, names = [\"c\"] }", true),
    ("format = { encoding = \"utf-16\" }", false),
    ("format = { kind = \"fixed_width\", fields = [[\"c\", 1, 2]], record_length = 2, trimmed = true }", true),
    ("format = { kind = \"fixed_width\", fields = [[\"c\", 1]] }", false),
    ("format = { skip_rows = -1 }", false),
    ("format = { kind = \"ndjson\", rows = \"item\" }", true),
    ("format = { kind = \"ndjson\", rows = 1 }", false),
    ("format = { kind = \"ndjson\", rows = [\"item\"] }", false),
    ("format = { blank = [\"~\"] }", true),
    ("format = { blank = \"~\" }", false),
    ("repeat = { count = 2, line_present = [\"x\"] }", true),
    ("repeat = { count = 0, line_present = [\"x\"] }", false),
    ("repeat = { count = 2 }", false),
    ("filter = [{ column = \"t\", keep = [\"A\"] }]", true),
    ("filter = [{ column = \"t\", keep = [\"A\"], drop = [\"B\"] }]", false),
    ("filter = [{ keep = [\"A\"] }]", false),
    ("status = { denied = [\"D\"], denied_only_unpaid = true }", true),
    ("status = { denied = \"D\" }", false),
    (
        "adjustments = { type = \"k\", cancel = [\"1\"], cancels_positive = true, version = [\"a\", \"b\"], id_suffix = { beyond = 8 }, other_ids = [\"z\"] }",
        true,
    ),
    ("adjustments = { id_suffix = { beyond = 8, length = 1 } }", false),
    ("adjustments = { id_suffix = { } }", false),
    (
        "table = [{ name = \"t\", files = [\"t\"], key = [\"k\"], on = [\"c\"], sum = \"a\", list = [\"b\"], latest = [\"l\"], latest_by = [\"d\"], separator = \";\", needed = false, filter = [{ column = \"t\", drop = [\"A\"] }], format = { kind = \"x12_835\" } }]",
        true,
    ),
    ("table = [{ name = \"t\", files = [\"t\"], key = [\"k\"] }]", false),
    ("table = [{ name = \"t\", files = [\"t\"], pairs = true, format = { kind = \"x12_835\" } }]", true),
    ("table = [{ name = \"t\", files = [\"t\"], pairs = true }]", false),
    (
        "table = [{ name = \"t\", files = [\"t\"], pairs = true, key = [\"k\"], on = [\"c\"], format = { kind = \"x12_835\" } }]",
        false,
    ),
    ("table = [{ name = \"t.u\", files = [\"t\"], pairs = true, format = { kind = \"x12_835\" } }]", false),
    ("table = [{ name = \"t.u\", files = [\"t\"], key = [\"k\"], on = [\"c\"] }]", false),
    ("table = [{ name = \"t\", files = [\"t\"], key = [\"k\"], on = [\"c\"], format = { decimal = \",\" } }]", false),
    ("description = 1", false),
];

/// Values of columns, likewise.
const VALUES: [(&str, bool); 35] = [
    ("payer = \"p\"", true),
    ("payer = 1", false),
    ("payer = [\"a\", { constant = \"b\" }]", true),
    ("payer = []", false),
    ("payer = { first = [\"a\"], map = { \"x\" = \"y\" }, otherwise = \"z\" }", true),
    ("payer = { column = \"a\", map = { \"x\" = 1 } }", false),
    ("payer = { column = \"a\", otherwise = \"z\" }", false),
    ("payer = { column = \"a\", constant = \"b\" }", false),
    ("payer = { map = { \"x\" = \"y\" } }", false),
    ("payer = { concat = [\"a\", \"b\"], with = \"-\" }", true),
    ("payer = { concat = \"a\", with = 1 }", false),
    ("payer = { column = \"a\", with = \"-\" }", false),
    ("payer = { column = \"a\", split = \":\", part = 1 }", true),
    ("payer = { column = \"a\", split = \":\" }", false),
    ("payer = { column = \"a\", part = 1 }", false),
    ("payer = { column = \"a\", split = \"\", part = 1 }", false),
    ("modifiers = { column = \"a\", split = [\",\", \";\"] }", true),
    ("modifiers = { column = \"a\", split = [\"--\"] }", false),
    ("modifiers = { column = \"a\", split = [] }", false),
    ("payer = { column = \"a\", pad = 9 }", true),
    ("payer = { column = \"a\", pad = 0 }", false),
    ("line_number = { slot = true }", true),
    ("line_number = { slot = false }", false),
    ("paid_date = { column = \"a\", date = [\"%Y%m%d\"] }", true),
    ("start_time = { concat = [\"a\", \"b\"], time = \"%Y%m%d%H%M\" }", true),
    ("modifiers = { column = \"m\", split = \"-\" }", true),
    ("modifiers = { column = \"m\", split = [\"-\", \",\"] }", true),
    ("modifiers = { column = \"m\", split = [\"-\", \", \"] }", false),
    ("modifiers = { split = \"-\" }", false),
    ("modifiers = { column = \"m\", columns = [\"n\"] }", false),
    ("diagnoses = { columns = [\"d_{1..4}\"], pointers = [\"p\"] }", true),
    ("diagnoses = { columns = [\"d\"], pointer = [\"p\"] }", false),
    ("claim_status = { columns = [\"a\", \"b\"] }", true),
    ("claim_status = { column = \"a\", map = { \"x\" = \"paid\" } }", true),
    ("colour = \"p\"", false),
];

#[test]
fn the_schema_and_the_reader_agree() {
    let schema = schema();
    let pieces = PIECES
        .iter()
        .map(|(piece, good)| (needed(piece).replace("description = \"d\"\ndescription", "description"), piece, *good));
    let values = VALUES.iter().map(|(value, good)| (needed("") + value + "\n", value, *good));
    for (text, piece, good) in pieces.chain(values) {
        let place = Place::with_claims("c,p,n,d,x\n");
        place.write("m.toml", &text);
        let run = place.run(&["check", "claims.csv", "--layout", "m.toml"]);
        let is_refused = run.stderr.contains("m.toml, line ");
        assert_eq!(is_refused, !good, "the reader and {piece}: {}", run.stderr);
        let layout = as_json(&text);
        let faults = json_schema::faults(&schema, &layout);
        assert_eq!(faults.is_empty(), good, "the schema and {piece}: {faults:?}");
    }
}

#[test]
fn the_schema_names_itself() {
    let schema = schema();
    assert_eq!(schema["title"], "claimsweep layout");
    assert_eq!(schema["required"], json!(["name", "description", "columns"]));
}
