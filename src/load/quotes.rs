//! Watches the quotes of a CSV file while it is read. A quote that is opened and not closed swallows whole rows into one
//! field, and the CSV reader says nothing: the run must stop instead. Changes no byte.

use std::io::{Error, ErrorKind, Read, Result};

use super::batch::holds_any;

/// Where the reader stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// A field begins.
    FieldStart,
    /// In a field without quotes; a quote inside it is a character like others.
    Plain,
    /// Between an opening quote and its end.
    Quoted,
    /// Behind a quote inside a quoted field: the end of it, or the first half of a doubled quote.
    QuoteInQuoted,
}

/// The bytes of a CSV file, with an error where their quotes cannot be right.
pub(super) struct QuoteWatch<R> {
    bytes: R,
    delimiter: u8,
    /// None: quotes are characters like others, and nothing is watched.
    quote: Option<u8>,
    state: State,
    /// Delimiters in the header, and whether it has ended.
    header: (usize, bool),
    /// Delimiters in the first, and in the present, line of a quoted field; and whether it spans lines.
    first_line: usize,
    this_line: usize,
    spans_lines: bool,
    /// How many of the bytes read last stand before the end of the last line outside quotes, that end included.
    whole_lines: usize,
}

const NEVER_CLOSED: &str = "a quote is opened and never closed";
const CLOSED_INSIDE: &str =
    "a quote is closed inside a field (expected a doubled quote, a delimiter or the end of the line)";
const HOLDS_ROWS: &str = "a quoted field holds what looks like whole rows; a quote is probably opened and not closed";

/// With fewer columns, text with commas looks like a row too easily.
const FEWEST_DELIMITERS: usize = 4;

impl<R: Read> QuoteWatch<R> {
    pub(super) const fn new(bytes: R, delimiter: u8, quote: Option<u8>) -> Self {
        Self {
            bytes,
            delimiter,
            quote,
            state: State::FieldStart,
            header: (0, false),
            first_line: 0,
            this_line: 0,
            spans_lines: false,
            whole_lines: 0,
        }
    }

    /// How many of the bytes read last stand before the end of the last line outside quotes, that end included: there
    /// the text can be cut in two. 0 when no line ends among them.
    pub(super) const fn whole_lines(&self) -> usize {
        self.whole_lines
    }

    fn watch(&mut self, bytes: &[u8]) -> Result<()> {
        let up_to_line_end = || bytes.iter().rposition(|byte| is_line_end(*byte)).map_or(0, |at| at + 1);
        self.whole_lines = 0;
        let (Some(last), Some(quote)) = (bytes.last(), self.quote) else {
            self.whole_lines = up_to_line_end();
            return Ok(());
        };
        let outside = matches!(self.state, State::FieldStart | State::Plain);
        // Most files have few quotes: a stretch without any needs no look at its single bytes.
        if self.header.1 && outside && !holds_any(bytes, &[quote]) {
            let ends_field = *last == self.delimiter || is_line_end(*last);
            self.state = if ends_field { State::FieldStart } else { State::Plain };
            self.whole_lines = up_to_line_end();
            return Ok(());
        }
        for (at, byte) in bytes.iter().enumerate() {
            self.step(*byte, quote)?;
            if is_line_end(*byte) && self.state == State::FieldStart {
                self.whole_lines = at + 1;
            }
        }
        Ok(())
    }

    fn step(&mut self, byte: u8, quote: u8) -> Result<()> {
        self.state = match self.state {
            State::FieldStart if byte == quote => {
                (self.first_line, self.this_line, self.spans_lines) = (0, 0, false);
                State::Quoted
            }
            State::Quoted if byte == quote => State::QuoteInQuoted,
            State::Quoted => {
                self.step_in_quotes(byte)?;
                State::Quoted
            }
            State::QuoteInQuoted if byte == quote => State::Quoted,
            State::QuoteInQuoted if byte != self.delimiter && !is_line_end(byte) => {
                return Err(broken(CLOSED_INSIDE));
            }
            state => {
                // The tail of one row and the head of the next make up exactly one row between the quotes.
                let halves = self.first_line + self.this_line;
                if state == State::QuoteInQuoted && self.spans_lines && halves == self.row_width() {
                    return Err(broken(HOLDS_ROWS));
                }
                self.step_outside(byte)
            }
        };
        Ok(())
    }

