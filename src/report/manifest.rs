//! Writes manifest.json: what was read, what was asked for and what was written, each file with size and hash.
//! No time of day, host or user name: those belong in the log.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::ReportError;
use super::publish::write_file;
use super::record::Record;
use super::summary::{InputFigures, NamedInput};

/// A file with its size and hash.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FileStamp {
    /// Input: the path as given. Output: the name within the report.
    pub file: String,
    /// Size.
    pub bytes: u64,
    /// BLAKE3, 64 hexadecimal digits.
    pub blake3: String,
}

impl FileStamp {
    /// The same file, called otherwise.
    #[must_use]
    pub fn named(self, file: String) -> Self {
        Self { file, ..self }
    }
}

/// An input with what it said of itself.
#[derive(Serialize)]
struct InputStamp<'a> {
    #[serde(flatten)]
    stamp: &'a FileStamp,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    beside: Option<&'a InputFigures>,
}

#[derive(Serialize)]
struct Manifest<'a> {
    program: &'static str,
    version: &'static str,
    rulebook_version: &'a str,
    pipeline: &'a str,
    layout: &'a str,
    settings_hash: &'a str,
    settings: &'a std::collections::BTreeMap<String, String>,
    inputs: Vec<InputStamp<'a>>,
    outputs: Vec<FileStamp>,
}

/// The size and hash of a file.
pub fn stamp(path: &Path) -> std::io::Result<FileStamp> {
    let mut hasher = blake3::Hasher::new();
    // Read rather than mapped: a mapped file counts as memory of the run, and ends it when somebody cuts it short.
    hasher.update_reader(std::fs::File::open(path)?)?;
    Ok(FileStamp {
        file: path.display().to_string(),
        bytes: hasher.count(),
        blake3: hasher.finalize().to_hex().to_string(),
    })
}

/// What a file beside the claims said of itself.
fn beside<'a>(record: &'a Record, stamp: &FileStamp) -> Option<&'a InputFigures> {
    record.summary.inputs.iter().find(|input| input.file() == stamp.file).map(NamedInput::figures)
}

/// The names of everything a run of ours wrote into a folder, by its manifest; nothing when the manifest is not ours.
pub(super) fn outputs_of(manifest: &Path) -> Vec<String> {
    let Ok(stamps) = stamps_of(manifest) else { return Vec::new() };
    stamps.into_iter().map(|stamp| stamp.file).chain(["manifest.json".to_owned()]).collect()
}

/// What a manifest says of the files beside it. Errors when it is not ours.
pub(super) fn stamps_of(manifest: &Path) -> Result<Vec<FileStamp>, ReportError> {
    let wrong = |problem: String| ReportError::Read { path: manifest.display().to_string(), problem };
    let text = std::fs::read_to_string(manifest).map_err(|error| wrong(error.to_string()))?;
    let parsed: Written = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    if parsed.program != PROGRAM {
        return Err(wrong("was not written by claimsweep".to_owned()));
    }
    Ok(parsed.outputs)
}

const PROGRAM: &str = "claimsweep";

/// What is read of a manifest.
#[derive(Deserialize)]
struct Written {
    program: String,
    outputs: Vec<FileStamp>,
}

/// Writes the manifest of a finished folder.
pub(super) fn write(folder: &Path, record: &Record, written: &[FileStamp]) -> Result<(), ReportError> {
    let name = |stamp: &FileStamp| {
        let name = Path::new(&stamp.file).file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned());
        FileStamp { file: name, ..stamp.clone() }
    };
    let mut outputs: Vec<FileStamp> = written.iter().map(name).collect();
    outputs.sort_by(|a, b| a.file.cmp(&b.file));
    let manifest = Manifest {
        program: PROGRAM,
        version: env!("CARGO_PKG_VERSION"),
        rulebook_version: &record.summary.rulebook_version,
        pipeline: &record.summary.pipeline,
        layout: &record.layout,
        settings_hash: &record.summary.settings_hash,
        settings: &record.settings,
        inputs: record.inputs.iter().map(|stamp| InputStamp { stamp, beside: beside(record, stamp) }).collect(),
        outputs,
    };
    let path = folder.join("manifest.json");
    let text = serde_json::to_string_pretty(&manifest).map_err(|error| ReportError::write(&path, &error))?;
    write_file(&path, &(text + "\n"))
}
