//! Logs and rosters: known by their columns, mapped, and written into one pipeline with the claims.

use super::{Line, export, lines};
use crate::program::{Place, Run, csv_text};

const CLAIMS: &str = "Claim Number,Member ID,NPI,Tax ID,Service Date,CPT Code,Payer";

fn claims() -> String {
    export(CLAIMS, |line| {
        let cells = [&line.claim, &line.patient, line.npi, "062301312", &line.date("m/d/y"), line.code, line.payer];
        cells.map(str::to_owned).join(",")
    })
}

/// A log with one row per line of claims.
fn log(header: &str, row: impl Fn(usize, &Line) -> Vec<String>) -> String {
    let rows: Vec<String> = lines().iter().enumerate().map(|(n, line)| row(n, line).join(",")).collect();
    csv_text(header, &rows.iter().map(String::as_str).collect::<Vec<_>>())
}

fn texts<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

/// A message of every patient or clinician by turns, as a portal exports them.
fn messages() -> String {
    const HEADER: &str =
        "Msg ID,Conversation ID,Pat MRN,Author NPI,Author Type,Sent Date/Time,Msg Type,Time Spent (min)";
    log(HEADER, |n, line| {
        let role = ["Patient", "Physician", "RN", "Nurse Practitioner"][n % 4];
        let npi = if role == "Patient" { "" } else { line.npi };
        let sent = format!("{} {}:{:02} PM", line.date("m/d/y"), 1 + n % 12, n % 60);
        let kind = if n == 5 { "Refill" } else { "Patient Medical Advice Request" };
        texts([&format!("M{n}"), &format!("T{}", n / 4), &line.patient, npi, role, &sent, kind, &(n % 13).to_string()])
    })
}

const ROSTER: &str = "Provider Name,Provider NPI,Specialty,Group TIN\n\
    \"Nobody, Jo\",1000000001,Family Medicine,06-2301312\n\
    \"Nadie, Al\",1000000002,Internal Medicine,06-2301312\n\
    \"Personne, Cy\",1000000003,Wizardry,06-2301312\n";

fn text(place: &Place, name: &str) -> String {
    std::fs::read_to_string(place.path(name)).unwrap_or_else(|error| format!("{name}: {error}: {:?}", place.names()))
}

fn assert_lines(text: &str, lines: &[&str]) {
    for line in lines {
        assert!(text.lines().any(|there| there == *line), "{line}:\n{text}");
    }
}

fn assert_ends(run: &Run, code: i32) {
    assert_eq!(run.code, code, "{}{}", run.stdout, run.stderr);
}

fn input(run: &Run, kind: &str, figure: &str) -> Option<u64> {
    let summary = run.json();
    let inputs = summary["inputs"].as_array().into_iter().flatten();
    inputs.filter(|input| input["kind"] == kind).find_map(|input| input[figure].as_u64())
}

