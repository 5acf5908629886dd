//! Cleans single values: identifiers damaged by spreadsheets, codes in composites, padded short codes.
//! Every repair is counted; what cannot be repaired is a fault.

use std::borrow::Cow;

use super::batch::is_marked;
use super::trailers::is_code;

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
    let plain = read.replace(['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2212}'], "-");
    let bytes = without_tin_label(&plain).as_bytes();
    let n_digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    let is_number = is_digit(bytes.first()) && is_digit(bytes.last()) && bytes.iter().all(is_part);
    if !is_number || DIGITS < n_digits || (n_digits == DIGITS && read.len() == DIGITS) {
        return found;
    }
    let digits: String = bytes.iter().filter(|byte| byte.is_ascii_digit()).map(|byte| char::from(*byte)).collect();
    let padded = format!("{digits:0>DIGITS$}");
    if stands_for_nothing(&padded) { Identity::Placeholder } else { Identity::Repaired(Cow::Owned(padded)) }
}

/// A tax number without the word in front of it: `EIN: 06-2301312`, `TIN 062301312`.
fn without_tin_label(text: &str) -> &str {
    const SET_OFF: [char; 4] = [':', '#', ' ', '-'];
    let labels = ["ein", "tin", "fein", "ftin", "tax id", "taxid"];
    let behind = labels.iter().find_map(|label| {
        let (front, rest) = text.split_at_checked(label.len())?;
        (front.eq_ignore_ascii_case(label) && rest.starts_with(SET_OFF)).then_some(rest)
    });
    behind.map_or(text, |rest| rest.trim_start_matches(SET_OFF))
}

/// Words for nothing beside those that stand for nothing in every column: of the rulebook, of programs that export tables,
/// the errors of spreadsheets, and what people type.
const PLACEHOLDERS: [&str; 29] = [
    ".",
    "-",
    "na",
    "#n/a",
    "(null)",
    "unknown",
    "<na>",
    "[null]",
    "<null>",
    "unk",
    "n.a.",
    "n.a",
    "n/k",
    "tbd",
    "missing",
    "(blank)",
    "(missing)",
    "(none)",
    "(unknown)",
    "(n/a)",
    "not available",
    "not applicable",
    "#ref!",
    "#value!",
    "#name?",
    "#div/0!",
    "#num!",
    "#null!",
    "undefined",
];
const LONGEST_PLACEHOLDER: usize = 14;

/// Whether a text is such a word. What signs alone and a number of equal digits stand for only identity columns know.
pub(super) fn is_placeholder_word(text: &str) -> bool {
    // No such word ends in a digit, and nearly every identifier does.
    let may_be = text.bytes().next_back().is_some_and(|last| !last.is_ascii_digit());
    may_be && text.len() <= LONGEST_PLACEHOLDER && PLACEHOLDERS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether an identifier stands for nothing: such a word, signs alone, or nine or ten equal digits.
pub(super) fn stands_for_nothing(text: &str) -> bool {
    match text.as_bytes() {
        [first, rest @ ..] if first.is_ascii_digit() => {
            matches!(text.len(), 9 | 10) && rest.iter().all(|byte| byte == first)
        }
        [_, ..] if text.bytes().all(|byte| byte.is_ascii_punctuation()) => true,
        _ => is_placeholder_word(text),
    }
}

/// Whether a text is an identifier as it stands, at one look: letters and digits that are no word for nothing, and
/// nothing in them that a number format could have left.
pub(super) fn is_plain_id(raw: &str) -> bool {
    const LONGEST_WORD_FOR_NOTHING: usize = 4;
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'.' | b'e' | b'E');
    raw.len() > LONGEST_WORD_FOR_NOTHING && raw.bytes().all(is_plain) && !is_marked(raw) && !stands_for_nothing(raw)
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

/// What a cell of procedure codes holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CodeCell<'a> {
    /// The code.
    pub(super) code: Cow<'a, str>,
    /// The modifiers that stand behind it.
    pub(super) modifiers: Vec<String>,
    /// Whether something was taken off that is neither: a label, characters that show nothing.
    pub(super) was_repaired: bool,
    /// Whether there are several codes, of which none is the line's.
    pub(super) is_several: bool,
}

