//! Writes summary.json: counts, the accounting identity, money by rule and tier, the data range.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::figure::Figure;
use super::manifest::{self, FileStamp};
use super::missed::MissedFigures;
use super::publish::write_file;
use super::terminal::dollars;
use super::{ReportError, RunFacts};
use crate::claim::{CellNote, CellNotes, Field, InputFile, JoinedMoney, LeftOutFile, StatusWords, Units, Unreadable};
use crate::findings::{Audit, Direction, RuleRun, Tier};
use crate::reference::RULEBOOK_VERSION;

/// The figures of a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Summary {
    pub(super) pipeline: String,
    pub(super) rulebook_version: String,
    pub(super) settings_hash: String,
    pub(super) data_from: Option<String>,
    pub(super) data_through: Option<String>,
    pub(super) period_from: Option<String>,
    pub(super) period_to: Option<String>,
    pub(super) accounting: AccountingFigures,
    pub(super) files: Vec<FileFigures>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) placeholders: BTreeMap<String, u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) unreadable: Vec<UnreadableFigures>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) long_durations: BTreeMap<String, u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) unknown_statuses: Option<StatusFigures>,
    pub(super) inputs: Vec<NamedInput>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) joined_money: Vec<JoinedFigures>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) unused_files: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) files_left_out: Vec<LeftOutFigures>,
    pub(super) findings: Figure<u64>,
    pub(super) findings_by_tier: BTreeMap<String, Figure<u64>>,
    pub(super) owned_cents: Figure<i64>,
    pub(super) at_risk_cents: Figure<i64>,
    pub(super) at_risk_is_upper_bound: bool,
    pub(super) money: Vec<MoneyFigures>,
    pub(super) rules: Vec<RuleFigures>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) missed: Option<MissedFigures>,
    pub(super) rejects_by_reason: Vec<RejectFigures>,
}

/// A file found below a folder and not read, with the reason.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct LeftOutFigures {
    pub(super) file: String,
    pub(super) reason: String,
}

impl LeftOutFigures {
    pub(super) fn all(audit: &Audit) -> Vec<Self> {
        let figures = |file: &LeftOutFile| Self { file: file.path.clone(), reason: file.reason.clone() };
        audit.left_out.iter().map(figures).collect()
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct AccountingFigures {
    pub(super) rows_read: Figure<u64>,
    #[serde(flatten)]
    pub(super) terms: BTreeMap<String, Figure<u64>>,
    pub(super) balances: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct FileFigures {
    pub(super) file: String,
    pub(super) source_rows: u64,
    pub(super) filtered_rows: u64,
    pub(super) empty_slots: u64,
    pub(super) rows_read: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) blank_rows: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) footer_rows: u64,
    pub(super) repaired_values: u64,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) rows_without_partner: BTreeMap<String, u64>,
    pub(super) ignored_columns: Vec<String>,
}

/// What became of the money of one column of a table beside the claims.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct JoinedFigures {
    pub(super) table: String,
    pub(super) column: String,
    pub(super) held_cents: i64,
    pub(super) joined_cents: i64,
    pub(super) unjoined_cents: i64,
    pub(super) undecided: u64,
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub(super) taken_elsewhere_cents: i64,
    pub(super) balances: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_nothing(cents: &i64) -> bool {
    *cents == 0
}

impl JoinedFigures {
    /// Every column.
    pub(super) fn all(audit: &Audit) -> Vec<Self> {
        let cents = |ten_thousandths: i64| ten_thousandths / (Units::ONE.0 / 100);
        let figures = |money: &JoinedMoney| Self {
            table: money.table.clone(),
            column: money.column.clone(),
            held_cents: cents(money.held),
            joined_cents: cents(money.joined),
            unjoined_cents: cents(money.unjoined),
            undecided: money.undecided,
            taken_elsewhere_cents: cents(money.taken_elsewhere),
            balances: money.balances(),
        };
        audit.joined_money.iter().map(figures).collect()
    }

    /// The identity in words.
    pub(super) fn sentence(&self) -> String {
        let Self { table, column, .. } = self;
        let [held, joined, left] = [self.held_cents, self.joined_cents, self.unjoined_cents].map(dollars);
        let undecided = match self.undecided {
            0 => String::new(),
            n => format!("; {n} amounts fit several lines, and none of them got one"),
        };
        let elsewhere = match self.taken_elsewhere_cents {
            0 => String::new(),
            cents => {
                let taken = dollars(cents.saturating_neg());
                format!("; reversals take back {taken} that is not in these files, and nothing from what is")
            }
        };
        format!("{table}.{column}: {held} held = {joined} joined to lines + {left} of no line{undecided}{elsewhere}")
    }
}

