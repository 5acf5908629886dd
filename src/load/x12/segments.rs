//! Cuts the bytes of an X12 file into segments and elements, by the delimiters that every interchange names for itself.
//! Checks no envelope and interprets no value.

use std::io::{BufRead, BufReader, Cursor, ErrorKind, Read};

use crate::load::encoding::decode;
use crate::load::error::LoadError;

/// Bytes of an ISA in front of its terminator. Its elements have fixed widths: this is how the delimiters are found.
const ISA_LENGTH: usize = 105;
/// Where the ISA has element separators, from 0.
const ISA_SEPARATORS: [usize; 16] = [3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103];
/// The longest segment. Those of the guides have some hundred characters; more means that the terminator is not where
/// the ISA says, and that the rest of the file would have to be held in memory.
const LONGEST: usize = 1 << 16;
/// What some programs write in front of UTF-8.
const BYTE_ORDER_MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

/// How much text may stand in front of the first interchange.
pub(in crate::load) const LONGEST_FRONT: u64 = 1 << 16;

/// Where the first ISA of a text begins; none when there is none with its elements at their fixed places.
fn first_isa(head: &[u8]) -> Option<usize> {
    let is_isa = |at: &usize| {
        let isa: Vec<u8> =
            head[*at..].iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).take(ISA_LENGTH).collect();
        let is_beginning = *at == 0 || !head[at - 1].is_ascii_alphanumeric();
        is_beginning
            && isa.len() == ISA_LENGTH
            && isa.starts_with(b"ISA")
            && !isa[3].is_ascii_alphanumeric()
            && ISA_SEPARATORS.iter().all(|place| isa[*place] == isa[3])
    };
    memchr_isa(head).find(is_isa)
}

/// The places of the letters ISA.
fn memchr_isa(head: &[u8]) -> impl Iterator<Item = usize> {
    head.windows(3).enumerate().filter(|(_, window)| window == b"ISA").map(|(at, _)| at)
}

/// Whether an interchange begins behind other text.
pub(in crate::load) fn begins_behind_text(head: &[u8]) -> bool {
    first_isa(head).is_some()
}

/// Whether text in front of an interchange is the rest of another one: then something is missing.
fn holds_segments(front: &[u8], separator: u8) -> bool {
    const NAMES: [&str; 12] = ["GS", "ST", "SE", "GE", "IEA", "CLM", "CLP", "SVC", "SV1", "NM1", "HL", "LX"];
    NAMES.iter().any(|name| {
        let sought: Vec<u8> = name.bytes().chain([separator]).collect();
        let mut places = front.windows(sought.len()).enumerate().filter(|(_, window)| *window == sought);
        places.any(|(at, _)| at == 0 || !front[at - 1].is_ascii_alphanumeric())
    })
}

/// One segment: its name and its elements.
#[derive(Default)]
pub(super) struct Segment {
    text: String,
    /// Where each element ends; the name is element 0.
    ends: Vec<usize>,
    component: char,
    /// Its place in the file, from 1.
    pub(super) number: u64,
    /// Whether a terminator stands behind it.
    pub(super) is_terminated: bool,
}

impl Segment {
    /// What kind of segment it is, such as `CLM`.
    pub(super) fn name(&self) -> &str {
        self.element(0)
    }

    /// An element, counted from 1 as the guides do, without surrounding blanks; empty when absent.
    pub(super) fn element(&self, number: usize) -> &str {
        let Some(&end) = self.ends.get(number) else { return "" };
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before] + 1);
        trimmed(&self.text[start..end])
    }

    /// How many elements there are.
    pub(super) fn n_elements(&self) -> usize {
        self.ends.len().saturating_sub(1)
    }

    /// The parts of a composite element.
    pub(super) fn components(&self, element: usize) -> impl Iterator<Item = &str> {
        self.element(element).split(self.component).map(trimmed)
    }

    /// One part of a composite element, from 1; empty when absent.
    pub(super) fn component(&self, element: usize, number: usize) -> &str {
        self.components(element).nth(number - 1).unwrap_or("")
    }

    /// Errors when a composite whose first part is a short code has another separator in it: such files exist, and
    /// taken by the word of their ISA they would lose code, modifiers and place at once.
    pub(super) fn check_composite(&self, element: usize) -> Result<(), String> {
        let first = self.component(element, 1);
        if first.len() <= 3 && first.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Ok(());
        }
        let name = self.name();
        Err(format!("element {element} of the {name} is not cut by the component separator that the ISA names"))
    }

    fn fill(&mut self, raw: &[u8], element: u8) {
        self.text.clear();
        match std::str::from_utf8(raw) {
            Ok(text) => self.text.push_str(text),
            Err(_) => self.text = decode(raw),
        }
        self.ends.clear();
        let separators = self.text.bytes().enumerate().filter(|(_, byte)| *byte == element);
        self.ends.extend(separators.map(|(at, _)| at));
        self.ends.push(self.text.len());
    }
}

