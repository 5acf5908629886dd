//! Reads text whose fields stand at fixed places, row by row. Casts nothing; blanks around a value are no part of it.

use std::io::BufRead as _;
use std::io::BufReader;
use std::sync::mpsc::SyncSender;

use super::batch::{SourceBatch, TextColumn};
use super::error::LoadError;
use super::format::{FileFormat, FixedWidth};
use super::header::Header;
use super::source::{FileKind, not_data};
use super::text::TextFile;
use super::text_batches::{NextRow, send_rows};
use super::trailers::RaggedRow;

/// An open fixed-width file.
pub(super) struct FixedSource {
    file: String,
    bytes: BufReader<TextFile>,
    fixed: FixedWidth,
    pub(super) header: Header,
}

/// No row is longer; a file without line ends would otherwise be read into memory whole.
const LONGEST_ROW: usize = 1 << 20;

/// How long the rows are that do not fit.
#[derive(Clone, Copy)]
struct Misfits {
    shortest: usize,
    longest: usize,
}

impl FixedSource {
    /// Opens the file; its columns are those of the layout.
    pub(super) fn open(file: &str, kind: FileKind, format: &FileFormat) -> Result<Self, LoadError> {
        let bytes = BufReader::with_capacity(1 << 18, TextFile::open(file, kind, format)?);
        let fixed = format.fixed.clone();
        let names = fixed.fields.iter().map(|field| field.name.clone()).collect();
        Ok(Self { file: file.to_owned(), bytes, fixed, header: Header::new(file, names) })
    }

    /// Sends the wanted columns, batch by batch, until the file ends or nobody listens any more.
    pub(super) fn send(mut self, wanted: &[usize], batches: &SyncSender<SourceBatch>) -> Result<(), LoadError> {
        let (mut line, mut misfits) = (String::new(), None::<Misfits>);
        let counts = send_rows(wanted.len(), batches, |row, columns| {
            if !next_line(&self.file, &mut self.bytes, &mut line, row)? {
                return Ok(NextRow::End);
            }
            let cut = Cut::new(&line, self.fixed.counts_bytes && !self.bytes.get_ref().is_single_byte());
            if !self.fits(cut.length) {
                misfits = Some(Misfits::and(misfits, cut.length));
                return Ok(NextRow::Ragged(RaggedRow::new(row, std::iter::once(line.as_str())).shape));
            }
            for (column, index) in columns.iter_mut().zip(wanted) {
                let field = &self.fixed.fields[*index];
                cut.push(field.start, field.end, column);
            }
            Ok(NextRow::Whole)
        })?;
        match misfits.filter(|_| counts.none_fits()) {
            None => Ok(()),
            Some(misfits) => Err(not_data(&self.file, self.nothing_fits(counts.rows, misfits))),
        }
    }

    /// Whether the first row can be cut.
    pub(super) fn first_row_fits(&self) -> bool {
        let line = self.bytes.get_ref().head_lines().next().map(String::from_utf8_lossy).unwrap_or_default();
        self.fits(Cut::new(&line, self.fixed.counts_bytes && !self.bytes.get_ref().is_single_byte()).length)
    }

    /// Whether a row of this length can be cut.
    fn fits(&self, length: usize) -> bool {
        let FixedWidth { record_lengths, trimmed, .. } = &self.fixed;
        match record_lengths.iter().max() {
            Some(longest) if *trimmed => length <= *longest,
            Some(_) => record_lengths.contains(&length),
            None => *trimmed || self.last_end() <= length,
        }
    }

    /// Where the last field ends.
    fn last_end(&self) -> usize {
        self.fixed.fields.iter().map(|field| field.end).max().unwrap_or(0)
    }

    fn nothing_fits(&self, n: u64, Misfits { shortest, longest }: Misfits) -> String {
        let unit = if self.fixed.counts_bytes { "bytes" } else { "characters" };
        let found = if shortest == longest { shortest.to_string() } else { format!("{shortest} to {longest}") };
        let lengths: Vec<String> = self.fixed.record_lengths.iter().map(ToString::to_string).collect();
        let expected = match (lengths.is_empty(), self.fixed.trimmed) {
            (true, _) => format!("at least {}", self.last_end()),
            (false, true) => format!("at most {}", self.fixed.record_lengths.iter().max().unwrap_or(&0)),
            (false, false) => lengths.join(" or "),
        };
        let advice = if self.fixed.trimmed || self.last_end() < shortest {
            ""
        } else {
            "; if blanks at the end of rows are missing, say `trimmed = true` in the layout's `[format]`"
        };
        format!("none of its {n} rows fits: they have {found} {unit}, expected {expected}{advice}")
    }
}

impl Misfits {
    /// These, if any, and one of this length.
    fn and(others: Option<Self>, length: usize) -> Self {
        let Self { shortest, longest } = others.unwrap_or(Self { shortest: length, longest: length });
        Self { shortest: shortest.min(length), longest: longest.max(length) }
    }
}

/// A row that can be cut at places.
struct Cut<'a> {
    line: &'a str,
    length: usize,
    /// Where characters stand; none: every one takes one byte, or places count bytes.
    places: Option<Vec<usize>>,
}

impl<'a> Cut<'a> {
    fn new(line: &'a str, counts_bytes: bool) -> Self {
        if counts_bytes || line.is_ascii() {
            return Self { line, length: line.len(), places: None };
        }
        let places: Vec<usize> = line.char_indices().map(|(at, _)| at).collect();
        Self { line, length: places.len(), places: Some(places) }
    }

    /// Adds what stands between two places to a column; nothing where the row has ended.
    fn push(&self, start: usize, end: usize, column: &mut TextColumn) {
        let at = |place: usize| match &self.places {
            Some(places) => places.get(place).copied().unwrap_or(self.line.len()),
            None => place.min(self.line.len()),
        };
        let bytes = &self.line.as_bytes()[at(start)..at(end)];
        match std::str::from_utf8(bytes) {
            Ok(text) => column.push(text.trim_matches(' ')),
            // A place in bytes may cut a character in two.
            Err(_) => column.push(String::from_utf8_lossy(bytes).trim_matches(' ')),
        }
    }
}

/// Reads the next line that is not empty, without its end; false behind the last. `row` is its number, 0 in a header.
fn next_line(file: &str, bytes: &mut BufReader<TextFile>, line: &mut String, row: u64) -> Result<bool, LoadError> {
    let failed =
        |error: std::io::Error| not_data(file, format!("could not be read to its end, near row {row}: {error}"));
    let mut raw = std::mem::take(line).into_bytes();
    raw.clear();
    loop {
        let block = bytes.fill_buf().map_err(failed)?;
        let n = block.len();
        let end = block.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        raw.extend_from_slice(&block[..end.unwrap_or(n)]);
        bytes.consume(end.map_or(n, |at| at + 1));
        if LONGEST_ROW < raw.len() {
            return Err(not_data(file, format!("row {row} is longer than {LONGEST_ROW} bytes: are there line ends?")));
        }
        if n == 0 || (end.is_some() && !raw.is_empty()) {
            let is_row = !raw.is_empty();
            let text = String::from_utf8(raw).map_err(|_| not_data(file, format!("row {row} is not text")))?;
            *line = text;
            return Ok(is_row);
        }
    }
}
