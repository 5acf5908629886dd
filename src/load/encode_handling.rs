//! Fills the date, time, payer and status columns.

use super::batch::{Batch, Cells, cleaned};
use super::column::Sparse;
use super::encode::{ColumnGroup, IS_MISSING, Notes};
use super::layout::Layout;
use super::memo::Memo;
use super::rows::HandlingColumns;
use super::values::{is_placeholder_word, lower, stands_for_nothing};
use crate::claim::{CellNote, Day, Dictionary, Field, LineStatus, Moment, StatusWords, Sym, Unreadable};

/// The reason of a date that a spreadsheet wrote as the number of its day.
pub const IS_DAY_NUMBER: &str = Unreadable::DayNumber.reason();

pub(super) struct HandlingEncoder<'a> {
    pub(super) columns: HandlingColumns,
    pub(super) payers: Dictionary,
    layout: &'a Layout,
    /// Service date, its end, received, paid, processed: a layout may write each in its own way.
    known_days: [Memo<Day>; 5],
    known_payers: Memo<Sym>,
    known_statuses: Memo<LineStatus>,
}

/// First and last plausible date: 1990-01-01 and 2099-12-31.
pub(super) const PLAUSIBLE: std::ops::RangeInclusive<Day> = Day(7_305)..=Day(47_481);

impl<'a> HandlingEncoder<'a> {
    pub(super) fn new(layout: &'a Layout) -> Self {
        let columns = HandlingColumns {
            date: Sparse::new(Day(0)),
            date_to: Sparse::new(Day::NONE),
            received: Sparse::new(Day::NONE),
            paid_on: Sparse::new(Day::NONE),
            processed: Sparse::new(Day::NONE),
            start: Sparse::new(Moment::NONE),
            end: Sparse::new(Moment::NONE),
            payer: Sparse::new(Sym::NONE),
            status: Sparse::new(LineStatus::Paid),
        };
        Self {
            columns,
            payers: Dictionary::new(),
            layout,
            known_days: Default::default(),
            known_payers: Memo::default(),
            known_statuses: Memo::default(),
        }
    }

    /// The service date, which every line needs, and the dates it may have beside it.
    fn encode_dates(&mut self, batch: &Batch<'_>, notes: &mut Notes) {
        let Self { layout, columns, known_days, .. } = self;
        let [known_dates, known_to, known_received, known_paid, known_processed] = known_days;
        let usual =
            |raw: &str| day_of(layout, Field::ServiceDate, raw).ok().flatten().filter(|day| PLAUSIBLE.contains(day));
        days(known_dates, batch, Field::ServiceDate, &mut columns.date, usual, |position, index| {
            let reason = match cell_day(layout, batch, Field::ServiceDate, index) {
                Ok(Some(day)) if PLAUSIBLE.contains(&day) => return day,
                Ok(Some(_)) => Unreadable::Implausible.reason(),
                Ok(None) => IS_MISSING,
                Err(why) => why.reason(),
            };
            notes.fault(position, Field::ServiceDate, reason);
            Day(0)
        });
        let optional = [
            (Field::ServiceDateTo, &mut columns.date_to, known_to),
            (Field::ReceivedDate, &mut columns.received, known_received),
            (Field::PaidDate, &mut columns.paid_on, known_paid),
            (Field::ProcessedDate, &mut columns.processed, known_processed),
        ];
        for (field, column, known) in optional {
            let real = |day: Option<Day>| match day {
                Some(day) if is_sentinel(day) => Ok(Day::NONE),
                Some(day) if !PLAUSIBLE.contains(&day) => Err(Unreadable::Implausible),
                day => Ok(day.unwrap_or(Day::NONE)),
            };
            let usual = |raw: &str| day_of(layout, field, raw).and_then(real).ok();
            days(known, batch, field, column, usual, |position, index| {
                cell_day(layout, batch, field, index).and_then(real).unwrap_or_else(|why| {
                    notes.blank_or_unreadable(position, field, batch.text(field, index), why);
                    Day::NONE
                })
            });
        }
    }

    /// The start or end of services.
    fn encode_times(&mut self, batch: &Batch<'_>, field: Field, notes: &mut Notes) {
        let rows = batch.selected.iter().copied().enumerate();
        let times: Vec<Moment> = if batch.is_absent(field) {
            vec![Moment::NONE; batch.selected.len()]
        } else {
            rows.map(|place| self.moment(batch, field, place, notes)).collect()
        };
        let column = if field == Field::StartTime { &mut self.columns.start } else { &mut self.columns.end };
        column.extend(times);
    }

