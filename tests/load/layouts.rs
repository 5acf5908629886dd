//! Layout files: other names, constants, date formats, composites, status words. Wide rows and row filters are apart.

use super::EYE;
use crate::program::{Place, Row, Run, csv_text};

/// The parts of a layout that every test here needs.
const NEEDED: &str = "name = \"mine\"\ndescription = \"a test\"\n[columns]\nclaim_id = \"CLM\"\npatient_id = \"BENE\"\nrendering_npi = \"PRF\"\nprocedure_code = \"HCPCS\"\n";

/// Audits rows through a layout made of the needed part and `more` columns and tables.
fn through(more: &str, columns: &str, rows: &[&str]) -> (Place, Run) {
    let place = Place::with_claims(csv_text(columns, rows));
    place.write("mine.toml", format!("{NEEDED}{more}"));
    let run = place.audit("claims.csv", &["--layout", "mine.toml"]);
    // Where no row is given there is nothing to judge.
    assert_eq!(run.code, if rows.is_empty() { 3 } else { 0 }, "{more}: {}", run.stderr);
    (place, run)
}

fn seen(more: &str, columns: &str, row: &str) -> Row {
    let (place, _) = through(more, columns, &[row]);
    place.findings().into_iter().find(|row| row["rule"] == EYE).unwrap_or_default()
}

#[test]
fn columns_are_renamed_and_only_mapped_ones_are_used() {
    let columns = "CLM,BENE,PRF,HCPCS,DOS,paid_amount";
    let row = seen("service_date = \"DOS\"\n", columns, "C1,P1,N1,99441,2025-02-03,15.00");
    let values = ["claim_id", "patient_id", "rendering_npi", "procedure_code", "service_date", "paid_cents"];
    // The layout says nothing of paid_amount, so the column of that name is nobody's.
    assert_eq!(values.map(|name| row[name].as_str()), ["C1", "P1", "N1", "99441", "2025-02-03", ""]);
    let (_, run) = through("service_date = \"DOS\"\n", columns, &[]);
    assert_eq!(run.json()["files"][0]["ignored_columns"], serde_json::json!(["paid_amount"]));
}

#[test]
fn names_in_a_layout_are_bound_tolerantly_too() {
    let row = seen(
        "service_date = \"Date of  Service\"\n",
        "clm,Bene,\"PRF \",hcpcs,\"DATE OF\nSERVICE\"",
        "C1,P1,N1,99441,2025-02-03",
    );
    assert_eq!(row["service_date"], "2025-02-03");
}

#[test]
fn constants_fill_every_row() {
    let more = "service_date = \"DOS\"\npayer = { constant = \"Medicare\" }\nbilling_tin = { constant = \"T1\" }\n";
    let row = seen(more, "CLM,BENE,PRF,HCPCS,DOS", "C1,P1,N1,99441,2025-02-03");
    assert_eq!((row["payer"].as_str(), row["billing_tin"].as_str()), ("medicare", "T1"));
}

#[test]
fn a_constant_makes_a_rule_applicable() {
    let more = "service_date = \"DOS\"\npaid_amount = \"PAID\"\npayer = { constant = \"medicare\" }\n";
    let (place, _) = through(more, "CLM,BENE,PRF,HCPCS,DOS,PAID", &["C1,P1,N1,98006,2025-02-03,90.00"]);
    assert_eq!(place.found("code_not_payable", "paid_cents"), ["9000"]);
}

#[test]
fn dates_follow_the_layout_s_format() {
    let cases = [
        ("%d-%b-%Y", "03-FEB-2025"),
        ("%d-%b-%Y", "3-Feb-2025"),
        ("%m/%d/%Y", "02/03/2025"),
        ("%m/%d/%Y", "2/3/2025"),
        ("%d/%m/%Y", "03/02/2025"),
        ("%Y%m%d", "20250203"),
        ("%d.%m.%y", "03.02.25"),
        ("%Y-%j", "2025-034"),
    ];
    for (format, text) in cases {
        let more = format!("service_date = \"DOS\"\n[format]\ndate = \"{format}\"\n");
        let row = seen(&more, "CLM,BENE,PRF,HCPCS,DOS", &format!("C1,P1,N1,99441,{text}"));
        assert_eq!(row.get("service_date").map(String::as_str), Some("2025-02-03"), "{format}: {text}");
    }
}

#[test]
fn a_date_format_may_name_a_time_of_day() {
    for (format, text) in [("%m/%d/%Y %I:%M:%S %p", "2/3/2025 9:54:00 AM"), ("%m/%d/%Y %H:%M", "02/03/2025 09:54")] {
        let more = format!("service_date = \"DOS\"\n[format]\ndate = \"{format}\"\n");
        let row = seen(&more, "CLM,BENE,PRF,HCPCS,DOS", &format!("C1,P1,N1,99441,{text}"));
        assert_eq!(row.get("service_date").map(String::as_str), Some("2025-02-03"), "{format}: {text}");
    }
}