#[test]
fn claims_log_and_roster_become_one_pipeline() {
    let place = Place::with_claims(claims());
    place.write("messages.csv", messages());
    place.write("roster.csv", ROSTER);
    let init = place.run(&["init", "messages.csv", "roster.csv", "claims.csv"]);
    assert_ends(&init, 0);
    let pipeline = text(&place, "claims-pipeline.toml");
    assert_lines(
        &pipeline,
        &[
            "paths = [\"claims.csv\"]",
            "[activity]",
            "paths = [\"messages.csv\"]",
            "layout = \"activity-layout.toml\"",
            "[providers]",
            "path = \"roster.csv\"",
            "layout = \"providers-layout.toml\"",
        ],
    );
    assert_lines(
        &text(&place, "activity-layout.toml"),
        &[
            "activity_id = \"Msg ID\"",
            "patient_id = \"Pat MRN\"",
            "clinician_npi = \"Author NPI\"",
            "start_time = { column = \"Sent Date/Time\", time = \"%m/%d/%Y %I:%M %p\" }",
            "minutes = \"Time Spent (min)\"",
            "kind = { column = \"Msg Type\", map = { \"Patient Medical Advice Request\" = \"message\", \"Refill\" = \"other\" } }",
            "role = { column = \"Author Type\", map = { \"Nurse Practitioner\" = \"practitioner\", \"Patient\" = \"patient\", \"Physician\" = \"practitioner\", \"RN\" = \"staff\" } }",
            "thread_id = \"Conversation ID\"",
        ],
    );
    assert_lines(
        &text(&place, "providers-layout.toml"),
        &[
            "npi = \"Provider NPI\"",
            "specialty = { column = \"Specialty\", map = { \"Family Medicine\" = \"08\", \"Internal Medicine\" = \"11\" } }",
            "billing_tin = \"Group TIN\"",
        ],
    );
    assert!(init.stdout.contains("1 rows name a specialty"), "{}", init.stdout);
    for value in ["Wizardry", "Nobody", "1000000001"] {
        assert!(!init.stdout.contains(value) && !text(&place, "providers-layout.toml").contains(value), "{value}");
    }
    let run = place.run(&["run", "claims-pipeline.toml", "--json"]);
    assert_ends(&run, 0);
    let figures = |kind| (input(&run, kind, "rows"), input(&run, kind, "rejected"));
    assert_eq!((figures("activity"), figures("providers")), ((Some(45), Some(0)), (Some(3), Some(0))));
    assert_eq!(input(&run, "activity", "filtered"), Some(15), "what patients wrote");
    let manifest = String::from_utf8_lossy(&place.files("reports/claims")["manifest.json"]).into_owned();
    assert!(manifest.contains("\"providers-layout.toml\"") && manifest.contains("\"activity-layout.toml\""));
}

#[test]
fn a_folder_may_hold_all_three_and_what_they_are_may_be_said() {
    let place = Place::new();
    place.write("lakeside/a.csv", claims());
    place.write("lakeside/b.csv", messages());
    place.write("lakeside/c.csv", ROSTER);
    assert_ends(&place.run(&["init", "lakeside"]), 0);
    let pipeline = text(&place, "lakeside-pipeline.toml");
    assert_lines(
        &pipeline,
        &["paths = [\"lakeside/a.csv\"]", "paths = [\"lakeside/b.csv\"]", "path = \"lakeside/c.csv\""],
    );
    assert_ends(&place.run(&["run", "lakeside-pipeline.toml"]), 0);
    let said =
        ["init", "lakeside/a.csv", "--activity", "lakeside/b.csv", "--providers", "lakeside/c.csv", "--out", "p"];
    assert_ends(&place.run(&said), 0);
    assert_ends(&place.run(&["run", "p/lakeside-pipeline.toml"]), 0);
    let twice = place.run(&["init", "lakeside", "--activity", "lakeside/b.csv", "--out", "q"]);
    assert_ends(&twice, 2);
    assert!(twice.stderr.contains("b.csv: looks like another activity log"), "{}", twice.stderr);
}

#[test]
fn a_log_alone_waits_for_its_claims() {
    let place = Place::new();
    place.write("messages.csv", messages());
    let init = place.run(&["init", "messages.csv"]);
    assert_ends(&init, 3);
    assert!(init.stdout.contains("messages.csv (activity log)"), "{}", init.stdout);
    assert!(init.stdout.contains("UNDECIDED  claims"), "{}", init.stdout);
    assert_lines(
        &text(&place, "activity-pipeline.toml"),
        &["# paths = [\"claims.csv\"]", "paths = [\"messages.csv\"]"],
    );
    let run = place.run(&["run", "activity-pipeline.toml"]);
    assert_ends(&run, 2);
    assert!(run.stderr.contains("paths"), "{}", run.stderr);
}

const CALLS: &str = "Call ID,Direction,Pat MRN,Agent NPI,Call Date,Call Time,Talk Time,Result";

fn calls(duration: fn(usize) -> String) -> String {
    log(CALLS, |n, line| {
        let time = format!("{}:{:02}", 8 + n % 9, n % 60);
        let direction = ["Inbound", "Outbound"][n % 2];
        let (id, date) = (format!("K{n}"), line.date("m/d/y"));
        texts([&id, direction, &line.patient, line.npi, &date, &time, &duration(n), "Connected"])
    })
}

