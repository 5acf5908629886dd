//! Inputs that are not data: each is refused with one clear error that names the file.

use std::fs;
use std::io::Write as _;

use super::refusal::{assert_input_refused, assert_refused, place_with_report};
use super::{HARD, claims};
use crate::program::Place;

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(content).and_then(|()| writer.finish()).unwrap_or_default()
}

/// Some thousand synthetic lines as Parquet.
fn parquet() -> Vec<u8> {
    let place = Place::new();
    let run = place.run(&["synth", "synthetic.parquet", "--lines", "4000"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    fs::read(place.path("synthetic.parquet")).unwrap_or_default()
}

#[test]
fn missing_files() {
    let place = place_with_report();
    for (claims, word) in [("absent.csv", "no such file"), ("absent/*.parquet", "absent/*.parquet"), ("[", "[")] {
        assert_refused(&place, &["audit", "--claims", claims, "--out", "report"], &[claims, word]);
        let both = ["audit", "--claims", "good.csv", claims, "--out", "report"];
        assert_refused(&place, &both, &[claims, word]);
    }
}

#[test]
fn a_folder_without_data() {
    let place = place_with_report();
    place.write("claims/part.xlsx", "nothing of claims");
    assert_refused(
        &place,
        &["audit", "--claims", "claims", "--out", "report"],
        &["claims", "holds no file that can be read", "part.xlsx"],
    );
    let roster = ["audit", "--claims", "good.csv", "--providers", "claims", "--out", "report"];
    assert_refused(&place, &roster, &["claims", "no such file"]);
}

#[test]
fn zero_bytes() {
    for name in ["claims.csv", "claims.parquet", "claims.csv.gz"] {
        assert_input_refused(name, "", &["empty"]);
    }
}

#[test]
fn compressed_nothing() {
    assert_input_refused("claims.csv.gz", gzip(b""), &[]);
}

#[test]
fn git_lfs_pointers() {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1288490188\n";
    for name in ["claims.csv", "claims.parquet", "claims.csv.gz"] {
        assert_input_refused(name, pointer, &["git-lfs pointer"]);
    }
}

#[test]
fn truncated_parquet() {
    let whole = parquet();
    for kept in [4, 100, whole.len() / 2, whole.len() - 1] {
        assert_input_refused("claims.parquet", &whole[..kept], &["Parquet"]);
    }
}

#[test]
fn parquet_with_a_broken_page() {
    let mut broken = parquet();
    let (start, end) = (broken.len() / 8, broken.len() / 2);
    broken[start..end].fill(0xA5);
    assert_input_refused("claims.parquet", broken, &["Parquet"]);
}

#[test]
fn text_named_parquet() {
    assert_input_refused("claims.parquet", claims(&[HARD]), &["named .parquet", "does not begin like a Parquet file"]);
}

#[test]
fn binary_files() {
    let utf_16: Vec<u8> = claims(&[HARD]).encode_utf16().flat_map(u16::to_le_bytes).collect();
    for content in [utf_16, (0..=255).collect()] {
        assert_input_refused("claims.csv", content, &["neither text nor Parquet"]);
    }
}

#[test]
fn truncated_compression() {
    let rows: Vec<String> = (0..5_000).map(|n| HARD.replace("C1", &format!("C{n}"))).collect();
    let text = claims(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    let gz = gzip(text.as_bytes());
    assert_input_refused("claims.csv.gz", &gz[..gz.len() / 2], &["could not be read to its end"]);
    let zst = zstd::encode_all(text.as_bytes(), 3).unwrap_or_default();
    assert_input_refused("claims.csv.zst", &zst[..zst.len() / 2], &["could not be read to its end"]);
}

#[test]
fn rows_behind_an_unclosed_quote_are_not_lost_silently() {
    let columns = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code,payer";
    let row = |n: u32, payer: &str| format!("C{n},1,P{n},N1,2025-02-03,99441,{payer}\n");
    let text = format!("{columns}\n{}{}{}", row(1, "medicare"), row(2, "\"medicare"), row(3, "medicare"));
    let place = Place::with_claims(text);
    let run = place.audit("claims.csv", &[]);
    // Row 3 is inside the quotes of row 2: the file cannot be read as rows from there on.
    assert!([2, 3].contains(&run.code), "exit code {} although a row vanished: {}", run.code, run.stdout);
}
