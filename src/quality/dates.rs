//! When the services were given, month by month, and dates of a row that contradict one another. Knows no clock: what lies
//! in the future is not told.

use crate::claim::{Day, Field};
use crate::load::Rows;

/// The rows of one calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthCount {
    /// Year and month.
    pub month: (i32, u32),
    /// Rows with a service date in it.
    pub rows: u64,
    /// Those among them that rules judge.
    pub audited: u64,
}

/// Rows in which one date lies before another that it cannot lie before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateNote {
    /// The column of the date that is too early.
    pub field: Field,
    /// How many rows.
    pub rows: u64,
}

/// Rows, and judged rows among them, by service date.
#[derive(Clone, Debug, Default)]
pub(super) struct Days {
    first: Option<Day>,
    days: Vec<(u64, u64)>,
}

impl Days {
    pub(super) fn new(rows: &Rows, read: Option<(Day, Day)>, is_audited: impl Fn(usize) -> bool) -> Self {
        let Some((first, last)) = read else { return Self::default() };
        let place = |day: Day| usize::try_from(first.gap_to(day)).unwrap_or(0);
        let mut days = vec![(0_u64, 0_u64); place(last) + 1];
        for (row, date) in rows.handling.date.iter().enumerate() {
            let day = &mut days[place(date)];
            day.0 += 1;
            day.1 += u64::from(is_audited(row));
        }
        Self { first: Some(first), days }
    }

    /// Adds the days of other rows of the same run.
    pub(super) fn merge(&mut self, other: &Self) {
        self.first = self.first.or(other.first);
        self.days.resize(self.days.len().max(other.days.len()), (0, 0));
        for (sum, day) in self.days.iter_mut().zip(&other.days) {
            *sum = (sum.0 + day.0, sum.1 + day.1);
        }
    }

    /// The months with rows, in order.
    pub(super) fn months(&self) -> Vec<MonthCount> {
        let mut months: Vec<MonthCount> = Vec::new();
        let first = self.first.unwrap_or(Day(0));
        let days = (0..).map(|days| first.plus(days)).zip(&self.days);
        for (day, &(rows, audited)) in days.filter(|(_, (rows, _))| *rows > 0) {
            let Some((year, month, _)) = day.ymd() else { continue };
            match months.last_mut() {
                Some(last) if last.month == (year, month) => {
                    last.rows += rows;
                    last.audited += audited;
                }
                _ => months.push(MonthCount { month: (year, month), rows, audited }),
            }
        }
        months
    }
}

/// Columns of dates that cannot lie before the service.
const LATER: [Field; 4] = [Field::ServiceDateTo, Field::ReceivedDate, Field::PaidDate, Field::ProcessedDate];

/// Rows whose service ends, or is received, paid or processed, before it begins.
pub(super) fn early(rows: &Rows) -> [u64; LATER.len()] {
    let days = &rows.handling;
    [&days.date_to, &days.received, &days.paid_on, &days.processed].map(|column| {
        let is_early = |(row, date): &(usize, Day)| column.get(*row).known().is_some_and(|later| later < *date);
        if column.is_default() { 0 } else { days.date.iter().enumerate().filter(is_early).count() as u64 }
    })
}

/// The same in words, as far as there are any.
pub(super) fn notes(early: &[u64; LATER.len()]) -> Vec<DateNote> {
    let notes = LATER.into_iter().zip(early).map(|(field, rows)| DateNote { field, rows: *rows });
    notes.filter(|note| note.rows > 0).collect()
}
