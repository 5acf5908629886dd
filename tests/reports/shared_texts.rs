//! Words of a shared copy: what somebody typed into a pipeline or a file is withheld, and an identifier that is also an
//! NPI, a word or a date keeps nobody from sharing.

use std::collections::BTreeSet;

use super::shared::{KEY, key, share, texts};
use crate::program::{Place, csv_text};

const COLUMNS: &str =
    "claim_id,patient_id,rendering_npi,service_date,procedure_code,paid_amount,diagnosis_1,rendering_specialty,payer";
const IDS: [&str; 4] = ["patient_id", "claim_id", "billing_tin", "finding_id"];

/// Forty lines of twenty patients, two e-visits each within a week; `change` changes the cells of a line.
fn claims(more: &str, change: impl Fn(usize, &mut Vec<String>)) -> String {
    let row = |n: usize| {
        let date = format!("2025-10-{:02}", 5 + 4 * (n % 2));
        let (claim, patient) = (format!("C{n:07}"), format!("PT{:05}", n / 2));
        let cells = [&claim, &patient, "1999999992", &date, "99421", "10.00", "I10", "08", "medicare"];
        let mut cells: Vec<String> = cells.map(str::to_owned).to_vec();
        change(n, &mut cells);
        cells.join(",")
    };
    let rows: Vec<String> = (0..40).map(row).collect();
    csv_text(&format!("{COLUMNS}{more}"), &rows.iter().map(String::as_str).collect::<Vec<_>>())
}

fn shared(place: &Place) {
    key(place, "key", KEY, 0o600);
    let run = share(place, "key", "shared");
    assert_eq!(run.code, 0, "{}", run.stderr);
}

/// The shared copy of an audit of such claims; no column of identifiers has one of the report's.
fn copy(claims: &str) -> Place {
    let place = Place::with_claims(claims);
    assert_eq!(place.audit("claims.csv", &[]).code, 0);
    shared(&place);
    let ids = |folder: &str| -> BTreeSet<String> {
        let table = place.table(&format!("{folder}/findings.parquet"));
        assert!(10 < table.batch.num_rows());
        IDS.iter().flat_map(|column| table.column(column)).filter(|id| !id.is_empty()).collect()
    };
    assert!(ids("report").is_disjoint(&ids("shared")));
    place
}

#[test]
fn a_group_that_bills_under_an_npi_can_be_shared() {
    for column in [",billing_npi", ",billing_tin"] {
        let place = copy(&claims(column, |_, cells| cells.push("1999999992".to_owned())));
        let rows = place.table("shared/findings.parquet").rows();
        assert!(rows.iter().all(|row| row["rendering_npi"] == "1999999992" && row["billing_tin"].starts_with("G-")));
    }
    // Patients with numbers like NPIs, and clinicians with the same.
    copy(&claims("", |n, cells| {
        (cells[1], cells[2]) = (format!("{}", 1_000_000_000 + n / 2), format!("{}", 1_000_000_000 + n / 2));
    }));
}

#[test]
fn words_dates_and_numbers_may_be_identifiers() {
    for word in
        ["presumptive", "patient_id", "2025-10-01", "claimsweep", "99421", "findings", "1000", "I10", "medicare"]
    {
        copy(&claims("", |n, cells| {
            let at = usize::from(n < 2);
            cells[at] = if n < 4 { word.to_owned() } else { cells[at].clone() };
        }));
    }
    copy(&claims("", |n, cells| (cells[0], cells[1]) = (format!("{}", 1_000 + n), format!("{}", 50 + n / 2))));
    copy(&claims("", |n, cells| cells[1] = format!("Jane Doe {}", n / 2)));
}

const PIPELINE: &str = r#"
name = "audit of John Q Patient for Dr Roe, October 2025"
[period]
all = true
[claims]
paths = ["claims.csv"]
[[payers.acme_of_smithville.unpaid]]
codes = ["98016"]
from = "2025-01-01"
[payers.acme_of_smithville.rules.repeat_e_visit]
window_days = 14
[rules.contact_after_related_visit]
ignored_diagnosis_prefixes = ["JONES"]
[[custom]]
id = "mrs_jones_complaint"
title = "complaint about 12.345.678 (claim 2025/000001)"
subject = ["99421"]
context = ["e_visit_em"]
days_before = 6
tier = "presumptive"
message = "Mrs Jones"
clears = "Mrs Jones clears"
evidence = "ask Jane Doe 17, PT00007"
source = "letter of Mrs Jones, 2025-10-20"
[report]
dir = "report"
formats = ["parquet", "csv", "html", "xlsx"]
[gate]
fail_on = "never"
"#;

#[test]
fn what_was_typed_is_withheld() {
    let place = Place::with_claims(claims("", |n, cells| {
        (cells[7], cells[8]) = ("JOHNSMITH".to_owned(), "acme_of_smithville".to_owned());
        cells[1] = ["12.345.678", "Jane Doe 17"].get(n / 2).map_or_else(|| cells[1].clone(), |id| (*id).to_owned());
        cells[0] = if n == 0 { "2025/000001".to_owned() } else { cells[0].clone() };
    }));
    place.write("pipeline.toml", PIPELINE);
    let run = place.run(&["run", "pipeline.toml"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    shared(&place);
    let typed = [
        "John Q",
        "Roe",
        "12.345.678",
        "2025/000001",
        "Jane Doe",
        "PT00007",
        "ones",
        "JONES",
        "complaint",
        "acme",
        "letter of",
        "2025-10-20",
        "smithville",
        "JOHNSMITH",
        "claims.csv",
        "canonical",
        "for Dr",
    ];
    let whole = texts(&place, "report").into_values().collect::<String>();
    for (name, text) in texts(&place, "shared") {
        // Texts of the program's own rules have words such as these.
        let left: Vec<&&str> = typed.iter().filter(|word| text.contains(**word) && **word != "ones").collect();
        assert!(left.is_empty(), "{name}: {left:?}");
        assert!(!text.contains("Mrs Jones") && !text.contains("mrs_jones"), "{name}");
    }
    assert!(typed.iter().all(|word| whole.contains(word)), "the report itself has them");
    let rules: BTreeSet<String> = place.table("shared/findings.parquet").column("rule").into_iter().collect();
    assert!(rules.contains("custom_rule_1"), "{rules:?}");
    let titles = place.table("shared/findings.parquet").column("message");
    assert!(titles.contains(&"custom rule 1".to_owned()), "{titles:?}");
    assert!(place.table("shared/clinicians.parquet").column("specialty").iter().all(|text| text == "withheld"));
}