/// Status words of no known meaning, whose rows count as paid.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct StatusFigures {
    pub(super) rows: u64,
    pub(super) words: BTreeMap<String, u64>,
    pub(super) note: String,
}

impl StatusFigures {
    /// Those of all files; nothing when there are none.
    pub(super) fn new(audit: &Audit) -> Option<Self> {
        let statuses = unknown_statuses(audit);
        let words = statuses.words().into_iter().map(|(word, n)| (word.to_owned(), n)).collect();
        Some(Self { rows: statuses.rows(), words, note: statuses.sentence()? })
    }
}

/// The status words of no known meaning of all files.
pub(super) fn unknown_statuses(audit: &Audit) -> StatusWords {
    let mut statuses = StatusWords::default();
    for file in &audit.files {
        statuses.merge(&file.unknown_statuses);
    }
    statuses
}

/// What was noted about the cells of all files.
pub(super) fn notes(audit: &Audit) -> CellNotes {
    let mut notes = CellNotes::default();
    for file in &audit.files {
        notes.merge(&file.notes);
    }
    notes
}

/// Counts by column, under its name.
fn by_column(columns: impl Iterator<Item = (Field, u64)>) -> BTreeMap<String, u64> {
    columns.map(|(field, n)| (field.name().to_owned(), n)).collect()
}

/// Values of one column that could not be read, and why.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct UnreadableFigures {
    pub(super) column: String,
    pub(super) fault: String,
    pub(super) values: u64,
    pub(super) reason: String,
}

impl UnreadableFigures {
    /// Every column and fault, in the order of the contract.
    pub(super) fn all(notes: &CellNotes) -> Vec<Self> {
        let figures = |(field, why, values): (Field, Unreadable, u64)| Self {
            column: field.name().to_owned(),
            fault: why.name().to_owned(),
            values,
            reason: why.reason().to_owned(),
        };
        notes.unreadable().map(figures).collect()
    }
}

/// A file beside the claims.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct InputFigures {
    pub(super) kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) release: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) covers_from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) covers_through: Option<String>,
    pub(super) rows: u64,
    pub(super) repeated: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) filtered: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) differing: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) repaired: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) placeholders: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) long_durations: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) blank_rows: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) footer_rows: u64,
    pub(super) rejected: u64,
}

/// Says nothing of what did not happen.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_zero(n: &u64) -> bool {
    *n == 0
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct NamedInput {
    pub(super) file: String,
    #[serde(flatten)]
    pub(super) figures: InputFigures,
}

impl NamedInput {
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    pub(super) const fn figures(&self) -> &InputFigures {
        &self.figures
    }

    pub(super) const fn rejected(&self) -> u64 {
        self.figures.rejected
    }
}

