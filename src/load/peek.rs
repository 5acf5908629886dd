//! A first look into a file of unknown layout: the bytes of a text, or the columns of a Parquet file with their values
//! as text. Binds no column and judges no value.

use std::io::Read;
use std::sync::mpsc::sync_channel;

use super::batch::{SourceBatch, SourceColumn, Wanted};
use super::error::LoadError;
use super::header;
use super::join::{self, Roles};
use super::layout::Layout;
use super::parquet::ParquetSource;
use super::source::{self, FileKind};

/// What a file turned out to be.
pub enum Peek {
    /// Text of any kind, decompressed; reading may fail in the middle of a damaged file.
    Text(Box<dyn Read + Send>),
    /// A Parquet file.
    Table(PeekTable),
}

/// A Parquet file whose footer has been read.
pub struct PeekTable {
    file: String,
    source: ParquetSource,
    /// Positions of the columns that hold one value per row.
    flat: Vec<usize>,
}

impl Peek {
    /// Looks at the first bytes of a file; errors on files that are not data.
    pub fn open(path: &str) -> Result<Self, LoadError> {
        match source::kind(path)? {
            FileKind::Parquet => {
                let source = ParquetSource::open(path)?;
                let flat = (0..source.header.names.len()).filter(|index| source.is_flat(*index)).collect();
                Ok(Self::Table(PeekTable { file: path.to_owned(), source, flat }))
            }
            kind => Ok(Self::Text(source::open_text(path, kind)?)),
        }
    }
}

impl PeekTable {
    /// Names of the columns that hold one value per row, in the order of the file.
    pub fn names(&self) -> Vec<String> {
        self.flat.iter().map(|index| self.source.header.names[*index].clone()).collect()
    }

    /// Hands on row after row, one text per column of [`PeekTable::names`], until the file ends or `take` says enough
    /// by returning `false`.
    pub fn rows(self, mut take: impl FnMut(&[&str]) -> bool) -> Result<(), LoadError> {
        let wanted: Vec<_> = self.flat.iter().map(|index| (*index, Wanted::Text)).collect();
        let (file, source) = (self.file, self.source);
        std::thread::scope(|scope| {
            let (sender, receiver) = sync_channel(1);
            let reader = scope.spawn(move || source.send(&wanted, &[], sender));
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
            let ended = reader.join().unwrap_or_else(|_| Err(LoadError::NotData { file, problem }));
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
    join::stem(path)
}

/// A column name as names are compared: byte-order marks, case, spaces and newlines do not count.
pub fn column_key(name: &str) -> String {
    header::normalised(name)
}

/// Bytes as text the way the loader reads them: UTF-8, or else Windows-1252.
pub fn decode(bytes: &[u8]) -> String {
    super::csv::decode(bytes)
}
