//! Cleans single values: identifiers damaged by spreadsheets, codes in composites, padded short codes.
//! Every repair is counted; what cannot be repaired is a fault.

use std::borrow::Cow;

/// An identifier ready to use, or why it is not one.
pub(super) enum CleanId<'a> {
    /// As it stands.
    Whole(&'a str),
    /// A trailing `.0` was dropped.
    Repaired(&'a str),
    /// Scientific notation: digits are lost for good.
    Unrecoverable,
}

/// A value of an identity column, ready to use.
pub(super) enum Identity<'a> {
    /// As it stands.
    Whole(&'a str),
    /// What a number format did to it is undone.
    Repaired(Cow<'a, str>),
    /// A word or number that stands for nothing: a blank.
    Placeholder,
    /// Scientific notation: digits are lost for good.
    Unrecoverable,
}

/// Reads a value of an identity column, cleaned: patients, clinicians, groups, claims and sources.
///
/// Source: project rulebook, section 4, step 0.
pub(super) fn identity(text: &str) -> Identity<'_> {
    match clean_id(text) {
        CleanId::Whole(text) if stands_for_nothing(text) => Identity::Placeholder,
        CleanId::Whole(text) => Identity::Whole(text),
        CleanId::Repaired(text) if stands_for_nothing(text) => Identity::Placeholder,
        CleanId::Repaired(text) => Identity::Repaired(Cow::Borrowed(text)),
        CleanId::Unrecoverable => Identity::Unrecoverable,
    }
}

/// Reads a tax number: nine digits, whatever stands between them and however many zeros in front were lost. A text that
/// holds anything else stays as it is, and so do more than nine digits.
///
/// Source: project rulebook, section 4, step 0.
pub(super) fn tax_number(text: &str) -> Identity<'_> {
    const DIGITS: usize = 9;
    let found = identity(text);
    let read = match &found {
        Identity::Whole(read) => read,
        Identity::Repaired(read) => read.as_ref(),
        Identity::Placeholder | Identity::Unrecoverable => return found,
    };
    let is_part = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'-' | b' ');
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let bytes = read.as_bytes();
    let n_digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    let is_number = is_digit(bytes.first()) && is_digit(bytes.last()) && bytes.iter().all(is_part);
    if !is_number || DIGITS < n_digits || (n_digits == DIGITS && bytes.len() == DIGITS) {
        return found;
    }
    let digits: String = read.chars().filter(char::is_ascii_digit).collect();
    let padded = format!("{digits:0>DIGITS$}");
    if stands_for_nothing(&padded) { Identity::Placeholder } else { Identity::Repaired(Cow::Owned(padded)) }
}

/// Words for nothing beside those that stand for nothing in every column.
const PLACEHOLDERS: [&str; 6] = ["na", "#n/a", ".", "-", "(null)", "unknown"];

/// Whether an identifier stands for nothing: such a word, or nine or ten equal digits.
fn stands_for_nothing(text: &str) -> bool {
    match text.as_bytes() {
        [first, rest @ ..] if matches!(text.len(), 9 | 10) => {
            first.is_ascii_digit() && rest.iter().all(|byte| byte == first)
        }
        bytes => bytes.len() <= 7 && PLACEHOLDERS.iter().any(|word| text.eq_ignore_ascii_case(word)),
    }
}

/// Whether a text is an identifier as it stands, at one look: letters and digits that are no word for nothing, and
/// nothing in them that a number format could have left.
pub(super) fn is_plain_id(raw: &str) -> bool {
    const LONGEST_WORD_FOR_NOTHING: usize = 4;
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'.' | b'e' | b'E');
    raw.len() > LONGEST_WORD_FOR_NOTHING && raw.bytes().all(is_plain) && !stands_for_nothing(raw)
}

/// Looks for the two kinds of damage that number formats do to identifiers.
pub(super) fn clean_id(text: &str) -> CleanId<'_> {
    // Nearly every identifier is neither: one look tells.
    if !text.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E')) {
        return CleanId::Whole(text);
    }
    if is_scientific(text) {
        return CleanId::Unrecoverable;
    }
    match text.split_once('.') {
        Some((whole, zeros)) if is_number(whole) && !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') => {
            CleanId::Repaired(whole)
        }
        _ => CleanId::Whole(text),
    }
}

/// A word of a layout as words are compared: lower case, without surrounding space and a number's `.0`.
pub(super) fn word(text: &str) -> String {
    match clean_id(text.trim()) {
        CleanId::Repaired(whole) => whole.to_owned(),
        _ => text.trim().to_lowercase(),
    }
}

/// Whether a cell says a [`word`] of a layout. A typed column may write a code such as `1` as `1.0`.
pub(super) fn says(cell: &str, word: &str) -> bool {
    let cell = match clean_id(cell) {
        CleanId::Repaired(whole) => whole,
        _ => cell,
    };
    if cell.is_ascii() { cell.eq_ignore_ascii_case(word) } else { cell.to_lowercase() == word }
}

