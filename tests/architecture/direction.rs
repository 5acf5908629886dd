//! Checks which module may import which: every arrow points to the left of one fixed order, so there are no cycles.
//!
//! It looks at all of `src/`, inline tests included; which outside crates a module may use is in `crate_homes.rs`.

use std::io;

use super::paths::{NamedPath, declared_modules, named_paths};
use super::rule_files::{rule_id, rule_ids};
use super::source::rust_files;
use super::{assert_none, assert_one, complaint};

/// The modules in the order of their imports: each may import those before it.
const ORDER: [&str; 13] = [
    "claim",
    "reference",
    "findings",
    "load",
    "normalise",
    "quality",
    "timeline",
    "rules",
    "report",
    "init",
    "pipeline",
    "synth",
    "cli",
];

/// Arrows that point left and are still refused, as (importer, imported).
const REFUSED: [(&str, &str); 16] = [
    ("init", "normalise"),
    ("init", "timeline"),
    ("synth", "init"),
    ("load", "findings"),
    ("normalise", "findings"),
    ("report", "load"),
    ("report", "normalise"),
    ("report", "timeline"),
    ("report", "rules"),
    ("synth", "findings"),
    ("synth", "load"),
    ("synth", "normalise"),
    ("synth", "timeline"),
    ("synth", "rules"),
    ("synth", "report"),
    ("synth", "pipeline"),
];

/// The module a file under `src/` belongs to, or `None` for the two crate roots.
fn module_of(path: &str) -> Option<&str> {
    let inside = path.strip_prefix("src/")?.trim_end_matches(".rs");
    let module = inside.split('/').next()?;
    (!["lib", "main"].contains(&inside)).then_some(module)
}

/// Complains about every path to a module that the file may not import.
fn against_direction(path: &str, text: &str) -> Vec<String> {
    let Some(own) = module_of(path) else { return Vec::new() };
    let Some(own_place) = ORDER.iter().position(|&module| module == own) else {
        let what = format!("module `{own}` has no place in the import order: move the file, or add it to ORDER");
        return vec![complaint(path, 1, &what)];
    };
    let may_import = |other: &str| {
        let is_left = ORDER[..=own_place].contains(&other);
        is_left && !REFUSED.contains(&(own, other))
    };
    let mut complaints = Vec::new();
    for named in named_paths(text) {
        let what = match named.inside_crate(path).as_deref() {
            Some([other, ..]) if !may_import(other) => {
                format!("`{own}` may not name `crate::{other}`: move the shared part to a module left of `{own}`")
            }
            Some([]) if named.is_use => "do not import the whole crate: name the module".to_owned(),
            _ => continue,
        };
        complaints.push(complaint(path, named.line, &what));
    }
    complaints
}

/// Complains when a rule file names another rule, or all of `rules` at once.
fn rule_to_rule(path: &str, text: &str, rule_ids: &[&str]) -> Vec<String> {
    let Some(own) = rule_id(path) else { return Vec::new() };
    let is_refused = |named: &NamedPath<'_>| match named.inside_crate(path).as_deref() {
        Some([first]) => named.is_use && first == "rules",
        Some([first, second, ..]) if first == "rules" => {
            second == "*" || second != own && rule_ids.contains(&second.as_str())
        }
        _ => false,
    };
    let what = format!("rule `{own}` may not name another rule: move what both need to `timeline` or a shared file");
    named_paths(text).iter().filter(|named| is_refused(named)).map(|named| complaint(path, named.line, &what)).collect()
}

/// Complains when `main.rs` names anything of the library but `cli`, or holds modules of its own.
fn beyond_cli(path: &str, text: &str) -> Vec<String> {
    let of_library = |named: &NamedPath<'_>| named.segments[0] == "claimsweep";
    let is_cli = |named: &NamedPath<'_>| named.segments.get(1) == Some(&"cli");
    let mut complaints: Vec<String> = named_paths(text)
        .iter()
        .filter(|named| of_library(named) && !is_cli(named))
        .map(|named| complaint(path, named.line, "main.rs may use only `claimsweep::cli`: call through it"))
        .collect();
    for (line, module) in declared_modules(text) {
        complaints.push(complaint(path, line, &format!("move module `{module}` into the library")));
    }
    complaints
}

