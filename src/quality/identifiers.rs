//! What identifiers of clinicians and groups look like, and whether the check digit of those that could be NPIs is right.
//! An identifier is never refused for its look.

use std::collections::BTreeMap;

use super::Count;
use crate::claim::Dictionary;
use crate::load::is_digits;

/// What an identifier looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IdShape {
    /// Ten digits, the last of which is the right check digit of an NPI.
    Npi,
    /// Ten digits, the last of which is not.
    WrongCheckDigit,
    /// Another number of digits.
    Digits(usize),
    /// 32 hexadecimal digits in five groups.
    Uuid,
    /// Letters, perhaps with digits, such as state licence numbers.
    LettersAndDigits,
    /// Anything else.
    Other,
}

impl IdShape {
    /// The shape of a text.
    pub fn of(text: &str) -> Self {
        if is_digits(text) {
            return match text.len() {
                10 if has_check_digit(text) => Self::Npi,
                10 => Self::WrongCheckDigit,
                length => Self::Digits(length),
            };
        }
        if is_uuid(text) {
            Self::Uuid
        } else if text.chars().all(char::is_alphanumeric) {
            Self::LettersAndDigits
        } else {
            Self::Other
        }
    }

    /// In words.
    pub fn words(self) -> String {
        match self {
            Self::Npi => "ten digits with the check digit of an NPI".to_owned(),
            Self::WrongCheckDigit => "ten digits, but not the check digit of an NPI".to_owned(),
            Self::Digits(1) => "one digit".to_owned(),
            Self::Digits(n) => format!("{n} digits"),
            Self::Uuid => "UUIDs".to_owned(),
            Self::LettersAndDigits => "letters and digits".to_owned(),
            Self::Other => "other texts".to_owned(),
        }
    }
}

/// The identifiers of one column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identifiers {
    /// All of them.
    pub all: Count,
    /// By shape.
    pub shapes: BTreeMap<IdShape, Count>,
}

impl Identifiers {
    /// `rows` says how many rows each has.
    pub(super) fn new(texts: &Dictionary, rows: &[u64]) -> Self {
        let mut identifiers = Self::default();
        for (id, text) in texts.iter() {
            // A symbol without rows was seen on rejects, or in a file beside the claims.
            let rows = rows.get(id.index()).copied().unwrap_or(0);
            if rows > 0 {
                let shape = identifiers.shapes.entry(IdShape::of(text)).or_default();
                for count in [&mut identifiers.all, shape] {
                    count.distinct += 1;
                    count.rows += rows;
                }
            }
        }
        identifiers
    }

    /// How many have a shape.
    pub fn of(&self, shape: IdShape) -> Count {
        self.shapes.get(&shape).copied().unwrap_or_default()
    }
}

/// Whether the last of ten digits is the check digit of an NPI: Luhn's formula over the digits with 80840 in front.
///
/// Source: 45 CFR 162.406, and the standard for health care provider identifiers it names; the constant 24 is what the
/// prefix adds to the sum.
fn has_check_digit(ten: &str) -> bool {
    const PREFIX_SUM: u32 = 24;
    let digit = |byte: u8| u32::from(byte - b'0');
    let sum: u32 = ten
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| match (place % 2, digit(byte)) {
            (0, digit) => digit,
            (_, digit @ 0..=4) => digit * 2,
            (_, digit) => digit * 2 - 9,
        })
        .sum();
    (sum + PREFIX_SUM).is_multiple_of(10)
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12] && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_of_ten_digits() {
        // 1234567893 is the example of the published standard, and no clinician's.
        assert_eq!(IdShape::of("1234567893"), IdShape::Npi);
        for wrong in ["1234567890", "1234567839", "0000000000", "1000000001"] {
            assert_eq!(IdShape::of(wrong), IdShape::WrongCheckDigit, "{wrong}");
        }
    }

    #[test]
    fn other_shapes() {
        assert_eq!(IdShape::of("123456789"), IdShape::Digits(9));
        assert_eq!(IdShape::of("2d85c411-b7bb-3133-8903-276c2e31f452"), IdShape::Uuid);
        assert_eq!(
            (IdShape::of("A981940000"), IdShape::of("PROV37")),
            (IdShape::LettersAndDigits, IdShape::LettersAndDigits)
        );
        assert_eq!((IdShape::of("-12"), IdShape::of("A 1")), (IdShape::Other, IdShape::Other));
    }
}
