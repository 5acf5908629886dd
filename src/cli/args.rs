//! What may be typed. Doc comments are the help.

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::audit::{AuditArgs, RunArgs};
use super::check::CheckArgs;
use super::completions::CompletionsArgs;
use super::explain::ExplainArgs;
use super::init::InitArgs;
use super::report::ReportArgs;
use super::rules::RulesArgs;
use super::schema::SchemaArgs;
use super::synth::SynthArgs;
use super::worker::WorkerArgs;

/// Audit medical claim lines against the billing rules for communication services.
///
/// Exit codes: 0 done, nothing at or above the gate; 1 done, findings at or above it; 2 bad usage, pipeline or input,
/// nothing published; 3 done, but rows were rejected, a rule failed or there was nothing to judge; 4 rows unaccounted for, nothing published;
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
    /// Memory a run should keep within, such as 512MiB: rows beyond it wait in hidden files beside the report
    /// [default: 2GiB]
    #[arg(long, global = true, value_name = "SIZE", value_parser = parse_size)]
    pub(super) memory_limit: Option<u64>,
    /// Say nothing on standard error but errors
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// How to write the log on standard error
    #[arg(long, global = true, value_enum, default_value = "text")]
    pub(super) log_format: LogFormat,
}

/// `512MiB`, `2GB`, `2147483648`.
fn parse_size(text: &str) -> Result<u64, String> {
    const UNITS: [(&str, u64); 9] = [
        ("kib", 1 << 10),
        ("mib", 1 << 20),
        ("gib", 1 << 30),
        ("tib", 1 << 40),
        ("kb", 1_000),
        ("mb", 1_000_000),
        ("gb", 1_000_000_000),
        ("tb", 1_000_000_000_000),
        ("b", 1),
    ];
    let lower = text.trim().to_ascii_lowercase();
    let unit = UNITS.into_iter().find_map(|(unit, bytes)| Some((lower.strip_suffix(unit)?.trim_end(), bytes)));
    let (number, bytes) = unit.unwrap_or((&lower, 1));
    let size = number.parse::<u64>().ok().and_then(|number| number.checked_mul(bytes)).filter(|size| 0 < *size);
    size.ok_or_else(|| "expected a size such as 512MiB or 2GiB".to_owned())
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
    /// Write formats again from a finished report, without the claims
    Report(ReportArgs),
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
    /// Judge lines of a stream, as one of many processes on a cluster
    Worker(WorkerArgs),
}
