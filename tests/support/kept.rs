//! Texts kept in the repository and compared with what the program says now; `BLESS=1` writes them anew.
//! Knows nothing of what they mean.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// Whether kept texts are to be rewritten instead of compared.
pub(crate) fn is_blessing() -> bool {
    env::var_os("BLESS").is_some_and(|value| value == "1")
}

/// The path of a file below `tests/`.
pub(crate) fn path_below_tests(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// The names of the files with this extension in a folder below `tests/`, extension left out, sorted.
pub(crate) fn stems_in(folder: &str, extension: &str) -> Vec<String> {
    let entries = fs::read_dir(path_below_tests(folder)).unwrap_or_else(|error| panic!("tests/{folder}: {error}"));
    let paths = entries.map(|entry| entry.expect("a folder entry").path());
    let stem = |path: &Path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let mut stems: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .filter_map(|path| stem(&path))
        .collect();
    stems.sort();
    stems
}

/// The text of a file below `tests/`.
pub(crate) fn read(name: &str) -> String {
    fs::read_to_string(path_below_tests(name)).unwrap_or_else(|error| panic!("tests/{name}: {error}"))
}

/// Writes a file below `tests/`.
pub(crate) fn write(name: &str, text: &str) {
    fs::write(path_below_tests(name), text).unwrap_or_else(|error| panic!("tests/{name}: {error}"));
}

/// Where two texts part, line by line: `-` was kept, `+` is said now; empty when they are equal.
pub(crate) fn difference(kept: &str, said: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (kept.lines().collect(), said.lines().collect());
    let gone = old.iter().filter(|line| !new.contains(line)).map(|line| format!("    - {line}\n"));
    let come = new.iter().filter(|line| !old.contains(line)).map(|line| format!("    + {line}\n"));
    let lines: String = gone.chain(come).collect();
    if lines.is_empty() && old != new { "    the same lines in another order or number\n".to_owned() } else { lines }
}

#[test]
fn differences_name_the_lines() {
    assert_eq!(difference("a\nb\n", "a\nb"), "");
    assert_eq!(difference("a\nb", "a\nc"), "    - b\n    + c\n");
    assert_eq!(difference("a\nb", "b\na"), "    the same lines in another order or number\n");
}
