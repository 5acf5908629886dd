//! The harness of the tests: turns the text of claims into an audit through the real loader and the real engine.
//! Expects nothing of the rules; what they should say stands in the fixtures.
//!
//! ```ignore
//! let claims = "claim_id,patient_id,rendering_npi,service_date,procedure_code\n\
//!      C1,P1,ANN,2025-03-03,99421\n\
//!      C2,P1,ANN,2025-03-06,99421\n";
//! let audit = support::audit_of_files(&[("claims.csv", claims)], "[rules.repeat_e_visit]\nwindow_days = 14\n");
//! assert_eq!(support::findings_of(&audit, "repeat_e_visit").count(), 1);
//! ```

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot be set up has failed")]

pub(crate) mod fixture;
pub(crate) mod json_schema;
pub(crate) mod kept;
pub(crate) mod verdict;

use std::collections::BTreeMap;
use std::fs;
use std::sync::atomic::AtomicBool;

use claimsweep::claim::{Cents, Day};
use claimsweep::findings::{Audit, Direction, Finding, LoggedTime, RuleRun, RuleStatus};
use claimsweep::load::TableRequest;
use claimsweep::load::document::Document;
use claimsweep::pipeline::{self, PipelineSpec, Plan};

/// The period of an audit whose pipeline text has none: every line is judged, and the data reach far enough both ways
/// that no line lacks history.
pub(crate) const WIDE_PERIOD: &str =
    "[period]\nall = true\ndata_from = \"2015-01-01\"\ndata_through = \"2035-12-31\"\n";

/// Like [`audit_of_files`], for claims alone.
pub(crate) fn audit_of(claims: &str, pipeline: &str) -> Audit {
    audit_of_files(&[("claims.csv", claims)], pipeline)
}

/// Audits CSV texts of canonical columns, only the columns given. A file whose name begins with the key of a file beside
/// the claims (`activity`, `providers`, `consents`, `fee_schedule`, `ptp`, `mue`) is given as that, every other one as
/// claims.
///
/// `pipeline` is any part of a pipeline file but its name, claims and report: `[rules.<id>]`, `[rules]`, `[period]`.
/// Without a `[period]` it is [`WIDE_PERIOD`]; one that is there is taken as it stands.
/// Panics when the pipeline or a text cannot be used, and when the audit breaks a promise that holds for any input
/// (see [`assert_whole`]). Rejected rows are no reason to panic: they are in the audit.
pub(crate) fn audit_of_files(files: &[(&str, &str)], pipeline: &str) -> Audit {
    let folder = tempfile::tempdir().expect("a temporary folder");
    // A pipeline that sets something of the log has to name a file, which is not there.
    let mut spec = PipelineSpec { paths: Vec::new(), activity: Vec::new(), ..spec_of(pipeline) };
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a file in a temporary folder");
        let path = path.to_string_lossy().into_owned();
        match name.split(['.', '-']).next().unwrap_or_default() {
            "activity" => spec.activity.push(path),
            "providers" => spec.providers = Some(path),
            "consents" => spec.consents = Some(path),
            "fee_schedule" => spec.tables.fee_schedule.push(table(path, text)),
            "ptp" => spec.tables.ptp.push(table(path, text)),
            "mue" => spec.tables.mue.push(table(path, text)),
            _ => spec.paths.push(path),
        }
    }
    let plan = Plan::new(spec).expect("a plan");
    let audit = pipeline::audit(&plan, &AtomicBool::new(false), &|_| {}).expect("an audit");
    assert_whole(&audit);
    audit
}

/// A table with the dates it is used for: those of a line such as `# from 2025-01-01 to 2025-12-31` in it, else all.
fn table(path: String, text: &str) -> TableRequest {
    let stated = text.lines().find_map(|line| line.strip_prefix("# from ")?.split_once(" to "));
    let (from, to) = stated.unwrap_or(("1990-01-01", "2099-12-31"));
    TableRequest { path, from: Day::parse_iso(from), to: Day::parse_iso(to) }
}

/// The pipeline of a part of a pipeline file, as [`audit_of_files`] reads it; its claims are still to be named.
pub(crate) fn spec_of(pipeline: &str) -> PipelineSpec {
    let has_period = pipeline.lines().any(|line| line.trim() == "[period]");
    let period = if has_period { "" } else { WIDE_PERIOD };
    // What the reader wrote comes second, so that the line of an error is its own line plus one.
    let text = format!(
        "name = \"test\"\n{pipeline}\n{period}[claims]\npaths = [\"claims.csv\"]\n[report]\ndir = \"not-written\"\n"
    );
    PipelineSpec::parse(Document { file: "pipeline of a test", text: &text }).unwrap_or_else(|error| panic!("{error}"))
}

/// How one rule fared.
pub(crate) fn run_of<'a>(audit: &'a Audit, rule: &str) -> &'a RuleRun {
    audit.runs.iter().find(|run| run.card.id == rule).unwrap_or_else(|| panic!("no rule is called {rule}"))
}

/// The findings of one rule, by patient, service date, claim and line.
pub(crate) fn findings_of<'a>(audit: &'a Audit, rule: &str) -> impl Iterator<Item = &'a Finding> {
    audit.findings.iter().filter(move |finding| finding.card.id == rule)
}

/// Panics unless the audit keeps what it promises for any input: every row accounted for, no rule failed, as many
/// findings and open opportunities as flagged subjects, every flagged line's money owned once, and every minute of the
/// log accounted for.
pub(crate) fn assert_whole(audit: &Audit) {
    assert!(audit.accounting.balances(), "the accounting identity failed: {:?}", audit.accounting);
    for run in &audit.runs {
        let id = run.card.id;
        assert!(!matches!(run.status, RuleStatus::Error(_)), "{id} failed: {}", run.reason());
        let names = ["flagged", "clean", "cleared", "provisional", "not_evaluable"];
        let outcomes: u64 = names.iter().map(|name| run.tally.count(name)).sum();
        assert_eq!(outcomes, run.tally.subjects(), "{id}: an outcome has no name");
        let open = audit.opportunities.iter().filter(|one| one.card.id == id && one.outcome.is_open()).count();
        let findings = (findings_of(audit, id).count() + open) as u64;
        assert_eq!(findings, run.tally.count("flagged"), "{id}: findings and flagged lines differ");
    }
    assert!(audit.logged.as_ref().is_none_or(LoggedTime::balances), "minutes of the log: {:?}", audit.logged);
    let owned: i64 = audit.findings.iter().map(|finding| finding.owned.0).sum();
    let overpayments = audit.findings.iter().filter(|finding| finding.card.direction == Direction::Overpayment);
    let at_stake = |finding: &Finding| finding.line.amount_at_stake().unwrap_or(Cents(0)).0;
    let lines: BTreeMap<_, i64> = overpayments.map(|finding| (finding.line.key(), at_stake(finding))).collect();
    assert_eq!(owned, lines.values().sum::<i64>(), "each line's money has one owner among its overpayment findings");
}
