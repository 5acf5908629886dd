//! What one text of the code column looks like. Knows shapes only; whether a code exists is asked of whoever knows.

use crate::load::is_digits;

/// What a text of the code column looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum CodeShape {
    /// Five characters as CPT and HCPCS have them.
    Hcpcs,
    /// Such a code and its modifiers in one cell.
    WithModifier,
    /// Such a code and a description in one cell.
    WithText,
    /// Letters and spaces: NO SHOW, SELF PAY.
    Words,
    /// One to four digits.
    ShortNumber,
    /// Six to eighteen digits.
    LongNumber,
    /// Seven letters and digits, as ICD-10-PCS has them.
    IcdPcs,
    /// A date or a month with a day.
    Date,
    /// Anything else.
    Other,
}

impl CodeShape {
    /// Every shape, in the order of reports.
    pub const ALL: [Self; 9] = [
        Self::Hcpcs,
        Self::WithModifier,
        Self::WithText,
        Self::Words,
        Self::ShortNumber,
        Self::LongNumber,
        Self::IcdPcs,
        Self::Date,
        Self::Other,
    ];

    /// The name in machine output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hcpcs => "cpt_hcpcs",
            Self::WithModifier => "with_modifier",
            Self::WithText => "with_text",
            Self::Words => "words",
            Self::ShortNumber => "short_number",
            Self::LongNumber => "long_number",
            Self::IcdPcs => "icd_10_pcs",
            Self::Date => "date",
            Self::Other => "other",
        }
    }

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Hcpcs => "CPT or HCPCS numbers",
            Self::WithModifier => "codes with modifiers in the same cell: no rule recognises them",
            Self::WithText => "codes with a description in the same cell: no rule recognises them",
            Self::Words => "words instead of codes (pseudo-codes)",
            Self::ShortNumber => "numbers of one to four digits: another code list, or lost leading zeros",
            Self::LongNumber => "numbers of 6 to 18 digits, as SNOMED has them",
            Self::IcdPcs => "seven letters and digits, as ICD-10-PCS has them",
            Self::Date => "dates, as spreadsheets make them of codes",
            Self::Other => "other texts",
        }
    }

    /// Whether rules understand it, or would if the cell held nothing else.
    pub(super) const fn is_usable(self) -> bool {
        matches!(self, Self::Hcpcs | Self::WithModifier | Self::WithText)
    }

    /// Whether a code stands in front of something else.
    pub(super) const fn is_crowded(self) -> bool {
        matches!(self, Self::WithModifier | Self::WithText)
    }

    /// The shape of a text, upper case. `is_known` says whether five digits are a code: seven digits may be a code and a
    /// modifier, or a number of another system.
    pub(super) fn of(text: &str, is_known: &dyn Fn(&str) -> bool) -> Self {
        if is_hcpcs(text) {
            return Self::Hcpcs;
        }
        if let Some(crowded) = crowded(text, is_known) {
            return crowded;
        }
        if is_digits(text) {
            return match text.len() {
                1..=4 => Self::ShortNumber,
                6..=18 => Self::LongNumber,
                _ => Self::Other,
            };
        }
        if is_words(text) {
            Self::Words
        } else if is_date(text) {
            Self::Date
        } else if is_icd_pcs(text) {
            Self::IcdPcs
        } else {
            Self::Other
        }
    }
}

/// Five digits, four digits and a letter, or a letter and four digits.
fn is_hcpcs(text: &str) -> bool {
    let bytes = text.as_bytes();
    let [first, middle @ .., last] = bytes else { return false };
    bytes.len() == 5
        && middle.iter().all(u8::is_ascii_digit)
        && match (first.is_ascii_digit(), last.is_ascii_digit()) {
            (true, true) => true,
            (true, false) => last.is_ascii_uppercase(),
            (false, true) => first.is_ascii_uppercase(),
            (false, false) => false,
        }
}

/// A code with something behind it.
fn crowded(text: &str, is_known: &dyn Fn(&str) -> bool) -> Option<CodeShape> {
    let (code, rest) = text.split_at_checked(5).filter(|(code, _)| is_hcpcs(code))?;
    let is_modifier = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphanumeric());
    if rest.len() == 2 && is_modifier(rest) {
        let is_certain = !is_digits(rest) || !is_digits(code) || is_known(code);
        return is_certain.then_some(CodeShape::WithModifier);
    }
    if rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    let parts: Vec<&str> = rest.split([' ', '-', ',', ';', '/', '.']).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        // A LOINC number ends in a dash and one digit.
        [digit] if digit.len() == 1 && is_digits(digit) => None,
        [_, ..] if parts.iter().all(|part| is_modifier(part)) => Some(CodeShape::WithModifier),
        _ => Some(CodeShape::WithText),
    }
}

fn is_words(text: &str) -> bool {
    const LONGEST: usize = 24;
    text.chars().count() <= LONGEST
        && text.chars().any(char::is_alphabetic)
        && text.chars().all(|c| c.is_alphabetic() || c == ' ')
}

/// `1-MAR`, `MAR-25`, `3/2/2025`, `2025-03-02`.
fn is_date(text: &str) -> bool {
    const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    let parts: Vec<&str> = text.split(['-', '/']).collect();
    let is_number = |part: &&str| is_digits(part) && part.len() <= 4;
    let is_month = |part: &&str| MONTHS.contains(part);
    match parts.as_slice() {
        [a, b] => (is_number(a) && is_month(b)) || (is_month(a) && is_number(b)),
        [_, _, _] => parts.iter().all(|part| is_number(part) || is_month(part)),
        _ => false,
    }
}

fn is_icd_pcs(text: &str) -> bool {
    text.len() == 7
        && text.bytes().all(|b| b.is_ascii_digit() || (b.is_ascii_uppercase() && b != b'I' && b != b'O'))
        && text.bytes().any(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape() {
        use CodeShape::{Date, Hcpcs, IcdPcs, LongNumber, Other, ShortNumber, WithModifier, WithText, Words};
        let cases: [(CodeShape, &[&str]); 9] = [
            (Hcpcs, &["99213", "G2012", "0001F", "0001U", "D0120"]),
            (WithModifier, &["99213-25", "99213 25 95", "99421GT", "9921325", "G2012,GT"]),
            (WithText, &["99213 - OFFICE VISIT", "99213 VISIT", "G2012: CHECK-IN"]),
            (Words, &["NO SHOW", "OTHER", "SELF PAY"]),
            (ShortNumber, &["100", "0450", "5"]),
            (LongNumber, &["185345009", "1234567"]),
            (IcdPcs, &["0DB68ZX", "02H63JZ"]),
            (Date, &["1-MAR", "MAR-25", "3/2/2025", "2025-03-02"]),
            (Other, &["12345-6", "NO SHOW 2", "A WORD THAT IS MUCH TOO LONG FOR A CODE", "9921X5", ""]),
        ];
        for (shape, texts) in cases {
            for text in texts {
                assert_eq!(CodeShape::of(text, &|code| code == "99213"), shape, "{text}");
            }
        }
        assert_eq!(CodeShape::ALL.map(|shape| shape as usize), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    }
}
