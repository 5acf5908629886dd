//! One walk over the findings of a report: the sums that the page shows, and which findings come first. Holds sums by
//! rule, month and clinician, and the top of the list; never the list.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::path::Path;

use arrow::array::{Array as _, AsArray as _, RecordBatch, StringArray};
use arrow::datatypes::{Date32Type, Int32Type, Int64Type};
use polars::prelude::PolarsError;

use super::months::{MonthCounts, Months};
use crate::claim::Day;
use crate::report::ReportError;
use crate::report::figure::Figure;
use crate::report::record::Record;
use crate::report::stored::{Tables, column, unreadable};

const FINDINGS: &str = "findings.parquet";

/// Findings that a page can show at most.
const TOP: usize = 1_000;
/// Days of the chart of gaps, on both sides.
pub(super) const GAPS: i32 = 14;

/// The sums.
#[derive(Default)]
pub(super) struct Digest {
    /// Findings by month and rule.
    pub(super) months: Months,
    /// Findings by days to the nearest related line, within [`GAPS`].
    pub(super) gaps: BTreeMap<i32, u64>,
    /// Findings whose nearest related line is further.
    pub(super) far_gaps: u64,
    /// By direction: findings, money owned, money expected.
    directions: BTreeMap<String, (u64, i64, i64)>,
    /// The same as it is shown.
    told: BTreeMap<String, OfDirection>,
    /// All findings.
    pub(super) n_findings: u64,
    /// By clinician.
    pub(super) clinicians: BTreeMap<String, ClinicianSums>,
    /// Rows of the table of findings, the first to look at first.
    pub(super) top: Vec<usize>,
}

/// Findings of a direction, with the money they own and the money expected.
pub(super) type OfDirection = (Figure<u64>, Figure<i64>, Figure<i64>);

/// What was found on one clinician's lines.
#[derive(Default)]
pub(super) struct ClinicianSums {
    pub(super) findings: u64,
    pub(super) owned: i64,
    pub(super) rules: BTreeMap<String, u64>,
}

/// What decides who comes first: tier, money, then the order of the table.
type Rank = (u8, i64, Reverse<usize>);

struct Columns<'a> {
    rule: &'a StringArray,
    tier: &'a StringArray,
    direction: &'a StringArray,
    clinician: &'a StringArray,
    date: &'a arrow::array::Date32Array,
    gap: &'a arrow::array::Int32Array,
    owned: &'a arrow::array::Int64Array,
    expected: &'a arrow::array::Int64Array,
}

impl<'a> Columns<'a> {
    fn new(batch: &'a RecordBatch, path: &Path) -> Result<Self, ReportError> {
        let wrong = |name: &str| ReportError::Read {
            path: path.display().to_string(),
            problem: format!("column {name} has another type"),
        };
        let text = |name: &str| column(batch, name, path)?.as_string_opt::<i32>().ok_or_else(|| wrong(name));
        let cents = |name: &str| column(batch, name, path)?.as_primitive_opt::<Int64Type>().ok_or_else(|| wrong(name));
        Ok(Self {
            rule: text("rule")?,
            tier: text("tier")?,
            direction: text("direction")?,
            clinician: text("rendering_npi")?,
            date: column(batch, "service_date", path)?
                .as_primitive_opt::<Date32Type>()
                .ok_or_else(|| wrong("service_date"))?,
            gap: column(batch, "gap_days", path)?.as_primitive_opt::<Int32Type>().ok_or_else(|| wrong("gap_days"))?,
            owned: cents("owned_cents")?,
            expected: cents("expected_cents")?,
        })
    }
}

