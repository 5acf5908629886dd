//! Goes through the rows of a file and profiles every column: the first rows all, later rows now and then, and to the
//! end where only a rare value can tell month from day. Proposes nothing.

use std::io::{Chain, Cursor, Read};

use super::dialect::{self, Dialect, TextKind};
use super::profile::{Profile, Tables};
use crate::load::{LoadError, Peek, PeekTable, column_key, decode};

/// Rows that are all looked at.
const FIRST_ROWS: u64 = 20_000;
/// Of later rows, one in so many is looked at.
const STRIDE: u64 = 16;
/// After this row only open dates are looked at.
const LAST_ROW: u64 = 1_000_000;
/// Rows kept whole, for what only two columns together can tell.
const KEPT_ROWS: usize = 2_000;
/// Bytes from which the way a file is written is told.
const HEAD_BYTES: u64 = 1 << 20;

/// What a file is and what its columns hold.
pub(super) struct Survey {
    /// How a text file is written; none for Parquet.
    pub(super) dialect: Option<Dialect>,
    /// Names as a layout calls the columns: the second of two equal names is `name#2`.
    pub(super) names: Vec<String>,
    /// One profile per column.
    pub(super) profiles: Vec<Profile>,
    /// Rows profiled.
    pub(super) rows: u64,
    /// Rows met with more or fewer fields than the header.
    pub(super) ragged: u64,
    /// The first rows, whole.
    pub(super) kept: Vec<Vec<String>>,
}

/// A file whose columns have names, or another kind of file.
pub(super) enum Look {
    Columns(Box<Survey>),
    FixedWidth(Vec<usize>),
    X12(String),
}

type Text = Chain<Cursor<Vec<u8>>, Box<dyn Read + Send>>;

/// Looks at a file.
pub(super) fn look(path: &str) -> Result<Look, LoadError> {
    let text = match Peek::open(path)? {
        Peek::Table(table) => return survey_table(table).map(|survey| Look::Columns(Box::new(survey))),
        Peek::Text(text) => text,
    };
    let not_data = |problem: &str| LoadError::NotData { file: path.to_owned(), problem: problem.to_owned() };
    let (mut head, mut rest) = (Vec::new(), text);
    let broken = |error: &std::io::Error| not_data(&format!("could not be read to its end: {error}"));
    rest.by_ref().take(HEAD_BYTES).read_to_end(&mut head).map_err(|error| broken(&error))?;
    let is_all = (head.len() as u64) < HEAD_BYTES;
    match dialect::sniff(&head, is_all) {
        TextKind::Delimited(dialect) => {
            let survey = survey_text(path, dialect, Cursor::new(head).chain(rest))?;
            Ok(Look::Columns(Box::new(survey)))
        }
        TextKind::FixedWidth(lengths) => Ok(Look::FixedWidth(lengths)),
        TextKind::X12(transaction) => Ok(Look::X12(transaction)),
        TextKind::Unknown => Err(not_data(
            "has no rows of several fields that comma, semicolon, tab or bar would cut alike; say in a layout how it is written",
        )),
    }
}

impl Survey {
    fn new(dialect: Option<Dialect>, names: &[String]) -> Self {
        let profiles = vec![Profile::default(); names.len()];
        Self { dialect, names: numbered(names), profiles, rows: 0, ragged: 0, kept: Vec::new() }
    }

    /// Adds another file; `false` when its columns are others.
    pub(super) fn merge(&mut self, other: Self) -> bool {
        let keys = |names: &[String]| names.iter().map(|name| column_key(name)).collect::<Vec<_>>();
        if keys(&self.names) != keys(&other.names) {
            return false;
        }
        self.profiles.iter_mut().zip(&other.profiles).for_each(|(own, other)| own.merge(other));
        self.rows += other.rows;
        self.ragged += other.ragged;
        self.kept.extend(other.kept);
        true
    }

    /// How the file is written, in words.
    pub(super) fn form(&self) -> Vec<String> {
        let Some(dialect) = &self.dialect else { return vec!["Parquet".to_owned()] };
        let delimiter = match dialect.delimiter {
            b';' => "semicolons",
            b'\t' => "tabs",
            b'|' => "bars",
            _ => "commas",
        };
        let mut form = vec![format!("{delimiter} between fields")];
        form.push(if dialect.is_utf8 { "UTF-8" } else { "Windows-1252" }.to_owned());
        if !dialect.has_quotes {
            form.push("quotes are plain characters".to_owned());
        }
        if 0 < dialect.skip_rows {
            form.push(format!("{} rows before the header", dialect.skip_rows));
        }
        if !dialect.has_header {
            form.push("no header".to_owned());
        }
        form
    }

