//! Opens a text file up to its first row: unpacked, decoded, known not to be something else, the rows before its header
//! passed over. Cuts no row into fields.

use std::io::{BufRead, BufReader, Cursor, Error, Read};

use super::encoding::Decoded;
use super::error::LoadError;
use super::format::FileFormat;
use super::sniff;
use super::source::{EMPTY, FileKind, HEAD, not_data, open_text, refuse_foreign, unreadable};

/// A text file whose beginning has been looked at; read, it gives everything from the first row on.
pub(super) struct TextFile {
    /// Its beginning: far more than a row, where the file has as much.
    head: Cursor<Vec<u8>>,
    /// What ended the beginning too early: kept until the rows before it have been read.
    failure: Option<Error>,
    rest: BufReader<Decoded<Box<dyn Read + Send>>>,
}

/// How much is looked at for the first rows.
const LOOKED_AT: u64 = 1 << 16;

impl TextFile {
    /// Errors when the file is something else, or ends before its header.
    pub(super) fn open(file: &str, kind: FileKind, format: &FileFormat) -> Result<Self, LoadError> {
        let failed = |error: Error| not_data(file, format!("could not be read to its end: {error}"));
        let mut bytes = open_text(file, kind)?;
        let mut head = Vec::new();
        bytes.by_ref().take(HEAD).read_to_end(&mut head).map_err(failed)?;
        refuse_foreign(file, &head, format.kind)?;
        if let Some(transaction) = sniff::x12(&head) {
            return Err(not_data(file, x12_given(&transaction)));
        }
        let Some(decoded) = Decoded::new(head, bytes, format.encoding) else {
            return Err(not_data(file, "begins with the mark of UTF-16, but `[format] encoding` says otherwise"));
        };
        let mut rest = BufReader::with_capacity(1 << 16, decoded);
        for _ in 0..format.skip_rows {
            skip_line(&mut rest).map_err(|error| unreadable(file, &error))?;
        }
        let mut head = Vec::new();
        let failure = rest.by_ref().take(LOOKED_AT).read_to_end(&mut head).err();
        match (head.is_empty(), failure) {
            (true, Some(error)) => Err(failed(error)),
            (true, None) if format.skip_rows == 0 => Err(not_data(file, EMPTY)),
            (true, None) => {
                let n = format.skip_rows;
                Err(not_data(file, format!("has nothing behind the {n} rows of `[format] skip_rows`")))
            }
            (false, failure) => Ok(Self { head: Cursor::new(head), failure, rest }),
        }
    }

    /// The lines of the beginning that are not blank, without their ends.
    pub(super) fn head_lines(&self) -> impl Iterator<Item = &[u8]> {
        self.head.get_ref().split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| !line.is_empty())
    }

    /// Whether every character read so far takes one byte in the file.
    pub(super) fn is_single_byte(&self) -> bool {
        self.rest.get_ref().is_single_byte()
    }
}

impl Read for TextFile {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match (self.head.read(buffer)?, self.failure.take()) {
            (0, Some(error)) if !buffer.is_empty() => Err(error),
            (0, None) => self.rest.read(buffer),
            (n, failure) => {
                self.failure = failure;
                Ok(n)
            }
        }
    }
}

fn x12_given(transaction: &str) -> String {
    let kind = match transaction {
        "837" => "x12_837p",
        "835" => "x12_835",
        _ => return "is X12; a layout with `[format] kind` reads 837P claims and 835 remittances".to_owned(),
    };
    format!("is X12 ({transaction}); a layout with `kind = \"{kind}\"` in its `[format]` reads it")
}

/// Passes over a line with its end: `\n`, `\r\n` or `\r`.
fn skip_line(bytes: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let block = bytes.fill_buf()?;
        let n = block.len();
        if n == 0 {
            return Ok(());
        }
        let end = block.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let was_return = end.is_some_and(|at| block[at] == b'\r');
        bytes.consume(end.map_or(n, |at| at + 1));
        if was_return && bytes.fill_buf()?.first() == Some(&b'\n') {
            bytes.consume(1);
        }
        if end.is_some() {
            return Ok(());
        }
    }
}
