//! The data-quality page: what an auditor reads before any finding. One set of figures for the terminal, `data_quality.json`
//! and `data_quality.html`. Holds counts, column names, file names and codes; no value of a patient.

mod figures;
mod rows;
mod rule_figures;
mod rules;
mod value_figures;
mod values;

use serde::Serialize;

use super::document::{Document, tenths_of_percent};
use super::document_text;
use super::summary::{JoinedFigures, LeftOutFigures, NamedInput, StatusFigures, UnreadableFigures, inputs, notes};
use super::terminal::grouped;
use crate::claim::{CellNote, Field, FieldSet, Reject};
use crate::findings::Audit;
use crate::quality::{Profile, Readiness};
use figures::{DateFigures, FieldFigures, FileFigures, MonthFigures, ReasonFigures, RejectFigures, Terms};
use rule_figures::{EnablerFigures, RuleFigures};
use value_figures::{CodeFigures, DamageFigures, DiagnosisFigures, IdFigures, KeyFigures};

/// The figures of the page.
#[derive(Serialize)]
pub struct DataQuality {
    layout: String,
    data_from: Option<String>,
    data_through: Option<String>,
    rows_read: u64,
    rows_used: u64,
    rows_excluded: u64,
    /// The terms of the accounting identity behind `rows_read =`.
    fates: Terms,
    balances: bool,
    rejects_by_reason: Vec<ReasonFigures>,
    files: Vec<FileFigures>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files_left_out: Vec<LeftOutFigures>,
    inputs: Vec<NamedInput>,
    joined_money: Vec<JoinedFigures>,
    months: Vec<MonthFigures>,
    contradicting_dates: Vec<DateFigures>,
    rendering_ids: IdFigures,
    billing_ids: IdFigures,
    procedure_codes: CodeFigures,
    diagnoses: DiagnosisFigures,
    claim_keys: KeyFigures,
    spreadsheet_damage: Vec<DamageFigures>,
    /// Identifiers that stand for nothing and are read as blanks, by column.
    placeholders: Terms,
    /// Values that could not be read, by column and fault: they are unknown.
    unreadable: Vec<UnreadableFigures>,
    /// Durations that no message takes, by column.
    long_durations: Terms,
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown_statuses: Option<StatusFigures>,
    columns_absent: Vec<&'static str>,
    fields: Vec<FieldFigures>,
    rules_that_ran: u64,
    foreign_codes: Option<&'static str>,
    enablers: Vec<EnablerFigures>,
    rules: Vec<RuleFigures>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rejects: Option<Vec<RejectFigures>>,
}

impl DataQuality {
    /// Gathers the figures.
    pub fn new(audit: &Audit, profile: &Profile, readiness: &Readiness, layout: &str) -> Self {
        let noted = notes(audit);
        let dates = audit.range.data_from.zip(audit.range.data_through);
        let present = audit.files.iter().fold(FieldSet::default(), |all, file| all.or(file.present));
        let rows_that = |are_used: bool| {
            audit.accounting.terms().filter(|(name, _)| rows::is_used(name) == are_used).map(|(_, n)| n).sum()
        };
        Self {
            layout: layout.to_owned(),
            data_from: dates.map(|(from, _)| from.to_string()),
            data_through: dates.map(|(_, through)| through.to_string()),
            rows_read: audit.accounting.rows_read,
            rows_used: rows_that(true),
            rows_excluded: rows_that(false),
            fates: Terms(audit.accounting.terms().collect()),
            balances: audit.accounting.balances(),
            rejects_by_reason: ReasonFigures::all(audit),
            files: FileFigures::all(audit, profile),
            files_left_out: LeftOutFigures::all(audit),
            inputs: inputs(audit),
            joined_money: JoinedFigures::all(audit),
            months: profile.months.iter().map(MonthFigures::new).collect(),
            contradicting_dates: profile.dates.iter().map(DateFigures::new).collect(),
            rendering_ids: IdFigures::new(&profile.clinicians),
            billing_ids: IdFigures::new(&profile.groups),
            procedure_codes: CodeFigures::new(&profile.codes),
            diagnoses: DiagnosisFigures::new(&profile.diagnoses),
            claim_keys: KeyFigures::new(&profile.keys),
            spreadsheet_damage: profile.damage.iter().map(DamageFigures::new).collect(),
            placeholders: terms(noted.columns(CellNote::Placeholder)),
            unreadable: UnreadableFigures::all(&noted),
            long_durations: terms(noted.columns(CellNote::LongDuration)),
            unknown_statuses: StatusFigures::new(audit),
            columns_absent: Field::all().filter(|field| !present.contains(*field)).map(Field::name).collect(),
            fields: FieldFigures::all(audit, profile),
            rules_that_ran: readiness.count("ran") as u64,
            foreign_codes: readiness.foreign_codes,
            enablers: readiness.enablers.iter().map(EnablerFigures::new).collect(),
            rules: readiness.rules.iter().map(RuleFigures::new).collect(),
            rejects: None,
        }
    }

    /// The same with a list of every reject, for whoever gets no `rejects.parquet`.
    #[must_use]
    pub fn with_rejects(mut self, audit: &Audit) -> Self {
        let figures = |reject: &Reject| RejectFigures::new(audit, reject);
        self.rejects = Some(audit.rejects.iter().map(figures).collect());
        self
    }

    /// The figures as JSON text.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }

    /// The first and the last service date; none when no row could be read.
    pub fn first_and_last_date(&self) -> Option<(&str, &str)> {
        self.data_from.as_deref().zip(self.data_through.as_deref())
    }

    /// What whoever reads should look into, a line each.
    pub fn warnings(&self) -> Vec<String> {
        let sections = self.document().sections;
        let lines = sections.into_iter().flat_map(|section| section.lines).filter(|line| line.needs_attention);
        let damage = self.spreadsheet_damage.iter().map(|found| {
            format!(
                "{}: {} values: what a spreadsheet may have done: {}",
                found.column,
                grouped(found.values),
                found.words
            )
        });
        lines.map(|line| line.text).chain(damage).collect()
    }

    /// The page for a terminal.
    pub fn to_text(&self) -> String {
        document_text::render(&self.document())
    }

    /// The page, for a browser or a terminal.
    pub(super) fn document(&self) -> Document {
        let files = match self.files.as_slice() {
            [one] => one.file.clone(),
            several => format!("{} files", several.len()),
        };
        let dates = match self.data_from.as_ref().zip(self.data_through.as_ref()) {
            Some((from, through)) => format!("service dates {from} to {through}"),
            None => "no readable row".to_owned(),
        };
        let rules = format!("{} of {} rules could run", self.rules_that_ran, self.rules.len());
        let sections = [
            self.rows(),
            self.rejected(),
            self.dates(),
            self.enablers(),
            self.doubts(),
            self.identifiers(),
            self.codes(),
            self.diagnoses(),
            self.columns(),
            self.rules(),
        ];
        Document {
            title: format!("Data quality of {files}"),
            summary: format!("Read by layout {}; {dates}; {rules}", self.layout),
            sections: sections.into(),
        }
    }
}

/// Counts by column.
fn terms(columns: impl Iterator<Item = (Field, u64)>) -> Terms {
    Terms(columns.map(|(field, n)| (field.name(), n)).collect())
}

/// A share for machines: percent with one decimal.
fn percent_number(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| f64::from(tenths_of_percent(part, whole)) / 10.0)
}
