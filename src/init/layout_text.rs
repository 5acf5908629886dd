//! The text of a proposed layout: every line with its reason, what is undecided commented out with its choices, what is
//! not used, what is lost. Holds no value of a file but words that many rows share. Writes no file.

use std::fmt::Write as _;

use super::beside::Kind;
use super::draft::{Draft, Entry};
use super::survey::Survey;
use super::values::quoted;
use super::wide::Candidates;
use super::words::Meanings;
use crate::claim::Field;

/// Everything a layout's text is made of.
pub(super) struct Sheet<'a> {
    /// What the file describes.
    pub(super) kind: Kind,
    /// What the data are called.
    pub(super) name: &'a str,
    pub(super) survey: &'a Survey,
    pub(super) draft: &'a Draft,
    pub(super) candidates: &'a Candidates,
    pub(super) absent: &'a [&'static str],
    pub(super) remarks: &'a [String],
    pub(super) lost: &'a [(String, Vec<&'static str>)],
}

/// A text that stays on its line of comment, whatever a column is called.
fn on_one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The text of the layout.
pub(super) fn render(sheet: &Sheet<'_>) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write_all(&mut out, sheet);
    out
}

fn write_all(out: &mut String, sheet: &Sheet<'_>) -> std::fmt::Result {
    writeln!(
        out,
        "# {}: proposed by `claimsweep init`, from {} rows. Every line says how sure it is and why.",
        capitalised(sheet.kind.words()),
        sheet.survey.rows
    )?;
    writeln!(out, "# What could not be decided is commented out: take the # from the line that is right.")?;
    for remark in sheet.remarks {
        writeln!(out, "# Mind: {}.", on_one_line(remark))?;
    }
    writeln!(out, "name = {}", quoted(sheet.name))?;
    let of = if sheet.name == sheet.kind.section() { String::new() } else { format!(" of {}", sheet.name) };
    writeln!(out, "description = {}", quoted(&format!("proposed for: {}{of}", sheet.kind.words())))?;
    write_format(out, sheet)?;
    write_repeat(out, sheet)?;
    writeln!(out, "\n[columns]")?;
    if sheet.candidates.repeat.is_some() && !sheet.draft.entries.iter().any(|entry| entry.ours == "line_number") {
        writeln!(out, "# high: the place in the wide row.\nline_number = {{ slot = true }}")?;
    }
    for entry in &sheet.draft.entries {
        write_entry(out, entry)?;
    }
    let is_group = |entry: &Entry| entry.is_decided && ["billing_tin", "billing_npi"].contains(&entry.ours.as_str());
    if sheet.kind != Kind::Activity && !sheet.draft.entries.iter().any(is_group) {
        writeln!(
            out,
            "# No column says which group bills. Where all rows are of one practice, put its tax number here:"
        )?;
        writeln!(out, "# billing_tin = {{ constant = \"000000000\" }}")?;
    }
    for ours in sheet.absent {
        writeln!(out, "# UNDECIDED, and every line needs it: no column looks like it.")?;
        writeln!(out, "# {ours} = \"\"")?;
    }
    write_status(out, sheet.draft.status.as_ref().filter(|_| has_status(sheet.draft)))?;
    write_unused(out, sheet)
}

fn has_status(draft: &Draft) -> bool {
    draft.entries.iter().any(|entry| entry.ours == Field::ClaimStatus.name() && entry.is_decided)
}

fn write_format(out: &mut String, sheet: &Sheet<'_>) -> std::fmt::Result {
    writeln!(out, "\n[format]")?;
    if let Some(dialect) = &sheet.survey.dialect {
        writeln!(out, "delimiter = {}", quoted(&char::from(dialect.delimiter).to_string()))?;
        if !dialect.has_quotes {
            writeln!(
                out,
                "# Quotes do not come in pairs: they are taken as characters like others.\nquote = \"none\""
            )?;
        }
        if dialect.encoding == "Windows-1252" {
            writeln!(out, "# Not UTF-8.\nencoding = \"windows-1252\"")?;
        }
        if 0 < dialect.skip_rows {
            writeln!(out, "# Rows before the header.\nskip_rows = {}", dialect.skip_rows)?;
        }
        if !dialect.has_header {
            let names: Vec<String> = sheet.survey.names.iter().map(|name| quoted(name)).collect();
            writeln!(out, "# The first row is already data: name the columns here as you like, and the same below.")?;
            writeln!(out, "header_rows = 0\nnames = [{}]", names.join(", "))?;
        }
    }
    if 0 < sheet.survey.sheet_skip {
        writeln!(out, "# Rows before the header.\nskip_rows = {}", sheet.survey.sheet_skip)?;
    }
    match sheet.draft.dates.as_slice() {
        [] => {}
        [one] => writeln!(out, "date = {}", quoted(one))?,
        several => {
            let patterns: Vec<String> = several.iter().map(|pattern| quoted(pattern)).collect();
            writeln!(out, "date = [{}]", patterns.join(", "))?;
        }
    }
    if sheet.draft.has_decimal_comma {
        writeln!(out, "# Amounts are written with a comma, as 49,15.\ndecimal = \",\"")?;
    }
    if sheet.draft.may_be_cents {
        writeln!(out, "# No amount has decimals. They are read as whole dollars; if they are cents, take the # away:")?;
        writeln!(out, "# amounts = \"cents\"")?;
    }
    Ok(())
}

