//! Rows that are no records: those without any value, and those at a file's end that hold sums. Both have fates of their
//! own; whether a row stands at the end is known only once the file has ended.
//!
//! Source: project rulebook, section 4.

use super::batch::cleaned;

/// What a row is that is no record, or has no place in any column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowShape {
    /// No value in it.
    Blank,
    /// It looks like a row of sums.
    Sums,
    /// Anything else.
    Other,
}

/// A row with too many or too few fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RaggedRow {
    /// Its number in the file, from 1.
    pub(super) row: u64,
    /// What it looks like.
    pub(super) shape: RowShape,
}

impl RaggedRow {
    /// A row of which nothing more is known.
    pub(super) const fn other(row: u64) -> Self {
        Self { row, shape: RowShape::Other }
    }

    /// A row of these fields.
    pub(super) fn new<'f>(row: u64, fields: impl Iterator<Item = &'f str>) -> Self {
        let fields: Vec<&str> = fields.map(cleaned).filter(|field| !field.is_empty()).collect();
        let shape = if fields.is_empty() {
            RowShape::Blank
        } else if is_sums(&fields) {
            RowShape::Sums
        } else {
            RowShape::Other
        };
        Self { row, shape }
    }
}

/// Whether the fields of a row that fits no column are sums: a label of sums among them, and nothing that could be a
/// service's date or code.
fn is_sums(fields: &[&str]) -> bool {
    fields.iter().any(|field| is_label(field)) && !fields.iter().any(|field| is_code(field) || is_date(field))
}

/// Whether a text is what stands in front of sums: `Total`, `Grand total:`, `Totals (3 claims)`, `12 rows`.
pub(super) fn is_label(text: &str) -> bool {
    const LONGEST: usize = 60;
    const LABELS: [&str; 12] = [
        "total",
        "totals",
        "subtotal",
        "subtotals",
        "sum",
        "sums",
        "count",
        "records",
        "rows",
        "claims",
        "lines",
        "trailer",
    ];
    let text = text.to_ascii_lowercase();
    let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_word = |word: &&str| LABELS.contains(word);
    match words.as_slice() {
        ["grand" | "report" | "page" | "sub", second, ..] => is_word(second),
        ["end", "of", ..] => text.len() <= LONGEST,
        // How databases end what they print: `(3 rows affected)`.
        [number, second, ..] if number.bytes().all(|byte| byte.is_ascii_digit()) => is_word(second),
        [first, ..] => text.len() <= LONGEST && is_word(first),
        [] => false,
    }
}

/// Whether a text looks like a CPT or HCPCS code.
pub(super) fn is_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    let [first, middle @ .., last] = bytes else { return false };
    let is_letter_or_digit = |byte: &u8| byte.is_ascii_digit() || byte.is_ascii_alphabetic();
    bytes.len() == 5
        && middle.iter().all(u8::is_ascii_digit)
        && is_letter_or_digit(first)
        && is_letter_or_digit(last)
        && (first.is_ascii_digit() || last.is_ascii_digit())
}

/// Whether a text looks like a date: two separators between numbers, or eight digits.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['-', '/']).collect();
    let is_short = |part: &&str| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (parts.len() == 3 && parts.iter().all(is_short))
        || (text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(fields: &[&str]) -> RowShape {
        RaggedRow::new(1, fields.iter().copied()).shape
    }

    #[test]
    fn rows_that_fit_no_column_are_told_apart() {
        assert_eq!(shape(&["", " ", "null"]), RowShape::Blank);
        for sums in [
            &["Total", "1,234.50"][..],
            &["", "Grand Total:", "$ 92.50"],
            &["(3 rows affected)"],
            &["Totals (12 claims)"],
            &["End of report"],
        ] {
            assert_eq!(shape(sums), RowShape::Sums, "{sums:?}");
        }
        for other in
            [&["C1", "P1", "2025-01-02"][..], &["Total", "99421"], &["Total", "10/06/2025"], &["x"], &["Totally else"]]
        {
            assert_eq!(shape(other), RowShape::Other, "{other:?}");
        }
    }

    #[test]
    fn labels_begin_with_what_they_say() {
        for label in
            ["Total", "TOTAL:", "Grand total", "Sub-total", "Sum of paid", "Count: 3", "Records 12", "End of file"]
        {
            assert!(is_label(label), "{label}");
        }
        for other in ["C1", "Assumption", "end", "P-Total", "Ann Total", "12", "", "Grand Rapids"] {
            assert!(!is_label(other), "{other}");
        }
    }
}
