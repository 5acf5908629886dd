//! X12 files through the built program: claims of an 837P become lines, whatever the file's delimiters and packing.
//! The columns themselves are tested where they stand, in `src/load/x12`.

use std::io::Write as _;
use std::path::Path;
use std::{fs, io};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::EYE;
use crate::program::{Place, Run};

/// What a layout of the 837P binds, as far as these tests look.
const LAYOUT: &str = r#"
name = "x12"
description = "professional claims"

[format]
kind = "x12_837p"
date = "%Y%m%d"

[columns]
claim_id = "claim_key"
line_number = "line_number"
patient_id = "patient_id"
rendering_npi = "rendering_npi"
billing_tin = "billing_tin"
service_date = "service_date"
service_date_to = "service_date_to"
procedure_code = "procedure_code"
modifier_1 = "modifier_1"
units = "units"
minutes = "minutes"
billed_amount = "billed_amount"
diagnosis_1 = "diagnosis_1"
place_of_service = "place_of_service"
received_date = "received_date"
"#;

const FILTER: &str = r#"
[[filter]]
column = "transaction_set"
keep = ["837P"]
"#;

const REMITTANCE_LAYOUT: &str = r#"
name = "x12-remit"
description = "remittance lines as claim lines"

[format]
kind = "x12_835"
date = "%Y%m%d"

[columns]
claim_id = "patient_control_number"
line_number = "line_number"
patient_id = "patient_id"
rendering_npi = "rendering_npi"
service_date = "service_date"
procedure_code = "submitted_code"
units = "units"
paid_amount = "paid"
claim_status = "claim_status"
"#;

fn fixture(name: &str) -> io::Result<String> {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/layouts/x12").join(name))
}

/// Audits files of these names and bytes with a layout.
fn audited(layout: &str, files: &[(&str, &[u8])]) -> (Place, Run) {
    let place = Place::new();
    place.write("x12.toml", layout);
    for (name, bytes) in files {
        place.write(&format!("claims/{name}"), bytes);
    }
    let run = place.audit("claims/*", &["--layout", "x12.toml"]);
    (place, run)
}

/// Claim, row and patient of every line that the eye sees.
fn seen(place: &Place) -> Vec<String> {
    let rows = place.findings().into_iter().filter(|row| row["rule"] == EYE);
    rows.map(|row| ["claim_id", "source_row", "service_date"].map(|name| row[name].clone()).join(" ")).collect()
}

const EXPECTED: [&str; 6] = [
    "A1:000000001.11.0001.1.727a45 2 2025-10-07",
    "A2:000000001.11.0001.2.240300 3 2025-10-13",
    "A1:000000001.11.0002.1.6652f1 9 2025-10-27",
    "B1:000000001.11.0001.3.d2e0ee 5 2025-10-20",
    "B2:000000001.11.0001.4.7f33f2 7 2025-10-20",
    "C1:000000001.11.0001.5.12dabc 8 2025-10-21",
];

fn sorted(mut rows: Vec<String>) -> Vec<String> {
    rows.sort();
    rows
}

#[test]
fn lines_of_professional_claims_are_audited() -> io::Result<()> {
    let (place, run) = audited(LAYOUT, &[("a.837", fixture("claims.837")?.as_bytes())]);
    assert_eq!((run.code, run.json()["accounting"]["rows_read"].as_u64()), (0, Some(9)), "{}", run.stderr);
    let rows: Vec<String> = seen(&place).into_iter().filter(|row| !row.contains(" 6 ")).collect();
    assert_eq!(sorted(rows), sorted(EXPECTED.map(str::to_owned).to_vec()));
    let patients = place.found(EYE, "patient_id");
    assert_eq!(patients.iter().filter(|id| id.starts_with("M200/")).count(), 3, "{patients:?}");
    Ok(())
}

