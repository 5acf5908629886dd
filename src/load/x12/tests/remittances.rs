//! What a row of an 835 says: of the claim, of the line, of the payment.

use super::{MIXED, REMITTANCE, Transaction, read, remittances, shown};

#[test]
fn every_service_has_a_row_and_a_claim_without_services_too() {
    let rows = shown(&remittances(REMITTANCE), "remit_key line_number patient_control_number procedure_code");
    let expected = [
        "000000901.21.0001.1 1 A1 99213",
        "000000901.21.0001.1 2 A1 99442",
        "000000901.21.0001.2 1 A2 99441",
        "000000901.21.0001.2 2 A2 00100",
        "000000901.21.0001.3 1 C1 99213",
        "000000901.21.0001.3 2 C1 99441",
        "000000901.21.0001.4 - D1 -",
        "000000901.21.0002.1 1 A1 99213",
        "000000901.21.0002.2 1 A1 99213",
    ];
    assert_eq!(rows, expected);
}

#[test]
fn denials_of_claims_and_of_lines_and_reversals_are_told() {
    let rows = shown(&remittances(REMITTANCE), "claim_status_code claim_status");
    let expected =
        ["1 paid", "1 paid", "4 denied", "4 denied", "1 paid", "1 denied", "2 paid", "22 reversed", "1 paid"];
    assert_eq!(rows, expected);
    let whole = REMITTANCE.replace("CAS*OA*23*75~", "CAS*CO*16*75~");
    assert_eq!(shown(&remittances(&whole), "claim_status")[6], "denied");
}

#[test]
fn later_rows_have_greater_sequences() {
    let text = format!("{REMITTANCE}{}", REMITTANCE.replace("000000901", "000010000"));
    let sequences = shown(&remittances(&text), "sequence");
    assert_eq!(sequences[1], "000000901.000000021.000000001.000000001.00002");
    let mut sorted = sequences.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!((sorted.len(), sorted), (18, sequences));
}

#[test]
fn payment_payer_and_payee_hold_for_the_set() {
    let columns = "payment_date payer_id payee_npi payee_tin claim_filing_indicator payer_claim_number usage_indicator";
    let rows = shown(&remittances(REMITTANCE), columns);
    assert_eq!(rows[0], "20251120 00001 1000000100 010000001 MB PAYER76 P");
    assert_eq!(rows[8], "20251127 00001 - 010000001 MB PAYER81 P");
    let undated = REMITTANCE.replace("*98765*20251120~", "*98765~");
    assert_eq!(shown(&remittances(&undated), "payment_date")[0], "20251119");
    assert_eq!(remittances(REMITTANCE)[0]["payer_name"], "INVENTED MEDICARE");
}

#[test]
fn claims_have_people_and_amounts() {
    let columns = "patient_id subscriber_id corrected_patient_id rendering_npi claim_charge claim_paid \
                   place_of_service claim_frequency received_date";
    let rows = shown(&remittances(REMITTANCE), columns);
    assert_eq!(rows[0], "M100 - M101 1000000001 150 95.5 11 1 20251015");
    assert_eq!(rows[1], "M100 - M101 1000000002 150 95.5 11 1 20251015", "REF*HPI of the line");
    assert_eq!(rows[2], "M100 - - 1000000100 80 0 11 7 -", "the payee stands in");
    assert_eq!(rows[4], "M300 M301 - 1000000100 160 40 11 1 -");
    assert_eq!(rows[6], "M400 M400 - 1000000100 75 0 - - -");
}

#[test]
fn lines_have_codes_amounts_and_days() {
    let columns =
        "line_control_number modifier_1 submitted_code units charge paid allowed service_date service_date_to";
    let rows = shown(&remittances(REMITTANCE), columns);
    assert_eq!(rows[0], "L11 25 99213 1 100 80 90 20251006 -", "the claim's last day is not this day's");
    assert_eq!(rows[1], "L12 95 99441 1 50 15.5 - 20251007 20251009", "billed as 99441");
    assert_eq!(rows[5], "- - 99441 1 60 0 - 20251021 -", "one unit where none is said");
    assert_eq!(rows[6], "- - - - 75 0 - 20251022 20251023", "a claim without lines");
    assert_eq!(rows[7], "L11 25 99213 -1 -100 -80 - 20251006 -");
    let undated = REMITTANCE.replacen("DTM*472*20251006~\n", "", 1).replace("SE*53*", "SE*52*");
    assert_eq!(shown(&remittances(&undated), "service_date service_date_to")[0], "20251006 20251009");
}

#[test]
fn adjustments_are_listed_once() {
    let rows = shown(&remittances(REMITTANCE), "adjustments");
    assert_eq!(rows[..7], ["CO-45|PR-1|PR-2", "CO-45", "CO-29", "CO-29", "CO-45", "CO-45|CO-97", "OA-23"]);
}

#[test]
fn other_sets_have_one_row_that_says_so() {
    let both = format!("{REMITTANCE}{MIXED}");
    let rows = shown(&remittances(&both), "transaction_set procedure_code charge");
    assert_eq!((rows.len(), &rows[9..]), (12, ["837I - -", "837P - -", "277 - -"].map(str::to_owned).as_slice()));
}

#[test]
fn a_composite_without_its_code_has_no_values() {
    let broken = REMITTANCE.replace("SVC*HC:00100*50*", "SVC*HC*00100*50*");
    let (rows, ragged) = read(broken.as_bytes(), Transaction::Remittance).expect("a whole file");
    assert_eq!((rows.len(), ragged), (8, vec![4]));
}
