//! What was noted about the cells of a file, counted by column: values that were repaired, words that stand for nothing,
//! status words that nobody knows. Decides nothing, and holds no value but those status words.

use std::collections::BTreeMap;

use super::Field;

/// What was noted about a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CellNote {
    /// What a number format or a spreadsheet did to the value was undone.
    Repaired,
    /// A word or number that stands for nothing, such as `NA`: it is read as a blank.
    Placeholder,
    /// A duration that no message takes.
    LongDuration,
    /// A value that cannot be read: it is unknown.
    Unreadable(Unreadable),
}

/// Why a value cannot be read. In a column that every line needs the row is a reject; in any other the value is unknown,
/// and rules that need it cannot judge the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unreadable {
    /// No decimal number.
    NotANumber,
    /// More decimals than can be kept.
    TooPrecise,
    /// Too large.
    TooLarge,
    /// No whole number.
    NotWhole,
    /// No duration.
    NotADuration,
    /// A clock of two parts.
    AmbiguousDuration,
    /// No date.
    NotADate,
    /// The number of a day.
    DayNumber,
    /// No time.
    NotATime,
    /// A date or time of a year that no claim can have.
    Implausible,
    /// Digits lost to scientific notation.
    Scientific,
    /// No modifier.
    NotAModifier,
    /// No place of service.
    NotAPlace,
    /// No claim frequency.
    NotAFrequency,
    /// No diagnosis code.
    NotADiagnosis,
}

impl Unreadable {
    /// Every kind.
    pub const ALL: [Self; 15] = [
        Self::NotANumber,
        Self::TooPrecise,
        Self::TooLarge,
        Self::NotWhole,
        Self::NotADuration,
        Self::AmbiguousDuration,
        Self::NotADate,
        Self::DayNumber,
        Self::NotATime,
        Self::Implausible,
        Self::Scientific,
        Self::NotAModifier,
        Self::NotAPlace,
        Self::NotAFrequency,
        Self::NotADiagnosis,
    ];

    /// The name in machine output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotANumber => "not_a_number",
            Self::TooPrecise => "too_many_decimals",
            Self::TooLarge => "too_large",
            Self::NotWhole => "not_a_whole_number",
            Self::NotADuration => "not_a_duration",
            Self::AmbiguousDuration => "ambiguous_duration",
            Self::NotADate => "not_a_date",
            Self::DayNumber => "day_number",
            Self::NotATime => "not_a_time",
            Self::Implausible => "implausible_date",
            Self::Scientific => "scientific_notation",
            Self::NotAModifier => "not_a_modifier",
            Self::NotAPlace => "not_a_place_of_service",
            Self::NotAFrequency => "not_a_frequency",
            Self::NotADiagnosis => "not_a_diagnosis",
        }
    }

    /// What is wrong and what was expected, behind the name of a column. Never says the value: it may be patient data.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::NotANumber => "is not a decimal number (expected such as 45.00, -45.00 or (45.00))",
            Self::TooPrecise => "has more decimals than can be kept exactly (expected whole cents)",
            Self::TooLarge => "is too large to be an amount",
            Self::NotWhole => "is not a whole number (expected 1, 2, …)",
            Self::NotADuration => "is not a duration (expected minutes, 0:08:00, 8 min or PT8M)",
            Self::AmbiguousDuration => {
                "is a clock of two parts; say in the layout whether it is `unit = \"h:mm\"` or `unit = \"m:ss\"`"
            }
            Self::NotADate => "is not a date (expected YYYY-MM-DD or YYYYMMDD, or the layout's own format)",
            Self::DayNumber => {
                "is a spreadsheet's number of a day, not a date (format the column as a date before exporting it)"
            }
            Self::NotATime => "is not a time (expected YYYY-MM-DDTHH:MM:SS, or the layout's own format)",
            Self::Implausible => "is not a plausible date (expected a year from 1990 to 2099)",
            Self::Scientific => "is in scientific notation, so digits are lost; export the column as text",
            Self::NotAModifier => "is not a modifier, nor a list of them (expected such as 95 or 95,GT)",
            Self::NotAPlace => "is not a place of service (expected two digits such as 11)",
            Self::NotAFrequency => "is not a claim frequency (expected 1, 7 or 8)",
            Self::NotADiagnosis => "is not a diagnosis code, nor a list of them (expected such as I10 or I10,E11.9)",
        }
    }
}

/// How many cells of each column something was noted about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellNotes(BTreeMap<(Field, CellNote), u64>);

impl CellNotes {
    /// Notes one more cell.
    pub fn note(&mut self, field: Field, note: CellNote) {
        *self.0.entry((field, note)).or_default() += 1;
    }

    /// Notes so many more cells.
    pub fn note_all(&mut self, field: Field, note: CellNote, n: u64) {
        if n > 0 {
            *self.0.entry((field, note)).or_default() += n;
        }
    }

