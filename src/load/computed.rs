//! Values worked out from several cells: first of, joined, mapped, padded, pointed at. Works row by row on one batch.

use std::borrow::Cow;

use super::batch::{TextColumn, cleaned, parts};
use super::cells::{Place, Widened};
use super::layout::Origin;
use super::values::{CleanId, clean_id, says, stands_for_nothing};

/// What stands between the values of a list that was worked out: no file has it in a value.
pub(super) const LIST_SEPARATOR: &str = "\u{1f}";

/// A value worked out for every row.
#[derive(Clone, Debug)]
pub(super) enum Computed {
    Cell(Place),
    Part {
        of: Place,
        separator: String,
        part: usize,
        is_id: bool,
    },
    /// A whole cell, of which a part is wanted first: `Patient/NA` stands for nothing, as `NA` does.
    Whole {
        of: Place,
        separator: String,
    },
    Constant(String),
    First {
        values: Vec<Self>,
        is_id: bool,
    },
    Concat {
        values: Vec<Self>,
        with: String,
        is_id: bool,
    },
    Mapped {
        of: Box<Self>,
        words: Vec<(String, String)>,
        otherwise: Option<String>,
    },
    Padded {
        of: Box<Self>,
        width: usize,
    },
    Pointed {
        values: Vec<Self>,
        separators: Vec<String>,
        pointers: Vec<Self>,
    },
}

/// Finds a column of a name; the flag says whether only a part of its value is wanted.
pub(super) type FindColumn<'f> = dyn FnMut(&str, bool) -> Option<Place> + 'f;

impl Computed {
    /// How a value is worked out; `None` when its columns are absent. `slot` is the place in a wide row; in the value of an
    /// identity column (`is_id`) a cell that holds a word for nothing, or equal digits only, is as good as blank.
    pub(super) fn of(origin: &Origin, slot: Option<i32>, is_id: bool, find: &mut FindColumn<'_>) -> Option<Self> {
        Some(match origin {
            Origin::Column(name) => Self::Cell(find(name, false)?),
            Origin::Part { name, separator, part } => {
                Self::Part { of: find(name, true)?, separator: separator.clone(), part: *part, is_id }
            }
            Origin::Constant(text) => Self::Constant(text.clone()),
            Origin::Slot => Self::Constant(slot?.to_string()),
            Origin::First(values) => {
                let found: Vec<Self> = values
                    .iter()
                    .enumerate()
                    .filter_map(|(place, value)| {
                        let found = Self::of(value, slot, is_id, find)?;
                        Some(if is_id { found.behind_its_part(value, &values[..place]) } else { found })
                    })
                    .collect();
                if found.is_empty() {
                    return None;
                }
                Self::First { values: found, is_id }
            }
            Origin::Concat { values, with } => {
                let found = values.iter().map(|value| Self::of(value, slot, is_id, find));
                Self::Concat { values: found.collect::<Option<_>>()?, with: with.clone(), is_id }
            }
            Origin::Mapped { of, words, otherwise } => Self::Mapped {
                of: Box::new(Self::of(of, slot, is_id, find)?),
                words: words.clone(),
                otherwise: otherwise.clone(),
            },
            Origin::Padded { of, width } => {
                Self::Padded { of: Box::new(Self::of(of, slot, is_id, find)?), width: *width }
            }
        })
    }

    /// A whole cell that counts where the part that is wanted of it is blank; `earlier` are the values before it.
    fn behind_its_part(self, origin: &Origin, earlier: &[Origin]) -> Self {
        let (Self::Cell(of), Origin::Column(column)) = (&self, origin) else { return self };
        let separator = earlier.iter().find_map(|value| match value {
            Origin::Part { name, separator, .. } if name == column => Some(separator.clone()),
            _ => None,
        });
        match separator {
            Some(separator) => Self::Whole { of: *of, separator },
            None => self,
        }
    }

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
            Self::Part { of, separator, part, is_id } => {
                let whole = batch.text(*of, row);
                // `N/A` has a slash and no second part.
                let is_nothing = *is_id && stands_for_nothing(cleaned(whole));
                let text = if is_nothing { whole } else { whole.split(separator).nth(*part).unwrap_or("") };
                Cow::Borrowed(cleaned(text))
            }
            Self::Whole { of, separator } => {
                let whole = cleaned(batch.text(*of, row));
                let last = cleaned(whole.rsplit(separator.as_str()).next().unwrap_or(whole));
                Cow::Borrowed(if last.is_empty() || stands_for_nothing(last) { last } else { whole })
            }
            Self::Constant(text) => Cow::Borrowed(text),
            Self::First { values, is_id } => first(values.iter().map(|value| value.text(batch, row)), *is_id),
            Self::Concat { values, with, is_id } => {
                concat(&values.iter().map(|value| value.text(batch, row)).collect::<Vec<_>>(), with, *is_id)
            }
            Self::Mapped { of, words, otherwise } => {
                let theirs = of.text(batch, row);
                match (words.iter().find(|(known, _)| says(&theirs, known)), otherwise) {
                    (Some((_, ours)), _) => Cow::Borrowed(ours),
                    (None, Some(otherwise)) if !theirs.is_empty() => Cow::Borrowed(otherwise),
                    _ => theirs,
                }
            }
            Self::Padded { of, width } => padded(of.text(batch, row), *width),
            Self::Pointed { values, separators, pointers } => {
                let texts: Vec<_> = values.iter().map(|value| value.text(batch, row)).collect();
                let places = texts.iter().flat_map(|text| parts(text, separators).map(cleaned));
                let places: Vec<&str> = places.collect();
                let named = pointers.iter().flat_map(|pointer| positions(&pointer.text(batch, row)));
                Cow::Owned(pointed(&places, named))
            }
        }
    }
}

