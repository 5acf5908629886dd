//! A pipeline file as written: unknown keys and impossible values are refused with their line. Resolves nothing.
//!
//! Source: contracts, section 2.

use std::path::Path;

use super::custom;
use super::payers::{self, PayerSpecs};
use super::tables;
use crate::claim::Day;
use crate::findings::{SettingKind, SettingSpec, SettingValue, Tier};
use crate::load::TableRequests;
use crate::load::document::{Document, DocumentError, Entry, Section, suggestion};
use crate::load::layout::CANONICAL;
use crate::report::Format;
use crate::rules::{self, CustomRule};

/// A pipeline as its file says.
#[derive(Clone, Debug, Default)]
pub struct PipelineSpec {
    /// The pipeline's name.
    pub name: String,
    /// First judged service date.
    pub from: Option<Day>,
    /// Last judged service date.
    pub to: Option<Day>,
    /// First service date of the data, when not simply the first one read.
    pub data_from: Option<Day>,
    /// Last service date of the data, when not simply the last one read.
    pub data_through: Option<Day>,
    /// The day from which time limits are counted, when not simply the last date of the data.
    pub as_of: Option<Day>,
    /// Paths and globs of claim files.
    pub paths: Vec<String>,
    /// The one of the files that holds what came from standard input; reports call it that.
    pub standard_input: Option<String>,
    /// Layout name or file.
    pub layout: String,
    /// Paths and globs of activity logs.
    pub activity: Vec<String>,
    /// Layout of the logs, a name or a file; the canonical one when empty.
    pub activity_layout: String,
    /// Minutes to assume where a message records none.
    pub minutes_per_message: Option<i64>,
    /// The provider roster.
    pub providers: Option<String>,
    /// Layout of the roster, a file; the canonical one when empty.
    pub providers_layout: String,
    /// The consents.
    pub consents: Option<String>,
    /// CMS's tables.
    pub tables: TableRequests,
    /// What it says of payers.
    pub payers: PayerSpecs,
    /// Rules of its own.
    pub custom: Vec<CustomRule>,
    /// The last service date for which the shipped tables are taken to speak, when not the one they were read for.
    pub reference_through: Option<Day>,
    /// Whether the report lists the lines that rules neither flagged nor called clean.
    pub unjudged: bool,
    /// Rules switched off.
    pub disable: Vec<String>,
    /// When not empty, the only rules switched on.
    pub only: Vec<String>,
    /// Rule, setting, value.
    pub settings: Vec<(&'static str, &'static str, SettingValue)>,
    /// Where the report goes.
    pub report_dir: String,
    /// Formats of the report.
    pub formats: Vec<Format>,
    /// The weakest tier that makes the run exit with 1; none: never.
    pub fail_on: Option<Tier>,
}

impl PipelineSpec {
    /// Reads a pipeline; errors name file, line and the nearest known key.
    pub fn parse(document: Document<'_>) -> Result<Self, DocumentError> {
        let mut spec = Self { layout: "canonical".to_owned(), formats: vec![Format::Parquet], ..Self::default() };
        spec.read(document, Whole::File)?;
        Ok(spec)
    }

    /// Overwrites single keys, given as the text of a pipeline that has only them. A list replaces the earlier one; what
    /// is said of payers and rules of its own joins what is there.
    pub fn set(&mut self, document: Document<'_>) -> Result<(), DocumentError> {
        self.read(document, Whole::SingleKeys)
    }

    fn read(&mut self, document: Document<'_>, whole: Whole) -> Result<(), DocumentError> {
        let spec = self;
        let mut root = document.root(&ROOT_KEYS)?;
        if let Some(name) = whole.take(&mut root, "name")? {
            spec.name = name.text()?;
        }
        if let Some(period) = whole.take(&mut root, "period")? {
            parse_period(period, spec, whole)?;
        }
        if let Some(claims) = whole.take(&mut root, "claims")? {
            let mut claims = claims.section(&["paths", "layout"])?;
            if let Some(paths) = whole.take(&mut claims, "paths")? {
                spec.paths = paths.texts()?;
                if spec.paths.is_empty() {
                    return Err(paths.error("is empty; name at least one file or glob"));
                }
            }
            if let Some(layout) = claims.take("layout") {
                spec.layout = layout.text()?;
            }
        }
        parse_inputs(&mut root, spec, whole)?;
        if let Some(entry) = root.take("payers") {
            payers::parse(entry, spec)?;
        }
        if let Some(entry) = root.take("custom") {
            spec.custom = custom::parse(entry)?;
        }
        if let Some(entry) = root.take("rules") {
            parse_rules(entry, spec)?;
        }
        if let Some(report) = whole.take(&mut root, "report")? {
            let mut report = report.section(&["dir", "formats", "unjudged"])?;
            if let Some(entry) = report.take("unjudged") {
                spec.unjudged = entry.flag()?;
            }
            if let Some(dir) = whole.take(&mut report, "dir")? {
                spec.report_dir = dir.text()?;
            }
            if let Some(entry) = report.take("formats") {
                spec.formats = parse_formats(&entry)?;
            }
        }
        if let Some(gate) = root.take("gate")
            && let Some(entry) = gate.section(&["fail_on"])?.take("fail_on")
        {
            spec.fail_on = tier_from_name(&entry.word(&["hard", "presumptive", "advisory", "never"])?);
        }
        Ok(())
    }
}

