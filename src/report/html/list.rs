//! The top of the list of findings, with what the page needs to show one in full. Reads only the rows it shows.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use arrow::array::{Array as _, RecordBatch, StructArray};
use maud::{Markup, html};
use serde_json::{Value, json};

use super::Page;
use crate::claim::{Cents, Day};
use crate::report::ReportError;
use crate::report::read_back::{StoredFinding, id_of, take_evidence};
use crate::report::record::Record;
use crate::report::stored::{self, Tables, column, value};
use crate::report::summary::up_to;
use crate::report::terminal::grouped;

const FINDINGS: &str = "findings.parquet";
const EVIDENCE: &str = "evidence.parquet";

/// What the list may take of the page: the page as a whole stays below five megabytes.
const ROOM: usize = 3_200_000;
/// Letters of an identifier where it stands beside figures; the list has it whole.
const BRIEF: usize = 120;

/// A finding of the list.
#[derive(Default)]
pub(super) struct Entry {
    id: String,
    rule: String,
    tier: String,
    patient: String,
    date: String,
    code: String,
    clinician: String,
    paid: Option<i64>,
    owned: i64,
    at_risk: i64,
    at_risk_is_upper_bound: bool,
    gap: Option<i64>,
    details: Value,
}

/// The findings of these rows of the table, in this order, as many as there is room for.
pub(super) fn entries(tables: Tables<'_>, top: &[usize], record: &Record) -> Result<Vec<Entry>, ReportError> {
    let mut rows = top.to_vec();
    rows.sort_unstable();
    let mut evidence = Vec::new();
    tables.chosen_rows(EVIDENCE, &rows, |batch| {
        let table = StructArray::from(batch.clone());
        evidence.extend((0..table.len()).map(|row| {
            let mut found = StoredFinding { id: id_of(&table, row), ..StoredFinding::default() };
            take_evidence(&mut found, &table, row);
            found
        }));
        Ok(())
    })?;
    let path = tables.path(FINDINGS);
    let mut read: HashMap<usize, Entry> = HashMap::new();
    tables.chosen_rows(FINDINGS, &rows, |batch| {
        for row in 0..batch.num_rows() {
            let at = read.len();
            if let Some(place) = rows.get(at) {
                let read_entry = entry((batch, &path), row, evidence.get(at), record)?;
                if evidence.get(at).is_none_or(|found| found.id != read_entry.id) {
                    return Err(stored::other_finding(&tables.path(EVIDENCE), *place));
                }
                read.insert(*place, read_entry);
            }
        }
        Ok(())
    })?;
    let mut used = 0;
    let with_room = |entry: &Entry| {
        used += row(entry).into_string().len() + in_script(&entry.details).len();
        used <= ROOM
    };
    Ok(top.iter().filter_map(|row| read.remove(row)).take_while(with_room).collect())
}

fn entry(
    (batch, path): (&RecordBatch, &Path),
    row: usize,
    found: Option<&StoredFinding>,
    record: &Record,
) -> Result<Entry, ReportError> {
    let text = |name: &str| column(batch, name, path).map(|column| value(column, row).to_string());
    Ok(Entry {
        id: text("finding_id")?,
        rule: text("rule")?,
        tier: text("tier")?,
        patient: text("patient_id")?,
        date: text("service_date")?,
        code: text("procedure_code")?,
        clinician: text("rendering_npi")?,
        paid: text("paid_cents")?.parse().ok(),
        owned: text("owned_cents")?.parse().unwrap_or(0),
        at_risk: text("at_risk_cents")?.parse().unwrap_or(0),
        at_risk_is_upper_bound: text("at_risk_is_upper_bound")? == "true",
        gap: text("gap_days")?.parse().ok(),
        details: details(&text, found, record)?,
    })
}

