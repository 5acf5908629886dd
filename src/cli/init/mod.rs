//! `init`: a proposal how to read files of unknown columns, as a table and as files; asks at a terminal.

mod ask;
mod shown;

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use clap::Args;

use super::args::GlobalArgs;
use super::process::{Exit, interrupt_flag};
use super::standard_input::Spooled;
use super::{log, output};
use crate::init::{Kind, Part, Proposal, Request, Verdict, Written, propose};
use crate::load::LoadError;
use crate::pipeline::{AuditRequest, Checkup, check};

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// Claim files, globs, folders, or the files of one export together; a log and a roster among them are known by their
    /// columns; `-` is standard input
    #[arg(required_unless_present_any = ["activity", "providers"], value_name = "PATH")]
    paths: Vec<String>,
    /// Activity logs (messages, calls): files or globs
    #[arg(long, num_args = 1.., value_name = "PATH")]
    activity: Vec<String>,
    /// Roster of clinicians
    #[arg(long, value_name = "FILE")]
    providers: Option<String>,
    /// Folder for the layouts and the pipeline [default: the current one]
    #[arg(long, default_value = "", hide_default_value = true, value_name = "DIR")]
    out: String,
    /// Take a column of the file for one of ours, as in `patient_id=Member ID`, or one of the ways that `init` lists; may
    /// be said several times; beside claims the columns of a log are called `activity.kind`, those of a roster
    /// `providers.npi`
    #[arg(long = "set", value_name = "COLUMN=HEADER", value_parser = parse_choice)]
    chosen: Vec<(String, String)>,
    /// Overwrite files of the same name
    #[arg(long)]
    force: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn parse_choice(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=').map(|(ours, theirs)| (ours.trim().to_owned(), theirs.trim().to_owned()));
    parts.ok_or_else(|| "expected COLUMN=HEADER, such as patient_id=Member ID".to_owned())
}

/// Looks at the files, writes layouts and pipeline; 3 when a person has to choose something before a run.
pub(super) fn run(args: &InitArgs, global: &GlobalArgs) -> Result<Exit, String> {
    let mut paths = args.paths.clone();
    let spooled = Spooled::take(&mut paths)?;
    let mut request = Request {
        paths,
        activity: args.activity.clone(),
        providers: args.providers.iter().cloned().collect(),
        standard_input: spooled.as_ref().map(|spooled| spooled.path.clone()),
        folder: args.out.clone(),
        chosen: args.chosen.clone(),
    };
    let named = |text: &str| Spooled::named(spooled.as_ref(), text);
    let proposal = match proposed(&mut request, !args.json && !global.quiet) {
        Ok(proposal) => proposal,
        Err(error) => {
            log::complain(global.log_format, &named(&error.to_string()));
            return Ok(Exit::BadInput);
        }
    };
    let texts = proposal.layouts.iter().map(|file| Written { path: file.path.clone(), text: named(&file.text) });
    let mut files: Vec<Written> = texts.collect();
    refuse_to_overwrite(files.iter().map(|file| &file.path).chain([&proposal.pipeline]), args)?;
    files.iter().try_for_each(|file| write(file, args))?;
    let (checkup, warnings) = checked(&proposal);
    let text = proposal.pipeline_text(checkup.as_ref().and_then(|checkup| checkup.quality.first_and_last_date()));
    files.push(Written { path: proposal.pipeline.clone(), text });
    write(&files[files.len() - 1], args)?;
    if args.json {
        output::print(&named(&shown::as_json(&proposal, &files, &warnings)))?;
    } else {
        output::print(&named(&shown::as_text(&proposal, &files, &warnings)))?;
    }
    Ok(if proposal.is_undecided() { Exit::Incomplete } else { Exit::Done })
}

/// The proposal, with what a person at a terminal answers.
fn proposed(request: &mut Request, may_ask: bool) -> Result<Proposal, LoadError> {
    let mut asker = ask::Asker::new(may_ask);
    loop {
        let proposal = propose(request)?;
        let answers = asker.answers(&proposal);
        if answers.is_empty() {
            return Ok(proposal);
        }
        request.chosen.extend(answers);
    }
}

/// What `check` finds when the files are read as proposed, and what it warns of; nothing while something is undecided.
fn checked(proposal: &Proposal) -> (Option<Checkup>, Vec<String>) {
    let Some(claims) = proposal.part(Kind::Claims).filter(|_| !proposal.is_undecided()) else {
        return (None, Vec::new());
    };
    let layout = |part: &Part| match &part.verdict {
        Verdict::Equal(_) => String::new(),
        _ => part.layout.clone(),
    };
    let beside =
        |kind: Kind| proposal.part(kind).map_or_else(Default::default, |part| (part.files.clone(), layout(part)));
    let (activity, activity_layout): (Vec<String>, String) = beside(Kind::Activity);
    let (providers, providers_layout): (Vec<String>, String) = beside(Kind::Providers);
    let request = AuditRequest {
        paths: claims.files.clone(),
        layout: layout(claims),
        activity,
        activity_layout,
        providers: providers.into_iter().next(),
        providers_layout,
        ..AuditRequest::default()
    };
    match check(request, &interrupt_flag()) {
        Ok(checkup) => {
            // The words of a status may be about one person: what init says of them itself is enough.
            let warnings = checkup.quality.warnings().into_iter().filter(|it| !it.contains("status of no known"));
            let warnings = warnings.collect();
            (Some(checkup), warnings)
        }
        Err(error) => (None, vec![format!("read as proposed, the files cannot be judged: {error}")]),
    }
}

/// All files are written or none: an earlier one may have been edited by hand.
fn refuse_to_overwrite<'a>(mut paths: impl Iterator<Item = &'a String>, args: &InitArgs) -> Result<(), String> {
    match paths.find(|path| !args.force && Path::new(path).exists()) {
        Some(there) => Err(format!(
            "{there} exists already; look at it, overwrite it with --force, or name another folder with --out"
        )),
        None => Ok(()),
    }
}

fn write(file: &Written, args: &InitArgs) -> Result<(), String> {
    let failed = |path: &str, error: &std::io::Error| format!("{path}: could not be written: {error}");
    if !args.out.is_empty() {
        std::fs::create_dir_all(&args.out).map_err(|error| failed(&args.out, &error))?;
    }
    let mut options = OpenOptions::new();
    options.write(true).truncate(args.force).create(true).create_new(!args.force);
    let written = options.open(&file.path).and_then(|mut open| open.write_all(file.text.as_bytes()));
    written.map_err(|error| failed(&file.path, &error))
}