    /// What the payer did, where more than one word of one column says so.
    fn encode_odd_statuses(&mut self, batch: &Batch<'_>, start: usize, unknown: &mut StatusWords) {
        let statuses = batch.selected.iter().enumerate().map(|(position, index)| {
            let status = if batch.statuses.is_empty() {
                self.columns.status.get(start + position)
            } else {
                self.status_of_list(batch, *index, unknown)
            };
            self.unless_paid(status, batch, *index)
        });
        let statuses: Vec<LineStatus> = statuses.collect();
        let now = |row: usize, status| row.checked_sub(start).map_or(status, |position| statuses[position]);
        self.columns.status = self.columns.status.mapped(now);
    }

    fn moment(&self, batch: &Batch<'_>, field: Field, (position, index): (usize, u32), notes: &mut Notes) -> Moment {
        let notation = &self.layout.notation;
        let text = batch.text(field, index);
        let read = match &batch.cells[field.index()] {
            Cells::Moments(times) => Some(notation.unless_midnight(times[index as usize])),
            _ if text.is_empty() => Some(Moment::NONE),
            _ => notation.moment(text, self.layout.times_of(field)),
        };
        let day = read.and_then(Moment::known).map(Moment::day);
        let why = match (read, day) {
            (None, _) => Unreadable::NotATime,
            (Some(_), Some(Some(day))) if is_sentinel(day) => return Moment::NONE,
            (Some(time), None) => return time,
            (Some(time), Some(Some(day))) if PLAUSIBLE.contains(&day) => return time,
            (Some(_), Some(_)) => Unreadable::Implausible,
        };
        notes.blank_or_unreadable(position, field, text, why);
        Moment::NONE
    }

    /// What the payer did with a line that several words speak of: the gravest counts.
    fn status_of_list(&self, batch: &Batch<'_>, index: u32, unknown: &mut StatusWords) -> LineStatus {
        let gravity = |status: &LineStatus| match status {
            LineStatus::Paid => 0,
            LineStatus::Denied => 1,
            LineStatus::Reversed => 2,
        };
        let mut gravest = LineStatus::Paid;
        for raw in batch.statuses.iter().flat_map(|list| list.raw(index)) {
            let word = cleaned(raw);
            let status = self.layout.status.of(word);
            let reason = if status.is_none() { reason(word) } else { None };
            match status.or_else(|| self.layout.status.of(reason.as_deref()?)) {
                Some(status) if gravity(&gravest) < gravity(&status) => gravest = status,
                // Of the reasons a layout lists those that refuse a line.
                None if !word.is_empty() && reason.is_none() => unknown.add(word),
                Some(_) | None => {}
            }
        }
        gravest
    }

    /// A refusal that names a reason for a part of the payment is none. An amount that cannot be read may be a payment: the
    /// line is looked at, and its money is unknown.
    fn unless_paid(&self, status: LineStatus, batch: &Batch<'_>, index: u32) -> LineStatus {
        if status != LineStatus::Denied || !self.layout.status.denied_only_unpaid {
            return status;
        }
        let text = cleaned(batch.text(Field::PaidAmount, index));
        let is_unpaid = match self.layout.notation.cents(text) {
            Ok(paid) => paid.0 == 0,
            Err(_) => text.is_empty() || is_placeholder_word(text),
        };
        if is_unpaid { status } else { LineStatus::Paid }
    }
}

/// Groups of reasons by which payers change what they pay, in front of the reason's number.
const REASON_GROUPS: [&str; 5] = ["CO", "PR", "OA", "PI", "CR"];

/// A word that is a group and the number of a reason, with a dash between them: `CO97` and `CO 97` are `CO-97`.
fn reason(word: &str) -> Option<String> {
    let (group, rest) = word.split_at_checked(2)?;
    let is_known = REASON_GROUPS.iter().any(|known| group.eq_ignore_ascii_case(known));
    let number = if is_known { rest.trim_start_matches([' ', '-']) } else { rest.strip_prefix('-')? };
    number.bytes().any(|byte| byte.is_ascii_digit()).then(|| format!("{group}-{number}"))
}

/// The day of a text cell; none when it is blank, and why when it is no day.
fn day_of(layout: &Layout, field: Field, raw: &str) -> Result<Option<Day>, Unreadable> {
    let text = cleaned(raw);
    if text.is_empty() {
        return Ok(None);
    }
    let day = layout.notation.day(whole_number(text), layout.dates_of(field));
    day.map(Some).ok_or(if is_day_number(text) { Unreadable::DayNumber } else { Unreadable::NotADate })
}

/// The same of any cell.
fn cell_day(layout: &Layout, batch: &Batch<'_>, field: Field, index: u32) -> Result<Option<Day>, Unreadable> {
    match &batch.cells[field.index()] {
        Cells::Days(days) => Ok(days[index as usize].known()),
        Cells::Moments(times) => Ok(times[index as usize].known().and_then(Moment::day)),
        cells => day_of(layout, field, cells.raw(index)),
    }
}

