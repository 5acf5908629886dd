//! What single values look like: identifiers, codes, numbers. Judges one text at a time; counts nothing.

use crate::claim::{Cents, DecimalMark};
use crate::load::is_digits;
use crate::reference::HcpcsCode;

/// Modifiers seen often enough to tell modifiers from other texts of two characters.
const COMMON_MODIFIERS: [&str; 46] = [
    "22", "24", "25", "26", "27", "33", "50", "51", "52", "53", "57", "58", "59", "76", "77", "78", "79", "80", "91",
    "93", "95", "AH", "AJ", "AS", "CR", "CS", "FQ", "FS", "GA", "GC", "GE", "GQ", "GT", "HN", "HO", "KX", "LT", "Q6",
    "RT", "SA", "TC", "XE", "XP", "XS", "XU", "U1",
];

/// Ten digits that begin as NPIs do.
pub(super) fn is_ten_digits(text: &str) -> bool {
    text.len() == 10 && is_digits(text)
}

/// Whether ten digits pass the check of the NPI: Luhn over them with 80840 in front. Source: CMS, "Requirements for
/// National Provider Identifier (NPI) and NPI Check Digit".
pub(super) fn passes_npi_check(text: &str) -> bool {
    // The prefix 80840 adds 24 to the sum.
    let doubled = |digit: u32| if digit < 5 { digit * 2 } else { digit * 2 - 9 };
    let digits = text.bytes().rev().map(|byte| u32::from(byte.wrapping_sub(b'0')));
    let sum: u32 = digits.enumerate().map(|(place, digit)| if place % 2 == 1 { doubled(digit) } else { digit }).sum();
    is_ten_digits(text) && (sum + 24).is_multiple_of(10)
}

/// A procedure code: five characters, four digits at least.
pub(super) fn is_code(text: &str) -> bool {
    HcpcsCode::parse(text).is_some()
}

/// The character behind a procedure code that more text follows, as in `99213 - text` or `99213:95`.
pub(super) fn end_of_code(text: &str) -> Option<char> {
    let text = text.strip_prefix("HC:").unwrap_or(text);
    let head = text.get(..5)?;
    let next = text[5..].chars().next()?;
    (is_code(head) && !next.is_alphanumeric() && next != '.').then_some(next)
}

/// An ICD-10 code, with or without its dot.
pub(super) fn is_icd10(text: &str) -> bool {
    let (head, tail) = text.split_once('.').unwrap_or_else(|| text.split_at(text.floor_char_boundary(3)));
    let head = head.as_bytes();
    head.len() == 3
        && head[0].is_ascii_alphabetic()
        && head[1].is_ascii_digit()
        && head[2].is_ascii_alphanumeric()
        && tail.len() <= 4
        && tail.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && !text.ends_with('.')
        // G2012 is a HCPCS code and could be an ICD-10 code without its dot; the former is what claims are full of.
        && !(is_code(text) && is_digits(&text[1..]))
}

/// An ICD-9 code, with or without its dot.
pub(super) fn is_icd9(text: &str) -> bool {
    let digits = text.strip_prefix(['V', 'v', 'E', 'e']).unwrap_or(text);
    let (head, tail) = digits.split_once('.').unwrap_or_else(|| digits.split_at(digits.floor_char_boundary(3)));
    is_digits(head) && (2..=3).contains(&head.len()) && tail.len() <= 2 && (tail.is_empty() || is_digits(tail))
}

/// A CMS place of service, its leading zero perhaps lost.
pub(super) fn is_place(text: &str) -> bool {
    let number = if (1..=2).contains(&text.len()) && is_digits(text) { text.parse().unwrap_or(0) } else { 0 };
    matches!(number, 1..=27 | 31..=34 | 41 | 42 | 49..=58 | 60..=62 | 65 | 66 | 71 | 72 | 81 | 99)
}

/// A short code without the words that a practice writes behind it, as in `10 - Home`; they are taken off on reading too.
pub(super) fn before_words(text: &str) -> &str {
    text.split_once(" - ").or_else(|| text.split_once('-')).map_or(text, |(code, _)| code.trim())
}

