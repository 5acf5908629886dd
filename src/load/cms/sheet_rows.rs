//! Reads the first sheet of an xlsx workbook row by row, every cell as text. Knows no columns and no cell formats: a
//! date kept as a formatted number stays a number.

use std::borrow::Cow;

use csv::ByteRecord;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::workbook::{PartBytes, Workbook};
use super::{LoadError, unusable};

/// The rows of a sheet.
pub(super) struct SheetRows {
    path: String,
    sheet: Reader<PartBytes>,
    /// Texts that cells name by number.
    shared: Vec<String>,
    number: u64,
    buffer: Vec<u8>,
}

/// What the value of a cell is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CellKind {
    Number,
    Shared,
    Text,
}

/// The cell being read.
struct Cell {
    column: usize,
    kind: CellKind,
    value: String,
    is_value: bool,
}

/// Excel's own limit; a reference beyond it is damage.
const MOST_COLUMNS: usize = 16_384;

impl SheetRows {
    /// Opens the sheet and reads the texts that its cells share.
    pub(super) fn open(path: &str) -> Result<Self, LoadError> {
        let workbook = Workbook::open(path)?;
        let name = workbook.first_sheet().ok_or_else(|| unusable(path, "is a workbook without sheets"))?;
        let sheet = workbook.part(name)?.ok_or_else(|| damaged(path))?;
        let shared = match workbook.part("xl/sharedStrings.xml")? {
            Some(part) => shared_texts(part).ok_or_else(|| damaged(path))?,
            None => Vec::new(),
        };
        Ok(Self { path: path.to_owned(), sheet: Reader::from_reader(sheet), shared, number: 0, buffer: Vec::new() })
    }

    /// Reads the next row; its number, or `None` behind the last.
    pub(super) fn next(&mut self, record: &mut ByteRecord) -> Result<Option<u64>, LoadError> {
        record.clear();
        let mut cell = None;
        loop {
            self.buffer.clear();
            let event = self.sheet.read_event_into(&mut self.buffer).map_err(|_| damaged(&self.path))?;
            match event {
                Event::Start(start) | Event::Empty(start) if start.local_name().as_ref() == b"row" => {
                    let stated = attribute(&start, "r").and_then(|number| number.parse().ok());
                    self.number = stated.unwrap_or(self.number + 1);
                }
                Event::Start(start) => begin(&start, record.len(), &mut cell),
                Event::Text(text) => put(&mut cell, || text.decode().ok().map(Cow::into_owned)),
                Event::GeneralRef(entity) => put(&mut cell, || resolved(&entity)),
                Event::End(end) => match end.local_name().as_ref() {
                    b"c" => {
                        let finished = cell.take().is_none_or(|cell| self.finish(&cell, record));
                        if !finished {
                            return Err(damaged(&self.path));
                        }
                    }
                    b"v" | b"t" => set_value(&mut cell, false),
                    b"row" => return Ok(Some(self.number)),
                    _ => {}
                },
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }
}

impl SheetRows {
    /// Puts a cell into its column; false when it names a text that is not there, or a column before the last one.
    fn finish(&self, cell: &Cell, record: &mut ByteRecord) -> bool {
        if MOST_COLUMNS <= cell.column || cell.column < record.len() {
            return false;
        }
        while record.len() < cell.column {
            record.push_field(b"");
        }
        let shared = || cell.value.trim().parse::<usize>().ok().and_then(|at| self.shared.get(at));
        match cell.kind {
            CellKind::Text => record.push_field(cell.value.as_bytes()),
            CellKind::Number => record.push_field(shortest(cell.value.trim()).as_bytes()),
            CellKind::Shared => match shared() {
                Some(text) => record.push_field(text.as_bytes()),
                None => return false,
            },
        }
        true
    }
}

/// Notes that a cell, or the text of the present cell, begins.
fn begin(start: &BytesStart<'_>, n_cells: usize, cell: &mut Option<Cell>) {
    match start.local_name().as_ref() {
        b"c" => {
            let column = attribute(start, "r").and_then(|reference| column_of(&reference)).unwrap_or(n_cells);
            let kind = match attribute(start, "t").as_deref() {
                Some("s") => CellKind::Shared,
                None | Some("n") => CellKind::Number,
                Some(_) => CellKind::Text,
            };
            *cell = Some(Cell { column, kind, value: String::new(), is_value: false });
        }
        b"v" | b"t" => set_value(cell, true),
        _ => {}
    }
}

fn set_value(cell: &mut Option<Cell>, is_value: bool) {
    if let Some(cell) = cell {
        cell.is_value = is_value;
    }
}

fn put(cell: &mut Option<Cell>, text: impl FnOnce() -> Option<String>) {
    if let Some(cell) = cell.as_mut().filter(|cell| cell.is_value) {
        cell.value.push_str(&text().unwrap_or_default());
    }
}

/// The column of a reference such as `AB12`, from 0.
fn column_of(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_uppercase);
    let column = letters.take(4).fold(0, |sum, letter| sum * 26 + usize::from(letter - b'A') + 1);
    column.checked_sub(1)
}

/// A number in its shortest form: Excel writes 0.04 as 4.0000000000000001E-2. Text that is no number stays.
fn shortest(number: &str) -> String {
    number.parse::<f64>().map_or_else(|_| number.to_owned(), |number| number.to_string())
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = start.try_get_attribute(name).ok()??;
    Some(String::from_utf8_lossy(&attribute.value).into_owned())
}

/// The text of `&amp;`, `&#38;` and the like.
fn resolved(entity: &BytesRef<'_>) -> Option<String> {
    if let Some(c) = entity.resolve_char_ref().ok()? {
        return Some(c.to_string());
    }
    resolve_predefined_entity(&entity.decode().ok()?).map(str::to_owned)
}

/// The texts that cells name by number; `None` when the part is damaged.
fn shared_texts(part: PartBytes) -> Option<Vec<String>> {
    let (mut reader, mut buffer) = (Reader::from_reader(part), Vec::new());
    let (mut texts, mut is_text) = (Vec::<String>::new(), false);
    loop {
        buffer.clear();
        let added = match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(start) => {
                match start.local_name().as_ref() {
                    b"si" => texts.push(String::new()),
                    b"t" => is_text = true,
                    _ => {}
                }
                None
            }
            Event::Empty(start) if start.local_name().as_ref() == b"si" => {
                texts.push(String::new());
                None
            }
            Event::End(end) if end.local_name().as_ref() == b"t" => {
                is_text = false;
                None
            }
            Event::Text(text) if is_text => text.decode().ok().map(Cow::into_owned),
            Event::GeneralRef(entity) if is_text => resolved(&entity),
            Event::Eof => return Some(texts),
            _ => None,
        };
        if let (Some(text), Some(last)) = (added, texts.last_mut()) {
            last.push_str(&text);
        }
    }
}

fn damaged(path: &str) -> LoadError {
    unusable(path, "is a workbook whose sheet cannot be read; save it as CSV")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_numbers() {
        assert_eq!(["A1", "Z9", "AA10", "7"].map(column_of), [Some(0), Some(25), Some(26), None]);
        assert_eq!(
            ["20240101", "4.0000000000000001E-2", "32.346499999999999", "2.0", "x"].map(shortest),
            ["20240101", "0.04", "32.3465", "2", "x"]
        );
    }
}
