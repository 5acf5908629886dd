//! Opens zip archives: their directory, and the bytes of one file in them, checked against its length and checksum.
//! Interprets no content.
//!
//! A reader of our own, because those of others change the features polars' dependencies are built with.

use std::fs::File;
use std::io::{BufReader, Error, ErrorKind, Read, Seek, SeekFrom};

use flate2::Crc;
use flate2::read::DeflateDecoder;

use super::error::LoadError;
use super::paths::has_data_name;
use super::source::unreadable;

/// One file within an archive.
pub(super) struct Entry {
    pub(super) name: String,
    /// How many bytes it takes in the archive.
    pub(super) packed_size: u64,
    size: u64,
    checksum: u32,
    method: u16,
    is_encrypted: bool,
    header_at: u64,
}

/// An archive whose directory has been read.
pub(super) struct Archive {
    path: String,
    pub(super) entries: Vec<Entry>,
}

/// The directory's end lies this far before the end of the file at most: 22 bytes and a comment.
const LONGEST_END: u64 = 22 + 0xffff;
const END_SIGNATURE: &[u8] = b"PK\x05\x06";
const ENTRY_SIGNATURE: &[u8] = b"PK\x01\x02";
const FILE_SIGNATURE: &[u8] = b"PK\x03\x04";
/// The end of a directory with numbers of 64 bits, and what points at it.
const LONG_END_SIGNATURE: &[u8] = b"PK\x06\x06";
const LOCATOR_SIGNATURE: &[u8] = b"PK\x06\x07";
const LOCATOR_LENGTH: usize = 20;
/// Stands for a number that needs 64 bits.
const TOO_LARGE: u64 = 0xffff_ffff;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

const DAMAGED: &str = "is a zip archive that is cut short or damaged";

/// Archives that are documents.
const DOCUMENTS: [(&str, &str); 4] = [
    ("xl/workbook.xml", "is an Excel workbook; save the sheet as CSV UTF-8"),
    ("xl/workbook.bin", "is an Excel workbook (xlsb); save the sheet as CSV UTF-8"),
    ("word/document.xml", "is a Word document; expected claims as CSV, Parquet or X12"),
    ("META-INF/manifest.xml", "is an OpenDocument file; save the sheet as CSV UTF-8"),
];

impl Archive {
    /// Reads the directory.
    pub(super) fn open(path: &str) -> Result<Self, LoadError> {
        let directory = directory(path).map_err(|error| unreadable(path, &error))?;
        let entries = directory.as_deref().and_then(entries).ok_or_else(|| unusable(path, DAMAGED))?;
        Ok(Self { path: path.to_owned(), entries })
    }

    /// Whether there is a file of this name.
    pub(super) fn holds(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name == name)
    }

    /// The one file of data in it; errors when there is none, or more than one, or it is a document.
    pub(super) fn data_file(&self) -> Result<&Entry, LoadError> {
        if let Some((_, problem)) = DOCUMENTS.iter().find(|(name, _)| self.holds(name)) {
            return Err(unusable(&self.path, *problem));
        }
        let is_file = |entry: &&Entry| {
            let last = entry.name.rsplit('/').next().unwrap_or_default();
            !last.is_empty() && !last.starts_with('.') && !entry.name.starts_with("__MACOSX/")
        };
        let files: Vec<&Entry> = self.entries.iter().filter(is_file).collect();
        let named: Vec<&Entry> = files.iter().copied().filter(|entry| has_data_name(&entry.name)).collect();
        match (named.as_slice(), files.as_slice()) {
            ([only], _) | ([], [only]) => Ok(only),
            ([], []) => Err(unusable(&self.path, "is a zip archive without files")),
            ([], several) | (several, _) => {
                let n = several.len();
                let problem = format!("is a zip archive of {n} files; unpack it and name the folder or the files");
                Err(unusable(&self.path, problem))
            }
        }
    }

    /// Unpacks a file while it is read; reading ends with an error when length or checksum are not as promised.
    pub(super) fn unpack(&self, entry: &Entry) -> Result<Box<dyn Read + Send>, LoadError> {
        if entry.is_encrypted {
            return Err(unusable(&self.path, "is an encrypted zip archive; unpack it first"));
        }
        let packed = self.packed(entry).map_err(|error| unreadable(&self.path, &error))?;
        match entry.method {
            STORED => Ok(Box::new(Checked::new(packed, entry))),
            DEFLATED => Ok(Box::new(Checked::new(DeflateDecoder::new(packed), entry))),
            method => {
                let problem = format!("is a zip archive packed by method {method}, which is not read; unpack it first");
                Err(unusable(&self.path, problem))
            }
        }
    }

    fn packed(&self, entry: &Entry) -> std::io::Result<impl Read + Send + use<>> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(entry.header_at))?;
        let mut header = [0; 30];
        file.read_exact(&mut header)?;
        if !header.starts_with(FILE_SIGNATURE) {
            return Err(Error::new(ErrorKind::InvalidData, DAMAGED));
        }
        let names = i64::from(u16_at(&header, 26).unwrap_or(0)) + i64::from(u16_at(&header, 28).unwrap_or(0));
        file.seek(SeekFrom::Current(names))?;
        Ok(BufReader::with_capacity(1 << 18, file).take(entry.packed_size))
    }
}

