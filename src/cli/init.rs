//! `init`: a proposal how to read claim files of unknown columns, as a table and as two files.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use clap::Args;
use serde_json::{Value, json};

use super::args::GlobalArgs;
use super::process::{Exit, interrupt_flag};
use super::{log, output};
use crate::init::{Entry, Proposal, Request, Verdict, Written, propose};
use crate::pipeline::{AuditRequest, check};

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// Claim files, globs, or the files of one export together
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<String>,
    /// Folder for the layout and the pipeline [default: the current one]
    #[arg(long, default_value = "", hide_default_value = true, value_name = "DIR")]
    out: String,
    /// Take a column of the file for one of ours, as in `patient_id=Member ID`; may be said several times
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

/// Looks at the files, writes layout and pipeline; 3 when a person has to choose something before a run.
pub(super) fn run(args: &InitArgs, global: &GlobalArgs) -> Result<Exit, String> {
    let request = Request { paths: args.paths.clone(), folder: args.out.clone(), chosen: args.chosen.clone() };
    let proposal = match propose(&request) {
        Ok(proposal) => proposal,
        Err(error) => {
            log::complain(global.log_format, &error);
            return Ok(Exit::BadInput);
        }
    };
    write_files(&proposal.written, args)?;
    let warnings = warnings(&proposal);
    if args.json {
        let mut value = as_json(&proposal);
        value["warnings"] = json!(warnings);
        output::print_json(&value)?;
    } else {
        output::print(&as_text(&proposal, &warnings))?;
    }
    Ok(if proposal.is_undecided() { Exit::Incomplete } else { Exit::Done })
}

/// What `check` warns of when the files are read as proposed; nothing while something is undecided.
fn warnings(proposal: &Proposal) -> Vec<String> {
    let layout = match &proposal.verdict {
        _ if proposal.is_undecided() => return Vec::new(),
        Verdict::Known { layout, .. } => (*layout).to_owned(),
        Verdict::Equal(_) => return Vec::new(),
        Verdict::Proposed { .. } => proposal.written[0].path.clone(),
    };
    let request = AuditRequest { paths: proposal.files.clone(), layout, ..AuditRequest::default() };
    match check(request, &interrupt_flag()) {
        // The words of a status may be about one person: what init says of them itself is enough.
        Ok(checkup) => checkup.quality.warnings().into_iter().filter(|it| !it.contains("status of no known")).collect(),
        Err(error) => vec![format!("read as proposed, the files cannot be judged: {error}")],
    }
}

/// Writes all files or none: an earlier one may have been edited by hand.
fn write_files(files: &[Written], args: &InitArgs) -> Result<(), String> {
    let failed = |path: &str, error: &std::io::Error| format!("{path}: could not be written: {error}");
    if let Some(there) = files.iter().find(|file| !args.force && Path::new(&file.path).exists()) {
        return Err(format!("{} exists already; look at it, or overwrite it with --force", there.path));
    }
    if !args.out.is_empty() {
        std::fs::create_dir_all(&args.out).map_err(|error| failed(&args.out, &error))?;
    }
    for file in files {
        let mut options = OpenOptions::new();
        options.write(true).truncate(args.force).create(true).create_new(!args.force);
        let written = options.open(&file.path).and_then(|mut open| open.write_all(file.text.as_bytes()));
        written.map_err(|error| failed(&file.path, &error))?;
    }
    Ok(())
}

fn as_text(proposal: &Proposal, warnings: &[String]) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = describe(&mut out, proposal, warnings);
    out
}

