//! Status words that no list knows: counted and named wherever an outcome is shown, because their rows count as paid.

use crate::program::{Place, csv_text};

const COLUMNS: &str = "claim_id,patient_id,rendering_npi,service_date,procedure_code,paid_amount,claim_status";
/// The words of the canonical layout, however they are written, and a blank.
const KNOWN: [&str; 6] = ["paid", "Paid", "DENIED", "rejected", "Reversed", ""];
/// Words of other systems.
const UNKNOWN: [&str; 13] = [
    "Voided",
    "Void",
    "Cancelled",
    "Pending",
    "Submitted",
    "In Process",
    "Denied - duplicate",
    "Deny",
    "D",
    "4",
    "22",
    "Reversal",
    "Unpaid",
];

fn place(words: &[&str]) -> Place {
    let row = |(n, word): (usize, &&str)| format!("C{n},P{n},N1,2025-10-14,99441,0.00,{word}");
    let rows: Vec<String> = words.iter().enumerate().map(row).collect();
    Place::with_claims(csv_text(COLUMNS, &rows.iter().map(String::as_str).collect::<Vec<_>>()))
}

#[test]
fn known_words_need_no_remark() {
    let place = place(&KNOWN);
    let run = place.audit("claims.csv", &[]);
    assert_eq!(run.fates(), "audited=3 denied=3");
    assert!(run.json().get("unknown_statuses").is_none());
    assert!(!place.run(&["check", "claims.csv"]).stdout.contains("no known meaning"));
}

#[test]
fn words_of_no_known_meaning_are_named_everywhere() {
    let words = [&UNKNOWN[..], &["void", "paid", "denied"]].concat();
    let place = place(&words);
    let run = place.audit("claims.csv", &["--format=json,html"]);
    assert_eq!(run.fates(), "audited=15 denied=1");
    let told = &run.json()["unknown_statuses"];
    assert_eq!((told["rows"].as_u64(), told["words"].as_object().map(serde_json::Map::len)), (Some(14), Some(14)));
    let sentence = "14 rows with a status of no known meaning: 22, 4, Cancelled, D, Denied - duplicate, Deny, In Process, \
                    Pending, Reversal, Submitted, Unpaid, Void, Voided, void; they count as paid";
    assert_eq!(told["note"], sentence);
    let files = place.files("report");
    for name in ["summary.json", "data_quality.json", "data_quality.html"] {
        assert!(String::from_utf8_lossy(&files[name]).contains("no known meaning"), "{name}");
    }
    let checked = place.run(&["check", "claims.csv"]).stdout;
    assert!(checked.split_whitespace().collect::<Vec<_>>().join(" ").contains(sentence), "{checked}");
    assert!(place.run(&["audit", "--claims=claims.csv", "--out=again"]).stderr.contains(sentence));
}

#[test]
fn several_files_are_one_sentence_and_frequent_words_come_first() {
    let place = place(&["Void", "Pending", "Pending"]);
    place.write("more.csv", csv_text(COLUMNS, &["M1,P9,N1,2025-10-14,99441,0.00,Pending"]));
    let note = place.audit("[cm]*.csv", &[]).json()["unknown_statuses"]["note"].clone();
    assert_eq!(note, "4 rows with a status of no known meaning: Pending (3), Void; they count as paid");
}

#[test]
fn a_column_of_very_many_words_is_named_in_no_output() {
    let words: Vec<String> = (0..60).map(|n| format!("Ann Example {n}")).collect();
    let place = place(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let run = place.audit("claims.csv", &["--format=json"]);
    assert_eq!(run.json()["unknown_statuses"]["rows"], 60);
    for (name, bytes) in &place.files("report") {
        assert!(!String::from_utf8_lossy(bytes).contains("Ann Example"), "{name}");
    }
}
