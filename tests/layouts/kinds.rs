//! Every kind of fault that other people's files have, in every shipped layout that can have it: the e-visit of the layout's
//! own fixture is written as the fault has it, and the run must say the same as of the plain value, or as of a blank one, or
//! count and name what it could not read.
//!
//! | kind | what must hold |
//! |---|---|
//! | a word for nothing in an id | as a blank cell |
//! | a tax number with dashes, blanks, without zeros, with `.0` | as nine digits |
//! | a code as spreadsheets mark it | as the bare code |
//! | a modifier or place in words | as the bare code, or counted as unreadable |
//! | an amount as printed | as the bare amount |
//! | an amount, units in words | the row stays, one unreadable value is counted |
//! | a date whose year has two digits | as four digits, or a reject; never another year |
//! | a status nobody knows | named |
//! | one claim number of two patients | two claims |
//! | the same file again under another name | findings as before, every row a repeated one |
//! | blank and total rows | fates of their own, no reject |

use std::collections::BTreeSet;
use std::io;

use super::{audit, files, findings, total};
use crate::program::Run;

/// What a cell stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Cell {
    Patient,
    Clinician,
    Tin,
    Code,
    Date,
    Modifier,
    Place,
    Units,
    Paid,
    Status,
}
use Cell::{Clinician, Code, Date, Modifier, Paid, Patient, Place, Status, Tin, Units};

/// How the main file of a layout is cut.
#[derive(Clone, Copy)]
enum Cut {
    /// By a delimiter; columns by name.
    By(char),
    /// By a delimiter without quotes.
    Plain(char),
    /// By places: first and last character, from 1.
    Places,
    /// Into JSON objects; columns are pointers.
    Json,
}

/// A layout with the e-visit of its fixture.
struct Told {
    layout: &'static str,
    folder: &'static str,
    file: &'static str,
    cut: Cut,
    /// A text that the e-visit's row is the first to have.
    row: &'static str,
    /// Where its cells are. What is not here, the layout takes from elsewhere or does not have.
    cells: &'static [(Cell, &'static str)],
}

