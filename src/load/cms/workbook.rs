//! Opens the parts of an xlsx workbook, which is a zip archive. Reads no cells.

use std::io::{BufReader, Read};

use super::{LoadError, unusable};
use crate::load::archive::Archive;

/// An archive that is a workbook.
pub(super) struct Workbook {
    archive: Archive,
}

/// The unpacked bytes of a part.
pub(super) type PartBytes = BufReader<Box<dyn Read + Send>>;

const NOT_A_WORKBOOK: &str = "is a zip archive but not an xlsx workbook; unpack it and name the file inside";

impl Workbook {
    /// Reads the directory; errors when the file is another kind of zip archive.
    pub(super) fn open(path: &str) -> Result<Self, LoadError> {
        let archive = Archive::open(path)?;
        if archive.holds("xl/workbook.xml") { Ok(Self { archive }) } else { Err(unusable(path, NOT_A_WORKBOOK)) }
    }

    /// The name of the first sheet's part: the tables of CMS have one sheet.
    pub(super) fn first_sheet(&self) -> Option<&str> {
        let names = self.archive.entries.iter().map(|entry| entry.name.as_str());
        // `sheet2.xml` before `sheet10.xml`.
        names.filter(|name| name.starts_with("xl/worksheets/s")).min_by_key(|name| (name.len(), *name))
    }

    /// Unpacks a part while it is read; `None` when there is no such part.
    pub(super) fn part(&self, name: &str) -> Result<Option<PartBytes>, LoadError> {
        let entry = self.archive.entries.iter().find(|entry| entry.name == name);
        entry.map(|entry| self.archive.unpack(entry).map(BufReader::new)).transpose()
    }
}
