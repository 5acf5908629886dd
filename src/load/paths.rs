//! Finds the input files behind paths, globs and folders, and what the names of their folders say. Opens no file.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::error::LoadError;
use crate::claim::LeftOutFile;

/// Endings of the files that a folder stands for.
const DATA_NAMES: [&str; 10] = ["csv", "txt", "tsv", "psv", "dat", "parquet", "837", "835", "x12", "edi"];
/// What may stand behind them; with nothing in front, it is taken too.
const PACKED_NAMES: [&str; 3] = ["gz", "zst", "zip"];
/// Folders in which programs keep notes on the data beside them.
const NOTES: [&str; 2] = ["_temporary", "_spark_metadata"];
/// What hive writes for a blank.
const HIVE_BLANK: &str = "__HIVE_DEFAULT_PARTITION__";

/// What stands behind paths, globs and folders.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// Files that were named, by path or by glob.
    pub(super) named: Vec<String>,
    /// Files below folders, whatever they are called.
    pub(super) below: Vec<String>,
    /// Files and folders that are passed over by what they are called, but for those that never hold data.
    pub(super) passed_over: Vec<LeftOutFile>,
}

/// The files behind paths and globs, and those below folders. Errors on what is not there, and on the folders of table
/// formats: which of their files are current stands in a log of their own.
pub(super) fn walk(patterns: &[String]) -> Result<Walk, LoadError> {
    let mut walk = Walk::default();
    for pattern in patterns {
        if Path::new(pattern).is_file() {
            walk.named.push(pattern.clone());
        } else if Path::new(pattern).is_dir() {
            walk.below(pattern, [pattern.into()])?;
        } else {
            walk.matches(pattern)?;
        }
    }
    Ok(walk)
}

/// The one file at a path.
pub fn the_file(path: &str) -> Result<String, LoadError> {
    if Path::new(path).is_file() { Ok(path.to_owned()) } else { Err(LoadError::NotFound { path: path.to_owned() }) }
}

/// A path or glob as it is seen from the current folder, when it was written to be seen from `base`. A folder of the
/// base whose name looks like a glob is taken as it is called.
pub fn under(base: &Path, path: &str) -> String {
    if Path::new(path).is_absolute() || base.as_os_str().is_empty() {
        return path.to_owned();
    }
    let joined = |base: &str| without_detours(&Path::new(base).join(path)).to_string_lossy().into_owned();
    let plain = joined(&base.to_string_lossy());
    let is_glob = path.contains(['*', '?', '[']);
    if !is_glob || Path::new(&plain).exists() { plain } else { joined(&glob::Pattern::escape(&base.to_string_lossy())) }
}

/// A path or glob as it is seen from a folder, which need not be there yet: a relative one where that is sure to lead
/// to the same file, else the whole path.
pub fn seen_from(folder: &str, path: &str) -> String {
    if Path::new(path).is_absolute() || folder.is_empty() {
        return path.to_owned();
    }
    let parts: Vec<Component<'_>> = Path::new(folder).components().filter(|part| *part != Component::CurDir).collect();
    let is_below = parts.iter().all(|part| matches!(part, Component::Normal(_)));
    let mut place = PathBuf::new();
    let is_plain = |part: &Component<'_>| {
        place.push(part);
        !place.is_symlink()
    };
    if is_below && parts.iter().all(is_plain) {
        let up: PathBuf = parts.iter().map(|_| "..").collect();
        return up.join(path).to_string_lossy().into_owned();
    }
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.into());
    whole.to_string_lossy().into_owned()
}

/// The path without `folder/..`, wherever leaving the folder leads back to where it lies: behind a link it does not.
fn without_detours(path: &Path) -> PathBuf {
    let mut short = PathBuf::new();
    for part in path.components() {
        let leads_back = || {
            let there = short.join("..").canonicalize().ok();
            let above = short.parent().map(|above| if above.as_os_str().is_empty() { Path::new(".") } else { above });
            there.is_some() && there == above.and_then(|above| above.canonicalize().ok())
        };
        match (part, short.components().next_back()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) if leads_back() => {
                short.pop();
            }
            (part, _) => short.push(part),
        }
    }
    short
}

/// Whether a file is called like data.
pub(super) fn has_data_name(name: &str) -> bool {
    let extension = |name: &str| Path::new(name).extension().map(|end| end.to_string_lossy().to_ascii_lowercase());
    let is_one_of =
        |known: &[&str], end: &Option<String>| end.as_ref().is_some_and(|end| known.contains(&end.as_str()));
    let end = extension(name);
    if !is_one_of(&PACKED_NAMES, &end) {
        return is_one_of(&DATA_NAMES, &end);
    }
    let inner = extension(&Path::new(name).with_extension("").to_string_lossy());
    inner.is_none() || is_one_of(&DATA_NAMES, &inner)
}

