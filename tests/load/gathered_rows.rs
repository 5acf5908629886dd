//! Several rows of a table for one line: added up, listed, or the latest taken; the order of rows changes nothing. Tables
//! in Parquet, and files that hold lines and table at once.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Float64Array, Int64Array, TimestampMicrosecondArray};

use super::{EYE, numbers, parquet_file, texts};
use crate::program::{Place, Run, csv_text};

const NEEDED: &str = "name = \"m\"\ndescription = \"d\"\n[columns]\nclaim_id = \"CLM\"\nline_number = \"N\"\npatient_id = \"BENE\"\nrendering_npi = \"NPI\"\nservice_date = \"DOS\"\nprocedure_code = \"CODE\"\n";
const LINES: &str = "CLM,N,BENE,NPI,DOS,CODE\nC1,1,P1,N1,2025-02-03,99441\nC1,2,P1,N1,2025-02-03,99441\n";
const TABLE: &str = "[[table]]\nname = \"pay\"\nkey = [\"clm\", \"n\"]\non = [\"CLM\", \"N\"]\n";

/// Audits the two lines with a table of payments, rows forwards and backwards; gives the run of the first.
fn audit(more: &str, columns: &str, rows: &[&str]) -> (Place, Run) {
    let backwards: Vec<&str> = rows.iter().rev().copied().collect();
    let of = |rows: &[&str]| {
        let place = Place::new();
        place.write("m.toml", format!("{NEEDED}{more}"));
        place.write("in/lines.csv", LINES);
        place.write("in/pay.csv", csv_text(columns, rows));
        let run = place.audit("in/*", &["--layout", "m.toml"]);
        (place, run)
    };
    let (place, run) = of(rows);
    let (other, turned) = of(&backwards);
    assert_eq!((run.code, run.fates()), (turned.code, turned.fates()), "{}", run.stderr);
    assert_eq!(place.findings(), other.findings(), "the order of rows decides");
    (place, run)
}

fn paid(more: &str, columns: &str, rows: &[&str]) -> Vec<String> {
    let (place, run) = audit(&format!("paid_amount = \"pay.amount\"\n{TABLE}{more}"), columns, rows);
    assert_eq!(run.code, 0, "{}", run.stderr);
    place.found(EYE, "paid_cents")
}

#[test]
fn amounts_are_added_up_exactly() {
    let files = "files = [\"pay\"]\nsum = [\"amount\"]\n";
    let rows = ["C1,1,0.10", "C1,1,0.20", "C1,1,-0.05", "C1,1,", "C1,2,\"1,000.10\"", "C1,2,(0.10)", "C9,1,7"];
    assert_eq!(paid(files, "clm,n,amount", &rows), ["25", "100000"]);
    // Nothing said is not nothing paid.
    assert_eq!(paid(files, "clm,n,amount", &["C1,1,", "C1,2,0.00"]), ["", "0"]);
}

#[test]
fn amounts_are_added_up_as_the_layout_writes_them() {
    let files = "files = [\"pay\"]\nsum = [\"AMOUNT\"]\n[format]\ndecimal = \",\"\n";
    assert_eq!(paid(files, "clm,n,amount", &["C1,1,\"10,10\"", "C1,1,\"1.000,05\"", "C1,2,1"]), ["101015", "100"]);
    let cents = "files = [\"pay\"]\nsum = [\"amount\"]\n[format]\namounts = \"cents\"\n";
    assert_eq!(paid(cents, "clm,n,amount", &["C1,1,1010", "C1,1,5", "C1,2,1"]), ["1015", "1"]);
}

#[test]
fn what_cannot_be_added_up_is_no_sum_and_a_reject() {
    let more = format!("paid_amount = \"pay.amount\"\n{TABLE}files = [\"pay\"]\nsum = [\"amount\"]\n");
    let (place, run) = audit(&more, "clm,n,amount", &["C1,1,10.00", "C1,1,SECRET", "C1,2,1.00"]);
    assert_eq!((run.code, place.found(EYE, "paid_cents")), (3, vec![String::new(), "100".to_owned()]));
    let rejects = place.table("report/rejects.parquet").rows();
    assert_eq!((rejects.len(), rejects[0]["file"].as_str(), rejects[0]["row"].as_str()), (1, "in/pay.csv", "2"));
    assert!(run.stderr.contains("`sum`") && !run.stderr.contains("SECRET"), "{}", run.stderr);
}

#[test]
fn listed_values_serve_lists_and_statuses() {
    let more = format!(
        "claim_status = {{ column = \"pay.reason\", split = \"|\" }}\n[status]\ndenied = [\"CO-29\"]\n{TABLE}files = [\"pay\"]\nlist = [\"reason\"]\n"
    );
    let rows = ["C1,1,CO-45", "C1,1,CO-29", "C1,1,CO-45", "C1,2,PR-1", "C1,2,"];
    let (place, run) = audit(&more, "clm,n,reason", &rows);
    assert_eq!((run.fates().as_str(), place.found(EYE, "line_number")), ("audited=1 denied=1", vec!["2".to_owned()]));
    let own = more.replace("split = \"|\"", "split = \";\"").replace("list =", "separator = \";\"\nlist =");
    assert_eq!(audit(&own, "clm,n,reason", &rows).1.fates(), "audited=1 denied=1");
}

