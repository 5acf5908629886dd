//! Files that a shipped layout fits get a pipeline and no layout; files that only look like it get their own.

use std::path::Path;

use super::{expected, export, found, layout};
use crate::program::Place;

const CANONICAL: &str = "claim_id,patient_id,rendering_npi,service_date,procedure_code,claim_status";

fn canonical(date: &str) -> String {
    export(CANONICAL, |line| {
        let status = line.status.to_lowercase();
        let (claim, patient) = (&line.claim, &line.patient);
        format!("{claim},{patient},{},{},{},{status}", line.npi, line.date(date), line.code)
    })
}

#[test]
fn our_own_columns_need_no_layout_file() {
    let place = Place::with_claims(canonical("y-m-d"));
    let init = place.run(&["init", "claims.csv"]);
    assert_eq!(init.code, 0, "{}", init.stderr);
    assert!(init.stdout.contains("Layout `canonical`, recognised by 6 of its"), "{}", init.stdout);
    assert_eq!(place.names(), ["claims-pipeline.toml", "claims.csv"]);
    assert_eq!(place.run(&["run", "claims-pipeline.toml"]).code, 0);
    assert_eq!(found(&place, "reports/claims"), expected());
}

#[test]
fn our_own_columns_written_another_way_get_a_layout() {
    let place = Place::with_claims(canonical("m/d/y"));
    let init = place.run(&["init", "claims.csv"]);
    assert_eq!(init.code, 0, "{}", init.stdout);
    assert!(init.stdout.contains("service dates are written another way"), "{}", init.stdout);
    assert!(layout(&place).contains("date = \"%m/%d/%Y\""), "{}", layout(&place));
    assert_eq!(place.run(&["run", "claims-pipeline.toml"]).code, 0);
    assert_eq!(found(&place, "reports/claims"), expected());
}

#[test]
fn a_wide_file_of_cms_is_recognised() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/layouts/desynpuf-carrier/carrier.csv");
    let place = Place::with_claims(std::fs::read(fixture).expect("the fixture"));
    let init = place.run(&["init", "claims.csv"]);
    assert_eq!(init.code, 0, "{}", init.stderr);
    assert!(init.stdout.contains("Layout `desynpuf-carrier`"), "{}", init.stdout);
    let pipeline = std::fs::read_to_string(place.path("desynpuf-carrier-pipeline.toml")).expect("a pipeline");
    assert!(pipeline.contains("\nlayout = \"desynpuf-carrier\"\n"), "{pipeline}");
    // The fixture has one row that is a reject.
    assert_eq!(place.run(&["run", "desynpuf-carrier-pipeline.toml"]).code, 3);
}

#[test]
fn a_file_that_lacks_a_needed_column_of_a_known_layout_is_told_so() {
    let text = canonical("y-m-d").replace("procedure_code", "zzz").replace("rendering_npi", "yyy");
    let place = Place::with_claims(text);
    let init = place.run(&["init", "claims.csv"]);
    assert!(!init.stdout.contains("Layout `canonical`"), "{}", init.stdout);
}

#[test]
fn remittances_alone_are_lines_and_beside_claims_they_are_joined() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/layouts/x12");
    let bytes = |name: &str| std::fs::read(folder.join(name)).expect("the fixture");
    for (names, layout) in [
        (&["remittance.835"][..], "x12-835"),
        (&["claims.837"], "x12-837p"),
        (&["remittance.835", "claims.837"], "x12-837p"),
    ] {
        let place = Place::new();
        for name in names {
            place.write(name, bytes(name));
        }
        let init = place.run(&[&["init"], names].concat());
        assert_eq!(init.code, 0, "{}{}", init.stdout, init.stderr);
        assert!(init.stdout.contains(&format!("Layout `{layout}`")), "{names:?}: {}", init.stdout);
        let pipeline = place.names().into_iter().find(|name| name.ends_with("-pipeline.toml")).expect("a pipeline");
        let run = place.run(&["run", &pipeline]);
        assert!([0, 3].contains(&run.code), "{names:?}: {}", run.stderr);
    }
}

#[test]
fn x12_that_no_program_reads_is_refused_with_a_reason() {
    let interchange = "ISA*00*          *00*          *ZZ*A~GS*HP*A~ST*835*0001~";
    let wide: Vec<u8> = format!("\u{feff}{interchange}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, reason) in
        [(wide, "is X12 in UTF-16"), (interchange.to_lowercase().into_bytes(), "is X12 in lower case")]
    {
        let place = Place::new();
        place.write("c.835", bytes);
        for run in [place.run(&["init", "c.835"]), place.audit("c.835", &["--layout", "x12-835"])] {
            assert_eq!(run.code, 2, "{}", run.stdout);
            assert!(run.stderr.contains(reason), "{}", run.stderr);
        }
    }
}
