//! Reads text tables row by row: comma or tab, quoted or not, plain or compressed, with the number of every row as a
//! spreadsheet shows it. Knows no columns.

use std::io::{Chain, Cursor, Read};

use csv::ByteRecord;

use super::values::count;
use super::{LoadError, unusable};
use crate::load::csv::broken;
use crate::load::format::FormatKind;
use crate::load::quotes::QuoteWatch;
use crate::load::sniff::{UTF_8_MARK, UTF_16_BE_MARK, UTF_16_LE_MARK};
use crate::load::source::{FileKind, open_text, refuse_foreign, unreadable};

/// How much of a file is looked at before it is read.
const HEAD: u64 = 1 << 16;

type Bytes = Chain<Cursor<Vec<u8>>, Box<dyn Read + Send>>;

/// A text file whose beginning has been looked at.
pub(super) struct TextFile {
    path: String,
    /// Its beginning, without byte-order mark.
    pub(super) head: Vec<u8>,
    rest: Box<dyn Read + Send>,
}

/// The rows of a text file.
pub(super) struct TextRows {
    path: String,
    reader: csv::Reader<QuoteWatch<Bytes>>,
    ends_with_crlf: bool,
    inner_newlines: u64,
    number: u64,
}

impl TextFile {
    pub(super) fn open(path: &str, kind: FileKind) -> Result<Self, LoadError> {
        let mut rest = open_text(path, kind)?;
        let mut head = Vec::new();
        rest.by_ref().take(HEAD).read_to_end(&mut head).map_err(|error| unreadable(path, &error))?;
        refuse_foreign(path, &head, FormatKind::Delimited)?;
        if head.starts_with(UTF_16_LE_MARK) || head.starts_with(UTF_16_BE_MARK) {
            return Err(unusable(path, "is UTF-16; save it as CSV UTF-8"));
        }
        if head.starts_with(UTF_8_MARK) {
            head.drain(..3);
        }
        Ok(Self { path: path.to_owned(), head, rest })
    }

    /// The lines of the beginning that are there as a whole.
    pub(super) fn head_lines(&self) -> impl Iterator<Item = &[u8]> {
        let n_lines = count(&self.head, b'\n').max(1);
        let lines = self.head.split(|byte| *byte == b'\n').take(n_lines);
        lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line))
    }

    /// Its rows, cut at commas or tabs: tabs when most lines have one.
    pub(super) fn rows(self) -> TextRows {
        let n_lines = self.head_lines().filter(|line| !line.trim_ascii().is_empty()).count();
        let n_tabbed = self.head_lines().filter(|line| line.contains(&b'\t')).count();
        let delimiter = if n_lines < 2 * n_tabbed { b'\t' } else { b',' };
        self.split(csv::ReaderBuilder::new().delimiter(delimiter), delimiter)
    }

    /// Its lines, each a row of one cell.
    pub(super) fn whole_lines(self) -> TextRows {
        self.split(csv::ReaderBuilder::new().delimiter(0).quoting(false), 0)
    }

    fn split(self, builder: &mut csv::ReaderBuilder, delimiter: u8) -> TextRows {
        let ends_with_crlf = self.head.windows(2).any(|pair| pair == b"\r\n");
        let bytes = Cursor::new(self.head).chain(self.rest);
        let reader = builder.has_headers(false).flexible(true).buffer_capacity(1 << 18).from_reader(QuoteWatch::new(
            bytes,
            delimiter,
            Some(b'"'),
        ));
        TextRows { path: self.path, reader, ends_with_crlf, inner_newlines: 0, number: 0 }
    }
}

impl TextRows {
    /// Reads the next row; its number, or `None` behind the last.
    pub(super) fn next(&mut self, record: &mut ByteRecord) -> Result<Option<u64>, LoadError> {
        if !self.reader.read_byte_record(record).map_err(|error| broken(&self.path, &error, self.number + 1))? {
            return Ok(None);
        }
        self.inner_newlines += count(record.as_slice(), b'\n') as u64;
        // The reader passes over blank lines; the line it has come to tells how many. It stands before the second half
        // of `\r\n`, but behind a plain `\n`.
        let come_to = self.reader.position().line() - u64::from(!self.ends_with_crlf);
        self.number = (self.number + 1).max(come_to.saturating_sub(self.inner_newlines));
        Ok(Some(self.number))
    }
}