/// Whether a cell holds a code and nothing else, at one look.
pub(super) fn is_plain_code(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && (text.len() <= 5 || !text.split_at_checked(5).is_some_and(|(front, rest)| rest.len() == 2 && is_code(front)))
}

/// Takes a cell apart: `99213`, `HC:99213:95:25` (the qualifier in front is dropped), `99421-95`, `99421GT`,
/// `99421 - visit`. What is neither a code nor a code with something behind it stays as it is.
pub(super) fn code_cell(text: &str) -> CodeCell<'_> {
    let (text, was_repaired) = match text.split_once(':').map(|(first, rest)| (first.trim(), rest.trim())) {
        Some((qualifier, rest)) if qualifier.len() == 2 => (rest, false),
        _ => (text, false),
    };
    if !text.is_ascii() && text.chars().any(is_invisible) {
        let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
        let CodeCell { code, modifiers, is_several, .. } = code_cell(&visible);
        return CodeCell { code: Cow::Owned(code.into_owned()), modifiers, was_repaired: true, is_several };
    }
    if let Some(code) = code_behind_words(text) {
        return CodeCell { code: Cow::Borrowed(code), modifiers: Vec::new(), was_repaired: true, is_several: false };
    }
    let is_several = several_codes(text);
    let whole = CodeCell { code: Cow::Borrowed(text), modifiers: Vec::new(), was_repaired, is_several };
    let Some((code, behind)) = text.split_at_checked(5).filter(|(code, rest)| is_code(code) && !rest.is_empty()) else {
        return whole;
    };
    let found = |modifiers: &[&str], was_repaired| {
        let modifiers = modifiers.iter().map(|&modifier| modifier.to_owned()).collect();
        CodeCell { code: Cow::Borrowed(code), modifiers, was_repaired, is_several: false }
    };
    let is_glued = behind.starts_with(|c: char| c.is_ascii_alphanumeric());
    if is_glued {
        // Seven digits may be a number of another system.
        let is_modifier = behind.len() == 2 && behind.bytes().any(|byte| byte.is_ascii_alphabetic());
        return if is_modifier && behind.is_ascii() { found(&[behind], false) } else { whole };
    }
    let parts: Vec<&str> = behind.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    if parts.iter().any(|part| is_code(part)) {
        // Two codes are not one.
        return whole;
    }
    if parts.iter().all(|part| part.len() == 2) {
        return found(&parts, false);
    }
    if !parts.iter().any(|part| part.len() > 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic())) {
        // What stands behind it is no label either.
        return whole;
    }
    // A modifier in front of a label has a digit, or the label's first word might be taken for one.
    let is_modifier = |part: &&&str| part.len() == 2 && part.bytes().any(|byte| byte.is_ascii_digit());
    let modifiers: Vec<&str> = parts.iter().take_while(is_modifier).copied().collect();
    found(&modifiers, true)
}

/// The code of a cell with words in front of it, or in parentheses: `CPT 99441`, `Phone visit (99441)`.
fn code_behind_words(text: &str) -> Option<&str> {
    let text = text.trim_end_matches([')', ']', '"']);
    let (words, code) = text.split_at_checked(text.len().checked_sub(5)?)?;
    let mut parts = words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let is_set_off = words.ends_with(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && c != '-');
    let are_words = parts.all(|part| part.len() > 1 && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    (is_code(code) && is_set_off && are_words).then_some(code)
}

/// Whether a cell holds more than one code.
fn several_codes(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| is_code(part)).count() > 1
}

