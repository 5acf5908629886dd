//! `completions`: shell completions made from the same definitions as the help.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::args::App;
use super::output;
use super::process::Exit;

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// Prints the completions.
pub(super) fn run(args: &CompletionsArgs) -> Result<Exit, String> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut App::command(), "claimsweep", &mut script);
    output::print(&String::from_utf8(script).map_err(|error| error.to_string())?)?;
    Ok(Exit::Done)
}
