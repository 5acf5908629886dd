//! Which files a run writes for the formats it is asked for.

use crate::program::Place;

const CLAIMS: &str = "claim_id,patient_id,rendering_npi,service_date,procedure_code\nC1,P1,N1,2025-02-03,99441\n";

fn written(formats: &[&str]) -> Vec<String> {
    let place = Place::with_claims(CLAIMS);
    let run = place.audit("claims.csv", formats);
    assert_eq!(run.code, 0, "{formats:?}: {}", run.stderr);
    place.files("report").into_keys().collect()
}

#[test]
fn summary_and_manifest_are_always_there() {
    assert_eq!(written(&["--format", "json"]), ["data_quality.json", "manifest.json", "summary.json"]);
    assert_eq!(written(&["--format", "csv"]), ["data_quality.json", "findings.csv", "manifest.json", "summary.json"]);
    assert_eq!(
        written(&["--format", "html"]),
        ["data_quality.html", "data_quality.json", "manifest.json", "summary.json"]
    );
    let parquet = [
        "data_quality.json",
        "evidence.parquet",
        "findings.parquet",
        "manifest.json",
        "opportunities.parquet",
        "rejects.parquet",
        "rule_runs.parquet",
        "summary.json",
    ];
    assert_eq!(written(&["--format", "parquet"]), parquet);
}

#[test]
fn several_formats_at_once() {
    let all = [
        "data_quality.json",
        "evidence.parquet",
        "findings.csv",
        "findings.parquet",
        "manifest.json",
        "opportunities.parquet",
        "rejects.parquet",
        "rule_runs.parquet",
        "summary.json",
    ];
    assert_eq!(written(&["--format", "parquet,csv,json"]), all);
    assert_eq!(written(&["--format", "csv", "--format", "parquet"]), all);
    assert_eq!(written(&[]), all, "parquet and csv when nothing is said");
}

#[test]
fn the_schema_command_describes_the_columns_that_are_written() {
    let place = Place::with_claims(CLAIMS);
    assert_eq!(place.audit("claims.csv", &[]).code, 0);
    let described = place.run(&["schema", "findings"]).json();
    let table = place.table("report/findings.parquet");
    let schema = table.batch.schema();
    let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    assert_eq!(described["required"], serde_json::json!(names));
    for field in schema.fields() {
        let property = &described["properties"][field.name()];
        assert_eq!(property["arrow_type"], field.data_type().to_string(), "{}", field.name());
        assert_eq!(property["nullable"], field.is_nullable(), "{}", field.name());
    }
}
