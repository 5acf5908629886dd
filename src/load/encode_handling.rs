//! Fills the date, time, payer and status columns.

use super::batch::{Batch, Cells, cleaned};
use super::column::{Sparse, keep_rows};
use super::encode::{ColumnGroup, IS_MISSING, Notes};
use super::layout::{Layout, Origin};
use super::memo::Memo;
use super::rows::HandlingColumns;
use super::values::lower;
use crate::claim::{DateFormat, Day, Dictionary, Field, LineStatus, Moment, Sym};

const NOT_A_DATE: &str = "is not a date (expected YYYY-MM-DD or YYYYMMDD, or the layout's own format)";
/// The reason of a date that a spreadsheet wrote as the number of its day.
pub const IS_DAY_NUMBER: &str =
    "is a spreadsheet's number of a day, not a date (format the column as a date before exporting it)";
const NOT_A_TIME: &str = "is not a time (expected YYYY-MM-DDTHH:MM:SS)";
const IMPLAUSIBLE: &str = "is not a plausible service date (expected a year from 1990 to 2099)";

pub(super) struct HandlingEncoder<'a> {
    pub(super) columns: HandlingColumns,
    pub(super) payers: Dictionary,
    layout: &'a Layout,
    formats: DateFormats<'a>,
    known_payers: Memo<Sym>,
    known_statuses: Memo<LineStatus>,
}

/// How each date column is written: its own way, or the layout's.
struct DateFormats<'a> {
    service: &'a DateFormat,
    service_to: &'a DateFormat,
    received: &'a DateFormat,
    paid: &'a DateFormat,
    processed: &'a DateFormat,
}

/// First and last plausible service date: 1990-01-01 and 2099-12-31.
const PLAUSIBLE: std::ops::RangeInclusive<Day> = Day(7_305)..=Day(47_481);

impl<'a> HandlingEncoder<'a> {
    pub(super) fn new(layout: &'a Layout) -> Self {
        let columns = HandlingColumns {
            date: Vec::new(),
            date_to: Sparse::new(Day::NONE),
            received: Sparse::new(Day::NONE),
            paid_on: Sparse::new(Day::NONE),
            processed: Sparse::new(Day::NONE),
            start: Sparse::new(Moment::NONE),
            end: Sparse::new(Moment::NONE),
            payer: Sparse::new(Sym::NONE),
            status: Sparse::new(LineStatus::Paid),
        };
        let format = |field: Field| {
            let own = layout.columns.iter().find_map(|(mapped, origin)| match origin {
                Origin::Column { date: Some(format), .. } if *mapped == field => Some(format),
                _ => None,
            });
            own.unwrap_or(&layout.date)
        };
        let formats = DateFormats {
            service: format(Field::ServiceDate),
            service_to: format(Field::ServiceDateTo),
            received: format(Field::ReceivedDate),
            paid: format(Field::PaidDate),
            processed: format(Field::ProcessedDate),
        };
        Self {
            columns,
            payers: Dictionary::new(),
            layout,
            formats,
            known_payers: Memo::default(),
            known_statuses: Memo::default(),
        }
    }

    fn encode_dates(&mut self, batch: &Batch<'_>, place: (usize, u32), notes: &mut Notes) {
        let date = day(batch, Field::ServiceDate, place, self.formats.service, notes);
        match date {
            Some(date) if !PLAUSIBLE.contains(&date) => notes.fault(place.0, Field::ServiceDate, IMPLAUSIBLE),
            None => notes.fault(place.0, Field::ServiceDate, IS_MISSING),
            Some(_) => {}
        }
        self.columns.date.push(date.unwrap_or(Day(0)));
        let mut optional = |field: Field, format: &DateFormat| {
            day(batch, field, place, format, notes).filter(|day| !is_sentinel(*day)).unwrap_or(Day::NONE)
        };
        self.columns.date_to.push(optional(Field::ServiceDateTo, self.formats.service_to));
        self.columns.received.push(optional(Field::ReceivedDate, self.formats.received));
        self.columns.paid_on.push(optional(Field::PaidDate, self.formats.paid));
        self.columns.processed.push(optional(Field::ProcessedDate, self.formats.processed));
    }
}

fn status(layout: &Layout, text: &str) -> LineStatus {
    let known = layout.status.values.iter().find(|(value, _)| value.eq_ignore_ascii_case(text));
    // The rulebook, section 4, step 5: status unknown means paid.
    known.map_or(LineStatus::Paid, |(_, status)| *status)
}

impl ColumnGroup for HandlingEncoder<'_> {
    fn encode(&mut self, batch: &Batch<'_>, notes: &mut Notes) {
        for (position, &index) in batch.selected.iter().enumerate() {
            let place = (position, index);
            self.encode_dates(batch, place, notes);
            self.columns.start.push(moment(batch, Field::StartTime, place, notes));
            self.columns.end.push(moment(batch, Field::EndTime, place, notes));
            let Self { payers, known_payers, .. } = self;
            let payer =
                known_payers.get(batch.raw(Field::Payer, index), |raw| Some(payers.intern(&lower(cleaned(raw)))));
            self.columns.payer.push(payer.unwrap_or_default());
            let Self { layout, known_statuses, .. } = self;
            let status =
                known_statuses.get(batch.raw(Field::ClaimStatus, index), |raw| Some(status(layout, cleaned(raw))));
            self.columns.status.push(status.unwrap_or_default());
        }
    }

    fn keep(&mut self, start: usize, mask: &[bool]) {
        keep_rows(&mut self.columns.date, start, mask);
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

fn day(
    batch: &Batch<'_>,
    field: Field,
    (position, index): (usize, u32),
    format: &DateFormat,
    notes: &mut Notes,
) -> Option<Day> {
    match &batch.cells[field.index()] {
        Cells::Days(days) => days[index as usize].known(),
        Cells::Moments(times) => {
            let seconds = times[index as usize].known()?.0;
            i32::try_from(seconds.div_euclid(86_400)).ok().map(Day)
        }
        _ => {
            let text = batch.text(field, index);
            if text.is_empty() {
                return None;
            }
            let day = Day::parse(whole_number(text), format);
            if day.is_none() {
                notes.fault(position, field, if is_day_number(text) { IS_DAY_NUMBER } else { NOT_A_DATE });
            }
            day
        }
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

fn moment(batch: &Batch<'_>, field: Field, (position, index): (usize, u32), notes: &mut Notes) -> Moment {
    if let Cells::Moments(times) = &batch.cells[field.index()] {
        return times[index as usize];
    }
    let text = batch.text(field, index);
    if text.is_empty() {
        return Moment::NONE;
    }
    Moment::parse(text).unwrap_or_else(|| {
        notes.fault(position, field, NOT_A_TIME);
        Moment::NONE
    })
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
