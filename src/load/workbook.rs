//! Reads a sheet of an xlsx workbook as rows of text, every cell as a person sees it: dates as dates, numbers without
//! their binary noise, zeros that a format puts in front. Casts nothing.
//!
//! Dates are written as 2025-10-31, whatever their format says, and times as 14:05:00: the order of day and month is known
//! here, and text would lose it. A formula whose value is not in the file is a text that no column can read, for only Excel
//! can work it out. A number of more than fifteen digits is given in scientific notation, for Excel has
//! replaced its last digits by zeros; an identifier of that kind is rejected like the same one in a CSV file.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::sync::mpsc::SyncSender;

use calamine::{DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xlsx};

use super::batch::{SourceBatch, TextColumn};
use super::error::LoadError;
use super::format::FileFormat;
use super::header::Header;
use super::source::{EMPTY, not_data};
use super::text_batches::{Batches, RowCounts};
use super::trailers::RaggedRow;

/// A workbook whose header has been read.
pub(super) struct SheetSource {
    file: String,
    sheet: String,
    /// The first row of data, from 0.
    first_row: u32,
    pub(super) header: Header,
}

type Book = Xlsx<BufReader<File>>;

/// Rows looked at to find a header that does not stand at the top.
const LOOKED_AT: u32 = 50;
/// Numbers from here on have more digits than a workbook keeps.
const MOST_EXACT: f64 = 1e15;

/// What stands for the value of a formula that nobody has worked out: as an identifier its digits are lost, and it is no
/// amount, date or number either.
const NO_VALUE: &str = "1E+9999";

const DAMAGED: &str = "is an Excel workbook that cannot be read; save the sheet as CSV UTF-8";

impl SheetSource {
    /// Opens the sheet that the layout names, else the first one that is shown, and reads its header.
    pub(super) fn open(file: &str, format: &FileFormat) -> Result<Self, LoadError> {
        let mut book = open_book(file)?;
        let sheet = sheet_of(file, &book, format.sheet.as_deref())?;
        let skipped = u32::try_from(format.skip_rows).unwrap_or(u32::MAX);
        let (mut names, mut n_left, mut first_row) = (format.names.clone(), format.header_rows, skipped);
        if 0 < n_left {
            each_row(file, &mut book, &sheet, |row, cells| {
                if row < skipped || is_blank(cells) {
                    return Ok(true);
                }
                join_names(&mut names, cells);
                (n_left, first_row) = (n_left - 1, row + 1);
                Ok(0 < n_left)
            })?;
        }
        while names.last().is_some_and(|name| name.trim().is_empty()) {
            names.pop();
        }
        if names.is_empty() {
            return Err(not_data(file, EMPTY));
        }
        Ok(Self { file: file.to_owned(), sheet, first_row, header: Header::new(file, names) })
    }

    /// The sheet that is read, and those with cells that are not; `wanted` is what a layout calls the one it reads, `named`
    /// are the sheets that its tables name.
    pub(super) fn sheets_beside(
        file: &str,
        wanted: Option<&str>,
        named: &[&str],
    ) -> Result<(String, Vec<String>), LoadError> {
        let mut book = open_book(file)?;
        let read = sheet_of(file, &book, wanted)?;
        let is_named = |name: &str| named.iter().any(|named| named.trim().eq_ignore_ascii_case(name.trim()));
        let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let others = sheets.map(|sheet| sheet.name.clone()).filter(|name| *name != read && !is_named(name));
        let others: Vec<String> = others.collect();
        let mut beside = Vec::new();
        for name in others {
            let mut is_filled = false;
            each_row(file, &mut book, &name, |_, cells| {
                is_filled = !is_blank(cells);
                Ok(!is_filled)
            })?;
            if is_filled {
                beside.push(name);
            }
        }
        Ok((read, beside))
    }

    /// How many rows stand before the header, when the first row that is filled is not it: the header is the first row
    /// that fills nearly as many cells as any of the first rows does.
    pub(super) fn rows_before_header(file: &str) -> Result<usize, LoadError> {
        let mut book = open_book(file)?;
        let sheet = sheet_of(file, &book, None)?;
        let mut filled = Vec::new();
        each_row(file, &mut book, &sheet, |row, cells| {
            filled.push((row, cells.iter().filter(|cell| !cell.trim().is_empty()).count()));
            Ok(row < LOOKED_AT)
        })?;
        let most = filled.iter().map(|(_, n)| *n).max().unwrap_or(0);
        let header = filled.iter().find(|(_, n)| most * 4 <= *n * 5).map_or(0, |(row, _)| *row);
        Ok(usize::try_from(header).unwrap_or(0))
    }

