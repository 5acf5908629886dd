//! Years of two digits, years that cannot be, and durations however they are written: in the claims, the log and the
//! consents.

use super::{EYE, as_read, audited};
use crate::program::{Place, Run, csv_text};

const COLUMNS: &str = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code,minutes";
const LAYOUT: &str = "name = \"mine\"\ndescription = \"d\"\n[format]\ndate = DATE\n[columns]\nclaim_id = \"claim_id\"\npatient_id = \"patient_id\"\nrendering_npi = \"rendering_npi\"\nservice_date = \"service_date\"\nprocedure_code = \"procedure_code\"\n";

/// The service date of a phone call, read by these patterns; or how many rows were rejected.
fn service_date(patterns: &str, written: &str) -> String {
    let place = Place::with_claims(csv_text(COLUMNS, &[&format!("C1,1,P1,N1,{written},99441,")]));
    place.write("mine.toml", LAYOUT.replace("DATE", patterns));
    let run = place.audit("claims.csv", &["--layout=mine.toml", "--format=csv"]);
    place.found(EYE, "service_date").pop().unwrap_or_else(|| run.fates())
}

#[test]
fn two_digits_are_a_year_of_our_time() {
    for patterns in ["\"%m/%d/%Y\"", "\"%m/%d/%y\"", "[\"%m/%d/%Y\", \"%m/%d/%y\"]", "[\"%d.%m.%Y\", \"%m/%d/%Y\"]"] {
        assert_eq!(service_date(patterns, "10/06/25"), "2025-10-06", "{patterns}");
    }
    assert_eq!(service_date("\"%d-%b-%Y\"", "06-OCT-25"), "2025-10-06");
    for never in ["10/06/0025", "10/06/1025", "10/06/70"] {
        assert_eq!(service_date("\"%m/%d/%Y\"", never), "rejected=1", "{never}");
    }
}

const CLAIMS: &str = "claim_id,line_number,patient_id,rendering_npi,billing_tin,service_date,procedure_code,place_of_service,diagnosis_1,units,paid_amount,payer\n\
    H0,1,Q1,1234567893,062301312,2023-10-01,99213,11,E11.9,1,73.60,commercial\n\
    H1,1,Q1,1234567893,062301312,2025-07-01,99213,11,E11.9,1,73.60,commercial\n\
    H2,1,Q9,1234567893,062301312,2025-12-20,99213,11,E11.9,1,73.60,commercial\n";
const ROSTER: &str = "npi,specialty,taxonomy,billing_tin\n1234567893,08,207Q00000X,062301312\n";

/// A run with a log of one thread, answered at this time for so long.
fn logged(layout: &str, log: &str) -> (Place, Run) {
    let place = Place::with_claims(CLAIMS);
    place.write("roster.csv", ROSTER);
    place.write("log.csv", log);
    let layout = format!("--activity-layout={layout}");
    let more = ["--providers=roster.csv", "--activity=log.csv", &layout, "--from=2025-10-01", "--to=2025-10-31"];
    let run = place.audit("claims.csv", &more);
    (place, run)
}

fn portal(sent: [&str; 2], minutes: &str) -> String {
    format!(
        "message_id,thread,patient,sender_npi,sent_at,minutes,sender_role\nm1,T1,Q1,p,{},,patient\nm2,T1,Q1,1234567893,{},{minutes},provider\n",
        sent[0], sent[1]
    )
}

/// What became of the one stretch of logged time.
fn outcome(run: &Run) -> String {
    run.json()["missed"]["opportunities"][0]["outcome"].as_str().unwrap_or("none").to_owned()
}

#[test]
fn a_log_with_years_of_two_digits_is_of_this_century() {
    let (_, full) = logged("portal-export", &portal(["10/06/2025 10:00", "10/06/2025 11:00"], "8"));
    let (_, short) = logged("portal-export", &portal(["10/06/25 10:00", "10/06/25 11:00"], "8"));
    assert_eq!(full.json()["missed"], short.json()["missed"]);
    assert_eq!((short.code, outcome(&short).as_str()), (0, "billable"));
}

#[test]
fn times_of_a_log_that_cannot_be_are_rejects() {
    for year in ["1925", "2125", "0025"] {
        let (_, run) = logged("portal-export", &portal(["10/06/2025 10:00", &format!("10/06/{year} 11:00")], "8"));
        assert_eq!(
            (run.code, run.json()["inputs"][1]["rejected"].as_u64().max(run.json()["inputs"][0]["rejected"].as_u64())),
            (3, Some(1)),
            "{year}"
        );
    }
}