#[test]
fn a_telephone_log_has_its_date_and_time_in_two_columns() {
    let place = Place::with_claims(claims());
    place.write("calls.csv", calls(|n| format!("{}:{:02}", n % 15, n % 60)));
    let init = place.run(&["init", "claims.csv", "calls.csv"]);
    assert_ends(&init, 0);
    assert!(init.stdout.contains("UNDECIDED  minutes: a clock of two parts"), "{}", init.stdout);
    let log = text(&place, "activity-layout.toml");
    assert_lines(
        &log,
        &[
            "start_time = { concat = [\"Call Date\", \"Call Time\"], with = \" \", time = \"%m/%d/%Y %H:%M\" }",
            "kind = { constant = \"phone\" }",
            "initiated_by = { column = \"Direction\", map = { \"Inbound\" = \"patient\", \"Outbound\" = \"practice\" } }",
            "# minutes = { column = \"Talk Time\", unit = \"m:ss\" }",
            "# minutes = { column = \"Talk Time\", unit = \"h:mm\" }",
        ],
    );
    let way = "activity.minutes={ column = \"Talk Time\", unit = \"m:ss\" }";
    assert_ends(&place.run(&["init", "claims.csv", "calls.csv", "--force", "--set", way]), 0);
    let run = place.run(&["run", "claims-pipeline.toml", "--json"]);
    assert_ends(&run, 0);
    assert_eq!((input(&run, "activity", "rows"), input(&run, "activity", "rejected")), (Some(60), Some(0)));
}

#[test]
fn durations_have_the_unit_of_their_name_or_are_left_open() {
    let cases = [
        ("Talk Time (seconds)", 300, "minutes = { column = \"Talk Time (seconds)\", unit = \"seconds\" }"),
        ("Talk Time Secs", 300, "minutes = { column = \"Talk Time Secs\", unit = \"seconds\" }"),
        ("TalkTimeSec", 300, "minutes = { column = \"TalkTimeSec\", unit = \"seconds\" }"),
        ("Talk Time Hr", 1, "minutes = { column = \"Talk Time Hr\", unit = \"hours\" }"),
        ("Call Duration (h)", 1, "minutes = { column = \"Call Duration (h)\", unit = \"hours\" }"),
        ("Duration Hrs", 300, "# minutes = { column = \"Duration Hrs\", unit = \"hours\" }"),
        ("Duration Mins", 300, "minutes = \"Duration Mins\""),
        ("Duration", 9, "minutes = \"Duration\""),
        ("Duration", 300, "# minutes = { column = \"Duration\", unit = \"seconds\" }"),
    ];
    for (name, each, line) in cases {
        let place = Place::new();
        let text_of = log(&CALLS.replace("Talk Time", name), |n, line| {
            let (id, date, duration) = (format!("K{n}"), line.date("m/d/y"), (each + n % 7).to_string());
            texts([&id, "Inbound", &line.patient, line.npi, &date, "9:05", &duration, "Connected"])
        });
        place.write("calls.csv", text_of);
        assert_ends(&place.run(&["init", "calls.csv"]), 3);
        assert_lines(&text(&place, "activity-layout.toml"), &[line]);
    }
}

#[test]
fn what_comes_in_among_messages_a_patient_wrote() {
    let place = Place::with_claims(claims());
    let header = "Message ID,Thread ID,Patient ID,Provider NPI,Direction,Sent At,Minutes";
    place.write(
        "log.csv",
        log(header, |n, line| {
            let sent = line.date("y-m-d") + "T09:00:00";
            let direction = ["Incoming", "Outgoing"][n % 2];
            texts([&format!("M{n}"), &format!("T{}", n / 2), &line.patient, line.npi, direction, &sent, "7"])
        }),
    );
    assert_ends(&place.run(&["init", "claims.csv", "log.csv"]), 0);
    let role =
        "role = { column = \"Direction\", map = { \"Incoming\" = \"patient\", \"Outgoing\" = \"practitioner\" } }";
    assert_lines(&text(&place, "activity-layout.toml"), &[role, "kind = { constant = \"message\" }"]);
    let run = place.run(&["run", "claims-pipeline.toml", "--json"]);
    assert_eq!((input(&run, "activity", "rows"), input(&run, "activity", "filtered")), (Some(30), Some(30)));
}

