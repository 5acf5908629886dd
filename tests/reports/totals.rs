//! CSV, Parquet and `summary.json` hold the same findings with the same totals, to the cent.

use std::collections::BTreeMap;

use super::{json, number, rules, sample, summed};
use crate::program::{Place, Row};

const FINDINGS: &str = "report/findings.parquet";

/// Columns whose CSV text is the value itself.
const SAME: [&str; 22] = [
    "finding_id",
    "rule",
    "tier",
    "direction",
    "claim_id",
    "line_number",
    "patient_id",
    "rendering_npi",
    "billing_tin",
    "payer",
    "service_date",
    "procedure_code",
    "paid_cents",
    "owned_cents",
    "expected_cents",
    "gap_days",
    "same_diagnosis",
    "suggested_code",
    "message",
    "evidence_needed",
    "source",
    "source_row",
];

#[test]
fn csv_and_parquet_have_the_same_columns_and_rows() {
    let place = sample();
    let table = place.table(FINDINGS);
    let schema = table.batch.schema();
    let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    let csv = place.files("report")["findings.csv"].clone();
    let header = String::from_utf8_lossy(&csv).lines().next().unwrap_or_default().to_owned();
    assert_eq!(header, names.join(","));
    let (left, right) = (place.findings(), table.rows());
    assert_eq!(left.len(), right.len());
    for (csv, parquet) in left.iter().zip(&right) {
        for name in SAME {
            assert_eq!(csv[name], parquet[name], "{name}");
        }
    }
}

#[test]
fn the_related_lines_of_csv_are_those_of_parquet() {
    let place = sample();
    for (csv, parquet) in place.findings().iter().zip(place.table(FINDINGS).rows()) {
        // `claim/line date code; …` against `[{claim_id: …, line_number: …, service_date: …, procedure_code: …}, …]`
        let lines = csv["related"].split("; ").filter(|line| !line.is_empty()).map(|line| {
            let (place, rest) = line.split_once(' ').unwrap_or_default();
            let (claim, number) = place.rsplit_once('/').unwrap_or_default();
            let (date, code) = rest.split_once(' ').unwrap_or_default();
            format!("{{claim_id: {claim}, line_number: {number}, service_date: {date}, procedure_code: {code}}}")
        });
        assert_eq!(format!("[{}]", lines.collect::<Vec<_>>().join(", ")), parquet["related"]);
    }
}

fn total(rows: &[Row], column: &str) -> i64 {
    rows.iter().map(|row| number(&row[column])).sum()
}

#[test]
fn totals_agree_to_the_cent() {
    let place = sample();
    let (csv, parquet, summary) = (place.findings(), place.table(FINDINGS).rows(), json(&place, "summary.json"));
    assert!(total(&csv, "owned_cents") > 0);
    assert_eq!(summary["findings"].as_u64(), Some(csv.len() as u64));
    for rows in [&csv, &parquet] {
        assert_eq!(summary["owned_cents"].as_i64(), Some(total(rows, "owned_cents")));
        let tiers = summed(rows.iter().map(|row| (row["tier"].clone(), 1)));
        let said: BTreeMap<String, i64> =
            serde_json::from_value(summary["findings_by_tier"].clone()).unwrap_or_default();
        assert_eq!(said.into_iter().filter(|(_, n)| *n > 0).collect::<BTreeMap<_, _>>(), tiers);
    }
}

#[test]
fn money_by_rule_and_tier_adds_up() {
    let place = sample();
    let summary = json(&place, "summary.json");
    let money = summary["money"].as_array().cloned().unwrap_or_default();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let by_key = |name: &str| {
        let pairs = money
            .iter()
            .map(|line| ((text(&line["rule"]), text(&line["tier"])), line[name].as_i64().unwrap_or(i64::MIN)));
        pairs.collect::<BTreeMap<_, _>>()
    };
    let rows = place.table(FINDINGS).rows();
    let of_rows = |column: &str| {
        summed(rows.iter().map(|row| ((row["rule"].clone(), row["tier"].clone()), number(&row[column]))))
    };
    assert_eq!(by_key("owned_cents"), of_rows("owned_cents"));
    assert_eq!(by_key("paid_cents"), of_rows("paid_cents"));
    assert_eq!(by_key("findings"), summed(rows.iter().map(|row| ((row["rule"].clone(), row["tier"].clone()), 1))));
    let directions: BTreeMap<String, String> = rules(&place).into_iter().collect();
    assert!(money.iter().all(|line| directions[&text(&line["rule"])] == text(&line["direction"])));
}

#[test]
fn the_terminal_says_the_same_total() {
    let place = sample();
    let cents = json(&place, "summary.json")["owned_cents"].as_i64().unwrap_or_default();
    let shown = place.audit("*.csv", &[]).stderr.replace(',', "");
    assert!(shown.contains(&format!("${}.{:02}", cents / 100, cents % 100)), "{cents}: {shown}");
}

#[test]
fn the_summary_states_the_range_of_the_data_and_the_period() {
    let rows = "claim_id,patient_id,rendering_npi,service_date,procedure_code\nC1,P1,N1,2025-02-03,99421\nC2,P1,N1,2025-03-04,36415\n";
    let place = Place::with_claims(rows);
    assert_eq!(place.audit("claims.csv", &["--from", "2025-02-01"]).code, 0);
    let summary = json(&place, "summary.json");
    let range =
        ["data_from", "data_through", "period_from", "period_to"].map(|name| summary[name].as_str().map(str::to_owned));
    let expected = [Some("2025-02-03"), Some("2025-03-04"), Some("2025-02-01"), None].map(|day| day.map(str::to_owned));
    assert_eq!(range, expected);
}
