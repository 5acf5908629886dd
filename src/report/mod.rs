//! Stage 5: from the ledger to files. Every format shows the same tables with the same totals. Knows no rules: what a
//! report says of a rule travels on its card.

mod data_quality;
mod document;
mod document_html;
mod document_text;
mod evidence;
mod findings_csv;
mod manifest;
mod missed;
mod parquet;
mod publish;
mod read_back;
mod summary;
mod tables;
mod terminal;

use std::path::Path;

pub use data_quality::DataQuality;
pub use manifest::{FileStamp, stamp};
pub use publish::Staging;
pub use read_back::{StoredFinding, StoredLine, find_finding};
pub use summary::Summary;
pub use tables::{ColumnFacts, findings_columns};
pub use terminal::render as render_summary;

use crate::findings::Audit;

/// A file format a pipeline may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `findings.parquet`, `evidence.parquet`, `opportunities.parquet`, `rule_runs.parquet`, `rejects.parquet`.
    Parquet,
    /// `findings.csv`; with a log `opportunities.csv` and `worklist.csv`.
    Csv,
    /// `data_quality.html`; with a log `missed_revenue.html`.
    Html,
    /// `summary.json` and `data_quality.json`, which every run writes anyway.
    Json,
}

impl Format {
    /// The words a pipeline may use.
    pub const NAMES: [&'static str; 4] = ["parquet", "csv", "html", "json"];

    /// The format of a word.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "parquet" => Some(Self::Parquet),
            "csv" => Some(Self::Csv),
            "html" => Some(Self::Html),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// What a run was asked to do, as artefacts record it.
pub struct RunFacts {
    /// The pipeline's name.
    pub name: String,
    /// The layout's name.
    pub layout: String,
    /// Every setting of every rule as `rules.<id>.<setting>`, with its value.
    pub settings: Vec<(String, String)>,
    /// The input files.
    pub inputs: Vec<FileStamp>,
}

impl RunFacts {
    /// A hash of everything that was set, as 64 hexadecimal digits.
    pub fn settings_hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for (key, value) in &self.settings {
            for part in [key, value] {
                hasher.update(part.as_bytes());
                hasher.update(&[0]);
            }
        }
        hasher.finalize().to_hex().to_string()
    }
}

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The file system refused.
    #[error("{path}: could not be written: {problem}")]
    Write {
        /// The file or folder.
        path: String,
        /// The system's words.
        problem: String,
    },
    /// A finished report could not be read back.
    #[error("{path}: could not be read as part of a report: {problem}")]
    Read {
        /// The file.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// The folder holds something that is not ours to replace.
    #[error("{path}: would be replaced as a whole, but {entry}; move it away or choose another folder")]
    NotAReport {
        /// The folder.
        path: String,
        /// What stands in the way.
        entry: String,
    },
}

impl ReportError {
    fn write(path: &Path, problem: &dyn std::fmt::Display) -> Self {
        Self::Write { path: path.display().to_string(), problem: problem.to_string() }
    }
}

/// Writes every artefact of a run into a folder nobody reads yet.
pub fn write(
    audit: &Audit,
    quality: &DataQuality,
    facts: &RunFacts,
    formats: &[Format],
    folder: &Path,
) -> Result<(), ReportError> {
    let mut written = Vec::new();
    if formats.contains(&Format::Parquet) {
        let metadata = parquet::metadata(audit, facts);
        let path = folder.join("evidence.parquet");
        let (findings, evidence) = std::thread::scope(|scope| {
            // The two large tables side by side.
            let evidence = scope.spawn(|| parquet::write(&path, &evidence::evidence(audit), &metadata));
            let findings = parquet::write(&folder.join("findings.parquet"), &tables::findings(audit), &metadata);
            let failed = |_| Err(ReportError::write(&path, &"the writer failed"));
            (findings, evidence.join().unwrap_or_else(failed))
        });
        written.push(findings?);
        written.push(evidence?);
        written.push(parquet::write(&folder.join("rule_runs.parquet"), &tables::rule_runs(audit), &metadata)?);
        written.push(parquet::write(&folder.join("rejects.parquet"), &tables::rejects(audit), &metadata)?);
        let opportunities = missed::opportunities(audit);
        written.push(parquet::write(&folder.join("opportunities.parquet"), &opportunities, &metadata)?);
    }
    if formats.contains(&Format::Csv) {
        written.push(findings_csv::write(&folder.join("findings.csv"), audit)?);
        if audit.logged.is_some() {
            written.push(missed::write_csv(&folder.join("opportunities.csv"), audit)?);
            written.push(missed::write_worklist(&folder.join("worklist.csv"), audit)?);
        }
    }
    if formats.contains(&Format::Html) {
        written.push(quality.write_html(&folder.join("data_quality.html"))?);
        if let Some(page) = missed::page(audit, facts) {
            written.push(publish::write_stamped(&folder.join("missed_revenue.html"), &page)?);
        }
    }
    written.push(quality.write_json(&folder.join("data_quality.json"))?);
    let summary = Summary::new(audit, facts);
    written.push(summary.write(&folder.join("summary.json"))?);
    manifest::write(folder, audit, facts, &written)
}
