//! A column of the run: no memory while every value is the default, and else as few bytes per value as the greatest
//! needs. Ten million lines then take hundreds of megabytes, not gigabytes. It knows nothing of what the values mean.

use std::marker::PhantomData;

use super::bits::Bits;
use crate::claim::{Cents, Day, FieldSet, LineStatus, Minutes, Moment, RowKind, Sym, Units};

/// A value as a whole number, small where values usually are.
pub trait Packed: Copy + PartialEq {
    /// The number of a value.
    fn pack(self) -> u64;
    /// The value of a number that [`Packed::pack`] gave.
    fn unpack(bits: u64) -> Self;
}

/// Numbers by row, with a default for rows that have none.
#[derive(Clone, Debug)]
pub(super) struct Numbers {
    default: u64,
    len: usize,
    bits: Bits,
}

impl Numbers {
    #[inline]
    fn get(&self, row: usize) -> u64 {
        self.bits.get(row).unwrap_or(self.default)
    }

    /// Makes room for more rows with values up to `most`; false when they need none, being all the default.
    fn unfold(&mut self, n_rows: usize, most: u64, is_default: bool) -> bool {
        let is_folded = matches!(self.bits, Bits::Nothing);
        if is_folded && !is_default {
            self.bits = Bits::repeated(self.default, self.len);
        }
        self.len += n_rows;
        if is_folded && is_default {
            return false;
        }
        self.bits.widen(most);
        true
    }

    fn push(&mut self, value: u64) {
        if self.unfold(1, value, value == self.default) {
            self.bits.push(value);
        }
    }

    /// Adds values, none of which is greater than `most`; `is_default` says that all are the default.
    fn extend(&mut self, values: impl ExactSizeIterator<Item = u64>, most: u64, is_default: bool) {
        if self.unfold(values.len(), most, is_default) {
            self.bits.extend(values);
        }
    }

    /// Adds the chosen rows of another column with the same default.
    pub(super) fn append(&mut self, from: &Self, rows: &[u32]) {
        let is_default = matches!(from.bits, Bits::Nothing);
        if self.unfold(rows.len(), from.bits.most().max(from.default), is_default) {
            self.bits.append(&from.bits, rows, from.default);
        }
    }

    /// Adds defaults up to a number of rows.
    pub(super) fn fill_up(&mut self, n_rows: usize) {
        let missing = n_rows.saturating_sub(self.len);
        self.extend(std::iter::repeat_n(self.default, missing), self.default, true);
    }

    /// Drops the rows from `start` on whose mask is false.
    pub(super) fn keep(&mut self, start: usize, mask: &[bool]) {
        self.len = start + mask.iter().filter(|kept| **kept).count();
        self.bits.keep(start, mask);
    }

    /// The numbers as they are kept, for the file that a part of the rows waits in; takes them away.
    pub(super) const fn take_bits(&mut self) -> Bits {
        self.len = 0;
        std::mem::replace(&mut self.bits, Bits::Nothing)
    }

    /// Takes the numbers back that were taken away.
    pub(super) fn restore(&mut self, bits: Bits, n_rows: usize) {
        (self.bits, self.len) = (bits, n_rows);
    }

    /// Bytes in use.
    pub(super) const fn n_bytes(&self) -> usize {
        self.bits.n_bytes()
    }
}

/// Values by row, with a default for rows that have none.
#[derive(Clone, Debug)]
pub struct Sparse<T> {
    numbers: Numbers,
    kind: PhantomData<T>,
}

impl<T: Packed> Sparse<T> {
    /// An empty column.
    pub fn new(default: T) -> Self {
        let numbers = Numbers { default: default.pack(), len: 0, bits: Bits::Nothing };
        Self { numbers, kind: PhantomData }
    }

    /// The value of a row.
    #[inline]
    pub fn get(&self, row: usize) -> T {
        T::unpack(self.numbers.get(row))
    }

    /// Every value, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = T> + ExactSizeIterator {
        (0..self.numbers.len).map(|row| self.get(row))
    }

    /// How many rows there are.
    pub const fn len(&self) -> usize {
        self.numbers.len
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.numbers.len == 0
    }

    /// Whether every value is known to be the default.
    pub const fn is_default(&self) -> bool {
        matches!(self.numbers.bits, Bits::Nothing)
    }

    /// Adds a row.
    pub fn push(&mut self, value: T) {
        self.numbers.push(value.pack());
    }

    /// The value of rows that have none.
    pub(super) fn default_value(&self) -> T {
        T::unpack(self.numbers.default)
    }

    /// Adds one value several times.
    pub fn repeat(&mut self, value: T, n_rows: usize) {
        let packed = value.pack();
        self.numbers.extend(std::iter::repeat_n(packed, n_rows), packed, packed == self.numbers.default);
    }

    /// Adds the meanings of numbered texts: row by row the entry of `table` under its key.
    pub(super) fn extend_coded(&mut self, keys: &[u32], table: &[Option<T>]) {
        let packed: Vec<u64> = table.iter().map(|value| value.map_or(self.numbers.default, T::pack)).collect();
        let most = packed.iter().copied().max().unwrap_or(0);
        let is_default = packed.iter().all(|value| *value == self.numbers.default);
        self.numbers.extend(keys.iter().map(|key| packed[*key as usize]), most, is_default);
    }

    /// Drops the rows from `start` on whose mask is false.
    pub fn keep(&mut self, start: usize, mask: &[bool]) {
        self.numbers.keep(start, mask);
    }

    /// Another value for every row, from its own.
    pub(super) fn mapped(&self, value_of: impl Fn(usize, T) -> T) -> Self {
        let mut mapped = Self::new(self.default_value());
        mapped.extend(self.iter().enumerate().map(|(row, value)| value_of(row, value)));
        mapped
    }

    /// The numbers behind the values.
    pub(super) const fn numbers(&self) -> &Numbers {
        &self.numbers
    }

    /// The numbers behind the values, to be added to.
    pub(super) const fn numbers_mut(&mut self) -> &mut Numbers {
        &mut self.numbers
    }
}

