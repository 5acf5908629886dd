//! Tells how a text file is written from its first rows: delimiter, quotes, encoding, rows before the header, whether
//! there is a header at all. Reads no file and knows no column.

use super::shapes::is_data;
use crate::load::TextStart;

/// How a delimited file is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// What stands between the fields.
    pub delimiter: u8,
    /// Whether quotes stand around fields; without, they are characters like others.
    pub has_quotes: bool,
    /// `UTF-8`, `UTF-16` or `Windows-1252`.
    pub encoding: &'static str,
    /// Lines before the header, blank ones too.
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
    /// One column, or nothing that repeats.
    Unknown,
}

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Rows that are looked at.
const ROWS: usize = 300;
/// Fewer characters are a short column rather than a fixed-width row.
const SHORTEST_FIXED_ROW: usize = 40;

/// Looks at the beginning of a text.
pub(super) fn sniff(start: &TextStart) -> TextKind {
    let text = String::from_utf8_lossy(&start.head).replace("\r\n", "\n").replace('\r', "\n");
    let last_row = text.rfind('\n').map_or(0, |place| place + 1);
    let text = if start.is_all || last_row == 0 { text.as_str() } else { &text[..last_row] };
    let mut best: Option<Cut> = None;
    for cut in DELIMITERS.into_iter().filter_map(|delimiter| cut_by(text, delimiter)) {
        // Earlier delimiters win where nothing tells.
        if best.as_ref().is_none_or(|best| best.points() < cut.points()) {
            best = Some(cut);
        }
    }
    let best = best.map(|best| (best.points(), Dialect { encoding: start.encoding, ..best.dialect }));
    match (best, fixed_lengths(text)) {
        (Some((_, dialect)), None) => TextKind::Delimited(dialect),
        // Prose in fixed places may have commas, but not the same number in every row.
        (Some((points, dialect)), Some(_)) if points >= 2 * 1000 => TextKind::Delimited(dialect),
        (_, Some(lengths)) => TextKind::FixedWidth(lengths),
        (None, None) => TextKind::Unknown,
    }
}

/// Rows cut by a delimiter.
struct Cut {
    dialect: Dialect,
    /// Rows that were cut, and of a thousand how many have the usual number of fields.
    n_rows: usize,
    share: usize,
    /// The same of all rows, those before the table among them.
    share_of_all: usize,
}

impl Cut {
    const fn points(&self) -> usize {
        self.share_of_all * self.dialect.n_fields
    }
}

/// The rows cut by a delimiter: with quotes around fields unless there are far more whole rows without.
fn cut_by(text: &str, delimiter: u8) -> Option<Cut> {
    let (quoted, plain) = (try_delimiter(text, delimiter, true), try_delimiter(text, delimiter, false));
    match (quoted, plain) {
        (Some(quoted), Some(plain)) => {
            let swallows_rows = 950 <= plain.share && quoted.n_rows * 6 < plain.n_rows * 5;
            let cuts_worse = quoted.share < 900 && quoted.share < plain.share;
            Some(if swallows_rows || cuts_worse { plain } else { quoted })
        }
        (quoted, plain) => quoted.or(plain),
    }
}

fn try_delimiter(text: &str, delimiter: u8, has_quotes: bool) -> Option<Cut> {
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
    let (n_fields, n_alike) =
        counts.into_iter().filter(|(width, _)| *width > 1).max_by_key(|(width, rows)| (*rows, *width))?;
    let is_full = |row: &csv::StringRecord| {
        // A title padded with delimiters is no header.
        row.len() == n_fields && row.iter().filter(|cell| !cell.trim().is_empty()).count() * 2 > n_fields
    };
    let first = rows.iter().position(is_full).or_else(|| rows.iter().position(|row| row.len() == n_fields))?;
    let has_header = !rows[first].iter().any(|cell| is_data(cell.trim()));
    let skip_rows = if has_header { line_of(text, first) } else { 0 };
    // Rows before the table say nothing about the delimiter.
    let share = (n_alike * 1000 / (rows.len() - first).max(1)).min(1000);
    let share_of_all = n_alike * 1000 / rows.len().max(1);
    let dialect = Dialect { delimiter, has_quotes, encoding: "UTF-8", skip_rows, has_header, n_fields };
    (share >= 500).then_some(Cut { dialect, n_rows: rows.len(), share, share_of_all })
}

/// The line on which a row begins, from 0; blank lines are no rows.
fn line_of(text: &str, row: usize) -> usize {
    let lines = text.split('\n').enumerate().filter(|(_, line)| !line.is_empty());
    lines.map(|(line, _)| line).nth(row).unwrap_or(0)
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

    fn kind(text: &str) -> TextKind {
        sniff(&TextStart { head: text.as_bytes().to_vec(), is_all: true, encoding: "UTF-8" })
    }

    fn dialect(text: &str) -> Option<Dialect> {
        match kind(text) {
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
        assert_eq!(found("Claims\r\n\r\nid,code,paid\r\n1,99213,5\r\n"), Some((2, true)));
        assert_eq!(found("1,99213,5\n2,99213,5\n"), Some((0, false)));
    }

    #[test]
    fn quotes_that_are_no_quotes() {
        let text = "a|b|c\n1|\"x|2\n2|\"y|3\n3|z|4\n";
        assert_eq!(dialect(text).map(|found| (found.has_quotes, found.n_fields)), Some((false, 3)));
        assert_eq!(dialect("a|b\n1|\"x\"\n").map(|found| found.has_quotes), Some(true));
        let names = "a,b,c\n1,\"X, Jo\",2\n2,\"Y, Jo\",3\n";
        assert_eq!(dialect(names).map(|found| (found.has_quotes, found.n_fields)), Some((true, 3)));
        let swallowed: String = (0..99).map(|n| if n == 50 { "1|\"text|2\n" } else { "1|text|2\n" }).collect();
        assert_eq!(dialect(&format!("a|b|c\n{swallowed}")).map(|found| found.has_quotes), Some(false));
    }

    #[test]
    fn rows_without_delimiters() {
        let row = "1".repeat(60);
        assert_eq!(kind(&format!("{row}\n{row}\n")), TextKind::FixedWidth(vec![60]));
    }
}