const LAYOUTS: [Told; 12] = [
    Told {
        layout: "apcd",
        folder: "apcd",
        file: "medical.txt",
        cut: Cut::By('|'),
        row: "P1|HM|C2|1|1|",
        cells: &[
            (Patient, "MC137"),
            (Clinician, "MC026"),
            (Tin, "MC025"),
            (Code, "MC055"),
            (Date, "MC059"),
            (Modifier, "MC056"),
            (Place, "MC037"),
            (Units, "MC061"),
            (Paid, "MC063"),
            (Status, "MC038"),
        ],
    },
    Told {
        layout: "taf-ot",
        folder: "taf-ot",
        file: "taf_ot_line_01.csv",
        cut: Cut::By(','),
        row: "B1,M1,WI,102,",
        cells: &[
            (Patient, "BENE_ID"),
            (Clinician, "SRVC_PRVDR_NPI"),
            (Code, "LINE_PRCDR_CD"),
            (Date, "LINE_SRVC_BGN_DT"),
            (Modifier, "LINE_PRCDR_MDFR_CD_1"),
            (Units, "ACTL_SRVC_QTY"),
            (Paid, "LINE_MDCD_PD_AMT"),
        ],
    },
    Told {
        layout: "rif-carrier",
        folder: "rif-carrier",
        file: "bcarrier.txt",
        cut: Cut::Plain('|'),
        row: "INSERT|-1001|-102|",
        cells: &[
            (Patient, "BENE_ID"),
            (Clinician, "PRF_PHYSN_NPI"),
            (Tin, "TAX_NUM"),
            (Code, "HCPCS_CD"),
            (Date, "LINE_1ST_EXPNS_DT"),
            (Modifier, "HCPCS_1ST_MDFR_CD"),
            (Place, "LINE_PLACE_OF_SRVC_CD"),
            (Units, "LINE_SRVC_CNT"),
            (Paid, "LINE_NCH_PMT_AMT"),
        ],
    },
    Told {
        layout: "idr",
        folder: "idr",
        file: "CLM_LINE.csv",
        cut: Cut::By(','),
        row: ",99421,",
        cells: &[
            (Tin, "CLM_RNDRG_PRVDR_TAX_NUM"),
            (Code, "CLM_LINE_HCPCS_CD"),
            (Date, "CLM_LINE_FROM_DT"),
            (Modifier, "HCPCS_1_MDFR_CD"),
            (Place, "CLM_POS_CD"),
            (Units, "CLM_LINE_SRVC_UNIT_QTY"),
            (Paid, "CLM_LINE_CVRD_PD_AMT"),
        ],
    },
    Told {
        layout: "omop",
        folder: "omop",
        file: "procedure_occurrence.csv",
        cut: Cut::By(','),
        row: "2,1,0,2025-03-06",
        cells: &[
            (Patient, "person_id"),
            (Code, "procedure_source_value"),
            (Date, "procedure_date"),
            (Modifier, "modifier_source_value"),
            (Units, "quantity"),
        ],
    },
    Told {
        layout: "pm-export",
        folder: "pm-export",
        file: "charges.csv",
        cut: Cut::By(','),
        row: "701,32,3/6/2025",
        cells: &[
            (Patient, "id"),
            (Clinician, "ren"),
            (Code, "hcpcs"),
            (Date, "dos"),
            (Modifier, "mod1"),
            (Place, "pos"),
            (Units, "units"),
            (Paid, "payments"),
        ],
    },
    Told {
        layout: "pm-quebec",
        folder: "pm-quebec",
        file: "ventes.csv",
        cut: Cut::By(';'),
        row: "F2;1;D1;",
        cells: &[
            (Patient, "No dossier"),
            (Clinician, "No professionnel"),
            (Code, "Code"),
            (Date, "Date"),
            (Modifier, "Modificateurs"),
            (Units, "Unit\u{e9}s"),
            (Paid, "Montant pay\u{e9}"),
        ],
    },
    Told {
        layout: "pm-remit",
        folder: "pm-remit",
        file: "remit.csv",
        cut: Cut::By(','),
        row: "30564-02,",
        cells: &[
            (Clinician, "provider"),
            (Code, "cpt"),
            (Date, "dos"),
            (Modifier, "mod"),
            (Place, "pos"),
            (Units, "units"),
            (Paid, "paid"),
        ],
    },
    Told {
        layout: "tuva",
        folder: "tuva",
        file: "medical_claim.csv",
        cut: Cut::By(','),
        row: "T2,1,professional",
        cells: &[
            (Patient, "person_id"),
            (Clinician, "rendering_npi"),
            (Tin, "billing_tin"),
            (Code, "hcpcs_code"),
            (Date, "claim_start_date"),
            (Modifier, "hcpcs_modifier_1"),
            (Place, "place_of_service_code"),
            (Units, "service_unit_quantity"),
            (Paid, "paid_amount"),
        ],
    },
    Told {
        layout: "desynpuf-carrier",
        folder: "desynpuf-carrier",
        file: "carrier.csv",
        cut: Cut::By(','),
        row: "887023386000002",
        cells: &[
            (Patient, "DESYNPUF_ID"),
            (Clinician, "PRF_PHYSN_NPI_2"),
            (Tin, "TAX_NUM_2"),
            (Code, "HCPCS_CD_2"),
            (Date, "CLM_FROM_DT"),
            (Paid, "LINE_NCH_PMT_AMT_2"),
        ],
    },
    Told {
        layout: "cclf-part-b",
        folder: "cclf-part-b",
        file: "P.A0000.ACO.ZC5Y25.D250401",
        cut: Cut::Places,
        row: "9004 ",
        cells: &[
            (Patient, "24-34"),
            (Clinician, "136-145"),
            (Tin, "126-135"),
            (Code, "98-102"),
            (Modifier, "264-265"),
            (Place, "76-77"),
            (Units, "240-263"),
            (Paid, "103-117"),
        ],
    },
    Told {
        layout: "fhir-eob",
        folder: "fhir-eob",
        file: "r4.ndjson",
        cut: Cut::Json,
        row: "\"id\":\"carrier-1002\"",
        cells: &[
            (Patient, "/patient/reference"),
            (Code, "/item/0/productOrService/coding/0/code"),
            (Date, "/item/0/servicedPeriod/start"),
            (Place, "/item/0/locationCodeableConcept/coding/0/code"),
            (Units, "/item/0/quantity/value"),
        ],
    },
];