impl PipelineSpec {
    /// Looks for the files beside the claims in one folder, by their names. Errors where a name is told by a variable,
    /// which a worker's machine does not have.
    pub fn look_in(&mut self, folder: &Path) -> Result<(), String> {
        let tables = [&mut self.tables.fee_schedule, &mut self.tables.ptp, &mut self.tables.mue];
        let tables = tables.into_iter().flatten().map(|table| &mut table.path);
        let layout = Some(&mut self.providers_layout).filter(|layout| !["", CANONICAL].contains(&layout.as_str()));
        for path in tables.chain(&mut self.providers).chain(layout).chain(&mut self.consents) {
            if let Some(name) = Path::new(&*path).file_name() {
                if name.to_string_lossy().contains("${") {
                    return Err(format!("{path}: workers find files by their names: a name cannot be a variable"));
                }
                *path = folder.join(name).display().to_string();
            }
        }
        Ok(())
    }
}

/// What a document says of a pipeline: all of it, or some keys that replace those of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whole {
    File,
    SingleKeys,
}

impl Whole {
    /// The value of a key that a pipeline file must have.
    fn take<'a>(self, section: &mut Section<'a>, key: &str) -> Result<Option<Entry<'a>>, DocumentError> {
        match self {
            Self::File => section.require(key).map(Some),
            Self::SingleKeys => Ok(section.take(key)),
        }
    }
}

/// The tables of a pipeline.
const ROOT_KEYS: [&str; 12] = [
    "name",
    "period",
    "claims",
    "activity",
    "providers",
    "consents",
    "tables",
    "payers",
    "custom",
    "rules",
    "report",
    "gate",
];

/// The files beside the claims.
fn parse_inputs(root: &mut Section<'_>, spec: &mut PipelineSpec, whole: Whole) -> Result<(), DocumentError> {
    if let Some(entry) = root.take("activity") {
        let mut section = entry.section(&["paths", "layout", "minutes_per_message"])?;
        if let Some(paths) = whole.take(&mut section, "paths")? {
            spec.activity = paths.texts()?;
            if spec.activity.is_empty() {
                return Err(paths.error("is empty; name at least one file or glob, or leave out [activity]"));
            }
        }
        if let Some(layout) = section.take("layout") {
            spec.activity_layout = layout.text()?;
        }
        if let Some(entry) = section.take("minutes_per_message") {
            let minutes = Some(entry.number()?).filter(|minutes| (1..=60).contains(minutes));
            spec.minutes_per_message =
                Some(minutes.ok_or_else(|| entry.error("must be a whole number of minutes from 1 to 60"))?);
        }
    }
    if let Some(entry) = root.take("tables") {
        tables::parse(entry, &mut spec.tables)?;
    }
    if let Some(entry) = root.take("providers") {
        let mut section = entry.section(&["path", "layout"])?;
        if let Some(path) = whole.take(&mut section, "path")? {
            spec.providers = Some(path.text()?);
        }
        if let Some(layout) = section.take("layout") {
            spec.providers_layout = layout.text()?;
        }
    }
    if let Some(entry) = root.take("consents") {
        spec.consents = Some(entry.section(&["path"])?.require("path")?.text()?);
    }
    Ok(())
}

/// The tier of a gate's word; `never` is none.
pub(super) fn tier_from_name(name: &str) -> Option<Tier> {
    Tier::ALL.into_iter().find(|tier| tier.name() == name)
}

fn parse_period(entry: Entry<'_>, spec: &mut PipelineSpec, whole: Whole) -> Result<(), DocumentError> {
    let place = entry.error("needs `from` and `to`, or `month`, or `all = true`");
    let reversed = entry.error("has `data_through` before `data_from`");
    let mut period = entry.section(&["from", "to", "month", "all", "data_from", "data_through", "as_of"])?;
    for (key, day) in
        [("as_of", &mut spec.as_of), ("data_from", &mut spec.data_from), ("data_through", &mut spec.data_through)]
    {
        if let Some(entry) = period.take(key) {
            *day = Some(parse_day(&entry)?);
        }
    }
    let all = period.take("all").map(|entry| entry.flag()).transpose()?.unwrap_or(false);
    if let (Some(first), Some(last)) = (spec.data_from, spec.data_through)
        && last < first
    {
        return Err(reversed);
    }
    if whole == Whole::SingleKeys && !all && period.is_empty() {
        return Ok(());
    }
    match (period.take("month"), period.take("from"), period.take("to"), all) {
        (Some(month), None, None, false) => {
            let (from, to) =
                month_range(&month.text()?).ok_or_else(|| month.error("is not a month such as \"2025-10\""))?;
            (spec.from, spec.to) = (Some(from), Some(to));
        }
        (None, None, None, true) => (spec.from, spec.to) = (None, None),
        (None, from @ Some(_), to, false) | (None, from, to @ Some(_), false) => {
            for (day, entry) in [(&mut spec.from, &from), (&mut spec.to, &to)] {
                if let Some(entry) = entry {
                    *day = Some(parse_day(entry)?);
                }
            }
            if let (Some(first), Some(last), Some(entry)) = (spec.from, spec.to, to.or(from))
                && last < first
            {
                return Err(entry.error(if whole == Whole::File {
                    "lies before `from`"
                } else {
                    "makes a period that ends before it begins"
                }));
            }
        }
        _ => return Err(place),
    }
    Ok(())
}

