//! What is known of each procedure code: kinds, dates, minutes, who may bill it, what came before and after.
//!
//! Source: project rulebook, section 2 (`data/codes.csv`). Codes by number only; no descriptor text.

use std::collections::HashMap;

use super::kinds::Kinds;
use super::near_miss;
use super::table::{cell, rows};
use crate::claim::Day;

/// Which clinicians a code is meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BillingClinician {
    /// Physicians and practitioners who may bill evaluation and management.
    WithEm,
    /// Qualified clinicians who may not.
    WithoutEm,
    /// The rulebook does not say.
    Unsaid,
}

/// The facts of one code.
#[derive(Clone, Debug)]
pub struct CodeFacts {
    /// Families and sets the code belongs to.
    pub kinds: Kinds,
    /// First service date on which it may be billed.
    pub from: Option<Day>,
    /// Last service date on which it may be billed.
    pub until: Option<Day>,
    /// Codes that took its place.
    pub successors: Vec<&'static str>,
    /// Codes used before it existed.
    pub predecessors: Vec<&'static str>,
    /// Fewest completed minutes the code stands for.
    pub min_minutes: Option<i64>,
    /// Most completed minutes; absent when there is no upper bound.
    pub max_minutes: Option<i64>,
    /// Minutes that select the level of a telehealth visit, or that make one unit.
    pub level_minutes: Option<i64>,
    /// Who may bill it.
    pub clinician: BillingClinician,
    /// For a code that is not real: the one audited code it is an edit away from.
    pub near_miss_of: Option<&'static str>,
}

impl CodeFacts {
    const UNKNOWN: Self = Self {
        kinds: Kinds::NONE,
        from: None,
        until: None,
        successors: Vec::new(),
        predecessors: Vec::new(),
        min_minutes: None,
        max_minutes: None,
        level_minutes: None,
        clinician: BillingClinician::Unsaid,
        near_miss_of: None,
    };

    /// Whether the code says something of the minutes behind it.
    pub const fn stands_for_minutes(&self) -> bool {
        self.min_minutes.is_some() || self.level_minutes.is_some()
    }

    /// Whether the code may be billed for services of that date.
    pub fn in_effect(&self, date: Day) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date <= until)
    }
}

/// All known codes.
pub struct CodeTable {
    facts: HashMap<&'static str, CodeFacts>,
    audited: Vec<&'static str>,
}

impl CodeTable {
    /// The table compiled into the program.
    pub fn shipped() -> Self {
        let facts: HashMap<_, _> = rows(include_str!("data/codes.csv")).map(|row| (row[0], parse(&row))).collect();
        let mut audited: Vec<_> =
            facts.iter().filter(|(_, fact)| fact.kinds.meets(Kinds::AUDITED)).map(|(code, _)| *code).collect();
        audited.sort_unstable();
        Self { facts, audited }
    }

    /// The facts of a known code.
    pub fn get(&self, code: &str) -> Option<&CodeFacts> {
        self.facts.get(code)
    }

    /// Every known code with its facts, in order of number.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &CodeFacts)> {
        let mut codes: Vec<_> = self.facts.iter().map(|(code, facts)| (*code, facts)).collect();
        codes.sort_unstable_by_key(|(code, _)| *code);
        codes.into_iter()
    }

    /// The facts of any text found in a code column: known, near an audited code, or nothing.
    pub fn describe(&self, code: &str) -> CodeFacts {
        self.describe_by(code, |_| false)
    }

    /// The same, where the user's tables too say which codes are real.
    pub(super) fn describe_by(&self, code: &str, is_real: impl Fn(&str) -> bool) -> CodeFacts {
        if let Some(known) = self.facts.get(code) {
            return known.clone();
        }
        match near_miss::target(code, &self.audited, is_real) {
            Some(audited) => CodeFacts { kinds: Kinds::NEAR_MISS, near_miss_of: Some(audited), ..CodeFacts::UNKNOWN },
            None => CodeFacts::UNKNOWN,
        }
    }
}

fn parse(row: &[&'static str]) -> CodeFacts {
    let day = |text: &str| Day::parse_iso(text);
    let minutes = |text: &str| text.parse().ok();
    let list = |text: &'static str| text.split_whitespace().collect();
    let (from, until) = (day(cell(row, 2)), day(cell(row, 3)));
    let named = Kinds::from_names(cell(row, 1).split_whitespace()).unwrap_or(Kinds::NONE);
    let dated = if from.is_some() || until.is_some() { Kinds::DATED } else { Kinds::NONE };
    CodeFacts {
        kinds: named.or(dated),
        from,
        until,
        successors: list(cell(row, 4)),
        predecessors: list(cell(row, 5)),
        min_minutes: minutes(cell(row, 6)),
        max_minutes: minutes(cell(row, 7)),
        level_minutes: minutes(cell(row, 8)),
        clinician: match cell(row, 9) {
            "em" => BillingClinician::WithEm,
            "without_em" => BillingClinician::WithoutEm,
            _ => BillingClinician::Unsaid,
        },
        near_miss_of: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_names_known_kinds() {
        for (code, facts) in CodeTable::shipped().iter() {
            assert!(!facts.kinds.is_none(), "{code} has no kind");
            assert_eq!(code.len(), 5);
        }
    }

    #[test]
    fn families_and_dates_of_the_rulebook() {
        let table = CodeTable::shipped();
        let kinds = |code: &str| table.describe(code).kinds;
        assert!(kinds("99422").meets(Kinds::E_VISIT_EM) && kinds("98970").meets(Kinds::E_VISIT_NQ));
        assert!(kinds("98006").meets(Kinds::TELEHEALTH_AV) && kinds("98006").meets(Kinds::VISIT));
        assert!(kinds("85025").is_none());
        let on = |code: &str, date: &str| Day::parse_iso(date).map(|day| table.describe(code).in_effect(day));
        assert_eq!(on("99441", "2024-12-31"), Some(true));
        assert_eq!(on("99441", "2025-01-01"), Some(false));
        assert_eq!(on("98016", "2024-12-31"), Some(false));
        assert_eq!(on("G2061", "2021-01-04"), Some(false));
    }

    #[test]
    fn a_typing_error_points_at_one_audited_code() {
        let table = CodeTable::shipped();
        assert_eq!(table.describe("97970").near_miss_of, Some("98970"));
        for real in ["90966", "90970", "98940", "98943", "99213", "93970", "J2010"] {
            assert_eq!(table.describe(real).near_miss_of, None, "{real}");
        }
    }
}
