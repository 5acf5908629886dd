//! Finds out from titles and file names which release a table is. Opens no file.
//!
//! Names as CMS gives them: `PPRRVU25_JAN.csv`, `PPRRVU2026_Jul_nonQPP.csv`, `RVU24AR`, `ccipra-v302r0-f1.txt`,
//! `MCR_MUE_PractitionerServices_Eff_07-01-2024.csv`.

use std::path::Path;

use super::words::words;
use crate::claim::Day;

/// A release: its name in words and the first day it holds for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Release {
    pub(super) name: String,
    pub(super) from: Day,
}

const MONTHS: [&str; 12] = [
    "JANUARY",
    "FEBRUARY",
    "MARCH",
    "APRIL",
    "MAY",
    "JUNE",
    "JULY",
    "AUGUST",
    "SEPTEMBER",
    "OCTOBER",
    "NOVEMBER",
    "DECEMBER",
];
/// Month names of releases as they are shown.
const SHOWN_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The words of a file's name, then those of the folder above it: CMS's zips carry the release in either.
fn names(path: &str) -> impl Iterator<Item = Vec<String>> {
    let parts: Vec<Vec<String>> =
        Path::new(path).components().rev().take(2).map(|part| words(&part.as_os_str().to_string_lossy())).collect();
    parts.into_iter()
}

fn number(word: &str) -> Option<i32> {
    word.parse().ok()
}

/// A month by its full name or its first three letters, from 1.
fn month(word: &str) -> Option<usize> {
    let at = MONTHS.iter().position(|month| *month == word || (word.len() == 3 && month.starts_with(word)));
    at.map(|at| at + 1)
}

/// A full year, or the two digits file names have.
fn year(word: &str) -> Option<i32> {
    let is_digits = word.bytes().all(|b| b.is_ascii_digit());
    match word.len() {
        4 if is_digits => number(word).filter(|year| (1990..2100).contains(year)),
        2 if is_digits => number(word).map(|year| 2000 + year),
        _ => None,
    }
}

fn dated(year: i32, month: usize, day: u32) -> Option<Release> {
    let from = Day::from_ymd(year, u32::try_from(month).ok()?, day)?;
    let shown = SHOWN_MONTHS.get(month.checked_sub(1)?)?;
    let name = if day == 1 { format!("{year} {shown}") } else { format!("{year} {shown} {day}") };
    Some(Release { name, from })
}

/// The release of a PPRRVU file: by the lines above its header, else by its name or its folder's.
pub(super) fn of_fee_schedule(titles: &[String], path: &str) -> Option<Release> {
    // The release of 9 March 2024 kept title and file name of January's; only its zip is called RVU24AR.
    let is_march = |name: &Vec<String>| name.windows(3).any(|w| w[0].ends_with("RVU") && w[1] == "24" && w[2] == "AR");
    let found = titles.iter().find_map(|title| of_title(title)).or_else(|| names(path).find_map(|name| of_name(&name)));
    match found {
        Some(release) if release.name == "2024 January" && names(path).any(|name| is_march(&name)) => dated(2024, 3, 9),
        found => found,
    }
}

/// `2025 National Physician Fee Schedule Relative Value File January Release`; a day may stand behind the month.
fn of_title(title: &str) -> Option<Release> {
    let words = words(title);
    let fee_schedule = words.windows(2).position(|w| w[0] == "FEE" && w[1] == "SCHEDULE")?;
    let year = words[..fee_schedule].iter().find_map(|word| year(word).filter(|_| word.len() == 4))?;
    let rest = &words[fee_schedule..];
    let at = rest.iter().position(|word| MONTHS.contains(&word.as_str()))?;
    let day = rest.get(at + 1).and_then(|word| word.parse().ok()).filter(|day| (1..=31).contains(day));
    dated(year, month(&rest[at])?, day.unwrap_or(1))
}

/// `PPRRVU25_JAN`, `RVU24D`: the year, then a month or the letter of a release.
fn of_name(name: &[String]) -> Option<Release> {
    name.windows(3).filter(|w| w[0].ends_with("RVU")).find_map(|w| {
        let month = match w[2].as_str() {
            "A" | "AR" => 1,
            "B" => 4,
            "C" => 7,
            "D" => 10,
            word => month(word)?,
        };
        dated(year(&w[1])?, month, 1)
    })
}

fn quarter(year: i32, quarter: i32) -> Option<Release> {
    let month = u32::try_from(3 * quarter - 2).ok().filter(|month| *month <= 10)?;
    Some(Release { name: format!("{year} Q{quarter}"), from: Day::from_ymd(year, month, 1)? })
}

/// The quarter of a date.
pub(super) fn quarter_of(date: Day) -> Option<Release> {
    let (year, month, _) = date.ymd()?;
    quarter(year, i32::try_from(month.div_ceil(3)).ok()?)
}

