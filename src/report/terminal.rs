//! The summary of a run for a person at a terminal: rows accounted for, what was found with its money, what could not
//! be checked and why. Holds no patient data. Plain text; the caller decides where it goes.

use std::fmt::Write as _;

use super::missed;
use super::summary::{JoinedFigures, notes, unknown_statuses, up_to};
use super::{RunFacts, Summary};
use crate::claim::{CellNote, Cents, Field};
use crate::findings::{Audit, Direction, Finding, RuleRun, RuleStatus, Tier};

/// The summary as text.
pub fn render(audit: &Audit, facts: &RunFacts, summary: &Summary) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = scope(&mut out, audit, facts);
    let _ = rows(&mut out, audit);
    let _ = inputs(&mut out, audit);
    let _ = findings(&mut out, audit);
    let _ = summary.missed.as_ref().map(|figures| missed::render(&mut out, figures));
    let _ = unchecked(&mut out, audit);
    out
}

fn scope(out: &mut String, audit: &Audit, facts: &RunFacts) -> std::fmt::Result {
    let range = &audit.range;
    write!(out, "{}", facts.name)?;
    match (range.period_from, range.period_to) {
        (None, None) => write!(out, ": all service dates judged")?,
        (from, to) => {
            let date = |day: Option<crate::claim::Day>| day.map_or("…".to_owned(), |day| day.to_string());
            write!(out, ": service dates {} to {} judged", date(from), date(to))?;
        }
    }
    match range.data_from.zip(range.data_through) {
        Some((from, through)) => {
            writeln!(out, "; the data runs from {from} to {through}")?;
            let is_before = range.period_to.is_some_and(|to| to < from);
            let is_after = range.period_from.is_some_and(|first| through < first);
            if is_before || is_after {
                // Without a word, "0 findings" would look like an answer.
                writeln!(out, "! None of the data lies in these dates: nothing was judged")?;
            }
            Ok(())
        }
        None => writeln!(out, "; the data holds no readable row: nothing was judged"),
    }
}

fn rows(out: &mut String, audit: &Audit) -> std::fmt::Result {
    writeln!(out, "\nRows read {:>20}", grouped(audit.accounting.rows_read))?;
    for (name, n) in audit.accounting.terms().filter(|(_, n)| *n > 0) {
        writeln!(out, "  {:<18}{:>9}", name.replace('_', " "), grouped(n))?;
    }
    let left_out: u64 = audit.files.iter().map(|file| file.filtered_rows).sum();
    let slots: u64 = audit.files.iter().map(|file| file.empty_slots).sum();
    if left_out + slots > 0 {
        writeln!(
            out,
            "  (not claim lines: {} filtered rows, {} empty places of wide rows)",
            grouped(left_out),
            grouped(slots)
        )?;
    }
    let ignored: Vec<&str> = audit.files.iter().flat_map(|file| &file.ignored_columns).map(String::as_str).collect();
    if !ignored.is_empty() {
        let mut names = ignored.clone();
        names.sort_unstable();
        names.dedup();
        writeln!(out, "  (columns not used: {})", names.join(", "))?;
    }
    noted(out, audit)?;
    if let Some(sentence) = unknown_statuses(audit).sentence() {
        writeln!(out, "! {sentence}")?;
    }
    for (reason, n) in reject_reasons(audit).into_iter().take(5) {
        writeln!(out, "  rejected: {reason}: {}", grouped(n))?;
    }
    Ok(())
}

/// What was noted about cells that are read as blanks, or not at all, or that somebody should look at.
fn noted(out: &mut String, audit: &Audit) -> std::fmt::Result {
    let notes = notes(audit);
    for (field, n) in notes.columns(CellNote::Placeholder) {
        writeln!(out, "  {}: {} words or numbers for nothing are read as blanks", field.name(), grouped(n))?;
    }
    for (field, why, n) in notes.unreadable() {
        let (name, reason) = (field.name(), why.reason());
        writeln!(out, "! {name} {reason}: {} values are unknown, and rules that need them say so", grouped(n))?;
    }
    for (field, n) in notes.columns(CellNote::LongDuration) {
        writeln!(out, "! {}: {}", field.name(), long_durations(n))?;
    }
    Ok(())
}

/// What a reader must know of durations that no message takes.
pub(super) fn long_durations(n: u64) -> String {
    format!("{} durations of more than two hours, which no message takes: is the unit right", grouped(n))
}

/// The files beside the claims: what they are, how much of them was used, what was wrong with them.
fn inputs(out: &mut String, audit: &Audit) -> std::fmt::Result {
    const NAMED: usize = 10;
    for file in audit.left_out.iter().take(NAMED) {
        let word = if file.is_fault { "set aside, damaged" } else { "not read" };
        writeln!(out, "! {word}: {}: {}", file.path, file.reason)?;
    }
    if let Some(more) = audit.left_out.len().checked_sub(NAMED).filter(|more| 0 < *more) {
        writeln!(out, "! {more} more files are not read; summary.json names them (files_left_out)")?;
    }
    if !audit.unused_files.is_empty() {
        writeln!(out, "  files the layout has no use for: {}", audit.unused_files.join(", "))?;
    }
    if !audit.inputs.is_empty() {
        writeln!(out, "\nBeside the claims")?;
    }
    for money in JoinedFigures::all(audit) {
        writeln!(out, "  money         {}", money.sentence())?;
    }
    for input in &audit.inputs {
        write!(out, "  {:<14}{}: {} rows", input.kind.replace('_', " "), input.path, grouped(input.rows))?;
        if let Some(release) = &input.release {
            write!(out, ", {release}")?;
        }
        if let Some((from, through)) = input.covers {
            write!(out, ", for service dates {from} to {through}")?;
        }
        let differing = (input.differing, "values left blank because rows of one key differ");
        let filtered = (input.filtered, "filtered");
        let noted = [
            (input.repaired, "values repaired"),
            (input.placeholders, "identifiers that stand for nothing"),
            (input.blank_rows, "blank rows"),
            (input.footer_rows, "rows of sums at the end"),
        ];
        let counts = [(input.repeated, "repeated"), filtered, differing, (input.faults.len() as u64, "rejected")];
        for (n, what) in counts.into_iter().chain(noted) {
            if n > 0 {
                write!(out, ", {} {what}", grouped(n))?;
            }
        }
        writeln!(out)?;
        if input.long_durations > 0 {
            writeln!(out, "    ! {}", long_durations(input.long_durations))?;
        }
        for fault in input.faults.iter().take(3) {
            writeln!(out, "    row {}: {} {}", grouped(fault.row), fault.column, fault.reason)?;
        }
        if !input.ignored_columns.is_empty() {
            writeln!(out, "    (columns not used: {})", input.ignored_columns.join(", "))?;
        }
    }
    Ok(())
}

