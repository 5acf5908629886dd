//! The JSON Schema of a layout file, made from the lists of keys that its reader knows. What every key means in full
//! stands in `pipelines/layouts/README.md`.

use serde_json::{Map, Value, json};

use super::object;
use crate::claim::{DurationUnit, Field, FieldKind};
use crate::load::format::{COUNTED_IN, ENCODINGS, FORMAT_KEYS, KINDS};
use crate::load::layout::{
    ADJUSTMENT_KEYS, FILTER_KEYS, LAYOUT_KEYS, LIST_COLUMNS, LIST_KEYS, REPEAT_KEYS, STATUS_KEYS, SUFFIX_KEYS,
    TABLE_KEYS, VALUE_KEYS,
};
use crate::load::notation::{AMOUNTS, DECIMAL, MIDNIGHT, NOTATION_KEYS};

/// The schema.
pub(super) fn schema() -> Value {
    let mut schema = described_object(&LAYOUT_KEYS, layout_key, &["name", "description", "columns"]);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("claimsweep layout");
    let kinds: Vec<Value> =
        ["column", "first", "concat", "constant", "slot"].map(|key| json!({"required": [key]})).to_vec();
    let mut value = described_object(&VALUE_KEYS, value_key, &[]);
    value["oneOf"] = json!(kinds);
    value["dependentRequired"] =
        json!({"split": ["column", "part"], "part": ["split"], "with": ["concat"], "otherwise": ["map"]});
    let mut filter = described_object(&FILTER_KEYS, filter_key, &["column"]);
    filter["oneOf"] = json!([{"required": ["keep"]}, {"required": ["drop"]}]);
    let mut list = described_object(&LIST_KEYS, list_key, &[]);
    list["oneOf"] = json!([{"required": ["column"]}, {"required": ["columns"]}]);
    schema["$defs"] = json!({
        "value": {"anyOf": [text(), refer("values"), refer("value_table")]},
        "values": {"type": "array", "minItems": 1, "items": {"anyOf": [text(), refer("value_table")]}},
        "value_table": value,
        "list": {"anyOf": [text(), refer("values"), refer("list_table")]},
        "list_table": list,
        "filters": {"type": "array", "items": filter},
        "file_format": described_object(&FORMAT_KEYS, format_key, &[]),
    });
    schema
}

