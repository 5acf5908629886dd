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

/// The months with rows, in order.
pub(super) fn months(rows: &Rows, read: Option<(Day, Day)>, is_audited: impl Fn(usize) -> bool) -> Vec<MonthCount> {
    let Some((first, last)) = read else { return Vec::new() };
    let place = |day: Day| usize::try_from(first.gap_to(day)).unwrap_or(0);
    let mut days = vec![(0_u64, 0_u64); place(last) + 1];
    for (row, date) in rows.handling.date.iter().enumerate() {
        let day = &mut days[place(*date)];
        day.0 += 1;
        day.1 += u64::from(is_audited(row));
    }
    let mut months: Vec<MonthCount> = Vec::new();
    for (day, (rows, audited)) in (0..).map(|days| first.plus(days)).zip(days).filter(|(_, (rows, _))| *rows > 0) {
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

/// Rows whose service ends, or is received, paid or processed, before it begins.
pub(super) fn notes(rows: &Rows) -> Vec<DateNote> {
    let days = &rows.handling;
    let later = [
        (Field::ServiceDateTo, &days.date_to),
        (Field::ReceivedDate, &days.received),
        (Field::PaidDate, &days.paid_on),
        (Field::ProcessedDate, &days.processed),
    ];
    let note = |(field, column): (Field, &crate::load::Sparse<Day>)| {
        let is_early = |(row, date): &(usize, &Day)| column.get(*row).known().is_some_and(|later| later < **date);
        DateNote { field, rows: days.date.iter().enumerate().filter(is_early).count() as u64 }
    };
    later.into_iter().map(note).filter(|note| note.rows > 0).collect()
}