/// The quarter a name tells: `Eff_07-01-2024`, `2024q3`, `q3-2024`, or an NCCI version such as `v302`.
pub(super) fn of_quarter(path: &str) -> Option<Release> {
    names(path).find_map(|name| {
        let effective = name.windows(4).find_map(|w| match w {
            [eff, month, day, year_word] if eff.starts_with("EFF") => {
                let from = Day::from_ymd(year(year_word)?, month.parse().ok()?, day.parse().ok()?)?;
                Some(Release { from, ..quarter_of(from)? })
            }
            _ => None,
        });
        let named = || {
            name.windows(3).find_map(|w| match w {
                [year_word, q, n] if q == "Q" && year_word.len() == 4 => quarter(year(year_word)?, number(n)?),
                [q, n, year_word] if q == "Q" && year_word.len() == 4 => quarter(year(year_word)?, number(n)?),
                _ => None,
            })
        };
        effective.or_else(named).or_else(|| of_version(&name))
    })
}

/// An NCCI version: the first two digits count years from 1994, the last one quarters from 0 (`v302` is 2024 Q3).
fn of_version(name: &[String]) -> Option<Release> {
    name.windows(2).filter(|w| w[0] == "V" && w[1].len() == 3).find_map(|w| {
        let version = number(&w[1])?;
        quarter(1994 + version / 10, version % 10 + 1)
    })
}

/// Whether a file's name says that its edits are those for hospitals.
pub(super) fn is_for_hospitals(path: &str) -> bool {
    names(path).take(1).any(|name| name.iter().any(|word| word == "CCIOPH"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(release: Option<Release>) -> String {
        release.map_or_else(String::new, |release| format!("{} from {}", release.name, release.from))
    }

    #[test]
    fn fee_schedules_by_title() {
        let of = |title: &str| shown(of_fee_schedule(&[title.to_owned()], "rvu.csv"));
        for (month, expected) in [
            ("January", "2025 January from 2025-01-01"),
            ("April", "2025 April from 2025-04-01"),
            ("July", "2025 July from 2025-07-01"),
            ("October", "2025 October from 2025-10-01"),
        ] {
            assert_eq!(
                of(&format!("2025 National Physician Fee Schedule Relative Value File {month} Release")),
                expected
            );
        }
        let march = "2024 National Physician Fee Schedule Relative Value File March 9 Release";
        assert_eq!(of(march), "2024 March 9 from 2024-03-09");
        assert_eq!(of("RELEASED 12/23/2024"), "");
        assert_eq!(of("2025 National Physician Fee Schedule Relative Value File"), "");
    }

    #[test]
    fn fee_schedules_by_name() {
        let of = |path: &str| shown(of_fee_schedule(&[], path));
        for (path, expected) in [
            ("PPRRVU25_JAN.csv", "2025 January from 2025-01-01"),
            ("cms/PPRRVU2026_Jul_nonQPP.csv", "2026 July from 2026-07-01"),
            ("RVU24A/table.csv", "2024 January from 2024-01-01"),
            ("rvu24ar/PPRRVU24_JAN.csv", "2024 March 9 from 2024-03-09"),
            ("RVU21AR.csv", "2021 January from 2021-01-01"),
            ("rvu24b-updated/x.csv", "2024 April from 2024-04-01"),
            ("RVU24C.csv", "2024 July from 2024-07-01"),
            ("rvu25d_0/x.csv", "2025 October from 2025-10-01"),
            ("fees.csv", ""),
            ("PPRRVU.csv", ""),
            ("PPRRVU25.csv", ""),
        ] {
            assert_eq!(of(path), expected, "{path}");
        }
    }

    #[test]
    fn quarters_by_name() {
        for (path, expected) in [
            ("MCR_MUE_PractitionerServices_Eff_07-01-2024.csv", "2024 Q3 from 2024-07-01"),
            ("mcr-mue-practitionerservices-eff-10-01-2025.csv", "2025 Q4 from 2025-10-01"),
            ("mue_2024q3.csv", "2024 Q3 from 2024-07-01"),
            ("medicare-ncci-2026-q1-practitioner.csv", "2026 Q1 from 2026-01-01"),
            ("q2-2025/mue.csv", "2025 Q2 from 2025-04-01"),
            ("ccipra-v302r0-f1.txt", "2024 Q3 from 2024-07-01"),
            ("ccipra-v313r0-f4.xlsx", "2025 Q4 from 2025-10-01"),
            ("ccipra-v320-f1.xlsx", "2026 Q1 from 2026-01-01"),
            ("ccipra-v309r0-f1.txt", ""),
            ("mue.csv", ""),
            ("mue_2024q7.csv", ""),
        ] {
            assert_eq!(shown(of_quarter(path)), expected, "{path}");
        }
        assert!(is_for_hospitals("a/ccioph-v302r0-f1.txt") && !is_for_hospitals("a/ccipra-v302r0-f1.txt"));
    }
}
