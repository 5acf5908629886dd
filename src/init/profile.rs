//! Counts what the values of one column look like. Keeps no value, except the few words of columns that have only a few.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::dates::{self, DateTally};
use super::shapes as is;
use super::words;
use crate::claim::{Cents, DecimalMark, DurationUnit, Minutes, Moment};
use crate::load::is_digits;
use crate::reference::{CodeTable, Specialties};

/// A kind of value that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    TenDigits,
    NpiCheck,
    Code,
    KnownCode,
    Icd10,
    Icd9,
    Place,
    Modifier,
    CommonModifier,
    Taxonomy,
    Specialty,
    TaxNumber,
    Integer,
    SmallInteger,
    PointAmount,
    CommaAmount,
    PointDecimals,
    CommaDecimals,
    Moment,
    Frequency,
    Spaced,
    Scientific,
    DotZero,
    Duration,
    ShortClock,
}

impl Shape {
    const COUNT: usize = 25;
}

/// Cells of more than one part, by what stands between the parts.
pub(super) type Separators = BTreeMap<char, u64>;

/// What is known of one column.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile {
    /// Rows looked at.
    pub(super) rows: u64,
    /// Rows with a value.
    pub(super) values: u64,
    /// Cells with the marks by which spreadsheets keep numbers as text.
    pub(super) marked: u64,
    /// Dates and their notations.
    pub(super) dates: DateTally,
    /// Cells that list diagnoses.
    pub(super) diagnosis_lists: Separators,
    /// Cells that list modifiers.
    pub(super) modifier_lists: Separators,
    /// Cells that list codes.
    pub(super) code_lists: Separators,
    /// Cells where text follows a code, by the character behind the code.
    pub(super) code_ends: Separators,
    /// Times of day without a date, by their pattern.
    pub(super) clocks: BTreeMap<&'static str, u64>,
    shapes: [u64; Shape::COUNT],
    distinct: HashSet<u64>,
    words: BTreeMap<String, u64>,
    has_too_many_words: bool,
    /// Values made of the words of a status only, of every row.
    status_words: BTreeMap<String, u64>,
    /// Values by what they look like: how many, how many of them are dates, and amounts with a point and with a comma.
    looks: BTreeMap<String, [u64; 4]>,
}

/// The words of a column that has only a few.
pub(super) struct Words<'a> {
    /// Words that many rows share, or that only a status has, with their rows.
    pub(super) told: Vec<(&'a str, u64)>,
    /// Other values.
    pub(super) untold: usize,
    /// Their rows.
    pub(super) untold_rows: u64,
}

/// Values that a reader will not take, and what the most frequent of them look like: digits as 9, letters as A.
pub(super) struct Unreadable {
    pub(super) values: u64,
    pub(super) looks: Vec<(String, u64)>,
}

/// The published tables that values are compared with.
pub(super) struct Tables {
    codes: CodeTable,
    specialties: Specialties,
}

impl Tables {
    pub(super) fn shipped() -> Self {
        Self { codes: CodeTable::shipped(), specialties: Specialties::shipped() }
    }
}

/// Distinct values are told apart up to here.
const MOST_DISTINCT: usize = 100_000;
/// Columns with more distinct texts are not words that mean something.
const MOST_WORDS: usize = 20;
/// A word seen more rarely may be about one person.
const FEWEST_TIMES: u64 = 5;
const LIST_SEPARATORS: [char; 7] = [',', ';', '|', '-', '/', ':', ' '];

