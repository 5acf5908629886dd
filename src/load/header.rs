//! The names of a file's columns, bound tolerantly: byte-order marks, case, spaces and newlines do not count.

use std::collections::HashMap;

use super::batch::Wanted;
use super::error::LoadError;

/// A column name as it is compared: lower case, one underscore for every run of space.
pub(super) fn normalised(name: &str) -> String {
    let name = name.trim_start_matches('\u{feff}').replace('\u{a0}', " ");
    name.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase()
}

/// The columns of one file.
#[derive(Clone)]
pub(super) struct Header {
    /// The names as the file has them.
    pub(super) names: Vec<String>,
    by_name: HashMap<String, usize>,
}

impl Header {
    /// Errors when two columns carry the same name. Nameless columns are left alone.
    pub(super) fn new(file: &str, names: Vec<String>) -> Result<Self, LoadError> {
        let mut by_name = HashMap::new();
        for (index, name) in names.iter().enumerate() {
            let key = normalised(name);
            if key.is_empty() {
                continue;
            }
            if let Some(first) = by_name.insert(key, index) {
                let file = file.to_owned();
                return Err(LoadError::DuplicateColumn { file, first: first + 1, second: index + 1 });
            }
        }
        Ok(Self { names, by_name })
    }

    /// The position of a column.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(&normalised(name)).copied()
    }

    /// The names of the columns that nobody asked for.
    pub(super) fn without(&self, asked: &[(usize, Wanted)]) -> Vec<String> {
        let is_free = |index: &usize| asked.iter().all(|(asked, _)| asked != index);
        let names = (0..self.names.len()).filter(is_free).map(|index| self.names[index].trim().to_owned());
        names.filter(|name| !name.is_empty()).collect()
    }

    /// The names for an error message, cut to a readable length. A first row with a number in it may be a claim of a
    /// file without header: nothing of it is shown.
    pub(super) fn listing(&self) -> String {
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
        let names = ["\u{feff}Claim ID", "patient\n id", "RENDERING\u{a0}NPI"].map(str::to_owned).to_vec();
        let header = Header::new("f", names).ok();
        let find = |name: &str| header.as_ref().and_then(|h| h.find(name));
        assert_eq!((find("claim_id"), find("Patient ID"), find("rendering_npi")), (Some(0), Some(1), Some(2)));
        assert!(Header::new("f", vec!["Claim ID".to_owned(), "claim_id".to_owned()]).is_err());
    }
}