#[test]
fn the_latest_row_is_the_greatest_by_value_not_by_letters() {
    let more = |order: &str, format: &str| {
        format!(
            "claim_status = \"pay.status\"\n{TABLE}files = [\"pay\"]\nlatest = [\"status\"]\nlatest_by = [{order}]\n{format}"
        )
    };
    let fates =
        |order: &str, format: &str, rows: &[&str]| audit(&more(order, format), "clm,n,status,a,b", rows).1.fates();
    let by_number = ["C1,1,denied,9,", "C1,1,paid,10,", "C1,2,paid,9.5,", "C1,2,denied,10.25,"];
    assert_eq!(fates("\"a\"", "", &by_number), "audited=1 denied=1");
    let by_date = ["C1,1,denied,12/31/2024,", "C1,1,paid,01/02/2025,", "C1,2,paid,02/01/2025,", "C1,2,paid,,"];
    assert_eq!(fates("\"a\"", "[format]\ndate = \"%m/%d/%Y\"\n", &by_date), "audited=2");
    let by_both = ["C1,1,denied,1,2", "C1,1,paid,1,10", "C1,2,denied,2,1", "C1,2,paid,1,99"];
    assert_eq!(fates("\"a\", \"b\"", "", &by_both), "audited=1 denied=1");
}

#[test]
fn a_file_may_hold_the_lines_and_the_table() {
    let place = Place::new();
    let layout = format!(
        "files = [\"ledger\"]\n{NEEDED}paid_amount = \"pay.amount\"\n[[filter]]\ncolumn = \"TYPE\"\nkeep = [\"CHARGE\"]\n[[table]]\nname = \"pay\"\nfiles = [\"ledger\"]\nkey = [\"CLM\", \"N\"]\non = [\"CLM\", \"N\"]\nsum = [\"amount\"]\nfilter = [{{ column = \"TYPE\", keep = [\"PAYMENT\"] }}]\n"
    );
    place.write("m.toml", layout);
    let rows = [
        "C1,1,P1,N1,2025-02-03,99441,CHARGE,30.00",
        "C1,1,P1,N1,2025-02-03,99441,PAYMENT,10.00",
        "C1,1,P1,N1,2025-02-03,99441,PAYMENT,5.50",
        "C1,2,P1,N1,2025-02-03,99441,CHARGE,30.00",
    ];
    place.write("ledger.csv", csv_text("CLM,N,BENE,NPI,DOS,CODE,TYPE,AMOUNT", &rows));
    let run = place.audit("ledger.csv", &["--layout", "m.toml"]);
    assert_eq!(
        (run.code, place.found(EYE, "paid_cents")),
        (0, vec!["1550".to_owned(), String::new()]),
        "{}",
        run.stderr
    );
    let file = &run.json()["files"][0];
    let counts = ["source_rows", "filtered_rows", "rows_read"].map(|name| file[name].as_u64().unwrap_or(u64::MAX));
    assert_eq!(counts, [4, 2, 2]);
    assert_eq!(file["rows_without_partner"]["pay"], 1, "the charge that nobody paid");
}

/// The claim lines and the payments as Parquet with types of their own.
fn typed(amounts: ArrayRef, key: ArrayRef) -> Place {
    let place = Place::new();
    let layout = format!(
        "{NEEDED}paid_amount = \"pay.amount\"\nprocessed_date = [\"pay.day\", \"DAY\"]\npayer = \"pay.payer\"\nstart_time = \"pay.at\"\n[[table]]\nname = \"pay\"\nkey = [\"n\"]\non = [\"N\"]\nfiles = [\"pay\"]\n"
    );
    place.write("m.toml", layout);
    place.write("in/lines.csv", LINES);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("n", key),
        ("amount", amounts),
        ("day", Arc::new(Date32Array::from(vec![Some(20_200), None]))),
        ("payer", texts(&["medicare", ""])),
        ("at", Arc::new(TimestampMicrosecondArray::from(vec![Some(20_122 * 86_400_000_000 + 1_000_000), None]))),
    ];
    place.write("in/pay.parquet", parquet_file(columns, 10));
    place
}

#[test]
fn typed_columns_of_a_table_are_read_as_the_texts_they_mean() {
    let keys: [ArrayRef; 3] = [numbers(&[1, 2]), Arc::new(Float64Array::from(vec![1.0, 2.0])), texts(&["1.0", "2"])];
    for key in keys {
        let amounts: ArrayRef = Arc::new(Float64Array::from(vec![Some(49.15), Some(-0.07)]));
        let place = typed(amounts, key);
        let run = place.audit("in/*", &["--layout", "m.toml"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        // A negative line is not audited; its cents must have come through whole.
        assert_eq!(
            (run.fates().as_str(), place.found(EYE, "paid_cents")),
            ("audited=1 unmatched_reversal=1", vec!["4915".to_owned()])
        );
        assert_eq!(place.found(EYE, "payer"), ["medicare"]);
    }
    let whole = typed(Arc::new(Int64Array::from(vec![49, 50])), numbers(&[1, 2]));
    assert_eq!(whole.audit("in/*", &["--layout", "m.toml"]).code, 0);
    assert_eq!(whole.found(EYE, "paid_cents"), ["4900", "5000"]);
}

#[test]
fn a_fractional_number_is_never_rounded_to_another_identifier() {
    let mut columns = super::needed_columns(2);
    columns.retain(|(name, _)| *name != "claim_id");
    columns.push(("claim_id", Arc::new(Float64Array::from(vec![1.25, 1.26]))));
    let place = Place::new();
    place.write("claims.parquet", parquet_file(columns, 10));
    let run = place.audit("claims.parquet", &[]);
    assert_eq!((run.code, place.found(EYE, "claim_id")), (0, vec!["1.25".to_owned(), "1.26".to_owned()]));
}
