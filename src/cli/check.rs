//! `check`: what is in claim files, before any audit.

use std::fmt::Write as _;

use clap::Args;
use serde_json::{Value, json};

use super::args::GlobalArgs;
use super::hint::with_hint;
use super::process::{Exit, interrupt_flag};
use super::{log, output};
use crate::claim::Field;
use crate::findings::RuleStatus;
use crate::pipeline::{Checkup, check};

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Claim files or globs
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<String>,
    /// A shipped layout by name, or a layout file
    #[arg(long, default_value = "canonical", value_name = "NAME|FILE")]
    layout: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Rejects listed on the terminal; `--json` lists all of them.
const SHOWN: usize = 20;

/// Looks at the files; 3 when rows were rejected.
pub(super) fn run(args: &CheckArgs, global: &GlobalArgs) -> Result<Exit, String> {
    let checkup = match check(&args.paths, &args.layout, &interrupt_flag()) {
        Ok(checkup) => checkup,
        Err(error) => {
            log::complain(global.log_format, &with_hint(&error, &args.paths, &args.layout));
            return Ok(Exit::from(&error));
        }
    };
    if args.json {
        output::print_json(&as_json(&checkup))?;
    } else {
        output::print(&as_text(&checkup))?;
    }
    Ok(if checkup.rejects.is_empty() { Exit::Done } else { Exit::Incomplete })
}

fn absent(checkup: &Checkup) -> Vec<&'static str> {
    Field::all().filter(|field| !checkup.present.contains(*field)).map(Field::name).collect()
}

fn as_text(checkup: &Checkup) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = describe(&mut out, checkup);
    out
}

fn describe(out: &mut String, checkup: &Checkup) -> std::fmt::Result {
    writeln!(out, "Layout {}", checkup.layout)?;
    for file in &checkup.files {
        writeln!(out, "{}: {} rows, {} claim lines", file.path, file.source_rows, file.rows_read)?;
        if file.filtered_rows + file.empty_slots > 0 {
            writeln!(
                out,
                "  not claim lines: {} filtered rows, {} empty places",
                file.filtered_rows, file.empty_slots
            )?;
        }
        if file.repaired_values > 0 {
            writeln!(
                out,
                "  repaired values: {} (a dropped `.0`, or a leading zero given back)",
                file.repaired_values
            )?;
        }
        if !file.ignored_columns.is_empty() {
            writeln!(out, "  columns not used: {}", file.ignored_columns.join(", "))?;
        }
    }
    match checkup.dates {
        Some((from, through)) => writeln!(out, "Service dates {from} to {through}")?,
        None => writeln!(out, "No readable row")?,
    }
    writeln!(out, "Columns absent: {}", absent(checkup).join(", "))?;
    writeln!(out, "\nRows read {:>20}", checkup.accounting.rows_read)?;
    for (name, n) in checkup.accounting.terms() {
        writeln!(out, "  {:<18}{n:>9}", name.replace('_', " "))?;
    }
    for reject in checkup.rejects.iter().take(SHOWN) {
        let file = checkup.files.get(reject.file as usize).map_or("", |file| file.path.as_str());
        let column = reject.column.map_or("", Field::name);
        writeln!(out, "  reject: {file}, row {}: {column} {}", reject.row, reject.reason)?;
    }
    if checkup.rejects.len() > SHOWN {
        writeln!(out, "  … and {} more rejects", checkup.rejects.len() - SHOWN)?;
    }
    writeln!(out, "\nRules")?;
    for (rule, status) in &checkup.rules {
        match status {
            RuleStatus::NotApplicable(reason) => writeln!(out, "  {rule:<32}cannot run: {reason}")?,
            _ => writeln!(out, "  {rule:<32}can run")?,
        }
    }
    Ok(())
}

fn as_json(checkup: &Checkup) -> Value {
    let files: Vec<Value> = checkup
        .files
        .iter()
        .map(|file| {
            json!({
                "file": file.path, "source_rows": file.source_rows, "rows_read": file.rows_read,
                "filtered_rows": file.filtered_rows, "empty_slots": file.empty_slots,
                "repaired_values": file.repaired_values, "ignored_columns": file.ignored_columns,
            })
        })
        .collect();
    let file_of = |index: u32| checkup.files.get(index as usize).map_or("", |file| file.path.as_str());
    let rejects: Vec<Value> = checkup
        .rejects
        .iter()
        .map(|reject| {
            json!({
                "file": file_of(reject.file), "row": reject.row,
                "column": reject.column.map(Field::name), "reason": reject.reason,
            })
        })
        .collect();
    let rule = |(rule, status): &(&'static str, RuleStatus)| match status {
        RuleStatus::NotApplicable(reason) => json!({"rule": rule, "can_run": false, "reason": reason}),
        _ => json!({"rule": rule, "can_run": true}),
    };
    let terms: serde_json::Map<String, Value> =
        checkup.accounting.terms().map(|(name, n)| (name.to_owned(), json!(n))).collect();
    json!({
        "layout": checkup.layout,
        "files": files,
        "data_from": checkup.dates.map(|(from, _)| from.to_string()),
        "data_through": checkup.dates.map(|(_, through)| through.to_string()),
        "columns_absent": absent(checkup),
        "rows_read": checkup.accounting.rows_read,
        "fates": terms,
        "rejects": rejects,
        "rules": checkup.rules.iter().map(rule).collect::<Vec<_>>(),
    })
}
