//! `worker`: one process among many on a cluster. Lines come on standard input and findings leave on standard output.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write, stdin, stdout};
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{Args, ValueEnum};

use super::args::GlobalArgs;
use super::audit::resolve;
use super::listening::Listening;
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
    match &args.files {
        // Where the pipeline came alone, the folders it names are not there.
        Some(folder) => spec.look_in(folder)?,
        None => resolve(&mut spec, &args.pipeline, None)?,
    }
    Plan::new(spec).map_err(|error| error.to_string())
}

fn read(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| format!("{}: could not be read: {error}", file.display()))
}

/// Where a worker writes beside standard output: a new file for its owner only, or a pipe that is there.
fn create(args: &WorkerArgs, file: &Path) -> Result<Box<dyn Write>, RunError> {
    let failed = |problem: String| RunError::Worker { problem: format!("{}: {problem}", file.display()) };
    let others = [Some(Path::new(&args.pipeline)), args.whole.as_deref().map(Path::new)];
    if others.into_iter().flatten().any(|other| is_same_file(file, other)) {
        return Err(failed("is read by this worker; name another file to write to".to_owned()));
    }
    let opened = File::options().write(true).create(true).truncate(true).mode(0o600).open(file);
    Ok(Box::new(BufWriter::new(opened.map_err(|error| failed(error.to_string()))?)))
}

/// Whether two names are of one file; a device or a pipe may be written to by several.
fn is_same_file(a: &Path, b: &Path) -> bool {
    let place = |file: &Path| {
        let about = std::fs::metadata(file).ok()?;
        let kind = about.file_type();
        (!kind.is_char_device() && !kind.is_fifo()).then(|| (about.dev(), about.ino()))
    };
    place(a).is_some_and(|place_of_a| place(b) == Some(place_of_a))
}

fn whole(args: &WorkerArgs) -> Result<Option<Whole>, RunError> {
    let Some(file) = &args.whole else { return Ok(None) };
    let text = read(Path::new(file)).map_err(|problem| RunError::Worker { problem })?;
    Whole::parse(file, &text).map(Some)
}

fn judge(args: &WorkerArgs, plan: &Plan, stage: WorkerStage) -> Result<Exit, RunError> {
    let interrupt = interrupt_flag();
    let counts = args.counts.as_deref().unwrap_or(Path::new(""));
    let pipes = Pipes {
        lines: Box::new(Listening::to(stdin(), Arc::clone(&interrupt))),
        findings: Box::new(stdout().lock()),
        counts: create(args, counts)?,
        timed: args.timed.as_deref().map(|file| create(args, file)).transpose()?,
    };
    if args.timed.as_deref().is_some_and(|timed| is_same_file(timed, counts)) {
        return Err(RunError::Worker { problem: "--counts and --timed name one file".to_owned() });
    }
    let worked = whole(args).and_then(|whole| work(plan, whole, stage, pipes, &interrupt));
    let is_incomplete = unless_interrupted(worked, &interrupt)?;
    Ok(if is_incomplete { Exit::Incomplete } else { Exit::Done })
}

fn put_together(args: &WorkerArgs, plan: &Plan) -> Result<Exit, RunError> {
    let whole = whole(args)?;
    let missing = || RunError::Worker { problem: "--stage merge needs --whole".to_owned() };
    let whole = whole.ok_or_else(missing)?;
    let interrupt = interrupt_flag();
    let counts = BufReader::new(Listening::to(stdin(), Arc::clone(&interrupt)));
    let merged: Merged = unless_interrupted(merge(plan, &whole, counts, &interrupt), &interrupt)?;
    output::print(&merged.to_json()?).map_err(|problem| RunError::Worker { problem })?;
    Ok(if merged.is_incomplete() { Exit::Incomplete } else { Exit::Done })
}

/// An input that ends because the user asked to stop is no broken one.
fn unless_interrupted<T>(done: Result<T, RunError>, interrupt: &AtomicBool) -> Result<T, RunError> {
    done.map_err(|error| if interrupt.load(Ordering::Relaxed) { RunError::Interrupted } else { error })
}
