//! Checks the shape of the rules: the header that explains each one, its id, and its page of scenarios.
//!
//! Whether a rule decides rightly is shown by its scenarios, not here.

use std::io;

use super::source::{Source, names_in, rust_files};
use super::{assert_none, assert_one, complaint};

/// Files of `src/rules/` that serve all rules; every other file there is a rule.
const SHARED: [&str; 23] = [
    "mod",
    "rule",
    "engine",
    "settings",
    "outcomes",
    "windows",
    "repeats",
    "wording",
    "registry",
    "minutes",
    "prolonged",
    "clinician_days",
    "custom",
    "established",
    "medicare",
    "months",
    "visits",
    "global_periods",
    "judging",
    "logged_time",
    "missed",
    "sums",
    "unreadable",
];

/// The sections of a rule's header, in the order a biller reads them.
const SECTIONS: [&str; 6] =
    ["What it finds", "Why it matters", "How it decides", "What it leaves out", "Settings", "Source"];

/// Words an id may not begin a word with: an id states what was found, not what the program does.
const BANNED_STARTS: [&str; 6] = ["check", "validate", "detect", "find", "bad", "invalid"];
/// Words an id may not end a word with.
const BANNED_ENDS: [&str; 2] = ["rule", "issue"];
/// Ids the public rulebook gives although they hold a banned word; none today.
const GIVEN_IDS: [&str; 0] = [];

/// Where the pages of scenarios are.
const PAGES: &str = "tests/fixtures/rules";

/// The id of the rule a file belongs to, or `None` for a shared file or one outside `src/rules/`.
pub(super) fn rule_id(path: &str) -> Option<&str> {
    let inside = path.strip_prefix("src/rules/")?;
    let id = inside.split('/').next()?.trim_end_matches(".rs");
    (!SHARED.contains(&id)).then_some(id)
}

/// The ids of all rules among these files.
pub(super) fn rule_ids(files: &[Source]) -> Vec<&str> {
    files.iter().filter_map(|file| rule_id(&file.path)).collect()
}

/// The sections of a header: line of the heading, heading, text below it.
fn sections(text: &str) -> Vec<(usize, &str, String)> {
    let mut found: Vec<(usize, &str, String)> = Vec::new();
    let mut is_code = false;
    for (at, line) in text.lines().enumerate() {
        let Some(line) = line.strip_prefix("//!").map(str::trim) else { break };
        is_code ^= line.starts_with("```");
        match (line.strip_prefix("# "), found.last_mut()) {
            (Some(heading), _) if !is_code => found.push((at + 1, heading, String::new())),
            (_, Some((_, _, body))) => *body = format!("{body}{line}\n"),
            _ => {}
        }
    }
    found
}

/// Whether a text holds a year: a word of four digits that begins with 19 or 20.
fn has_year(text: &str) -> bool {
    let is_year = |word: &str| {
        let is_number = word.chars().all(|c| c.is_ascii_digit());
        word.len() == 4 && is_number && (word.starts_with("19") || word.starts_with("20"))
    };
    text.split(|c: char| !c.is_alphanumeric()).any(is_year)
}

/// Complains about sections of a rule's header that are missing, out of order, empty or undated.
fn header_faults(path: &str, text: &str) -> Vec<String> {
    if rule_id(path).is_none() {
        return Vec::new();
    }
    let sections = sections(text);
    let headings: Vec<&str> = sections.iter().map(|section| section.1).collect();
    if headings != SECTIONS {
        let what = format!("the header needs the sections {SECTIONS:?} in this order, it has {headings:?}");
        return vec![complaint(path, 1, &what)];
    }
    let mut complaints = Vec::new();
    for (line, heading, body) in sections {
        if body.trim().is_empty() {
            complaints.push(complaint(path, line, &format!("write the section `{heading}`; say \"none\" if so")));
        } else if heading == "Source" && !has_year(&body) {
            complaints.push(complaint(path, line, "give the year of the source: effective date or date read"));
        }
    }
    complaints
}

/// Complains when an id says what the program does, or a rule is more than one file.
fn id_faults(path: &str, given: &[&str]) -> Vec<String> {
    let Some(id) = rule_id(path).filter(|id| !given.contains(id)) else { return Vec::new() };
    let words: Vec<&str> = id.split('_').collect();
    let (starts, ends) = (&words[..words.len() - 1], &words[1..]);
    let mut complaints = Vec::new();
    let banned_starts = starts.iter().filter(|word| BANNED_STARTS.contains(word));
    for word in banned_starts.chain(ends.iter().filter(|word| BANNED_ENDS.contains(word))) {
        let what = format!("id `{id}` holds `{word}`: name what was found, as a noun phrase");
        complaints.push(complaint(path, 1, &what));
    }
    if path.matches('/').count() != 2 {
        complaints.push(complaint(path, 1, "a rule is one file: put shared parts into a shared file of src/rules/"));
    }
    complaints
}

