//! The most units of a code Medicare pays, quarter by quarter. Reads no file.
//!
//! Source: CMS medically unlikely edits for practitioners, which the user brings.

use std::collections::HashMap;

use super::HcpcsCode;
use crate::claim::Day;

/// The limit of one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitLimit {
    /// Most whole units; 0 when the code is never paid.
    pub units: i64,
    /// Adjudication indicator: 1 per line, 2 per date by policy, 3 per date by clinical judgement.
    pub indicator: u8,
}

/// The limits of one table and the dates it is used for, both ends included.
#[derive(Clone, Debug)]
pub struct UnitLimitTable {
    /// First service date.
    pub from: Day,
    /// Last service date.
    pub through: Day,
    limits: HashMap<HcpcsCode, UnitLimit>,
}

/// The tables at hand, by date.
#[derive(Clone, Debug, Default)]
pub struct UnitLimits {
    tables: Vec<UnitLimitTable>,
}

impl UnitLimitTable {
    /// A table without rows.
    pub fn new(from: Day, through: Day) -> Self {
        Self { from, through, limits: HashMap::new() }
    }

    /// Adds a row. Returns whether it was used: a second row for the same code is not.
    pub fn add(&mut self, code: HcpcsCode, limit: UnitLimit) -> bool {
        let is_new = !self.limits.contains_key(&code);
        if is_new {
            self.limits.insert(code, limit);
        }
        is_new
    }
}

impl UnitLimits {
    /// Tables whose dates do not overlap.
    pub fn new(mut tables: Vec<UnitLimitTable>) -> Self {
        tables.sort_by_key(|table| table.from);
        Self { tables }
    }

    /// Whether a table is used for services of that date.
    pub fn covers(&self, date: Day) -> bool {
        self.table(date).is_some()
    }

    /// Whether any table has the code.
    pub fn lists(&self, code: &str) -> bool {
        HcpcsCode::parse(code).is_some_and(|code| self.tables.iter().any(|table| table.limits.contains_key(&code)))
    }

    /// The limit of a code for services of that date.
    pub fn limit(&self, code: &str, date: Day) -> Option<UnitLimit> {
        self.table(date)?.limits.get(&HcpcsCode::parse(code)?).copied()
    }

    fn table(&self, date: Day) -> Option<&UnitLimitTable> {
        self.tables.iter().find(|table| table.from <= date && date <= table.through)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_chooses_the_table() {
        let day = |text: &str| Day::parse_iso(text).unwrap();
        let code = HcpcsCode::parse("99439").unwrap();
        let tables =
            [("2024-07-01", "2024-09-30", 2), ("2024-10-01", "2024-12-31", 3)].map(|(from, through, units)| {
                let mut table = UnitLimitTable::new(day(from), day(through));
                assert!(table.add(code, UnitLimit { units, indicator: 2 }));
                assert!(!table.add(code, UnitLimit { units: 9, indicator: 2 }));
                table
            });
        let limits = UnitLimits::new(tables.into());
        let units = |date: &str| limits.limit("99439", day(date)).map(|limit| limit.units);
        assert_eq!((units("2024-09-30"), units("2024-10-01"), units("2025-01-01")), (Some(2), Some(3), None));
        assert!(limits.lists("99439") && !limits.lists("99437"));
        assert!(limits.covers(day("2024-07-01")) && !limits.covers(day("2024-06-30")));
    }
}