/// Bytes as characters and back, so that any character set stays as it is.
fn text(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

fn bytes(text: &str) -> Vec<u8> {
    text.chars().map(|sign| u8::try_from(u32::from(sign)).expect("a byte")).collect()
}

type Files = Vec<(String, Vec<u8>)>;

/// Fates, findings and the run.
type Answer = (String, Vec<String>, Run);

impl Told {
    fn has(&self, cell: Cell) -> bool {
        self.cells.iter().any(|(there, _)| *there == cell)
    }

    fn place(&self, cell: Cell) -> &'static str {
        self.cells.iter().find(|(there, _)| *there == cell).map_or("", |(_, place)| place)
    }

    /// The fixture with other lines in its main file: each line of it, whether it is the e-visit's, and the header.
    fn with_lines(&self, change: impl Fn(&str, bool, &str) -> String) -> io::Result<Files> {
        let mut files = files(self.folder)?;
        let (_, content) = files.iter_mut().find(|(name, _)| name == self.file).expect("the main file");
        let old = text(content);
        let lines: Vec<&str> = old.split_inclusive('\n').collect();
        let row = lines.iter().position(|line| line.contains(self.row)).expect("the row of the e-visit");
        let changed = lines.iter().enumerate().map(|(at, line)| change(line, at == row, lines[0]));
        *content = bytes(&changed.collect::<String>());
        Ok(files)
    }

    /// The number of a cell's column in rows of this header.
    fn column(&self, header: &str, delimiter: char, cell: Cell) -> usize {
        let place = self.place(cell);
        header.trim_end().split(delimiter).position(|name| name == place).expect("a column of the fixture")
    }

    /// The bytes of a cell in a row of fixed places.
    fn places(&self, cell: Cell) -> std::ops::Range<usize> {
        let (first, last) = self.place(cell).split_once('-').expect("two places");
        let [first, last]: [usize; 2] = [first, last].map(|number| number.parse().expect("a place"));
        first - 1..last
    }

    /// The text of a cell, and the row with another text in it.
    fn cell(&self, line: &str, header: &str, cell: Cell, value: &str) -> (String, String) {
        let (body, end) = line.split_at(line.trim_end_matches(['\r', '\n']).len());
        let (old, new) = match self.cut {
            Cut::Plain(delimiter) => {
                let mut cells: Vec<&str> = body.split(delimiter).collect();
                let old = std::mem::replace(&mut cells[self.column(header, delimiter, cell)], value);
                (old.to_owned(), cells.join(&delimiter.to_string()))
            }
            Cut::By(delimiter) => {
                let byte = u8::try_from(delimiter).expect("one byte");
                let mut reader =
                    csv::ReaderBuilder::new().has_headers(false).delimiter(byte).from_reader(body.as_bytes());
                let record = reader.records().next().expect("a row").expect("a row");
                let mut cells: Vec<&str> = record.iter().collect();
                let old = std::mem::replace(&mut cells[self.column(header, delimiter, cell)], value).to_owned();
                let mut writer = csv::WriterBuilder::new().delimiter(byte).from_writer(Vec::new());
                writer.write_record(&cells).expect("a row");
                let written = String::from_utf8(writer.into_inner().expect("a row")).expect("text");
                (old, written.trim_end().to_owned())
            }
            Cut::Places => {
                let places = self.places(cell);
                let (width, after) = (places.len(), &body[places.end..]);
                (body[places.clone()].trim().to_owned(), format!("{}{value:<width$}{after}", &body[..places.start]))
            }
            Cut::Json => {
                let mut object: serde_json::Value = serde_json::from_str(body).expect("an object");
                let place = object.pointer_mut(self.place(cell)).expect("the place");
                let old = std::mem::replace(place, value.into());
                (old.as_str().map_or_else(|| old.to_string(), str::to_owned), object.to_string())
            }
        };
        (old, new + end)
    }

    /// The text of a cell of the e-visit's row.
    fn value(&self, cell: Cell) -> io::Result<String> {
        let found = std::cell::RefCell::new(String::new());
        self.with_lines(|line, is_row, header| {
            if is_row {
                *found.borrow_mut() = self.cell(line, header, cell, "").0;
            }
            line.to_owned()
        })?;
        Ok(found.into_inner())
    }

    /// The run in which the e-visit has this text in a cell.
    fn run(&self, cell: Cell, value: &str) -> io::Result<Answer> {
        let change = |line: &str, is_row: bool, header: &str| {
            if is_row { self.cell(line, header, cell, value).1 } else { line.to_owned() }
        };
        Ok(answer(&self.with_lines(change)?, self.layout))
    }

    /// Whether a text has room in a cell.
    fn has_room(&self, cell: Cell, value: &str) -> bool {
        !matches!(self.cut, Cut::Places) || value.len() <= self.places(cell).len()
    }
}