/// Whether a text is a database's word for nothing.
pub(super) fn is_blank(text: &str) -> bool {
    text.is_empty() || ["null", "nan", "none", "n/a", "\\n"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

impl Profile {
    /// Looks at one cell.
    pub(super) fn add(&mut self, cell: &str, tables: &Tables) {
        self.rows += 1;
        let text = cell.trim();
        if is_blank(text) {
            return;
        }
        self.values += 1;
        if self.distinct.len() < MOST_DISTINCT {
            let mut hasher = DefaultHasher::new();
            // A number is the same with and without what a spreadsheet put behind it.
            text.strip_suffix(".0").filter(|whole| is_digits(whole)).unwrap_or(text).hash(&mut hasher);
            self.distinct.insert(hasher.finish());
        }
        self.dates.add(text);
        if let Some(pattern) = dates::clock_pattern(text) {
            *self.clocks.entry(pattern).or_default() += 1;
        }
        self.add_word(text);
        self.add_status(text);
        self.add_look(text);
        self.add_lists(text);
        for (shape, fits) in shapes_of(text, tables) {
            self.shapes[shape as usize] += u64::from(fits);
        }
    }

    /// Whether the values may be words of a status.
    pub(super) fn has_status_words(&self) -> bool {
        !self.status_words.is_empty()
    }

    /// Looks only for words of a status: for rows beyond the sample.
    pub(super) fn add_status(&mut self, cell: &str) {
        const MOST: usize = 100;
        let text = cell.trim();
        if let Some(count) = self.status_words.get_mut(text) {
            *count += 1;
        } else if text.len() <= 40 && self.status_words.len() < MOST && words::is_status(text) {
            self.status_words.insert(text.to_owned(), 1);
        }
    }

    fn add_look(&mut self, text: &str) {
        const MOST: usize = 500;
        let sign = |c: char| match c {
            _ if c.is_numeric() => '9',
            _ if c.is_alphabetic() => 'A',
            _ if c.is_control() => ' ',
            other => other,
        };
        let look: String = text.chars().take(24).map(sign).collect();
        if self.looks.len() == MOST && !self.looks.contains_key(&look) {
            return;
        }
        let is_amount = |mark| Cents::parse(text, mark).is_ok();
        let counts = self.looks.entry(look).or_default();
        let fits = [true, dates::is_date(text), is_amount(DecimalMark::Point), is_amount(DecimalMark::Comma)];
        for (count, fits) in counts.iter_mut().zip(fits) {
            *count += u64::from(fits);
        }
    }

    /// The values that are no dates.
    pub(super) fn no_dates(&self) -> Unreadable {
        self.unreadable(1)
    }

    /// The values that are no amounts of money.
    pub(super) fn no_amounts(&self, mark: DecimalMark) -> Unreadable {
        self.unreadable(if mark == DecimalMark::Comma { 3 } else { 2 })
    }

    fn unreadable(&self, as_what: usize) -> Unreadable {
        const SHOWN: usize = 3;
        let failing = self.looks.iter().map(|(look, counts)| (look.clone(), counts[0] - counts[as_what]));
        let mut looks: Vec<(String, u64)> = failing.filter(|(_, n)| 0 < *n).collect();
        let values = looks.iter().map(|(_, n)| n).sum();
        looks.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        looks.truncate(SHOWN);
        Unreadable { values, looks }
    }

    /// Looks only at the notation of dates: for rows beyond the sample.
    pub(super) fn add_date(&mut self, cell: &str) {
        self.dates.add(cell.trim());
    }

    fn add_word(&mut self, text: &str) {
        if self.has_too_many_words || text.chars().count() > 40 {
            self.has_too_many_words = true;
        } else if let Some(count) = self.words.get_mut(text) {
            *count += 1;
        } else if self.words.len() < MOST_WORDS {
            self.words.insert(text.to_owned(), 1);
        } else {
            self.has_too_many_words = true;
        }
        if self.has_too_many_words {
            self.words.clear();
        }
    }

    fn add_lists(&mut self, text: &str) {
        if let Some(next) = is::end_of_code(text) {
            *self.code_ends.entry(next).or_default() += 1;
        }
        let Some(separator) = LIST_SEPARATORS.into_iter().find(|separator| text.contains(*separator)) else { return };
        let parts: Vec<&str> = text.split(separator).map(str::trim).filter(|part| !part.is_empty()).collect();
        if parts.len() < 2 {
            return;
        }
        let all = |fits: fn(&str) -> bool| parts.iter().all(|part| fits(part));
        let lists = [
            (&mut self.diagnosis_lists, all(|part| is::is_icd10(part) || part.contains('.') && is::is_icd9(part))),
            (&mut self.modifier_lists, all(is::is_modifier)),
            (&mut self.code_lists, all(is::is_code)),
        ];
        for (lists, _) in lists.into_iter().filter(|(_, fits)| *fits) {
            *lists.entry(separator).or_default() += 1;
        }
    }

    /// Values of this shape.
    pub(super) const fn count(&self, shape: Shape) -> u64 {
        self.shapes[shape as usize]
    }

    /// Percent of the values, rounded down; 0 when there is no value.
    pub(super) fn percent(&self, count: u64) -> u8 {
        u8::try_from((count * 100).checked_div(self.values).unwrap_or(0)).unwrap_or(100)
    }

    /// Percent of the values that have this shape.
    pub(super) fn share(&self, shape: Shape) -> u8 {
        self.percent(self.count(shape))
    }

    /// How many different values there are, as far as they are told apart.
    pub(super) fn n_distinct(&self) -> u64 {
        self.distinct.len() as u64
    }

    /// How many different values another column has that this one has too.
    pub(super) fn n_shared(&self, other: &Self) -> u64 {
        other.distinct.intersection(&self.distinct).count() as u64
    }

    /// Whether there are more different values than a set of words has.
    pub(super) const fn has_many_words(&self) -> bool {
        self.has_too_many_words
    }

    /// The words of a column that has only a few: each without digits and seen often enough not to be about one person, or
    /// of the words of a status only; and how many others there are. The words are the only values that leave this module.
    pub(super) fn words(&self) -> Words<'_> {
        self.words_and(|_| false)
    }

    /// The same, where a word that is known to be about no person is told however rare it is.
    pub(super) fn words_and(&self, is_known: impl Fn(&str) -> bool) -> Words<'_> {
        let is_told = |(word, count): &(&String, &u64)| {
            is::is_words(word) && **count >= FEWEST_TIMES || is_known(&word.to_lowercase())
        };
        let mut told: BTreeMap<&str, u64> =
            self.words.iter().filter(is_told).map(|(word, count)| (word.as_str(), *count)).collect();
        told.extend(self.status_words.iter().map(|(word, count)| (word.as_str(), *count)));
        let (untold, untold_rows) = if self.has_too_many_words {
            let rows: u64 = self.status_words.values().sum();
            (self.distinct.len().saturating_sub(told.len()), self.values.saturating_sub(rows))
        } else {
            let others = self.words.iter().filter(|(word, _)| !told.contains_key(word.as_str()));
            others.fold((0, 0), |(n, rows), (_, count)| (n + 1, rows + count))
        };
        Words { told: told.into_iter().collect(), untold, untold_rows }
    }

    /// Adds what another column of a wide row counted.
    pub(super) fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.values += other.values;
        self.marked += other.marked;
        self.dates.merge(&other.dates);
        self.distinct.extend(&other.distinct);
        for (own, count) in self.shapes.iter_mut().zip(other.shapes) {
            *own += count;
        }
        for (word, count) in &other.status_words {
            *self.status_words.entry(word.clone()).or_default() += count;
        }
        for (look, counts) in &other.looks {
            let own = self.looks.entry(look.clone()).or_default();
            own.iter_mut().zip(counts).for_each(|(own, count)| *own += count);
        }
        for (word, count) in &other.words {
            *self.words.entry(word.clone()).or_default() += count;
        }
        self.has_too_many_words |= other.has_too_many_words || self.words.len() > MOST_WORDS;
        for (pattern, count) in &other.clocks {
            *self.clocks.entry(pattern).or_default() += count;
        }
        let pairs = [
            (&mut self.diagnosis_lists, &other.diagnosis_lists),
            (&mut self.modifier_lists, &other.modifier_lists),
            (&mut self.code_lists, &other.code_lists),
            (&mut self.code_ends, &other.code_ends),
        ];
        for (own, others) in pairs {
            for (separator, count) in others {
                *own.entry(*separator).or_default() += count;
            }
        }
    }
}