#[test]
fn one_column_may_write_dates_its_own_way() {
    let more = "service_date = { column = \"DOS\", date = \"%m/%d/%Y\" }\nline_number = \"N\"\nprocessed_date = \"PROC\"\n[format]\ndate = \"%Y%m%d\"\n";
    // The later version wins by its processed date: both formats were understood.
    let rows = ["C1,P1,N1,99441,02/03/2025,1,20250301", "C1,P1,N1,99442,02/03/2025,1,20250302"];
    let (place, run) = through(more, "CLM,BENE,PRF,HCPCS,DOS,N,PROC", &rows);
    assert_eq!(
        (run.fates().as_str(), place.found(EYE, "procedure_code")),
        ("audited=1 superseded=1", vec!["99442".into()])
    );
}

#[test]
fn composites_are_split() {
    let more = "service_date = \"DOS\"\nmodifier_1 = { column = \"MODS\", split = \"-\", part = 1 }\nmodifier_2 = { column = \"MODS\", split = \"-\", part = 2 }\nmodifier_3 = { column = \"MODS\", split = \"-\", part = 3 }\n";
    let rows = ["C1,P1,N1,99421,2025-02-03,95-AH", "C2,P1,N1,99421,2025-02-03,ah- 95", "C3,P1,N1,99421,2025-02-03,AH"];
    let (place, _) = through(more, "CLM,BENE,PRF,HCPCS,DOS,MODS", &rows);
    assert_eq!(place.found("duplicate_line", "claim_id"), ["C2"]);
    assert_eq!(place.found("near_duplicate_line", "claim_id"), ["C3"]);
}

#[test]
fn parts_of_one_cell_serve_several_columns() {
    let layout = "name = \"m\"\ndescription = \"d\"\n[columns]\nclaim_id = { column = \"ID\", split = \"/\", part = 1 }\npatient_id = { column = \"ID\", split = \"/\", part = 2 }\nrendering_npi = { constant = \"N1\" }\nservice_date = \"DOS\"\nprocedure_code = { column = \"SV\", split = \":\", part = 2 }\n";
    let place = Place::with_claims(csv_text("ID,DOS,SV", &["C1/P1,2025-02-03,HC:99441:95", "C2,2025-02-03,HC:99441"]));
    place.write("m.toml", layout);
    let run = place.audit("claims.csv", &["--layout", "m.toml"]);
    assert_eq!((run.code, run.fates().as_str()), (3, "audited=1 rejected=1"), "{}", run.stderr);
    assert_eq!((place.found(EYE, "patient_id"), place.found(EYE, "claim_id")), (vec!["P1".into()], vec!["C1".into()]));
}

#[test]
fn status_words_are_mapped_and_unknown_ones_mean_paid() {
    let more = "service_date = \"DOS\"\nline_number = \"N\"\nclaim_status = \"ST\"\n[status]\npaid = [\"A\", \"O\"]\ndenied = [\"D\", \"<\"]\nreversed = [\"RV\"]\n";
    let rows: Vec<String> = (1..)
        .zip(["A", "O", "D", "d", "<", "RV", " rv ", "", "?", "denied"])
        .map(|(n, status)| format!("C1,P1,N1,99441,2025-02-03,{n},{status}"))
        .collect();
    let (place, run) =
        through(more, "CLM,BENE,PRF,HCPCS,DOS,N,ST", &rows.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(run.fates(), "audited=5 denied=5");
    assert_eq!(place.found(EYE, "line_number"), ["1", "2", "8", "9", "10"]);
}

#[test]
fn other_delimiters() {
    for (delimiter, written) in [('|', "|"), ('\t', "\\t"), (';', ";"), ('~', "~")] {
        let more = format!("service_date = \"DOS\"\n[format]\ndelimiter = \"{written}\"\n");
        let cells = |text: &str| text.replace(',', &delimiter.to_string());
        let row = seen(&more, &cells("CLM,BENE,PRF,HCPCS,DOS"), &cells("C1,P1,N1,99441,2025-02-03"));
        assert_eq!(row.get("claim_id").map(String::as_str), Some("C1"), "{delimiter}");
    }
}

#[test]
fn the_layout_is_named_in_the_manifest() {
    let (place, _) = through("service_date = \"DOS\"\n", "CLM,BENE,PRF,HCPCS,DOS", &[]);
    let manifest: serde_json::Value =
        serde_json::from_slice(&place.files("report")["manifest.json"]).unwrap_or_default();
    assert_eq!(manifest["layout"], "mine");
}
