//! What is written and printed holds no value of a person: only names of columns, shares, and words that many rows share.

use super::{export, lines};
use crate::program::Place;

#[test]
fn no_value_of_a_person_is_told() {
    let header = "Claim No,Patient ID,Patient Name,DOS,CPT,NPI,Status,Note";
    let text = export(header, |line| {
        let (claim, patient, date) = (&line.claim, &line.patient, line.date("m/d/y"));
        format!("{claim},{patient},{} Jo,{date},{},{},{},seen", line.name, line.code, line.npi, line.status)
    });
    // A status that one row has may be about one person.
    let place = Place::with_claims(text.replacen("Denied", "Denied Testperson", 1));
    let mut told: Vec<String> = Vec::new();
    for more in [&["--force"][..], &["--force", "--json"]] {
        let init = place.run(&[&["init", "claims.csv"], more].concat());
        assert_eq!(init.code, 0, "{}", init.stderr);
        told.extend([init.stdout, init.stderr]);
    }
    told.extend(
        place
            .files("")
            .into_iter()
            .filter(|(name, _)| name != "claims.csv")
            .map(|(_, content)| String::from_utf8(content).expect("a text")),
    );
    assert!(told.iter().any(|text| text.contains("\"Paid\"")), "words that many rows share are told");
    for line in lines() {
        for value in [&line.claim, &line.patient, line.name, line.npi, &line.date("m/d/y"), "Denied Testperson"] {
            assert!(!told.iter().any(|text| text.contains(value)), "{value} is told");
        }
    }
}
