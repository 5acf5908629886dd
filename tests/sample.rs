//! The sample data: it is what `synth` writes, every rule fires on it, and every planted case is judged as planted.
//! Says nothing of rules beyond that: their scenarios are in `tests/fixtures/rules`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::AtomicBool;

use claimsweep::findings::Audit;
use claimsweep::load::document::Document;
use claimsweep::pipeline::{PipelineSpec, Plan, audit};
use claimsweep::rules::RULES;
use claimsweep::synth::{Columns, Scenarios, SynthSpec, expectations, write_claims};

/// As `claimsweep synth FILE` with its defaults.
const SPEC: SynthSpec = SynthSpec { seed: 1, n_lines: 4_000, columns: Columns::Full, scenarios: Scenarios::Planted };

fn project(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path).to_string_lossy().into_owned()
}

fn sample_audit(file: &str) -> Audit {
    let text = format!(
        "name = \"sample\"\n[period]\nall = true\n[claims]\npaths = [{:?}]\n[report]\ndir = \"unused\"\n",
        project(file)
    );
    let spec = PipelineSpec::parse(Document { file: "sample", text: &text }).expect("a readable pipeline");
    let plan = Plan::new(spec).expect("the sample data");
    audit(&plan, &AtomicBool::new(false), &|_| {}).expect("an audit of the sample data")
}

#[test]
fn the_sample_data_is_what_synth_writes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for name in ["claims.csv", "claims.parquet"] {
        let fresh = folder.path().join(name);
        write_claims(&SPEC, &fresh).expect("synthetic claims");
        let kept = project(&format!("sample-data/claims/{name}"));
        let same = std::fs::read(&fresh).expect("fresh file") == std::fs::read(&kept).expect("kept file");
        assert!(same, "{name} differs from what synth writes now: run `claimsweep synth sample-data/claims/{name}`");
    }
}

#[test]
fn every_rule_fires_on_the_sample_data() {
    let audit = sample_audit("sample-data/claims/claims.parquet");
    let fired: BTreeSet<&str> = audit.findings.iter().map(|finding| finding.card.id).collect();
    let silent: Vec<&str> = RULES.iter().map(|rule| rule.card.id).filter(|id| !fired.contains(id)).collect();
    assert!(silent.is_empty(), "silent on the sample data: {silent:?}");
    assert!(audit.accounting.balances());
}

/// Rule, claim and line of every finding, with its tier and message.
fn findings(audit: &Audit) -> BTreeMap<(&'static str, String, i32), (&'static str, String)> {
    let key = |finding: &claimsweep::findings::Finding| {
        (finding.card.id, audit.names.claims.text(finding.line.claim).to_owned(), finding.line.line_number)
    };
    let value = |finding: &claimsweep::findings::Finding| (finding.tier.name(), finding.message.clone());
    audit.findings.iter().map(|finding| (key(finding), value(finding))).collect()
}

#[test]
fn csv_and_parquet_give_the_same_findings() {
    let (csv, parquet) = ("sample-data/claims/claims.csv", "sample-data/claims/claims.parquet");
    assert_eq!(findings(&sample_audit(csv)), findings(&sample_audit(parquet)));
}

#[test]
fn every_planted_case_is_judged_as_planted() {
    let audit = sample_audit("sample-data/claims/claims.parquet");
    let found = findings(&audit);
    let expected = expectations().expect("the planted table");
    let cases = expected.iter().filter(|case| case.rule != "adjustments");
    let mut wrong = Vec::new();
    for case in cases {
        let rule = RULES.iter().find(|rule| rule.card.id == case.rule).map_or("", |rule| rule.card.id);
        let tier = found.get(&(rule, case.claim_id.clone(), case.line_number)).map(|(tier, _)| *tier);
        let wanted = ["hard", "presumptive", "advisory"].into_iter().find(|tier| *tier == case.outcome);
        if tier != wanted {
            wrong.push(format!("{}: {} on claim {}: {tier:?}", case.rule, case.case, case.claim_id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(expected.len() > 100, "the planted table shrank to {} cases", expected.len());
}
