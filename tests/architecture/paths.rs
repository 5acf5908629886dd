//! Collects the paths a file names, in `use` trees and in the middle of code, and resolves those inside the crate.
//!
//! It works on tokens: names brought in by a macro or by a glob are not followed.

use super::tokens::{Token, text_at, tokens};

/// One path as written, groups taken apart: `use a::{b, c::d}` gives `a::b` and `a::c::d`.
#[derive(Debug)]
pub(super) struct NamedPath<'a> {
    /// The line of its last segment, from 1.
    pub(super) line: usize,
    /// Its segments; a glob ends in `*`, `{self}` adds none.
    pub(super) segments: Vec<&'a str>,
    /// Whether it stands in a `use`.
    pub(super) is_use: bool,
    /// The inline modules around it, outermost first.
    inline_modules: Vec<&'a str>,
}

impl NamedPath<'_> {
    /// The path from the crate root, or `None` for one that does not begin with `crate`, `self` or `super`.
    pub(super) fn inside_crate(&self, file: &str) -> Option<Vec<String>> {
        let mut module: Vec<String> = file_module(file);
        module.extend(self.inline_modules.iter().map(|&name| name.to_owned()));
        let mut rest = self.segments.as_slice();
        match *rest.first()? {
            "crate" => module.clear(),
            "self" => {}
            "super" => {
                let n_up = rest.iter().take_while(|&&segment| segment == "super").count();
                module.truncate(module.len().saturating_sub(n_up));
                rest = &rest[n_up - 1..];
            }
            _ => return None,
        }
        module.extend(rest[1..].iter().map(|&segment| segment.to_owned()));
        Some(module)
    }
}

/// Every path a file names, in order; a lone name counts only in a `use`.
pub(super) fn named_paths(text: &str) -> Vec<NamedPath<'_>> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut inline_modules: Vec<(&str, usize)> = Vec::new();
    let (mut depth, mut at) = (0_usize, 0);
    while at < tokens.len() {
        let is_use = tokens[at].text == "use";
        if is_use || begins_path(&tokens, at) {
            let mut leaves = Vec::new();
            at = read_tree(&tokens, at + usize::from(is_use), &[], &mut leaves);
            let modules = || inline_modules.iter().map(|module| module.0).collect();
            found.extend(leaves.into_iter().map(|(line, segments)| NamedPath {
                line,
                segments,
                is_use,
                inline_modules: modules(),
            }));
            continue;
        }
        match tokens[at].text {
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                inline_modules.retain(|module| module.1 < depth + 1);
            }
            "mod" if text_at(&tokens, at + 2) == "{" => inline_modules.push((text_at(&tokens, at + 1), depth + 1)),
            _ => {}
        }
        at += 1;
    }
    found
}

