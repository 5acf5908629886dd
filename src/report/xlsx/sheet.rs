//! One sheet of the workbook, written row by row and continued on further sheets when it is full. Every text is written
//! as a text: no cell is ever a formula.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::claim::Day;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// A text of several words, in several lines.
    Words,
    Date,
    Number,
    /// Whole cents, shown in dollars.
    Money,
    /// A share of one.
    Share,
    /// A tier, coloured.
    Tier,
    /// Left to the reviewer: one of [`DISPOSITIONS`].
    Disposition,
    /// Left to the reviewer.
    Open,
}

/// What a reviewer may conclude.
pub(super) const DISPOSITIONS: [&str; 4] = ["confirmed", "not a violation", "needs record", "refunded"];

/// A column: its header, what it holds, its width in letters.
pub(super) type Column = (&'static str, Kind, u16);

/// A cell.
pub(super) enum Cell<'a> {
    Blank,
    Text(&'a str),
    Number(i64),
    Money(i64),
    Share(f64),
    Date(Day),
}

/// A table that goes on over as many sheets as it needs.
pub(super) struct Sheets<'a> {
    workbook: &'a mut Workbook,
    name: &'static str,
    columns: &'a [Column],
    /// Rows of a sheet, the header not counted.
    rows_per_sheet: u32,
    n_begun: u32,
    n_rows: u32,
    sheet: Worksheet,
    formats: Formats,
    /// Texts longer than a cell can hold.
    pub(super) n_cut: u64,
}

/// A sheet has 1,048,576 rows; the first is the header.
pub(super) const MOST_ROWS: u32 = 1_048_575;
/// Points of a line of text, and the most that a row may have.
const LINE_HEIGHT: f64 = 15.0;
const MOST_HEIGHT: f64 = 409.0;
/// Rows of a sheet with a height of their own: the writer keeps half a kilobyte for each, and nobody reads further by eye.
const FITTED: u32 = 50_000;
/// Letters of a cell, as Excel counts them.
const MOST_LETTERS: usize = 32_767;
const CUT: &str = " … (cut: findings.parquet has it whole)";
/// 1900-03-01: Excel takes 1900 for a leap year, so that earlier dates would be off by one.
const FIRST_DATE: Day = Day(-25_508);
/// Days from Excel's origin to ours.
const EXCEL_EPOCH: i32 = 25_569;

