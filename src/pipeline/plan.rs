//! A pipeline checked and filled in: every file found, the layout read, every rule with every setting. The stages below
//! see only this.

use std::path::PathBuf;

use super::payers::PayerSpecs;
use super::spec::PipelineSpec;
use crate::claim::{Day, LeftOutFile};
use crate::findings::{DataRange, SettingValue, Settings, Tier};
use crate::load::layout::CANONICAL;
use crate::load::{self, Layout, LoadError, LogLayout, TableRequests};
use crate::reference::Reference;
use crate::report::Format;
use crate::rules::{CustomRule, RULES, Rule, RulePlan};

/// The files beside the claims, found.
#[derive(Clone, Debug, Default)]
pub struct InputPaths {
    /// Activity logs.
    pub activity: Vec<String>,
    /// How their columns become ours.
    pub activity_layout: Option<LogLayout>,
    /// Minutes to assume where a message records none.
    pub minutes_per_message: Option<i64>,
    /// The provider roster, and how its columns become ours.
    pub providers: Option<(String, LogLayout)>,
    /// The consents.
    pub consents: Option<String>,
    /// CMS's tables, one file each.
    pub tables: TableRequests,
}

/// Everything a run needs to know.
pub struct Plan {
    /// The pipeline's name.
    pub name: String,
    /// Claim files, sorted.
    pub files: Vec<String>,
    /// The one of the files that holds what came from standard input; reports call it that.
    pub standard_input: Option<String>,
    /// Files found below folders that are not read, of claims and logs.
    pub left_out: Vec<LeftOutFile>,
    /// How their columns become ours.
    pub layout: Layout,
    /// The files beside the claims.
    pub inputs: InputPaths,
    /// First and last judged date, first and last date of the data, where the pipeline states them.
    stated: DataRange,
    /// Every rule, in the order of the rulebook, then those of the pipeline's own.
    pub rules: Vec<RulePlan>,
    /// What the pipeline says of payers.
    payers: PayerSpecs,
    /// Its own rules.
    custom: Vec<CustomRule>,
    /// Where the report goes.
    pub report_dir: PathBuf,
    /// Formats of the report.
    pub formats: Vec<Format>,
    /// The last service date for which the shipped tables are taken to speak, where the pipeline states one.
    pub reference_through: Option<Day>,
    /// Whether the report lists the lines that rules neither flagged nor called clean.
    pub unjudged: bool,
    /// The weakest tier that makes the run exit with 1; none: never.
    pub fail_on: Option<Tier>,
    /// Bytes of memory a run should keep within; none: the usual limit. It changes no result.
    pub memory_limit: Option<u64>,
}

/// A rule with its settings, those of single payers among them.
fn rule_plan(rule: &'static Rule, spec: &PipelineSpec) -> RulePlan {
    let id = rule.card.id;
    let mut settings = Settings::defaults(rule.card.settings);
    for (_, name, value) in spec.settings.iter().filter(|(of, ..)| *of == id) {
        settings.set(name, value.clone());
    }
    let mut of_payers: Vec<(String, Settings)> = Vec::new();
    for (payer, _, name, value) in spec.payers.settings.iter().filter(|(_, of, ..)| *of == id) {
        let known = of_payers.iter().position(|(known, _)| known == payer);
        let place = known.unwrap_or_else(|| {
            // What the pipeline says of all payers holds for this one too, where it says nothing of its own.
            of_payers.push((payer.clone(), settings.clone()));
            of_payers.len() - 1
        });
        of_payers[place].1.set(name, value.clone());
    }
    let listed = |ids: &[String]| ids.iter().any(|listed| listed == id);
    let enabled = !listed(&spec.disable) && (spec.only.is_empty() || listed(&spec.only));
    RulePlan { rule, settings, enabled, of_payers }
}

impl InputPaths {
    /// Whether there is a log.
    pub const fn has_log(&self) -> bool {
        !self.activity.is_empty()
    }
}

/// The layout of the logs; `None` without one.
fn log_layout(spec: &PipelineSpec) -> Result<Option<LogLayout>, LoadError> {
    (!spec.activity.is_empty()).then(|| load::find_log_layout(own_unless(&spec.activity_layout))).transpose()
}

/// The layout a pipeline names; that of our own columns where it names none.
const fn own_unless(named: &str) -> &str {
    if named.is_empty() { CANONICAL } else { named }
}

