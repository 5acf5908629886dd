//! A pipeline checked and filled in: every file found, the layout read, every rule with every setting. The stages below
//! see only this.

use std::path::PathBuf;

use super::spec::PipelineSpec;
use crate::claim::Day;
use crate::findings::{DataRange, Settings, Tier};
use crate::load::{self, Layout, LoadError};
use crate::report::Format;
use crate::rules::{RULES, RulePlan};

/// The files beside the claims, found.
#[derive(Clone, Debug, Default)]
pub struct InputPaths {
    /// Activity logs.
    pub activity: Vec<String>,
    /// The provider roster.
    pub providers: Option<String>,
    /// The consents.
    pub consents: Option<String>,
}

/// Everything a run needs to know.
pub struct Plan {
    /// The pipeline's name.
    pub name: String,
    /// Claim files, sorted.
    pub files: Vec<String>,
    /// How their columns become ours.
    pub layout: Layout,
    /// The files beside the claims.
    pub inputs: InputPaths,
    /// First and last judged date, first and last date of the data, where the pipeline states them.
    stated: DataRange,
    /// Every rule, in the order of the rulebook.
    pub rules: Vec<RulePlan>,
    /// Where the report goes.
    pub report_dir: PathBuf,
    /// Formats of the report.
    pub formats: Vec<Format>,
    /// The weakest tier that makes the run exit with 1; none: never.
    pub fail_on: Option<Tier>,
}

impl Plan {
    /// Finds the files and the layout. Errors before any work is done.
    pub fn new(spec: PipelineSpec) -> Result<Self, LoadError> {
        let rules = RULES.iter().map(|rule| {
            let mut settings = Settings::defaults(rule.card.settings);
            for (_, name, value) in spec.settings.iter().filter(|(id, ..)| *id == rule.card.id) {
                settings.set(name, value.clone());
            }
            let listed = |ids: &[String]| ids.iter().any(|id| id == rule.card.id);
            let enabled = !listed(&spec.disable) && (spec.only.is_empty() || listed(&spec.only));
            RulePlan { rule, settings, enabled, of_payers: Vec::new() }
        });
        let one = |path: Option<String>| path.map(|path| load::the_file(&path)).transpose();
        let inputs = InputPaths {
            activity: load::expand(&spec.activity)?,
            providers: one(spec.providers)?,
            consents: one(spec.consents)?,
        };
        Ok(Self {
            rules: rules.collect(),
            inputs,
            files: load::expand(&spec.paths)?,
            layout: Layout::find(&spec.layout)?,
            stated: DataRange {
                data_from: spec.data_from,
                data_through: spec.data_through,
                period_from: spec.from,
                period_to: spec.to,
            },
            name: spec.name,
            report_dir: PathBuf::from(spec.report_dir),
            formats: spec.formats,
            fail_on: spec.fail_on,
        })
    }

    /// Whether lines of that date are judged.
    pub fn judges(&self, date: Day) -> bool {
        self.stated.judges(date)
    }

    /// The range of a run: what the pipeline states, else what was read.
    pub fn range(&self, read: Option<(Day, Day)>) -> DataRange {
        DataRange {
            data_from: self.stated.data_from.or(read.map(|(first, _)| first)),
            data_through: self.stated.data_through.or(read.map(|(_, last)| last)),
            ..self.stated
        }
    }

    /// Every setting that decides what a run finds, as `section.key` and value.
    pub fn settings(&self) -> Vec<(String, String)> {
        let date = |day: Option<Day>| day.map_or("all".to_owned(), |day| day.to_string());
        let mut settings = vec![
            ("claims.layout".to_owned(), self.layout.name.clone()),
            ("period.from".to_owned(), date(self.stated.period_from)),
            ("period.to".to_owned(), date(self.stated.period_to)),
        ];
        for (key, stated) in [("data_from", self.stated.data_from), ("data_through", self.stated.data_through)] {
            settings.extend(stated.map(|day| (format!("period.{key}"), day.to_string())));
        }
        for plan in &self.rules {
            let id = plan.rule.card.id;
            settings.push((format!("rules.{id}"), if plan.enabled { "on" } else { "off" }.to_owned()));
            settings
                .extend(plan.settings.iter().map(|(name, value)| (format!("rules.{id}.{name}"), value.to_string())));
        }
        settings
    }
}
