//! Fills the unit, money and minute columns. Exact integers, parsed from text.

use super::batch::Batch;
use super::column::Sparse;
use super::encode::{ColumnGroup, Notes};
use super::layout::Layout;
use super::rows::AmountColumns;
use crate::claim::{AmountError, Cents, DecimalMark, Field, Minutes, Units};

pub(super) struct AmountEncoder<'a> {
    pub(super) columns: AmountColumns,
    layout: &'a Layout,
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
        Self { columns, layout }
    }
}

impl ColumnGroup for AmountEncoder<'_> {
    fn encode(&mut self, batch: &Batch<'_>, notes: &mut Notes) {
        let mark = self.layout.decimal;
        for (position, &index) in batch.selected.iter().enumerate() {
            let place = (position, index);
            let units = amount(batch, Field::Units, place, notes, |text| Units::parse(text, mark));
            self.columns.units.push(units.unwrap_or(Units::ONE));
            self.columns.billed.push(cents(batch, Field::BilledAmount, place, notes, mark));
            self.columns.allowed.push(cents(batch, Field::AllowedAmount, place, notes, mark));
            self.columns.paid.push(cents(batch, Field::PaidAmount, place, notes, mark));
            self.columns.minutes.push(amount(batch, Field::Minutes, place, notes, |text| Minutes::parse(text, mark)));
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

fn cents(batch: &Batch<'_>, field: Field, place: (usize, u32), notes: &mut Notes, mark: DecimalMark) -> Option<Cents> {
    amount(batch, field, place, notes, |text| Cents::parse(text, mark))
}

/// Reads an amount; blank is "not said", anything unreadable a fault.
fn amount<T>(
    batch: &Batch<'_>,
    field: Field,
    (position, index): (usize, u32),
    notes: &mut Notes,
    parse: impl Fn(&str) -> Result<T, AmountError>,
) -> Option<T> {
    let text = batch.text(field, index);
    if text.is_empty() {
        return None;
    }
    match parse(text) {
        Ok(value) => Some(value),
        Err(error) => {
            notes.fault(position, field, reason(error));
            None
        }
    }
}

const fn reason(error: AmountError) -> &'static str {
    match error {
        AmountError::NotANumber => "is not a decimal number (expected such as 45.00, -45.00 or (45.00))",
        AmountError::TooPrecise => "has more decimals than can be kept exactly (expected whole cents)",
        AmountError::TooLarge => "is too large to be an amount",
    }
}
