//! Takes cells of diagnoses apart: one code, several, or a code with a label behind it.
//!
//! Source: project rulebook, section 1.2.

use std::borrow::Cow;

use super::values::is_placeholder_word;

/// What stands between the codes of one cell.
const BETWEEN: [char; 6] = [',', ';', '|', '^', '~', '\n'];
/// What stands around a code, or between it and its label.
const BESIDE: [char; 12] = [' ', '\t', '/', ':', '-', '"', '\'', '(', ')', '[', ']', '='];

/// A diagnosis code as it is compared: upper case, no dots, no inner spaces.
pub(super) fn diagnosis(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| *c != '.' && !c.is_whitespace()).collect::<String>().to_ascii_uppercase())
}

/// What a cell of diagnoses says.
pub(super) enum DiagnosisCell<'a> {
    /// Nothing: a word, or zeros, that stand for nothing.
    Nothing,
    /// One code or several.
    Codes(Vec<&'a str>),
    /// It cannot be told what: any code may be meant.
    Unreadable,
}

/// Reads a cell, cleaned, that does not hold one code and nothing else.
pub(super) fn diagnosis_cell(text: &str) -> DiagnosisCell<'_> {
    if is_placeholder_word(text) || text.bytes().all(|byte| matches!(byte, b'0' | b'.')) {
        return DiagnosisCell::Nothing;
    }
    diagnoses(text).map_or(DiagnosisCell::Unreadable, DiagnosisCell::Codes)
}

/// Whether a cell holds one code and nothing else, at one look, or nothing.
pub(super) fn is_plain_diagnosis(text: &str) -> bool {
    text.is_empty()
        || (text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
            && text.bytes().any(|byte| byte.is_ascii_digit())
            && !text.bytes().all(|byte| matches!(byte, b'0' | b'.')))
}

/// The codes of a cell: `I10, E11.9`, `I10 E119`, `I10 - high blood pressure`; nothing when it cannot be told what they are.
/// A code must not be lost, and a word must not become one: then two lines would seem to be about different things.
fn diagnoses(text: &str) -> Option<Vec<&str>> {
    let mut found = Vec::new();
    for piece in text.split(BETWEEN) {
        let words: Vec<&str> = piece.split(BESIDE).filter(|word| !word.is_empty()).collect();
        let Some((first, label)) = words.split_first() else { continue };
        if words.iter().all(|word| is_code(word)) {
            found.extend(words);
            continue;
        }
        let is_word = |word: &&str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
        let has_code = |words: &[&str]| words.iter().any(|word| is_lettered(word));
        if is_code(first) && !has_code(label) && label.iter().any(is_word) {
            found.push(first);
        } else if found.is_empty() || has_code(&words) || words.iter().any(|word| is_code(word)) {
            // Otherwise the label of the code in front goes on behind a comma.
            return None;
        }
    }
    (!found.is_empty()).then_some(found)
}

/// Whether a word has the form of a code: a letter and a digit in front, or digits only.
fn is_code(word: &str) -> bool {
    let is_numeric = word.len() >= 3
        && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && word.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
    is_numeric || is_lettered(word)
}

/// `I10`, `E11.9`, `V70.0`.
fn is_lettered(word: &str) -> bool {
    let bytes = word.as_bytes();
    matches!(bytes, [letter, digit, _, ..] if letter.is_ascii_alphabetic() && digit.is_ascii_digit())
        && bytes.len() <= 8
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_compared_without_their_notation() {
        assert_eq!(diagnosis("e78.5"), "E785");
        assert_eq!(diagnosis("E785"), "E785");
    }

    #[test]
    fn one_code_needs_no_second_look() {
        for plain in ["I10", "R00.0", "i10", "I10.", "E11.9", "4019", "250.00", "160903007", ""] {
            assert!(is_plain_diagnosis(plain), "{plain}");
        }
        for other in ["I10, E11.9", "NA", "0", "000.00", "-", "(I10)", "I10;"] {
            assert!(!is_plain_diagnosis(other), "{other}");
        }
    }

    #[test]
    fn cells_are_taken_apart() {
        for (text, codes) in [
            ("I10, E11.9", &["I10", "E11.9"][..]),
            ("I10|E119", &["I10", "E119"]),
            ("I10 E119", &["I10", "E119"]),
            ("I10;", &["I10"]),
            ("(I10)", &["I10"]),
            ("\"I10\"", &["I10"]),
            ("401.9; 250.00", &["401.9", "250.00"]),
            ("I10 - high blood pressure", &["I10"]),
            ("E11.9: type 2 diabetes, without complications", &["E11.9"]),
            ("I10 - pressure, E11.9 - sugar", &["I10", "E11.9"]),
        ] {
            assert_eq!(diagnoses(text).as_deref(), Some(codes), "{text}");
        }
        for unreadable in
            ["high blood pressure", "2025-10-01", "10/01/2025", "D51.0 lack of B12", "E11 9", "pressure, I10", ""]
        {
            assert_eq!(diagnoses(unreadable), None, "{unreadable}");
        }
    }
}
