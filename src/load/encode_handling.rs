//! Fills the date, time, payer and status columns.

use super::batch::{Batch, Cells};
use super::column::{Sparse, keep_rows};
use super::encode::{ColumnGroup, IS_MISSING, Notes};
use super::layout::{Layout, Origin};
use super::rows::HandlingColumns;
use crate::claim::{DateFormat, Day, Dictionary, Field, LineStatus, Moment, Sym};

const NOT_A_DATE: &str = "is not a date (expected YYYY-MM-DD or YYYYMMDD, or the layout's own format)";
const NOT_A_TIME: &str = "is not a time (expected YYYY-MM-DDTHH:MM:SS)";
const IMPLAUSIBLE: &str = "is not a plausible service date (expected a year from 1990 to 2099)";

pub(super) struct HandlingEncoder<'a> {
    pub(super) columns: HandlingColumns,
    pub(super) payers: Dictionary,
    layout: &'a Layout,
}

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
        Self { columns, payers: Dictionary::new(), layout }
    }

    fn format(&self, field: Field) -> &DateFormat {
        let own = self.layout.columns.iter().find_map(|(mapped, origin)| match origin {
            Origin::Column { date: Some(format), .. } if *mapped == field => Some(format),
            _ => None,
        });
        own.unwrap_or(&self.layout.date)
    }

    fn status(&self, text: &str) -> LineStatus {
        let known = self.layout.status.values.iter().find(|(value, _)| value.eq_ignore_ascii_case(text));
        // The rulebook, section 4, step 5: status unknown means paid.
        known.map_or(LineStatus::Paid, |(_, status)| *status)
    }
}

impl ColumnGroup for HandlingEncoder<'_> {
    fn encode(&mut self, batch: &Batch<'_>, notes: &mut Notes) {
        for (position, &index) in batch.selected.iter().enumerate() {
            let place = (position, index);
            let date = day(batch, Field::ServiceDate, place, self.format(Field::ServiceDate), notes);
            if let Some(date) = date {
                if date.ymd().is_none_or(|(year, ..)| !(1990..=2099).contains(&year)) {
                    notes.fault(position, Field::ServiceDate, IMPLAUSIBLE);
                }
            } else {
                notes.fault(position, Field::ServiceDate, IS_MISSING);
            }
            self.columns.date.push(date.unwrap_or(Day(0)));
            let optional = |field: Field, notes: &mut Notes| {
                day(batch, field, place, self.format(field), notes)
                    .filter(|day| !is_sentinel(*day))
                    .unwrap_or(Day::NONE)
            };
            let (date_to, received) = (optional(Field::ServiceDateTo, notes), optional(Field::ReceivedDate, notes));
            let (paid_on, processed) = (optional(Field::PaidDate, notes), optional(Field::ProcessedDate, notes));
            self.columns.date_to.push(date_to);
            self.columns.received.push(received);
            self.columns.paid_on.push(paid_on);
            self.columns.processed.push(processed);
            self.columns.start.push(moment(batch, Field::StartTime, place, notes));
            self.columns.end.push(moment(batch, Field::EndTime, place, notes));
            let payer = self.payers.intern(&batch.text(Field::Payer, index).to_lowercase());
            self.columns.payer.push(payer);
            let status = self.status(batch.text(Field::ClaimStatus, index));
            self.columns.status.push(status);
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

/// Dates that files write for "never" or "open".
fn is_sentinel(day: Day) -> bool {
    day.ymd().is_none_or(|(year, ..)| year >= 9999 || year <= 1900)
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
            let day = Day::parse(text, format);
            if day.is_none() {
                notes.fault(position, field, NOT_A_DATE);
            }
            day
        }
    }
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