/// The modules a file declares, with or without a body, each with its line.
pub(super) fn declared_modules(text: &str) -> Vec<(usize, &str)> {
    let tokens = tokens(text);
    let declares = |pair: &&[Token<'_>]| pair[0].text == "mod" && pair[1].is_name();
    tokens.windows(2).filter(declares).map(|pair| (pair[1].line, pair[1].text)).collect()
}

/// The module path of a file under `src/`: `src/rules/engine.rs` is `rules::engine`, `src/lib.rs` the root.
fn file_module(file: &str) -> Vec<String> {
    let inside = file.trim_start_matches("src/").trim_end_matches(".rs");
    let mut module: Vec<String> = inside.split('/').map(str::to_owned).collect();
    if ["lib", "main", "mod"].contains(&module[module.len() - 1].as_str()) {
        module.pop();
    }
    module
}

/// Whether the token at `at` is the first segment of a path of two or more; a method (`.collect::<…>()`) is not.
fn begins_path(tokens: &[Token<'_>], at: usize) -> bool {
    let back = |n: usize| at.checked_sub(n).map_or("", |earlier| tokens[earlier].text);
    let is_method = back(1) == "." && back(2) != ".";
    let is_continued = back(1) == "::" && ends_segment(back(2), back(3));
    tokens[at].is_name() && text_at(tokens, at + 1) == "::" && !is_method && !is_continued
}

/// Whether a `::` after these two signs goes on with a path, instead of beginning one at the outside crates.
fn ends_segment(last: &str, before: &str) -> bool {
    const KEYWORDS: [&str; 10] = ["return", "in", "as", "else", "match", "if", "dyn", "impl", "mut", "for"];
    let is_arrow = last == ">" && ["=", "-"].contains(&before);
    let is_name = last.ends_with(|c: char| c.is_alphanumeric() || c == '_') && !KEYWORDS.contains(&last);
    is_name || !is_arrow && [">", "]", ")"].contains(&last)
}

/// Reads one `use` tree or path at `at`, adds its leaves, and returns the position after it.
fn read_tree<'a>(
    tokens: &[Token<'a>],
    start: usize,
    prefix: &[&'a str],
    leaves: &mut Vec<(usize, Vec<&'a str>)>,
) -> usize {
    let mut segments = prefix.to_vec();
    let mut at = start + usize::from(text_at(tokens, start) == "::");
    let mut line = tokens.get(at).map_or(0, |token| token.line);
    while let Some(token) = tokens.get(at) {
        if token.text == "{" {
            return read_group(tokens, at, &segments, leaves);
        }
        if !token.is_name() && token.text != "*" {
            break;
        }
        line = token.line;
        at += 1;
        if token.text != "self" || segments.is_empty() {
            segments.push(token.text);
        }
        if text_at(tokens, at) != "::" {
            break;
        }
        at += 1;
    }
    if !segments.is_empty() {
        leaves.push((line, segments));
    }
    at
}

/// Reads `{tree, tree as name, …}` at `open`, adds the leaves, and returns the position after the brace.
fn read_group<'a>(
    tokens: &[Token<'a>],
    open: usize,
    prefix: &[&'a str],
    leaves: &mut Vec<(usize, Vec<&'a str>)>,
) -> usize {
    let mut at = open + 1;
    while at < tokens.len() && tokens[at].text != "}" {
        let is_separator = tokens[at].text == ",";
        let is_alias = tokens[at].text == "as";
        at = match (is_separator, is_alias) {
            (true, _) => at + 1,
            (_, true) => at + 2,
            _ => read_tree(tokens, at, prefix, leaves).max(at + 1),
        };
    }
    at + 1
}

/// The paths of a bad example, joined for comparison.
fn joined(text: &str) -> Vec<String> {
    named_paths(text).iter().map(|path| path.segments.join("::")).collect()
}

#[test]
fn use_groups_are_taken_apart() {
    let text =
        "pub(crate) use crate::{\n  a as x, b::{self, c::D, e::*},\n};\nuse ::polars;\nuse {std::env, serde as s};";
    let expected = ["crate::a", "crate::b", "crate::b::c::D", "crate::b::e::*", "polars", "std::env", "serde"];
    assert_eq!(joined(text), expected);
}

#[test]
fn paths_in_code_are_seen_and_prose_is_not() {
    let text = "// crate::a::b
        fn f(x: crate::c::D<::rayon::X>) -> ::e::F { \"crate::e::f\"; 0..e::N }
        fn g() { x.iter::<g::H>(); <i::J as k::L>::m::n(); match x { _ => ::o::P } }";
    assert_eq!(joined(text), ["crate::c::D", "rayon::X", "e::F", "e::N", "g::H", "i::J", "k::L", "o::P"]);
}

#[test]
fn super_is_counted_from_file_and_inline_modules() {
    let text = "use super::a; mod tests { use super::b; mod deep { use super::super::super::c; } } use self::d;";
    let roots: Vec<String> = named_paths(text)
        .iter()
        .filter_map(|path| path.inside_crate("src/rules/one.rs"))
        .map(|path| path.join("::"))
        .collect();
    assert_eq!(roots, ["rules::a", "rules::one::b", "rules::c", "rules::one::d"]);
}
