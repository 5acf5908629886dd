//! Turns the bytes of a text into UTF-8 while they are read. What is not UTF-8 is Windows-1252, and then the whole file
//! is: never one cell so and the next one otherwise. Cuts no rows.

use std::io::{Error, ErrorKind, Read, Result};

use super::format::Encoding;
use super::sniff::{UTF_8_MARK, UTF_16_BE_MARK, UTF_16_LE_MARK};

/// How the bytes at hand are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Utf8,
    Windows1252,
    Latin1,
    Utf16Little,
    Utf16Big,
}

/// The bytes of a text as UTF-8.
pub(super) struct Decoded<R> {
    bytes: R,
    mode: Mode,
    /// Nothing but ASCII has been seen: the file may still turn out to be Windows-1252.
    may_turn: bool,
    /// What to say of bytes that are not UTF-8.
    problem: &'static str,
    is_broken: bool,
    /// Bytes that were read and not looked at yet.
    waiting: Vec<u8>,
    /// Bytes to hand on, and how many of them were.
    ready: Vec<u8>,
    n_taken: usize,
}

const MIXED: &str = "it holds bytes that are not UTF-8 behind characters that are; state the encoding with \
     `[format] encoding`";
const NOT_UTF_8: &str = "it holds bytes that are not UTF-8, which `[format] encoding` promises";
const NOT_UTF_16: &str = "it holds bytes that are not UTF-16, which its first bytes promise";

/// How much is decoded at once, and the least room in which bytes are handed on without a copy.
const BLOCK: usize = 1 << 14;
const LEAST_ROOM: usize = 64;

impl<R: Read> Decoded<R> {
    /// `head` are the first bytes of the text, which have been read already; `None` when they are UTF-16 although the
    /// encoding is stated as another.
    pub(super) fn new(mut head: Vec<u8>, bytes: R, encoding: Encoding) -> Option<Self> {
        let is_auto = encoding == Encoding::Auto;
        let mut mode = match encoding {
            Encoding::Auto | Encoding::Utf8 => Mode::Utf8,
            Encoding::Windows1252 => Mode::Windows1252,
            Encoding::Latin1 => Mode::Latin1,
        };
        let marks = [(UTF_8_MARK, mode), (UTF_16_LE_MARK, Mode::Utf16Little), (UTF_16_BE_MARK, Mode::Utf16Big)];
        let marked = marks.into_iter().find(|(mark, _)| head.starts_with(mark));
        if let Some((mark, stated)) = marked {
            if stated != mode && !is_auto {
                return None;
            }
            mode = stated;
            head.drain(..mark.len());
        }
        let problem = if is_auto { MIXED } else { NOT_UTF_8 };
        let (ready, may_turn) = (Vec::new(), is_auto && marked.is_none());
        Some(Self { bytes, mode, may_turn, problem, is_broken: false, waiting: head, ready, n_taken: 0 })
    }

    /// Whether every character takes one byte in the file.
    pub(super) const fn is_single_byte(&self) -> bool {
        matches!(self.mode, Mode::Windows1252 | Mode::Latin1)
    }

    /// Fills the buffer with bytes that are UTF-8 as they stand; gives their number and whether the file has ended.
    fn pass_on(&mut self, buffer: &mut [u8]) -> Result<(usize, bool)> {
        let mut n = self.waiting.len().min(buffer.len());
        buffer[..n].copy_from_slice(&self.waiting[..n]);
        self.waiting.drain(..n);
        let mut at_end = false;
        if self.waiting.is_empty() && n < buffer.len() {
            let n_read = self.bytes.read(&mut buffer[n..])?;
            (n, at_end) = (n + n_read, n_read == 0);
        }
        Ok((self.accept(&buffer[..n], at_end), at_end))
    }

    /// How many of the bytes are UTF-8; the others wait, for their other half or for another encoding.
    fn accept(&mut self, bytes: &[u8], at_end: bool) -> usize {
        if bytes.is_ascii() {
            return bytes.len();
        }
        let Err(error) = std::str::from_utf8(bytes) else {
            self.may_turn = false;
            return bytes.len();
        };
        let (good, rest) = bytes.split_at(error.valid_up_to());
        self.may_turn &= good.is_ascii();
        self.waiting.splice(..0, rest.iter().copied());
        if error.error_len().is_some() || at_end {
            self.is_broken = !self.may_turn;
            self.mode = if self.may_turn { Mode::Windows1252 } else { self.mode };
        }
        good.len()
    }

    /// Decodes a block into `ready`; false when the file has ended.
    fn decode(&mut self) -> Result<bool> {
        let mut block = std::mem::take(&mut self.waiting);
        let (n_waiting, mut at_end) = (block.len(), false);
        if n_waiting < 4 {
            block.resize(n_waiting + BLOCK, 0);
            let n_read = self.bytes.read(&mut block[n_waiting..])?;
            block.truncate(n_waiting + n_read);
            at_end = n_read == 0;
        }
        let text = match self.mode {
            Mode::Utf16Little => self.decode_utf_16(&block, u16::from_le_bytes, at_end)?,
            Mode::Utf16Big => self.decode_utf_16(&block, u16::from_be_bytes, at_end)?,
            Mode::Latin1 => block.iter().map(|byte| char::from(*byte)).collect(),
            Mode::Windows1252 | Mode::Utf8 => windows_1252(&block),
        };
        (self.ready, self.n_taken) = (text.into_bytes(), 0);
        Ok(!at_end || !self.ready.is_empty())
    }

