//! The physician fee schedule: status, global days and national amounts of codes, release by release. Reads no file.
//!
//! Source: CMS PPRRVU files, which the user brings; how they pay is in the project rulebook's sources, section 4.

use std::collections::HashMap;

use super::HcpcsCode;
use crate::claim::{Cents, Day};

/// The days around a procedure that its payment includes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GlobalDays {
    /// `000`: the day itself.
    Zero,
    /// `010`: ten days after it.
    Ten,
    /// `090`: one day before it and ninety after.
    Ninety,
    /// No such days, or not this kind (`XXX`, `ZZZ`, `YYY`, `MMM`).
    None,
}

/// One row of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fee {
    /// Status code: `A` active, `I` not valid, `N` not covered and so on.
    pub status: char,
    /// Global days.
    pub global: GlobalDays,
    /// Total relative value outside facilities, in hundredths.
    pub nonfacility_rvu: i64,
    /// Total relative value in facilities, in hundredths.
    pub facility_rvu: i64,
    /// Conversion factor as the row has it, in ten-thousandths of a dollar.
    pub factor: i64,
}

/// One release of the fee schedule and the dates it is used for, both ends included.
#[derive(Clone, Debug)]
pub struct FeeRelease {
    /// Year and month, such as `2025 January`.
    pub name: String,
    /// First service date.
    pub from: Day,
    /// Last service date.
    pub through: Day,
    /// Rows without modifier.
    fees: HashMap<HcpcsCode, Fee>,
    /// Every code, under any modifier, and whether a row of it has global days.
    listed: HashMap<HcpcsCode, bool>,
}

/// The releases at hand, by date.
#[derive(Clone, Debug, Default)]
pub struct FeeSchedule {
    releases: Vec<FeeRelease>,
}

/// The two conversion factors of 2024, and the first day of the second; the date decides between them, not the release.
///
/// Source: project rulebook's sources, section 4.1 (read 2026-11-30).
const FACTORS_OF_2024: [i64; 2] = [327_442, 332_875];
const SECOND_FACTOR_OF_2024: (i32, u32, u32) = (2024, 3, 9);

impl GlobalDays {
    /// The days of a `GLOB DAYS` cell; spreadsheets that drop leading zeros are understood.
    pub fn parse(text: &str) -> Self {
        match text {
            "000" | "0" => Self::Zero,
            "010" | "10" => Self::Ten,
            "090" | "90" => Self::Ninety,
            _ => Self::None,
        }
    }
}

impl Fee {
    /// Whether Medicare pays by these relative values: status `A`, `R` or `T`.
    const fn is_paid_by_value(&self) -> bool {
        matches!(self.status, 'A' | 'R' | 'T')
    }
}

impl FeeRelease {
    /// A release without rows.
    pub fn new(name: String, from: Day, through: Day) -> Self {
        Self { name, from, through, fees: HashMap::new(), listed: HashMap::new() }
    }

    /// Adds a row. Returns whether it was used: a second row without modifier for the same code is not.
    pub fn add(&mut self, code: HcpcsCode, modifier: &str, fee: Fee) -> bool {
        let has_global = fee.global != GlobalDays::None;
        if modifier.is_empty() {
            if self.fees.contains_key(&code) {
                return false;
            }
            self.fees.insert(code, fee);
        }
        *self.listed.entry(code).or_default() |= has_global;
        true
    }
}

impl FeeSchedule {
    /// A schedule of releases whose dates do not overlap.
    pub fn new(mut releases: Vec<FeeRelease>) -> Self {
        releases.sort_by_key(|release| release.from);
        Self { releases }
    }

    /// The releases, earliest first.
    pub fn releases(&self) -> &[FeeRelease] {
        &self.releases
    }

    /// Whether a release is used for services of that date.
    pub fn covers(&self, date: Day) -> bool {
        self.release(date).is_some()
    }

    /// Whether any release has the code, under any modifier.
    pub fn lists(&self, code: &str) -> bool {
        let code = HcpcsCode::parse(code);
        code.is_some_and(|code| self.releases.iter().any(|release| release.listed.contains_key(&code)))
    }