#[test]
fn packing_and_delimiters_do_not_show() -> io::Result<()> {
    let text = fixture("claims.837")?;
    let (place, _) = audited(LAYOUT, &[("a.837", text.as_bytes())]);
    let expected = seen(&place);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(text.as_bytes())?;
    let zstd = zstd::encode_all(text.as_bytes(), 1)?;
    let one_line = text.replace('\n', "");
    let wrapped: Vec<&str> =
        (0..one_line.len()).step_by(80).map(|at| &one_line[at..one_line.len().min(at + 80)]).collect();
    let other = one_line.replace('*', "|").replace(':', ">").replace('~', "\n");
    let variants = [gzip.finish()?, zstd, wrapped.join("\r\n").into_bytes(), other.into_bytes()];
    for (number, bytes) in variants.iter().enumerate() {
        let (place, run) = audited(LAYOUT, &[("a.x12", bytes)]);
        assert_eq!((run.code, seen(&place)), (0, expected.clone()), "{number}: {}", run.stderr);
    }
    Ok(())
}

#[test]
fn a_file_sent_twice_adds_nothing() -> io::Result<()> {
    let text = fixture("claims.837")?;
    let (once, _) = audited(LAYOUT, &[("a.837", text.as_bytes())]);
    let (twice, run) = audited(LAYOUT, &[("a.837", text.as_bytes()), ("b.837", text.as_bytes())]);
    assert_eq!(seen(&twice), seen(&once));
    assert!(run.fates().contains("repeated_row=9"), "{}", run.fates());
    Ok(())
}

#[test]
fn lines_of_other_sets_are_counted() -> io::Result<()> {
    let text = fixture("mixed.837")?;
    let (_, run) = audited(&format!("{LAYOUT}{FILTER}"), &[("a.837", text.as_bytes())]);
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=1"), "{}", run.stderr);
    let counts = ["source_rows", "filtered_rows", "rows_read"].map(|key| run.json()["files"][0][key].as_u64());
    assert_eq!(counts, [Some(4), Some(3), Some(1)]);
    let (place, run) = audited(LAYOUT, &[("a.837", text.as_bytes())]);
    assert_eq!((run.code, run.fates().as_str()), (3, "audited=1 rejected=3"), "{}", run.stderr);
    assert_eq!(place.table("report/rejects.parquet").column("row"), ["1", "2", "4"]);
    Ok(())
}

#[test]
fn a_file_that_is_not_whole_publishes_nothing() -> io::Result<()> {
    let text = fixture("claims.837")?;
    for end in [text.len() / 2, text.len() - 12] {
        let (place, run) = audited(LAYOUT, &[("a.837", &text.as_bytes()[..end])]);
        assert_eq!((run.code, run.stderr.trim().lines().count()), (2, 1), "{}", run.stderr);
        assert!(run.stderr.contains("claims/a.837") && run.stderr.contains("segment "), "{}", run.stderr);
        assert!(!run.stderr.contains("M200") && !run.stderr.contains("SAMPLE"), "{}", run.stderr);
        assert!(!place.names().contains(&"report".to_owned()));
    }
    Ok(())
}

#[test]
fn files_of_another_kind_are_told() -> io::Result<()> {
    let claims = fixture("claims.837")?;
    let remittance = fixture("remittance.835")?;
    for (layout, text, expected) in [
        (LAYOUT, remittance.as_str(), "found: remittance advice (835)"),
        (REMITTANCE_LAYOUT, claims.as_str(), "found: professional claims (837P)"),
        (LAYOUT, "claim_id,patient_id\nC1,P1\n", "does not begin with an ISA segment"),
        (LAYOUT, "PAR1", "is Parquet; the layout expects X12"),
    ] {
        let (_, run) = audited(layout, &[("a", text.as_bytes())]);
        assert!(run.code == 2 && run.stderr.contains(expected), "{}", run.stderr);
    }
    Ok(())
}

#[test]
fn remittances_can_be_read_alone() -> io::Result<()> {
    let (place, run) = audited(REMITTANCE_LAYOUT, &[("a.835", fixture("remittance.835")?.as_bytes())]);
    // The claim without lines has no code, the second payment names no provider; the refused lines stay out.
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert_eq!(place.table("report/rejects.parquet").column("row"), ["7", "8", "9"]);
    assert!(run.fates().contains("denied=3"), "{}", run.fates());
    assert_eq!(seen(&place), ["A1 2 2025-10-07"]);
    assert_eq!(place.found(EYE, "paid_cents"), ["1550"]);
    Ok(())
}
