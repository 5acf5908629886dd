//! Parquet columns of every type a database or a spreadsheet writes for claims: read as the texts they mean.

use std::sync::Arc;

use arrow::array::{
    Array as _, ArrayRef, BinaryArray, Date32Array, Date64Array, Decimal128Array, DictionaryArray, Float64Array,
    Int8Array, Int16Array, Int32Array, Int64Array, LargeStringArray, NullArray, StringViewArray,
    TimestampMicrosecondArray, TimestampMillisecondArray, TimestampNanosecondArray, TimestampSecondArray, UInt8Array,
    UInt16Array, UInt32Array, UInt64Array,
};
use arrow::datatypes::Int32Type;

use super::{EYE, needed_columns, numbers, parquet_file, texts};
use crate::program::{Place, Run};

/// 2025-02-03 in days and in seconds since 1970-01-01.
const DAY: i32 = 20_122;
const SECOND: i64 = 20_122 * 86_400;

/// Audits the needed columns for as many lines as the given column has values; the given column is put in, or replaces
/// its namesake.
fn audited(name: &'static str, array: ArrayRef) -> (Place, Run) {
    let mut columns = needed_columns(array.len());
    columns.retain(|(other, _)| *other != name);
    columns.push((name, array));
    let place = Place::new();
    place.write("claims.parquet", parquet_file(columns, 1_000));
    let run = place.audit("claims.parquet", &[]);
    (place, run)
}

/// What a column of findings shows for such a column of claims.
fn shown(name: &'static str, column: &str, array: ArrayRef) -> Vec<String> {
    let kind = array.data_type().to_string();
    let (place, run) = audited(name, array);
    assert_eq!(run.code, 0, "{name} as {kind}: {}", run.stderr);
    place.found(EYE, column)
}

#[test]
fn whole_numbers_as_identifiers() {
    for name in ["patient_id", "rendering_npi"] {
        assert_eq!(shown(name, name, numbers(&[1_999_999_991])), ["1999999991"]);
        assert_eq!(shown(name, name, Arc::new(Int32Array::from(vec![7]))), ["7"]);
    }
    assert_eq!(shown("procedure_code", "procedure_code", numbers(&[99_441])), ["99441"]);
}

#[test]
fn floating_numbers_as_identifiers_are_repaired() {
    let (place, run) = audited("rendering_npi", Arc::new(Float64Array::from(vec![1_999_999_991.0])));
    assert_eq!((run.code, place.found(EYE, "rendering_npi").concat().as_str()), (0, "1999999991"), "{}", run.stderr);
}

#[test]
fn line_numbers_of_any_width() {
    let arrays: [ArrayRef; 7] = [
        Arc::new(Int8Array::from(vec![1, 2])),
        Arc::new(Int16Array::from(vec![1, 2])),
        Arc::new(Int32Array::from(vec![1, 2])),
        Arc::new(UInt32Array::from(vec![1, 2])),
        Arc::new(UInt64Array::from(vec![1, 2])),
        Arc::new(UInt16Array::from(vec![1, 2])),
        Arc::new(UInt8Array::from(vec![1, 2])),
    ];
    for array in arrays {
        assert_eq!(shown("line_number", "line_number", array), ["1", "2"]);
    }
    assert_eq!(shown("line_number", "line_number", Arc::new(Float64Array::from(vec![1.0, 2.0]))), ["1", "2"]);
    assert_eq!(shown("line_number", "line_number", texts(&["01", "2"])), ["1", "2"]);
}

#[test]
fn decimals_as_amounts() {
    for (raw, precision, scale) in [(1_505, 12, 2), (150_500, 18, 4), (15_050_000_000_000_000_000, 38, 18)] {
        let array = Decimal128Array::from(vec![Some(raw), None]).with_precision_and_scale(precision, scale);
        let array: ArrayRef = Arc::new(array.unwrap_or_else(|_| Decimal128Array::from(vec![0])));
        assert_eq!(shown("paid_amount", "paid_cents", array), ["1505", ""], "scale {scale}");
    }
    let whole = Decimal128Array::from(vec![15]).with_precision_and_scale(9, 0);
    assert_eq!(
        shown("paid_amount", "paid_cents", Arc::new(whole.unwrap_or_else(|_| Decimal128Array::from(vec![0])))),
        ["1500"]
    );
}

#[test]
fn decimals_as_identifiers() {
    let array = Decimal128Array::from(vec![1_999_999_991]).with_precision_and_scale(18, 0);
    let array: ArrayRef = Arc::new(array.unwrap_or_else(|_| Decimal128Array::from(vec![0])));
    assert_eq!(shown("rendering_npi", "rendering_npi", array), ["1999999991"]);
}

