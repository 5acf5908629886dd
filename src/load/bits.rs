//! Whole numbers in as few bytes each as the greatest of them needs. Knows nothing of what they mean.

/// Numbers in the least width that holds them all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bits {
    /// No value was ever another than the default.
    Nothing,
    /// One byte each.
    Bytes(Vec<u8>),
    /// Two bytes each.
    Shorts(Vec<u16>),
    /// Four bytes each.
    Words(Vec<u32>),
    /// Eight bytes each.
    Longs(Vec<u64>),
}

impl Bits {
    /// The number of a row; nothing where there never was another than the default.
    #[inline]
    pub(super) fn get(&self, row: usize) -> Option<u64> {
        match self {
            Self::Nothing => None,
            Self::Bytes(values) => Some(u64::from(values[row])),
            Self::Shorts(values) => Some(u64::from(values[row])),
            Self::Words(values) => Some(u64::from(values[row])),
            Self::Longs(values) => Some(values[row]),
        }
    }

    /// Adds the chosen rows of others, all of which fit.
    pub(super) fn append(&mut self, from: &Self, rows: &[u32], default: u64) {
        match from {
            Self::Nothing => self.extend(rows.iter().map(|_| default)),
            Self::Bytes(values) => self.extend(rows.iter().map(|row| u64::from(values[*row as usize]))),
            Self::Shorts(values) => self.extend(rows.iter().map(|row| u64::from(values[*row as usize]))),
            Self::Words(values) => self.extend(rows.iter().map(|row| u64::from(values[*row as usize]))),
            Self::Longs(values) => self.extend(rows.iter().map(|row| values[*row as usize])),
        }
    }

    /// Forgets every number but keeps the room.
    pub(super) fn clear(&mut self) {
        match self {
            Self::Nothing => {}
            Self::Bytes(values) => values.clear(),
            Self::Shorts(values) => values.clear(),
            Self::Words(values) => values.clear(),
            Self::Longs(values) => values.clear(),
        }
    }

    /// Drops the rows from `start` on whose mask is false.
    pub(super) fn keep(&mut self, start: usize, mask: &[bool]) {
        match self {
            Self::Nothing => {}
            Self::Bytes(values) => keep_rows(values, start, mask),
            Self::Shorts(values) => keep_rows(values, start, mask),
            Self::Words(values) => keep_rows(values, start, mask),
            Self::Longs(values) => keep_rows(values, start, mask),
        }
    }

    pub(super) fn repeated(value: u64, n: usize) -> Self {
        let mut bits = Self::Bytes(Vec::new());
        bits.widen(value);
        bits.extend(std::iter::repeat_n(value, n));
        bits
    }

    /// The greatest number this width holds.
    pub(super) const fn most(&self) -> u64 {
        match self {
            Self::Nothing => 0,
            Self::Bytes(_) => u8::MAX as u64,
            Self::Shorts(_) => u16::MAX as u64,
            Self::Words(_) => u32::MAX as u64,
            Self::Longs(_) => u64::MAX,
        }
    }

    /// Makes room for a value.
    pub(super) fn widen(&mut self, value: u64) {
        if value <= self.most() && !matches!(self, Self::Nothing) {
            return;
        }
        let old = std::mem::replace(self, Self::Nothing);
        let values = || -> Box<dyn Iterator<Item = u64> + '_> {
            match &old {
                Self::Nothing => Box::new(std::iter::empty()),
                Self::Bytes(values) => Box::new(values.iter().map(|value| u64::from(*value))),
                Self::Shorts(values) => Box::new(values.iter().map(|value| u64::from(*value))),
                Self::Words(values) => Box::new(values.iter().map(|value| u64::from(*value))),
                Self::Longs(values) => Box::new(values.iter().copied()),
            }
        };
        *self = match value {
            0..=0xFF => Self::Bytes(Vec::new()),
            0x100..=0xFFFF => Self::Shorts(Vec::new()),
            0x1_0000..=0xFFFF_FFFF => Self::Words(Vec::new()),
            _ => Self::Longs(Vec::new()),
        };
        self.extend(values());
    }

    pub(super) fn push(&mut self, value: u64) {
        self.extend(std::iter::once(value));
    }

    /// Adds values that fit.
    pub(super) fn extend(&mut self, values: impl Iterator<Item = u64>) {
        // Never cut: `widen` was asked before.
        match self {
            Self::Nothing => {}
            Self::Bytes(own) => own.extend(values.map(|value| (value & 0xFF) as u8)),
            Self::Shorts(own) => own.extend(values.map(|value| (value & 0xFFFF) as u16)),
            Self::Words(own) => own.extend(values.map(|value| (value & 0xFFFF_FFFF) as u32)),
            Self::Longs(own) => own.extend(values),
        }
    }

    pub(super) const fn n_bytes(&self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::Bytes(values) => values.capacity(),
            Self::Shorts(values) => values.capacity() * 2,
            Self::Words(values) => values.capacity() * 4,
            Self::Longs(values) => values.capacity() * 8,
        }
    }
}

/// Drops the elements from `start` on whose mask is false.
fn keep_rows<T: Copy>(values: &mut Vec<T>, start: usize, mask: &[bool]) {
    let mut to = start;
    for (offset, kept) in mask.iter().enumerate() {
        if *kept {
            values[to] = values[start + offset];
            to += 1;
        }
    }
    values.truncate(to);
}
