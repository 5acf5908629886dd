//! A look at claim files without an audit: what could be read, what became of the rows, which rules could run.

use std::sync::atomic::AtomicBool;

use super::run::RunError;
use crate::claim::{Accounting, Day, FieldSet, Reject, SourceFile};
use crate::findings::{RuleStatus, Settings};
use crate::load::{self, Layout, LoadError};
use crate::normalise::normalise;
use crate::reference::Reference;
use crate::rules::{Given, RULES, RulePlan, applicability};

/// What a look at claim files found.
pub struct Checkup {
    /// The files, with the columns found and not used.
    pub files: Vec<SourceFile>,
    /// The layout's name.
    pub layout: String,
    /// What became of every row when every date is judged.
    pub accounting: Accounting,
    /// Rows that could not be used.
    pub rejects: Vec<Reject>,
    /// First and last service date.
    pub dates: Option<(Day, Day)>,
    /// Fields that some file has a column for.
    pub present: FieldSet,
    /// Whether each rule could run, in the order of the rulebook.
    pub rules: Vec<(&'static str, RuleStatus)>,
}

/// Reads the files through the layout and looks; writes nothing.
pub fn check(paths: &[String], layout: &str, interrupt: &AtomicBool) -> Result<Checkup, RunError> {
    let (files, layout) = (load::expand(paths)?, Layout::find(layout)?);
    let loaded = load::load(&files, &layout, interrupt).map_err(|error| match error {
        LoadError::Interrupted => RunError::Interrupted,
        other => RunError::Load(other),
    })?;
    let normalised = normalise(&loaded, &Reference::shipped(), |_| true);
    let present = loaded.files.iter().fold(FieldSet::default(), |all, file| all.or(file.present));
    let given = Given { columns: loaded.files.iter().map(|file| file.present).collect(), tables: Vec::new() };
    let status = |rule: &'static crate::rules::Rule| {
        let settings = Settings::defaults(rule.card.settings);
        let plan = RulePlan { rule, settings, enabled: true, of_payers: Vec::new() };
        (rule.card.id, applicability(&plan, &given))
    };
    Ok(Checkup {
        files: loaded.files,
        layout: layout.name,
        accounting: normalised.accounting,
        rejects: loaded.rejects,
        dates: normalised.dates_read,
        present,
        rules: RULES.iter().map(|rule| status(rule)).collect(),
    })
}
