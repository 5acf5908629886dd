//! How a layout tells corrected claims, as `[adjustments]` says. Parsed here; applied in `encode_claims` and `normalise`.

use super::rows::parse_word;
use super::value::{Origin, Value};
use crate::claim::RowKind;
use crate::load::document::{DocumentError, Entry};
use crate::load::values::says;

/// Where versions of a claim carry something behind its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdSuffix {
    /// Behind the last separator.
    Separator(String),
    /// The last characters.
    Length(usize),
    /// What stands beyond the first characters.
    Beyond(usize),
}

/// How corrected claims are told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Adjustments {
    /// What a row is, in the file's words.
    pub kind: Option<Origin>,
    /// The words as they are compared, with their meaning.
    pub kinds: Vec<(String, RowKind)>,
    /// Whether cancels are written with positive amounts.
    pub cancels_positive: bool,
    /// What tells later rows from earlier ones.
    pub version: Option<Origin>,
    /// Where the claim's number carries its version.
    pub suffix: Option<IdSuffix>,
    /// Other names of the claim.
    pub other_ids: Vec<Origin>,
}

/// The keys of the table.
pub const ADJUSTMENT_KEYS: [&str; 10] = [
    "type",
    "original",
    "cancel",
    "adjusted",
    "superseded",
    "refused",
    "cancels_positive",
    "version",
    "id_suffix",
    "other_ids",
];

/// The keys of `id_suffix`.
pub const SUFFIX_KEYS: [&str; 3] = ["separator", "length", "beyond"];

const LONGEST_ID: i64 = 100;

impl Adjustments {
    /// Reads the table.
    pub(super) fn parse(entry: Entry<'_>) -> Result<Self, DocumentError> {
        let mut section = entry.section(&ADJUSTMENT_KEYS)?;
        let kind = section.take("type");
        let mut kinds: Vec<(String, RowKind)> = Vec::new();
        for meaning in RowKind::ALL {
            let Some(entry) = section.take(meaning.name()) else { continue };
            if kind.is_none() {
                return Err(entry.error("needs `type`: the value whose words these are"));
            }
            for word in entry.texts()? {
                let word = parse_word(&word, &entry)?;
                if kinds.iter().any(|(known, other)| *known == word && *other != meaning) {
                    return Err(entry.error(&format!("lists `{word}`, which is in another list too")));
                }
                kinds.push((word, meaning));
            }
        }
        let says = |meaning: RowKind| kinds.iter().any(|(_, known)| *known == meaning);
        if let Some(entry) =
            kind.as_ref().filter(|_| RowKind::ALL.into_iter().all(|m| m == RowKind::Original || !says(m)))
        {
            return Err(entry.error("needs the words of `cancel`, `adjusted`, `superseded` or `refused`"));
        }
        let positive = section.take("cancels_positive");
        let cancels_positive = positive.as_ref().map_or(Ok(false), Entry::flag)?;
        if let Some(entry) = positive.filter(|_| cancels_positive && !says(RowKind::Cancel)) {
            return Err(entry.error("needs `type` and `cancel`: which rows are cancels"));
        }
        let others = section.take("other_ids").map_or(Ok(Vec::new()), super::value::parse_list)?;
        Ok(Self {
            kind: kind.map(origin).transpose()?,
            kinds,
            cancels_positive,
            version: section.take("version").map(origin).transpose()?,
            suffix: section.take("id_suffix").map(parse_suffix).transpose()?,
            other_ids: others,
        })
    }

    /// Every column it names.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.kind.iter().chain(&self.version).chain(&self.other_ids).flat_map(Origin::columns)
    }

    /// What a word of `type` says of a row.
    pub fn kind_of(&self, word: &str) -> RowKind {
        let found = self.kinds.iter().find(|(known, _)| says(word, known));
        found.map_or(RowKind::Original, |(_, kind)| *kind)
    }
}

impl IdSuffix {
    /// The claim's number and the version behind it; the version is empty when there is none.
    pub fn cut<'a>(&self, id: &'a str) -> (&'a str, &'a str) {
        let at = match self {
            Self::Separator(separator) => return id.rsplit_once(separator.as_str()).unwrap_or((id, "")),
            Self::Length(length) => id.char_indices().rev().nth(length - 1).map_or(0, |(at, _)| at),
            Self::Beyond(length) => id.char_indices().nth(*length).map_or(id.len(), |(at, _)| at),
        };
        // A number that is all suffix has none.
        if at == 0 { (id, "") } else { id.split_at(at) }
    }
}

fn origin(entry: Entry<'_>) -> Result<Origin, DocumentError> {
    let notation = entry.error("takes no `date`, `time` or `unit`: it is compared as it is written");
    let value = Value::parse(entry)?;
    if value.has_notation() { Err(notation) } else { Ok(value.origin) }
}

fn parse_suffix(entry: Entry<'_>) -> Result<IdSuffix, DocumentError> {
    let nothing = entry.error("needs exactly one of `separator`, `length` and `beyond`");
    let mut table = entry.section(&SUFFIX_KEYS)?;
    let length = |entry: &Entry<'_>| {
        let number = entry.number()?;
        let length = usize::try_from(number).ok().filter(|_| (1..=LONGEST_ID).contains(&number));
        length.ok_or_else(|| entry.error(&format!("must be from 1 to {LONGEST_ID}")))
    };
    match (table.take("separator"), table.take("length"), table.take("beyond")) {
        (Some(entry), None, None) => match entry.text()?.as_str() {
            "" => Err(entry.error("must not be empty")),
            separator => Ok(IdSuffix::Separator(separator.to_owned())),
        },
        (None, Some(entry), None) => Ok(IdSuffix::Length(length(&entry)?)),
        (None, None, Some(entry)) => Ok(IdSuffix::Beyond(length(&entry)?)),
        _ => Err(nothing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_are_cut_in_three_ways() {
        assert_eq!(IdSuffix::Separator("-".to_owned()).cut("30564-03-2"), ("30564-03", "2"));
        assert_eq!(IdSuffix::Separator("-".to_owned()).cut("30564"), ("30564", ""));
        assert_eq!(IdSuffix::Length(1).cut("A12341"), ("A1234", "1"));
        assert_eq!(IdSuffix::Length(9).cut("A12"), ("A12", ""));
        assert_eq!(IdSuffix::Beyond(5).cut("A12341"), ("A1234", "1"));
        assert_eq!(IdSuffix::Beyond(5).cut("A1234"), ("A1234", ""));
    }
}