/// A key's schema and what it means; `None` for a key that this schema does not know yet.
type Described = Option<(Value, &'static str)>;

fn described_object(keys: &[&str], describe: fn(&str) -> Described, required: &[&str]) -> Value {
    let properties: Map<String, Value> = keys
        .iter()
        .map(|key| {
            // A key without a word here is allowed; a test complains of it.
            let (mut property, meaning) = describe(key).unwrap_or((json!({}), ""));
            if !meaning.is_empty() {
                property["description"] = json!(meaning);
            }
            ((*key).to_owned(), property)
        })
        .collect();
    object(&Value::Object(properties), required)
}

fn layout_key(key: &str) -> Described {
    let tables = || {
        let mut table = described_object(&TABLE_KEYS, table_key, &["name", "files"]);
        let pairs = json!({"pairs": {"const": true}});
        table["oneOf"] = json!([{"required": ["key", "on"]}, {"required": ["pairs", "format"], "properties": pairs}]);
        table
    };
    let format = || {
        let keys: Vec<&str> = FORMAT_KEYS.into_iter().chain(NOTATION_KEYS).collect();
        described_object(&keys, |key| format_key(key).or_else(|| notation_key(key)), &[])
    };
    Some(match key {
        "name" => (text(), "what the layout is called"),
        "description" => (text(), "what files it is for"),
        "files" => (texts(), "names of the files whose rows are claim lines, without folder and extensions"),
        "format" => (format(), "how the files are written"),
        "columns" => (columns(), "where each column of ours comes from"),
        "table" => (json!({"type": "array", "items": tables()}), "tables beside the claim lines"),
        "repeat" => (described_object(&REPEAT_KEYS, repeat_key, &REPEAT_KEYS), "one wide row holds several lines"),
        "filter" => (refer("filters"), "rows that are claim lines, or that are not"),
        "status" => (described_object(&STATUS_KEYS, status_key, &[]), "what the words of claim_status mean"),
        "adjustments" => (described_object(&ADJUSTMENT_KEYS, adjustment_key, &[]), "how corrected claims are told"),
        _ => return None,
    })
}

fn columns() -> Value {
    let mut properties: Map<String, Value> = Field::all()
        .map(|field| {
            let value = if field == Field::ClaimStatus {
                json!({"anyOf": [refer("value"), refer("list")]})
            } else {
                refer("value")
            };
            let kind = match field.kind() {
                FieldKind::Id => "an identifier",
                FieldKind::Code => "a code",
                FieldKind::Integer => "a whole number",
                FieldKind::Decimal => "a decimal number",
                FieldKind::Date => "a date",
                FieldKind::Time => "a date and time",
            };
            (field.name().to_owned(), json!({"allOf": [value], "description": kind}))
        })
        .collect();
    for name in LIST_COLUMNS {
        properties.insert(name.to_owned(), json!({"allOf": [refer("list")], "description": "a list of codes"}));
    }
    let needed: Vec<&str> = Field::all().filter(|field| field.is_needed()).map(Field::name).collect();
    object(&Value::Object(properties), &needed)
}

fn value_key(key: &str) -> Described {
    let words = json!({"type": "object", "additionalProperties": text()});
    Some(match key {
        "column" => (text(), "a column of the file, or `table.column`"),
        "first" => (refer("values"), "the first of these values that is not blank"),
        "concat" => (refer("values"), "values joined to one text; blank when one of them is blank"),
        "with" => (text(), "what stands between joined values"),
        "constant" => (text(), "the same text for every row"),
        "slot" => (json!({"const": true}), "the place in a wide row, from 1"),
        "split" => (json!({"type": "string", "minLength": 1}), "what stands between the parts of a composite"),
        "part" => (json!({"type": "integer", "minimum": 1}), "which part, from 1"),
        "map" => (words, "their words in ours; case does not count"),
        "otherwise" => (text(), "what a word that `map` does not list becomes"),
        "pad" => {
            (json!({"type": "integer", "minimum": 1, "maximum": 100}), "zeros put back in front, up to this width")
        }
        "date" => (one_or_more(), "how this column writes dates"),
        "time" => (one_or_more(), "how this column writes times"),
        "unit" => (json!({"enum": DurationUnit::ALL.map(|(word, _)| word)}), "what the numbers of `minutes` count"),
        _ => return None,
    })
}

fn list_key(key: &str) -> Described {
    let one = json!({"type": "string", "minLength": 1});
    let character = json!({"type": "string", "minLength": 1, "maxLength": 1});
    let separators = json!({"anyOf": [one, {"type": "array", "minItems": 1, "items": character}]});
    let values = json!({"anyOf": [text(), refer("values")]});
    Some(match key {
        "column" => (values, "a column that holds several values"),
        "columns" => (values, "columns that hold one value each; `{1..25}` stands for 25 names"),
        "split" => (separators, "what stands between several values of one cell, or any of several characters"),
        "pointers" => (values, "which of the diagnoses the line points at, from 1 or A"),
        _ => return None,
    })
}

fn repeat_key(key: &str) -> Described {
    Some(match key {
        "count" => (json!({"type": "integer", "minimum": 1, "maximum": 999}), "the most lines in one row"),
        "line_present" => (texts(), "a place holds a line when any of these is neither blank nor zero"),
        _ => return None,
    })
}

fn filter_key(key: &str) -> Described {
    Some(match key {
        "column" => (text(), "the column that is compared, letter by letter"),
        "keep" => (texts(), "rows with one of these values are claim lines, others are not"),
        "drop" => (texts(), "rows with one of these values are no claim lines"),
        _ => return None,
    })
}

fn status_key(key: &str) -> Described {
    Some(match key {
        "paid" => (texts(), "words of a paid line; a word in no list counts as paid"),
        "denied" => (texts(), "words of a refused line"),
        "reversed" => (texts(), "words of a payment taken back"),
        "denied_only_unpaid" => (flag(), "a refusal counts only where nothing was paid"),
        _ => return None,
    })
}

fn table_key(key: &str) -> Described {
    Some(match key {
        "name" => (json!({"type": "string", "pattern": "^[^.]+$"}), "what the layout calls the table"),
        "files" => (texts(), "names of its files, without folder and extensions"),
        "key" => (texts(), "its columns that identify a row"),
        "on" => (texts(), "the columns of the claim line, or of a table above, that `key` must equal"),
        "pairs" => {
            (flag(), "its rows are remittances, each paired with the claim line it pays: no `key` and no `on` then")
        }
        "needed" => (flag(), "whether a run without such a file is refused (true by default)"),
        "sum" => (one_or_more(), "columns added up over the rows of a key"),
        "list" => (one_or_more(), "columns whose values are listed, each once"),
        "separator" => (text(), "what stands between listed values (| by default)"),
        "latest" => (one_or_more(), "columns taken from the row that is greatest in `latest_by`"),
        "latest_by" => (one_or_more(), "the columns by which rows are compared"),
        "filter" => (refer("filters"), "rows of the table that count"),
        "format" => (refer("file_format"), "how its files are written, when not as the layout's"),
        _ => return None,
    })
}

fn adjustment_key(key: &str) -> Described {
    let mut suffix = described_object(&SUFFIX_KEYS, suffix_key, &[]);
    suffix["minProperties"] = json!(1);
    suffix["maxProperties"] = json!(1);
    Some(match key {
        "type" => (refer("value"), "a value that says what a row is"),
        "original" => (texts(), "words of `type`: as first processed"),
        "cancel" => (texts(), "words of `type`: takes an earlier row back"),
        "adjusted" => (texts(), "words of `type`: stands in the place of earlier rows"),
        "superseded" => (texts(), "words of `type`: no longer the final word"),
        "refused" => (texts(), "words of `type`: denied, which takes nothing away from a row that was accepted"),
        "cancels_positive" => (flag(), "cancels are written with positive amounts"),
        "version" => (refer("value"), "tells later rows of a claim line from earlier ones of the same date"),
        "id_suffix" => (suffix, "versions of a claim carry its number and something behind it"),
        "other_ids" => (refer("value"), "values by which a replacement or void may call the claim it concerns"),
        _ => return None,
    })
}

fn suffix_key(key: &str) -> Described {
    let length = json!({"type": "integer", "minimum": 1, "maximum": 100});
    Some(match key {
        "separator" => (json!({"type": "string", "minLength": 1}), "the version stands behind the last of these"),
        "length" => (length, "the version is so many last characters"),
        "beyond" => (length, "the version is what stands beyond so many characters"),
        _ => return None,
    })
}

fn format_key(key: &str) -> Described {
    let count = |least: u32| json!({"type": "integer", "minimum": least, "maximum": 100_000});
    let position = count(1);
    let field = json!({"type": "array", "prefixItems": [text(), position, position], "minItems": 3, "maxItems": 3});
    let lengths = json!({"anyOf": [count(1), {"type": "array", "items": count(1)}]});
    Some(match key {
        "kind" => (words(&KINDS), "what kind of file; Parquet is known by its first bytes"),
        "delimiter" => (text(), "one character between fields, or auto"),
        "quote" => (text(), "one character around fields, or none"),
        "encoding" => (words(&ENCODINGS), "how bytes become characters"),
        "skip_rows" => (count(0), "rows before the header"),
        "sheet" => {
            (json!({"type": "string"}), "the sheet of an Excel workbook; the first one that is shown unless said")
        }
        "header_rows" => (count(0), "rows the header is spread over; 0: `names` has the columns"),
        "names" => (texts(), "names of the columns of a file without header"),
        "record_length" => (lengths, "fixed width: the lengths a row may have"),
        "trimmed" => (flag(), "fixed width: blanks at the end of a row may be missing"),
        "counted_in" => (words(&COUNTED_IN), "fixed width: what positions count"),
        "fields" => (json!({"type": "array", "items": field}), "fixed width: name, first and last position from 1"),
        "rows" => (text(), "ndjson: the list in an object whose entries are rows"),
        _ => return None,
    })
}

fn notation_key(key: &str) -> Described {
    Some(match key {
        "date" => (one_or_more(), "a pattern such as %Y%m%d, several tried in turn, or `days since 1899-12-30`"),
        "time" => (one_or_more(), "a pattern for start and end, or several"),
        "time_zone" => (text(), "a zone such as America/Chicago, for times that name an offset"),
        "midnight" => (words(&MIDNIGHT), "what a time of exactly 00:00:00 says"),
        "decimal" => (words(&DECIMAL), "what stands before decimals"),
        "blank" => (texts(), "words that mean nothing wherever they fill a cell"),
        "amounts" => (words(&AMOUNTS), "whether money is written in units or in whole cents"),
        _ => return None,
    })
}

fn text() -> Value {
    json!({"type": "string"})
}

fn texts() -> Value {
    json!({"type": "array", "items": text()})
}

fn one_or_more() -> Value {
    json!({"anyOf": [text(), texts()]})
}

fn flag() -> Value {
    json!({"type": "boolean"})
}

fn words(known: &[&str]) -> Value {
    json!({"enum": known})
}

fn refer(name: &str) -> Value {
    json!({"$ref": format!("#/$defs/{name}")})
}