struct Formats {
    header: Format,
    text: Format,
    words: Format,
    date: Format,
    number: Format,
    money: Format,
    share: Format,
    open: Format,
    tiers: [(&'static str, Format); 3],
}

impl Formats {
    fn new() -> Self {
        let base = || Format::new().set_align(FormatAlign::Top);
        // The format @ keeps a spreadsheet from reading a number into an identifier that is edited.
        let text = || base().set_num_format("@");
        let tier = |back: u32, ink: u32| text().set_background_color(Color::RGB(back)).set_font_color(Color::RGB(ink));
        Self {
            header: text()
                .set_bold()
                .set_text_wrap()
                .set_background_color(Color::RGB(0x00E3_E8EE))
                .set_border_bottom(FormatBorder::Thin),
            text: text(),
            words: text().set_text_wrap(),
            date: base().set_num_format("yyyy-mm-dd"),
            number: base().set_num_format("#,##0"),
            money: base().set_num_format("$#,##0.00;[Red]-$#,##0.00"),
            share: base().set_num_format("0.0%"),
            open: text().set_text_wrap().set_background_color(Color::RGB(0x00FF_FDF0)),
            tiers: [
                ("hard", tier(0x00F6_D5D2, 0x0070_1A12)),
                ("presumptive", tier(0x00FB_E6C3, 0x0066_3C00)),
                ("advisory", tier(0x00DC_E8F5, 0x001B_3F66)),
            ],
        }
    }
}

impl<'a> Sheets<'a> {
    pub(super) fn new(
        workbook: &'a mut Workbook,
        name: &'static str,
        columns: &'a [Column],
        rows_per_sheet: u32,
    ) -> Result<Self, XlsxError> {
        let sheet = workbook.new_worksheet_with_constant_memory()?;
        let formats = Formats::new();
        let mut sheets =
            Self { workbook, name, columns, rows_per_sheet, n_begun: 0, n_rows: 0, sheet, formats, n_cut: 0 };
        sheets.begin()?;
        Ok(sheets)
    }

    /// Names the sheet and writes its header.
    fn begin(&mut self) -> Result<(), XlsxError> {
        self.n_begun += 1;
        let name = if self.n_begun == 1 { self.name.to_owned() } else { format!("{} {}", self.name, self.n_begun) };
        self.sheet.set_name(name)?;
        self.sheet.set_freeze_panes(1, 0)?;
        self.sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        for (at, (header, _, width)) in (0..).zip(self.columns) {
            self.sheet.set_column_width(at, f64::from(*width))?;
            self.sheet.write_string_with_format(0, at, *header, &self.formats.header)?;
        }
        self.sheet.set_row_height(0, LINE_HEIGHT * f64::from(self.header_lines()))?;
        Ok(())
    }

    fn header_lines(&self) -> u32 {
        self.columns.iter().map(|(header, _, width)| lines(header, usize::from(*width))).max().unwrap_or(1)
    }

    /// Writes a row, one cell per column.
    pub(super) fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), XlsxError> {
        if self.n_rows == self.rows_per_sheet {
            let next = self.workbook.new_worksheet_with_constant_memory()?;
            let full = std::mem::replace(&mut self.sheet, next);
            let full = self.ended(full)?;
            self.workbook.push_worksheet(full);
            self.n_rows = 0;
            self.begin()?;
        }
        self.n_rows += 1;
        if self.n_rows <= FITTED {
            self.sheet.set_row_height(self.n_rows, self.height(cells))?;
        }
        for (at, (cell, (_, kind, _))) in (0..).zip(cells.iter().zip(self.columns)) {
            self.cell(at, cell, *kind)?;
        }
        Ok(())
    }

    /// The height that shows every line of the row's words: not every spreadsheet finds it out by itself.
    fn height(&self, cells: &[Cell<'_>]) -> f64 {
        let lines = cells.iter().zip(self.columns).map(|(cell, (_, kind, width))| match (cell, kind) {
            (Cell::Text(text), Kind::Words) => lines(text, usize::from(*width)),
            _ => 1,
        });
        (LINE_HEIGHT * f64::from(lines.max().unwrap_or(1))).min(MOST_HEIGHT)
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "spreadsheets have no other numbers; exact below 90 trillion dollars"
    )]
    fn cell(&mut self, at: u16, cell: &Cell<'_>, kind: Kind) -> Result<(), XlsxError> {
        let (row, sheet, formats) = (self.n_rows, &mut self.sheet, &self.formats);
        match cell {
            Cell::Blank if matches!(kind, Kind::Disposition | Kind::Open) => {
                sheet.write_blank(row, at, &formats.open)?;
            }
            Cell::Blank | Cell::Text("") => {}
            Cell::Text(text) => {
                let format = match kind {
                    Kind::Words => &formats.words,
                    Kind::Tier => formats.tiers.iter().find(|(tier, _)| tier == text).map_or(&formats.text, |(_, f)| f),
                    _ => &formats.text,
                };
                if fits(text) {
                    sheet.write_string_with_format(row, at, *text, format)?;
                } else {
                    self.n_cut += 1;
                    sheet.write_string_with_format(row, at, cut(text), format)?;
                }
            }
            Cell::Number(n) => {
                sheet.write_number_with_format(row, at, *n as f64, &formats.number)?;
            }
            Cell::Money(cents) => {
                sheet.write_number_with_format(row, at, *cents as f64 / 100.0, &formats.money)?;
            }
            Cell::Share(share) => {
                sheet.write_number_with_format(row, at, *share, &formats.share)?;
            }
            Cell::Date(day) if FIRST_DATE <= *day => {
                sheet.write_number_with_format(row, at, f64::from(day.0 + EXCEL_EPOCH), &formats.date)?;
            }
            Cell::Date(day) => {
                sheet.write_string_with_format(row, at, day.to_string(), &formats.text)?;
            }
        }
        Ok(())
    }

    /// What a sheet gets when its rows are known: filters, and the drop-down of dispositions.
    fn ended(&self, mut sheet: Worksheet) -> Result<Worksheet, XlsxError> {
        let last = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(0);
        sheet.autofilter(0, 0, self.n_rows, last)?;
        for (at, (_, kind, _)) in (0..).zip(self.columns) {
            if *kind == Kind::Disposition && self.n_rows > 0 {
                let choice = DataValidation::new()
                    .allow_list_strings(&DISPOSITIONS)?
                    .set_error_style(DataValidationErrorStyle::Stop)
                    .set_error_message("Choose one of the list, or leave it empty.")?;
                sheet.add_data_validation(1, at, self.n_rows, at, &choice)?;
            }
        }
        Ok(sheet)
    }

    /// Puts the last sheet into the workbook; gives the number of texts that had to be cut.
    pub(super) fn finish(mut self) -> Result<u64, XlsxError> {
        let last = std::mem::replace(&mut self.sheet, Worksheet::new());
        let last = self.ended(last)?;
        self.workbook.push_worksheet(last);
        Ok(self.n_cut)
    }
}

/// Lines of a text in a column of so many letters, broken between words.
fn lines(text: &str, width: usize) -> u32 {
    let of_paragraph = |paragraph: &str| {
        let (mut n, mut used) = (1, 0);
        for word in paragraph.split(' ') {
            let length = word.chars().count();
            if 0 < used && width < used + 1 + length {
                n += 1;
                used = 0;
            }
            // A word longer than the column goes on in the next lines.
            n += u32::try_from(length.saturating_sub(1) / width.max(1)).unwrap_or(0);
            used += length + usize::from(0 < used);
        }
        n
    };
    text.split('\n').map(of_paragraph).sum()
}

fn fits(text: &str) -> bool {
    text.len() <= MOST_LETTERS || text.encode_utf16().count() <= MOST_LETTERS
}

/// The beginning of a text that does not fit, with a word that says so.
fn cut(text: &str) -> String {
    // A letter outside the basic plane counts twice: half the room is enough for any text.
    text.chars().take(MOST_LETTERS / 2 - CUT.chars().count()).chain(CUT.chars()).collect()
}

#[cfg(test)]
mod tests {
    use calamine::{Reader as _, Xlsx, open_workbook_from_rs};

