//! How a layout's `[format]` says that dates, times and amounts are written.

use super::EYE;
use crate::program::{Place, Run, csv_text};

const LAYOUT: &str = "name = \"m\"\ndescription = \"d\"\n[columns]\nclaim_id = \"CLM\"\npatient_id = \"BENE\"\nrendering_npi = \"PRF\"\nservice_date = \"DOS\"\nprocedure_code = \"CODE\"\nstart_time = \"FROM\"\nend_time = \"TO\"\npaid_amount = \"PAID\"\nunits = \"UNITS\"\n[format]\n";
const COLUMNS: &str = "CLM,BENE,PRF,DOS,CODE,FROM,TO,PAID,UNITS";

fn audit(format: &str, rows: &[&str]) -> (Place, Run) {
    let place = Place::with_claims(csv_text(COLUMNS, rows));
    place.write("m.toml", format!("{LAYOUT}{format}"));
    let run = place.audit("claims.csv", &["--layout", "m.toml"]);
    (place, run)
}

fn dates(format: &str, texts: &[&str]) -> Vec<String> {
    let rows: Vec<String> = (1..).zip(texts).map(|(n, text)| format!("C{n},P1,N1,{text},99441,,,,")).collect();
    let (place, run) = audit(format, &rows.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(run.code, 0, "{format}: {}", run.stderr);
    place.found(EYE, "service_date")
}

#[test]
fn dates_in_any_notation_of_a_list() {
    let format = "date = [\"%m/%d/%Y %I:%M:%S %p\", \"%m/%d/%Y\", \"%d-%b-%Y\"]\n";
    let texts = ["2/3/2025 9:54:00 AM", "02/03/2025", "03-FEB-2025", "2025-02-03", "2025-02-03T10:00:00"];
    assert_eq!(dates(format, &texts), ["2025-02-03"; 5]);
    // The first pattern of the list that reads a text wins.
    assert_eq!(
        dates("date = [\"%m/%d/%Y\", \"%d/%m/%Y\"]\n", &["02/03/2025", "25/02/2025"]),
        ["2025-02-03", "2025-02-25"]
    );
}

#[test]
fn days_are_counted_since_a_date() {
    assert_eq!(dates("date = \"days since 1899-12-30\"\n", &["45691", "45691.0", "2025-02-03"]), ["2025-02-03"; 3]);
    assert_eq!(dates("date = [\"days since 1840-12-31\"]\n", &["67239"]), ["2025-02-03"]);
    // A date written as a number is no count of days.
    let (place, run) = audit("date = \"days since 1899-12-30\"\n", &["C1,P1,N1,20250203,99441,,,,"]);
    assert_eq!(
        (run.code, place.table("report/rejects.parquet").column("column")),
        (3, vec!["service_date".to_owned()])
    );
}

#[test]
fn a_date_that_no_pattern_reads_is_a_reject_without_its_text() {
    let (place, run) = audit("date = [\"%m/%d/%Y\", \"%d-%b-%Y\"]\n", &["C1,P1,N1,31.12.2025,99441,,,,"]);
    assert_eq!((run.code, run.fates().as_str()), (3, "rejected=1"));
    let reason = place.table("report/rejects.parquet").column("reason").concat();
    assert!(reason.contains("not a date") && !reason.contains("31.12") && !run.stderr.contains("31.12"), "{reason}");
}

/// The times of the first of two services of one clinician that overlap, as the finding's sentence gives them.
fn overlap(format: &str, first: [&str; 2], second: [&str; 2]) -> String {
    let row = |n: u32, [from, to]: [&str; 2]| format!("C{n},P{n},N1,2025-02-03,98016,{from},{to},,");
    let (place, run) = audit(format, &[&row(1, first), &row(2, second)]);
    assert_eq!(run.code, 0, "{format}: {}", run.stderr);
    place.found("overlapping_time", "message").concat()
}

#[test]
fn times_in_any_notation_of_a_list() {
    let format = "time = [\"%m/%d/%Y %I:%M %p\", \"%d.%m.%Y %H:%M:%S\"]\n";
    let said =
        overlap(format, ["2/3/2025 1:00 PM", "03.02.2025 13:20:00"], ["2025-02-03T13:10:00", "2025-02-03 13:30"]);
    assert!(said.contains("2025-02-03 13:00:00 to 13:20:00"), "{said}");
}

#[test]
fn times_with_an_offset_are_taken_as_written_or_by_the_layout_s_zone() {
    let first = ["2025-02-03T16:00:00Z", "2025-02-03T16:20:00Z"];
    let second = ["2025-02-03T10:10:00-06:00", "2025-02-03T10:30:00-06:00"];
    let said = overlap("time_zone = \"America/Chicago\"\n", first, second);
    assert!(said.contains("2025-02-03 10:00:00 to 10:20:00"), "{said}");
    assert_eq!(overlap("", first, second), "", "as written they do not meet");
    // A time without an offset is local already.
    let said = overlap("time_zone = \"America/Chicago\"\n", first, ["2025-02-03T10:10:00", "2025-02-03 10:30"]);
    assert!(said.contains("10:00:00 to 10:20:00"), "{said}");
}

#[test]
fn a_zone_moves_the_day_of_a_service() {
    assert_eq!(dates("time_zone = \"America/New_York\"\n", &["2025-02-04T02:00:00Z", "2025-02-03"]), ["2025-02-03"; 2]);
    assert_eq!(dates("", &["2025-02-04T02:00:00Z"]), ["2025-02-04"]);
}

#[test]
fn midnight_may_say_nothing() {
    let midnights = ["2025-02-03 00:00:00", "2025-02-03 00:20:00"];
    assert!(overlap("", midnights, midnights).contains("00:00:00 to 00:20:00"));
    assert_eq!(overlap("midnight = \"unknown\"\n", midnights, midnights), "");
    assert_eq!(overlap("midnight = \"unknown\"\n", ["2025-02-03", "2025-02-03"], midnights), "", "a date is no time");
}

#[test]
fn amounts_in_whole_cents() {
    let rows = ["C1,P1,N1,2025-02-03,99441,,,1250,1.5", "C2,P1,N1,2025-02-03,99441,,,0,1"];
    let (place, run) = audit("amounts = \"cents\"\n", &rows);
    assert_eq!(
        (run.code, place.found(EYE, "paid_cents")),
        (0, vec!["1250".to_owned(), "0".to_owned()]),
        "{}",
        run.stderr
    );
    let (place, run) = audit("amounts = \"cents\"\n", &["C1,P1,N1,2025-02-03,99441,,,12.50,1"]);
    assert_eq!((run.code, place.found(EYE, "paid_cents")), (0, vec![String::new()]));
    assert_eq!(run.json()["unreadable"][0]["column"], "paid_amount", "no fraction of a cent");
    let (place, _) = audit("amounts = \"cents\"\n", &["C1,P1,N1,2025-02-03,99441,,,1250.00,1"]);
    assert_eq!(place.found(EYE, "paid_cents"), ["1250"], "decimals of nothing are no fraction of a cent");
}

#[test]
fn a_decimal_comma() {
    let (place, run) = audit("decimal = \",\"\n", &["C1,P1,N1,2025-02-03,99441,,,\"1.049,15\",\"1,5\""]);
    assert_eq!((run.code, place.found(EYE, "paid_cents")), (0, vec!["104915".to_owned()]), "{}", run.stderr);
}
