//! Where a layout filters rows, a Parquet file is read in two steps, the columns of the filters first. What is kept must not
//! differ by it: every file here is read without a filter, with one that leaves nothing out, and, every row standing in it
//! twice, with one that leaves out every second row.

use std::sync::Arc;

use arrow::array::{
    Array as _, ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float32Array, Float64Array, Int16Array,
    Int64Array, TimestampMicrosecondArray, TimestampNanosecondArray, UInt32Array, UInt64Array,
};
use arrow::compute::take;

use super::{needed_columns, parquet_file, texts};
use crate::program::{Place, Row};

const CANONICAL: &str = include_str!("../../pipelines/layouts/canonical.toml");
const LEAVES_NEVER_OUT: &str = "\n[[filter]]\ncolumn = \"ROW_TYPE\"\ndrop = [\"NEVER\"]\n";

/// What a file read through a layout came to, where its rows stand so many times: the refusal if it is refused, else its
/// fates, its findings, and the places of its rejects, by the rows as they were before they were repeated.
fn read(place: &Place, layout: &str, repeats: usize) -> (String, Vec<Row>, Vec<[String; 2]>) {
    let run = place.audit("claims.parquet", &["--layout", layout, "--format", "parquet,csv"]);
    if run.code == 2 {
        return (run.stderr, Vec::new(), Vec::new());
    }
    assert!([0, 3].contains(&run.code), "{layout}: {}", run.stderr);
    let once = |row: &str| row.parse::<usize>().map_or_else(|_| row.to_owned(), |n| (n.div_ceil(repeats)).to_string());
    let rejects = place.table("report/rejects.parquet").rows();
    let places = rejects.into_iter().map(|row| [once(&row["row"]), row["column"].clone()]);
    let mut findings = place.findings();
    for finding in &mut findings {
        let row = once(&finding["source_row"]);
        finding.insert("source_row".to_owned(), row);
    }
    (run.json()["accounting"].to_string(), findings, places.collect())
}

fn assert_same_both_ways(name: &'static str, array: ArrayRef) {
    let (kind, n) = (array.data_type().to_string(), array.len());
    let mut columns = needed_columns(n);
    columns.retain(|(other, _)| *other != name);
    columns.push((name, array));
    let place = Place::new();
    place.write("plain.toml", CANONICAL.replace("name = \"canonical\"", "name = \"plain\""));
    place.write("filtered.toml", CANONICAL.replace("name = \"canonical\"", "name = \"plain\"") + LEAVES_NEVER_OUT);
    let write = |columns: Vec<(&'static str, ArrayRef)>, types: &[&str]| {
        let columns = [columns, vec![("ROW_TYPE", texts(types))]].concat();
        place.write("claims.parquet", parquet_file(columns, 3));
    };
    write(columns.clone(), &vec!["LINE"; n]);
    let expected = read(&place, "plain.toml", 1);
    assert_eq!(read(&place, "filtered.toml", 1), expected, "{name} as {kind}");
    let twice: UInt32Array = (0..u32::try_from(2 * n).unwrap_or(0)).map(|row| row / 2).collect();
    let twice =
        |(name, array): &(&'static str, ArrayRef)| (*name, take(array, &twice, None).expect("rows of the array"));
    write(columns.iter().map(twice).collect(), &["LINE", "NEVER"].repeat(n));
    assert_eq!(read(&place, "filtered.toml", 2), expected, "every second row of {name} as {kind}");
}

/// Numbers whose texts differ between ways to write a floating number.
const FLOATS: [f64; 17] = [
    0.0,
    -0.0,
    1.0,
    45.5,
    0.1 + 0.2,
    1e-7,
    123_456_789.125,
    1_999_999_991.0,
    1e15,
    1e16,
    123_456_789_012_345_680.0,
    1e21,
    -12.34,
    f64::MAX,
    f64::MIN_POSITIVE,
    f64::NAN,
    f64::INFINITY,
];

#[test]
fn floating_numbers() {
    #[expect(clippy::cast_possible_truncation, reason = "the same numbers, as far as the narrower type goes")]
    let narrow: Vec<f32> = FLOATS.iter().map(|number| *number as f32).collect();
    for name in ["patient_id", "rendering_npi", "line_number", "paid_amount", "units", "service_date"] {
        assert_same_both_ways(name, Arc::new(Float64Array::from(FLOATS.to_vec())));
        assert_same_both_ways(name, Arc::new(Float32Array::from(narrow.clone())));
    }
}

#[test]
fn whole_numbers_and_decimals() {
    let wide = [0, -1, 7, 20_250_203, 1_999_999_991, i64::MAX, i64::MIN];
    for name in ["patient_id", "line_number", "paid_amount", "units", "service_date", "procedure_code"] {
        assert_same_both_ways(name, Arc::new(Int64Array::from(wide.to_vec())));
        assert_same_both_ways(name, Arc::new(UInt64Array::from(vec![0, 7, u64::MAX])));
        assert_same_both_ways(name, Arc::new(Int16Array::from(vec![Some(1), None, Some(i16::MIN)])));
        for (precision, scale) in [(10, 2), (38, 10), (20, 0)] {
            let decimals = Decimal128Array::from(vec![0, 4_500, -4_500, 123_456_789, 10_000_000_000]);
            let decimals = decimals.with_precision_and_scale(precision, scale).expect("a type that holds them");
            assert_same_both_ways(name, Arc::new(decimals));
        }
    }
}

#[test]
fn dates_times_and_truth_values() {
    let second = 20_122 * 86_400;
    for name in ["service_date", "start_time", "received_date", "patient_id"] {
        assert_same_both_ways(name, Arc::new(Date32Array::from(vec![Some(20_122), None, Some(-1), Some(2_932_896)])));
        let micros = vec![second * 1_000_000, second * 1_000_000 + 36_000_000_001, -1];
        assert_same_both_ways(name, Arc::new(TimestampMicrosecondArray::from(micros)));
        let nanos = vec![Some(second * 1_000_000_000), None, Some(second * 1_000_000_000 + 1)];
        assert_same_both_ways(name, Arc::new(TimestampNanosecondArray::from(nanos)));
        assert_same_both_ways(name, Arc::new(BooleanArray::from(vec![Some(true), Some(false), None])));
    }
}

#[test]
fn texts_of_few_and_of_many_values() {
    let odd = ["C1", "", " C2 ", "=1", "0012", "1.0", "NULL", "é", "a,b\"c", "2025-02-03", "02/03/2025", "99441"];
    for name in ["patient_id", "paid_amount", "service_date", "procedure_code", "claim_status"] {
        assert_same_both_ways(name, texts(&odd));
        assert_same_both_ways(name, texts(&odd.repeat(200)));
    }
}
