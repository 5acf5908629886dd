//! The PPRRVU text file with fixed columns: where they stand, and whether a file has them there. Finds no release: the
//! file has no title.
//!
//! Source: the TXT and the CSV of RVU25A (January 2025), compared row by row: status 58, totals 90-96 and 97-102, global
//! days 104-106, conversion factor 134-140 (read 2026-11-21).

use csv::ByteRecord;

use super::values::count;
use crate::reference::HcpcsCode;

/// First column (from 0) and the one behind the last, in the order of [`super::fee_schedule`]'s columns.
const FIELDS: [(usize, usize); 7] = [(0, 5), (5, 7), (57, 58), NONFACILITY, FACILITY, (103, 106), FACTOR];
const NONFACILITY: (usize, usize) = (89, 96);
const FACILITY: (usize, usize) = (96, 102);
const FACTOR: (usize, usize) = (133, 140);
/// Rows of other tables are shorter.
const SHORTEST: usize = 120;

/// Whether a line is a row of such a file, wherever its columns stand.
pub(super) fn is_row(line: &[u8]) -> bool {
    let has_separators = line.contains(&b'\t') || 10 < count(line, b',');
    SHORTEST <= line.len() && HcpcsCode::parse(&line[..5]).is_some() && !has_separators
}

/// Whether the amounts of a row stand exactly where they should: two and four decimals up to the edge of their columns.
pub(super) fn fits(line: &[u8]) -> bool {
    let ends = |(from, to): (usize, usize), n_decimals: usize| {
        let Some(field) = line.get(from..to) else { return false };
        let (point, decimals) = (field.len() - n_decimals - 1, field.len() - n_decimals);
        field[point] == b'.'
            && field[decimals..].iter().all(u8::is_ascii_digit)
            && field[..point].trim_ascii().iter().all(u8::is_ascii_digit)
    };
    let is_free = |at: usize| line.get(at).is_none_or(|byte| *byte == b' ');
    let [before_factor, behind_factor] = [FACTOR.0 - 1, FACTOR.1];
    ends(NONFACILITY, 2) && ends(FACILITY, 2) && ends(FACTOR, 4) && is_free(before_factor) && is_free(behind_factor)
}

/// Cuts a line into cells. Where the amounts do not fit, they are left blank.
pub(super) fn cut(line: &[u8], record: &mut ByteRecord) {
    record.clear();
    let fits = fits(line);
    for field in FIELDS {
        let is_amount = [NONFACILITY, FACILITY, FACTOR].contains(&field);
        let cell = line.get(field.0..field.1.min(line.len())).filter(|_| fits || !is_amount);
        record.push_field(cell.unwrap_or_default().trim_ascii());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(nonfacility: &str, factor: &str) -> String {
        format!("99421  {:<50}A{:>38}{:>6}0XXX{:>34}", "", nonfacility, "0.38", factor)
    }

    #[test]
    fn cells_are_cut_where_they_stand() {
        let (mut record, line) = (ByteRecord::new(), row("0.45", "32.3465"));
        assert!(is_row(line.as_bytes()) && fits(line.as_bytes()));
        cut(line.as_bytes(), &mut record);
        let cells: Vec<_> = record.iter().map(|cell| std::str::from_utf8(cell).unwrap()).collect();
        assert_eq!(cells, ["99421", "", "A", "0.45", "0.38", "XXX", "32.3465"]);
    }

    #[test]
    fn shifted_amounts_are_noticed() {
        for line in [row("0.45 ", "32.3465"), row("0.45", "32.3465 "), row("0.45", "132.3465")] {
            assert!(!fits(line.as_bytes()), "{line}");
            let mut record = ByteRecord::new();
            cut(line.as_bytes(), &mut record);
            assert_eq!((&record[0], &record[3], &record[6]), (&b"99421"[..], &b""[..], &b""[..]));
        }
        assert!(!is_row(b"HDR CPT CODES") && !is_row(b"99421,,,A"));
    }
}
