//! A TOML document read key by key, so that every complaint names the file, the line and the nearest known key.
//! Knows neither pipelines nor layouts.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What is wrong in a TOML document, and where.
#[derive(Debug, thiserror::Error)]
#[error("{file}, line {line}: {problem}")]
pub struct DocumentError {
    /// The file as named by the user.
    pub file: String,
    /// Line in the file, from 1.
    pub line: usize,
    /// What was found and what was expected.
    pub problem: String,
}

/// The text of a document with its name: what error messages need.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// The file as named by the user.
    pub file: &'a str,
    /// The whole text.
    pub text: &'a str,
}

/// A table of a document, whose keys have been checked.
pub struct Section<'a> {
    document: Document<'a>,
    name: String,
    table: DeTable<'a>,
    line: usize,
}

/// A value with its place.
pub struct Entry<'a> {
    document: Document<'a>,
    /// The key with its tables, such as `rules.repeat_e_visit.window_days`.
    pub name: String,
    value: DeValue<'a>,
    /// Line in the file, from 1.
    pub line: usize,
}

impl<'a> Document<'a> {
    /// Parses the text as one table whose keys must be among `known`.
    pub fn root(self, known: &[&str]) -> Result<Section<'a>, DocumentError> {
        let table = DeTable::parse(self.text).map_err(|error| {
            let line = error.span().map_or(1, |span| self.line_of(&span));
            self.error(line, error.message().to_owned())
        })?;
        Section::new(self, String::new(), table.into_inner(), 1).checked(known)
    }

    fn line_of(&self, span: &Range<usize>) -> usize {
        1 + self.text.as_bytes().iter().take(span.start).filter(|byte| **byte == b'\n').count()
    }

    /// An error at a line of this document.
    pub fn error(&self, line: usize, problem: String) -> DocumentError {
        DocumentError { file: self.file.to_owned(), line, problem }
    }
}

impl<'a> Section<'a> {
    const fn new(document: Document<'a>, name: String, table: DeTable<'a>, line: usize) -> Self {
        Self { document, name, table, line }
    }

    /// Refuses keys that are not among `known`, naming the nearest.
    pub fn checked(self, known: &[&str]) -> Result<Self, DocumentError> {
        for key in self.table.keys() {
            if !known.contains(&key.get_ref().as_ref()) {
                let line = self.document.line_of(&key.span());
                let place = if self.name.is_empty() { String::new() } else { format!(" in [{}]", self.name) };
                let problem = format!("unknown key `{}`{place}{}", key.get_ref(), suggestion(key.get_ref(), known));
                return Err(self.document.error(line, problem));
            }
        }
        Ok(self)
    }

    /// Takes the value of a key, if it is there.
    pub fn take(&mut self, key: &str) -> Option<Entry<'a>> {
        let found: Spanned<DeValue<'a>> = self.table.remove(key)?;
        let line = self.document.line_of(&found.span());
        let name = if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) };
        Some(Entry { document: self.document, name, value: found.into_inner(), line })
    }

    /// Takes the value of a key that must be there.
    pub fn require(&mut self, key: &str) -> Result<Entry<'a>, DocumentError> {
        let place = if self.name.is_empty() { String::new() } else { format!(" in [{}]", self.name) };
        self.take(key).ok_or_else(|| self.document.error(self.line, format!("`{key}` is missing{place}")))
    }

    /// An error at the table itself.
    pub fn error(&self, problem: &str) -> DocumentError {
        self.document.error(self.line, format!("[{}]: {problem}", self.name))
    }

    /// Whether every key has been taken.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// Takes every remaining key in order.
    pub fn drain(mut self) -> Vec<(String, Entry<'a>)> {
        let keys: Vec<String> = self.table.keys().map(|key| key.get_ref().to_string()).collect();
        keys.into_iter().filter_map(|key| self.take(&key).map(|entry| (key, entry))).collect()
    }
}

impl<'a> Entry<'a> {
    /// An error at this value.
    pub fn error(&self, problem: &str) -> DocumentError {
        self.document.error(self.line, format!("`{}` {problem}", self.name))
    }

    fn expected(&self, expected: &str) -> DocumentError {
        self.error(&format!("must be {expected}, found {}", self.value.type_str()))
    }

    /// The value as a text.
    pub fn text(&self) -> Result<String, DocumentError> {
        self.value.as_str().map(str::to_owned).ok_or_else(|| self.expected("a text in quotes"))
    }

    /// The value as one of a few words.
    pub fn word(&self, known: &[&str]) -> Result<String, DocumentError> {
        let word = self.text()?;
        if known.contains(&word.as_str()) {
            return Ok(word);
        }
        Err(self.error(&format!("is \"{word}\", expected one of {}{}", known.join(", "), suggestion(&word, known))))
    }

