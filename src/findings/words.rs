//! What findings say in words and show around them: most of their size, and needed only where they are written. With
//! many findings and little memory it waits outside; reports read it batch by batch. Knows no files.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::audit::Audit;
use super::finding::Finding;
use crate::claim::{Dictionary, Names};

/// Where the words of a finding wait: their place on a [`Shelf`] and their length in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShelfMark {
    /// Bytes before them.
    pub start: u64,
    /// How many they take.
    pub length: u32,
}

/// Keeps the words of findings outside memory.
pub trait Shelf: Send + Sync {
    /// Gives a finding its words back, the claims in them numbered through `claims`. The error is in the system's words.
    fn give_back(&self, finding: &mut Finding, mark: ShelfMark, claims: &mut Dictionary) -> Result<(), String>;
}

/// Findings with all their words.
pub struct Told<'a> {
    /// The findings.
    pub findings: Cow<'a, [Finding]>,
    /// The texts behind their numbers.
    pub names: Arc<Names>,
}

impl Finding {
    /// Bytes that its words take in memory, about.
    pub fn n_bytes_of_words(&self) -> usize {
        let conditions: usize =
            self.conditions.iter().map(|condition| condition.what.len() + size_of_val(condition)).sum();
        let lines = size_of_val(self.related.as_slice()) + size_of_val(self.nearby.as_slice());
        self.message.len() + self.own_source.as_ref().map_or(0, String::len) + conditions + lines
    }
}

impl Audit {
    /// Some of the findings with all their words.
    pub fn told(&self, range: Range<usize>) -> Result<Told<'_>, String> {
        let findings = &self.findings[range];
        let Some(kept) = &self.shelf else {
            return Ok(Told { findings: Cow::Borrowed(findings), names: Arc::clone(&self.names) });
        };
        // Claims that only words name have no number in the run.
        let mut claims = Dictionary::new();
        let mut findings = findings.to_vec();
        for finding in &mut findings {
            finding.renumber(|claim| claims.intern(self.names.claims.text(claim)), |patient| patient);
            if let Some(mark) = finding.shelved.take() {
                kept.give_back(finding, mark, &mut claims)?;
            }
        }
        let names = Names { claims: Arc::new(claims), ..Names::clone(&self.names) };
        Ok(Told { findings: Cow::Owned(findings), names: Arc::new(names) })
    }
}