#[test]
fn floating_numbers_as_amounts() {
    let array =
        Float64Array::from(vec![Some(15.05), Some(0.1 + 0.2), Some(1_234_567.89), Some(f64::NAN), None, Some(0.0)]);
    assert_eq!(shown("paid_amount", "paid_cents", Arc::new(array)), ["1505", "30", "123456789", "", "", "0"]);
}

#[test]
fn dates_of_every_type() {
    let millis = SECOND * 1_000 + 36_000_000;
    let arrays: [(&str, ArrayRef); 9] = [
        ("date32", Arc::new(Date32Array::from(vec![DAY]))),
        ("date64", Arc::new(Date64Array::from(vec![SECOND * 1_000]))),
        ("seconds", Arc::new(TimestampSecondArray::from(vec![SECOND]))),
        ("milliseconds", Arc::new(TimestampMillisecondArray::from(vec![millis]))),
        ("microseconds", Arc::new(TimestampMicrosecondArray::from(vec![millis * 1_000]))),
        ("nanoseconds", Arc::new(TimestampNanosecondArray::from(vec![millis * 1_000_000]))),
        ("with a zone", Arc::new(TimestampMicrosecondArray::from(vec![millis * 1_000]).with_timezone("UTC"))),
        ("whole number", numbers(&[20_250_203])),
        ("text", texts(&["2025-02-03"])),
    ];
    for (kind, array) in arrays {
        assert_eq!(shown("service_date", "service_date", array), ["2025-02-03"], "{kind}");
    }
}

#[test]
fn dates_that_are_absent_or_impossible_are_rejects() {
    for array in [Date32Array::from(vec![Some(DAY), None]), Date32Array::from(vec![DAY, 2_932_896])] {
        let (_, run) = audited("service_date", Arc::new(array));
        assert_eq!((run.code, run.fates().as_str()), (3, "audited=1 rejected=1"), "{}", run.stderr);
    }
}

#[test]
fn texts_of_every_type() {
    let dictionary: DictionaryArray<Int32Type> = vec!["A1", "B2", "A1"].into_iter().collect();
    let arrays: [ArrayRef; 5] = [
        Arc::new(dictionary),
        Arc::new(LargeStringArray::from(vec!["A1", "B2", "A1"])),
        Arc::new(StringViewArray::from(vec!["A1", "B2", "A1"])),
        Arc::new(BinaryArray::from(vec![&b"A1"[..], b"B2", b"A1"])),
        texts(&["A1", "B2", "A1"]),
    ];
    for array in arrays {
        let kind = array.data_type().to_string();
        assert_eq!(shown("rendering_npi", "rendering_npi", array), ["A1", "B2", "A1"], "{kind}");
    }
}

#[test]
fn nulls_are_nothing() {
    assert_eq!(shown("billing_tin", "billing_tin", texts(&["T1", ""])), ["T1", ""]);
    assert_eq!(shown("payer", "payer", Arc::new(NullArray::new(2))), ["", ""]);
    assert_eq!(shown("paid_amount", "paid_cents", Arc::new(Int64Array::from(vec![None, Some(15)]))), ["", "1500"]);
    for name in ["patient_id", "rendering_npi", "procedure_code"] {
        let (_, run) = audited(name, texts(&["99441", ""]));
        assert_eq!((run.code, run.fates().as_str()), (3, "audited=1 rejected=1"), "{name}: {}", run.stderr);
        let (_, run) = audited(name, Arc::new(NullArray::new(1)));
        assert_eq!((run.code, run.fates().as_str()), (3, "rejected=1"), "{name}: {}", run.stderr);
    }
}

#[test]
fn timestamps_as_times_of_day() {
    // Two services of one clinician, 10:00-10:20 and 10:10-10:30.
    for unit in ["micro", "nano", "zone"] {
        let time = |minutes: i64| SECOND + 36_000 + minutes * 60;
        let array = |minutes: [i64; 2]| -> ArrayRef {
            let micros = minutes.map(|m| time(m) * 1_000_000).to_vec();
            match unit {
                "micro" => Arc::new(TimestampMicrosecondArray::from(micros)),
                "nano" => Arc::new(TimestampNanosecondArray::from(minutes.map(|m| time(m) * 1_000_000_000).to_vec())),
                _ => Arc::new(TimestampMicrosecondArray::from(micros).with_timezone("UTC")),
            }
        };
        let mut columns = needed_columns(2);
        columns[2].1 = texts(&["P1", "P2"]);
        columns.extend([("start_time", array([0, 10])), ("end_time", array([20, 30]))]);
        let place = Place::new();
        place.write("claims.parquet", parquet_file(columns, 1_000));
        assert_eq!(place.audit("claims.parquet", &[]).code, 0);
        assert_eq!(place.found("overlapping_time", "patient_id"), ["P2"], "{unit}");
    }
}
