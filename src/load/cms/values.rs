//! Reads single cells of CMS's tables. What cannot be read is `None`; values are never repeated in messages.

use crate::claim::{Cents, Day, DecimalMark, Units};

pub(super) const NOT_A_CODE: &str = "not a procedure code of five characters";
pub(super) const NOT_A_NUMBER: &str = "not a number";
pub(super) const NOT_A_DATE: &str = "not a date";
pub(super) const NOT_AN_INDICATOR: &str = "not a known indicator";
pub(super) const LISTED_TWICE: &str = "the code is listed twice";

/// How often a byte occurs.
pub(super) fn count(bytes: &[u8], sought: u8) -> usize {
    bytes.split(|byte| *byte == sought).count() - 1
}

/// A cell as text; cells that are not UTF-8 hold nothing we read.
pub(super) fn text(cell: &[u8]) -> &str {
    std::str::from_utf8(cell).unwrap_or_default().trim()
}

/// A relative value in hundredths.
pub(super) fn hundredths(cell: &[u8]) -> Option<i64> {
    let value = Cents::parse(text(cell), DecimalMark::Point).ok()?;
    (value.0 >= 0).then_some(value.0)
}

/// A conversion factor in ten-thousandths.
pub(super) fn ten_thousandths(cell: &[u8]) -> Option<i64> {
    let value = Units::parse(text(cell), DecimalMark::Point).ok()?;
    (value.0 >= 0).then_some(value.0)
}

/// A whole number of units.
pub(super) fn whole(cell: &[u8]) -> Option<i64> {
    let text = text(cell);
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

/// A date as `YYYYMMDD` or `YYYY-MM-DD`.
pub(super) fn date(cell: &[u8]) -> Option<Day> {
    Day::parse_iso(text(cell))
}

/// A cell of one letter, upper case.
pub(super) fn letter(cell: &[u8]) -> Option<char> {
    match text(cell).as_bytes() {
        [one] if one.is_ascii_alphabetic() => Some(char::from(one.to_ascii_uppercase())),
        _ => None,
    }
}
