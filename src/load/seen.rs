//! What is known of the rows of a run before any part of them is looked at: dates and codes.

use super::rows::Rows;
use crate::claim::{Day, Sym};

/// What is known of the rows once they are read.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// First and last service date; absent without rows.
    pub dates: Option<(Day, Day)>,
    /// Per file up to the last one with rows, how many rows have each code.
    pub codes: Vec<Vec<u64>>,
}

impl Seen {
    /// Adds rows of one file.
    pub(super) fn add(&mut self, rows: &Rows) {
        self.add_dates(rows);
        let counts = self.counts_of(if rows.is_empty() { 0 } else { rows.file.get(0) });
        rows.services.code.iter().for_each(|code| count(counts, code));
    }

    /// Adds rows of any files.
    pub(super) fn add_mixed(&mut self, rows: &Rows) {
        self.add_dates(rows);
        let rows = rows.file.iter().zip(rows.services.code.iter());
        rows.for_each(|(file, code)| count(self.counts_of(file), code));
    }

    fn add_dates(&mut self, rows: &Rows) {
        self.dates = rows.handling.date.iter().fold(self.dates, |seen, date| {
            let (first, last) = seen.unwrap_or((date, date));
            Some((first.min(date), last.max(date)))
        });
    }

    fn counts_of(&mut self, file: u32) -> &mut Vec<u64> {
        let file = file as usize;
        if self.codes.len() <= file {
            self.codes.resize_with(file + 1, Vec::new);
        }
        &mut self.codes[file]
    }
}

/// Counts one more row of a code.
fn count(counts: &mut Vec<u64>, code: Sym) {
    let code = code.index();
    if counts.len() <= code {
        counts.resize(code + 1, 0);
    }
    counts[code] += 1;
}