    /// Whether any release gives the code 0, 10 or 90 global days.
    pub fn is_procedure(&self, code: &str) -> bool {
        let Some(code) = HcpcsCode::parse(code) else { return false };
        self.releases.iter().any(|release| release.listed.get(&code).is_some_and(|has_global| *has_global))
    }

    /// The row without modifier in force that day.
    pub fn fee(&self, code: &str, date: Day) -> Option<&Fee> {
        self.release(date)?.fees.get(&HcpcsCode::parse(code)?)
    }

    /// The national amount of one unit that day: total relative value times conversion factor, half a cent rounded up.
    /// `None` when the code is not in force, its status is not one paid by relative values, or its value is zero.
    pub fn amount(&self, code: &str, date: Day, facility: bool) -> Option<Cents> {
        let fee = self.fee(code, date).filter(|fee| fee.is_paid_by_value())?;
        let value = if facility { fee.facility_rvu } else { fee.nonfacility_rvu };
        // Hundredths times ten-thousandths of a dollar are millionths; a cent is ten thousand of them.
        let millionths = value.checked_mul(factor_on(date, fee.factor)).filter(|amount| *amount > 0)?;
        Some(Cents((millionths + 5_000) / 10_000))
    }

    fn release(&self, date: Day) -> Option<&FeeRelease> {
        self.releases.iter().find(|release| release.from <= date && date <= release.through)
    }
}

/// The factor of a row on a date: as the row has it, but in 2024 the one that was in force that day.
fn factor_on(date: Day, factor: i64) -> i64 {
    let is_2024 = date.ymd().is_some_and(|(year, _, _)| year == 2024);
    if !is_2024 || !FACTORS_OF_2024.contains(&factor) {
        return factor;
    }
    let (year, month, day) = SECOND_FACTOR_OF_2024;
    let is_second = Day::from_ymd(year, month, day).is_some_and(|second| second <= date);
    FACTORS_OF_2024[usize::from(is_second)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).unwrap()
    }

    fn schedule(rows: &[(&str, &str, char, i64)]) -> FeeSchedule {
        let mut release = FeeRelease::new("2025 January".to_owned(), day("2025-01-01"), day("2025-12-31"));
        for (code, modifier, status, value) in rows {
            let global = if *code == "10060" { GlobalDays::Ten } else { GlobalDays::None };
            let fee =
                Fee { status: *status, global, nonfacility_rvu: *value, facility_rvu: value / 2, factor: 323_465 };
            release.add(HcpcsCode::parse(code).unwrap(), modifier, fee);
        }
        FeeSchedule::new(vec![release])
    }

    #[test]
    fn amounts_are_exact_and_half_a_cent_goes_up() {
        let fees = schedule(&[("99421", "", 'A', 45), ("99417", "", 'I', 92), ("99453", "", 'A', 0)]);
        let amount = |code: &str| fees.amount(code, day("2025-02-01"), false).map(|cents| cents.0);
        assert_eq!(amount("99421"), Some(1_456));
        assert_eq!(fees.amount("99421", day("2025-02-01"), true), Some(Cents(712)));
        assert_eq!((amount("99417"), amount("99453"), amount("99422")), (None, None, None));
        assert_eq!(fees.amount("99421", day("2026-01-01"), false), None);
    }

    #[test]
    fn rows_with_a_modifier_are_listed_but_have_no_fee() {
        let fees = schedule(&[("10060", "26", 'A', 100)]);
        assert!(fees.lists("10060") && fees.is_procedure("10060"));
        assert_eq!(fees.fee("10060", day("2025-02-01")), None);
        assert!(!fees.lists("99421") && !fees.is_procedure("99421") && !fees.lists("x"));
    }

    #[test]
    fn the_date_decides_between_the_two_factors_of_2024() {
        let [first, second] = FACTORS_OF_2024;
        for row in [first, second] {
            assert_eq!(factor_on(day("2024-03-08"), row), first);
            assert_eq!(factor_on(day("2024-03-09"), row), second);
        }
        assert_eq!(factor_on(day("2024-05-01"), 323_465), 323_465);
        assert_eq!(factor_on(day("2025-01-01"), first), first);
    }
}
