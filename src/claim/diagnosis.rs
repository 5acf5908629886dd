//! How the diagnoses of two lines relate: same, different, or not known. Does not judge whether a problem is new.
//!
//! Source: project rulebook, section 1.2.

use super::{Dictionary, SetDictionary, Sym};

/// The relation of the diagnoses of two lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DiagnosisRelation {
    /// At least one code in common, in any position.
    Same,
    /// A side has no code that counts, or none in common and something that could not be read.
    Unknown,
    /// Both have codes that count, none in common.
    Different,
}

impl DiagnosisRelation {
    /// As reports write it: true, false, or nothing when unknown.
    pub const fn as_same(self) -> Option<bool> {
        match self {
            Self::Same => Some(true),
            Self::Different => Some(false),
            Self::Unknown => None,
        }
    }
}

/// How finely two codes are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DiagnosisMatch {
    /// The whole code.
    #[default]
    Exact,
    /// The first three characters.
    Category,
}

/// What stands in a list of diagnoses for a cell that cannot be read: it may be any code.
pub const UNREADABLE_DIAGNOSIS: &str = "?";

/// For every diagnosis list of a run, the sorted codes that count under one setting.
pub struct DiagnosisSets {
    members: Vec<Sym>,
    ends: Vec<u32>,
    /// Whether something in the list could not be read.
    is_doubtful: Vec<bool>,
}

impl DiagnosisSets {
    /// Prepares the comparison: drops codes that start with an ignored prefix, then keeps whole codes or categories.
    pub fn new(codes: &Dictionary, lists: &SetDictionary, matching: DiagnosisMatch, ignored: &[String]) -> Self {
        let keys = comparison_keys(codes, matching, ignored);
        let unreadable = codes.find(UNREADABLE_DIAGNOSIS);
        let mut sets = Self { members: Vec::new(), ends: vec![0], is_doubtful: Vec::new() };
        for list in 1..lists.len() {
            let list = Sym(u32::try_from(list).unwrap_or(u32::MAX));
            let start = sets.members.len();
            sets.members.extend(lists.members(list).iter().map(|code| keys[code.index()]).filter(|key| key.is_known()));
            sets.members[start..].sort_unstable();
            sets.ends.push(u32::try_from(sets.members.len()).unwrap_or(u32::MAX));
            sets.is_doubtful.push(unreadable.is_some_and(|unreadable| lists.members(list).contains(&unreadable)));
        }
        sets
    }

    /// The relation of two diagnosis lists.
    pub fn relation(&self, a: Sym, b: Sym) -> DiagnosisRelation {
        let (left, right) = (self.counted(a), self.counted(b));
        if left.is_empty() || right.is_empty() {
            DiagnosisRelation::Unknown
        } else if left.iter().any(|code| right.contains(code)) {
            DiagnosisRelation::Same
        } else if self.is_doubtful[a.index() - 1] || self.is_doubtful[b.index() - 1] {
            DiagnosisRelation::Unknown
        } else {
            DiagnosisRelation::Different
        }
    }

    fn counted(&self, list: Sym) -> &[Sym] {
        if !list.is_known() {
            return &[];
        }
        let index = list.index();
        &self.members[self.ends[index - 1] as usize..self.ends[index] as usize]
    }
}

/// What each code is compared by; absent for a code that does not count.
fn comparison_keys(codes: &Dictionary, matching: DiagnosisMatch, ignored: &[String]) -> Vec<Sym> {
    let mut categories = Dictionary::new();
    let mut keys = vec![Sym::NONE; codes.len()];
    for (code, text) in codes.iter() {
        if text == UNREADABLE_DIAGNOSIS || ignored.iter().any(|prefix| text.starts_with(prefix.as_str())) {
            continue;
        }
        keys[code.index()] = match matching {
            DiagnosisMatch::Exact => code,
            DiagnosisMatch::Category => categories.intern(text.get(..3).unwrap_or(text)),
        };
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relation(a: &[&str], b: &[&str], matching: DiagnosisMatch) -> DiagnosisRelation {
        let (mut codes, mut lists) = (Dictionary::new(), SetDictionary::new());
        let mut list = |texts: &[&str]| {
            let members: Vec<Sym> = texts.iter().map(|t| codes.intern(t)).collect();
            lists.intern(&members)
        };
        let (a, b) = (list(a), list(b));
        DiagnosisSets::new(&codes, &lists, matching, &["Z".to_owned()]).relation(a, b)
    }

    #[test]
    fn same_in_any_position_and_z_codes_do_not_count() {
        use DiagnosisRelation::{Different, Same, Unknown};
        assert_eq!(relation(&["E119", "I10"], &["I10"], DiagnosisMatch::Exact), Same);
        assert_eq!(relation(&["I10"], &["L209"], DiagnosisMatch::Exact), Different);
        assert_eq!(relation(&["Z0000"], &["Z0000"], DiagnosisMatch::Exact), Unknown);
        assert_eq!(relation(&[], &["I10"], DiagnosisMatch::Exact), Unknown);
        assert_eq!(relation(&["E119"], &["E1165"], DiagnosisMatch::Exact), Different);
        assert_eq!(relation(&["E119"], &["E1165"], DiagnosisMatch::Category), Same);
    }
}
