//! CSV, compressed CSV and Parquet of the same lines give the same findings, whatever the file is called.

use std::io::Write as _;
use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Decimal128Array};

use super::{numbers, parquet_file, texts};
use crate::program::{Place, Row, csv_text};

const COLUMNS: &str = "claim_id,line_number,patient_id,rendering_npi,billing_tin,service_date,procedure_code,modifier_1,place_of_service,diagnosis_1,units,paid_amount";
const ROWS: [&str; 7] = [
    "C1,1,P1,N1,T1,2025-02-03,99213,,11,I10,1,80.25",
    "C2,1,P1,N1,T1,2025-02-05,99421,95,11,I10,1,15.10",
    "C3,1,P1,N1,T1,2025-02-06,99422,,02,I10,2,30.00",
    "C4,1,P2,N2,,2025-02-06,99441,,,,1,",
    "C4,2,P2,N2,,2025-02-06,36415,,,,1,3.00",
    "C5,1,P1,N1,T1,2025-02-05,99421,95,11,I10,1,15.10",
    "C6,1,P3,N3,T1,2025-02-07,98970,,11,M54.5,1,12.00",
];

fn column(at: usize) -> Vec<&'static str> {
    ROWS.iter().map(|row| row.split(',').nth(at).unwrap_or_default()).collect()
}

/// The same lines with the types a database would give them.
fn typed_parquet(group: usize) -> Vec<u8> {
    let integers = |at: usize| numbers(&column(at).iter().map(|text| text.parse().unwrap_or(0)).collect::<Vec<_>>());
    let days = column(5).into_iter().map(|text| {
        let date: Option<chrono::NaiveDate> = text.parse().ok();
        date.map(|date| date.to_epoch_days())
    });
    let cents = column(11).into_iter().map(|text| text.replace('.', "").parse::<i128>().ok());
    let amounts = cents.collect::<Decimal128Array>().with_precision_and_scale(12, 2).ok();
    let columns = COLUMNS.split(',').enumerate().map(|(at, name)| {
        let array: ArrayRef = match name {
            "line_number" | "units" => integers(at),
            "service_date" => Arc::new(days.clone().collect::<Date32Array>()),
            "paid_amount" => Arc::new(amounts.clone().unwrap_or_else(|| Decimal128Array::from(vec![0_i128]))),
            _ => texts(&column(at)),
        };
        (name, array)
    });
    parquet_file(columns.collect(), group)
}

fn gzip(text: &str) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(text.as_bytes()).and_then(|()| writer.finish()).unwrap_or_default()
}

fn zstd_of(text: &str) -> Vec<u8> {
    zstd::encode_all(text.as_bytes(), 3).unwrap_or_default()
}

/// The findings of a file, but for its name.
fn findings(name: &str, content: impl AsRef<[u8]>) -> Vec<Row> {
    let place = Place::new();
    place.write(name, content);
    let run = place.audit(name, &[]);
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=5 context=1 out_of_scope=1"), "{name}: {}", run.stderr);
    let mut rows = place.findings();
    for row in &mut rows {
        assert_eq!(row.remove("source_file").as_deref(), Some(name));
    }
    rows
}

#[test]
fn every_format_gives_the_same_findings() {
    let text = csv_text(COLUMNS, &ROWS);
    let plain = findings("claims.csv", &text);
    let rules: Vec<&str> = plain.iter().map(|row| row["rule"].as_str()).collect();
    for rule in
        ["repeat_e_visit", "e_visit_after_related_visit", "telehealth_marker", "duplicate_line", "units_over_limit"]
    {
        assert!(rules.contains(&rule), "{rule} sees nothing: the comparison would prove little");
    }
    assert_eq!(plain, findings("claims.csv.gz", gzip(&text)));
    assert_eq!(plain, findings("claims.csv.zst", zstd_of(&text)));
    assert_eq!(plain, findings("claims.parquet", typed_parquet(1_000)));
    assert_eq!(plain, findings("claims-in-groups.parquet", typed_parquet(2)));
}

#[test]
fn the_first_bytes_tell_what_a_file_is() {
    let text = csv_text(COLUMNS, &ROWS);
    let plain = findings("claims", &text);
    assert_eq!(plain, findings("claims.txt", &text));
    assert_eq!(plain, findings("packed.csv", gzip(&text)));
    assert_eq!(plain, findings("packed.csv", zstd_of(&text)));
    assert_eq!(plain, findings("claims.pq", typed_parquet(1_000)));
}

#[test]
fn compressed_files_may_have_several_parts() {
    let text = csv_text(COLUMNS, &ROWS);
    let (first, second) = text.split_at(text.len() / 2);
    let plain = findings("claims.csv", &text);
    assert_eq!(plain, findings("claims.csv.gz", [gzip(first), gzip(second)].concat()));
    assert_eq!(plain, findings("claims.csv.zst", [zstd_of(first), zstd_of(second)].concat()));
}

#[test]
fn parquet_with_a_schema_and_no_rows_is_valid() {
    let place = Place::new();
    place.write("claims.parquet", parquet_file(super::needed_columns(0), 10));
    let run = place.audit("claims.parquet", &[]);
    assert_eq!((run.code, run.fates().as_str()), (3, ""), "there is nothing to judge: {}", run.stderr);
}

#[test]
fn many_rows_keep_their_numbers_in_every_format() {
    // More rows than travel in one batch; the last one is the only one with a finding.
    let n = 33_001;
    let codes: Vec<&str> = (0..n).map(|row| if row + 1 == n { "99441" } else { "99213" }).collect();
    let line_numbers: Vec<i64> = (1..).take(n).collect();
    let mut columns = super::needed_columns(n);
    columns[5].1 = texts(&codes);
    let rows = codes.iter().zip(&line_numbers).map(|(code, number)| format!("C1,{number},P1,N1,2025-02-03,{code}\n"));
    let header = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code\n";
    let place = Place::new();
    place.write("claims.csv", header.to_owned() + &rows.collect::<String>());
    place.write("claims.parquet", parquet_file(columns, 9_999));
    for name in ["claims.csv", "claims.parquet"] {
        let run = place.audit(name, &[]);
        assert_eq!((run.code, run.json()["accounting"]["rows_read"].as_u64()), (0, Some(33_001)), "{}", run.stderr);
        assert_eq!(place.found(super::EYE, "source_row"), ["33001"], "{name}");
    }
}
