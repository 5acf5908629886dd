//! Reads CSV files as text, row by row, keeping the number of every row. Plain, gzip and zstd. Casts nothing.
//!
//! The `csv` crate reads these files rather than polars: polars fills a short row with nulls and cuts a long one, so
//! that a ragged row could neither be rejected nor named.

use std::io::Read;
use std::sync::mpsc::SyncSender;

use super::batch::{ROWS_PER_BATCH, SourceBatch, SourceColumn, TextColumn};
use super::error::LoadError;
use super::format::{Delimiter, FileFormat};
use super::header::Header;
use super::quotes::QuoteWatch;
use super::source::{FileKind, open_text};

/// An open CSV file whose header has been read.
pub(super) struct CsvSource {
    file: String,
    reader: csv::Reader<QuoteWatch<Box<dyn Read + Send>>>,
    pub(super) header: Header,
}

impl CsvSource {
    /// Opens the file and reads its header.
    pub(super) fn open(file: &str, kind: FileKind, format: &FileFormat) -> Result<Self, LoadError> {
        let Delimiter::Byte(delimiter) = format.delimiter else {
            let problem = "has a delimiter that is still to be found out".to_owned();
            return Err(LoadError::NotData { file: file.to_owned(), problem });
        };
        let bytes = open_text(file, kind)?;
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .buffer_capacity(1 << 18)
            .from_reader(QuoteWatch::new(bytes, delimiter));
        let record = reader.byte_headers().map_err(|error| broken(file, &error))?;
        let names: Vec<String> = record.iter().map(decode).collect();
        if names.iter().all(|name| name.trim().is_empty()) {
            let problem = "is empty; a file without claims still needs its header row".to_owned();
            return Err(LoadError::NotData { file: file.to_owned(), problem });
        }
        Ok(Self { file: file.to_owned(), reader, header: Header::new(file, names)? })
    }

    /// Sends the wanted columns, batch by batch, until the file ends or nobody listens any more.
    pub(super) fn send(mut self, wanted: &[usize], batches: &SyncSender<SourceBatch>) -> Result<(), LoadError> {
        let n_fields = self.header.names.len();
        let (mut record, mut row) = (csv::ByteRecord::new(), 0_u64);
        loop {
            let mut columns: Vec<TextColumn> = wanted.iter().map(|_| TextColumn::default()).collect();
            let (mut rows, mut ragged) = (Vec::with_capacity(ROWS_PER_BATCH), Vec::new());
            let mut ended = false;
            while rows.len() + ragged.len() < ROWS_PER_BATCH {
                if !self.reader.read_byte_record(&mut record).map_err(|error| broken(&self.file, &error))? {
                    ended = true;
                    break;
                }
                row += 1;
                if record.len() != n_fields {
                    ragged.push(row);
                    continue;
                }
                rows.push(row);
                for (column, index) in columns.iter_mut().zip(wanted) {
                    push_field(column, record.get(*index).unwrap_or(b""));
                }
            }
            let columns = columns.into_iter().map(SourceColumn::Text).collect();
            if batches.send(SourceBatch { rows, columns, ragged }).is_err() || ended {
                return Ok(());
            }
        }
    }
}

fn push_field(column: &mut TextColumn, field: &[u8]) {
    match std::str::from_utf8(field) {
        Ok(text) => column.push(text),
        Err(_) => column.push(&decode(field)),
    }
}

/// Windows-1252 where it differs from Latin-1: bytes 0x80 to 0x9F. Unused bytes stay what they are in Latin-1.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// UTF-8, or else Windows-1252, in which every byte is a character.
pub(super) fn decode(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|&byte| windows_1252(byte)).collect(),
    }
}

fn windows_1252(byte: u8) -> char {
    let special = byte.checked_sub(0x80).and_then(|offset| WINDOWS_1252.get(usize::from(offset)));
    special.copied().unwrap_or(char::from(byte))
}

/// The error of a file that stops being CSV.
pub(super) fn broken(file: &str, error: &csv::Error) -> LoadError {
    let place = error.position().map_or(String::new(), |position| format!(" near line {}", position.line()));
    let problem = match error.kind() {
        csv::ErrorKind::Io(io) => format!("could not be read to its end{place}: {io}"),
        // Other kinds may quote the row, and a row is patient data.
        _ => format!("is not readable as CSV{place}"),
    };
    LoadError::NotData { file: file.to_owned(), problem }
}
