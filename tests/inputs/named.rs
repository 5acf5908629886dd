//! Every file beside the claims in `manifest.json` and `summary.json`: kind, rows, release, dates, hash.

use super::{ACTIVITY, CLAIMS, THREE_MINUTES, input, json, log, run};
use crate::program::Place;

const SECTIONS: &str = "[providers]\npath = \"roster.csv\"\n[consents]\npath = \"consents.csv\"\n\
    [tables]\nfee_schedule = [\"PPRRVU25_JAN.csv\"]\nmue = \"MCR_MUE_PractitionerServices_Eff_07-01-2024.csv\"\n\
    ptp = [{ path = \"pairs.csv\", from = \"2024-01-01\", until = \"2025-12-31\" }]\n";

/// A run with every kind of file.
fn place() -> Place {
    let place = Place::with_claims(CLAIMS);
    place.write("log.csv", log(&[THREE_MINUTES, THREE_MINUTES, "B1,P1"]));
    place.write("roster.csv", "npi,specialty\nN1,08\n");
    place.write("consents.csv", "patient_id,consent_date\nP1,2025-01-01\n");
    place.write(
        "PPRRVU25_JAN.csv",
        "HCPCS,MOD,STATUS CODE,NON-FACILITY TOTAL,FACILITY TOTAL,GLOB DAYS,CONV FACTOR\n99421,,A,0.45,0.36,XXX,32.3465\n",
    );
    place.write(
        "MCR_MUE_PractitionerServices_Eff_07-01-2024.csv",
        "HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator\n99421,1,2 Policy\n99422,x,2 Policy\n",
    );
    place.write("pairs.csv", "Column 1,Column 2,Effective Date,Deletion Date,Modifier\n99490,99421,20200101,*,0\n");
    let run = run(&place, &format!("{ACTIVITY}{SECTIONS}"));
    assert_eq!(run.code, 3, "{}", run.stderr);
    place
}

#[test]
fn the_manifest_names_kind_rows_release_and_hash() {
    let place = place();
    let files = place.files("");
    let said = |kind: &str| {
        let entry = input(&place, "manifest.json", kind);
        let file = entry["file"].as_str().unwrap_or_default().to_owned();
        assert_eq!(entry["blake3"].as_str().unwrap_or_default(), blake3::hash(&files[&file]).to_hex().as_str());
        assert_eq!(entry["bytes"].as_u64(), Some(files[&file].len() as u64));
        let text = |name: &str| entry[name].as_str().unwrap_or("-").to_owned();
        let numbers = ["rows", "repeated", "rejected"].map(|name| entry[name].to_string());
        format!(
            "{file} {} | {} | {} to {}",
            numbers.join("/"),
            text("release"),
            text("covers_from"),
            text("covers_through")
        )
    };
    assert_eq!(said("activity"), "log.csv 1/1/1 | - | - to -");
    assert_eq!(said("providers"), "roster.csv 1/0/0 | - | - to -");
    assert_eq!(said("consents"), "consents.csv 1/0/0 | - | - to -");
    assert_eq!(said("fee_schedule"), "PPRRVU25_JAN.csv 1/0/0 | 2025 January | 2025-01-01 to 2025-12-31");
    let limits = "MCR_MUE_PractitionerServices_Eff_07-01-2024.csv 1/0/1 | 2024 Q3 | 2024-07-01 to 2024-09-30";
    assert_eq!(said("mue"), limits);
    assert!(said("ptp").starts_with("pairs.csv 1/0/0 | ") && said("ptp").ends_with(" | 2024-01-01 to 2025-12-31"));
    let kinds: Vec<String> = json(&place, "manifest.json")["inputs"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|entry| entry["kind"].as_str().unwrap_or("claims").to_owned())
        .collect();
    assert_eq!(kinds.iter().filter(|kind| *kind == "claims").count(), 1);
    assert_eq!(kinds.len(), 7);
}

#[test]
fn the_summary_says_the_same() {
    let place = place();
    for kind in ["activity", "providers", "consents", "fee_schedule", "mue", "ptp"] {
        let (manifest, summary) = (input(&place, "manifest.json", kind), input(&place, "summary.json", kind));
        for name in ["file", "rows", "repeated", "rejected", "release", "covers_from", "covers_through"] {
            assert_eq!(manifest[name], summary[name], "{kind} {name}");
        }
    }
}

#[test]
fn a_bad_row_of_a_table_is_a_reject_too() {
    let place = place();
    let rejects = place.table("report/rejects.parquet").rows();
    let said: Vec<String> =
        rejects.iter().map(|row| format!("{} {} {}", row["file"], row["row"], row["column"])).collect();
    let limits = "MCR_MUE_PractitionerServices_Eff_07-01-2024.csv 3 MUE Values";
    assert_eq!(said, ["log.csv 3 ", limits]);
}
