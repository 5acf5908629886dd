//! Checks that files and functions are short enough to be read in one go.
//!
//! In `src/` inline tests are not counted; in `tests/` and `benches/` everything is.

use std::io;

use super::items::{functions, is_in_tests, test_spans};
use super::source::rust_files;
use super::tokens::{text_at, tokens};
use super::{assert_none, assert_one, complaint};

/// Lines a file may have.
const FILE_LINES: usize = 600;
/// Lines a function may have, from `fn` to its closing brace.
const FUNCTION_LINES: usize = 60;

/// Complains when a file is too long; test modules that close a file in `src/` are not counted.
fn long_file(path: &str, text: &str) -> Vec<String> {
    let tokens = tokens(text);
    let n_all = text.lines().count();
    let closes_file = |end: usize| end + 1 == tokens.len() && text_at(&tokens, end) == "}";
    let tests = test_spans(&tokens).into_iter().find(|span| closes_file(span.end));
    let n_lines = match tests {
        Some(span) if path.starts_with("src/") => tokens[span.start].line - 1,
        _ => n_all,
    };
    if n_lines <= FILE_LINES {
        return Vec::new();
    }
    let what = format!("{n_lines} lines, at most {FILE_LINES}: split the file by subject");
    vec![complaint(path, FILE_LINES + 1, &what)]
}

/// Complains about every function that is too long; test-only functions in `src/` are not counted.
fn long_functions(path: &str, text: &str) -> Vec<String> {
    let tokens = tokens(text);
    let spans = if path.starts_with("src/") { test_spans(&tokens) } else { Vec::new() };
    functions(&tokens)
        .iter()
        .filter(|function| FUNCTION_LINES < function.n_lines && !is_in_tests(&spans, function.at))
        .map(|function| {
            let (name, n_lines) = (function.name, function.n_lines);
            let what =
                format!("fn `{name}` has {n_lines} lines, at most {FUNCTION_LINES}: give a step its own function");
            complaint(path, function.line, &what)
        })
        .collect()
}

#[test]
fn files_are_short() -> io::Result<()> {
    let files = rust_files(&["src", "tests", "benches"])?;
    let complaints: Vec<String> = files.iter().flat_map(|file| long_file(&file.path, &file.text)).collect();
    assert_none("a file fits in one reading", &complaints);
    Ok(())
}

#[test]
fn functions_are_short() -> io::Result<()> {
    let files = rust_files(&["src", "tests", "benches"])?;
    let complaints: Vec<String> = files.iter().flat_map(|file| long_functions(&file.path, &file.text)).collect();
    assert_none("a function fits on one screen", &complaints);
    Ok(())
}

#[test]
fn long_files_are_refused_and_closing_tests_are_free() {
    let full = "\n".repeat(FILE_LINES);
    let tests = format!("{full}#[cfg(test)]\nmod tests {{\n    fn f() {{}}\n}}\n");
    assert_eq!(long_file("src/a.rs", &full), [""; 0]);
    assert_one(&long_file("src/a.rs", &format!("{full}\n")), "src/a.rs:601:");
    assert_eq!(long_file("src/a.rs", &tests), [""; 0]);
    assert_one(&long_file("src/a.rs", &format!("{tests}fn after() {{}}\n")), "src/a.rs:601:");
    assert_one(&long_file("tests/a.rs", &tests), "tests/a.rs:601:");
}

#[test]
fn long_functions_are_refused() {
    let function = |n_lines: usize| format!("\nfn f() {{{}}}", "\n".repeat(n_lines - 1));
    assert_eq!(long_functions("src/a.rs", &function(FUNCTION_LINES)), [""; 0]);
    assert_one(&long_functions("src/a.rs", &function(FUNCTION_LINES + 1)), "src/a.rs:2:");
    let test = format!("#[test]{}", function(FUNCTION_LINES + 1));
    assert_eq!(long_functions("src/a.rs", &test), [""; 0]);
    assert_one(&long_functions("tests/a.rs", &test), "tests/a.rs:2:");
}