/// The first text that is not blank. Of an identifier a word for nothing counts only when there is nothing else: then it
/// is noticed and counted where the identifier is read.
fn first<'a>(texts: impl Iterator<Item = Cow<'a, str>>, is_id: bool) -> Cow<'a, str> {
    let mut nothing = Cow::Borrowed("");
    for text in texts.filter(|text| !text.is_empty()) {
        if !is_id || !stands_for_nothing(&text) {
            return text;
        }
        if nothing.is_empty() {
            nothing = text;
        }
    }
    nothing
}

/// The texts joined; empty when one of them is blank, so that an identifier that lacks a part, or a time without its
/// date, is missing rather than wrong. An identifier with a word for nothing among its parts is that word.
fn concat<'a>(texts: &[Cow<'a, str>], with: &str, is_id: bool) -> Cow<'a, str> {
    if texts.iter().any(|text| text.is_empty()) {
        return Cow::Borrowed("");
    }
    match texts.iter().find(|text| is_id && stands_for_nothing(text)) {
        Some(nothing) => nothing.clone(),
        None => Cow::Owned(texts.join(with)),
    }
}

/// Digits only: a word or a blank is not a number that lost its zeros. A number's `.0` stays behind it, to be repaired
/// and counted like any other.
fn padded(text: Cow<'_, str>, width: usize) -> Cow<'_, str> {
    let (whole, zeros) = match clean_id(&text) {
        CleanId::Repaired(whole) => text.split_at(whole.len()),
        _ => (text.as_ref(), ""),
    };
    let is_short = !whole.is_empty() && whole.len() < width && whole.bytes().all(|byte| byte.is_ascii_digit());
    if is_short { Cow::Owned(format!("{whole:0>width$}{zeros}")) } else { text }
}

/// The values that the pointers name, or all of them when they name none.
fn pointed(values: &[&str], pointers: impl Iterator<Item = usize>) -> String {
    let mut texts: Vec<&str> = pointers.filter_map(|at| values.get(at).copied()).collect();
    texts.retain(|text| !text.is_empty());
    if texts.is_empty() {
        texts = values.iter().copied().filter(|text| !text.is_empty()).collect();
    }
    texts.join(LIST_SEPARATOR)
}

/// The positions, from 0, of a pointer cell: `1`, `1:2`, `1,2`, `A`, `AC`.
fn positions(text: &str) -> Vec<usize> {
    let mut positions = Vec::new();
    // A number's `.0` is no second pointer.
    let text = if let CleanId::Repaired(whole) = clean_id(text) { whole } else { text };
    for part in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()) {
        match part.parse::<usize>() {
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
        assert_eq!(positions("2.0"), [1]);
        assert_eq!(positions("0"), Vec::<usize>::new());
        assert_eq!(positions(""), Vec::<usize>::new());
    }

    #[test]
    fn only_digits_get_their_zeros_back() {
        assert_eq!(padded(Cow::Borrowed("62301312"), 9), "062301312");
        assert_eq!(padded(Cow::Borrowed("A1"), 9), "A1");
        assert_eq!(padded(Cow::Borrowed(""), 9), "");
        assert_eq!(padded(Cow::Borrowed("0623013120"), 9), "0623013120");
        assert_eq!(padded(Cow::Borrowed("62301312.0"), 9), "062301312.0");
        assert_eq!(padded(Cow::Borrowed("6.5"), 9), "6.5");
        assert_eq!(padded(Cow::Borrowed("-7"), 9), "-7");
    }
}
