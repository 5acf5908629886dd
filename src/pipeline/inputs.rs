//! The files beside the claims, read: log, roster, consents, CMS's tables. They come after the claims, whose names they
//! share.

use std::cell::LazyCell;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::plan::Plan;
use crate::claim::{FieldSet, InputFile, Minutes, Names, SourceFile};
use crate::findings::Input;
use crate::load::{self, Consents, LoadError, Log, Roster, Tables};
use crate::reference::{CodeTable, Kinds};
use crate::rules::{Given, STAND_IN_CODES};

/// What the files beside the claims say.
#[derive(Default)]
pub(super) struct Inputs {
    /// The log; `None` when none is given.
    pub(super) log: Option<Log>,
    /// The roster; empty when none is given.
    pub(super) roster: Roster,
    /// The consents.
    pub(super) consents: Option<Consents>,
    /// CMS's tables.
    pub(super) tables: Tables,
    /// The files, in the order they were read.
    pub(super) files: Vec<InputFile>,
}

impl Inputs {
    /// Reads what the plan names.
    pub(super) fn read(plan: &Plan, names: &mut Names, interrupt: &AtomicBool) -> Result<Self, LoadError> {
        let mut inputs = Self::default();
        if let Some(layout) = &plan.inputs.activity_layout {
            let mut log = load::read_activities(&plan.inputs.activity, layout, names, interrupt)?;
            inputs.files.append(&mut log.files);
            log.estimate = plan.inputs.minutes_per_message.map(|minutes| Minutes(minutes * Minutes::ONE));
            inputs.log = Some(log);
        }
        if let Some((path, layout)) = &plan.inputs.providers {
            let (roster, file) = load::read_roster(path, layout, names, interrupt)?;
            inputs.roster = roster;
            inputs.files.push(file);
        }
        if let Some(log) = &mut inputs.log {
            log.fill(&inputs.roster);
            // The rules on missed revenue compare lines with codes nobody billed.
            for code in STAND_IN_CODES {
                Arc::make_mut(&mut names.codes).intern(code);
            }
        }
        if let Some(path) = &plan.inputs.consents {
            let (consents, file) = load::read_consents(path, names, interrupt)?;
            inputs.consents = Some(consents);
            inputs.files.push(file);
        }
        // Made for the first pair: most runs are given none.
        let codes = LazyCell::new(CodeTable::shipped);
        let is_audited = |code: &str| codes.get(code).is_some_and(|facts| facts.kinds.meets(Kinds::AUDITED));
        // Millions of pairs are of no concern to these audits.
        let keep = |one: &str, other: &str| is_audited(one) || is_audited(other);
        inputs.tables = load::load_tables(&plan.inputs.tables, &keep)?;
        inputs.files.extend(std::mem::take(&mut inputs.tables.files).into_iter().map(InputFile::from));
        Ok(inputs)
    }

    /// What rules can count on: the columns of every claim file, those the roster fills in among them, and the tables.
    /// `keeps_unjudged` says whether lines that are neither flagged nor clean are asked for.
    pub(super) fn given(&self, files: &[SourceFile], keeps_unjudged: bool) -> Given {
        let columns: Vec<FieldSet> = files.iter().map(|file| file.present.or(self.roster.fields)).collect();
        let tables = [
            (self.log.is_some(), Input::ActivityLog),
            (self.consents.is_some(), Input::Consents),
            (self.tables.fees.is_some(), Input::FeeSchedule),
            (self.tables.pairs.is_some(), Input::PairEdits),
            (self.tables.limits.is_some(), Input::UnitLimits),
        ];
        let tables = tables.into_iter().filter(|(given, _)| *given).map(|(_, table)| table).collect();
        Given { columns, tables, keeps_unjudged, foreign_codes: None }
    }
}
