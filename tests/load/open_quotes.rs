//! Files whose quotes cannot be right stop the run: the rows they swallow could not even be counted.
//! The watch itself is tested where it stands, in `src/load`.

use crate::program::Place;

const HEADER: &str = "claim_id,patient_id,rendering_npi,service_date,procedure_code,notes,paid_amount";

fn refused(rows: &[&str]) -> String {
    let place = Place::with_claims(format!("{HEADER}\n{}\n", rows.join("\n")));
    let run = place.audit("claims.csv", &[]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert_eq!(run.stderr.trim().lines().count(), 1, "{}", run.stderr);
    run.stderr
}

#[test]
fn a_quote_that_swallows_half_a_row_does_not_lend_its_money() {
    let said = refused(&["C1,P1,N1,2025-02-03,99441,\"unclosed,12", "C2,P2,N1,2025-02-04,99441,5 ft 10\",999"]);
    assert!(said.contains("claims.csv") && said.contains("quote"), "{said}");
    assert!(!said.contains("P1") && !said.contains("P2"), "{said}");
}

#[test]
fn a_quote_that_swallows_rows_up_to_a_good_one_is_noticed() {
    refused(&[
        "C1,P1,N1,2025-02-03,99441,\"unclosed,12",
        "C2,P1,N1,2025-02-04,99441,fine,12",
        "C3,P1,N1,2025-02-05,99441,\"closed fine\",12",
    ]);
}

#[test]
fn a_note_of_several_lines_is_no_trouble() {
    let row = "C1,P1,N1,2025-02-03,99441,\"a note, of two lines\nand no more\",12";
    let place = Place::with_claims(format!("{HEADER}\n{row}\n"));
    let run = place.audit("claims.csv", &[]);
    assert_eq!((run.code, run.fates().as_str()), (0, "audited=1"), "{}", run.stderr);
}
