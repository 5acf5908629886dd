//! The program: hands over to the command line and returns its exit code. Does nothing else.

use std::process::ExitCode;

use claimsweep::cli;

fn main() -> ExitCode {
    cli::run()
}
