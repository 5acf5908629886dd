//! `synth`: synthetic claims and the files beside them, the same for the same seed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::output;
use super::process::Exit;
use crate::synth::{Columns, Scenarios, SynthSpec, write_beside, write_claims};

#[derive(Debug, Args)]
pub(super) struct SynthArgs {
    /// File to write: .csv or .parquet
    #[arg(value_name = "FILE")]
    out: PathBuf,
    /// How many lines
    #[arg(long, default_value_t = 4_000, value_name = "N")]
    lines: u64,
    /// The same seed gives the same file
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    /// Which columns: the 19 that most feeds carry, or all
    #[arg(long, value_enum, default_value = "full")]
    columns: ColumnsArg,
    /// What the lines are like
    #[arg(long, value_enum, default_value = "sample")]
    shape: Shape,
    /// Also write the files that go beside the claims: log, roster, consents, earlier visits, invented CMS tables
    #[arg(long, value_name = "FOLDER")]
    beside: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ColumnsArg {
    /// 19 columns
    Core,
    /// All columns, times and minutes included
    Full,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Shape {
    /// Random lines, with planted cases that make every rule fire and near misses that must not
    Sample,
    /// Random lines only
    Bulk,
    /// Random lines only, without corrections, reversals or repeated deliveries
    Uncorrected,
}

/// Writes the files.
pub(super) fn run(args: &SynthArgs) -> Result<Exit, String> {
    let spec = SynthSpec {
        seed: args.seed,
        n_lines: args.lines,
        columns: match args.columns {
            ColumnsArg::Core => Columns::Core,
            ColumnsArg::Full => Columns::Full,
        },
        scenarios: match args.shape {
            Shape::Sample => Scenarios::Planted,
            Shape::Bulk => Scenarios::None,
            Shape::Uncorrected => Scenarios::Uncorrected,
        },
    };
    let counts = write_claims(&spec, &args.out).map_err(|error| error.to_string())?;
    output::tell(&format!("{}: {} lines of {} patients\n", args.out.display(), counts.lines, counts.patients));
    if let Some(folder) = &args.beside {
        let counts = write_beside(&spec, folder).map_err(|error| error.to_string())?;
        let (log, visits) = (counts.activities, counts.earlier_visits);
        let (roster, consents, tables) = (counts.clinicians, counts.consents, counts.tables);
        let beside = format!(
            "{log} activities, {roster} clinicians, {consents} consents, {visits} earlier visits, {tables} tables"
        );
        output::tell(&format!("{}: {beside}\n", folder.display()));
    }
    Ok(Exit::Done)
}