/// A date.
pub(super) fn parse_day(entry: &Entry<'_>) -> Result<Day, DocumentError> {
    Day::parse_iso(&entry.text()?).ok_or_else(|| entry.error("is not a date such as \"2025-10-01\""))
}

/// First and last day of `2025-10`.
pub fn month_range(month: &str) -> Option<(Day, Day)> {
    let (year, number) = month.split_once('-').filter(|_| month.len() == 7 && !month.contains('+'))?;
    let (year, number): (i32, u32) = (year.parse().ok()?, number.parse().ok()?);
    Some(Day::from_ymd(year, number, 1)?.month())
}

fn parse_rules(entry: Entry<'_>, spec: &mut PipelineSpec) -> Result<(), DocumentError> {
    let built_in = rules::RULES.iter().map(|rule| rule.card.id);
    let custom: Vec<String> = spec.custom.iter().map(|rule| rule.id.clone()).collect();
    let ids: Vec<&str> = built_in.chain(custom.iter().map(String::as_str)).collect();
    let mut known = ids.clone();
    known.extend(["disable", "only", "reference_through"]);
    let mut section = entry.section(&known)?;
    spec.reference_through = section.take("reference_through").map(|entry| parse_day(&entry)).transpose()?;
    for (key, into) in [("disable", &mut spec.disable), ("only", &mut spec.only)] {
        if let Some(entry) = section.take(key) {
            *into = entry.texts()?;
            if let Some(unknown) = into.iter().find(|id| !ids.contains(&id.as_str())) {
                return Err(entry.error(&format!("names an unknown rule `{unknown}`{}", suggestion(unknown, &ids))));
            }
        }
    }
    for (id, entry) in section.drain() {
        let Some(rule) = rules::find(&id) else {
            return Err(entry.error("is a custom rule: everything about it stands in its own table"));
        };
        for (setting, value) in parse_settings(entry, rule.card.settings)? {
            spec.settings.push((rule.card.id, setting, value));
        }
    }
    Ok(())
}

/// The settings of one rule, checked against their ranges.
pub(super) fn parse_settings(
    entry: Entry<'_>,
    specs: &'static [SettingSpec],
) -> Result<Vec<(&'static str, SettingValue)>, DocumentError> {
    let mut values = Vec::new();
    let names: Vec<&str> = specs.iter().map(|setting| setting.name).collect();
    let mut section: Section<'_> = entry.section(&names)?;
    for setting in specs {
        let Some(entry) = section.take(setting.name) else { continue };
        let value = match setting.kind {
            SettingKind::Number { .. } => SettingValue::Number(entry.number()?),
            SettingKind::Choice { options, .. } => SettingValue::Choice(entry.word(options)?),
            SettingKind::Flag { .. } => SettingValue::Flag(entry.flag()?),
            SettingKind::Names { .. } => SettingValue::Names(entry.texts()?),
        };
        if !setting.accepts(&value) {
            return Err(entry.error(&format!("is {value}, expected {}", setting.range())));
        }
        values.push((setting.name, value));
    }
    Ok(values)
}

fn parse_formats(entry: &Entry<'_>) -> Result<Vec<Format>, DocumentError> {
    let words = entry.texts()?;
    let format = |word: &String| {
        let problem = format!("names an unknown format \"{word}\", expected some of {}", Format::NAMES.join(", "));
        Format::from_name(word).ok_or_else(|| entry.error(&problem))
    };
    words.iter().map(format).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_end_where_they_end() {
        let range = |month: &str| month_range(month).map(|(from, to)| (from.to_string(), to.to_string()));
        assert_eq!(range("2024-02"), Some(("2024-02-01".into(), "2024-02-29".into())));
        assert_eq!(range("2025-12"), Some(("2025-12-01".into(), "2025-12-31".into())));
        for wrong in ["2025-13", "2025-1", "2025-+1", "202510"] {
            assert_eq!(range(wrong), None, "{wrong}");
        }
    }
}
