//! Every command in README.md is run: the program's own on a copy of the sample data, cargo's by `.ci/run`.
//! Does not check what the commands print beyond their exit code.

use std::path::Path;
use std::process::Command;

const PROJECT: &str = env!("CARGO_MANIFEST_DIR");

/// The lines of README's `sh` blocks.
fn commands() -> Vec<String> {
    let readme = std::fs::read_to_string(Path::new(PROJECT).join("README.md")).expect("README.md");
    let blocks = readme.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("```"));
    blocks.flat_map(|(block, _)| block.lines()).map(str::to_owned).collect()
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("a copied file");
        }
    }
}

#[test]
fn every_command_of_the_readme_works() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for part in ["pipelines", "sample-data"] {
        copy_folder(&Path::new(PROJECT).join(part), &folder.path().join(part));
    }
    std::fs::create_dir(folder.path().join("reports")).expect("a folder");
    let mut n_run = 0;
    for line in commands() {
        let arguments = line.strip_prefix("cargo run -- ").or_else(|| line.strip_prefix("claimsweep "));
        let Some(arguments) = arguments else {
            // Python's commands are run by the tests of the package, which read this file too.
            let is_cargo = ["cargo test", "cargo install --path .", "cargo build --release"].contains(&line.as_str());
            assert!(is_cargo || line.starts_with("python -m "), "nothing runs `{line}`");
            continue;
        };
        let status = Command::new(env!("CARGO_BIN_EXE_claimsweep"))
            .args(arguments.split_whitespace())
            .current_dir(folder.path())
            .output()
            .expect("the program starts");
        // The nightly pipeline has a gate, and the sample data holds hard findings.
        let expected = i32::from(arguments.contains("nightly"));
        let complaint = String::from_utf8_lossy(&status.stderr);
        assert_eq!(status.status.code(), Some(expected), "`{line}` said: {complaint}");
        n_run += 1;
    }
    assert!(n_run >= 9, "only {n_run} commands found in README.md");
}

#[test]
fn ci_runs_the_two_commands_of_the_readme() {
    let script = std::fs::read_to_string(Path::new(PROJECT).join(".ci/run")).expect(".ci/run");
    assert!(script.contains("cargo test"));
    assert!(script.contains("-- run pipelines/monthly-sweep.toml"));
    let spark = Path::new(PROJECT).join("pipelines/spark/tests/test_readme.py");
    assert!(spark.is_file() && script.contains("pytest -q pipelines/spark"));
}