impl InputFigures {
    pub(super) fn new(input: &InputFile) -> Self {
        Self {
            kind: input.kind.to_owned(),
            release: input.release.clone(),
            covers_from: input.covers.map(|(from, _)| from.to_string()),
            covers_through: input.covers.map(|(_, through)| through.to_string()),
            rows: input.rows,
            repeated: input.repeated,
            filtered: input.filtered,
            differing: input.differing,
            repaired: input.repaired,
            placeholders: input.placeholders,
            long_durations: input.long_durations,
            blank_rows: input.blank_rows,
            footer_rows: input.footer_rows,
            rejected: input.faults.len() as u64,
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct MoneyFigures {
    pub(super) rule: String,
    pub(super) tier: String,
    pub(super) direction: String,
    pub(super) findings: Figure<u64>,
    pub(super) paid_cents: Figure<i64>,
    pub(super) owned_cents: Figure<i64>,
    pub(super) at_risk_cents: Figure<i64>,
    pub(super) at_risk_is_upper_bound: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct RuleFigures {
    pub(super) rule: String,
    pub(super) status: String,
    pub(super) reason: String,
    pub(super) subjects: Figure<u64>,
    pub(super) flagged: Figure<u64>,
    pub(super) clean: Figure<u64>,
    pub(super) cleared: Figure<u64>,
    pub(super) provisional: Figure<u64>,
    pub(super) not_evaluable: Figure<u64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct RejectFigures {
    pub(super) column: Option<String>,
    pub(super) reason: String,
    pub(super) rows: u64,
}

impl RuleFigures {
    /// Lines on which the rule came to a conclusion.
    pub(super) fn judged(&self) -> Figure<u64> {
        [self.flagged, self.clean, self.cleared].into_iter().sum()
    }

    /// Lines that it met and could not judge, or not for good.
    pub(super) fn not_judged(&self) -> Figure<u64> {
        [self.provisional, self.not_evaluable].into_iter().sum()
    }
}

impl Summary {
    /// Gathers the figures.
    pub fn new(audit: &Audit, facts: &RunFacts) -> Self {
        let total = audit.total();
        let date = |day: Option<crate::claim::Day>| day.map(|day| day.to_string());
        let noted = notes(audit);
        let at = |tier: Tier| audit.findings.iter().filter(|finding| finding.tier == tier).count() as u64;
        Self {
            pipeline: facts.name.clone(),
            rulebook_version: RULEBOOK_VERSION.to_owned(),
            settings_hash: facts.settings_hash(),
            data_from: date(audit.range.data_from),
            data_through: date(audit.range.data_through),
            period_from: date(audit.range.period_from),
            period_to: date(audit.range.period_to),
            accounting: AccountingFigures {
                rows_read: Figure(Some(audit.accounting.rows_read)),
                terms: audit.accounting.terms().map(|(name, n)| (name.to_owned(), Figure(Some(n)))).collect(),
                balances: audit.accounting.balances(),
            },
            files: files(audit),
            placeholders: by_column(noted.columns(CellNote::Placeholder)),
            unreadable: UnreadableFigures::all(&noted),
            long_durations: by_column(noted.columns(CellNote::LongDuration)),
            unknown_statuses: StatusFigures::new(audit),
            inputs: inputs(audit),
            joined_money: JoinedFigures::all(audit),
            unused_files: audit.unused_files.clone(),
            files_left_out: LeftOutFigures::all(audit),
            findings: Figure(Some(audit.findings.len() as u64)),
            findings_by_tier: Tier::ALL.iter().map(|tier| (tier.name().to_owned(), Figure(Some(at(*tier))))).collect(),
            owned_cents: Figure(Some(total.owned.0)),
            at_risk_cents: Figure(Some(total.at_risk.0)),
            at_risk_is_upper_bound: total.at_risk_is_upper_bound,
            money: money(audit),
            rules: audit.runs.iter().map(rule_figures).collect(),
            missed: MissedFigures::new(audit),
            rejects_by_reason: rejects(audit),
        }
    }

    /// The money at risk as a headline says it: `up to $12.00` where a price is not known.
    pub(super) fn at_risk_words(&self) -> String {
        up_to(self.at_risk_is_upper_bound, &self.at_risk_cents.shown_money())
    }

    /// The figures as JSON text.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }

    pub(super) fn write(&self, path: &Path) -> Result<FileStamp, ReportError> {
        let failed = |error: &dyn std::fmt::Display| ReportError::write(path, error);
        write_file(path, &self.to_json().map_err(|error| failed(&error))?)?;
        manifest::stamp(path).map_err(|error| failed(&error))
    }
}

/// An amount, `up to` it where it is an upper bound.
pub(super) fn up_to(is_upper_bound: bool, amount: &str) -> String {
    if is_upper_bound { format!("up to {amount}") } else { amount.to_owned() }
}

/// The money at risk of some lines of the money, as a table shows it.
pub(super) fn at_risk_of<'a>(lines: &(impl Iterator<Item = &'a MoneyFigures> + Clone)) -> String {
    let sum: Figure<i64> = lines.clone().map(|line| line.at_risk_cents).sum();
    up_to(lines.clone().any(|line| line.at_risk_is_upper_bound), &sum.shown_money())
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
        blank_rows: file.blank_rows,
        footer_rows: file.footer_rows,
        repaired_values: file.notes.total(CellNote::Repaired),
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
        rule: rule.to_owned(),
        tier: tier.name().to_owned(),
        direction: direction(rule).to_owned(),
        findings: Figure(Some(line.findings)),
        paid_cents: Figure(Some(line.paid.0)),
        owned_cents: Figure(Some(line.owned.0)),
        at_risk_cents: Figure(Some(line.at_risk.0)),
        at_risk_is_upper_bound: line.at_risk_is_upper_bound,
    });
    figures.collect()
}

fn rule_figures(run: &RuleRun) -> RuleFigures {
    let count = |name: &str| Figure(Some(run.tally.count(name)));
    RuleFigures {
        rule: run.card.id.to_owned(),
        status: run.status.name().to_owned(),
        reason: run.reason(),
        subjects: Figure(Some(run.tally.subjects())),
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
        *counts.entry((reject.column.map(Field::name), reject.reason)).or_default() += 1;
    }
    let figures = |((column, reason), rows): ((Option<&str>, &str), u64)| RejectFigures {
        column: column.map(str::to_owned),
        reason: reason.to_owned(),
        rows,
    };
    counts.into_iter().map(figures).collect()
}
