//! `run` and `audit`: a pipeline file, or the same said on the command line.

use std::path::{Path, PathBuf};

use clap::Args;

use super::args::GlobalArgs;
use super::hint::with_hint;
use super::inputs::InputArgs;
use super::log::Log;
use super::output;
use super::process::{Exit, interrupt_flag, today, variable};
use super::standard_input::Spooled;
use crate::claim::Day;
use crate::findings::Tier;
use crate::load::document::Document;
use crate::pipeline::{AuditRequest, Finished, PipelineSpec, Places, Plan, execute, month_range};
use crate::report::{Format, render_summary};

#[derive(Debug, Args)]
pub(super) struct RunArgs {
    /// The pipeline file (TOML)
    pipeline: String,
    /// The month that is judged, or `previous`: the one before this month (UTC)
    #[arg(long, conflicts_with_all = ["from", "to"], value_parser = parse_month, value_name = "YYYY-MM|previous")]
    month: Option<Month>,
    /// First service date that is judged [default: the pipeline's]
    #[arg(long, value_parser = parse_day, value_name = "YYYY-MM-DD")]
    from: Option<Day>,
    /// Last service date that is judged [default: the pipeline's]
    #[arg(long, value_parser = parse_day, value_name = "YYYY-MM-DD")]
    to: Option<Day>,
    /// Folder of the report, seen from the current folder; {month} and {date} are those of the period
    /// [default: the pipeline's]
    #[arg(long, value_name = "DIR")]
    out: Option<String>,
    /// Overwrite one key of the pipeline, as in `rules.repeat_e_visit.window_days=14` or `gate.fail_on=hard`
    #[arg(long = "set", value_name = "KEY=VALUE")]
    settings: Vec<String>,
    /// Folder at which the relative paths of the pipeline begin [default: the folder of the pipeline file]
    #[arg(long, value_name = "DIR")]
    base: Option<PathBuf>,
    /// List the lines that rules neither flagged nor called clean in unjudged.parquet
    #[arg(long)]
    unjudged: bool,
    /// Print summary.json on standard output
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    /// Claim files, globs or folders: csv (also in gz, zst or zip), parquet, xlsx, X12; `-` is standard input
    #[arg(long, required = true, num_args = 1.., value_name = "PATH")]
    claims: Vec<String>,
    /// Folder of the report; replaced as a whole when it holds an earlier report
    #[arg(long, value_name = "DIR")]
    out: String,
    #[command(flatten)]
    inputs: InputArgs,
    /// First service date that is judged [default: the first one read]
    #[arg(long, value_parser = parse_day, value_name = "YYYY-MM-DD")]
    from: Option<Day>,
    /// Last service date that is judged [default: the last one read]
    #[arg(long, value_parser = parse_day, value_name = "YYYY-MM-DD")]
    to: Option<Day>,
    /// The day from which time limits for filing are counted [default: the last date of the data]
    #[arg(long, value_parser = parse_day, value_name = "YYYY-MM-DD")]
    as_of: Option<Day>,
    /// Formats of the report, separated by commas: parquet, csv, xlsx, html; JSON is always written
    #[arg(long, value_delimiter = ',', default_values = ["parquet", "csv"], value_parser = parse_format, value_name = "FORMAT")]
    format: Vec<Format>,
    /// The weakest tier that makes the exit code 1: hard, presumptive, advisory or never
    #[arg(long, default_value = "never", value_parser = ["hard", "presumptive", "advisory", "never"], value_name = "TIER")]
    fail_on: String,
    /// List the lines that rules neither flagged nor called clean in unjudged.parquet
    #[arg(long)]
    unjudged: bool,
    /// Print summary.json on standard output
    #[arg(long)]
    json: bool,
}

/// First and last day.
#[derive(Clone, Copy, Debug)]
struct Month(Day, Day);

fn parse_month(text: &str) -> Result<Month, String> {
    let month = if text == "previous" { today().map(|day| day.month().0.plus(-1).month()) } else { month_range(text) };
    month.map(|(from, to)| Month(from, to)).ok_or_else(|| "expected a month such as 2025-10, or previous".to_owned())
}

fn parse_day(text: &str) -> Result<Day, String> {
    Day::parse_iso(text).ok_or_else(|| "expected a date such as 2025-10-01".to_owned())
}

pub(super) fn parse_format(text: &str) -> Result<Format, String> {
    Format::from_name(text).ok_or_else(|| format!("expected some of {}", Format::NAMES.join(", ")))
}

/// Runs a pipeline file.
pub(super) fn run_pipeline(args: &RunArgs, global: &GlobalArgs) -> Result<Exit, String> {
    let text = std::fs::read_to_string(&args.pipeline)
        .map_err(|error| format!("{}: could not be read: {error}", args.pipeline))?;
    let mut spec =
        PipelineSpec::parse(Document { file: &args.pipeline, text: &text }).map_err(|error| error.to_string())?;
    let settings = settings_text(&args.settings)?;
    spec.set(Document { file: "--set", text: &settings }).map_err(|error| error.to_string())?;
    resolve(&mut spec, &args.pipeline, args.base.as_deref())?;
    if let Some(Month(from, to)) = args.month {
        (spec.from, spec.to) = (Some(from), Some(to));
    }
    (spec.from, spec.to) = (args.from.or(spec.from), args.to.or(spec.to));
    if let (Some(from), Some(to)) = (spec.from, spec.to)
        && to < from
    {
        return Err(format!("the period ends on {to}, before it begins on {from}"));
    }
    if let Some(out) = &args.out {
        spec.report_dir = report_dir(out)?;
    }
    spec.unjudged |= args.unjudged;
    spec.name_report().map_err(|problem| format!("{}: {problem}", args.pipeline))?;
    run_spec(spec, global, args.json)
}

