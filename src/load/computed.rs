//! Values worked out from several cells: first of, joined, mapped, padded, pointed at. Works row by row on one batch.

use std::borrow::Cow;

use super::batch::{TextColumn, cleaned};
use super::cells::{Place, Widened};

/// What stands between the values of a list that was worked out: no file has it in a value.
pub(super) const LIST_SEPARATOR: &str = "\u{1f}";

/// A value worked out for every row.
#[derive(Clone, Debug)]
pub(super) enum Computed {
    Cell(Place),
    Part { of: Place, separator: String, part: usize },
    Constant(String),
    First(Vec<Self>),
    Concat { values: Vec<Self>, with: String },
    Mapped { of: Box<Self>, words: Vec<(String, String)>, otherwise: Option<String> },
    Padded { of: Box<Self>, width: usize },
    Pointed { values: Vec<Self>, pointers: Vec<Self> },
}

impl Computed {
    /// The value of every row of a batch.
    pub(super) fn column(&self, batch: &Widened) -> TextColumn {
        let mut column = TextColumn::default();
        for row in 0..batch.source.rows.len() {
            column.push(&self.text(batch, row));
        }
        column
    }

    /// The value of one row, without surrounding space.
    fn text<'a>(&'a self, batch: &'a Widened, row: usize) -> Cow<'a, str> {
        match self {
            Self::Cell(place) => Cow::Borrowed(cleaned(batch.text(*place, row))),
            Self::Part { of, separator, part } => {
                Cow::Borrowed(cleaned(batch.text(*of, row).split(separator).nth(*part).unwrap_or("")))
            }
            Self::Constant(text) => Cow::Borrowed(text),
            Self::First(values) => {
                let mut texts = values.iter().map(|value| value.text(batch, row));
                texts.find(|text| !text.is_empty()).unwrap_or_default()
            }
            Self::Concat { values, with } => concat(values, with, batch, row),
            Self::Mapped { of, words, otherwise } => {
                let theirs = of.text(batch, row);
                match (words.iter().find(|(known, _)| *known == theirs.to_lowercase()), otherwise) {
                    (Some((_, ours)), _) => Cow::Borrowed(ours),
                    (None, Some(otherwise)) if !theirs.is_empty() => Cow::Borrowed(otherwise),
                    _ => theirs,
                }
            }
            Self::Padded { of, width } => padded(of.text(batch, row), *width),
            Self::Pointed { values, pointers } => Cow::Owned(pointed(values, pointers, batch, row)),
        }
    }
}

/// The values joined; empty when the first is blank, so that a missing identifier stays missing.
fn concat<'a>(values: &'a [Computed], with: &str, batch: &'a Widened, row: usize) -> Cow<'a, str> {
    let mut texts = values.iter().map(|value| value.text(batch, row));
    let Some(first) = texts.next().filter(|first| !first.is_empty()) else { return Cow::Borrowed("") };
    let mut joined = first.into_owned();
    for text in texts {
        joined.push_str(with);
        joined.push_str(&text);
    }
    Cow::Owned(joined)
}

/// Digits only: a word or a blank is not a number that lost its zeros.
fn padded(text: Cow<'_, str>, width: usize) -> Cow<'_, str> {
    let is_short = !text.is_empty() && text.len() < width && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_short { Cow::Owned(format!("{text:0>width$}")) } else { text }
}

/// The values that the pointers name, or all of them when they name none.
fn pointed(values: &[Computed], pointers: &[Computed], batch: &Widened, row: usize) -> String {
    let mut named: Vec<usize> = Vec::new();
    for pointer in pointers {
        named.extend(positions(&pointer.text(batch, row)));
    }
    let mut texts: Vec<_> = named.into_iter().filter_map(|at| Some(values.get(at)?.text(batch, row))).collect();
    texts.retain(|text| !text.is_empty());
    if texts.is_empty() {
        texts = values.iter().map(|value| value.text(batch, row)).filter(|text| !text.is_empty()).collect();
    }
    texts.join(LIST_SEPARATOR)
}

/// The positions, from 0, of a pointer cell: `1`, `1:2`, `1,2`, `A`, `AC`.
fn positions(text: &str) -> Vec<usize> {
    let mut positions = Vec::new();
    for part in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()) {
        match part.strip_suffix(".0").unwrap_or(part).parse::<usize>() {
            Ok(number) => positions.extend(number.checked_sub(1)),
            Err(_) => positions.extend(part.bytes().filter(u8::is_ascii_alphabetic).map(letter)),
        }
    }
    positions
}

fn letter(byte: u8) -> usize {
    usize::from(byte.to_ascii_uppercase() - b'A')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_are_numbers_or_letters() {
        assert_eq!(positions("1"), [0]);
        assert_eq!(positions("2:1,12"), [1, 0, 11]);
        assert_eq!(positions("AC"), [0, 2]);
        assert_eq!(positions("0"), Vec::<usize>::new());
        assert_eq!(positions(""), Vec::<usize>::new());
    }

    #[test]
    fn only_digits_get_their_zeros_back() {
        assert_eq!(padded(Cow::Borrowed("62301312"), 9), "062301312");
        assert_eq!(padded(Cow::Borrowed("A1"), 9), "A1");
        assert_eq!(padded(Cow::Borrowed(""), 9), "");
        assert_eq!(padded(Cow::Borrowed("0623013120"), 9), "0623013120");
    }
}
