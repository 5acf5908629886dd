//! The card of a rule: who it is, what it needs, what it may be told, where it comes from. No behaviour.

use super::settings::SettingSpec;
use crate::claim::{Field, FieldSet};
use crate::reference::Kinds;

/// How much the claim alone proves, weakest first so that the strongest is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// A lead.
    Advisory,
    /// The claim pattern says so; chart or message log would settle it.
    Presumptive,
    /// The claim alone proves it.
    Hard,
}

impl Tier {
    /// Strongest first, as reports list them.
    pub const ALL: [Self; 3] = [Self::Hard, Self::Presumptive, Self::Advisory];

    /// The name used in every artefact.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hard => "hard",
            Self::Presumptive => "presumptive",
            Self::Advisory => "advisory",
        }
    }
}

/// Which way a finding points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Money that may have to go back.
    Overpayment,
    /// Money that was not asked for.
    Missed,
    /// Wrong on the claim form; no money of its own.
    Form,
}

impl Direction {
    /// The name used in every artefact.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Overpayment => "overpayment",
            Self::Missed => "missed",
            Self::Form => "form",
        }
    }
}

/// A table beside the claims that a run may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// The log of messages and calls.
    ActivityLog,
    /// The dates of patients' consents.
    Consents,
    /// CMS PPRRVU.
    FeeSchedule,
    /// NCCI procedure-to-procedure edits.
    PairEdits,
    /// MUE unit limits.
    UnitLimits,
}

impl Input {
    /// Its place in a pipeline.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ActivityLog => "activity",
            Self::Consents => "consents",
            Self::FeeSchedule => "tables.fee_schedule",
            Self::PairEdits => "tables.ptp",
            Self::UnitLimits => "tables.mue",
        }
    }

    /// What it is and where a pipeline names it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::ActivityLog => "activity log ([activity] paths)",
            Self::Consents => "consent file ([consents] path)",
            Self::FeeSchedule => "fee schedule ([tables] fee_schedule)",
            Self::PairEdits => "table of NCCI PTP edits ([tables] ptp)",
            Self::UnitLimits => "table of unit limits ([tables] mue)",
        }
    }
}

/// Something a rule cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A column of the claims.
    Column(Field),
    /// A table beside them.
    Table(Input),
}

impl Need {
    /// The name of the column, or of the table as a pipeline names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Column(field) => field.name(),
            Self::Table(input) => input.name(),
        }
    }

    /// Whether it is there, among these columns and tables.
    pub fn is_met(self, present: FieldSet, tables: &[Input]) -> bool {
        match self {
            Self::Column(field) => present.contains(field),
            Self::Table(table) => tables.contains(&table),
        }
    }

    /// The column, if it is one.
    pub const fn column(self) -> Option<Field> {
        if let Self::Column(field) = self { Some(field) } else { None }
    }

    /// The table, if it is one.
    pub const fn table(self) -> Option<Input> {
        if let Self::Table(input) = self { Some(input) } else { None }
    }
}

/// Columns of which one must be present for a clean outcome, and the reason to give when none is.
pub type CleanNeed = (&'static [Field], &'static str);

/// Everything about a rule that is data.
#[derive(Debug)]
pub struct RuleCard {
    /// File name, settings table and value in every report.
    pub id: &'static str,
    /// One line, in our own words.
    pub title: &'static str,
    /// Which way its findings point.
    pub direction: Direction,
    /// Kinds of line it judges; a run without any of them has nothing for it to do.
    pub subjects: Kinds,
    /// Kinds of line it is compared with; nothing when it rests on the line alone.
    pub against: Kinds,
    /// Groups of columns and tables of which at least one each must be there, or the rule is not applicable.
    pub needs: &'static [&'static [Need]],
    /// Groups of columns, none of them in a line's file: then the line can be flagged but never called clean. Each with
    /// the reason to give.
    pub clean_needs: &'static [CleanNeed],
    /// Tables the rule can do without, each with what its run says when the table is absent.
    pub without: &'static [(Input, &'static str)],
    /// What a pipeline may set.
    pub settings: &'static [SettingSpec],
    /// What would clear a finding.
    pub clears: &'static str,
    /// What a reviewer must look at.
    pub evidence: &'static str,
    /// Citation, with edition or date.
    pub source: &'static str,
    /// The header of the rule's own file: its page.
    pub page: &'static str,
    /// Worked examples: the page of scenarios the tests run, whose first one `explain` shows.
    pub examples: &'static str,
}
