//! Cells that hold more than a value, or a word in its place: diagnoses, payers, codes, words for nothing in every identity
//! column. Each is taken apart, unknown and counted, or a reject; never another value.

use crate::program::{Place, Run, csv_text};

const COLUMNS: &str = "claim_id,patient_id,rendering_npi,billing_tin,rendering_specialty,service_date,procedure_code,modifier_1,place_of_service,diagnosis_1,units,paid_amount,payer";

/// A visit, then a call four days later whose columns are changed; rows of another patient stand long before and after.
fn call_after_visit(changes: &[(&str, &str)]) -> (Place, Run) {
    let cells = |claim: &str, patient: &str, date: &str, code: &str| {
        [claim, patient, "1234567893", "062301312", "08", date, code, "", "11", "I10", "1", "12.40", "commercial"]
            .map(str::to_owned)
    };
    let mut call = cells("C1", "P1", "2025-10-14", "99441");
    for (column, value) in changes {
        let at = COLUMNS.split(',').position(|name| name == *column).unwrap_or_default();
        call[at] = format!("\"{}\"", value.replace('"', "\"\""));
    }
    let rows = [
        cells("V", "P1", "2025-10-10", "99213"),
        call,
        cells("Z1", "PZ", "2024-01-01", "99213"),
        cells("Z2", "PZ", "2025-12-31", "99213"),
    ];
    let rows: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
    let place = Place::with_claims(csv_text(COLUMNS, &rows.iter().map(String::as_str).collect::<Vec<_>>()));
    let run = place.audit("claims.csv", &["--from=2025-10-01", "--to=2025-10-31"]);
    (place, run)
}

fn unreadable(run: &Run) -> Vec<String> {
    let summary = run.json();
    let all = summary["unreadable"].as_array().into_iter().flatten();
    all.map(|one| format!("{} {}", one["column"].as_str().unwrap_or_default(), one["values"])).collect()
}

#[test]
fn several_diagnoses_in_one_cell_are_several() {
    for cell in
        ["I10", "i10", "E11.9, I10", "I10|E119", "E11.9 I10", "I10;", "I10 - high blood pressure", "(I10)", "\"I10\""]
    {
        let (place, run) = call_after_visit(&[("diagnosis_1", cell)]);
        assert_eq!(place.found("contact_after_related_visit", "tier"), ["presumptive"], "{cell}: {}", run.stderr);
        assert_eq!(unreadable(&run), Vec::<String>::new(), "{cell}");
    }
    let (place, _) = call_after_visit(&[("diagnosis_1", "E11.9, M54.5")]);
    assert!(place.found("contact_after_related_visit", "tier").is_empty(), "another problem");
}

#[test]
fn a_diagnosis_in_words_is_not_another_one() {
    for (cell, n) in [("high blood pressure", 1), ("2025-10-01", 1), ("NA", 0), ("UNKNOWN", 0), ("0", 0), ("", 0)] {
        let (place, run) = call_after_visit(&[("diagnosis_1", cell)]);
        // Whether both are about one problem is unknown: a lead, and never cleared.
        assert_eq!(place.found("contact_after_related_visit", "tier"), ["advisory"], "{cell}: {}", run.stderr);
        assert_eq!(unreadable(&run).len(), n, "{cell}: {:?}", unreadable(&run));
    }
}

#[test]
fn a_word_for_nothing_is_no_payer() {
    let rows = |payer: &str| {
        let row = |claim: &str, payer: &str| {
            format!("{claim},P1,1234567893,062301312,08,2025-10-14,98016,25,11,I10,1,12.40,{payer}")
        };
        [row("C1", payer), row("C2", "commercial")]
    };
    for payer in ["NA", "UNKNOWN", "#N/A", ".", "-", "(null)", "NULL", "Unk", ""] {
        let rows = rows(payer);
        let place = Place::with_claims(csv_text(COLUMNS, &[&rows[0], &rows[1]]));
        let run = place.audit("claims.csv", &[]);
        assert!(place.found("two_primary_payers", "claim_id").is_empty(), "`{payer}`: {}", run.stderr);
    }
}

#[test]
fn codes_with_words_in_front_are_codes_and_several_are_none() {
    for cell in ["CPT 99441", "(99441)", "Phone visit 99441"] {
        let (place, run) = call_after_visit(&[("procedure_code", cell)]);
        assert_eq!(place.found("code_not_in_effect", "claim_id"), ["C1"], "{cell}: {}", run.stderr);
    }
    for cell in ["99441; 99213", "99441,99442", "99441 99442"] {
        let (place, run) = call_after_visit(&[("procedure_code", cell)]);
        assert_eq!(
            (run.code, place.table("report/rejects.parquet").column("column")),
            (3, vec!["procedure_code".to_owned()]),
            "{cell}"
        );
    }
}

#[test]
fn words_for_nothing_make_no_group_of_strangers() {
    let words = [
        "<NA>",
        "#REF!",
        "#VALUE!",
        "UNK",
        "n.a.",
        "(blank)",
        "[NULL]",
        "--",
        "?",
        "*",
        "Missing",
        "Not Available",
        "TBD",
    ];
    for word in words {
        let row = |claim: &str, patient: &str, npi: &str, tin: &str, day: &str| {
            format!("{claim},{patient},{npi},{tin},08,2025-10-{day},99421,,11,I10,1,12.40,commercial")
        };
        let group = [row("C1", "P1", "1234567893", word, "06"), row("C2", "P1", "1234567802", word, "09")];
        let place = Place::with_claims(csv_text(COLUMNS, &[&group[0], &group[1]]));
        let run = place.audit("claims.csv", &[]);
        assert!(place.found("repeat_e_visit", "claim_id").is_empty(), "tin `{word}`: {}", run.stderr);
        let people = [row("C1", word, "1234567893", "1", "06"), row("C2", word, "1234567893", "1", "09")];
        let place = Place::with_claims(csv_text(COLUMNS, &[&people[0], &people[1]]));
        let run = place.audit("claims.csv", &[]);
        assert_eq!((run.code, run.fates().as_str()), (3, "rejected=2"), "patient `{word}`: {}", run.stderr);
    }
}

#[test]
fn a_report_below_the_claims_is_no_claims() {
    let row = "C1,P1,1234567893,062301312,08,2025-10-14,99441,95,11,I10,1,12.40,commercial";
    let place = Place::new();
    place.write("own/claims.csv", csv_text(COLUMNS, &[row]));
    let audit = || place.run(&["audit", "--claims=own", "--out=own/report", "--format=csv", "--json"]);
    let (first, second) = (audit(), audit());
    assert_eq!(first.json()["findings"], second.json()["findings"], "{}", second.stderr);
    assert!(second.stderr.contains("own/report: a report of this program"), "{}", second.stderr);
}

#[test]
fn a_period_between_the_data_is_not_clean() {
    let row = |day: &str| format!("C{day},P1,1234567893,062301312,08,2025-{day},98016,,11,I10,1,12.40,commercial");
    let rows = [row("09-14"), row("10-14")];
    let place = Place::with_claims(csv_text(COLUMNS, &[&rows[0], &rows[1]]));
    let run = place.audit("claims.csv", &["--from=2025-09-20", "--to=2025-09-25"]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("Nothing was judged: no line of the period"), "{}", run.stderr);
}
