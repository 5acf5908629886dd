//! What a report must know of its run that is in no table: kept as JSON in `run.parquet`, so that every format can be
//! written again without the claims.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use ::parquet::file::metadata::KeyValue;
use arrow::array::{Array as _, ArrayRef, RecordBatch, StringArray};
use serde::{Deserialize, Serialize};

use super::document::Document;
use super::manifest::FileStamp;
use super::summary::Summary;
use super::{DataQuality, ReportError, RunFacts, parquet, stored};
use crate::findings::{Audit, RuleRun};

/// The file it is kept in.
pub(super) const FILE: &str = "run.parquet";
const COLUMN: &str = "record";

/// The run behind a report.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Record {
    /// The figures of the run.
    pub(super) summary: Summary,
    /// What the data are like, as `data_quality.json` has it; nothing in a shared report.
    pub(super) quality: Option<String>,
    /// The same as a page.
    pub(super) quality_page: Option<Document>,
    /// Every rule, in the order of the rulebook.
    pub(super) rules: Vec<RuleFacts>,
    /// The layout's name.
    pub(super) layout: String,
    /// Every setting of every rule.
    pub(super) settings: BTreeMap<String, String>,
    /// The input files.
    pub(super) inputs: Vec<FileStamp>,
    /// Whether this is a pseudonymised copy.
    pub(super) is_shared: bool,
}

/// What a report says of a rule beside its counts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct RuleFacts {
    pub(super) rule: String,
    pub(super) title: String,
    pub(super) direction: String,
    pub(super) clears: String,
    pub(super) evidence: String,
    pub(super) source: String,
    pub(super) page: String,
}

impl RuleFacts {
    fn new(run: &RuleRun) -> Self {
        let card = run.card;
        Self {
            rule: card.id.to_owned(),
            title: card.title.to_owned(),
            direction: card.direction.name().to_owned(),
            clears: card.clears.to_owned(),
            evidence: card.evidence.to_owned(),
            source: card.source.to_owned(),
            page: header(card.page),
        }
    }
}

impl Record {
    /// Gathers what is known at the end of a run. Errors when the figures cannot be written as JSON.
    pub(super) fn new(audit: &Audit, quality: &DataQuality, facts: &RunFacts) -> Result<Self, ReportError> {
        let failed = |error: serde_json::Error| ReportError::write("data_quality.json".as_ref(), &error);
        Ok(Self {
            summary: Summary::new(audit, facts),
            quality: Some(quality.to_json().map_err(failed)?),
            quality_page: Some(quality.document()),
            rules: audit.runs.iter().map(RuleFacts::new).collect(),
            layout: facts.layout.clone(),
            settings: facts.settings.iter().cloned().collect(),
            inputs: facts.inputs.clone(),
            is_shared: false,
        })
    }

    /// Writes it as a table of one cell.
    pub(super) fn write(&self, path: &Path, metadata: &[KeyValue]) -> Result<FileStamp, ReportError> {
        let failed = |error: &dyn std::fmt::Display| ReportError::write(path, error);
        let text = serde_json::to_string(self).map_err(|error| failed(&error))?;
        let column: ArrayRef = Arc::new(StringArray::from_iter_values([text]));
        let batch = RecordBatch::try_from_iter([(COLUMN, column)]).map_err(|error| failed(&error))?;
        parquet::write_batch(path, &batch, metadata)
    }

    /// Reads it back. Errors when the folder holds no report of ours with the format `parquet`.
    pub(super) fn read(folder: &Path) -> Result<Self, ReportError> {
        let path = folder.join(FILE);
        let wrong = |problem: String| ReportError::Read { path: path.display().to_string(), problem };
        let mut text = None;
        stored::each_batch(&path, |batch| {
            let column = stored::column(batch, COLUMN, &path)?;
            text = text.take().or_else(|| (!column.is_empty()).then(|| stored::value(column, 0).to_string()));
            Ok(())
        })?;
        let text = text.ok_or_else(|| wrong("is empty".to_owned()))?;
        serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))
    }

    /// What the report says of a rule; nothing when it knows none of that name.
    pub(super) fn rule(&self, id: &str) -> Option<&RuleFacts> {
        self.rules.iter().find(|rule| rule.rule == id)
    }
}

/// The header of a rule's file, which is its page.
fn header(file: &str) -> String {
    let lines = file.lines().map_while(|line| line.strip_prefix("//!"));
    lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
}
