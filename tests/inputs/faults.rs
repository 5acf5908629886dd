//! Logs, rosters and consents that are wrong: a bad row is rejected and named, a missing column ends the run, and no
//! message shows what a patient's row says.

use super::{ACTIVITY, CLAIMS, LOG_COLUMNS, THREE_MINUTES, input, log, run};
use crate::program::Place;

/// A bad row of a log, and the column and words of its reject.
const BAD: [(&str, &str, &str); 14] = [
    ("B1,SECRET,N1,fax,patient,2025-03-03T10:00:00,,5,,,", "kind", "none of message, phone"),
    ("B1,SECRET,N1,,patient,2025-03-03T10:00:00,,5,,,", "kind", "missing"),
    ("B1,SECRET,N1,phone,clinic,2025-03-03T10:00:00,,5,,,", "initiated_by", "none of patient, practice"),
    ("B1,SECRET,N1,phone,patient,2025-03-03T10:00:00,,5,doctor,,", "role", "none of practitioner, staff, patient"),
    ("B1,SECRET,N1,phone,patient,2025-03-03T10:00:00,,5,,perhaps,", "evaluative", "neither true nor false"),
    ("B1,SECRET,N1,phone,patient,SECRET day,,5,,,", "start_time", "not a time"),
    ("B1,SECRET,N1,phone,patient,,,5,,,", "start_time", "missing"),
    ("B1,SECRET,N1,phone,patient,2025-03-03T10:00:00,2025-03-03T24:30:00,5,,,", "end_time", "not a time"),
    ("B1,SECRET,N1,phone,patient,2025-03-03T10:00:00,2025-03-03T09:59:59,5,,,", "end_time", "before start_time"),
    ("B1,SECRET,N1,phone,patient,2025-03-03T10:00:00,,-1,,,", "minutes", "not a duration"),
    ("B1,SECRET,N1,phone,patient,2025-03-03T10:00:00,,ten,,,", "minutes", "not a duration"),
    (",SECRET,N1,phone,patient,2025-03-03T10:00:00,,5,,,", "activity_id", "missing"),
    ("B1,,N1,phone,patient,2025-03-03T10:00:00,,5,,,", "patient_id", "missing"),
    ("B1,1.2E+10,N1,phone,patient,2025-03-03T10:00:00,,5,,,", "patient_id", "scientific notation"),
];

/// Everything a person sees, and every text of the report.
fn shown(place: &Place, run: &crate::program::Run) -> String {
    let texts = place.files("report").into_iter().filter(|(name, _)| !name.ends_with("parquet"));
    let rejects = format!("{:?}", place.table("report/rejects.parquet").rows());
    texts.map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned()).collect::<String>()
        + &run.stdout
        + &run.stderr
        + &rejects
}

#[test]
fn bad_rows_of_a_log_are_rejected_and_the_run_goes_on() {
    for (row, column, reason) in BAD {
        let place = Place::with_claims(CLAIMS);
        place.write("log.csv", log(&[row, THREE_MINUTES]));
        let run = run(&place, ACTIVITY);
        assert_eq!(run.code, 3, "{row}: {}", run.stderr);
        let rejects = place.table("report/rejects.parquet").rows();
        assert_eq!(rejects.len(), 1, "{row}");
        let said = [&rejects[0]["file"], &rejects[0]["row"], &rejects[0]["column"]];
        assert_eq!(said, ["log.csv", "1", column], "{row}");
        assert!(rejects[0]["reason"].contains(reason), "{row}: {}", rejects[0]["reason"]);
        assert_eq!(place.found("minutes_below_floor", "claim_id"), ["C1"], "the other row counts");
        assert!(!shown(&place, &run).contains("SECRET"), "{row}: {}", run.stderr);
        assert!(run.stderr.contains("1 rejected") && run.stderr.contains(column), "{}", run.stderr);
    }
}

#[test]
fn ragged_rows_have_no_column() {
    let place = Place::with_claims(CLAIMS);
    place.write("log.csv", log(&["SECRET,P1", THREE_MINUTES, &format!("{THREE_MINUTES},SECRET")]));
    let run = run(&place, ACTIVITY);
    assert_eq!(run.code, 3, "{}", run.stderr);
    let rejects = place.table("report/rejects.parquet").rows();
    let places: Vec<(&str, &str)> = rejects.iter().map(|row| (row["row"].as_str(), row["column"].as_str())).collect();
    assert_eq!(places, [("1", ""), ("3", "")]);
    assert!(rejects[0]["reason"].contains("more or fewer fields"));
    assert!(!shown(&place, &run).contains("SECRET"));
    let figures = input(&place, "summary.json", "activity");
    assert_eq!((figures["rows"].as_u64(), figures["rejected"].as_u64()), (Some(1), Some(2)));
}