    /// What to mind about the rows of a file.
    pub(super) fn remark(&self, file: &str) -> Option<String> {
        let n = self.ragged;
        (0 < n).then(|| format!("{n} rows of {file} have more or fewer fields than the header and will be rejected"))
    }

    /// Looks at one row; `false` when no later row can tell anything more.
    fn add(&mut self, row: u64, cells: &[&str], tables: &Tables) -> bool {
        let is_sampled = row <= FIRST_ROWS || row <= LAST_ROW && row.is_multiple_of(STRIDE);
        if self.kept.len() < KEPT_ROWS {
            self.kept.push(cells.iter().map(|cell| (*cell).to_owned()).collect());
        }
        if is_sampled {
            self.rows += 1;
            self.profiles.iter_mut().zip(cells).for_each(|(profile, cell)| profile.add(cell, tables));
            return true;
        }
        let mut is_open = row <= LAST_ROW;
        for (profile, cell) in self.profiles.iter_mut().zip(cells) {
            if profile.dates.is_open() {
                profile.add_date(cell);
                is_open = true;
            }
        }
        is_open
    }
}

/// The second of two names that are equal once case and spaces are left out is called `name#2`.
fn numbered(names: &[String]) -> Vec<String> {
    let mut met = std::collections::HashMap::new();
    let number = |name: &String| {
        let name = name.trim_start_matches('\u{feff}').trim();
        let times = met.entry(column_key(name)).or_insert(0_u32);
        *times += 1;
        if *times == 1 || name.is_empty() { name.to_owned() } else { format!("{name}#{times}") }
    };
    names.iter().map(number).collect()
}

fn survey_table(table: PeekTable) -> Result<Survey, LoadError> {
    let mut survey = Survey::new(None, &table.names());
    let (tables, mut row) = (Tables::shipped(), 0);
    table.rows(|cells| {
        row += 1;
        survey.add(row, cells, &tables)
    })?;
    Ok(survey)
}

/// The names of a file's columns, from its first bytes; none when it is no file with a header.
pub(super) fn names(path: &str) -> Option<Vec<String>> {
    let text = match Peek::open(path).ok()? {
        Peek::Table(table) => return Some(numbered(&table.names())),
        Peek::Text(text) => text,
    };
    let mut head = Vec::new();
    text.take(HEAD_BYTES).read_to_end(&mut head).ok()?;
    let TextKind::Delimited(dialect) = dialect::sniff(&head, (head.len() as u64) < HEAD_BYTES) else { return None };
    let is_named = dialect.has_header;
    let mut reader = open(&dialect, head.as_slice());
    let names = header(&dialect, &mut reader).ok()?;
    is_named.then(|| numbered(&names))
}

fn open<R: Read>(dialect: &Dialect, text: R) -> csv::Reader<R> {
    csv::ReaderBuilder::new()
        .delimiter(dialect.delimiter)
        .quoting(dialect.has_quotes)
        .has_headers(false)
        .flexible(true)
        .from_reader(text)
}

/// Reads up to the first row of data; gives the columns their names.
fn header<R: Read>(dialect: &Dialect, reader: &mut csv::Reader<R>) -> csv::Result<Vec<String>> {
    let mut record = csv::ByteRecord::new();
    for _ in 0..dialect.skip_rows + usize::from(dialect.has_header) {
        reader.read_byte_record(&mut record)?;
    }
    if dialect.has_header {
        return Ok(record.iter().map(decode).collect());
    }
    Ok((1..=dialect.n_fields).map(|place| format!("column_{place}")).collect())
}

fn survey_text(path: &str, dialect: Dialect, text: Text) -> Result<Survey, LoadError> {
    let mut reader = open(&dialect, text);
    let broken = |error: &csv::Error| {
        // The error itself may quote the row.
        let place = error.position().map_or(String::new(), |position| format!(" near line {}", position.line()));
        LoadError::NotData { file: path.to_owned(), problem: format!("could not be read to its end{place}") }
    };
    let names = header(&dialect, &mut reader).map_err(|error| broken(&error))?;
    let mut record = csv::ByteRecord::new();
    let (tables, mut row) = (Tables::shipped(), 0);
    let mut survey = Survey::new(Some(dialect), &names);
    while reader.read_byte_record(&mut record).map_err(|error| broken(&error))? {
        row += 1;
        if record.len() != names.len() {
            survey.ragged += 1;
            continue;
        }
        let cells: Vec<_> = record.iter().map(text_of).collect();
        let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
        if !survey.add(row, &cells, &tables) {
            break;
        }
    }
    Ok(survey)
}

fn text_of(cell: &[u8]) -> std::borrow::Cow<'_, str> {
    std::str::from_utf8(cell).map_or_else(|_| decode(cell).into(), Into::into)
}
