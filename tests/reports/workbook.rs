//! `report.xlsx`, read back by other code than wrote it: the findings of Parquet to the cent, texts as texts, dates as
//! dates, and no formula.

use std::io::Read as _;

use calamine::{Data, DataType as _, Range, Reader as _, Xlsx, open_workbook};

use super::{json, number, sample};
use crate::program::{Place, csv_text};

const TABLE: &str = "report/findings.parquet";

fn workbook(place: &Place) -> Xlsx<std::io::BufReader<std::fs::File>> {
    open_workbook(place.path("report/report.xlsx")).expect("a workbook")
}

fn sheet(place: &Place, name: &str) -> Range<Data> {
    workbook(place).worksheet_range(name).expect("a sheet of that name")
}

/// The cells below a header.
fn column(range: &Range<Data>, header: &str) -> Vec<Data> {
    let heads: Vec<String> = range.rows().next().into_iter().flatten().map(ToString::to_string).collect();
    let at = heads.iter().position(|head| head == header).expect("a column of that name");
    range.rows().skip(1).map(|row| row[at].clone()).collect()
}

fn texts(range: &Range<Data>, header: &str) -> Vec<String> {
    column(range, header).iter().map(ToString::to_string).collect()
}

/// Money of a cell in cents, exactly.
#[expect(clippy::cast_possible_truncation, reason = "the test compares the result with the cents of Parquet")]
fn cents(cell: &Data) -> i64 {
    (cell.get_float().unwrap_or_default() * 100.0).round() as i64
}

fn with_workbook() -> Place {
    let place = sample();
    assert_eq!(place.audit("*.csv", &["--format", "parquet,csv,xlsx"]).code, 3);
    place
}

/// A part of the zip file, unpacked.
fn part(place: &Place, name: &str) -> String {
    let run = std::process::Command::new("python3")
        .args(["-c", "import sys, zipfile; sys.stdout.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]).decode())"])
        .arg(place.path("report/report.xlsx"))
        .arg(name)
        .output()
        .expect("python3");
    String::from_utf8(run.stdout).expect("XML is UTF-8")
}

#[test]
fn it_has_the_sheets_in_their_order() {
    assert_eq!(workbook(&with_workbook()).sheet_names(), ["summary", "findings", "rules", "rejects", "notes"]);
}

#[test]
fn its_findings_are_those_of_parquet() {
    let place = with_workbook();
    let (range, rows) = (sheet(&place, "findings"), place.table(TABLE).rows());
    for (header, name) in [
        ("finding id", "finding_id"),
        ("tier", "tier"),
        ("rule", "rule"),
        ("patient id", "patient_id"),
        ("claim id", "claim_id"),
        ("clinician", "rendering_npi"),
        ("procedure code", "procedure_code"),
        ("what was found", "message"),
        ("source row", "source_row"),
        ("gap in days", "gap_days"),
    ] {
        let expected: Vec<&String> = rows.iter().map(|row| &row[name]).collect();
        assert_eq!(texts(&range, header).iter().collect::<Vec<_>>(), expected, "{header}");
    }
    let dates: Vec<String> = column(&range, "service date")
        .iter()
        .map(|cell| {
            assert!(matches!(cell, Data::DateTime(_)), "{cell:?} is no date");
            let serial = cell.get_datetime().map(|date| date.as_f64()).unwrap_or_default();
            #[expect(clippy::cast_possible_truncation, reason = "dates are whole numbers")]
            claimsweep::claim::Day(serial as i32 - 25_569).to_string()
        })
        .collect();
    assert_eq!(dates, rows.iter().map(|row| row["service_date"].clone()).collect::<Vec<_>>());
}

