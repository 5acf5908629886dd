//! Checks that modules are named after what they hold.
//!
//! The names of rules are checked in `rule_files.rs`.

use std::io;

use super::paths::declared_modules;
use super::source::{rust_files, stem};
use super::{assert_none, assert_one, complaint};

/// Words that say nothing about what a module holds.
const BANNED: [&str; 5] = ["utils", "helpers", "common", "manager", "processor"];

/// Complains about a banned word in the name of the file, of a folder above it or of a module inside.
fn empty_names(path: &str, text: &str) -> Vec<String> {
    let is_banned = |name: &str| name.split('_').any(|word| BANNED.contains(&word));
    let folders = path.split('/').rev().skip(1).map(|name| (1, name));
    let file = (1, stem(path));
    let inline = declared_modules(text);
    let mut complaints = Vec::new();
    for (line, name) in folders.chain([file]).chain(inline) {
        if is_banned(name) {
            complaints.push(complaint(path, line, &format!("module `{name}`: name it after what it holds")));
        }
    }
    complaints
}

#[test]
fn modules_are_named_after_what_they_hold() -> io::Result<()> {
    let files = rust_files(&["src", "tests", "benches"])?;
    let complaints: Vec<String> = files.iter().flat_map(|file| empty_names(&file.path, &file.text)).collect();
    assert_none("a module's name says what it holds", &complaints);
    Ok(())
}

#[test]
fn empty_names_are_refused() {
    assert_one(&empty_names("src/load/utils.rs", ""), "src/load/utils.rs:1:");
    assert_one(&empty_names("tests/common/mod.rs", ""), "tests/common/mod.rs:1:");
    assert_one(&empty_names("src/load/date_helpers.rs", ""), "src/load/date_helpers.rs:1:");
    assert_one(&empty_names("src/load/csv.rs", "\nmod manager {}"), "src/load/csv.rs:2:");
    assert_eq!(empty_names("src/load/commonwealth.rs", "// mod utils;\nmod dates;"), [""; 0]);
}