#[test]
fn words_nobody_knows_are_said_with_their_rows() {
    let place = Place::with_claims(claims());
    let text_of = messages().replacen(",RN,", ",Wizard,", 7).replacen("Refill", "Carrier pigeon for Ann", 1);
    place.write("messages.csv", text_of);
    let init = place.run(&["init", "claims.csv", "messages.csv"]);
    assert_ends(&init, 0);
    for told in ["role: 1 of its values (Wizard), in 7 rows", "kind: 1 of its values, in 1 rows", "taken as other"] {
        assert!(init.stdout.contains(told), "{told}: {}", init.stdout);
    }
    assert!(!init.stdout.contains("Ann") && !text(&place, "activity-layout.toml").contains("Ann"));
    let run = place.run(&["run", "claims-pipeline.toml", "--json"]);
    assert_ends(&run, 3);
    assert_eq!(input(&run, "activity", "rejected"), Some(7), "what nobody knows is no practitioner's time");
}

#[test]
fn numbers_of_another_system_are_said_not_to_be_those_of_the_claims() {
    let place = Place::with_claims(claims());
    place.write("messages.csv", messages().replace(",PT", ",XX"));
    let init = place.run(&["init", "claims.csv", "messages.csv"]);
    assert!(
        init.stdout.contains("patient_id: none of the 20 values of Pat MRN stands in the claims"),
        "{}",
        init.stdout
    );
    // Of two columns the one that the claims know is taken, whatever it is called.
    let two = messages().replace(",Pat MRN,", ",Pat MRN,Chart,");
    let rows = lines()
        .into_iter()
        .take(20)
        .map(|line| line.patient)
        .fold(two, |text, patient| text.replace(&format!(",{patient},"), &format!(",X{patient},{patient},")));
    place.write("messages.csv", rows);
    assert_ends(&place.run(&["init", "claims.csv", "messages.csv", "--force"]), 0);
    assert_lines(&text(&place, "activity-layout.toml"), &["patient_id = \"Chart\""]);
}

#[test]
fn a_number_that_a_spreadsheet_lengthened_is_that_of_the_claims() {
    let place = Place::with_claims(claims());
    place.write("roster.csv", ROSTER.replace(",Family", ".0,Family"));
    let init = place.run(&["init", "claims.csv", "roster.csv"]);
    assert_ends(&init, 0);
    assert!(init.stdout.contains("3 of its 3 values stand in the claims too"), "{}", init.stdout);
}

#[test]
fn what_has_our_columns_needs_no_layout() {
    let sample = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    let place = Place::new();
    for (from, to) in
        [("claims/claims.csv", "a.csv"), ("beside/activity.csv", "b.csv"), ("beside/providers.csv", "c.csv")]
    {
        place.write(to, std::fs::read(sample.join(from)).expect("sample data"));
    }
    let init = place.run(&["init", "a.csv", "b.csv", "c.csv"]);
    assert_ends(&init, 0);
    assert_eq!(init.stdout.matches("Layout `canonical`").count(), 3, "{}", init.stdout);
    assert_eq!(place.names(), ["a.csv", "b.csv", "c.csv", "claims-pipeline.toml"]);
    let json = place.run(&["init", "a.csv", "b.csv", "c.csv", "--force", "--json"]).json();
    assert_eq!(
        (&json["layout"], &json["activity"]["layout"], &json["providers"]["layout"]),
        (&json["layout"], &json["layout"], &json["layout"])
    );
}

#[test]
fn resources_of_fhir_are_known_by_what_they_say() {
    let place = Place::with_claims(claims());
    let line = |resource: &str| format!("{{\"resourceType\":\"{resource}\",\"id\":\"c1\"}}\n");
    for (resource, layout) in [("Communication", "fhir-communication"), ("Encounter", "fhir-encounter")] {
        place.write("log.ndjson", line(resource));
        let init = place.run(&["init", "claims.csv", "log.ndjson", "--force"]);
        assert!(init.stdout.contains(&format!("Layout `{layout}`")), "{}{}", init.stdout, init.stderr);
    }
    place.write("log.ndjson", line("Patient"));
    let refused = place.run(&["init", "--activity", "log.ndjson", "--force"]);
    assert_ends(&refused, 2);
    assert!(refused.stderr.contains("neither FHIR Communication nor Encounter"), "{}", refused.stderr);
    place.write("eob.ndjson", line("ExplanationOfBenefit"));
    let init = place.run(&["init", "eob.ndjson", "--force"]);
    assert!(init.stdout.contains("Layout `fhir-eob`"), "{}{}", init.stdout, init.stderr);
}