    /// Sends the wanted columns, batch by batch, until the sheet ends or nobody listens any more. Rows count from 1 below
    /// the header, blank ones too, and are passed over when they are blank.
    pub(super) fn send(self, wanted: &[usize], batches: &SyncSender<SourceBatch>) -> Result<(), LoadError> {
        let mut book = open_book(&self.file)?;
        let n_columns = self.header.n_own();
        let mut sent = Batches::new(wanted.len(), batches);
        let open_formulas = open_formulas(&self.file, &mut book, &self.sheet)?;
        let mut with_open_formulas = Vec::new();
        each_row(&self.file, &mut book, &self.sheet, |row, cells| {
            let Some(number) = (row + 1).checked_sub(self.first_row).filter(|number| 0 < *number) else {
                return Ok(true);
            };
            let number = u64::from(number);
            let cells = match open_formulas.get(&row) {
                None => cells,
                Some(columns) => {
                    with_open_formulas = without_values(cells, columns);
                    &with_open_formulas
                }
            };
            let is_ragged = cells.iter().skip(n_columns).any(|cell| !cell.trim().is_empty());
            let fill = |columns: &mut [TextColumn]| {
                for (column, index) in columns.iter_mut().zip(wanted) {
                    column.push(cells.get(*index).map_or("", String::as_str));
                }
            };
            if is_ragged || is_blank(cells) {
                return Ok(sent.push_ragged(RaggedRow::new(number, cells.iter().map(String::as_str))));
            }
            Ok(sent.push(number, fill))
        })?;
        let counts: RowCounts = sent.finish();
        if counts.none_fits() {
            return Err(not_data(&self.file, "none of its rows has as many cells as its header"));
        }
        Ok(())
    }
}

/// Adds a row of a header to the names above it.
fn join_names(names: &mut Vec<String>, cells: &[String]) {
    names.resize(names.len().max(cells.len()), String::new());
    for (name, part) in names.iter_mut().zip(cells).filter(|(_, part)| !part.trim().is_empty()) {
        if !name.is_empty() {
            name.push(' ');
        }
        name.push_str(part.trim());
    }
}

fn open_book(file: &str) -> Result<Book, LoadError> {
    calamine::open_workbook(file).map_err(|_: calamine::XlsxError| not_data(file, DAMAGED))
}

/// The name of the sheet to be read.
fn sheet_of(file: &str, book: &Book, wanted: Option<&str>) -> Result<String, LoadError> {
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<&str> = sheets.clone().map(|sheet| sheet.name.as_str()).collect();
    if let Some(wanted) = wanted {
        let found = names.iter().find(|name| name.trim().eq_ignore_ascii_case(wanted.trim()));
        return found.map(|name| (*name).to_owned()).ok_or_else(|| {
            let n = names.len();
            not_data(file, format!("has no sheet `{wanted}`, which the layout names, among its {n} sheets"))
        });
    }
    let shown = sheets.clone().find(|sheet| sheet.visible == SheetVisible::Visible);
    let first = shown.map(|sheet| sheet.name.clone());
    first.ok_or_else(|| not_data(file, "is an Excel workbook without a sheet of cells"))
}

/// Hands on every row that has cells, as text, until `take` says enough by returning `false`.
fn each_row(
    file: &str,
    book: &mut Book,
    sheet: &str,
    mut take: impl FnMut(u32, &[String]) -> Result<bool, LoadError>,
) -> Result<(), LoadError> {
    let damaged = |_| not_data(file, DAMAGED);
    let mut cells = book.worksheet_cells_reader(sheet).map_err(damaged)?;
    let paddings: Vec<usize> = cells.styles().iter().map(padding).collect();
    let (mut present, mut row) = (Vec::<String>::new(), None);
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(damaged)? {
        let (of_row, column) = cell.get_position();
        if row.is_some_and(|row| row != of_row) {
            if !take(row.unwrap_or(0), &present)? {
                return Ok(());
            }
            present.clear();
        }
        row = Some(of_row);
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if present.len() <= column {
            present.resize(column + 1, String::new());
        }
        present[column] = text_of(cell.get_value(), paddings.get(style).copied().unwrap_or(0));
    }
    if let Some(row) = row {
        take(row, &present)?;
    }
    Ok(())
}

