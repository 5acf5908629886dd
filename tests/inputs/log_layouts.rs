//! Layouts of activity logs: a portal's export, FHIR resources a line each, flat encounters, and what goes wrong.

use std::io;

use serde_json::Value;

use super::{json, pipeline};
use crate::program::{Place, Run};

/// A patient whom N1 saw in 2024, and a claim far from any message.
const CLAIMS: &str = "claim_id,patient_id,rendering_npi,billing_tin,rendering_specialty,service_date,procedure_code,payer\n\
    C1,P1,N1,T1,08,2024-06-03,99213,medicare\n";
const ROSTER: &str = "npi,specialty,billing_tin\nN1,08,T1\n";

/// Runs the claims with this log, its layout and more of `[activity]`.
fn run(log: (&str, &str), layout: &str, more: &str) -> (Place, Run) {
    let place = Place::with_claims(CLAIMS);
    place.write(log.0, log.1);
    place.write("roster.csv", ROSTER);
    let sections =
        format!("[activity]\npaths = [\"log*\"]\nlayout = \"{layout}\"\n{more}\n[providers]\npath = \"roster.csv\"\n");
    place.write("p.toml", pipeline(&sections));
    let run = place.run(&["run", "p.toml"]);
    (place, run)
}

/// Outcome, minutes, code and number of entries of every stretch of time.
fn opportunities(place: &Place) -> Vec<String> {
    let mut reader = csv::Reader::from_path(place.path("report/opportunities.csv")).expect("the table");
    let rows = reader.deserialize().map(|row| row.expect("a row"));
    rows.map(|row: crate::program::Row| {
        let columns =
            ["rule", "outcome", "reason", "personal_minutes", "procedure_code", "activities", "minutes_estimated"];
        columns.map(|name| row[name].as_str()).join(" ")
    })
    .collect()
}

fn activity(place: &Place) -> Value {
    super::input(place, "summary.json", "activity")
}

const PORTAL: &str = "Thread;Patient ID;Sender;Sender Role;Time;Minutes\n\
    T1;P1;P1;Patient;03/03/2025 08:00;\n\
    T1;P1;N1;Provider;03/03/2025 09:00;4,5\n\
    T1;P1;N2;Nurse;03/03/2025 09:30;6\n\
    T1;P1;N1;Provider;03/05/2025 09:00;3,5\n\
    T2;P1;N1;Provider;03/20/2025 09:00;9\n";

#[test]
fn a_portal_export_tells_who_began_by_the_first_message_of_a_thread() {
    let (place, run) = run(("log.csv", &PORTAL.replace(',', ".")), "portal-export", "");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(
        opportunities(&place),
        ["missed_e_visit billable  8 99421 T1/N1/03/03/2025 09:00; T1/N1/03/05/2025 09:00 false"]
    );
    let missed = &json(&place, "summary.json")["missed"]["log"];
    let minutes = |fate: &str| {
        let terms = missed["terms"].as_array().into_iter().flatten();
        terms.filter(|term| term["name"] == fate).filter_map(|term| term["minutes"].as_f64()).collect::<Vec<f64>>()
    };
    assert_eq!([minutes("staff"), minutes("billable"), minutes("practice_initiated")], [[6.0], [8.0], [9.0]]);
    assert_eq!(missed["balances"], true);
    let figures = activity(&place);
    assert_eq!(
        (figures["rows"].as_u64(), figures["filtered"].as_u64()),
        (Some(4), Some(1)),
        "the patient's own message"
    );
}

#[test]
fn minutes_that_are_absent_are_not_evaluable_or_estimated_by_name() {
    let log = "message_id,patient_id,sender_npi,sender_role,sent_at\nM1,P1,P1,patient,2025-03-03T08:00:00\n\
        M2,P1,N1,provider,2025-03-03T09:00:00\nM3,P1,N1,provider,2025-03-04T09:00:00\n";
    let (place, ran) = run(("log.csv", log), "portal-export", "");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(opportunities(&place), ["missed_e_visit not_evaluable minutes_unknown   M2; M3 false"]);
    let (place, ran) = run(("log.csv", log), "portal-export", "minutes_per_message = 3");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(opportunities(&place), ["missed_e_visit billable  6 99421 M2; M3 true"]);
    let text = String::from_utf8_lossy(&place.files("report")["opportunities.csv"]).into_owned();
    assert!(text.contains("ESTIMATED, not recorded") && text.contains("advisory"), "{text}");
    let logged = &json(&place, "summary.json")["missed"]["log"];
    assert_eq!((logged["minutes"].as_f64(), logged["entries_without_minutes"].as_u64()), (Some(0.0), Some(2)));
}

