//! Checks that every path the README names exists.
//!
//! Only paths in backticks that begin with one of our folders count; patterns and fenced blocks are left out.

use std::io;

use super::source::{root, text_files};
use super::{assert_none, assert_one, complaint};

/// How a path of ours begins.
const FOLDERS: [&str; 6] = ["src/", "tests/", "pipelines/", "benches/", "sample-data/", "reports/"];

/// The paths a Markdown text names in backticks, each with its line.
fn paths_in_backticks(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut is_code = false;
    for (at, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if !is_code {
            let spans = line.split('`').skip(1).step_by(2);
            found.extend(spans.filter_map(path_of).map(|path| (at + 1, path)));
        }
    }
    found
}

/// The path a code span begins with; `None` when it is not ours or stands for many.
fn path_of(span: &str) -> Option<&str> {
    let path = span.split_whitespace().next()?;
    let is_ours = FOLDERS.iter().any(|folder| path.starts_with(folder));
    (is_ours && !path.contains(['*', '<', '{'])).then_some(path)
}

/// Complains about every named path that does not exist.
fn broken_paths(path: &str, text: &str, exists: &dyn Fn(&str) -> bool) -> Vec<String> {
    paths_in_backticks(text)
        .into_iter()
        .filter(|(_, named)| !exists(named))
        .map(|(line, named)| complaint(path, line, &format!("`{named}` does not exist: correct the path")))
        .collect()
}

#[test]
fn paths_named_in_the_readme_exist() -> io::Result<()> {
    let files = text_files(&["README.md"])?;
    assert!(!files.is_empty(), "README.md:1: write it: use, code map, how to add a rule");
    let exists = |path: &str| root().join(path).exists();
    let complaints: Vec<String> = files.iter().flat_map(|file| broken_paths(&file.path, &file.text, &exists)).collect();
    assert_none("the README names what exists", &complaints);
    Ok(())
}

#[test]
fn broken_paths_are_refused() {
    let text = "See `src/a.rs` and `src/b.rs`,\nnot `src/*.rs`, `src/<id>.rs`, `tests/{a,b}`, `a/src/c` or src/d.\n\
                ```\n`src/e.rs`\n```\n`pipelines/x.toml --quiet` `src/a.rs`\n";
    let complaints = broken_paths("README.md", text, &|path| path == "src/a.rs");
    assert_eq!(complaints.len(), 2, "{complaints:?}");
    assert_one(&complaints[..1], "README.md:1: `src/b.rs`");
    assert_one(&complaints[1..], "README.md:6: `pipelines/x.toml`");
}
