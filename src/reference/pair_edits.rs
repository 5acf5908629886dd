//! Pairs of codes that are not paid together for one patient, clinician and date, with the dates of each pair. Reads no
//! file.
//!
//! Source: CMS NCCI procedure-to-procedure edits for practitioners, which the user brings.

use std::collections::HashSet;

use super::HcpcsCode;
use crate::claim::Day;

/// Whether a modifier can make both codes of a pair payable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Indicator {
    /// 0: none can.
    NotAllowed,
    /// 1: an NCCI modifier can.
    Allowed,
    /// 9: the edit was taken back from its first day.
    NotApplicable,
}

/// One edit: with `column1` on the same date, `column2` is not paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairEdit {
    /// The code that is paid.
    pub column1: HcpcsCode,
    /// The code that is not.
    pub column2: HcpcsCode,
    /// First date in effect.
    pub effective: Day,
    /// The date the table calls its deletion; `None` while it lasts. CMS does not say whether the edit still holds on it.
    pub deletion: Option<Day>,
    /// What a modifier can do.
    pub indicator: Indicator,
}

/// The edits at hand.
#[derive(Clone, Debug, Default)]
pub struct PairEdits {
    /// By columns and effective date.
    edits: Vec<PairEdit>,
    listed: HashSet<HcpcsCode>,
    /// Stretches of dates the files speak of, both ends included.
    covered: Vec<(Day, Day)>,
}

impl PairEdits {
    /// Edits, and the stretches of dates (both ends included) for which they are complete.
    pub fn new(mut edits: Vec<PairEdit>, covered: Vec<(Day, Day)>) -> Self {
        edits.sort_by_key(|edit| (edit.column1, edit.column2, edit.effective));
        let listed = edits.iter().flat_map(|edit| [edit.column1, edit.column2]).collect();
        Self { edits, listed, covered }
    }

    /// Whether the files speak of that date.
    pub fn covers(&self, date: Day) -> bool {
        self.covered.iter().any(|(from, through)| *from <= date && date <= *through)
    }

    /// Whether the code is column 1 or column 2 of any kept edit.
    pub fn lists(&self, code: &str) -> bool {
        HcpcsCode::parse(code).is_some_and(|code| self.listed.contains(&code))
    }

    /// How many edits are kept.
    pub fn len(&self) -> usize {
        self.edits.len()
    }

    /// Whether none is kept.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// The edit of a pair that is in effect that day: from its effective date through its deletion date, that day included.
    ///
    /// Of two that meet on one day, one that ends and one that begins, the stricter counts.
    ///
    /// Source: project rulebook, section 3.5; in CMS's tables of 2024 Q3 every deletion falls on the last day of a quarter.
    pub fn between(&self, column1: &str, column2: &str, date: Day) -> Option<Indicator> {
        let stands = |edit: &&PairEdit| edit.deletion.is_none_or(|deletion| date <= deletion);
        let standing = self.begun(column1, column2, date).filter(stands);
        standing.map(|edit| edit.indicator).min_by_key(|indicator| match indicator {
            Indicator::NotAllowed => 0,
            Indicator::Allowed => 1,
            Indicator::NotApplicable => 2,
        })
    }

    /// The edits of a pair whose effective date has come.
    fn begun(&self, column1: &str, column2: &str, date: Day) -> impl Iterator<Item = &PairEdit> {
        let pair = HcpcsCode::parse(column1).zip(HcpcsCode::parse(column2));
        let first = self.edits.partition_point(|edit| Some((edit.column1, edit.column2)) < pair);
        let of_pair = self.edits[first..].iter().take_while(move |edit| Some((edit.column1, edit.column2)) == pair);
        of_pair.filter(move |edit| edit.effective <= date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).unwrap()
    }

    fn edit(codes: [&str; 2], effective: &str, deletion: Option<&str>, indicator: Indicator) -> PairEdit {
        let [column1, column2] = codes.map(|code| HcpcsCode::parse(code).unwrap());
        PairEdit { column1, column2, effective: day(effective), deletion: deletion.map(day), indicator }
    }

    #[test]
    fn an_edit_is_in_effect_through_its_deletion() {
        let edits = vec![
            edit(["99421", "98970"], "2023-01-01", None, Indicator::NotAllowed),
            edit(["99421", "98970"], "2020-01-01", Some("2020-12-31"), Indicator::Allowed),
        ];
        let edits = PairEdits::new(edits, vec![(day("2020-01-01"), day("2023-12-31"))]);
        let between = |date: &str| edits.between("99421", "98970", day(date));
        assert_eq!(between("2019-12-31"), None);
        assert_eq!(between("2020-12-30"), Some(Indicator::Allowed));
        assert_eq!(between("2020-12-31"), Some(Indicator::Allowed));
        assert_eq!(between("2021-01-01"), None);
        assert_eq!(between("2023-01-01"), Some(Indicator::NotAllowed));
        assert_eq!(edits.between("98970", "99421", day("2023-01-01")), None);
        assert!(edits.lists("98970") && !edits.lists("98971") && edits.len() == 2 && !edits.is_empty());
        assert!(edits.covers(day("2023-12-31")) && !edits.covers(day("2024-01-01")));
    }
}
