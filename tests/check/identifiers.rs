//! Identifiers of clinicians and groups: check digits and shapes are notes, never rejects.

use super::{entry, numbers, page};

const COLUMNS: &str = "claim_id,patient_id,rendering_npi,service_date,procedure_code,billing_tin,billing_npi";

#[test]
fn wrong_check_digits_are_counted_by_identifier_and_row() {
    let rows = [
        // The published example of a right check digit, and no clinician's.
        "C1,P1,1234567893,2025-02-03,99421,,1234567893",
        "C2,P1,1000000001,2025-02-03,99421,,1000000002",
        "C3,P1,1000000001,2025-02-03,99421,,1000000002",
        "C4,P1,1000000002,2025-02-03,99421,123456789,",
        "C5,P1,PROV37,2025-02-03,99421,,",
        "C6,P1,2d85c411-b7bb-3133-8903-276c2e31f452,2025-02-03,99421,,",
    ];
    let found = page(COLUMNS, &rows);
    assert_eq!(numbers(&found, ["rows_read", "rows_used"]), [6, 6], "none is refused");
    let rendering = &found["rendering_ids"];
    assert_eq!(numbers(rendering, ["distinct", "rows"]), [5, 6]);
    assert_eq!(numbers(&rendering["wrong_check_digit"], ["distinct", "rows"]), [2, 3]);
    let shape = |words: &str| numbers(&entry(&rendering["shapes"], "shape", words), ["distinct", "rows"]);
    assert_eq!(
        [shape("ten digits with the check digit of an NPI"), shape("letters and digits"), shape("UUIDs")],
        [[1, 1]; 3]
    );
    let billing = &found["billing_ids"];
    assert_eq!(numbers(billing, ["distinct", "rows"]), [3, 4], "rows without one do not count");
    assert_eq!(numbers(&billing["wrong_check_digit"], ["distinct", "rows"]), [1, 2]);
    assert_eq!(numbers(&entry(&billing["shapes"], "shape", "9 digits"), ["distinct", "rows"]), [1, 1]);
}

#[test]
fn identifiers_of_rejects_and_of_files_beside_do_not_count() {
    let found = page(COLUMNS, &["C1,P1,1000000001,never,99421,,", "C2,P1,1000000002,2025-02-03,99421,,"]);
    assert_eq!(numbers(&found["rendering_ids"]["wrong_check_digit"], ["distinct", "rows"]), [1, 1]);
}
