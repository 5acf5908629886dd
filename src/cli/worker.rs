//! `worker`: one process among many on a cluster. Lines come on standard input and findings leave on standard output.

use std::fs::File;
use std::io::{BufWriter, Write, stdin, stdout};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::args::GlobalArgs;
use super::process::{Exit, interrupt_flag};
use super::{log, output};
use crate::load::document::Document;
use crate::pipeline::{Merged, PipelineSpec, Pipes, Plan, RunError, Whole, WorkerStage, merge, work};

#[derive(Debug, Args)]
pub(super) struct WorkerArgs {
    /// The pipeline file (TOML); its claim files are not read
    #[arg(long, value_name = "FILE")]
    pipeline: String,
    /// What the lines are: those of whole patients, or those of whole clinicians that the first stage passed on; or put
    /// the counts of all workers together, which come as JSON lines
    #[arg(long, value_enum, default_value = "patients")]
    stage: StageArg,
    /// JSON that tells first and last date, rows, and files with their columns, of the run as a whole
    #[arg(long, value_name = "FILE")]
    whole: Option<String>,
    /// Folder in which roster, consents and tables of the pipeline are looked for by their names
    #[arg(long, value_name = "DIR")]
    files: Option<PathBuf>,
    /// Where rejects and counts go, as JSON lines
    #[arg(long, value_name = "FILE", required_if_eq_any = [("stage", "patients"), ("stage", "clinicians")])]
    counts: Option<PathBuf>,
    /// Where the lines go that say something of clinicians' time, as an Arrow stream
    #[arg(long, value_name = "FILE")]
    timed: Option<PathBuf>,
}

/// What a worker does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum StageArg {
    Patients,
    Clinicians,
    Merge,
}

/// Judges lines, or merges counts.
pub(super) fn run(args: &WorkerArgs, global: &GlobalArgs) -> Result<Exit, String> {
    let mut plan = plan(args)?;
    plan.memory_limit = global.memory_limit;
    let done = match args.stage {
        StageArg::Patients => judge(args, &plan, WorkerStage::Patients),
        StageArg::Clinicians => judge(args, &plan, WorkerStage::Clinicians),
        StageArg::Merge => put_together(args, &plan),
    };
    done.or_else(|error| {
        log::complain(global.log_format, &error);
        Ok(Exit::from(&error))
    })
}

fn plan(args: &WorkerArgs) -> Result<Plan, String> {
    let mut spec = PipelineSpec::parse(Document { file: &args.pipeline, text: &read(Path::new(&args.pipeline))? })
        .map_err(|error| error.to_string())?;
    spec.paths.clear();
    if let Some(folder) = &args.files {
        spec.look_in(folder);
    }
    Plan::new(spec).map_err(|error| error.to_string())
}

fn read(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| format!("{}: could not be read: {error}", file.display()))
}

fn create(file: &Path) -> Result<Box<dyn Write>, RunError> {
    // A pipe is opened like a file; neither may be made by anybody else with wider rights.
    let opened = File::options().write(true).create(true).truncate(true).open(file);
    let opened = opened.map_err(|error| RunError::Worker { problem: format!("{}: {error}", file.display()) })?;
    Ok(Box::new(BufWriter::new(opened)))
}

fn whole(args: &WorkerArgs) -> Result<Option<Whole>, RunError> {
    let Some(file) = &args.whole else { return Ok(None) };
    let text = read(Path::new(file)).map_err(|problem| RunError::Worker { problem })?;
    Whole::parse(file, &text).map(Some)
}

fn judge(args: &WorkerArgs, plan: &Plan, stage: WorkerStage) -> Result<Exit, RunError> {
    let pipes = Pipes {
        lines: Box::new(stdin()),
        findings: Box::new(stdout().lock()),
        counts: create(args.counts.as_deref().unwrap_or(Path::new("")))?,
        timed: args.timed.as_deref().map(create).transpose()?,
    };
    let is_incomplete = work(plan, whole(args)?, stage, pipes, &interrupt_flag())?;
    Ok(if is_incomplete { Exit::Incomplete } else { Exit::Done })
}

fn put_together(args: &WorkerArgs, plan: &Plan) -> Result<Exit, RunError> {
    let whole = whole(args)?;
    let missing = || RunError::Worker { problem: "--stage merge needs --whole".to_owned() };
    let merged: Merged = merge(plan, &whole.ok_or_else(missing)?, stdin().lock(), &interrupt_flag())?;
    output::print(&merged.to_json()?).map_err(|problem| RunError::Worker { problem })?;
    Ok(if merged.is_incomplete() { Exit::Incomplete } else { Exit::Done })
}
