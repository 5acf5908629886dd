//! Amounts become exact cents in every notation that files use; blank and zero stay apart.

use super::{EYE, as_read, audited};
use crate::program::{Place, csv_text};

const COLUMNS: &str = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code,units,paid_amount,allowed_amount,billed_amount";

fn paid_cents(paid: &str, allowed: &str) -> String {
    let line = format!("C1,1,P1,N1,2025-02-03,99441,1,{paid},{allowed},100");
    as_read(COLUMNS, &line)["paid_cents"].clone()
}

#[test]
fn positive_amounts() {
    let cases = [
        ("15", "1500"),
        ("15.5", "1550"),
        ("15.05", "1505"),
        ("015.00", "1500"),
        (".5", "50"),
        ("15.", "1500"),
        ("\"1,234.56\"", "123456"),
        ("\"12,345,678.90\"", "1234567890"),
        ("$15.00", "1500"),
        ("\"$1,234.56\"", "123456"),
        ("+15.00", "1500"),
        ("15.0000", "1500"),
        ("0.28999999999999998", "29"),
        ("12.340000000000001", "1234"),
        ("8.7", "870"),
    ];
    let rows: Vec<String> =
        (1..).zip(cases).map(|(n, (text, _))| format!("C1,{n},P1,N1,2025-02-03,99441,1,{text},,")).collect();
    let (place, _) = audited(COLUMNS, &rows.iter().map(String::as_str).collect::<Vec<_>>());
    for (cents, (text, expected)) in place.found(EYE, "paid_cents").into_iter().zip(cases) {
        assert_eq!(cents, expected, "{text}");
    }
}

#[test]
fn a_penny_is_never_lost_in_a_sum() {
    let rows: Vec<String> = (1..=300)
        .map(|n| format!("C{n},1,P{n},N1,2025-02-03,99441,1,0.1,,"))
        .chain(["D1,1,Q,N1,2025-02-03,99441,1,0.2,,".into()])
        .collect();
    let (_, run) = audited(COLUMNS, &rows.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(run.json()["owned_cents"], 3_020);
}

#[test]
fn negative_amounts_in_every_notation_take_their_line_back() {
    let notations = ["-45.00", "(45.00)", "(45)", "-45", "$-45.00", "-$45.00", "($45.00)"];
    let rows: Vec<String> =
        (1..).zip(notations).map(|(n, negative)| format!("C{n},2,P{n},N1,2025-02-03,99441,1,{negative},,")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    assert_eq!(audited(COLUMNS, &rows).1.fates(), "unmatched_reversal=7");
    let paid: Vec<String> = (1..=7).map(|n| format!("C{n},1,P{n},N1,2025-02-03,99441,1,45.00,,")).collect();
    let both = [&rows[..], &paid.iter().map(String::as_str).collect::<Vec<_>>()].concat();
    assert_eq!(audited(COLUMNS, &both).1.fates(), "netted=14");
}

#[test]
fn blank_is_not_zero() {
    assert_eq!(paid_cents("0", "80.00"), "0");
    assert_eq!(paid_cents("0.00", "80.00"), "0");
    assert_eq!(paid_cents("", "80.00"), "8000", "allowed stands in for an absent paid amount");
    assert_eq!(paid_cents("", ""), "", "nothing is not zero, and billed is nobody's payment");
}

#[test]
fn an_allowed_amount_that_stands_in_says_so() {
    let said =
        |paid: &str| as_read(COLUMNS, &format!("C1,1,P1,N1,2025-02-03,99441,1,{paid},80.00,"))["message"].clone();
    assert!(said("").contains("allowed amount"), "{}", said(""));
    assert!(!said("15.00").contains("allowed amount"), "{}", said("15.00"));
}

#[test]
fn a_decimal_comma_is_the_layout_s_business() {
    let layout = "name = \"m\"\ndescription = \"d\"\n[format]\ndecimal = \",\"\ndelimiter = \";\"\n[columns]\nclaim_id = \"c\"\npatient_id = \"p\"\nrendering_npi = \"n\"\nservice_date = \"d\"\nprocedure_code = \"x\"\npaid_amount = \"a\"\nunits = \"u\"\n";
    for (amount, cents) in [("49,15", "4915"), ("1.234,56", "123456"), ("15", "1500")] {
        let place =
            Place::with_claims(csv_text("c;p;n;d;x;a;u", &[&format!("C1;P1;N1;2025-02-03;99441;{amount};1,0")]));
        place.write("m.toml", layout);
        let run = place.audit("claims.csv", &["--layout", "m.toml"]);
        assert_eq!((run.code, place.found(EYE, "paid_cents").concat().as_str()), (0, cents), "{}", run.stderr);
    }
}

#[test]
fn units_keep_their_fraction() {
    for (units, shown) in [("2", "2 units"), ("2.0", "2 units"), ("1.5", "1.5 units"), ("1.0001", "1.0001 units")] {
        let (place, _) = audited(COLUMNS, &[&format!("C1,1,P1,N1,2025-02-03,99421,{units},15.00,,")]);
        assert!(place.found("units_over_limit", "message").concat().contains(shown), "{units}");
    }
    for units in ["1", "1.0", "", "0.5"] {
        let (place, _) = audited(COLUMNS, &[&format!("C1,1,P1,N1,2025-02-03,99421,{units},15.00,,")]);
        assert!(place.found("units_over_limit", "message").is_empty(), "{units}");
    }
}
