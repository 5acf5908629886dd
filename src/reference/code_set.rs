//! A set of codes as a user writes it: numbers, ranges of numbers, names of families. Knows no payer and no rule.

use super::kinds::Kinds;

/// Codes by number, by range and by family.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeSet {
    ranges: Vec<(String, String)>,
    families: Kinds,
}

impl CodeSet {
    /// Parses `98016`, `99421-99423` and `e_visit_em`; errors with the word that is none of these.
    pub fn parse(words: &[String]) -> Result<Self, String> {
        let mut set = Self::default();
        for word in words {
            if let Some(kinds) = Kinds::from_name(word) {
                set.families = set.families.or(kinds);
                continue;
            }
            let (first, last) = word.split_once('-').unwrap_or((word, word));
            let (first, last) = (first.trim().to_ascii_uppercase(), last.trim().to_ascii_uppercase());
            if !(is_code(&first) && is_code(&last) && shape(&first) == shape(&last) && first <= last) {
                return Err(word.clone());
            }
            set.ranges.push((first, last));
        }
        Ok(set)
    }

    /// Whether the code is in the set; `kinds` are those of the code.
    pub fn holds(&self, code: &str, kinds: Kinds) -> bool {
        kinds.meets(self.families) || self.names(code)
    }

    /// Whether a number or a range of the set names the code.
    pub fn names(&self, code: &str) -> bool {
        let within = |(first, last): &(String, String)| {
            let of_kind = first.len() == code.len() && shape(first) == shape(code);
            of_kind && first.as_str() <= code && code <= last.as_str()
        };
        self.ranges.iter().any(within)
    }

    /// The families of the set.
    pub const fn families(&self) -> Kinds {
        self.families
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty() && self.families.is_none()
    }
}

impl std::fmt::Display for CodeSet {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let range =
            |(first, last): &(String, String)| if first == last { first.clone() } else { format!("{first}-{last}") };
        let words: Vec<String> =
            self.ranges.iter().map(range).chain(self.families.names().map(str::to_owned)).collect();
        out.write_str(&words.join(" "))
    }
}

/// Five letters or digits, at least four of them digits.
fn is_code(text: &str) -> bool {
    text.len() == 5
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
        && text.bytes().filter(u8::is_ascii_digit).count() >= 4
}

/// Where the letter stands and which it is: a range never runs from one kind of code into another.
fn shape(code: &str) -> Vec<(usize, char)> {
    code.char_indices().filter(|(_, c)| !c.is_ascii_digit()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(words: &[&str]) -> Result<CodeSet, String> {
        CodeSet::parse(&words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn numbers_ranges_and_families() {
        let Ok(set) = set(&["99421-99423", "g2012", "phone_nq"]) else { return assert_eq!("", "not parsed") };
        let holds = |code: &str| set.holds(code, Kinds::NONE);
        assert!(holds("99421") && holds("99423") && holds("G2012"));
        assert!(!holds("99420") && !holds("99424") && !holds("9942X") && !holds("G2011") && !holds("994221"));
        assert!(set.holds("98966", Kinds::PHONE_NQ) && !set.holds("98966", Kinds::PHONE_EM));
    }

    #[test]
    fn what_is_no_code_is_named() {
        for wrong in ["9942", "99423-99421", "99421-G2012", "e-visit", "", "ABCDE", "G2010-H2012"] {
            assert_eq!(set(&["98016", wrong]), Err(wrong.to_owned()));
        }
    }
}