    fn step_in_quotes(&mut self, byte: u8) -> Result<()> {
        if byte == self.delimiter {
            self.this_line += 1;
        } else if is_line_end(byte) {
            if self.spans_lines && self.this_line >= self.row_width() {
                return Err(broken(HOLDS_ROWS));
            }
            if !self.spans_lines {
                self.first_line = self.this_line;
            }
            (self.this_line, self.spans_lines) = (0, true);
        }
        Ok(())
    }

    const fn step_outside(&mut self, byte: u8) -> State {
        if is_line_end(byte) {
            self.header.1 = true;
            State::FieldStart
        } else if byte == self.delimiter {
            if !self.header.1 {
                self.header.0 += 1;
            }
            State::FieldStart
        } else {
            State::Plain
        }
    }

    /// Delimiters of a row; out of reach when there are too few to tell a row from a text.
    const fn row_width(&self) -> usize {
        if self.header.0 < FEWEST_DELIMITERS { usize::MAX } else { self.header.0 }
    }
}

impl<R: Read> Read for QuoteWatch<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let n = self.bytes.read(buffer)?;
        if n == 0 && !buffer.is_empty() && self.state == State::Quoted {
            return Err(broken(NEVER_CLOSED));
        }
        self.watch(&buffer[..n])?;
        Ok(n)
    }
}

const fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

fn broken(problem: &'static str) -> Error {
    Error::new(ErrorKind::InvalidData, problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(text: &str) -> String {
        let mut read = Vec::new();
        let result = QuoteWatch::new(text.as_bytes(), b',', Some(b'"')).read_to_end(&mut read);
        result.err().map_or_else(String::new, |error| error.to_string())
    }

    #[test]
    fn good_quotes_pass() {
        for good in [
            "a,b,c,d,e,f\n1,2,3,4,5,6\n",
            "a,b,c,d,e,f\n1,\"two, and a half\",3,\"4 \"\"four\"\"\",5,\"6\"\n",
            "a,b,c,d,e,f\n1,2,3,4,5,\"a note, of\ntwo lines, no more\"\n",
            "\u{feff}\"a\",\"b\"\r\n\"1\",5 ft 10\"\r\n",
            "a,b\n\"x\ny\",2",
        ] {
            assert_eq!(complaint(good), "", "{good}");
        }
    }

    #[test]
    fn swallowed_rows_are_noticed() {
        let header = "id,patient,date,code,notes,paid\n";
        let row = "1,P,2025-01-01,99421,,5\n";
        for (rows, expected) in [
            ("1,P,2025-01-01,99421,\"open,5\n".to_owned(), NEVER_CLOSED),
            (format!("1,P,2025-01-01,99421,\"open,5\n{row}"), HOLDS_ROWS),
            (format!("1,P,2025-01-01,99421,\"open,5\r{row}"), HOLDS_ROWS),
            (format!("1,P,2025-01-01,99421,\"open,5\n{row}1,P,2025-01-01,99421,\"fine\",5\n"), HOLDS_ROWS),
            ("1,P,2025-01-01,99421,\"open,5\n1,P,2025-01-01,99421,5 ft 10\",5\n".to_owned(), HOLDS_ROWS),
            ("1,P,2025-01-01,99421,\"half\" open,5\n".to_owned(), CLOSED_INSIDE),
        ] {
            assert_eq!(complaint(&format!("{header}{rows}")), expected, "{rows}");
        }
    }
}
