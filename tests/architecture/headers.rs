//! Checks that every Rust file says at its top what it is for.
//!
//! The longer header of a rule file is checked in `rule_files.rs`.

use std::io;

use super::source::rust_files;
use super::{assert_none, assert_one, complaint};

/// Complains when a file does not open with a `//!` line that says something.
fn missing_header(path: &str, text: &str) -> Vec<String> {
    let first = text.lines().next().unwrap_or_default();
    if first.strip_prefix("//!").is_some_and(|rest| !rest.trim().is_empty()) {
        return Vec::new();
    }
    vec![complaint(path, 1, "open the file with a `//!` line: one sentence of purpose, then what it does not do")]
}

#[test]
fn files_open_with_a_header() -> io::Result<()> {
    let files = rust_files(&["src", "tests", "benches"])?;
    let complaints: Vec<String> = files.iter().flat_map(|file| missing_header(&file.path, &file.text)).collect();
    assert_none("a file says what it is for", &complaints);
    Ok(())
}

#[test]
fn files_without_header_are_refused() {
    assert_eq!(missing_header("src/a.rs", "//! One billed line.\n"), [""; 0]);
    for text in ["", "use a::b;\n//! late\n", "// a comment\n", "//!\n//! second\n", "\n//! second\n"] {
        assert_one(&missing_header("src/a.rs", text), "src/a.rs:1:");
    }
}