#[test]
fn its_money_agrees_to_the_cent() {
    let place = with_workbook();
    let (range, rows) = (sheet(&place, "findings"), place.table(TABLE).rows());
    for (header, name) in
        [("paid on the line", "paid_cents"), ("money owned", "owned_cents"), ("expected", "expected_cents")]
    {
        let of_sheet: Vec<i64> = column(&range, header).iter().map(cents).collect();
        assert_eq!(of_sheet, rows.iter().map(|row| number(&row[name])).collect::<Vec<_>>(), "{header}");
    }
    let owned = json(&place, "summary.json")["owned_cents"].as_i64().unwrap_or_default();
    assert!(owned > 0);
    assert_eq!(column(&sheet(&place, "rules"), "money owned").iter().map(cents).sum::<i64>(), owned);
    let summary = sheet(&place, "summary");
    let row = summary.rows().find(|row| row[0] == "findings").expect("a row of all findings");
    assert_eq!((cents(&row[2]), row[1].to_string()), (owned, rows.len().to_string()));
}

#[test]
fn rejects_are_listed() {
    let place = with_workbook();
    let (range, table) = (sheet(&place, "rejects"), place.table("report/rejects.parquet"));
    for name in ["file", "row", "column", "reason"] {
        assert_eq!(texts(&range, name), table.column(name), "{name}");
    }
}

#[test]
fn dangerous_texts_stay_texts() {
    let columns = "claim_id,patient_id,rendering_npi,service_date,procedure_code,payer";
    for danger in ["=1+1", "+cmd", "-19990000002208", "@sum(a1)", "=HYPERLINK(x)", "00042", "1E5", "{=1}"] {
        let row = format!("C{danger},{danger},{danger},2025-02-03,99441,{danger}");
        let place = Place::with_claims(csv_text(columns, &[&row]));
        let run = place.audit("claims.csv", &["--format", "parquet,xlsx"]);
        if run.code == 3 {
            // An identifier in scientific notation is refused on the way in.
            assert_eq!(danger, "1E5");
            continue;
        }
        let range = sheet(&place, "findings");
        for header in ["patient id", "clinician"] {
            let cells = column(&range, header);
            assert!(cells.iter().all(|cell| *cell == Data::String(danger.to_owned())), "{header}: {cells:?}");
        }
        let xml = part(&place, "xl/worksheets/sheet2.xml");
        assert!(xml.contains("inlineStr") && !xml.contains("<f>") && !xml.contains("<f "), "{danger} became a formula");
    }
}

#[test]
fn the_list_can_be_worked_on() {
    let place = with_workbook();
    let xml = part(&place, "xl/worksheets/sheet2.xml");
    let n_rows = place.table(TABLE).batch.num_rows();
    assert!(xml.contains("state=\"frozen\""), "the header is not frozen");
    assert!(xml.contains(&format!("<autoFilter ref=\"A1:AC{}\"", n_rows + 1)), "no filters");
    assert!(xml.contains("confirmed,not a violation,needs record,refunded"), "no drop-down");
    assert!(xml.contains(&format!("sqref=\"D2:D{}\"", n_rows + 1)), "the drop-down is not on every row");
    let heads: Vec<String> =
        sheet(&place, "findings").rows().next().into_iter().flatten().map(ToString::to_string).collect();
    for head in ["disposition", "reason", "note"] {
        assert!(heads.iter().any(|known| known == head), "{head}");
    }
}

#[test]
fn a_small_workbook_is_a_plain_zip_file() {
    let place = with_workbook();
    let bytes = place.files("report")["report.xlsx"].clone();
    // The version needed to unpack, of the first part: 4.5 is what LibreOffice 7 refuses.
    assert_eq!((&bytes[..4], bytes[4]), (&b"PK\x03\x04"[..], 20));
}

#[test]
fn reruns_give_the_same_bytes() {
    let place = with_workbook();
    let first = place.files("report")["report.xlsx"].clone();
    assert_eq!(place.audit("*.csv", &["--format", "xlsx"]).code, 3);
    assert!(first == place.files("report")["report.xlsx"], "a rerun wrote other bytes");
    let mut start = [0; 2];
    first.as_slice().read_exact(&mut start).expect("a zip file");
    assert_eq!(&start, b"PK");
}
