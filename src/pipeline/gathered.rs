//! Findings as they come from the parts of a run: numbered over all parts, their words put away once they take too much
//! memory. Judges nothing.

use std::path::Path;
use std::sync::Arc;

use super::shelf::FileShelf;
use crate::claim::{Dictionary, Names};
use crate::findings::{Finding, Shelf};
use crate::load::{Holding, LoadError};

/// The findings of several parts.
pub(super) struct Gathered<'a> {
    pub(super) findings: Vec<Finding>,
    /// The claims and patients they name.
    pub(super) claims: Dictionary,
    pub(super) patients: Dictionary,
    pub(super) words: Words<'a>,
}

/// The words of findings, in memory as long as there is room.
pub(super) struct Words<'a> {
    /// Bytes they may take, and the folder for those beyond.
    limit: Option<(usize, &'a Path)>,
    n_bytes: usize,
    shelf: Option<FileShelf>,
}

impl<'a> Gathered<'a> {
    pub(super) fn new(holding: &'a Holding) -> Self {
        // Half of what rows may take.
        let limit = holding.limit.as_ref().map(|(for_rows, folder)| (for_rows / 2, folder.as_path()));
        let words = Words { limit, n_bytes: 0, shelf: None };
        Self { findings: Vec::new(), claims: Dictionary::new(), patients: Dictionary::new(), words }
    }

    /// Adds a finding of a part whose names are given; what it says may be put away if nothing will be added to it.
    pub(super) fn add(&mut self, mut finding: Finding, names: &Names, is_complete: bool) -> Result<(), LoadError> {
        let Self { findings, claims, patients, words } = self;
        if is_complete {
            words.put_away(&mut finding, &names.claims, &names.claims)?;
        }
        finding.renumber(
            |claim| claims.intern(names.claims.text(claim)),
            |patient| patients.intern(names.patients.text(patient)),
        );
        findings.push(finding);
        Ok(())
    }
}

impl Words<'_> {
    /// Puts what a finding says away, if there is no room. The claims of its related lines and of those around it may
    /// have numbers of two kinds.
    pub(super) fn put_away(
        &mut self,
        finding: &mut Finding,
        related: &Dictionary,
        nearby: &Dictionary,
    ) -> Result<(), LoadError> {
        self.n_bytes += finding.n_bytes_of_words();
        match (&mut self.shelf, self.limit) {
            (Some(shelf), _) => shelf.put(finding, related, nearby),
            (shelf, Some((limit, folder))) if limit < self.n_bytes => {
                shelf.insert(FileShelf::create(folder)?).put(finding, related, nearby)
            }
            _ => Ok(()),
        }
    }

    /// Where words were put, if any were.
    pub(super) fn done(self) -> Result<Option<Arc<dyn Shelf>>, LoadError> {
        let Some(mut shelf) = self.shelf else { return Ok(None) };
        shelf.flush()?;
        Ok(Some(Arc::new(shelf)))
    }
}
