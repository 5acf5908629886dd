//! Parquet columns that nobody asked for, of types claims never have: ignored and named, never in the way.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, DictionaryArray, DurationMicrosecondArray, FixedSizeBinaryArray, Float16Array,
    Float32Array, Int8Array, Int32Array, ListArray, MapBuilder, StringArray, StringBuilder, StructArray,
    Time64MicrosecondArray, TimestampMicrosecondArray, UInt16Array, UInt64Array,
};
use arrow::datatypes::{DataType, Field, Int32Type};

use super::{EYE, needed_columns, parquet_file, texts};
use crate::program::Place;

fn a_struct() -> ArrayRef {
    let field = Arc::new(Field::new("city", DataType::Utf8, true));
    let city: ArrayRef = Arc::new(StringArray::from(vec!["x"]));
    Arc::new(StructArray::from(vec![(field, city)]))
}

fn a_map() -> ArrayRef {
    let mut map = MapBuilder::new(None, StringBuilder::new(), StringBuilder::new());
    map.keys().append_value("key");
    map.values().append_value("value");
    assert!(map.append(true).is_ok(), "one key, one value");
    Arc::new(map.finish())
}

fn odd_columns() -> Vec<(&'static str, ArrayRef)> {
    let list = ListArray::from_iter_primitive::<Int32Type, _, _>([Some([Some(1), None])]);
    let dictionary: DictionaryArray<Int32Type> = ["a"].into_iter().collect();
    let fixed = FixedSizeBinaryArray::try_from_iter([[1_u8, 2, 3]].into_iter());
    vec![
        ("flag", Arc::new(BooleanArray::from(vec![true]))),
        ("real", Arc::new(Float32Array::from(vec![1.5]))),
        ("unsigned", Arc::new(UInt64Array::from(vec![u64::MAX]))),
        ("dictionary", Arc::new(dictionary)),
        ("list", Arc::new(list)),
        ("struct", a_struct()),
        ("map", a_map()),
        ("fixed", Arc::new(fixed.unwrap_or_else(|_| FixedSizeBinaryArray::new_null(3, 1)))),
        ("time", Arc::new(Time64MicrosecondArray::from(vec![1]))),
        ("duration", Arc::new(DurationMicrosecondArray::from(vec![1]))),
        ("zoned", Arc::new(TimestampMicrosecondArray::from(vec![1]).with_timezone("America/New_York"))),
        ("tiny", Arc::new(Int8Array::from(vec![1]))),
        ("small", Arc::new(UInt16Array::from(vec![1]))),
        ("half", Arc::new(Float16Array::new_null(1))),
        ("integer", Arc::new(Int32Array::from(vec![1]))),
        ("text", texts(&["x"])),
    ]
}

/// Audits one line with these columns beside the needed ones.
fn assert_ignored(columns: Vec<(&'static str, ArrayRef)>) {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let place = Place::new();
    place.write("claims.parquet", parquet_file([needed_columns(1), columns].concat(), 10));
    let run = place.audit("claims.parquet", &[]);
    assert_eq!(run.code, 0, "{names:?}: {}", run.stderr);
    assert_eq!(run.json()["files"][0]["ignored_columns"], serde_json::json!(names));
    assert_eq!(place.found(EYE, "claim_id"), ["C1"]);
}

#[test]
fn columns_of_every_type_are_ignored() {
    for column in odd_columns() {
        assert_ignored(vec![column]);
    }
}

#[test]
fn many_columns_are_ignored_together() {
    assert_ignored(odd_columns());
}