/// The last part of a path.
pub fn name_of(path: &str) -> String {
    Path::new(path).file_name().map_or(path.into(), OsStr::to_string_lossy).into_owned()
}

/// A file's name as layouts and reports see it: no folder, no extensions, lower case.
pub(super) fn stem(path: &str) -> String {
    let name = name_of(path).to_lowercase();
    let mut stem = name.as_str();
    let is_ending =
        |end: &str| ["pq", "xlsx"].contains(&end) || DATA_NAMES.contains(&end) || PACKED_NAMES.contains(&end);
    while let Some((shorter, _)) = stem.rsplit_once('.').filter(|(_, end)| is_ending(end)) {
        stem = shorter;
    }
    stem.to_owned()
}

/// The columns that folders such as `payer=medicare/month=2025-10` stand for, outermost first.
pub(super) fn folder_columns(path: &str) -> Vec<(String, String)> {
    let folders = Path::new(path).parent().map(Path::components).into_iter().flatten();
    let column = |folder: Component<'_>| {
        let text = folder.as_os_str().to_str()?;
        let (name, value) = text.split_once('=').filter(|(name, _)| !name.is_empty())?;
        let value = if value == HIVE_BLANK { String::new() } else { percent_decoded(value) };
        Some((percent_decoded(name), value))
    };
    folders.filter_map(column).collect()
}

impl Walk {
    /// The files a glob matches; when it matches folders only, the files below them.
    fn matches(&mut self, pattern: &str) -> Result<(), LoadError> {
        let bad = |problem: String| LoadError::BadGlob { path: pattern.to_owned(), problem };
        refuse_unreadable_names(pattern)?;
        let (mut files, mut folders) = (Vec::new(), Vec::new());
        for path in glob::glob(pattern).map_err(|error| bad(error.to_string()))? {
            let path = path.map_err(|error| bad(error.to_string()))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_file() && !is_system_file(&name) {
                path.parent().map_or(Ok(()), refuse_table_format)?;
                files.push(path.to_string_lossy().into_owned());
            } else if path.is_dir() {
                folders.push(path);
            }
        }
        match (files.is_empty(), folders.is_empty()) {
            (false, _) => self.named.append(&mut files),
            (true, false) => return self.below(pattern, folders),
            (true, true) => return Err(LoadError::NotFound { path: pattern.to_owned() }),
        }
        Ok(())
    }

    /// The files below folders. `asked` is what the user wrote.
    fn below(&mut self, asked: &str, folders: impl IntoIterator<Item = PathBuf>) -> Result<(), LoadError> {
        let mut waiting: Vec<PathBuf> = folders.into_iter().collect();
        // A link may lead back to a folder above it.
        let mut seen = BTreeSet::new();
        while let Some(folder) = waiting.pop() {
            let shown = folder.to_string_lossy().into_owned();
            let unreadable =
                |error: std::io::Error| LoadError::Unreadable { file: shown.clone(), problem: error.to_string() };
            if !seen.insert(folder.canonicalize().map_err(unreadable)?) {
                continue;
            }
            refuse_table_format(&folder)?;
            for entry in fs::read_dir(&folder).map_err(unreadable)? {
                let path = entry.map_err(unreadable)?.path();
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let reason = match path.is_dir() {
                    _ if is_system_file(&name) => continue,
                    true if NOTES.contains(&name.as_str()) => {
                        Some("a folder of a program's notes on the data beside it")
                    }
                    true if name.starts_with('.') => Some("a hidden folder"),
                    true if is_report(&path) => Some("a report of this program"),
                    false if name.starts_with('.') => Some("a hidden file"),
                    _ => None,
                };
                let text = path.to_str().ok_or_else(|| unreadable_name(asked, &folder))?.to_owned();
                match reason {
                    Some(reason) => {
                        let reason = reason.to_owned();
                        self.passed_over.push(LeftOutFile { path: text, reason, is_fault: false });
                    }
                    None if path.is_dir() => waiting.push(path),
                    None => self.below.push(text),
                }
            }
        }
        Ok(())
    }
}

/// Files of operating systems and of programs that have a document open, and the marks of finished jobs: none of them ever
/// holds data.
fn is_system_file(name: &str) -> bool {
    let is_one_of = |names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known));
    let begins = ["~$", "._", ".~lock.", "_committed_", "_started_"].iter().any(|start| name.starts_with(start));
    let is_checksum = name.starts_with('.') && Path::new(name).extension().is_some_and(|end| end == "crc");
    begins || is_checksum || is_one_of(&[".DS_Store", "Thumbs.db", "desktop.ini", "_SUCCESS", ".gitkeep", ".gitignore"])
}