impl Plan {
    /// Finds the files and the layout. Errors before any work is done.
    pub fn new(spec: PipelineSpec) -> Result<Self, LoadError> {
        let custom = spec.custom.iter().map(|rule| rule.clone().into_rule());
        let rules = RULES.iter().copied().chain(custom).map(|rule| rule_plan(rule, &spec)).collect();
        let one = |path: Option<String>| path.map(|path| load::the_file(&path)).transpose();
        let activity_layout = log_layout(&spec)?;
        let providers = spec.providers.as_deref().map(|path| {
            let layout = load::find_roster_layout(own_unless(&spec.providers_layout))?;
            Ok::<_, LoadError>((load::the_file(path)?, layout))
        });
        let activity = activity_layout.as_ref().map(|layout| load::find_activities(&spec.activity, layout));
        let activity = activity.transpose()?.unwrap_or_default();
        let layout = Layout::find(&spec.layout)?;
        let claims = load::find_claims(&spec.paths, &layout)?;
        let (tables, tables_left_out) = load::find_tables(&spec.tables)?;
        let inputs = InputPaths {
            activity: activity.files,
            activity_layout,
            minutes_per_message: spec.minutes_per_message,
            providers: providers.transpose()?,
            consents: one(spec.consents)?,
            tables,
        };
        Ok(Self {
            rules,
            payers: spec.payers,
            custom: spec.custom,
            inputs,
            files: claims.files,
            standard_input: spec.standard_input,
            left_out: claims.left_out.into_iter().chain(activity.left_out).chain(tables_left_out).collect(),
            layout,
            stated: DataRange {
                data_from: spec.data_from,
                data_through: spec.data_through,
                period_from: spec.from,
                period_to: spec.to,
                as_of: spec.as_of,
            },
            name: spec.name,
            report_dir: PathBuf::from(spec.report_dir),
            formats: spec.formats,
            fail_on: spec.fail_on,
            reference_through: spec.reference_through,
            unjudged: spec.unjudged,
            memory_limit: None,
        })
    }

    /// The shipped tables with what the pipeline adds to them.
    pub fn reference(&self, tables: load::Tables) -> Reference {
        let mut shipped = Reference::shipped();
        let payers = std::mem::take(&mut shipped.payers).with(
            self.payers.names.clone(),
            self.payers.unpaid.clone(),
            self.payers.markers.clone(),
        );
        let payers = payers.with_filing(self.payers.filing.clone());
        let custom = self.custom.iter().flat_map(|rule| [rule.subject.clone(), rule.context.clone()]).collect();
        let read_through = self.reference_through.unwrap_or(shipped.read_through);
        Reference {
            payers,
            custom,
            read_through,
            fees: tables.fees,
            pairs: tables.pairs,
            limits: tables.limits,
            ..shipped
        }
    }

    /// How a file is called in reports.
    pub fn name_of(&self, file: &str) -> String {
        if self.standard_input.as_deref() == Some(file) { "standard input".to_owned() } else { file.to_owned() }
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
            // Not the stated end of the data: that may be far off, and would make everything too late.
            as_of: self.stated.as_of.or(read.map(|(_, last)| last)),
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
        for (key, stated) in [
            ("data_from", self.stated.data_from),
            ("data_through", self.stated.data_through),
            ("as_of", self.stated.as_of),
        ] {
            settings.extend(stated.map(|day| (format!("period.{key}"), day.to_string())));
        }
        settings.extend(self.reference_through.map(|day| ("rules.reference_through".to_owned(), day.to_string())));
        let log_layout = self.inputs.activity_layout.as_ref();
        settings.extend(log_layout.map(|layout| ("activity.layout".to_owned(), layout.name.clone())));
        let roster_layout = self.inputs.providers.as_ref().map(|(_, layout)| layout);
        let roster_layout = roster_layout.filter(|layout| layout.file.is_some());
        settings.extend(roster_layout.map(|layout| ("providers.layout".to_owned(), layout.name.clone())));
        let estimate = self.inputs.minutes_per_message;
        settings.extend(estimate.map(|minutes| ("activity.minutes_per_message".to_owned(), minutes.to_string())));
        for plan in &self.rules {
            let id = plan.rule.card.id;
            settings.push((format!("rules.{id}"), if plan.enabled { "on" } else { "off" }.to_owned()));
            settings
                .extend(plan.settings.iter().map(|(name, value)| (format!("rules.{id}.{name}"), value.to_string())));
            for (payer, own) in &plan.of_payers {
                let of_payer = |(name, value): (&str, &SettingValue)| {
                    (format!("payers.{payer}.rules.{id}.{name}"), value.to_string())
                };
                settings.extend(own.iter().map(of_payer));
            }
        }
        // The rest has many shapes; what counts is that a change of it changes the hash.
        settings.extend(
            self.payers
                .unpaid
                .iter()
                .enumerate()
                .map(|(n, entry)| (format!("payers.{}.unpaid.{n}", entry.payer), entry.to_string())),
        );
        settings.extend(
            self.payers
                .markers
                .iter()
                .enumerate()
                .map(|(n, policy)| (format!("payers.{}.markers.{n}", policy.payer), policy.to_string())),
        );
        let filing = |(payer, days): &(String, i32)| (format!("payers.{payer}.timely_filing_days"), days.to_string());
        settings.extend(self.payers.filing.iter().map(filing));
        settings.extend(self.custom.iter().map(|rule| (format!("custom.{}", rule.id), rule.to_string())));
        settings
    }
}
