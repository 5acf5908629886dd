//! `[payers.<name>]` as written: codes a payer does not take, its policy on telehealth markers, its own rule settings.
//!
//! Source: contracts, section 2.

use super::spec::{PipelineSpec, parse_day, parse_settings};
use crate::claim::Day;
use crate::findings::SettingValue;
use crate::load::document::{DocumentError, Entry, Section, suggestion};
use crate::reference::{CodeSet, Dates, Kinds, MarkerPolicy, Unpaid, Wish};
use crate::rules;

/// What a pipeline says of payers.
#[derive(Clone, Debug, Default)]
pub struct PayerSpecs {
    /// Every payer with a table.
    pub names: Vec<String>,
    /// Codes they do not take.
    pub unpaid: Vec<Unpaid>,
    /// Their policies on telehealth markers.
    pub markers: Vec<MarkerPolicy>,
    /// Payer, and days after the service within which it has to be filed.
    pub filing: Vec<(String, i32)>,
    /// Payer, rule, setting, value.
    pub settings: Vec<(String, &'static str, &'static str, SettingValue)>,
}

/// The keys of a marker policy.
const MARKER_KEYS: [&str; 7] = ["families", "places", "place_codes", "modifiers", "modifier_codes", "from", "until"];
/// The places and modifiers a marker policy speaks of unless it lists its own.
const PLACES: [&str; 2] = ["02", "10"];
const MODIFIERS: [&str; 5] = ["95", "GT", "GQ", "93", "FQ"];

/// Reads the payers of a pipeline. Names are compared as claims have them: lower case.
pub(super) fn parse(entry: Entry<'_>, spec: &mut PipelineSpec) -> Result<(), DocumentError> {
    for (name, entry) in entry.open_section()?.drain() {
        let payer = name.trim().to_lowercase();
        if spec.payers.names.contains(&payer) {
            return Err(entry.error("names a payer a second time: capital letters do not tell payers apart"));
        }
        spec.payers.names.push(payer.clone());
        if payer.is_empty() {
            return Err(entry.error("has a payer without a name"));
        }
        let mut section = entry.section(&["unpaid", "markers", "timely_filing_days", "rules"])?;
        if let Some(entry) = section.take("timely_filing_days") {
            let days = i32::try_from(entry.number()?).ok().filter(|days| (1..=3_660).contains(days));
            let days = days.ok_or_else(|| entry.error("must be a whole number of days from 1 to 3660"))?;
            spec.payers.filing.push((payer.clone(), days));
        }
        for unpaid in list(&mut section, "unpaid", &["codes", "from", "until"])? {
            let entry = parse_unpaid(&payer, unpaid)?;
            spec.payers.unpaid.push(entry);
        }
        for markers in list(&mut section, "markers", &MARKER_KEYS)? {
            let policy = parse_markers(&payer, markers)?;
            spec.payers.markers.push(policy);
        }
        if let Some(entry) = section.take("rules") {
            parse_rules(&payer, entry, spec)?;
        }
    }
    Ok(())
}

fn list<'a>(section: &mut Section<'a>, key: &str, known: &[&str]) -> Result<Vec<Section<'a>>, DocumentError> {
    section.take(key).map_or(Ok(Vec::new()), |entry| entry.sections(known))
}

fn parse_unpaid(payer: &str, mut section: Section<'_>) -> Result<Unpaid, DocumentError> {
    let codes = parse_codes(&section.require("codes")?)?;
    Ok(Unpaid { payer: payer.to_owned(), codes, dates: parse_dates(&mut section)?, stated: true })
}

/// A list of codes, ranges and families, not empty.
pub(super) fn parse_codes(entry: &Entry<'_>) -> Result<CodeSet, DocumentError> {
    let set = CodeSet::parse(&entry.texts()?).map_err(|word| {
        let families: Vec<&str> = Kinds::ANY.names().collect();
        entry.error(&format!(
            "holds `{word}`, which is neither a code such as \"98016\", nor a range such as \"99421-99423\", nor a family such as \"e_visit_em\"{}",
            suggestion(&word, &families)
        ))
    })?;
    if set.is_empty() { Err(entry.error("is empty; name at least one code or family")) } else { Ok(set) }
}

/// `from` and `until`.
pub(super) fn parse_dates(section: &mut Section<'_>) -> Result<Dates, DocumentError> {
    let from: Option<Day> = section.take("from").map(|entry| parse_day(&entry)).transpose()?;
    let Some(entry) = section.take("until") else { return Ok(Dates { from, until: None }) };
    let until = parse_day(&entry)?;
    if from.is_some_and(|from| until < from) {
        return Err(entry.error("lies before `from`"));
    }
    Ok(Dates { from, until: Some(until) })
}

fn parse_markers(payer: &str, mut section: Section<'_>) -> Result<MarkerPolicy, DocumentError> {
    let families = section.require("families")?;
    let judged = Kinds::E_VISIT.or(Kinds::CONTACT);
    let names: Vec<&str> = judged.names().collect();
    let kinds = families.texts()?.iter().try_fold(Kinds::NONE, |all, name| {
        let known = names.contains(&name.as_str()).then(|| Kinds::from_name(name)).flatten();
        known.map(|kind| all.or(kind)).ok_or_else(|| {
            let near = suggestion(name, &names);
            families.error(&format!("names `{name}`, expected some of {}{near}", names.join(", ")))
        })
    })?;
    if kinds.is_none() {
        return Err(families.error("is empty; name at least one family"));
    }
    let places = parse_wish(&mut section, "places", "place_codes", &PLACES)?;
    let modifiers = parse_wish(&mut section, "modifiers", "modifier_codes", &MODIFIERS)?;
    if places.is_none() && modifiers.is_none() {
        return Err(families.error("has neither `places` nor `modifiers` beside it: the policy says nothing"));
    }
    let dates = parse_dates(&mut section)?;
    Ok(MarkerPolicy { payer: payer.to_owned(), families: kinds, places, modifiers, dates })
}

type Wished = Option<(Wish, Vec<String>)>;

fn parse_wish(section: &mut Section<'_>, key: &str, codes: &str, usual: &[&str]) -> Result<Wished, DocumentError> {
    let listed = section.take(codes);
    let Some(entry) = section.take(key) else {
        return listed.map_or(Ok(None), |listed| Err(listed.error(&format!("stands without `{key}`"))));
    };
    let wish = Wish::from_name(&entry.word(&Wish::NAMES)?).unwrap_or(Wish::Allowed);
    let codes = match listed {
        Some(listed) => {
            let own = listed.texts()?.iter().map(|code| code.trim().to_ascii_uppercase()).collect::<Vec<_>>();
            if own.is_empty() || own.iter().any(|code| code.len() != 2) {
                return Err(listed.error("must name one or more codes of two characters, such as \"02\" or \"95\""));
            }
            own
        }
        None => usual.iter().map(|&code| code.to_owned()).collect(),
    };
    Ok(Some((wish, codes)))
}

fn parse_rules(payer: &str, entry: Entry<'_>, spec: &mut PipelineSpec) -> Result<(), DocumentError> {
    let ids: Vec<&str> = rules::RULES.iter().map(|rule| rule.card.id).collect();
    for (id, entry) in entry.section(&ids)?.drain() {
        let Some(rule) = rules::find(&id) else { continue };
        if rule.card.settings.is_empty() {
            return Err(entry.error("has no settings"));
        }
        for (setting, value) in parse_settings(entry, rule.card.settings)? {
            spec.payers.settings.push((payer.to_owned(), rule.card.id, setting, value));
        }
    }
    Ok(())
}
