//! The command line: the only place that knows clock, environment, terminal and exit codes.
//!
//! Machine output goes to standard output, everything else to standard error.

mod args;
mod audit;
mod check;
mod completions;
mod explain;
mod hint;
mod init;
mod inputs;
mod listening;
mod log;
mod output;
mod process;
mod report;
mod rules;
mod schema;
mod standard_input;
mod synth;
mod worker;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser as _;

use args::{App, Command};
use process::Exit;

/// Parses the arguments, runs the command, turns the result into an exit code.
pub fn run() -> ExitCode {
    let app = App::parse();
    let log_format = app.global.log_format;
    process::limit_threads(app.global.threads);
    process::hide_panic_messages();
    let run = || match app.command {
        Command::Run(args) => audit::run_pipeline(&args, &app.global),
        Command::Audit(args) => audit::run_audit(&args, &app.global),
        Command::Report(args) => report::run(&args, &app.global),
        Command::Check(args) => check::run(&args, &app.global),
        Command::Init(args) => init::run(&args, &app.global),
        Command::Rules(args) => rules::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Synth(args) => synth::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Worker(args) => worker::run(&args, &app.global),
    };
    // A panic outside the rules leaves nothing published, and has been told by its hook.
    let exit = catch_unwind(AssertUnwindSafe(run)).unwrap_or(Ok(Exit::BadInput));
    exit.unwrap_or_else(|error| {
        log::complain(log_format, &error);
        Exit::BadInput
    })
    .into()
}
