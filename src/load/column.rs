//! A column of the run that takes no memory while every value is the default: most files lack most columns.

/// Values by row, with a default for rows that have none.
pub struct Sparse<T> {
    default: T,
    len: usize,
    values: Vec<T>,
}

impl<T: Copy + PartialEq> Sparse<T> {
    /// An empty column.
    pub const fn new(default: T) -> Self {
        Self { default, len: 0, values: Vec::new() }
    }

    /// The value of a row.
    pub fn get(&self, row: usize) -> T {
        if self.values.is_empty() { self.default } else { self.values[row] }
    }

    /// Adds a row.
    pub fn push(&mut self, value: T) {
        if self.values.is_empty() && value != self.default {
            self.values.resize(self.len, self.default);
        }
        if value != self.default || !self.values.is_empty() {
            self.values.push(value);
        }
        self.len += 1;
    }

    /// Drops the rows from `start` on whose mask is false.
    pub fn keep(&mut self, start: usize, mask: &[bool]) {
        self.len = start + mask.iter().filter(|kept| **kept).count();
        if !self.values.is_empty() {
            keep_rows(&mut self.values, start, mask);
        }
    }
}

/// Drops the elements from `start` on whose mask is false.
pub(super) fn keep_rows<T: Copy>(values: &mut Vec<T>, start: usize, mask: &[bool]) {
    let mut to = start;
    for (offset, kept) in mask.iter().enumerate() {
        if *kept {
            values[to] = values[start + offset];
            to += 1;
        }
    }
    values.truncate(to);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_take_no_room_and_come_back() {
        let mut column = Sparse::new(1);
        column.push(1);
        column.push(1);
        assert!(column.values.is_empty());
        column.push(5);
        column.push(1);
        assert_eq!([0, 1, 2, 3].map(|row| column.get(row)), [1, 1, 5, 1]);
        column.keep(1, &[false, true, true]);
        assert_eq!([0, 1, 2].map(|row| column.get(row)), [1, 5, 1]);
    }
}
