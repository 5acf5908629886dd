//! The sample data: it is what `synth` writes, every rule fires on it, and every planted case is judged as planted.
//! Says nothing of rules beyond that: their scenarios are in `tests/fixtures/rules`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use claimsweep::findings::{Audit, Finding};
use claimsweep::load::document::Document;
use claimsweep::pipeline::{PipelineSpec, Plan, audit};
use claimsweep::rules::RULES;
use claimsweep::synth::{Columns, Scenarios, SynthSpec, expectations, write_beside, write_claims};

/// As `claimsweep synth FILE --beside FOLDER` with its defaults.
const SPEC: SynthSpec = SynthSpec { seed: 1, n_lines: 4_000, columns: Columns::Full, scenarios: Scenarios::Planted };
const ALL_DATES: (&str, &str) = ("month = \"2025-10\"", "all = true");
const AS_CSV: (&str, &str) = ("claims/*.parquet", "claims/claims.csv");

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// An audit of the sample data by one of the project's pipelines, with some words of it replaced.
fn sample_audit(pipeline: &str, changes: &[(&str, &str)]) -> Audit {
    let mut text = std::fs::read_to_string(project(pipeline)).expect("a pipeline");
    for (from, to) in changes {
        assert!(text.contains(from), "{pipeline} has no `{from}`");
        text = text.replace(from, to);
    }
    // Toml and Windows do not agree on backslashes.
    let folder = project("sample-data/").to_string_lossy().replace('\\', "/");
    text = text.replace("../sample-data/", &folder);
    let spec = PipelineSpec::parse(Document { file: pipeline, text: &text }).expect("a readable pipeline");
    let plan = Plan::new(spec).expect("the sample data");
    audit(&plan, &AtomicBool::new(false), &|_| {}).expect("an audit of the sample data")
}

fn whole_audit() -> Audit {
    sample_audit("pipelines/monthly-sweep.toml", &[ALL_DATES])
}

/// The rules that say nothing.
fn silent(audit: &Audit) -> Vec<&'static str> {
    let open = audit.opportunities.iter().filter(|one| one.outcome.is_open()).map(|one| one.card.id);
    let fired: BTreeSet<&str> = audit.findings.iter().map(|finding| finding.card.id).chain(open).collect();
    RULES.iter().map(|rule| rule.card.id).filter(|id| !fired.contains(id)).collect()
}

/// Every file below a folder, by its path from there.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        let name = PathBuf::from(path.file_name().expect("a name"));
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(below, bytes)| (name.join(below), bytes)));
        } else {
            found.insert(name, std::fs::read(&path).expect("a readable file"));
        }
    }
    found
}

#[test]
fn the_sample_data_is_what_synth_writes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let claims = folder.path().join("claims");
    std::fs::create_dir(&claims).expect("a folder");
    for name in ["claims.csv", "claims.parquet"] {
        write_claims(&SPEC, &claims.join(name)).expect("synthetic claims");
    }
    write_beside(&SPEC, &folder.path().join("beside")).expect("synthetic files beside them");
    for part in ["claims", "beside"] {
        let (fresh, kept) = (files(&folder.path().join(part)), files(&project("sample-data").join(part)));
        assert!(fresh.keys().eq(kept.keys()), "{:?} and {:?}", fresh.keys(), kept.keys());
        let differing: Vec<&PathBuf> = fresh.keys().filter(|name| fresh[*name] != kept[*name]).collect();
        assert!(differing.is_empty(), "{part}: {differing:?}: write them again as sample-data/README.md says");
    }
}

#[test]
fn every_rule_fires_on_the_sample_data() {
    let audit = whole_audit();
    assert_eq!(silent(&audit), [""; 0]);
    assert!(audit.accounting.balances());
}

#[test]
fn the_monthly_sweep_shows_the_rulebook() {
    let audit = sample_audit("pipelines/monthly-sweep.toml", &[]);
    assert_eq!(silent(&audit), [""; 0]);
}

#[test]
fn ordinary_lines_fit_the_files_beside_them() {
    let audit = whole_audit();
    let decided_beside = [
        "minutes_below_floor",
        "minutes_below_band",
        "minutes_above_band",
        "short_audio_visit",
        "contact_not_patient_initiated",
        "non_evaluative_contact",
        "late_image_review",
        "patient_not_established",
        "consent_not_on_file",
    ];
    let is_planted = |finding: &&Finding| audit.names.patients.text(finding.line.patient).starts_with('S');
    let ordinary = audit.findings.iter().filter(|finding| !is_planted(finding));
    let fired: Vec<&str> = ordinary.map(|finding| finding.card.id).filter(|id| decided_beside.contains(id)).collect();
    assert!(fired.is_empty(), "{fired:?}");
}

#[test]
fn every_custom_rule_fires_on_the_sample_data() {
    let audit = sample_audit("pipelines/custom-rules.toml", &[]);
    let fired: BTreeSet<&str> = audit.findings.iter().map(|finding| finding.card.id).collect();
    let all = ["check_in_in_e_visit_week", "message_without_recent_visit", "training_on_assessment_day"];
    assert_eq!(fired, all.into_iter().collect());
}

/// Rule, claim and line of every finding, with its tier and message.
fn findings(audit: &Audit) -> BTreeMap<(&'static str, String, i32), (&'static str, String)> {
    let key = |finding: &Finding| {
        (finding.card.id, audit.names.claims.text(finding.line.claim).to_owned(), finding.line.line_number)
    };
    let value = |finding: &Finding| (finding.tier.name(), finding.message.clone());
    audit.findings.iter().map(|finding| (key(finding), value(finding))).collect()
}

#[test]
fn csv_and_parquet_give_the_same_findings() {
    let as_csv = sample_audit("pipelines/monthly-sweep.toml", &[ALL_DATES, AS_CSV]);
    assert_eq!(findings(&as_csv), findings(&whole_audit()));
}

#[test]
fn every_planted_case_is_judged_as_planted() {
    let found = findings(&whole_audit());
    let expected = expectations().expect("the planted table");
    let cases = expected.iter().filter(|case| case.rule != "adjustments");
    let mut wrong = Vec::new();
    for case in cases {
        let Some(rule) = RULES.iter().map(|rule| rule.card.id).find(|id| *id == case.rule) else {
            wrong.push(format!("{}: no such rule", case.rule));
            continue;
        };
        let tier = found.get(&(rule, case.claim_id.clone(), case.line_number)).map(|(tier, _)| *tier);
        let wanted = ["hard", "presumptive", "advisory"].into_iter().find(|tier| *tier == case.outcome);
        if tier != wanted {
            wrong.push(format!("{}: {} on claim {}: {tier:?}", case.rule, case.case, case.claim_id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(expected.len() > 250, "the planted table shrank to {} cases", expected.len());
}
