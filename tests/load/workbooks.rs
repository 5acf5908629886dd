//! Excel workbooks as claims and logs: read like CSV, every cell as a person sees it. Judges no rule.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

use super::EYE;
use super::formatted::{assert_says, layout};
use super::zip::zip_of;
use crate::program::{Place, csv_text};

const COLUMNS: [&str; 7] =
    ["claim_id", "patient_id", "rendering_npi", "service_date", "procedure_code", "paid_amount", "start_time"];

/// Writes a header and claims of these numbers from a row on: dates, times, codes and money as Excel keeps them.
fn fill(sheet: &mut Worksheet, first: u32, claims: &[u32]) -> Result<(), rust_xlsxwriter::XlsxError> {
    for (column, name) in (0_u16..).zip(COLUMNS) {
        sheet.write(first, column, name)?;
    }
    let (date, time) = (Format::new().set_num_format("m/d/yyyy"), Format::new().set_num_format("m/d/yyyy h:mm"));
    let five = Format::new().set_num_format("00000");
    for (row, claim) in (first + 1..).zip(claims) {
        sheet.write(row, 0, format!("C{claim}"))?;
        sheet.write_with_format(row, 1, *claim, &five)?;
        sheet.write(row, 2, 1_999_999_991_u32)?;
        sheet.write_with_format(row, 3, ExcelDateTime::from_ymd(2025, 2, 3)?, &date)?;
        sheet.write(row, 4, 99_441)?;
        sheet.write(row, 5, 15.1 + 0.2)?;
        sheet.write_with_format(row, 6, ExcelDateTime::from_ymd(2025, 2, 3)?.and_hms(9, 20, 0)?, &time)?;
    }
    Ok(())
}

/// A workbook of one sheet, or of several, each with its name, the row of its header and its claims.
fn book(sheets: &[(&str, u32, &[u32])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, first, claims) in sheets {
        let sheet = book.add_worksheet().set_name(*name).expect("a name");
        fill(sheet, *first, claims).expect("cells");
    }
    book.save_to_buffer().expect("a workbook")
}

/// The claims that were found, with patient, date and money.
fn found(place: &Place) -> Vec<String> {
    let columns = ["claim_id", "patient_id", "service_date", "procedure_code", "paid_cents"];
    let row = |row: crate::program::Row| columns.map(|name| row[name].clone()).join(" ");
    place.findings().into_iter().filter(|row| row["rule"] == EYE).map(row).collect()
}

#[test]
fn cells_are_what_a_person_sees() {
    let place = Place::new();
    place.write("claims.xlsx", book(&[("Lines", 0, &[7, 42])]));
    let run = place.audit("claims.xlsx", &[]);
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=2"), "{}", run.stderr);
    assert_eq!(found(&place), ["C7 00007 2025-02-03 99441 1530", "C42 00042 2025-02-03 99441 1530"]);
}

#[test]
fn the_first_sheet_is_read_or_the_one_that_is_named() {
    let place = Place::new();
    place.write("claims.xlsx", book(&[("One", 0, &[1]), ("Two", 3, &[2, 3])]));
    assert_eq!(place.audit("claims.xlsx", &[]).fates(), "audited=1");
    place.write("two.toml", layout("sheet = \"two\"\nskip_rows = 3"));
    assert_eq!(place.audit("claims.xlsx", &["--layout", "two.toml"]).fates(), "audited=2");
    place.write("three.toml", layout("sheet = \"Three\""));
    let run = place.audit("claims.xlsx", &["--layout", "three.toml"]);
    assert_eq!(run.code, 2);
    assert_says(&run.stderr, &["has no sheet `Three`", "2 sheets"]);
}

/// What a summary says of files that are not read.
fn left_out(summary: &serde_json::Value) -> String {
    summary["files_left_out"].to_string()
}

#[test]
fn sheets_that_are_not_read_are_named() {
    let place = Place::new();
    place.write("claims.xlsx", book(&[("One", 0, &[1]), ("Two", 3, &[2, 3]), ("Three", 0, &[4])]));
    let run = place.audit("claims.xlsx", &[]);
    assert_says(&left_out(&run.json()), &["claims.xlsx", "only its sheet `One` is read, not `Two`, `Three`"]);
    assert_says(&run.stdout, &["not `Two`, `Three`"]);
    assert_says(&place.run(&["check", "claims.xlsx"]).stdout, &["not `Two`, `Three`"]);
    assert_says(&place.run(&["init", "claims.xlsx"]).stdout, &["not `Two`, `Three`"]);
    place.write("two.toml", layout("sheet = \"two\"\nskip_rows = 3"));
    let run = place.audit("claims.xlsx", &["--layout", "two.toml"]);
    assert_says(&left_out(&run.json()), &["only its sheet `Two` is read, not `One`, `Three`"]);
    // A log is no other.
    place.write("claims.csv", csv_text("claim_id,patient_id,rendering_npi,service_date,procedure_code", &[]));
    let run = place.audit("claims.csv", &["--activity", "claims.xlsx"]);
    assert!(run.code != 0, "its columns are those of claims");
}

#[test]
fn a_blank_sheet_is_not_missed() {
    let place = Place::new();
    let mut with_blank = Workbook::new();
    fill(with_blank.add_worksheet(), 0, &[7]).expect("cells");
    with_blank.add_worksheet();
    place.write("claims.xlsx", with_blank.save_to_buffer().expect("a workbook"));
    assert!(place.audit("claims.xlsx", &[]).json()["files_left_out"].is_null());
}

