//! `findings.parquet` read back: columns, types, the nested related lines, ids, and what the file says of itself.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::{Array, AsArray as _};
use arrow::datatypes::{DataType, Date32Type, Field, Int32Type};

use super::{json, sample};
use crate::program::{Place, Table, csv_text};

/// Name, type and whether it may be empty, in the order of the contract.
const COLUMNS: [(&str, DataType, bool); 20] = [
    ("finding_id", DataType::Utf8, false),
    ("rule", DataType::Utf8, false),
    ("tier", DataType::Utf8, false),
    ("direction", DataType::Utf8, false),
    ("claim_id", DataType::Utf8, false),
    ("line_number", DataType::Int32, false),
    ("patient_id", DataType::Utf8, false),
    ("rendering_npi", DataType::Utf8, false),
    ("billing_tin", DataType::Utf8, true),
    ("payer", DataType::Utf8, true),
    ("service_date", DataType::Date32, false),
    ("procedure_code", DataType::Utf8, false),
    ("paid_cents", DataType::Int64, true),
    ("owned_cents", DataType::Int64, false),
    ("expected_cents", DataType::Int64, true),
    ("at_risk_cents", DataType::Int64, false),
    ("at_risk_is_upper_bound", DataType::Boolean, false),
    ("gap_days", DataType::Int32, true),
    ("same_diagnosis", DataType::Boolean, true),
    ("suggested_code", DataType::Utf8, true),
];
/// The columns behind `related`.
const LAST: [(&str, DataType); 5] = [
    ("message", DataType::Utf8),
    ("evidence_needed", DataType::Utf8),
    ("source", DataType::Utf8),
    ("source_file", DataType::Utf8),
    ("source_row", DataType::Int64),
];
const RELATED: [(&str, DataType); 4] = [
    ("claim_id", DataType::Utf8),
    ("line_number", DataType::Int32),
    ("service_date", DataType::Date32),
    ("procedure_code", DataType::Utf8),
];

/// Name and type of every column, as text.
fn described<'a>(columns: impl Iterator<Item = (&'a str, &'a DataType)>) -> Vec<String> {
    columns.map(|(name, kind)| format!("{name}: {kind}")).collect()
}

fn assert_schema(table: &Table) {
    let related = RELATED.map(|(name, kind)| Field::new(name, kind, false)).to_vec();
    let item = Field::new("item", DataType::Struct(related.into()), false);
    let related = DataType::List(Arc::new(item));
    let first = COLUMNS.iter().map(|(name, kind, _)| (*name, kind));
    let last = LAST.iter().map(|(name, kind)| (*name, kind));
    let expected = described(first.chain([("related", &related)]).chain(last));
    let schema = table.batch.schema();
    assert_eq!(described(schema.fields().iter().map(|field| (field.name().as_str(), field.data_type()))), expected);
}

#[test]
fn columns_are_those_of_the_contract() {
    let table = sample().table("report/findings.parquet");
    assert!(table.batch.num_rows() > 50);
    assert_schema(&table);
    for (name, _, may_be_empty) in COLUMNS {
        let nulls = table.batch.column_by_name(name).map_or(usize::MAX, Array::null_count);
        assert!(may_be_empty || nulls == 0, "{name} has {nulls} nulls");
    }
}

#[test]
fn a_report_without_findings_has_the_same_columns() {
    let place = Place::with_claims("claim_id,patient_id,rendering_npi,service_date,procedure_code\n");
    assert_eq!(place.audit("claims.csv", &[]).code, 3, "there is nothing to judge");
    let table = place.table("report/findings.parquet");
    assert_eq!(table.batch.num_rows(), 0);
    assert_schema(&table);
}

#[test]
fn words_are_those_of_the_contract() {
    let table = sample().table("report/findings.parquet");
    let distinct = |name: &str| table.column(name).into_iter().collect::<BTreeSet<String>>();
    let within = |name: &str, known: &[&str]| distinct(name).iter().all(|word| known.contains(&word.as_str()));
    assert!(within("tier", &["hard", "presumptive", "advisory"]), "{:?}", distinct("tier"));
    assert!(within("direction", &["overpayment", "missed", "form"]), "{:?}", distinct("direction"));
    for name in ["message", "evidence_needed", "source", "source_file"] {
        assert!(!distinct(name).contains(""), "{name} is empty somewhere");
    }
}

