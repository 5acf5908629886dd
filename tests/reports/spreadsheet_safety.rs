//! `findings.csv` opened in a spreadsheet runs nothing: dangerous texts are neutralised, numbers are left alone.

use super::sample;
use crate::program::{Place, csv_text};

const COLUMNS: &str = "claim_id,line_number,patient_id,rendering_npi,billing_tin,service_date,procedure_code,payer,paid_amount,diagnosis_1";
const TEXTS: [&str; 5] = ["claim_id", "patient_id", "rendering_npi", "billing_tin", "payer"];

#[test]
fn texts_that_begin_like_a_formula_get_an_apostrophe() {
    for danger in ["=1+1", "+cmd", "-19990000002208", "@sum(a1)", "=hyperlink(x)"] {
        let row = format!("{danger},1,{danger},{danger},{danger},2025-02-03,99441,{danger},15.00,");
        let place = Place::with_claims(csv_text(COLUMNS, &[&row]));
        assert_eq!(place.audit("claims.csv", &[]).code, 0);
        for column in TEXTS {
            assert_eq!(place.found("code_not_in_effect", column), [format!("'{danger}")], "{column}");
            let parquet = place.table("report/findings.parquet").column(column);
            assert!(parquet.iter().all(|text| text == danger), "Parquet keeps the value: {parquet:?}");
        }
    }
}

#[test]
fn names_of_files_are_texts_too() {
    for danger in ["=claims.csv", "+claims.csv", "-claims.csv", "@claims.csv", "\tclaims.csv", "\rclaims.csv"] {
        let place = Place::new();
        place.write(danger, csv_text(COLUMNS, &["C1,1,P1,N1,T1,2025-02-03,99441,,15.00,"]));
        let run = place.audit(danger, &[]);
        assert_eq!(run.code, 0, "{danger:?}: {}", run.stderr);
        assert_eq!(place.found("code_not_in_effect", "source_file"), [format!("'{danger}")]);
        let parquet = place.table("report/findings.parquet").column("source_file");
        assert!(parquet.iter().all(|name| name == danger));
    }
}

#[test]
fn related_lines_are_a_text_too() {
    let rows = ["=V1,1,P1,N1,T1,2025-02-03,99213,,80.00,I10", "M1,1,P1,N1,T1,2025-02-06,99421,,15.00,I10"];
    let place = Place::with_claims(csv_text(COLUMNS, &rows));
    assert_eq!(place.audit("claims.csv", &[]).code, 0);
    let related = place.found("e_visit_after_related_visit", "related").concat();
    assert!(related.starts_with("'=V1/1 "), "{related}");
    assert_eq!(place.found("e_visit_after_related_visit", "gap_days"), ["-3"], "a negative number stays a number");
}

#[test]
fn what_is_dangerous_only_inside_is_not_touched() {
    let place = Place::with_claims(csv_text(COLUMNS, &["C=1,1,P+1,N-1,T@1,2025-02-03,99441,a=b,15.00,"]));
    assert_eq!(place.audit("claims.csv", &[]).code, 0);
    let texts = TEXTS.map(|column| place.found("code_not_in_effect", column).concat());
    assert_eq!(texts, ["C=1", "P+1", "N-1", "T@1", "a=b"]);
}

#[test]
fn no_cell_of_a_text_column_begins_like_a_formula() {
    let numbers =
        ["line_number", "paid_cents", "owned_cents", "expected_cents", "gap_days", "same_diagnosis", "source_row"];
    for row in sample().findings() {
        for (name, cell) in row.iter().filter(|(name, _)| !numbers.contains(&name.as_str())) {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{name}: {cell}");
        }
        for name in numbers {
            assert!(!row[name].starts_with('\''), "{name}: {}", row[name]);
        }
    }
}

#[test]
fn cells_with_other_separators_are_quoted() {
    for text in [";=1+1", "a;b", "a\t=1+1"] {
        let place = Place::with_claims(csv_text(COLUMNS, &[&format!("C1,1,P1,N1,{text},2025-02-03,99441,,15.00,")]));
        assert_eq!(place.audit("claims.csv", &[]).code, 0);
        let written = String::from_utf8(place.files("report")["findings.csv"].clone()).expect("a text");
        assert!(written.contains(&format!(",\"{text}\",")), "{written}");
        assert_eq!(place.found("code_not_in_effect", "billing_tin"), [text]);
    }
}

#[test]
fn commas_and_quotes_survive() {
    let place =
        Place::with_claims(csv_text(COLUMNS, &["\"C,1\",1,\"P\"\"1\",\"N,\"\"1\",T1,2025-02-03,99441,,15.00,"]));
    assert_eq!(place.audit("claims.csv", &[]).code, 0);
    let texts =
        ["claim_id", "patient_id", "rendering_npi"].map(|column| place.found("code_not_in_effect", column).concat());
    assert_eq!(texts, ["C,1", "P\"1", "N,\"1"]);
}
