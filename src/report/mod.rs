//! Stage 5: from the ledger to files. Every format shows the same tables with the same totals. Knows no rules: what a
//! report says of a rule travels on its card.

mod again;
mod clinicians;
mod data_quality;
mod document;
mod document_html;
mod document_text;
mod evidence;
mod figure;
mod frames;
mod html;
mod manifest;
mod missed;
mod opportunities;
mod parquet;
mod publish;
mod read_back;
mod record;
mod render;
mod share;
mod source;
mod stored;
mod stream;
mod summary;
mod table_csv;
mod tables;
mod terminal;
mod xlsx;

use std::path::Path;
use std::sync::atomic::AtomicBool;

pub use again::{Again, write_again};
pub use data_quality::DataQuality;
pub use manifest::{FileStamp, stamp};
pub use publish::Staging;
pub use read_back::{StoredFinding, StoredLine, StoredUnjudged, find_finding, find_unjudged};
pub use stream::FindingsStream;
pub use summary::Summary;
pub use tables::{ColumnFacts, findings_columns};
pub use terminal::render as render_summary;
pub use xlsx::is_at_work as is_writing_workbook;

use crate::findings::Audit;
use record::Record;

/// The table of lines that rules neither flagged nor called clean, where it is asked for.
const UNJUDGED: &str = "unjudged.parquet";

/// A file format a pipeline may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `findings.parquet`, `evidence.parquet`, `rule_runs.parquet`, `rejects.parquet`; `opportunities.parquet` with a log.
    Parquet,
    /// `findings.csv`.
    Csv,
    /// `report.xlsx`.
    Xlsx,
    /// `report.html` and `data_quality.html`.
    Html,
    /// `summary.json` and `data_quality.json`, which every run writes anyway.
    Json,
}

impl Format {
    /// The words a pipeline may use.
    pub const NAMES: [&'static str; 5] = ["parquet", "csv", "xlsx", "html", "json"];

    /// The format of a word.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "parquet" => Some(Self::Parquet),
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
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
        Self::hash_of(self.settings.iter().map(|(key, value)| (key, value)))
    }

    /// The same of some settings.
    fn hash_of<'a>(settings: impl Iterator<Item = (&'a String, &'a String)>) -> String {
        let mut hasher = blake3::Hasher::new();
        for (key, value) in settings {
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
    /// The key of a shared report is of no use.
    #[error("{path}: no key for sharing: {problem}")]
    BadKey {
        /// The key file.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// The user asked to stop.
    #[error("interrupted; nothing was published")]
    Interrupted,
    /// An id was left in an artefact that was to be shared: a defect of this program.
    #[error("{artefact} would have held an identifier; nothing was published, please report this")]
    NotShared {
        /// The artefact.
        artefact: String,
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

/// Said where a report has no missed revenue: silence would look like an answer.
const NO_OPPORTUNITIES: &str = "Missed revenue was not looked for: the run had no log of messages, calls and visits. \
                                Nothing here says that everything that could be billed was billed.";

/// Said of a rule in place of a share: nought would look like an answer.
const NOTHING_JUDGED: &str = "nothing could be judged";

/// Said in place of the dates of a run that is shared.
const DATES_WITHHELD: &str = "withheld: dates of a shared copy are moved per patient";

/// Said in place of the rejected rows of a run that is shared.
const REJECTS_WITHHELD: &str = "Not shared: which rows could not be used, and why.";

/// Said on everything that is shared.
const SHARED_NOTE: &str = "Pseudonymised under a secret key: patients and claims have other names, dates are moved per \
                           patient, free text and true dates are withheld. It still has one row per finding and may allow a person to \
                           be recognised: handle it as patient data.";

/// Writes every artefact of a run into a folder nobody reads yet; gives the figures of the run back. Stops between two
/// batches of rows when `interrupt` is set.
pub fn write(
    (audit, quality): (&Audit, &DataQuality),
    facts: &RunFacts,
    formats: &[Format],
    folder: &Path,
    interrupt: &AtomicBool,
) -> Result<Summary, ReportError> {
    let record = Record::new(audit, quality, facts)?;
    let mut written = Vec::new();
    let tables = if formats.contains(&Format::Parquet) {
        written = write_tables(audit, facts, &record, folder)?;
        folder.to_path_buf()
    } else {
        // Every other format is made from the tables; whoever did not ask for them does not get them.
        let hidden = folder.join(".tables");
        if formats.iter().any(|format| render::needs_tables(*format)) {
            publish::create_folder(&hidden)?;
            write_tables(audit, facts, &record, &hidden)?;
        }
        hidden
    };
    written.extend(render::write(stored::Tables::new(&tables, interrupt), &record, formats, folder)?);
    if tables != folder && tables.exists() {
        std::fs::remove_dir_all(&tables).map_err(|error| ReportError::write(&tables, &error))?;
    }
    manifest::write(folder, &record, &written)?;
    Ok(record.summary)
}

fn write_tables(
    audit: &Audit,
    facts: &RunFacts,
    record: &Record,
    folder: &Path,
) -> Result<Vec<FileStamp>, ReportError> {
    let metadata = parquet::metadata(audit, facts);
    let by_clinician = folder.join("clinicians.parquet");
    let clinicians = clinicians::clinicians(audit).map_err(|error| ReportError::write(&by_clinician, &error))?;
    let path = folder.join("evidence.parquet");
    let (findings, evidence) = std::thread::scope(|scope| {
        // The two large tables side by side.
        let evidence = scope.spawn(|| parquet::write(&path, &evidence::evidence(audit), &metadata));
        let findings = parquet::write(&folder.join("findings.parquet"), &tables::findings(audit), &metadata);
        let failed = |_| Err(ReportError::write(&path, &"the writer failed"));
        (findings, evidence.join().unwrap_or_else(failed))
    });
    let mut written = vec![
        findings?,
        evidence?,
        parquet::write(&by_clinician, &clinicians, &metadata)?,
        parquet::write(&folder.join("rule_runs.parquet"), &tables::rule_runs(audit), &metadata)?,
        record.write(&folder.join(record::FILE), &metadata)?,
        parquet::write(&folder.join("rejects.parquet"), &tables::rejects(audit), &metadata)?,
    ];
    if let Some(lines) = &audit.unjudged {
        written.push(parquet::write(&folder.join(UNJUDGED), &tables::unjudged(audit, lines), &metadata)?);
    }
    if audit.logged.is_some() {
        let table = opportunities::opportunities(audit);
        written.push(parquet::write(&folder.join(render::OPPORTUNITIES), &table, &metadata)?);
    }
    Ok(written)
}
