//! One column of a table beside the claim lines, with the rows of a key brought together: agreed on, added up, listed, or
//! taken from the latest. The order of rows changes nothing.

use std::collections::BTreeSet;

use super::header::normalised;
use super::layout::TableSpec;
use super::notation::Notation;
use crate::claim::{DecimalMark, Dictionary, Moment, Sym, Units};

/// How several rows of one key become one value.
#[derive(Clone)]
pub(super) enum Gathering {
    /// The value all rows agree on; blanks do not count.
    Agreed,
    /// The exact sum.
    Sum(DecimalMark),
    /// Every value once, in order.
    Listed(String),
    /// The value of the greatest row.
    Latest(Notation),
}

impl Gathering {
    /// What the layout says of a column.
    pub(super) fn of(spec: &TableSpec, name: &str, notation: &Notation) -> Self {
        let is_in = |names: &[String]| names.iter().any(|known| normalised(known) == normalised(name));
        if is_in(&spec.sum) {
            Self::Sum(notation.decimal)
        } else if is_in(&spec.list) {
            Self::Listed(spec.separator.clone())
        } else if is_in(&spec.latest) {
            Self::Latest(notation.clone())
        } else {
            Self::Agreed
        }
    }
}

/// What is known of one key.
enum Value {
    /// What the rows agree on, and in a finished column what is shown.
    Agreed(Sym),
    Differing,
    Sum(Option<i64>),
    Listed(BTreeSet<String>),
    Latest(Vec<Rank>, String),
}

/// A column.
pub(super) struct Gathered {
    gathering: Gathering,
    texts: Dictionary,
    values: Vec<Value>,
    seen: bool,
    disagreements: u64,
}

impl Gathered {
    pub(super) fn new(gathering: Gathering) -> Self {
        Self { gathering, texts: Dictionary::new(), values: Vec::new(), seen: false, disagreements: 0 }
    }

    /// Notes whether a file has the column.
    pub(super) const fn see(&mut self, is_there: bool) {
        self.seen |= is_there;
    }

    /// Whether some file has the column.
    pub(super) const fn was_seen(&self) -> bool {
        self.seen
    }

    /// How many values were left blank because rows differ.
    pub(super) const fn disagreements(&self) -> u64 {
        self.disagreements
    }

    /// The value of an entry of a finished column; empty when nothing is known.
    pub(super) fn value(&self, entry: u32) -> &str {
        match self.values.get(entry as usize) {
            Some(Value::Agreed(text)) => self.texts.text(*text),
            _ => "",
        }
    }

    /// Whether its values are added up.
    pub(super) const fn is_sum(&self) -> bool {
        matches!(self.gathering, Gathering::Sum(_))
    }

    /// The amount of an entry of a finished column that is added up, in ten-thousandths; nothing where there is none.
    pub(super) fn amount(&self, entry: u32) -> i64 {
        let Gathering::Sum(mark) = self.gathering else { return 0 };
        Units::parse(self.value(entry), mark).map_or(0, |sum| sum.0)
    }

    /// Shows a text as the value of an entry of a finished column, whatever was gathered.
    pub(super) fn show(&mut self, entry: u32, text: &str) {
        if let Some(value) = self.values.get_mut(entry as usize) {
            *value = Value::Agreed(self.texts.intern(text));
        }
    }

    /// Adds the cell of a row; `order` is what the layout's `latest_by` columns hold. False when it cannot be added up.
    pub(super) fn add(&mut self, entry: u32, text: &str, order: &[&str]) -> bool {
        while self.values.len() <= entry as usize {
            self.values.push(Value::Agreed(Sym::NONE));
        }
        let value = &mut self.values[entry as usize];
        match (&self.gathering, &mut *value) {
            (Gathering::Latest(notation), _) => {
                let order = order.iter().chain([&text]).map(|part| rank(part, notation)).collect::<Vec<_>>();
                if !matches!(&*value, Value::Latest(greatest, _) if order <= *greatest) {
                    *value = Value::Latest(order, text.to_owned());
                }
            }
            _ if text.is_empty() => {}
            (Gathering::Agreed, Value::Agreed(known)) => {
                let told = self.texts.intern(text);
                if known.is_known() && *known != told {
                    self.disagreements += 1;
                    *value = Value::Differing;
                } else {
                    *known = told;
                }
            }
            (Gathering::Agreed, _) => {}
            (Gathering::Sum(mark), _) => {
                // A sum with a cell that is no number is no sum at all.
                let more = Units::parse(text, *mark).ok();
                let sum = if let Value::Sum(sum) = value { *sum } else { Some(0) };
                *value = Value::Sum(sum.zip(more).and_then(|(sum, more)| sum.checked_add(more.0)));
                return more.is_some();
            }
            (Gathering::Listed(_), Value::Listed(texts)) => drop(texts.insert(text.to_owned())),
            (Gathering::Listed(_), _) => *value = Value::Listed(BTreeSet::from([text.to_owned()])),
        }
        true
    }