const COMMUNICATIONS: &str = r#"{"resourceType":"Communication","id":"c1","status":"completed","subject":{"reference":"Patient/P1"},"sender":{"reference":"Patient/P1"},"partOf":[{"reference":"Communication/t1"}],"sent":"2025-03-03T08:00:00-06:00"}
{"resourceType":"Communication","id":"c2","status":"completed","subject":{"reference":"Patient/P1"},"sender":{"reference":"Practitioner/N1"},"partOf":[{"reference":"Communication/t1"}],"sent":"2025-03-03T09:00:00-06:00","extension":[{"url":"minutes","valueDecimal":7.5}],"reasonCode":[{"coding":[{"code":"I10"}]}]}
{"resourceType":"Communication","id":"c3","status":"entered-in-error","subject":{"reference":"Patient/P1"},"sender":{"reference":"Practitioner/N1"},"sent":"2025-03-03T10:00:00-06:00","extension":[{"valueDecimal":60}]}
{"resourceType":"Patient","id":"P1"}
"#;

#[test]
fn fhir_communications_are_read_line_by_line() {
    let (place, ran) = run(("log.ndjson", COMMUNICATIONS), "fhir-communication", "");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(opportunities(&place), ["missed_e_visit billable  7 99421 c2 false"]);
    assert_eq!(activity(&place)["filtered"].as_u64(), Some(3), "an error, a patient, and the patient's message");
    let broken = format!("{COMMUNICATIONS}{{\"resourceType\": \n[1]\n");
    let (place, ran) = run(("log.ndjson", &broken), "fhir-communication", "");
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert_eq!(activity(&place)["rejected"].as_u64(), Some(2));
    assert!(ran.stderr.contains("row 5:  the line is not a JSON object"), "{}", ran.stderr);
}

