//! Fills the unit, money and minute columns. Exact integers, parsed from text.

use super::batch::{Batch, cleaned};
use super::column::{Packed, Sparse};
use super::encode::{ColumnGroup, Notes};
use super::layout::Layout;
use super::memo::Memo;
use super::rows::AmountColumns;
use crate::claim::{AmountError, CellNote, Cents, Field, Minutes, RowKind, Units, Unreadable};

pub(super) struct AmountEncoder<'a> {
    pub(super) columns: AmountColumns,
    layout: &'a Layout,
    known_units: Memo<Units>,
    known_cents: Memo<Option<Cents>>,
    known_minutes: Memo<Option<Minutes>>,
}

impl<'a> AmountEncoder<'a> {
    pub(super) fn new(layout: &'a Layout) -> Self {
        let columns = AmountColumns {
            units: Sparse::new(Units::ONE),
            billed: Sparse::new(None),
            allowed: Sparse::new(None),
            paid: Sparse::new(None),
            minutes: Sparse::new(None),
        };
        Self {
            columns,
            layout,
            known_units: Memo::default(),
            known_cents: Memo::default(),
            known_minutes: Memo::default(),
        }
    }
}

impl ColumnGroup for AmountEncoder<'_> {
    fn encode(&mut self, batch: &Batch<'_>, notes: &mut Notes) {
        let notation = &self.layout.notation;
        let mark = notation.decimal;
        let start = self.columns.units.len();
        let Self { columns, known_units, known_cents, known_minutes, .. } = self;
        let units = |text: &str| if text.is_empty() { Ok(Units::ONE) } else { Units::parse(text, mark) };
        amounts(known_units, batch, Field::Units, &mut columns.units, notes, units);
        let cents = |text: &str| if text.is_empty() { Ok(None) } else { notation.cents(text).map(Some) };
        amounts(known_cents, batch, Field::BilledAmount, &mut columns.billed, notes, cents);
        amounts(known_cents, batch, Field::AllowedAmount, &mut columns.allowed, notes, cents);
        amounts(known_cents, batch, Field::PaidAmount, &mut columns.paid, notes, cents);
        let unit = self.layout.duration_unit();
        let minutes = |text: &str| if text.is_empty() { Ok(None) } else { Minutes::parse(text, mark, unit).map(Some) };
        // Long ones are never remembered: each of them is counted.
        let usual = |raw: &str| minutes(cleaned(raw)).ok().filter(|read| read.is_none_or(|time| time <= Minutes::LONG));
        known_minutes.fill(batch, Field::Minutes, &mut columns.minutes, usual, |position, index| {
            let text = batch.text(Field::Minutes, index);
            let read = minutes(text).unwrap_or_else(|error| {
                notes.blank_or_unreadable(position, Field::Minutes, text, why_no_duration(error));
                None
            });
            if read.is_some() {
                notes.cells.note(Field::Minutes, CellNote::LongDuration);
            }
            read
        });
        if self.layout.adjustments.cancels_positive {
            self.take_back(batch, start);
        }
    }

    fn keep(&mut self, start: usize, mask: &[bool]) {
        self.columns.units.keep(start, mask);
        self.columns.billed.keep(start, mask);
        self.columns.allowed.keep(start, mask);
        self.columns.paid.keep(start, mask);
        self.columns.minutes.keep(start, mask);
    }
}

impl AmountEncoder<'_> {
    /// Makes the units and amounts of rows that call themselves cancels negative, where the file writes them positive.
    fn take_back(&mut self, batch: &Batch<'_>, start: usize) {
        let adjustments = &self.layout.adjustments;
        let takes_back: Vec<bool> = batch
            .selected
            .iter()
            .map(|index| adjustments.kind_of(cleaned(batch.adjustments.kind.raw(*index))) == RowKind::Cancel)
            .collect();
        let is_cancel = |row: usize| row >= start && takes_back[row - start];
        let columns = &mut self.columns;
        for column in [&mut columns.billed, &mut columns.allowed, &mut columns.paid] {
            *column = column.mapped(
                |row, cents| {
                    if is_cancel(row) { cents.map(|cents| Cents(-cents.0.abs())) } else { cents }
                },
            );
        }
        let negative = |row: usize, units: Units| if is_cancel(row) { Units(-units.0.abs()) } else { units };
        columns.units = columns.units.mapped(negative);
    }
}

/// Reads the amounts of a column; blank is "not said", and so is what cannot be read, which is noted.
fn amounts<T: Packed>(
    known: &mut Memo<T>,
    batch: &Batch<'_>,
    field: Field,
    column: &mut Sparse<T>,
    notes: &mut Notes,
    parse: impl Fn(&str) -> Result<T, AmountError>,
) {
    let default = column.default_value();
    let odd = |position: usize, index: u32| {
        let text = batch.text(field, index);
        parse(text).unwrap_or_else(|error| {
            notes.blank_or_unreadable(position, field, text, why(error));
            default
        })
    };
    known.fill(batch, field, column, |raw| parse(cleaned(raw)).ok(), odd);
}

const fn why(error: AmountError) -> Unreadable {
    match error {
        AmountError::NotANumber | AmountError::Ambiguous => Unreadable::NotANumber,
        AmountError::TooPrecise => Unreadable::TooPrecise,
        AmountError::TooLarge => Unreadable::TooLarge,
    }
}

/// Why a text is no duration.
pub(super) const fn why_no_duration(error: AmountError) -> Unreadable {
    match error {
        AmountError::Ambiguous => Unreadable::AmbiguousDuration,
        AmountError::NotANumber => Unreadable::NotADuration,
        AmountError::TooPrecise => Unreadable::TooPrecise,
        AmountError::TooLarge => Unreadable::TooLarge,
    }
}