/// Resolves the paths of a pipeline, with the environment of this process.
pub(super) fn resolve(spec: &mut PipelineSpec, pipeline: &str, base: Option<&Path>) -> Result<(), String> {
    let base = base.or_else(|| Path::new(pipeline).parent()).unwrap_or(Path::new(""));
    spec.resolve(&Places { base, variable: &variable }).map_err(|problem| format!("{pipeline}: {problem}"))
}

/// The folder that `--out` names, with the user's own put in for `~` where no shell has done so.
fn report_dir(out: &str) -> Result<String, String> {
    Places { base: Path::new(""), variable: &variable }.report_dir(out)
}

/// The keys of `--set` as the text of a pipeline, one a line. What is not a number, a flag, a list or quoted is a text.
fn settings_text(settings: &[String]) -> Result<String, String> {
    let mut lines = Vec::new();
    for setting in settings {
        let (key, value) = setting
            .split_once('=')
            .filter(|_| !setting.contains(['\n', '\r']))
            .ok_or_else(|| format!("--set {setting}: expected KEY=VALUE, such as gate.fail_on=hard"))?;
        let is_number = !value.is_empty() && value.trim_start_matches(['-', '+']).bytes().all(|b| b.is_ascii_digit());
        let is_toml = is_number || ["true", "false"].contains(&value) || value.starts_with(['"', '\'', '[', '{']);
        let value = if is_toml { value.to_owned() } else { format!("{value:?}") };
        lines.push(format!("{key} = {value}\n"));
    }
    Ok(lines.concat())
}

/// Runs an audit without a pipeline file.
pub(super) fn run_audit(args: &AuditArgs, global: &GlobalArgs) -> Result<Exit, String> {
    if let (Some(from), Some(to)) = (args.from, args.to)
        && to < from
    {
        return Err(format!("--to {to} lies before --from {from}"));
    }
    let request = AuditRequest {
        from: args.from,
        to: args.to,
        as_of: args.as_of,
        unjudged: args.unjudged,
        report_dir: report_dir(&args.out)?,
        formats: args.format.clone(),
        fail_on: Tier::ALL.into_iter().find(|tier| tier.name() == args.fail_on),
        ..args.inputs.request(&args.claims)
    };
    run_spec(request.into(), global, args.json)
}

fn run_spec(mut spec: PipelineSpec, global: &GlobalArgs, json: bool) -> Result<Exit, String> {
    let log = Log::new(global);
    let interrupt = interrupt_flag();
    let fail_on = spec.fail_on;
    let spooled = Spooled::take(&mut spec.paths)?;
    spec.standard_input = spooled.as_ref().map(|spooled| spooled.path.clone());
    let (paths, layout) = (spec.paths.clone(), spec.layout.clone());
    let mut plan = match Plan::new(spec) {
        Ok(plan) => plan,
        Err(error) => {
            log.error(&Spooled::named(spooled.as_ref(), &error.to_string()));
            return Ok(Exit::BadInput);
        }
    };
    plan.memory_limit = global.memory_limit;
    let tag = std::process::id().to_string();
    let finished = match execute(&plan, &tag, &interrupt, &|event| log.tell(&event)) {
        Ok(finished) => finished,
        Err(error) => {
            log.error(&Spooled::named(spooled.as_ref(), &with_hint(&error, &paths, &layout)));
            return Ok(Exit::from(&error));
        }
    };
    let summary = render_summary(&finished.audit, &finished.facts, &finished.summary);
    log.summary(&summary);
    let news: Vec<&String> = finished.warnings.iter().filter(|warning| !summary.contains(warning.as_str())).collect();
    if !news.is_empty() {
        log.summary("\nThe data, as data_quality.html has them in full\n");
    }
    for warning in news {
        log.summary(&format!("! {warning}\n"));
    }
    log.summary(&format!("\nReport: {}\n", plan.report_dir.display()));
    if let Some(sentence) = finished.audit.nothing_judged() {
        log.nothing_judged(&sentence);
    } else if finished.is_incomplete() {
        log.summary(
            "Exit code 3: the report is whole but for the rows that could not be used, or a rule that failed.\n",
        );
    }
    if json {
        let summary = finished.summary.to_json().map_err(|error| error.to_string())?;
        output::print(&summary)?;
    }
    Ok(exit_of(&finished, fail_on))
}

/// Rejected rows, failed rules and nothing to judge win over findings.
fn exit_of(finished: &Finished, fail_on: Option<Tier>) -> Exit {
    if finished.is_incomplete() || finished.audit.nothing_judged().is_some() {
        Exit::Incomplete
    } else if fail_on.is_some_and(|tier| finished.audit.findings_at_or_above(tier) > 0) {
        Exit::Findings
    } else {
        Exit::Done
    }
}