/// Four messages by turns, the clinician's of four minutes each; each says what it answers, the first answers nothing.
fn chain(answered: [&str; 3], status_of_third: &str) -> String {
    let message = |id: &str, status: &str, sender: &str, answers: &str, rest: &str| {
        let reply = if answers.is_empty() {
            String::new()
        } else {
            format!(r#""inResponseTo":[{{"reference":"Communication/{answers}"}}],"#)
        };
        let subject = r#""subject":{"reference":"Patient/P1"}"#;
        format!(
            r#"{{"resourceType":"Communication","id":"{id}","status":"{status}",{subject},"sender":{{"reference":"{sender}"}},{reply}{rest}}}"#
        )
    };
    let [second, third, fourth] = answered;
    let minutes = r#""extension":[{"valueDecimal":4}]"#;
    [
        message("c1", "completed", "Patient/P1", "", r#""sent":"2025-03-03T08:00:00Z""#),
        message("c2", "completed", "Practitioner/N1", second, &format!(r#""sent":"2025-03-03T09:00:00Z",{minutes}"#)),
        message("c3", status_of_third, "Patient/P1", third, r#""sent":"2025-03-04T08:00:00Z""#),
        message("c4", "completed", "Practitioner/N1", fourth, &format!(r#""sent":"2025-03-04T09:00:00Z",{minutes}"#)),
    ]
    .join("\n")
}

#[test]
fn a_chain_of_fhir_replies_is_one_thread() {
    let whole = ["missed_e_visit billable  8 99421 c2; c4 false"];
    for (answered, status) in [
        (["c1", "c1", "c1"], "completed"),
        (["c1", "c2", "c3"], "completed"),
        // A message that a filter leaves out is a link all the same.
        (["c1", "c2", "c3"], "entered-in-error"),
    ] {
        let log = chain(answered, status);
        let (place, ran) = run(("log.ndjson", &log), "fhir-communication", "");
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert_eq!(opportunities(&place), whole, "{answered:?} {status}");
        let backwards = log.lines().rev().collect::<Vec<_>>().join("\n");
        let (place, _) = run(("log.ndjson", &backwards), "fhir-communication", "");
        assert_eq!(opportunities(&place), whole, "{answered:?} {status}, backwards");
    }
}

#[test]
fn absolute_references_join_a_chain_as_well() {
    for form in ["https://x.org/fhir/Communication/", "urn:uuid:"] {
        let log = chain(["c1", "c2", "c3"], "completed").replace("Communication/c", &format!("{form}c"));
        let (place, ran) = run(("log.ndjson", &log), "fhir-communication", "");
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert_eq!(opportunities(&place), ["missed_e_visit billable  8 99421 c2; c4 false"], "{form}");
    }
}

#[test]
fn who_began_a_chain_without_its_first_message_is_unknown() {
    let log = chain(["c1", "c2", "c3"], "completed");
    let (_, rest) = log.split_once('\n').expect("four messages");
    let (place, ran) = run(("log.ndjson", rest), "fhir-communication", "");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let told = opportunities(&place);
    assert!(told.len() == 1 && told[0].contains("c2; c4"), "they are not left out as begun by the practice: {told:?}");
    let text = String::from_utf8_lossy(&place.files("report")["opportunities.csv"]).into_owned();
    assert!(text.contains("who began"), "{text}");
}

#[test]
fn a_reference_to_nobody_is_no_patient_and_no_clinician() {
    let log = chain(["c1", "c2", "c3"], "completed");
    for (named, nobody) in [("\"Practitioner/N1\"", "\"Practitioner/UNKNOWN\""), ("\"Patient/P1\"", "\"Patient/NA\"")] {
        let (place, ran) = run(("log.ndjson", &log.replace(named, nobody)), "fhir-communication", "");
        assert_eq!(ran.code, 3, "{nobody}: {}", ran.stderr);
        let rejected = activity(&place)["rejected"].as_u64().unwrap_or_default();
        assert!(2 <= rejected, "{nobody}: {rejected}");
    }
}

#[test]
fn a_bundle_is_refused_or_rejected() {
    let bundle = r#"{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Communication","id":"c9"}}]}"#;
    let (place, ran) = run(("log.ndjson", bundle), "fhir-communication", "");
    assert_eq!((ran.code, place.path("report").exists()), (2, false), "{}", ran.stderr);
    assert!(ran.stderr.contains("is a FHIR Bundle"), "{}", ran.stderr);
    let (place, ran) = run(("log.ndjson", &format!("{COMMUNICATIONS}{bundle}\n")), "fhir-communication", "");
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert_eq!(activity(&place)["rejected"].as_u64(), Some(1));
}

#[test]
fn our_own_columns_say_what_a_message_answers_too() {
    let log = "activity_id,patient_id,clinician_npi,kind,start_time,minutes,role,reply_to\n\
        M1,P1,,message,2025-03-03T08:00:00,,patient,\nM2,P1,N1,message,2025-03-03T09:00:00,4,,M1\n\
        M3,P1,,message,2025-03-04T08:00:00,,patient,M2\nM4,P1,N1,message,2025-03-04T09:00:00,4,,M3\n";
    let (place, ran) = run(("log.csv", log), "canonical", "");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(opportunities(&place), ["missed_e_visit billable  8 99421 M2; M4 false"]);
}

const ENCOUNTERS: &str = r#"{"resourceType":"Encounter","id":"e1","status":"finished","class":{"code":"VR"},"type":[{"coding":[{"code":"98970"}]}],"subject":{"reference":"Patient/P1"},"participant":[{"individual":{"reference":"Practitioner/N1"}}],"period":{"start":"2025-03-03T09:00:00Z","end":"2025-03-03T09:12:00Z"}}
{"resourceType":"Encounter","id":"e2","status":"finished","class":{"code":"VR"},"type":[{"coding":[{"code":"185317003"}]}],"subject":{"reference":"Patient/P1"},"participant":[{"actor":{"reference":"Practitioner/N1"}}],"period":{"start":"2025-04-03T09:00:00Z","end":"2025-04-05T09:12:00Z"}}
{"resourceType":"Encounter","id":"e3","status":"finished","class":{"code":"AMB"},"subject":{"reference":"Patient/P1"},"period":{"start":"2025-04-03T09:00:00Z"}}
"#;

#[test]
fn fhir_encounters_give_start_and_end_and_a_period_of_days_is_no_time() {
    let (place, ran) = run(("log.ndjson", ENCOUNTERS), "fhir-encounter", "");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let expected =
        ["missed_e_visit billable  12 99422 e1 false", "missed_contact not_evaluable minutes_unknown   e2 false"];
    assert_eq!(opportunities(&place), expected);
}

#[test]
fn flat_encounters_are_read() {
    let log = "measure,id,subject,status,code,start,end\n\
        M1,a,Patient/P1,finished,98970,2025-03-03T09:00:00+00:00,2025-03-03T09:15:00+00:00\n\
        M1,b,Patient/P1,planned,98970,2025-03-04T09:00:00+00:00,2025-03-04T09:15:00+00:00\n\
        M1,c,Patient/P1,finished,99213,2025-03-04T09:00:00+00:00,2025-03-04T09:15:00+00:00\n";
    let (place, ran) = run(("log.csv", log), "encounters", "");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let expected = ["missed_e_visit not_evaluable specialty_unknown 15  M1/a false"];
    assert_eq!(opportunities(&place), expected, "whom a clinician without a name and a group has seen nobody knows");
}

#[test]
fn what_is_wrong_with_a_layout_is_said_with_its_place() {
    let complaint = |layout: &str| {
        let (place, ran) = {
            let place = Place::with_claims(CLAIMS);
            place.write("log.csv", "a,p,c,t\n1,P1,N1,2025-03-03T09:00:00\n");
            place.write("mine.toml", layout);
            place.write("p.toml", pipeline("[activity]\npaths = [\"log*\"]\nlayout = \"mine.toml\"\n"));
            let ran = place.run(&["run", "p.toml"]);
            (place, ran)
        };
        assert_eq!((ran.code, place.path("report").exists()), (2, false), "{}", ran.stderr);
        ran.stderr
    };
    let head = "name = \"m\"\ndescription = \"d\"\n";
    let columns = "[columns]\nactivity_id = \"a\"\npatient_id = \"p\"\nclinician_npi = \"c\"\nkind = { constant = \"message\" }\n";
    let cases = [
        (format!("{head}{columns}"), "[columns] says nothing of `start_time`"),
        (format!("{head}{columns}start_time = \"when\"\n"), "when"),
        (format!("{head}{columns}start_tim = \"t\"\n"), "did you mean `start_time`?"),
        (
            format!("{head}{columns}start_time = \"t\"\nminutes = {{ column = \"t\", time = \"%m/%d/%Y %H:%M\" }}\n"),
            "notation of its own",
        ),
        (format!("{head}[format]\nkind = \"x12_837p\"\n{columns}start_time = \"t\"\n"), "for a log"),
        (format!("{head}[[filter]]\ncolumn = \"absent\"\nkeep = [\"x\"]\n{columns}start_time = \"t\"\n"), "absent"),
        (format!("{head}[format]\nkind = \"ndjson\"\n{columns}start_time = \"t\"\n"), "no line of it is a JSON object"),
    ];
    for (layout, expected) in cases {
        let said = complaint(&layout);
        assert!(said.contains(expected), "{expected}: {said}");
        assert!(!said.contains("P1"), "no patient's value: {said}");
    }
    let place = Place::with_claims(CLAIMS);
    place.write("log.csv", "a\n1\n");
    let ran = place.audit("claims.csv", &["--activity", "log.csv", "--activity-layout", "portal-exprt"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("portal-export"), "{}", ran.stderr);
}

#[test]
fn a_layout_file_of_logs_is_an_input_and_its_settings_are_kept() {
    let layout = "name = \"mine\"\ndescription = \"d\"\n[columns]\nactivity_id = \"message_id\"\npatient_id = \"patient_id\"\n\
        clinician_npi = \"sender_npi\"\nkind = { constant = \"message\" }\nstart_time = \"sent_at\"\n";
    let place = Place::with_claims(CLAIMS);
    place.write("log.csv", "message_id,patient_id,sender_npi,sent_at\nM2,P1,N1,2025-03-03T09:00:00\n");
    place.write("mine.toml", layout);
    let sections = "[activity]\npaths = [\"log.csv\"]\nlayout = \"mine.toml\"\nminutes_per_message = 5\n";
    place.write("p.toml", pipeline(sections));
    assert_eq!(place.run(&["run", "p.toml"]).code, 0);
    let manifest = json(&place, "manifest.json");
    let inputs: Vec<&str> =
        manifest["inputs"].as_array().into_iter().flatten().filter_map(|input| input["file"].as_str()).collect();
    assert_eq!(inputs, ["claims.csv", "log.csv", "mine.toml"]);
    assert_eq!(manifest["settings"]["activity.layout"], "mine");
    assert_eq!(manifest["settings"]["activity.minutes_per_message"], "5");
}

#[test]
fn every_shipped_layout_says_what_it_lacks_and_where_it_comes_from() -> io::Result<()> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/log-layouts");
    let readme = std::fs::read_to_string(folder.join("README.md"))?;
    let mut n_layouts = 0;
    for entry in std::fs::read_dir(&folder)? {
        let path = entry?.path();
        let name = path.file_stem().map_or(String::new(), |stem| stem.to_string_lossy().into_owned());
        if path.extension().is_some_and(|extension| extension == "toml") {
            let text = std::fs::read_to_string(&path)?;
            for part in ["# What it lacks: ", "# Traps: ", "# Source: "] {
                assert!(text.contains(part), "{name}.toml has no line `{part}`");
            }
            assert!(text.contains(&format!("name = \"{name}\"")) && readme.contains(&format!("`{name}`")), "{name}");
            n_layouts += 1;
        }
    }
    assert_eq!(n_layouts, 4);
    Ok(())
}
