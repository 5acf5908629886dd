//! A first look into a file of unknown layout: the bytes of a text, or the columns of a Parquet file with their values
//! as text. Binds no column and judges no value.

use std::io::Read;
use std::sync::mpsc::sync_channel;

use super::batch::{SourceBatch, SourceColumn, Wanted};
use super::error::LoadError;
use super::format::{FileFormat, FormatKind};
use super::join::Roles;
use super::layout::Layout;
use super::ndjson::resource_of;
use super::open::OpenFile;
use super::parquet::ParquetSource;
use super::sniff::{self, UTF_16_BE_MARK, UTF_16_LE_MARK};
use super::source::{self, FileKind, not_data};
use super::text::TextFile;
use super::workbook::SheetSource;
use super::{header, paths};

/// What a file turned out to be.
pub enum Peek {
    /// Text in rows.
    Text(TextStart),
    /// X12, with the number of its first transaction set.
    X12(String),
    /// One JSON object a line, with the kind of FHIR resource it says it is; empty for none.
    Objects(String),
    /// A Parquet file or an Excel workbook.
    Table(Box<PeekTable>),
}

/// The beginning of a text, decoded, and how it is encoded.
pub struct TextStart {
    /// Its first bytes, as UTF-8 and without a mark; they may end within a row.
    pub head: Vec<u8>,
    /// Whether the head is all of it.
    pub is_all: bool,
    /// `UTF-8`, `UTF-16` or `Windows-1252`.
    pub encoding: &'static str,
}

/// A Parquet file, or a workbook, whose columns are known.
pub struct PeekTable {
    file: String,
    source: OpenFile,
    /// What kind of file it is, in words.
    pub form: &'static str,
    /// Rows before the header.
    pub skip_rows: usize,
    /// Positions of the columns that hold one value per row.
    flat: Vec<usize>,
}

/// How much of a text is looked at to tell how it is written.
const LOOKED_AT: u64 = 1 << 20;

impl Peek {
    /// Looks at the first bytes of a file; errors on files that are not data.
    pub fn open(path: &str) -> Result<Self, LoadError> {
        let broken = |error: std::io::Error| not_data(path, format!("could not be read to its end: {error}"));
        let kind = source::kind_of(path, FormatKind::Ndjson)?;
        if kind == FileKind::Parquet {
            let source = ParquetSource::open(path, &FileFormat::default())?;
            let flat = (0..source.header.names.len()).filter(|index| source.gives_text(*index)).collect();
            let source = OpenFile::open(path, &FileFormat::default())?;
            let form = "Parquet";
            return Ok(Self::Table(Box::new(PeekTable { file: path.to_owned(), source, form, skip_rows: 0, flat })));
        }
        if kind == FileKind::Workbook {
            let skip_rows = SheetSource::rows_before_header(path)?;
            let source = OpenFile::open(path, &FileFormat { skip_rows, ..FileFormat::default() })?;
            let flat = (0..source.header().n_own()).collect();
            return Ok(Self::Table(Box::new(PeekTable {
                file: path.to_owned(),
                source,
                form: "Excel workbook",
                skip_rows,
                flat,
            })));
        }
        let mut raw = Vec::new();
        source::open_text(path, kind)?.take(LOOKED_AT).read_to_end(&mut raw).map_err(broken)?;
        if let Some(resource) = resource_of(&raw) {
            return Ok(Self::Objects(resource));
        }
        source::kind(path)?;
        if let Some(transaction) = sniff::x12(&raw) {
            return Ok(Self::X12(transaction));
        }
        let mut head = Vec::new();
        text_from(path, 0)?.take(LOOKED_AT).read_to_end(&mut head).map_err(broken)?;
        let is_all = (raw.len() as u64) < LOOKED_AT;
        Ok(Self::Text(TextStart { head, is_all, encoding: encoding(&raw) }))
    }
}

/// A text from behind its first rows on, as UTF-8. Reading may fail in the middle of a damaged file.
pub fn text_from(path: &str, skip_rows: usize) -> Result<Box<dyn Read + Send>, LoadError> {
    let format = FileFormat { skip_rows, ..FileFormat::default() };
    Ok(Box::new(TextFile::open(path, source::kind(path)?, &format)?))
}

fn encoding(raw: &[u8]) -> &'static str {
    if raw.starts_with(UTF_16_LE_MARK) || raw.starts_with(UTF_16_BE_MARK) {
        return "UTF-16";
    }
    match std::str::from_utf8(raw) {
        // The last character may be cut in half.
        Err(error) if error.error_len().is_some() => "Windows-1252",
        _ => "UTF-8",
    }
}

/// The columns that the folders of a file stand for, such as `payer=medicare`, with the value they have in every row.
pub fn folders(path: &str) -> Vec<(String, String)> {
    paths::folder_columns(path)
}

impl PeekTable {
    /// Names of the columns that hold one value per row, in the order of the file.
    pub fn names(&self) -> Vec<String> {
        self.flat.iter().map(|index| self.source.header().names[*index].clone()).collect()
    }

    /// Hands on row after row, one text per column of [`PeekTable::names`], until the file ends or `take` says enough
    /// by returning `false`.
    pub fn rows(self, mut take: impl FnMut(&[&str]) -> bool) -> Result<(), LoadError> {
        let wanted: Vec<_> = self.flat.iter().map(|index| (*index, Wanted::Text)).collect();
        let (file, source) = (self.file, self.source);
        std::thread::scope(|scope| {
            let (sender, receiver) = sync_channel(1);
            let reader = scope.spawn(move || source.send(&wanted, &[], &sender));
            let mut enough = false;
            for batch in &receiver {
                if !hand_on(&batch, &mut take) {
                    enough = true;
                    break;
                }
            }
            // A reader nobody listens to stops at its next batch.
            drop(receiver);
            let problem = "could not be read to its end".to_owned();
            let ended = reader.join().unwrap_or(Err(LoadError::NotData { file, problem }));
            if enough { Ok(()) } else { ended }
        })
    }
}

fn hand_on(batch: &SourceBatch, take: &mut impl FnMut(&[&str]) -> bool) -> bool {
    (0..batch.rows.len()).all(|row| {
        let texts = batch.columns.iter();
        let cells: Vec<&str> =
            texts.map(|column| if let SourceColumn::Text(texts) = column { texts.get(row) } else { "" }).collect();
        take(&cells)
    })
}

/// The files of a layout, as places in a list of paths.
pub struct FileRoles {
    /// Files of claim lines.
    pub lines: Vec<usize>,
    /// Files of each table of the layout, in its order.
    pub tables: Vec<Vec<usize>>,
}

/// Which of the files hold what, by their names; none when the layout misses one that it needs.
pub fn roles(paths: &[String], layout: &Layout) -> Option<FileRoles> {
    let roles = Roles::new(paths, layout).ok().filter(|roles| roles.unused.is_empty())?;
    Some(FileRoles { lines: roles.lines, tables: roles.tables })
}

/// A file's name without folder and extensions, as layouts and reports are named after it.
pub fn file_stem(path: &str) -> String {
    paths::stem(path)
}

/// A column name as names are compared: byte-order marks, case, spaces and newlines do not count.
pub fn column_key(name: &str) -> String {
    header::normalised(name)
}