/// Two letters or digits.
pub(super) fn is_modifier(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A modifier that is seen often.
pub(super) fn is_common_modifier(text: &str) -> bool {
    COMMON_MODIFIERS.iter().any(|known| known.eq_ignore_ascii_case(text))
}

/// A NUCC taxonomy code.
pub(super) fn is_taxonomy(text: &str) -> bool {
    text.len() == 10 && text.ends_with(['X', 'x']) && text.is_ascii() && is_digits(&text[..3])
}

/// Nine digits, perhaps with the dash of a tax number.
pub(super) fn is_tax_number(text: &str) -> bool {
    let plain = text.len() == 10 && text.as_bytes()[2] == b'-';
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    digits == 9 && (text.len() == 9 || plain)
}

/// A clock of two parts, as a duration may be written: `8:05`, `75:30`.
pub(super) fn is_short_clock(text: &str) -> bool {
    let parts = text.split_once(':').filter(|(left, right)| (1..=3).contains(&left.len()) && right.len() == 2);
    parts.is_some_and(|(left, right)| is_digits(left) && is_digits(right))
}

/// An amount written with this mark.
pub(super) fn is_amount(text: &str, mark: DecimalMark) -> bool {
    Cents::parse(text, mark).is_ok()
}

/// A number whose last one or two digits stand behind this mark: `49,15`, `(1.234,5)`.
pub(super) fn has_decimals(text: &str, mark: char) -> bool {
    let number = text.trim_matches(['(', ')', '$', '-', '+', ' ']);
    let Some((whole, decimals)) = number.rsplit_once(mark) else { return false };
    (1..=2).contains(&decimals.len())
        && is_digits(decimals)
        && whole.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.') && c != mark)
}

/// Letters and the marks between words; no digit.
pub(super) fn is_words(text: &str) -> bool {
    text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '/' | '&' | '_' | '.' | ',' | '\''))
        && text.chars().any(char::is_alphabetic)
}

/// A number that lost its digits to a spreadsheet: `1.67683E+15`.
pub(super) fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    exponent.starts_with(['+', '-']) && is_digits(&exponent[1..]) && mantissa.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a text looks like a value rather than like the name of a column.
pub(super) fn is_data(text: &str) -> bool {
    is_amount(text, DecimalMark::Point)
        || is_amount(text, DecimalMark::Comma)
        || is_code(text)
        || super::dates::clock_pattern(text).is_some()
        || super::dates::is_date(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn npi_check_digits() {
        // The example of CMS's own document.
        assert!(passes_npi_check("1234567893"));
        assert!(!passes_npi_check("1234567890") && !passes_npi_check("123456789") && !passes_npi_check("12345678X3"));
    }

    #[test]
    fn codes_and_what_follows_them() {
        assert_eq!((end_of_code("99213 - visit"), end_of_code("HC:99213:95")), (Some(' '), Some(':')));
        assert_eq!((end_of_code("99213"), end_of_code("992134"), end_of_code("99213.0")), (None, None, None));
    }

    #[test]
    fn diagnoses() {
        for code in ["F10.20", "e785", "Z00", "S72.001A", "M1A.0"] {
            assert!(is_icd10(code), "{code}");
        }
        for code in ["G2012", "99213", "F10.", "FF0", "", "é1", "A1"] {
            assert!(!is_icd10(code), "{code}");
        }
        assert!(is_icd9("4019") && is_icd9("V70.0") && is_icd9("401.9") && !is_icd9("4") && !is_icd9("4019123"));
    }

    #[test]
    fn decimals_by_their_mark() {
        assert!(has_decimals("49,15", ',') && has_decimals("(1.234,5)", ',') && has_decimals("$1,234.56", '.'));
        assert!(!has_decimals("1,234", ',') && !has_decimals("49.15", ',') && !has_decimals("F10.20", '.'));
    }
}