impl<T: Packed> Extend<T> for Sparse<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        let packed: Vec<u64> = values.into_iter().map(T::pack).collect();
        let (mut most, mut is_default) = (0, true);
        for value in &packed {
            most = most.max(*value);
            is_default &= *value == self.numbers.default;
        }
        self.numbers.extend(packed.into_iter(), most, is_default);
    }
}

/// Small numbers for small values of either sign: 0, -1, 1, -2, 2, …
const fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)).cast_unsigned()
}

const fn unzigzag(bits: u64) -> i64 {
    (bits >> 1).cast_signed() ^ -((bits & 1).cast_signed())
}

/// The same for values of which one is missing: it is 0.
fn pack_known(value: Option<i64>) -> u64 {
    value.map_or(0, |value| zigzag(value).wrapping_add(1))
}

fn unpack_known(bits: u64) -> Option<i64> {
    bits.checked_sub(1).map(unzigzag)
}

macro_rules! packed {
    ($kind:ty, |$value:ident| $pack:expr, |$bits:ident| $unpack:expr) => {
        impl Packed for $kind {
            fn pack(self) -> u64 {
                let $value = self;
                $pack
            }

            fn unpack($bits: u64) -> Self {
                $unpack
            }
        }
    };
}

packed!(FieldSet, |value| value.bits(), |bits| Self::from_bits(bits));
packed!(bool, |value| u64::from(value), |bits| bits != 0);
packed!(u64, |value| value, |bits| bits);
packed!(u32, |value| u64::from(value), |bits| (bits & 0xFFFF_FFFF) as Self);
packed!(Sym, |value| u64::from(value.0), |bits| Self((bits & 0xFFFF_FFFF) as u32));
packed!(Units, |value| zigzag(value.0), |bits| Self(unzigzag(bits)));
packed!(Option<Cents>, |value| pack_known(value.map(|cents| cents.0)), |bits| unpack_known(bits).map(Cents));
packed!(Option<Minutes>, |value| pack_known(value.map(|minutes| minutes.0)), |bits| unpack_known(bits).map(Minutes));
packed!(Option<i32>, |value| pack_known(value.map(i64::from)), |bits| unpack_known(bits)
    .and_then(|n| i32::try_from(n).ok()));
packed!(Day, |value| pack_known(value.known().map(|day| i64::from(day.0))), |bits| {
    unpack_known(bits).and_then(|day| i32::try_from(day).ok()).map_or(Self::NONE, Self)
});
packed!(Moment, |value| pack_known(value.known().map(|moment| moment.0)), |bits| unpack_known(bits)
    .map_or(Self::NONE, Self));
packed!(LineStatus, |value| value as u64, |bits| {
    [Self::Denied, Self::Paid, Self::Reversed].get(usize::try_from(bits).unwrap_or(1)).copied().unwrap_or_default()
});
packed!(RowKind, |value| value as u64, |bits| {
    Self::ALL.get(usize::try_from(bits).unwrap_or(usize::MAX)).copied().unwrap_or_default()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_take_no_room_and_come_back() {
        let mut column = Sparse::new(Sym(1));
        column.push(Sym(1));
        column.push(Sym(1));
        assert_eq!(column.numbers.bits, Bits::Nothing);
        column.push(Sym(5));
        column.push(Sym(1));
        assert_eq!([0, 1, 2, 3].map(|row| column.get(row).0), [1, 1, 5, 1]);
        column.keep(1, &[false, true, true]);
        assert_eq!([0, 1, 2].map(|row| column.get(row).0), [1, 5, 1]);
    }

    #[test]
    fn numbers_grow_with_their_values_and_rows_can_be_chosen() {
        let values = [0, -1, 127, -128, 40_000, -70_000, i64::MAX, i64::MIN + 1];
        let mut column = Sparse::new(None);
        for value in values {
            column.push(Some(Cents(value)));
        }
        column.push(None);
        let all: Vec<_> = column.iter().map(|value| value.map(|cents| cents.0)).collect();
        assert_eq!(all, values.map(Some).into_iter().chain([None]).collect::<Vec<_>>());
        let mut chosen = Sparse::<Option<Cents>>::new(None);
        chosen.push(Some(Cents(7)));
        chosen.numbers.append(&column.numbers, &[5, 8, 2]);
        let chosen: Vec<_> = chosen.iter().map(|value| value.map(|cents| cents.0)).collect();
        assert_eq!(chosen, [Some(7), Some(-70_000), None, Some(127)]);
    }

    #[test]
    fn missing_days_and_times_stay_missing() {
        for day in [Day::NONE, Day(0), Day(-1), Day(i32::MAX), Day(i32::MIN + 1)] {
            assert_eq!(Day::unpack(day.pack()), day);
        }
        for moment in [Moment::NONE, Moment(0), Moment(-1), Moment(i64::MAX), Moment(i64::MIN + 1)] {
            assert_eq!(Moment::unpack(moment.pack()), moment);
        }
    }
}
