//! Writes summary.json: counts, the accounting identity, money by rule and tier, the data range.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use super::manifest::FileStamp;
use super::missed::MissedFigures;
use super::publish::write_stamped;
use super::{ReportError, RunFacts};
use crate::claim::InputFile;
use crate::findings::{Audit, Direction, RuleRun, Tier};
use crate::reference::RULEBOOK_VERSION;

/// The figures of a run.
#[derive(Serialize)]
pub struct Summary {
    pipeline: String,
    rulebook_version: &'static str,
    settings_hash: String,
    data_from: Option<String>,
    data_through: Option<String>,
    period_from: Option<String>,
    period_to: Option<String>,
    accounting: AccountingFigures,
    files: Vec<FileFigures>,
    inputs: Vec<NamedInput>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unused_files: Vec<String>,
    findings: u64,
    findings_by_tier: BTreeMap<&'static str, u64>,
    owned_cents: i64,
    money: Vec<MoneyFigures>,
    rules: Vec<RuleFigures>,
    rejects_by_reason: Vec<RejectFigures>,
    #[serde(skip_serializing_if = "Option::is_none")]
    missed_revenue: Option<MissedFigures>,
}

#[derive(Serialize)]
struct AccountingFigures {
    rows_read: u64,
    #[serde(flatten)]
    terms: BTreeMap<&'static str, u64>,
    balances: bool,
}

#[derive(Serialize)]
struct FileFigures {
    file: String,
    source_rows: u64,
    filtered_rows: u64,
    empty_slots: u64,
    rows_read: u64,
    repaired_values: u64,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    rows_without_partner: BTreeMap<String, u64>,
    ignored_columns: Vec<String>,
}

/// A file beside the claims.
#[derive(Serialize)]
pub(super) struct InputFigures {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    release: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    covers_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    covers_through: Option<String>,
    rows: u64,
    repeated: u64,
    #[serde(skip_serializing_if = "is_zero")]
    filtered: u64,
    #[serde(skip_serializing_if = "is_zero")]
    differing: u64,
    rejected: u64,
}

/// Says nothing of what only tables of a layout have.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_zero(n: &u64) -> bool {
    *n == 0
}

#[derive(Serialize)]
pub(super) struct NamedInput {
    file: String,
    #[serde(flatten)]
    figures: InputFigures,
}

impl NamedInput {
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    pub(super) const fn rejected(&self) -> u64 {
        self.figures.rejected
    }
}

impl InputFigures {
    pub(super) fn new(input: &InputFile) -> Self {
        Self {
            kind: input.kind,
            release: input.release.clone(),
            covers_from: input.covers.map(|(from, _)| from.to_string()),
            covers_through: input.covers.map(|(_, through)| through.to_string()),
            rows: input.rows,
            repeated: input.repeated,
            filtered: input.filtered,
            differing: input.differing,
            rejected: input.faults.len() as u64,
        }
    }
}

#[derive(Serialize)]
struct MoneyFigures {
    rule: &'static str,
    tier: &'static str,
    direction: &'static str,
    findings: u64,
    paid_cents: i64,
    owned_cents: i64,
}

#[derive(Serialize)]
struct RuleFigures {
    rule: &'static str,
    status: &'static str,
    reason: String,
    subjects: u64,
    flagged: u64,
    clean: u64,
    cleared: u64,
    provisional: u64,
    not_evaluable: u64,
}

#[derive(Serialize)]
struct RejectFigures {
    column: Option<&'static str>,
    reason: &'static str,
    rows: u64,
}

impl Summary {
    /// Gathers the figures.
    pub fn new(audit: &Audit, facts: &RunFacts) -> Self {
        let date = |day: Option<crate::claim::Day>| day.map(|day| day.to_string());
        let at = |tier: Tier| audit.findings.iter().filter(|finding| finding.tier == tier).count() as u64;
        Self {
            pipeline: facts.name.clone(),
            rulebook_version: RULEBOOK_VERSION,
            settings_hash: facts.settings_hash(),
            data_from: date(audit.range.data_from),
            data_through: date(audit.range.data_through),
            period_from: date(audit.range.period_from),
            period_to: date(audit.range.period_to),
            accounting: AccountingFigures {
                rows_read: audit.accounting.rows_read,
                terms: audit.accounting.terms().collect(),
                balances: audit.accounting.balances(),
            },
            files: files(audit),
            inputs: inputs(audit),
            unused_files: audit.unused_files.clone(),
            findings: audit.findings.len() as u64,
            findings_by_tier: Tier::ALL.iter().map(|tier| (tier.name(), at(*tier))).collect(),
            owned_cents: audit.findings.iter().map(|finding| finding.owned.0).sum(),
            money: money(audit),
            rules: audit.runs.iter().map(rule_figures).collect(),
            rejects_by_reason: rejects(audit),
            missed_revenue: MissedFigures::new(audit),
        }
    }

    /// The figures as JSON text.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }

    pub(super) fn write(&self, path: &Path) -> Result<FileStamp, ReportError> {
        let failed = |error: &dyn std::fmt::Display| ReportError::write(path, error);
        write_stamped(path, &self.to_json().map_err(|error| failed(&error))?)
    }
}

/// The files beside the claims.
pub(super) fn inputs(audit: &Audit) -> Vec<NamedInput> {
    let named = |input: &InputFile| NamedInput { file: input.path.clone(), figures: InputFigures::new(input) };
    audit.inputs.iter().map(named).collect()
}

fn files(audit: &Audit) -> Vec<FileFigures> {
    let figures = |file: &crate::claim::SourceFile| FileFigures {
        file: file.path.clone(),
        source_rows: file.source_rows,
        filtered_rows: file.filtered_rows,
        empty_slots: file.empty_slots,
        rows_read: file.rows_read,
        repaired_values: file.repaired_values,
        rows_without_partner: file.unmatched.iter().cloned().collect(),
        ignored_columns: file.ignored_columns.clone(),
    };
    audit.files.iter().map(figures).collect()
}

fn money(audit: &Audit) -> Vec<MoneyFigures> {
    let direction = |rule: &str| {
        let run = audit.runs.iter().find(|run| run.card.id == rule);
        run.map_or(Direction::Overpayment, |run| run.card.direction).name()
    };
    let figures = audit.money().into_iter().map(|(rule, tier, line)| MoneyFigures {
        rule,
        tier: tier.name(),
        direction: direction(rule),
        findings: line.findings,
        paid_cents: line.paid.0,
        owned_cents: line.owned.0,
    });
    figures.collect()
}

fn rule_figures(run: &RuleRun) -> RuleFigures {
    let count = |name: &str| run.tally.count(name);
    RuleFigures {
        rule: run.card.id,
        status: run.status.name(),
        reason: run.reason(),
        subjects: run.tally.subjects(),
        flagged: count("flagged"),
        clean: count("clean"),
        cleared: count("cleared"),
        provisional: count("provisional"),
        not_evaluable: count("not_evaluable"),
    }
}

fn rejects(audit: &Audit) -> Vec<RejectFigures> {
    let mut counts: BTreeMap<(Option<&'static str>, &'static str), u64> = BTreeMap::new();
    for reject in &audit.rejects {
        *counts.entry((reject.column.map(crate::claim::Field::name), reject.reason)).or_default() += 1;
    }
    counts.into_iter().map(|((column, reason), rows)| RejectFigures { column, reason, rows }).collect()
}
