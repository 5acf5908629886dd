//! Files that are not whole, or not what they were given for, are refused with the place and without content.

use super::{CLAIMS, MIXED, REMITTANCE, Transaction, read};

fn refused(text: &str) -> String {
    let said = read(text.as_bytes(), Transaction::Claims).expect_err("the file is not whole");
    assert!(said.starts_with("f.x12: ") && !said.contains("SAMPLE") && !said.contains("M100"), "{said}");
    said
}

#[test]
fn a_file_that_ends_anywhere_before_its_end_is_refused() {
    let text = CLAIMS.trim_end();
    // The terminator of the IEA alone may be missing: its control number is complete.
    for end in 1..text.len() - 1 {
        refused(&text[..end]);
    }
    assert!(read(&text.as_bytes()[..text.len() - 1], Transaction::Claims).is_ok());
}

#[test]
fn a_missing_end_is_named() {
    for (gone, expected) in [
        ("SE*95*0001~\n", "segment 97: expected the SE of the transaction set that begins at segment 3"),
        ("GE*2*11~\n", "expected an ST or the GE of its group"),
        ("IEA*1*000000001~\n", "expected the IEA of the interchange that begins at segment 1"),
        ("GS*HC*SENDER*PAYER*20260112*0900*11*X*005010X222A1~\n", "segment 2: expected a GS"),
    ] {
        assert!(CLAIMS.contains(gone), "{gone}");
        let said = refused(&CLAIMS.replace(gone, ""));
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn counts_and_control_numbers_must_be_right() {
    for (right, wrong, expected) in [
        ("SE*95*", "SE*94*", "segment 97: the SE counts 94 segments, there are 95"),
        ("SE*95*", "SE**", "does not say how many segments"),
        ("SE*95*0001~", "SE*95*0003~", "the control number of the SE is not that of its ST (segment 3)"),
        ("GE*2*", "GE*1*", "the GE counts 1 transaction sets, there are 2"),
        ("GE*2*11~", "GE*2*12~", "the control number of the GE is not that of its GS (segment 2)"),
        ("IEA*1*", "IEA*2*", "the IEA counts 2 groups, there are 1"),
        ("IEA*1*000000001~", "IEA*1*000000002~", "the control number of the IEA is not that of its ISA (segment 1)"),
    ] {
        assert!(CLAIMS.contains(right), "{right}");
        let said = refused(&CLAIMS.replace(right, wrong));
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn a_segment_that_is_lost_inside_is_noticed() {
    for (number, _) in CLAIMS.lines().enumerate() {
        let kept: String =
            CLAIMS.lines().enumerate().filter(|(at, _)| *at != number).map(|(_, line)| format!("{line}\n")).collect();
        refused(&kept);
    }
}

#[test]
fn what_is_not_x12_is_called_so() {
    for text in ["claim_id,patient_id\nSAMPLE,M100\n", "IS", "ISAAC*", "UNA:+.? '"] {
        assert!(refused(text).contains("ISA"), "{text}");
    }
    assert!(refused(" \r\n").contains("is empty"));
    assert!(refused(&format!("{CLAIMS}SAMPLE*M100~")).contains("expected an ISA or the end of the file"));
    let endless = CLAIMS.repeat(40).replacen("*P*:~", "*P*:!", 1);
    assert!(refused(&endless).contains("no segment terminator within"), "the terminator is another");
}

#[test]
fn the_wrong_kind_of_file_is_told_with_what_it_is() {
    let said = refused(REMITTANCE);
    assert!(said.contains("no professional claims (837P)") && said.contains("remittance advice (835)"), "{said}");
    let institutional = MIXED.replace("005010X222A1", "005010X223A2");
    assert!(refused(&institutional).contains("found: transaction set 277, institutional claims (837I)"));
    let said = read(CLAIMS.as_bytes(), Transaction::Remittance).expect_err("claims");
    assert!(said.contains("no remittance advice (835)") && said.contains("professional claims (837P)"), "{said}");
}

#[test]
fn services_outside_of_claims_are_refused() {
    let said = refused(&CLAIMS.replacen("NM1*40*", "LX*1~\nNM1*40*", 1));
    assert!(said.contains("segment 6: a service line stands outside of a claim"), "{said}");
    let said = read(REMITTANCE.replacen("LX*1~", "SVC*HC:99213*1*1~", 1).as_bytes(), Transaction::Remittance);
    assert!(said.is_err_and(|said| said.contains("segment 12: a service line")));
}

#[test]
fn acknowledgements_of_other_interchanges_are_passed_over() {
    let text = CLAIMS.replacen("\nGS*", "\nTA1*000000009*260101*0900*A*000~\nGS*", 1);
    assert!(read(text.as_bytes(), Transaction::Claims).is_ok_and(|(rows, _)| rows.len() == 9));
}