/// Bytes that must add up to what the directory says.
struct Checked<R> {
    bytes: R,
    seen: Crc,
    n_seen: u64,
    size: u64,
    checksum: u32,
}

impl<R: Read> Checked<R> {
    fn new(bytes: R, entry: &Entry) -> Self {
        Self { bytes, seen: Crc::new(), n_seen: 0, size: entry.size, checksum: entry.checksum }
    }
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.bytes.read(buffer)?;
        self.seen.update(&buffer[..n]);
        self.n_seen += n as u64;
        let is_whole = self.n_seen == self.size && self.seen.sum() == self.checksum;
        if n == 0 && !buffer.is_empty() && !is_whole {
            return Err(Error::new(ErrorKind::InvalidData, "the zip archive is damaged: its checksum does not fit"));
        }
        Ok(n)
    }
}

/// The bytes of the archive's directory; `None` when it has none.
fn directory(path: &str) -> std::io::Result<Option<Vec<u8>>> {
    let mut file = File::open(path)?;
    let tail_at = file.metadata()?.len().saturating_sub(LONGEST_END);
    file.seek(SeekFrom::Start(tail_at))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let Some(end) = tail.windows(4).rposition(|window| window == END_SIGNATURE) else { return Ok(None) };
    let (Some(mut length), Some(mut at)) = (u32_at(&tail[end..], 12), u32_at(&tail[end..], 16)) else {
        return Ok(None);
    };
    if at == TOO_LARGE || length == TOO_LARGE {
        let Some(long) = long_end(&mut file, tail_at + end as u64)? else { return Ok(None) };
        (length, at) = long;
    }
    file.seek(SeekFrom::Start(at))?;
    let mut directory = Vec::new();
    file.take(length).read_to_end(&mut directory)?;
    Ok(Some(directory).filter(|bytes| bytes.len() as u64 == length))
}

/// Length and place of a directory whose end stands at `end_at` and is too small to say so itself.
fn long_end(file: &mut File, end_at: u64) -> std::io::Result<Option<(u64, u64)>> {
    let mut locator = [0; LOCATOR_LENGTH];
    file.seek(SeekFrom::Start(end_at.saturating_sub(LOCATOR_LENGTH as u64)))?;
    file.read_exact(&mut locator)?;
    let Some(long_at) = u64_at(&locator, 8).filter(|_| locator.starts_with(LOCATOR_SIGNATURE)) else { return Ok(None) };
    let mut end = [0; 56];
    file.seek(SeekFrom::Start(long_at))?;
    file.read_exact(&mut end)?;
    let numbers = u64_at(&end, 40).zip(u64_at(&end, 48));
    Ok(numbers.filter(|_| end.starts_with(LONG_END_SIGNATURE)))
}

/// The entries of a directory; `None` when it is damaged.
fn entries(mut directory: &[u8]) -> Option<Vec<Entry>> {
    let mut entries = Vec::new();
    while directory.starts_with(ENTRY_SIGNATURE) {
        let [name, extra, comment] = [28, 30, 32].map(|at| u16_at(directory, at).map(usize::from));
        let (name_end, extra_end) = (46 + name?, 46 + name? + extra?);
        let (mut size, mut packed_size) = (u32_at(directory, 24)?, u32_at(directory, 20)?);
        let mut header_at = u32_at(directory, 42)?;
        let mut long = long_numbers(directory.get(name_end..extra_end)?);
        for number in [&mut size, &mut packed_size, &mut header_at] {
            if *number == TOO_LARGE {
                *number = u64_at(long, 0)?;
                long = &long[8..];
            }
        }
        entries.push(Entry {
            name: String::from_utf8_lossy(directory.get(46..name_end)?).into_owned(),
            packed_size,
            size,
            checksum: u32_at(directory, 16)?.try_into().ok()?,
            method: u16_at(directory, 10)?,
            is_encrypted: u16_at(directory, 8)? & 1 == 1,
            header_at,
        });
        directory = directory.get(extra_end + comment?..)?;
    }
    Some(entries)
}

/// The numbers of 64 bits among the extra fields of an entry.
fn long_numbers(mut extra: &[u8]) -> &[u8] {
    while let (Some(kind), Some(length)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let Some(field) = extra.get(4..4 + usize::from(length)) else { break };
        if kind == 1 {
            return field;
        }
        extra = &extra[4 + usize::from(length)..];
    }
    &[]
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?).into())
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

fn unusable(path: &str, problem: impl Into<String>) -> LoadError {
    LoadError::NotData { file: path.to_owned(), problem: problem.into() }
}