    fn decode_utf_16(&mut self, block: &[u8], unit: fn([u8; 2]) -> u16, at_end: bool) -> Result<String> {
        let mut units: Vec<u16> = block.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        // The first half of a pair waits for the second.
        if !at_end && units.last().is_some_and(|unit| (0xd800..0xdc00).contains(unit)) {
            units.pop();
        }
        self.waiting = block[units.len() * 2..].to_vec();
        let text = String::from_utf16(&units).ok().filter(|_| !at_end || self.waiting.is_empty());
        text.ok_or_else(|| Error::new(ErrorKind::InvalidData, NOT_UTF_16))
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        while !buffer.is_empty() {
            let ready = &self.ready[self.n_taken..];
            if !ready.is_empty() {
                let n = ready.len().min(buffer.len());
                buffer[..n].copy_from_slice(&ready[..n]);
                self.n_taken += n;
                return Ok(n);
            }
            if self.is_broken {
                return Err(Error::new(ErrorKind::InvalidData, self.problem));
            }
            if self.mode != Mode::Utf8 {
                if self.decode()? {
                    continue;
                }
                break;
            }
            if LEAST_ROOM <= buffer.len() {
                let (n, at_end) = self.pass_on(buffer)?;
                if 0 < n || (at_end && self.waiting.is_empty()) {
                    return Ok(n);
                }
            } else {
                let mut block = vec![0; BLOCK];
                let (n, at_end) = self.pass_on(&mut block)?;
                block.truncate(n);
                (self.ready, self.n_taken) = (block, 0);
                if n == 0 && at_end && self.waiting.is_empty() {
                    break;
                }
            }
        }
        Ok(0)
    }
}

/// Windows-1252 where it differs from Latin-1: bytes 0x80 to 0x9F. Unused bytes stay what they are in Latin-1.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Bytes as UTF-8, or else as Windows-1252.
pub(super) fn decode(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| windows_1252(bytes), str::to_owned)
}

fn windows_1252(bytes: &[u8]) -> String {
    let special = |byte: u8| byte.checked_sub(0x80).and_then(|offset| WINDOWS_1252.get(usize::from(offset)));
    bytes.iter().map(|byte| special(*byte).copied().unwrap_or(char::from(*byte))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands on few bytes at a time, so that characters come in pieces.
    struct Drip<'a>(&'a [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
            let n = self.1.min(buffer.len());
            self.0.read(&mut buffer[..n])
        }
    }

    /// What comes out, and the complaint at its end.
    fn decoded(bytes: &[u8], encoding: Encoding, drip: usize, room: usize) -> (String, String) {
        let (head, rest) = bytes.split_at(bytes.len().min(3));
        let Some(mut reader) = Decoded::new(head.to_vec(), Drip(rest, drip), encoding) else {
            return (String::new(), "UTF-16 after all".to_owned());
        };
        let (mut read, mut buffer) = (Vec::new(), vec![0; room]);
        loop {
            match reader.read(&mut buffer) {
                Ok(0) => return (String::from_utf8(read).unwrap_or_default(), String::new()),
                Ok(n) => read.extend(&buffer[..n]),
                Err(error) => return (String::from_utf8(read).unwrap_or_default(), error.to_string()),
            }
        }
    }

    #[test]
    fn pieces_of_any_size_give_the_same_text() {
        let utf_16 = |text: &str, mark: &[u8], unit: fn(u16) -> [u8; 2]| {
            [mark.to_vec(), text.encode_utf16().flat_map(unit).collect()].concat()
        };
        let texts: [(Vec<u8>, Encoding, &str, &str); 13] = [
            ("a,é,漢,🩺,z".into(), Encoding::Auto, "a,é,漢,🩺,z", ""),
            ("\u{feff}é".into(), Encoding::Auto, "é", ""),
            (b"abc,\xe9\x92,d\xe9".to_vec(), Encoding::Auto, "abc,é’,dé", ""),
            (b"\xe9".to_vec(), Encoding::Auto, "é", ""),
            (b"caf\xc3".to_vec(), Encoding::Auto, "cafÃ", ""),
            (b"caf\xc3\xa9 caf\xe9 x".to_vec(), Encoding::Auto, "café caf", MIXED),
            (b"\xef\xbb\xbfcaf\xe9".to_vec(), Encoding::Auto, "caf", MIXED),
            (b"caf\xe9".to_vec(), Encoding::Utf8, "caf", NOT_UTF_8),
            (b"caf\xc3\xa9 \x92".to_vec(), Encoding::Windows1252, "cafÃ© ’", ""),
            (b"caf\xe9 \x92".to_vec(), Encoding::Latin1, "café \u{92}", ""),
            (utf_16("id,é,🩺", UTF_16_LE_MARK, u16::to_le_bytes), Encoding::Auto, "id,é,🩺", ""),
            (utf_16("id,é,🩺", UTF_16_BE_MARK, u16::to_be_bytes), Encoding::Auto, "id,é,🩺", ""),
            (utf_16("id", UTF_16_LE_MARK, u16::to_le_bytes), Encoding::Utf8, "", "UTF-16 after all"),
        ];
        for (bytes, encoding, text, problem) in texts {
            for (drip, room) in [(1, 1), (1, 100), (2, 3), (3, 64), (1_000, 1), (1_000, 1_000)] {
                let found = decoded(&bytes, encoding, drip, room);
                assert_eq!((found.0.as_str(), found.1.as_str()), (text, problem), "{bytes:?} {drip} {room}");
            }
        }
    }

    #[test]
    fn half_a_character_of_utf_16_is_no_end() {
        assert_eq!(decoded(b"\xff\xfea\0b", Encoding::Auto, 5, 100), ("a".to_owned(), NOT_UTF_16.to_owned()));
        assert_eq!(decoded(b"\xff\xfea\0\x3e\xd8", Encoding::Auto, 5, 100), ("a".to_owned(), NOT_UTF_16.to_owned()));
    }
}
