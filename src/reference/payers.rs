//! Which codes a payer does not pay, by date. Says nothing of payers it has no table for.
//!
//! Source: project rulebook, section 3.5, `code_not_payable` (`data/not_payable.csv`).

use super::table::{cell, rows};
use crate::claim::Day;

struct UnpaidRange {
    payer: &'static str,
    first: &'static str,
    last: &'static str,
    from: Option<Day>,
    until: Option<Day>,
}

/// Codes that payers do not pay.
pub struct UnpaidCodes {
    ranges: Vec<UnpaidRange>,
}

impl UnpaidCodes {
    /// The table compiled into the program.
    pub fn shipped() -> Self {
        let ranges = rows(include_str!("data/not_payable.csv")).map(|row| {
            let (first, last) = row[1].split_once('-').unwrap_or((row[1], row[1]));
            let (from, until) = (Day::parse_iso(cell(&row, 2)), Day::parse_iso(cell(&row, 3)));
            UnpaidRange { payer: row[0], first, last, from, until }
        });
        Self { ranges: ranges.collect() }
    }

    /// Whether there is a table for this payer at all.
    pub fn knows(&self, payer: &str) -> bool {
        self.ranges.iter().any(|range| range.payer == payer)
    }

    /// Whether the code is on any payer's list, on any date.
    pub fn lists(&self, code: &str) -> bool {
        self.ranges.iter().any(|range| range.holds(code))
    }

    /// Whether the payer does not pay this code for services of that date.
    pub fn is_unpaid(&self, payer: &str, code: &str, date: Day) -> bool {
        self.ranges.iter().any(|range| range.payer == payer && range.holds(code) && range.covers(date))
    }
}

impl UnpaidRange {
    fn holds(&self, code: &str) -> bool {
        let is_number = code.bytes().all(|b| b.is_ascii_digit());
        code.len() == self.first.len() && is_number && self.first <= code && code <= self.last
    }

    fn covers(&self, date: Day) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date <= until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medicare_dates() {
        let unpaid = UnpaidCodes::shipped();
        let on = |code: &str, date: &str| Day::parse_iso(date).map(|day| unpaid.is_unpaid("medicare", code, day));
        assert_eq!(on("98970", "2020-12-31"), Some(true));
        assert_eq!(on("98970", "2021-01-01"), Some(false));
        assert_eq!(on("98007", "2025-05-01"), Some(true));
        assert_eq!(on("98016", "2025-05-01"), Some(false));
        assert_eq!(on("9800A", "2025-05-01"), Some(false));
        assert_eq!(on("99243", "2009-12-31"), Some(false));
        assert_eq!(on("99243", "2010-01-01"), Some(true));
        assert!(unpaid.knows("medicare") && !unpaid.knows("commercial"));
    }
}