/// Complains about rules without a page of scenarios and pages without a rule.
fn page_faults(rule_ids: &[&str], pages: &[&str]) -> Vec<String> {
    let missing = rule_ids.iter().filter(|&&id| !pages.contains(&format!("{id}.md").as_str()));
    let orphans = pages.iter().filter(|page| !page.strip_suffix(".md").is_some_and(|id| rule_ids.contains(&id)));
    let no_page = |id: &&str| complaint(&format!("src/rules/{id}.rs"), 1, &format!("add {PAGES}/{id}.md"));
    let no_rule = |page: &&str| complaint(&format!("{PAGES}/{page}"), 1, "no rule of this name: rename or delete it");
    missing.map(no_page).chain(orphans.map(no_rule)).collect()
}

#[test]
fn rules_explain_themselves() -> io::Result<()> {
    let files = rust_files(&["src/rules"])?;
    let complaints: Vec<String> = files.iter().flat_map(|file| header_faults(&file.path, &file.text)).collect();
    assert_none("a rule's header can be followed by hand", &complaints);
    Ok(())
}

#[test]
fn rule_ids_state_what_was_found() -> io::Result<()> {
    let files = rust_files(&["src/rules"])?;
    assert!(!rule_ids(&files).is_empty(), "src/rules: no rule found, the checks of rules pass on nothing");
    let complaints: Vec<String> = files.iter().flat_map(|file| id_faults(&file.path, &GIVEN_IDS)).collect();
    assert_none("a rule's id states what was found", &complaints);
    Ok(())
}

#[test]
fn rules_and_pages_of_scenarios_match() -> io::Result<()> {
    let files = rust_files(&["src/rules"])?;
    let names = names_in(PAGES)?;
    let pages: Vec<&str> = names.iter().map(String::as_str).collect();
    assert_none("a rule has one page of scenarios", &page_faults(&rule_ids(&files), &pages));
    Ok(())
}

/// A header with all sections, one line each.
fn example_header() -> String {
    let body = |heading: &&str| format!("//!\n//! # {heading}\n//! Read 2026-01-02.\n");
    format!("//! Title.\n{}use a::b;\n//! # Late\n", SECTIONS.iter().map(body).collect::<String>())
}

#[test]
fn header_faults_are_refused() {
    let path = "src/rules/pair_edit.rs";
    let good = example_header();
    assert_eq!(header_faults(path, &good), [""; 0]);
    assert_eq!(header_faults("src/rules/engine.rs", ""), [""; 0]);
    assert_one(&header_faults(path, &good.replace("# Settings", "# Options")), "src/rules/pair_edit.rs:1:");
    assert_one(&header_faults(path, &good.replace("//! # Source\n", "")), "src/rules/pair_edit.rs:1:");
    let swapped = good.replace("Settings", "X").replace("Source", "Settings").replace('X', "Source");
    assert_one(&header_faults(path, &swapped), "src/rules/pair_edit.rs:1:");
    let empty = good.replacen("//! Read 2026-01-02.\n", "", 1);
    assert_one(&header_faults(path, &empty), "src/rules/pair_edit.rs:3:");
    let undated = good.replace("2026-01-02", "G2012, 98970, 5 days");
    assert_one(&header_faults(path, &undated), "src/rules/pair_edit.rs:18:");
    let fenced = good.replacen("//! Read 2026", "//! ```toml\n//! # days\n//! ```\n//! Read 2026", 1);
    assert_eq!(header_faults(path, &fenced), [""; 0]);
}

#[test]
fn id_faults_are_refused() {
    for id in ["check_units", "units_bad_code", "late_rule", "late_rule_again", "code_issue"] {
        let path = format!("src/rules/{id}.rs");
        assert_one(&id_faults(&path, &[]), &format!("{path}:1:"));
        assert_eq!(id_faults(&path, &[id]), [""; 0]);
    }
    for id in ["near_miss_code", "rulebook_gap", "findings_late", "ruler", "rule_of_eight"] {
        assert_eq!(id_faults(&format!("src/rules/{id}.rs"), &[]), [""; 0]);
    }
    assert_one(&id_faults("src/rules/pair_edit/part.rs", &[]), "src/rules/pair_edit/part.rs:1:");
}

#[test]
fn lone_rules_and_lone_pages_are_refused() {
    assert_eq!(page_faults(&["a"], &["a.md"]), [""; 0]);
    assert_one(&page_faults(&["a", "b"], &["a.md"]), "src/rules/b.rs:1:");
    assert_one(&page_faults(&["a"], &["a.md", "c.md"]), "tests/fixtures/rules/c.md:1:");
    assert_one(&page_faults(&["a"], &["a.md", "a.txt"]), "tests/fixtures/rules/a.txt:1:");
}
