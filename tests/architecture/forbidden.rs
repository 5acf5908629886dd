//! Checks for calls and attributes that hide failures: panics in the program, tests that do not count, silent lints.
//!
//! Clippy sees most of these too; this check also holds where a lint was switched off.

use std::io;

use super::items::{attributes, is_in_tests, test_spans};
use super::source::rust_files;
use super::tokens::{Token, text_at, tokens};
use super::{assert_none, assert_one, complaint};

/// Methods that panic.
const METHODS: [&str; 2] = ["unwrap", "expect"];
/// Macros that panic or print by the way.
const MACROS: [&str; 4] = ["panic", "todo", "unimplemented", "dbg"];
/// Attributes that keep a test from proving anything.
const TEST_ATTRIBUTES: [&str; 2] = ["ignore", "should_panic"];

/// Complains about every panicking call outside test code; `src/**/tests.rs` is test code.
fn panicking_calls(path: &str, text: &str) -> Vec<String> {
    if path.ends_with("/tests.rs") {
        return Vec::new();
    }
    let tokens = tokens(text);
    let spans = test_spans(&tokens);
    let mut complaints = Vec::new();
    for (at, token) in tokens.iter().enumerate().filter(|(at, _)| !is_in_tests(&spans, *at)) {
        if is_call(&tokens, at) {
            let what = format!("`{}` outside tests: return an error, or a value that cannot be missing", token.text);
            complaints.push(complaint(path, token.line, &what));
        }
    }
    complaints
}

/// Whether a banned method or macro is called (or, for a method, passed on) at `at`.
fn is_call(tokens: &[Token<'_>], at: usize) -> bool {
    let text = text_at(tokens, at);
    let before = if at == 0 { "" } else { text_at(tokens, at - 1) };
    let is_method = METHODS.contains(&text) && [".", "::"].contains(&before);
    let is_macro = MACROS.contains(&text) && text_at(tokens, at + 1) == "!";
    is_method || is_macro
}

/// Complains about ignored tests and about tests that must panic.
fn idle_tests(path: &str, text: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    for attribute in attributes(&tokens(text)) {
        let may_hold_it = if attribute.names.first() == Some(&"cfg_attr") { attribute.names.len() } else { 1 };
        for name in attribute.names.iter().take(may_hold_it).filter(|name| TEST_ATTRIBUTES.contains(name)) {
            let what = format!("`{name}` on a test: run it, and assert on the returned error");
            complaints.push(complaint(path, attribute.line, &what));
        }
    }
    complaints
}

/// Complains about `allow`, and about `expect` without a reason.
fn silent_lints(path: &str, text: &str) -> Vec<String> {
    let what = "write `#[expect(lint, reason = \"…\")]`, so that it says why and goes when it is not needed";
    let is_silent = |names: &[&str]| {
        let is_allow = match names.first() {
            Some(&"cfg_attr") => names.contains(&"allow"),
            first => first == Some(&"allow"),
        };
        is_allow || names.first() == Some(&"expect") && !names.contains(&"reason")
    };
    attributes(&tokens(text))
        .iter()
        .filter(|attribute| is_silent(&attribute.names))
        .map(|attribute| complaint(path, attribute.line, what))
        .collect()
}

#[test]
fn the_program_has_no_panicking_calls() -> io::Result<()> {
    let files = rust_files(&["src"])?;
    let complaints: Vec<String> = files.iter().flat_map(|file| panicking_calls(&file.path, &file.text)).collect();
    assert_none("the program returns errors", &complaints);
    Ok(())
}

#[test]
fn every_test_counts() -> io::Result<()> {
    let files = rust_files(&["src", "tests", "benches"])?;
    let complaints: Vec<String> = files.iter().flat_map(|file| idle_tests(&file.path, &file.text)).collect();
    assert_none("a test runs and asserts", &complaints);
    Ok(())
}

#[test]
fn lints_are_silenced_with_a_reason() -> io::Result<()> {
    let files = rust_files(&["src", "tests", "benches"])?;
    let complaints: Vec<String> = files.iter().flat_map(|file| silent_lints(&file.path, &file.text)).collect();
    assert_none("a silenced lint says why", &complaints);
    Ok(())
}

#[test]
fn panicking_calls_are_refused() {
    for call in ["x.unwrap()", "x\n.expect(\"y\")", "x.map(Option::unwrap)", "panic!()", "todo!()", "dbg!(x)"] {
        let found = panicking_calls("src/a.rs", &format!("fn f() {{ {call} }}"));
        assert_eq!(found.len(), 1, "{call}: {found:?}");
    }
    assert_one(&panicking_calls("src/a.rs", "#[cfg(test)] mod t {}\nfn f() { unimplemented!() }"), "src/a.rs:2:");
    let fine = "// x.unwrap()\n#[expect(a, reason = \"b\")]\nfn f() { x.unwrap_or(\"panic!\"); }\n#[cfg(test)] mod t { fn g() { x.unwrap(); } }";
    assert_eq!(panicking_calls("src/a.rs", fine), [""; 0]);
}

#[test]
fn idle_tests_are_refused() {
    assert_one(&idle_tests("tests/a.rs", "#[test]\n#[ignore = \"slow\"]\nfn f() {}"), "tests/a.rs:2:");
    assert_one(&idle_tests("tests/a.rs", "#[should_panic(expected = \"x\")]"), "tests/a.rs:1:");
    assert_one(&idle_tests("tests/a.rs", "#[cfg_attr(unix, ignore)]"), "tests/a.rs:1:");
    assert_eq!(idle_tests("tests/a.rs", "#[arg(ignore_case)] // #[ignore]\nfn ignore() {}"), [""; 0]);
}

#[test]
fn silent_lints_are_refused() {
    assert_one(&silent_lints("src/a.rs", "//! x\n#![allow(dead_code)]"), "src/a.rs:2:");
    assert_one(&silent_lints("src/a.rs", "#[cfg_attr(test, allow(unused))]"), "src/a.rs:1:");
    assert_one(&silent_lints("src/a.rs", "#[expect(dead_code)]"), "src/a.rs:1:");
    assert_eq!(silent_lints("src/a.rs", "#[expect(dead_code, reason = \"x\")] fn allow() {}"), [""; 0]);
}
