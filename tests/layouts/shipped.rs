//! What every shipped layout has: a file, a comment on what is lost and where traps are, and a fixture folder with an
//! entry in its README. Audits nothing.

use std::collections::BTreeSet;
use std::{fs, io};

use super::fixtures;
use crate::program::Place;

fn names_in(folder: &str, extension: &str) -> io::Result<BTreeSet<String>> {
    let entries = fs::read_dir(fixtures().join(folder))?.collect::<io::Result<Vec<_>>>()?;
    let names = entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned());
    Ok(names.filter_map(|name| name.strip_suffix(extension).map(str::to_owned)).collect())
}

#[test]
fn every_layout_file_is_shipped() -> io::Result<()> {
    let place = Place::with_claims("claim_id\n");
    let run = place.audit("claims.csv", &["--layout", "no such layout"]);
    let mut files = names_in("../../../pipelines/layouts", ".toml")?;
    assert!(files.len() >= 16, "{files:?}");
    files.retain(|name| !run.stderr.contains(name.as_str()));
    assert!(files.is_empty(), "not known to the program: {files:?}; it said: {}", run.stderr);
    Ok(())
}

#[test]
fn every_layout_says_what_it_lacks_and_where_it_comes_from() -> io::Result<()> {
    for name in names_in("../../../pipelines/layouts", ".toml")? {
        let text = fs::read_to_string(fixtures().join(format!("../../../pipelines/layouts/{name}.toml")))?;
        if name == "canonical" {
            continue;
        }
        for part in ["# What it lacks: ", "# Traps: ", "# Source: "] {
            assert!(text.contains(part), "{name}.toml has no line `{part}`");
        }
        assert!(text.contains(&format!("name = \"{name}\"")), "{name}.toml has another name");
    }
    Ok(())
}

#[test]
fn every_fixture_folder_is_described() -> io::Result<()> {
    let readme = fs::read_to_string(fixtures().join("README.md"))?;
    for entry in fs::read_dir(fixtures())? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            assert!(readme.contains(&format!("`{name}/`")), "README.md does not describe {name}");
        }
    }
    Ok(())
}