/// What is shown when a finding is opened; short names, because there are many.
fn details(
    text: &dyn Fn(&str) -> Result<String, ReportError>,
    found: Option<&StoredFinding>,
    record: &Record,
) -> Result<Value, ReportError> {
    let date = text("service_date")?;
    let day = Day::parse_iso(&date);
    let from = |other: Option<Day>| day.zip(other).map_or(0, |(day, other)| day.gap_to(other));
    let rule = text("rule")?;
    let usual = record.rule(&rule);
    let unusual =
        |name: &str, usual: Option<&String>| text(name).map(|text| Some(text).filter(|text| Some(text) != usual));
    let timeline: Vec<Value> = found
        .map(|found| {
            let line = |line: &crate::report::StoredLine| {
                let date = line.date.map_or(String::new(), |date| date.to_string());
                let claim = format!("{}/{}", line.claim.0, line.claim.1);
                json!([from(line.date), date, line.code, claim, line.clinician, line.diagnoses, line.part])
            };
            found.timeline.iter().map(line).collect()
        })
        .unwrap_or_default();
    let window = found.and_then(|found| found.window);
    let row = text("source_row")?;
    Ok(json!({
        "d": date,
        "m": text("message")?,
        "w": window.map(|(first, last)| [from(Some(first)), from(Some(last))]),
        "c": found.map(|found| found.conditions.clone()).unwrap_or_default(),
        "t": timeline,
        "e": unusual("evidence_needed", usual.map(|rule| &rule.evidence))?,
        "s": unusual("source", usual.map(|rule| &rule.source))?,
        "l": text("related")?,
        "k": format!("claim {}, line {}", text("claim_id")?, text("line_number")?),
        "f": if record.is_shared { String::new() } else { format!("{}, row {row}", text("source_file")?) },
    }))
}

/// The details of the list, for the page's script.
pub(super) fn data(entries: &[Entry], record: &Record) -> String {
    let of_rule = |rule: &crate::report::record::RuleFacts| {
        let facts = json!({"evidence": rule.evidence, "clears": rule.clears, "source": rule.source});
        (rule.rule.clone(), facts)
    };
    let rules: serde_json::Map<String, Value> = record.rules.iter().map(of_rule).collect();
    let findings: Vec<&Value> = entries.iter().map(|entry| &entry.details).collect();
    in_script(&json!({"rules": rules, "findings": findings}))
}

/// A value as text of the page: nothing in it may end the element it stands in.
fn in_script(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('&', "\\u0026")
}

/// An identifier, cut where it is longer than any sensible one.
pub(super) fn brief(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(BRIEF) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
    }
}

/// The rows of the list.
pub(super) fn rows(entries: &[Entry]) -> Markup {
    html! { @for entry in entries { (row(entry)) } }
}

fn row(entry: &Entry) -> Markup {
    html! {
            tr data-tier=(entry.tier) data-rule=(entry.rule) data-month=(month(&entry.date)) {
                th scope="row" { button.open type="button" aria-expanded="false" { (entry.id) } }
                td data-sort=(rank(&entry.tier)) { span.tier.(class(&entry.tier)) { (entry.tier) } }
                td { (entry.rule) }
                td { (entry.patient) }
                td { (entry.date) }
                td { (entry.code) }
                td { (entry.clinician) }
                td.number data-sort=(entry.gap.map_or(String::new(), |gap| gap.to_string())) {
                    @if let Some(gap) = entry.gap { (gap) }
                }
                td.number data-sort=(entry.paid.map_or(String::new(), |paid| paid.to_string())) {
                    @if let Some(paid) = entry.paid { (Cents(paid)) }
                }
                td.number data-sort=(entry.owned) { (Cents(entry.owned)) }
                td.number data-sort=(entry.at_risk) {
                    (up_to(entry.at_risk_is_upper_bound && entry.at_risk > 0, &Cents(entry.at_risk).to_string()))
                }
            }
    }
}

/// The choices of the list: its rules and months, with how many findings each has.
fn choices(page: &Page<'_>, name: &str, id: &str, of: impl Fn(&Entry) -> String) -> Markup {
    let mut counts = std::collections::BTreeMap::new();
    for entry in page.entries {
        *counts.entry(of(entry)).or_insert(0u64) += 1;
    }
    html! {
        div {
            label for={ "filter-" (id) } { (name) }
            select id={ "filter-" (id) } data-filter=(id) {
                option value="" { "all" }
                @for (value, n) in &counts { option value=(value) {
                    (value) @if !page.record.is_shared { " (" (grouped(*n)) ")" }
                } }
            }
        }
    }
}

/// What the list is filtered by.
pub(super) fn filters(page: &Page<'_>) -> Markup {
    html! {
        (choices(page, "Tier", "tier", |entry| entry.tier.clone()))
        (choices(page, "Rule", "rule", |entry| entry.rule.clone()))
        (choices(page, "Month of service", "month", |entry| month(&entry.date).to_owned()))
    }
}

fn month(date: &str) -> &str {
    date.get(..date.len().saturating_sub(3)).unwrap_or(date)
}

/// Strongest first when sorted upwards.
fn rank(tier: &str) -> u8 {
    match tier {
        "hard" => 1,
        "presumptive" => 2,
        _ => 3,
    }
}

/// The class of a tier; a tier is never used as it stands in a file.
pub(super) fn class(tier: &str) -> &'static str {
    match tier {
        "hard" => "hard",
        "presumptive" => "presumptive",
        _ => "advisory",
    }
}
