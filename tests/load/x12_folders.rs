//! Folders of X12 files, and files that hold more than one thing: each is read for what it is, and what is damaged is set
//! aside and named.

use std::path::Path;

use crate::program::{Place, Run};

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/layouts/x12").join(name);
    std::fs::read_to_string(path).expect("a fixture")
}

const ACKNOWLEDGED: &str = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*SENDER         *260113*0900*^*00501*000000077*0*P*:~\n\
    GS*FA*PAYER*SENDER*20260113*0900*77*X*005010X231A1~\nST*999*0001~\nAK1*HC*11~\nAK9*A*1*1*1~\nSE*4*0001~\nGE*1*77~\nIEA*1*000000077~\n";

fn audited(place: &Place, claims: &str) -> Run {
    place.audit(claims, &["--layout", "x12-837p"])
}

/// Fates and findings.
fn outcome(place: &Place, run: &Run) -> (String, Vec<String>) {
    let finding = |row: crate::program::Row| {
        ["rule", "claim_id", "line_number", "paid_cents"].map(|name| row[name].clone()).join(" ")
    };
    (run.fates(), place.findings().into_iter().map(finding).collect())
}

#[test]
fn one_file_may_hold_claims_remittances_acknowledgements_and_a_head_of_a_mail() {
    let place = Place::new();
    place.write("apart/claims.837", fixture("claims.837"));
    place.write("apart/remittance.835", fixture("remittance.835"));
    let apart = audited(&place, "apart");
    let expected = outcome(&place, &apart);
    let mail = "From: clearing house\nSubject: your files of ISA 12\n\n";
    let [claims, remittance] = ["claims.837", "remittance.835"].map(fixture);
    for whole in [
        format!("{claims}{remittance}"),
        format!("{remittance}{claims}"),
        format!("{ACKNOWLEDGED}{remittance}{ACKNOWLEDGED}{claims}"),
        format!("{mail}{ACKNOWLEDGED}{claims}{remittance}"),
    ] {
        place.write("one/everything.txt", &whole);
        for asked in ["one", "one/everything.txt"] {
            let run = audited(&place, asked);
            assert_eq!(run.code, apart.code, "{asked}: {}", run.stderr);
            assert_eq!(outcome(&place, &run), expected, "{asked}: {}", &whole[..60]);
        }
    }
}

#[test]
fn text_in_front_that_is_the_rest_of_an_interchange_is_refused() {
    let place = Place::new();
    let claims = fixture("claims.837");
    let rest = claims.split_once("CLM*").map_or("", |(_, rest)| rest);
    place.write("cut.837", format!("{rest}{claims}"));
    let run = audited(&place, "cut.837");
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("begins in the middle of an interchange"), "{}", run.stderr);
}

#[test]
fn a_damaged_file_of_a_folder_is_set_aside_and_the_others_are_read() {
    let place = Place::new();
    let claims = fixture("claims.837");
    place.write("era/a.837", &claims);
    let expected = outcome(&place, &audited(&place, "era"));
    place.write("era/remit-nov.era", &claims[..claims.len() / 2]);
    place.write("era/ack.txt", ACKNOWLEDGED);
    place.write("era/note", "nothing of X12");
    let run = audited(&place, "era");
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert_eq!(outcome(&place, &run), expected);
    let summary = run.json();
    let named: Vec<&str> =
        summary["files_left_out"].as_array().into_iter().flatten().filter_map(|file| file["file"].as_str()).collect();
    assert_eq!(named, ["era/ack.txt", "era/note", "era/remit-nov.era"]);
    assert!(run.stderr.contains("set aside, damaged: era/remit-nov.era: segment"), "{}", run.stderr);
    let alone = audited(&place, "era/remit-nov.era");
    assert_eq!(alone.code, 2, "a file that is named is an error");
}

#[test]
fn a_remittance_of_another_ending_is_read() {
    let place = Place::new();
    place.write("era/claims.837", fixture("claims.837"));
    place.write("era/remit-nov.era", fixture("remittance.835"));
    let by_folder = audited(&place, "era");
    let expected = outcome(&place, &by_folder);
    let by_glob = audited(&place, "era/*");
    assert_eq!((by_glob.code, outcome(&place, &by_glob)), (by_folder.code, expected));
    assert!(by_folder.json()["files_left_out"].is_null());
}
