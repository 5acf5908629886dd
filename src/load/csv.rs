//! Reads delimited text row by row, keeping the number of every row. Casts nothing.
//!
//! The `csv` crate reads these files rather than a reader of data frames: those fill a short row with nulls and cut a long
//! one, so that a ragged row could neither be rejected nor named.

mod blocks;
mod cut;
mod numbering;
#[cfg(test)]
mod tests;

use std::io::Read;
use std::sync::mpsc::SyncSender;

use blocks::{Blocks, SIZES, Sizes};
use cut::{Cut, Dialect, Fields};
use numbering::Numbering;
use rayon::prelude::*;

use super::batch::{SourceBatch, SourceColumn};
use super::error::LoadError;
use super::format::{Delimiter, FileFormat};
use super::header::Header;
use super::quotes::QuoteWatch;
use super::source::{EMPTY, FileKind, not_data};
use super::text::TextFile;
use super::trailers::{RaggedRow, RowShape};

/// An open delimited file whose header has been read.
pub(super) struct CsvSource<R = TextFile> {
    file: String,
    blocks: Blocks<R>,
    dialect: Dialect,
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
        Self::behind_header(file, text, Dialect { delimiter, quote: format.quote }, format, SIZES)
    }
}

impl<R: Read + Send> CsvSource<R> {
    fn behind_header(
        file: &str,
        text: R,
        dialect: Dialect,
        format: &FileFormat,
        sizes: Sizes,
    ) -> Result<Self, LoadError> {
        let mut blocks = Blocks::new(QuoteWatch::new(text, dialect.delimiter, dialect.quote), sizes);
        let names = match format.header_rows {
            0 => format.names.clone(),
            n_rows => {
                let mut reader = dialect.reader().buffer_capacity(sizes.chunk).from_reader(&mut blocks);
                let names = header(file, &mut reader, n_rows)?;
                let n_read = reader.position().byte();
                blocks.pass_over(n_read);
                names
            }
        };
        if names.iter().all(|name| name.trim().is_empty()) {
            return Err(not_data(file, EMPTY));
        }
        Ok(Self { file: file.to_owned(), blocks, dialect, header: Header::new(file, names) })
    }

    /// Sends the wanted columns, batch by batch, until the file ends or nobody listens any more. Blocks are cut side by
    /// side, and then columns are numbered side by side.
    pub(super) fn send(mut self, wanted: &[usize], batches: &SyncSender<SourceBatch>) -> Result<(), LoadError> {
        let fields = Fields { n: self.header.n_own(), wanted };
        let mut numberings: Vec<Numbering> = wanted.iter().map(|_| Numbering::new()).collect();
        let mut counts = RowCounts::default();
        loop {
            let blocks = std::iter::from_fn(|| self.blocks.next_block()).take(rayon::current_num_threads());
            let blocks: Vec<_> = blocks.collect();
            if blocks.is_empty() {
                break;
            }
            let n_blocks = blocks.len();
            let cuts: Vec<_> = blocks.into_par_iter().map(|block| Cut::new(block, self.dialect, fields)).collect();
            let cuts: Vec<Cut> = cuts.into_iter().map_while(|cut| cut).collect();
            for batch in to_batches(&cuts, &mut numberings, &mut counts) {
                if batches.send(batch).is_err() {
                    return Ok(());
                }
            }
            if cuts.len() < n_blocks {
                return Err(unreadable(&self.file, counts.n_rows + 1));
            }
        }
        if let Some(failure) = self.blocks.take_failure() {
            return Err(broken(&self.file, &failure.into(), counts.n_rows + 1));
        }
        counts.complain(&self.file, fields.n)
    }
}

/// How many rows there were.
#[derive(Default)]
struct RowCounts {
    n_rows: u64,
    n_ragged: u64,
    /// Whether one of those holds more than nothing, and no sums.
    has_misfit: bool,
    /// Fields of the first ragged row.
    ragged_width: Option<usize>,
}

impl RowCounts {
    /// Errors when there were rows and none fitted: then it is not the rows that are at fault.
    fn complain(&self, file: &str, n_fields: usize) -> Result<(), LoadError> {
        let Some(width) = self.ragged_width.filter(|_| self.has_misfit && self.n_ragged == self.n_rows) else {
            return Ok(());
        };
        let found = format!("none of its {} rows has as many fields as its header ({n_fields})", self.n_rows);
        Err(not_data(file, format!("{found}; the first one has {width}")))
    }
}

/// A batch for every block.
fn to_batches(cuts: &[Cut], numberings: &mut [Numbering], counts: &mut RowCounts) -> Vec<SourceBatch> {
    let columns = numberings.par_iter_mut().enumerate();
    let columns = columns.map(|(place, numbering)| cuts.iter().map(|cut| numbering.column(cut, place)).collect());
    let mut columns: Vec<_> = columns.map(Vec::into_iter).collect();
    let batch = |cut: &Cut| {
        let before = counts.n_rows;
        counts.n_rows += cut.n_rows;
        counts.n_ragged += cut.ragged.len() as u64;
        counts.has_misfit |= cut.ragged.iter().any(|ragged| ragged.shape == RowShape::Other);
        counts.ragged_width = counts.ragged_width.or(cut.ragged_width);
        SourceBatch {
            rows: cut.whole_rows(before),
            columns: columns.iter_mut().filter_map(Iterator::next).map(SourceColumn::Text).collect(),
            ragged: cut.ragged.iter().map(|ragged| RaggedRow { row: before + ragged.row, ..*ragged }).collect(),
        }
    };
    cuts.iter().map(batch).collect()
}

/// The names of the columns, from one row or from several, joined column by column.
fn header(file: &str, reader: &mut csv::Reader<impl Read>, n_rows: usize) -> Result<Vec<String>, LoadError> {
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
    match error.kind() {
        csv::ErrorKind::Io(io) => not_data(file, format!("could not be read to its end, {}: {io}", place(row))),
        // Other kinds may quote the row, and a row is patient data.
        _ => unreadable(file, row),
    }
}

fn unreadable(file: &str, row: u64) -> LoadError {
    not_data(file, format!("is not readable as CSV {}", place(row)))
}

fn place(row: u64) -> String {
    if row == 0 { "in its header".to_owned() } else { format!("near row {row}") }
}