fn describe(out: &mut String, proposal: &Proposal, warnings: &[String]) -> std::fmt::Result {
    writeln!(out, "{}: {}; {} rows looked at", proposal.files.join(", "), proposal.form.join(", "), proposal.rows)?;
    match &proposal.verdict {
        Verdict::Known { layout, by } => writeln!(out, "Layout `{layout}`, recognised by {by}")?,
        Verdict::Equal(layouts) => {
            writeln!(
                out,
                "UNDECIDED: the layouts {} fit equally well; choose one in the pipeline",
                layouts.join(", ")
            )?;
        }
        Verdict::Proposed { entries, absent, unused, lost } => {
            describe_entries(out, entries)?;
            for ours in absent {
                writeln!(out, "UNDECIDED  {ours}: no column looks like it, and every line needs it")?;
            }
            if !unused.is_empty() {
                writeln!(out, "\nColumns not used: {}", one_line(&unused.join(", ")))?;
            }
            let rules: usize = lost.iter().map(|(_, rules)| rules.len()).sum();
            if 0 < rules {
                let lacking: Vec<&str> = lost.iter().map(|(lacking, _)| lacking.as_str()).collect();
                writeln!(out, "Rules that cannot run lack: {}", lacking.join("; "))?;
            }
        }
    }
    for remark in proposal.remarks.iter().chain(warnings) {
        writeln!(out, "Mind: {}", one_line(remark))?;
    }
    let written: Vec<&str> = proposal.written.iter().map(|file| file.path.as_str()).collect();
    writeln!(out, "\nWritten: {}", written.join(", "))?;
    let pipeline = written.last().copied().unwrap_or_default();
    if proposal.is_undecided() {
        writeln!(
            out,
            "Open {} first: what is UNDECIDED has its choices there, and a run is refused until then; or say --set COLUMN=HEADER",
            written[0]
        )?;
    }
    writeln!(out, "Next: claimsweep run {pipeline}")
}

fn describe_entries(out: &mut String, entries: &[Entry]) -> std::fmt::Result {
    let width = |cells: &mut dyn Iterator<Item = usize>| cells.max().unwrap_or(0).min(36);
    let ours = width(&mut entries.iter().map(|entry| entry.ours.len()));
    let theirs = width(&mut entries.iter().map(|entry| one_line(&entry.choices[0].theirs).chars().count()));
    writeln!(out, "\n{:<ours$}  {:<theirs$}  how sure     why", "ours", "theirs")?;
    for entry in entries {
        for (place, choice) in entry.choices.iter().enumerate() {
            let name = if place == 0 { entry.ours.as_str() } else { "  or" };
            let sure = format!("{} {} %", choice.certainty(), choice.percent);
            let column = one_line(&choice.theirs);
            writeln!(out, "{name:<ours$}  {column:<theirs$}  {sure:<11}  {}", one_line(&choice.reason))?;
        }
    }
    writeln!(out)?;
    for entry in entries {
        match (&entry.remark, entry.is_decided) {
            (Some(remark), true) => writeln!(out, "Mind: {}: {}", entry.ours, one_line(remark))?,
            (None, true) => {}
            (remark, false) => {
                let why = remark.as_deref().unwrap_or("too little speaks for it");
                let need = if entry.is_needed { "; every line needs it" } else { "" };
                writeln!(out, "UNDECIDED  {}: {}{need}", entry.ours, one_line(why))?;
            }
        }
    }
    Ok(())
}

/// Names of columns may hold newlines.
fn one_line(text: &str) -> String {
    text.split(char::is_control).map(str::trim).collect::<Vec<_>>().join(" ")
}

fn as_json(proposal: &Proposal) -> Value {
    let written: Vec<&str> = proposal.written.iter().map(|file| file.path.as_str()).collect();
    let mut value = json!({
        "files": proposal.files,
        "form": proposal.form,
        "rows_looked_at": proposal.rows,
        "undecided": proposal.is_undecided(),
        "remarks": proposal.remarks,
        "written": written,
    });
    match &proposal.verdict {
        Verdict::Known { layout, by } => {
            value["layout"] = json!(layout);
            value["recognised_by"] = json!(by);
        }
        Verdict::Equal(layouts) => value["layouts"] = json!(layouts),
        Verdict::Proposed { entries, absent, unused, lost } => {
            value["columns"] = entries.iter().map(entry_json).collect();
            value["columns_absent"] = json!(absent);
            value["columns_not_used"] = json!(unused);
            let lost = lost.iter().map(|(lacking, rules)| json!({"lacking": lacking, "rules": rules}));
            value["rules_lost"] = lost.collect();
        }
    }
    value
}

fn entry_json(entry: &Entry) -> Value {
    let choices: Vec<Value> = entry
        .choices
        .iter()
        .map(|choice| {
            json!({
                "theirs": choice.theirs, "value": choice.value, "percent": choice.percent,
                "confidence": choice.certainty(), "reason": choice.reason,
            })
        })
        .collect();
    json!({
        "ours": entry.ours, "decided": entry.is_decided, "needed": entry.is_needed,
        "remark": entry.remark, "choices": choices,
    })
}