fn reject_reasons(audit: &Audit) -> Vec<(String, u64)> {
    let mut counts = std::collections::BTreeMap::new();
    for reject in &audit.rejects {
        let column = reject.column.map_or(String::new(), |field: Field| format!("{} ", field.name()));
        *counts.entry(format!("{column}{}", reject.reason)).or_insert(0) += 1;
    }
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    counts
}

fn findings(out: &mut String, audit: &Audit) -> std::fmt::Result {
    let total = audit.total();
    writeln!(
        out,
        "\nFindings {}: {} at risk, on paid lines worth {} (each line's money counted once). They are leads until a reviewer confirms.",
        grouped(total.findings),
        up_to(total.at_risk_is_upper_bound, &dollars(total.at_risk.0)),
        dollars(total.owned.0)
    )?;
    if audit.findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "  {:<32}{:>9}{:>13}{:>10}{:>22}", "rule", "hard", "presumptive", "advisory", "money at risk")?;
    for run in &audit.runs {
        let of_rule: Vec<_> = audit.findings.iter().filter(|finding| finding.card.id == run.card.id).collect();
        if of_rule.is_empty() {
            continue;
        }
        let at = |tier: Tier| grouped(of_rule.iter().filter(|finding| finding.tier == tier).count() as u64);
        let money = if run.card.direction == Direction::Form {
            "form only".to_owned()
        } else {
            let at_risk = of_rule.iter().map(|finding| finding.at_risk().0).sum();
            let is_bound = |one: &&Finding| one.owned.0 > 0 && one.at_risk_is_upper_bound();
            up_to(of_rule.iter().any(is_bound), &dollars(at_risk))
        };
        let (hard, presumptive, advisory) = (at(Tier::Hard), at(Tier::Presumptive), at(Tier::Advisory));
        writeln!(out, "  {:<32}{hard:>9}{presumptive:>13}{advisory:>10}{money:>22}", run.card.id)?;
    }
    Ok(())
}

fn unchecked(out: &mut String, audit: &Audit) -> std::fmt::Result {
    let lacks = |run: &&RuleRun| {
        run.status != RuleStatus::Ran || run.tally.count("not_evaluable") + run.tally.count("provisional") > 0
    };
    let (off, runs): (Vec<_>, Vec<_>) = audit.runs.iter().filter(lacks).partition(|run| run.status == RuleStatus::Off);
    let is_idle = |run: &&RuleRun| run.status == RuleStatus::Ran && run.tally.subjects() == 0;
    let idle: Vec<&str> = audit.runs.iter().filter(is_idle).map(|run| run.card.id).collect();
    if off.is_empty() && runs.is_empty() && idle.is_empty() {
        return writeln!(out, "\nEvery rule judged every line it looks at.");
    }
    writeln!(out, "\nNot checked, or not for good")?;
    for run in runs {
        match &run.status {
            RuleStatus::Ran => {
                let reasons = run.tally.reasons().filter(|(name, ..)| *name != "cleared");
                let reasons: Vec<_> = reasons
                    .map(|(name, reason, n)| {
                        format!(
                            "{} of {} {}: {reason}",
                            grouped(n),
                            grouped(run.tally.subjects()),
                            name.replace('_', " ")
                        )
                    })
                    .collect();
                writeln!(out, "  {:<32}{}", run.card.id, reasons.join("; "))?;
            }
            status => writeln!(out, "  {:<32}{}: {}", run.card.id, status.name().replace('_', " "), run.reason())?,
        }
    }
    if !idle.is_empty() {
        writeln!(out, "  met no line to judge: {}", idle.join(", "))?;
    }
    if !off.is_empty() {
        let ids: Vec<&str> = off.iter().map(|run| run.card.id).collect();
        writeln!(out, "  switched off by the pipeline: {}", ids.join(", "))?;
    }
    Ok(())
}

/// `1234567` as `1,234,567`.
pub(super) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1234567` as `$12,345.67`.
pub(super) fn dollars(cents: i64) -> String {
    let amount = Cents(cents).to_string();
    match amount.split_once('.') {
        Some((whole, fraction)) if !whole.starts_with('-') => {
            format!("${}.{fraction}", grouped(whole.parse().unwrap_or(0)))
        }
        _ => format!("${amount}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!((grouped(0), grouped(999), grouped(1_234_567)), ("0".into(), "999".into(), "1,234,567".into()));
        assert_eq!((dollars(123_456), dollars(-5)), ("$1,234.56".into(), "$-0.05".into()));
    }
}
