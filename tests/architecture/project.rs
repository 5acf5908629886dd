//! Checks what lies at the top of the repository, and that no text gives away the machine it was written on.
//!
//! It looks at names and plain text only; the README's own paths are checked in `readme.rs`.

use std::io;

use super::source::{names_in, text_files};
use super::{assert_none, assert_one, complaint};

/// All that may lie at the top, besides dotfiles and an ignored `target`.
const TOP_LEVEL: [&str; 12] = [
    "Cargo.toml",
    "Cargo.lock",
    "src",
    "pipelines",
    "sample-data",
    "reports",
    "benches",
    "tests",
    "README.md",
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "NOTICE",
];
/// What must lie at the top for the work to be passed on.
const LICENCES: [&str; 3] = ["LICENSE-MIT", "LICENSE-APACHE", "NOTICE"];

/// Complains about names at the top that do not belong there, and about licence files that are not there.
fn top_level_faults(names: &[&str], gitignore: &str) -> Vec<String> {
    let ignores_target = gitignore.lines().any(|line| line.trim().trim_matches('/') == "target");
    let is_fine = |name: &str| {
        let is_ignored_target = name == "target" && ignores_target;
        TOP_LEVEL.contains(&name) || name.starts_with('.') || is_ignored_target
    };
    let strangers = names.iter().filter(|name| !is_fine(name));
    let stranger =
        |name: &&str| complaint(name, 1, "does not belong at the top: move it into a folder, or ignore target");
    let missing = LICENCES.iter().filter(|name| !names.contains(name));
    let no_file = |name: &&str| complaint(name, 1, "is missing: add the file");
    strangers.map(stranger).chain(missing.map(no_file)).collect()
}

/// Folders that exist only on a machine where the program is developed, put together so that this file passes.
fn machine_folders() -> Vec<String> {
    ["work", "root", "home"].iter().map(|name| ["/", name, "/"].concat()).collect()
}

/// Complains about absolute paths of a developer's machine; the same words inside a relative path or an address pass.
fn machine_paths(path: &str, text: &str) -> Vec<String> {
    let goes_on = |before: &str| before.ends_with(|c: char| c.is_alphanumeric() || "_-.".contains(c));
    let mut complaints = Vec::new();
    for (at, line) in text.lines().enumerate() {
        for folder in machine_folders() {
            let is_absolute = line.match_indices(&folder).any(|(start, _)| !goes_on(&line[..start]));
            if is_absolute {
                let what =
                    format!("names a folder of one machine ({folder}…): write a path from the top of the project");
                complaints.push(complaint(path, at + 1, &what));
            }
        }
    }
    complaints
}

#[test]
fn the_top_level_holds_only_what_belongs_there() -> io::Result<()> {
    let names = names_in("")?;
    let names: Vec<&str> = names.iter().map(String::as_str).filter(|&name| name != ".git").collect();
    let ignored = text_files(&[".gitignore"])?;
    let ignored: String = ignored.iter().map(|file| file.text.as_str()).collect();
    assert_none("the top level is short and licensed", &top_level_faults(&names, &ignored));
    Ok(())
}

#[test]
fn no_text_names_a_developers_machine() -> io::Result<()> {
    let files = text_files(&["src", "tests", "benches", "pipelines", "README.md"])?;
    let complaints: Vec<String> = files.iter().flat_map(|file| machine_paths(&file.path, &file.text)).collect();
    assert_none("texts hold on every machine", &complaints);
    Ok(())
}

#[test]
fn top_level_faults_are_refused() {
    let with = |extra: &[&'static str]| [&LICENCES, extra].concat();
    assert_eq!(top_level_faults(&with(&["src", ".clippy.toml", "target"]), "/reports/*\n/target\n"), [""; 0]);
    assert_one(&top_level_faults(&with(&["target"]), "/reports/*\n"), "target:1:");
    assert_one(&top_level_faults(&with(&["docs"]), ""), "docs:1:");
    assert_one(&top_level_faults(&["LICENSE-MIT", "LICENSE-APACHE"], ""), "NOTICE:1:");
}

#[test]
fn machine_paths_are_refused() {
    for folder in machine_folders() {
        assert_one(&machine_paths("src/a.rs", &format!("one\nsee `{folder}main`")), "src/a.rs:2:");
        assert_one(&machine_paths("src/a.rs", &format!("file://{folder}x")), "src/a.rs:1:");
        assert_eq!(machine_paths("src/a.rs", &format!("nursing{folder}office")), [""; 0]);
    }
}
