//! Keeps the words of findings in a file while memory is short. The file has no name as soon as it is open, so that it
//! goes with the run however that ends.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::claim::{Day, Dictionary, Sym};
use crate::findings::{Condition, Finding, NearbyLine, RelatedLine, Shelf, ShelfMark};
use crate::load::LoadError;

/// Bytes that are gathered before they are written.
const BLOCK: usize = 1 << 20;

/// A file of words, while it is written and when it is read.
pub(super) struct FileShelf {
    file: File,
    /// Bytes in the file.
    written: u64,
    gathered: Vec<u8>,
}

/// A line that proves a finding or stands around it: claim, line, date and code.
type Line<'a> = (&'a str, i32, i32, u32);

/// The words of a finding. Numbers but those of claims mean the same in all parts of a run.
#[derive(Serialize, Deserialize)]
struct Words<'a> {
    message: String,
    own_source: Option<String>,
    conditions: Vec<(String, Option<bool>)>,
    #[serde(borrow)]
    related: Vec<Line<'a>>,
    /// With clinician and diagnoses.
    #[serde(borrow)]
    nearby: Vec<(Line<'a>, u32, u32)>,
}

impl FileShelf {
    /// An empty shelf in a folder.
    pub(super) fn create(folder: &Path) -> Result<Self, LoadError> {
        let path = folder.join("words");
        let opened = OpenOptions::new().create_new(true).read(true).write(true).mode(0o600).open(&path);
        let file = opened.map_err(LoadError::not_spilled)?;
        std::fs::remove_file(&path).map_err(LoadError::not_spilled)?;
        Ok(Self { file, written: 0, gathered: Vec::new() })
    }

    /// Takes the words of a finding. The claims of its related lines and of those around it have numbers of two kinds.
    pub(super) fn put(
        &mut self,
        finding: &mut Finding,
        related_claims: &Dictionary,
        nearby_claims: &Dictionary,
    ) -> Result<(), LoadError> {
        let words = Words {
            message: std::mem::take(&mut finding.message),
            own_source: finding.own_source.take(),
            conditions: std::mem::take(&mut finding.conditions).into_iter().map(|c| (c.what, c.holds)).collect(),
            related: finding.related.iter().map(|line| written(line, related_claims)).collect(),
            nearby: finding
                .nearby
                .iter()
                .map(|near| (written(&near.line, nearby_claims), near.clinician.0, near.diagnoses.0))
                .collect(),
        };
        let start = self.gathered.len();
        rmp_serde::encode::write(&mut self.gathered, &words).map_err(LoadError::not_spilled)?;
        (finding.related, finding.nearby) = (Vec::new(), Vec::new());
        let length = u32::try_from(self.gathered.len() - start).map_err(LoadError::not_spilled)?;
        finding.shelved = Some(ShelfMark { start: self.written + start as u64, length });
        if self.gathered.len() >= BLOCK { self.flush() } else { Ok(()) }
    }

    /// Writes what is gathered, after which everything can be given back.
    pub(super) fn flush(&mut self) -> Result<(), LoadError> {
        self.file.write_all(&self.gathered).map_err(LoadError::not_spilled)?;
        self.written += self.gathered.len() as u64;
        self.gathered.clear();
        Ok(())
    }
}

impl Shelf for FileShelf {
    fn give_back(&self, finding: &mut Finding, mark: ShelfMark, claims: &mut Dictionary) -> Result<(), String> {
        let mut bytes = vec![0; mark.length as usize];
        self.file.read_exact_at(&mut bytes, mark.start).map_err(|error| error.to_string())?;
        let words: Words<'_> = rmp_serde::from_slice(&bytes).map_err(|error| error.to_string())?;
        let mut line = |(claim, line_number, date, code): Line<'_>| RelatedLine {
            claim: claims.intern(claim),
            line_number,
            date: Day(date),
            code: Sym(code),
        };
        finding.related = words.related.into_iter().map(&mut line).collect();
        let nearby = |(read, clinician, diagnoses)| NearbyLine {
            line: line(read),
            clinician: Sym(clinician),
            diagnoses: Sym(diagnoses),
        };
        finding.nearby = words.nearby.into_iter().map(nearby).collect();
        (finding.message, finding.own_source) = (words.message, words.own_source);
        finding.conditions = words.conditions.into_iter().map(|(what, holds)| Condition { what, holds }).collect();
        Ok(())
    }
}

fn written<'a>(line: &RelatedLine, claims: &'a Dictionary) -> Line<'a> {
    (claims.text(line.claim), line.line_number, line.date.0, line.code.0)
}