    /// The value as a whole number.
    pub fn number(&self) -> Result<i64, DocumentError> {
        let integer = self.value.as_integer().ok_or_else(|| self.expected("a whole number"))?;
        i64::from_str_radix(integer.as_str(), integer.radix()).map_err(|_| self.error("is out of range"))
    }

    /// The value as true or false.
    pub fn flag(&self) -> Result<bool, DocumentError> {
        self.value.as_bool().ok_or_else(|| self.expected("true or false"))
    }

    /// The value as a list of texts.
    pub fn texts(&self) -> Result<Vec<String>, DocumentError> {
        let array = self.value.as_array().ok_or_else(|| self.expected("a list of texts"))?;
        let text = |item: &Spanned<DeValue<'_>>| item.get_ref().as_str().map(str::to_owned);
        array.iter().map(|item| text(item).ok_or_else(|| self.expected("a list of texts"))).collect()
    }

    /// The entries of a list, each with its own place; a single value is a list of one.
    pub fn items(self) -> Result<Vec<Entry<'a>>, DocumentError> {
        let Self { document, name, value, line } = self;
        let DeValue::Array(array) = value else { return Ok(vec![Self { document, name, value, line }]) };
        let item = |item: Spanned<DeValue<'a>>| {
            let line = document.line_of(&item.span());
            Self { document, name: name.clone(), value: item.into_inner(), line }
        };
        Ok(array.into_iter().map(item).collect())
    }

    /// Whether the value is a table with that key.
    pub fn has_key(&self, key: &str) -> bool {
        self.value.as_table().is_some_and(|table| table.contains_key(key))
    }

    /// Whether the value is a list.
    pub fn is_list(&self) -> bool {
        self.value.as_array().is_some()
    }

    /// Whether the value is a table.
    pub fn is_table(&self) -> bool {
        self.value.is_table()
    }

    /// Whether the value is a list whose first entry is a table.
    pub fn is_list_of_tables(&self) -> bool {
        self.value.as_array().is_some_and(|items| items.first().is_some_and(|item| item.get_ref().is_table()))
    }

    /// Whether the value is a text.
    pub fn is_text(&self) -> bool {
        self.value.is_str()
    }

    /// The value as a table whose keys must be among `known`.
    pub fn section(self, known: &[&str]) -> Result<Section<'a>, DocumentError> {
        self.open_section()?.checked(known)
    }

    /// The value as a table with keys of the user's choice.
    pub fn open_section(self) -> Result<Section<'a>, DocumentError> {
        let missing = self.expected("a table");
        match self.value {
            DeValue::Table(table) => Ok(Section::new(self.document, self.name, table, self.line)),
            _ => Err(missing),
        }
    }

    /// The value as a list of tables whose keys must be among `known`.
    pub fn sections(self, known: &[&str]) -> Result<Vec<Section<'a>>, DocumentError> {
        let missing = self.expected("a list of tables");
        let DeValue::Array(array) = self.value else { return Err(missing) };
        let mut sections = Vec::new();
        for item in array {
            let line = self.document.line_of(&item.span());
            let DeValue::Table(table) = item.into_inner() else { return Err(missing) };
            sections.push(Section::new(self.document, self.name.clone(), table, line).checked(known)?);
        }
        Ok(sections)
    }
}

/// `; did you mean …?` when a known word is near, nothing otherwise.
pub fn suggestion(word: &str, known: &[&str]) -> String {
    let nearest = known.iter().map(|candidate| (strsim::osa_distance(word, candidate), *candidate)).min();
    match nearest {
        Some((distance, candidate)) if distance <= 1 + word.chars().count() / 3 => {
            format!("; did you mean `{candidate}`?")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(text: &str) -> String {
        let document = Document { file: "p.toml", text };
        let result = document.root(&["name", "claims"]).and_then(|mut root| {
            root.require("name")?.text()?;
            root.require("claims")?.section(&["paths"])?.require("paths")?.texts().map(|_| ())
        });
        result.err().map_or_else(String::new, |error| error.to_string())
    }

    #[test]
    fn errors_name_the_line_and_the_nearest_key() {
        assert_eq!(
            complaint("name = \"x\"\n[claims]\npathz = []\n"),
            "p.toml, line 3: unknown key `pathz` in [claims]; did you mean `paths`?"
        );
        assert_eq!(complaint("name = 3\n"), "p.toml, line 1: `name` must be a text in quotes, found integer");
        assert_eq!(complaint("name = \"x\"\n\n[claims]\n"), "p.toml, line 3: `paths` is missing in [claims]");
        assert!(complaint("name = \n").starts_with("p.toml, line 1: "));
        assert_eq!(complaint("name = \"x\"\n[claims]\npaths = [\"a\"]\n"), "");
    }
}