/// `1.67683E+15`, `-1E+15`, `1,5e15`; but not `2E10`, which may be a real identifier.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let signed = exponent.strip_prefix(['+', '-']);
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    is_number(whole)
        && fraction.bytes().all(|b| b.is_ascii_digit())
        && is_digits(signed.unwrap_or(exponent))
        && (signed.is_some() || mantissa.len() > whole.len())
}

/// Digits, with a minus sign perhaps: synthetic identifiers may be negative.
fn is_number(text: &str) -> bool {
    is_digits(text.strip_prefix('-').unwrap_or(text))
}

/// Whether a text is of digits only, at least one.
pub fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Upper case, without allocating when it is already so.
pub(super) fn upper(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|b| b.is_ascii_lowercase()) {
        Cow::Owned(text.to_ascii_uppercase())
    } else {
        Cow::Borrowed(text)
    }
}

/// Lower case, without allocating when it is already so.
pub(super) fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

/// A diagnosis code as it is compared: upper case, no dots, no inner spaces.
pub(super) fn diagnosis(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| *c != '.' && !c.is_whitespace()).collect::<String>().to_ascii_uppercase())
}

/// Splits `HC:99213:95:25` into the code and its modifiers; the qualifier in front is dropped.
pub(super) fn split_composite(text: &str) -> (&str, impl Iterator<Item = &str>) {
    let mut parts = text.split(':');
    let first = parts.next().unwrap_or("").trim();
    let is_qualifier = text.contains(':') && first.len() == 2;
    let code = if is_qualifier { parts.next().unwrap_or("").trim() } else { first };
    (code, parts.map(str::trim).filter(|part| !part.is_empty()))
}

/// Two-character codes that lost their leading zero to a number format: `2` is place of service `02`.
pub(super) fn padded(text: &str) -> Option<String> {
    (text.len() == 1 && is_digits(text)).then(|| format!("0{text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreadsheet_damage() {
        assert!(matches!(clean_id("1.67683E+15"), CleanId::Unrecoverable));
        assert!(matches!(clean_id("1E+15"), CleanId::Unrecoverable));
        for lost in ["1.5e15", "-1.999E+13", "12.3E+14", "1,67683E+15", "1.67683E-5"] {
            assert!(matches!(clean_id(lost), CleanId::Unrecoverable), "{lost}");
        }
        assert!(matches!(clean_id("-19990000002208.0"), CleanId::Repaired("-19990000002208")));
        assert!(matches!(clean_id("1234567890.0"), CleanId::Repaired("1234567890")));
        for whole in ["2E10", "007", "A.0", "1.50", "12E34567", "-19990000002208", "."] {
            assert!(matches!(clean_id(whole), CleanId::Whole(_)), "{whole}");
        }
    }

    /// `whole`, the repaired text, or what else it is.
    fn told(identity: &Identity<'_>) -> String {
        match identity {
            Identity::Whole(_) => "whole".to_owned(),
            Identity::Repaired(text) => text.clone().into_owned(),
            Identity::Placeholder => "nothing".to_owned(),
            Identity::Unrecoverable => "lost".to_owned(),
        }
    }

    #[test]
    fn words_and_numbers_that_stand_for_nothing() {
        for nothing in ["NA", "na", "#N/A", ".", "-", "(null)", "Unknown", "000000000", "9999999999", "999999999.0"] {
            assert_eq!(told(&identity(nothing)), "nothing", "{nothing}");
            assert!(!is_plain_id(nothing), "{nothing}");
        }
        for value in ["N", "0", "00000000", "99999999999", "aaaaaaaaa", "unknowns", "999999998", "--", "#1"] {
            assert_eq!(told(&identity(value)), "whole", "{value}");
        }
    }

    #[test]
    fn tax_numbers_are_nine_digits() {
        for whole in ["062301312", "T1", "PROV-37", "1234567893", "06-2301312-X", "-62301312"] {
            assert_eq!(told(&tax_number(whole)), "whole", "{whole}");
        }
        for written in ["06-2301312", "06 2301312", "62301312", "62301312.0", "062-30-1312", "062301312.0"] {
            assert_eq!(told(&tax_number(written)), "062301312", "{written}");
        }
        for nothing in ["0", "00-0000000", "000-00-0000", "999999999", "99-9999999", "UNKNOWN"] {
            assert_eq!(told(&tax_number(nothing)), "nothing", "{nothing}");
        }
        assert_eq!(told(&tax_number("6.2E+07")), "lost");
    }

    #[test]
    fn composites() {
        let split = |text: &'static str| {
            let (code, modifiers) = split_composite(text);
            (code, modifiers.collect::<Vec<_>>())
        };
        assert_eq!(split("HC:99213:95"), ("99213", vec!["95"]));
        assert_eq!(split("99213:25"), ("99213", vec!["25"]));
        assert_eq!(split("99213"), ("99213", vec![]));
    }

    #[test]
    fn diagnoses_lose_dots_and_case() {
        assert_eq!(diagnosis("e78.5"), "E785");
        assert_eq!(diagnosis("E785"), "E785");
    }
}