    /// Adds other counts.
    pub fn merge(&mut self, other: &Self) {
        for (key, n) in &other.0 {
            *self.0.entry(*key).or_default() += n;
        }
    }

    /// How many cells of a column something was noted about.
    pub fn count(&self, field: Field, note: CellNote) -> u64 {
        self.0.get(&(field, note)).copied().unwrap_or(0)
    }

    /// How many cells of all columns something was noted about.
    pub fn total(&self, note: CellNote) -> u64 {
        self.0.iter().filter(|((_, noted), _)| *noted == note).map(|(_, n)| n).sum()
    }

    /// Every column and fault with the count of values that could not be read, in the order of the contract.
    pub fn unreadable(&self) -> impl Iterator<Item = (Field, Unreadable, u64)> {
        self.0.iter().filter_map(|((field, note), n)| match note {
            CellNote::Unreadable(fault) => Some((*field, *fault, *n)),
            _ => None,
        })
    }

    /// Every column with its count, in the order of the contract, as far as something was noted.
    pub fn columns(&self, note: CellNote) -> impl Iterator<Item = (Field, u64)> {
        self.0.iter().filter(move |((_, noted), _)| *noted == note).map(|((field, _), n)| (*field, *n))
    }
}

/// Status words of no known meaning. A word is no patient data; yet a column of very many of them is no status column, and
/// then none is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatusWords {
    rows: u64,
    words: BTreeMap<String, u64>,
    are_too_many: bool,
}

impl StatusWords {
    /// More different words than this are those of another column.
    pub const MOST: usize = 40;
    /// Characters of a word that are kept.
    const LONGEST: usize = 24;

    /// Notes a word of one row.
    pub fn add(&mut self, word: &str) {
        self.rows += 1;
        if self.are_too_many {
            return;
        }
        match self.words.get_mut(word) {
            Some(n) => *n += 1,
            None => self.keep(word.chars().take(Self::LONGEST).collect(), 1),
        }
    }

    /// Adds the words of other rows.
    pub fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.are_too_many |= other.are_too_many;
        for (word, n) in &other.words {
            self.keep(word.clone(), *n);
        }
    }

    fn keep(&mut self, word: String, n: u64) {
        *self.words.entry(word).or_default() += n;
        self.are_too_many |= Self::MOST < self.words.len();
        if self.are_too_many {
            self.words.clear();
        }
    }

    /// How many rows have such a word.
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// The words with their rows, the most frequent first; none when there are too many.
    pub fn words(&self) -> Vec<(&str, u64)> {
        let mut words: Vec<(&str, u64)> = self.words.iter().map(|(word, n)| (word.as_str(), *n)).collect();
        words.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        words
    }

    /// What a reader of any output must know of them; nothing when there are none.
    pub fn sentence(&self) -> Option<String> {
        if self.rows == 0 {
            return None;
        }
        let word = |(word, n): (&str, u64)| if n == 1 { word.to_owned() } else { format!("{word} ({n})") };
        let words: Vec<String> = self.words().into_iter().map(word).collect();
        let named = if self.are_too_many {
            format!("more than {} different words, so that none is named: is it the right column", Self::MOST)
        } else {
            words.join(", ")
        };
        let rows = if self.rows == 1 { "1 row".to_owned() } else { format!("{} rows", self.rows) };
        Some(format!("{rows} with a status of no known meaning: {named}; they count as paid"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_named_with_their_rows_in_whatever_order_they_came() {
        let mut words = StatusWords::default();
        for word in ["Void", "Pending", "Void"] {
            words.add(word);
        }
        let mut other = StatusWords::default();
        for word in ["Pending", "Void", "Void"] {
            other.add(word);
        }
        words.merge(&other);
        let sentence = "6 rows with a status of no known meaning: Void (4), Pending (2); they count as paid";
        assert_eq!(words.sentence().as_deref(), Some(sentence));
        assert_eq!(StatusWords::default().sentence(), None);
    }

    #[test]
    fn a_column_of_very_many_words_is_no_status_column() {
        let mut words = StatusWords::default();
        (0..=StatusWords::MOST).for_each(|n| words.add(&format!("word {n}")));
        words.add("one more");
        assert!(words.words().is_empty() && words.rows() == 42);
        assert!(words.sentence().is_some_and(|sentence| sentence.contains("more than 40 different words")));
    }

    #[test]
    fn notes_add_up_by_column_and_kind() {
        let (mut notes, mut other) = (CellNotes::default(), CellNotes::default());
        notes.note(Field::BillingTin, CellNote::Placeholder);
        other.note(Field::BillingTin, CellNote::Placeholder);
        other.note(Field::PatientId, CellNote::Repaired);
        notes.merge(&other);
        assert_eq!(notes.columns(CellNote::Placeholder).collect::<Vec<_>>(), [(Field::BillingTin, 2)]);
        assert_eq!((notes.total(CellNote::Repaired), notes.count(Field::ClaimId, CellNote::Repaired)), (1, 0));
    }
}
