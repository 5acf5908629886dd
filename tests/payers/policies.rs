//! Policies and settings of payers in the manifest: whatever can change a finding changes the hash of the settings.

use std::collections::BTreeSet;

use crate::program::Place;

const CLAIMS: &str = "claim_id,patient_id,rendering_npi,service_date,procedure_code,payer,paid_amount,place_of_service\n\
    C1,P1,ANN,2025-03-03,99421,Acme,12.00,11\n";

/// The manifest of a run with this part of a pipeline.
fn manifest(place: &Place, part: &str) -> serde_json::Value {
    let text = format!(
        "name = \"n\"\n[period]\nall = true\n[claims]\npaths = [\"claims.csv\"]\n{part}[report]\ndir = \"report\"\nformats = [\"csv\"]\n"
    );
    place.write("p.toml", text);
    let run = place.run(&["run", "p.toml"]);
    assert_eq!(run.code, 0, "{part}: {}", run.stderr);
    serde_json::from_slice(&place.files("report")["manifest.json"]).expect("a manifest")
}

fn hash(place: &Place, part: &str) -> String {
    manifest(place, part)["settings_hash"].as_str().unwrap_or_default().to_owned()
}

const PARTS: [&str; 11] = [
    "",
    "[[payers.acme.unpaid]]\ncodes = [\"99421\"]\n",
    "[[payers.acme.unpaid]]\ncodes = [\"99422\"]\n",
    "[[payers.beta.unpaid]]\ncodes = [\"99421\"]\n",
    "[[payers.acme.unpaid]]\ncodes = [\"99421\"]\nfrom = \"2025-01-01\"\n",
    "[[payers.acme.unpaid]]\ncodes = [\"99421\"]\nuntil = \"2025-01-01\"\n",
    "[[payers.acme.markers]]\nfamilies = [\"e_visit_em\"]\nplaces = \"required\"\n",
    "[[payers.acme.markers]]\nfamilies = [\"e_visit_em\"]\nplaces = \"forbidden\"\n",
    "[[payers.acme.markers]]\nfamilies = [\"e_visit_em\"]\nplaces = \"required\"\nplace_codes = [\"02\"]\n",
    "[[payers.acme.markers]]\nfamilies = [\"e_visit_em\"]\nmodifiers = \"required\"\n",
    "[payers.acme.rules.repeat_e_visit]\nwindow_days = 14\n",
];

#[test]
fn every_word_of_a_policy_changes_the_hash() {
    let place = Place::with_claims(CLAIMS);
    let hashes: BTreeSet<String> = PARTS.iter().map(|part| hash(&place, part)).collect();
    assert_eq!(hashes.len(), PARTS.len());
}

#[test]
fn the_case_of_a_payer_s_name_does_not() {
    let place = Place::with_claims(CLAIMS);
    for part in PARTS {
        assert_eq!(hash(&place, part), hash(&place, &part.replace("acme", "ACME")), "{part}");
    }
}

#[test]
fn policies_and_settings_stand_in_the_manifest() {
    let place = Place::with_claims(CLAIMS);
    let settings = |part: &str, key: &str| manifest(&place, part)["settings"][key].clone();
    assert_eq!(settings(PARTS[10], "payers.acme.rules.repeat_e_visit.window_days"), "14");
    assert_eq!(settings(PARTS[10], "rules.repeat_e_visit.window_days"), "7");
    assert_eq!(settings(PARTS[1], "payers.acme.unpaid.0"), "99421, on any date");
    assert_eq!(settings(PARTS[4], "payers.acme.unpaid.0"), "99421, 2025-01-01 to …");
    assert_eq!(settings(PARTS[8], "payers.acme.markers.0"), "e_visit_em, on any date, places required 02");
}

#[test]
fn a_policy_decides_over_the_whole_program() {
    let place = Place::with_claims(CLAIMS);
    manifest(&place, PARTS[1]);
    assert_eq!(place.found("code_not_payable", "payer"), ["acme"]);
    manifest(&place, PARTS[8]);
    assert_eq!(place.found("telehealth_marker", "claim_id"), ["C1"]);
    manifest(&place, PARTS[7]);
    assert!(place.findings().is_empty());
}
