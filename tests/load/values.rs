//! Single values: identifiers stay text, codes are made comparable, repairs are counted.

use super::{EYE, as_read, audited};

const COLUMNS: &str = "claim_id,line_number,patient_id,rendering_npi,billing_tin,service_date,procedure_code,modifier_1,modifier_2,place_of_service,diagnosis_1,diagnosis_2";

#[test]
fn leading_zeros_are_kept() {
    let row = as_read(COLUMNS, "00017,1,0012,0099999991,062301312,2025-02-03,99441,,,,,");
    let ids = ["claim_id", "patient_id", "rendering_npi", "billing_tin"].map(|name| row[name].as_str());
    assert_eq!(ids, ["00017", "0012", "0099999991", "062301312"]);
    let (place, run) = audited(COLUMNS, &["7,1,7,N1,,2025-02-03,99441,,,,,", "007,1,007,N1,,2025-02-03,99441,,,,,"]);
    assert_eq!((run.fates().as_str(), place.found(EYE, "patient_id")), ("audited=2", vec!["007".into(), "7".into()]));
}

#[test]
fn identifiers_are_not_touched() {
    let ids = ["#1", "-19990000002208", "00.0x", "1.50", "12E34567", "2e10", "A981940000", "PROV37", "a b", "abC"];
    let rows = ids.map(|id| format!("{id},1,{id},{id},{id},2025-02-03,99441,,,,,"));
    let (place, _) = audited(COLUMNS, &rows.each_ref().map(String::as_str));
    // A spreadsheet would run a leading minus as a formula.
    let shown = ids.map(|id| if id.starts_with('-') { format!("'{id}") } else { id.to_owned() });
    for name in ["claim_id", "patient_id", "rendering_npi", "billing_tin"] {
        assert_eq!(place.found(EYE, name), shown, "{name}");
    }
}

#[test]
fn a_trailing_point_zero_is_repaired_and_counted() {
    let (place, run) = audited(COLUMNS, &["17.0,1,12.0,1999999991.0,62301312.00,2025-02-03,99441.0,,,,,"]);
    let found = |column: &str| place.found(EYE, column);
    let ids =
        ["claim_id", "patient_id", "rendering_npi", "billing_tin", "procedure_code"].map(|name| found(name).concat());
    assert_eq!(ids, ["17", "12", "1999999991", "062301312", "99441"]);
    assert_eq!(run.json()["files"][0]["repaired_values"], 5);
    let (_, run) = audited(COLUMNS, &["C1,1,P1,N1,T1,2025-02-03,99441,,,,,"]);
    assert_eq!(run.json()["files"][0]["repaired_values"], 0);
}

#[test]
fn a_repaired_identifier_meets_its_whole_one() {
    let columns = format!("{COLUMNS},claim_frequency,original_claim_id");
    let rows = ["17.0,1,12,1,,2025-02-03,99441,,,,,,1,", "18,1,12.0,1.0,,2025-02-03,99442,,,,,,7,17.0"];
    let (place, run) = audited(&columns, &rows);
    assert_eq!((run.fates().as_str(), place.found(EYE, "claim_id")), ("audited=1 superseded=1", vec!["18".into()]));
}

#[test]
fn places_get_their_zero_back_and_it_is_counted() {
    for place_of_service in ["2", "02", "2.0"] {
        let row = format!("C1,1,P1,N1,T1,2025-02-03,99421,,,{place_of_service},,");
        let (place, run) = audited(COLUMNS, &[&row]);
        assert!(place.found("telehealth_marker", "message").concat().contains("place of service 02"), "{row}");
        let repaired = u64::from(place_of_service != "02");
        assert_eq!(run.json()["files"][0]["repaired_values"], repaired, "{row}");
    }
}

#[test]
fn specialties_get_their_zero_back() {
    let columns = format!("{COLUMNS},rendering_specialty");
    for specialty in ["8", "08", "8.0"] {
        let (place, _) = audited(&columns, &[&format!("C1,1,P1,N1,T1,2025-02-03,98966,,,,,,{specialty}")]);
        assert_eq!(place.found("clinician_with_em_scope", "tier"), ["presumptive"], "{specialty}");
    }
}

#[test]
fn codes_are_upper_cased_and_trimmed() {
    for code in ["g2012", " G2012 ", "HC:g2012"] {
        assert_eq!(as_read(COLUMNS, &format!("C1,1,P1,N1,,2025-02-03,{code},,,,,"))["procedure_code"], "G2012");
    }
}