#[test]
fn related_lines_come_nearest_first_and_give_the_gap() {
    let table = sample().table("report/findings.parquet");
    let related = table.batch.column_by_name("related").map(|column| column.as_list::<i32>().clone()).expect("a list");
    let dates = table
        .batch
        .column_by_name("service_date")
        .map(|dates| dates.as_primitive::<Date32Type>().clone())
        .expect("dates");
    let gaps =
        table.batch.column_by_name("gap_days").map(|gaps| gaps.as_primitive::<Int32Type>().clone()).expect("numbers");
    assert_eq!(related.null_count(), 0, "no related line is an empty list");
    let mut n_with = 0;
    for row in 0..table.batch.num_rows() {
        let lines = related.value(row);
        let days = lines.as_struct().column(2).as_primitive::<Date32Type>().clone();
        let distances: Vec<i32> = days.values().iter().map(|day| day - dates.value(row)).collect();
        assert!(distances.windows(2).all(|pair| pair[0].abs() <= pair[1].abs()), "row {row}: {distances:?}");
        let gap = (!gaps.is_null(row)).then(|| gaps.value(row));
        assert_eq!(gap, distances.first().copied(), "row {row}: negative when the related line is earlier");
        n_with += usize::from(distances.len() > 1);
    }
    assert!(n_with > 0, "some finding has several related lines");
}

#[test]
fn a_finding_with_its_proof_reads_back_whole() {
    let columns = "claim_id,line_number,patient_id,rendering_npi,billing_tin,service_date,procedure_code,diagnosis_1,paid_amount,payer";
    let rows = [
        "V1,3,P1,N1,T1,2025-02-03,99213,I10,80.00,medicare",
        "V2,1,P1,N1,T1,2025-02-05,99214,I10,110.00,medicare",
        "M1,2,P1,N1,T1,2025-02-06,99422,I10,25.50,medicare",
    ];
    let place = Place::with_claims(csv_text(columns, &rows));
    assert_eq!(place.audit("claims.csv", &[]).code, 0);
    let table = place.table("report/findings.parquet");
    let row = table.rows().into_iter().find(|row| row["rule"] == "e_visit_after_related_visit").unwrap_or_default();
    let expected = [
        ("tier", "presumptive"),
        ("direction", "overpayment"),
        ("claim_id", "M1"),
        ("line_number", "2"),
        ("patient_id", "P1"),
        ("rendering_npi", "N1"),
        ("billing_tin", "T1"),
        ("payer", "medicare"),
        ("service_date", "2025-02-06"),
        ("procedure_code", "99422"),
        ("paid_cents", "2550"),
        ("expected_cents", ""),
        ("gap_days", "-1"),
        ("same_diagnosis", "true"),
        ("source_file", "claims.csv"),
        ("source_row", "3"),
    ];
    for (name, value) in expected {
        assert_eq!(row[name], value, "{name}");
    }
    let proof = "[{claim_id: V2, line_number: 1, service_date: 2025-02-05, procedure_code: 99214}, \
                 {claim_id: V1, line_number: 3, service_date: 2025-02-03, procedure_code: 99213}]";
    assert_eq!(row["related"], proof);
}

#[test]
fn ids_are_sixteen_hexadecimal_digits_and_name_one_finding() {
    let ids = sample().table("report/findings.parquet").column("finding_id");
    let is_hex = |id: &String| id.len() == 16 && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    assert!(ids.iter().all(is_hex), "{ids:?}");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}

#[test]
fn ids_stay_when_other_lines_come_and_go() {
    let columns = "claim_id,line_number,patient_id,rendering_npi,service_date,procedure_code";
    let ids = |rows: &[&str]| {
        let place = Place::with_claims(csv_text(columns, rows));
        assert_eq!(place.audit("claims.csv", &[]).code, 0);
        place.found("code_not_in_effect", "finding_id")
    };
    let (line, other) = ("C1,1,P1,N1,2025-02-03,99441", "C0,1,P0,N1,2025-02-03,99441");
    let alone = ids(&[line]);
    assert_eq!(ids(&[line, other])[1..], alone);
    assert_eq!(ids(&["C1,1,P9,N9,2025-03-03,99442"]), alone, "rule, claim id and line number make the id");
    assert_ne!(ids(&["C1,2,P1,N1,2025-02-03,99441"]), alone);
    assert_ne!(ids(&["C,11,P1,N1,2025-02-03,99441"]), ids(&["C1,1,P1,N1,2025-02-03,99441"]));
}

#[test]
fn every_file_says_which_rulebook_and_settings_it_comes_from() {
    let place = sample();
    let manifest = json(&place, "manifest.json");
    for table in ["findings", "rule_runs", "rejects"] {
        let metadata = place.table(&format!("report/{table}.parquet")).metadata;
        for (key, name) in
            [("rulebook_version", "rulebook_version"), ("settings_hash", "settings_hash"), ("version", "version")]
        {
            let said = metadata.get(&format!("claimsweep.{key}")).map(String::as_str);
            assert!(said.is_some_and(|said| !said.is_empty()), "{table}: {metadata:?}");
            assert_eq!(said, manifest[name].as_str(), "{table}");
        }
    }
}
