//! Tells what a file is by its first bytes rather than by its name, and unpacks text. Finds no files, cuts no rows.

use std::fs::File;
use std::io::{BufReader, Error, ErrorKind, Read};

use super::archive::Archive;
use super::error::LoadError;
use super::format::FormatKind;
use super::sniff;

/// What a file holds, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    Csv,
    CsvGzip,
    CsvZstd,
    CsvZip,
    Parquet,
    /// An xlsx workbook.
    Workbook,
}

/// How much of a file tells what it is.
pub(super) const HEAD: u64 = 4_096;
/// Text that takes more than this much room, and more than so many times the room of its packing, is refused: a small
/// file could fill any memory.
const MOST_UNPACKED: u64 = 64 << 20;
const GREATEST_RATIO: u64 = 250;
const BOMB: &str = "unpacks to more than 250 times its size; if that is right, unpack it first";

/// Looks at the first bytes; errors on files that are not data.
pub(super) fn kind(path: &str) -> Result<FileKind, LoadError> {
    kind_of(path, FormatKind::Delimited)
}

/// The same for a file of an expected kind: only there JSON is data.
pub(super) fn kind_of(path: &str, expected: FormatKind) -> Result<FileKind, LoadError> {
    let mut first = Vec::new();
    File::open(path)
        .and_then(|file| file.take(HEAD).read_to_end(&mut first))
        .map_err(|error| unreadable(path, &error))?;
    let kind = match packing(&first) {
        Some(FileKind::CsvZip) if Archive::open(path).is_ok_and(|it| it.holds("xl/workbook.xml")) => FileKind::Workbook,
        kind => kind.unwrap_or(FileKind::Csv),
    };
    let lies = kind != FileKind::Parquet && path.ends_with(".parquet");
    match foreign(&first, expected) {
        _ if first.is_empty() => Err(not_data(path, EMPTY)),
        Some(problem) if kind == FileKind::Csv && !(lies && first.contains(&0)) => Err(not_data(path, problem)),
        _ if lies => Err(not_data(path, "is named .parquet but does not begin like a Parquet file")),
        _ => Ok(kind),
    }
}

/// The error of a file without a byte, or without a header.
pub(super) const EMPTY: &str = "is empty; a file without claims still needs its header row";

/// What the first bytes say of packing, or of Parquet.
fn packing(first: &[u8]) -> Option<FileKind> {
    let kinds: [(&[u8], FileKind); 5] = [
        (b"PAR1", FileKind::Parquet),
        (b"\x1f\x8b", FileKind::CsvGzip),
        (b"\x28\xb5\x2f\xfd", FileKind::CsvZstd),
        (b"PK\x03\x04", FileKind::CsvZip),
        (b"PK\x05\x06", FileKind::CsvZip),
    ];
    kinds.into_iter().find(|(magic, _)| first.starts_with(magic)).map(|(_, kind)| kind)
}

/// What the first bytes are instead of what is expected.
fn foreign(first: &[u8], expected: FormatKind) -> Option<&'static str> {
    sniff::foreign(first).filter(|problem| expected != FormatKind::Ndjson || *problem != sniff::JSON)
}

/// What is wrong with the first bytes of a text, after it was unpacked.
pub(super) fn refuse_foreign(path: &str, head: &[u8], expected: FormatKind) -> Result<(), LoadError> {
    let problem = match packing(head) {
        Some(FileKind::Parquet) => Some("is Parquet that was packed again; unpack it first"),
        Some(_) => Some("is packed twice; unpack it first"),
        None if head.is_empty() => Some(EMPTY),
        None => foreign(head, expected),
    };
    problem.map_or(Ok(()), |problem| Err(not_data(path, problem)))
}

/// The bytes of a text file, unpacked.
pub(super) fn open_text(file: &str, kind: FileKind) -> Result<Box<dyn Read + Send>, LoadError> {
    if kind == FileKind::Workbook {
        return Err(not_data(file, "is an Excel workbook, and text is expected here; save the sheet as CSV UTF-8"));
    }
    let raw = File::open(file).map_err(|error| unreadable(file, &error))?;
    let packed_size = raw.metadata().map_err(|error| unreadable(file, &error))?.len();
    let raw = BufReader::with_capacity(1 << 20, raw);
    Ok(match kind {
        FileKind::Csv | FileKind::Parquet | FileKind::Workbook => Box::new(raw),
        FileKind::CsvGzip => Box::new(Capped::new(flate2::bufread::MultiGzDecoder::new(raw), packed_size)),
        FileKind::CsvZstd => {
            let bytes = zstd::stream::read::Decoder::with_buffer(raw).map_err(|error| unreadable(file, &error))?;
            Box::new(Capped::new(bytes, packed_size))
        }
        FileKind::CsvZip => {
            let archive = Archive::open(file)?;
            let entry = archive.data_file()?;
            Box::new(Capped::new(archive.unpack(entry)?, entry.packed_size))
        }
    })
}

/// Unpacked bytes, with an error when they are far more than their packing can honestly hold.
struct Capped<R> {
    bytes: R,
    packed_size: u64,
    n_seen: u64,
}

impl<R: Read> Capped<R> {
    const fn new(bytes: R, packed_size: u64) -> Self {
        Self { bytes, packed_size, n_seen: 0 }
    }
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.bytes.read(buffer)?;
        self.n_seen += n as u64;
        if MOST_UNPACKED < self.n_seen && self.packed_size.saturating_mul(GREATEST_RATIO) < self.n_seen {
            return Err(Error::new(ErrorKind::InvalidData, BOMB));
        }
        Ok(n)
    }
}

pub(super) fn unreadable(path: &str, error: &Error) -> LoadError {
    LoadError::Unreadable { file: path.to_owned(), problem: error.to_string() }
}

pub(super) fn not_data(path: &str, problem: impl Into<String>) -> LoadError {
    LoadError::NotData { file: path.to_owned(), problem: problem.into() }
}