#[test]
fn imports_follow_the_module_order() -> io::Result<()> {
    let files = rust_files(&["src"])?;
    let complaints: Vec<String> = files.iter().flat_map(|file| against_direction(&file.path, &file.text)).collect();
    assert_none("a module imports only modules to its left", &complaints);
    Ok(())
}

#[test]
fn rules_do_not_import_rules() -> io::Result<()> {
    let files = rust_files(&["src/rules"])?;
    let ids = rule_ids(&files);
    let complaints: Vec<String> = files.iter().flat_map(|file| rule_to_rule(&file.path, &file.text, &ids)).collect();
    assert_none("a rule knows no other rule", &complaints);
    Ok(())
}

#[test]
fn main_uses_only_cli() -> io::Result<()> {
    let files = rust_files(&["src/main.rs"])?;
    let complaints: Vec<String> = files.iter().flat_map(|file| beyond_cli(&file.path, &file.text)).collect();
    assert_none("main.rs is a thin door to cli", &complaints);
    Ok(())
}

#[test]
fn arrows_to_the_right_are_refused() {
    let text = "//! x\nuse crate::{claim::Line, load};\nuse crate::{\n    rules::engine,\n};\n";
    assert_one(&against_direction("src/load/csv.rs", text), "src/load/csv.rs:4:");
    assert_one(&against_direction("src/claim.rs", "fn f() { crate::cli::run() }"), "src/claim.rs:1:");
    assert_one(&against_direction("src/claim/line.rs", "use super::super::cli;"), "src/claim/line.rs:1:");
    assert_one(&against_direction("src/cli/run.rs", "use crate::*;"), "src/cli/run.rs:1:");
    assert_one(&against_direction("src/cli/run.rs", "use crate as all;"), "src/cli/run.rs:1:");
    assert_one(&against_direction("src/odds/a.rs", ""), "src/odds/a.rs:1:");
}

#[test]
fn narrower_bans_are_refused() {
    assert_one(&against_direction("src/report/csv.rs", "use crate::rules::rule;"), "src/report/csv.rs:1:");
    assert_one(&against_direction("src/synth/mod.rs", "use crate::load::csv;"), "src/synth/mod.rs:1:");
    assert_one(&against_direction("src/normalise/mod.rs", "use crate::findings;"), "src/normalise/mod.rs:1:");
}

#[test]
fn arrows_to_the_left_pass() {
    let text = "use crate::{claim, load}; use super::rule; pub(crate) fn f() { crate::rules::engine::run() }";
    assert_eq!(against_direction("src/rules/engine.rs", text), [""; 0]);
    assert_eq!(against_direction("src/lib.rs", "pub use crate::cli::run;"), [""; 0]);
}

#[test]
fn a_rule_may_name_shared_files_and_itself_only() {
    let check = |text| rule_to_rule("src/rules/pair_edit.rs", text, &["pair_edit", "duplicate_line"]);
    assert_eq!(check("use super::{rule::Card, windows}; mod tests { use super::*; }"), [""; 0]);
    assert_one(&check("use crate::rules::{rule, duplicate_line::CARD};"), "src/rules/pair_edit.rs:1:");
    assert_one(&check("\nfn f() { super::duplicate_line::CARD; }"), "src/rules/pair_edit.rs:2:");
    assert_one(&check("use super::*;"), "src/rules/pair_edit.rs:1:");
    assert_one(&check("use crate::rules;"), "src/rules/pair_edit.rs:1:");
    assert_eq!(rule_to_rule("src/rules/registry.rs", "use super::pair_edit;", &["pair_edit"]), [""; 0]);
}

#[test]
fn main_with_more_than_cli_is_refused() {
    assert_eq!(beyond_cli("src/main.rs", "fn main() { claimsweep::cli::run(); }"), [""; 0]);
    assert_one(&beyond_cli("src/main.rs", "use claimsweep::{cli, report};"), "src/main.rs:1:");
    assert_one(&beyond_cli("src/main.rs", "mod extra;"), "src/main.rs:1:");
}
