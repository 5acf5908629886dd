//! Findings as they come from the parts of a run: numbered over all parts, their words put away once they take too much
//! memory. Judges nothing.

use std::path::Path;
use std::sync::Arc;

use super::shelf::FileShelf;
use crate::claim::{Dictionary, Names, Sym};
use crate::findings::{Finding, Shelf, Unjudged};
use crate::load::{Holding, LoadError};
use crate::timeline::Timelines;

/// The findings of several parts.
pub(super) struct Gathered<'a> {
    pub(super) findings: Vec<Finding>,
    /// Lines that rules neither flagged nor called clean.
    pub(super) unjudged: Vec<Unjudged>,
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
        Self {
            findings: Vec::new(),
            unjudged: Vec::new(),
            claims: Dictionary::new(),
            patients: Dictionary::new(),
            words,
        }
    }

    /// Adds a finding of a part whose names are given; what it says may be put away if nothing will be added to it.
    pub(super) fn add(&mut self, mut finding: Finding, names: &Names, is_complete: bool) -> Result<(), LoadError> {
        let Self { findings, claims, patients, words, .. } = self;
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

impl Gathered<'_> {
    /// Adds unjudged lines of a part whose names are given.
    pub(super) fn add_unjudged(&mut self, lines: Vec<Unjudged>, names: &Names) {
        let Self { unjudged, claims, patients, .. } = self;
        unjudged.extend(lines.into_iter().map(|line| Unjudged {
            claim: claims.intern(names.claims.text(line.claim)),
            patient: patients.intern(names.patients.text(line.patient)),
            ..line
        }));
    }

    /// Gives a finding what stands around it on the timelines of a part, where its patient has another number.
    pub(super) fn place(
        &mut self,
        at: usize,
        patient: Sym,
        timelines: &Timelines,
        names: &Names,
    ) -> Result<(), LoadError> {
        let Self { findings, claims, words, .. } = self;
        let finding = &mut findings[at];
        let mut own = finding.clone();
        own.renumber(|claim| names.claims.find(claims.text(claim)).unwrap_or_default(), |_| patient);
        finding.nearby = timelines.around(&own);
        words.put_away(finding, claims, &names.claims)?;
        for nearby in &mut finding.nearby {
            nearby.line.claim = claims.intern(names.claims.text(nearby.line.claim));
        }
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
            (Some(open), _) => open.put(finding, related, nearby),
            (none, Some((limit, folder))) if limit < self.n_bytes => {
                none.insert(FileShelf::create(folder)?).put(finding, related, nearby)
            }
            _ => Ok(()),
        }
    }

    /// Where words were put, if any were.
    pub(super) fn done(self) -> Result<Option<Arc<dyn Shelf>>, LoadError> {
        let Some(mut open) = self.shelf else { return Ok(None) };
        open.flush()?;
        Ok(Some(Arc::new(open)))
    }
}
