//! A proposal as a table for a person, and as JSON for a program. Decides nothing.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::init::{Entry, Kind, Part, Proposal, Verdict, Written};

/// The proposal for a person.
pub(super) fn as_text(proposal: &Proposal, files: &[Written], warnings: &[String]) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = describe(&mut out, proposal, files, warnings);
    out
}

fn describe(out: &mut String, proposal: &Proposal, files: &[Written], warnings: &[String]) -> std::fmt::Result {
    for (place, part) in proposal.parts.iter().enumerate() {
        if 0 < place {
            writeln!(out)?;
        }
        describe_part(out, part)?;
    }
    for warning in warnings {
        writeln!(out, "Mind: {}", one_line(warning))?;
    }
    if proposal.part(Kind::Claims).is_none() {
        writeln!(out, "\nUNDECIDED  claims: nothing can be judged without them; name their files here too")?;
    }
    let written: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    writeln!(out, "\nWritten: {}", written.join(", "))?;
    if let Some(part) = proposal.parts.iter().find(|part| part.is_undecided()) {
        let path = if part.layout.is_empty() { &proposal.pipeline } else { &part.layout };
        writeln!(
            out,
            "Open {path} first: what is UNDECIDED has its choices there, and a run is refused until then; or say --set COLUMN=HEADER"
        )?;
    }
    let is_piped = proposal.parts.iter().any(|part| part.paths.iter().any(|path| path == "-"));
    writeln!(out, "Next: claimsweep run {}{}", proposal.pipeline, if is_piped { " < FILE" } else { "" })
}

fn describe_part(out: &mut String, part: &Part) -> std::fmt::Result {
    let what = if part.kind == Kind::Claims { String::new() } else { format!(" ({})", part.kind.words()) };
    writeln!(out, "{}{what}: {}; {} rows looked at", part.files.join(", "), part.form.join(", "), part.rows)?;
    match &part.verdict {
        Verdict::Known { layout, by } => writeln!(out, "Layout `{layout}`, recognised by {by}")?,
        Verdict::Equal(layouts) => {
            writeln!(
                out,
                "UNDECIDED: the layouts {} fit equally well; choose one in the pipeline",
                layouts.join(", ")
            )?;
        }
        Verdict::Proposed { entries, absent, unused, lost, .. } => {
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
    for remark in &part.remarks {
        writeln!(out, "Mind: {}", one_line(remark))?;
    }
    Ok(())
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
    if entries.iter().any(|entry| entry.remark.is_some() || !entry.is_decided) {
        writeln!(out)?;
    }
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
pub(super) fn one_line(text: &str) -> String {
    text.split(char::is_control).map(str::trim).collect::<Vec<_>>().join(" ")
}

/// The proposal for a program: the first kind of file at the top, the others below their names.
pub(super) fn as_json(proposal: &Proposal, files: &[Written], warnings: &[String]) -> String {
    let mut parts = proposal.parts.iter();
    let mut value = parts.next().map_or_else(|| json!({}), part_json);
    for part in parts {
        value[part.kind.section()] = part_json(part);
    }
    value["undecided"] = json!(proposal.is_undecided());
    value["written"] = files.iter().map(|file| file.path.as_str()).collect();
    value["warnings"] = json!(warnings);
    format!("{value:#}\n")
}

fn part_json(part: &Part) -> Value {
    let mut value = json!({
        "kind": part.kind.section(),
        "files": part.files,
        "form": part.form,
        "rows_looked_at": part.rows,
        "undecided": part.is_undecided(),
        "remarks": part.remarks,
    });
    match &part.verdict {
        Verdict::Known { layout, by } => {
            value["layout"] = json!(layout);
            value["recognised_by"] = json!(by);
        }
        Verdict::Equal(layouts) => value["layouts"] = json!(layouts),
        Verdict::Proposed { entries, absent, unused, lost, .. } => {
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
