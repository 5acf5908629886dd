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

/// One expression over the values, whatever their width; another where there are none.
macro_rules! each_width {
    ($bits:expr, $values:ident => $with:expr, $without:expr) => {
        match $bits {
            Bits::Nothing => $without,
            Bits::Bytes($values) => $with,
            Bits::Shorts($values) => $with,
            Bits::Words($values) => $with,
            Bits::Longs($values) => $with,
        }
    };
}

impl Bits {
    /// The number of a row; nothing where there never was another than the default.
    #[inline]
    pub(super) fn get(&self, row: usize) -> Option<u64> {
        each_width!(self, values => Some(long(values[row])), None)
    }

    /// Adds the chosen rows of others, all of which fit.
    pub(super) fn append(&mut self, from: &Self, rows: &[u32], default: u64) {
        let chosen = rows.iter().map(|row| *row as usize);
        each_width!(
            from,
            values => self.extend(chosen.map(|row| long(values[row]))),
            self.extend(std::iter::repeat_n(default, rows.len()))
        );
    }

    /// Drops the rows from `start` on whose mask is false.
    pub(super) fn keep(&mut self, start: usize, mask: &[bool]) {
        each_width!(self, values => keep_rows(values, start, mask), ());
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
        let wide = match value {
            0..=0xFF => Self::Bytes(Vec::new()),
            0x100..=0xFFFF => Self::Shorts(Vec::new()),
            0x1_0000..=0xFFFF_FFFF => Self::Words(Vec::new()),
            _ => Self::Longs(Vec::new()),
        };
        let narrow = std::mem::replace(self, wide);
        each_width!(narrow, values => self.extend(values.into_iter().map(long)), ());
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
        each_width!(self, values => values.capacity() * values_size(values.as_slice()), 0)
    }
}

fn long(value: impl Into<u64>) -> u64 {
    value.into()
}

/// Bytes of one value.
const fn values_size<T>(_: &[T]) -> usize {
    size_of::<T>()
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
