//! The house rules of this repository as tests: who may import whom, how long things may be, what must be written down.
//!
//! Each check is a pure function from a file's path and text to a list of complaints, followed in its own file by
//! small bad examples that show it can fail. Nothing here runs the program or looks at what it computes.

mod crate_homes;
mod direction;
mod forbidden;
mod headers;
mod items;
mod lengths;
mod names;
mod paths;
mod project;
mod readme;
mod rule_files;
mod source;
mod tokens;

/// One complaint as it is printed: where it is, what is wrong, what to do.
fn complaint(path: &str, line: usize, what: &str) -> String {
    format!("{path}:{line}: {what}")
}

/// Fails the test with every complaint on a line of its own.
fn assert_none(house_rule: &str, complaints: &[String]) {
    assert!(complaints.is_empty(), "{house_rule}; {} to put right:\n  {}\n", complaints.len(), complaints.join("\n  "));
}

/// Fails unless there is exactly one complaint and it begins with `place` (`path:line:`); for the bad examples.
fn assert_one(complaints: &[String], place: &str) {
    assert!(
        complaints.len() == 1 && complaints[0].starts_with(place),
        "expected one complaint at {place}, found {complaints:?}"
    );
}
