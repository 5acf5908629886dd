//! Goes through the rows of a file and profiles every column: the first rows all, later rows now and then, and to the
//! end where only a rare value can tell month from day. Proposes nothing.

use std::borrow::Cow;
use std::io::Read;

use super::dialect::{self, Dialect, TextKind};
use super::profile::{Profile, Tables};
use crate::load::{LoadError, Peek, PeekTable, column_key, folders, is_marked, text_from, unmarked};

/// Rows that are all looked at.
const FIRST_ROWS: u64 = 20_000;
/// Of later rows, one in so many is looked at.
const STRIDE: u64 = 16;
/// After this row only open dates are looked at.
const LAST_ROW: u64 = 1_000_000;
/// Rows kept whole, for what only two columns together can tell.
const KEPT_ROWS: usize = 2_000;

/// What a file is and what its columns hold.
pub(super) struct Survey {
    /// How a text file is written; none for Parquet.
    pub(super) dialect: Option<Dialect>,
    /// What kind of table it is, in words, when it is no text.
    pub(super) table: &'static str,
    /// Rows of a workbook before its header.
    pub(super) sheet_skip: usize,
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
    /// One JSON object a line, with the kind of FHIR resource it says it is; empty for none.
    Objects(String),
}

/// Looks at a file.
pub(super) fn look(path: &str) -> Result<Look, LoadError> {
    let columns = |survey| Look::Columns(Box::new(survey));
    let start = match Peek::open(path)? {
        Peek::Table(table) => return survey_table(path, *table).map(columns),
        Peek::X12(transaction) => return Ok(Look::X12(transaction)),
        Peek::Objects(resource) => return Ok(Look::Objects(resource)),
        Peek::Text(start) => start,
    };
    match dialect::sniff(&start) {
        TextKind::Delimited(dialect) => survey_text(path, dialect).map(columns),
        TextKind::FixedWidth(lengths) => Ok(Look::FixedWidth(lengths)),
        TextKind::Unknown => {
            let problem =
                "has no rows that comma, semicolon, tab or bar would cut alike; say in a layout how it is written";
            Err(LoadError::NotData { file: path.to_owned(), problem: problem.to_owned() })
        }
    }
}

