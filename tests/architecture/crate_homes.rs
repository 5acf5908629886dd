//! Checks that each outside crate, the clock, the environment and processes stay in the modules that own them.
//!
//! It looks at all of `src/`, inline tests included; arrows between our own modules are in `direction.rs`.

use std::io;

use super::paths::{NamedPath, named_paths};
use super::source::rust_files;
use super::{assert_none, assert_one, complaint};

/// What may be named only in certain places.
struct Home {
    /// A crate (`polars`), something in a crate (`std::env`), or a type by name alone (`Instant`).
    names: &'static [&'static str],
    /// Modules or files below `src/`, without `.rs`.
    places: &'static [&'static str],
}

/// Who owns what; a crate that is not here may be used everywhere.
const HOMES: [Home; 16] = [
    Home { names: &["calamine"], places: &["load/workbook", "report/xlsx/sheet"] },
    Home { names: &["polars"], places: &["report"] },
    Home { names: &["quick_xml"], places: &["load/cms"] },
    Home { names: &["arrow", "parquet"], places: &["report", "load", "synth"] },
    Home { names: &["clap", "clap_complete", "ctrlc"], places: &["cli"] },
    Home {
        names: &["rayon"],
        places: &["load", "normalise", "timeline", "rules/engine", "pipeline/parts", "cli/process"],
    },
    Home { names: &["toml"], places: &["pipeline", "load", "claim"] },
    Home { names: &["serde", "serde_json"], places: &["report", "pipeline", "cli", "load/ndjson"] },
    Home { names: &["maud"], places: &["report"] },
    Home { names: &["rust_xlsxwriter"], places: &["report/xlsx"] },
    Home { names: &["plotters"], places: &["report/html/charts"] },
    Home { names: &["base64"], places: &["report/html"] },
    Home { names: &["hmac"], places: &["report/share"] },
    Home { names: &["sha2"], places: &["report/share", "report/html"] },
    Home { names: &["fastrand"], places: &["synth"] },
    Home {
        names: &["std::env", "std::process", "chrono::Utc", "chrono::Local", "SystemTime", "Instant"],
        places: &["cli", "main"],
    },
];

/// Whether a file is one of the places, or lies below it.
fn is_at_home(path: &str, places: &[&str]) -> bool {
    let inside = path.trim_start_matches("src/");
    places.iter().any(|place| {
        let rest = inside.strip_prefix(place);
        rest.is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
    })
}

/// Whether a path names `name`, written as in [`Home::names`].
fn names_it(named: &NamedPath<'_>, name: &str) -> bool {
    let segments = &named.segments;
    match name.split_once("::") {
        Some((root, inner)) => segments[0] == root && segments[1..].contains(&inner),
        None if name.starts_with(char::is_uppercase) => segments.contains(&name),
        None => segments[0] == name,
    }
}

/// Whether the file binds `name` to a module of ours, so that a path beginning with it is no crate.
fn is_own_module(paths: &[NamedPath<'_>], name: &str) -> bool {
    let is_inside = |named: &&NamedPath<'_>| ["crate", "self", "super"].contains(&named.segments[0]);
    paths.iter().filter(is_inside).any(|named| named.is_use && named.segments.last() == Some(&name))
}

/// Complains about every path to something that lives in other modules.
fn away_from_home(path: &str, text: &str) -> Vec<String> {
    let paths = named_paths(text);
    let mut complaints = Vec::new();
    for home in HOMES.iter().filter(|home| !is_at_home(path, home.places)) {
        for name in home.names.iter().filter(|name| !is_own_module(&paths, name)) {
            let what =
                format!("`{name}` belongs to {} only: move this there, or pass the value in", home.places.join(", "));
            let strangers = paths.iter().filter(|named| names_it(named, name));
            complaints.extend(strangers.map(|named| complaint(path, named.line, &what)));
        }
    }
    complaints
}

#[test]
fn crates_clock_and_environment_stay_at_home() -> io::Result<()> {
    let files = rust_files(&["src"])?;
    let complaints: Vec<String> = files.iter().flat_map(|file| away_from_home(&file.path, &file.text)).collect();
    assert_none("a crate is used only in the modules that own it", &complaints);
    Ok(())
}

#[test]
fn strangers_are_refused() {
    let check = |text| away_from_home("src/timeline/build.rs", text);
    for text in [
        "use polars::prelude::*;",
        "use ::polars;",
        "use {chrono::NaiveDate, parquet::file};",
        "fn f() { clap::Command::new(\"x\"); }",
        "extern crate ctrlc; fn f() { ctrlc::set_handler(); }",
        "#[derive(serde::Serialize)] struct S;",
        "fn f() { fastrand::u8(..); }",
        "fn f() { toml::from_str(\"\"); }",
        "use std::{env, fs};",
        "use std::process::Command;",
        "use std::time::Instant;",
        "fn f() { std::time::SystemTime::now(); }",
        "use chrono::{offset::Local, NaiveDate};",
        "fn f() { chrono::Utc::now(); }",
    ] {
        assert_one(&check(text), "src/timeline/build.rs:1:");
    }
    assert_one(&away_from_home("src/rules/registry.rs", "use rayon::prelude::*;"), "src/rules/registry.rs:1:");
}

#[test]
fn owners_and_namesakes_pass() {
    assert_eq!(away_from_home("src/rules/engine.rs", "use rayon::prelude::*;"), [""; 0]);
    assert_eq!(away_from_home("src/report/clinicians.rs", "use polars::prelude::*;"), [""; 0]);
    assert_eq!(away_from_home("src/main.rs", "use std::process::ExitCode;"), [""; 0]);
    let text = "use crate::report::parquet; fn f() { parquet::write(); env!(\"X\"); }";
    assert_eq!(away_from_home("src/pipeline/run.rs", text), [""; 0]);
}
