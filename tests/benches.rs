//! Every command of the benches' pages runs on a tiny input: Python's own here, cargo's and pip's by whoever measures.
//! Knows nothing of DuckDB, Polars and valgrind, which need not be installed: Python runs without its packages, and a
//! script that counts nothing stands in for valgrind. Looks at no figure, only at what is compared and written.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use crate::program::Place;

const PROJECT: &str = env!("CARGO_MANIFEST_DIR");
const PROGRAM: &str = env!("CARGO_BIN_EXE_claimsweep");
/// What the pages ask for before measuring.
const BEFOREHAND: [&str; 4] = [
    "python -m pip install duckdb polars pyarrow",
    "cargo build --release",
    "python -m venv .venv",
    ".venv/bin/pip install duckdb polars pyarrow",
];

/// The lines of a page's `sh` blocks.
fn commands(page: &str) -> Vec<String> {
    let text = fs::read_to_string(Path::new(PROJECT).join(page)).expect("a page");
    let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("```"));
    blocks.flat_map(|(block, _)| block.lines()).map(str::to_owned).collect()
}

/// A folder with a copy of the page that results are written into, and a valgrind that runs the command and says that
/// it took as many instructions as the file `n` tells.
fn place() -> Place {
    let place = Place::new();
    let page = fs::read_to_string(Path::new(PROJECT).join("benches/README.md")).expect("a page");
    place.write("benches/README.md", page);
    place.write("n", "1000");
    let stub = "#!/bin/sh\nwhile case $1 in --*) true;; *) false;; esac; do shift; done\n\
                echo \"==1== Collected : $(cat \"$COUNT\")\" >&2\nexec \"$@\"\n";
    place.write("bin/valgrind", stub);
    fs::set_permissions(place.path("bin/valgrind"), fs::Permissions::from_mode(0o700)).expect("an executable");
    place
}

/// Python without packages, on a script of the project; bytecode is not left beside it.
fn python(place: &Place, arguments: &[&str]) -> Output {
    let script = Path::new(PROJECT).join(arguments[0]);
    let path = format!("{}:{}", place.path("bin").display(), std::env::var("PATH").expect("a PATH"));
    let mut command = Command::new("python3");
    command.args(["-S", "-B"]).arg(script).args(&arguments[1..]).current_dir(place.path(""));
    command.env("PATH", path).env("COUNT", place.path("n")).output().expect("Python starts")
}

/// A command of a page as it is run here: the built program, and a tiny input unless a file is given.
fn adapted(line: &str) -> Vec<&str> {
    let given = line.split_whitespace().skip(1);
    let program =
        |word| if word == "target/release/claimsweep" || word == "target/debug/claimsweep" { PROGRAM } else { word };
    let mut words: Vec<&str> = given.map(program).collect();
    match words[0] {
        "benches/run.py" => words.extend(["--lines", "500", "--runs", "1"]),
        "benches/instructions.py" => words.extend(["--lines", "500", "--counts", "counts.json"]),
        _ => (),
    }
    words
}

fn assert_code(output: &Output, code: i32, what: &str) {
    let said = [&output.stdout[..], &output.stderr[..]].concat();
    assert_eq!(output.status.code(), Some(code), "`{what}` said: {}", String::from_utf8_lossy(&said));
}

#[test]
fn every_command_of_the_pages_works() {
    let place = place();
    // Blessed first, so that the comparison has something to compare with.
    let bless = "python benches/instructions.py --claimsweep target/debug/claimsweep --bless";
    assert_code(&python(&place, &adapted(bless)), 0, bless);
    let mut n_run = 0;
    for line in ["benches/README.md", "benches/peers/README.md"].map(commands).concat() {
        if BEFOREHAND.contains(&line.as_str()) {
            continue;
        }
        if let Some(arguments) = line.strip_prefix("claimsweep ") {
            let arguments = arguments.replace("10000000", "500");
            assert_eq!(place.run(&arguments.split_whitespace().collect::<Vec<_>>()).code, 0, "`{line}`");
        } else {
            assert!(
                line.split_whitespace().next().is_some_and(|word| word.ends_with("python")),
                "nothing runs `{line}`"
            );
            assert_code(&python(&place, &adapted(&line)), 0, &line);
        }
        n_run += 1;
    }
    assert!(n_run >= 6, "only {n_run} commands found");
    let page = fs::read_to_string(place.path("benches/README.md")).expect("the page");
    for row in
        ["| all rules ÷ one rule |", "| 5,000 lines ÷ 500 lines |", "| all rules ÷ decoding | not measured | ≤ 2.00× |"]
    {
        assert!(page.contains(row), "no `{row}` in {page}");
    }
    assert!(page.contains("The counts of the seven checks agree"), "{page}");
}

#[test]
fn more_instructions_than_allowed_fail_and_fewer_do_not() {
    let place = place();
    let compare = ["benches/instructions.py", "--claimsweep", PROGRAM, "--lines", "50", "--counts", "counts.json"];
    assert_code(&python(&place, &compare), 1, "nothing blessed yet");
    assert_code(&python(&place, &[&compare[..], &["--bless"]].concat()), 0, "--bless");
    for (n, code) in [("1000", 0), ("1090", 0), ("1110", 1), ("800", 0)] {
        place.write("n", n);
        assert_code(&python(&place, &compare), code, n);
    }
    assert_code(&python(&place, &[&compare[..], &["--profile", "release"]].concat()), 1, "another profile");
}

#[test]
fn wrong_arguments_are_refused() {
    let place = place();
    place.write("empty.md", "");
    place.write("claims.csv", "");
    let run = ["benches/run.py", "--work", "work", "--claimsweep"];
    for arguments in [
        &[&run[..], &["absent"]].concat()[..],
        &[&run[..], &[PROGRAM, "--lines", "1"]].concat(),
        &[&run[..], &[PROGRAM, "--runs", "0"]].concat(),
        &[&run[..], &[PROGRAM, "--into", "empty.md"]].concat(),
        &run[..3],
        &["benches/peers/run.py", "absent.parquet"],
        &["benches/peers/run.py", "claims.csv", "--threads", "0"],
        &["benches/instructions.py", "--claimsweep", "absent"],
    ] {
        assert_code(&python(&place, arguments), 2, &arguments.join(" "));
    }
    assert!(!place.path("work").exists(), "nothing is made before the arguments are right");
}