fn answer(files: &Files, layout: &str) -> Answer {
    let (place, run) = audit(files, layout);
    assert!([0, 3].contains(&run.code), "{layout}: {}", run.stderr);
    (run.fates(), findings(&place), run)
}

/// Values of a column that were counted as unreadable.
fn unreadable(run: &Run) -> u64 {
    let summary = run.json();
    let counts = summary["unreadable"].as_array().into_iter().flatten();
    counts.filter_map(|one| one["values"].as_u64()).sum()
}

/// Calls a check with every layout that has the cell.
fn each(cell: Cell, check: impl Fn(&Told) -> io::Result<()>) -> io::Result<()> {
    let with: Vec<&Told> = LAYOUTS.iter().filter(|told| told.has(cell)).collect();
    assert!(4 <= with.len() || cell == Status, "{cell:?}");
    with.into_iter().try_for_each(check)
}

#[test]
fn words_for_nothing_in_an_id_are_blanks() -> io::Result<()> {
    for cell in [Patient, Clinician, Tin] {
        each(cell, |told| {
            let blank = told.run(cell, "")?;
            for word in ["NA", ".", "UNKNOWN", "000000000"] {
                if told.has_room(cell, word) {
                    let found = told.run(cell, word)?;
                    assert_eq!((&found.0, &found.1), (&blank.0, &blank.1), "{} {cell:?} `{word}`", told.layout);
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}

#[test]
fn tax_numbers_are_nine_digits_however_they_are_written() -> io::Result<()> {
    each(Tin, |told| {
        let tin = told.value(Tin)?;
        let plain = told.run(Tin, &tin)?;
        let short = tin.trim_start_matches('0');
        let forms =
            [format!("{}-{}", &tin[..2], &tin[2..]), format!(" {tin} "), format!("{short}.0"), short.to_owned()];
        for form in forms.iter().filter(|form| told.has_room(Tin, form)) {
            let found = told.run(Tin, form)?;
            assert_eq!((&found.0, &found.1), (&plain.0, &plain.1), "{} `{form}`", told.layout);
        }
        Ok(())
    })
}

#[test]
fn codes_are_read_through_the_marks_of_spreadsheets() -> io::Result<()> {
    each(Code, |told| {
        let code = told.value(Code)?;
        let plain = told.run(Code, &code)?;
        assert!(!plain.1.is_empty(), "{}", told.layout);
        let forms = [format!("=\"{code}\""), format!("'{code}"), format!("{code}.0"), format!("\u{a0}{code} ")];
        for form in forms.iter().filter(|form| told.has_room(Code, form)) {
            // A file without quotes has no quotes around a formula either.
            if matches!(told.cut, Cut::Plain(_)) && form.contains('"') {
                continue;
            }
            let found = told.run(Code, form)?;
            assert_eq!((&found.0, &found.1), (&plain.0, &plain.1), "{} `{form}`", told.layout);
        }
        Ok(())
    })
}

#[test]
fn modifiers_and_places_are_taken_apart_or_counted() -> io::Result<()> {
    for (cell, plain, forms) in [
        (Modifier, "95", ["-95", "95 - by video", "95,GT", "95 GT"]),
        (Place, "10", ["10 - at home", " 10 ", "at home", "10.0"]),
    ] {
        each(cell, |told| {
            let plain = told.run(cell, plain)?;
            let rules = |findings: &[String]| -> BTreeSet<String> {
                findings.iter().map(|finding| finding.split(' ').next().unwrap_or_default().to_owned()).collect()
            };
            for form in forms.into_iter().filter(|form| told.has_room(cell, form)) {
                let found = told.run(cell, form)?;
                let is_read = rules(&found.1) == rules(&plain.1);
                assert!(is_read || 0 < unreadable(&found.2), "{} {cell:?} `{form}`: {:?}", told.layout, found.1);
                assert_eq!(found.0, plain.0, "{} {cell:?} `{form}`", told.layout);
            }
            Ok(())
        })?;
    }
    Ok(())
}

#[test]
fn amounts_are_read_as_they_are_printed() -> io::Result<()> {
    each(Paid, |told| {
        let amount = told.value(Paid)?;
        let plain = told.run(Paid, &amount)?;
        for form in [format!("$ {amount}"), format!("${amount} "), format!("{amount} CR").replace(" CR", "")] {
            let found = told.run(Paid, &form)?;
            assert_eq!((&found.0, &found.1), (&plain.0, &plain.1), "{} `{form}`", told.layout);
        }
        // Nothing paid is what makes a denial of some words.
        let [nothing, zero] = [told.run(Paid, " $ -   ")?, told.run(Paid, "0")?];
        assert_eq!((nothing.0, nothing.1), (zero.0, zero.1), "{}", told.layout);
        Ok(())
    })
}

#[test]
fn words_for_numbers_leave_the_row_in_and_are_counted() -> io::Result<()> {
    for cell in [Units, Paid] {
        each(cell, |told| {
            let plain = told.run(cell, &told.value(cell)?)?;
            let found = told.run(cell, "twelve")?;
            assert_eq!(found.0, plain.0, "{} {cell:?}: the row is gone", told.layout);
            assert!(unreadable(&plain.2) < unreadable(&found.2), "{} {cell:?}: not counted", told.layout);
            Ok(())
        })?;
    }
    Ok(())
}

#[test]
fn years_of_two_digits_are_of_this_time() -> io::Result<()> {
    each(Date, |told| {
        let date = told.value(Date)?;
        let plain = told.run(Date, &date)?;
        let year = ["2025", "2009"].into_iter().find(|year| date.contains(year));
        let year = year.expect("a year");
        let short = date.replacen(year, &year[2..], 1);
        let found = told.run(Date, &short)?;
        let is_read = found.1 == plain.1;
        let rejected = |fates: &str| {
            let count = fates.split(' ').find_map(|fate| fate.strip_prefix("rejected="));
            count.map_or(0, |count| count.parse::<u64>().expect("a count"))
        };
        let is_rejected = rejected(&plain.0) < rejected(&found.0) && found.2.code == 3;
        assert!(is_read || is_rejected, "{} `{short}`: {} {:?}", told.layout, found.0, found.1);
        Ok(())
    })
}

#[test]
fn statuses_nobody_knows_are_named() -> io::Result<()> {
    each(Status, |told| {
        let (_, _, run) = told.run(Status, "in limbo")?;
        assert_eq!(run.json()["unknown_statuses"]["words"]["in limbo"], 1, "{}", told.layout);
        Ok(())
    })
}

#[test]
fn one_number_of_two_patients_is_two_claims() -> io::Result<()> {
    each(Patient, |told| {
        if told.layout == "omop" {
            // A procedure's number is its own: two of one number are two versions of a row of the table.
            return Ok(());
        }
        let [own, other] = [told.value(Patient)?, "ZZ9ZZ9ZZ00".to_owned()];
        let before = told.run(Patient, &own)?;
        let twice = |line: &str, is_row: bool, header: &str| {
            if is_row { line.to_owned() + &told.cell(line, header, Patient, &other).1 } else { line.to_owned() }
        };
        let found = answer(&told.with_lines(twice)?, told.layout);
        let count = |fates: &str, fate: &str| {
            let count = fates.split(' ').find_map(|one| one.strip_prefix(fate)?.strip_prefix('='));
            count.map_or(0, |count| count.parse::<u64>().expect("a count"))
        };
        for (fate, more) in [("audited", 1), ("superseded", 0), ("repeated_row", 0), ("voided", 0)] {
            assert_eq!(count(&found.0, fate), count(&before.0, fate) + more, "{} {fate}: {}", told.layout, found.0);
        }
        assert!(before.1.iter().all(|finding| found.1.contains(finding)), "{}: {:?}", told.layout, found.1);
        Ok(())
    })
}

#[test]
fn a_file_that_comes_again_changes_no_finding() -> io::Result<()> {
    for told in &LAYOUTS {
        let once = files(told.folder)?;
        let before = answer(&once, told.layout);
        let (_, content) = once.iter().find(|(name, _)| name == told.file).expect("the main file");
        let again = (format!("z{}", told.file), content.clone());
        let found = answer(&[once.clone(), vec![again]].concat(), told.layout);
        let own = |findings: &[String]| findings.iter().cloned().collect::<BTreeSet<String>>();
        assert_eq!(own(&found.1), own(&before.1), "{}", told.layout);
    }
    Ok(())
}

#[test]
fn blank_rows_and_totals_are_no_rejects() -> io::Result<()> {
    for told in LAYOUTS.iter().filter(|told| matches!(told.cut, Cut::By(_) | Cut::Plain(_))) {
        let before = answer(&files(told.folder)?, told.layout);
        let delimiter = match told.cut {
            Cut::By(delimiter) | Cut::Plain(delimiter) => delimiter,
            Cut::Places | Cut::Json => continue,
        };
        let empty = std::cell::RefCell::new(String::new());
        let mut with_more = told.with_lines(|line, is_row, header| {
            *empty.borrow_mut() = std::iter::repeat_n(delimiter, header.matches(delimiter).count()).collect();
            if is_row { format!("{line}{}\n", empty.borrow()) } else { line.to_owned() }
        })?;
        let (_, content) = with_more.iter_mut().find(|(name, _)| name == told.file).expect("the main file");
        content.extend(format!("Total{}\n", empty.borrow()).into_bytes());
        let found = answer(&with_more, told.layout);
        assert_eq!(found.1, before.1, "{}", told.layout);
        let reject = |fates: &str| fates.split(' ').find(|fate| fate.starts_with("rejected=")).map(str::to_owned);
        assert_eq!(reject(&found.0), reject(&before.0), "{}: {}", told.layout, found.0);
        // The places of a wide row are counted on their own.
        let is_wide = told.layout == "desynpuf-carrier";
        let is_filtered = is_wide || total(&before.2, "filtered_rows") < total(&found.2, "filtered_rows");
        assert!(found.0.contains("blank_row=") || is_filtered, "{}: {}", told.layout, found.0);
    }
    Ok(())
}