/// The segments of a file, read one by one.
pub(super) struct Segments {
    file: String,
    bytes: BufReader<Box<dyn Read + Send>>,
    raw: Vec<u8>,
    element: u8,
    terminator: u8,
    /// The segment read last.
    pub(super) segment: Segment,
    /// Whether the file begins within an interchange.
    is_cut: bool,
}

impl Segments {
    /// Passes over text in front of the first interchange.
    pub(super) fn new(file: &str, mut bytes: Box<dyn Read + Send>) -> Self {
        let mut head = Vec::new();
        // What ends a file too early ends it for the envelopes too.
        let _ = bytes.by_ref().take(LONGEST_FRONT).read_to_end(&mut head);
        let start = first_isa(&head).filter(|at| !head[..*at].iter().all(|byte| is_padding(*byte)));
        let is_cut = start.is_some_and(|at| holds_segments(&head[..at], head[at + 3]));
        head.drain(..start.filter(|_| !is_cut).unwrap_or(0));
        let bytes: Box<dyn Read + Send> = Box::new(Cursor::new(head).chain(bytes));
        Self {
            file: file.to_owned(),
            bytes: BufReader::with_capacity(1 << 18, bytes),
            raw: Vec::new(),
            element: b'*',
            terminator: b'~',
            segment: Segment::default(),
            is_cut,
        }
    }

    /// Reads the ISA of the next interchange, and the delimiters from it; `false` at the end of the file.
    pub(super) fn next_interchange(&mut self) -> Result<bool, LoadError> {
        let mut next = self.next_byte()?;
        // A blank segment behind the IEA is none.
        let terminator = Some(self.terminator).filter(|_| 0 < self.segment.number);
        let ends_blank = |byte: u8| terminator == Some(byte);
        let is_nothing = |byte: u8| is_padding(byte) || BYTE_ORDER_MARK.contains(&byte) || ends_blank(byte);
        while next.is_some_and(is_nothing) {
            next = self.next_byte()?;
        }
        self.raw.clear();
        while let Some(byte) = next {
            // A file cut into lines of one length has line breaks anywhere, within the ISA too.
            if !matches!(byte, b'\r' | b'\n') {
                self.raw.push(byte);
            }
            if self.raw.len() == ISA_LENGTH || !b"ISA".starts_with(&self.raw[..self.raw.len().min(3)]) {
                break;
            }
            next = self.next_byte()?;
        }
        self.segment.number += 1;
        match self.raw.len() {
            0 if self.segment.number == 1 => Err(self.not_data("is empty: an X12 file begins with an ISA segment")),
            0 => Ok(false),
            _ if !b"ISA".starts_with(&self.raw[..self.raw.len().min(3)]) => Err(match self.segment.number {
                1 if self.is_cut => self.not_data("begins in the middle of an interchange: its ISA is missing"),
                1 => self.not_data("is not X12: it does not begin with an ISA segment"),
                _ => self.error("expected an ISA or the end of the file behind an IEA"),
            }),
            ISA_LENGTH => self.take_delimiters().map(|()| true),
            _ => Err(self.error("the file ends inside the ISA")),
        }
    }