/// The columns, by row, of formulas whose values are not in the file: programs write such workbooks, and Excel fills the
/// values in when it saves them.
fn open_formulas(file: &str, book: &mut Book, sheet: &str) -> Result<HashMap<u32, Vec<usize>>, LoadError> {
    let damaged = |_| not_data(file, DAMAGED);
    let mut cells = book.worksheet_cells_reader(sheet).map_err(damaged)?;
    let mut found: HashMap<u32, Vec<usize>> = HashMap::new();
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(damaged)? {
        if cell.formula.is_some() && cell.value == DataRef::Empty {
            let (row, column) = cell.pos;
            found.entry(row).or_default().push(usize::try_from(column).unwrap_or(usize::MAX));
        }
    }
    Ok(found)
}

/// The cells of a row, those of these columns as what no column can read.
fn without_values(cells: &[String], columns: &[usize]) -> Vec<String> {
    let text =
        |(index, cell): (usize, &String)| if columns.contains(&index) { NO_VALUE.to_owned() } else { cell.clone() };
    cells.iter().enumerate().map(text).collect()
}

fn is_blank(cells: &[String]) -> bool {
    cells.iter().all(|cell| cell.trim().is_empty())
}

/// How many digits a format such as `00000` fills up with zeros.
fn padding(style: &calamine::Style) -> usize {
    let code = style.number_format.as_ref().map_or("", |format| format.format_code.as_str());
    if code.bytes().all(|byte| byte == b'0') { code.len() } else { 0 }
}

fn text_of(value: &DataRef<'_>, padding: usize) -> String {
    match value {
        DataRef::Int(number) => format!("{number:0padding$}"),
        DataRef::Float(number) => number_text(*number, padding),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(moment) => moment_text(moment),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// The fifteen digits that a workbook keeps.
fn number_text(number: f64, padding: usize) -> String {
    if MOST_EXACT <= number.abs() {
        return format!("{number:.14E}");
    }
    if number.fract() == 0.0 {
        return format!("{number:0padding$.0}");
    }
    let rounded = format!("{number:.14e}").parse().unwrap_or(number);
    format!("{rounded}")
}

/// A date, a time, both, or a length of time as hours, minutes and seconds.
fn moment_text(moment: &ExcelDateTime) -> String {
    const DAY: f64 = 86_400.0;
    if moment.is_duration() || moment.as_f64() < 1.0 {
        let seconds = number_text((moment.as_f64() * DAY).round(), 0).parse::<i64>().unwrap_or(0);
        return format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let date = chrono::NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day));
    let time = chrono::NaiveTime::from_hms_milli_opt(hour.into(), minute.into(), second.into(), milli.into());
    let Some((date, time)) = date.zip(time) else { return moment.as_f64().to_string() };
    // What is kept as a fraction of a day is a second early as often as not.
    let moment = date.and_time(time) + chrono::TimeDelta::milliseconds(500);
    let is_date = moment.format("%H:%M:%S").to_string() == "00:00:00";
    moment.format(if is_date { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M:%S" }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    #[test]
    fn numbers_are_what_a_person_sees() {
        for (number, padding, text) in [
            (99213.0, 0, "99213"),
            (42.0, 5, "00042"),
            (0.1 + 0.2, 0, "0.3"),
            (-45.5, 0, "-45.5"),
            (1_234_567_890.0, 0, "1234567890"),
            (1_234_567_890_123_456.0, 0, "1.23456789012346E15"),
        ] {
            assert_eq!(number_text(number, padding), text);
        }
    }

    #[test]
    fn dates_and_times_are_whole() {
        let date =
            |value: f64, is_1904: bool| moment_text(&ExcelDateTime::new(value, ExcelDateTimeType::DateTime, is_1904));
        assert_eq!(date(45_931.0, false), "2025-10-01");
        assert_eq!(date(44_469.0, true), "2025-10-01");
        assert_eq!(date(45_931.416_666_666_664, false), "2025-10-01 10:00:00");
        assert_eq!(date(0.354_166_666_666_666_7, false), "08:30:00");
        let length = ExcelDateTime::new(1.0 + 8.0 / 1_440.0, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(moment_text(&length), "24:08:00");
    }
}