#[test]
fn a_missing_column_ends_the_run() {
    for needed in ["activity_id", "patient_id", "clinician_npi", "kind", "start_time"] {
        let place = Place::with_claims(CLAIMS);
        place.write("log.csv", log(&[THREE_MINUTES]).replacen(needed, &format!("{needed}x"), 1));
        let run = run(&place, ACTIVITY);
        assert_eq!((run.code, run.stderr.lines().count()), (2, 1), "{needed}: {}", run.stderr);
        for words in ["log.csv", &format!("`{needed}`"), &format!("did you mean `{needed}x`?")] {
            assert!(run.stderr.contains(words), "{words}: {}", run.stderr);
        }
        assert!(place.files("report").is_empty());
    }
}

#[test]
fn a_file_without_a_header_shows_nothing_of_its_first_row() {
    for (name, sections) in
        [("log.csv", ACTIVITY), ("claims.csv", ""), ("roster.csv", "[providers]\npath = \"roster.csv\"\n")]
    {
        let place = Place::with_claims(CLAIMS);
        place.write(name, "C1,SECRET,N1,2025-03-03,99421\nC2,SECRET,N1,2025-03-04,99421\n");
        let run = run(&place, sections);
        assert_eq!(run.code, 2, "{name}");
        assert!(run.stderr.contains(name) && run.stderr.contains("does not look like a header"), "{}", run.stderr);
        assert!(!run.stderr.contains("SECRET"), "{}", run.stderr);
    }
}

#[test]
fn files_that_are_not_there_or_no_data() {
    let sections = [ACTIVITY, "[providers]\npath = \"log.csv\"\n", "[consents]\npath = \"log.csv\"\n"];
    for section in sections {
        let place = Place::with_claims(CLAIMS);
        let absent = run(&place, section);
        assert_eq!((absent.code, absent.stderr.contains("log")), (2, true), "{}", absent.stderr);
        place.write("log.csv", "");
        let empty = run(&place, section);
        assert_eq!((empty.code, empty.stderr.contains("log.csv: is empty")), (2, true), "{}", empty.stderr);
        place.write("log.csv", "PK\u{3}\u{4}nonsense");
        assert_eq!(run(&place, section).code, 2, "{section}");
        assert!(place.files("report").is_empty());
    }
}

#[test]
fn a_header_alone_is_a_log() {
    let place = Place::with_claims(CLAIMS);
    place.write("log.csv", format!("{LOG_COLUMNS}\n"));
    let run = run(&place, ACTIVITY);
    assert_eq!((run.code, input(&place, "summary.json", "activity")["rows"].as_u64()), (0, Some(0)), "{}", run.stderr);
}

#[test]
fn bad_rows_of_rosters_and_consents() {
    let place = Place::with_claims(CLAIMS);
    place.write("roster.csv", "npi,specialty\n,08\nN1,08\n1E+9,08\n");
    place.write("consents.csv", "patient_id,consent_date\nSECRET,soon\nP1,2025-01-01\n,2025-01-01\nSECRET,\n");
    let run = run(&place, "[providers]\npath = \"roster.csv\"\n[consents]\npath = \"consents.csv\"\n");
    assert_eq!(run.code, 3, "{}", run.stderr);
    let rejects = place.table("report/rejects.parquet").rows();
    let said: Vec<String> =
        rejects.iter().map(|row| format!("{} {} {}", row["file"], row["row"], row["column"])).collect();
    let expected = [
        "roster.csv 1 npi",
        "roster.csv 3 npi",
        "consents.csv 1 consent_date",
        "consents.csv 3 patient_id",
        "consents.csv 4 consent_date",
    ];
    assert_eq!(said, expected);
    assert!(!shown(&place, &run).contains("SECRET"));
    let counts = |kind: &str| {
        let figures = input(&place, "manifest.json", kind);
        (figures["rows"].as_u64(), figures["rejected"].as_u64())
    };
    assert_eq!((counts("providers"), counts("consents")), ((Some(1), Some(2)), (Some(1), Some(3))));
}

#[test]
fn missing_columns_of_rosters_and_consents() {
    let cases = [
        ("npi", "[providers]\npath = \"f.csv\"\n", "npi_,specialty\nN1,08\n"),
        ("patient_id", "[consents]\npath = \"f.csv\"\n", "patient,consent_date\nP1,2025-01-01\n"),
        ("consent_date", "[consents]\npath = \"f.csv\"\n", "patient_id,date\nP1,2025-01-01\n"),
    ];
    for (column, section, text) in cases {
        let place = Place::with_claims(CLAIMS);
        place.write("f.csv", text);
        let run = run(&place, section);
        assert_eq!(run.code, 2, "{column}");
        assert!(run.stderr.contains("f.csv") && run.stderr.contains(&format!("`{column}`")), "{}", run.stderr);
    }
}