    fn take_delimiters(&mut self) -> Result<(), LoadError> {
        let element = self.raw[ISA_SEPARATORS[0]];
        let component = self.raw[ISA_LENGTH - 1];
        if ISA_SEPARATORS.iter().any(|at| self.raw[*at] != element) {
            return Err(self.error("the sixteen elements of the ISA do not stand at their fixed places"));
        }
        let Some(terminator) = self.find_terminator()? else { return Err(self.error("the file ends inside the ISA")) };
        let all = [element, component, terminator];
        let is_usable =
            |byte: &u8| byte.is_ascii() && !byte.is_ascii_alphanumeric() && !matches!(byte, b' ' | b'.' | b'-');
        if !all.iter().all(is_usable) || element == component || all[..2].contains(&terminator) {
            return Err(self.error("the ISA names delimiters that are letters, digits or not distinct"));
        }
        (self.element, self.terminator, self.segment.component) = (element, terminator, char::from(component));
        self.segment.is_terminated = true;
        self.segment.fill(&self.raw, element);
        Ok(())
    }

    /// The byte behind the ISA. Line breaks there are the terminator, unless a sign follows them: then the file is cut
    /// into lines, and one happened to end here. Of CR and LF, LF counts: the other is dropped wherever it stands.
    fn find_terminator(&mut self) -> Result<Option<u8>, LoadError> {
        let mut line_break = None;
        while let Some(byte @ (b'\r' | b'\n')) = self.peek()? {
            line_break = if line_break == Some(b'\n') { line_break } else { Some(byte) };
            self.next_byte()?;
        }
        match self.peek()? {
            Some(byte) if line_break.is_none() || byte.is_ascii_punctuation() => self.next_byte(),
            _ => Ok(line_break),
        }
    }

    /// Reads the next segment; `false` at the end of the file. Blank ones are passed over.
    pub(super) fn next(&mut self) -> Result<bool, LoadError> {
        self.segment.number += 1;
        loop {
            self.raw.clear();
            let is_terminated = self.fill_raw()?;
            let start = self.raw.iter().take_while(|byte| is_padding(**byte)).count();
            let end = self.raw.iter().rposition(|byte| !is_padding(*byte)).map_or(start, |last| last + 1);
            if start < end {
                self.segment.is_terminated = is_terminated;
                self.segment.fill(&self.raw[start..end], self.element);
                return Ok(true);
            }
            if !is_terminated {
                return Ok(false);
            }
        }
    }

    /// Takes bytes up to the terminator, without line breaks; `false` when the file ends first.
    fn fill_raw(&mut self) -> Result<bool, LoadError> {
        loop {
            let buffer = match self.bytes.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.unreadable(&error)),
            };
            if buffer.is_empty() {
                return Ok(false);
            }
            let end = buffer.iter().position(|byte| *byte == self.terminator);
            let taken = &buffer[..end.unwrap_or(buffer.len())];
            for part in taken.split(|byte| matches!(byte, b'\r' | b'\n')) {
                self.raw.extend_from_slice(part);
            }
            let n_read = taken.len() + usize::from(end.is_some());
            self.bytes.consume(n_read);
            if LONGEST < self.raw.len() {
                return Err(self.error(&format!("no segment terminator within {LONGEST} characters")));
            }
            if end.is_some() {
                return Ok(true);
            }
        }
    }

    fn next_byte(&mut self) -> Result<Option<u8>, LoadError> {
        let byte = self.peek()?;
        self.bytes.consume(usize::from(byte.is_some()));
        Ok(byte)
    }

    fn peek(&mut self) -> Result<Option<u8>, LoadError> {
        loop {
            match self.bytes.fill_buf() {
                Ok(buffer) => return Ok(buffer.first().copied()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(self.unreadable(&error)),
            }
        }
    }

    fn unreadable(&self, error: &std::io::Error) -> LoadError {
        self.not_data(&format!("could not be read to its end behind segment {}: {error}", self.segment.number))
    }

    /// An error about the whole file.
    pub(super) fn not_data(&self, problem: &str) -> LoadError {
        LoadError::NotData { file: self.file.clone(), problem: problem.to_owned() }
    }

    /// An error at the present segment. Its text is never told: it is patient data.
    pub(super) fn error(&self, problem: &str) -> LoadError {
        self.not_data(&format!("segment {}: {problem}", self.segment.number))
    }
}

/// Without surrounding blanks. Most elements have none, which two bytes show.
fn trimmed(text: &str) -> &str {
    let is_plain = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    let bytes = text.as_bytes();
    if is_plain(bytes.first()) && is_plain(bytes.last()) { text } else { text.trim() }
}

/// What may stand between segments: blanks, line breaks, and what old systems fill their last block with.
fn is_padding(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, 0 | 0x1a)
}

