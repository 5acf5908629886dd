//! Writes to standard output and standard error. A reader that went away is not an error.

use std::fmt::Display;
use std::io::{self, Write as _};

/// Prints a result.
pub(super) fn print(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}

/// Prints a result as JSON.
pub(super) fn print_json(value: &serde_json::Value) {
    print(&format!("{value:#}\n"));
}

/// Prints something for the person at the terminal.
pub(super) fn tell(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Prints an error.
pub(super) fn complain(error: &dyn Display) {
    tell(&format!("claimsweep: {error}\n"));
}
