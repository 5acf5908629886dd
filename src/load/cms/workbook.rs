//! Opens the parts of an xlsx workbook, which is a zip archive. Reads no cells. A reader of our own, because those of
//! others change the features polars' dependencies are built with.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

use flate2::read::DeflateDecoder;

use super::{LoadError, unusable};
use crate::load::source::unreadable;

/// One file within the archive.
struct Part {
    name: String,
    is_deflated: bool,
    packed_size: u64,
    header_at: u64,
}

/// An archive whose directory has been read.
pub(super) struct Workbook {
    path: String,
    parts: Vec<Part>,
}

/// The unpacked bytes of a part.
pub(super) type PartBytes = BufReader<Box<dyn Read + Send>>;

const NOT_A_WORKBOOK: &str = "is a zip archive but not an xlsx workbook; unpack it and name the file inside";
/// The directory's end lies this far before the end of the file at most: 22 bytes and a comment.
const LONGEST_END: u64 = 22 + 0xffff;
const END_SIGNATURE: &[u8] = b"PK\x05\x06";
const ENTRY_SIGNATURE: &[u8] = b"PK\x01\x02";

impl Workbook {
    /// Reads the directory; errors when the file is another kind of zip archive.
    pub(super) fn open(path: &str) -> Result<Self, LoadError> {
        let directory = directory(path).map_err(|error| unreadable(path, &error))?;
        let parts = directory.as_deref().and_then(parts).unwrap_or_default();
        if !parts.iter().any(|part| part.name == "xl/workbook.xml") {
            return Err(unusable(path, NOT_A_WORKBOOK));
        }
        Ok(Self { path: path.to_owned(), parts })
    }

    /// The name of the first sheet's part: the tables of CMS have one sheet.
    pub(super) fn first_sheet(&self) -> Option<&str> {
        let sheets =
            self.parts.iter().map(|part| part.name.as_str()).filter(|name| name.starts_with("xl/worksheets/s"));
        // `sheet2.xml` before `sheet10.xml`.
        sheets.min_by_key(|name| (name.len(), *name))
    }

    /// Unpacks a part while it is read; `None` when there is no such part.
    pub(super) fn part(&self, name: &str) -> Result<Option<PartBytes>, LoadError> {
        let Some(part) = self.parts.iter().find(|part| part.name == name) else { return Ok(None) };
        let bytes = self.packed(part).map_err(|error| unreadable(&self.path, &error))?;
        let unpacked: Box<dyn Read + Send> =
            if part.is_deflated { Box::new(DeflateDecoder::new(bytes)) } else { Box::new(bytes) };
        Ok(Some(BufReader::new(unpacked)))
    }

    fn packed(&self, part: &Part) -> std::io::Result<impl Read + Send + use<>> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(part.header_at))?;
        let mut header = [0; 30];
        file.read_exact(&mut header)?;
        let names = i64::from(u16_at(&header, 26).unwrap_or(0)) + i64::from(u16_at(&header, 28).unwrap_or(0));
        file.seek(SeekFrom::Current(names))?;
        Ok(BufReader::with_capacity(1 << 18, file).take(part.packed_size))
    }
}

/// The bytes of the archive's directory; `None` when it has none.
fn directory(path: &str) -> std::io::Result<Option<Vec<u8>>> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    let tail_at = size.saturating_sub(LONGEST_END);
    file.seek(SeekFrom::Start(tail_at))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let Some(end) = tail.windows(4).rposition(|window| window == END_SIGNATURE) else { return Ok(None) };
    let (Some(length), Some(at)) = (u32_at(&tail[end..], 12), u32_at(&tail[end..], 16)) else { return Ok(None) };
    file.seek(SeekFrom::Start(u64::from(at)))?;
    let mut directory = Vec::new();
    file.take(u64::from(length)).read_to_end(&mut directory)?;
    Ok(Some(directory))
}

/// The entries of a directory; `None` when it is damaged or uses another packing than deflate.
fn parts(mut directory: &[u8]) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    while directory.starts_with(ENTRY_SIGNATURE) {
        let [name, extra, comment] = [28, 30, 32].map(|at| u16_at(directory, at).map(usize::from));
        let name_end = 46 + name?;
        parts.push(Part {
            name: String::from_utf8_lossy(directory.get(46..name_end)?).into_owned(),
            is_deflated: match u16_at(directory, 10)? {
                0 => false,
                8 => true,
                _ => return None,
            },
            packed_size: u32_at(directory, 20)?.into(),
            header_at: u32_at(directory, 42)?.into(),
        });
        directory = directory.get(name_end + extra? + comment?..)?;
    }
    Some(parts)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
