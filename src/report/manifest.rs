//! Writes manifest.json: what was read, what was asked for and what was written, each file with size and hash.
//! No time of day, host or user name: those belong in the log.

use std::path::Path;

use serde::Serialize;

use super::publish::write_file;
use super::summary::InputFigures;
use super::{ReportError, RunFacts};
use crate::findings::Audit;
use crate::reference::RULEBOOK_VERSION;

/// A file with its size and hash.
#[derive(Clone, Debug, Serialize)]
pub struct FileStamp {
    /// Input: the path as given. Output: the name within the report.
    pub file: String,
    /// Size.
    pub bytes: u64,
    /// BLAKE3, 64 hexadecimal digits.
    pub blake3: String,
}

/// An input with what it said of itself.
#[derive(Serialize)]
struct InputStamp<'a> {
    #[serde(flatten)]
    stamp: &'a FileStamp,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    beside: Option<InputFigures>,
}

#[derive(Serialize)]
struct Manifest<'a> {
    program: &'static str,
    version: &'static str,
    rulebook_version: &'static str,
    pipeline: &'a str,
    layout: &'a str,
    settings_hash: String,
    settings: std::collections::BTreeMap<&'a str, &'a str>,
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
fn beside(audit: &Audit, stamp: &FileStamp) -> Option<InputFigures> {
    audit.inputs.iter().find(|input| input.path == stamp.file).map(InputFigures::new)
}

/// The names of everything a run of ours wrote into a folder, by its manifest; nothing when the manifest is not ours.
pub(super) fn outputs_of(manifest: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(manifest).unwrap_or_default();
    let parsed: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    if parsed["program"] != "claimsweep" {
        return Vec::new();
    }
    let listed = parsed["outputs"].as_array().into_iter().flatten();
    let names = listed.filter_map(|output| output["file"].as_str().map(str::to_owned));
    names.chain(["manifest.json".to_owned()]).collect()
}

/// Writes the manifest of a finished folder.
pub(super) fn write(folder: &Path, audit: &Audit, facts: &RunFacts, written: &[FileStamp]) -> Result<(), ReportError> {
    let name = |stamp: &FileStamp| {
        let name = Path::new(&stamp.file).file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned());
        FileStamp { file: name, ..stamp.clone() }
    };
    let manifest = Manifest {
        program: "claimsweep",
        version: env!("CARGO_PKG_VERSION"),
        rulebook_version: RULEBOOK_VERSION,
        pipeline: &facts.name,
        layout: &facts.layout,
        settings_hash: facts.settings_hash(),
        settings: facts.settings.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect(),
        inputs: facts.inputs.iter().map(|stamp| InputStamp { stamp, beside: beside(audit, stamp) }).collect(),
        outputs: written.iter().map(name).collect(),
    };
    let path = folder.join("manifest.json");
    let text = serde_json::to_string_pretty(&manifest).map_err(|error| ReportError::write(&path, &error))?;
    write_file(&path, &(text + "\n"))
}