fn write_repeat(out: &mut String, sheet: &Sheet<'_>) -> std::fmt::Result {
    const PRESENT: [&str; 4] = ["procedure_code", "billed_amount", "allowed_amount", "paid_amount"];
    let Some(count) = sheet.candidates.repeat else { return Ok(()) };
    let tells = |entry: &&Entry| PRESENT.contains(&entry.ours.as_str()) && entry.choices[0].theirs.contains("{i}");
    let names = sheet.draft.entries.iter().filter(tells).map(|entry| quoted(&entry.choices[0].theirs));
    let names: Vec<String> = names.collect();
    writeln!(
        out,
        "\n# One row holds up to {count} lines; a place holds one when any of these is neither blank nor zero."
    )?;
    writeln!(out, "[repeat]\ncount = {count}\nline_present = [{}]", names.join(", "))
}

fn write_entry(out: &mut String, entry: &Entry) -> std::fmt::Result {
    let remark =
        entry.remark.as_deref().map_or(String::new(), |remark| format!(" {}.", capitalised(&on_one_line(remark))));
    if !entry.is_decided {
        let need = if entry.is_needed { ", and every line needs it" } else { "" };
        writeln!(out, "# UNDECIDED{need}: {}.{remark} Choose one line, or none:", entry.ours)?;
        for choice in &entry.choices {
            let reason = on_one_line(&choice.reason);
            writeln!(out, "#   {} {} %: {reason}.", choice.certainty(), choice.percent)?;
            writeln!(out, "# {} = {}", entry.ours, choice.value)?;
        }
        return Ok(());
    }
    for (place, choice) in entry.choices.iter().enumerate() {
        let reason = on_one_line(&choice.reason);
        let sure = choice.certainty();
        if place == 0 {
            writeln!(out, "# {sure} {} %: {reason}.{remark}", choice.percent)?;
            writeln!(out, "{} = {}", entry.ours, choice.value)?;
        } else {
            writeln!(out, "#   or {sure} {} %: {reason}.", choice.percent)?;
            writeln!(out, "# {} = {}", entry.ours, choice.value)?;
        }
    }
    Ok(())
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

fn write_status(out: &mut String, status: Option<&Meanings>) -> std::fmt::Result {
    let Some(status) = status else { return Ok(()) };
    writeln!(out, "\n# What the words of claim_status mean; a word in none of the lists counts as paid.\n[status]")?;
    for ours in ["paid", "denied", "reversed"] {
        let words = status.known.iter().filter(|(_, meaning)| *meaning == ours).map(|(theirs, _)| quoted(theirs));
        let words: Vec<String> = words.collect();
        let sign = if words.is_empty() { "# " } else { "" };
        writeln!(out, "{sign}{ours} = [{}]", words.join(", "))?;
    }
    if !status.unknown.is_empty() {
        let words: Vec<String> = status.unknown.iter().map(|word| on_one_line(word)).collect();
        writeln!(out, "# UNDECIDED, and counted as paid as it stands: {}.", words.join(", "))?;
    }
    if 0 < status.untold {
        let n = status.untold;
        writeln!(out, "# {n} more values are rare or have digits, and are not written here; they count as paid too.")?;
    }
    Ok(())
}

fn write_unused(out: &mut String, sheet: &Sheet<'_>) -> std::fmt::Result {
    if !sheet.draft.unused.is_empty() {
        let unused: Vec<String> = sheet.draft.unused.iter().map(|name| on_one_line(name)).collect();
        writeln!(out, "\n# Columns not used: {}.", unused.join(", "))?;
    }
    if !sheet.lost.is_empty() {
        writeln!(out, "\n# Rules that cannot run, by the column they lack; `claimsweep check` tells more:")?;
        for (lacking, rules) in sheet.lost {
            writeln!(out, "#   {lacking}: {}", rules.join(", "))?;
        }
    }
    Ok(())
}
