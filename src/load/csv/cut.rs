//! Cuts a block of CSV into rows and cells. A block without quotes is cut at every delimiter and line end; one with
//! quotes is the `csv` crate's business. Copies no cell that it need not, interprets none.

use std::io::Read as _;

use crate::load::batch::holds_any;
use crate::load::trailers::RaggedRow;

/// What cuts the text.
#[derive(Clone, Copy)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    /// None: quotes are characters like others.
    pub(super) quote: Option<u8>,
}

impl Dialect {
    pub(super) fn reader(self) -> csv::ReaderBuilder {
        let mut builder = csv::ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(self.delimiter);
        match self.quote {
            Some(quote) => builder.quote(quote),
            None => builder.quoting(false),
        };
        builder
    }
}

/// Which fields are wanted, of how many.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    pub(super) n: usize,
    pub(super) wanted: &'a [usize],
}

/// A guess, for the room that is set aside at first.
const BYTES_PER_FIELD: usize = 5;

/// A block with the places of its cells.
#[derive(Default)]
pub(super) struct Cut {
    text: String,
    /// Start and end of every cell of the whole rows, by wanted column.
    columns: Vec<Vec<[u32; 2]>>,
    /// Rows, whole and ragged.
    pub(super) n_rows: u64,
    /// Rows with too many or too few fields, from 1.
    pub(super) ragged: Vec<RaggedRow>,
    /// Fields of the first ragged row.
    pub(super) ragged_width: Option<usize>,
}

impl Cut {
    /// Cuts a block; nothing when it is no text.
    pub(super) fn new(block: Vec<u8>, dialect: Dialect, fields: Fields<'_>) -> Option<Self> {
        // Places are kept in four bytes.
        u32::try_from(block.len()).ok()?;
        let text = String::from_utf8(block).ok()?;
        let columns = fields.wanted.iter().map(|_| Vec::with_capacity(text.len() / fields.n / BYTES_PER_FIELD));
        let mut cut = Self { columns: columns.collect(), ..Self::default() };
        if dialect.quote.is_some_and(|quote| holds_any(text.as_bytes(), &[quote])) {
            cut.read_quoted(&text, dialect, fields).ok()?;
        } else {
            cut.find_cells(text.as_bytes(), dialect.delimiter, fields);
            cut.text = text;
        }
        Some(cut)
    }

    /// The text, and where the cells of a wanted column stand in it.
    pub(super) fn column(&self, place: usize) -> (&str, impl ExactSizeIterator<Item = (usize, usize)>) {
        (&self.text, self.columns[place].iter().map(|[start, end]| (*start as usize, *end as usize)))
    }

    /// The numbers of the rows that are whole, when so many rows came before.
    pub(super) fn whole_rows(&self, before: u64) -> Vec<u64> {
        let mut ragged = self.ragged.iter().map(|ragged| ragged.row).peekable();
        (1..=self.n_rows).filter(|row| ragged.next_if_eq(row).is_none()).map(|row| before + row).collect()
    }

    fn find_cells(&mut self, text: &[u8], delimiter: u8, fields: Fields<'_>) {
        let (mut row, mut first) = (Vec::with_capacity(fields.n + 1), 0);
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        // Where each field of the row begins, and where one behind the last would.
        row.push(0);
        let mut end_row = |row: &mut Vec<u32>, first: &mut usize, at: usize| {
            if at != *first {
                row.push(place(at + 1));
                self.add_row(row, text, fields);
            }
            *first = at + 1;
            row.clear();
            row.push(place(at + 1));
        };
        each_mark(text, [delimiter, b'\n', b'\r'], |at| {
            if text[at] == delimiter {
                row.push(place(at + 1));
            } else {
                end_row(&mut row, &mut first, at);
            }
        });
        end_row(&mut row, &mut first, text.len());
    }

    fn add_row(&mut self, begins: &[u32], text: &[u8], fields: Fields<'_>) {
        let field = |ends: &[u32]| {
            let bytes = text.get(ends[0] as usize..(ends[1] as usize).saturating_sub(1)).unwrap_or_default();
            std::str::from_utf8(bytes).unwrap_or_default()
        };
        if self.is_whole(begins.len() - 1, fields, || begins.windows(2).map(field).collect()) {
            for (column, index) in self.columns.iter_mut().zip(fields.wanted) {
                column.push([begins[*index], begins[index + 1] - 1]);
            }
        }
    }

    /// Counts a row; `read` gives its fields, should they be asked for.
    fn is_whole<'f>(&mut self, width: usize, fields: Fields<'_>, read: impl FnOnce() -> Vec<&'f str>) -> bool {
        self.n_rows += 1;
        if width != fields.n {
            self.ragged.push(RaggedRow::new(self.n_rows, read().into_iter()));
            self.ragged_width.get_or_insert(width);
        }
        width == fields.n
    }

    fn read_quoted(&mut self, block: &str, dialect: Dialect, fields: Fields<'_>) -> csv::Result<()> {
        // The blank line says that this is no file's beginning, where a mark of UTF-8 would be dropped.
        let mut reader = dialect.reader().from_reader(b"\n".chain(block.as_bytes()));
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record)? {
            if !self.is_whole(record.len(), fields, || record.iter().collect()) {
                continue;
            }
            let before = self.text.len();
            self.text.push_str(record.as_slice());
            let place = |at: usize| u32::try_from(before + at).unwrap_or(u32::MAX);
            for (column, index) in self.columns.iter_mut().zip(fields.wanted) {
                let range = record.range(*index).unwrap_or_default();
                column.push([place(range.start), place(range.end)]);
            }
        }
        Ok(())
    }
}

/// Tells the place of every byte that is one of three. Looks at eight bytes in one go.
fn each_mark(text: &[u8], marks: [u8; 3], mut found: impl FnMut(usize)) {
    const ONES: u64 = u64::from_ne_bytes([0x01; 8]);
    const LOW: u64 = u64::from_ne_bytes([0x7f; 8]);
    let marks = marks.map(|mark| u64::from(mark) * ONES);
    let (words, rest) = text.as_chunks::<8>();
    // The highest bit of every byte that is a mark.
    let hits_in = |word: u64| {
        marks.iter().fold(0, |hits, mark| {
            let other = word ^ mark;
            hits | !(((other & LOW) + LOW) | other | LOW)
        })
    };
    for (number, word) in words.iter().enumerate() {
        let mut hits = hits_in(u64::from_le_bytes(*word));
        while hits != 0 {
            found(number * 8 + hits.trailing_zeros() as usize / 8);
            hits &= hits - 1;
        }
    }
    let first = words.len() * 8;
    for (offset, byte) in rest.iter().enumerate() {
        if marks.contains(&(u64::from(*byte) * ONES)) {
            found(first + offset);
        }
    }
}
