//! Tells by its first bytes what a file is when it is neither text nor Parquet, and what to do about it. Opens no file.

/// First bytes that say what a file is, and what to tell its owner.
const MAGIC: [(&[u8], &str); 20] = [
    (b"version https://git-lfs", "is a git-lfs pointer, not the data itself; run `git lfs pull` where it comes from"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Excel workbook (xls) or its like; save the sheet as CSV UTF-8"),
    (b"%PDF-", "is a PDF; ask for the data it was printed from, as CSV or Parquet"),
    (b"SQLite format 3\0", "is a SQLite database; export its claims as CSV or Parquet"),
    (SAS, "is a SAS data set (sas7bdat); export it as CSV or Parquet"),
    (b"HEADER RECORD*******LIB", "is a SAS transport file; export it as CSV or Parquet"),
    (b"<stata_dta>", "is a Stata data set; export it as CSV or Parquet"),
    (b"$FL2", "is an SPSS data set; export it as CSV or Parquet"),
    (b"$FL3", "is an SPSS data set; export it as CSV or Parquet"),
    (b"ARROW1\0\0", "is an Arrow (Feather) file; save it as Parquet"),
    (b"Obj\x01", "is an Avro file; save it as Parquet"),
    (b"{\\rtf", "is a document in rich text; save it as plain text"),
    (b"MSH|", "is HL7 version 2; expected claims as CSV, Parquet or X12"),
    (b"UNA:+", "is EDIFACT; expected claims as CSV, Parquet or X12"),
    (b"UNB+", "is EDIFACT; expected claims as CSV, Parquet or X12"),
    (b"BZh9", "is compressed with bzip2, which is not read; unpack it first"),
    (b"\xfd7zXZ\0", "is compressed with xz, which is not read; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "is a 7z archive, which is not read; unpack it first"),
    (b"Rar!\x1a\x07", "is a rar archive, which is not read; unpack it first"),
    (b"\x1f\x9d", "is compressed with compress (.Z), which is not read; unpack it first"),
];

const SAS: &[u8] = b"\0\0\0\0\0\0\0\0\0\0\0\0\xc2\xea\x81\x60\xb3\x14\x11\xcf";
const HTML: &str = "is an HTML page, which some programs write in place of a workbook; save it as CSV UTF-8";
const XML: &str = "is XML; expected claims as CSV, Parquet or X12";
pub(super) const JSON: &str = "is JSON; expected claims as CSV, Parquet or X12";
const BARE_UTF_16: &str = "is neither text nor Parquet; it looks like UTF-16 without its mark: save it as CSV UTF-8";
const X12_UTF_16: &str = "is X12 in UTF-16; save it as plain text in ASCII or UTF-8";
const X12_LOWER: &str = "is X12 in lower case, where names of segments are capital letters; get it as it was sent";
const EBCDIC: &str = "looks like EBCDIC, the text of mainframes; have it converted to ASCII or UTF-8";
const BINARY: &str =
    "is neither text nor Parquet (expected text such as csv, as it is or in gz, zst or zip; or parquet)";

/// The marks at the beginning of a text.
pub(super) const UTF_8_MARK: &[u8] = b"\xef\xbb\xbf";
/// UTF-16, smaller byte first: Excel's "Unicode text".
pub(super) const UTF_16_LE_MARK: &[u8] = b"\xff\xfe";
/// UTF-16, greater byte first.
pub(super) const UTF_16_BE_MARK: &[u8] = b"\xfe\xff";

/// What a file is, and what to do about it, when its first bytes cannot be claims as text; they are not Parquet either.
pub(super) fn foreign(head: &[u8]) -> Option<&'static str> {
    if let Some((_, problem)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(problem);
    }
    if x12(&narrowed(head)).is_some() {
        return Some(X12_UTF_16);
    }
    if head.starts_with(UTF_16_LE_MARK) || head.starts_with(UTF_16_BE_MARK) {
        return None;
    }
    if head.contains(&0) {
        return Some(if is_half_zero(head) { BARE_UTF_16 } else { BINARY });
    }
    let text = head.strip_prefix(UTF_8_MARK).unwrap_or(head).trim_ascii_start();
    let begins = |word: &[u8]| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let html: [&[u8]; 4] = [b"<!doctype html", b"<html", b"<table", b"<head"];
    match text {
        _ if html.iter().any(|word| begins(word)) => Some(HTML),
        _ if begins(b"<?xml") => Some(XML),
        [b'{', rest @ ..] if matches!(rest.trim_ascii_start().first(), Some(b'"' | b'}')) => Some(JSON),
        [b'[', rest @ ..] if matches!(rest.trim_ascii_start().first(), Some(b'{' | b'[')) => Some(JSON),
        _ if is_ebcdic(text) => Some(EBCDIC),
        _ if is_lower_x12(text) => Some(X12_LOWER),
        _ => None,
    }
}

/// The Latin letters of UTF-16; of other texts nothing.
fn narrowed(head: &[u8]) -> Vec<u8> {
    let letter = |pair: &[u8]| match pair {
        [0, letter] | [letter, 0] => Some(*letter),
        _ => None,
    };
    head.chunks_exact(2).filter_map(letter).collect()
}

/// Whether a text begins like an interchange but for its letters. A header may begin with `isa` as well, but not with two
/// digits behind it.
fn is_lower_x12(text: &[u8]) -> bool {
    let is_qualified = text.get(4..6).is_some_and(|digits| digits.iter().all(u8::is_ascii_digit));
    is_qualified && !text.starts_with(b"ISA") && x12(&text.to_ascii_uppercase()).is_some()
}

/// The transaction of a file that is X12, such as `837`; blank when it does not come at the beginning.
pub(super) fn x12(head: &[u8]) -> Option<String> {
    let text = head.strip_prefix(UTF_8_MARK).unwrap_or(head).trim_ascii_start();
    let [b'I', b'S', b'A', separator, _, _, again, ..] = text else { return None };
    if separator != again || separator.is_ascii_alphanumeric() {
        return None;
    }
    let start = [b'S', b'T', *separator];
    let named = text.windows(start.len()).position(|window| window == start).and_then(|at| text.get(at + 3..at + 6));
    Some(named.map_or(String::new(), |number| String::from_utf8_lossy(number).into_owned()))
}

/// Every other byte is zero: Latin letters in UTF-16.
fn is_half_zero(head: &[u8]) -> bool {
    let pairs = head.chunks_exact(2);
    let n_pairs = pairs.len();
    let n_half = pairs.filter(|pair| (pair[0] == 0) != (pair[1] == 0)).count();
    1 < n_pairs && n_pairs * 9 <= n_half * 10
}

/// Digits, letters and blanks of EBCDIC, most of which no text in ASCII or its kin is made of.
fn is_ebcdic(text: &[u8]) -> bool {
    let is_common = |byte: &&u8| matches!(**byte, 0x40 | 0x4b | 0x60 | 0x81..=0xa9 | 0xc1..=0xe9 | 0xf0..=0xf9);
    let n_digits = text.iter().filter(|byte| (0xf0..=0xf9).contains(*byte)).count();
    64 <= text.len() && text.len() * 9 <= text.iter().filter(is_common).count() * 10 && text.len() < n_digits * 20
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_no_strangers() {
        for text in [
            "claim_id,patient_id",
            "\u{feff}claim_id",
            "[claim_id],[patient_id]",
            "{claim},x",
            "isa,id",
            "isa,id,name",
            "ORC,UNB,PK",
            "Début;Montant payé",
        ] {
            assert_eq!((foreign(text.as_bytes()), x12(text.as_bytes())), (None, None), "{text}");
        }
        assert_eq!(foreign("é".repeat(100).as_bytes()), None);
    }

    #[test]
    fn strangers_are_known() {
        let utf_16: Vec<u8> = "claim_id,patient_id".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(foreign(&utf_16), Some(BARE_UTF_16));
        assert_eq!(foreign(b"a\0\0\0b\xff"), Some(BINARY));
        let interchange = "ISA*00*          *00*          *ZZ*A~GS*HP*A~ST*835*0001~";
        for unit in [u16::to_le_bytes, u16::to_be_bytes] {
            let wide: Vec<u8> = interchange.encode_utf16().flat_map(unit).collect();
            let marked: Vec<u8> = format!("\u{feff}{interchange}").encode_utf16().flat_map(unit).collect();
            assert_eq!((foreign(&wide), foreign(&marked)), (Some(X12_UTF_16), Some(X12_UTF_16)));
        }
        assert_eq!(foreign(interchange.to_lowercase().as_bytes()), Some(X12_LOWER));
        assert_eq!(foreign(b"\n <HTML>"), Some(HTML));
        assert_eq!(foreign(b"[\n  {\"id\": 1}]"), Some(JSON));
        let ebcdic: Vec<u8> = (0..20).flat_map(|_| [0xf0, 0xf1, 0x40, 0xc1, 0xf2]).collect();
        assert_eq!(foreign(&ebcdic), Some(EBCDIC));
        assert_eq!(x12(b"ISA*00*          *00*...~\nGS*HC~ST*837*0001~").as_deref(), Some("837"));
        assert_eq!(x12(b"\xef\xbb\xbfISA|00|").as_deref(), Some(""));
    }
}
