//! Properties 2, 4 and 6: shifted dates, wider windows, and sweeping month by month.

use std::collections::BTreeSet;

use claimsweep::claim::Day;
use claimsweep::findings::SettingValue;
use proptest::prelude::*;

use super::{config, dates, world};
use crate::naive::NaiveOutcome;
use crate::worlds::{Counts, Frame, Row, Said, audit, counts, messy, said};

/// Rules that look at the calendar itself: code dates, waivers, a payer's list with dates, months and years.
const DATED: [&str; 10] = [
    "code_not_in_effect",
    "telehealth_marker",
    "telehealth_place_of_service",
    "code_not_payable",
    "care_management_overlap",
    "apcm_bundled_contact",
    "monitoring_code_conflict",
    "patient_not_established",
    "patient_already_established",
    "rhc_wrapper_code",
];

fn shifted(rows: &[Row], days: i32) -> Vec<Row> {
    let mut rows = rows.to_vec();
    for row in &mut rows {
        row.line.date += days;
        row.processed = row.processed.map(|day| day + days);
        for time in [&mut row.line.start, &mut row.line.end] {
            *time = time.map(|seconds| seconds + i64::from(days) * 86_400);
        }
    }
    rows
}

/// What does not name a date or depend on one: rule, claim, line and verdict.
fn verdicts(findings: Vec<Said>) -> Vec<(&'static str, String, i32, NaiveOutcome)> {
    let undated = findings.into_iter().filter(|finding| !DATED.contains(&finding.rule));
    undated.map(|finding| (finding.rule, finding.claim, finding.line_number, finding.verdict)).collect()
}

fn undated(mut counts: Counts) -> Counts {
    counts.retain(|rule, _| !DATED.contains(rule));
    counts
}

/// Claims and lines that a rule flags.
fn lines_of(findings: &[Said], rule: &str) -> Vec<(String, i32)> {
    let of_rule = findings.iter().filter(|finding| finding.rule == rule);
    of_rule.map(|finding| (finding.claim.clone(), finding.line_number)).collect()
}

/// First and last day of every month that holds a row.
fn months(rows: &[Row]) -> BTreeSet<(i32, i32)> {
    let month_of = |row: &Row| {
        let (year, month, day) = Day(row.line.date).ymd()?;
        let next = if month == 12 { Day::from_ymd(year + 1, 1, 1) } else { Day::from_ymd(year, month + 1, 1) };
        Some((row.line.date + 1 - i32::try_from(day).ok()?, next?.0 - 1))
    };
    rows.iter().filter_map(month_of).collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn shifting_all_dates_changes_no_undated_rule((seed, size) in world(), days in -4_000..4_000_i32, edge in 0..30_i32) {
        // The health centres' code is a contact until a date, for rules that otherwise know none.
        let mut rows = messy(seed, size);
        rows.retain(|row| row.line.code != "G0071");
        let (first, last) = dates(&rows);
        let whole = Frame::tight();
        let part = Frame { data: (Some(first + edge), Some(last - 4)), period: (Some(first + 6), None), ..whole.clone() };
        for frame in [whole, part] {
            let before = audit(&rows, &frame)?;
            let after = audit(&shifted(&rows, days), &frame.shifted(days))?;
            prop_assert_eq!(verdicts(said(&before)), verdicts(said(&after)));
            prop_assert_eq!(undated(counts(&before)), undated(counts(&after)));
            prop_assert_eq!(&before.accounting, &after.accounting);
        }
    }

    #[test]
    fn a_longer_look_back_loses_no_line((seed, size) in world(), short in 0..20_i64, more in 1..20_i64) {
        let rows = messy(seed, size);
        for rule in ["e_visit_after_related_visit", "contact_after_related_visit"] {
            let flagged = |days: i64| -> std::io::Result<Vec<(String, i32)>> {
                let days = days.max(1);
                let settings = vec![(rule, "lookback_days", SettingValue::Number(days))];
                Ok(lines_of(&said(&audit(&rows, &Frame { settings, ..Frame::wide() })?), rule))
            };
            let (few, many) = (flagged(short)?, flagged(short + more)?);
            prop_assert!(few.iter().all(|line| many.contains(line)), "{}: {:?} but {:?}", rule, few, many);
        }
    }

    #[test]
    fn sweeping_month_by_month_finds_what_one_sweep_finds((seed, size) in world()) {
        let rows = messy(seed, size);
        for frame in [Frame::tight(), Frame::wide()] {
            let whole = audit(&rows, &frame)?;
            let (mut union, mut sum) = (Vec::new(), Counts::new());
            for (from, to) in months(&rows) {
                let month = audit(&rows, &Frame { period: (Some(from), Some(to)), ..frame.clone() })?;
                union.extend(said(&month));
                for (rule, numbers) in counts(&month) {
                    let total = sum.entry(rule).or_default();
                    total.iter_mut().zip(numbers).for_each(|(total, n)| *total += n);
                }
            }
            let mut at_once = said(&whole);
            at_once.sort();
            union.sort();
            prop_assert_eq!(at_once, union);
            prop_assert_eq!(counts(&whole), sum);
        }
    }
}