    /// Writes out what every key came to, once all rows are added.
    pub(super) fn finish(&mut self) {
        for value in &mut self.values {
            let text = match (&*value, &self.gathering) {
                (Value::Agreed(_) | Value::Differing, _) => continue,
                (Value::Sum(Some(sum)), Gathering::Sum(mark)) => shown(Units(*sum), *mark),
                (Value::Listed(texts), Gathering::Listed(separator)) => {
                    texts.iter().map(String::as_str).collect::<Vec<_>>().join(separator)
                }
                (Value::Latest(_, text), _) => text.clone(),
                _ => String::new(),
            };
            *value = Value::Agreed(self.texts.intern(&text));
        }
    }
}

/// The place of a text among others, weakest kind first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// By its characters.
    Text(String),
    /// By the clock, in seconds.
    Time(i64),
    /// By value, in ten-thousandths.
    Number(i64),
    /// A whole number of any length: by its length, then by its digits.
    Long(usize, String),
}

fn rank(text: &str, notation: &Notation) -> Rank {
    if let Ok(number) = Units::parse(text, notation.decimal) {
        return Rank::Number(number.0);
    }
    let digits = text.trim_start_matches('0');
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Rank::Long(digits.len(), digits.to_owned());
    }
    let midnight = || notation.day(text, &[]).map(Moment::midnight);
    let time = notation.moment(text, &[]).and_then(Moment::known).or_else(midnight);
    time.map_or_else(|| Rank::Text(text.to_owned()), |time| Rank::Time(time.0))
}

/// A number as the file writes numbers.
fn shown(number: Units, mark: DecimalMark) -> String {
    let text = number.to_string();
    if mark == DecimalMark::Comma { text.replace('.', ",") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::DateFormat;

    fn gathered(gathering: &Gathering, cells: &[(&str, &str)]) -> (String, String) {
        let value = |cells: &[&(&str, &str)]| {
            let mut column = Gathered::new(gathering.clone());
            for (text, order) in cells {
                column.add(0, text, &[order]);
            }
            column.finish();
            column.value(0).to_owned()
        };
        let forwards: Vec<_> = cells.iter().collect();
        let backwards: Vec<_> = cells.iter().rev().collect();
        (value(&forwards), value(&backwards))
    }

    #[test]
    fn the_order_of_rows_changes_nothing() {
        let both = |text: &str| (text.to_owned(), text.to_owned());
        assert_eq!(gathered(&Gathering::Agreed, &[("a", ""), ("", ""), ("a", "")]), both("a"));
        assert_eq!(gathered(&Gathering::Agreed, &[("a", ""), ("b", ""), ("a", "")]), both(""));
        assert_eq!(
            gathered(&Gathering::Sum(DecimalMark::Point), &[("100.10", ""), ("-0.2", ""), ("", "")]),
            both("99.9")
        );
        assert_eq!(gathered(&Gathering::Sum(DecimalMark::Comma), &[("1,5", ""), ("1", "")]), both("2,5"));
        assert_eq!(gathered(&Gathering::Sum(DecimalMark::Point), &[("1", ""), ("x", "")]), both(""));
        assert_eq!(gathered(&Gathering::Sum(DecimalMark::Point), &[("", "")]), both(""));
        let american = Notation { dates: vec![DateFormat::Pattern("%m/%d/%Y".to_owned())], ..Notation::default() };
        assert_eq!(
            gathered(&Gathering::Latest(american), &[("old", "12/31/2024"), ("new", "01/02/2025")]),
            both("new")
        );
        let latest = |cells: &[(&str, &str)]| gathered(&Gathering::Latest(Notation::default()), cells);
        assert_eq!(latest(&[("old", "9.5"), ("new", "10")]), both("new"));
        assert_eq!(latest(&[("old", "99999999999999999998"), ("new", "99999999999999999999")]), both("new"));
        assert_eq!(latest(&[("old", "2025-01-02 09:00"), ("new", "2025-01-02T10:00:00Z")]), both("new"));
        assert_eq!(latest(&[("b", "same"), ("a", "same")]), both("b"));
        assert_eq!(gathered(&Gathering::Listed("|".to_owned()), &[("b", ""), ("a", ""), ("b", "")]), both("a|b"));
        assert_eq!(
            gathered(&Gathering::Latest(Notation::default()), &[("denied", "9"), ("paid", "10"), ("x", "2")]),
            both("paid")
        );
        assert_eq!(
            gathered(&Gathering::Latest(Notation::default()), &[("paid", "2025-01-02"), ("", "2025-02-01")]),
            both("")
        );
    }
}
