//! Reads delimited text row by row, keeping the number of every row. Casts nothing.
//!
//! The `csv` crate reads these files rather than polars: polars fills a short row with nulls and cuts a long one, so
//! that a ragged row could neither be rejected nor named.

use std::sync::mpsc::SyncSender;

use super::batch::SourceBatch;
use super::error::LoadError;
use super::format::{Delimiter, FileFormat};
use super::header::Header;
use super::quotes::QuoteWatch;
use super::source::{EMPTY, FileKind, not_data};
use super::text::TextFile;
use super::text_batches::{NextRow, send_rows};

/// An open delimited file whose header has been read.
pub(super) struct CsvSource {
    file: String,
    reader: csv::Reader<QuoteWatch<TextFile>>,
    pub(super) header: Header,
}

/// The delimiters that are looked for, with their names; the first one wins when two cut the header equally often.
const DELIMITERS: [(u8, &str); 4] = [(b',', ","), (b';', ";"), (b'\t', "\\t"), (b'|', "|")];

impl CsvSource {
    /// Opens the file and reads its header.
    pub(super) fn open(file: &str, kind: FileKind, format: &FileFormat) -> Result<Self, LoadError> {
        let text = TextFile::open(file, kind, format)?;
        let first = text.head_lines().next().unwrap_or_default();
        let likely = likely_delimiter(first, format.quote);
        let delimiter = match format.delimiter {
            Delimiter::Byte(byte) => byte,
            Delimiter::Auto => likely.map_or(b',', |(byte, _)| byte),
        };
        if count_outside(first, delimiter, format.quote) == 0 {
            refuse_uncut(file, &text, likely)?;
        }
        let mut builder = csv::ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(delimiter).buffer_capacity(1 << 18);
        match format.quote {
            Some(quote) => builder.quote(quote),
            None => builder.quoting(false),
        };
        let mut reader = builder.from_reader(QuoteWatch::new(text, delimiter, format.quote));
        let names = match format.header_rows {
            0 => format.names.clone(),
            n_rows => header(file, &mut reader, n_rows)?,
        };
        if names.iter().all(|name| name.trim().is_empty()) {
            return Err(not_data(file, EMPTY));
        }
        Ok(Self { file: file.to_owned(), reader, header: Header::new(file, names) })
    }

    /// Sends the wanted columns, batch by batch, until the file ends or nobody listens any more.
    pub(super) fn send(mut self, wanted: &[usize], batches: &SyncSender<SourceBatch>) -> Result<(), LoadError> {
        let n_fields = self.header.n_own();
        let (mut record, mut ragged_width) = (csv::StringRecord::new(), None);
        let counts = send_rows(wanted.len(), batches, |row, columns| {
            if !self.reader.read_record(&mut record).map_err(|error| broken(&self.file, &error, row))? {
                return Ok(NextRow::End);
            }
            if record.len() != n_fields {
                ragged_width.get_or_insert(record.len());
                return Ok(NextRow::Ragged);
            }
            for (column, index) in columns.iter_mut().zip(wanted) {
                column.push(record.get(*index).unwrap_or(""));
            }
            Ok(NextRow::Whole)
        })?;
        match ragged_width.filter(|_| counts.none_fits()) {
            None => Ok(()),
            Some(width) => {
                let n = counts.n_rows;
                let found = format!("none of its {n} rows has as many fields as its header ({n_fields})");
                Err(not_data(&self.file, format!("{found}; the first one has {width}")))
            }
        }
    }
}

/// The names of the columns, from one row or from several, joined column by column.
fn header(file: &str, reader: &mut csv::Reader<QuoteWatch<TextFile>>, n_rows: usize) -> Result<Vec<String>, LoadError> {
    let (mut names, mut record) = (Vec::<String>::new(), csv::StringRecord::new());
    for _ in 0..n_rows {
        if !reader.read_record(&mut record).map_err(|error| broken(file, &error, 0))? {
            break;
        }
        names.resize(names.len().max(record.len()), String::new());
        for (name, part) in names.iter_mut().zip(&record).filter(|(_, part)| !part.trim().is_empty()) {
            if !name.is_empty() {
                name.push(' ');
            }
            name.push_str(if n_rows == 1 { part } else { part.trim() });
        }
    }
    Ok(names)
}

/// What a header is cut by most often, with its name.
fn likely_delimiter(first: &[u8], quote: Option<u8>) -> Option<(u8, &'static str)> {
    let counted = DELIMITERS.iter().rev().map(|delimiter| (count_outside(first, delimiter.0, quote), *delimiter));
    counted.max_by_key(|(n, _)| *n).filter(|(n, _)| 0 < *n).map(|(_, delimiter)| delimiter)
}

/// How often a byte stands outside quotes.
fn count_outside(line: &[u8], sought: u8, quote: Option<u8>) -> usize {
    let mut is_quoted = false;
    let is_outside = |byte: &&u8| {
        is_quoted ^= Some(**byte) == quote;
        !is_quoted && **byte == sought
    };
    line.iter().filter(is_outside).count()
}

/// Refuses a file whose header has one column, when it is plain why: another delimiter, or fields at fixed places.
fn refuse_uncut(file: &str, text: &TextFile, likely: Option<(u8, &str)>) -> Result<(), LoadError> {
    const SHORTEST: usize = 40;
    if let Some((_, name)) = likely {
        let advice = format!("say `delimiter = \"{name}\"` or `delimiter = \"auto\"` in the layout's `[format]`");
        let problem = format!("has a header that is cut by another delimiter; {advice}");
        return Err(LoadError::Misread { file: file.to_owned(), problem });
    }
    let lengths: Vec<usize> = text.head_lines().map(<[u8]>::len).collect();
    match lengths.as_slice() {
        [first, second, ..] if SHORTEST <= *first && first == second => {
            let problem = format!("has no delimiters and rows of {first} characters: it looks like fixed width");
            Err(not_data(file, format!("{problem}, which a layout with `kind = \"fixed_width\"` reads")))
        }
        _ => Ok(()),
    }
}

/// The error of a file that stops being CSV.
pub(super) fn broken(file: &str, error: &csv::Error, row: u64) -> LoadError {
    let place = if row == 0 { "in its header".to_owned() } else { format!("near row {row}") };
    let problem = match error.kind() {
        csv::ErrorKind::Io(io) => format!("could not be read to its end, {place}: {io}"),
        // Other kinds may quote the row, and a row is patient data.
        _ => format!("is not readable as CSV {place}"),
    };
    not_data(file, problem)
}
