//! Rows that are no records: without any value, or sums at a file's end. Each is counted under a fate of its own and is no
//! reject.

use crate::program::{Place, Run, csv_text};

const COLUMNS: &str = "claim_id,patient_id,rendering_npi,service_date,procedure_code,units,paid_amount";
const LINES: [&str; 2] = ["C1,P1,N1,2025-10-14,99441,1,12.40", "C2,P2,N1,2025-10-15,99442,1,24.00"];

fn audited(rows: &[&str]) -> (Place, Run) {
    let place = Place::with_claims(csv_text(COLUMNS, rows));
    let run = place.audit("claims.csv", &["--format=json,html"]);
    (place, run)
}

#[test]
fn rows_without_any_value_are_blank() {
    for blank in [",,,,,,", " , ,,,, ,", ",,", "null,,,,,,", ",,,,,,,"] {
        for rows in [[LINES[0], blank, LINES[1]], [LINES[0], LINES[1], blank], [blank, LINES[0], LINES[1]]] {
            let (_, run) = audited(&rows);
            assert_eq!((run.code, run.fates().as_str()), (0, "audited=2 blank_row=1"), "{rows:?}: {}", run.stderr);
            assert_eq!(run.json()["accounting"]["rows_read"], 3);
        }
    }
}

#[test]
fn sums_at_the_end_are_a_footer() {
    for footer in [
        "Total,,,,,2,36.40",
        ",,,,,2,36.40",
        "Grand Total:,,,,,,$ 36.40",
        ",Totals,,,,2,36.40",
        "Total,36.40",
        "Total: 36.40",
        "(2 rows affected)",
        "End of report,,,,,,",
        "Count: 2",
    ] {
        let (place, run) = audited(&[LINES[0], LINES[1], footer]);
        assert_eq!((run.code, run.fates().as_str()), (0, "audited=2 footer_row=1"), "{footer}: {}", run.stderr);
        assert_eq!(run.json()["files"][0]["footer_rows"], 1);
        let page = String::from_utf8_lossy(&place.files("report")["data_quality.json"]).into_owned();
        assert!(page.contains("\"footer_row\": 1"), "{footer}");
        let (_, run) = audited(&[LINES[0], LINES[1], footer, ",,,,,,", ",,,,,2,36.40"]);
        assert_eq!(run.fates(), "audited=2 blank_row=1 footer_row=2", "{footer}, and more of the kind behind it");
    }
}

#[test]
fn sums_in_front_of_a_record_are_rejects() {
    for sums in ["Total,,,,,1,12.40", ",,,,,1,12.40", "Total,12.40"] {
        let (_, run) = audited(&[LINES[0], sums, LINES[1]]);
        assert_eq!((run.code, run.fates().as_str()), (3, "audited=2 rejected=1"), "{sums}");
        let (_, run) = audited(&[LINES[0], sums, "C2,P2,N1,never,99442,1,24.00"]);
        assert_eq!(run.fates(), "audited=1 rejected=2", "{sums}: what follows is a record, though a bad one");
    }
}

#[test]
fn a_record_that_lacks_something_is_no_footer() {
    for record in [
        ",P2,N1,2025-10-15,99442,1,24.00",
        "C2,,,,,1,24.00",
        ",,,2025-10-15,,1,24.00",
        ",,,,99442,1,24.00",
        ",,N1,,,1,24.00",
    ] {
        let (_, run) = audited(&[LINES[0], record]);
        assert_eq!((run.code, run.fates().as_str()), (3, "audited=1 rejected=1"), "{record}");
    }
}

#[test]
fn every_file_has_an_end_of_its_own() {
    let place = Place::new();
    place.write("a.csv", csv_text(COLUMNS, &[LINES[0], "Total,,,,,1,12.40"]));
    place.write("b.csv", csv_text(COLUMNS, &[LINES[1], "Total,,,,,1,24.00"]));
    let run = place.audit("[ab].csv", &[]);
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=2 footer_row=2"));
}

#[test]
fn the_log_and_the_roster_may_end_with_sums_too() {
    let place = Place::with_claims(csv_text(COLUMNS, &LINES));
    place.write("roster.csv", "npi,specialty\nN1,08\n,\nTotal: 1\n");
    let run = place.audit("claims.csv", &["--providers=roster.csv"]);
    let input = run.json()["inputs"][0].clone();
    assert_eq!((run.code, input["rows"].as_u64(), input["rejected"].as_u64()), (0, Some(1), Some(0)), "{}", run.stderr);
    assert_eq!((input["blank_rows"].as_u64(), input["footer_rows"].as_u64()), (Some(1), Some(1)));
}