#[test]
fn a_composite_is_code_and_modifiers() {
    let (place, _) = audited(COLUMNS, &["C1,1,P1,N1,,2025-02-03,HC:99421:95,,,,,"]);
    assert!(place.found("telehealth_marker", "message").concat().contains("modifier 95"));
    assert_eq!(place.found("telehealth_marker", "procedure_code"), ["99421"]);
    assert_eq!(as_read(COLUMNS, "C1,1,P1,N1,,2025-02-03,HC:99441,,,,,")["procedure_code"], "99441");
    assert_eq!(as_read(COLUMNS, "C1,1,P1,N1,,2025-02-03,99441:25,,,,,")["procedure_code"], "99441");
}

#[test]
fn modifiers_of_a_composite_count_where_the_file_has_no_modifier_column() {
    let columns = "claim_id,patient_id,rendering_npi,service_date,procedure_code";
    let (place, _) = audited(columns, &["C1,P1,N1,2025-02-03,HC:99421:95"]);
    assert_eq!(place.found("telehealth_marker", "tier"), ["advisory"]);
}

#[test]
fn modifiers_are_a_set() {
    let line = |n: u32, code: &str, modifiers: &str| format!("C{n},1,P1,N1,T1,2025-02-03,{code},{modifiers},,,");
    let rows = [
        line(1, "99421", "25,GT"),
        line(2, "99421", "GT,25"),
        line(3, "99421", "gt, 25 "),
        line(4, "HC:99421:25:GT", ","),
        line(5, "HC:99421:GT", "25,25"),
        line(6, "99421", "GT,25.0"),
        line(7, "99421", "25,"),
    ];
    let (place, _) = audited(COLUMNS, &rows.each_ref().map(String::as_str));
    assert_eq!(place.found("duplicate_line", "claim_id"), ["C2", "C3", "C4", "C5", "C6"]);
    assert_eq!(place.found("near_duplicate_line", "claim_id"), ["C7"]);
}

#[test]
fn lines_without_modifiers_are_compared_too() {
    let rows = ["C1,1,P1,N1,T1,2025-02-03,99421,,,,,", "C2,1,P1,N1,T1,2025-02-03,99421,NULL, ,,,"];
    let (place, _) = audited(COLUMNS, &rows);
    assert_eq!(place.found("duplicate_line", "claim_id"), ["C2"]);
}

#[test]
fn diagnoses_are_compared_without_dots_and_case_in_any_position() {
    for (first, second) in [("E11.9,", "e119,"), ("E119,", " E11.9 ,"), ("E119,I10", "L209,e11.9"), (",E119", "E11.9,")]
    {
        let rows = [
            format!("C1,1,P1,N1,T1,2025-02-03,99421,,,,{first}"),
            format!("C2,1,P1,N1,T1,2025-02-06,99421,,,,{second}"),
        ];
        let (place, _) = audited(COLUMNS, &rows.each_ref().map(String::as_str));
        assert_eq!(place.found("repeat_e_visit", "same_diagnosis"), ["true"], "{first} and {second}");
    }
}

#[test]
fn an_icd_9_code_that_ends_in_point_zero_is_not_repaired() {
    let rows = ["C1,1,P1,N1,T1,2025-02-03,99421,,,,250.0,", "C2,1,P1,N1,T1,2025-02-06,99421,,,,250,"];
    let (place, _) = audited(COLUMNS, &rows);
    assert_eq!(place.found("repeat_e_visit", "same_diagnosis"), ["false"]);
}

#[test]
fn dates_with_and_without_dashes_and_times() {
    for date in ["2025-02-03", "20250203", "2025-02-03T16:17:47Z", "2025-02-03 00:00:00", " 2025-02-03 "] {
        assert_eq!(as_read(COLUMNS, &format!("C1,1,P1,N1,,{date},99441,,,,,"))["service_date"], "2025-02-03", "{date}");
    }
}

#[test]
fn a_database_s_word_for_nothing_is_nothing() {
    let columns = format!("{COLUMNS},paid_amount,payer");
    for word in ["NULL", "null", "NaN", "None", "N/A", "\\N"] {
        let row = as_read(
            &columns,
            &format!("C1,{word},P1,N1,{word},2025-02-03,99441,{word},{word},{word},{word},{word},{word},{word}"),
        );
        let optional = ["billing_tin", "paid_cents", "payer"].map(|name| row[name].as_str());
        assert_eq!((optional, row["line_number"].as_str()), (["", "", ""], "1"), "{word}");
    }
}

#[test]
fn the_billing_npi_stands_in_for_a_missing_tin() {
    let columns = format!("{COLUMNS},billing_npi");
    for (tin, expected) in [("T1", "T1"), ("", "B1"), ("NULL", "B1")] {
        let row = as_read(&columns, &format!("C1,1,P1,N1,{tin},2025-02-03,99441,,,,,,B1"));
        assert_eq!(row["billing_tin"], expected);
    }
}