/// Whether a folder is a report of this program: its tables have the columns of claims, and are none.
fn is_report(folder: &Path) -> bool {
    let manifest = fs::read_to_string(folder.join("manifest.json")).unwrap_or_default();
    manifest.contains("\"program\": \"claimsweep\"") && folder.join("summary.json").is_file()
}

/// Refuses a folder of a table format, or one within it: its files hold rows that were deleted or replaced since.
fn refuse_table_format(folder: &Path) -> Result<(), LoadError> {
    const DEPTH: usize = 5;
    let is_iceberg = |folder: &Path| {
        let notes = fs::read_dir(folder.join("metadata")).into_iter().flatten().flatten();
        notes.map(|note| note.file_name()).any(|name| name.to_string_lossy().ends_with(".metadata.json"))
    };
    for above in folder.ancestors().filter(|above| !above.as_os_str().is_empty()).take(DEPTH) {
        let format = match above {
            _ if above.join("_delta_log").is_dir() => "Delta Lake",
            _ if above.join(".hoodie").is_dir() => "Hudi",
            _ if is_iceberg(above) => "Iceberg",
            _ => continue,
        };
        let problem = format!(
            "is a {format} table: which of its files are current stands in its log, which is not read; export the present version as Parquet"
        );
        return Err(LoadError::NotData { file: above.to_string_lossy().into_owned(), problem });
    }
    Ok(())
}

/// Globs pass over files whose names are not UTF-8, and a file that is passed over is never missed: so they are refused.
fn refuse_unreadable_names(pattern: &str) -> Result<(), LoadError> {
    let folder = match Path::new(pattern).parent() {
        Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
        Some(folder) => folder,
        None => return Ok(()),
    };
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    if entries.flatten().any(|entry| entry.file_name().to_str().is_none()) {
        return Err(unreadable_name(pattern, folder));
    }
    Ok(())
}

fn unreadable_name(asked: &str, folder: &Path) -> LoadError {
    let problem = format!("{} holds a file whose name is not UTF-8; rename it", folder.display());
    LoadError::BadGlob { path: asked.to_owned(), problem }
}

/// A text in which `%41` stands for `A`; what is no such escape stays.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digit = |at: usize| tail.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        let escaped = digit(0).zip(digit(1)).filter(|_| *first == b'%');
        let byte = escaped.and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_told_by_its_name() {
        for name in ["a.csv", "A.CSV", "a.b.txt", "a.csv.gz", "a.zip", "a.gz", "a.837", "a.parquet.zst", "_a.csv"] {
            assert!(has_data_name(name), "{name}");
        }
        for name in ["_SUCCESS", "a.crc", "a.xlsx", "a.tar.gz", "a.json.gz", "csv", "README.md", "a.csv.bak"] {
            assert!(!has_data_name(name), "{name}");
        }
    }

    #[test]
    fn paths_are_seen_from_where_one_stands() {
        for (base, path, seen) in [
            ("", "claims.csv", "claims.csv"),
            ("src", "../Cargo.toml", "Cargo.toml"),
            ("src", "./load/*.rs", "src/load/*.rs"),
            ("src/load", "/claims/*.csv", "/claims/*.csv"),
            ("no such folder", "../claims.csv", "no such folder/../claims.csv"),
            ("data[1]", "*.csv", "data[[]1[]]/*.csv"),
            ("data[1]", "a.csv", "data[1]/a.csv"),
            ("..", "../a.csv", "../../a.csv"),
        ] {
            assert_eq!(under(Path::new(base), path), seen, "{base} {path}");
        }
    }

    #[test]
    fn paths_are_written_for_another_folder() {
        for (folder, path, seen) in [
            ("", "a/b.csv", "a/b.csv"),
            ("out", "a/*.csv", "../a/*.csv"),
            ("./out/mine/", "a.csv", "../../a.csv"),
            ("out", "/a.csv", "/a.csv"),
            ("out", "../a.csv", "../../a.csv"),
        ] {
            assert_eq!(seen_from(folder, path), seen, "{folder} {path}");
        }
        assert!(Path::new(&seen_from("../out", "a.csv")).is_absolute());
    }

    #[test]
    fn folders_name_columns() {
        let columns = |path: &str| {
            let columns = folder_columns(path).into_iter().map(|(name, value)| format!("{name}: {value}"));
            columns.collect::<Vec<_>>().join(", ")
        };
        assert_eq!(columns("claims/payer=medicare/month=2025-10/part=1.csv"), "payer: medicare, month: 2025-10");
        assert_eq!(columns("a=b=c/x%3Dy=%C3%A9t%C3%A9%/f"), "a: b=c, x=y: été%");
        assert_eq!(columns("payer=__HIVE_DEFAULT_PARTITION__/=x/100%/f"), "payer: ");
        assert_eq!(columns("claims.csv") + &columns("/claims/x.csv"), "");
    }
}
