//! What may be typed. Doc comments are the help.

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::audit::{AuditArgs, RunArgs};
use super::check::CheckArgs;
use super::completions::CompletionsArgs;
use super::explain::ExplainArgs;
use super::init::InitArgs;
use super::rules::RulesArgs;
use super::schema::SchemaArgs;
use super::synth::SynthArgs;

/// Audit medical claim lines against the billing rules for communication services.
///
/// Exit codes: 0 done, nothing at or above the gate; 1 done, findings at or above it; 2 bad usage, pipeline or input,
/// nothing published; 3 done, but rows were rejected or a rule failed; 4 rows unaccounted for, nothing published;
/// 130 interrupted, nothing published.
#[derive(Debug, Parser)]
#[command(name = "claimsweep", version, max_term_width = 100)]
pub(super) struct App {
    #[command(flatten)]
    pub(super) global: GlobalArgs,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct GlobalArgs {
    /// Number of threads [default: one per core]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,
    /// Say nothing on standard error but errors
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// How to write the log on standard error
    #[arg(long, global = true, value_enum, default_value = "text")]
    pub(super) log_format: LogFormat,
}

/// How to write the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// For a person: progress on a terminal, then a summary.
    Text,
    /// For a machine: one JSON object per event.
    Json,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run a pipeline file and publish its report
    Run(RunArgs),
    /// Audit claim files without a pipeline file
    Audit(Box<AuditArgs>),
    /// Show what claim files are like: rows, rejects, dates, columns, codes, which rules can run
    Check(Box<CheckArgs>),
    /// Propose a layout and a pipeline for claim files of unknown columns
    Init(InitArgs),
    /// List the rules
    Rules(RulesArgs),
    /// Explain a rule or a procedure code
    Explain(ExplainArgs),
    /// Write synthetic claims
    Synth(SynthArgs),
    /// Print completions for a shell
    Completions(CompletionsArgs),
    /// Print a JSON Schema
    Schema(SchemaArgs),
}
