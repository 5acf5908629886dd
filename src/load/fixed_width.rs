//! Reads text whose fields stand at fixed places, row by row. Casts nothing; blanks around a value are no part of it.

use std::io::BufRead as _;
use std::io::BufReader;
use std::sync::mpsc::SyncSender;

use super::batch::{ROWS_PER_BATCH, SourceBatch, SourceColumn, TextColumn};
use super::error::LoadError;
use super::format::{FileFormat, FixedWidth};
use super::header::Header;
use super::source::{FileKind, not_data};
use super::text::{TextBytes, TextFile};

/// An open fixed-width file.
pub(super) struct FixedSource {
    file: String,
    bytes: BufReader<TextBytes>,
    fixed: FixedWidth,
    pub(super) header: Header,
}

/// No row is longer; a file without line ends would otherwise be read into memory whole.
const LONGEST_ROW: usize = 1 << 20;

/// How long the rows are that do not fit.
#[derive(Default)]
struct Misfits {
    n: u64,
    shortest: usize,
    longest: usize,
}

impl FixedSource {
    /// Opens the file; its columns are those of the layout.
    pub(super) fn open(file: &str, kind: FileKind, format: &FileFormat) -> Result<Self, LoadError> {
        let bytes = BufReader::with_capacity(1 << 18, TextFile::open(file, kind, format)?.into_bytes());
        let fixed = format.fixed.clone();
        let names = fixed.fields.iter().map(|field| field.name.clone()).collect();
        Ok(Self { file: file.to_owned(), bytes, fixed, header: Header::new(file, names) })
    }

    /// Sends the wanted columns, batch by batch, until the file ends or nobody listens any more.
    pub(super) fn send(mut self, wanted: &[usize], batches: &SyncSender<SourceBatch>) -> Result<(), LoadError> {
        let (mut line, mut row, mut misfits) = (String::new(), 0_u64, Misfits::default());
        loop {
            let mut columns: Vec<TextColumn> = wanted.iter().map(|_| TextColumn::default()).collect();
            let (mut rows, mut ragged) = (Vec::with_capacity(ROWS_PER_BATCH), Vec::new());
            let mut ended = false;
            while rows.len() + ragged.len() < ROWS_PER_BATCH {
                if !next_line(&self.file, &mut self.bytes, &mut line, row + 1)? {
                    ended = true;
                    break;
                }
                row += 1;
                let cut = Cut::new(&line, self.fixed.counts_bytes && !self.is_single_byte());
                if !self.fits(cut.length) {
                    misfits.add(cut.length);
                    ragged.push(row);
                    continue;
                }
                rows.push(row);
                for (column, index) in columns.iter_mut().zip(wanted) {
                    let field = &self.fixed.fields[*index];
                    cut.push(field.start, field.end, column);
                }
            }
            if ended && 0 < row && misfits.n == row {
                return Err(not_data(&self.file, self.nothing_fits(&misfits)));
            }
            let columns = columns.into_iter().map(SourceColumn::Text).collect();
            if batches.send(SourceBatch { rows, columns, ragged }).is_err() || ended {
                return Ok(());
            }
        }
    }

    fn is_single_byte(&self) -> bool {
        self.bytes.get_ref().get_ref().1.get_ref().is_single_byte()
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

    fn nothing_fits(&self, misfits: &Misfits) -> String {
        let Misfits { n, shortest, longest } = misfits;
        let unit = if self.fixed.counts_bytes { "bytes" } else { "characters" };
        let found = if shortest == longest { shortest.to_string() } else { format!("{shortest} to {longest}") };
        let lengths: Vec<String> = self.fixed.record_lengths.iter().map(ToString::to_string).collect();
        let expected = match (lengths.is_empty(), self.fixed.trimmed) {
            (true, _) => format!("at least {}", self.last_end()),
            (false, true) => format!("at most {}", self.fixed.record_lengths.iter().max().unwrap_or(&0)),
            (false, false) => lengths.join(" or "),
        };
        let advice = if self.fixed.trimmed || self.last_end() < *shortest {
            ""
        } else {
            "; if blanks at the end of rows are missing, say `trimmed = true` in the layout's `[format]`"
        };
        format!("none of its {n} rows fits: they have {found} {unit}, expected {expected}{advice}")
    }
}

impl Misfits {
    fn add(&mut self, length: usize) {
        self.shortest = if self.n == 0 { length } else { self.shortest.min(length) };
        self.longest = self.longest.max(length);
        self.n += 1;
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
fn next_line(file: &str, bytes: &mut BufReader<TextBytes>, line: &mut String, row: u64) -> Result<bool, LoadError> {
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