    use super::*;

    const COLUMNS: [Column; 2] = [("text", Kind::Text, 10), ("number", Kind::Number, 10)];

    /// Name and cells of a sheet.
    type Read = (String, Vec<Vec<String>>);

    /// The cells of every sheet, written with few rows to a sheet, and the number of texts that were cut.
    fn written(rows: &[(&str, i64)], rows_per_sheet: u32) -> (Vec<Read>, u64) {
        let mut workbook = Workbook::new();
        let mut sheets = Sheets::new(&mut workbook, "list", &COLUMNS, rows_per_sheet).unwrap();
        for (text, n) in rows {
            sheets.row(&[Cell::Text(text), Cell::Number(*n)]).unwrap();
        }
        let n_cut = sheets.finish().unwrap();
        let bytes = workbook.save_to_buffer().unwrap();
        let mut read: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
        let cells = |row: &[calamine::Data]| row.iter().map(ToString::to_string).collect();
        let sheets = read.worksheets().into_iter().map(|(name, range)| (name, range.rows().map(cells).collect()));
        (sheets.collect(), n_cut)
    }

    #[test]
    fn a_full_sheet_goes_on_in_the_next_and_nothing_is_lost() {
        let rows: Vec<(String, i64)> = (0..7).map(|n| (format!("row {n}"), n)).collect();
        let borrowed: Vec<(&str, i64)> = rows.iter().map(|(text, n)| (text.as_str(), *n)).collect();
        let (sheets, n_cut) = written(&borrowed, 3);
        let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!((names, n_cut), (vec!["list", "list 2", "list 3"], 0));
        let mut found = Vec::new();
        for (_, cells) in &sheets {
            assert_eq!(cells[0], ["text", "number"], "every sheet has the header");
            found.extend(cells[1..].iter().map(|row| (row[0].clone(), row[1].parse::<i64>().unwrap())));
        }
        assert_eq!(found, rows);
        assert_eq!(written(&borrowed[..6], 3).0.len(), 2, "no empty sheet behind a full one");
    }

    #[test]
    fn rows_are_as_high_as_their_words() {
        assert_eq!(lines("", 10), 1);
        assert_eq!(lines("ten letter", 10), 1);
        assert_eq!(lines("ten letters", 10), 2);
        assert_eq!(lines("a\nb", 10), 2);
        assert_eq!(lines("one two three", 7), 2);
        assert_eq!(lines(&"x".repeat(25), 10), 3);
    }

    #[test]
    fn a_text_longer_than_a_cell_is_cut_and_says_so() {
        let (fitting, long) = ("x".repeat(MOST_LETTERS), "\u{1f600}".repeat(MOST_LETTERS));
        let (sheets, n_cut) = written(&[(&fitting, 1), (&long, 2)], 9);
        let cells = &sheets[0].1;
        assert_eq!(cells[1][0], fitting);
        assert!(cells[2][0].ends_with(CUT) && cells[2][0].starts_with('\u{1f600}'));
        assert_eq!(n_cut, 1);
    }
}
