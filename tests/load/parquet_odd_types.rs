//! Parquet columns of types that claims should not have, asked for: read exactly or refused, never guessed.

use std::sync::Arc;

use arrow::array::{
    Array as _, ArrayRef, BinaryArray, BooleanArray, Decimal128Array, Decimal256Array, DictionaryArray,
    DurationMillisecondArray, DurationSecondArray, FixedSizeBinaryArray, Float64Array, IntervalYearMonthArray,
    LargeBinaryArray, ListArray, Time32SecondArray, Time64MicrosecondArray, TimestampMicrosecondArray,
    TimestampMillisecondArray, TimestampNanosecondArray,
};
use arrow::datatypes::{Int32Type, i256};

use super::formatted::{assert_says, layout};
use super::{EYE, needed_columns, numbers, parquet_file, texts};
use crate::program::{Place, Run};

/// 2025-02-03 00:00 in UTC, in seconds.
const MIDNIGHT: i64 = 20_122 * 86_400;

/// Audits the needed columns beside these, or with these in their place.
fn audited(more: Vec<(&'static str, ArrayRef)>) -> (Place, Run) {
    let mut columns = needed_columns(more[0].1.len());
    columns.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    let place = Place::new();
    place.write("claims.parquet", parquet_file([columns, more].concat(), 2));
    let run = place.audit("claims.parquet", &[]);
    (place, run)
}

fn shown(name: &'static str, column: &str, array: ArrayRef) -> Vec<String> {
    let kind = array.data_type().to_string();
    let (place, run) = audited(vec![(name, array)]);
    assert_eq!(run.code, 0, "{name} as {kind}: {}", run.stderr);
    place.found(EYE, column)
}

fn refused(name: &'static str, array: ArrayRef, words: &[&str]) {
    let kind = array.data_type().to_string();
    let (_, run) = audited(vec![(name, array)]);
    assert_eq!((run.code, run.stderr.trim().lines().count()), (2, 1), "{name} as {kind}: {}", run.stderr);
    assert_says(&run.stderr, words);
}

fn decimals(values: &[i128], precision: u8, scale: i8) -> ArrayRef {
    let array = Decimal128Array::from(values.to_vec()).with_precision_and_scale(precision, scale);
    Arc::new(array.unwrap_or_else(|_| Decimal128Array::from(vec![0_i128])))
}

#[test]
fn a_timestamp_with_a_zone_has_the_date_of_that_zone() {
    // Half past two at night in UTC: the evening before in New York, the same day in Kolkata.
    let micros = vec![(MIDNIGHT + 9_000) * 1_000_000];
    for (zone, date) in [
        ("America/New_York", "2025-02-02"),
        ("-05:00", "2025-02-02"),
        ("Asia/Kolkata", "2025-02-03"),
        ("UTC", "2025-02-03"),
        ("+00:00", "2025-02-03"),
    ] {
        let array = TimestampMicrosecondArray::from(micros.clone()).with_timezone(zone);
        assert_eq!(shown("service_date", "service_date", Arc::new(array)), [date], "{zone}");
        let array = TimestampNanosecondArray::from(vec![micros[0] * 1_000]).with_timezone(zone);
        assert_eq!(shown("service_date", "service_date", Arc::new(array)), [date], "{zone}");
        let array = TimestampMillisecondArray::from(vec![micros[0] / 1_000]).with_timezone(zone);
        assert_eq!(shown("service_date", "service_date", Arc::new(array)), [date], "{zone}");
    }
    let array = TimestampMicrosecondArray::from(micros).with_timezone("Mars/Olympus");
    refused("service_date", Arc::new(array), &["`service_date`", "time zone"]);
}

#[test]
fn a_layout_s_zone_stands_above_the_column_s_own() {
    // 05:30 in UTC: the evening before in Chicago, past midnight in New York. Without a zone it stays what it is.
    let micros = vec![(MIDNIGHT + 19_800) * 1_000_000];
    let zoned = |zone: Option<&str>| -> ArrayRef {
        Arc::new(TimestampMicrosecondArray::from(micros.clone()).with_timezone_opt(zone))
    };
    for (zone, date) in [(Some("UTC"), "2025-02-02"), (Some("America/New_York"), "2025-02-02"), (None, "2025-02-03")] {
        let mut columns = needed_columns(1);
        columns[4].1 = zoned(zone);
        let place = Place::new();
        place.write("claims.parquet", parquet_file(columns, 10));
        place.write("mine.toml", layout("time_zone = \"America/Chicago\""));
        let run = place.audit("claims.parquet", &["--layout", "mine.toml"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(place.found(EYE, "service_date"), [date], "{zone:?}");
    }
}

#[test]
fn times_with_a_zone_are_times_of_its_clocks() {
    // One clinician, 20:00 to 20:20 and 20:10 to 20:30 in New York on the day before, by UTC already the next.
    let time = |minutes: [i64; 2]| -> ArrayRef {
        let micros = minutes.map(|minute| (MIDNIGHT + 3_600 + minute * 60) * 1_000_000).to_vec();
        Arc::new(TimestampMicrosecondArray::from(micros).with_timezone("America/New_York"))
    };
    let dates = texts(&["2025-02-02"; 2]);
    let more = vec![
        ("patient_id", texts(&["P1", "P2"])),
        ("service_date", dates),
        ("start_time", time([0, 10])),
        ("end_time", time([20, 30])),
    ];
    let (place, run) = audited(more);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(place.found("overlapping_time", "patient_id"), ["P2"]);
}

#[test]
fn times_asked_for_as_text_are_those_of_their_zone() {
    let micros = vec![(MIDNIGHT + 9_000) * 1_000_000];
    for (zone, text) in [("UTC", "2025-02-03 02:30:00"), ("America/New_York", "2025-02-02 21:30:00")] {
        let array = TimestampMicrosecondArray::from(micros.clone()).with_timezone(zone);
        assert_eq!(shown("payer", "payer", Arc::new(array)), [text]);
    }
    assert_eq!(
        shown("payer", "payer", Arc::new(TimestampMicrosecondArray::from(micros))),
        ["2025-02-03 02:30:00.000000"]
    );
}

#[test]
fn dates_as_numbers_are_read_as_they_are_written() {
    assert_eq!(shown("service_date", "service_date", Arc::new(Float64Array::from(vec![20_250_203.0]))), ["2025-02-03"]);
    assert_eq!(shown("service_date", "service_date", decimals(&[20_250_203], 8, 0)), ["2025-02-03"]);
    let dictionary: DictionaryArray<Int32Type> = vec!["2025-02-03", "2025-02-03"].into_iter().collect();
    assert_eq!(shown("service_date", "service_date", Arc::new(dictionary)), ["2025-02-03"; 2]);
    // A number of days since whenever is a date only if the layout says so.
    let (_, run) = audited(vec![("service_date", numbers(&[20_122]))]);
    assert_eq!((run.code, run.fates().as_str()), (3, "rejected=1"), "{}", run.stderr);
}

#[test]
fn identifiers_keep_every_digit() {
    for name in ["claim_id", "patient_id", "rendering_npi"] {
        assert_eq!(shown(name, name, decimals(&[i128::from(i64::MAX) * 1_000 + 7], 38, 0)), ["9223372036854775807007"]);
        assert_eq!(shown(name, name, decimals(&[199_999_999_100], 12, 2)), ["1999999991"]);
        assert_eq!(shown(name, name, numbers(&[-19_990_000_002_208])), ["'-19990000002208"]);
        let dictionary: DictionaryArray<Int32Type> = vec!["007"].into_iter().collect();
        assert_eq!(shown(name, name, Arc::new(dictionary)), ["007"]);
    }
}

#[test]
fn amounts_are_exact() {
    let (_, run) = audited(vec![("paid_amount", decimals(&[1_234_567], 12, 4))]);
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=1"), "{}", run.stderr);
    assert_eq!(run.json()["unreadable"][0]["fault"], "too_many_decimals", "fractions of a cent");
    assert_eq!(shown("paid_amount", "paid_cents", decimals(&[1_234_500], 12, 4)), ["12345"]);
    let dictionary: DictionaryArray<Int32Type> = vec!["12.34"].into_iter().collect();
    assert_eq!(shown("paid_amount", "paid_cents", Arc::new(dictionary)), ["1234"]);
}

#[test]
fn wide_decimals_are_exact_or_refused() {
    let wide = |value: i256| -> ArrayRef {
        let array = Decimal256Array::from(vec![value]).with_precision_and_scale(60, 2);
        Arc::new(array.unwrap_or_else(|_| Decimal256Array::from(vec![i256::ZERO])))
    };
    assert_eq!(shown("paid_amount", "paid_cents", wide(i256::from_i128(1_505))), ["1505"]);
    refused("paid_amount", wide(i256::from_parts(0, 1 << 40)), &["`paid_amount`", "more than 38 digits"]);
}

#[test]
fn spans_of_the_calendar_are_refused() {
    let months = IntervalYearMonthArray::from(vec![1]);
    refused("payer", Arc::new(months), &["`payer`", "Interval", "expected text, numbers, dates or times"]);
}

#[test]
fn bytes_are_text_when_they_are_utf_8() {
    let fixed = |bytes: [u8; 3]| -> ArrayRef {
        let array = FixedSizeBinaryArray::try_from_iter([bytes].into_iter());
        Arc::new(array.unwrap_or_else(|_| FixedSizeBinaryArray::new_null(3, 1)))
    };
    assert_eq!(shown("patient_id", "patient_id", Arc::new(LargeBinaryArray::from(vec!["É7".as_bytes()]))), ["É7"]);
    assert_eq!(shown("patient_id", "patient_id", fixed(*b"007")), ["007"]);
    assert_eq!(shown("payer", "payer", Arc::new(BinaryArray::from(vec![Some(&b"a"[..]), None]))), ["a", ""]);
    refused("patient_id", fixed([0xff, 1, 2]), &["not UTF-8"]);
    refused("payer", Arc::new(BinaryArray::from(vec![&b"r\xe9gion"[..]])), &["`payer`", "not UTF-8"]);
    // Two cells that would be a letter together.
    refused("payer", Arc::new(BinaryArray::from(vec![&b"\xc3"[..], b"\xa9"])), &["not UTF-8"]);
}

#[test]
fn true_and_false_are_words_and_no_dates() {
    let flags: ArrayRef = Arc::new(BooleanArray::from(vec![Some(true), Some(false), None]));
    assert_eq!(shown("payer", "payer", flags.clone()), ["true", "false", ""]);
    refused("service_date", flags.clone(), &["`service_date`", "true and false", "expected dates"]);
    refused("start_time", flags, &["`start_time`", "true and false"]);
}

#[test]
fn times_of_day_are_no_times_but_texts() {
    let times: [ArrayRef; 2] =
        [Arc::new(Time32SecondArray::from(vec![36_061])), Arc::new(Time64MicrosecondArray::from(vec![36_061_000_000]))];
    for time in times {
        refused("start_time", time.clone(), &["`start_time`", "times of day without a date"]);
        refused("service_date", time.clone(), &["`service_date`", "times of day"]);
        assert_eq!(shown("payer", "payer", time), ["10:01:01"]);
    }
}

#[test]
fn lengths_of_time_are_minutes() {
    // 99422 needs 11 minutes: 10:59 are not enough, 11:00 are.
    let lengths: [ArrayRef; 2] = [
        Arc::new(DurationSecondArray::from(vec![659, 660])),
        Arc::new(DurationMillisecondArray::from(vec![659_999, 660_000])),
    ];
    for length in lengths {
        let kind = length.data_type().to_string();
        let more = vec![
            ("claim_id", texts(&["C1", "C2"])),
            ("patient_id", texts(&["P1", "P2"])),
            ("procedure_code", texts(&["99422"; 2])),
            ("minutes", length.clone()),
        ];
        let (place, run) = audited(more);
        assert_eq!(run.code, 0, "{kind}: {}", run.stderr);
        assert_eq!(place.found("minutes_below_band", "claim_id"), ["C1"], "{kind}");
        refused("service_date", length, &["`service_date`", "lengths of time"]);
    }
}

#[test]
fn nested_columns_that_are_asked_for_are_refused() {
    let list = ListArray::from_iter_primitive::<Int32Type, _, _>([Some([Some(1), None])]);
    refused("payer", Arc::new(list), &["`payer`", "lists or structures", "one value per row"]);
}

#[test]
fn row_groups_of_any_size_and_none_at_all() {
    let mut columns = needed_columns(3);
    columns.push(("payer", texts(&["a", "", "c"])));
    for group in [1, 2, 3, 100] {
        let place = Place::new();
        place.write("claims.parquet", parquet_file(columns.clone(), group));
        assert_eq!(place.audit("claims.parquet", &[]).code, 0);
        assert_eq!(
            (place.found(EYE, "payer"), place.found(EYE, "source_row")),
            (vec!["a".into(), String::new(), "c".into()], vec!["1".into(), "2".into(), "3".into()])
        );
    }
}

#[test]
fn twins_are_no_trouble_while_nobody_asks_for_them() {
    let twins = |names: [&'static str; 2]| {
        let place = Place::new();
        let more = names.map(|name| (name, texts(&["x"]))).to_vec();
        place.write("claims.parquet", parquet_file([needed_columns(1), more].concat(), 10));
        place.write("mine.toml", layout(""));
        let run = place.audit("claims.parquet", &["--layout", "mine.toml"]);
        (run.code, run.stderr)
    };
    assert_eq!(twins(["Note", "note"]).0, 0);
    let (code, error) = twins(["Payer", "payer"]);
    assert_eq!(code, 2);
    assert_says(&error, &["columns 7 and 8 have the same name"]);
}