/// The separator of most cells, and how many cells have any.
pub(super) fn usual(separators: &Separators) -> Option<(char, u64)> {
    let total = separators.values().sum();
    separators.iter().max_by_key(|(_, count)| **count).map(|(separator, _)| (*separator, total))
}

fn shapes_of(text: &str, tables: &Tables) -> [(Shape, bool); Shape::COUNT] {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    let code = text.get(..5).filter(|_| text.len() == 5 || is::end_of_code(text).is_some()).unwrap_or("");
    let integer = is_digits(whole) && whole.len() <= 18;
    let specialty =
        is::is_modifier(text) && tables.specialties.of_specialty(text).is_some_and(|scope| !is_other(scope));
    [
        (Shape::TenDigits, is::is_ten_digits(whole)),
        (Shape::NpiCheck, is::passes_npi_check(whole)),
        (Shape::Code, is::is_code(text)),
        (Shape::KnownCode, tables.codes.get(&code.to_ascii_uppercase()).is_some()),
        (Shape::Icd10, is::is_icd10(text)),
        (Shape::Icd9, is::is_icd9(text)),
        (Shape::Place, is::is_place(is::before_words(whole))),
        (Shape::Modifier, is::is_modifier(text)),
        (Shape::CommonModifier, is::is_common_modifier(text)),
        (Shape::Taxonomy, is::is_taxonomy(text)),
        (Shape::Specialty, specialty),
        (Shape::TaxNumber, is::is_tax_number(text)),
        (Shape::Integer, integer),
        (Shape::SmallInteger, integer && whole.len() <= 3),
        (Shape::PointAmount, is::is_amount(text, DecimalMark::Point)),
        (Shape::CommaAmount, is::is_amount(text, DecimalMark::Comma)),
        (Shape::PointDecimals, is::has_decimals(text, '.')),
        (Shape::CommaDecimals, is::has_decimals(text, ',')),
        (Shape::Moment, Moment::parse(text).is_some()),
        (Shape::Frequency, matches!(whole, "1" | "7" | "8")),
        (Shape::Spaced, text.contains(char::is_whitespace)),
        (Shape::Scientific, is::is_scientific(text)),
        (Shape::DotZero, text.len() > whole.len() && is_digits(whole)),
        (Shape::Duration, Minutes::parse(text, DecimalMark::Point, DurationUnit::MinutesAndSeconds).is_ok()),
        (Shape::ShortClock, is::is_short_clock(text)),
    ]
}

const fn is_other(scope: crate::reference::Scope) -> bool {
    matches!(scope, crate::reference::Scope::Other)
}