/// Adds the days of a field to a column: of texts what `usual` makes of them, and where that is nothing, and of other
/// cells, what `odd` says.
fn days(
    known: &mut Memo<Day>,
    batch: &Batch<'_>,
    field: Field,
    column: &mut Sparse<Day>,
    usual: impl Fn(&str) -> Option<Day>,
    mut odd: impl FnMut(usize, u32) -> Day,
) {
    match &batch.cells[field.index()] {
        Cells::Days(_) | Cells::Moments(_) => {
            let rows = batch.selected.iter().enumerate();
            column.extend(rows.map(|(position, index)| odd(position, *index)));
        }
        _ => known.fill(batch, field, column, usual, odd),
    }
}

impl ColumnGroup for HandlingEncoder<'_> {
    fn encode(&mut self, batch: &Batch<'_>, notes: &mut Notes) {
        let start = self.columns.status.len();
        self.encode_dates(batch, notes);
        self.encode_times(batch, Field::StartTime, notes);
        self.encode_times(batch, Field::EndTime, notes);
        let Self { columns, payers, known_payers, layout, known_statuses, .. } = self;
        let payer = |raw: &str| {
            let text = cleaned(raw);
            (!stands_for_nothing(text)).then(|| payers.intern(&lower(text)))
        };
        // A word for nothing is no payer, or two lines without one would have different payers.
        known_payers.fill(batch, Field::Payer, &mut columns.payer, payer, |_, _| {
            notes.cells.note(Field::Payer, CellNote::Placeholder);
            Sym::NONE
        });
        let usual = |raw: &str| match cleaned(raw) {
            "" => Some(layout.status.of("").unwrap_or(LineStatus::Paid)),
            word => layout.status.of(word),
        };
        // The rulebook, section 4, step 5: status unknown means paid. Each row of an unknown word is counted.
        let odd = |_: usize, index: u32| {
            notes.statuses.add(batch.text(Field::ClaimStatus, index));
            LineStatus::Paid
        };
        known_statuses.fill(batch, Field::ClaimStatus, &mut columns.status, usual, odd);
        if !batch.statuses.is_empty() || layout.status.denied_only_unpaid {
            self.encode_odd_statuses(batch, start, &mut notes.statuses);
        }
    }

    fn keep(&mut self, start: usize, mask: &[bool]) {
        self.columns.date.keep(start, mask);
        for column in [
            &mut self.columns.date_to,
            &mut self.columns.received,
            &mut self.columns.paid_on,
            &mut self.columns.processed,
        ] {
            column.keep(start, mask);
        }
        self.columns.start.keep(start, mask);
        self.columns.end.keep(start, mask);
        self.columns.payer.keep(start, mask);
        self.columns.status.keep(start, mask);
    }
}

/// Dates that files write for "never" or "open": from 9999-01-01, of the year 1900, and the first or the last days of a year
/// before it, as databases and spreadsheets count from them (0001-01-01, 1753-01-01, 1899-12-30). Any other date before
/// 1900 is a mistake.
fn is_sentinel(day: Day) -> bool {
    match day.ymd() {
        Some((1900 | 9_999.., ..)) => true,
        Some((..1900, month, date)) => matches!((month, date), (1, 1) | (12, 30 | 31)),
        _ => false,
    }
}

/// Whether a text is such a number for a day from 2009 to 2036, a time of day behind it perhaps: `45933`, `45933.5`.
fn is_day_number(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let number: u32 = if whole.len() == 5 { whole.parse().unwrap_or(0) } else { 0 };
    (40_000..=50_000).contains(&number) && fraction.bytes().all(|b| b.is_ascii_digit())
}

/// `20250203` of `20250203.0`, as a floating column writes a date.
fn whole_number(text: &str) -> &str {
    text.strip_suffix(".0").filter(|whole| whole.bytes().all(|b| b.is_ascii_digit())).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_numbers_of_the_bounds() {
        assert_eq!(Day::from_ymd(1990, 1, 1), Some(*PLAUSIBLE.start()));
        assert_eq!(Day::from_ymd(2099, 12, 31), Some(*PLAUSIBLE.end()));
        let sentinel = |year, month, day| Day::from_ymd(year, month, day).map(is_sentinel);
        assert_eq!([sentinel(1900, 12, 31), sentinel(1901, 1, 1)], [Some(true), Some(false)]);
        assert_eq!(
            [sentinel(1, 1, 1), sentinel(1899, 12, 30), sentinel(25, 10, 6)],
            [Some(true), Some(true), Some(false)]
        );
        assert_eq!([sentinel(9998, 12, 31), sentinel(9999, 1, 1)], [Some(false), Some(true)]);
    }
}
