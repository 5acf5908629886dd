//! One finding of a finished report: its sentence, the patient's lines around it, and what had to hold, one by one.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::json;

use crate::claim::{Cents, Day};
use crate::reference::Reference;
use crate::report::{StoredFinding, StoredLine, find_finding};

/// Reads the finding. Errors when the report has none of that id.
pub(super) fn find(folder: &str, id: &str) -> Result<StoredFinding, String> {
    let found = find_finding(Path::new(folder), id).map_err(|error| error.to_string())?;
    found.ok_or_else(|| format!("{folder}: the report has no finding {id}; findings.parquet lists the ids"))
}

/// The story of a finding for a person at a terminal.
pub(super) fn page(finding: &StoredFinding) -> String {
    let mut page = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(page, "{}  {}  {}\n\n{}\n", finding.id, finding.rule, finding.tier, finding.message);
    timeline(&mut page, finding);
    let _ = writeln!(page, "\nConditions");
    for (what, holds) in &finding.conditions {
        let _ = writeln!(page, "  {:<8} {what}", truth(*holds));
    }
    let _ = writeln!(page, "\nMoney");
    let money = |amount: Option<Cents>| amount.map_or_else(|| "not known".to_owned(), |amount| amount.to_string());
    let _ =
        writeln!(page, "  paid on the line {}; owned by this finding {}", money(finding.paid), money(finding.owned));
    if let Some(expected) = finding.expected {
        let _ = writeln!(page, "  expected {expected}");
    }
    let up_to = if finding.at_risk_is_upper_bound { "at most " } else { "" };
    let _ = writeln!(page, "  at risk {up_to}{}", money(finding.at_risk));
    let row = finding.source.1.map_or_else(String::new, |row| format!(", row {row}"));
    let _ = writeln!(page, "\nRead from {}{row}", finding.source.0);
    page
}

/// The lines by date: what stands in the window has a bar, the flagged line an arrow.
fn timeline(page: &mut String, finding: &StoredFinding) {
    let reference = Reference::shipped();
    let window = finding.window.map_or_else(String::new, |(first, last)| {
        if first == last {
            format!("; the rule looked at {first} (|)")
        } else {
            format!("; the rule looked from {first} to {last} (|)")
        }
    });
    let _ = writeln!(page, "Timeline of the patient{window}");
    let _ = writeln!(
        page,
        "    {:<12}{:>5}  {:<8}{:<36}{:<14}{:<20}diagnoses",
        "date", "day", "code", "what", "clinician", "claim/line"
    );
    for line in &finding.timeline {
        let mark = match line.part.as_str() {
            "flagged" => ">",
            "related" => "*",
            _ => " ",
        };
        let bar = if in_window(finding, line) { "|" } else { " " };
        let words: Vec<&str> = reference.codes.describe(&line.code).kinds.own_words().collect();
        let what = words.first().map_or("", |words| words.split([':', ',']).next().unwrap_or(words));
        let _ = writeln!(
            page,
            "  {bar}{mark}{:<12}{:>5}  {:<8}{:<36}{:<14}{:<20}{}",
            line.date.map_or_else(String::new, |day| day.to_string()),
            offset(finding.date, line.date),
            line.code,
            shortened(what, 34),
            shortened(&line.clinician, 12),
            shortened(&format!("{}/{}", line.claim.0, line.claim.1), 18),
            line.diagnoses
        );
    }
    let _ = writeln!(page, "    > flagged   * related   | in the window");
}

fn in_window(finding: &StoredFinding, line: &StoredLine) -> bool {
    finding.window.zip(line.date).is_some_and(|((first, last), date)| first <= date && date <= last)
}

/// `-3`, `0`, `+4`
fn offset(of: Option<Day>, to: Option<Day>) -> String {
    match of.zip(to).map(|(of, to)| of.gap_to(to)) {
        None => String::new(),
        Some(0) => "0".to_owned(),
        Some(days) => format!("{days:+}"),
    }
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        text.to_owned()
    } else {
        format!("{}…", text.chars().take(most - 1).collect::<String>())
    }
}

const fn truth(holds: Option<bool>) -> &'static str {
    match holds {
        Some(true) => "true",
        Some(false) => "false",
        None => "unknown",
    }
}

/// The same for other tools.
pub(super) fn json(finding: &StoredFinding) -> serde_json::Value {
    let day = |day: Option<Day>| day.map(|day| day.to_string());
    let cents = |amount: Option<Cents>| amount.map(|amount| amount.0);
    let timeline: Vec<_> = finding
        .timeline
        .iter()
        .map(|line| {
            json!({
                "service_date": day(line.date), "procedure_code": line.code, "claim_id": line.claim.0,
                "line_number": line.claim.1, "rendering_npi": line.clinician, "diagnoses": line.diagnoses,
                "part": line.part, "in_window": in_window(finding, line),
            })
        })
        .collect();
    let conditions: Vec<_> =
        finding.conditions.iter().map(|(what, holds)| json!({"condition": what, "holds": holds})).collect();
    json!({
        "finding_id": finding.id, "rule": finding.rule, "tier": finding.tier, "message": finding.message,
        "service_date": day(finding.date), "window_from": day(finding.window.map(|window| window.0)),
        "window_to": day(finding.window.map(|window| window.1)), "paid_cents": cents(finding.paid),
        "owned_cents": cents(finding.owned), "expected_cents": cents(finding.expected),
        "at_risk_cents": cents(finding.at_risk), "at_risk_is_upper_bound": finding.at_risk_is_upper_bound, "conditions": conditions,
        "timeline": timeline, "source_file": finding.source.0, "source_row": finding.source.1,
    })
}
