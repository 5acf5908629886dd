//! Fills the unit, money and minute columns. Exact integers, parsed from text.

use super::batch::{Batch, cleaned};
use super::column::Sparse;
use super::encode::{ColumnGroup, Notes};
use super::layout::Layout;
use super::memo::Memo;
use super::rows::AmountColumns;
use crate::claim::{AmountError, Cents, Field, Minutes, RowKind, Units};

pub(super) struct AmountEncoder<'a> {
    pub(super) columns: AmountColumns,
    layout: &'a Layout,
    known_units: Memo<Option<Units>>,
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
        let adjustments = &self.layout.adjustments;
        let takes_back = |index: u32| {
            adjustments.cancels_positive
                && adjustments.kind_of(cleaned(batch.adjustments.kind.raw(index))) == RowKind::Cancel
        };
        for (position, &index) in batch.selected.iter().enumerate() {
            let place = (position, index);
            let (units, cents) = (&mut self.known_units, &mut self.known_cents);
            let count = amount(units, batch, Field::Units, place, notes, |text| Units::parse(text, mark));
            let takes_back = takes_back(index);
            let count = count.unwrap_or(Units::ONE);
            self.columns.units.push(if takes_back { Units(-count.0.abs()) } else { count });
            let mut money = |field: Field| {
                let money = amount(cents, batch, field, place, notes, |text| notation.cents(text));
                if takes_back { money.map(|money| Cents(-money.0.abs())) } else { money }
            };
            self.columns.billed.push(money(Field::BilledAmount));
            self.columns.allowed.push(money(Field::AllowedAmount));
            self.columns.paid.push(money(Field::PaidAmount));
            let minutes = &mut self.known_minutes;
            let minutes = amount(minutes, batch, Field::Minutes, place, notes, |text| Minutes::parse(text, mark));
            self.columns.minutes.push(minutes);
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

/// Reads an amount; blank is "not said", anything unreadable a fault.
fn amount<T: Copy>(
    known: &mut Memo<Option<T>>,
    batch: &Batch<'_>,
    field: Field,
    (position, index): (usize, u32),
    notes: &mut Notes,
    parse: impl Fn(&str) -> Result<T, AmountError>,
) -> Option<T> {
    let read = known.look(batch, field, index, |raw| match cleaned(raw) {
        "" => Some(None),
        text => match parse(text) {
            Ok(value) => Some(Some(value)),
            Err(error) => {
                notes.fault(position, field, reason(error));
                None
            }
        },
    });
    read.flatten()
}

const fn reason(error: AmountError) -> &'static str {
    match error {
        AmountError::NotANumber => "is not a decimal number (expected such as 45.00, -45.00 or (45.00))",
        AmountError::TooPrecise => "has more decimals than can be kept exactly (expected whole cents)",
        AmountError::TooLarge => "is too large to be an amount",
    }
}