#[test]
fn columns_of_a_log_and_a_roster_may_be_chosen() {
    let place = Place::with_claims(claims());
    place.write("messages.csv", messages());
    place.write("roster.csv", ROSTER);
    let chosen =
        |choice: &str| place.run(&["init", "claims.csv", "messages.csv", "roster.csv", "--force", "--set", choice]);
    assert_ends(&chosen("activity.thread_id=msg id"), 0);
    assert_lines(&text(&place, "activity-layout.toml"), &["thread_id = \"Msg ID\""]);
    for (choice, words) in [
        ("activity.thread=Msg ID", "did you mean `thread_id`?"),
        ("providers.npi=Nothing", "no such column"),
        ("consents.patient_id=X", "no file that was given belongs under `consents`"),
    ] {
        let refused = chosen(choice);
        assert_ends(&refused, 2);
        assert!(refused.stderr.contains(words), "{choice}: {}", refused.stderr);
    }
}

#[test]
fn logs_of_other_systems_are_known_too() {
    let mail = log(
        "MESSAGE_ID;PAT_ID;CREATED_TIME;FROM_USER_ID;TOFROM_PAT;MSG_TYPE;PARENT_MESSAGE_ID;REPLY_SECONDS",
        |n, line| {
            let sent = format!("{}-SEP-2025 {:02}:{:02}:00", line.date.1, 8 + n % 9, n % 60);
            let direction = ["From Patient", "To Patient"][n % 2];
            let parent = if n % 2 == 0 { String::new() } else { format!("{}", 700_000 + n - 1) };
            let (id, user) = (format!("{}", 700_000 + n), format!("U{}77", n % 3));
            let kind = if n == 9 { "Rx Refill" } else { "User Message" };
            texts([&id, &line.patient, &sent, &user, direction, kind, &parent, "400"])
        },
    );
    let phone = log("Call Log ID,From,To,Direction,Start Time,Duration,Result,User Name", |n, line| {
        let start = format!("\"Oct {:02}, 2025 0{}:{:02} PM\"", line.date.1, 1 + n % 9, n % 60);
        let (id, from, took) = (format!("{}", 1000 + n), format!("+1555010{n:04}"), format!("00:{:02}:11", n % 20));
        texts([&id, &from, "+15550199", ["inbound", "outbound"][n % 2], &start, &took, "connected", line.name])
    });
    let cases = [
        (
            mail.replace(',', ";"),
            vec![
                "start_time = { column = \"CREATED_TIME\", time = \"%d-%b-%Y %H:%M:%S\" }",
                "clinician_npi = \"FROM_USER_ID\"",
                "role = { column = \"TOFROM_PAT\", map = { \"From Patient\" = \"patient\", \"To Patient\" = \"practitioner\" } }",
                "reply_to = \"PARENT_MESSAGE_ID\"",
            ],
        ),
        (
            phone,
            vec![
                "start_time = { column = \"Start Time\", time = \"%b %d, %Y %I:%M %p\" }",
                "minutes = \"Duration\"",
                "kind = { constant = \"phone\" }",
            ],
        ),
    ];
    for (content, expected) in cases {
        let place = Place::new();
        place.write("log.csv", content);
        let init = place.run(&["init", "log.csv"]);
        assert_ends(&init, 3);
        assert!(init.stdout.contains("(activity log)"), "{}", init.stdout);
        assert_lines(&text(&place, "activity-layout.toml"), &expected);
        assert!(!text(&place, "activity-layout.toml").contains("\nminutes = \"REPLY_SECONDS"), "a wait is no work");
    }
}
