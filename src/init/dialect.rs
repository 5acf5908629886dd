//! Tells how a text file is written from its first rows: delimiter, quotes, encoding, rows before the header, whether
//! there is a header at all. Reads no file and knows no column.

use super::shapes::is_data;
use crate::load::decode;

/// How a delimited file is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// What stands between the fields.
    pub delimiter: u8,
    /// Whether quotes stand around fields; without, they are characters like others.
    pub has_quotes: bool,
    /// Whether the text is UTF-8; else it is taken as Windows-1252.
    pub is_utf8: bool,
    /// Rows before the header.
    pub skip_rows: usize,
    /// Whether the first row of the table names its columns.
    pub has_header: bool,
    /// Fields of a row.
    pub n_fields: usize,
}

/// What a text turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum TextKind {
    Delimited(Dialect),
    /// Rows without delimiters, all of these lengths in characters.
    FixedWidth(Vec<usize>),
    /// X12, with the code of its first transaction: `837`, `835`.
    X12(String),
    /// One column, or nothing that repeats.
    Unknown,
}

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Rows that are looked at.
const ROWS: usize = 300;
/// Fewer characters are a short column rather than a fixed-width row.
const SHORTEST_FIXED_ROW: usize = 40;

/// Looks at the first bytes of a text, which end in the middle of a row unless they are all of it.
pub(super) fn sniff(head: &[u8], is_all: bool) -> TextKind {
    let last_row = head.iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place + 1);
    let head = if is_all || last_row == 0 { head } else { &head[..last_row] };
    let is_utf8 = std::str::from_utf8(head).is_ok();
    let text = decode(head);
    let text = text.trim_start_matches('\u{feff}');
    if text.starts_with("ISA") && text.len() > 106 {
        return TextKind::X12(transaction(text));
    }
    let mut best: Option<(usize, Dialect)> = None;
    for delimiter in DELIMITERS {
        for has_quotes in [true, false] {
            let Some((points, found)) = try_delimiter(text, delimiter, has_quotes) else { continue };
            // Earlier delimiters, and quotes, win where nothing tells.
            if best.as_ref().is_none_or(|(most, _)| *most < points) {
                best = Some((points, Dialect { is_utf8, ..found }));
            }
        }
    }
    match (best, fixed_lengths(text)) {
        (Some((_, dialect)), None) => TextKind::Delimited(dialect),
        // Prose in fixed places may have commas, but not the same number in every row.
        (Some((points, dialect)), Some(_)) if points >= 2 * 1000 => TextKind::Delimited(dialect),
        (_, Some(lengths)) => TextKind::FixedWidth(lengths),
        (None, None) => TextKind::Unknown,
    }
}

/// The code of the first ST segment.
fn transaction(text: &str) -> String {
    let (element, segment) = (text.as_bytes()[3], text.as_bytes()[105]);
    let mut segments = text.split(char::from(segment)).map(str::trim);
    let start = segments.find_map(|segment| segment.strip_prefix("ST")?.strip_prefix(char::from(element)));
    start.map_or(String::new(), |rest| rest.chars().take_while(char::is_ascii_digit).collect())
}

/// How well a delimiter cuts the rows: a thousand points per field if all rows agree.
fn try_delimiter(text: &str, delimiter: u8, has_quotes: bool) -> Option<(usize, Dialect)> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(has_quotes)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().take(ROWS).filter_map(Result::ok).collect();
    let widths = rows.iter().map(csv::StringRecord::len);
    let mut counts = std::collections::BTreeMap::new();
    widths.for_each(|width| *counts.entry(width).or_insert(0_usize) += 1);
    let (n_fields, n_rows) =
        counts.into_iter().filter(|(width, _)| *width > 1).max_by_key(|(width, rows)| (*rows, *width))?;
    let is_full = |row: &csv::StringRecord| {
        // A title padded with delimiters is no header.
        row.len() == n_fields && row.iter().filter(|cell| !cell.trim().is_empty()).count() * 2 > n_fields
    };
    let first = rows.iter().position(is_full).or_else(|| rows.iter().position(|row| row.len() == n_fields))?;
    let has_header = !rows[first].iter().any(|cell| is_data(cell.trim()));
    let skip_rows = if has_header { first } else { 0 };
    // Rows before the table say nothing about the delimiter.
    let share = n_rows * 1000 / (rows.len() - first).max(1);
    let dialect = Dialect { delimiter, has_quotes, is_utf8: true, skip_rows, has_header, n_fields };
    (share >= 500).then_some((share.min(1000) * n_fields, dialect))
}

/// The one or two lengths that all rows have.
fn fixed_lengths(text: &str) -> Option<Vec<usize>> {
    let mut lengths: Vec<usize> = text.lines().take(ROWS).map(|row| row.chars().count()).collect();
    lengths.sort_unstable();
    lengths.dedup();
    let fits = (1..=2).contains(&lengths.len()) && lengths.iter().all(|length| SHORTEST_FIXED_ROW <= *length);
    fits.then_some(lengths)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialect(text: &str) -> Option<Dialect> {
        match sniff(text.as_bytes(), true) {
            TextKind::Delimited(dialect) => Some(dialect),
            _ => None,
        }
    }

    #[test]
    fn the_delimiter_that_cuts_every_row_alike() {
        let found = |text: &str| dialect(text).map(|found| (char::from(found.delimiter), found.n_fields));
        assert_eq!(found("a;b;c\n1;49,15;x\n2;5,00;y\n"), Some((';', 3)));
        assert_eq!(found("a,b\n1,\"x;y;z\"\n2,\"u;v;w\"\n"), Some((',', 2)));
        assert_eq!(found("a\tb\n1, 2\t3\n"), Some(('\t', 2)));
        assert_eq!(found("a|b|c\n1|2|3\n"), Some(('|', 3)));
        assert_eq!(found("alone\n1\n2\n"), None);
    }

    #[test]
    fn rows_before_the_header_and_files_without_one() {
        let found = |text: &str| dialect(text).map(|found| (found.skip_rows, found.has_header));
        assert_eq!(
            found("Claims of a practice\nPrinted, today\nid,code,paid\n1,99213,5\n2,99213,5\n"),
            Some((2, true))
        );
        assert_eq!(found("Claims,,\nid,code,paid\n1,99213,5\n2,99213,5\n"), Some((1, true)));
        assert_eq!(found("1,99213,5\n2,99213,5\n"), Some((0, false)));
    }

    #[test]
    fn quotes_that_are_no_quotes() {
        let text = "a|b|c\n1|\"x|2\n2|\"y|3\n3|z|4\n";
        assert_eq!(dialect(text).map(|found| (found.has_quotes, found.n_fields)), Some((false, 3)));
        assert_eq!(dialect("a|b\n1|\"x\"\n").map(|found| found.has_quotes), Some(true));
    }

    #[test]
    fn other_kinds_of_text() {
        let row = "1".repeat(60);
        assert_eq!(sniff(format!("{row}\n{row}\n").as_bytes(), true), TextKind::FixedWidth(vec![60]));
        let isa = format!("ISA*00*{}*:~GS*HC*A~ST*837*0001~", " ".repeat(94));
        let isa = format!("{}{}", &isa[..103], "*:~GS*HC*A~ST*837*0001~");
        assert_eq!(isa.as_bytes()[105], b'~', "the separator stands where X12 wants it");
        assert_eq!(sniff(isa.as_bytes(), true), TextKind::X12("837".to_owned()));
    }
}