/// A workbook as programs write it that work no formula out: `rows` are the cells of a sheet in XML.
fn bare_book(rows: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let book = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let links = |target: &str, kind: &str| {
        format!(
            "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{relations}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
    zip_of(&[
        ("_rels/.rels", links("xl/workbook.xml", "officeDocument").as_bytes(), false),
        ("xl/workbook.xml", book.as_bytes(), false),
        ("xl/_rels/workbook.xml.rels", links("worksheets/sheet1.xml", "worksheet").as_bytes(), false),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes(), false),
    ])
}

#[test]
fn formulas_that_nobody_has_worked_out_are_unreadable_or_rejects() {
    let text = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let open = "<c><f>1+1</f></c>".to_owned();
    let line = |claim: String, paid: String| {
        let cells = ["P1", "1999999991", "2025-02-03", "99441"].map(text).concat();
        format!("<row>{claim}{cells}{paid}</row>")
    };
    let rows = [
        format!("<row>{}</row>", COLUMNS[..6].iter().map(|name| text(name)).collect::<String>()),
        line(text("C7"), open.clone()),
        line(open, text("15.30")),
        line(text("C43"), "<c><f>15+0.3</f><v>15.3</v></c>".to_owned()),
        line(text("C44"), "<c/>".to_owned()),
    ];
    let place = Place::new();
    place.write("claims.xlsx", bare_book(&rows.concat()));
    let run = place.audit("claims.xlsx", &[]);
    assert_eq!((run.code, run.fates().as_str()), (3, "audited=3 rejected=1"), "{}", run.stderr);
    let unreadable = run.json()["unreadable"].to_string();
    assert!(unreadable.contains("paid_amount") && unreadable.contains('1'), "{unreadable}");
    assert_eq!(place.found(EYE, "paid_cents"), ["1530", "", ""], "C43, C44, C7");
}

#[test]
fn what_excel_has_damaged_is_rejected_and_blank_rows_are_counted() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    fill(sheet, 0, &[1, 2, 3]).expect("cells");
    sheet.write(2, 0, 1.234_567_890_123_456_8e18).expect("a number");
    for column in 0..7 {
        sheet.write_blank(3, column, &Format::new().set_bold()).expect("a blank cell");
    }
    let place = Place::new();
    place.write("claims.xlsx", book.save_to_buffer().expect("a workbook"));
    let run = place.audit("claims.xlsx", &[]);
    assert_eq!((run.code, run.fates().as_str()), (3, "audited=1 blank_row=1 rejected=1"), "{}", run.stderr);
    let rejects = place.table("report/rejects.parquet");
    assert_eq!((rejects.column("row"), rejects.column("column")), (vec!["2".to_owned()], vec!["claim_id".to_owned()]));
    assert!(rejects.column("reason")[0].contains("scientific notation"), "{:?}", rejects.column("reason"));
}

#[test]
fn a_log_may_be_a_workbook() {
    let place = Place::new();
    place.write(
        "claims.csv",
        csv_text("claim_id,patient_id,rendering_npi,service_date,procedure_code", &["C1,P1,N1,2025-02-03,99213"]),
    );
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let time = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    for (column, name) in (0_u16..).zip(["activity_id", "patient_id", "clinician_npi", "kind", "minutes", "start_time"])
    {
        sheet.write(0, column, name).expect("a cell");
    }
    for (column, text) in (0_u16..).zip(["a1", "P1", "N1", "message"]) {
        sheet.write(1, column, text).expect("a cell");
    }
    sheet.write(1, 4, 12).expect("a cell");
    let start = ExcelDateTime::from_ymd(2025, 2, 10).and_then(|day| day.and_hms(9, 0, 0)).expect("a time");
    sheet.write_with_format(1, 5, start, &time).expect("a cell");
    place.write("log.xlsx", book.save_to_buffer().expect("a workbook"));
    let run = place.audit("claims.csv", &["--activity", "log.xlsx"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.json()["inputs"][0]["rows"].as_u64(), Some(1), "{}", run.stdout);
}

#[test]
fn a_workbook_that_is_cut_off_is_refused() {
    let place = Place::new();
    let whole = book(&[("Lines", 0, &[7, 42])]);
    place.write("claims.xlsx", &whole[..whole.len() / 2]);
    let run = place.audit("claims.xlsx", &[]);
    assert_eq!(run.code, 2);
    assert_says(&run.stderr, &["claims.xlsx"]);
}

#[test]
fn init_finds_the_header_of_a_sheet_and_its_layout_reads_it() {
    let place = Place::new();
    let mut with_title = Workbook::new();
    let sheet = with_title.add_worksheet();
    sheet.write(0, 0, "Claims of the practice").expect("a cell");
    sheet.write(1, 0, "printed 3/1/2025").expect("a cell");
    fill(sheet, 3, &[7, 42]).expect("cells");
    place.write("export.xlsx", with_title.save_to_buffer().expect("a workbook"));
    let init = place.run(&["init", "export.xlsx"]);
    assert!(init.stdout.contains("Excel workbook"), "{}{}", init.stdout, init.stderr);
    let layout = String::from_utf8(place.files("")["claims-layout.toml"].clone()).expect("a text");
    assert!(layout.contains("skip_rows = 3"), "{layout}");
    let run = place.audit("export.xlsx", &["--layout", "claims-layout.toml"]);
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=2"), "{}{layout}", run.stderr);
}
