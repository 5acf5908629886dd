//! Writes to standard output and standard error. A reader that went away is not an error.

use std::fmt::Display;
use std::io::{self, Write as _};

/// Prints a result. Errors when it cannot be written, unless the reader went away.
pub(super) fn print(text: &str) -> Result<(), String> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(format!("standard output could not be written: {error}"))
        }
        _ => Ok(()),
    }
}

/// Prints a result as JSON.
pub(super) fn print_json(value: &serde_json::Value) -> Result<(), String> {
    print(&format!("{value:#}\n"))
}

/// Prints something for the person at the terminal.
pub(super) fn tell(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Prints an error.
pub(super) fn complain(error: &dyn Display) {
    tell(&format!("claimsweep: {error}\n"));
}
