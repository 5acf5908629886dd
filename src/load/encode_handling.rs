//! Fills the date, time, payer and status columns.

use super::batch::{Batch, Cells, cleaned};
use super::column::Sparse;
use super::encode::{ColumnGroup, IS_MISSING, Notes};
use super::layout::Layout;
use super::memo::Memo;
use super::rows::HandlingColumns;
use super::values::lower;
use crate::claim::{Day, Dictionary, Field, LineStatus, Moment, Sym};

const NOT_A_DATE: &str = "is not a date (expected YYYY-MM-DD or YYYYMMDD, or the layout's own format)";
const NOT_A_TIME: &str = "is not a time (expected YYYY-MM-DDTHH:MM:SS, or the layout's own format)";
/// The reason of a date that a spreadsheet wrote as the number of its day.
pub const IS_DAY_NUMBER: &str =
    "is a spreadsheet's number of a day, not a date (format the column as a date before exporting it)";
const IMPLAUSIBLE: &str = "is not a plausible service date (expected a year from 1990 to 2099)";

pub(super) struct HandlingEncoder<'a> {
    pub(super) columns: HandlingColumns,
    pub(super) payers: Dictionary,
    layout: &'a Layout,
    known_payers: Memo<Sym>,
    known_statuses: Memo<LineStatus>,
}

/// First and last plausible service date: 1990-01-01 and 2099-12-31.
const PLAUSIBLE: std::ops::RangeInclusive<Day> = Day(7_305)..=Day(47_481);

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
            known_payers: Memo::default(),
            known_statuses: Memo::default(),
        }
    }

    fn encode_dates(&mut self, batch: &Batch<'_>, place: (usize, u32), notes: &mut Notes) {
        let date = self.day(batch, Field::ServiceDate, place, notes);
        match date {
            Some(date) if !PLAUSIBLE.contains(&date) => notes.fault(place.0, Field::ServiceDate, IMPLAUSIBLE),
            None => notes.fault(place.0, Field::ServiceDate, IS_MISSING),
            Some(_) => {}
        }
        self.columns.date.push(date.unwrap_or(Day(0)));
        let mut optional =
            |field: Field| self.day(batch, field, place, notes).filter(|day| !is_sentinel(*day)).unwrap_or(Day::NONE);
        let [to, received, paid, processed] =
            [Field::ServiceDateTo, Field::ReceivedDate, Field::PaidDate, Field::ProcessedDate].map(&mut optional);
        self.columns.date_to.push(to);
        self.columns.received.push(received);
        self.columns.paid_on.push(paid);
        self.columns.processed.push(processed);
    }

    fn day(&self, batch: &Batch<'_>, field: Field, (position, index): (usize, u32), notes: &mut Notes) -> Option<Day> {
        match &batch.cells[field.index()] {
            Cells::Days(days) => days[index as usize].known(),
            Cells::Moments(times) => times[index as usize].known()?.day(),
            _ => {
                let text = batch.text(field, index);
                if text.is_empty() {
                    return None;
                }
                let day = self.layout.notation.day(whole_number(text), self.layout.dates_of(field));
                if day.is_none() {
                    notes.fault(position, field, if is_day_number(text) { IS_DAY_NUMBER } else { NOT_A_DATE });
                }
                day
            }
        }
    }

    fn moment(&self, batch: &Batch<'_>, field: Field, (position, index): (usize, u32), notes: &mut Notes) -> Moment {
        let notation = &self.layout.notation;
        if let Cells::Moments(times) = &batch.cells[field.index()] {
            return notation.unless_midnight(times[index as usize]);
        }
        let text = batch.text(field, index);
        if text.is_empty() {
            return Moment::NONE;
        }
        notation.moment(text, self.layout.times_of(field)).unwrap_or_else(|| {
            notes.fault(position, field, NOT_A_TIME);
            Moment::NONE
        })
    }

    /// What the payer did with a line that several words speak of: the gravest counts.
    fn status_of_list(&self, batch: &Batch<'_>, index: u32) -> LineStatus {
        let words = batch.statuses.iter().flat_map(|list| list.raw(index));
        let gravity = |status: &LineStatus| match status {
            LineStatus::Paid => 0,
            LineStatus::Denied => 1,
            LineStatus::Reversed => 2,
        };
        words.filter_map(|raw| self.layout.status.of(cleaned(raw))).max_by_key(gravity).unwrap_or(LineStatus::Paid)
    }

    /// A refusal that names a reason for a part of the payment is none.
    fn unless_paid(&self, status: LineStatus, batch: &Batch<'_>, index: u32) -> LineStatus {
        if status != LineStatus::Denied || !self.layout.status.denied_only_unpaid {
            return status;
        }
        let paid = self.layout.notation.cents(batch.text(Field::PaidAmount, index));
        if paid.is_ok_and(|paid| paid.0 != 0) { LineStatus::Paid } else { status }
    }
}

/// The rulebook, section 4, step 5: status unknown means paid.
fn status(layout: &Layout, text: &str) -> LineStatus {
    layout.status.of(text).unwrap_or(LineStatus::Paid)
}

impl ColumnGroup for HandlingEncoder<'_> {
    fn encode(&mut self, batch: &Batch<'_>, notes: &mut Notes) {
        for (position, &index) in batch.selected.iter().enumerate() {
            let place = (position, index);
            self.encode_dates(batch, place, notes);
            let times = [Field::StartTime, Field::EndTime].map(|field| self.moment(batch, field, place, notes));
            self.columns.start.push(times[0]);
            self.columns.end.push(times[1]);
            let Self { payers, known_payers, .. } = self;
            let payer = known_payers.look(batch, Field::Payer, index, |raw| Some(payers.intern(&lower(cleaned(raw)))));
            self.columns.payer.push(payer.unwrap_or_default());
            let Self { layout, known_statuses, .. } = self;
            let status =
                known_statuses.look(batch, Field::ClaimStatus, index, |raw| Some(status(layout, cleaned(raw))));
            let status =
                if batch.statuses.is_empty() { status.unwrap_or_default() } else { self.status_of_list(batch, index) };
            let status = self.unless_paid(status, batch, index);
            self.columns.status.push(status);
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

/// Dates that files write for "never" or "open": up to 1900-12-31, or from 9999-01-01.
fn is_sentinel(day: Day) -> bool {
    day <= Day(-25_203) || Day(2_932_532) <= day
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
        assert_eq!([sentinel(9998, 12, 31), sentinel(9999, 1, 1)], [Some(false), Some(true)]);
    }
}
