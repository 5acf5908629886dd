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

#[test]
fn no_value_of_a_log_or_a_roster_is_told() {
    let header = "Msg ID,Pat MRN,Patient Name,Author,Author NPI,Author Type,Sent,Msg Type,Body";
    let text = export(header, |line| {
        let (patient, sent) = (&line.patient, line.date("y-m-d") + " 09:00");
        let kind = if line.claim.ends_with("17") { "Call about Testperson" } else { "Message" };
        format!("{},{patient},{} Jo,Dr Nadie,{},Physician,{sent},{kind},feels ill", line.claim, line.name, line.npi)
    });
    let place = Place::new();
    place.write("log.csv", text);
    place.write("roster.csv", "Provider Name,NPI,Specialty\nDr Nadie,1000000001,Nadie Clinic\n");
    let init = place.run_at_terminal(&["init", "log.csv", "roster.csv"], "\n\n\n\n");
    let files = place.files("").into_iter().filter(|(name, _)| !["log.csv", "roster.csv"].contains(&name.as_str()));
    let written: Vec<String> = files.map(|(_, content)| String::from_utf8_lossy(&content).into_owned()).collect();
    assert!(written.len() == 3 && init.stdout.contains("Author Type"), "{}", init.stdout);
    for told in written.iter().chain([&init.stdout]) {
        for value in ["Testperson", "Nadie", "PT2001", "CL10001", "1000000001", "feels ill"] {
            assert!(!told.contains(value), "{value} is told: {told}");
        }
    }
}