#[cfg(test)]
mod tests {
    use crate::load::x12::Transaction;
    use crate::load::x12::tests::{CLAIMS, REMITTANCE, claims, read, remittances};

    /// The fixture without line breaks between its segments.
    fn unbroken() -> String {
        CLAIMS.replace('\n', "")
    }

    #[test]
    fn delimiters_are_those_the_isa_names() {
        let expected = claims(CLAIMS);
        for [element, component, terminator] in [
            ["*", ">", "~"],
            ["|", ":", "~"],
            ["*", "<", "~\n"],
            ["*", ":", "\n"],
            ["*", ":", "\r\n"],
            ["*", ":", "\r"],
            ["~", "^", "_"],
            ["\u{1d}", "\u{1f}", "\u{1c}"],
        ] {
            let [own_element, own_component] = ["\u{1}", "\u{2}"];
            let text =
                unbroken().replace('*', own_element).replace(':', own_component).replace("^\u{1}00501", "U\u{1}00501");
            let text = text.replace('~', terminator).replace(own_element, element).replace(own_component, component);
            let rows: Vec<_> = claims(&text);
            // Pointers are always listed with colons.
            assert_eq!(rows, expected, "{element:?} {component:?} {terminator:?}");
        }
    }

    #[test]
    fn padding_between_segments_and_around_the_file_does_not_count() {
        let expected = claims(CLAIMS);
        let padded = [
            unbroken(),
            CLAIMS.replace('\n', "\r\n"),
            unbroken().replace('~', "~   \r\n\r\n  "),
            format!("\u{feff}{CLAIMS}"),
            format!("\r\n  {CLAIMS}\n\n   \u{1a}\0\0"),
            unbroken().replace('~', "~\n~\n"),
            CLAIMS.trim_end().trim_end_matches('~').to_owned(),
        ];
        for text in padded {
            assert_eq!(claims(&text), expected, "{:?}", &text[..120]);
        }
    }

    #[test]
    fn files_cut_into_lines_of_one_length_are_put_together() {
        for (width, end) in [(80, "\n"), (80, "\r\n"), (132, "\n"), (7, "\n")] {
            let lines: Vec<String> =
                unbroken().as_bytes().chunks(width).map(|line| String::from_utf8_lossy(line).into()).collect();
            assert_eq!(claims(&(lines.join(end) + end)), claims(CLAIMS), "{width} {end:?}");
        }
    }

    #[test]
    fn every_interchange_has_its_own_delimiters() {
        let second = unbroken().replace('*', "|").replace(':', ">").replace('~', "!");
        let both = claims(&format!("{CLAIMS}{second}"));
        assert_eq!(both, [claims(CLAIMS), claims(CLAIMS)].concat());
    }

    #[test]
    fn values_lose_surrounding_blanks_and_keep_their_characters() {
        let text = CLAIMS.replace("*INVENTED COMMERCIAL*", "*  ASSURANCE \u{e9}TOILE  *");
        let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
        for bytes in [text.as_bytes(), &latin] {
            let (rows, _) = read(bytes, Transaction::Claims).expect("a whole file");
            assert_eq!(rows[4]["payer_name"], "ASSURANCE \u{e9}TOILE");
        }
        let spaced = REMITTANCE.replace("SVC*HC:99442:95*", "SVC* HC : 99442 : 95 *");
        assert_eq!(remittances(&spaced), remittances(REMITTANCE));
    }

    #[test]
    fn delimiters_that_cannot_be_right_are_refused() {
        let isa_end = "*P*:~";
        for wrong in ["*P*A~", "*P**~", "*P*:*", "*P*::", "*P*:9", "*P*:-"] {
            let said =
                read(CLAIMS.replacen(isa_end, wrong, 1).as_bytes(), Transaction::Claims).expect_err("wrong delimiters");
            assert!(said.contains("segment 1") && said.contains("delimiters"), "{wrong}: {said}");
        }
        let shifted = CLAIMS.replacen("INVENTED SENDER*", "INVENTED*", 1);
        let said = read(shifted.as_bytes(), Transaction::Claims).expect_err("an ISA of another length");
        assert!(said.contains("segment 1") && said.contains("fixed places"), "{said}");
    }
}
