//! Finds rows that hold several claim lines: `cpt_1 … cpt_6` with `units_1 … units_6` beside them. Matches no column.

use std::collections::{BTreeMap, BTreeSet};

use super::fit;
use super::names::Dictionary;
use super::profile::{Profile, Shape};
use super::survey::Survey;

/// A column of theirs, or the columns of one kind over the lines of a wide row.
pub(super) struct Candidate {
    /// As a layout calls it; `{i}` stands for the place.
    pub(super) name: String,
    /// The words of its name.
    pub(super) words: BTreeSet<String>,
    /// What its values look like.
    pub(super) profile: Profile,
}

/// The columns of a file as they will be matched.
pub(super) struct Candidates {
    /// In the order of the file.
    pub(super) all: Vec<Candidate>,
    /// Lines in one wide row.
    pub(super) repeat: Option<usize>,
    /// What should be said about columns in numbered rows.
    pub(super) remarks: Vec<String>,
}

/// Columns whose names differ only in a number that runs from 1, by their common name.
type Groups = BTreeMap<String, Vec<usize>>;

/// Percent of the values of a numbered column that may stand where there is no line.
const MOST_STRAYS: usize = 5;

impl Candidates {
    /// Puts the columns of a file together.
    pub(super) fn new(survey: &Survey, dictionary: &Dictionary) -> Self {
        let groups = groups(&survey.names, false);
        let mut slotted: Groups = BTreeMap::new();
        let lines = groups.iter().filter(|(name, members)| holds_codes(survey, members, &dictionary.words(name)));
        let codes = lines.max_by_key(|(_, members)| members.len()).map(|(_, members)| members);
        if let Some(codes) = codes {
            let is_beside = |members: &Vec<usize>| members.len() == codes.len() && goes_with(survey, members, codes);
            slotted =
                groups.iter().filter(|(_, members)| is_beside(members)).map(|(n, m)| (n.clone(), m.clone())).collect();
        }
        let repeat = codes.map(Vec::len);
        let mut all: Vec<Candidate> = Vec::new();
        for (index, name) in survey.names.iter().enumerate() {
            let group = slotted.iter().find(|(_, members)| members.contains(&index));
            match group {
                Some((common, members)) if members[0] == index => all.push(merged(survey, dictionary, common, members)),
                Some(_) => {}
                None => all.push(Candidate {
                    name: name.clone(),
                    words: dictionary.words(name),
                    profile: survey.profiles[index].clone(),
                }),
            }
        }
        Self { all, repeat, remarks: remarks(survey, dictionary) }
    }
}

fn merged(survey: &Survey, dictionary: &Dictionary, common: &str, members: &[usize]) -> Candidate {
    let mut profile = Profile::default();
    for member in members {
        profile.merge(&survey.profiles[*member]);
    }
    Candidate { name: common.to_owned(), words: dictionary.words(common), profile }
}

/// Numbers padded with zeros cannot be said in a layout: whoever has such columns must hear of it.
fn remarks(survey: &Survey, dictionary: &Dictionary) -> Vec<String> {
    let padded = groups(&survey.names, true);
    let codes = padded.iter().filter(|(name, members)| holds_codes(survey, members, &dictionary.words(name)));
    let remark = |(name, members): (&String, &Vec<usize>)| {
        format!(
            "{} columns hold procedure codes and are numbered with zeros in front (`{name}`): a layout writes numbers without them, so rename these columns (01 to 1), or only one of them is read",
            members.len()
        )
    };
    codes.map(remark).collect()
}

/// Groups of at least two columns numbered 1, 2, 3 …
fn groups(names: &[String], padded: bool) -> Groups {
    let mut by_name: BTreeMap<String, BTreeMap<usize, usize>> = BTreeMap::new();
    for (index, name) in names.iter().enumerate() {
        for (common, number) in numbered(name, padded) {
            by_name.entry(common).or_default().insert(number, index);
        }
    }
    let runs = by_name.into_iter().filter(|(_, members)| {
        let numbers = members.keys().copied();
        members.len() > 1 && numbers.eq(1..=members.len())
    });
    runs.map(|(name, members)| (name, members.into_values().collect())).collect()
}

/// The name with each of its numbers replaced by `{i}`, and the number.
fn numbered(name: &str, padded: bool) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let bytes = name.as_bytes();
    let mut start = 0;
    while start < bytes.len() {
        let length = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let digits = &name[start..start + length];
        if length > 0
            && digits.starts_with('0') == padded
            && let Ok(number) = digits.parse()
        {
            found.push((format!("{}{{i}}{}", &name[..start], &name[start + length..]), number));
        }
        start += length.max(1);
        while !name.is_char_boundary(start) {
            start += 1;
        }
    }
    found
}

/// Whether a group holds procedure codes, one per line.
fn holds_codes(survey: &Survey, members: &[usize], words: &BTreeSet<String>) -> bool {
    let mut profile = Profile::default();
    for member in members {
        profile.merge(&survey.profiles[*member]);
    }
    let is_other = ["diagnosis", "icd", "modifier", "zip"].iter().any(|word| words.contains(*word));
    let share = profile.percent(fit::n_codes(&profile));
    !is_other && fit::NEARLY_ALL <= share && profile.count(Shape::KnownCode) > 0
}

/// Whether the columns of a group are filled only where the line has a code: those of the claim as a whole are not.
fn goes_with(survey: &Survey, members: &[usize], codes: &[usize]) -> bool {
    let is_filled =
        |row: &Vec<String>, column: usize| row[column].trim().chars().any(|c| !matches!(c, '0' | '.' | ','));
    let (mut filled, mut strays) = (0, 0);
    for row in &survey.kept {
        for (member, code) in members.iter().zip(codes) {
            let has_value = is_filled(row, *member);
            filled += usize::from(has_value);
            strays += usize::from(has_value && !is_filled(row, *code));
        }
    }
    strays * 100 <= filled * MOST_STRAYS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_grouped_by_the_number_that_runs() {
        let names = ["ID", "ICD9_CD_1", "ICD9_CD_2", "CPT1", "CPT2", "CPT3", "code_01", "code_02", "x_2", "é3"];
        let names: Vec<String> = names.map(str::to_owned).to_vec();
        let found = groups(&names, false);
        let expected = [("CPT{i}".to_owned(), vec![3, 4, 5]), ("ICD9_CD_{i}".to_owned(), vec![1, 2])];
        assert_eq!(found.into_iter().collect::<Vec<_>>(), expected);
        assert_eq!(groups(&names, true).keys().collect::<Vec<_>>(), ["code_{i}"]);
    }
}
