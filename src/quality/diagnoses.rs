//! Which edition of the ICD the diagnoses look like, and whether that fits the service date. Looks at shapes only: knows no
//! list of diagnoses.

use std::collections::BTreeMap;

use super::{Count, add_counts};
use crate::claim::{Day, Names, Sym};
use crate::load::{Rows, is_digits};

/// What a diagnosis looks like, dots removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DiagnosisShape {
    /// A letter, a digit, and one to five characters more.
    Icd10,
    /// Three to five digits.
    Icd9,
    /// Could be either: a V or E number.
    EitherIcd,
    /// Six to eighteen digits, as SNOMED numbers its concepts.
    LongNumber,
    /// Anything else.
    Other,
}

impl DiagnosisShape {
    /// Every shape.
    pub const ALL: [Self; 5] = [Self::Icd10, Self::Icd9, Self::EitherIcd, Self::LongNumber, Self::Other];

    /// The name in machine output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Icd10 => "icd_10",
            Self::Icd9 => "icd_9",
            Self::EitherIcd => "icd_9_or_10",
            Self::LongNumber => "long_number",
            Self::Other => "other",
        }
    }

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Icd10 => "ICD-10",
            Self::Icd9 => "ICD-9",
            Self::EitherIcd => "ICD-9 or ICD-10 (V and E numbers)",
            Self::LongNumber => "numbers of 6 to 18 digits, as SNOMED has them",
            Self::Other => "other texts",
        }
    }

    /// The shape of a code as it is kept: upper case, no dots.
    pub fn of(code: &str) -> Self {
        let bytes = code.as_bytes();
        let (first, rest) = (bytes.first().copied().unwrap_or(b' '), code.get(1..).unwrap_or(""));
        if is_digits(code) {
            return match code.len() {
                3..=5 => Self::Icd9,
                6..=18 => Self::LongNumber,
                _ => Self::Other,
            };
        }
        let is_short_number = is_digits(rest) && (2..=4).contains(&rest.len());
        // External causes of ICD-9: E000 to E030 and E800 to E999.
        let is_old_cause =
            matches!(rest.as_bytes(), [b'8' | b'9', _, _, ..] | [b'0', b'0'..=b'2', _, ..] | [b'0', b'3', b'0', ..]);
        if is_short_number && (first == b'V' || (first == b'E' && is_old_cause)) {
            return Self::EitherIcd;
        }
        let is_letter_and_digit = first.is_ascii_uppercase() && bytes.get(1).is_some_and(u8::is_ascii_digit);
        let fits = (3..=7).contains(&code.len()) && bytes.iter().all(u8::is_ascii_alphanumeric);
        if is_letter_and_digit && fits { Self::Icd10 } else { Self::Other }
    }
}

/// The diagnoses of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnoses {
    /// Rows with at least one diagnosis.
    pub rows: u64,
    /// By shape: different codes, and rows that hold at least one.
    pub shapes: BTreeMap<DiagnosisShape, Count>,
    /// Rows with an ICD-9 shape for services from 2015-10-01 on.
    pub late_icd_9: u64,
    /// Rows with an ICD-10 shape for services before 2015-10-01.
    pub early_icd_10: u64,
}

/// The first service date coded by ICD-10: 2015-10-01. Source: 45 CFR 162.1002.
const ICD_10_BEGINS: Day = Day(16_709);

/// The lists of diagnoses of a run: which editions each holds.
pub(super) struct Editions {
    /// ICD-9 and ICD-10, by the number of the list.
    holds: Vec<(bool, bool)>,
    shape_of: Vec<DiagnosisShape>,
}

impl Editions {
    pub(super) fn new(names: &Names) -> Self {
        let mut shape_of = vec![DiagnosisShape::Other; names.diagnoses.len()];
        for (code, text) in names.diagnoses.iter() {
            shape_of[code.index()] = DiagnosisShape::of(text);
        }
        let holds = (0..).map(Sym).take(names.diagnosis_lists.len()).map(|list| {
            let members = names.diagnosis_lists.members(list);
            let holds = |shape| members.iter().any(|code| shape_of[code.index()] == shape);
            (holds(DiagnosisShape::Icd9), holds(DiagnosisShape::Icd10))
        });
        Self { holds: holds.collect(), shape_of }
    }
}

/// How many rows have each list, and how many an edition that does not fit their date.
#[derive(Clone, Debug, Default)]
pub(super) struct ListCounts {
    rows: Vec<u64>,
    late_icd_9: u64,
    early_icd_10: u64,
}

impl ListCounts {
    pub(super) fn new(rows: &Rows, names: &Names, editions: &Editions) -> Self {
        let mut found = Self { rows: vec![0; names.diagnosis_lists.len()], ..Self::default() };
        for (list, date) in rows.diagnoses.diagnoses.iter().zip(rows.handling.date.iter()) {
            found.rows[list.index()] += 1;
            let (has_9, has_10) = editions.holds[list.index()];
            let is_late = ICD_10_BEGINS <= date;
            found.late_icd_9 += u64::from(has_9 && is_late);
            found.early_icd_10 += u64::from(has_10 && !is_late);
        }
        found
    }

    /// Adds the counts of other rows of the same run.
    pub(super) fn merge(&mut self, other: &Self) {
        add_counts(&mut self.rows, &other.rows);
        self.late_icd_9 += other.late_icd_9;
        self.early_icd_10 += other.early_icd_10;
    }
}

impl Diagnoses {
    pub(super) fn new(counts: &ListCounts, names: &Names, editions: &Editions) -> Self {
        let (lists, shape_of) = (&names.diagnosis_lists, &editions.shape_of);
        let mut found = Self { late_icd_9: counts.late_icd_9, early_icd_10: counts.early_icd_10, ..Self::default() };
        let mut is_used = vec![false; names.diagnoses.len()];
        for (list, n) in (0..).map(Sym).zip(&counts.rows).skip(1).filter(|(_, n)| **n > 0) {
            let members = lists.members(list);
            for shape in DiagnosisShape::ALL {
                if members.iter().any(|code| shape_of[code.index()] == shape) {
                    found.shapes.entry(shape).or_default().rows += n;
                }
            }
            found.rows += n;
            for code in members {
                is_used[code.index()] = true;
            }
        }
        for (code, _) in names.diagnoses.iter().filter(|(code, _)| is_used[code.index()]) {
            found.shapes.entry(shape_of[code.index()]).or_default().distinct += 1;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        use DiagnosisShape::{EitherIcd, Icd9, Icd10, LongNumber, Other};
        for (code, shape) in [
            ("E119", Icd10),
            ("I10", Icd10),
            ("C7A00", Icd10),
            ("S72001A", Icd10),
            ("V5869", EitherIcd),
            ("E8490", EitherIcd),
            ("E0300", EitherIcd),
            ("E039", Icd10),
            ("V0001XA", Icd10),
            ("250", Icd9),
            ("25000", Icd9),
            ("195662009", LongNumber),
            ("25", Other),
            ("PAIN", Other),
            ("", Other),
        ] {
            assert_eq!(DiagnosisShape::of(code), shape, "{code}");
        }
    }

    #[test]
    fn the_day_of_the_change() {
        assert_eq!(Day::from_ymd(2015, 10, 1), Some(ICD_10_BEGINS));
    }
}