#[test]
fn consents_of_another_century_are_rejects() {
    let place = Place::with_claims(
        "claim_id,patient_id,rendering_npi,service_date,procedure_code,payer\nC1,P1,N1,2025-02-03,99421,medicare\n",
    );
    place.write("consents.csv", "patient_id,consent_date\nP1,0025-01-01\n");
    let run = place.audit("claims.csv", &["--consents=consents.csv"]);
    assert_eq!((run.code, run.json()["inputs"][0]["rejected"].as_u64()), (3, Some(1)));
}

/// What minutes of a line come to: the finding on a band that they fall below, or none.
fn supports(minutes: &str) -> Vec<String> {
    let (place, run) = audited(COLUMNS, &[&format!("C1,1,P1,N1,2025-02-03,99422,\"{minutes}\"")]);
    assert!(run.json().get("unreadable").is_none(), "{minutes}");
    place.found("minutes_below_band", "suggested_code")
}

#[test]
fn minutes_of_a_line_however_they_are_written() {
    for eight in ["8", "8.0", "0:08:00", "00:08:59", "8 min", "8 minutes", "480 sec", "PT8M", "PT8M30S", "8m"] {
        assert_eq!(supports(eight), ["99421"], "{eight}");
    }
    for twelve in ["12", "0:12:00", "12 mins", "PT12M", "720 seconds"] {
        assert_eq!(supports(twelve), [""; 0], "{twelve}");
    }
}

#[test]
fn a_layout_says_what_numbers_count() {
    let columns = "line_number = \"line_number\"\nminutes = { column = \"minutes\", unit = UNIT }\n";
    for (unit, written) in [("seconds", "480"), ("hours", "0.14"), ("h:mm", "0:08"), ("m:ss", "8:00"), ("minutes", "8")]
    {
        let place = Place::with_claims(csv_text(COLUMNS, &[&format!("C1,1,P1,N1,2025-02-03,99422,{written}")]));
        let layout = LAYOUT.replace("DATE", "\"%Y-%m-%d\"") + &columns.replace("UNIT", &format!("\"{unit}\""));
        place.write("mine.toml", layout);
        let run = place.audit("claims.csv", &["--layout=mine.toml", "--format=csv"]);
        assert_eq!(
            (run.code, place.found("minutes_below_band", "suggested_code")),
            (0, vec!["99421".to_owned()]),
            "{unit}: {}",
            run.stderr
        );
    }
    let place = Place::with_claims(csv_text(COLUMNS, &["C1,1,P1,N1,2025-02-03,99422,8"]));
    place.write(
        "mine.toml",
        LAYOUT.replace("DATE", "\"%Y-%m-%d\"") + "units = { column = \"minutes\", unit = \"seconds\" }\n",
    );
    assert!(place.audit("claims.csv", &["--layout=mine.toml"]).stderr.contains("which only `minutes` has"));
}

#[test]
fn a_log_in_seconds_asks_for_a_second_look_until_its_layout_says_so() {
    let log = "id,patient,npi,kind,at,secs\na1,Q1,1234567893,message,2025-10-06T10:00:00,480\n";
    let layout = |unit: &str| {
        format!(
            "name = \"l\"\ndescription = \"d\"\n[columns]\nactivity_id = \"id\"\npatient_id = \"patient\"\nclinician_npi = \"npi\"\nkind = \"kind\"\nstart_time = \"at\"\nminutes = {{ column = \"secs\", unit = \"{unit}\" }}\n"
        )
    };
    for (unit, long) in [("minutes", 1), ("seconds", 0)] {
        let place = Place::with_claims(CLAIMS);
        place.write("log.csv", log);
        place.write("log.toml", layout(unit));
        let run = place.audit("claims.csv", &["--activity=log.csv", "--activity-layout=log.toml"]);
        let input = run.json()["inputs"][0].clone();
        assert_eq!((run.code, input["long_durations"].as_u64().unwrap_or(0)), (0, long), "{unit}: {}", run.stderr);
    }
}

#[test]
fn long_minutes_of_lines_ask_for_a_second_look() {
    let (_, run) = audited(COLUMNS, &["C1,1,P1,N1,2025-02-03,99423,480", "C2,1,P1,N1,2025-03-03,99423,120"]);
    assert_eq!(run.json()["long_durations"]["minutes"], 1);
    let row = as_read(COLUMNS, "C1,1,P1,N1,2025-02-03,99441,480");
    assert_eq!(row["claim_id"], "C1", "the line is judged all the same");
}