impl Survey {
    fn new(dialect: Option<Dialect>, names: &[String]) -> Self {
        let profiles = vec![Profile::default(); names.len()];
        Self {
            dialect,
            table: "Parquet",
            sheet_skip: 0,
            names: numbered(names),
            profiles,
            rows: 0,
            ragged: 0,
            kept: Vec::new(),
        }
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
        let Some(dialect) = &self.dialect else { return vec![self.table.to_owned()] };
        let delimiter = match dialect.delimiter {
            b';' => "semicolons",
            b'\t' => "tabs",
            b'|' => "bars",
            _ => "commas",
        };
        let mut form = vec![format!("{delimiter} between fields")];
        form.push(dialect.encoding.to_owned());
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
    pub(super) fn remarks(&self, file: &str) -> Vec<String> {
        let n = self.ragged;
        let ragged = (0 < n)
            .then(|| format!("{n} rows of {file} have more or fewer fields than the header and will be rejected"));
        let marked = self.names.iter().zip(&self.profiles).filter(|(_, profile)| 0 < profile.marked);
        let counts: Vec<String> = marked.map(|(name, profile)| format!("{name} ({})", profile.marked)).collect();
        let marked = (!counts.is_empty()).then(|| {
            let columns = counts.join(", ");
            format!(
                "cells of {file} carry a spreadsheet's marks (=\"…\" or '…), which are taken off on reading: {columns}"
            )
        });
        ragged.into_iter().chain(marked).collect()
    }

    /// Looks at one row; `false` when no later row can tell anything more.
    fn add(&mut self, row: u64, cells: &[&str], tables: &Tables) -> bool {
        let is_sampled = row <= FIRST_ROWS || row <= LAST_ROW && row.is_multiple_of(STRIDE);
        if cells.iter().any(|cell| is_marked(cell.trim())) {
            let bare: Vec<&str> = cells.iter().map(|cell| unmarked(cell)).collect();
            if is_sampled {
                let pairs = self.profiles.iter_mut().zip(cells).zip(&bare);
                pairs.for_each(|((profile, cell), bare)| profile.marked += u64::from(cell.trim() != *bare));
            }
            return self.add_bare(row, &bare, is_sampled, tables);
        }
        self.add_bare(row, cells, is_sampled, tables)
    }

    fn add_bare(&mut self, row: u64, cells: &[&str], is_sampled: bool, tables: &Tables) -> bool {
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
            // A word that one row in a million says decides whether that row counts as paid.
            if profile.has_status_words() {
                profile.add_status(cell);
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

/// The columns that folders stand for, but for those the file has itself.
fn folders_beside(path: &str, names: &[String]) -> Vec<(String, String)> {
    let own: Vec<String> = names.iter().map(|name| column_key(name)).collect();
    folders(path).into_iter().filter(|(name, _)| !own.contains(&column_key(name))).collect()
}

fn survey_table(path: &str, table: PeekTable) -> Result<Survey, LoadError> {
    let mut names = table.names();
    let (form, skip_rows) = (table.form, table.skip_rows);
    let beside = folders_beside(path, &names);
    names.extend(beside.iter().map(|(name, _)| name.clone()));
    let mut survey = Survey { table: form, sheet_skip: skip_rows, ..Survey::new(None, &names) };
    let (tables, mut row) = (Tables::shipped(), 0);
    table.rows(|cells| {
        row += 1;
        let cells: Vec<&str> = cells.iter().copied().chain(beside.iter().map(|(_, text)| text.as_str())).collect();
        survey.add(row, &cells, &tables)
    })?;
    Ok(survey)
}

/// The names of a file's columns, from its first rows; none when it is no file with a header.
pub(super) fn names(path: &str) -> Option<Vec<String>> {
    let start = match Peek::open(path).ok()? {
        Peek::Table(table) => return Some(numbered(&table.names())),
        Peek::X12(_) | Peek::Objects(_) => return None,
        Peek::Text(start) => start,
    };
    let TextKind::Delimited(dialect) = dialect::sniff(&start) else { return None };
    let mut reader = open(path, &dialect).ok()?;
    let mut names = header(&dialect, &mut reader).ok().filter(|_| dialect.has_header)?;
    names.extend(folders_beside(path, &names).into_iter().map(|(name, _)| name));
    Some(numbered(&names))
}

type Reader = csv::Reader<Box<dyn Read + Send>>;

/// Opens a text at its header.
fn open(path: &str, dialect: &Dialect) -> Result<Reader, LoadError> {
    let text = text_from(path, dialect.skip_rows)?;
    let mut builder = csv::ReaderBuilder::new();
    builder.delimiter(dialect.delimiter).quoting(dialect.has_quotes).has_headers(false).flexible(true);
    Ok(builder.from_reader(text))
}

/// Reads up to the first row of data; gives the columns their names.
fn header(dialect: &Dialect, reader: &mut Reader) -> csv::Result<Vec<String>> {
    if !dialect.has_header {
        return Ok((1..=dialect.n_fields).map(|place| format!("column_{place}")).collect());
    }
    let mut record = csv::ByteRecord::new();
    reader.read_byte_record(&mut record)?;
    Ok(record.iter().map(|cell| text_of(cell).into_owned()).collect())
}

fn survey_text(path: &str, dialect: Dialect) -> Result<Survey, LoadError> {
    let mut reader = open(path, &dialect)?;
    let broken = |error: &csv::Error| {
        let problem = match error.kind() {
            csv::ErrorKind::Io(io) => format!("could not be read to its end: {io}"),
            // Other errors may quote the row.
            _ => "could not be read to its end".to_owned(),
        };
        LoadError::NotData { file: path.to_owned(), problem }
    };
    let mut names = header(&dialect, &mut reader).map_err(|error| broken(&error))?;
    let (mut record, mut row, n_fields) = (csv::ByteRecord::new(), 0, names.len());
    let beside = folders_beside(path, &names);
    names.extend(beside.iter().map(|(name, _)| name.clone()));
    let tables = Tables::shipped();
    let mut survey = Survey::new(Some(dialect), &names);
    while reader.read_byte_record(&mut record).map_err(|error| broken(&error))? {
        row += 1;
        if record.len() != n_fields {
            survey.ragged += 1;
            continue;
        }
        let cells: Vec<Cow<'_, str>> = record.iter().map(text_of).collect();
        let own = cells.iter().map(AsRef::as_ref);
        let cells: Vec<&str> = own.chain(beside.iter().map(|(_, text)| text.as_str())).collect();
        if !survey.add(row, &cells, &tables) {
            break;
        }
    }
    Ok(survey)
}

/// The text of a cell: UTF-8 already, whatever the file's encoding is.
fn text_of(cell: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(cell)
}