/// Walks over the findings once.
pub(super) fn digest(tables: Tables<'_>, record: &Record) -> Result<Digest, ReportError> {
    let path = tables.path(FINDINGS);
    let failed = |error: PolarsError| unreadable(&path, &error);
    let mut digest = Digest::default();
    let mut top: BinaryHeap<Reverse<Rank>> = BinaryHeap::new();
    let mut months = MonthCounts::default();
    let mut at = 0;
    tables.each_batch(FINDINGS, |batch| {
        let columns = Columns::new(batch, &path)?;
        for row in 0..batch.num_rows() {
            let owned = columns.owned.value(row);
            digest.add(&columns, row);
            let tier = match columns.tier.value(row) {
                "hard" => 2,
                "presumptive" => 1,
                _ => 0,
            };
            top.push(Reverse((tier, owned, Reverse(at))));
            if TOP < top.len() {
                top.pop();
            }
            at += 1;
        }
        let rules = columns.rule.iter().map(|rule| rule.unwrap_or("")).collect();
        months.add(columns.date.values().iter().map(|day| month(Day(*day))).collect(), rules).map_err(failed)
    })?;
    digest.months = months.done().map_err(failed)?;
    let mut ranks: Vec<Rank> = top.into_iter().map(|Reverse(rank)| rank).collect();
    ranks.sort_unstable_by_key(|rank| Reverse(*rank));
    digest.n_findings = at as u64;
    digest.top = ranks.into_iter().map(|(_, _, Reverse(row))| row).collect();
    digest.told = if record.is_shared { digest.of_summary(record) } else { digest.whole() };
    Ok(digest)
}

impl Digest {
    /// Findings of a direction, with the money they own and the money expected.
    pub(super) fn direction(&self, direction: &str) -> OfDirection {
        self.told.get(direction).copied().unwrap_or((Figure(Some(0)), Figure(Some(0)), Figure(Some(0))))
    }

    fn whole(&self) -> BTreeMap<String, OfDirection> {
        let shown = |(n, owned, expected)| (Figure(Some(n)), Figure(Some(owned)), Figure(Some(expected)));
        self.directions.iter().map(|(direction, sums)| (direction.clone(), shown(*sums))).collect()
    }

    /// From figures of which the small ones are withheld: nothing is shown that they do not show.
    fn of_summary(&self, record: &Record) -> BTreeMap<String, OfDirection> {
        let shown = |(direction, (.., expected)): (&String, &(u64, i64, i64))| {
            let lines = || record.summary.money.iter().filter(|line| line.direction == *direction);
            let n: Figure<u64> = lines().map(|line| line.findings).sum();
            let owned = lines().map(|line| line.owned_cents).sum();
            (direction.clone(), (n, owned, Figure(n.0.map(|_| *expected))))
        };
        self.directions.iter().map(shown).collect()
    }

    fn add(&mut self, columns: &Columns<'_>, row: usize) {
        let (rule, owned) = (columns.rule.value(row), columns.owned.value(row));
        if columns.gap.is_valid(row) {
            let gap = columns.gap.value(row);
            if gap.abs() <= GAPS {
                *self.gaps.entry(gap).or_default() += 1;
            } else {
                self.far_gaps += 1;
            }
        }
        let direction = columns.direction.value(row);
        if !self.directions.contains_key(direction) {
            self.directions.insert(direction.to_owned(), (0, 0, 0));
        }
        if let Some((n, owned_sum, expected)) = self.directions.get_mut(direction) {
            *n += 1;
            *owned_sum += owned;
            *expected += if columns.expected.is_valid(row) { columns.expected.value(row) } else { 0 };
        }
        let clinician = columns.clinician.value(row);
        if !self.clinicians.contains_key(clinician) {
            self.clinicians.insert(clinician.to_owned(), ClinicianSums::default());
        }
        if let Some(sums) = self.clinicians.get_mut(clinician) {
            sums.findings += 1;
            sums.owned += owned;
            count(&mut sums.rules, rule);
        }
    }
}

/// The month of a date: `2025-10`.
fn month(date: Day) -> String {
    let mut month = date.to_string();
    month.truncate(month.len().saturating_sub(3));
    month
}

/// Counts without making a text of a key that is known.
fn count(counts: &mut BTreeMap<String, u64>, key: &str) {
    match counts.get_mut(key) {
        Some(n) => *n += 1,
        None => {
            counts.insert(key.to_owned(), 1);
        }
    }
}
