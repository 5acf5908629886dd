//! Finds and reads the files of this repository.
//!
//! It only reads; which files a check looks at is the check's own business.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// One text file of the repository.
pub(super) struct Source {
    /// Path from the top of the repository, with forward slashes.
    pub(super) path: String,
    /// The whole text.
    pub(super) text: String,
}

/// The top of the repository.
pub(super) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every `.rs` file under the given folders, sorted by path. Errors when a file cannot be read.
pub(super) fn rust_files(folders: &[&str]) -> io::Result<Vec<Source>> {
    let mut files = text_files(folders)?;
    files.retain(|file| Path::new(&file.path).extension().is_some_and(|extension| extension == "rs"));
    Ok(files)
}

/// Every UTF-8 file at or under the given places, sorted by path; other files and places that do not exist are left out.
pub(super) fn text_files(places: &[&str]) -> io::Result<Vec<Source>> {
    let mut paths = Vec::new();
    for place in places {
        collect(place, &mut paths)?;
    }
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        if let Ok(text) = String::from_utf8(fs::read(root().join(&path))?) {
            files.push(Source { path, text });
        }
    }
    Ok(files)
}

/// The names directly inside a folder, sorted; none when the folder does not exist.
pub(super) fn names_in(folder: &str) -> io::Result<Vec<String>> {
    let folder = root().join(folder);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// Adds the path of `place`, or of every file below it, to `paths`.
fn collect(place: &str, paths: &mut Vec<String>) -> io::Result<()> {
    let full = root().join(place);
    if full.is_file() {
        paths.push(place.to_owned());
        return Ok(());
    }
    for name in names_in(place)? {
        collect(&format!("{place}/{name}"), paths)?;
    }
    Ok(())
}

/// The name of a file without folder and extension.
pub(super) fn stem(path: &str) -> &str {
    Path::new(path).file_stem().and_then(|stem| stem.to_str()).unwrap_or(path)
}

#[test]
fn the_checks_see_the_library_and_themselves() -> io::Result<()> {
    let files = rust_files(&["src", "tests"])?;
    for path in ["src/lib.rs", "tests/architecture/source.rs"] {
        assert!(files.iter().any(|file| file.path == path), "{path} is not seen: every check would pass on nothing");
    }
    Ok(())
}

#[test]
fn stem_drops_folder_and_extension() {
    assert_eq!(stem("src/rules/repeat_e_visit.rs"), "repeat_e_visit");
}
