//! `[[custom]]` as written: rules without code.
//!
//! Source: contracts, section 2; `pipelines/custom-rules.toml` shows three.

use super::payers::{parse_codes, parse_dates};
use super::spec::tier_from_name;
use crate::findings::{Direction, Tier};
use crate::load::document::{DocumentError, Entry, Section};
use crate::rules::{self, CustomRule, DiagnosisWish};
use crate::timeline::Scope;

/// The keys of a custom rule.
const CUSTOM_KEYS: [&str; 20] = [
    "id",
    "title",
    "subject",
    "context",
    "days_before",
    "days_after",
    "same_day",
    "fires_when",
    "provider",
    "diagnosis",
    "tier",
    "direction",
    "clearing_modifiers",
    "payers",
    "from",
    "until",
    "message",
    "clears",
    "evidence",
    "source",
];

/// The words of `provider`, `diagnosis`, `fires_when` and `direction`.
pub const PROVIDERS: [&str; 4] = ["strong", "clinician", "group", "any"];
/// See [`PROVIDERS`].
pub const DIAGNOSES: [&str; 3] = ["any", "same", "same_or_unknown"];
/// See [`PROVIDERS`].
pub const FIRES_WHEN: [&str; 2] = ["present", "absent"];
/// See [`PROVIDERS`].
pub const DIRECTIONS: [&str; 2] = ["overpayment", "form"];
const MOST_DAYS: i64 = 1_100;
const LONGEST_TEXT: usize = 400;

/// Reads the custom rules of a pipeline.
pub(super) fn parse(entry: Entry<'_>) -> Result<Vec<CustomRule>, DocumentError> {
    let mut parsed: Vec<CustomRule> = Vec::new();
    for mut section in entry.sections(&CUSTOM_KEYS)? {
        let id = parse_id(&section.require("id")?, &parsed)?;
        parsed.push(parse_rule(id, &mut section)?);
    }
    Ok(parsed)
}

fn parse_id(entry: &Entry<'_>, parsed: &[CustomRule]) -> Result<String, DocumentError> {
    let id = entry.text()?;
    let is_name = id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.len() <= 60
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if !is_name {
        return Err(entry.error(&format!("is \"{id}\", expected small letters, digits and underscores")));
    }
    if rules::find(&id).is_some() || ["disable", "only"].contains(&id.as_str()) {
        return Err(entry.error(&format!("is \"{id}\", which is taken by the program; choose another")));
    }
    if parsed.iter().any(|rule| rule.id == id) {
        return Err(entry.error(&format!("is \"{id}\" twice; every rule needs an id of its own")));
    }
    Ok(id)
}

fn parse_rule(id: String, section: &mut Section<'_>) -> Result<CustomRule, DocumentError> {
    let fires_when = word(section, "fires_when", &FIRES_WHEN)?;
    let provider = match word(section, "provider", &PROVIDERS)?.as_str() {
        "clinician" => Scope::Clinician,
        "group" => Scope::Group,
        "any" => Scope::Enrollee,
        _ => Scope::Table,
    };
    let diagnosis = match word(section, "diagnosis", &DIAGNOSES)?.as_str() {
        "same" => DiagnosisWish::Same,
        "same_or_unknown" => DiagnosisWish::SameOrUnknown,
        _ => DiagnosisWish::Any,
    };
    let direction = word(section, "direction", &DIRECTIONS)?;
    Ok(CustomRule {
        id,
        title: text(section, "title")?,
        subject: parse_codes(&section.require("subject")?)?,
        context: parse_codes(&section.require("context")?)?,
        window: parse_window(section)?,
        fires_when_absent: fires_when == "absent",
        provider,
        diagnosis,
        tier: parse_tier(&section.require("tier")?)?,
        direction: if direction == "form" { Direction::Form } else { Direction::Overpayment },
        clearing_modifiers: upper_texts(section, "clearing_modifiers")?,
        payers: parse_payers(section)?,
        dates: parse_dates(section)?,
        message: text(section, "message")?,
        clears: text(section, "clears")?,
        evidence: text(section, "evidence")?,
        source: text(section, "source")?,
    })
}

/// Payers as claims have them: lower case.
fn parse_payers(section: &mut Section<'_>) -> Result<Vec<String>, DocumentError> {
    let Some(entry) = section.take("payers") else { return Ok(Vec::new()) };
    let payers: Vec<String> = entry.texts()?.iter().map(|payer| payer.trim().to_lowercase()).collect();
    if payers.iter().any(String::is_empty) {
        return Err(entry.error("has a payer without a name"));
    }
    Ok(payers)
}

fn parse_tier(entry: &Entry<'_>) -> Result<Tier, DocumentError> {
    let word = entry.word(&Tier::ALL.map(Tier::name))?;
    tier_from_name(&word).ok_or_else(|| entry.error("is no tier"))
}

/// A word of a list; the first of the list when the pipeline does not say.
fn word(section: &mut Section<'_>, key: &str, known: &[&str]) -> Result<String, DocumentError> {
    section.take(key).map_or_else(|| Ok(known[0].to_owned()), |entry| entry.word(known))
}

fn upper_texts(section: &mut Section<'_>, key: &str) -> Result<Vec<String>, DocumentError> {
    let texts = section.take(key).map_or(Ok(Vec::new()), |entry| entry.texts())?;
    Ok(texts.iter().map(|text| text.trim().to_ascii_uppercase()).collect())
}

/// A text that a report will show: needed, on one line, of bearable length, without its full stop.
fn text(section: &mut Section<'_>, key: &str) -> Result<String, DocumentError> {
    let entry = section.require(key)?;
    let text = entry.text()?.trim().trim_end_matches('.').to_owned();
    if text.is_empty() || text.chars().count() > LONGEST_TEXT || text.chars().any(char::is_control) {
        return Err(entry.error(&format!("must be one line of 1 to {LONGEST_TEXT} characters")));
    }
    Ok(text)
}

/// The days around the subject: `days_before`, `days_after`, and whether the subject's own date counts.
fn parse_window(section: &mut Section<'_>) -> Result<(i32, i32), DocumentError> {
    let same_day = section.take("same_day").map_or(Ok(true), |entry| entry.flag())?;
    let mut place = None;
    let mut days = |key: &str| -> Result<i32, DocumentError> {
        let Some(entry) = section.take(key) else { return Ok(0) };
        let n = entry.number()?;
        let days = i32::try_from(n).ok().filter(|_| (0..=MOST_DAYS).contains(&n));
        let days =
            days.ok_or_else(|| entry.error(&format!("is {n}, expected a number of days from 0 to {MOST_DAYS}")))?;
        place = Some(entry);
        Ok(days)
    };
    let (before, after) = (days("days_before")?, days("days_after")?);
    if same_day {
        return Ok((-before, after));
    }
    match (before, after, place) {
        (1.., 0, _) => Ok((-before, -1)),
        (0, 1.., _) => Ok((1, after)),
        (_, _, Some(entry)) => {
            Err(entry.error("with `same_day = false` either days before or days after count, not both"))
        }
        (_, _, None) => Err(section.error("`same_day = false` leaves no day: give `days_before` or `days_after`")),
    }
}