/// Whether a character shows nothing.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// Whether a cell of modifiers holds one and nothing else, or nothing.
pub(super) fn is_plain_modifier(text: &str) -> bool {
    text.is_empty() || (is_modifier(text) && text.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Whether two letters or digits may be a modifier: some words are none.
fn is_modifier(part: &str) -> bool {
    const WORDS: [&str; 8] = ["no", "or", "of", "in", "to", "on", "is", "by"];
    part.len() == 2 && !WORDS.iter().any(|word| part.eq_ignore_ascii_case(word))
}

/// The modifiers of a cell: `95`, `95,GT`, `95 GT`, `-95`, `95GT`, `[95, GT]`, `Modifier 95`, `95 - Synchronous`; nothing
/// when it cannot be told what they are.
pub(super) fn modifiers(text: &str) -> Option<Vec<&str>> {
    let has_digit = |part: &&str| part.bytes().any(|byte| byte.is_ascii_digit());
    let is_announced =
        |part: &&str| ["mod", "mods", "modifier", "modifiers"].iter().any(|word| part.eq_ignore_ascii_case(word));
    if !text.is_ascii() {
        return None;
    }
    let all: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let parts: Vec<&str> = all.iter().copied().filter(|part| !is_announced(part)).collect();
    let (first, rest) = parts.split_first()?;
    if parts.iter().all(|part| is_modifier(part)) {
        return (parts.len() == all.len() || parts.iter().all(has_digit)).then_some(parts);
    }
    if rest.is_empty() {
        // Written without anything between them; letters alone would be a word.
        let is_even = first.len().is_multiple_of(2) && (4..=10).contains(&first.len()) && has_digit(first);
        let pairs: Vec<&str> = (0..first.len() / 2).map(|n| &first[2 * n..2 * n + 2]).collect();
        return (is_even && !pairs.contains(&"00")).then_some(pairs);
    }
    // A label behind one modifier; behind one of letters it must be set off, or any two-letter word would be one.
    let is_set_off = || {
        let behind = text.trim_start().get(2..).unwrap_or("").trim_start();
        behind.starts_with(['-', ':', '(', '=', '/'])
    };
    // Where a comma follows the first modifier, the rest is another entry of a list and no label.
    let behind = text.split_once(first).map_or("", |(_, behind)| behind.trim_start());
    let is_listed = behind.starts_with([',', ';', '|']);
    let is_label = !is_listed && rest.iter().all(|part| !is_modifier(part) || !has_digit(part));
    (is_modifier(first) && is_label && (has_digit(first) || is_set_off())).then(|| vec![*first])
}

/// The place of service of a cell with its two digits: `11`, `2`, `10 - Telehealth Home`, `POS 10`, `Office (11)`; nothing
/// when it cannot be told which it is.
pub(super) fn place_of_service(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let holds_digit = |part: &&&str| part.bytes().any(|byte| byte.is_ascii_digit());
    let numbers: Vec<&&str> = parts.iter().filter(holds_digit).collect();
    let [number] = numbers.as_slice() else { return None };
    let digits = number.trim_start_matches('0');
    let is_place = is_digits(number) && (1..=2).contains(&digits.len());
    let is_first = parts.first() == Some(*number);
    let is_announced = matches!(parts.first(), Some(first) if first.eq_ignore_ascii_case("pos"));
    let is_in_parentheses = text.ends_with(')') && parts.last() == Some(*number);
    (is_place && (is_first || is_announced || is_in_parentheses)).then(|| format!("{digits:0>2}"))
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
        for nothing in [
            "NA",
            "na",
            "#N/A",
            ".",
            "-",
            "(null)",
            "Unknown",
            "000000000",
            "9999999999",
            "999999999.0",
            "--",
            "?",
            "<NA>",
            "#REF!",
            "unk",
            "(blank)",
            "[NULL]",
            "n.a.",
            "Not available",
            "undefined",
            "(missing)",
            "TBD",
            "#DIV/0!",
        ] {
            assert_eq!(told(&identity(nothing)), "nothing", "{nothing}");
            assert!(!is_plain_id(nothing), "{nothing}");
        }
        for value in ["N", "0", "00000000", "99999999999", "aaaaaaaaa", "unknowns", "999999998", "#1", "-1", "unk1"] {
            assert_eq!(told(&identity(value)), "whole", "{value}");
        }
    }

    #[test]
    fn tax_numbers_are_nine_digits() {
        for whole in ["062301312", "T1", "PROV-37", "1234567893", "06-2301312-X", "-62301312"] {
            assert_eq!(told(&tax_number(whole)), "whole", "{whole}");
        }
        for written in [
            "06\u{2013}2301312",
            "EIN: 06-2301312",
            "TIN 062301312",
            "06-2301312",
            "06 2301312",
            "62301312",
            "62301312.0",
            "062-30-1312",
            "062301312.0",
        ] {
            assert_eq!(told(&tax_number(written)), "062301312", "{written}");
        }
        for nothing in ["0", "00-0000000", "000-00-0000", "999999999", "99-9999999", "UNKNOWN"] {
            assert_eq!(told(&tax_number(nothing)), "nothing", "{nothing}");
        }
        assert_eq!(told(&tax_number("6.2E+07")), "lost");
    }

    #[test]
    fn codes_with_something_beside_them() {
        let taken = |text: &'static str| {
            let cell = code_cell(text);
            if cell.is_several {
                return "several".to_owned();
            }
            format!("{} {} {}", cell.code, cell.modifiers.join("+"), if cell.was_repaired { "repaired" } else { "-" })
        };
        assert_eq!(taken("HC:99213:95"), "99213 95 -");
        assert_eq!(taken("HC:99213:95:25"), "99213 95+25 -");
        assert_eq!(taken("99213:25"), "99213 25 -");
        for plain in ["99213", "G2012", "SELF PAY", "OTHER", "9942195", "185345009", "1-Mar", "12345-6"] {
            assert_eq!(taken(plain), format!("{plain}  -"), "{plain}");
        }
        for glued in ["99421-95", "99421 95", "99421,95", "99421/95"] {
            assert_eq!(taken(glued), "99421 95 -", "{glued}");
        }
        assert_eq!(taken("99421GT"), "99421 GT -");
        for labelled in ["99421 - visit", "99421: visit", "99421 (5-10 minutes)", "99421 e-visit", "99421 no charge"] {
            assert_eq!(taken(labelled), "99421  repaired", "{labelled}");
        }
        for several in ["99421/99422", "99421 99422", "99441; 99213", "visits 99421 and 99422"] {
            assert_eq!(taken(several), "several", "{several}");
        }
        for announced in ["CPT 99421", "(99421)", "Phone visit 99421", "CPT: 99421", "Visit (99421)"] {
            assert_eq!(taken(announced), "99421  repaired", "{announced}");
        }
        assert_eq!(taken("99421-95 - visit"), "99421 95 repaired");
        assert_eq!(taken("994\u{200b}21"), "99421  repaired");
    }

    #[test]
    fn modifiers_however_they_are_written() {
        for both in [
            "95,GT",
            "95 GT",
            "95:GT",
            "95|GT",
            "95;GT",
            "95-GT",
            "95/GT",
            "95GT",
            "[95, GT]",
            "['95','GT']",
            "{95,GT}",
        ] {
            assert_eq!(modifiers(both), Some(vec!["95", "GT"]), "{both}");
        }
        for one in
            ["95", "-95", "(95)", "95 - Synchronous", "95: audio or video", "Modifier 95", "mod95 95", "95 telehealth"]
        {
            let expected = if one.starts_with("mod95") { None } else { Some(vec!["95"]) };
            assert_eq!(modifiers(one), expected, "{one}");
        }
        assert_eq!(modifiers("GT - via interactive audio"), Some(vec!["GT"]));
        for none in [
            "25,telehealth",
            "TELEHEALTH",
            "telehealth 95",
            "no modifier",
            "IN OFFICE",
            "950",
            "TELE",
            "95 or 25",
            "x",
            "--",
            "2025 95",
        ] {
            assert_eq!(modifiers(none), None, "{none}");
        }
    }

    #[test]
    fn places_however_they_are_written() {
        for ten in [
            "10",
            "10 - Telehealth Home",
            "10-Home",
            "POS 10",
            "POS: 10",
            "Telehealth (10)",
            "010",
            "10: Home",
            "10 Telehealth",
        ] {
            assert_eq!(place_of_service(ten).as_deref(), Some("10"), "{ten}");
        }
        assert_eq!(place_of_service("2 - Telehealth").as_deref(), Some("02"));
        for none in ["Telehealth - Home", "TELEHEALTH", "100", "10/11", "10 - Suite 5", "Suite 5", "0", "00", "H10", ""]
        {
            assert_eq!(place_of_service(none), None, "{none}");
        }
    }

    #[test]
    fn diagnoses_lose_dots_and_case() {}
}
