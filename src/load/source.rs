//! Finds the input files and tells what each of them is, by its first bytes rather than by its name.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use super::error::LoadError;

/// What a file holds, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    Csv,
    CsvGzip,
    CsvZstd,
    Parquet,
}

/// The files behind paths and globs, sorted, each once.
pub fn expand(patterns: &[String]) -> Result<Vec<String>, LoadError> {
    let mut files = BTreeSet::new();
    for pattern in patterns {
        let found_before = files.len();
        if Path::new(pattern).is_file() {
            files.insert(pattern.clone());
            continue;
        }
        let bad = |problem: String| LoadError::BadGlob { path: pattern.clone(), problem };
        refuse_unreadable_names(pattern)?;
        let mut matched = false;
        for path in glob::glob(pattern).map_err(|error| bad(error.to_string()))? {
            let path = path.map_err(|error| bad(error.to_string()))?;
            if path.is_file() {
                matched = true;
                files.insert(path.to_string_lossy().into_owned());
            }
        }
        if !matched && files.len() == found_before {
            return Err(LoadError::NotFound { path: pattern.clone() });
        }
    }
    Ok(files.into_iter().collect())
}

/// The one file at a path.
pub fn the_file(path: &str) -> Result<String, LoadError> {
    if Path::new(path).is_file() { Ok(path.to_owned()) } else { Err(LoadError::NotFound { path: path.to_owned() }) }
}

/// Globs pass over files whose names are not UTF-8, and a file that is passed over is never missed: so they are refused.
fn refuse_unreadable_names(pattern: &str) -> Result<(), LoadError> {
    let folder = match Path::new(pattern).parent() {
        Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
        Some(folder) => folder,
        None => return Ok(()),
    };
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
    if entries.flatten().any(|entry| entry.file_name().to_str().is_none()) {
        let problem = format!("{} holds a file whose name is not UTF-8; rename it", folder.display());
        return Err(LoadError::BadGlob { path: pattern.to_owned(), problem });
    }
    Ok(())
}

/// Looks at the first bytes; errors on files that are not data.
pub(super) fn kind(path: &str) -> Result<FileKind, LoadError> {
    let not_data = |problem: &str| LoadError::NotData { file: path.to_owned(), problem: problem.to_owned() };
    let mut first = Vec::new();
    File::open(path)
        .and_then(|file| file.take(512).read_to_end(&mut first))
        .map_err(|error| unreadable(path, &error))?;
    if first.is_empty() {
        return Err(not_data("is empty; a file without claims still needs its header row"));
    }
    if first.starts_with(b"version https://git-lfs") {
        return Err(not_data("is a git-lfs pointer, not the data itself; run `git lfs pull` where it comes from"));
    }
    if first.starts_with(b"PAR1") {
        return Ok(FileKind::Parquet);
    }
    if path.ends_with(".parquet") {
        return Err(not_data("is named .parquet but does not begin like a Parquet file"));
    }
    if first.starts_with(&[0x1f, 0x8b]) {
        return Ok(FileKind::CsvGzip);
    }
    if first.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return Ok(FileKind::CsvZstd);
    }
    if first.contains(&0) {
        return Err(not_data("is neither text nor Parquet (expected csv, csv.gz, csv.zst or parquet)"));
    }
    Ok(FileKind::Csv)
}

/// The bytes of a text file, decompressed.
pub(super) fn open_text(file: &str, kind: FileKind) -> Result<Box<dyn Read + Send>, LoadError> {
    let raw = BufReader::with_capacity(1 << 20, File::open(file).map_err(|error| unreadable(file, &error))?);
    Ok(match kind {
        FileKind::CsvGzip => Box::new(flate2::bufread::MultiGzDecoder::new(raw)),
        FileKind::CsvZstd => {
            Box::new(zstd::stream::read::Decoder::with_buffer(raw).map_err(|error| unreadable(file, &error))?)
        }
        _ => Box::new(raw),
    })
}

pub(super) fn unreadable(path: &str, error: &std::io::Error) -> LoadError {
    LoadError::Unreadable { file: path.to_owned(), problem: error.to_string() }
}
