//! The names of a file's columns, bound tolerantly: byte-order marks, case, spaces and newlines do not count.

use std::collections::HashMap;

use super::batch::Wanted;
use super::document::suggestion;
use super::error::{LoadError, MissingColumn};

/// A column name as it is compared: lower case, one underscore for every run of space.
pub(super) fn normalised(name: &str) -> String {
    let name = name.trim_start_matches('\u{feff}').replace('\u{a0}', " ");
    name.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase()
}

/// The columns of one file: its own, and behind them those that the names of its folders stand for.
#[derive(Clone)]
pub(super) struct Header {
    file: String,
    /// The names as the file has them.
    pub(super) names: Vec<String>,
    by_name: HashMap<String, Vec<usize>>,
    /// What the columns of the folders hold, in every row.
    folders: Vec<String>,
}

impl Header {
    /// The columns of a file of these names; a column without a name is never found.
    pub(super) fn new(file: &str, names: Vec<String>) -> Self {
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, name) in names.iter().enumerate() {
            by_name.entry(normalised(name)).or_default().push(index);
        }
        by_name.remove("");
        Self { file: file.to_owned(), names, by_name, folders: Vec::new() }
    }

    /// The position of a column; the second of two with one name is called `name#2`. Errors when there are several and
    /// the name does not say which.
    pub(super) fn find(&self, name: &str) -> Result<Option<usize>, LoadError> {
        let key = normalised(name);
        match (self.by_name.get(&key).map(Vec::as_slice), key.rsplit_once('#')) {
            (Some([only]), _) => Ok(Some(*only)),
            (Some([first, second, ..]), _) => {
                let (first, second) = (first + 1, second + 1);
                Err(LoadError::DuplicateColumn { file: self.file.clone(), first, second })
            }
            (_, Some((plain, number))) => {
                let nth = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                Ok(nth.and_then(|nth| self.by_name.get(plain.trim_end_matches('_'))?.get(nth).copied()))
            }
            _ => Ok(None),
        }
    }

    /// The file.
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// Whether the file itself has a column of this name, or several.
    pub(super) fn has(&self, name: &str) -> bool {
        !matches!(self.find(name), Ok(index) if index.is_none_or(|index| self.n_own() <= index))
    }

    /// How many columns the file itself has.
    pub(super) fn n_own(&self) -> usize {
        self.names.len() - self.folders.len()
    }

    /// Adds the columns of the folders a file stands in, but for those it has itself.
    pub(super) fn add_folders(&mut self, columns: Vec<(String, String)>) {
        for (name, text) in columns.into_iter().filter(|(name, _)| !self.has(name)).collect::<Vec<_>>() {
            self.by_name.entry(normalised(&name)).or_default().push(self.names.len());
            self.names.push(name);
            self.folders.push(text);
        }
    }

    /// The text that a column has in every row, when a folder's name says it.
    pub(super) fn folder_text(&self, index: usize) -> Option<&str> {
        index.checked_sub(self.n_own()).and_then(|at| self.folders.get(at)).map(String::as_str)
    }

    /// The names of the columns that nobody asked for.
    pub(super) fn without(&self, asked: &[(usize, Wanted)]) -> Vec<String> {
        let is_free = |index: &usize| asked.iter().all(|(asked, _)| asked != index);
        let names = (0..self.names.len()).filter(is_free).map(|index| self.names[index].trim().to_owned());
        names.filter(|name| !name.is_empty()).collect()
    }

    /// The error of a column that has to be there; `expected` is what the layout calls it.
    pub(super) fn missing(&self, column: &'static str, layout: &str, expected: &str) -> LoadError {
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        LoadError::MissingColumn(Box::new(MissingColumn {
            file: self.file.clone(),
            column,
            layout: layout.to_owned(),
            expected: expected.to_owned(),
            found: self.listing(),
            suggestion: suggestion(expected, &names),
        }))
    }

    /// The names for an error message, cut to a readable length. A first row with a number in it may be a claim of a
    /// file without header: nothing of it is shown.
    fn listing(&self) -> String {
        const SHOWN: usize = 40;
        if self.names.iter().any(|name| name.trim_start().starts_with(|c: char| c.is_ascii_digit())) {
            return "no header row (the first row has a number where a column's name should be)".to_owned();
        }
        let on_one_line = |name: &String| name.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut listing = self.names.iter().take(SHOWN).map(on_one_line).collect::<Vec<_>>().join(", ");
        if self.names.len() > SHOWN {
            listing.push_str(", …");
        }
        listing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_bound_tolerantly() {
        let names = ["\u{feff}Claim ID", "patient\n id", "RENDERING\u{a0}NPI", "", ""].map(str::to_owned).to_vec();
        let header = Header::new("f", names);
        let find = |name: &str| header.find(name).ok().flatten();
        assert_eq!((find("claim_id"), find("Patient ID"), find("rendering_npi")), (Some(0), Some(1), Some(2)));
        assert_eq!((find(""), find("#2"), find("payer")), (None, None, None));
    }

    #[test]
    fn twins_are_told_apart_by_number() {
        let header = Header::new("f", ["Code", "x", "CODE", "x #3"].map(str::to_owned).to_vec());
        let find = |name: &str| header.find(name).ok();
        assert_eq!((find("code#1"), find("Code#2"), find("code #2")), (Some(Some(0)), Some(Some(2)), Some(Some(2))));
        assert_eq!((find("code#3"), find("code#0"), find("code#x")), (Some(None), Some(None), Some(None)));
        assert_eq!((find("x #3"), find("x#2"), find("x")), (Some(Some(3)), Some(None), Some(Some(1))));
        assert!(matches!(header.find("code"), Err(LoadError::DuplicateColumn { first: 1, second: 3, .. })));
        assert!(header.has("code") && !header.has("y"));
    }

    #[test]
    fn folders_stand_behind_the_file_s_own_columns() {
        let mut header = Header::new("f", ["id", "payer"].map(str::to_owned).to_vec());
        let columns = [("Payer", "medicare"), ("month", "2025-10")];
        header.add_folders(columns.map(|(name, text)| (name.to_owned(), text.to_owned())).to_vec());
        assert_eq!((header.n_own(), header.has("month"), header.find("month").ok()), (2, false, Some(Some(2))));
        assert_eq!([1, 2, 3].map(|index| header.folder_text(index)), [None, Some("2025-10"), None]);
    }
}
